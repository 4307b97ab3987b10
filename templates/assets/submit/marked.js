// A leader's own words: a little Markdown → safe HTML, and what is wrong in it, as prose.py reads them.

import { decodeAll, parser } from "./markdown-it.js";
import book from "./rulebook.js";
import { number, pattern, said, size } from "./said.js";
import { hostOf, linkFault } from "./weblinks.js";

const { rules, tags, rel, longest, faults } = book.prose;
// A refused link stays as the text that was typed.
const parse = parser(rules, (url) => linkFault(url) === null);

// --- HTML ----------------------------------------------------------------------------------------------------

// Headings that fit the page: h3 first, h4 only below one.
const lowerHeadings = (tokens) => {
  let seen = false;
  for (const token of tokens) {
    if (/^heading_/.test(token.type)) {
      token.tag = seen && Number(token.tag[1]) >= 4 ? "h4" : "h3";
      if (token.type === "heading_close") seen ||= token.tag === "h3";
    }
  }
};

const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

// Draws tokens into an element, with the line ends that Markdown puts between blocks. There is no HTML on the
// way: elements are made one by one, of the tags that prose.py lets through, and words are only words.
const draw = (tokens, into) => {
  const open = [into];
  for (const [place, token] of tokens.entries()) {
    const { type, tag, nesting, block, hidden } = token;
    if (type === "inline") draw(token.children, open.at(-1));
    else if (type === "text") open.at(-1).append(token.content);
    else if (type === "softbreak") open.at(-1).append("\n");
    if (hidden || type === "softbreak" || !tags.includes(tag)) continue;
    if (block && nesting !== -1 && tokens[place - 1]?.hidden) open.at(-1).append("\n");
    if (nesting === -1) {
      open.pop();
    } else {
      const made = document.createElement(tag);
      if (tag === "a") {
        made.setAttribute("href", token.attrGet("href"));
        made.setAttribute("rel", rel);
      }
      open.at(-1).append(made);
      if (nesting === 1) open.push(made);
    }
    const next = tokens[place + 1];
    const joined = nesting === 1 && (next?.type === "inline" || next?.hidden || next?.nesting === -1);
    if (type === "hardbreak" || (block && !joined)) open.at(-1).append("\n");
  }
};

export const html = (text) => {
  if (size(text) > longest) return `<p>${text.replace(/[&<>"']/g, (odd) => ESCAPED[odd])}</p>`;
  const tokens = parse(text);
  lowerHeadings(tokens);
  const held = document.createElement("div");
  draw(tokens, held);
  return held.innerHTML.trim();
};

// --- what is wrong -------------------------------------------------------------------------------------------

const at = (text, index) => {
  const before = text.slice(0, index).split("\n");
  return { line: before.length, column: size(before.at(-1)) + 1 };
};

function* inText(text) {
  for (const [source, flags, code, message, hint] of faults) {
    for (const { index } of text.matchAll(new RegExp(source, `g${flags}`))) {
      yield { code, message, hint, ...at(text, index) };
    }
  }
}

function* inLinks(text) {
  for (const match of text.matchAll(pattern("link", false, "dg"))) {
    const { url, gap } = match.groups;
    const words = linkFault(decodeAll(url)) ?? (gap ? said("link-gap") : null);
    if (words) yield { ...words, code: "link", ...at(text, match.indices.groups.url[0]) };
  }
}

const wrongWords = (words, href) => {
  if (!words.trim()) return said("link-no-words");
  const told = pattern("address").exec(words);
  const host = hostOf(href).replace(/^www\./, "");
  const seems = told ? told[0].toLowerCase().replace(/^(?:https?:\/\/)?(?:www\.)?/, "") : host;
  return host !== seems && !host.endsWith(`.${seems}`) ? said("link-elsewhere") : null;
};

function* inWords(tokens, lines) {
  for (const token of tokens) {
    let line = token.map?.[0] ?? 0;
    let [href, words] = ["", ""];
    for (const child of token.children ?? []) {
      if (child.type === "link_open") {
        [href, words] = [child.attrGet("href"), ""];
      } else if (child.type === "link_close") {
        const wrong = wrongWords(words, href);
        const index = lines[line].indexOf(`[${words}`);
        const column = index < 0 ? 1 : size(lines[line].slice(0, index)) + 1;
        if (wrong) yield { ...wrong, line: line + 1, column };
      } else if (/^(?:soft|hard)break$/.test(child.type)) {
        line += 1;
        words += " ";
      } else {
        words += child.content;
      }
    }
  }
}

function* inHeadings(tokens) {
  let seen = false;
  for (const [place, token] of tokens.entries()) {
    if (token.type !== "heading_open") continue;
    const level = Number(token.tag[1]);
    const line = (token.map?.[0] ?? 0) + 1;
    if (!tokens[place + 1].content.trim()) {
      yield { ...said("heading-empty"), line, column: 1 };
    } else if (level < 3 || level > 4 || (level === 4 && !seen)) {
      const marks = "#".repeat(seen && level > 4 ? 4 : 3);
      yield { ...said("heading-level", { marks }), line, column: 1 };
    }
    seen ||= level <= 3;
  }
}

// What is wrong in a text, each with its line and column, from 1.
export const faultsIn = (text) => {
  if (size(text) > longest) return [said("prose-long", { most: number(longest) })];
  const found = [...inText(text), ...inLinks(text)];
  if (text.includes("#") || text.includes("](")) {
    const tokens = parse(text);
    found.push(...inHeadings(tokens), ...inWords(tokens, text.split("\n")));
  }
  return found;
};
