// What there is when nobody matches: what to leave out, who comes nearest, what is like it, and whom to ask.

import { make, own } from "./dom.js";
import { count } from "./text.js";
import { lines, people } from "./whom.js";

const MOST = 3; // terms: this is a way on, and no second list

// Resolves to the parts to show for a finder that finds nobody; `words` is what its query led to.
export const waysOut = async (finder, words) => {
  const parts = [];
  const list = (before, items) => items.length && parts.push(make("p", {}, before), make("ul", {}, ...items));
  const [without, like] = [finder.asked(), related(finder)];
  const states = [...without, ...like].map(([, state]) => state);
  const { counts, nearest } = await finder.ask("instead", finder.state, states, finder.near);
  // Those that would find somebody, most first.
  const found = (ways, numbers) =>
    ways
      .map((way, at) => [...way, numbers[at]])
      .filter(([, , number]) => number)
      .sort((one, other) => other[2] - one[2]);
  list(
    "You could leave something out:",
    found(without, counts).map((way) => step(finder, "Leave out ", way)),
  );
  if (words?.nobody) {
    const known = "“send”, “new head”, “phonics”, or the name of a leader, a school or a place";
    parts.push(make("p", {}, `Try other words, or fewer: ${known}.`));
  }
  list("The nearest matches:", nearest.map(lacking));
  list(
    "Expertise like it:",
    found(like, counts.slice(without.length))
      .slice(0, MOST)
      .map((way) => step(finder, "", way)),
  );
  list("Or ask somebody who knows the leaders:", human(finder));
  return parts;
};

const step = (finder, before, [label, state, number]) => {
  const onclick = () => finder.go(state);
  const button = make("button", { type: "button", class: "plainly", onclick }, before, own(label));
  return make("li", {}, button, ` (${count(number, "leader")})`);
};

// Who meets all that was chosen but for one thing, as a link with what they lack.
const lacking = ([slug, name, label]) =>
  make("li", {}, make("a", { href: `${slug}/` }, own(name)), `: all but ${label.toLowerCase()}`);

// The terms of the same group as those that were chosen, each in their place.
const related = ({ state, known }) => {
  const chosen = state.facets.expertise;
  const { values } = known.facets.find((one) => one.name === "expertise");
  const group = (slug) => known.tags.find(([one]) => one === slug)?.[2];
  const groups = new Set(chosen.map(group));
  return values
    .filter(([slug]) => groups.has(group(slug)) && !chosen.includes(slug))
    .map(([slug, label]) => [label, { ...state, facets: { ...state.facets, expertise: [slug] } }]);
};

// The human way: the districts and kinds of adviser that were asked for.
const human = ({ state, near, known: { places } }) => {
  const { district, area, phase } = state.facets;
  const inAreas = places.districts.filter(([, , , one]) => area.includes(one)).map(([slug]) => slug);
  const asked = near?.districts ?? [...district, ...inAreas];
  const phases = phase.length ? phase : Object.keys(places.advisers);
  const kinds = new Set(phases.flatMap((one) => places.advisers[one]));
  return lines(people(places, asked, [...kinds]));
};
