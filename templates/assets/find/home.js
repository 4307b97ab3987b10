// The home page's search box: a whole postcode that somebody types there is cut before it becomes an address.

import { outwardOnly } from "./text.js";

const search = document.querySelector("#search");

search.addEventListener("submit", () => {
  const { q } = search.elements;
  q.value = outwardOnly(q.value);
});
