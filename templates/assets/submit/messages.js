// What the checks say, told where it belongs: at the field, and in a summary above the form that leads there.

import { questions } from "./form-fields.js";

// The question that a fault is about: the one with its path or, failing that, the nearest above or the first below.
const questionOf = (form, { where, missing, code }) => {
  const all = questions(form);
  const at = (path) => all.find((one) => one.dataset.at === path);
  if (code === "consent-scope") return at("consent.scope");
  if (code === "too-big") return at("portrait");
  // Whoever can be asked in one way of two is asked for the mailbox, unless they chose the office.
  if (where.at(-1) === "contact" || missing === "contact") return at("contact.email") ?? at("contact.via");
  const whole = missing ? [...where, missing] : where;
  for (let length = whole.length; length; length -= 1) {
    const path = whole.slice(0, length).join(".");
    const found = at(path) ?? all.find((one) => one.dataset.at.startsWith(`${path}.`));
    if (found) return found;
  }
  return all[0];
};

const controlOf = (question, at) => {
  const one = question.querySelector("input, select, textarea, button") ?? question;
  one.id ||= `at-${at}`;
  return one;
};

const labelOf = (question) => {
  if (question.dataset.called) return question.dataset.called;
  const own = question.querySelector("legend, label, h2, h3");
  const row = question.closest("[data-row]");
  const words = own?.firstChild.textContent.trim().replace(/:$/, "") ?? "";
  const called = row?.querySelector("legend").textContent;
  return called && called !== words ? `${called}, ${words}` : words;
};

const blames = (fault) => fault.severity !== "advice";
// In a file a field is missing by its name; in a form its question stands there.
const sentence = ({ message, hint, missing }) =>
  missing ? "This is missing." : [message, hint].filter(Boolean).join(" ");

const clear = (form) => {
  for (const one of form.querySelectorAll(".error")) one.remove();
  for (const one of form.querySelectorAll(".wrong[data-at]")) one.classList.remove("wrong");
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  for (const one of form.querySelectorAll("[data-described]")) {
    one.setAttribute("aria-describedby", one.dataset.described);
    if (!one.dataset.described) one.removeAttribute("aria-describedby");
    delete one.dataset.described;
  }
};

const describe = (one, id) => {
  one.dataset.described ??= one.getAttribute("aria-describedby") ?? "";
  one.setAttribute("aria-describedby", `${one.dataset.described} ${id}`.trim());
};

// Tells faults at their questions and in the summary, instead of those that were told before.
export const tell = (form, summary, faults) => {
  clear(form);
  const list = summary.querySelector("ul");
  list.replaceChildren();
  const told = new Map();
  faults.forEach((fault, at) => {
    const question = questionOf(form, fault);
    const words = sentence(fault);
    if (told.has(question)) told.get(question).push([fault, words, at]);
    else told.set(question, [[fault, words, at]]);
  });
  // In the order of the page, whatever the order of the checks.
  for (const question of questions(form).filter((one) => told.has(one))) {
    const all = told.get(question);
    const bad = all.some(([fault]) => blames(fault));
    const control = controlOf(question, all[0][2]);
    const box = Object.assign(document.createElement("div"), {
      className: "error",
      id: `error-${all[0][2]}`,
    });
    for (const words of new Set(all.map(([, one]) => one))) {
      const line = document.createElement("p");
      if (bad)
        line.append(
          Object.assign(document.createElement("span"), { className: "said", textContent: "Error: " }),
        );
      line.append(words);
      box.append(line);
    }
    const before = question.querySelector(
      ":scope > [id$=-hint], :scope > legend, :scope > label, :scope > h2, :scope > h3",
    );
    if (before) before.after(box);
    else question.prepend(box);
    if (!bad) box.classList.add("advice");
    describe(control.closest("fieldset[data-at]") ?? control, box.id);
    if (!bad) continue;
    question.classList.add("wrong");
    control.setAttribute("aria-invalid", "true");
    for (const words of new Set(all.filter(([fault]) => blames(fault)).map(([, one]) => one))) {
      const link = Object.assign(document.createElement("a"), {
        href: `#${control.id}`,
        textContent: `${labelOf(question).replace(/[^?]$/, "$&:")} ${words}`,
      });
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
  }
  const count = list.children.length;
  summary.querySelector("h2").textContent =
    count === 1 ? "One thing is left to mend" : `${count} things are left to mend`;
  summary.hidden = !count;
};

// Goes to the field that a link of the summary leads to, opening whatever it is folded away in.
export const follow = (event) => {
  const link = event.target.closest("a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  for (let one = field.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  field.focus({ preventScroll: true });
  (field.closest("[data-at]") ?? field).scrollIntoView({ block: "start" });
};
