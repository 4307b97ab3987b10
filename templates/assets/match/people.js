// The human way: whom to write to for a place and a kind of school.

import { areaOf } from "./places.js";

// Returns (who, mailbox) pairs: the Area Chair and the advisers of the place's areas; the office where there is none.
//   kinds   of adviser: "primary", "secondary", "special"
export const people = (places, place, kinds) => {
  const areas = new Map(
    (place?.districts ?? []).flatMap((slug) => {
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
