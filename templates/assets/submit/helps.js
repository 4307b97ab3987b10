// What helps while somebody fills in the form: how much room is left, the district of a place, words that are searched.
// Each tells by `say`, a moment after the last key, so that a screen reader is not talked over.

import { districtsOf } from "./preview.js";
import book from "./rulebook.js";
import { fold, series } from "./text.js";

const NEAR = 0.9; // of a limit: from here on it is told how much is left
const QUIET = 1000; // milliseconds after the last key

let waiting = 0;
const sayLater = (say, words) => {
  clearTimeout(waiting);
  waiting = words ? setTimeout(() => say(words), QUIET) : 0;
};

const made = (tag, parts) => Object.assign(document.createElement(tag), parts);

// --- how much room is left ---

const characters = (number) => `${number.toLocaleString("en-GB")} character${number === 1 ? "" : "s"}`;

export const count = (field, say) => {
  const { most } = field.dataset;
  const typed = field.value.trim();
  const length = [...typed].length;
  const near = length >= NEAR * most;
  let line = field.parentElement.querySelector(".counted");
  if (!line) field.after((line = made("p", { className: "counted small quiet" })));
  const left = most - length;
  const words = left < 0 ? `${characters(-left)} too many` : `${characters(left)} left`;
  const long = `${characters(length)}, ${typed.split(/\s+/).filter(Boolean).length} words`;
  line.textContent = near ? words : field.rows > 9 && length ? long : "";
  sayLater(say, near && words);
};

// --- the district of a place ---

const WHOLE = /^[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}$/i;

// Suggests the district of what was typed; whoever fills in the form chooses it. `act` is told of that.
export const suggest = (field, { label, say, act }) => {
  const row = field.closest("[data-row]");
  const typed = field.value.trim();
  const found = typed ? districtsOf(typed, fold).filter(label) : [];
  // A town, or half a postcode, is no postcode: it only helps.
  field.closest("[data-at]").toggleAttribute("data-town", found.length > 0 && !WHOLE.test(typed));
  const select = row.querySelector("[data-at$='.district'] select");
  const box = row.querySelector("[data-suggested]");
  box.replaceChildren();
  if (!found.length || found.includes(select.value)) return sayLater(say, "");
  const words = `${typed} is in ${series(found.map(label)).replace(" and ", " or ")}.`;
  box.append(made("p", { textContent: words }));
  for (const one of found) {
    const button = made("button", {
      type: "button",
      className: "second",
      textContent: `Choose ${label(one)}`,
    });
    button.addEventListener("click", () => {
      select.value = one;
      box.replaceChildren();
      select.focus();
      act();
    });
    box.append(button);
  }
  sayLater(say, words);
};

// --- words for expertise ---

// Each word by its slug, with all that people call it.
const OTHERS = new Map(
  book.expertise.flatMap(([, tags]) =>
    tags.map(([slug, ...called]) => [slug, fold(called.flat().join(" "))]),
  ),
);

// Shows the choices that hold every word of what was typed, by their own words or by others for the same.
export const narrow = (field, groups, say) => {
  const asked = fold(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of groups) {
    for (const one of group.querySelectorAll(".choice")) {
      const own = OTHERS.get(one.firstElementChild.value);
      one.hidden = !asked.every((word) => own.includes(word));
      shown += one.hidden ? 0 : 1;
    }
    group.hidden = !group.querySelector(".choice:not([hidden])");
    group.open = asked.length > 0 || group.querySelector(":checked") !== null;
  }
  sayLater(
    say,
    !shown ? "Nothing fits. Try another word." : asked.length ? `${shown} fit.` : "All are shown.",
  );
  return shown;
};
