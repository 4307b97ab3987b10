// What is asked for on /match/, as its address holds it: some of the directory's keys, with the same meanings.

import { empty, read as readAll, written as writeAll } from "./state.js";

export const MOST_NEEDS = 4;
const KEYS = ["phase", "near", "expertise", "not_trust"];

// Returns {asked, odd}: what an address asks for, and a sentence for each thing in it that we leave out.
export const read = (search, leaders) => {
  const held = [...new URLSearchParams(search.slice(0, 12000))];
  const ours = held.filter(([name]) => KEYS.includes(name));
  const others = new Set(held.flatMap(([name]) => (KEYS.includes(name) ? [] : [name.slice(0, 40)])));
  const { state, odd } = readAll(`?${new URLSearchParams(ours)}`, leaders);
  const { phase, expertise } = state.facets;
  const phases = leaders.facets.find(({ name }) => name === "phase").values;
  const label = (slug) => phases.find(([known]) => known === slug)[1];
  const sentences = [...others].map(
    (name) => `We do not know “${name}” as a part of this address, so we left it out.`,
  );
  sentences.push(...odd);
  if (phase.length > 1)
    sentences.push(`We look for one kind of school at a time, so we kept “${label(phase[0])}”.`);
  if (expertise.length > MOST_NEEDS) sentences.push(`We kept the first ${MOST_NEEDS} of the needs.`);
  if (state.not_trust.length > 1) sentences.push("A school is in one trust at most, so we kept the first.");
  const asked = {
    phase: phase[0] ?? "",
    near: state.near,
    expertise: expertise.slice(0, MOST_NEEDS),
    trust: state.not_trust[0] ?? "",
  };
  return { asked, odd: sentences.slice(0, 5) };
};

const state = ({ phase, near, expertise, trust }, leaders, more = {}) => {
  const { facets, ...others } = empty(leaders);
  const held = { phase: phase ? [phase] : [], expertise, ...more };
  return { ...others, near, not_trust: trust ? [trust] : [], facets: { ...facets, ...held } };
};

// Returns the query string of what is asked, "" when nothing is; the same has one spelling.
export const written = (asked, leaders) => writeAll(state(asked, leaders));

// Returns the directory's query string for the same people: needs order them here, and would leave some out there.
export const inDirectory = (asked, leaders) =>
  writeAll(state(asked, leaders, { expertise: [], support: ["mentoring"] }));
