// A question in somebody's words → the passages of the protocols, and the tools, that answer it. Never people.

import MiniSearch from "./minisearch.js";
import { slips, words } from "./text.js";

const MOST = 5;
const ENOUGH = 0.6; // of what was asked, rare words counting for more

export class Guide {
  constructor({ passages, same }) {
    const first = new Map(same.flatMap((all) => all.map((word) => [word, all[0]])));
    this.term = (word) => first.get(word) ?? word.replace(/(?<=...)(?:ing|ed|es|e|s)$/, "");
    this.passages = passages;
    this.index = new MiniSearch({
      idField: 0,
      fields: [1, 2, 3],
      tokenize: words,
      processTerm: this.term,
      stringifyField: (value) => [value].flat().join(" "),
      searchOptions: { boost: { 1: 2, 2: 3 }, processTerm: (term) => term },
    });
    this.by = new Map(passages.map((one) => [one[0], one]));
  }

  // Resolves to itself once it knows all passages; bit by bit, so that typing never waits for it.
  ready() {
    return this.index.addAllAsync(this.passages).then(() => this);
  }

  // Returns {address, page, heading, line} of each passage, best first; for a whole page both are its title.
  find(query) {
    const found = new Map();
    let asked = 0;
    for (const word of new Set(words(query).map(this.term).filter(Boolean))) {
      const right = this.index.search(word);
      // A slip counts half, so that it is not enough by itself.
      const matches = right.length ? right : this.index.search(word, { fuzzy: slips(word), prefix: true });
      const weight = Math.log((this.passages.length + 1) / (matches.length + 0.5));
      asked += weight;
      for (const { id, score, terms } of matches) {
        const held = found.get(id) ?? { id, score: 0, met: 0, terms: [] };
        held.score += score;
        held.met += right.length ? weight : weight / 2;
        held.terms.push(...terms);
        found.set(id, held);
      }
    }
    return [...found.values()]
      .filter(({ met }) => met >= asked * ENOUGH)
      .map(({ id, score, met, terms }) => {
        const [address, page, heading, lines, weight] = this.by.get(id);
        // Of its lines the one with most of the words, but for those that name the page.
        const named = words(page).map(this.term);
        const rest = terms.filter((term) => !named.includes(term));
        const has = (line) =>
          new Set(
            words(line)
              .map(this.term)
              .filter((term) => rest.includes(term)),
          ).size;
        const line = lines.reduce((best, one) => (has(one) > has(best) ? one : best));
        return { rank: score * met * weight, address, page, heading, line };
      })
      .sort((one, other) => other.rank - one.rank)
      .slice(0, MOST);
  }
}
