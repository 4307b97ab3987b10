// The words of the checks, as the rulebook brings them from Python, and the small things all of them need.

import book from "./rulebook.js";

export const { limits } = book;

// A pattern of the rulebook; `whole` when all of a text must match it.
const made = new Map();
export const pattern = (name, whole, more = "") => {
  const key = `${name} ${whole ?? ""} ${more}`;
  if (!made.has(key)) {
    const [source, flags] = book.patterns[name];
    made.set(key, new RegExp(whole ? `^(?:${source})$` : source, flags + more));
  }
  return made.get(key);
};

const fill = (words, filled) => words.replace(/\{(\w+)\}/g, (_, name) => filled[name]);

// What is said of a fault, its blanks filled.
export const said = (name, filled = {}) => {
  const [code, message, hint] = book.said[name];
  return { code, message: fill(message, filled), hint: fill(hint, filled) };
};

export const fault = (where, name, filled) => ({ where, ...said(name, filled), severity: "error" });

// Characters as people and Python count them.
export const size = (text) => [...text].length;

export const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

export const quoted = (text) => {
  const all = [...text];
  return `“${all.length <= 60 ? text : `${all.slice(0, 59).join("")}…`}”`;
};

// --- the word that was likely meant: Python's difflib --------------------------------------------------------

const longest = (a, b, [fromA, toA, fromB, toB]) => {
  let best = [fromA, fromB, 0];
  let lengths = [];
  for (let i = fromA; i < toA; i++) {
    const next = [];
    for (let j = fromB; j < toB; j++) {
      if (a[i] === b[j]) {
        next[j] = (lengths[j - 1] ?? 0) + 1;
        if (next[j] > best[2]) best = [i - next[j] + 1, j - next[j] + 1, next[j]];
      }
    }
    lengths = next;
  }
  return best;
};

const matches = (a, b, [fromA, toA, fromB, toB] = [0, a.length, 0, b.length]) => {
  const [i, j, length] = longest(a, b, [fromA, toA, fromB, toB]);
  if (!length) return 0;
  const before = matches(a, b, [fromA, i, fromB, j]);
  return before + length + matches(a, b, [i + length, toA, j + length, toB]);
};

export const didYouMean = (word, known) => {
  const typed = [...word.toLowerCase()];
  let best = [0, "", undefined];
  const lower = new Map(known.map((name) => [name.toLowerCase(), name]));
  for (const [other, name] of lower) {
    const letters = [...other];
    const all = letters.length + typed.length;
    // More than this many letters can never be the same.
    if ((2 * Math.min(letters.length, typed.length)) / all < 0.6) continue;
    const ratio = (2 * matches(letters, typed)) / all;
    const better = ratio > best[0] || (ratio === best[0] && other > best[1]);
    if (ratio >= 0.6 && better) best = [ratio, other, name];
  }
  return best[2];
};

export const chooseFrom = (word, known) => {
  const meant = didYouMean(word, known);
  if (meant !== undefined) return said("meant-this", { meant }).hint;
  const few = known.length > 0 && known.length <= limits.choices;
  return few ? said("choose", { choices: known.join(", ") }).hint : "";
};

// --- names and dates -----------------------------------------------------------------------------------------

const { titles, particles, plain } = book.names;

// Small letters, digits and hyphens: Siân O'Brien → sian-obrien; empty if none is left.
export const slugFor = (name) =>
  name
    .toLowerCase()
    .replace(/ß/g, "ss")
    .normalize("NFKD")
    .replace(/./gsu, (letter) => plain[letter] ?? letter)
    .replace(/[^\0-\x7f]|'/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, limits.slug)
    .replace(/-+$/, "");

// The words of a name that could tell whose it is: no titles, no initials.
export const nameWords = (name) =>
  slugFor(name)
    .split("-")
    .filter((word) => word.length > 1 && !titles.includes(word) && !particles.includes(word));

// The same day some months later, or that month's last: days are texts such as 2026-08-31.
export const monthsAfter = (day, months) => {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
};

export const exists = (day) => {
  const found = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(found.getTime()) && found.toISOString().slice(0, 10) === day;
};
