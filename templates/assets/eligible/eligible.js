// Could you become a leader? Adds up the answers, on this device alone: nothing is kept, and nothing sent.

import { make } from "./dom.js";

const QUIET = 700; // ms before a result is said, so that only the last of several is

const form = document.querySelector("#eligible");
const result = document.querySelector("#result");
const status = document.querySelector("#said");
const heading = result.querySelector("h2");
const questions = [...form.querySelectorAll("[data-question]")];
let saying;

const OUTCOMES = {
  yes: [
    "Yes, you could apply",
    "You say yes to every question. The panel looks at your application and decides.",
  ],
  ask: [
    "Ask us first",
    "Some answers need somebody who knows the rules and your school. Write to us before you apply.",
  ],
  no: ["Not yet", "The protocols ask for more than you can show today. This is what you can do:"],
};

// Returns which outcome some answers lead to. No is final where there is no exception; else people decide.
export const outcome = (answers) => {
  if (answers.some(({ answer, exception }) => answer === "no" && !exception)) return "no";
  return answers.every(({ answer }) => answer === "yes") ? "yes" : "ask";
};

const read = () =>
  questions.map((item) => ({
    item,
    exception: "exception" in item.dataset,
    answer: item.querySelector("input:checked")?.value,
  }));

const show = () => {
  const answers = read();
  const left = answers.filter(({ answer }) => !answer).length;
  result.hidden = left > 0;
  clearTimeout(saying);
  const told = left ? "" : OUTCOMES[outcome(answers)][0];
  saying = setTimeout(() => {
    status.textContent = told && `${told}. The result is below the questions.`;
  }, QUIET);
  if (left) return;
  const [title, words] = OUTCOMES[outcome(answers)];
  result.querySelector("[data-part=apply]").hidden = outcome(answers) !== "yes";
  heading.textContent = title;
  result.querySelector("[data-part=words]").textContent = words;
  const open = answers.filter(({ answer }) => answer !== "yes");
  result.querySelector("[data-part=open]").replaceChildren(
    ...open.map(({ item, answer }) => {
      const asked = item.querySelector("legend").textContent.trim();
      const then = item.querySelector("[data-part=if-not]").textContent.trim();
      const links = [...item.querySelectorAll("p a")].map((link) => link.cloneNode(true));
      const said = answer === "no" ? then : "You are not sure. Ask us what counts.";
      return make("li", {}, make("strong", {}, asked), ` ${said} `, ...links.flatMap((link) => [link, " "]));
    }),
  );
};

for (const choices of form.querySelectorAll(".choices")) choices.hidden = false;
form.addEventListener("change", show);
form.addEventListener("submit", (event) => event.preventDefault());
document.querySelector("#again").addEventListener("click", () => {
  form.reset();
  show();
  form.querySelector("input").focus();
});
