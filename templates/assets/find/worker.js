// The lists, beside the page: answers what it is asked.

import { Lists } from "./lists.js";

const lists = new Lists();

addEventListener("message", async ({ data: { id, name, given } }) => {
  try {
    postMessage({ id, found: await lists[name](...given) });
  } catch (error) {
    postMessage({ id, lost: String(error) });
  }
});
postMessage({});
