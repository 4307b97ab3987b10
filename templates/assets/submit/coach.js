// What a good portrait has, as advice: a head knows best, so nothing here stops anybody.

import { fold } from "./text.js";

const LEAST = 120;
const MOST = 250;
const SCHOOL =
  /\b(school|academy|academies|nursery|federation|trust|infant|junior|primary|secondary|sixth form|unit)s?\b/i;
const CONTEXT =
  /\b(pupils?|children|students?|small|large|rural|coast\w*|village|town|city|estate|form entry|classes|on roll|intake|special|mixed|selective|grammar|urban|island?|isle)\b/i;
const ACTION =
  /\b(I|we) (\w+ly )?(have |had |also |then )?(led|lead|worked|work|helped|help|mentored|mentor|coached|coach|supported|support|set|set up|built|build|wrote|write|ran|run|started|changed|trained|train|reviewed|review|taught|visited|visit|planned|introduced|met|meet|walk(ed)?|opened|turned|made|brought|gave|give)\b/i;
const NUMBER =
  /\d+ ?(%|per ?cent|days?|weeks?|months?|years?|schools?|heads?|pupils?|children|visits?|teachers?|staff)|\b(half|one|two|three|four|five|six|seven|eight|nine|ten|twelve) (of|new|first-time|heads?|schools?|terms?|years?|weeks?|teachers?|visits?)\b/i;
const DATED = /\b(19|20)\d\d\b/;
const KNOWN = new Set(["UK", "AND", "OK", "BBC", "GCSE", "GCSES", "NHS"]);
const CHILD = /\b(boy|girl|pupil|child|student|son|daughter) (called|named) \p{Lu}/u;
const COLLEAGUE = /\b(Mr|Mrs|Ms|Miss|Mx|Dr)\.? \p{Lu}\p{Ll}+/u;
const NAMED_SCHOOL =
  /(?:\p{Lu}[\p{L}’'-]+ )+(?:(?:CofE|CE|Catholic|RC|Infant|Junior|Primary|Secondary|Grammar|High|Nursery|Special|Community) )*(?:School|Academy|College)\b/gu;

// Abbreviations that are written before anything explains them: “PPG” is, where “(PPG)” stands.
const unexplained = (text) =>
  [...new Set(text.match(/\b[A-Z][A-Z&]{1,5}\b/g) ?? [])].filter(
    (one) => !KNOWN.has(one) && !text.includes(`(${one})`) && !text.includes(`${one} (`),
  );

// Returns sentences for what a portrait might still say, or say otherwise. `schools`: the names of the leader's own.
export const advice = (text, schools) => {
  const found = [];
  const words = text.trim().split(/\s+/).filter(Boolean).length;
  if (!words) return found;
  if (words < LEAST) found.push(`This is ${words} words. ${LEAST} to ${MOST} is about right.`);
  if (words > MOST)
    found.push(`This is ${words} words. Readers are busy: ${LEAST} to ${MOST} is about right.`);
  if (!SCHOOL.test(text) || !CONTEXT.test(text))
    found.push("Say which school you lead and what it is like: its size, its pupils, its place.");
  if (!ACTION.test(text)) found.push("Say what you did yourself: “I worked with …”, “I led …”.");
  if (!NUMBER.test(text))
    found.push("Say what came of it in a way that can be measured: a number, or what was there by the end.");
  if (!DATED.test(text)) found.push("Say when it was: a month, or a school year.");
  const short = unexplained(text).slice(0, 3);
  if (short.length) {
    const words = short.map((one) => `“${one}”`).join(", ");
    found.push(`Explain ${words}: governors may not know what that is.`);
  }
  const own = schools.map(fold);
  const other = (text.match(NAMED_SCHOOL) ?? []).find(
    (one) => !own.some((name) => name.includes(fold(one)) || fold(one).includes(name)),
  );
  if (other) found.push(`Is “${other.trim()}” a school that you supported? Leave its name out.`);
  if (CHILD.test(text)) found.push("Leave out whatever could tell who a pupil is.");
  if (COLLEAGUE.test(text)) found.push("Leave out the names of colleagues.");
  return found;
};
