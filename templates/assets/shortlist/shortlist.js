// A shortlist of leaders, kept on this device, and the buttons that fill it wherever a page shows people.
//
// One file, as every page with people loads it and each further file is a request more. The list itself, up to
// "on the page", needs no document.

export const MOST = 12;
const KEY = "system-leader-directory.shortlist.1";
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

// Returns the leaders in a text such as "ann-lee,bo-may", each once. What can be nobody's name is left out.
export const leadersIn = (text) => {
  const parts = String(text ?? "")
    .slice(0, 4000)
    .split(",")
    .map((part) => part.trim());
  return [...new Set(parts)].filter((part) => part.length <= 60 && SLUG.test(part));
};

// The list. Where the device keeps nothing (blocked, full), it holds for as long as the page is open.
export class Shortlist extends EventTarget {
  #storage;
  #memory = null;

  // `storage` returns where the list is kept: even to name it may be refused.
  constructor(storage = () => localStorage) {
    super();
    this.#storage = storage;
  }

  // Always read anew, so that what another tab has added is never undone.
  get slugs() {
    try {
      return this.#memory ? [...this.#memory] : leadersIn(this.#storage().getItem(KEY)).slice(0, MOST);
    } catch {
      this.#memory = [];
      return [];
    }
  }

  // Will the list be there on the next page?
  get kept() {
    return this.#memory === null;
  }

  get full() {
    return this.slugs.length >= MOST;
  }

  has(slug) {
    return this.slugs.includes(slug);
  }

  put(slugs) {
    const held = leadersIn(slugs.join(",")).slice(0, MOST);
    try {
      if (held.length) this.#storage().setItem(KEY, held.join(","));
      else this.#storage().removeItem(KEY);
      this.#memory = null;
    } catch {
      this.#memory = held;
    }
    this.changed();
  }

  // Puts somebody on the list or takes them off it.
  toggle(slug) {
    const held = this.slugs;
    this.put(held.includes(slug) ? held.filter((one) => one !== slug) : [...held, slug]);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  // Hears what other tabs do, and what they did while the browser had put this page aside.
  listen() {
    addEventListener("storage", (event) => {
      if (event.key === KEY || event.key === null) this.changed();
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.changed();
    });
    return this;
  }
}

// --- on the page ---

export const shortlist = new Shortlist().listen();
const FULL = `Your shortlist is full: it holds ${MOST}. Take somebody off it first.`;
const LOST = "This browser keeps no list. Open “Shortlist” in the menu before you leave this page.";

const menu = document.querySelector("#menu-shortlist a");
const home = menu?.getAttribute("href").split("#")[0];
// Not dom.js: it would be one more request on every page with people.
const element = (tag, properties = {}, ...children) => {
  const one = Object.assign(document.createElement(tag), properties);
  one.append(...children);
  return one;
};

const status = element("p", { className: "said" });
status.setAttribute("role", "status");
const buttons = [];

// Says something to those who cannot see what changed.
export const say = (text) => {
  status.textContent = text;
};

const button = (slug, name) => {
  const words = element("span");
  const note = element("span", { className: "small", hidden: true });
  const tell = (shown, said) => {
    note.textContent = shown;
    note.hidden = !shown;
    say(said);
  };
  const press = () => {
    if (shortlist.full && !shortlist.has(slug)) return tell(FULL, FULL);
    shortlist.toggle(slug);
    const added = shortlist.has(slug);
    const total = shortlist.slugs.length;
    const count = `${total} ${total === 1 ? "leader" : "leaders"}`;
    const told = `${name} is ${added ? "on" : "no longer on"} your shortlist, which holds ${count}.`;
    const lost = added && !shortlist.kept ? LOST : "";
    tell(lost, `${told} ${lost}`);
  };
  const hidden = element("span", { className: "said" }, ` ${name}`);
  const made = element("button", { type: "button", className: "pick", onclick: press }, words, hidden);
  buttons.push({ slug, made, words });
  return element("p", { className: "picking" }, made, note);
};

const show = () => {
  const held = shortlist.slugs;
  for (const { slug, made, words } of buttons) {
    const on = held.includes(slug);
    words.textContent = on ? "On your shortlist – remove" : "Add to shortlist";
    made.classList.toggle("on", on);
  }
  if (!menu) return;
  menu.textContent = held.length ? `Shortlist (${held.length})` : "Shortlist";
  // Where nothing is kept, the address carries the list to its page.
  menu.href = held.length && !shortlist.kept ? `${home}#leaders=${held}` : home;
};

const furnish = (root) => {
  for (const link of root.querySelectorAll(":is(.card :is(h2, h3), .table th[scope=row]) a")) {
    const slug = link.getAttribute("href").split("/").at(-2);
    const place = link.closest(".card")?.querySelector(".free") ?? link.closest("tr").lastElementChild;
    if (SLUG.test(slug)) place.append(button(slug, link.textContent));
  }
};
furnish(document);
// A card that came later than the page.
addEventListener("person", ({ target }) => {
  furnish(target);
  show();
});
const own = document.querySelector("[data-leader]");
own?.append(button(own.dataset.leader, document.querySelector("h1 bdi").textContent));

menu?.parentElement.removeAttribute("hidden");
document.querySelector("main").append(status);
shortlist.addEventListener("change", show);
show();
