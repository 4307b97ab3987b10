// The cards of who is found, a page of them at a time: those that the page brings, and the rest as they are wanted.

import { json, make, own } from "./dom.js";

const TOGETHER = 6; // parts that are fetched at a time

export class Cards {
  // Leader → card; one that is on its way shows who it will be, and where their page is.
  #held = new Map();
  #coming = new Map();

  // `filled` is called with who is shown, as Lists tells of them, and their card once it is whole.
  constructor(list, { cards, page, part }, filled) {
    Object.assign(this, { list, address: cards, part: Number(part), filled });
    // Without parts all stand on the page.
    this.size = Number(page) || Infinity;
    [...(list?.children ?? [])].forEach((card, leader) => this.#held.set(leader, card));
    this.brought = this.#held.size;
  }

  // Puts the cards of these into the list, in this order, and takes all others out of sight. What has to be fetched
  // waits so many milliseconds: whoever types asks for others with the next letter.
  show(who, pause) {
    this.shown = new Map(who.map((person) => [person.leader, person]));
    for (const [leader, card] of this.#held) {
      card.hidden = !this.shown.has(leader);
      if (!card.hidden || leader < this.brought) continue;
      card.remove();
      if (card.classList.contains("waiting")) this.#held.delete(leader);
    }
    // Only cards that stand elsewhere are moved, so that a reader's place is kept.
    let before = null;
    const parts = new Set();
    for (const person of who) {
      const card = this.#card(person);
      const next = before ? before.nextElementSibling : this.list.firstElementChild;
      if (next !== card) this.list.insertBefore(card, next);
      before = card;
      if (card.classList.contains("waiting")) parts.add(Math.floor(person.leader / this.part));
      else this.filled(person, card);
    }
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#fetchAll([...parts], this.shown), pause);
  }

  // Fetches parts, those that stand first before the others, until somebody else is shown.
  async #fetchAll(parts, shown) {
    for (let at = 0; at < parts.length && this.shown === shown; at += TOGETHER)
      await Promise.all(parts.slice(at, at + TOGETHER).map((part) => this.#fetch(part)));
  }

  #card(person) {
    if (!this.#held.has(person.leader)) this.#held.set(person.leader, this.#outline(person));
    return this.#held.get(person.leader);
  }

  #outline({ slug, name, role, school }) {
    const link = make("a", { href: `${slug}/` }, own(name));
    const post = make("p", {}, own(role), ", ", own(school));
    const who = make("div", { class: "who" }, make("h3", {}, link), post);
    return make("li", { class: "card waiting" }, make("div", {}, who));
  }

  // Fetches the part that holds somebody, once; should it not come, their name and the way to their page stay.
  #fetch(part) {
    if (!this.#coming.has(part)) {
      const coming = json(this.address.replace("{n}", part)).then(
        (cards) => this.#fill(part, cards),
        () => this.#coming.delete(part),
      );
      this.#coming.set(part, coming);
    }
    return this.#coming.get(part);
  }

  #fill(part, cards) {
    cards.forEach((html, at) => {
      const leader = part * this.part + at;
      const card = this.#held.get(leader);
      // Who is not shown is made when they are: what came is in the browser's cache.
      if (!card?.isConnected || !card.classList.contains("waiting")) return;
      const whole = new DOMParser().parseFromString(html, "text/html").querySelector(".card");
      const focused = card.contains(document.activeElement);
      card.replaceChildren(...whole.childNodes);
      card.classList.remove("waiting");
      if (focused) card.querySelector("a").focus();
      card.dispatchEvent(new Event("person", { bubbles: true }));
      if (!card.hidden) this.filled(this.shown.get(leader), card);
    });
    this.#coming.delete(part);
  }
}
