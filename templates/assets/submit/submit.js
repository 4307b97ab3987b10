// The builder: a form, what the checks say of it, how it will look, and where it is kept. What is written stays on the
// device; it leaves as a file or a message, when somebody sends it.

import { change, published } from "./change.js";
import { check } from "./checks.js";
import { advice } from "./coach.js";
import { inWords, today } from "./days.js";
import { emit, slugFor } from "./emit.js";
import { exits } from "./exits.js";
import { addRow, read, settleRows, write } from "./form-fields.js";
import { count, narrow, suggest } from "./helps.js";
import { download, keep } from "./keep.js";
import { follow, tell } from "./messages.js";
import { paste } from "./pasted.js";
import { photo as photoIn } from "./photo.js";
import { show } from "./preview.js";
import { fileOf, missingFrom, opened } from "./saved.js";

const DAYS = 30;
const PAUSE = 300; // milliseconds after the last key, until the page follows
const IDLE = 2000; // until advice is given
const REST = ["aliases", "listed", "example"]; // fields that a file may hold and nobody is asked for

const part = (id) => document.getElementById(id);
const [builder, form, summary, told] = ["builder", "portrait-form", "summary", "told"].map(part);
const [longer, said, ready] = ["longer", "said", "ready"].map(part);
const question = (path) => form.querySelector(`[data-at="${path}"]`);
const confirmed = question("confirmed").querySelector("input");
const kept = keep("system-leader-directory.portrait.1", DAYS);
const NOTICE = builder.dataset.notice;

const say = (words) => (said.textContent = words);

// What a choice of a question is called: question → value → words. Two questions may have one value.
const labels = {};
const called = (one, words) => {
  const name = one.closest("[data-at]").dataset.at.split(".").at(-1);
  (labels[name] ??= new Map()).set(one.value, words.trim());
};
for (const one of form.querySelectorAll("input[value]")) {
  called(one, one.parentElement.querySelector("span").firstChild.textContent);
}
for (const row of document.querySelectorAll("template")) {
  for (const one of row.content.querySelectorAll("option[value]")) called(one, one.textContent);
}
labels.works_in.set("county", "the whole county");
const label = (word, name) => (word && labels[name]?.get(word)) || "";

// --- the portrait ---

// What stands in no field: the address of the page, the days on which things were said, and REST.
let held = { slug: "" };

const portrait = () => {
  const now = read(form);
  if (now.availability) now.availability.checked = held.checked ?? today();
  if (now.consent)
    now.consent = { given: held.given ?? today(), scope: now.consent.scope, notice: held.notice ?? NOTICE };
  if (confirmed.checked) now.confirmed = held.confirmed ?? today();
  const picture = photo.value();
  if (picture) now.photo = picture;
  return { ...now, ...held.rest };
};

const slug = () => held.slug || slugFor(question("name").querySelector("input").value.trim());
const text = () => emit(portrait());
// Without a name there is no address either: that is told once. Of somebody who is published, time is told elsewhere.
const faults = () =>
  check(portrait(), { today: today(), slug: slug() }).filter(
    ({ code, where, missing }) =>
      (slug() || where.length || code !== "file-name") &&
      !(published() && [...where, missing][0] === "availability"),
  );

// Sets the form to a portrait. Returns the paths of what does not fit.
const put = (given, address = "") => {
  const own = Object(given);
  held = {
    slug: address,
    checked: own.availability?.checked,
    given: own.consent?.given,
    notice: own.consent?.notice,
    confirmed: own.confirmed,
    rest: Object.fromEntries(
      REST.filter((name) => Object.hasOwn(own, name)).map((name) => [name, own[name]]),
    ),
  };
  write(form, own);
  photo.write(own.photo);
  confirmed.checked = Boolean(held.confirmed);
  // Who had read an older notice agrees anew.
  const older = held.notice !== undefined && String(held.notice) !== NOTICE;
  if (older) {
    for (const one of question("consent.scope").querySelectorAll("input")) one.checked = false;
    delete held.given;
    delete held.notice;
  }
  dress();
  return missingFrom(own, portrait()).filter((path) => !(older && path.startsWith("consent")));
};

// --- notes above the form ---

