// A mentor for a new headteacher: what is asked for stands in the address, who may mentor in the list below the form.

import { MOST_NEEDS, inDirectory, read, written } from "./asked.js";
import { make, own } from "./dom.js";
import { lines, people } from "./whom.js";
import { names, placeOf } from "./places.js";
import { unpacked } from "./roll.js";
import { match } from "./rule.js";
import { shorten } from "./terms.js";
import { count, sentence, series } from "./text.js";

const TYPING = 300; // ms that a pause in typing takes
const QUIET = 700; // ms before a change is said, so that only the last of several is
const STEP = 8; // mentors that are shown at a time

export class Matcher {
  constructor({ form, held, more, places }) {
    Object.assign(this, { form, leaders: unpacked(held, more), places, title: document.title });
    this.lists = document.querySelector("#lists");
    // The page's own line for each mentor, in whichever list it stands first.
    const lines = [...this.lists.querySelectorAll("[data-who]")].reverse();
    this.lines = new Map(lines.map((line) => [line.dataset.who, line]));
    this.#furnish();
    // What was chosen while this was on its way counts, unless the address already asks for something.
    if (location.search) this.read();
    else this.#changed();
  }

  // --- what is asked for ---

  // Takes what is asked for from the page's address, as it is after a link, a reload or the back button.
  read() {
    // A link to a part of the page asks for nothing else.
    if (this.asked && location.search === written(this.asked, this.leaders)) return;
    clearTimeout(this.waiting);
    clearTimeout(this.saying);
    const { asked, odd } = read(location.search, this.leaders);
    const sentences = [...odd, ...this.#place(asked)];
    this.#put(asked);
    const spelt = written(asked, this.leaders);
    if (location.search !== spelt) history.replaceState(null, "", location.pathname + spelt + location.hash);
    this.#show(sentences);
  }

  // Takes it from the form, and keeps it in the address: a place that is still being typed makes one entry there.
  #changed({ typing = false } = {}) {
    const chosen = new FormData(this.form);
    const asked = {
      phase: chosen.get("phase") ?? "",
      near: chosen.get("near").trim(),
      expertise: chosen.getAll("expertise"),
      trust: chosen.get("not_trust") ?? "",
    };
    const sentences = this.#place(asked);
    // Half a word is no place yet.
    if (typing && sentences.length) return;
    const before = this.asked ? written(this.asked, this.leaders) : "";
    const after = written(asked, this.leaders);
    const goesOn = typing && this.typed;
    this.typed = typing;
    if (this.asked && after === before && !sentences.length) return;
    if (after !== before) history[goesOn ? "replaceState" : "pushState"](null, "", location.pathname + after);
    this.asked = asked;
    this.#show(sentences);
    if (after !== before || sentences.length) this.#say();
  }

