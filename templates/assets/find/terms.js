// A box that shortens a long list of terms while somebody types; what is chosen stays in sight.

import { make } from "./dom.js";
import { fold } from "./text.js";

// Puts the box before the lists in `group`. `others` maps a term's slug to more words that it is known by.
export const shorten = (group, others) => {
  const items = [...group.querySelectorAll("li")].map((item) => {
    const input = item.querySelector("input");
    return { item, input, words: fold(`${item.textContent} ${(others.get(input.value) ?? []).join(" ")}`) };
  });
  const show = ({ target }) => {
    const typed = fold(target.value.trim());
    for (const { item, input, words } of items) item.hidden = !input.checked && !words.includes(typed);
    for (const list of group.querySelectorAll("ul")) {
      const empty = [...list.children].every((item) => item.hidden);
      list.hidden = empty;
      if (list.previousElementSibling?.localName === "h3") list.previousElementSibling.hidden = empty;
    }
    none.hidden = items.some(({ item }) => !item.hidden);
  };
  const box = make("input", { type: "search", id: "term", autocomplete: "off", oninput: show });
  // What is typed here chooses nothing by itself.
  box.addEventListener("change", (event) => event.stopPropagation());
  const none = make("p", { hidden: true }, "No term has these words. Try other ones, or fewer.");
  group.prepend(make("p", { class: "term" }, make("label", { for: "term" }, "Find a term"), box), none);
};
