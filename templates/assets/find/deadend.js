// What there is when nobody matches: what to leave out, who comes nearest, what is like it, and whom to ask.

import { make, own } from "./dom.js";
import { has } from "./facets.js";
import { count } from "./text.js";
import { lines, people } from "./whom.js";

const MOST = 3; // of people and of terms: this is a way on, and no second list

// Returns the parts to show for a finder that finds nobody; `words` is what its query led to.
export const waysOut = (finder, words) => {
  const parts = [];
  const list = (before, items) => items.length && parts.push(make("p", {}, before), make("ul", {}, ...items));
  list("You could leave something out:", leftOut(finder));
  if (words && !words.matches.length) {
    const known = "“send”, “new head”, “phonics”, or the name of a leader, a school or a place";
    parts.push(make("p", {}, `Try other words, or fewer: ${known}.`));
  }
  list("The nearest matches:", nearest(finder));
  list("Expertise like it:", related(finder));
  list("Or ask somebody who knows the leaders:", human(finder));
  return parts;
};

const step = (finder, state, ...words) =>
  make("button", { type: "button", class: "plainly", onclick: () => finder.go(state) }, ...words);

const leftOut = (finder) =>
  finder
    .asked()
    .map(([label, state]) => [label, state, finder.countOf(state)])
    .filter(([, , number]) => number)
    .sort((one, other) => other[2] - one[2])
    .map(([label, state, number]) =>
      make("li", {}, step(finder, state, "Leave out ", own(label)), ` (${count(number, "leader")})`),
    );

// Who meets all that was chosen but for one thing, as links with what they lack.
const nearest = ({ state, facets, leaders }) => {
  const chosen = Object.entries(state.facets).filter(([, values]) => values.length);
  if (chosen.length < 2) return [];
  const sets = chosen.map(([name, values]) => [name, facets.within(name, values)]);
  const label = (name) => leaders.facets.find((one) => one.name === name).label.toLowerCase();
  return [...leaders.slug.keys()]
    .map((leader) => [leader, sets.filter(([, bits]) => !has(bits, leader)).map(([name]) => label(name))])
    .filter(([, lacking]) => lacking.length === 1)
    .slice(0, MOST)
    .map(([leader, [lacking]]) => {
      const link = make("a", { href: `${leaders.slug[leader]}/` }, own(leaders.name[leader]));
      return make("li", {}, link, `: all but ${lacking}`);
    });
};

// The terms of the same group as those that were chosen, each in their place, that would find somebody.
const related = (finder) => {
  const { state, leaders } = finder;
  const chosen = state.facets.expertise;
  const { values } = leaders.facets.find((one) => one.name === "expertise");
  const group = (slug) => leaders.tags.find(([known]) => known === slug)?.[2];
  const groups = new Set(chosen.map(group));
  return values
    .filter(([slug]) => groups.has(group(slug)) && !chosen.includes(slug))
    .map(([slug, label]) => [label, { ...state, facets: { ...state.facets, expertise: [slug] } }])
    .map(([label, instead]) => [label, instead, finder.countOf(instead)])
    .filter(([, , number]) => number)
    .sort((one, other) => other[2] - one[2])
    .slice(0, MOST)
    .map(([label, instead, number]) =>
      make("li", {}, step(finder, instead, own(label)), ` (${count(number, "leader")})`),
    );
};

// The human way: the districts and kinds of adviser that were asked for.
const human = ({ state, near, places }) => {
  const { district, area, phase } = state.facets;
  const inAreas = places.districts.filter(([, , , one]) => area.includes(one)).map(([slug]) => slug);
  const asked = near?.districts ?? [...district, ...inAreas];
  const phases = phase.length ? phase : Object.keys(places.advisers);
  const kinds = new Set(phases.flatMap((one) => places.advisers[one]));
  return lines(people(places, asked, [...kinds]));
};