// Whoever has only just come stays at the top of the page.
const note = (sentences, button, arriving = false) => {
  const lines = sentences.map((words) => Object.assign(document.createElement("p"), { textContent: words }));
  told.replaceChildren(...lines);
  if (button) {
    const [words, act] = button;
    const one = Object.assign(document.createElement("button"), {
      type: "button",
      className: "second",
      textContent: words,
    });
    one.addEventListener("click", act);
    told.append(one);
  }
  told.hidden = !sentences.length;
  if (sentences.length && !arriving) told.focus();
};

const open = (given, address, words = "", arriving = false) => {
  const before = now();
  const odd = put(given, address);
  const left = odd.slice(0, 8).join(", ");
  const more = odd.length > 8 ? ` and ${odd.length - 8} more` : "";
  settle();
  note(
    [words, odd.length ? `This did not fit and was left out: ${left}${more}.` : ""].filter(Boolean),
    isBlank(before.portrait) ? undefined : ["Undo", () => undo(before)],
    arriving,
  );
  if (arriving) say(words);
};

const now = () => ({ portrait: portrait(), slug: held.slug, longer: longer.checked });
const isBlank = (one) => !Object.keys(one).length;

const undo = (before) => {
  put(before.portrait, before.slug);
  longer.checked = before.longer;
  settle();
  note([]);
  say("Everything is as it was.");
  part("who").focus();
};

// --- what follows a change ---

let checked = false;
let where = "tab";
let turn = 0;

const save = () => {
  const before = portrait();
  const next = kept.write({ slug: held.slug, portrait: before }, longer.checked);
  ({ where } = next);
  longer.checked = where === "device";
  if (isBlank(before) && !longer.checked) kept.forget("tab");
  if (next.refused && part("keeping").textContent !== next.told) say(next.told);
  part("keeping").textContent = next.told;
};

const draw = async () => {
  const mine = (turn += 1);
  const made = await show(portrait(), { slug: slug(), today: today(), label, photo: photo.address() });
  if (mine !== turn) return;
  part("card").innerHTML = made.card || "<li><p>While you take no commissions, no list shows you.</p></li>";
  part("page").innerHTML = made.page;
  // A picture of a page: its headings stand below this page's own, and its links lead nowhere.
  for (const root of [part("card"), part("page")]) {
    for (const one of root.querySelectorAll("[id], [aria-labelledby], [href]")) {
      for (const name of ["id", "aria-labelledby", "href", "rel"]) one.removeAttribute(name);
    }
  }
  for (const one of part("page").querySelectorAll("h1, h2, h3, h4"))
    one.ariaLevel = Number(one.tagName[1]) + 2;
};

// Says whether it is ready, what is left, and how to send it, once that was asked for.
const judge = () => {
  if (!checked) {
    part("exits").hidden = true;
    return;
  }
  const found = faults();
  const bad = found.some((one) => one.severity !== "advice");
  tell(form, summary, found);
  if (!bad && ready.hidden) say("This is ready.");
  ready.hidden = bad;
  out.settle();
};

const settle = () => {
  clearTimeout(waiting);
  waiting = 0;
  save();
  judge();
  draw();
};

let waiting = 0;
const changed = () => {
  clearTimeout(waiting);
  waiting = setTimeout(settle, PAUSE);
};

// --- fields that depend on others ---

const dress = () => {
  const office = question("contact.via").querySelector(":checked")?.value === "kah";
  question("contact.email").hidden = office;
  if (!question("contact.via").querySelector(":checked"))
    question("contact.via").querySelector("input").checked = true;
  const free = question("availability.free_days.left");
  if (!free.querySelector(":checked")) free.querySelector("input").checked = true;
  question("availability.free_days.year").hidden = !free.querySelector(":checked").value;
  const chosen = [...question("expertise").querySelectorAll(":checked")].map((one) =>
    label(one.value, "expertise"),
  );
  const { most } = question("expertise").dataset;
  const over = chosen.length > most ? ": take some out" : "";
  part("chosen").textContent =
    `${chosen.length} of ${most} chosen${over}${chosen.length ? `. ${chosen.join(", ")}` : ""}`;
  part("dated").textContent = `Dated ${inWords(held.given ?? today(), { day: "numeric" })}.`;
};

// --- advice ---

let resting = 0;
const advise = () => {
  clearTimeout(resting);
  const now = portrait();
  const found = advice(now.portrait ?? "", (now.schools ?? []).map((one) => one.name ?? "").filter(Boolean));
  const lines = found.map((words) => Object.assign(document.createElement("li"), { textContent: words }));
  part("coach")
    .querySelector("ul")
    .replaceChildren(...lines);
  part("coach").hidden = !found.length;
};

