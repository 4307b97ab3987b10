// The search, beside the page: first the leaders, then perhaps the portraits' words, then queries.

import { Search } from "./search.js";

let search;

addEventListener("message", ({ data: { leaders, places, portraits, id, query } }) => {
  if (leaders) search = new Search(leaders, places);
  else if (portraits) search.learn(portraits);
  else postMessage({ id, found: search.find(query) });
});
