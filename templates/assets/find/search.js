// A need in somebody's words → the leaders who meet it, how well, and why.
//
// A query is cut into units: a phrase that the vocabulary knows ("special needs", "new head", "Sheppey") or else one
// word. A unit finds leaders by what they have (expertise, support, phase, place, …), by names, and by their own words.
// Every unit is required; only when nobody meets all are some dropped, and that is said. How well a leader meets a
// unit has few grades, so that many are equal and their lot decides: nobody is first for writing a word ten times.

import MiniSearch from "./minisearch.js";
import { json } from "./dom.js";
import { Guide } from "./guide.js";
import { slips, words } from "./text.js";

export const GRADES = { exact: 4, near: 3, word: 1 };
const LONGEST_PHRASE = 5;
const MOST_UNITS = 12;

const MOST_PHRASES = 12;

const options = { fields: ["text"], tokenize: words, processTerm: (term) => term };

export class Search {
  constructor(leaders, places) {
    this.leaders = leaders;
    this.idle = new Set(leaders.idle);
    this.phrases = new Map();
    this.have = new Map();
    const concepts = new Map();
    for (const { name, values, why, of } of leaders.facets) {
      values.forEach(([slug, label, synonyms = []], at) => {
        const concept = { key: `${name}:${slug}`, kind: name, label, why: why[at] };
        concepts.set(concept.key, concept);
        this.have.set(
          concept.key,
          of.flatMap((held, leader) => (held.includes(at) ? [leader] : [])),
        );
        for (const phrase of [label, ...synonyms]) this.#learn(phrase, concept, phrase === label);
      });
    }
    const also = (key, phrases, more) => {
      for (const phrase of phrases) this.#learn(phrase, { ...concepts.get(key), ...more }, false);
    };
    for (const [slug, others] of leaders.tags) also(`expertise:${slug}`, others);
    for (const [slug, , former] of places.districts) also(`district:${slug}`, former);
    for (const [, town, synonyms, , , district] of places.towns)
      also(`district:${district}`, [town, ...synonyms], { town });
    // Single words that belong to a phrase: how a slip finds it, and half a phrase.
    this.vocabulary = new MiniSearch(options);
    this.vocabulary.addAll([...this.phrases.keys()].map((phrase) => ({ id: phrase, text: phrase })));
    this.names = new MiniSearch({ ...options, fields: ["name", "school", "trust", "role"] });
    this.names.addAll(
      leaders.slug.map((_, id) => ({
        id,
        name: leaders.name[id],
        school: leaders.schools[id].join(" "),
        trust: leaders.trust[id] === null ? "" : leaders.trusts[leaders.trust[id]][1],
        role: leaders.role[id],
      })),
    );
    this.own = null;
  }

  // Fetches and adds "words" or "passages"; rejects when they could not be had.
  async fetch(name, address) {
    return this.learn({ [name]: await json(address) });
  }

  // Adds what comes later than all else: the words of the portraits, the passages of the protocols.
  async learn({ words: own, passages }) {
    if (passages) this.guide = await new Guide(passages).ready();
    if (!own) return;
    this.own = new MiniSearch(options);
    this.own.addAll(own.map((text, id) => ({ id, text })));
  }

