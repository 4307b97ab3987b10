// In place of the package `entities`: the browser knows every character reference of HTML.

const CONTROL = /^[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f]$/;
const holder = () => document.createElement("textarea");

// Returns the text with all its references replaced, as Python's html.unescape does.
export const decodeAll = (text) => {
  // Of numbers, Python leaves out what is no character and keeps the odd Windows ones.
  const plain = text.replace(/&#(?:x([0-9a-f]+)|([0-9]+));?/gi, (typed, hex, decimal) => {
    const code = hex ? parseInt(hex, 16) : parseInt(decimal, 10);
    const odd = (code >= 0xfdd0 && code <= 0xfdef) || (code <= 0x10ffff && (code & 0xfffe) === 0xfffe);
    const control = code < 0x80 && code !== 0 && CONTROL.test(String.fromCharCode(code));
    return odd || control || code === 0x7f ? "" : typed;
  });
  const one = holder();
  // A < would begin a tag, and a line break at the start would be lost.
  one.innerHTML = `x${plain.replace(/</g, "&lt;")}`;
  return one.value.slice(1);
};

// Returns what one whole reference, such as &amp;, stands for; itself where HTML knows none of that name.
export const decodeHTML = (reference) => {
  const one = holder();
  one.innerHTML = reference;
  const found = one.value;
  return found.length > 1 && found.endsWith(";") ? reference : found;
};
