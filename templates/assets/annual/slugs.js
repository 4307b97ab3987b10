// Whose portrait somebody means, by the address of the page or by a name.

import { fold } from "./text.js";

// Returns the slug that a name would have.
export const slugOf = (name) =>
  fold(name)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);

// Returns the last part of an address such as https://…/directory/ann-lee/, or null.
export const slugIn = (address) =>
  /(?:^|\/)([a-z0-9]+(?:-[a-z0-9]+)*)\/?$/.exec(
    address
      .trim()
      .toLowerCase()
      .replace(/[?#].*$/, ""),
  )?.[1] ?? null;