// --- what people do ---

form.addEventListener("input", (event) => {
  const { target } = event;
  if (target.id === "open") return;
  if (target.id === "narrow") return narrow(target, form.querySelectorAll(".terms details"), say);
  if (target === longer && !longer.checked) kept.forget("device");
  const path = target.closest("[data-at]")?.dataset.at ?? "";
  if (path.startsWith("availability")) held.checked = today();
  if (path === "consent.scope") Object.assign(held, { given: today(), notice: NOTICE });
  if (target === confirmed) held.confirmed = confirmed.checked ? today() : undefined;
  if (target.dataset.most) count(target, say);
  if ("place" in target.dataset)
    suggest(target, { label: (one) => label(one, "district"), say, act: changed });
  if (path === "portrait") {
    clearTimeout(resting);
    resting = setTimeout(advise, IDLE);
  }
  dress();
  if (path === "expertise" && target.checked) {
    const { most } = question("expertise").dataset;
    if (question("expertise").querySelectorAll(":checked").length > most) say(part("chosen").textContent);
  }
  if (target === longer) {
    settle();
    say(part("keeping").textContent);
  } else changed();
});
form.addEventListener("focusout", ({ target }) => target.closest("[data-at=portrait]") && advise());
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("paste", paste);
summary.addEventListener("click", follow);
// Whoever comes by keyboard sees the whole of a field: browsers look only for the line that is written in.
form.addEventListener("keyup", ({ key, target }) => {
  if (key === "Tab") target.scrollIntoView({ block: "nearest" });
});

form.addEventListener("click", ({ target }) => {
  const list = target.dataset.add && form.querySelector(`[data-rows="${target.dataset.add}"]`);
  if (list) {
    addRow(list).querySelector("input, select, textarea").focus();
    changed();
  }
  if (target.dataset.do !== "remove") return;
  const row = target.closest("[data-row]");
  const rows = row.parentElement;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const words = `${row.querySelector("legend").textContent} is removed.`;
  row.remove();
  settleRows(rows);
  (
    next?.querySelector("input, select, textarea") ?? form.querySelector(`[data-add="${rows.dataset.rows}"]`)
  ).focus();
  settle();
  say(words);
});

part("check").addEventListener("click", () => {
  checked = true;
  settle();
  (ready.hidden ? summary : ready).focus();
});
part("save").addEventListener("click", () => {
  download(`${slug() || "portrait"}.json`, fileOf(slug(), portrait()), "application/json");
  say("The file is among your downloads.");
});
part("open").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  const found = await opened(file);
  target.value = "";
  if (found.wrong) return note([found.wrong, "Nothing was changed."]);
  open(found.portrait, found.slug, [`${file.name} is open.`, ...found.odd].join(" "));
});
part("delete").addEventListener("click", () => {
  const before = now();
  kept.forget();
  longer.checked = false;
  checked = false;
  put({});
  tell(form, summary, []);
  ready.hidden = true;
  settle();
  note(
    ["Everything is deleted from this device."],
    isBlank(before.portrait) ? undefined : ["Undo", () => undo(before)],
  );
});

// --- the page ---

const begin = () => {
  const { value, where: there, told: words } = kept.read();
  where = there;
  longer.checked = there === "device";
  put(value?.portrait, text0(value?.slug));
  part("keeping").textContent = words;
  judge();
  draw();
};
const text0 = (value) => (typeof value === "string" ? value : "");

// What the photo, the ways out and a change are given of this page.
const page = {
  portrait,
  slug,
  text,
  today,
  faults,
  say,
  changed: () => changed(),
  open: (given, address, words) => open(given, address, words, true),
};
const photo = photoIn(part("photo"), page);
const out = exits(part("exits"), page, photo);

kept.listen(() => longer.checked && begin());
// What was typed a moment ago is kept, too.
addEventListener("pagehide", () => waiting && settle());
addEventListener("beforeunload", (event) => {
  if (where === "nowhere" && !isBlank(portrait())) event.preventDefault();
});
for (const heading of form.querySelectorAll("h2")) heading.tabIndex = -1;
// On a phone it would stand between the form and its end.
for (const one of document.querySelectorAll("#seen details, #whole details")) {
  one.open = matchMedia("(min-width: 60rem)").matches;
}
begin();
change(page).then(() => {
  part("time").hidden = Boolean(published());
  part("elsewhere").hidden = !published();
});
builder.hidden = false;
