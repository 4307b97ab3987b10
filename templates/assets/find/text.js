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

// What stands round a need and says nothing of it: "who can help our new head with …".
const ROUND = new Set(
  (
    "a about an and any anyone are around as at be been by can could did do does experience experienced expert " +
    "expertise for from get give good had has have he help helped her him his i in is it know knowing knows left local " +
    "looking me my near nearby need needed next now of on or our please school schools she some somebody someone soon " +
    "start starting starts still support term that the their them there they this time to us want wants we well whose " +
    "who will with worked works would year you your january february march april may june july august september " +
    "october november december"
  ).split(" "),
);

// Returns the words of a query that say something; all of them when none does.
export const telling = (text) => {
  const all = words(text);
  const some = all.filter((word) => !ROUND.has(word));
  return some.length ? some : all;
};

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
