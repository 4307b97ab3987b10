// Finding leaders on the directory page: what is asked for stands in the address, what is found in the list.

import { make, own } from "./dom.js";
import { Facets, all, both, has, size, some } from "./facets.js";
import { about, areaOf, distances, names, placeOf } from "./places.js";
import { Engine } from "./engine.js";
import { MILES, SORTS, empty, read, written } from "./state.js";
import { count, series } from "./text.js";

const TYPING = 150; // ms that a pause in typing takes
const QUIET = 700; // ms before a change is said, so that only the last of several is
const MOST_REASONS = 4;

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;

export class Finder {
  constructor({ root, form, search, toggle, close, leaders, places }) {
    Object.assign(this, { root, form, search, toggle, close, leaders, places });
    this.facets = new Facets(leaders);
    this.engine = new Engine(leaders, places);
    this.words = { q: "", found: null };
    this.list = root.querySelector(".cards");
    this.cards = new Map([...(this.list?.children ?? [])].map((card) => [card.querySelector("a").getAttribute("href").split("/").at(-2), card]));
    this.heading = root.querySelector("#found");
    this.order = this.heading.nextElementSibling;
    this.title = document.title;
    this.#furnish();
    // What was typed or ticked while this was on its way counts, unless the address already asks for something.
    if (location.search) this.read();
    else this.#changed({ typing: true, quiet: true });
    this.#learn();
  }

  // --- what is asked for ---

  // Takes the state from the page's address, as it is after a link, a reload or the back button.
  read() {
    const { state, odd } = read(location.search, this.leaders);
    this.state = state;
    this.#put();
    this.#place(odd);
    this.#look({ quiet: true });
    const spelt = location.pathname + written(this.state) + location.hash;
    if (location.search && spelt !== location.pathname + location.search + location.hash) history.replaceState(null, "", spelt);
  }

