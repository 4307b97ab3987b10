// Words as they are typed → the words that leaders have, and who has them, and where.

import MiniSearch from "./minisearch.js";

const SLICE = 2000; // texts, or words, that are taken in before anybody who asks has a turn

const options = { fields: ["id"], tokenize: (word) => [word], processTerm: (word) => word };

export class Dictionary {
  // Field → word → numbers of the leaders who have it there, from low to high.
  #fields = new Map();
  #words = new MiniSearch(options);

  // Takes in what each leader has in a field; `cut` makes words of a text. Nobody who asks meanwhile waits for it.
  async add(field, texts, cut) {
    const held = new Map();
    for (const [leader, text] of texts.entries()) {
      if (leader % SLICE === SLICE - 1) await new Promise((go) => setTimeout(go));
      for (const word of cut(text)) {
        const who = held.get(word);
        if (!who) held.set(word, [leader]);
        else if (who.at(-1) !== leader) who.push(leader);
      }
    }
    const more = [...held.keys()].filter((word) => !this.#words.has(word)).map((id) => ({ id }));
    await this.#words.addAllAsync(more, { chunkSize: SLICE });
    this.#fields.set(field, held);
  }

  // Returns the words that are meant, those that are nearest first.
  meant(word, how) {
    return this.#words.search(word, how).map(({ id }) => id);
  }

  // Returns who has a word in a field.
  who(field, word) {
    return this.#fields.get(field)?.get(word) ?? [];
  }
}
