// What the choices of a form are called, as the page has it: nobody writes that twice.

// Returns a function: a value and its question → words, or "". Two questions may have one value.
export const labelsOf = (form) => {
  const labels = {};
  const called = (one, words) => {
    const name = one.closest("[data-at]").dataset.at.split(".").at(-1);
    (labels[name] ??= new Map()).set(one.value, words.trim());
  };
  for (const one of form.querySelectorAll("input[value]")) {
    called(one, one.parentElement.querySelector("span").firstChild.textContent);
  }
  for (const row of form.querySelectorAll("template")) {
    for (const one of row.content.querySelectorAll("option[value]")) called(one, one.textContent);
  }
  labels.works_in.set("county", "the whole county");
  return (word, name) => (word && labels[name]?.get(word)) || "";
};
