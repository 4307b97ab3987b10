// A text to pass on (a round’s advertisement, a request for a reference): a button that copies it.
// Without this the text is there to be chosen.

import { copyText } from "./out.js";

const button = document.querySelector("#copy");
button.addEventListener("click", () =>
  copyText(document.querySelector("#text"), document.querySelector("#copied")),
);
button.hidden = false;
