// What the protocols say, apart from people: a line above the leaders, which leads to a list below them.

import { make } from "./dom.js";
import { count } from "./text.js";

const item = ({ address, page, heading, line }) => {
  const link = make("a", { href: `../${address}` }, heading === page ? page : `${page}: ${heading}`);
  return make("li", {}, link, make("p", {}, line));
};

export class Answers {
  line = document.querySelector("#beside-people");
  part = document.querySelector("#protocols");
  // Who came by a link to this part sees it before the leaders.
  first = location.hash === "#protocols";

  // `list`: the leaders; `none`: what there is when nobody fits.
  constructor(list, none) {
    Object.assign(this, { list, none });
  }

  // Shows what was found: null when nothing is asked, undefined while it is on its way. `nobody`: do no leaders fit?
  show(found, nobody) {
    const above = nobody || this.first;
    // Moved only when it stands elsewhere, and made anew only when it differs, so that a reader's place is kept.
    if (above !== this.above) above ? this.none.before(this.part) : this.list.after(this.part);
    this.above = above;
    const number = found?.length;
    const many = number ? count(number, "passage") : found ? "nothing" : "…";
    this.said = number ? ` ${many} in the protocols.` : "";
    this.line.hidden = found === null || (number && above);
    this.part.hidden = !number;
    if (found && found === this.found) return;
    const told = `Also: ${many} in the protocols`;
    this.line.replaceChildren(number ? make("a", { href: "#protocols" }, told) : make("span", {}, told));
    this.part.querySelector("ul").replaceChildren(...(found ?? []).map(item));
    if (this.first && number && !this.found?.length) this.part.scrollIntoView();
    this.found = found;
  }
}
