// What the form needs once somebody has written something: the checks and their words, advice, the preview, the photo, the
// ways out. It comes in one piece, after the form (see coming.js).

export { change, published, turnTo } from "./change.js";
export { check } from "./checks.js";
export { advice } from "./coach.js";
export { emit, slugFor } from "./emit.js";
export { exits } from "./exits.js";
export { narrow, suggest } from "./helps.js";
export { follow, tell } from "./messages.js";
export { photo } from "./photo.js";
export { show } from "./preview.js";
