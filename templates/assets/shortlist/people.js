// What the directory's data says of a leader, in the words of a page.

import { about, distances } from "./places.js";

// What turns the reading order round; no element holds these in.
const tidy = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");

export const month = (day) =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });

export class People {
  // `leaders` are unpacked with their details; `places` and `contacts` are as their files hold them.
  constructor({ leaders, places, contacts }) {
    Object.assign(this, { leaders, places, contacts });
    this.number = new Map(leaders.slug.map((slug, number) => [slug, number]));
  }

  // Returns the slug that somebody has now, for one that they may have had before.
  now(slug) {
    return Object.hasOwn(this.contacts.former, slug) ? this.contacts.former[slug] : slug;
  }

  // Splits slugs into those whom the lists hold, each once, and those whom they do not.
  split(slugs) {
    const all = [...new Set(slugs.map((slug) => this.now(slug)))];
    return {
      known: all.filter((slug) => this.number.has(slug)),
      unknown: all.filter((slug) => !this.number.has(slug)),
    };
  }

  // Measures from a place from now on; from nowhere without one.
  measureFrom(place) {
    this.place = place;
    this.miles = place && distances(this.leaders, place);
  }

  // How far somebody's nearest school is from that place, in words.
  distance(slug) {
    const at = this.number.get(slug);
    const works = this.#slugs("district", at).some((district) => this.place.districts.includes(district));
    const far = Number.isFinite(this.miles[at])
      ? about(this.miles[at]).replace("about", "About")
      : "Not known";
    return works ? `${far}; works in that district` : far;
  }

  // Returns what a page tells of somebody.
  person(slug) {
    const { leaders } = this;
    const at = this.number.get(slug);
    const [email, ask] = this.contacts.leaders[slug] ?? [null, null];
    return {
      slug,
      name: tidy(leaders.name[at]),
      role: tidy(leaders.role[at]),
      schools: leaders.schools[at].map(tidy),
      phases: this.#phases(at),
      where: this.#where(at),
      offers: this.#labels("support", at),
      knows: this.#labels("expertise", at),
      status: this.#slugs("status", at)[0],
      free: leaders.kle[at] ? (leaders.free[at] ?? "unknown") : "never",
      confirmed: month(leaders.confirmed[at]),
      lately: Boolean(leaders.lately[at]),
      email,
      ask: ask && tidy(ask),
    };
  }

  #facet(name) {
    return this.leaders.facets.find((facet) => facet.name === name);
  }

  #slugs(name, at) {
    const facet = this.#facet(name);
    return facet.of[at].map((value) => facet.values[value][0]);
  }

  #labels(name, at) {
    const facet = this.#facet(name);
    return facet.of[at].map((value) => tidy(facet.values[value][1]));
  }

  // The filter finds all-through schools by three phases; they are one kind of school.
  #phases(at) {
    const implied = this.#slugs("phase", at).includes("all-through") ? ["primary", "secondary"] : [];
    const slugs = this.#slugs("phase", at);
    return this.#labels("phase", at).filter((_, place) => !implied.includes(slugs[place]));
  }

  // Where they work, in as few words as say it: the county, whole areas, then districts.
  #where(at) {
    const held = new Set(this.#slugs("district", at));
    const inArea = (area) =>
      this.places.districts.filter((district) => district[3] === area).map(([slug]) => slug);
    const whole = this.places.areas.filter(
      ([slug]) => inArea(slug).length && inArea(slug).every((one) => held.has(one)),
    );
    const told = new Set(whole.flatMap(([slug]) => inArea(slug)));
    const rest = this.places.districts
      .filter(([slug]) => held.has(slug) && !told.has(slug))
      .map(([, label]) => label);
    const areas =
      whole.length === this.places.areas.length ? ["the whole county"] : whole.map(([, label]) => label);
    return [...areas, ...rest].map(tidy);
  }
}
