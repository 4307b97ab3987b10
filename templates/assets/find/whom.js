// The human way: whom to write to for a place and a kind of school.

import { make, own } from "./dom.js";
import { areaOf } from "./places.js";

// Returns (who, mailbox) pairs: the Area Chair and the advisers of some districts' areas; the office where there
// is none.
//   kinds   of adviser: "primary", "secondary", "special"
export const people = (places, districts, kinds) => {
  const areas = new Map(
    districts.flatMap((slug) => {
      const area = areaOf(places, slug);
      return area ? [[area[0], area]] : [];
    }),
  );
  const found = [...areas.values()].flatMap(([, label, chair, advisers]) => [
    [`Area Chair, ${label}`, chair],
    ...kinds.map((kind) => [`Senior Improvement Adviser (${kind}), ${label}`, advisers[kind]]),
  ]);
  return found.length ? found : [["The office", places.office]];
};

const mail = (address) =>
  make("a", { href: `mailto:${encodeURIComponent(address).replace("%40", "@")}` }, address);

// Items of a list that say who they are and where to write.
export const lines = (found) => found.map(([who, address]) => make("li", {}, own(who), ": ", mail(address)));
