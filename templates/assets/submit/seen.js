// Where the form shows how it will look: the card and the page.

const places = ["card", "page"].map((id) => document.getElementById(id));

// Is it still to come?
export const wait = (is) => {
  for (const place of places) place.ariaBusy = is ? "true" : null;
};

// Shows {card, page} as a picture of a page: its headings stand below this page’s own, and its links lead nowhere.
export const hang = (made) => {
  const [card, page] = places;
  card.innerHTML = made.card || "<li><p>While you take no commissions, no list shows you.</p></li>";
  page.innerHTML = made.page;
  for (const root of places) {
    for (const one of root.querySelectorAll("[id], [aria-labelledby], [href]")) {
      for (const name of ["id", "aria-labelledby", "href", "rel"]) one.removeAttribute(name);
    }
  }
  for (const one of page.querySelectorAll("h1, h2, h3, h4")) one.ariaLevel = Number(one.tagName[1]) + 2;
  wait(false);
};
