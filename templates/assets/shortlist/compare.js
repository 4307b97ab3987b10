// The shortlist's own page: the list and its order, the people side by side, and the list as a link.

import { Beside } from "./beside.js";
import { awaited, json, make, own } from "./dom.js";
import { Enquiry } from "./enquire.js";
import { copyText } from "./out.js";
import { action, said, to } from "./parts.js";
import { People } from "./people.js";
import { unpacked } from "./roll.js";
import { MOST, leadersIn, say, shortlist } from "./shortlist.js";
import { count } from "./text.js";

const NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split(" ");
const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(
  " ",
);
const wide = matchMedia("(min-width: 60rem)");

const LOST =
  "This browser keeps nothing for this site. Your list stands in the address of this page instead: " +
  "copy the link below, or keep the page as a bookmark.";

const root = document.querySelector("#shortlist");

// The leaders that an address names after its #, or null; a mangled ending is cut.
const named = (hash) => {
  const text = new URLSearchParams(hash.slice(1, 8000)).get("leaders");
  return text === null ? null : leadersIn(text.toLowerCase().replace(/[^a-z0-9]+$/, ""));
};

class Page {
  constructor() {
    this.heading = make("h2", { id: "listed", tabindex: "-1" });
    this.note = make("div", { class: "note", hidden: true });
    this.lost = make("p", { class: "note", hidden: true }, LOST);
    this.stale = make("div", { class: "note", hidden: true });
    this.sent = make("div", { class: "note", hidden: true });
    this.list = make("ol", { class: "ranked" });
    this.under = make("div", { class: "under" });
    this.beside = new Beside(root.dataset);
    this.share = make("section", { class: "no-print", "aria-labelledby": "sharing", hidden: true });
    const first = make(
      "section",
      { class: "no-print", "aria-labelledby": "listed" },
      this.heading,
      this.sent,
      this.lost,
      this.note,
      this.stale,
      this.list,
      this.under,
    );
    root.append(first, this.beside.section, this.share);
    root.hidden = false;
    document.querySelector("#without").remove();
    this.enquiry = new Enquiry(root.dataset);
    this.read(location.hash);
    shortlist.addEventListener("change", () => this.show());
    addEventListener("hashchange", () => this.moved(location.hash));
    wide.addEventListener("change", () => this.show());
  }

  // Follows a change of the address. A link to a part of the page changes no list, and the address keeps it.
  moved(hash) {
    if (!hash || named(hash)) return this.read(hash);
    this.#address();
  }

  // Takes the list from the page's address, if it names one, and else from the device.
  read(hash) {
    const found = named(hash);
    if (!found) return this.show();
    const mine = shortlist.slugs;
    this.shared = found;
    // Where nothing is kept the address is the list, and there is none that it could replace.
    if (!shortlist.kept && !mine.length) shortlist.put(found);
    if (found.length && String(shortlist.slugs) === String(found.slice(0, MOST))) this.shared = null;
    this.show();
  }

  get slugs() {
    return this.shared ? this.shared.slice(0, MOST) : shortlist.slugs;
  }

  // --- the data ---

  async load() {
    const { leaders, details, places, contacts } = root.dataset;
    const coming = () =>
      Promise.all([leaders, details, places, contacts].map(json)).then(
        ([held, more, known, boxes]) => {
          this.people = new People({ leaders: unpacked(held, more), places: known, contacts: boxes });
          this.show();
        },
        () => {
          this.heading.textContent = "The list could not be loaded";
          this.tell("Load this page again in a moment. Nothing of your list is lost.");
        },
      );
    this.loading ??= awaited(coming());
  }

  // --- what is shown ---

