// What is asked for, as the page's address holds it. Saved addresses are promises: names and values stay.

import { outwardOnly } from "./text.js";

const SORTS = ["best", "near", "name", "confirmed"];
const LONGEST = 200;
const MOST = 60;

export const empty = (leaders) => ({
  q: "",
  near: "",
  within: "",
  beyond: "",
  not_trust: [],
  sort: "best",
  page: 1,
  facets: Object.fromEntries(leaders.facets.map((facet) => [facet.name, []])),
});

const cut = (text) => `“${text.slice(0, 40)}${text.length > 40 ? "…" : ""}”`;

// Returns {state, odd}: what an address asks for, and a sentence for each thing in it that we do not know.
export const read = (search, leaders) => {
  const state = empty(leaders);
  const odd = new Set();
  const leave = (value, as) => odd.add(`We do not know ${cut(value)} as ${as}, so we left it out.`);
  for (const [name, value] of [...new URLSearchParams(search.slice(0, 12000))].slice(0, 400)) {
    const typed = value.trim();
    const facet = leaders.facets.find((one) => one.name === name);
    if (!typed) continue;
    if (facet) {
      const small = typed.toLowerCase();
      const known = name === "expertise" ? (leaders.renamed[small] ?? small) : small;
      const held = state.facets[name];
      if (!facet.values.some(([slug]) => slug === known)) leave(typed, `a choice for “${facet.label}”`);
      else if (!held.includes(known) && held.length < MOST) held.push(known);
    } else if (name === "q" || name === "near") {
      const text = outwardOnly(typed)
        .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
        .trim();
      if (text.length > LONGEST) odd.add(`That was very long, so we kept the first ${LONGEST} characters.`);
      state[name] = text.slice(0, LONGEST);
    } else if (name === "within" || name === "beyond") {
      if (/^[0-9]{1,3}$/.test(typed) && Number(typed) > 0) state[name] = String(Number(typed));
      else leave(typed, "a number of miles");
    } else if (name === "not_trust") {
      if (!leaders.trusts.some(([slug]) => slug === typed)) leave(typed, "a trust");
      else if (!state.not_trust.includes(typed)) state.not_trust.push(typed);
    } else if (name === "page") {
      if (/^[0-9]{1,4}$/.test(typed) && Number(typed) > 0) state.page = Number(typed);
      else leave(typed, "a page");
    } else if (name === "sort") {
      if (SORTS.includes(typed)) state.sort = typed;
      else leave(typed, "an order");
    } else {
      leave(name, "a part of this address");
    }
  }
  if ((state.within || state.beyond) && !state.near) {
    odd.add("Say where your school is, then choose a distance.");
    Object.assign(state, { within: "", beyond: "" });
  }
  return { state, odd: [...odd].slice(0, 5) };
};

// Returns the query string of a state, "" when nothing is asked; one state has one spelling.
export const written = (state) => {
  const asked = new URLSearchParams();
  if (state.q) asked.append("q", state.q);
  for (const [name, values] of Object.entries(state.facets)) {
    for (const value of values) asked.append(name, value);
  }
  if (state.near) asked.append("near", state.near);
  if (state.near && state.within) asked.append("within", state.within);
  for (const trust of state.not_trust) asked.append("not_trust", trust);
  if (state.near && state.beyond) asked.append("beyond", state.beyond);
  if (state.sort !== "best") asked.append("sort", state.sort);
  if (state.page > 1) asked.append("page", state.page);
  const text = asked.toString();
  return text && `?${text}`;
};
