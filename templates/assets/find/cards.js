// The cards of who is found, a page of them at a time: those that the page brings, and the rest as they are wanted.

import { awaited, json, make, own, painted } from "./dom.js";

const TOGETHER = 6; // parts that are fetched at a time
const FIRST = 3; // cards that are in sight below the box, and shown at once to whoever types
const SLICE = 8; // cards that are added at a time to those

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

  // Puts the cards of these into the list, in this order, and takes all others out of sight. Whoever types, which a
  // pause in milliseconds tells, sees the first at once and the rest as the browser finds time; and what has to be
  // fetched waits for that pause, as they ask for others with the next letter.
  show(who, pause) {
    this.shown = new Map(who.map((person) => [person.leader, person]));
    const gone = [...this.#held].filter(([leader, card]) => !card.hidden && !this.shown.has(leader));
    const at = pause ? FIRST : who.length;
    const last = this.#put(who.slice(0, at), null);
    if (!pause) gone.splice(0).forEach(this.#away);
    this.#complete(who, gone, last, at, pause);
  }

  // Shows the rest and fetches what is missing, until somebody else is shown.
  async #complete(who, gone, last, at, pause) {
    const { shown } = this;
    const still = () => this.shown === shown;
    const paused = new Promise((go) => setTimeout(go, pause));
    const rest = async () => {
      let before = last;
      for (let from = at; gone.length || from < who.length; from += SLICE) {
        await painted();
        if (!still()) return;
        gone.splice(0, SLICE).forEach(this.#away);
        before = this.#put(who.slice(from, from + SLICE), before, true);
      }
      // Then they are laid out, a few at a time, before anybody scrolls to them.
      for (const cards = [...this.list.querySelectorAll(".later")]; cards.length;) {
        await painted();
        if (!still()) return;
        cards.splice(0, FIRST).forEach((card) => card.classList.remove("later"));
      }
    };
    if (pause) await awaited(rest());
    await paused;
    if (!still()) return;
    const waiting = who.filter(({ leader }) => this.#held.get(leader).classList.contains("waiting"));
    await this.#fetchAll([...new Set(waiting.map(({ leader }) => Math.floor(leader / this.part)))], shown);
  }

  // Takes a card out of sight.
  #away = ([leader, card]) => {
    card.hidden = true;
    if (leader < this.brought) return;
    card.remove();
    if (card.classList.contains("waiting")) this.#held.delete(leader);
  };

  // Puts cards behind another one; returns the last of them. `later`: are they laid out only when they come near?
  #put(who, last, later = false) {
    let before = last;
    for (const person of who) {
      const card = this.#card(person);
      // Only cards that stand elsewhere are moved, so that a reader's place is kept.
      const next = before ? before.nextElementSibling : this.list.firstElementChild;
      if (next !== card) this.list.insertBefore(card, next);
      card.hidden = false;
      card.classList.toggle("later", later);
      before = card;
      if (!card.classList.contains("waiting")) this.filled(person, card);
    }
    return before;
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
      // Who goes may still be in sight, while more are on their way.
      const person = this.shown.get(leader);
      if (person && !card.hidden) this.filled(person, card);
    });
    this.#coming.delete(part);
  }
}
