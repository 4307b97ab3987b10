// Text that comes from Word or a web page → text as it is typed here. No word is lost.

const BULLET = /^[ \t]*[•·●▪■◦‣⁃∙o\uF0B7\u2013\u2014*-][ \t]+/;
const NUMBERED = /^[ \t]*(\d{1,2})[.)]\t[ \t]*/;

// `paragraphs`: is each line a paragraph, as Word has it?
export const cleaned = (text, paragraphs) => {
  const lines = text
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, "\n")
    .replace(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, " ")
    // What nobody sees: soft hyphens, marks of direction, of order and of no width; emoji need the joiners.
    .replace(/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]|(?![\n\t])\p{Cc}/gu, "")
    .split("\n")
    .map((line) => line.replace(BULLET, "- ").replace(NUMBERED, "$1. ").replace(/\t/g, " ").trimEnd());
  if (!paragraphs) return lines.join("\n");
  const listed = (line) => /^(- |\d+\. )/.test(line ?? "");
  return lines
    .filter((line, at) => line || at === 0 || at === lines.length - 1)
    .map((line, at, all) => (at && !(listed(line) && listed(all[at - 1])) ? `\n${line}` : line))
    .join("\n");
};

// What a clipboard holds as text, even if it holds only HTML.
const textOf = (clipboard) => {
  const plain = clipboard.getData("text/plain");
  if (plain) return plain;
  const page = new DOMParser().parseFromString(clipboard.getData("text/html"), "text/html");
  for (const one of page.querySelectorAll("p, br, li, div, h1, h2, h3")) one.append("\n");
  return page.body.textContent;
};

// Puts what is pasted into a field in a clean form; a second press of the keys that undo takes it out again.
export const paste = (event) => {
  const field = event.target;
  if (!["INPUT", "TEXTAREA"].includes(field.tagName) || field.type === "file") return;
  const formatted = /<(p|li|div|h\d)\b/i.test(event.clipboardData.getData("text/html"));
  const found = cleaned(textOf(event.clipboardData), formatted);
  const text = field.tagName === "INPUT" ? found.replace(/\s+/g, " ").trim() : found;
  event.preventDefault();
  // Browsers take seconds to type a long text, and what is as long as that is no portrait.
  if (text.length > 10_000 || !document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};
