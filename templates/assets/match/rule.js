// The rule of /match/: who may mentor a new headteacher, in which order, and why. The page says it in words.
// kle_site/matching.py knows as much of it as is known before anybody asks; tests hold the two together.

import { about, distances } from "./places.js";
import { count, series } from "./text.js";

const FREE = {
  available: [0, "free days left"],
  limited: [1, "some free time left"],
  none: [3, "no free days left"],
};
const NOT_KNOWN = [2, "free days not known"];
const NO_KLE = [3, "no free days, as not a KLE"];

// Miles up to which one is as near as another. They go by whole miles, as those are what is told.
const BANDS = [5, 10, 20];
const HERE = 1; // who works in the district is as near as who is in this band, from however far

const bandOf = (miles) => {
  const band = BANDS.findIndex((most) => Math.round(miles) <= most);
  return band < 0 ? BANDS.length : band;
};

// Lists of numbers of one length: the first that differs decides.
const compare = (one, other) => {
  const at = one.findIndex((number, place) => number !== other[place]);
  return one[at] - other[at];
};

// Returns {matches, left}: who may mentor, best first, each with reasons in the rule's order; and who was left out,
// in groups with a sentence for each.
//   phase      slug of the kind of school
//   place      {label, districts, point} as placeOf gives it, or nothing
//   expertise  slugs of what the new headteacher needs
//   trust      slug of the trust whose leaders are left out, or nothing
export const match = (leaders, { phase, place, expertise = [], trust = "" }) => {
  const facet = (name) => leaders.facets.find((one) => one.name === name);
  const slugs = ({ of, values }, leader) => of[leader].map((value) => values[value][0]);
  const label = ({ values }, slug) => values.find(([known]) => known === slug)[1];
  const [support, phases, districts, tags, status] = [
    "support",
    "phase",
    "district",
    "expertise",
    "status",
  ].map(facet);

  const miles = place?.point && distances(leaders, place);
  const isOurs = (leader) => Boolean(trust) && leaders.trusts[leaders.trust[leader]]?.[0] === trust;
  const trustName = leaders.trusts.find(([slug]) => slug === trust)?.[1];
  const offers = (leader) => slugs(support, leader).includes("mentoring");

  const judged = (leader) => {
    const [mine, works, knows] = [slugs(phases, leader), slugs(districts, leader), slugs(tags, leader)];
    const same = mine.includes(phase);
    const here = place ? place.districts.filter((slug) => works.includes(slug)) : [];
    const known = expertise.filter((slug) => knows.includes(slug));
    const [free, freeInWords] = leaders.kle[leader] ? (FREE[leaders.free[leader]] ?? NOT_KNOWN) : NO_KLE;
    const far = miles ? bandOf(miles[leader]) : BANDS.length;
    const near = place ? Math.min(far, here.length ? HERE : far) : 0;
    const open = slugs(status, leader).includes("open");
    const phaseInWords = () => series(mine.map((slug) => label(phases, slug).toLowerCase()));
    const share =
      known.length < expertise.length ? `, ${known.length} of your ${expertise.length} needs` : "";
    const where = () => series(here.map((slug) => label(districts, slug)));
    const reasons = [
      same ? "same phase" : `another phase: ${phaseInWords()}`,
      leaders.trained[leader] && "trained mentor",
      place && (here.length ? `works in ${where()}` : "works in other districts"),
      miles && miles[leader] < Infinity && about(miles[leader]),
      known.length && `knows about ${series(known.map((slug) => label(tags, slug)))}${share}`,
      expertise.length && !known.length && "has not listed what you need",
      freeInWords,
    ];
    // Last the day's lot, which is the leader's number.
    const order = [
      same ? 0 : 1,
      leaders.trained[leader] ? 0 : 1,
      near,
      -known.length,
      free,
      open ? 0 : 1,
      leader,
    ];
    return { leader, same, here: here.length > 0, order, reasons: reasons.filter(Boolean) };
  };

  const all = [...leaders.slug.keys()];
  const [mentors, others] = [all.filter(offers), all.filter((leader) => !offers(leader))];
  const ours = mentors.filter(isOurs);
  const left = [
    { who: others, why: `${count(others.length, "leader does", "leaders do")} not offer mentoring` },
    { who: ours, why: `${count(ours.length, "mentor is", "mentors are")} of ${trustName}` },
  ];
  return {
    matches: mentors
      .filter((leader) => !isOurs(leader))
      .map(judged)
      .sort((one, other) => compare(one.order, other.order)),
    left: left.filter(({ who }) => who.length),
  };
};
