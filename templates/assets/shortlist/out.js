// What leaves the page, each time because somebody chose it: a copied text, a printed part.

// Copies what a field or another element holds; where that is refused, it is chosen, so that two keys copy it.
// Resolves to what it then says in `told`.
export const copyText = async (held, told) => {
  try {
    await navigator.clipboard.writeText(held.value ?? held.textContent);
    told.textContent = "Copied.";
  } catch {
    if (held.select) {
      held.focus();
      held.select();
    } else getSelection().selectAllChildren(held);
    told.textContent =
      "Your browser did not let us copy. The text is chosen: press Ctrl and C, or ⌘ and C on a Mac.";
  }
  return told.textContent;
};

// Prints one part of the page.
export const printOnly = (part) => {
  document.documentElement.dataset.print = part;
  addEventListener("afterprint", () => delete document.documentElement.dataset.print, { once: true });
  print();
};
