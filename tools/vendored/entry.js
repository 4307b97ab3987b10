// The parts of markdown-it that prose.py uses, put together as its own index does: what parses, and no more.

import * as helpers from "markdown-it/lib/helpers/index.mjs";
import ParserBlock from "markdown-it/lib/parser_block.mjs";
import ParserCore from "markdown-it/lib/parser_core.mjs";
import ParserInline from "markdown-it/lib/parser_inline.mjs";
import zero from "markdown-it/lib/presets/zero.mjs";

export { decodeAll } from "entities";

// Percent-encodes what an address cannot hold, as mdurl does; what is encoded already stays.
const encode = (address) =>
  address
    .split(/(%[0-9a-f]{2})/i)
    .map((part, place) => (place % 2 ? part : encodeURI(part)))
    .join("");

// Returns a function: a text → its tokens. A link whose address is not `accepted` stays as typed.
export const parser = (rules, accepted) => {
  const { options, components } = zero;
  const md = {
    options,
    helpers,
    core: new ParserCore(),
    block: new ParserBlock(),
    inline: new ParserInline(),
    // A host that is not plain is refused, however it would be written; but these stand for full stops.
    normalizeLink: (url) => encode(url.trim().replace(/[\u3002\uff0e\uff61]/g, ".")),
    validateLink: accepted,
  };
  for (const name of ["core", "block", "inline"]) {
    md[name].ruler.enableOnly(components[name].rules);
    md[name].ruler2?.enableOnly(components[name].rules2);
    md[name].ruler.enable(rules, true);
    md[name].ruler2?.enable(rules, true);
  }
  return (text) => {
    const state = new md.core.State(text, md, {});
    md.core.process(state);
    return state.tokens;
  };
};
