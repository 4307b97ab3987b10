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

// Gives a text as a file among the visitor's downloads. It is made here, and sent nowhere.
export const download = (name, text, type) => {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  // Not at once: a browser may fetch it a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};
