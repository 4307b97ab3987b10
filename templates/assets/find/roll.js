// The listed leaders as their file holds them, packed → in columns that can be looked up. See kle_site/finding.py.

import { slugged } from "./text.js";

const FIRST = "#".codePointAt();

// Returns the numbers of each leader.
const numbers = (packed) =>
  packed.split(" ").map((letters) => Array.from(letters, (letter) => letter.codePointAt() - FIRST));

// Returns a slug from what is told of it: all of it, or what ends the slug that its name has.
const slugOf = (told, name) => (typeof told === "string" ? told : slugged(name) + (told ? `-${told}` : ""));

// `details` are more columns of the same leaders, where they are needed from the start.
export const unpacked = (held, details) => ({
  ...held,
  ...details,
  slug: held.slug.map((told, leader) => slugOf(told, held.name[leader])),
  trusts: held.trusts.map(([told, name]) => [slugOf(told, name), name]),
  points: numbers(held.where).map((places) => places.map((place) => held.points[place])),
  facets: held.facets.map((facet) => ({ ...facet, of: numbers(facet.of) })),
});
