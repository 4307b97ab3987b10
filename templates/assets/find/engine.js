// The search, here or, when there are many leaders, in a worker beside the page, so that typing never waits for it.

import { Search } from "./search.js";

export const MANY = 1000; // leaders from which indexing them takes longer than a blink

export class Engine {
  constructor(leaders, places) {
    this.asked = 0;
    this.waiting = new Map();
    if (leaders.slug.length < MANY) this.search = new Search(leaders, places);
    else this.#hire(leaders, places);
  }

  #hire(leaders, places) {
    this.worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.worker.addEventListener("message", ({ data: { id, found, lost } }) => {
      const { resolve, reject } = this.waiting.get(id);
      this.waiting.delete(id);
      lost ? reject(new Error(lost)) : resolve(found);
    });
    this.worker.postMessage({ leaders, places });
  }

  // Resolves to what Search.find returns.
  find(query) {
    return this.#ask("find", query);
  }

  // Fetches what comes later, and adds it; rejects when it could not be had. A worker fetches for itself, so that
  // the page neither reads nor copies the words of ten thousand portraits.
  //   name     "words" or "passages"
  learn(name, address) {
    return this.#ask("fetch", name, new URL(address, document.baseURI).href);
  }

  async #ask(name, ...given) {
    if (this.search) return this.search[name](...given);
    const id = (this.asked += 1);
    this.worker.postMessage({ id, name, given });
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }
}
