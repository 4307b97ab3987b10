// Three questions and their answers, as the page's address holds them. Saved addresses are promises: names stay.

export const QUESTIONS = ["asker", "need", "funding"];

const cut = (text) => `“${text.slice(0, 40)}${text.length > 40 ? "…" : ""}”`;

export const nothing = () => Object.fromEntries(QUESTIONS.map((name) => [name, ""]));

// Returns {state, odd}: what an address answers, and a sentence for each thing in it that we do not know.
// `choices` holds the slugs of each question, `words` how it is put.
export const read = (search, choices, words) => {
  const state = nothing();
  const odd = new Set();
  const leave = (value, as) => odd.add(`We do not know ${cut(value)} as ${as}, so we left it out.`);
  for (const [name, value] of new URLSearchParams(search.slice(0, 2000))) {
    const typed = value.trim();
    const slug = typed.toLowerCase();
    if (!QUESTIONS.includes(name)) leave(name, "a part of this address");
    else if (!typed) continue;
    else if (!choices[name].includes(slug)) leave(typed, `an answer to “${words[name]}”`);
    else if (!state[name]) state[name] = slug;
    else if (state[name] !== slug)
      odd.add(`This address answers “${words[name]}” twice, so we kept the first.`);
  }
  return { state, odd: [...odd].slice(0, 5) };
};

// Returns the query string of a state, "" when nothing is answered; one state has one spelling.
export const written = (state) => {
  const answered = QUESTIONS.filter((name) => state[name]);
  const text = new URLSearchParams(answered.map((name) => [name, state[name]])).toString();
  return text && `?${text}`;
};

export const open = (state) => QUESTIONS.filter((name) => !state[name]);

// Returns the row that answers a state, or undefined; `rows` hold the slugs that each is for.
export const answerTo = (state, rows) =>
  rows.find((row) => QUESTIONS.every((name) => row[name].includes(state[name])));
