// The shape of a portrait: which fields there are, which are needed, and which of them hold lists or records.

import book from "./rulebook.js";
import { didYouMean, fault, limits, pattern, said } from "./said.js";
import { read } from "./typed.js";

const isRecord = (value) => typeof value === "object" && !Array.isArray(value);

// The fields that a record at a path may have; none where no record is.
const fieldsAt = (where) => {
  let record = "Leader";
  for (const step of where) {
    if (typeof step === "string") {
      record = book.records[record]?.find((field) => field.name === step)?.record;
    }
  }
  return book.records[record] ?? [];
};
const namesAt = (where) => fieldsAt(where).map((field) => field.name);

// --- fields that are missing, unknown or elsewhere -----------------------------------------------------------

// The path of the field that an unknown one was likely meant to be; its own when there is none.
const meantBy = (where) => {
  const parent = where.slice(0, -1);
  const name = where.at(-1);
  const known = namesAt(parent);
  const start = name.split(":")[0];
  if (known.includes(start)) return [...parent, start];
  const top = namesAt([]);
  if (top.includes(name)) return [name];
  const holder = top.find((field) => namesAt([field]).includes(name));
  return holder ? [holder, name] : [...parent, didYouMean(name, known) ?? name];
};

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const whereTo = (where, meant) => {
  const parent = where.slice(0, -1);
  if (!same(meant, where)) {
    if (same(meant.slice(0, -1), parent)) return said("meant-this", { meant: meant.at(-1) }).hint;
    if (meant.length === 1) return said("meant-edge").hint;
    return said("meant-under", { parent: meant[0] }).hint;
  }
  if (where.at(-1).includes(" ")) return said("meant-on").hint;
  const known = namesAt(parent);
  if (known.length - 1 > limits.fields) return said("meant-many").hint;
  return said("meant-one-of", { known: known.join(", ") }).hint;
};

const unknown = (where, value) => {
  const name = where.at(-1);
  const meant = meantBy(where);
  const like = meant.at(-1);
  if (like !== name && name.startsWith(`${like}:`)) {
    return fault(where, "unknown-colon", { meant: like, rest: name.slice(like.length + 1) });
  }
  if (name.includes(" ") && value === "") return fault(where, "unknown-comma");
  return fault(where, "unknown-field", { name, hint: whereTo(where, meant) });
};

const missing = (parent, { name }) => {
  const inside = typeof parent.at(-1) === "string";
  const holder = inside ? said("missing-from", { parent: parent.at(-1) }).message : "";
  const words = said("missing", { name, holder });
  // Where it is missing, as the checks say it; which it is, for the form.
  return { where: parent, ...words, severity: "error", missing: name };
};

// --- what should be a list -----------------------------------------------------------------------------------

const stripped = (text, characters) => {
  let [from, to] = [0, text.length];
  while (from < to && characters.includes(text[from])) from += 1;
  while (to > from && characters.includes(text[to - 1])) to -= 1;
  return text.slice(from, to);
};

const asList = (where, value) => {
  if (isRecord(value)) {
    // The first in the file: what the model knows comes first there, and JavaScript puts numbers before words.
    const names = Object.keys(value);
    const first = namesAt(where).find((name) => names.includes(name)) ?? names[0] ?? "";
    if (/^[-–—•]/.test(first)) return said("list-dash", { first: first.replace(/^[-–—• ]+/, "") }).hint;
    return said("list-fields", { first }).hint;
  }
  const fields = namesAt(where);
  if (fields.length) return said("list-each", { fields: fields.join(", ") }).hint;
  const pieces = stripped(value, "()[] ").split(pattern("between"));
  return said("list-flat", {
    pieces: pieces
      .map((piece) => piece.trim())
      .filter(Boolean)
      .join(", "),
  }).hint;
};

// --- records -------------------------------------------------------------------------------------------------

const one = (field, value, where, faults) => {
  if (field.record) {
    if (isRecord(value)) return record(field.record, value, where, faults);
    if (value === "") faults.push(fault(where, "empty-holder"));
    else if (Array.isArray(value)) faults.push(fault(where, "fields-list"));
    else faults.push(fault(where, "fields", { names: `: ${namesAt(where).join(", ")}` }));
    return undefined;
  }
  const [found, words] = read(value, field);
  if (words) {
    let { hint } = words;
    if (typeof where.at(-1) === "number" && typeof value === "string" && value.trim().includes(" ")) {
      hint = `${hint} ${said("two-in-one").hint}`.trim();
    }
    faults.push({ where, ...words, hint, severity: "error" });
  }
  return found;
};

const several = (field, value, where, faults) => {
  const [least, most] = field.list;
  if (!Array.isArray(value)) {
    const name = value === "" ? "empty-holder" : "list";
    faults.push(fault(where, name, { hint: value === "" ? "" : asList(where, value) }));
    return undefined;
  }
  const found = [];
  const told = [];
  for (const [place, item] of value.entries()) {
    const before = told.length;
    const right = one(field, item, [...where, place], told);
    if (told.length === before) found.push(right);
    if (found.length > most) {
      // Of a list that is too long, nothing else is told.
      faults.push(fault(where, "too-many", { count: value.length, most }));
      return undefined;
    }
  }
  if (!value.length && least) told.push(fault(where, "too-few"));
  faults.push(...told);
  return found;
};

// Returns a record's values; whatever is wrong goes into `faults`.
const record = (name, data, where, faults) => {
  const found = {};
  const fields = book.records[name];
  for (const field of fields) {
    const { name: own } = field;
    if (Object.hasOwn(data, own)) {
      const here = [...where, own];
      found[own] = (field.list ? several : one)(field, data[own], here, faults);
    } else if (field.needed) {
      faults.push(missing(where, field));
    }
  }
  for (const key of Object.keys(data)) {
    if (!fields.some((field) => field.name === key)) faults.push(unknown([...where, key], data[key]));
  }
  return found;
};

// Returns [the portrait's values, what is wrong with its shape and fields].
export const shaped = (data) => {
  const faults = [];
  const found = record("Leader", data, [], faults);
  // A field is not missing where its name is misspelt.
  const meant = faults
    .filter(({ code, where }) => code === "unknown-field" && where.length)
    .map(({ where }) => JSON.stringify(meantBy(where)));
  const told = faults.filter(
    (one) => !(one.missing && meant.includes(JSON.stringify([...one.where, one.missing]))),
  );
  return [found, told];
};
