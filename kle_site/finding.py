"""What the browser finds leaders by: the listed leaders in columns, the places, and the portraits' words.

Files that hold nothing but what pages show of listed leaders. The first has all that a first answer needs,
packed, as ten thousand leaders are a lot; what orders and other tools need of each comes next; words of
portraits come last; whom to write to comes with a shortlist. Leaders stand in the day's order, so that their
number is their lot. `templates/assets/find/roll.js` unpacks what is packed here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from kle_site import prose
from kle_site.cache import digest
from kle_site.county import ADVISERS
from kle_site.crew import share
from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.fields import LONGEST_SLUG, slugify
from kle_site.labels import FACET_LABELS
from kle_site.memory import Memory
from kle_site.model import FACETS, School, folded

FREE = {"available": "Free days left", "limited": "Some free time left"}
"""The values of the filter for free days; `none` is no reason to look for anybody."""
THIS_YEAR = "this-year"
"""The value of the filter for entries that were confirmed in this school year."""
MORE_LABELS = {"free": "Free days this school year", "confirmed": "Confirmed"}
"""Filters that have no page of their own, because what they find changes with the day."""

_MENTORS = (
    "mentor, mentors, mentored, mentoring, coach, coaches, coached, coaching, "
    "new head, new heads, new headteacher, new headteachers"
)
_FREE_DAY = "free day, free days, free, no cost"
SYNONYMS = {
    ("phase", "nursery"): "nursery school, nurseries",
    (
        "phase",
        "primary",
    ): "primaries, primary school, infant, infants, infant school, junior, juniors, junior school",
    (
        "phase",
        "secondary",
    ): "secondaries, secondary school, high school, grammar, grammar school, comprehensive",
    ("phase", "all-through"): "all through, through school",
    ("phase", "special"): "special school, special schools",
    ("phase", "alternative-provision"): "pru, prus, pupil referral unit, pupil referral units, ap",
    ("support", "mentoring"): _MENTORS,
    ("support", "leadership-development"): "leadership training, facilitator, facilitate, tutor",
    ("support", "peer-review"): "peer reviews, peer reviewer, review, reviewer, school review",
    ("support", "school-improvement"): "improvement, improve, improving, consultant",
    ("status", "open"): "available, free now, has time, capacity",
    ("free", "available"): _FREE_DAY,
    ("free", "limited"): _FREE_DAY,
    ("designation", "kle"): "kles",
    ("designation", "nle"): "nles",
    ("designation", "sle"): "sles",
}
"""Words for the contract's own values that people type: (facet, value) → words."""

IDLE = """
    a about an and any anyone april are around as at august be been by can could december did do does
    experience experienced expert expertise february for from get give good had has have he help helped
    her him his i in is it january july june know knowing knows left local looking march may me my near
    nearby need needed next november now october of on or our please school schools september she some
    somebody someone soon start starting starts still support term that the their them there they this
    time to us want wants we well who whose will with worked works would year you your
"""
"""What stands round a need and says nothing of it: “who can help our new head with …”."""


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def _works_in_a(phase: str) -> str:
    return (
        f"works in {phase.lower()}" if phase.endswith("provision") else f"works in a {phase.lower()} school"
    )


WHY: dict[str, Callable[[str], str]] = {
    "expertise": lambda label: f"knows about {label}",
    "support": lambda label: f"offers {_small(label)}",
    "phase": _works_in_a,
    "district": lambda label: f"works in {label}",
    "area": lambda label: f"works in {label}",
    "designation": lambda label: f"is a {label}",
    "status": _small,
    "free": _small,
    "confirmed": lambda _label: "confirmed this school year",
}
"""Why somebody is found: facet → from a value's label, what is said of who has it."""

_COMMON = frozenset(
    re.findall(
        "[a-z]+",
        """
        a about after all also am an and any are as at be been before but by can come could did do each
        even every few first for from get give had has have he help her here him his how i if in into is
        it its just know last let like made make many may me more most much my need new next no not now
        of on one only or other our out over own said same say school schools see she should so some
        such take than that the their them then there these they thing this those three time to two
        under until up us use used very want was way we week well went were what when where which while
        who why will with work year years you your
        """,
    )
)
"""Words that tell no portrait from another."""


