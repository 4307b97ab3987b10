// Finding leaders on the directory page: what is asked for stands in the address, what is found in the list.

import { Answers } from "./answers.js";
import { Cards } from "./cards.js";
import { awaited, make, own } from "./dom.js";
import { moreFilters, picture } from "./controls.js";
import { waysOut } from "./deadend.js";
import { Facets, all, both, has, some } from "./facets.js";
import { about, distances, names, placeOf } from "./places.js";
import { Engine } from "./engine.js";
import { empty, read, written } from "./state.js";
import { count, sentence, series } from "./text.js";

const TYPING = 150; // ms that a pause in typing takes
const QUIET = 700; // ms before a change is said, so that only the last of several is
const MOST_REASONS = 4;

export class Finder {
  constructor({ root, form, search, toggle, close, leaders, places, turn }) {
    Object.assign(this, { root, form, search, toggle, close, leaders, places, turn });
    this.facets = new Facets(leaders);
    this.engine = new Engine(leaders, places);
    this.words = { q: "", found: null };
    this.list = root.querySelector(".cards");
    this.cards = new Cards(this.list, root.dataset, leaders, (leader, card) => this.#reasons(leader, card));
    this.pager = root.querySelector(".pager");
    this.heading = root.querySelector("#found");
    this.order = this.heading.nextElementSibling;
    this.title = document.title;
    this.#furnish();
    // What was typed or ticked while this was on its way counts, unless the address already asks for something.
    if (location.search) this.read();
    else this.#changed({ typing: true, quiet: true });
    this.#learn("words");
  }

  // --- what is asked for ---

  // Takes the state from the page's address, as it is after a link, a reload or the back button.
  read() {
    // A link to a part of the page asks for nothing else.
    if (this.state && location.search === written(this.state)) return;
    const { state, odd } = read(location.search, this.leaders);
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
    const before = this.state ? written(this.state) : "";
    const chosen = new FormData(this.form);
    const state = empty(this.leaders);
    for (const name of Object.keys(state.facets)) state.facets[name] = chosen.getAll(name);
    const text = (name) => (this.search.elements[name].value ?? "").trim();
    const asked = new URLSearchParams([
      ["q", text("q")],
      ["near", text("near")],
    ]);
    const clean = read(`?${asked}`, this.leaders);
    Object.assign(state, { q: clean.state.q, near: clean.state.near });
    for (const name of ["within", "beyond"]) state[name] = this.form.elements[name].value;
    state.not_trust = [...this.form.elements.not_trust.selectedOptions]
      .map((one) => one.value)
      .filter(Boolean);
    state.sort = this.sort.value;
    this.state = state;
    this.#place(clean.odd);
    const after = written(this.state);
    if (after !== before) history[typing ? "replaceState" : "pushState"](null, "", location.pathname + after);
    this.#look({ quiet: quiet && !after });
  }

  // Looks for the words, then shows what is found, unless other words have been typed meanwhile.
  async #look(how) {
    const { q } = this.state;
    if (q !== this.words.q) {
      if (q) this.guide ??= awaited(this.#learn("passages"));
      let found = q ? await this.engine.find(q) : null;
      // Where nobody fits, the protocols come first: wait for them, so that nothing moves afterwards.
      if (found && !found.passages && !found.matches.length) {
        await this.guide;
        found = await this.engine.find(q);
      }
      if (q !== this.state.q) return;
      this.words = { q, found };
    }
    this.show(how);
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
    const { place, odd: unknown } = placeOf(this.places, this.state.near);
    this.near = place;
    this.miles = place && distances(this.leaders, place);
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

  // Returns who meets a state, best first, and what the words of it led to.
  found(state = this.state) {
    const size = this.leaders.slug.length;
    const words = state.q ? this.words.found : null;
    let others = words
      ? some(
          size,
          words.matches.map((one) => one.leader),
        )
      : all(size);
    others = both(others, this.#allowed(state));
    const left = both(others, this.facets.left(state.facets));
    const grades = new Map(words?.matches.map((one) => [one.leader, one]) ?? []);
    const who = [...this.leaders.slug.keys()].filter((leader) => has(left, leader));
    return { who: this.#ordered(who, grades, state), others, words, grades };
  }

  // Returns the leaders whom distance and independence leave.
  #allowed(state) {
    const { trusts, trust } = this.leaders;
    const hidden = state.not_trust.map((slug) => trusts.findIndex(([known]) => known === slug));
    const fits = (leader) => {
      if (trust[leader] !== null && hidden.includes(trust[leader])) return false;
      if (!this.miles) return true;
      if (state.beyond && this.miles[leader] < Number(state.beyond)) return false;
      return !state.within || this.miles[leader] <= Number(state.within) || this.#worksHere(leader);
    };
    return some(trust.length, [...trust.keys()].filter(fits));
  }

  // Who says that they work in our district counts as near, from however far.
  #worksHere(leader) {
    const facet = this.leaders.facets.find((one) => one.name === "district");
    return facet.of[leader].some((value) => this.near.districts.includes(facet.values[value][0]));
  }

  // Relevance, then distance where a place is given, then the day's lot, which is the leaders' number.
  #ordered(who, grades, state) {
    const grade = (leader) => grades.get(leader)?.grade ?? 0;
    const miles = (leader) => Math.round(this.miles?.[leader] ?? 0);
    const { rank, confirmed } = this.leaders;
    const by = {
      best: (one, other) => grade(other) - grade(one) || miles(one) - miles(other),
      near: (one, other) => miles(one) - miles(other) || grade(other) - grade(one),
      name: (one, other) => rank[one] - rank[other],
      confirmed: (one, other) =>
        confirmed[one] < confirmed[other] ? 1 : confirmed[one] > confirmed[other] ? -1 : 0,
    }[state.sort];
    return who.sort((one, other) => by(one, other) || one - other);
  }

  // Shows what is found; `quiet` says nothing, as nothing has changed yet for who just came.
  show({ quiet = false } = {}) {
    const { who, others, words, grades } = this.found();
    const asked = Boolean(written({ ...this.state, page: 1 }));
    this.pages = this.cards.pages(who.length);
    this.page = Math.min(this.state.page, this.pages);
    const at = this.page > 1 ? `Page ${this.page} of ${this.pages}. ` : "";
    const total = this.leaders.slug.length;
    const said = who.length
      ? asked
        ? count(who.length, "leader")
        : `All ${count(total, "leader")}`
      : "No leader matches";
    this.heading.textContent = this.page > 1 ? `${said}, page ${this.page} of ${this.pages}` : said;
    document.title = asked || at ? `${this.heading.textContent} – ${this.title}` : this.title;
    this.order.textContent = this.#orderInWords(words);
    this.order.hidden = this.sorting.hidden = !who.length;
    this.also.textContent = words?.also.length ? `Also searched for: ${words.also.join("; ")}.` : "";
    this.also.hidden = !this.also.textContent;
    this.partly.textContent =
      words?.dropped.length && who.length
        ? `Nobody matches all of your words. These leaders match most of them. Not all match: ${series(words.dropped.map((one) => `“${one}”`))}.`
        : "";
    this.partly.hidden = !this.partly.textContent;
    this.answers.show(words && words.passages, !who.length);
    this.#cards(who, grades);
    this.#counts(others);
    this.#chips();
    this.none.hidden = Boolean(who.length);
    this.none.replaceChildren(...(who.length ? [] : waysOut(this, words)));
    const chosen =
      Object.values(this.state.facets).flat().length +
      this.state.not_trust.length +
      (this.near && this.state.within ? 1 : 0) +
      (this.near && this.state.beyond ? 1 : 0);
    this.toggle.textContent = chosen ? `Filters (${chosen} chosen)` : "Filters";
    this.done.textContent = who.length ? `Show ${count(who.length, "leader")}` : "Show what else there is";
    if (!quiet) this.#say(who.length ? `${at}${count(who.length, "leader")} found.` : "No leader matches.");
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

  // Shows one page of who is found; an address may ask for more pages than there are.
  #cards(who, grades) {
    const { size } = this.cards;
    this.grades = grades;
    if (this.pager) {
      const address = (page) => written({ ...this.state, page }) || location.pathname;
      const go = (page) => this.go({ ...this.state, page });
      this.turn(this.pager, this.page, this.pages, address, go);
      const onPaper = this.list.parentElement.querySelector(":scope > .paper");
      onPaper.textContent = this.pages > 1 ? `Page ${this.page} of ${this.pages}. ${location.href}` : "";
    }
    this.cards.show(this.pages > 1 ? who.slice((this.page - 1) * size, this.page * size) : who);
  }

  // Says on a card why it is found.
  #reasons(leader, card) {
    card.querySelectorAll(".why").forEach((one) => one.remove());
    const facts = card.querySelector(".gist");
    if (this.miles && this.miles[leader] < Infinity) {
      const from = make("dd", {}, `${about(this.miles[leader])} from `, own(this.near.label));
      facts.append(make("div", { class: "why" }, make("dt", {}, "Distance"), from));
    }
    const reasons = this.grades.get(leader)?.reasons.slice(0, MOST_REASONS);
    if (reasons?.length)
      facts.append(
        make("div", { class: "why" }, make("dt", {}, "Matches"), make("dd", {}, sentence(series(reasons)))),
      );
  }

