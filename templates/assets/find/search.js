// A need in somebody's words → the leaders who meet it, how well, and why.
//
// A query is cut into units: a phrase that the vocabulary knows ("special needs", "new head", "Sheppey") or else one
// word. A unit finds leaders by what they have (expertise, support, phase, place, …), by names, and by their own words.
// Every unit is required; only when nobody meets all are some dropped, and that is said. How well a leader meets a
// unit has few grades, so that many are equal and their lot decides: nobody is first for writing a word ten times.

import { Dictionary } from "./dictionary.js";
import { both, numbers, some } from "./facets.js";
import MiniSearch from "./minisearch.js";
import { slips, words } from "./text.js";

const GRADES = { exact: 4, near: 3, word: 1 };
const LONGEST_PHRASE = 5;
const MOST_UNITS = 12;
const MOST_PHRASES = 12;

// Where a name may stand → how that is told.
const NAMES = { name: "name", school: "school’s name", trust: "trust", role: "role" };

export class Search {
  #phrases = new Map();
  #who = new Map();
  #dictionary = new Dictionary();

  // `facets` knows who has what.
  constructor(leaders, places, facets) {
    this.leaders = leaders;
    this.idle = new Set(leaders.idle);
    const concepts = new Map();
    for (const { name, values, why } of leaders.facets) {
      values.forEach(([slug, label, synonyms = []], at) => {
        const concept = { key: `${name}:${slug}`, kind: name, label, why: why[at] };
        concepts.set(concept.key, concept);
        this.#who.set(concept.key, numbers(facets.who(name, slug)));
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
    this.vocabulary = new MiniSearch({ fields: ["text"], tokenize: words, processTerm: (term) => term });
    this.vocabulary.addAll([...this.#phrases.keys()].map((phrase) => ({ id: phrase, text: phrase })));
  }

  // Resolves to itself once it knows all names.
  async ready() {
    const { name, schools, trust, trusts, role } = this.leaders;
    const trustNames = trust.map((number) => (number === null ? "" : trusts[number][1]));
    const all = { name, school: schools.map((names) => names.join(" ")), trust: trustNames, role };
    for (const field of Object.keys(NAMES)) await this.#dictionary.add(field, all[field], words);
    return this;
  }

  // Adds the words of the portraits.
  learn(own) {
    return this.#dictionary.add("own", own, (text) => text.split(" "));
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
    const known = this.#phrases.get(key) ?? [];
    if (!known.some((one) => one.concept.key === concept.key)) known.push({ concept, isLabel });
    this.#phrases.set(key, known);
  }

  // Returns {who, grades, also: [labels], whole, dropped: [words], why} for a query: who meets most of it as bits, a
  // grade for each leader, and a function that says of a leader why.
  find(query) {
    const units = this.#units(query);
    const found = units.map((unit, at) => this.#meet(unit, at === units.length - 1));
    const grades = new Float64Array(this.leaders.slug.length);
    const met = new Uint8Array(grades.length);
    let most = 0;
    for (const unit of found) {
      for (let leader = 0; leader < met.length; leader += 1) {
        if (!unit.grades[leader]) continue;
        grades[leader] += unit.grades[leader];
        met[leader] += 1;
        most = Math.max(most, met[leader]);
      }
    }
    const kept = [];
    for (let leader = 0; leader < met.length; leader += 1)
      if (most && met[leader] === most) kept.push(leader);
    // Where not all can be met, the rarer need counts for more: many are secondary heads, few know drama.
    const whole = most === units.length;
    for (const unit of whole ? [] : found)
      for (const leader of kept) if (unit.grades[leader]) grades[leader] += 1 / unit.size;
    const dropped = found.filter((unit) => !whole && !kept.every((leader) => unit.grades[leader]));
    return {
      who: some(grades.length, kept),
      grades,
      also: [...new Set(found.flatMap((unit) => unit.also))],
      whole,
      dropped: dropped.map((unit) => unit.words),
      why: (leader) => [...new Set(found.flatMap((unit) => unit.why(leader)))],
    };
  }

  // Cuts a query into the longest phrases that the vocabulary knows, and single words.
  #units(query) {
    const typed = this.#telling(query);
    const units = [];
    for (let at = 0; at < typed.length && units.length < MOST_UNITS;) {
      let length = Math.min(LONGEST_PHRASE, typed.length - at);
      while (length > 1 && !this.#phrases.has(typed.slice(at, at + length).join(" "))) length -= 1;
      units.push(typed.slice(at, at + length).join(" "));
      at += length;
    }
    return [...new Set(units)];
  }

  // Returns what a phrase names that one of its words may mean: "garden" is not yet Ebbsfleet Garden City.
  #part(phrase, word) {
    const known = this.#phrases.get(phrase);
    return phrase.startsWith(word) ? known : known.filter(({ concept }) => concept.kind !== "district");
  }

  // Returns how well each leader meets a unit, and why; `typing`: may the word go on?
  #meet(unit, typing) {
    const grades = new Uint8Array(this.leaders.slug.length);
    const by = new Uint16Array(grades.length);
    const reasons = [];
    const also = new Set();
    let size = 0;
    // Of several reasons the first of the highest grade is told.
    const note = (who, grade, reason) => {
      for (const leader of who) {
        if (grades[leader] >= grade) continue;
        size += !grades[leader];
        grades[leader] = grade;
        by[leader] = reasons.length;
      }
      reasons.push(reason);
    };
    const take = (known, grade, half = false) => {
      for (const { concept, isLabel } of known) {
        const { town, label, why } = concept;
        const who = this.#who.get(concept.key) ?? [];
        note(who, grade, () => (town && town !== label ? `${why}, where ${town} is` : why));
        const said = words(label).join(" ");
        if (who.length && !isLabel && !half && !said.includes(unit)) also.add(label);
      }
    };
    const parts = words(unit);
    const meant = (how) => parts.map((part) => this.#dictionary.meant(part, how));
    // Who has each part of the unit, in any of these fields.
    const having = (fields, terms) => {
      const of = (part) => part.flatMap((term) => fields.map((field) => this.#dictionary.who(field, term)));
      return numbers(terms.map((part) => some(grades.length, ...of(part))).reduce(both));
    };
    const name = (terms, grade) =>
      note(having(Object.keys(NAMES), terms), grade, (leader) => {
        const has = (field) => (term) => this.#dictionary.who(field, term).includes(leader);
        const term = terms[0].find((one) => Object.keys(NAMES).some((field) => has(field)(one)));
        return `“${term}” in the ${NAMES[Object.keys(NAMES).find((field) => has(field)(term))]}`;
      });
    const say = (terms) =>
      note(having(["own"], terms), GRADES.word, (leader) => {
        const said = terms.flat().filter((term) => this.#dictionary.who("own", term).includes(leader));
        return `“${said.join(" ")}” in their own words`;
      });
    const exact = this.#phrases.get(unit) ?? [];
    const single = !unit.includes(" ");
    const right = { prefix: typing && single && unit.length > 1 && !exact.length };
    const terms = meant(right);
    take(exact, GRADES.exact);
    name(terms, GRADES.exact);
    // Half a phrase, or the start of a word that is still being typed.
    const half = single && !exact.length ? this.vocabulary.search(unit, right) : [];
    for (const { id } of half.slice(0, MOST_PHRASES)) take(this.#part(id, unit), GRADES.near, true);
    say(terms);
    // A slip is looked for only when nothing has the word as it stands: "oast" is no slip of "coast".
    for (let slip = 1; single && !size && slip <= slips(unit); slip += 1) {
      const wrong = { ...right, fuzzy: slip };
      const near = this.vocabulary.search(unit, wrong);
      for (const { id } of near.slice(0, MOST_PHRASES)) take(this.#phrases.get(id), GRADES.near);
      const others = meant(wrong);
      name(others, GRADES.near);
      if (!size) say(others);
    }
    const why = (leader) => (grades[leader] ? [reasons[by[leader]](leader)] : []);
    return { words: unit, grades, size, also: [...also], why };
  }
}
