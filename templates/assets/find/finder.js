// Finding leaders on the directory page: what is asked for stands in the address, what is found in the list.

import { Answers } from "./answers.js";
import { Cards } from "./cards.js";
import { awaited, make, own, painted } from "./dom.js";
import { moreFilters, picture } from "./controls.js";
import { about, names, placeOf } from "./places.js";
import { empty, read, written } from "./state.js";
import { count, sentence, series } from "./text.js";

const TYPING = 150; // ms that a pause in typing takes: the address, and cards that have to be fetched, wait for it
const QUIET = 700; // ms before a change is said, so that only the last of several is
const MOST_REASONS = 4;
const LATER = ["passages", "words", "details"]; // files that come once somebody has asked something
const BY_DETAILS = ["name", "confirmed"]; // orders that need them
const UNORDERED = "That order could not be loaded, so the list stands in its usual one. Try again later.";

export class Finder {
  // `ask` asks Lists, `known` is what may be asked for, `address` tells where a file is.
  constructor({ root, form, search, toggle, close, ask, address, known, turn }) {
    Object.assign(this, { root, form, search, toggle, close, ask, address, known, turn });
    this.learning = {};
    this.lost = new Set();
    this.list = root.querySelector(".cards");
    this.cards = new Cards(this.list, root.dataset, (person, card) => this.#reasons(person, card));
    this.pager = root.querySelector(".pager");
    this.heading = root.querySelector("#found");
    this.order = this.heading.nextElementSibling;
    this.title = document.title;
    this.#furnish();
    // What was typed or ticked while this was on its way counts, unless the address already asks for something.
    if (location.search) this.read();
    else this.#changed({ typing: true, quiet: true });
  }

  // --- what is asked for ---

  // Takes the state from the page's address, as it is after a link, a reload or the back button.
  read() {
    // A link to a part of the page asks for nothing else.
    if (this.state && location.search === written(this.state)) return;
    clearTimeout(this.writing);
    const { state, odd } = read(location.search, this.known);
    this.state = state;
    this.#put();
    this.#place(odd);
    if (this.near) this.search.elements.near.value = this.near.label;
    this.#look({ quiet: true });
    const spelt = location.pathname + written(this.state) + location.hash;
    if (location.search && spelt !== location.pathname + location.search + location.hash)
      history.replaceState(null, "", spelt);
  }

  // Takes the state from the controls, and keeps it in the address: a new entry for a choice, none for a letter.
  #changed({ typing = false, quiet = false } = {}) {
    if (this.state) this.answers.first = false;
    // What did not come may come with the next question.
    for (const name of this.lost) delete this.learning[name];
    this.lost.clear();
    const chosen = new FormData(this.form);
    const state = empty(this.known);
    for (const name of Object.keys(state.facets)) state.facets[name] = chosen.getAll(name);
    const text = (name) => (this.search.elements[name].value ?? "").trim();
    const asked = new URLSearchParams([
      ["q", text("q")],
      ["near", text("near")],
    ]);
    const clean = read(`?${asked}`, this.known);
    Object.assign(state, { q: clean.state.q, near: clean.state.near });
    for (const name of ["within", "beyond"]) state[name] = this.form.elements[name].value;
    state.not_trust = [...this.form.elements.not_trust.selectedOptions]
      .map((one) => one.value)
      .filter(Boolean);
    state.sort = this.sort.value;
    this.state = state;
    this.#place(clean.odd);
    const after = written(this.state);
    clearTimeout(this.writing);
    const write = (how) => after !== location.search && history[how](null, "", location.pathname + after);
    if (typing) this.writing = setTimeout(write, TYPING, "replaceState");
    else write("pushState");
    this.#look({ quiet: quiet && !after, typing });
  }

  // Looks for what is asked, and shows what is found. What is overtaken before it is answered is never shown.
  #look({ quiet = false, typing = false } = {}) {
    this.how = { quiet: quiet && (!this.looking || this.how.quiet), typing };
    this.again = true;
    this.looking ??= awaited(this.#found());
    return this.looking;
  }

