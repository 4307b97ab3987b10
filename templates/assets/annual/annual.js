// The form of the annual submission. What is written stays on the device; it leaves as files, when asked for.

import { make } from "./dom.js";
import { download, keep } from "./keep.js";
import { mailto } from "./letter.js";
import { copyText } from "./out.js";
import { copy, file, fileName, letter, missing } from "./submission.js";
import { monthsAhead, today } from "./days.js";

const DAYS = 30;
const MOST = 24; // schools
const MONTHS = 18; // that somebody may look ahead

const kept = keep("system-leader-directory.annual.1", DAYS);
const part = (id) => document.querySelector(`#${id}`);
const say = (words) => (part("said").textContent = words);
const tool = part("tool");
const form = part("annual");
const list = part("deployments");
const more = part("more");
const longer = part("longer");
const { office } = tool.dataset;

// What the form calls each choice.
const words = {};
for (const { name, value, parentElement } of form.querySelectorAll("[type=radio]")) {
  words[name] ??= {};
  words[name][value] = parentElement.querySelector("span").firstChild.textContent.trim();
}

part("from").append(...monthsAhead(MONTHS).map(([first, label]) => new Option(label, first)));

// --- schools ---

let number = 0;

const renumber = () => {
  const all = [...list.children];
  all.forEach((one, place) => {
    one.querySelector("legend").textContent = `School ${place + 1}`;
    one.querySelector("button").textContent = `Remove school ${place + 1}`;
  });
  more.hidden = all.length >= MOST;
};

const add = (held = {}) => {
  const made = part("deployment").content.cloneNode(true).firstElementChild;
  number += 1;
  for (const field of made.querySelectorAll("[data-part]")) {
    field.id = `${field.dataset.part}-${number}`;
    field.parentElement.querySelector("label").htmlFor = field.id;
    set(field, held[field.dataset.part]);
  }
  made.querySelector("button").addEventListener("click", () => {
    const next = made.nextElementSibling ?? made.previousElementSibling;
    made.remove();
    if (!list.children.length) add();
    renumber();
    changed();
    (next ?? list.firstElementChild).querySelector("input").focus();
    say("The school is removed.");
  });
  list.append(made);
  renumber();
  return made;
};

// --- answers ---

const text = (value) =>
  value
    .replace(/\r\n?/g, "\n")
    .replace(/[^\S\n]+/g, " ")
    .replace(/\p{Cc}(?<!\n)/gu, "")
    .trim();

// Sets a field to what was kept, as far as it fits.
const set = (field, value) => {
  if (typeof value !== "string") return;
  field.value = field.maxLength > 0 ? value.slice(0, field.maxLength) : value;
  if (field.selectedIndex < 0) field.selectedIndex = 0;
};

const PARTS = ["school", "kind", "time", "result"];

const read = (clean = text) => {
  const held = new FormData(form);
  const of = (name) => clean(held.get(name) ?? "");
  const deployments = [...list.children].map((one) =>
    Object.fromEntries(PARTS.map((name) => [name, clean(one.querySelector(`[data-part=${name}]`).value)])),
  );
  return {
    name: of("name"),
    page: of("page"),
    deployments: deployments.filter((one) => Object.values(one).some(Boolean)),
    impact: of("impact"),
    goingOn: of("going-on"),
    status: of("status"),
    from: of("from"),
    left: of("left"),
    year: of("year"),
  };
};

const write = (held) => {
  const { deployments, goingOn, ...rest } = Object(held);
  for (const [name, value] of Object.entries({ ...rest, "going-on": goingOn })) {
    const field = form.elements.namedItem(name);
    if (field) set(field, value);
  }
  list.replaceChildren();
  const some = Array.isArray(deployments) ? deployments.slice(0, MOST).map(Object) : [];
  for (const one of some.length ? some : [{}]) add(one);
};

const isBlank = ({ year, deployments, ...rest }) => !deployments.length && !Object.values(rest).some(Boolean);

// --- the page ---

const show = () => {
  const answers = read();
  const blank = isBlank(answers);
  part("readable").hidden = blank;
  part("blank").hidden = !blank;
  part("words").textContent = copy(answers, today(), office, words);
  const { subject, body } = letter(answers, today());
  part("letter").textContent = body;
  part("write").href = mailto(office, subject, body);
  if (!part("missing").hidden) tellMissing();
};

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

const changed = () => {
  const answers = read((value) => value);
  const { told } = kept.write(answers, longer.checked);
  if (isBlank(answers) && !longer.checked) kept.forget("tab");
  part("keeping").textContent = told;
  show();
  return told;
};

const give = (act) => () => {
  if (tellMissing()) return part("missing").focus();
  act(read(), today());
};

form.addEventListener("input", (event) => {
  if (event.target === longer && !longer.checked) kept.forget("device");
  const told = changed();
  if (event.target === longer) say(told);
});
form.addEventListener("submit", (event) => event.preventDefault());
// Whoever comes by keyboard sees the whole of a field: browsers look only for the line that is written in.
form.addEventListener("keyup", ({ key, target }) => {
  if (key === "Tab") target.scrollIntoView({ block: "nearest" });
});
more.addEventListener("click", () => {
  add().querySelector("input").focus();
  changed();
});
part("forget").addEventListener("click", () => {
  kept.forget();
  form.reset();
  write({});
  part("missing").hidden = true;
  changed();
  say("What you wrote is deleted from this device.");
});
part("file").addEventListener(
  "click",
  give((answers, day) => {
    download(`${fileName(answers, day)}.json`, file(answers, day, office), "application/json");
    say("The file is among your downloads. Send it only to the office.");
  }),
);
part("copy").addEventListener(
  "click",
  give((answers, day) => {
    download(`${fileName(answers, day)}.txt`, copy(answers, day, office, words), "text/plain");
    say("The copy is among your downloads. Send it only to the office.");
  }),
);
part("paper").addEventListener(
  "click",
  give(() => print()),
);
part("take").addEventListener("click", () => copyText(part("letter"), part("taken")).then(say));

// Only a change keeps it anew: who looks at the page again does not put off the day on which it goes.
const { value, where, told } = kept.read();
longer.checked = where === "device";
write(value);
part("keeping").textContent = told;
part("blank").classList.add("on-paper");
tool.hidden = false;
show();
