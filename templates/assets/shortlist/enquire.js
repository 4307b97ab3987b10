// Asking: a form, a message for each leader, and the brief that is filled in from the same words.

import { make, own } from "./dom.js";
import { letter } from "./letter.js";
import { copyText, printOnly } from "./out.js";
import { say } from "./shortlist.js";

const KEY = "system-leader-directory.enquiry.1";
const NOT_KEPT =
  "Your browser does not let us keep what you write, not even in this tab. It is lost when you leave the page. " +
  "It is not sent to us.";
const LONG = 250; // characters of an answer that is printed smaller in the brief, which is one page
const MOST_LINES = 8; // of such an answer; more stand one after another

// What somebody writes is kept for as long as the tab is open, and only where the browser lets us.
const kept = {
  read() {
    try {
      return Object(JSON.parse(sessionStorage.getItem(KEY)));
    } catch {
      return {};
    }
  },
  write(answers) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(answers));
      return true;
    } catch {
      return false;
    }
  },
  forget() {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // Nothing was kept.
    }
  },
};

const short = (text) => {
  const lines = text.split(/\s*\n\s*/).filter(Boolean);
  return lines.join(lines.length > MOST_LINES ? "; " : "\n");
};

export class Enquiry {
  #people = [];
  #parts = new Map();

  // `data` holds the directory's address, the office's mailbox and the site's title.
  constructor(data) {
    this.data = data;
    this.section = document.querySelector("#enquire");
    this.form = document.querySelector("#enquiry");
    this.messages = document.querySelector("#messages");
    this.keeping = document.querySelector("#keeping");
    this.blank = new Map(
      [...document.querySelectorAll("[data-fill]")].map((place) => [place, [...place.childNodes]]),
    );
    this.form.addEventListener("input", () => this.#changed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.messages.querySelector("h3")?.focus();
    });
    document.querySelector("#forget").addEventListener("click", () => this.#forget());
    this.naming = make("input", { type: "checkbox", checked: true, onchange: () => this.#brief() });
    const words = "Name the leaders on the list. Leave this out of a copy that you give to one of them.";
    const label = make("label", { class: "choice" }, this.naming, make("span", {}, words));
    this.filling = make("div", {}, make("p", {}, "What you write in the form above stands in it."), label);
    const print = { type: "button", class: "second", onclick: () => printOnly("brief") };
    const place = document.querySelector("#print-brief");
    place.append(make("button", print, "Print the brief"));
    place.before(this.filling);
    place.hidden = false;
    this.then = make("p", { hidden: true });
    if (data.record) place.after(this.then);
    this.#put(kept.read());
  }

  // Shows the form, and a message for each of `people`.
  show(people) {
    this.#people = people;
    this.section.hidden = !people.length;
    this.filling.hidden = !people.length;
    this.#then(people);
    this.#letters();
    this.#brief();
  }

  // Sets the form to what was kept, as far as it fits: a choice that there is none of chooses nothing.
  #put(answers) {
    const asked = new FormData(this.form);
    for (const [name, value] of Object.entries(answers)) {
      if (!asked.has(name) || typeof value !== "string") continue;
      const field = this.form.elements.namedItem(name);
      field.value = field.maxLength > 0 ? value.slice(0, field.maxLength) : value;
      if (field.selectedIndex < 0) field.selectedIndex = 0;
    }
  }

  get answers() {
    const text = (value) =>
      value
        .replace(/[^\S\n]+/g, " ")
        .replace(/\p{Cc}(?<!\n)/gu, "")
        .trim();
    return Object.fromEntries(
      [...new FormData(this.form)].map(([name, value]) => [name, text(value.replace(/\r\n?/g, "\n"))]),
    );
  }

  #changed() {
    if (!kept.write(Object.fromEntries(new FormData(this.form)))) this.keeping.textContent = NOT_KEPT;
    this.#letters();
    this.#brief();
  }

