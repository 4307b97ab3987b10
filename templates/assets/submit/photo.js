// A photo, drawn anew in the browser: square, upright, small, and with nothing in it but its picture.

import rules from "./photo-rules.js";

const SHORT = 1600; // pixels of the shorter side that we work with; what is longer than three of them is cut
const EDGE = 1000; // pixels of what we give, at most
const STEP = 0.05; // of the square, that a key moves it
const PAUSE = 250; // milliseconds after the last move, until the photo is made

// What a key does to the photo: words, how far the square goes over it to the right and down, how much it grows.
const MOVES = {
  ArrowLeft: ["Moved left.", 1, 0],
  ArrowRight: ["Moved right.", -1, 0],
  ArrowUp: ["Moved up.", 0, 1],
  ArrowDown: ["Moved down.", 0, -1],
  "+": ["Closer.", 0, 0, 0.9],
  "-": ["Further away.", 0, 0, 1 / 0.9],
};
const SAME = { "=": "+", _: "-", "−": "-" };

const fill = ([message, hint], blanks) => [
  message.replace(/\{(\w+)\}/g, (_, name) => blanks[name]),
  blanks.hint ?? hint,
];

// Returns what is wrong with a file by how it begins, [message, hint], or nothing.
const refused = async (file) => {
  const { name, size } = file;
  const { said, most, kinds, others } = rules;
  if (!size) return fill(said["photo-empty"], { name });
  if (size > most * 1024 * 1024) return fill(said["photo-too-big"], { name, most });
  const begins = String.fromCharCode(...new Uint8Array(await file.slice(0, 4200).arrayBuffer()));
  const is = (start, flags) => new RegExp(`^(?:${start})`, flags).test(begins);
  if (kinds.some((start) => is(start, "s"))) return null;
  const [, what, hint] = others.find(([start]) => is(start, "is")) ?? [];
  return what ? fill(said["photo-kind"], { name, what, hint }) : fill(said["photo-unknown"], { name });
};

// Returns a picture to work with, or what is wrong, [message, hint].
const opened = async (file) => {
  const { name } = file;
  let bitmap;
  try {
    const wrong = await refused(file);
    if (wrong) return { wrong };
    bitmap = await createImageBitmap(file);
  } catch {
    return { wrong: fill(rules.said["photo-damaged"], { name }) };
  }
  const { width, height } = bitmap;
  const short = Math.min(width, height);
  const [wide, high] = [width, height].map((side) => Math.min(side, 3 * short));
  const scale = Math.min(1, SHORT / short);
  const held = canvas(Math.round(wide * scale), Math.round(high * scale));
  if (short >= rules.enough) drawn(held, bitmap, (width - wide) / 2, (height - high) / 2, wide, high);
  bitmap.close();
  if (short >= rules.enough) return { held };
  const [w, h] = [width, height].map((side) => side.toLocaleString("en-GB"));
  return { wrong: fill(rules.said["photo-small"], { name, width: w, height: h }) };
};

const canvas = (width, height) => Object.assign(document.createElement("canvas"), { width, height });

const drawn = (target, ...part) => {
  const { width, height } = target;
  const pen = target.getContext("2d");
  // What shows through a photo is white; a JPEG would make it black.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(...part, 0, 0, width, height);
  return target;
};

