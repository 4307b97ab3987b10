// Elements made without a string of HTML, so that nothing that is shown can become more than words.

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
