// The list inside a partner's frame: who fits what its address asks for, in the day's order, and how tall it is.
// Every word comes from our own page or data: what stands in the address is compared, and never shown.

import { awaited, json, make, own } from "./dom.js";

const main = document.querySelector("main");
const asked = new URLSearchParams(location.search);
const words = document.querySelector("#words").content;
const notice = document.querySelector("#notice");
const ways = document.querySelector("#ways");
const all = [...ways.querySelectorAll("[data-facet]")];

// How each thing that may be asked for is called where nobody knows what was asked for.
const CALLED = { area: "an area", phase: "a kind of school", expertise: "a subject" };

// Of a name that is repeated, the first counts.
const linkFor = (facet) => {
  const value = asked.get(facet).trim().toLowerCase();
  return all.find(
    ({ dataset: held }) =>
      held.facet === facet && (held.value === value || held.former?.split(" ").includes(value)),
  );
};
const named = Object.keys(CALLED).filter((facet) => asked.get(facet));
const chosen = named.map(linkFor);
const unknown = named.filter((_, at) => !chosen[at]);
const values = Object.fromEntries(
  chosen.filter(Boolean).map(({ dataset: held }) => [held.facet, held.value]),
);

const { most, usual, people, directory } = main.dataset;
const number = Math.trunc(Number(asked.get("n"))) || Number(usual);
const wanted = Math.min(Math.max(number, 1), Number(most));

// The directory with the same filters: the page of one, or the search for several.
const there =
  chosen.length < 2 ? (chosen[0]?.href ?? directory) : `${directory}?${new URLSearchParams(values)}`;
const title = ["Leaders", chosen.map((link) => link?.textContent).join(", ")].filter(Boolean).join(": ");

const worded = (name, value) => words.querySelector(`[data-${name}="${value}"]`).cloneNode(true).childNodes;

// Words between which commas stand, each in its own direction.
const listed = (ones, last = ", ") =>
  ones.flatMap((one, at) => [...(at ? [at === ones.length - 1 ? last : ", "] : []), own(one)]);

const offers = (kinds) => {
  const text = kinds.map((kind) => words.querySelector(`[data-offers="${kind}"]`).textContent).join(", ");
  return text[0] + text.slice(1).toLowerCase();
};

const card = (one) => {
  const made = document.querySelector("#card").content.cloneNode(true);
  const part = (name) => made.querySelector(`[data-part="${name}"]`);
  const initials = made.querySelector(".initials");
  initials.setAttribute("class", `initials initials-${one.ground}`);
  initials.querySelector("text").textContent = one.initials;
  part("name").href = `${directory}${one.slug}/`;
  part("name").replaceChildren(own(one.name));
  if (!one.example) part("example").remove();
  for (const name of ["role", "school", "phase", "district"])
    part(name).replaceChildren(...own(one[name]).childNodes);
  part("works").replaceChildren(...listed(one.works, " and "));
  part("offers").textContent = offers(one.offers);
  part("knows").replaceChildren(...listed(one.knows));
  part("status").replaceChildren(...worded("status", one.status));
  if (one.free) part("free").replaceChildren(...worded("free", one.free));
  else part("free").remove();
  part("fresh").replaceChildren(...worded("fresh", one.fresh));
  part("fresh").querySelector("span")?.replaceChildren(one.confirmed);
  return made;
};

const say = (text, ...more) => {
  notice.replaceChildren(make("p", {}, text, " ", ...more));
  notice.hidden = false;
};
const to = (address, text) => make("a", { href: address }, text);

const show = (held) => {
  const found = held.filter(
    (one) =>
      (!values.area || one.areas.includes(values.area)) &&
      (!values.phase || one.phases.includes(values.phase)),
  );
  if (!found.length) {
    say("No leader matches this at present.", to(directory, "Look at all leaders in the directory"));
    return;
  }
  const cards = document.querySelector("#cards");
  cards.append(...found.slice(0, wanted).map(card));
  const more = document.querySelector("#more");
  more.querySelector("a").href = there;
  for (const one of [cards, more, document.querySelector("#order")]) one.hidden = false;
};

if (unknown.length) {
  const what = unknown.map((facet) => CALLED[facet]).join(" and ");
  say(`This list asks for ${what} that the directory does not know. It may have a new name. Choose again:`);
} else {
  document.querySelector("h1").textContent = title;
  document.title = `${title} ${document.title.slice(document.title.indexOf("–"))}`;
  awaited(json(`${people}${values.expertise ? `/${values.expertise}` : ""}.json`))
    .then(show)
    .catch(() => say("The list could not be loaded.", to(there, "See it in the directory")));
  ways.hidden = true;
}
if (asked.get("heading") === "no") document.querySelector("h1").classList.add("said");
document.documentElement.classList.add("begun");

// To whoever holds the frame: a number, which is nobody's secret. A page that asks is told again, as its script
// may have come later than this one.
const tell = () => parent.postMessage(Math.ceil(document.body.getBoundingClientRect().height), "*");
if (parent !== window) {
  new ResizeObserver(tell).observe(document.body);
  addEventListener("message", tell);
}
