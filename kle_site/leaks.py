"""What programs read, looked through before a release: not a word of whom or what it must not tell.

Rules and pages see to it that nothing is published that nobody agreed to. This looks once more, at the
finished files and without our code: whole values, as whoever reads the data finds them. Pages are not among
them, since what leaders write may name anybody.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from kle_site.directory import Directory
from kle_site.model import Consent, Leader

KINDS = (".json", ".csv", ".xml", ".xlsx")
"""How names of files end that programs read."""

_OPEN = re.compile(r"(data|embed)/.*|feed\.xml|.*\.(csv|xlsx)")
"""What others take away: the files of whoever agreed to that, and nobody else's."""
_CHANGED = "submit/portraits/"
"""What a change starts from: everybody with a page, and nothing of their time."""
_UNREAD = re.compile(r"data/v1/manifest\.json|guidance/passages\.json|.*\.schema\.json")
"""What lists every address, holds the protocols' words, or says which fields there are."""
_PRIVATE = frozenset({"listed", "consent", *Consent.model_fields})
"""Fields of a portrait that nobody else sees."""
_TIME = frozenset({"availability", "from", "free_days"})
_ADDRESS = re.compile(r"\S*/directory/([a-z0-9-]+)/")

Values = dict[str, str]
"""A value → what it is, in words."""


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A file that tells what it must not."""

    path: str
    what: str
    """What it tells, in words, and never the value itself."""


def found(directory: Directory, files: Iterable[tuple[str, bytes]]) -> list[Leak]:
    """Return what files of KINDS (path inside the site, bytes) tell and must not."""
    wholly, listed, reusable = _hidden(directory)
    leaks = set()
    for path, body in files:
        if _UNREAD.fullmatch(path):
            continue
        changed = path.startswith(_CHANGED)
        values = wholly if changed else reusable if _OPEN.fullmatch(path) else listed
        keys = _PRIVATE | _TIME if changed else _PRIVATE
        for key, value in _read(path, body):
            named = _ADDRESS.fullmatch(value)
            what = values.get(named[1] if named else value)
            if key in keys:
                leaks.add(Leak(path, f"a field “{key}”"))
            if value == "paused":
                leaks.add(Leak(path, "that somebody has paused"))
            if what:
                leaks.add(Leak(path, f"the {what} of somebody who must not be in it"))
    return sorted(leaks)


def _hidden(directory: Directory) -> tuple[Values, Values, Values]:
    """Return the values that stand in no file; in none but what a change starts from; in no open data."""
    with_page = [entry.leader for entry in directory.with_page]
    listed = [entry.leader for entry in directory.listed]
    reusable = [leader for leader in listed if "reuse" in leader.consent.scope]
    ended = {line.slug: "address" for line in directory.content.withdrawn.withdrawn}
    everybody = {leader.slug: _values(leader) for leader in directory.content.leaders}
    mailboxes = dict(_scalars(directory.content.site.mailboxes.model_dump()))

    def but(allowed: list[Leader]) -> Values:
        shown = {value for leader in allowed for value in everybody[leader.slug]} | set(mailboxes.values())
        slugs = {leader.slug for leader in allowed}
        hidden = [values for slug, values in everybody.items() if slug not in slugs]
        return {
            value: what for values in [ended, *hidden] for value, what in values.items() if value not in shown
        }

    return but(with_page), but(listed), but(reusable)


def _values(leader: Leader) -> Values:
    """Return what tells who a leader is. What two share, such as a mailbox, tells of neither."""
    contact = leader.contact
    told = {leader.name: "name", leader.surname_first: "name", leader.slug: "address"}
    told |= dict.fromkeys(leader.aliases, "address")
    return told | {
        one: what for one, what in ((contact.email, "mailbox"), (contact.phone, "telephone number")) if one
    }


# --- files → values ---------------------------------------------------------------------------------------


def _read(path: str, body: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a file holds: (name of the field, value)."""
    if path.endswith(".json"):
        yield from _scalars(json.loads(body))
    elif path.endswith(".csv"):
        rows = csv.reader(StringIO(body.decode("utf-8-sig"), newline=""))
        heads = next(rows, [])
        yield from ((head, "") for head in heads)
        yield from (("", cell) for row in rows for cell in row)
    elif path.endswith(".xlsx"):
        with ZipFile(BytesIO(body)) as parts:
            for name in parts.namelist():
                if name.endswith(".xml"):
                    yield from _read(name, parts.read(name))
    else:
        for element in ElementTree.fromstring(body).iter():  # noqa: S314 - our own file, made a moment ago
            yield "", (element.text or "").strip()
            yield from (("", value) for value in element.attrib.values())


def _scalars(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every value inside; a key of a record is a field or, as a slug is, a value."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield name, name
            yield from _scalars(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from _scalars(inside, key)
    else:
        yield key, str(value)
