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
    this.worker.addEventListener("message", ({ data: { id, found } }) => {
      this.waiting.get(id)?.(found);
      this.waiting.delete(id);
    });
    this.worker.postMessage({ leaders, places });
  }

  // Resolves to what Search.find or Search.learn returns.
  ask(name, ...given) {
    if (this.search) return Promise.resolve(this.search[name](...given));
    const id = (this.asked += 1);
    this.worker.postMessage({ id, name, given });
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }
}
