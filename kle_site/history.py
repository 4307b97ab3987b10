"""What is known of before: the manifest of the site published last → when each leader came and what changed.

A site has no memory but its manifest, and no clock but the day that a build is given. So each manifest says,
of everyone who has a page, since when it has known them and which fields were new on which day, and the next
build carries that on from the one it is told of (`kle build --since`). A build that is told of none knows
nothing of before: no leader has a date in it, and what changes is counted from its day.

Fields stand as digests, and none of them is made of what status is made of (changes.QUIET, ends of
designations): a pause, a return, a confirmation or being late changes no byte here. Whoever has no page is
not here either; should they come back, they are new.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kle_site import tree

VERSION = 1
"""How digests are made: of another version's, none is compared, so that nobody seems to have changed."""
KEPT = 12
"""Months for which what changed is kept."""
ADDED, MOVED, BASE = "added", "address", "base"
"""News that is no field: a new entry, a page at another address, another base school."""
FIELDS = (
    "name",
    "role",
    "designations",
    "schools",
    "trust",
    "works_in",
    "expertise",
    "support",
    "mentor_training",
    "portrait",
    "impact",
    "photo",
    "contact",
)
"""Fields of a portrait whose change is news, in its order. None tells of anybody's status."""
NEWS = (ADDED, MOVED, BASE, *FIELDS)
"""Everything that may be new of a leader, in the order in which it is told."""

_DUMPED = frozenset(FIELDS)
_DIGEST = re.compile(r"[0-9a-f]{12}")
_TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:leaders")


@dataclass(frozen=True, slots=True)
class Known:
    """What a manifest knows of one leader."""

    id: str
    """Twelve hex digits that stay when the address changes: what feeds know them by."""
    fields: Mapping[str, str]
    """Field → twelve hex digits of what it said; `base` stands for the number of the base school."""
    added: datetime.date | None = None
    """The day on which a build first knew them; None for whoever was there when counting began."""
    news: Mapping[datetime.date, tuple[str, ...]] = field(default_factory=dict)
    """Day → what was new on it, words of NEWS without `added`; of the last KEPT months."""

    @property
    def changed(self) -> datetime.date | None:
        """The last day, as far as we know, on which anything was new."""
        return max(filter(None, (self.added, *self.news)), default=None)


@dataclass(frozen=True, slots=True)
class Past:
    """A manifest that was read."""

    files: Mapping[str, tuple[int, str]]
    """Path → bytes, SHA-256 in hex."""
    leaders: Mapping[str, Known]
    """Slug → what was known; empty in a manifest that is older than all this."""
    version: int = 0
    """How its digests were made; 0 in a manifest that has none."""
    built: datetime.date | None = None
    """The day that it was built for."""
    since: datetime.date | None = None
    """The day from which changes are counted."""
    tag: str = ""
    """What its feed is known by."""

    @property
    def latest(self) -> datetime.date | None:
        """The last day that it speaks of: no later build is for a day before it."""
        days = (self.built, self.since, *(known.changed for known in self.leaders.values()))
        return max(filter(None, days), default=None)


def read(place: Path) -> Past | None:
    """Read the manifest of a site's folder, or a manifest file. None when missing, damaged or not ours."""
    try:
        raw = (place / tree.MANIFEST if place.is_dir() else place).read_bytes()
        files = tree.files_in(raw)
        return None if files is None else _past(files, json.loads(raw))
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _past(files: Mapping[str, tuple[int, str]], told: dict[str, Any]) -> Past:
    """Return a manifest as a record. Raises one of the errors that read() knows where it is damaged."""
    if "history" not in told:
        return Past(files, {})
    about, leaders = told["history"], told["leaders"]
    if type(about["version"]) is not int or not _TAG.fullmatch(about["feed"]):
        raise ValueError(about)
    return Past(
        files,
        {slug: _known(one) for slug, one in leaders.items()},
        about["version"],
        _day(about["built"]),
        _day(about["since"]),
        about["feed"],
    )


def _known(told: dict[str, Any]) -> Known:
    fields = dict(told["fields"])
    for digest in (told["id"], *fields.values()):
        if not _DIGEST.fullmatch(digest):
            raise ValueError(digest)
    # A newer program may know of more news than we have words for.
    news = {_day(day): tuple(one for one in NEWS if one in what) for day, what in told["news"].items()}
    added = _day(told["added"]) if "added" in told else None
    return Known(told["id"], fields, added, {day: what for day, what in news.items() if what})


def _day(text: str) -> datetime.date:
    day = datetime.date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day
