"""Who may mentor a new headteacher, in which order, and why: the rule that the page /match/ states.

Part of one rule. `templates/assets/match/rule.js` holds all of it, for what a visitor says of a school; this
knows what there is before anybody asks: phases, and districts. Tests hold the two together, words and all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.facets import works_in_districts
from kle_site.places import District

FREE = {
    "available": (0, "free days left"),
    "limited": (1, "some free time left"),
    "none": (3, "no free days left"),
}
"""What is left of the free days → its place in the order, and its words."""
NOT_KNOWN = (2, "free days not known")
NO_KLE = (3, "no free days, as not a KLE")


@dataclass(frozen=True, slots=True)
class Mentor:
    """A listed leader who offers mentoring."""

    entry: Entry
    works: frozenset[str]
    """Slugs of the districts that they work in."""


@dataclass(frozen=True, slots=True)
class Match:
    """A mentor as one school finds them, with what speaks for them in the rule's order."""

    entry: Entry
    reasons: tuple[str, ...]


def mentors(directory: Directory) -> tuple[Mentor, ...]:
    """Return everyone listed who offers mentoring, in the order of the day's lot."""
    content = directory.content
    offering = (entry for entry in directory.listed if "mentoring" in entry.leader.support)
    return tuple(Mentor(entry, works_in_districts(entry.leader, content.places)) for entry in offering)


def matches(of: Iterable[Mentor], phase: str, districts: Iterable[District]) -> tuple[Match, ...]:
    """Return the mentors of a phase who work in any of some districts, in the rule's order."""
    labels = {district.slug: district.label for district in districts}
    there = [one for one in of if phase in one.entry.leader.phases and not one.works.isdisjoint(labels)]
    # Whom nothing sets apart stays in the order of the day's lot.
    return tuple(Match(one.entry, _reasons(one, labels)) for one in sorted(there, key=_order))


def _order(mentor: Mentor) -> tuple[bool, int, bool]:
    leader = mentor.entry.leader
    return leader.mentor_training is None, _free(mentor.entry)[0], leader.availability.status != "open"


def _reasons(mentor: Mentor, labels: dict[str, str]) -> tuple[str, ...]:
    trained = ["trained mentor"] if mentor.entry.leader.mentor_training else []
    works = _series([label for slug, label in labels.items() if slug in mentor.works])
    return "same phase", *trained, f"works in {works}", _free(mentor.entry)[1]


def _free(entry: Entry) -> tuple[int, str]:
    return FREE.get(entry.free_days or "", NOT_KNOWN) if entry.is_kle else NO_KLE


def _series(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
