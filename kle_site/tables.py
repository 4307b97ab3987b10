"""Open data as a table: the columns, what stands in each, and the table as CSV.

A column is made from a record of `records` and from nothing else. CSV holds the codes of the JSON, for
programs; a spreadsheet holds the words of the pages, for people. A table leaves out what needs paragraphs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kle_site.directory import Directory
from kle_site.labels import LABELS
from kle_site.records import Record

SEPARATOR = " | "
"""Between several values in a cell. Not a semicolon: where that ends a cell, the next could be a formula."""
FREE = {"available": "Left", "limited": "Some left", "none": "None left"}
"""How free days of this school year are written in a spreadsheet."""

_Word = Callable[[Directory, str], str]
"""A code → how a page writes it."""


def _as_it_is(_directory: Directory, text: str) -> str:
    return text


def _place(directory: Directory, slug: str) -> str:
    return directory.place_label(slug)


def _tag(directory: Directory, slug: str) -> str:
    return directory.content.expertise.tags[slug].label


def _fixed(_directory: Directory, word: str) -> str:
    return LABELS[word]


def _free(_directory: Directory, word: str) -> str:
    return FREE[word]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of both tables."""

    name: str
    """Its head in CSV, which is promised."""
    label: str
    """Its head in a spreadsheet."""
    about: str
    """What it is; empty where it is the field of that name."""
    of: Callable[[Record], str | Sequence[str]]
    """A record → the codes in its cell."""
    word: _Word = _as_it_is
    width: int = 14
    """Characters that fit beside each other in a spreadsheet."""

    def coded(self, record: Record) -> str:
        """Return a record's cell in codes."""
        found = self.of(record)
        return found if isinstance(found, str) else SEPARATOR.join(found)

    def worded(self, record: Record, directory: Directory) -> str:
        """Return a record's cell in words."""
        found = self.of(record)
        codes = [found] if isinstance(found, str) else found
        return ", ".join(self.word(directory, code) for code in codes if code)


def _field(name: str) -> Callable[[Record], str | Sequence[str]]:
    """Return the cell of a field that is a text or a list of texts, empty where it is left out."""

    def of(record: Record) -> str | Sequence[str]:
        found: str | Sequence[str] = record.get(name, "")
        return found

    return of


def _base(name: str) -> Callable[[Record], str]:
    """Return the cell of a field of the base school."""
    return lambda record: str(record["schools"][0].get(name, ""))


def _contact(name: str) -> Callable[[Record], str]:
    return lambda record: str(record["contact"].get(name, ""))


COLUMNS = (
    Column("slug", "Short name", "", _field("slug"), width=18),
    Column("url", "Page", "", _field("url"), width=40),
    Column("name", "Name", "", _field("name"), width=20),
    Column("sort_name", "Surname first", "", _field("sort_name"), width=24),
    Column("role", "Role", "", _field("role"), width=22),
    Column(
        "designations",
        "Designations",
        "Each designation and the month since which they hold it.",
        lambda record: [f"{held['kind']} {held['since']}" for held in record["designations"]],
    ),
    Column("school", "School", "The name of the base school, the first in JSON.", _base("name"), width=28),
    Column("urn", "URN", "Its Unique Reference Number.", _base("urn"), width=9),
    Column("phase", "Phase", "What kind of school it is.", _base("phase"), _fixed, width=12),
    Column("school_district", "District", "The district it stands in.", _base("district"), _place),
    Column("ages", "Ages", "The ages it teaches.", _base("ages"), width=8),
    Column("school_website", "School’s website", "Its website.", _base("website"), width=30),
    Column(
        "other_schools",
        "Other schools",
        "The names of the other schools they lead, each with its number.",
        lambda record: [f"{school['name']} (URN {school['urn']})" for school in record["schools"][1:]],
        width=32,
    ),
    Column("trust", "Trust or federation", "", _field("trust"), width=24),
    Column("works_in", "Works in", "", _field("works_in"), _place, width=20),
    Column("areas", "Areas", "", _field("areas"), _place, width=20),
    Column("districts", "Districts where they work", "", _field("districts"), _place, width=30),
    Column("expertise", "Knows about", "", _field("expertise"), _tag, width=36),
    Column("support", "Offers", "", _field("support"), _fixed, width=28),
    Column("mentor_training", "Trained as a mentor", "", _field("mentor_training"), width=12),
    Column("availability", "Availability", "", _field("availability"), _fixed, width=20),
    Column("availability_checked", "Availability confirmed", "", _field("availability_checked")),
    Column(
        "free_days",
        "Free days this school year",
        "What is left of the free days of this school year. Empty when not known.",
        lambda record: str(record.get("free_days", {}).get("left", "")),
        _free,
    ),
    Column("contact_via", "Whose mailbox", "leader, or office for the office’s.", _contact("via"), width=9),
    Column("contact_email", "Write to", "The mailbox to write to.", _contact("email"), width=28),
    Column("contact_person", "Ask for", "Whom to ask for there.", _contact("person"), width=18),
    Column("contact_phone", "Telephone", "The switchboard.", _contact("phone"), width=18),
    Column("confirmed", "Entry confirmed", "", _field("confirmed")),
    Column("example", "Example", "yes for an invented entry.", lambda r: "yes" if "example" in r else ""),
)
"""Every column, in the order of the CSV. New ones come at the end, and none goes (`records.VERSION`)."""


def csv_of(records: Iterable[Record]) -> bytes:
    """Return the records as CSV by RFC 4180, UTF-8.

    With a byte-order mark: without one, Excel reads the é of a name as two letters of old Windows. Readers
    that know UTF-8 pass over it.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(column.name for column in COLUMNS)
    writer.writerows([harmless(column.coded(record)) for column in COLUMNS] for record in records)
    return stream.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet works out: an apostrophe stands before what begins like a formula."""
    return f"'{cell}" if cell.lstrip(" ")[:1] in _FORMULAS else cell


_FORMULAS = frozenset("=+-@\t\r\n＝＋－＠")
"""What a formula begins with (OWASP, "CSV Injection"), wide forms of East Asian keyboards among them."""
