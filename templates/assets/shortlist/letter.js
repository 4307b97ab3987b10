// A message to one leader, from what somebody wrote in the form. It names nobody else.

const LONGEST = 1800; // characters of a link that every e-mail program takes

const box = (address) => encodeURIComponent(address).replace("%40", "@");

// Returns the link that opens a message in an e-mail program, or null where it would be too long.
export const mailto = (address, subject, body) => {
  const lines = encodeURIComponent(body.replace(/\n/g, "\r\n"));
  const link = `mailto:${box(address)}?subject=${encodeURIComponent(subject)}&body=${lines}`;
  return link.length < LONGEST ? link : null;
};

const AGREE =
  "If so, please tell me when we could talk. Before any work starts we would agree the scope, aims and " +
  "objectives, together with the Senior Improvement Adviser.";

const direct = (name, title) => [
  `For the attention of ${name}`,
  `Dear ${name}`,
  `I found your entry in the ${title}. Could you support our school?`,
];

// Through the office: it reads who is meant, and passes it on.
const passed = (name, title) => [
  "Dear colleague",
  `Please pass this on to ${name}, whose entry I found in the ${title}. Could they support our school?`,
];

const line = (label, text) => (text ? [`${label}: ${text}`] : []);

// Returns {to, subject, body, link}; `answers` holds words, "" for what was left out.
export const letter = (person, answers, { office, title, address }) => {
  const school = [answers.phase, answers.area].filter(Boolean).join(", ");
  const asked = [
    ...line("What we need", answers.need),
    ...line("Our school", school),
    ...line("What we want to achieve", answers.aims),
    ...line("What it should cover", answers.scope),
    ...line("About how many days", answers.days),
    ...line("From when", answers.from),
    ...line("Who would pay", answers.pays),
  ];
  const paragraphs = [
    ...(person.email ? direct(person.name, title) : passed(person.name, title)),
    asked.join("\n"),
    AGREE,
    "If not, just say so. No reason is needed.",
    [answers.name, answers.role, answers.reach].filter(Boolean).join("\n"),
    `The entry: ${address}`,
  ];
  const to = person.email ?? office;
  const kind = answers.need ? ` (${answers.need.toLowerCase()})` : "";
  const subject = `For ${person.name}: asking for support${kind}`;
  const body = paragraphs.filter(Boolean).join("\n\n");
  return { to, subject, body, link: mailto(to, subject, body) };
};
