// What `kle check` says of a portrait, before it leaves the browser: same places, codes, words and hints.

import { RULES as ALONE } from "./alone.js";
import { RULES as AROUND } from "./around.js";
import { emit, scalar, whole } from "./emit.js";
import book from "./rulebook.js";
import { fault, limits, pattern, size, slugFor } from "./said.js";
import { shaped } from "./shape.js";
import { slugFault } from "./typed.js";

// What letters were once, saved in one encoding and opened in another: those from 0x80 on, in Windows’ order.
const WINDOWS = [..."€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"];

const meant = (garbled) => {
  const bytes = [...garbled].map((letter) => {
    const place = WINDOWS.indexOf(letter);
    const point = letter.codePointAt(0);
    return place >= 0 && point > 0x9f ? 0x80 + place : point > 0x7f && point < 0xa0 ? 256 : point;
  });
  if (Math.max(...bytes) > 255) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes));
  } catch {
    return null;
  }
};

// One fault for each line that a text takes in the file; a text on lines of its own has numbers for them.
const garbled = (where, line, number) => {
  const match = pattern("garbled").exec(line);
  if (!match) return [];
  const place = number ? { line: number, column: size(line.slice(0, match.index)) + 1 } : {};
  if (match[0] === "\ufffd") return [{ ...fault(where, "lost-letter"), ...place }];
  const [found, letter] = [match[0], meant(match[0])];
  const name = letter === null ? "garbled-unknown" : "garbled";
  return [{ ...fault(where, name, { found, meant: letter }), ...place }];
};

// Returns what a file of this portrait would hold; what is wrong with its characters goes into `faults`.
const saved = (value, where, faults) => {
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== undefined && item !== null);
    return items.map((item, place) => saved(item, [...where, place], faults));
  }
  if (typeof value === "object") {
    const found = {};
    for (const [name, inside] of Object.entries(value)) {
      if (inside === undefined || inside === null) continue;
      const key = characters(whole(name), [...where, name], faults);
      if (/^\s/.test(key)) faults.push({ ...fault([...where, name], "odd-space"), unread: true });
      else found[key] = saved(inside, [...where, key], faults);
    }
    return found;
  }
  return characters(whole(String(value)), where, faults);
};

const characters = (text, where, faults) => {
  scalar(text).forEach((line, place) => faults.push(...garbled(where, line, place)));
  if (!pattern("hidden").test(text)) return text;
  faults.push(fault(where, "hidden"));
  return text.replace(pattern("hidden", false, "g"), " ");
};

const named = (slug) => {
  const wrong = slugFault(slug);
  if (wrong) {
    const better = slugFor(slug);
    const name = better && better !== slug ? "file-name-rename" : "file-name-shorter";
    const hint = fault([], name, { better }).hint;
    return [fault([], "file-name", { wrong: wrong.message, hint })];
  }
  return book.reserved.includes(slug) ? [fault([], "file-name-taken", { slug })] : [];
};

// Returns everything that is wrong with a portrait, as `kle check` tells it of the file that emit writes. Each
// has: where (the path of a field), code, message, hint, severity (error or advice); inside a text also line and
// column; of a missing field, whose place is what should hold it, also its name as `missing`.
export const check = (portrait, { today, slug, schema }) => {
  const faults = named(slug);
  const misnamed = faults.length > 0;
  if (new TextEncoder().encode(emit(portrait, { schema })).length > limits.file) {
    return [...faults, fault([], "too-big", { most: limits.file / 1024 })];
  }
  const data = saved(portrait, [], faults);
  if (faults.some((one) => one.unread)) return faults;
  if (Object.hasOwn(data, "slug")) {
    faults.push(fault(["slug"], "slug-in-file"));
    delete data.slug;
  }
  const [leader, wrong] = shaped(data);
  faults.push(...wrong);
  if (wrong.length) return faults;
  for (const rule of ALONE) faults.push(...rule(leader));
  // As Python does: whose file is misnamed is not in the directory.
  if (!misnamed) for (const rule of AROUND) faults.push(...rule(leader, { today, slug }));
  return faults;
};

// May this be sent? Advice keeps nobody from it.
export const ready = (problems) => problems.every(({ severity }) => severity !== "error");
