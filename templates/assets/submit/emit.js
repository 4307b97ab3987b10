// A portrait as YAML that reads back exactly as it was typed: quoted wherever in doubt.

import book from "./rulebook.js";
import { pattern, slugFor } from "./said.js";

export { slugFor };

// Half characters cannot be saved: a file holds � in their place.
export const whole = (text) =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

const PLAIN = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ,'’.@_/()–-]*[\p{L}\p{M}\p{N}.)])?$/u;
// What editors, though not we, read as something other than text.
const ODD = /^(?:yes|no|on|off|null|none|y|n)$/i;
// What YAML cannot hold as it is, or takes for the end of a line; in quotation marks, also " and \.
const UNSAFE = /[^\n\x20-\x7e\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
const EVERY_UNSAFE = new RegExp(UNSAFE, "gu");
const ESCAPES = { "\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\" };

const escaped = (letter) => {
  const point = letter.codePointAt(0);
  const hex = point.toString(16).toUpperCase();
  return (
    ESCAPES[letter] ??
    (point > 0xffff
      ? `\\U${hex.padStart(8, "0")}`
      : point > 0xff
        ? `\\u${hex.padStart(4, "0")}`
        : `\\x${hex.padStart(2, "0")}`)
  );
};

const quote = (text) => {
  const safe = text
    .replace(/["\\\n]/g, escaped)
    .replace(EVERY_UNSAFE, escaped)
    .replace(pattern("hidden", false, "g"), escaped);
  return `"${safe}"`;
};

const isLiteral = (text) =>
  /^[^\s#][^]*\n/.test(text) && /\S\n?$/.test(text) && !UNSAFE.test(text) && !pattern("hidden").test(text);

// The lines that a text takes in a file, behind its name.
export const scalar = (text, indent = "") => {
  if (text.length < 200 && PLAIN.test(text) && !ODD.test(text)) return [text];
  if (!isLiteral(text)) return [quote(text)];
  const lines = text.replace(/\n$/, "").split("\n");
  return [text.endsWith("\n") ? "|" : "|-", ...lines.map((line) => (line ? indent + line : ""))];
};

const isEmpty = (value) => value === undefined || value === null;

// The names of an object's fields in the order of the model; those it does not know come last.
const ordered = (value, record) => {
  const known = (book.records[record] ?? []).map((field) => field.name);
  const names = Object.keys(value).filter((name) => !isEmpty(value[name]));
  return [...known.filter((name) => names.includes(name)), ...names.filter((name) => !known.includes(name))];
};

// [lines, whether the first of them stands behind what holds the value]
const value = (found, record, indent) => {
  if (Array.isArray(found)) {
    const items = found.filter((item) => !isEmpty(item));
    return items.length ? [items.flatMap((item) => listed(item, record, indent)), false] : [["[]"], true];
  }
  if (typeof found === "object") {
    const lines = fields(found, record, indent);
    return lines.length ? [lines, false] : [["{}"], true];
  }
  return [scalar(whole(String(found)), indent), true];
};

const listed = (item, record, indent) => {
  const [[first, ...rest], beside] = value(item, record, `${indent}  `);
  return [`${indent}- ${beside ? first : first.trimStart()}`, ...rest];
};

const fields = (object, record, indent) =>
  ordered(object, record).flatMap((name) => {
    const inner = book.records[record]?.find((field) => field.name === name)?.record;
    const [lines, beside] = value(object[name], inner, `${indent}  `);
    const typed = whole(name);
    const key = PLAIN.test(typed) && typed.length < 200 ? typed : quote(typed);
    // YAML wants longer names marked.
    const start = key.length > 900 ? `${indent}? ${key}\n${indent}:` : `${indent}${key}:`;
    return beside ? [`${start} ${lines[0]}`, ...lines.slice(1)] : [start, ...lines];
  });

export const emit = (portrait, { schema = book.schema } = {}) => {
  const lines = fields(portrait, "Leader", "");
  return `# yaml-language-server: $schema=${schema}\n${(lines.length ? lines : ["{}"]).join("\n")}\n`;
};
