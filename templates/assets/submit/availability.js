// A leader’s availability: one answer, and an e-mail that carries it to the office. Nothing is kept on the device.

import { month, monthsAhead, today } from "./days.js";
import { make } from "./dom.js";
import { mailto } from "./letter.js";
import { download } from "./keep.js";
import { copyText } from "./out.js";
import { slugIn, slugOf } from "./slugs.js";

const MONTHS = 18; // that somebody may look ahead

const part = (id) => document.querySelector(`#${id}`);
const say = (words) => (part("said").textContent = words);
const form = part("availability");
const { office, title } = part("tool").dataset;

// What was answered: {who, status, from, left, year}, "" for what was left out.
const read = () => {
  const held = new FormData(form);
  const of = (name) => (held.get(name) ?? "").replace(/[\p{Cc}\s]+/gu, " ").trim();
  const answers = Object.fromEntries(
    ["who", "status", "from", "left", "year"].map((name) => [name, of(name)]),
  );
  return answers.status === "open" ? { ...answers, from: "" } : answers;
};

const slugOfWhom = ({ who }) => slugIn(who) ?? slugOf(who);

// Returns what `kle import` reads. What was not said of free days stays as it is.
const record = (answers) => {
  const { status, from, left, year } = answers;
  const availability = { status, checked: today(), from: from || null };
  if (left) availability.free_days = { year, left };
  const changes = { availability };
  return { format: "kle-portrait-changes", version: 1, slug: slugOfWhom(answers), changes };
};

const label = (name) =>
  form.querySelector(`[name=${name}]:checked`)?.nextElementSibling.firstChild.textContent.trim();

// Returns the e-mail: words for people, and below them the same for a program. It holds no reason.
const letter = (answers) => {
  const { who, from, left, year } = answers;
  const told = [
    `My name or page: ${who}`,
    `Time for another school: ${label("status")}`,
    ...(from ? [`Perhaps more time from: ${month(from)}`] : []),
    ...(left ? [`Left of my 3 free days in ${year}: ${label("left")}`] : []),
  ];
  return [
    "Dear colleague",
    `This is my availability for the ${title}.`,
    told.join("\n"),
    "The same for your program. Please leave it as it is:",
    JSON.stringify(record(answers), null, 1),
  ].join("\n\n");
};

const missing = ({ who, status }) => [
  ...(status ? [] : [["Whether you have time for another school", "status"]]),
  ...(slugOfWhom({ who }) ? [] : [["Your name, or the address of your page", "who"]]),
];

const tellMissing = () => {
  const left = missing(read());
  part("missing").hidden = !left.length;
  const link = ([what, id]) => {
    const act = (event) => {
      event.preventDefault();
      part(id).focus();
    };
    return make("li", {}, make("a", { href: `#${id}`, onclick: act }, what));
  };
  part("missing").replaceChildren(
    make("p", {}, make("strong", {}, "Something is left to answer:")),
    make("ul", {}, ...left.map(link)),
  );
  return left.length;
};

const show = () => {
  const answers = read();
  const whole = !missing(answers).length;
  part("letter").textContent = whole ? letter(answers) : "";
  part("letter").closest("details").hidden = !whole;
  part("write").href =
    mailto(office, "My availability", whole ? letter(answers) : "") ?? mailto(office, "My availability", "");
  if (!part("missing").hidden) tellMissing();
};

// Does something with the answers once they are whole, or says what is missing.
const give = (act) => (event) => {
  if (!tellMissing()) return act();
  event.preventDefault();
  part("missing").focus();
};

form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
part("write").addEventListener(
  "click",
  give(() => say("Your e-mail program opens. Send the message to let the office know.")),
);
part("take").addEventListener(
  "click",
  give(() => {
    // Where copying is refused, the text is chosen instead, and must be in sight.
    part("letter").closest("details").open = true;
    copyText(part("letter"), part("taken")).then(say);
  }),
);
part("file").addEventListener(
  "click",
  give(() => {
    const found = record(read());
    const name = `${found.slug}-availability.json`;
    download(name, `${JSON.stringify(found, null, 2)}\n`, "application/json");
    say(`${name} is among your downloads. Attach it to an e-mail to ${office}.`);
  }),
);

// The months, and from a leader’s own page, whose answer it is: #leader=sian-obrien.
part("from").append(...monthsAhead(MONTHS).map(([first, words]) => new Option(words, first)));
const arrive = () => {
  const slug = /^#(?:leader=)?([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(location.hash)?.[1];
  if (slug && !part(slug)) part("who").value = slug;
  show();
};
addEventListener("hashchange", arrive);
part("plain").hidden = true;
part("tool").hidden = false;
arrive();
