"""What a change does to the directory, in words: two content folders → who and what is new, or different.

Nobody's status is told, in any form: not availability, a pause, an end, a departure, lateness, consent,
or being off the site for now. It is not left out case by case, as “changed” alone, where others have
details, would tell it. The words are made without what status is made of (QUIET) and without a day: they
are the same, whatever stands there. A portrait that goes is therefore not told at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from kle_site.county import Tag
from kle_site.labels import LABELS
from kle_site.load import Content, Loaded
from kle_site.model import Leader, School, folded
from kle_site.places import District
from kle_site.problems import printable

QUIET = ("availability", "confirmed", "consent", "listed")
"""Fields of a portrait that no word comes from. `until` of a designation is another, and so is a deletion."""
ALWAYS = "Whether somebody takes commissions, and who leaves, is never told here."
"""Said after every list of changes, so that it tells nothing."""

NOUNS = {
    "name": "name",
    "role": "role",
    "designations": "designations",
    "schools": "schools",
    "trust": "trust",
    "works_in": "where they work",
    "expertise": "expertise",
    "support": "kinds of support",
    "mentor_training": "mentor training",
    "portrait": "portrait",
    "impact": "examples of impact",
    "photo": "photo",
    "contact": "contact",
}
"""What each field of a portrait is called."""
WORDS = {
    "added": "a new entry",
    "address": "the page has moved",
    "base": "now at another school",
    **{field: f"{noun} changed" for field, noun in NOUNS.items()},
    "schools": "schools, or what it says of them, changed",
}
"""What is said of news: on the site, where no value is told, and where there is no more to say."""

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
    kinds: tuple[str, ...] = ()
    """What kind of news it is of a person, for programs: keys of WORDS."""


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
        held = before.get(leader.slug)
        if leader.path in old.texts:
            told = [*details(held, leader, old.content, new.content)] if held else []
            review = held is None or _designations(held) != _designations(leader)
            if told or _differs(leader.path, old, new):
                yield _change(leader, told or [("", "changed")], review)
            continue
        was = [before[slug] for slug in leader.aliases if slug in before and slug not in after]
        if was:
            moved = "address", f"{WORDS['address']} from /directory/{was[0].slug}/"
            told = [moved, *details(was[0], leader, old.content, new.content)]
        else:
            told = [("added", f"{WORDS['added']} in {_place(leader.base.district, new.content)}")]
        yield _change(leader, told, review=True)


def _change(leader: Leader, told: Sequence[tuple[str, str]], review: bool) -> Change:
    """Return a change of a person, from what `details` yields."""
    words = tuple(detail or WORDS[word] for word, detail in told)
    kinds = tuple(dict.fromkeys(word for word, _ in told if word))
    return Change(leader.name, words, f"/directory/{leader.slug}/", review, kinds)


def details(old: Leader, new: Leader, before: Content, after: Content) -> Iterator[tuple[str, str]]:
    """Yield what is different in what a page shows of a leader, whatever their status.

    Each is one of WORDS and, where there is more to say, what is said instead.
    """
    if old.name != new.name:
        yield "name", ""
    if old.role != new.role:
        yield "role", f"{NOUNS['role']}: {new.role}"
    yield from _designated(old, new)
    yield from _schools(old, new)
    if old.trust != new.trust:
        name = f"{NOUNS['trust']}: {new.trust.name}" if new.trust else f"{NOUNS['trust']} taken out"
        yield "trust", name
    tags = {slug: tag.label for slug, tag in (before.expertise.tags | after.expertise.tags).items()}
    yield from _lists("expertise", old.expertise, new.expertise, tags)
    support = {slug: LABELS[slug] for slug in (*old.support, *new.support)}
    yield from _lists("support", old.support, new.support, support)
    places = {slug: _place(slug, before) for slug in old.works_in}
    places |= {slug: _place(slug, after) for slug in new.works_in}
    yield from _lists("works_in", old.works_in, new.works_in, places)
    if old.mentor_training != new.mentor_training:
        yield "mentor_training", ""
    if old.portrait != new.portrait:
        counts = dict.fromkeys(str(len(_WORD.findall(leader.portrait))) for leader in (old, new))
        yield "portrait", f"{WORDS['portrait']} ({' → '.join(counts)} words)"
    if len(old.impact) != len(new.impact):
        yield "impact", f"{NOUNS['impact']}: {len(old.impact)} → {len(new.impact)}"
    elif old.impact != new.impact:
        yield "impact", ""
    yield from _photo(old, new, before, after)
    if old.contact != new.contact:
        yield "contact", ""


def _designations(leader: Leader) -> list[tuple[str, str]]:
    """Return the designations without their ends."""
    return sorted((held.kind, str(held.since)) for held in leader.designations)


def _designated(old: Leader, new: Leader) -> Iterator[tuple[str, str]]:
    kinds = {held.kind for held in old.designations}
    added = [held.kind for held in new.designations if held.kind not in kinds]
    if added:
        named = ", ".join(f"{kind} added" for kind in added)
        yield "designations", f"{NOUNS['designations']}: {named}"
    elif _designations(old) != _designations(new):
        yield "designations", ""


def _schools(old: Leader, new: Leader) -> Iterator[tuple[str, str]]:
    """Yield whether they moved, then what is different in the other schools.

    A school that became an academy has another number, and names the one it had.
    """
    left = {school.urn: school for school in old.schools}
    stayed: list[tuple[School, School]] = []
    came: list[School] = []
    for school in new.schools:
        was = next((left.pop(urn) for urn in (school.urn, *school.former_urns) if urn in left), None)
        if was:
            stayed.append((was, school))
        else:
            came.append(school)
    gone = list(left.values())
    if (old.base, new.base) not in stayed:
        yield "base", f"{WORDS['base']}: {new.base.name} (before: {old.base.name})"
    told = [f"{school.name} added" for school in came if school is not new.base]
    told += [f"{school.name} taken out" for school in gone if school is not old.base]
    if told:
        yield "schools", f"{NOUNS['schools']}: {', '.join(told)}"
    elif not came and not gone and [was for was, _ in stayed] != list(old.schools):
        yield "schools", f"{NOUNS['schools']}: in another order"
    for was, school in stayed:
        if was.name != school.name:
            yield "schools", f"“{was.name}” is now “{school.name}”"
        elif was != school:
            yield "schools", f"what it says of {school.name} changed"


def _photo(old: Leader, new: Leader, before: Content, after: Content) -> Iterator[tuple[str, str]]:
    if old.photo and new.photo:
        if before.photos.get(old.photo.file) != after.photos.get(new.photo.file):
            yield "photo", ""
        if old.photo.alt != new.photo.alt:
            yield "photo", "the words for the photo changed"
    elif old.photo or new.photo:
        yield "photo", f"{NOUNS['photo']} {'added' if new.photo else 'taken out'}"


def _lists(
    field: str, old: tuple[Key, ...], new: tuple[Key, ...], labels: Mapping[Key, str]
) -> Iterator[tuple[str, str]]:
    told = [f"{labels.get(key, key)} added" for key in new if key not in old]
    told += [f"{labels.get(key, key)} taken out" for key in old if key not in new]
    if told:
        yield field, f"{NOUNS[field]}: {', '.join(told)}"
    elif old != new:
        yield field, f"{NOUNS[field]}: in another order"


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


def in_words(news: Iterable[str]) -> str:
    """Return news, words of WORDS, as the site tells them."""
    return "; ".join(WORDS[word] for word in news)


def as_text(found: Changes) -> str:
    """Return a line for each change, and what is never told."""
    lines = [f"{change.about}: {'; '.join(change.words)}" for change in found.changes]
    lines += [f"{path}: different, but it cannot be read yet; kle check says why" for path in found.unread]
    return "\n".join(map(printable, [*(lines or ["No change to tell."]), ALWAYS]))


def as_record(found: Changes) -> dict[str, object]:
    """Return the same for a program: schema 1."""
    told = [
        {
            "about": one.about,
            "words": list(one.words),
            "kinds": list(one.kinds),
            "address": one.address,
            "review": one.review,
        }
        for one in found.changes
    ]
    return {"schema": 1, "changes": told, "unread": list(found.unread)}


def as_json(found: Changes) -> str:
    """Return it as JSON."""
    return json.dumps(as_record(found), ensure_ascii=False, indent=2)


FORMATS = {"text": as_text, "json": as_json}
"""What `kle diff --format` offers."""
