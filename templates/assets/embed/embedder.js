// The page that gives the code for a list: shows the list as it is chosen, and writes the code for it.

import { make } from "./dom.js";
import { copyText } from "./out.js";
import "./resize.js";

const form = document.querySelector("#embed");
const { site, list, directory, name } = form.dataset;
const preview = document.querySelector("#preview");
const code = document.querySelector("#code");
const link = document.querySelector("#link");

const attribute = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
const within = (text, value, replaced) => text.replace(value, () => replaced);

const choose = () => {
  const selects = [...form.querySelectorAll("select")].filter((one) => one.value);
  const values = new URLSearchParams(selects.map((one) => [one.name, one.value]));
  const asked = new URLSearchParams(values);
  const number = form.elements.n;
  // As the list itself reads it.
  number.value = Math.min(Math.max(Math.trunc(number.value) || number.defaultValue, 1), number.max);
  if (number.value !== number.defaultValue) asked.set("n", number.value);
  if (!form.elements.heading.checked) asked.set("heading", "no");
  const labels = selects.map((one) => one.selectedOptions[0].textContent);
  const title = ["Leaders", labels.join(", ")].filter(Boolean).join(": ");
  const query = asked.size ? `?${asked}` : "";
  const called = `${title} – ${name}`;

  const src = `src="${attribute(`${site}embed/list/${query}`)}"`;
  code.textContent = within(
    within(code.textContent, /src="[^"]*"/, src),
    /title="[^"]*"/,
    `title="${attribute(called)}"`,
  );
  const there =
    selects.length === 1
      ? `${site}directory/${selects[0].name}/${selects[0].value}/`
      : `${site}directory/${values.size ? `?${values}` : ""}`;
  link.textContent = `<a href="${attribute(there)}">${attribute(called)}</a>`;
  // A new frame and not a new address of the old one, which Back would lead through.
  preview.replaceChildren(make("iframe", { src: `${list}${query}`, title: called, height: 720 }));
  document.querySelector("#said").textContent = `The list and its code: ${title}, at most ${number.value}.`;
};

form.addEventListener("change", choose);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  choose();
});
for (const button of document.querySelectorAll("[data-copies]")) {
  const copied = button.parentElement.querySelector("[role=status]");
  button.addEventListener("click", () => copyText(document.getElementById(button.dataset.copies), copied));
  button.hidden = false;
}
for (const one of document.querySelectorAll("#embed, #shown")) one.hidden = false;
choose();
