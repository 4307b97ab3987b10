// The kinds of value a portrait may hold: each from the text that was typed, or what to type instead.

import book from "./rulebook.js";
import { chooseFrom, exists, limits, number, pattern, quoted, said, size, slugFor } from "./said.js";
import { linkFault } from "./weblinks.js";

// Thrown by a kind; its words reach the reader as they are.
class Wrong {
  constructor(words) {
    this.words = words;
  }
}
const wrong = (name, filled) => new Wrong(said(name, filled));

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const SEEN = "\n\t\u200c\u200d";

const textOf = (value) => {
  if (Array.isArray(value)) throw wrong("one-value-list");
  if (typeof value === "object") {
    const names = Object.keys(value);
    throw names.length === 1 ? wrong("colon-inside", { name: quoted(names[0]) }) : wrong("one-value-fields");
  }
  if (!value.trim() || limits.nothing.includes(value)) throw wrong("empty");
  const points = (value.match(HIDDEN) ?? [])
    .filter((one) => !SEEN.includes(one))
    .map((one) => one.codePointAt(0));
  if (points.length) {
    const point = Math.min(...points)
      .toString(16)
      .toUpperCase()
      .padStart(4, "0");
    throw wrong("hidden-character", { point });
  }
  return value;
};

const inWords = (text, { most }) => {
  const words = text.trim();
  const count = size(words);
  if (count > most) throw wrong("too-long", { count: number(count), most: number(most) });
  if (pattern("notWords", true).test(words) || !/[\p{L}\p{N}]/u.test(words)) {
    throw wrong("no-words", { typed: quoted(words) });
  }
  return words;
};

const matched = (text, name, what = name) => {
  const match = pattern(name, true).exec(text);
  if (!match) throw wrong(what, { typed: quoted(text) });
  return match;
};

// --- dates ---------------------------------------------------------------------------------------------------

const { months } = book.names;
const two = (value) => String(value).padStart(2, "0");

// [year, month, day or 0] of a date written another way: 3/10/2016, 3 October 2016.
const meant = (text) => {
  const trimmed = text.trim();
  const backwards = /^([0-9]{4})[ ./-]([0-9]{1,2})(?:[ ./-]([0-9]{1,2}))?$/.exec(trimmed);
  let [year, month, day] = (backwards ?? []).slice(1).map((part) => Number(part ?? 0));
  if (!backwards) {
    const match = pattern("british", true).exec(trimmed.toLowerCase());
    if (!match) return null;
    const name = match.groups.month;
    const short = (one) => one.slice(0, 3).toLowerCase();
    month = /^[0-9]/.test(name) ? Number(name) : 1 + months.findIndex((one) => short(one) === short(name));
    [year, day] = [Number(match.groups.year), Number(match.groups.day ?? 0)];
  }
  return year >= 1900 && year <= 2099 && month >= 1 && month <= 12 && day <= 31 ? [year, month, day] : null;
};

const dated = (text, form) => new RegExp(`^(?:${book.patterns.year[0]})${form}$`, "u").test(text);

const day = (text) => {
  if (!dated(text, "-[0-9]{2}-[0-9]{2}")) {
    const [year, month, date] = meant(text) ?? [];
    const typed = quoted(text);
    if (!date) throw wrong("date", { typed });
    const written = `${year}-${two(month)}-${two(date)}`;
    throw wrong("date-meant", { typed, day: date, month: months[month - 1], year, written });
  }
  if (!exists(text)) throw wrong("no-such-day", { day: text });
  return text;
};

const month = (text) => {
  if (!dated(text, "-[0-9]{2}")) {
    const [year, found] = meant(text) ?? [];
    const typed = quoted(text);
    if (!year) throw wrong("month", { typed });
    const written = `${year}-${two(found)}`;
    throw wrong("month-meant", { typed, month: months[found - 1], year, written });
  }
  if (!exists(`${text}-01`)) throw wrong("no-such-month", { month: text });
  return `${text}-01`;
};