  // Returns the words of a query that say something; all of them when none does.
  #telling(text) {
    const all = words(text);
    const some = all.filter((word) => !this.idle.has(word));
    return some.length ? some : all;
  }

  #learn(phrase, concept, isLabel) {
    // Cut like a query, so that "closing the gap" is found without its small words.
    const key = this.#telling(phrase).join(" ");
    if (!key) return;
    const known = this.phrases.get(key) ?? [];
    if (!known.some((one) => one.concept.key === concept.key)) known.push({ concept, isLabel });
    this.phrases.set(key, known);
  }

  // Returns {matches: [{leader, grade, reasons}], also: [labels], dropped: [words], passages} for a query; best
  // first. Passages are undefined until they are learnt.
  find(query) {
    const units = this.#units(query);
    const found = units.map((unit, at) => this.#meet(unit, at === units.length - 1));
    const scores = new Map();
    found.forEach((unit) => {
      for (const [leader, { grade, reason }] of unit.leaders) {
        const held = scores.get(leader) ?? { leader, grade: 0, met: 0, reasons: [] };
        held.grade += grade;
        held.met += 1;
        if (!held.reasons.includes(reason)) held.reasons.push(reason);
        scores.set(leader, held);
      }
    });
    const most = Math.max(0, ...[...scores.values()].map((one) => one.met));
    // Where not all can be met, the rarer need counts for more: many are secondary heads, few know drama.
    if (most < units.length) {
      for (const { leaders } of found)
        for (const leader of leaders.keys()) scores.get(leader).grade += 1 / leaders.size;
    }
    const kept = [...scores.values()].filter((one) => one.met === most);
    const dropped = found.flatMap((unit) =>
      kept.every((one) => unit.leaders.has(one.leader)) ? [] : [unit.words],
    );
    kept.sort((one, other) => other.grade - one.grade || one.leader - other.leader);
    return {
      matches: kept,
      also: [...new Set(found.flatMap((unit) => unit.also))],
      whole: most === units.length,
      dropped: most === units.length ? [] : dropped,
      passages: this.guide?.find(query),
    };
  }

  // Cuts a query into the longest phrases that the vocabulary knows, and single words.
  #units(query) {
    const typed = this.#telling(query);
    const units = [];
    for (let at = 0; at < typed.length && units.length < MOST_UNITS;) {
      let length = Math.min(LONGEST_PHRASE, typed.length - at);
      while (length > 1 && !this.phrases.has(typed.slice(at, at + length).join(" "))) length -= 1;
      units.push(typed.slice(at, at + length).join(" "));
      at += length;
    }
    return [...new Set(units)];
  }

  // Returns what a phrase names that one of its words may mean: "garden" is not yet Ebbsfleet Garden City.
  #part(phrase, word) {
    const known = this.phrases.get(phrase);
    return phrase.startsWith(word) ? known : known.filter(({ concept }) => concept.kind !== "district");
  }

  // Returns the leaders who meet a unit, with a grade and a reason for each; `typing`: may the word go on?
  #meet(unit, typing) {
    const leaders = new Map();
    const also = new Set();
    const note = (leader, grade, reason) => {
      if ((leaders.get(leader)?.grade ?? 0) < grade) leaders.set(leader, { grade, reason });
    };
    const take = (known, grade, half = false) => {
      for (const { concept, isLabel } of known) {
        const { town, label, why } = concept;
        const reason = town && town !== label ? `${why}, where ${town} is` : why;
        const held = this.have.get(concept.key) ?? [];
        for (const leader of held) note(leader, grade, reason);
        const said = words(label).join(" ");
        if (held.length && !isLabel && !half && !said.includes(unit)) also.add(label);
      }
    };
    const name = ({ id, match }, grade) => {
      const [[term, [field]]] = Object.entries(match);
      note(id, grade, `“${term}” in the ${field === "school" ? "school’s name" : field}`);
    };
    const say = ({ id, terms }) => note(id, GRADES.word, `“${terms.join(" ")}” in their own words`);
    const exact = this.phrases.get(unit) ?? [];
    const single = !unit.includes(" ");
    const right = { combineWith: "AND", prefix: typing && single && unit.length > 1 && !exact.length };
    take(exact, GRADES.exact);
    for (const one of this.names.search(unit, right)) name(one, GRADES.exact);
    // Half a phrase, or the start of a word that is still being typed.
    const half = single && !exact.length ? this.vocabulary.search(unit, right) : [];
    for (const { id } of half.slice(0, MOST_PHRASES)) take(this.#part(id, unit), GRADES.near, true);
    for (const one of this.own?.search(unit, right) ?? []) say(one);
    // A slip is looked for only when nothing has the word as it stands: "oast" is no slip of "coast".
    for (let slip = 1; single && !leaders.size && slip <= slips(unit); slip += 1) {
      const wrong = { ...right, fuzzy: slip };
      const near = this.vocabulary.search(unit, wrong);
      for (const { id } of near.slice(0, MOST_PHRASES)) take(this.phrases.get(id), GRADES.near);
      for (const one of this.names.search(unit, wrong)) name(one, GRADES.near);
      if (!leaders.size) for (const one of this.own?.search(unit, wrong) ?? []) say(one);
    }
    return { words: unit, leaders, also: [...also] };
  }
}