  // Takes the state from the controls, and keeps it in the address: a new entry for a choice, none for a letter.
  #changed({ typing = false, quiet = false } = {}) {
    const before = this.state ? written(this.state) : "";
    const chosen = new FormData(this.form);
    const state = empty(this.leaders);
    for (const name of Object.keys(state.facets)) state.facets[name] = chosen.getAll(name);
    const text = (name) => (this.search.elements[name].value ?? "").trim();
    const asked = new URLSearchParams([["q", text("q")], ["near", text("near")]]);
    const clean = read(`?${asked}`, this.leaders);
    Object.assign(state, { q: clean.state.q, near: clean.state.near });
    for (const name of ["within", "beyond"]) state[name] = this.form.elements[name].value;
    state.not_trust = [...this.form.elements.not_trust.selectedOptions].map((one) => one.value).filter(Boolean);
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
      const found = q ? await this.engine.find(q) : null;
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
      if (miles && ![...select.options].some((one) => one.value === miles)) select.append(new Option(`${miles} miles`, miles));
      select.value = miles;
    }
    for (const option of this.form.elements.not_trust.options) option.selected = this.state.not_trust.includes(option.value);
    this.sort.value = this.state.sort;
    if (this.state.within || this.state.beyond || this.state.not_trust.length) {
      this.form.querySelector("details[data-more=place]").open ||= Boolean(this.state.within);
      this.form.querySelector("details[data-more=independent]").open ||= Boolean(this.state.beyond || this.state.not_trust.length);
    }
  }

  // Finds the place that was named, and says what could not be understood.
  #place(odd = []) {
    const { place, odd: unknown } = placeOf(this.places, this.state.near);
    this.near = place;
    this.miles = place && distances(this.leaders, place);
    if (place) this.state.near = place.key;
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
    let others = words ? some(size, words.matches.map((one) => one.leader)) : all(size);
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
      confirmed: (one, other) => (confirmed[one] < confirmed[other] ? 1 : confirmed[one] > confirmed[other] ? -1 : 0),
    }[state.sort];
    return who.sort((one, other) => by(one, other) || one - other);
  }

  // Shows what is found; `quiet` says nothing, as nothing has changed yet for who just came.
  show({ quiet = false } = {}) {
    const { who, others, words, grades } = this.found();
    const asked = Boolean(written(this.state));
    const total = this.leaders.slug.length;
    const said = who.length ? (asked ? count(who.length, "leader") : `All ${count(total, "leader")}`) : "No leader matches";
    this.heading.textContent = said;
    document.title = asked ? `${said} – ${this.title}` : this.title;
    this.order.textContent = this.#orderInWords(words);
    this.order.hidden = this.sorting.hidden = !who.length;
    this.also.textContent = words?.also.length ? `Also searched for: ${words.also.join("; ")}.` : "";
    this.also.hidden = !this.also.textContent;
    this.partly.textContent = words?.dropped.length && who.length ? `Nobody matches all of your words. These leaders match most of them. Not all match: ${series(words.dropped.map((one) => `“${one}”`))}.` : "";
    this.partly.hidden = !this.partly.textContent;
    this.#cards(who, grades);
    this.#counts(others);
    this.#chips();
    this.#deadEnd(who, words);
    const chosen = Object.values(this.state.facets).flat().length + this.state.not_trust.length + (this.near && this.state.within ? 1 : 0) + (this.near && this.state.beyond ? 1 : 0);
    this.toggle.textContent = chosen ? `Filters (${chosen} chosen)` : "Filters";
    this.done.textContent = who.length ? `Show ${count(who.length, "leader")}` : "Show what else there is";
    if (!quiet) this.#say(who.length ? `${count(who.length, "leader")} found.` : "No leader matches.");
  }

  #orderInWords(words) {
    const lot = "Equals stand in an order drawn by lot each day.";
    const near = this.near?.label;
    if (this.state.sort === "name") return "From A to Z by surname.";
    if (this.state.sort === "confirmed") return `The most recently confirmed come first. ${lot}`;
    if (this.state.sort === "near") return `The nearest to ${near} come first. ${lot}`;
    if (words && near) return `Who fits your words best comes first, then who is nearest to ${near}. ${lot}`;
    if (words) return `Who fits your words best comes first. ${lot}`;
    return near ? `The nearest to ${near} come first. ${lot}` : "The order changes each day, so that nobody is always first.";
  }

  #cards(who, grades) {
    const shown = new Set(who);
    this.leaders.slug.forEach((slug, leader) => {
      const card = this.cards.get(slug);
      if (!card) return;
      card.hidden = !shown.has(leader);
      card.querySelectorAll(".why").forEach((one) => one.remove());
      if (card.hidden) return;
      const facts = card.querySelector(".gist");
      if (this.miles && this.miles[leader] < Infinity) {
        const from = make("dd", {}, `${about(this.miles[leader])} from `, own(this.near.label));
        facts.append(make("div", { class: "why" }, make("dt", {}, "Distance"), from));
      }
      const reasons = grades.get(leader)?.reasons.slice(0, MOST_REASONS);
      if (reasons?.length) facts.append(make("div", { class: "why" }, make("dt", {}, "Matches"), make("dd", {}, sentence(series(reasons)))));
    });
    // Only cards that stand elsewhere are moved, so that a reader's place is kept.
    let before = null;
    for (const leader of who) {
      const card = this.cards.get(this.leaders.slug[leader]);
      if (!card) continue;
      const next = before ? before.nextElementSibling : this.list.firstElementChild;
      if (next !== card) this.list.insertBefore(card, next);
      before = card;
    }
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
      const level = this.state.facets.district.includes(slug) ? "chosen" : `level-${Math.ceil((4 * shown) / most)}`;
      tile.setAttribute("class", level);
    }
  }

  // --- chips ---

  // Returns what is asked for as (words, state without it) pairs.
  asked() {
    const found = [];
    const without = (change) => {
      const state = structuredClone(this.state);
      change(state);
      return state;
    };
    if (this.state.q) found.push([`“${this.state.q}”`, without((one) => (one.q = ""))]);
    for (const facet of this.leaders.facets) {
      for (const value of this.state.facets[facet.name]) {
        const label = facet.values.find(([slug]) => slug === value)[1];
        found.push([label, without((one) => (one.facets[facet.name] = one.facets[facet.name].filter((held) => held !== value)))]);
      }
    }
    if (this.near) {
      const all = (one) => Object.assign(one, { near: "", within: "", beyond: "", sort: one.sort === "near" ? "best" : one.sort });
      if (this.state.within) found.push([`within ${this.state.within} miles of ${this.near.label}`, without((one) => (one.within = ""))]);
      if (this.state.beyond) found.push([`at least ${this.state.beyond} miles from ${this.near.label}`, without((one) => (one.beyond = ""))]);
      if (!this.state.within && !this.state.beyond) found.push([`near ${this.near.label}`, without(all)]);
    }
    for (const slug of this.state.not_trust) {
      const label = this.leaders.trusts.find(([known]) => known === slug)[1];
      found.push([`not of ${label}`, without((one) => (one.not_trust = one.not_trust.filter((held) => held !== slug)))]);
    }
    return found;
  }

  #chips() {
    const asked = this.asked();
    const chip = ([label, state], at) => {
      const act = () => this.#go(state, () => this.chips.querySelectorAll("li button")[Math.min(at, asked.length - 2)] ?? this.heading);
      const cross = make("span", { "aria-hidden": "true" }, " ✕");
      return make("li", {}, make("button", { type: "button", onclick: act }, make("span", { class: "said" }, "Remove filter "), own(label), cross));
    };
    const clear = () => this.#go(empty(this.leaders), () => this.heading);
    const list = make("ul", {}, ...asked.map(chip));
    const button = make("button", { type: "button", class: "plainly", onclick: clear }, "Clear all");
    this.chips.replaceChildren(...(asked.length ? [make("h3", { class: "said" }, "Chosen"), ...(asked.length > 1 ? [button] : []), list] : []));
  }

  // Goes to another state, as if its address had been opened, and gives focus to what `where` returns.
  #go(state, where) {
    history.pushState(null, "", location.pathname + written(state));
    const { state: clean } = read(location.search, this.leaders);
    this.state = clean;
    this.#put();
    this.#place();
    this.#look().then(() => where()?.focus());
  }

  // --- no dead ends ---

  #deadEnd(who, words) {
    this.none.hidden = Boolean(who.length);
    if (who.length) return this.none.replaceChildren();
    const ways = this.asked()
      .map(([label, state]) => [label, state, this.#with(state)])
      .filter(([, , number]) => number)
      .sort((one, other) => other[2] - one[2]);
    const way = ([label, state, number]) =>
      make("li", {}, make("button", { type: "button", class: "plainly", onclick: () => this.#go(state, () => this.heading) }, "Leave out ", own(label)), ` (${count(number, "leader")})`);
    const parts = [];
    if (ways.length) parts.push(make("p", {}, "You could leave something out:"), make("ul", {}, ...ways.map(way)));
    if (words && !words.matches.length) parts.push(make("p", {}, "Try other words, or fewer: “send”, “new head”, “phonics”, or the name of a leader, a school or a place."));
    const nearest = this.#nearest();
    if (nearest.length) parts.push(make("p", {}, "The nearest matches:"), make("ul", {}, ...nearest));
    parts.push(...this.#people());
    this.none.replaceChildren(...parts);
  }

  // Returns how many another state would find, with the place as it is there.
  #with(state) {
    const held = [this.near, this.miles];
    if (!state.near) [this.near, this.miles] = [undefined, undefined];
    const number = this.found(state).who.length;
    [this.near, this.miles] = held;
    return number;
  }

  // Returns who meets the most of what was chosen, as links with what they lack.
  #nearest() {
    const chosen = Object.entries(this.state.facets).filter(([, values]) => values.length);
    if (chosen.length < 2) return [];
    const sets = chosen.map(([name, values]) => [name, this.facets.within(name, values)]);
    const label = (name) => this.leaders.facets.find((one) => one.name === name).label.toLowerCase();
    return [...this.leaders.slug.keys()]
      .map((leader) => [leader, sets.filter(([, bits]) => !has(bits, leader)).map(([name]) => label(name))])
      .filter(([, lacking]) => lacking.length === 1)
      .slice(0, 3)
      .map(([leader, lacking]) => {
        const link = make("a", { href: `${this.leaders.slug[leader]}/` }, this.leaders.name[leader]);
        return make("li", {}, link, `: all but ${lacking[0]}`);
      });
  }

  // The human way: whom to write to, for the place and phase that were asked for.
  #people() {
    const { district, area, phase } = this.state.facets;
    const places = this.near?.districts ?? district;
    const slugs = new Set([...area, ...places.map((one) => areaOf(this.places, one)?.[0])].filter(Boolean));
    const areas = this.places.areas.filter(([slug]) => slugs.has(slug));
    const kind = phase.some((one) => one === "special" || one === "alternative-provision") ? "special" : phase.includes("secondary") ? "secondary" : "primary";
    const mail = (address) => make("a", { href: `mailto:${encodeURIComponent(address).replace("%40", "@")}` }, address);
    const told = areas.flatMap(([, label, chair, advisers]) => [
      make("li", {}, "Area Chair, ", own(label), ": ", mail(chair)),
      make("li", {}, `Senior Improvement Adviser (${kind}), `, own(label), ": ", mail(advisers[kind])),
    ]);
    const office = make("li", {}, "The office: ", mail(this.places.office));
    return [make("p", {}, "Or ask somebody who knows the leaders:"), make("ul", {}, ...told, ...(told.length ? [] : [office]))];
  }

  // --- the controls ---

  submitted(event) {
    clearTimeout(this.waiting);
    this.#changed();
    if (event.target === this.form) this.close();
    this.heading.focus();
  }

  #say(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.status.textContent = text;
    }, QUIET);
  }

  #furnish() {
    this.heading.tabIndex = -1;
    this.status = make("p", { role: "status", class: "said" });
    this.notice = make("div", { class: "note", hidden: true });
    this.also = make("p", { hidden: true });
    this.partly = make("p", { class: "note", hidden: true });
    this.chips = make("div", { class: "chips" });
    this.none = make("div", { class: "none", hidden: true });
    const sorts = Object.entries(SORTS).map(([value, label]) => make("option", { value }, label));
    this.sort = make("select", { id: "sort", onchange: () => this.#changed() }, ...sorts);
    this.sorting = make("p", { class: "sort" }, make("label", { for: "sort" }, "Order "), this.sort);
    this.heading.before(this.notice, this.chips);
    this.order.after(this.also, this.partly, this.sorting, this.none);
    this.root.append(this.status);
    this.#moreFilters();
    this.#picture();
    this.done = make("button", { class: "action" }, "Show");
    this.form.append(this.done);
    this.search.querySelector("#names").append(...names(this.places).map((one) => new Option(one)));
    this.form.addEventListener("change", () => this.#changed());
    this.search.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.#changed({ typing: true }), TYPING);
    });
  }

  #moreFilters() {
    const box = this.form.querySelector("div");
    const details = (name, summary, ...parts) =>
      make("details", name, make("summary", { id: `facet-${name["data-facet"] ?? name["data-more"]}` }, summary), make("div", { role: "group", "aria-labelledby": `facet-${name["data-facet"] ?? name["data-more"]}` }, ...parts));
    for (const name of ["free", "confirmed"]) {
      const facet = this.leaders.facets.find((one) => one.name === name);
      const choices = facet.values.map(([value, label]) =>
        make("li", {}, make("label", { class: "choice" }, make("input", { type: "checkbox", name, value }), make("span", {}, label, " ", make("span", { class: "count" })))),
      );
      box.append(details({ "data-facet": name }, facet.label, make("ul", {}, ...choices)));
    }
    const miles = (name, first) => make("select", { name, id: name }, make("option", { value: "" }, first), ...MILES.map((one) => make("option", { value: one }, `${one} miles`)));
    const hint = make("p", { class: "small quiet" }, "Say where your school is, above, to use this. Who works in your district is always near.");
    box.append(details({ "data-more": "place" }, "Distance", make("label", { for: "within" }, "At most"), miles("within", "Any distance"), hint));
    const trusts = make("select", { name: "not_trust", id: "not_trust" }, make("option", { value: "" }, "None"), ...this.leaders.trusts.map(([slug, name]) => make("option", { value: slug }, name)));
    box.append(
      details(
        { "data-more": "independent" },
        "Independence",
        make("p", { class: "small quiet" }, "For a peer review you may want somebody from further away, and not from your own trust."),
        make("label", { for: "not_trust" }, "Leave out leaders of my trust"),
        trusts,
        make("label", { for: "beyond" }, "Leave out leaders nearer than"),
        miles("beyond", "No distance"),
      ),
    );
    this.#termFinder();
  }

  // The map of districts: a tile is a short way to its choice in the list beside it.
  #picture() {
    const picture = this.root.querySelector(".picture");
    this.tiles = new Map([...picture.querySelectorAll("a")].map((tile) => [tile.getAttribute("href").split("/").at(-2), tile]));
    picture.addEventListener("click", (event) => {
      const tile = event.target.closest("a");
      if (!tile) return;
      event.preventDefault();
      const value = tile.getAttribute("href").split("/").at(-2);
      this.form.querySelector(`input[name=district][value="${CSS.escape(value)}"]`).click();
    });
    this.form.querySelector("details[data-facet=district] [role=group]").prepend(picture);
    picture.hidden = false;
  }

  // A box that shortens the long list of expertise.
  #termFinder() {
    const group = this.form.querySelector("details[data-facet=expertise] [role=group]");
    const known = new Map(this.leaders.tags.map(([slug, others]) => [slug, others.join(" ").toLowerCase()]));
    const filter = (event) => {
      const typed = event.target.value.trim().toLowerCase();
      for (const item of group.querySelectorAll("li")) {
        const input = item.querySelector("input");
        const words = `${item.textContent.toLowerCase()} ${known.get(input.value) ?? ""}`;
        item.hidden = !input.checked && !words.includes(typed);
      }
      for (const list of group.querySelectorAll("ul")) {
        const none = [...list.children].every((item) => item.hidden);
        list.hidden = none;
        if (list.previousElementSibling?.tagName === "H3") list.previousElementSibling.hidden = none;
      }
    };
    const box = make("input", { type: "search", id: "term", oninput: filter, autocomplete: "off" });
    // What is typed here chooses nothing by itself.
    box.addEventListener("change", (event) => event.stopPropagation());
    group.prepend(make("label", { for: "term" }, "Find a term"), box);
  }

  // The portraits' own words come last; what was found is then looked at again.
  async #learn() {
    const answer = await fetch(this.root.dataset.words).catch(() => null);
    if (!answer?.ok) return;
    this.engine.learn(await answer.json());
    this.words = { q: "", found: null };
    if (this.state.q) this.#look({ quiet: true });
  }
}
