// The Support Record: a form whose words stand on the printed sheets too, and go nowhere but where they are taken.

import { day, download, inTab, keep } from "./keep.js";

const form = document.querySelector("#record");
const sheets = document.querySelector("#sheets");
const keeping = document.querySelector("#keep");
const note = document.querySelector("#note");
const entry = document.querySelector("#row").content.firstElementChild;
const { rows, visit: called, leader, focus } = form.dataset;
const visits = [...form.querySelectorAll("section[data-visit]")];
const LONG = 1200; // characters in the longest cells of all rows: such a visit is printed smaller: it is one sheet
const ANOTHER =
  "This device keeps another record already, and it keeps one at a time. Open this page in a new tab to " +
  "see that one, and delete it first.";
const kept = keep("system-leader-directory.record.1", 30);
let where = "tab";
let warned = "";

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

// Tells where the record now is; what is worse than was asked for is said, too.
const tell = ({ told, refused }) => {
  if (refused && told !== warned) say(told);
  warned = refused ? told : "";
  document.querySelector("#keeping").textContent = told;
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
  const now = kept.write(held, keeping.checked);
  ({ where } = now);
  keeping.checked = where === "device";
  tell(now);
};

const show = () => {
  const now = kept.read();
  put(Object(now.value));
  fill(answers());
  ({ where } = now);
  keeping.checked = where === "device";
  tell(now);
  return now.over;
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
  const next = kept.forget(...(keeping.checked ? [] : ["tab"]));
  keeping.checked = false;
  put({});
  fill({});
  tell(next);
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
    download("support-record.txt", text(), "text/plain");
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

// What somebody asked for on the shortlist's page, in this tab.
const asked = () => {
  const { need, aims } = inTab("system-leader-directory.enquiry.1");
  return [need, aims].filter((words) => typeof words === "string" && words.trim()).join(": ");
};

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
  if (!keeping.checked) kept.forget("device");
  else if (kept.another()) {
    keeping.checked = false;
    return tell({ told: ANOTHER, refused: true });
  }
  save();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) acts[button.dataset.do](sectionOf(button), button);
});
kept.listen(() => keeping.checked && show());
addEventListener("hashchange", begin);
addEventListener("beforeunload", (event) => {
  if (where === "nowhere" && Object.keys(answers()).length) event.preventDefault();
});
for (const heading of form.querySelectorAll("h2, h3")) heading.tabIndex = -1;
const over = show();
form.hidden = false;
if (over) tellBeside(form, `The record that was kept here was deleted on ${day(over)}, after 30 days.`);
begin();
