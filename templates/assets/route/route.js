// Which route? The page's three questions, answered from the tables below them.

import { QUESTIONS, answerTo, nothing, open, read, written } from "./route-answers.js";

const QUIET = 700; // ms before an answer is said, so that only the last of several is

const form = document.querySelector("#questions");
const card = document.querySelector("#answer");
const heading = card.querySelector("h2");
const again = document.querySelector("#again");
const inside = document.querySelector("#own");
const notice = document.querySelector("#notice");
const status = document.querySelector("#said");
const title = document.title;
const radios = (name) => [...form.querySelectorAll(`input[name=${name}]`)];
const ofEach = (what) => Object.fromEntries(QUESTIONS.map((name) => [name, what(name)]));
const words = ofEach((name) =>
  radios(name)[0].closest("fieldset").querySelector("legend").textContent.trim(),
);
const choices = ofEach((name) => radios(name).map((radio) => radio.value));
const slugs = (text) => text.split(" ").filter(Boolean);
const rows = [...document.querySelectorAll("tr[data-asker]")].map((row) => ({
  row,
  ...ofEach((name) => slugs(row.dataset[name])),
}));

let state = nothing();
let saying;

const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
const copied = (node) => [...node.cloneNode(true).childNodes];
const chosen = (name) => radios(name).find((radio) => radio.value === state[name]);
const label = (name) => chosen(name).parentElement.textContent.trim();

const said = (text) => {
  clearTimeout(saying);
  saying = setTimeout(() => {
    status.textContent = text;
  }, QUIET);
};

const part = (where, name) => where.querySelector(`[data-part=${name}]`);
const put = (name, ...nodes) => part(card, name).replaceChildren(...nodes);

const fill = ({ row }) => {
  const route = [...document.querySelectorAll("[data-route]")].find(
    (one) => one.dataset.route === row.dataset.to,
  );
  const theirs = slugs(row.dataset.own).includes(state.asker);
  heading.replaceChildren(...copied(route.querySelector("dt")));
  put("about", ...copied(theirs ? inside : route.querySelector("dd")));
  put("write", ...(!theirs && "chairs" in route.dataset ? copied(document.querySelector("#chairs")) : []));
  for (const name of ["cost", "accountable_to", "feedback", "clause"]) put(name, ...copied(part(row, name)));
  put("asked", ...QUESTIONS.flatMap((name, at) => [at ? " · " : "", made("bdi", label(name))]));
  const leaders = chosen("need").dataset.leaders;
  card.querySelector(".action").href = "free" in row.dataset ? `${leaders}&free=available` : leaders;
};

// Shows what the state says; `quiet` says nothing, as nothing has changed yet for who just came.
const show = ({ quiet = false } = {}) => {
  const found = open(state).length ? undefined : answerTo(state, rows);
  const was = !card.hidden;
  if (found) fill(found);
  card.hidden = !found;
  again.hidden = !QUESTIONS.some((name) => state[name]);
  document.title = found ? `${heading.textContent} – ${title}` : title;
  if (quiet) return;
  if (found) said(`Your route: ${heading.textContent}. ${part(card, "cost").textContent}`);
  else if (was) said("There is no answer now: choose again.");
};

const noticed = (sentences) => {
  notice.replaceChildren(...sentences.map((one) => made("p", one)));
  notice.hidden = !sentences.length;
};

// Takes the answers from the page's address, as it is after a link, a reload or the back button.
const visit = () => {
  const found = read(location.search, choices, words);
  state = found.state;
  for (const name of QUESTIONS) for (const radio of radios(name)) radio.checked = radio.value === state[name];
  noticed(found.odd);
  const spelt = written(state);
  if (location.search !== spelt) history.replaceState(null, "", location.pathname + spelt + location.hash);
};

form.addEventListener("change", () => {
  for (const name of QUESTIONS) state[name] = radios(name).find((radio) => radio.checked)?.value ?? "";
  history.pushState(null, "", location.pathname + written(state));
  noticed([]);
  show();
});

// The button goes to the answer or, where one is lacking, to the first open question.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [first] = open(state);
  if (first) {
    const sentence = `First answer “${words[first]}”.`;
    noticed([sentence]);
    said(sentence);
    radios(first)[0].focus();
  } else heading.focus();
});

again.addEventListener("click", () => {
  history.pushState(null, "", location.pathname);
  visit();
  show();
  radios(QUESTIONS[0])[0].focus();
});

addEventListener("popstate", () => {
  if (location.search === written(state)) return; // a link within the page
  visit();
  show();
});

form.hidden = false;
visit();
show({ quiet: true });
