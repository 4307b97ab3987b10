// What helps while somebody fills in the form: the district of a place, words for expertise that are searched.

import { districtsOf } from "./preview.js";
import { sayLater } from "./room.js";
import book from "./rulebook.js";
import { fold, series } from "./text.js";

const made = (tag, parts) => Object.assign(document.createElement(tag), parts);

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

// Shows the choices that hold every word of what was typed, by their own words or by others for the same.
export const narrow = (field, groups, say) => {
  const asked = fold(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of groups) {
    for (const one of group.querySelectorAll(".choice")) {
      const own = fold(`${one.textContent} ${book.expertise[one.firstElementChild.value]}`);
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
