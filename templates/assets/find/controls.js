// The filters that only a script can offer, and the map: put beside the choices that the page brings.

import { make } from "./dom.js";
import { MILES } from "./state.js";
import { shorten } from "./terms.js";

// Returns a part of the form that folds away, as those that the page brings.
const part = (kind, name, summary, ...inside) => {
  const id = `facet-${name}`;
  const group = make("div", { role: "group", "aria-labelledby": id }, ...inside);
  return make("details", { [`data-${kind}`]: name }, make("summary", { id }, summary), group);
};

const choices = ({ name, label, values }) => {
  const choice = ([value, words]) => {
    const input = make("input", { type: "checkbox", name, value });
    const told = make("span", {}, words, " ", make("span", { class: "count" }));
    return make("li", {}, make("label", { class: "choice" }, input, told));
  };
  return part("facet", name, label, make("ul", {}, ...values.map(choice)));
};

const select = (name, first, options) =>
  make(
    "select",
    { name, id: name },
    ...[["", first], ...options].map(([value, words]) => make("option", { value }, words)),
  );

const miles = (name, first) =>
  select(
    name,
    first,
    MILES.map((one) => [one, `${one} miles`]),
  );

const label = (name, words) => make("label", { for: name }, words);
const hint = (words) => make("p", { class: "small quiet" }, words);

const distance = () =>
  part(
    "more",
    "place",
    "Distance",
    label("within", "At most"),
    miles("within", "Any distance"),
    hint("Say where your school is, above, to use this. Who works in your district is always near."),
  );

const independence = (trusts) =>
  part(
    "more",
    "independent",
    "Independence",
    hint("For a peer review you may want somebody from further away, and not from your own trust."),
    label("not_trust", "Leave out leaders of my trust"),
    select("not_trust", "None", trusts),
    label("beyond", "Leave out leaders nearer than"),
    miles("beyond", "No distance"),
  );

// Adds to the form what no list of links can offer.
export const moreFilters = (form, leaders) => {
  const named = (name) => leaders.facets.find((one) => one.name === name);
  const box = form.querySelector("div");
  box.append(choices(named("free")), choices(named("confirmed")), distance(), independence(leaders.trusts));
  shorten(form.querySelector("details[data-facet=expertise] [role=group]"), new Map(leaders.tags));
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
