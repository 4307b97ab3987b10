// The form ⇄ a portrait: a plain object as its file holds it, every value the text that was typed. Each question of the
// page names its place in `data-at` (schools.0.urn) and how it is read in `data-kind`; rows come and go.

const steps = (path) => path.split(".");

// Returns what stands at a path of an object, if it is its own.
export const get = (held, path) =>
  steps(path).reduce((one, step) => (one && Object.hasOwn(Object(one), step) ? one[step] : undefined), held);

const put = (held, path, value) => {
  const all = steps(path);
  const last = all.pop();
  const inside = all.reduce(
    (one, step, at) => (one[step] ??= /^\d+$/.test(all[at + 1] ?? last) ? [] : {}),
    held,
  );
  inside[last] = value;
};

// --- one question: what it holds ---

const boxes = (question) => [...question.querySelectorAll("input, select, textarea")];
const control = (question) => boxes(question)[0];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthOf = (text) => {
  const named = /^[a-z]{3,9}$/i.test(text) ? MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1 : 0;
  return named ? String(named) : text;
};

// The order in which things of a list were chosen, by its path: it is the leader’s, and not the page’s.
const orders = new Map();
const inOrder = (path, chosen) => {
  const before = (orders.get(path) ?? []).filter((one) => chosen.includes(one));
  const now = [...before, ...chosen.filter((one) => !before.includes(one))];
  orders.set(path, now);
  return now;
};

const line = (text) => text.replace(/\s+/g, " ").trim();

const reads = {
  text: (question) => {
    const one = control(question);
    // A town helps to find a district, and stands in no file.
    if ("town" in question.dataset) return "";
    return one.tagName === "TEXTAREA" && question.dataset.at === "portrait"
      ? one.value.replace(/\s+$/, "")
      : line(one.value);
  },
  // 1, 9, 2019 → 2019-09-01; what is no date stays as it was typed, so that it can be told of.
  date: (question) => {
    const typed = boxes(question).map((one) => line(one.value));
    if (!typed.some(Boolean)) return "";
    const [year, month, ...day] = typed.reverse();
    const parts = [year, monthOf(month), ...day];
    return parts.slice(1).every((part) => /^\d{1,2}$/.test(part))
      ? [year, ...parts.slice(1).map((part) => part.padStart(2, "0"))].join("-")
      : parts.filter(Boolean).join("-");
  },
  one: (question) => question.querySelector(":checked")?.value ?? "",
  several: (question) =>
    inOrder(
      question.dataset.at,
      [...question.querySelectorAll(":checked")].map((one) => one.value),
    ),
  list: (question) =>
    control(question)
      .value.split(/[,;\s]+/)
      .filter(Boolean),
};

const text = (value) =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
const texts = (value) => (Array.isArray(value) ? value.map(text).filter(Boolean) : []);

const writes = {
  text: (question, value) => {
    const one = control(question);
    const words = text(value);
    if ("open" in one.dataset && words && ![...one.options].some((option) => option.value === words)) {
      one.append(new Option(words));
    }
    one.value = words;
    if (one.selectedIndex < 0) one.selectedIndex = 0;
  },
  date: (question, value) => {
    const all = boxes(question);
    const found = (all.length > 2 ? /^(\d{4})-(\d\d)-(\d\d)$/ : /^(\d{4})-(\d\d)$/).exec(text(value));
    const parts = found ? [found[1], ...found.slice(2).map((part) => String(Number(part)))] : [text(value)];
    all.reverse().forEach((one, at) => (one.value = parts[at] ?? ""));
  },
  one: (question, value) => {
    for (const one of boxes(question)) one.checked = one.value === text(value);
  },
  several: (question, value) => {
    orders.set(question.dataset.at, texts(value));
    for (const one of boxes(question)) one.checked = texts(value).includes(one.value);
  },
  list: (question, value) => (control(question).value = texts(value).join(", ")),
};

// --- all of them ---

// Every question that can be answered now, in the order of the page.
export const questions = (form) =>
  [...form.querySelectorAll("[data-at]")].filter((one) => !one.closest("form [hidden]"));

const kindOf = (question) => question.dataset.kind ?? "text";

const whole = (value) => (Array.isArray(value) ? Array.from(value, (one) => one ?? {}) : value);

// Returns the portrait that stands in the form; what was left empty is absent.
export const read = (form) => {
  const held = {};
  for (const question of questions(form)) {
    const value = reads[kindOf(question)]?.(question) ?? "";
    if (value.length) put(held, question.dataset.at, value);
  }
  // A row that was left empty between others is there, and lacks everything.
  return Object.fromEntries(Object.entries(held).map(([name, value]) => [name, whole(value)]));
};

// Sets the form to a portrait, as far as it has questions for it.
export const write = (form, portrait) => {
  for (const list of form.querySelectorAll("[data-rows]")) {
    const there = get(portrait, list.dataset.rows);
    const count = Array.isArray(there) ? there.length : 0;
    const { least, most } = list.dataset;
    list.replaceChildren();
    while (list.children.length < Math.min(Math.max(count, least), most)) addRow(list);
  }
  for (const question of form.querySelectorAll("[data-at]")) {
    writes[kindOf(question)]?.(question, get(portrait, question.dataset.at));
  }
};

// --- rows ---

const NAMES = ["id", "for", "name", "aria-describedby", "data-at"];

// Gives each row its number: its questions' places, names and words.
const settleRows = (list) => {
  const { rows, least, most, called } = list.dataset;
  const inPlace = new RegExp(`(${rows}[-.])\\d+`, "g");
  [...list.children].forEach((row, at) => {
    for (const one of row.querySelectorAll(NAMES.map((name) => `[${name}]`).join())) {
      for (const name of NAMES) {
        const value = one.getAttribute(name);
        if (value) one.setAttribute(name, value.replace(inPlace, `$1${at}`));
      }
    }
    row.querySelector("legend").textContent = `${called} ${at + 1}`;
    // Whoever has the groups of a page read out as a list must tell one row's from another's.
    for (const legend of row.querySelectorAll("fieldset fieldset > legend")) {
      legend.querySelector(".said")?.remove();
      const where = Object.assign(document.createElement("span"), { className: "said" });
      where.textContent = `, ${called.toLowerCase()} ${at + 1}`;
      legend.append(where);
    }
    const button = row.querySelector("[data-do=remove]");
    button.textContent = `Remove ${called.toLowerCase()} ${at + 1}`;
    button.hidden = list.children.length <= least;
  });
  document.querySelector(`[data-add="${rows}"]`).hidden = list.children.length >= most;
};

export const addRow = (list) => {
  const row = document.getElementById(`row-${list.dataset.rows}`).content.firstElementChild.cloneNode(true);
  list.append(row);
  settleRows(list);
  return row;
};

// Removes the row of a button; whoever pressed it goes on in the next. Returns a sentence that says so.
export const removeRow = (button) => {
  const row = button.closest("[data-row]");
  const rows = row.parentElement;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const words = `${row.querySelector("legend").textContent} is removed.`;
  row.remove();
  settleRows(rows);
  const first = next?.querySelector("input, select, textarea");
  (first ?? document.querySelector(`[data-add="${rows.dataset.rows}"]`)).focus();
  return words;
};