  async #found() {
    let found, out;
    try {
      while (this.again) {
        this.again = false;
        if (BY_DETAILS.includes(this.state.sort) && !(await this.#learn("details"))) this.#unordered();
        const ask = () => this.ask("look", this.state, this.near, this.cards.size);
        found = await ask();
        // Where nobody fits, somebody's own words may, or the protocols come first: so that nothing moves afterwards.
        if (this.state.q && !found.size) {
          await Promise.all(["passages", "words"].map((name) => this.#learn(name)));
          found = await ask();
        }
        out = found.size ? [] : await this.#waysOut(found.words);
      }
    } finally {
      this.looking = null;
    }
    this.show(found, out);
    if (this.state.q) this.#learnAll();
  }

  // What only a dead end needs comes with the first one; should it not come, there are fewer ways out.
  #waysOut(words) {
    return import("./deadend.js").then(
      ({ waysOut }) => waysOut(this, words),
      () => [],
    );
  }

  #unordered() {
    this.state = { ...this.state, sort: (this.sort.value = "best") };
    this.noticed([UNORDERED]);
  }

  // Once the first answer is painted, the rest comes, and all is looked at again.
  #learnAll() {
    for (const name of LATER.filter((one) => !this.learning[one])) {
      const coming = this.#learn(name, painted()).then((had) => {
        if (had) return name !== "details" && this.#look({ quiet: true });
        // Without them, nothing is said of them.
        if (name === "passages") this.answers.show(null, this.answers.above);
      });
      if (name === "passages") this.guide = coming;
      awaited(coming);
    }
  }

  // Fetches what comes later; resolves to whether it is there.
  #learn(name, after) {
    const ask = async () => {
      await after;
      await this.ask("learn", name, this.address(name));
      return true;
    };
    const lost = () => {
      this.lost.add(name);
      return false;
    };
    return (this.learning[name] ??= ask().catch(lost));
  }

  // Sets the controls to the state.
  #put() {
    for (const input of this.form.querySelectorAll("input[type=checkbox]")) {
      input.checked = this.state.facets[input.name]?.includes(input.value) ?? false;
    }
    for (const details of this.form.querySelectorAll("details[data-facet]")) {
      if (this.state.facets[details.dataset.facet]?.length) details.open = true;
    }
    for (const name of ["q", "near"]) this.search.elements[name].value = this.state[name];
    for (const name of ["within", "beyond"]) {
      const select = this.form.elements[name];
      const miles = this.state[name];
      if (miles && ![...select.options].some((one) => one.value === miles))
        select.append(new Option(`${miles} miles`, miles));
      select.value = miles;
    }
    for (const option of this.form.elements.not_trust.options)
      option.selected = this.state.not_trust.includes(option.value);
    this.sort.value = this.state.sort;
    if (this.state.within || this.state.beyond || this.state.not_trust.length) {
      this.form.querySelector("details[data-more=place]").open ||= Boolean(this.state.within);
      this.form.querySelector("details[data-more=independent]").open ||= Boolean(
        this.state.beyond || this.state.not_trust.length,
      );
    }
  }

  // Finds the place that was named, and says what could not be understood.
  #place(odd = []) {
    const { place, odd: unknown } = placeOf(this.known.places, this.state.near);
    this.near = place;
    // What is no place stays in its box, and never stands in the address.
    this.state.near = place?.key ?? "";
    this.noticed(unknown ? [...odd, unknown] : odd);
    for (const name of ["within", "beyond"]) this.form.elements[name].disabled = !place;
    this.sort.querySelector("[value=near]").disabled = !place;
    if (!place && this.state.sort === "near") this.state.sort = this.sort.value = "best";
  }

  noticed(sentences) {
    this.notice.replaceChildren(...sentences.map((one) => make("p", {}, one)));
    this.notice.hidden = !sentences.length;
  }

  // --- what is found ---

  // Shows what Lists found, or else the ways out; says nothing when nothing has changed yet for who just came.
  show({ size, page, pages, who, counts, words }, out) {
    const { quiet, typing } = this.how;
    const asked = Boolean(written({ ...this.state, page: 1 }));
    Object.assign(this, { page, pages });
    const at = this.page > 1 ? `Page ${this.page} of ${this.pages}. ` : "";
    const said = size
      ? asked
        ? count(size, "leader")
        : `All ${count(this.known.size, "leader")}`
      : "No leader matches";
    this.heading.textContent = this.page > 1 ? `${said}, page ${this.page} of ${this.pages}` : said;
    document.title = asked || at ? `${this.heading.textContent} – ${this.title}` : this.title;
    this.order.textContent = this.#orderInWords(words);
    this.order.hidden = this.sorting.hidden = !size;
    this.also.textContent = words?.also.length ? `Also searched for: ${words.also.join("; ")}.` : "";
    this.also.hidden = !this.also.textContent;
    this.partly.textContent =
      words?.dropped.length && size
        ? `Nobody matches all of your words. These leaders match most of them. Not all match: ${series(words.dropped.map((one) => `“${one}”`))}.`
        : "";
    this.partly.hidden = !this.partly.textContent;
    this.answers.show(words && (this.lost.has("passages") ? null : words.passages), !size);
    this.#cards(who, typing ? TYPING : 0);
    // Whoever types looks at who is found: the numbers beside the choices come after.
    this.counted = counts;
    if (typing) awaited(painted().then(() => this.counted === counts && this.#counts(counts)));
    else this.#counts(counts);
    this.#chips();
    this.none.hidden = Boolean(size);
    this.none.replaceChildren(...out);
    const chosen =
      Object.values(this.state.facets).flat().length +
      this.state.not_trust.length +
      (this.near && this.state.within ? 1 : 0) +
      (this.near && this.state.beyond ? 1 : 0);
    this.toggle.textContent = chosen ? `Filters (${chosen} chosen)` : "Filters";
    this.done.textContent = size ? `Show ${count(size, "leader")}` : "Show what else there is";
    if (!quiet) this.#say(size ? `${at}${count(size, "leader")} found.` : "No leader matches.");
  }

  #orderInWords(words) {
    const lot = "Equals stand in an order drawn by lot each day.";
    const near = this.near?.label;
    if (this.state.sort === "name") return "From A to Z by surname.";
    if (this.state.sort === "confirmed") return `The most recently confirmed come first. ${lot}`;
    if (this.state.sort === "near") return `The nearest to ${near} come first. ${lot}`;
    if (words && near) return `Who fits your words best comes first, then who is nearest to ${near}. ${lot}`;
    if (words) return `Who fits your words best comes first. ${lot}`;
    return near
      ? `The nearest to ${near} come first. ${lot}`
      : "The order changes each day, so that nobody is always first.";
  }

  // Where another state, or this one, is found again.
  #address(state = this.state) {
    return new URL(written(state) || location.pathname, location.href).href;
  }

  // Shows one page of who is found; an address may ask for more pages than there are.
  #cards(who, pause) {
    if (this.pager) {
      const address = (page) => written({ ...this.state, page }) || location.pathname;
      const go = (page) => this.go({ ...this.state, page });
      this.turn(this.pager, this.page, this.pages, address, go);
      const onPaper = this.list.parentElement.querySelector(":scope > .paper");
      onPaper.textContent = this.pages > 1 ? `Page ${this.page} of ${this.pages}. ${this.#address()}` : "";
    }
    this.cards.show(who, pause);
  }

  // Says on a card why it is found.
  #reasons({ miles, reasons }, card) {
    card.querySelectorAll(".why").forEach((one) => one.remove());
    const facts = card.querySelector(".gist");
    if (miles < Infinity) {
      const from = make("dd", {}, `${about(miles)} from `, own(this.near.label));
      facts.append(make("div", { class: "why" }, make("dt", {}, "Distance"), from));
    }
    if (reasons.length) {
      const told = sentence(series(reasons.slice(0, MOST_REASONS)));
      facts.append(make("div", { class: "why" }, make("dt", {}, "Matches"), make("dd", {}, told)));
    }
  }

  #counts(counts) {
    for (const input of this.form.querySelectorAll("input[type=checkbox]")) {
      const shown = counts.get(input.name)?.get(input.value) ?? 0;
      const place = input.parentElement.querySelector(".count");
      if (place.textContent !== `(${shown})`) place.textContent = `(${shown})`;
      input.parentElement.classList.toggle("empty", !shown && !input.checked);
    }
    const districts = counts.get("district");
    const most = Math.max(1, ...districts.values());
    for (const [slug, tile] of this.tiles) {
      const shown = districts.get(slug) ?? 0;
      const number = tile.querySelector(".number");
      if (number.textContent !== `${shown}`) number.textContent = shown;
      const level = this.state.facets.district.includes(slug)
        ? "chosen"
        : `level-${Math.ceil((4 * shown) / most)}`;
      if (tile.getAttribute("class") !== level) tile.setAttribute("class", level);
    }
  }

  // --- chips ---

  // Returns what is asked for as (words, state without it) pairs.
  asked() {
    const found = [];
    const without = (change) => {
      const state = { ...structuredClone(this.state), page: 1 };
      change(state);
      return state;
    };
    if (this.state.q) found.push([`“${this.state.q}”`, without((one) => (one.q = ""))]);
    for (const facet of this.known.facets) {
      for (const value of this.state.facets[facet.name]) {
        const label = facet.values.find(([slug]) => slug === value)[1];
        found.push([
          label,
          without(
            (one) => (one.facets[facet.name] = one.facets[facet.name].filter((held) => held !== value)),
          ),
        ]);
      }
    }
    if (this.near) {
      const all = (one) =>
        Object.assign(one, {
          near: "",
          within: "",
          beyond: "",
          sort: one.sort === "near" ? "best" : one.sort,
        });
      if (this.state.within)
        found.push([
          `within ${this.state.within} miles of ${this.near.label}`,
          without((one) => (one.within = "")),
        ]);
      if (this.state.beyond)
        found.push([
          `at least ${this.state.beyond} miles from ${this.near.label}`,
          without((one) => (one.beyond = "")),
        ]);
      if (!this.state.within && !this.state.beyond) found.push([`near ${this.near.label}`, without(all)]);
    }
    for (const slug of this.state.not_trust) {
      const label = this.known.trusts.find(([known]) => known === slug)[1];
      found.push([
        `not of ${label}`,
        without((one) => (one.not_trust = one.not_trust.filter((held) => held !== slug))),
      ]);
    }
    return found;
  }

  #chips() {
    const asked = this.asked();
    const chip = ([label, state], at) => {
      const act = () =>
        this.go(
          state,
          () => this.chips.querySelectorAll("li button")[Math.min(at, asked.length - 2)] ?? this.heading,
        );
      const before = make("span", { class: "said" }, "Remove filter ");
      return make("li", {}, make("button", { type: "button", onclick: act }, before, own(label)));
    };
    const clear = () => this.go(empty(this.known));
    const list = make("ul", {}, ...asked.map(chip));
    const button = make("button", { type: "button", class: "plainly", onclick: clear }, "Clear all");
    // A printed list says what it is a list of, and where to find it anew.
    const labels = asked.flatMap(([label], at) => (at ? ["; ", own(label)] : [own(label)]));
    const onPaper = make("p", { class: "paper" }, "Asked for: ", ...labels, ". ", this.#address());
    this.chips.replaceChildren(
      ...(asked.length
        ? [make("h2", { class: "said" }, "Chosen"), ...(asked.length > 1 ? [button] : []), list, onPaper]
        : []),
    );
  }

  // Goes to another state, as if its address had been opened, and gives focus to what `where` returns.
  go(state, where = () => this.heading) {
    clearTimeout(this.writing);
    history.pushState(null, "", location.pathname + written(state));
    const { state: clean } = read(location.search, this.known);
    this.state = clean;
    this.#put();
    this.#place();
    if (this.near) this.search.elements.near.value = this.near.label;
    this.#look().then(() => where()?.focus());
  }

  // --- the controls ---

  submitted(event) {
    this.#changed();
    if (event.target === this.form) this.close();
    this.heading.focus();
  }

  // Says what was found, once: with what the protocols say, should that still be on its way.
  #say(text) {
    clearTimeout(this.saying);
    const saying = setTimeout(async () => {
      await this.guide;
      if (saying === this.saying) this.heard.textContent = text + this.answers.said;
    }, QUIET);
    this.saying = saying;
  }

  #furnish() {
    this.heading.tabIndex = -1;
    for (const name of ["heard", "notice", "also", "partly", "chips", "none", "sorting"])
      this[name] = this.root.querySelector(`.${name}`);
    this.sort = this.sorting.querySelector("select");
    this.sort.addEventListener("change", () => this.#changed());
    this.answers = new Answers(this.list, this.none);
    moreFilters(this.form, this.known);
    this.tiles = picture(this.root.querySelector(".picture"), this.form);
    this.done = make("button", { class: "action" }, "Show");
    this.form.append(this.done);
    this.search.querySelector("#names").append(...names(this.known.places).map((one) => new Option(one)));
    this.form.addEventListener("change", () => this.#changed());
    this.search.addEventListener("input", () => this.#changed({ typing: true }));
  }
}