  // Shows everything anew. The focus stays on what it was on, or goes to what `focus` names.
  show(focus = this.aim) {
    const held = document.activeElement;
    const at = focus ?? held.dataset.key;
    this.aim = undefined;
    const { slugs } = this;
    if (!this.people && slugs.length) {
      this.heading.textContent = "Your shortlist is being loaded";
      return void this.load();
    }
    const { known, unknown } = this.people?.split(slugs) ?? { known: [], unknown: [] };
    this.known = known;
    this.unknown = unknown;
    const shown = known.map((slug) => this.people.person(slug));
    const total = count(shown.length, "leader");
    if (this.shared) this.heading.textContent = shown.length ? `${total} in this link` : "Nobody to show";
    else this.heading.textContent = shown.length ? total : "Nobody is on your shortlist";
    this.list.replaceChildren(...shown.map((person, place) => this.#item(person, place, shown.length)));
    this.list.hidden = !shown.length;
    this.#under(shown.length);
    this.#sharing(shown.length);
    this.#missing();
    this.#address();
    this.beside.show(this.people, shown, wide.matches);
    this.#link(shown.length);
    this.enquiry.show(shown);
    if (at) document.querySelector(`[data-key="${CSS.escape(at)}"]`)?.focus();
    if (held !== document.body && document.activeElement === document.body) this.heading.focus();
  }

  tell(...parts) {
    this.note.replaceChildren(make("p", {}, ...parts));
    this.note.hidden = !parts.length;
  }

  // --- the list ---

  #item(person, place, total) {
    const who = make(
      "div",
      {},
      make("p", { class: "name" }, to(person, root.dataset.directory, "list")),
      make("p", { class: "quiet" }, own(person.role), ", ", own(person.schools[0])),
    );
    if (this.shared) return make("li", {}, who);
    const move = (label, by) => {
      const stuck = place + by < 0 || place + by >= total;
      const act = () =>
        stuck
          ? say(`${person.name} is already ${by < 0 ? "first" : "last"}.`)
          : this.#move(person, place, by);
      return action(label, act, `${label} ${person.slug}`, { "aria-disabled": stuck ? "true" : false });
    };
    const buttons = [
      move("Move up", -1),
      move("Move down", 1),
      action("Remove", () => this.#remove(person, place), `Remove ${person.slug}`),
    ];
    for (const one of buttons) one.append(said(` ${person.name}`));
    return make("li", {}, who, make("div", { class: "buttons" }, ...buttons));
  }

  #move(person, place, by) {
    const order = [...this.known];
    order.splice(place + by, 0, ...order.splice(place, 1));
    this.#put([...order, ...this.unknown]);
    say(`${person.name} is now ${ORDINALS[place + by]} of ${NUMBERS[order.length - 1]}.`);
  }

  #remove(person, place) {
    const before = shortlist.slugs;
    const next = this.known[place + 1] ?? this.known[place - 1];
    this.#put(
      [...this.known.filter((slug) => slug !== person.slug), ...this.unknown],
      next ? `Remove ${next}` : "",
    );
    this.#undoable(
      [own(person.name), " is off your shortlist. "],
      `${person.name} is off your shortlist.`,
      before,
    );
    if (!next) this.heading.focus();
  }

  // Changes the device's list; a change that came before can no longer be undone.
  #put(slugs, focus) {
    this.tell();
    this.aim = focus;
    shortlist.put(slugs);
  }

  #undoable(parts, text, before) {
    const undo = () => {
      this.#put(before, "");
      this.heading.focus();
      say("Your shortlist is as it was.");
    };
    this.tell(...parts, action("Undo", undo, "undo"));
    say(text);
  }

  // What stands below the list.
  #under(total) {
    const link = (words, href, of = "second") => make("a", { class: of, href, "data-key": words }, words);
    const find = root.dataset.directory;
    if (!total) {
      const how =
        "Choose “Add to shortlist” beside anybody in the directory. Then compare them here, and write to each.";
      return this.under.replaceChildren(
        ...(this.shared ? [] : [make("p", {}, how)]),
        make("p", {}, link("Find a leader", find, "action")),
      );
    }
    const ask = link(
      total === 1 ? "Ask this leader" : "Ask these leaders",
      "#asking",
      this.shared ? "second" : "action",
    );
    const clear = action("Clear all", () => this.#ask(total), "clear");
    this.under.replaceChildren(
      make(
        "div",
        { class: "buttons" },
        ask,
        link("Find more leaders", find),
        ...(this.shared ? [] : [clear]),
      ),
    );
  }

  // Clearing asks once.
  #ask(total) {
    const question = make(
      "p",
      { tabindex: "-1" },
      `Take ${total === 1 ? "the one leader" : `all ${total} leaders`} off your shortlist?`,
    );
    const clear = () => {
      const before = shortlist.slugs;
      this.#put([], "");
      this.#undoable(["Your shortlist is empty. "], "Your shortlist is empty.", before);
      this.heading.focus();
    };
    this.under.replaceChildren(
      question,
      make(
        "div",
        { class: "buttons" },
        action("Yes, clear it", clear, "yes"),
        action("No, keep it", () => this.show("clear"), "no"),
      ),
    );
    question.focus();
  }

  // Who is on the list and in no list of ours: told by number, as we hold no name of theirs.
  #missing() {
    const total = this.unknown.length;
    this.stale.hidden = !total;
    if (!total) return this.stale.replaceChildren();
    const which = `${this.shared ? "in this link" : "on your list"} ${total === 1 ? "is" : "are"}`;
    const told = `${count(total, "leader")} ${which} no longer in our lists.`;
    const parts = [make("p", {}, told, " An Area Chair can help you find somebody else.")];
    const remove = () => {
      this.#put(this.known, "");
      this.heading.focus();
      say(`Taken off your shortlist. ${count(this.known.length, "leader")} left.`);
    };
    if (!this.shared)
      parts.push(
        action(total === 1 ? "Take this one off the list" : "Take them off the list", remove, "stale"),
      );
    this.stale.replaceChildren(...parts);
  }

  // --- another's list ---

  // Says that the list is not one's own, and offers to keep it: never without being asked.
  #sharing(total) {
    this.sent.hidden = !this.shared;
    if (!this.shared) return this.sent.replaceChildren();
    const mine = shortlist.slugs;
    const leave = () => {
      history.replaceState(null, "", location.pathname + location.search);
      this.shared = null;
    };
    const keep = () => {
      leave();
      this.#put(this.known, "");
      if (mine.length) this.#undoable(["This is now your shortlist. "], "This is now your shortlist.", mine);
      else say("This is now your shortlist.");
      this.heading.focus();
    };
    const back = () => {
      leave();
      this.show("");
      this.heading.focus();
    };
    const told = [];
    if (!this.shared.length) told.push("This link names nobody. Check that you have the whole of it.");
    else told.push("This list came with the link that you opened. It is not yet kept on your device.");
    if (this.shared.length > MOST)
      told.push(`A shortlist holds ${MOST}, so only the first ${MOST} are shown.`);
    if (total && mine.length)
      told.push(
        `You have a shortlist of your own, of ${count(mine.length, "leader")}. Keeping this one replaces it.`,
      );
    const ways = [];
    if (total)
      ways.push(
        make(
          "button",
          { type: "button", class: "action", onclick: keep, "data-key": "keep" },
          "Keep as my shortlist",
        ),
      );
    if (mine.length) ways.push(action("Show my own shortlist", back, "back"));
    this.sent.replaceChildren(
      ...told.map((one) => make("p", {}, one)),
      make("div", { class: "buttons" }, ...ways),
    );
  }

  // Where the device does not hold what is shown, the address does.
  #address() {
    this.lost.hidden = shortlist.kept || Boolean(this.shared) || !shortlist.slugs.length;
    if (this.shared ? named(location.hash) : shortlist.kept) return;
    const held = this.shared ?? shortlist.slugs;
    history.replaceState(
      null,
      "",
      location.pathname + location.search + (held.length ? `#leaders=${held}` : ""),
    );
  }

  // --- as a link ---

  #link(total) {
    this.share.hidden = !total;
    if (!total) return this.share.replaceChildren();
    // Without those who left: their names are in no list any more, so they are in no link.
    const link = `${location.href.split("#")[0]}#leaders=${this.known}`;
    const field = make("input", { id: "share", readonly: true, value: link, "data-key": "share" });
    const copied = make("p", { class: "small" });
    const copy = action("Copy the link", () => copyText(field, copied).then(say), "copy link");
    const head = make("h2", { id: "sharing" }, "Share this list");
    const why = make(
      "p",
      {},
      "Whoever opens this link sees the same leaders. It holds nothing else, and nothing of what you write below.",
    );
    this.share.replaceChildren(
      head,
      why,
      make(
        "div",
        { class: "near" },
        make("div", {}, make("label", { for: "share" }, "Link to this list"), field),
        copy,
        copied,
      ),
    );
  }
}

new Page();
