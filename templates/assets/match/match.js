// The first script of /match/: shows the form, and fetches the rest when somebody is about to use it.

import { awaited, json, make } from "./dom.js";

const form = document.querySelector("#match");
form.hidden = false;

let matcher;
const start = () => {
  const { leaders, details, places } = form.dataset;
  const coming = () =>
    Promise.all([import("./matcher.js"), ...[leaders, details, places].map(json)]).then(
      ([{ Matcher }, held, more, known]) => new Matcher({ form, held, more, places: known }),
      () => {
        const words = "This part could not be loaded. Load the page again, or use the lists below.";
        const note = make("p", { class: "note", tabindex: "-1" }, words);
        const inside = form.contains(document.activeElement);
        form.replaceWith(note);
        if (inside) note.focus();
      },
    );
  matcher ??= awaited(coming());
  return matcher;
};

for (const sign of ["focusin", "pointerover", "input"]) form.addEventListener(sign, start, { once: true });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  start().then((found) => found?.submitted());
});
addEventListener("popstate", () => {
  if (matcher || location.search) start().then((found) => found?.read());
});
if (location.search) start();