// Takes a photo in a section of the page, and gives it:
//
//   value()    {file, alt} as a portrait holds it, or undefined
//   write(it)  shows what a portrait that was opened holds: it has the photo’s name, and not the photo
//   address()  a blob: address of the photo, or ""
//   file()     the photo, a Blob, or null
//
// `before`: what the portrait held until now. A file may have been chosen, too.
export const photo = (section, builder, before) => {
  const part = (id) => section.querySelector(`#${id}`);
  const [chooser, alt, view, fault] = ["p-photo-file", "p-photo-alt", "photo-view", "photo-fault"].map(part);
  let held = null; // the picture to work with
  let square = null; // what is cut from it
  let made = null; // the photo that is given
  let named = ""; // the name of one that is not here
  let address = "";
  let turn = 0; // of files
  let moved = 0; // since then, too
  let waits = 0;

  const given = (blob) => {
    view.removeAttribute("aria-busy");
    made = blob;
    URL.revokeObjectURL(address);
    address = blob ? URL.createObjectURL(blob) : "";
    builder.changed();
  };

  const show = () => {
    part("photo-square").hidden = !held;
    part("photo-more").hidden = !held && !named;
    part("photo-named").hidden = !named;
  };

  const make = () => {
    const { x, y, side } = square;
    const edge = Math.min(EDGE, Math.round(side));
    const mine = moved;
    drawn(canvas(edge, edge), held, x, y, side, side).toBlob(
      (blob) => mine === moved && given(blob),
      "image/jpeg",
      0.9,
    );
  };

  const cut = () => {
    const { x, y, side } = square;
    drawn(view, held, x, y, side, side);
    moved += 1;
    // Until the photo that is given is cut likewise.
    view.setAttribute("aria-busy", "true");
    clearTimeout(waits);
    waits = setTimeout(make, PAUSE);
  };

  // Moves the square by pixels of the picture and makes it so many times as large; returns whether it did.
  const move = (right, down, times = 1) => {
    const { x, y, side } = square;
    const most = Math.min(held.width, held.height);
    const next = Math.min(most, Math.max(rules.enough, side * times));
    const within = (at, whole) => Math.min(whole - next, Math.max(0, at + (side - next) / 2));
    square = { side: next, x: within(x + right, held.width), y: within(y + down, held.height) };
    cut();
    return square.x !== x || square.y !== y || next !== side;
  };

  const press = (key) => {
    const [told, right, down, times] = MOVES[key];
    const step = STEP * square.side;
    builder.say(move(right * step, down * step, times) ? told : "It goes no further.");
  };

  const tell = (wrong) => {
    fault.hidden = !wrong;
    fault.textContent = wrong ? wrong.join(" ") : "";
    chooser.toggleAttribute("aria-invalid", Boolean(wrong));
  };

  const clear = () => {
    turn += 1;
    moved += 1;
    clearTimeout(waits);
    held = null;
    named = alt.value = "";
    show();
    given(null);
  };

  const take = async (file) => {
    turn += 1;
    const mine = turn;
    builder.say("Reading the photo.");
    const { wrong, held: found } = await opened(file);
    if (mine !== turn) return;
    // So that the same file can be chosen again.
    chooser.value = "";
    tell(wrong);
    if (wrong) return;
    held = found;
    named = "";
    const side = Math.min(held.width, held.height);
    square = { side, x: (held.width - side) / 2, y: (held.height - side) * rules.above };
    show();
    cut();
    builder.say("The photo is here. Say below what it shows.");
  };

  chooser.addEventListener("change", () => chooser.files.length && take(chooser.files[0]));
  alt.addEventListener("input", () => builder.changed());
  part("photo-gone").addEventListener("click", () => {
    clear();
    builder.say("The photo is removed.");
    chooser.focus();
  });
  for (const button of section.querySelectorAll("[data-move]"))
    button.addEventListener("click", () => press(button.dataset.move));
  view.addEventListener("keydown", (event) => {
    const key = SAME[event.key] ?? event.key;
    if (!(key in MOVES) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    press(key);
  });

  // One finger or the mouse drags it; two come closer or go away.
  const fingers = new Map();
  const spread = ([one, other]) => (other ? Math.hypot(one.x - other.x, one.y - other.y) : 0);
  view.addEventListener("pointerdown", (event) => {
    view.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  view.addEventListener("pointermove", (event) => {
    const from = fingers.get(event.pointerId);
    if (!from) return;
    const before = spread([...fingers.values()]);
    const scale = square.side / view.clientWidth / fingers.size;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const after = spread([...fingers.values()]);
    move((from.x - event.clientX) * scale, (from.y - event.clientY) * scale, after ? before / after : 1);
  });
  for (const end of ["pointerup", "pointercancel"])
    view.addEventListener(end, (event) => fingers.delete(event.pointerId));

  const write = (photo) => {
    turn += 1;
    moved += 1;
    clearTimeout(waits);
    held = null;
    named = photo?.file ?? "";
    alt.value = photo?.alt ?? "";
    show();
    given(null);
  };

  if (before) write(before);
  if (chooser.files.length) take(chooser.files[0]);

  return {
    value: () =>
      held || named ? { file: held ? `${builder.slug() || "photo"}.jpg` : named, alt: alt.value } : undefined,
    write,
    address: () => address,
    file: () => made,
  };
};
