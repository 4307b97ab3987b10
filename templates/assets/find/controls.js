// The filters that only a script can offer, and the map: put beside the choices that the page brings.

import { make } from "./dom.js";
import { shorten } from "./terms.js";

// Returns a part of the form that folds away, as those that the page brings.
const choices = ({ name, label, values }) => {
  const choice = ([value, words]) => {
    const input = make("input", { type: "checkbox", name, value });
    const told = make("span", {}, words, " ", make("span", { class: "count" }));
    return make("li", {}, make("label", { class: "choice" }, input, told));
  };
  const id = `facet-${name}`;
  const group = make("div", { role: "group", "aria-labelledby": id }, make("ul", {}, ...values.map(choice)));
  return make("details", { "data-facet": name }, make("summary", { id }, label), group);
};

// Adds to the form what no list of links can offer: what the page brings ready, and what the data holds.
export const moreFilters = (form, known) => {
  const named = (name) => known.facets.find((one) => one.name === name);
  const more = document.querySelector("#more").content.cloneNode(true);
  form.querySelector("div").append(choices(named("free")), choices(named("confirmed")), more);
  form.elements.not_trust.append(...known.trusts.map(([slug, name]) => new Option(name, slug)));
  shorten(form.querySelector("details[data-facet=expertise] [role=group]"), new Map(known.tags));
};

// Puts the map above the list of districts, where a tile is a short way to its choice; returns slug → tile.
export const picture = (map, form) => {
  const slug = (tile) => tile.getAttribute("href").split("/").at(-2);
  map.addEventListener("click", (event) => {
    const tile = event.target.closest("a");
    if (!tile) return;
    event.preventDefault();
    form.querySelector(`input[name=district][value="${CSS.escape(slug(tile))}"]`).click();
  });
  form.querySelector("details[data-facet=district] [role=group]").prepend(map);
  map.hidden = false;
  return new Map([...map.querySelectorAll("a")].map((tile) => [slug(tile), tile]));
};
