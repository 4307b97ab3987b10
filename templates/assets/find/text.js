// Words as people type them → words that can be compared: no accents, no case, no marks.

export const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[’']/g, "")
    .toLowerCase();

export const words = (text) =>
  fold(text)
    .split(/[^\p{L}\p{N}&]+/u)
    .filter(Boolean);

export const slugged = (text) => words(text).join("-");

// One slip in words of four letters or five, two in longer ones; what is shorter must be right.
export const slips = (word) => (word.length > 5 ? 2 : word.length > 3 ? 1 : 0);

// A whole postcode → its first half, anywhere in a text: the second half never leaves the page.
export const outwardOnly = (text) =>
  text.replace(/\b([A-Za-z]{1,2}[0-9][A-Za-z0-9]?) ?[0-9][A-Za-z]{2}\b/g, (_, outward) =>
    outward.toUpperCase(),
  );

export const count = (number, one, many = `${one}s`) =>
  `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;

export const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;

export const series = (all) =>
  all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}`;
