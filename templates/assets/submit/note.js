// A note above the form, in place of the one before: sentences, and perhaps a button.

// Returns a function. `button`: [words, what it does]; `quietly`: the focus stays where it is.
export const noteIn = (told) => (sentences, button, quietly) => {
  const made = (tag, parts) => Object.assign(document.createElement(tag), parts);
  told.replaceChildren(...sentences.map((textContent) => made("p", { textContent })));
  if (button) {
    const [textContent, onclick] = button;
    told.append(made("button", { type: "button", className: "second", textContent, onclick }));
  }
  told.hidden = !sentences.length;
  if (sentences.length && !quietly) told.focus();
};
