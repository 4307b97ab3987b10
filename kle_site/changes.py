"""What a change does to the directory, in words: two content folders → who and what is new, or different.

Nobody's status is told, in any form: not availability, a pause, an end, a departure, lateness, consent,
or being off the site for now. It is not left out case by case, as “changed” alone, where others have
details, would tell it. The words are made without what status is made of (QUIET) and without a day: they
are the same, whatever stands there. A portrait that goes is therefore not told at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from kle_site.county import Tag
from kle_site.directory import LABELS
from kle_site.load import Content, Loaded
from kle_site.model import Leader, folded
from kle_site.places import District
from kle_site.problems import printable

QUIET = ("availability", "confirmed", "consent", "listed")
"""Fields of a portrait that no word comes from. `until` of a designation is another, and so is a deletion."""
ALWAYS = "Whether somebody takes commissions, and who leaves, is never told here."
"""Said after every list of changes, so that it tells nothing."""

_FILES = {
    "designations.yaml": "The designations",
    "eligibility.yaml": "Could you become a leader?",
    "expertise.yaml": "The vocabulary of expertise",
    "places.yaml": "Areas, districts and towns",
    "routes.yaml": "Which route to a leader?",
    "site.yaml": "What the site says of itself",
    "support-record.yaml": "The Support Record",
}
"""Each file that is told of as a whole; withdrawn.yaml is not among them."""
_WORD = re.compile(r"\w(?:[\w’'-]*\w)?")

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Change:
    """One person, page or file that differs."""

    about: str
    """Whom or what it is about, as people call it."""
    words: tuple[str, ...]
    address: str = ""
    """The site path of its page; none for a file that many pages are made from."""
    review: bool = False
    """Must the association's reviewers agree? A new portrait, or other designations."""


class _Side(NamedTuple):
    """A content folder: its records, and its files."""

    content: Content
    texts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs, people first, and the files that are different but cannot be read yet."""

    changes: tuple[Change, ...]
    unread: tuple[str, ...]


def between(old: Loaded, new: Loaded) -> Changes:
    """Return what differs between two content folders. Raises ValueError where one of them has no content."""
    if old.content is None or new.content is None:
        raise ValueError("a content folder could not be read")
    before, after = _Side(old.content, old.sources.texts), _Side(new.content, new.sources.texts)
    read = {leader.path for leader in after.content.leaders}
    unread = [path for path in after.texts if path.startswith("kles/") and path not in read]
    found = [*_people(before, after), *_pages(before, after), *_files(before, after)]
    return Changes(tuple(found), tuple(path for path in sorted(unread) if _differs(path, before, after)))


def _differs(path: str, old: _Side, new: _Side) -> bool:
    return old.texts.get(path) != new.texts.get(path)


# --- people -----------------------------------------------------------------------------------------------


def _people(old: _Side, new: _Side) -> Iterator[Change]:
    before = {leader.slug: leader for leader in old.content.leaders}
    after = {leader.slug: leader for leader in new.content.leaders}
    for leader in sorted(after.values(), key=lambda leader: (folded(leader.surname_first), leader.slug)):
        address, held = f"/directory/{leader.slug}/", before.get(leader.slug)
        if leader.path in old.texts:
            words = tuple(_details(held, leader, old.content, new.content)) if held else ()
            review = held is None or _designations(held) != _designations(leader)
            if words or _differs(leader.path, old, new):
                yield Change(leader.name, words or ("changed",), address, review)
            continue
        was = [before[slug] for slug in leader.aliases if slug in before and slug not in after]
        if was:
            moved = f"the page moves here from /directory/{was[0].slug}/"
            words = (moved, *_details(was[0], leader, old.content, new.content))
        else:
            words = (f"a new entry in {_place(leader.base.district, new.content)}",)
        yield Change(leader.name, words, address, review=True)


def _details(old: Leader, new: Leader, before: Content, after: Content) -> Iterator[str]:
    """Yield what is different in what a page shows of a leader, whatever their status."""
    if old.name != new.name:
        yield "name changed"
    if old.role != new.role:
        yield f"role: {new.role}"
    yield from _designated(old, new)
    yield from _schools(old, new)
    if old.trust != new.trust:
        yield f"trust: {new.trust.name}" if new.trust else "trust taken out"
    tags = {slug: tag.label for slug, tag in (before.expertise.tags | after.expertise.tags).items()}
    yield from _lists("expertise", old.expertise, new.expertise, tags)
    support = {slug: LABELS[slug] for slug in (*old.support, *new.support)}
    yield from _lists("support", old.support, new.support, support)
    places = {slug: _place(slug, before) for slug in old.works_in}
    places |= {slug: _place(slug, after) for slug in new.works_in}
    yield from _lists("works in", old.works_in, new.works_in, places)
    if old.mentor_training != new.mentor_training:
        yield "mentor training changed"
    if old.portrait != new.portrait:
        counts = dict.fromkeys(str(len(_WORD.findall(leader.portrait))) for leader in (old, new))
        yield f"portrait changed ({' → '.join(counts)} words)"
    yield from _impact(old, new)
    yield from _photo(old, new, before, after)
    if old.contact != new.contact:
        yield "contact changed"


def _designations(leader: Leader) -> list[tuple[str, str]]:
    """Return the designations without their ends."""
    return sorted((held.kind, str(held.since)) for held in leader.designations)


def _designated(old: Leader, new: Leader) -> Iterator[str]:
    kinds = {held.kind for held in old.designations}
    added = [held.kind for held in new.designations if held.kind not in kinds]
    if added:
        yield f"designations: {', '.join(f'{kind} added' for kind in added)}"
    elif _designations(old) != _designations(new):
        yield "designations changed"


def _schools(old: Leader, new: Leader) -> Iterator[str]:
    before, after = ({school.urn: school for school in leader.schools} for leader in (old, new))
    names = {urn: school.name for urn, school in (before | after).items()}
    yield from _lists("schools", tuple(before), tuple(after), names)
    for urn, school in after.items():
        if urn in before and before[urn] != school:
            yield f"what it says of {school.name} changed"


def _impact(old: Leader, new: Leader) -> Iterator[str]:
    if len(old.impact) != len(new.impact):
        yield f"impact: {len(old.impact)} → {len(new.impact)}"
    elif old.impact != new.impact:
        yield "impact changed"


def _photo(old: Leader, new: Leader, before: Content, after: Content) -> Iterator[str]:
    if old.photo and new.photo:
        if before.photos.get(old.photo.file) != after.photos.get(new.photo.file):
            yield "photo changed"
        if old.photo.alt != new.photo.alt:
            yield "the words for the photo changed"
    elif old.photo or new.photo:
        yield "photo added" if new.photo else "photo taken out"


def _lists(
    field: str, old: tuple[Key, ...], new: tuple[Key, ...], labels: Mapping[Key, str]
) -> Iterator[str]:
    told = [f"{labels.get(key, key)} added" for key in new if key not in old]
    told += [f"{labels.get(key, key)} taken out" for key in old if key not in new]
    if told:
        yield f"{field}: {', '.join(told)}"
    elif old != new:
        yield f"{field}: in another order"


def _place(slug: str, content: Content) -> str:
    places = content.places
    known = places.area_by_slug.get(slug) or places.district_by_slug.get(slug)
    return known.label if known else LABELS.get(slug, slug)


# --- pages and files --------------------------------------------------------------------------------------


def _pages(old: _Side, new: _Side) -> Iterator[Change]:
    """Yield the protocols' pages, case studies and rounds of recruitment that appear, go or change."""
    before, after = _titles(old.content), _titles(new.content)
    for path in sorted(before | after):
        about, address = (after.get(path) or before[path])[:2]
        if path not in before and path not in old.texts:
            yield Change(about, ("a new page",), address)
        elif path not in after and path not in new.texts:
            yield Change(about, ("the page goes",), address)
        elif _differs(path, old, new):
            yield Change(about, ("changed",), address)


