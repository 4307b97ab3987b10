"""People on numbered pages: who is on which, and everybody's card for whoever is shown in another order.

A list of many stands on pages of `PER_PAGE`. Beside them lie parts of `PER_PART` cards, for the browser that
shows leaders in another order than the pages do: it fetches the few parts that hold whom it found. Both hold
listed leaders in the day's order and nobody else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import jinja2

from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.look import Here, cards_of, placed

PER_PAGE = 50
"""Cards on a page: as many as a first view of 30 KB holds with room to spare."""
PER_PART = 10
"""Cards in a part: whoever is found by words stands anywhere in the day's order, so parts are small."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """One page of a list."""

    first: str
    """The site path of the list's first page."""
    number: int
    of: int
    """How many pages the list has."""
    count: int
    """How many leaders are on all of them."""
    entries: Sequence[Entry]

    @property
    def address(self) -> str:
        """The site path of this page."""
        return self.at(self.number)

    @property
    def start(self) -> int:
        """Which leader of the list stands first here, counted from 1."""
        return (self.number - 1) * PER_PAGE + 1

    def at(self, number: int) -> str:
        """Return the site path of another page of the list."""
        return self.first if number == 1 else f"{self.first}page/{number}/"

    @property
    def shown(self) -> list[int]:
        """Numbers that the pager offers; 0 for those it leaves out between two."""
        near = {1, self.of, *range(max(1, self.number - 1), min(self.of, self.number + 1) + 1)}
        found: list[int] = []
        for number in sorted(near):
            last = found[-1] if found else 0
            if number == last + 2:
                # A gap of one is that page itself.
                found.append(last + 1)
            elif number > last + 1:
                found.append(0)
            found.append(number)
        return found


def numbered(first: str, entries: Sequence[Entry]) -> Iterator[Numbered]:
    """Yield the pages of a list whose first has the site path `first`: one, should nobody be on it."""
    of = max(1, -(-len(entries) // PER_PAGE))
    for number in range(1, of + 1):
        held = entries[(number - 1) * PER_PAGE : number * PER_PAGE]
        yield Numbered(first, number, of, len(entries), held)


@dataclass(frozen=True, slots=True)
class Parts:
    """Every listed leader's card in files for the directory's script; none where one page holds them all."""

    address: str
    """Their site path, with `{n}` for the part's number from 0; empty without parts."""
    files: tuple[tuple[str, bytes], ...]
    """(site path, JSON list of cards as HTML) of each."""
    per_page: int = 0
    per_part: int = 0


Drawing = Callable[[Callable[[Entry], str], Sequence[Entry]], list[str]]
"""How cards are drawn: what draws one and the leaders → their cards."""


def _drawn(draw: Callable[[Entry], str], entries: Sequence[Entry]) -> list[str]:
    return [draw(entry) for entry in entries]


def parts(directory: Directory, env: jinja2.Environment, drawn_by: Drawing = _drawn) -> Parts:
    """Return the parts. One digest of all stands in every name, as the day's order moves all together.

    `drawn_by` may remember cards: it is told how to draw one, and of whom.
    """
    listed = directory.listed
    if len(listed) <= PER_PAGE:
        return Parts("", ())
    cards = cards_of(env)
    drawn = drawn_by(cards.draw, listed)
    for entry, card in zip(listed, drawn, strict=True):
        cards.shown(entry, card)
    there = [placed(Here("/directory/", "", ""), card) for card in drawn]
    bodies = [
        json.dumps(there[start : start + PER_PART], ensure_ascii=False, separators=(",", ":")).encode()
        for start in range(0, len(there), PER_PART)
    ]
    digest = hashlib.sha256(b"\n".join(bodies)).hexdigest()[:10]
    address = f"/assets/cards-{{n}}.{digest}.json"
    files = tuple((address.format(n=number), body) for number, body in enumerate(bodies))
    return Parts(address, files, PER_PAGE, PER_PART)
