"""Texts of which pieces stand in many others: such a piece is made once, and looked into once.

A template shows a mark where a piece goes. So what is to be found out about a page needs a look at its own
words alone, and at each piece for all the pages that hold it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import token_hex

WAYS = {"\1": "/directory/", "\2": "/"}
"""What stands in a piece for the way from the page that shows it to a folder: `\1sian-obrien/`."""


@dataclass(frozen=True, slots=True)
class Pieced:
    """A finished text."""

    parts: tuple[str, ...]
    """Its own words and its pieces by turns, its own first and last."""
    ways: tuple[str, ...] = ()
    """The way to each folder of WAYS, as a link's beginning: `../`, or nothing."""

    @property
    def whole(self) -> str:
        """The text as it is read."""
        return to(self.ways, "".join(self.parts))

    @property
    def own(self) -> str:
        """What no other text shares, end to end."""
        return "".join(self.parts[::2])

    @property
    def pieces(self) -> tuple[str, ...]:
        """What it shares with others."""
        return self.parts[1::2]


class Pieces:
    """The pieces of the texts of one maker."""

    def __init__(self) -> None:
        self._held: list[str] = []
        # The checks refuse control characters. This is a second wall: nobody can write what is drawn by lot.
        self._lot = token_hex(8)
        self._marks = re.compile(f"\0{self._lot}([0-9]+)\0")

    def keep(self, text: str) -> str:
        """Keep a piece, which may hold others. Returns the mark that stands for it."""
        self._held.append(self.found(text).whole)
        return f"\0{self._lot}{len(self._held) - 1}\0"

    def found(self, text: str, ways: tuple[str, ...] = ()) -> Pieced:
        """Return a text with its pieces in place of their marks."""
        parts = self._marks.split(text)
        parts[1::2] = [self._held[int(number)] for number in parts[1::2]]
        return Pieced(tuple(parts), ways)


def to(ways: tuple[str, ...], text: str) -> str:
    """Return a text with the ways that its pieces leave open."""
    for mark, way in zip(WAYS, ways, strict=False):
        text = text.replace(mark, way)
    return text