  // Finds the place that was named. What is no place is told and never kept in the address.
  #place(asked) {
    const { place, odd } = placeOf(this.places, asked.near);
    this.near = place;
    asked.near = place?.key ?? "";
    return odd ? [odd] : [];
  }

  // Sets the form to what is asked for.
  #put(asked) {
    this.asked = asked;
    for (const input of this.form.elements.phase) input.checked = input.value === asked.phase;
    for (const input of this.terms) input.checked = asked.expertise.includes(input.value);
    this.form.elements.near.value = this.near?.label ?? "";
    this.trust.value = asked.trust;
  }

  // --- who is found ---

  #show(sentences = []) {
    this.notice.replaceChildren(...sentences.map((one) => make("p", {}, own(one))));
    this.notice.hidden = !sentences.length;
    this.#limit();
    const { phase, expertise, trust } = this.asked;
    this.found.hidden = !phase;
    this.lists.classList.toggle("no-print", Boolean(phase));
    this.result = phase && match(this.leaders, { phase, place: this.near, expertise, trust });
    document.title = phase ? `${this.#heading()} – ${this.title}` : this.title;
    if (!phase) return;
    this.heading.textContent = this.#heading();
    this.criteria.replaceChildren(...this.#criteria());
    this.onward.href = this.form.dataset.directory + inDirectory(this.asked, this.leaders);
    this.onward.parentElement.hidden = !this.result.matches.some(({ same }) => same);
    this.list.replaceChildren();
    this.#more();
    this.#help();
    this.#left();
  }

  #heading() {
    const same = this.result.matches.filter((one) => one.same).length;
    const others = this.result.matches.length - same;
    if (!same && !others) return "No mentor at present";
    if (!same) return `No mentor of the same phase, but ${count(others, "other")}`;
    return `${count(same, "mentor")} of the same phase${others ? ` and ${count(others, "other")}` : ""}`;
  }

  // Returns what was asked for as a line of words, so that a printed list says what it is.
  #criteria() {
    const { phase, expertise, trust } = this.asked;
    const values = (name) => this.leaders.facets.find((one) => one.name === name).values;
    const label = (name, slug) => values(name).find(([known]) => known === slug)[1];
    const parts = [["Kind of school: ", label("phase", phase)]];
    if (this.near) parts.push(["near ", this.near.label]);
    if (expertise.length) parts.push(["needs: ", series(expertise.map((slug) => label("expertise", slug)))]);
    if (trust) parts.push(["not of ", this.leaders.trusts.find(([slug]) => slug === trust)[1]]);
    return parts.flatMap(([words, value], at) => [at ? `; ${words}` : words, own(value)]);
  }

  // Shows the next mentors, and returns the first of them.
  #more() {
    const shown = this.list.children.length;
    const next = this.result.matches.slice(shown, shown + STEP).map((one) => this.#item(one));
    this.list.append(...next);
    const [now, all] = [shown + next.length, this.result.matches.length];
    this.button.hidden = now >= all;
    this.button.textContent = `Show ${Math.min(STEP, all - now)} more`;
    this.shown.hidden = now >= all;
    this.shown.textContent = `The first ${now} of ${all} are shown.`;
    return next[0];
  }

  // Returns a mentor's line with the reasons that count here.
  #item({ leader, reasons }) {
    const slug = this.leaders.slug[leader];
    const item = this.lines.get(slug).cloneNode(true);
    item.removeAttribute("data-who");
    item.dataset.leader = slug;
    item.dataset.name = this.leaders.name[leader];
    const told = reasons.flatMap((one, at) => (at ? ["; ", own(one)] : [own(sentence(one))]));
    item.querySelector(".reasons").replaceChildren(...told);
    return item;
  }

  // Whom to ask, where nobody leads such a school or nobody mentors at all.
  #help() {
    const { matches } = this.result;
    const enough = matches.some(({ same }) => same);
    this.help.hidden = enough;
    if (enough) return this.help.replaceChildren();
    const kinds = this.places.advisers[this.asked.phase];
    const words = matches.length
      ? "The mentors below lead other kinds of school. You can also ask:"
      : "Nobody in the directory offers this at present. You can ask:";
    const whom = lines(people(this.places, this.near?.districts ?? [], kinds));
    this.help.replaceChildren(make("p", {}, words), make("ul", {}, ...whom));
  }

  // Who was left out, in a part to open and on paper.
  #left() {
    const { left } = this.result;
    const groups = left.length ? left.map(({ why }) => why) : ["Nobody was left out"];
    this.left.replaceChildren(
      make("ul", {}, ...groups.map((why) => make("li", {}, own(why)))),
      make("p", {}, "We look at the leaders who are in the directory’s lists today."),
    );
    const told = groups.flatMap((why, at) => [at ? "; " : "", own(why)]);
    this.paper.replaceChildren("What was left out: ", ...told, ". ", location.href);
  }

  // At most so many needs can be chosen; the others wait.
  #limit() {
    const chosen = this.terms.filter((input) => input.checked).length;
    for (const input of this.terms) input.disabled = !input.checked && chosen >= MOST_NEEDS;
    const full = chosen >= MOST_NEEDS ? "; untick one to choose another" : "";
    this.chosen.textContent = chosen ? `(${chosen} chosen${full})` : `(up to ${MOST_NEEDS})`;
  }

  // --- the page ---

  submitted() {
    this.#changed();
    if (this.asked.phase) return this.heading.focus();
    this.notice.replaceChildren(make("p", {}, "Choose the kind of school first."));
    this.notice.hidden = false;
    this.form.elements.phase[0].focus();
  }

  #say() {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      const full =
        this.asked.expertise.length === MOST_NEEDS ? ` ${MOST_NEEDS} needs chosen, which is the most.` : "";
      const notice = [...this.notice.children].map((one) => one.textContent).join(" ");
      const found = this.asked.phase ? `${this.#heading()}.` : "Choose the kind of school to see mentors.";
      this.status.textContent = `${notice} ${found}${full}`.trim();
    }, QUIET);
  }

  #furnish() {
    this.status = make("p", { role: "status", class: "said" });
    this.notice = make("div", { class: "note", hidden: true });
    this.heading = make("h2", { id: "found", tabindex: "-1" });
    this.criteria = make("p", { class: "quiet" });
    const why = make(
      "p",
      { class: "no-print" },
      make("a", { href: "#rule" }, "How mentors are put in order"),
    );
    this.help = make("div", { class: "note", hidden: true });
    this.list = make("ol", { class: "mentors" });
    this.shown = make("p", { hidden: true });
    const more = () => this.#more().querySelector("a").focus();
    this.button = make("button", { type: "button", class: "more no-print", onclick: more });
    this.left = make("div", {});
    this.onward = make("a", {}, "See these in the directory");
    this.paper = make("p", { class: "paper" });
    this.found = make(
      "section",
      { id: "mentors", "aria-labelledby": "found", hidden: true },
      ...[this.heading, this.criteria, why, this.help, this.list, this.shown, this.button],
      make("details", {}, make("summary", {}, "What was left out"), this.left),
      make("p", { class: "no-print" }, this.onward),
      this.paper,
    );
    this.form.after(this.notice, this.found, this.status);
    this.#furnishForm();
  }

  #furnishForm() {
    this.form.querySelector("#names").append(...names(this.places).map((one) => new Option(one)));
    this.trust = this.form.elements.not_trust;
    this.trust.append(...this.leaders.trusts.map(([slug, name]) => new Option(name, slug)));
    this.trust.parentElement.hidden = !this.leaders.trusts.length;
    this.terms = [...this.form.querySelectorAll("[name=expertise]")];
    this.chosen = this.form.querySelector("summary .count");
    shorten(this.form.querySelector("[role=group]"), new Map(this.leaders.tags));
    this.form.addEventListener("change", () => {
      clearTimeout(this.waiting);
      this.#changed();
    });
    this.form.elements.near.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.#changed({ typing: true }), TYPING);
    });
  }
}
