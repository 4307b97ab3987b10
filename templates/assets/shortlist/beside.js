// People side by side: a table where there is room, one below the other where there is not, and sheets of paper.

import { make, own } from "./dom.js";
import { printOnly } from "./out.js";
import { action, each, to } from "./parts.js";
import { names, placeOf } from "./places.js";

const ON_PAPER = 4; // people that stand side by side on a sheet

// Words that the site's other pages have for a value.
const worded = (name, value) => {
  const words = document.querySelector("#words").content;
  return words.querySelector(`[data-${name}="${value}"]`).cloneNode(true).childNodes;
};

export class Beside {
  #held = make("div");

  // `data` holds the directory's address and the school year.
  constructor(data) {
    this.data = data;
    this.section = make("section", { class: "comparison", "aria-labelledby": "comparing", hidden: true });
  }

  // Shows some people, as `people` knows them.
  show(people, shown, wide) {
    this.people = people;
    this.section.hidden = !shown.length;
    if (!shown.length) return;
    if (!this.section.hasChildNodes()) this.#furnish();
    this.again = () => this.show(people, shown, wide);
    const facts = this.#facts();
    const screen = wide
      ? this.#wide(shown, facts)
      : make("div", {}, ...shown.map((one) => this.#stacked(one, facts)));
    screen.classList.add("no-print");
    this.#held.replaceChildren(screen, this.#paper(shown, facts));
  }

  #furnish() {
    const head = make("h2", { id: "comparing" }, "Side by side");
    const print = action("Print the comparison", () => printOnly("comparison"), "print");
    this.section.append(head, this.#nearForm(), this.#held, make("p", { class: "no-print" }, print));
  }

  // Returns what is told of people, [label, person → nodes], in the order of a card.
  #facts() {
    const { place } = this.people;
    const late = (one) => (one.lately ? [] : [make("br"), "Not confirmed this term"]);
    return [
      ["School", (one) => [...each(one.schools), make("p", { class: "quiet" }, one.phases.join(", "))]],
      ["Works in", (one) => each(one.where)],
      ...(place ? [[`From ${place.label}`, (one) => [this.people.distance(one.slug)]]] : []),
      ["Offers", (one) => each(one.offers)],
      ["Knows about", (one) => each(one.knows)],
      ["Availability", (one) => [...worded("status", one.status), ...late(one)]],
      [`Free days in ${this.data.year}`, (one) => [...worded("free", one.free)]],
      ["Entry confirmed", (one) => [one.confirmed]],
    ];
  }

  #wide(shown, facts) {
    const table = this.#table(shown, facts, (one) => to(one, this.data.directory, "beside"));
    const about = { role: "region", "aria-label": "Table of leaders", tabindex: "0", "data-key": "table" };
    return make("div", { class: "scroll", ...about }, table);
  }

  #table(shown, facts, name) {
    const role = (one) => make("span", { class: "role" }, own(one.role));
    const who = shown.map((one) => make("th", { scope: "col" }, name(one), role(one)));
    const row = ([label, told]) => {
      const cells = shown.map((one) => make("td", {}, ...told(one)));
      return make("tr", {}, make("th", { scope: "row" }, label), ...cells);
    };
    const head = make("thead", {}, make("tr", {}, make("td"), ...who));
    const size = shown.length > ON_PAPER + 1 ? "many" : "few";
    return make("table", { class: `table beside-${size}` }, head, make("tbody", {}, ...facts.map(row)));
  }

  #stacked(one, facts) {
    const told = ([label, fact]) => make("div", {}, make("dt", {}, label), make("dd", {}, ...fact(one)));
    const name = make("h3", {}, to(one, this.data.directory, "beside"));
    const role = make("p", { class: "quiet" }, own(one.role));
    return make("div", { class: "stacked" }, name, role, make("dl", { class: "facts" }, ...facts.map(told)));
  }

  // What is printed, whatever the width of the screen: as many beside each other as a sheet takes.
  #paper(shown, facts) {
    const sheets = Math.ceil(shown.length / ON_PAPER);
    const beside = Math.ceil(shown.length / sheets);
    const part = (_, at) => shown.slice(at * beside, (at + 1) * beside);
    const tables = Array.from({ length: sheets }, part).map((some) =>
      this.#table(some, facts, (one) => own(one.name)),
    );
    return make("div", { class: "on-paper" }, ...tables);
  }

  // Where the school is, to measure from. Kept nowhere.
  #nearForm() {
    const { places } = this.people;
    const told = make("p", { role: "status", class: "small" });
    const input = make("input", { id: "near", maxlength: "60", list: "near-names", autocomplete: "off" });
    const hint = make("span", { class: "small quiet" }, "Town or postcode. It is not kept.");
    const label = make("label", { for: "near" }, "Where is your school? ", hint);
    const offered = make("datalist", { id: "near-names" }, ...names(places).map((name) => new Option(name)));
    const measure = (event) => {
      event.preventDefault();
      const { place, odd } = placeOf(places, input.value);
      this.people.measureFrom(place);
      this.again();
      told.textContent = odd ?? (place ? `Distances are from ${place.label}, as the crow flies.` : "");
    };
    const button = make("button", { class: "second" }, "Show distances");
    return make(
      "form",
      { class: "near no-print", onsubmit: measure },
      make("div", {}, label, input, offered),
      button,
      told,
    );
  }
}
