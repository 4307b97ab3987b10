// An annual submission, from what a leader wrote: the file for the office, the copy to read, and an e-mail.
//
// `answers`: name, page, deployments (each school, kind, time and result), impact, goingOn ("yes" or "no"),
// status, from, left and year; words, "" for what was left out. What reads the file is kle_site/submission.py.

import { inWords, month } from "./days.js";
import { slugIn, slugOf } from "./slugs.js";

export const warning = (office) =>
  "PRIVATE. This names schools that had support. It must never go by a public way: no GitHub issue, no pull " +
  `request, no mailbox that others can read. Send it only to ${office}`;

// Returns what is left to answer: [words, the id of the field].
export const missing = ({ name, page, goingOn, status }) => [
  ...(name ? [] : [["Your name", "name"]]),
  ...(page && !slugIn(page) ? [["The address of your page: it ends like /directory/ann-lee/", "page"]] : []),
  ...(goingOn ? [] : [["Whether your capacity and commitment continue", "going-on"]]),
  ...(status ? [] : [["Whether schools can ask you now", "status"]]),
];

// Returns what a file is called, without its ending.
export const fileName = ({ name, page }, today) =>
  `annual-submission-${slugIn(page) ?? (slugOf(name) || "leader")}-${today}`;

// Returns the file for the office. Its first field says who must not see it.
export const file = (answers, today, office) => {
  const { name, page, deployments, impact, goingOn, status, from, left, year } = answers;
  const record = {
    warning: warning(office),
    format: "kle-annual-submission",
    version: 1,
    leader: { name, slug: slugIn(page) },
    deployments,
    impact,
    commitment: {
      confirmed: goingOn === "yes" ? today : null,
      availability: {
        status,
        checked: today,
        from: from && status !== "open" ? from : null,
        free_days: left ? { year, left } : null,
      },
    },
  };
  return `${JSON.stringify(record, null, 2)}\n`;
};

// Returns the copy to read; `words` are what the form says of its choices: field → value → label.
export const copy = (answers, today, office, words) => {
  const { name, deployments, impact, goingOn, status, from, left, year } = answers;
  const said = (text) => text || "Not said";
  const each = deployments.map(({ school, kind, time, result }, place) =>
    [
      `Deployment ${place + 1}: ${said(school)}`,
      `Kind of support: ${said(kind)}`,
      `When: ${said(time)}`,
      `What came of it: ${said(result)}`,
    ].join("\n"),
  );
  const paragraphs = [
    warning(office),
    `ANNUAL SUBMISSION\n${said(name)}\n${inWords(today, { day: "numeric" })}`,
    "1. DEPLOYMENTS IN THE PREVIOUS YEAR",
    ...(each.length ? each : ["None"]),
    "2. IMPACT",
    said(impact),
    "3. CAPACITY AND COMMITMENT",
    [
      `Capacity and commitment continue: ${said(words["going-on"][goingOn])}`,
      `Can schools ask now: ${said(words.status[status])}`,
      ...(from && status !== "open" ? [`May have time from: ${month(from)}`] : []),
      `Free days in ${year}: ${said(words.left[left])}`,
    ].join("\n"),
  ];
  return `${paragraphs.join("\n\n")}\n`;
};

// Returns {subject, body} of the e-mail that the files go with. It names no school.
export const letter = (answers, today) => {
  const name = answers.name || "[your name]";
  const called = fileName(answers, today);
  const body = [
    "Dear colleague",
    "My annual submission as a Kent Leader of Education is attached:",
    `- ${called}.json, for your records\n- ${called}.txt, to read`,
    "It names schools that I supported. Please do not pass it on, and put it nowhere that others can see: no GitHub " +
      "issue, no pull request.",
    name,
  ].join("\n\n");
  return { subject: `Annual submission: ${name}`, body };
};
