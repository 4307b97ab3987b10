// The directory page's first script: turns the lists of links into filters, and fetches the rest when it is wanted.

import { awaited, make } from "./dom.js";

const LOST = "Search could not be loaded. Load this page again, or look through the list.";

const root = document.querySelector("#find");
const nav = root.querySelector(".ways");
const search = document.querySelector("#search");

// Each link to a value's page becomes the choice of that value, whose slug is the last part of its address.
const choice = (facet, link) => {
  const input = make("input", {
    type: "checkbox",
    name: facet,
    value: link.getAttribute("href").split("/").at(-2),
  });
  return make("label", { class: "choice" }, input, make("span", {}, ...link.childNodes));
};

const filters = () => {
  const form = make("form", { class: "ways", id: "filters", "aria-labelledby": "narrow" });
  form.append(...nav.children);
  form.querySelector("h2").after(make("p", { class: "small quiet" }, "The list changes as you choose."));
  for (const details of form.querySelectorAll("details")) {
    const summary = details.querySelector("summary");
    const { facet } = details.dataset;
    summary.id = `facet-${facet}`;
    const group = make("div", { role: "group", "aria-labelledby": summary.id });
    group.append(...[...details.children].slice(1));
    for (const link of group.querySelectorAll("a")) link.replaceWith(choice(facet, link));
    details.append(group);
  }
  nav.replaceWith(form);
  return form;
};

const form = filters();

// On a phone the filters fold away behind a button, beside the results and not over them.
const open = (is) => {
  form.classList.toggle("closed", !is);
  toggle.setAttribute("aria-expanded", String(is));
};
const toggle = make(
  "button",
  {
    type: "button",
    class: "toggle",
    "aria-controls": form.id,
    onclick: () => open(form.classList.contains("closed")),
  },
  "Filters",
);
form.before(toggle);
open(false);

let finder;
// The rest comes with the first sign that somebody is about to use it.
const start = () => {
  const close = () => open(false);
  // A worker knows no page that an address could be relative to.
  const address = (name) => new URL(root.dataset[name], document.baseURI).href;
  const opened = async ({ engine }) => {
    const ask = await engine();
    return [ask, await ask("open", address("leaders"), address("places"))];
  };
  const coming = () =>
    Promise.all([
      import("./finder.js"),
      import("./engine.js").then(opened),
      root.querySelector(".pager") && import("./pager.js"),
    ]).then(
      ([{ Finder }, [ask, known], pager]) =>
        new Finder({ root, form, search, toggle, close, ask, address, known, turn: pager?.turn }),
      () => {
        search.hidden = true;
        form.replaceWith(make("p", { class: "note" }, LOST));
        toggle.remove();
      },
    );
  finder ??= awaited(coming());
  return finder;
};

for (const part of [search, form]) {
  for (const sign of ["focusin", "pointerover", "input"]) part.addEventListener(sign, start, { once: true });
  part.addEventListener("submit", (event) => {
    event.preventDefault();
    start().then((found) => found?.submitted(event));
  });
}
addEventListener("popstate", () => {
  if (finder || location.search) start().then((found) => found?.read());
});
if (location.search) start();