def files(directory: Directory, words: Memory[str] | None = None) -> dict[str, bytes]:
    """Return the files: name → JSON. `words` remembers those of portraits."""
    found = {
        "leaders.json": leaders(directory),
        "details.json": details(directory),
        "places.json": places(directory),
        "contacts.json": contacts(directory),
        "words.json": words_of([entry.leader.portrait for entry in directory.listed], words),
    }
    return {name: _json(value) for name, value in found.items()}


def leaders(directory: Directory) -> dict[str, Any]:
    """Return the listed leaders in columns, the facets with who has what, and the vocabulary of expertise."""
    listed = directory.listed
    trusts = sorted({entry.leader.trust.name for entry in listed if entry.leader.trust})
    where = [[_point(directory, school) for school in entry.leader.schools] for entry in listed]
    points = list(dict.fromkeys(point for one in where for point in one))
    number = {point: place for place, point in enumerate(points)}
    expertise = directory.content.expertise
    return {
        "idle": IDLE.split(),
        "slug": [_told(entry.leader.slug, entry.leader.name) for entry in listed],
        "name": [entry.leader.name for entry in listed],
        "role": [entry.leader.role for entry in listed],
        "schools": [[school.name for school in entry.leader.schools] for entry in listed],
        "points": points,
        "where": _packed([number[point] for point in one] for one in where),
        "trust": [trusts.index(e.leader.trust.name) if e.leader.trust else None for e in listed],
        "trusts": [[_told(slugify(name), name), name] for name in trusts],
        "facets": _facets(directory),
        "tags": [
            [tag.slug, [*tag.synonyms, *tag.former], number]
            for number, group in enumerate(expertise.groups)
            for tag in group.tags
            if not tag.replaced_by
        ],
        "renamed": {slug: tag.replaced_by for slug, tag in expertise.tags.items() if tag.replaced_by},
    }


def details(directory: Directory) -> dict[str, Any]:
    """Return of the same leaders what orders and other tools need: `rank` is their place from A to Z."""
    listed = directory.listed
    by_name = sorted(listed, key=lambda entry: (folded(entry.leader.surname_first), entry.leader.slug))
    rank = {entry.leader.slug: place for place, entry in enumerate(by_name)}
    return {
        "rank": [rank[entry.leader.slug] for entry in listed],
        "confirmed": [entry.leader.confirmed.isoformat() for entry in listed],
        "lately": [int(entry.checked_lately) for entry in listed],
        "trained": [int(entry.leader.mentor_training is not None) for entry in listed],
        "kle": [int(entry.is_kle) for entry in listed],
        "free": [entry.free_days for entry in listed],
    }


def places(directory: Directory) -> dict[str, Any]:
    """Return towns, postcode districts, districts, and whom to ask in each area."""
    held, boxes = directory.content.places, directory.content.site.mailboxes
    return {
        "towns": [
            [town.slug, town.name, list(town.synonyms), town.latitude, town.longitude, town.district]
            for town in held.towns
        ],
        "postcodes": [
            [found.code, found.latitude, found.longitude, list(found.districts)]
            for found in held.postcode_districts
        ],
        "districts": [
            [one.slug, one.label, list(one.former), one.area, *_centre(one.centre)]
            for one in held.districts
            if one.exists(directory.today)
        ],
        "areas": [
            [area.slug, area.label, boxes.area_chairs[area.slug], boxes.sias[area.slug].model_dump()]
            for area in held.areas
        ],
        "office": boxes.office,
        "advisers": ADVISERS,
    }


def contacts(directory: Directory) -> dict[str, Any]:
    """Return whom to write to about each listed leader, as their page says it, and the slugs that they had.

    One file for all, so that no request tells who is on somebody's shortlist. The office stands for itself.
    """
    listed = {entry.leader.slug: entry.leader for entry in directory.listed}
    return {
        "leaders": {
            slug: [leader.contact.email, leader.contact.person]
            for slug, leader in sorted(listed.items())
            if leader.contact.email
        },
        "former": {alias: slug for slug, leader in sorted(listed.items()) for alias in leader.aliases},
    }


