// A change to a portrait that is published: what stands there is fetched, and what differs is given.

import { asked } from "./submit-asked.js";

// Which of the files a leader stands in: FNV-1a of the slug, as kle_site/offered.py has it.
export const number = (slug, of) => {
  let found = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(slug)) found = Math.imul(found ^ byte, 0x01000193) >>> 0;
  return found % of;
};

// A value as it is compared: the order of fields, spaces at the ends and empty values make no difference.
const plain = (value) => {
  if (typeof value === "string") return value.replace(/\r\n?/g, "\n").trim();
  if (Array.isArray(value)) return value.map(plain);
  const parts = Object.entries(Object(value)).map(([name, part]) => [name, plain(part)]);
  return Object.fromEntries(parts.filter(([, part]) => part !== "" && String(part) !== "").sort());
};
const text = (value) => JSON.stringify(plain(value ?? ""));
const NONE = [undefined, "", [], {}].map(text);

// Returns what `kle import` reads: the fields that differ, whole, and what they were.
// `anew`: fields that are given though they look the same, as a new photo of the same name.
export const changesOf = (slug, was, now, anew = []) => {
  const record = { format: "kle-portrait-changes", version: 1, slug, changes: {}, was: {} };
  for (const name of new Set([...Object.keys(was), ...Object.keys(now)])) {
    const gone = NONE.includes(text(now[name]));
    if (text(was[name]) === text(now[name]) && !anew.includes(name)) continue;
    if (gone && !(name in was)) continue;
    record.changes[name] = gone ? null : now[name];
    if (name in was) record.was[name] = was[name];
  }
  return record;
};

// What was fetched, by slug; and of whom a change is open.
const known = new Map();
let begun = null;

// What is published of the leader whose portrait is open, {slug, portrait}, or null for a new one.
export const published = () => begun;

// A change to what this leader has published is open now; or none, for "". It is null if that was never fetched.
export const turnTo = (slug) => (begun = known.get(slug) ?? null);

const LOST = "What is published could not be fetched. Check that you are online, and load this page again.";
const NOBODY = "The directory has no page at this address now. You can write a new portrait here.";

const fetched = async (slug) => {
  const { portraits, shards } = document.querySelector("[data-portraits]").dataset;
  const found = await fetch(`${portraits}${number(slug, Number(shards))}.json`);
  if (!found.ok) throw new Error(found.status);
  const all = await found.json();
  return Object.hasOwn(all, slug) ? { slug, portrait: all[slug] } : null;
};

// Opens the portrait of a leader for a change, unless it is open as a draft already. Resolves to what `published` returns.
export const change = async (builder, slug = asked()) => {
  if (!slug) return begun;
  try {
    const found = known.get(slug) ?? (await fetched(slug));
    if (found) known.set(slug, found);
    else builder.alone(NOBODY);
  } catch {
    builder.tell(LOST);
  }
  if (!known.has(slug)) return begun;
  begun = known.get(slug);
  if (builder.slug() === slug) builder.goOn(slug);
  else
    builder.open(structuredClone(begun.portrait), slug, "This is what is published. Change what you like.");
  return begun;
};