  #forget() {
    kept.forget();
    this.form.reset();
    this.#letters();
    this.#brief();
    say("What you wrote is forgotten.");
  }

  // --- messages ---

  #letters() {
    const { answers, data } = this;
    const wanted = this.#people.map((person) => person.slug);
    if (String(wanted) !== String([...this.#parts.keys()])) this.#furnish();
    for (const person of this.#people) {
      const { link, open, text, long } = this.#parts.get(person.slug);
      const address = new URL(`${data.directory}${person.slug}/`, location.href).href;
      const made = letter(person, answers, { office: data.office, title: data.title, address });
      text.value = made.body;
      long.hidden = made.link !== null;
      open.hidden = made.link === null;
      link.href = made.link ?? "";
    }
  }

  #furnish() {
    const at = document.activeElement.id;
    this.#parts = new Map(this.#people.map((person) => [person.slug, this.#part(person)]));
    const boxes = this.#people.map((person) => person.email ?? this.data.office);
    const shared = this.#people.filter((person, place) =>
      boxes.some((box, other) => other !== place && box === boxes[place]),
    );
    const told = make(
      "p",
      { class: "note" },
      "Whoever reads a mailbox sees all that reaches it. These share one: ",
      ...shared.flatMap((person, place) => [place ? ", " : "", own(person.name)]),
      ".",
    );
    const head = make(
      "h3",
      { tabindex: "-1" },
      this.#people.length === 1 ? "Your message" : `Your ${this.#people.length} messages`,
    );
    const items = [...this.#parts.values()].map(({ item }) => item);
    this.messages.replaceChildren(
      head,
      ...(shared.length ? [told] : []),
      make("ul", { class: "letters" }, ...items),
    );
    if (at) document.getElementById(at)?.focus();
  }

  #part(person) {
    const { office } = this.data;
    const id = (what) => `${what}-${person.slug}`;
    const to = person.email ?? office;
    const link = make("a", { class: "second", id: id("write") }, "Write to ", own(person.name));
    const text = make("textarea", {
      readonly: true,
      rows: "9",
      id: id("text"),
      "aria-label": `Message to ${person.name}`,
    });
    const told = make("p", { class: "small" });
    const long = make(
      "p",
      { class: "small", hidden: true },
      "This is too long for a link to your e-mail program. Copy the text, and paste it into a message.",
    );
    const copy = make(
      "button",
      { type: "button", class: "second", id: id("copy"), onclick: () => this.#copy(fold, text, told) },
      "Copy the text",
      make("span", { class: "said" }, ` for ${person.name}`),
    );
    const fold = make(
      "details",
      {},
      make(
        "summary",
        { id: id("fold") },
        "Read the message",
        make("span", { class: "said" }, ` to ${person.name}`),
      ),
      text,
    );
    const whom = person.email
      ? person.ask
        ? [" (ask for the ", own(person.ask), ")"]
        : []
      : [" (our office passes it on)"];
    const open = make("span", {}, link);
    const item = make(
      "li",
      {},
      make("h4", {}, own(person.name)),
      make("p", {}, "To ", own(to), ...whom),
      long,
      make("div", { class: "buttons" }, open, copy),
      told,
      fold,
    );
    return { item, link, open, text, long };
  }

  #copy(fold, text, told) {
    fold.open = true;
    copyText(text, told).then(say);
  }

  // Where the work is written down once it starts: a link for each leader, which fills in whom and what for.
  #then(people) {
    const link = (person) =>
      make(
        "a",
        { href: `${this.data.record}#leader=${encodeURIComponent(person.name)}&asked` },
        own(person.name),
      );
    const links = people.flatMap((person, place) => [place ? ", " : "", link(person)]);
    this.then.hidden = !people.length;
    this.then.replaceChildren("Once the work starts, keep a Support Record with ", ...links, ".");
  }

  // --- the brief ---

  #brief() {
    const { answers } = this;
    const kind = this.form.querySelector("[name=need]:checked")?.dataset.kind;
    const filled = {
      need: answers.need,
      school: [answers.phase, answers.area].filter(Boolean).join(", "),
      scope: short(answers.scope),
      aims: short(answers.aims),
      days: answers.days,
      pays: answers.pays,
      from: answers.from,
      who: [answers.name, answers.role, answers.reach].filter(Boolean).join("; "),
      asked: this.naming.checked ? this.#people.map((person) => person.name).join("; ") : "",
    };
    for (const [place, blank] of this.blank) {
      const words = filled[place.dataset.fill];
      place.replaceChildren(...(words ? [own(words)] : blank));
      place.classList.toggle("filled", Boolean(words));
      place.classList.toggle("long", words?.length > LONG);
    }
    for (const line of document.querySelectorAll(".terms [data-kind]")) {
      line.hidden = Boolean(kind) && line.dataset.kind !== kind;
      line.firstElementChild.hidden = Boolean(kind);
    }
  }
}
