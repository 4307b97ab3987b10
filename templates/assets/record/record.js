// The Support Record: a form whose words stand on the printed sheets too, and go nowhere but where they are taken.

import { another, asked, day, forgetInTab, forgetOnDevice, keep, kept, listen } from "./kept.js";

const form = document.querySelector("#record");
const sheets = document.querySelector("#sheets");
const keeping = document.querySelector("#keep");
const note = document.querySelector("#note");
const entry = document.querySelector("#row").content.firstElementChild;
const { rows, visit: called, leader, focus } = form.dataset;
const visits = [...form.querySelectorAll("section[data-visit]")];
const LONG = 1200; // characters in the longest cells of all rows: such a visit is printed smaller: it is one sheet
let where = "tab";

const WHERE = {
  tab: "It stays in this tab until you close it.",
  full: "Your browser did not let us keep it on this device. It stays in this tab until you close it.",
  nowhere:
    "Your browser keeps nothing, not even in this tab. What you write is lost when you leave this page: " +
    "print it or download it first.",
  another:
    "This device keeps another record already, and it keeps one at a time. Open this page in a new tab to " +
    "see that one, and delete it first.",
};
const until = (time) =>
  `It is kept on this device until ${day(time)}, 30 days after you last wrote. Whoever uses this browser can read it.`;

const say = (words) => {
  document.querySelector("#said").textContent = words;
};

// --- rows ---

const rowsOf = (section) => section.querySelector("[data-rows]");

// Returns a row of the form, its blanks named by where they stand.
const made = (visit, row) => {
  const one = entry.cloneNode(true);
  one.dataset.row = row;
  one.querySelector("[data-number]").textContent = row;
  for (const place of one.querySelectorAll("[data-where]"))
    place.textContent = `${place.closest("label") ? "," : ""} ${called} ${visit}, row ${row}`;
  for (const part of one.querySelectorAll("[id], [for]"))
    for (const name of ["id", "for", "name", "aria-describedby"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replace("visit-0-row-0", `visit-${visit}-row-${row}`));
    }
  return one;
};

const answers = () => Object.fromEntries([...new FormData(form)].filter(([, words]) => words.trim()));

const lastRow = (held, visit) => {
  const used = (row) => Object.keys(held).some((name) => name.startsWith(`visit-${visit}-row-${row}-`));
  return Array.from({ length: rows }, (_, at) => at + 1).findLast(used) ?? 1;
};

// Offers what can still be done to the rows of a visit.
const settle = (section) => {
  const all = rowsOf(section).children;
  section.querySelector("[data-do=add]").hidden = all.length >= rows;
  for (const one of all) one.querySelector("[data-do=remove]").hidden = all.length < 2;
};

// Sets the form to answers, as far as it has blanks for them.
const put = (held) => {
  for (const section of visits) {
    const { visit } = section.dataset;
    const count = lastRow(held, visit);
    rowsOf(section).replaceChildren(...Array.from({ length: count }, (_, at) => made(visit, at + 1)));
    settle(section);
  }
  for (const field of form.querySelectorAll("[name]")) {
    const words = Object.hasOwn(held, field.name) ? held[field.name] : "";
    field.value = typeof words === "string" ? words.slice(0, field.maxLength) : "";
  }
};

// --- what is kept, and on paper ---

const tell = (told) => {
  const words = WHERE[told] ?? until(told);
  const worse = told === "nowhere" || told === "full" || told === "another";
  const place = document.querySelector("#keeping");
  if (place.textContent !== words && worse) say(words);
  place.textContent = words;
};

const fill = (held) => {
  for (const place of sheets.querySelectorAll("[data-fill]"))
    place.textContent = held[place.dataset.fill] ?? "";
  for (const sheet of sheets.querySelectorAll(".on-sheet")) {
    const longest = (row) => Math.max(...[...row.cells].map((cell) => cell.textContent.length));
    const sum = [...sheet.querySelectorAll("tbody tr")].reduce((all, row) => all + longest(row), 0);
    sheet.classList.toggle("long", sum > LONG);
  }
};

const save = () => {
  const held = answers();
  fill(held);
  where = keep(held, keeping.checked);
  const full = keeping.checked && typeof where === "string";
  if (full) keeping.checked = false;
  tell(full && where === "tab" ? "full" : where);
};

const show = () => {
  const { answers: held, until: time, over } = kept();
  put(held);
  fill(answers());
  keeping.checked = Boolean(time);
  where = time ?? "tab";
  tell(where);
  return over;
};

// --- notes ---

// Says something beside a part of the form, with one thing to do about it.
const tellBeside = (part, words, label, act) => {
  note.querySelector("p").textContent = words;
  const button = note.querySelector("button");
  button.textContent = label ?? "";
  button.hidden = !label;
  button.onclick = () => {
    note.hidden = true;
    act();
  };
  part.querySelector("[data-note]").append(note);
  note.hidden = false;
};