def _facets(directory: Directory) -> list[dict[str, Any]]:
    """Return each facet: its values with their labels, and for each leader the numbers of theirs."""
    found = []
    for facet in FACETS:
        values = directory.facets[facet]
        held: dict[str, list[int]] = {entry.leader.slug: [] for entry in directory.listed}
        for number, value in enumerate(values):
            for entry in value.entries:
                held[entry.leader.slug].append(number)
        choices = [(value.slug, value.label) for value in values]
        found.append(_facet(facet, FACET_LABELS[facet], choices, held.values()))
    free = [[list(FREE).index(e.free_days)] if e.free_days in FREE else [] for e in directory.listed]
    found.append(_facet("free", MORE_LABELS["free"], FREE.items(), free))
    confirmed = [[0] if _this_year(directory, entry) else [] for entry in directory.listed]
    label = f"This school year ({directory.school_year})"
    found.append(_facet("confirmed", MORE_LABELS["confirmed"], [(THIS_YEAR, label)], confirmed))
    return found


def _facet(
    name: str, label: str, choices: Collection[tuple[str, str]], of: Iterable[list[int]]
) -> dict[str, Any]:
    values = [
        [slug, words, *([SYNONYMS[name, slug].split(", ")] if (name, slug) in SYNONYMS else [])]
        for slug, words in choices
    ]
    why = [WHY[name](words) for _, words in choices]
    return {"name": name, "label": label, "values": values, "why": why, "of": _packed(of)}


def _this_year(directory: Directory, entry: Entry) -> bool:
    return entry.leader.confirmed.isoformat() >= f"{directory.school_year[:4]}-09-01"


def _point(directory: Directory, school: School) -> tuple[float, float] | None:
    """Return about where a school is: the centre of its postcode district or else of its district."""
    held = directory.content.places
    outward = school.postcode.split()[0] if school.postcode else None
    code = next((found for found in held.postcode_districts if found.code == outward), None)
    if code:
        return code.latitude, code.longitude
    return _centre(held.district_by_slug[school.district].centre) or None


def _centre(point: Any) -> tuple[float, float] | tuple[()]:
    return (point.latitude, point.longitude) if point else ()


def words_of(portraits: Sequence[str], known: Memory[str] | None) -> list[str]:
    """Return the words of each portrait that somebody may look for."""
    if known is None:
        return list(share(_words, portraits))
    return known.of_each([digest([portrait]) for portrait in portraits], portraits, _words, str.encode)


def _words(portrait: str) -> str:
    """Return the words of a portrait that somebody may look for, each once, in the order of the alphabet."""
    # Only of links, entities, lists and quotations does Markdown show other words than were typed.
    listed = re.search(r"\n[ \t]*[-+*0-9]", f"\n{portrait}") or len(portrait) > prose.LONGEST
    if listed or any(sign in portrait for sign in "&>[\u00a0"):
        portrait = re.sub(r"<[^>]+>", " ", prose.read(portrait).html)
    return " ".join(sorted(set(re.findall(r"[^\W_]{3,}", folded(portrait))) - _COMMON))


def _packed(of: Iterable[Iterable[int]]) -> str:
    """Return numbers of each leader: a letter for each number, "#" for 0, and a space between two leaders."""
    return " ".join("".join(chr(ord("#") + number) for number in one) for one in of)


def _told(slug: str, name: str) -> str | int:
    """Return what a browser needs to tell a slug from a name: nothing, a number at its end, or all of it.

    It works slugs out of plain names alone, so that no rarer letter can be read in two ways.
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    stem, _, number = slug.rpartition("-")
    if not plain.replace("’", "").isascii() or "&" in name or len(name) > LONGEST_SLUG:
        return slug
    if slug == slugify(name):
        return 0
    return int(number) if stem == slugify(name) and re.fullmatch("[1-9][0-9]?", number) else slug


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
