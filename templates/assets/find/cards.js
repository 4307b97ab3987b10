// The cards of who is found, a page of them at a time: those that the page brings, and the rest as they are wanted.

import { json, make, own } from "./dom.js";

export class Cards {
  // Leader → card; one that is on its way shows who it will be, and where their page is.
  #held = new Map();
  #coming = new Map();

  // `filled` is called with a leader and their card once it is whole.
  constructor(list, { cards, page, part }, leaders, filled) {
    Object.assign(this, { list, address: cards, part: Number(part), leaders, filled });
    // Without parts all stand on the page.
    this.size = Number(page) || Infinity;
    [...(list?.children ?? [])].forEach((card, leader) => this.#held.set(leader, card));
    this.brought = this.#held.size;
  }

  pages(count) {
    return Math.max(1, Math.ceil(count / this.size));
  }

  // Puts these leaders' cards into the list, in this order, and takes all others out of sight.
  show(who) {
    const shown = new Set(who);
    for (const [leader, card] of this.#held) {
      card.hidden = !shown.has(leader);
      if (card.hidden && leader >= this.brought) card.remove();
    }
    // Only cards that stand elsewhere are moved, so that a reader's place is kept.
    let before = null;
    for (const leader of who) {
      const card = this.#card(leader);
      const next = before ? before.nextElementSibling : this.list.firstElementChild;
      if (next !== card) this.list.insertBefore(card, next);
      before = card;
      if (!card.classList.contains("waiting")) this.filled(leader, card);
    }
  }

  #card(leader) {
    if (!this.#held.has(leader)) this.#held.set(leader, this.#outline(leader));
    const card = this.#held.get(leader);
    if (card.classList.contains("waiting")) this.#fetch(Math.floor(leader / this.part));
    return card;
  }

  #outline(leader) {
    const { slug, name, role, schools } = this.leaders;
    const link = make("a", { href: `${slug[leader]}/` }, own(name[leader]));
    const post = make("p", {}, own(role[leader]), ", ", own(schools[leader][0]));
    const who = make("div", { class: "who" }, make("h3", {}, link), post);
    return make("li", { class: "card waiting" }, make("div", {}, who));
  }

  // Fetches the part that holds somebody, once; should it not come, their name and the way to their page stay.
  #fetch(part) {
    if (this.#coming.has(part)) return;
    const coming = json(this.address.replace("{n}", part)).then(
      (cards) => this.#fill(part, cards),
      () => this.#coming.delete(part),
    );
    this.#coming.set(part, coming);
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
      if (!card.hidden) this.filled(leader, card);
    });
    this.#coming.delete(part);
  }
}
