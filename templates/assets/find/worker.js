// The search, beside the page: first the leaders, then queries and what else is learnt.

import { Search } from "./search.js";

let search;

addEventListener("message", async ({ data: { leaders, places, id, name, given } }) => {
  if (leaders) search = new Search(leaders, places);
  else postMessage({ id, found: await search[name](...given) });
});
