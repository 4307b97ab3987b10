"""The KLE Support Record, in which a leader and a headteacher write down what they do: its blanks and words.

`content/support-record.yaml` is the one source of its page, its form and its three files. What people write
stays with them: nothing of it is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, NamedTuple

from pydantic import Field

from kle_site.fields import Slug, one_line, whole_number
from kle_site.model import Record
from kle_site.places import Label, repeats
from kle_site.problems import Fault, Where

Sentences = Annotated[str, one_line(300)]
WIDE = 100
"""Characters at most of a narrow blank."""


class Blank(Record):
    """Something to fill in."""

    slug: Slug
    label: Label
    hint: Annotated[str, one_line(120)] = ""
    at_most: Annotated[int, whole_number(1, 600)]
    """Characters that the form on the page takes."""

    @property
    def wide(self) -> bool:
        """Does it take sentences, and not only a name or a date?"""
        return self.at_most > WIDE


class Place(NamedTuple):
    """A blank where it stands: its name in every form and file, and the whole name for a listener."""

    name: str
    told: str


class SupportRecord(Record):
    """What stands in the record, in order."""

    title: Label
    about: Sentences
    privacy: Sentences
    """What must not be written in it."""
    clause: Slug
    visit: Label
    """What a visit is called; its number follows."""
    visits: Annotated[int, whole_number(1, 6)]
    rows: Annotated[int, whole_number(1, 10)]
    """Of each visit."""
    heads: Annotated[tuple[Blank, ...], Field(min_length=1, max_length=4)]
    """What stands above all visits; the first is the leader."""
    date: Blank
    columns: Annotated[tuple[Blank, ...], Field(min_length=1, max_length=6)]
    """What is written in each row; the first is what the work is about."""

    @property
    def series(self) -> str:
        """The columns as a sentence lists them."""
        *most, last = (column.label.lower() for column in self.columns)
        return f"{', '.join(most)} and {last}" if most else last

    def place(self, blank: Blank, visit: int = 0, row: int = 0) -> Place:
        """Return where a blank stands; visits and rows count from 1."""
        name = (f"visit-{visit}-" if visit else "") + (f"row-{row}-" if row else "") + blank.slug
        where = [f"{self.visit} {visit}"] * bool(visit) + [f"row {row}"] * bool(row)
        return Place(name, ", ".join([blank.label, *where]))


class SupportRecords(Record):
    """The file: `content/support-record.yaml`. Without it the site has no such record."""

    record: SupportRecord | None = None


def blanks_are_told_apart(found: SupportRecords) -> Iterator[Fault]:
    """No two blanks have the same slug or the same label."""
    record = found.record
    if not record:
        return
    blanks: list[tuple[Where, Blank]] = [(("heads", at), blank) for at, blank in enumerate(record.heads)]
    blanks.append((("date",), record.date))
    blanks += [(("columns", at), blank) for at, blank in enumerate(record.columns)]
    for name in ("slug", "label"):
        yield from repeats([(("record", *at, name), getattr(blank, name)) for at, blank in blanks], "blank")


FILES: dict[str, tuple[type[Record], Callable[..., Iterator[Fault]]]] = {
    "support-record.yaml": (SupportRecords, blanks_are_told_apart)
}
"""The file, its record, and the rule that it keeps by itself."""
