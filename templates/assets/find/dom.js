// What each tool starts from: its data, and elements made without a string of HTML, so that nothing that is shown
// can become more than words.

// Resolves to what a file of the site holds.
export const json = (address) =>
  fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(address))));

// Says to screen readers, until the last of what is on its way is there, that the page is not all there yet.
let ahead = 0;
export const awaited = (coming) => {
  const main = document.querySelector("main");
  main.setAttribute("aria-busy", "true");
  ahead += 1;
  return coming.finally(() => (ahead -= 1) || main.removeAttribute("aria-busy"));
};

// Resolves once the browser has shown what there is.
export const painted = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));

// Returns an element: attributes first, then children; `on…` names a listener, false leaves an attribute out.
export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
};

// What turns the reading order round until something ends it: one that ends an isolate ends the element's own.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

// Words that hold somebody's name or a place's, in their own direction.
export const own = (text) => make("bdi", {}, text.replace(TURNING, ""));