const schoolYear = (text) => {
  const follows = (year) => two((year + 1) % 100);
  if (!dated(text, "-[0-9]{2}") || text.slice(5) !== follows(Number(text.slice(0, 4)))) {
    const start = dated(text.slice(0, 4), "") ? Number(text.slice(0, 4)) : 2026;
    throw wrong("school-year", { typed: quoted(text), year: `${start}-${follows(start)}` });
  }
  return text;
};

// --- the kinds -----------------------------------------------------------------------------------------------

const urn = (text) => {
  if (!/^[1-9][0-9]{5}$/.test(text)) {
    const other = /^[0-9]+$/.test(text) && text.length !== 6;
    throw wrong(other ? "urn-digits" : "urn", { typed: quoted(text), count: text.length });
  }
  return Number(text);
};

const ages = (text) => {
  const [, from, to] = matched(text, "ages").map(Number);
  if (!(from < to && to <= 25)) throw wrong("ages-order", { typed: quoted(text) });
  return `${from}-${to}`;
};

const phone = (text) => {
  matched(text, "phone");
  const digits = text.split("ext")[0].replace(/[^0-9]/g, "");
  const start = text.startsWith("+") ? "44" : "0";
  const national = digits.startsWith(start) ? digits.slice(start.length) : digits;
  const typed = quoted(text);
  if (national.length < 9 || national.length > 10)
    throw wrong("phone-digits", { typed, count: digits.length });
  if (national.startsWith("7")) throw wrong("mobile", { typed });
  return text;
};

// What keeps a text from being a slug.
export const slugFault = (text) => {
  const count = size(text);
  if (pattern("slug", true).test(text) && count <= limits.slug) return null;
  if (count > limits.slug) return said("slug-long", { count, most: limits.slug });
  const better = slugFor(text);
  return said(better ? "slug" : "slug-none", { typed: quoted(text), better });
};

const unless = (words, text) => {
  if (words) throw new Wrong(words);
  return text;
};

const KINDS = {
  line(text, field) {
    const words = inWords(text, field);
    if (words.includes("\n")) throw wrong("one-line");
    const odd = /[<>]/.exec(words)?.[0];
    if (odd) throw wrong("angle", { odd });
    return words.normalize("NFC").split(/\s+/).join(" ");
  },
  text(text, field) {
    const count = size(inWords(text, field));
    if (count < field.least) throw wrong("too-short", { count: number(count), least: number(field.least) });
    return text.trimEnd().normalize("NFC");
  },
  slug: (text) => unless(slugFault(text), text),
  choice(text, { choices }) {
    if (!choices.includes(text)) {
      throw wrong("choice", { typed: quoted(text), hint: chooseFrom(text, choices) });
    }
    return text;
  },
  "yes-or-no"(text) {
    const lower = text.toLowerCase();
    if (!["true", "false", "yes", "no"].includes(lower)) throw wrong("yes-or-no", { typed: quoted(text) });
    return lower === "true" || lower === "yes";
  },
  urn,
  number(text, { least, most }) {
    if (!/^-?[0-9]{1,9}$/.test(text) || Number(text) < least || Number(text) > most) {
      throw wrong("number", { typed: quoted(text), least: number(least), most: number(most) });
    }
    return Number(text);
  },
  postcode(text) {
    const [, outward, inward] = matched(text, "postcode");
    return `${outward} ${inward}`.toUpperCase();
  },
  ages,
  website(text) {
    const words = linkFault(text);
    return unless(words && { ...words, code: "link" }, text);
  },
  mailbox(text) {
    if (size(text) > limits.mailbox) throw wrong("mailbox", { typed: quoted(text) });
    return matched(text, "mailbox")[0];
  },
  phone,
  photo(text) {
    if (size(text) > limits.photo) throw wrong("photo-name", { typed: quoted(text) });
    return matched(text, "photo", "photo-name")[0];
  },
  day,
  month,
  "school-year": schoolYear,
};

// [value, what is wrong with it: one of the two] of what was typed in a field.
export const read = (value, field) => {
  try {
    return [KINDS[field.kind](textOf(value), field), null];
  } catch (error) {
    if (error instanceof Wrong) return [undefined, error.words];
    throw error;
  }
};
