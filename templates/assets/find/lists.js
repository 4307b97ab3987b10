// What is asked for → who is found, in which order, why, and how many each choice would show. Beside the page, so
// that ten thousand leaders hold nobody up who types: a page asks by `engine.js`, and gets what it shows.

import { json } from "./dom.js";
import { Facets, all, both, has, numbers, size, some } from "./facets.js";
import { Guide } from "./guide.js";
import { distances } from "./places.js";
import { unpacked } from "./roll.js";
import { Search } from "./search.js";

const NEAREST = 3; // who meet almost all: a way on, and no second list

export class Lists {
  #words = { q: "", found: null };
  #miles = {};

  // Fetches the leaders and the places; resolves to what may be asked for. Rejects when they could not be had.
  async open(leaders, places) {
    const [held, known] = await Promise.all([json(leaders), json(places)]);
    this.leaders = unpacked(held);
    this.facets = new Facets(this.leaders);
    const { slug, tags, renamed, trusts, facets } = this.leaders;
    // Those who wait for the choices are told first.
    setTimeout(() => (this.search = new Search(this.leaders, known, this.facets).ready()));
    const choices = facets.map(({ name, label, values }) => ({ name, label, values }));
    return { size: slug.length, tags, renamed, trusts, facets: choices, places: known };
  }

  // Fetches what comes later, and adds it; rejects when it could not be had.
  //   name   "details" of the leaders, "words" of their portraits, or "passages" of the protocols
  async learn(name, address) {
    const held = await json(address);
    if (name === "details") Object.assign(this.leaders, held);
    else if (name === "passages") this.guide = await new Guide(held).ready();
    else await (await this.search).learn(held);
    this.#words = { q: "", found: null };
  }

  // Returns one page of who is found: {size, page, pages, who, counts, words}.
  //   place  as placeOf gives it, or nothing
  //   per    how many stand on a page
  async look(state, place, per) {
    await this.#read(state.q);
    const { found } = this.#words;
    const { left, others } = this.#found(state, place);
    const who = this.#ordered(numbers(left), state, place);
    const pages = Math.max(1, Math.ceil(who.length / per));
    const page = Math.min(state.page, pages);
    return {
      size: who.length,
      page,
      pages,
      who: (pages > 1 ? who.slice((page - 1) * per, page * per) : who).map((leader) =>
        this.#person(leader, place),
      ),
      counts: this.facets.counts(state.facets, others),
      words: found && {
        also: found.also,
        dropped: found.dropped,
        nobody: !size(found.who),
        passages: this.guide?.find(state.q),
      },
    };
  }

  // Returns what else there is where nobody meets a state: how many each of other states would find, and the first
  // who lack but one of the choices, as [slug, name, label of what they lack].
  async instead(state, others, place) {
    await this.#read(state.q);
    const counts = others.map((one) => size(this.#found(one, one.near && place).left));
    const chosen = Object.entries(state.facets).filter(([, values]) => values.length);
    if (chosen.length < 2) return { counts, nearest: [] };
    const sets = chosen.map(([name, values]) => [name, this.facets.within(name, values)]);
    const { facets, slug, name } = this.leaders;
    const label = (facet) => facets.find((one) => one.name === facet).label;
    const nearest = [];
    for (let leader = 0; leader < slug.length && nearest.length < NEAREST; leader += 1) {
      const lacks = sets.filter(([, bits]) => !has(bits, leader));
      if (lacks.length === 1) nearest.push([slug[leader], name[leader], label(lacks[0][0])]);
    }
    return { counts, nearest };
  }

  // Finds what words lead to, unless that is known already.
  async #read(q) {
    if (q !== this.#words.q) this.#words = { q, found: q ? (await this.search).find(q) : null };
  }

  // Returns whom a state leaves, and whom all of it leaves that is no facet, as bits.
  #found(state, place) {
    const words = state.q ? this.#words.found.who : all(this.leaders.slug.length);
    const others = both(words, this.#allowed(state, place));
    return { others, left: both(others, this.facets.left(state.facets)) };
  }

  // Returns the leaders whom distance and independence leave.
  #allowed(state, place) {
    const { slug, trusts, trust } = this.leaders;
    const miles = this.#from(place);
    if (!miles && !state.not_trust.length) return all(slug.length);
    const hidden = state.not_trust.map((one) => trusts.findIndex(([known]) => known === one));
    const fits = (leader) => {
      if (trust[leader] !== null && hidden.includes(trust[leader])) return false;
      if (!miles) return true;
      if (state.beyond && miles[leader] < Number(state.beyond)) return false;
      return !state.within || miles[leader] <= Number(state.within) || this.#worksIn(leader, place);
    };
    return some(slug.length, [...slug.keys()].filter(fits));
  }

  // Who says that they work in our district counts as near, from however far.
  #worksIn(leader, place) {
    return place.districts.some((slug) => has(this.facets.who("district", slug), leader));
  }

  // Returns how far each leader is from a place; nothing from nowhere.
  #from(place) {
    if (place && this.#miles.key !== place.key)
      this.#miles = { key: place.key, each: distances(this.leaders, place) };
    return place && this.#miles.each;
  }

  // Relevance, then distance where a place is given, then the day's lot, which is the leaders' number.
  #ordered(who, { sort }, place) {
    const grades = this.#words.found?.grades;
    const grade = (leader) => grades?.[leader] ?? 0;
    const from = this.#from(place);
    const miles = (leader) => Math.round(from?.[leader] ?? 0);
    const { rank, confirmed } = this.leaders;
    const by = {
      best: (one, other) => grade(other) - grade(one) || miles(one) - miles(other),
      near: (one, other) => miles(one) - miles(other) || grade(other) - grade(one),
      name: (one, other) => rank[one] - rank[other],
      confirmed: (one, other) =>
        confirmed[one] < confirmed[other] ? 1 : confirmed[one] > confirmed[other] ? -1 : 0,
    }[sort];
    return who.sort((one, other) => by(one, other) || one - other);
  }

  #person(leader, place) {
    const { slug, name, role, schools } = this.leaders;
    return {
      leader,
      slug: slug[leader],
      name: name[leader],
      role: role[leader],
      school: schools[leader][0],
      miles: this.#from(place)?.[leader],
      reasons: this.#words.found?.why(leader) ?? [],
    };
  }
}

// In a worker of its own it answers what it is asked.
if (!self.document) {
  const lists = new Lists();
  addEventListener("message", async ({ data: { id, name, given } }) => {
    try {
      postMessage({ id, found: await lists[name](...given) });
    } catch (error) {
      postMessage({ id, lost: String(error) });
    }
  });
  postMessage({});
}
