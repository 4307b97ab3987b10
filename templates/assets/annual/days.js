// Days as a form asks for them and as we write them.

// Returns a day in words: January 2027, or with more of what dates may show.
export const inWords = (day, more) =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
    ...more,
  });

// Returns the month of a day: January 2027.
export const month = (day) => inWords(day, {});

// The day where the visitor is, not in Greenwich.
export const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

// Returns the months to come, from which somebody may have time again: [first day, words].
export const monthsAhead = (many) =>
  Array.from({ length: many }, (_, place) => {
    const now = new Date();
    const first = new Date(Date.UTC(now.getFullYear(), now.getMonth() + place + 1, 1))
      .toISOString()
      .slice(0, 10);
    return [first, month(first)];
  });
