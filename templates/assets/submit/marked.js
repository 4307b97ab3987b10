// A leader's own words: a little Markdown → safe HTML, and what is wrong in it, as prose.py reads them.

import MarkdownIt, { decodeAll } from "./markdown-it.js";
import book from "./rulebook.js";
import { number, pattern, said, size } from "./said.js";
import { hostOf, linkFault } from "./weblinks.js";

const { rules, tags, rel, longest, faults } = book.prose;
const markdown = new MarkdownIt("zero", { html: false }).enable(rules);
// A refused link stays as the text that was typed.
markdown.validateLink = (url) => linkFault(url) === null;

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

// The second wall: whatever came out of Markdown, these elements remain and one attribute.
const clean = (dirty) => {
  const held = document.createElement("template");
  held.innerHTML = dirty;
  for (const node of held.content.querySelectorAll("*")) {
    const href = node.getAttribute("href") ?? "";
    for (const { name } of [...node.attributes]) node.removeAttribute(name);
    if (!tags.includes(node.localName)) node.replaceWith(...node.childNodes);
    else if (node.localName === "a") {
      if (linkFault(href) === null) node.setAttribute("href", href);
      node.setAttribute("rel", rel);
    }
  }
  return held.innerHTML.trim();
};

export const html = (text) => {
  if (size(text) > longest) return `<p>${text.replace(/[&<>"']/g, (odd) => ESCAPED[odd])}</p>`;
  const tokens = markdown.parse(text, {});
  lowerHeadings(tokens);
  return clean(markdown.renderer.render(tokens, markdown.options, {}));
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
    const tokens = markdown.parse(text, {});
    found.push(...inHeadings(tokens), ...inWords(tokens, text.split("\n")));
  }
  return found;
};
