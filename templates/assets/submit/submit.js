// The builder: a form, what the checks say of it, how it will look, and where it is kept. What is written stays on the
// device; it leaves as a file or a message, when somebody sends it. The form stands first; the rest comes (behind.js).

import { asked } from "./submit-asked.js";
import { coming } from "./coming.js";
import { inWords, today } from "./days.js";
import { addRow, read, removeRow, write } from "./form-fields.js";
import { download, keep } from "./keep.js";
import { labelsOf } from "./labels.js";
import { noteIn } from "./note.js";
import { paste } from "./pasted.js";
import { photoNamed } from "./photo-named.js";
import { count, sayLater } from "./room.js";
import { fileOf, missingFrom, opened } from "./saved.js";
import { hang, wait } from "./seen.js";

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
const note = noteIn(told);

let rest = null; // behind.js, once it is here
let photo = photoNamed(part("photo"));
let out = null; // the ways out

const label = labelsOf(form);

// --- the portrait ---

// What stands in no field: the address of the page, whether this is a change to it, the days on which things were said,
// and REST.
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

const named = () => question("name").querySelector("input").value.trim();
const slug = () => held.slug || (rest?.slugFor(named()) ?? "");
// Without a name there is no address either: that is told once. Of somebody who is published, time is told elsewhere.
const faults = () =>
  rest
    .check(portrait(), { today: today(), slug: slug() })
    .filter(
      ({ code, where, missing }) =>
        (slug() || where.length || code !== "file-name") &&
        !(held.change && [...where, missing][0] === "availability"),
    );

