// The pages of who is found, as links with numbers: fetched where a list has more than one.

import { make } from "./dom.js";

// Returns the numbers that a pager offers; 0 for those it leaves out between two. As pages.cards.Numbered.
const offered = (number, of) => {
  const near = [...new Set([1, number - 1, number, number + 1, of])].filter((one) => one > 0 && one <= of);
  return near.flatMap((one, at) => {
    const gap = one - (near[at - 1] ?? 0);
    return gap === 1 ? [one] : gap === 2 ? [one - 1, one] : [0, one];
  });
};

// Fills the pager; `address` and `go` take a page's number.
export const turn = (pager, number, of, address, go) => {
  const link = (to, attributes, ...words) => {
    const onclick = (event) => {
      // Who opens it beside this page wants a page of its own.
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(to);
    };
    return make("li", {}, make("a", { href: address(to), onclick, ...attributes }, ...words));
  };
  const said = (text) => make("span", { class: "said" }, text);
  const numbers = offered(number, of).map((one) =>
    one
      ? link(one, { "aria-current": one === number && "page" }, said("Page "), String(one))
      : make("li", { "aria-hidden": "true" }, "…"),
  );
  const before = number > 1 ? [link(number - 1, { rel: "prev" }, "Previous", said(" page"))] : [];
  const after = number < of ? [link(number + 1, { rel: "next" }, "Next", said(" page"))] : [];
  pager.hidden = of < 2;
  pager.querySelector("ul").replaceChildren(...before, ...numbers, ...after);
};