def _titles(content: Content) -> dict[str, tuple[str, str]]:
    """Return path → title and address."""
    found = {page.path: (f"Protocols, “{page.head.title}”", page.address) for page in content.guidance}
    found |= {case.path: (f"Case study “{case.head.title}”", case.address) for case in content.cases}
    return found | {one.path: (f"Recruitment in {one.year}", "/recruitment/") for one in content.recruitment}


def _files(old: _Side, new: _Side) -> Iterator[Change]:
    for path, about in _FILES.items():
        if not _differs(path, old, new):
            continue
        words: tuple[str, ...] = ()
        if path == "expertise.yaml":
            words = _labels(*(side.content.expertise.tags for side in (old, new)))
        elif path == "places.yaml":
            words = _labels(*(side.content.places.district_by_slug for side in (old, new)))
        yield Change(about, words or ("changed",))


def _labels(old: Mapping[str, Tag | District], new: Mapping[str, Tag | District]) -> tuple[str, ...]:
    told = [f"“{one.label}” added" for slug, one in new.items() if slug not in old]
    told += [f"“{one.label}” taken out" for slug, one in old.items() if slug not in new]
    both = [(old[slug].label, one.label) for slug, one in new.items() if slug in old]
    return (*told, *(f"“{was}” is now “{now}”" for was, now in both if was != now))


# --- how it is told ---------------------------------------------------------------------------------------


def as_text(found: Changes) -> str:
    """Return a line for each change, and what is never told."""
    lines = [f"{change.about}: {'; '.join(change.words)}" for change in found.changes]
    lines += [f"{path}: different, but it cannot be read yet; kle check says why" for path in found.unread]
    return "\n".join(map(printable, [*(lines or ["No change to tell."]), ALWAYS]))


def as_record(found: Changes) -> dict[str, object]:
    """Return the same for a program: schema 1."""
    told = [
        {"about": one.about, "words": list(one.words), "address": one.address, "review": one.review}
        for one in found.changes
    ]
    return {"schema": 1, "changes": told, "unread": list(found.unread)}


def as_json(found: Changes) -> str:
    """Return it as JSON."""
    return json.dumps(as_record(found), ensure_ascii=False, indent=2)


FORMATS = {"text": as_text, "json": as_json}
"""What `kle diff --format` offers."""
