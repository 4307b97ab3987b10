// What one portrait must keep by itself, beyond the shape of its fields: the rules of rules.py.

import { faultsIn } from "./marked.js";
import book from "./rulebook.js";
import { fault, limits, nameWords, pattern, slugFor } from "./said.js";

const FOR_EVER = "9999-12-31";

function* endsAfterItBegins({ designations }) {
  for (const [place, held] of designations.entries()) {
    if (held.until && held.until < held.since) yield fault(["designations", place, "until"], "dates-order");
  }
}

const atOneTime = (one, other) => {
  const ends = [one, other].map((held) => held.until ?? FOR_EVER).sort()[0];
  const starts = [one.since, other.since].sort()[1];
  const same = one.since === other.since && one.until === other.until;
  return one.kind === other.kind && (same || starts < ends);
};

function* saysEachThingOnce(leader) {
  const lists = [
    [["works_in"], leader.works_in],
    [["expertise"], leader.expertise],
    [["support"], leader.support],
    [["aliases"], leader.aliases ?? []],
    [["consent", "scope"], leader.consent.scope],
    [["schools"], leader.schools.map((school) => school.urn)],
  ];
  for (const [where, values] of lists) {
    for (const [place, value] of values.entries()) {
      if (values.indexOf(value) < place) yield fault([...where, place], "repeated", { value });
    }
  }
  for (const [place, held] of leader.designations.entries()) {
    if (leader.designations.slice(0, place).some((other) => atOneTime(held, other))) {
      yield fault(["designations", place], "repeated-kind", { kind: held.kind });
    }
  }
}

function* staysAtTheBase({ schools, confirmed }) {
  if (schools[0].since > confirmed) yield fault(["confirmed"], "moved-since");
}

function* canBeAskedOneWay({ contact }) {
  if (!contact.email === !contact.via) {
    yield fault(["contact"], contact.email ? "contact-both" : "contact-none");
  }
}

function* hasARoleMailbox({ name, contact }) {
  if (!contact.email) return;
  const words = nameWords(name);
  const parts = slugFor(contact.email.split("@")[0]).split("-");
  const holds = (word) => {
    // Short words hide by chance in others: they must stand alone, or beside an initial.
    if (word.length >= 4) return parts.join("").includes(word);
    const initials = words.filter((other) => other !== word).map((other) => other[0]);
    const alone = [word, ...initials.flatMap((initial) => [initial + word, word + initial])];
    return alone.some((one) => parts.includes(one));
  };
  const word = words.find(holds);
  if (word) yield fault(["contact", "email"], "personal-mailbox", { word });
}

function* asksForAJobTitle({ name, contact }) {
  const person = (contact.person ?? "").replace(/['’]s(?![\p{L}\p{N}_])/gu, "");
  const words = nameWords(name);
  if (pattern("titled").test(person) || nameWords(person).some((word) => words.includes(word))) {
    yield fault(["contact", "person"], "person-named");
  }
}

function* publishesWhatWasAgreed(leader) {
  if (leader.listed === false) return;
  const { contact, consent } = leader;
  const shown = {
    name: true,
    portrait: true,
    photo: Boolean(leader.photo),
    contact: Boolean(contact.email || contact.phone || contact.person),
    impact: Boolean(leader.impact?.length),
  };
  for (const scope of Object.keys(shown)) {
    if (shown[scope] && !consent.scope.includes(scope)) {
      const instead = (book.said[`instead-${scope}`] ?? book.said["instead-other"])[2];
      yield fault([scope], "consent-scope", { scope, instead });
    }
  }
}

function* offersFreeDaysAsAKle({ availability, designations }) {
  const free = availability.free_days;
  if (!free) return;
  const year = Number(free.year.slice(0, 4));
  const during = ({ kind, since, until }) =>
    kind === "KLE" && since <= `${year + 1}-08-01` && (!until || until >= `${year}-09-01`);
  if (!designations.some(during))
    yield fault(["availability", "free_days"], "free-days", { year: free.year });
}

function* keepsFormerUrnsApart({ schools }) {
  for (const [number, school] of schools.entries()) {
    const former = school.former_urns ?? [];
    for (const [place, urn] of former.entries()) {
      if (urn === school.urn || former.indexOf(urn) < place) {
        yield fault(["schools", number, "former_urns", place], "repeated-number", { value: urn });
      }
    }
  }
}

function* inventsOnlyExamples({ schools, example }) {
  const first = limits.examples;
  for (const [number, school] of schools.entries()) {
    const urns = [[["schools", number, "urn"], school.urn]];
    for (const [place, urn] of (school.former_urns ?? []).entries()) {
      urns.push([["schools", number, "former_urns", place], urn]);
    }
    for (const [where, urn] of urns) {
      if (example && urn < first) yield fault(where, "example-urn", { first });
      if (!example && urn >= first) yield fault(where, "real-urn", { first });
    }
  }
}

function* speaksPlainly({ portrait }) {
  for (const found of faultsIn(portrait)) yield { where: ["portrait"], severity: "error", ...found };
}

export const RULES = [
  endsAfterItBegins,
  saysEachThingOnce,
  staysAtTheBase,
  canBeAskedOneWay,
  hasARoleMailbox,
  asksForAJobTitle,
  publishesWhatWasAgreed,
  offersFreeDaysAsAKle,
  keepsFormerUrnsApart,
  inventsOnlyExamples,
  speaksPlainly,
];