// Sets the form to a portrait. Returns the paths of what does not fit.
const put = (given, address = "", change = false) => {
  const own = Object(given);
  held = {
    slug: address,
    change,
    checked: own.availability?.checked,
    given: own.consent?.given,
    notice: own.consent?.notice,
    confirmed: own.confirmed,
    rest: Object.fromEntries(
      REST.filter((name) => Object.hasOwn(own, name)).map((name) => [name, own[name]]),
    ),
  };
  rest?.turnTo(change ? address : "");
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

// --- what is opened ---

// Opens a portrait; what was there can be had again.
const open = (given, address, words, { change = false, arriving = false } = {}) => {
  const before = now();
  const odd = put(given, address, change);
  const left = odd.slice(0, 8).join(", ");
  const more = odd.length > 8 ? ` and ${odd.length - 8} more` : "";
  settle();
  note(
    [words, odd.length ? `This did not fit and was left out: ${left}${more}.` : ""].filter(Boolean),
    undoing(before),
    arriving,
  );
  if (arriving) say(words);
  else forgetAddress();
};

// Opens an empty form.
const empty = (words) => {
  const before = now();
  kept.forget();
  longer.checked = false;
  checked = false;
  put({});
  rest?.tell(form, summary, []);
  ready.hidden = true;
  settle();
  forgetAddress();
  note([words], undoing(before));
};

// Whose portrait is open, where that may not be what somebody expects.
const tellWhose = () => {
  const words = `This is your change to the portrait of ${named() || "a leader"}. It is not sent yet.`;
  note([words], ["Begin a new portrait", () => empty("A new portrait is open.")], true);
  say(words);
};

const now = () => ({
  portrait: portrait(),
  slug: held.slug,
  change: held.change,
  longer: longer.checked,
});
const isBlank = (one) => !Object.keys(one).length;
const undoing = (before) => (isBlank(before.portrait) ? undefined : ["Undo", () => undo(before)]);
// The address asks for a change no longer, when the page is loaded again.
const forgetAddress = () => location.hash && history.replaceState(null, "", location.pathname);

const undo = (before) => {
  put(before.portrait, before.slug, before.change);
  forgetAddress();
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
  const next = kept.write({ slug: held.slug, change: held.change, portrait: before }, longer.checked);
  ({ where } = next);
  longer.checked = where === "device";
  if (isBlank(before) && !longer.checked) kept.forget("tab");
  if (next.refused && part("keeping").textContent !== next.told) say(next.told);
  part("keeping").textContent = next.told;
};

const draw = async () => {
  if (!rest) return;
  const mine = (turn += 1);
  const made = await rest.show(portrait(), { slug: slug(), today: today(), label, photo: photo.address() });
  if (mine === turn) hang(made);
};

// Says whether it is ready, what is left, and how to send it, once that was asked for.
const judge = () => {
  if (!checked) {
    part("exits").hidden = true;
    return;
  }
  const found = faults();
  const bad = found.some((one) => one.severity !== "advice");
  rest.tell(form, summary, found);
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
  part("time").hidden = Boolean(held.change);
  part("elsewhere").hidden = !held.change;
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
  const found = rest.advice(
    now.portrait ?? "",
    (now.schools ?? []).map((one) => one.name ?? "").filter(Boolean),
  );
  const lines = found.map((words) => Object.assign(document.createElement("li"), { textContent: words }));
  part("coach")
    .querySelector("ul")
    .replaceChildren(...lines);
  part("coach").hidden = !found.length;
};

// Helps with a field, as soon as what helps is here.
const owed = new Set();
const help = (target) => {
  if (!rest) owed.add(target);
  else if (target.id === "narrow") rest.narrow(target, form.querySelectorAll(".terms details"), say);
  else if ("place" in target.dataset)
    rest.suggest(target, { label: (one) => label(one, "district"), say, act: changed });
  else advise();
};

// --- what people do ---

form.addEventListener("input", (event) => {
  const { target } = event;
  if (target.id === "open") return;
  if (target.id === "narrow") return help(target);
  if (target === longer && !longer.checked) kept.forget("device");
  const path = target.closest("[data-at]")?.dataset.at ?? "";
  if (path.startsWith("availability")) held.checked = today();
  if (path === "consent.scope") Object.assign(held, { given: today(), notice: NOTICE });
  if (target === confirmed) held.confirmed = confirmed.checked ? today() : undefined;
  if (target.dataset.most) count(target, say);
  if ("place" in target.dataset) help(target);
  if (path === "portrait") {
    clearTimeout(resting);
    resting = setTimeout(() => help(target), IDLE);
  }
  dress();
  if (path === "expertise" && target.checked) {
    const { most } = question("expertise").dataset;
    // What the search of words has still to say would talk over it.
    if (question("expertise").querySelectorAll(":checked").length > most) {
      sayLater(say, "");
      say(part("chosen").textContent);
    }
  }
  if (target === longer) {
    settle();
    say(part("keeping").textContent);
  } else changed();
});
form.addEventListener("focusin", () => later.ask(), { once: true });
form.addEventListener("focusout", ({ target }) => target.closest("[data-at=portrait]") && help(target));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("paste", paste);
summary.addEventListener("click", (event) => rest.follow(event));
// Whoever comes by keyboard sees the whole of a field: browsers look only for the line that is written in.
form.addEventListener("keyup", ({ key, target }) => {
  if (key === "Tab") target.scrollIntoView({ block: "nearest" });
});

form.addEventListener("click", ({ target }) => {
  // Its buttons are photo.js’s.
  if (!rest && target.closest("#photo button")) return later.when(() => target.click());
  const list = target.dataset.add && form.querySelector(`[data-rows="${target.dataset.add}"]`);
  if (list) {
    addRow(list).querySelector("input, select, textarea").focus();
    changed();
  }
  if (target.dataset.do !== "remove") return;
  const words = removeRow(target);
  settle();
  say(words);
});

part("check").addEventListener("click", () => {
  const there = document.activeElement;
  if (!rest) say("It is being checked.");
  later.when(async () => {
    if (held.change && !rest.published()) await rest.change(page, held.slug);
    checked = true;
    settle();
    // Whoever went on writing, while it was on its way, is left there.
    if (document.activeElement === there) (ready.hidden ? summary : ready).focus();
  });
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
  const change = held.change && found.slug === held.slug;
  open(found.portrait, found.slug, [`${file.name} is open.`, ...found.odd].join(" "), { change });
});
part("delete").addEventListener("click", () => empty("Everything is deleted from this device."));

// --- the page ---

const begin = () => {
  const { value, where: there, told: words } = kept.read();
  const { slug: before } = held;
  where = there;
  longer.checked = there === "device";
  put(value?.portrait, text0(value?.slug), value?.change === true);
  part("keeping").textContent = words;
  if (held.change && held.slug !== before) tellWhose();
  judge();
  draw();
};
const text0 = (value) => (typeof value === "string" ? value : "");

// What the photo, the ways out and a change are given of this page.
const page = {
  portrait,
  slug,
  text: () => rest.emit(portrait()),
  faults,
  say,
  changed: () => changed(),
  changes: () => held.change,
  open: (given, address, words) => open(given, address, words, { change: true, arriving: true }),
  // A draft of a change is open already.
  goOn(address) {
    const told = held.change;
    Object.assign(held, { slug: address, change: true });
    if (!told) tellWhose();
    dress();
    settle();
  },
  // What was a change is one to nothing.
  alone(words) {
    held.change = false;
    dress();
    page.tell(words);
  },
  tell(words) {
    note([words], undefined, true);
    say(words);
  },
};

// Nobody writes into what is about to be replaced.
const turnTo = async (address) => {
  form.inert = address !== slug();
  await rest.change(page, address);
  form.inert = false;
};

const LOST =
  "Part of this form is not here yet: the checks, the preview, the photo. Check that you are online. " +
  "You can go on writing.";

const later = coming(
  async (found) => {
    rest = found;
    if (told.textContent.startsWith(LOST)) note([], undefined, true);
    photo = rest.photo(part("photo"), page, photo.value());
    out = rest.exits(part("exits"), page, photo);
    owed.forEach(help);
    draw();
    const address = asked() ?? (held.change && held.slug);
    if (address) await turnTo(address);
  },
  (awaited) => {
    wait(false);
    form.inert = false;
    note([LOST], ["Try again", later.again], !awaited);
    say(LOST);
  },
);

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
wait(true);
begin();
builder.hidden = false;
if (asked()) {
  form.inert = asked() !== held.slug;
  later.ask();
} else later.soon();
addEventListener("hashchange", () => {
  const address = asked();
  if (address) later.when(() => turnTo(address));
});
