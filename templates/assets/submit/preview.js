// A portrait as its card and its page will be: made by the site's own templates, which leader-page.js holds as a script.

import { month } from "./days.js";
import { facts, written } from "./leader-page.js";
import { html as prose } from "./marked.js";
import book from "./rulebook.js";

// --- what a template may use, as look.py furnishes it ---

class Safe {
  constructor(text) {
    this.text = text;
  }
}
const NAMED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
const asHtml = (value) =>
  value instanceof Safe
    ? value.text
    : String(value ?? "")
        .replace(TURNING, "")
        .replace(/[&<>"']/g, (mark) => NAMED[mark]);
asHtml.safe = (text) => new Safe(text);
const truth = (value) => Boolean(Array.isArray(value) ? value.length : value);

// A date that is none yet is shown as it was typed.
const dated = (pattern, how) => (text) => (pattern.test(text) ? how(text) : text);
const quoted = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt().toString(16).toUpperCase()}`);

const GAP = "…"; // stands where nothing is written yet
const orGap = (all) => (all.length ? all : [GAP]);
let labels = () => "";
const filters = {
  url: (address) => (address[0] === "/" ? `../${address.slice(1)}` : address),
  label: (word) => labels(word, "status") || labels(word, "support") || labels(word, "phase") || GAP,
  month: dated(/^\d{4}-(0[1-9]|1[0-2])\b/, month),
  day: dated(/^\d{4}-(0[1-9]|1[0-2])-\d\d$/, (text) => `${Number(text.slice(8))} ${month(text)}`),
  lower: (text) => text.toLowerCase(),
  length: (all) => all.length,
  replace: (text, one, other) => text.replaceAll(one, other),
  urlencode: quoted,
  mailto: (address, subject = "", body = "") => {
    const fields = Object.entries({ subject, body }).filter(([, words]) => words);
    const words = fields.map(([name, said]) => `${name}=${quoted(said)}`).join("&");
    return `mailto:${quoted(address).replaceAll("%40", "@")}${words && "?"}${words}`;
  },
  tel: (number) => `tel:${number.split("ext")[0].replace(/[^\d+]/g, "")}`,
  weblink: (address) => (/^https:\/\/\S+$/i.test(address ?? "") ? address : ""),
  prose: (text) => new Safe(prose(text)),
};
const { card, page } = written(filters, asHtml, truth);

// --- a portrait as directory.py sees it on a day ---

const firstLetter = (word) => (/\p{L}\p{M}*/u.exec(word) ?? [[...word][0]])[0];

const initialsOf = (name) => {
  let words = name.split(/\s+/);
  const titled = (word) => book.names.titles.includes(word.toLowerCase().replace(/[^a-z]/g, ""));
  while (words.length > 1 && titled(words[0])) words = words.slice(1);
  return (words.length > 1 ? [words[0], words.at(-1)] : words).map(firstLetter).join("").toUpperCase();
};

// Which colour initials stand on: the same lot as directory.Entry.ground. A page that is not served safely cannot draw it.
const groundOf = async (slug) => {
  if (!crypto.subtle) return 0;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(slug));
  return new Uint8Array(digest)[0] % facts.grounds;
};

const list = (value) => (Array.isArray(value) ? value : []);
const DAY = 86_400_000;

const yearOf = (today) => {
  const begins = Number(today.slice(0, 4)) - (today.slice(5) < "09" ? 1 : 0);
  return `${begins}-${String((begins + 1) % 100).padStart(2, "0")}`;
};

const entryOf = async (held, slug, today, photo) => {
  const school = (one) => ({
    phase: "",
    district: "",
    since: GAP,
    ages: "",
    website: "",
    urn: "",
    ...one,
    name: one.name ?? "Your school",
  });
  const schools = list(held.schools).map(school);
  if (!schools.length) schools.push(school({}));
  const free = held.availability?.free_days ?? {};
  const designated = list(held.designations).filter(
    (one) => one.kind && !(one.until && one.until < today.slice(0, 7)),
  );
  const isKle = designated.some(({ kind }) => kind === "KLE");
  const { status = "", from } = held.availability ?? {};
  const checked = status ? (held.availability.checked ?? today) : GAP;
  const address = photo && { media_type: "", sizes: [[photo, 640]] };
  return {
    leader: {
      name: held.name ?? "Your name",
      role: held.role ?? "Your role",
      slug,
      schools,
      base: schools[0],
      initials: initialsOf(held.name ?? GAP),
      designations: list(held.designations).map((one) => ({ kind: "", since: "", ...one })),
      support: orGap(list(held.support)),
      portrait: held.portrait ?? "",
      impact: list(held.impact).map((one) => ({ claim: GAP, evidence: GAP, year: GAP, ...one })),
      trust: held.trust?.name ? held.trust : null,
      mentor_training: held.mentor_training,
      contact: held.contact ?? {},
      photo: held.photo,
      confirmed: held.confirmed ?? GAP,
      example: /^(true|yes)$/i.test(held.example),
      availability: { status, checked, from_: from },
    },
    standing: status === "paused" ? "paused" : "current",
    districts: [...new Set(schools.map((one) => one.district))].map((one) => ({
      label: labels(one, "district") || GAP,
    })),
    works_in: orGap(list(held.works_in).map((one) => labels(one, "works_in"))),
    tags: orGap(list(held.expertise)).map((one) => ({ slug: one, label: labels(one, "expertise") || one })),
    is_kle: isKle,
    free_days: isKle && free.year === yearOf(today) ? free.left : null,
    checked_lately:
      (Date.parse(today) - Date.parse(checked)) / DAY <= facts.checked_days || !Date.parse(checked),
    was_due_back: Boolean(from) && from <= today,
    picture: address && { sources: [address], fallback: address },
    ground: await groundOf(slug),
    address: `/directory/${slug}/`,
  };
};

// Resolves to {card, page}: HTML, as the site will make it. `label`: a choice and its
// question → its words; `photo`: the
// address of a photo that is still on the device, or "".
export const show = async (held, { slug, today, label, photo }) => {
  labels = label;
  const entry = await entryOf(held, slug, today, photo);
  entry.leader.availability.from_ ??= "";
  const inAreas = facts.areas.filter(([, , districts]) =>
    entry.leader.schools.some((one) => districts.includes(one.district)),
  );
  const order = (area) => entry.leader.schools.findIndex((one) => area[2].includes(one.district));
  const given = {
    entry,
    related: [],
    cases: [],
    in_use: list(held.expertise),
    kinds: new Proxy({}, { get: (_, kind) => label(kind, "kind") }),
    chairs: inAreas.sort((one, other) => order(one) - order(other)),
    reply_days: facts.reply_days,
    day_rate_note: facts.day_rate_note,
    school_year: yearOf(today),
    site: { ...facts.site, base_url: new URL("../", location.href).href },
    here: { path: entry.address },
  };
  return { card: entry.standing === "paused" ? "" : card(entry).text, page: page(given).text };
};

// Returns the districts that a postcode, half of one or a town is in: [slug, …]; none for what we do not know.
export const districtsOf = (typed, fold) => {
  const name = fold(typed).trim().replace(/\s+/g, " ");
  const outward = /^([a-z]{1,2}\d[a-z\d]?)(?: ?\d[a-z]{2})?$/.exec(name)?.[1];
  if (outward) return book.postcodes[outward.toUpperCase()] ?? [];
  return Object.entries(facts.places)
    .filter(([, there]) => there.split("|").some((one) => fold(one) === name))
    .map(([slug]) => slug);
};