  #counts(others) {
    const counts = this.facets.counts(this.state.facets, others);
    for (const input of this.form.querySelectorAll("input[type=checkbox]")) {
      const shown = counts.get(input.name)?.get(input.value) ?? 0;
      const place = input.parentElement.querySelector(".count");
      if (place.textContent !== `(${shown})`) place.textContent = `(${shown})`;
      input.parentElement.classList.toggle("empty", !shown && !input.checked);
    }
    for (const [slug, tile] of this.tiles) {
      const shown = counts.get("district").get(slug) ?? 0;
      tile.querySelector(".number").textContent = shown;
      const most = Math.max(1, ...counts.get("district").values());
      const level = this.state.facets.district.includes(slug)
        ? "chosen"
        : `level-${Math.ceil((4 * shown) / most)}`;
      tile.setAttribute("class", level);
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
    for (const facet of this.leaders.facets) {
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
      const label = this.leaders.trusts.find(([known]) => known === slug)[1];
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
    const clear = () => this.go(empty(this.leaders));
    const list = make("ul", {}, ...asked.map(chip));
    const button = make("button", { type: "button", class: "plainly", onclick: clear }, "Clear all");
    // A printed list says what it is a list of, and where to find it anew.
    const labels = asked.flatMap(([label], at) => (at ? ["; ", own(label)] : [own(label)]));
    const onPaper = make("p", { class: "paper" }, "Asked for: ", ...labels, ". ", location.href);
    this.chips.replaceChildren(
      ...(asked.length
        ? [make("h2", { class: "said" }, "Chosen"), ...(asked.length > 1 ? [button] : []), list, onPaper]
        : []),
    );
  }

  // Goes to another state, as if its address had been opened, and gives focus to what `where` returns.
  go(state, where = () => this.heading) {
    history.pushState(null, "", location.pathname + written(state));
    const { state: clean } = read(location.search, this.leaders);
    this.state = clean;
    this.#put();
    this.#place();
    if (this.near) this.search.elements.near.value = this.near.label;
    this.#look().then(() => where()?.focus());
  }

  // Returns how many another state would find, with the place as it is there.
  countOf(state) {
    const held = [this.near, this.miles];
    if (!state.near) [this.near, this.miles] = [undefined, undefined];
    const number = this.found(state).who.length;
    [this.near, this.miles] = held;
    return number;
  }

  // --- the controls ---

  submitted(event) {
    clearTimeout(this.waiting);
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
    moreFilters(this.form, this.leaders);
    this.tiles = picture(this.root.querySelector(".picture"), this.form);
    this.done = make("button", { class: "action" }, "Show");
    this.form.append(this.done);
    this.search.querySelector("#names").append(...names(this.places).map((one) => new Option(one)));
    this.form.addEventListener("change", () => this.#changed());
    this.search.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.#changed({ typing: true }), TYPING);
    });
  }

  // The portraits' own words come last, the protocols when words are asked for; then all is looked at again.
  async #learn(name) {
    const had = await this.engine.learn(name, this.root.dataset[name]).then(
      () => true,
      () => false,
    );
    // Without them, nothing is said of them.
    if (!had) return name === "passages" && this.answers.line.remove();
    this.words = { q: "", found: null };
    if (this.state.q) await this.#look({ quiet: true });
  }
}