// Says what was done to the record, and undoes it if asked. `before`: what it held, and whether it was kept.
const undoable = (part, words, before) => {
  tellBeside(part, words, "Undo", () => {
    put(before.held);
    keeping.checked = before.kept;
    save();
    say("The record is as it was.");
    part.querySelector("h2, h3").focus();
  });
};

const now = () => ({ held: answers(), kept: keeping.checked });

const forget = () => {
  if (keeping.checked) forgetOnDevice();
  forgetInTab();
  keeping.checked = false;
  put({});
  fill({});
  tell(where === "nowhere" ? where : "tab");
};

// --- what the buttons do ---

const acts = {
  add(section) {
    const list = rowsOf(section);
    list.append(made(section.dataset.visit, list.children.length + 1));
    settle(section);
    list.lastElementChild.querySelector("[name]").focus();
  },

  remove(section, button) {
    const { visit } = section.dataset;
    const gone = Number(button.closest("[data-row]").dataset.row);
    const before = now();
    const count = rowsOf(section).children.length;
    const left = Object.entries(before.held).flatMap(([name, words]) => {
      const [, of, row, rest] = name.match(/^visit-(\d+)-row-(\d+)-(.+)$/) ?? [];
      if (of !== visit || Number(row) < gone) return [[name, words]];
      return Number(row) === gone ? [] : [[`visit-${visit}-row-${row - 1}-${rest}`, words]];
    });
    put(Object.fromEntries(left));
    while (rowsOf(section).children.length < count - 1)
      rowsOf(section).append(made(visit, rowsOf(section).children.length + 1));
    settle(section);
    save();
    undoable(section, `Row ${gone} of ${called} ${visit} is removed.`, before);
    note.focus();
  },

  print: () => print(),

  download() {
    const file = new Blob([text()], { type: "text/plain" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "support-record.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say("The record is downloaded as text.");
  },

  delete(section) {
    const before = now();
    forget();
    const words = "Everything is deleted from this device.";
    if (Object.keys(before.held).length) undoable(section, words, before);
    say(words);
  },
};

// The record as plain text: every head, and of each visit the rows that hold something.
const text = () => {
  const words = (place) => place.textContent.trim();
  const line = (label, said) => `${label}: ${said.replace(/\s*\n\s*/g, "\n    ")}`;
  const parts = [...sheets.querySelectorAll(".on-sheet")].map((sheet, at) => {
    const heads = [...sheet.querySelectorAll("dl > div")].map((one) =>
      line(words(one.querySelector("dt")), words(one.querySelector("dd"))),
    );
    const labels = [...sheet.querySelectorAll("th")].map(words);
    const told = [...sheet.querySelectorAll("tbody tr")].flatMap((row, number) => {
      const cells = [...row.cells].map(words);
      if (!cells.some(Boolean)) return [];
      return ["", `Row ${number + 1}`, ...cells.map((cell, column) => line(labels[column], cell))];
    });
    const own = at
      ? heads.slice(-1)
      : [...heads.slice(0, -1), "", words(sheet.querySelector("h3")), ...heads.slice(-1)];
    return [...(at ? [words(sheet.querySelector("h3"))] : []), ...own, ...told].join("\n");
  });
  return `${[words(document.querySelector("h1")), ...parts].join("\n\n")}\n`;
};

// --- from a leader's page, or from the shortlist's brief ---

// Fills in whom the address names, and what was asked of them. What is written already is never written over.
const begin = () => {
  const given = new URLSearchParams(location.hash.slice(1, 2000));
  const who = (given.get("leader") ?? "").replace(/[\p{Cc}\p{Cf}]/gu, " ").trim();
  if (!who) return;
  history.replaceState(null, "", location.pathname + location.search);
  const field = form.elements.namedItem(leader);
  const first = { [leader]: who, ...(given.has("asked") && asked() ? { [focus]: asked() } : {}) };
  const held = answers();
  if (!held[leader] || held[leader] === who.slice(0, field.maxLength)) {
    put({ ...first, ...held });
    return save();
  }
  tellBeside(form, `This record is with ${held[leader]}.`, `Start a new one with ${who}`, () => {
    const before = now();
    forget();
    put(first);
    save();
    undoable(form, `This is a new record. The one with ${held[leader]} is deleted.`, before);
    note.focus();
  });
};

// --- the page ---

const sectionOf = (element) => element.closest("section") ?? form;

form.addEventListener("input", (event) => {
  note.hidden = true;
  if (event.target !== keeping) return save();
  if (!keeping.checked) forgetOnDevice();
  else if (another()) {
    keeping.checked = false;
    return tell("another");
  }
  save();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) acts[button.dataset.do](sectionOf(button), button);
});
listen(() => keeping.checked && show());
addEventListener("hashchange", begin);
addEventListener("beforeunload", (event) => {
  if (where === "nowhere" && Object.keys(answers()).length) event.preventDefault();
});
for (const heading of form.querySelectorAll("h2, h3")) heading.tabIndex = -1;
const over = show();
form.hidden = false;
if (over) tellBeside(form, `The record that was kept here was deleted on ${day(over)}, after 30 days.`);
begin();
