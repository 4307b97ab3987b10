// What a portrait must keep with regard to the vocabularies, the places and today: the rules of check.py.

import book from "./rulebook.js";
import { chooseFrom, fault, limits, monthsAfter, pattern, said } from "./said.js";

const advice = (where, name, filled) => ({ ...fault(where, name, filled), severity: "advice" });

const tags = Object.keys(book.expertise);
const districts = new Map(book.districts.map(([slug, ...rest]) => [slug, rest]));
const everywhere = ["county", ...book.areas, ...districts.keys()];

function* expertiseIsInTheVocabulary({ expertise }) {
  for (const [place, slug] of expertise.entries()) {
    const where = ["expertise", place];
    if (Object.hasOwn(book.retired, slug)) {
      yield fault(where, "retired-tag", { slug, instead: book.retired[slug] });
    } else if (!tags.includes(slug)) {
      const hint = chooseFrom(slug, tags) || said("unknown-tag-hint").hint;
      yield fault(where, "unknown-tag", { slug, hint });
    }
  }
}

function* placeExists(where, slug, known, name, today) {
  const [label, from, to] = districts.get(slug) ?? [];
  const month = `${today.slice(0, 7)}-01`;
  if (!known.includes(slug)) {
    const hint = chooseFrom(slug, known) || said("one-of", { known: known.join(", ") }).hint;
    yield fault(where, name, { slug, hint });
  } else if (label && (from > month || (to && to < month))) {
    yield fault(where, "district-gone", { label });
  }
}

function* placesExist({ schools, works_in }, { today }) {
  const known = [...districts.keys()];
  for (const [place, { district }] of schools.entries()) {
    yield* placeExists(["schools", place, "district"], district, known, "unknown-district", today);
  }
  for (const [place, slug] of works_in.entries()) {
    yield* placeExists(["works_in", place], slug, everywhere, "unknown-place", today);
  }
}

function* designationsAreDescribed({ designations }) {
  const known = book.designations;
  for (const [place, { kind }] of designations.entries()) {
    if (!known.includes(kind)) {
      const hint = chooseFrom(kind, known);
      yield fault(["designations", place, "kind"], "unknown-designation", { kind, hint });
    }
  }
}

function* postcodesCanBePlaced({ schools }) {
  for (const [place, { postcode, district }] of schools.entries()) {
    const outward = postcode?.split(" ")[0];
    const where = ["schools", place, "postcode"];
    const touched = book.postcodes[outward];
    if (outward && !touched) yield advice(where, "unknown-postcode", { outward });
    else if (outward && !touched.includes(district)) {
      yield advice(where, "postcode-elsewhere", { outward, district, districts: touched.join(", ") });
    }
  }
}

function* aSchoolIsToldOneWay({ schools }, { slug }) {
  for (const [place, school] of schools.entries()) {
    const first = schools.find(({ urn }) => urn === school.urn);
    for (const field of ["name", "phase", "district"]) {
      if (first[field] !== school[field]) {
        const filled = { path: `kles/${slug}.yaml`, field, value: first[field] };
        yield fault(["schools", place, field], "school-differs", filled);
      }
    }
  }
}

function* aliasesLeadSomewhereNew({ aliases = [] }, { slug }) {
  for (const [place, alias] of aliases.entries()) {
    const where = ["aliases", place];
    if (alias === slug) yield fault(where, "alias-own", { alias });
    else if (book.reserved.includes(alias)) yield fault(where, "alias-page", { alias });
  }
}

function* nothingHasHappenedTomorrow(leader, { today }) {
  const free = leader.availability.free_days;
  const begins = (year) => `${year.slice(0, 4)}-09-01`;
  const dated = [
    [["confirmed"], leader.confirmed],
    [["consent", "given"], leader.consent.given],
    [["availability", "checked"], leader.availability.checked],
    [["mentor_training"], leader.mentor_training],
    ...leader.designations.map((held, place) => [["designations", place, "since"], held.since]),
    ...leader.schools.map((school, place) => [["schools", place, "since"], school.since]),
    ...(leader.impact ?? []).map((told, place) => [["impact", place, "year"], begins(told.year)]),
    // In summer, people know what they can give from September.
    [["availability", "free_days", "year"], free && monthsAfter(begins(free.year), -12)],
  ];
  for (const [where, day] of dated) if (day && day > today) yield fault(where, "future", { today });
}

const hasPage = ({ listed, designations, confirmed }, today) => {
  const held = designations.some(({ until }) => !until || until >= `${today.slice(0, 7)}-01`);
  return listed !== false && held && today <= monthsAfter(confirmed, limits.withdrawn);
};

function* consentIsInForce(leader, { today }) {
  if (!hasPage(leader, today)) return;
  const last = monthsAfter(leader.consent.given, limits.consent);
  if (today > last) yield fault(["consent", "given"], "consent-expired", { last });
  if (leader.consent.notice > book.notice) {
    yield fault(["consent", "notice"], "unknown-notice", { newest: book.notice });
  }
}

const wordsOf = (text) =>
  [...text.matchAll(pattern("word", false, "g"))].map(([word]) =>
    word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").replace(/['’]/g, ""),
  );

// “Example Oast Primary” names the school of that name, too.
const nameOf = (text) => {
  const words = wordsOf(text);
  return words.at(-1) === "school" && words.length > 2 ? words.slice(0, -1) : words;
};

const names = (words, row) =>
  words.some((_, at) => {
    const here = words.slice(at, at + row.length).join(" ");
    return here === row.join(" ") || (here.endsWith("s") && here.slice(0, -1) === row.join(" "));
  });

function* impactNamesNoSchool({ schools, impact = [] }) {
  const rows = schools.map(({ name }) => nameOf(name)).filter((row) => row.length > 1);
  for (const [place, told] of impact.entries()) {
    for (const field of ["claim", "evidence"]) {
      const words = wordsOf(told[field]);
      if (rows.some((row) => names(words, row))) yield fault(["impact", place, field], "school-named");
    }
  }
}

export const RULES = [
  expertiseIsInTheVocabulary,
  placesExist,
  designationsAreDescribed,
  postcodesCanBePlaced,
  aSchoolIsToldOneWay,
  aliasesLeadSomewhereNew,
  nothingHasHappenedTomorrow,
  consentIsInForce,
  impactNamesNoSchool,
];
