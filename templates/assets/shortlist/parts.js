// Small parts that the shortlist's page is made of.

import { make, own } from "./dom.js";

export const said = (text) => make("span", { class: "said" }, text);

// A button beside the main one. Its key is what finds it again when its part of the page is made anew.
export const action = (text, act, key, more = {}) =>
  make("button", { type: "button", class: "second", onclick: act, "data-key": key, ...more }, text);

// A link to a person's page.
export const to = (person, directory, from) =>
  make("a", { href: `${directory}${person.slug}/`, "data-key": `${from} ${person.slug}` }, own(person.name));

// Names or labels, one a line where there are several, each in its own direction.
export const each = (all) =>
  all.length < 2
    ? all.map(own)
    : [make("ul", { class: "plain" }, ...all.map((one) => make("li", {}, own(one))))];
