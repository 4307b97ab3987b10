// The search, beside the page: first the leaders, then queries and what else is learnt.

import { Search } from "./search.js";

let search;

addEventListener("message", async ({ data: { leaders, places, id, name, given } }) => {
  if (leaders) return void (search = new Search(leaders, places));
  try {
    postMessage({ id, found: await search[name](...given) });
  } catch (error) {
    postMessage({ id, lost: String(error) });
  }
});
