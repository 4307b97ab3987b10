// A portrait as a file on the leader's own device: `kle import` reads it too (kle_site/incoming.py).

const FORMAT = "kle-portrait";
const VERSION = 1;
const LIMIT = 256 * 1024; // bytes

export const fileOf = (slug, portrait) =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, slug, portrait }, null, 2)}\n`;

const NO_FILE = "Choose the file that this page gave you: its name ends in .json.";

// Resolves to {slug, portrait, odd}: `odd` are sentences for what may not fit; or {wrong}, a sentence for why it cannot be
// opened.
export const opened = async (file) => {
  if (file.size > LIMIT) return { wrong: `This file is too large to be a portrait. ${NO_FILE}` };
  let held;
  try {
    held = JSON.parse((await file.text()).replace(/^\uFEFF/, ""));
  } catch {
    return { wrong: `This file is damaged, or is not one of ours. ${NO_FILE}` };
  }
  const { format, version, slug, portrait } = Object(held);
  const isRecord = portrait !== null && typeof portrait === "object" && !Array.isArray(portrait);
  if (format !== FORMAT || !isRecord) return { wrong: `This is no portrait. ${NO_FILE}` };
  const odd =
    version === VERSION ? [] : ["It was saved by another version of this form, so look through all of it."];
  return { slug: /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && slug.length <= 60 ? slug : "", portrait, odd };
};

const words = (value) => String(value).replace(/\s+/g, " ").trim();

// Returns every value of a portrait by its path: schools.0.urn → 900001. A list of texts is one value.
const flat = (value, path = "") => {
  if (Array.isArray(value) && value.every((one) => Object(one) !== one))
    return [[path, words(value.join(", "))]];
  if (Object(value) !== value) return [[path, words(value ?? "")]];
  return Object.entries(value).flatMap(([name, one]) => flat(one, path ? `${path}.${name}` : name));
};

// Returns the paths of what stands in one portrait and not, or otherwise, in another.
export const missingFrom = (given, now) => {
  const there = new Map(flat(now));
  return flat(given)
    .filter(([path, value]) => value && there.get(path) !== value)
    .map(([path]) => path);
};
