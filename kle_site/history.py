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
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import to_json

from kle_site import tree
from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.load import Content
from kle_site.model import Leader, months_after

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
    changed: datetime.date | None = None
    """The last day on which anything was new; None where nothing was since counting began."""
    news: Mapping[datetime.date, tuple[str, ...]] = field(default_factory=dict)
    """Day → what was new on it, words of NEWS without `added`; of the last KEPT months."""


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


class HistoryError(Exception):
    """A manifest that was named is no use. The message says why, and what to do."""


def called(place: Path) -> Past:
    """Read the manifest that somebody named. Raises HistoryError."""
    past = read(place)
    if past is None and not place.exists():
        raise HistoryError(
            f"{place} is not there. --since names the folder of the site published last, or its "
            f"{Path(tree.MANIFEST).name}; leave it out where nothing was published yet."
        )
    if past is None:
        raise HistoryError(
            f"{place} holds no manifest that this program wrote, or a damaged one. Fetch {tree.MANIFEST} of "
            "the published site once more; leave --since out only if its changes may be forgotten."
        )
    return past


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
    news = {
        _day(day): tuple(one for one in NEWS if one in what) for day, what in told.get("news", {}).items()
    }
    added, changed = (_day(told[name]) if name in told else None for name in ("added", "changed"))
    return Known(told["id"], fields, added, changed, {day: what for day, what in news.items() if what})


def _day(text: str) -> datetime.date:
    day = datetime.date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day


@dataclass(frozen=True, slots=True)
class History:
    """What this build knows of before, its own day included: what its manifest will say."""

    built: datetime.date
    since: datetime.date
    """The day from which changes are counted: nothing is known of any day before."""
    tag: str
    """What the feed is known by: a tag URI of the domain that the site had when counting began."""
    leaders: Mapping[str, Known]
    """Slug → what is known, of everyone who has a page."""

    def notes(self) -> dict[str, object]:
        """Return what the manifest gains: `history`, and `leaders` by slug."""
        about = {
            "version": VERSION,
            "built": self.built.isoformat(),
            "since": self.since.isoformat(),
            "feed": self.tag,
        }
        return {
            "history": about,
            "leaders": {slug: _noted(known) for slug, known in sorted(self.leaders.items())},
        }


def _noted(known: Known) -> dict[str, object]:
    days = {"added": known.added, "changed": known.changed}
    return {
        "id": known.id,
        **{name: day.isoformat() for name, day in days.items() if day},
        **(
            {"news": {day.isoformat(): what for day, what in sorted(known.news.items())}}
            if known.news
            else {}
        ),
        "fields": known.fields,
    }


def carried_on(directory: Directory, past: Past | None) -> History:
    """Return what is known on the directory's day, going on from a manifest; from none, counting begins."""
    today, before = directory.today, past.leaders if past and past.since else {}
    held = {entry.leader.slug for entry in directory.with_page}
    leaders = {}
    for entry in directory.with_page:
        leader, fields = entry.leader, _fields(entry.leader, directory.content)
        was = next((one for one in (leader.slug, *leader.aliases) if one in before), "")
        if past is None or not past.since:
            leaders[leader.slug] = Known(_digest([leader.slug, str(today)]), fields)
        elif not was or (was != leader.slug and was in held):
            leaders[leader.slug] = Known(_digest([leader.slug, str(today)]), fields, today, today)
        else:
            new = _new(before[was], leader, fields) if past.version == VERSION else set()
            if was != leader.slug:
                new.add(MOVED)
            leaders[leader.slug] = _gone_on(before[was], fields, new, today)
    if past and past.since:
        return History(today, past.since, past.tag, leaders)
    tag = f"tag:{directory.content.site.domain},{today}:leaders"
    return History(today, today, tag, leaders)


def _gone_on(old: Known, fields: Mapping[str, str], new: set[str], today: datetime.date) -> Known:
    """Return what is known of a leader, with what is new today; on the day of a new entry, nothing is."""
    news = {day: what for day, what in old.news.items() if months_after(day, KEPT) > today}
    if not new or old.added == today:
        return replace(old, fields=fields, news=news)
    new |= {*news.get(today, ())}
    news[today] = tuple(one for one in NEWS if one in new)
    return replace(old, fields=fields, changed=today, news=news)


def _new(old: Known, leader: Leader, fields: Mapping[str, str]) -> set[str]:
    """Return what is new of a leader: words of NEWS."""
    found = {name for name in FIELDS if old.fields.get(name) != fields.get(name)}
    # A school that becomes an academy gets another number, and nobody has moved.
    base = leader.base
    if old.fields.get(BASE) not in {_digest(number) for number in (base.urn, *base.former_urns)}:
        return found - {"schools"} | {BASE}
    return found


def _fields(leader: Leader, content: Content) -> dict[str, str]:
    """Return the digests of what a leader's portrait says, whatever their status."""
    said: dict[str, Any] = {name: getattr(leader, name) for name in FIELDS}
    said["designations"] = sorted([held.kind, str(held.since)] for held in leader.designations)
    if leader.photo and leader.photo.file in content.photos:
        said["photo"] = [leader.photo.alt, content.photos[leader.photo.file].digest]
    said[BASE] = leader.base.urn
    return {name: _digest(value) for name, value in said.items() if value}


def _digest(said: object) -> str:
    return blake2b(to_json(said, exclude_none=True), digest_size=6).hexdigest()


# --- what is told of it -----------------------------------------------------------------------------------


class News(NamedTuple):
    """What was new of one leader on one day."""

    day: datetime.date
    entry: Entry
    what: tuple[str, ...]
    """Words of NEWS; `added` stands alone."""
    id: str
    """A tag URI that no other news has, and that stays."""


def told(directory: Directory, history: History) -> tuple[News, ...]:
    """Return the news of the last KEPT months, newest first, of those whom other pages may name.

    Who has stepped back, has left or did not agree is not among them, whatever was new of them.
    """
    found = []
    for entry in directory.reusable:
        known = history.leaders[entry.leader.slug]
        days = dict(known.news)
        if known.added and months_after(known.added, KEPT) > history.built:
            days[known.added] = (ADDED,)
        found += [
            News(day, entry, what, f"{history.tag}/{known.id}/{day.isoformat()}")
            for day, what in days.items()
        ]
    # Sorted by the day alone, so that each day's stay in the order of surnames.
    return tuple(sorted(found, key=lambda news: news.day, reverse=True))
