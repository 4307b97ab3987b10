"""Facets: what leaders may be found by, which values there are, and which of them each leader holds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kle_site.county import Designations, Expertise
from kle_site.labels import ABOUT, BEYOND, LABELS
from kle_site.model import PHASES, SUPPORT, Leader
from kle_site.places import Places


class Choice(NamedTuple):
    """A value that leaders may be found by."""

    slug: str
    label: str
    about: str = ""
    group: str = ""
    """The heading that it stands under with others of its facet; none where they need no headings."""


class Facet(NamedTuple):
    """The values of a facet in their order, and the slugs of those that a leader holds."""

    choices: tuple[Choice, ...]
    held: Callable[[Leader], Iterable[str]]


def facets_of(
    places: Places, expertise: Expertise, designations: Designations, today: datetime.date
) -> dict[str, Facet]:
    """Return every facet as it is on a day."""
    return {
        "area": _area(places),
        "district": _district(places, today),
        "phase": Facet(_fixed(*PHASES), lambda leader: leader.phases),
        "expertise": _expertise(expertise),
        "support": Facet(_fixed(*SUPPORT), lambda leader: leader.support),
        "designation": _designation(designations, today),
        # Never `paused`: a pause shows on the leader's own page and nowhere else.
        "status": Facet(_fixed("open", "limited"), lambda leader: (leader.availability.status,)),
    }


def works_in_districts(leader: Leader, places: Places) -> frozenset[str]:
    """Return the districts that a district filter finds a leader by: all of an area's, all for `county`."""
    found: set[str] = set()
    for slug in leader.works_in:
        if slug == "county":
            # The county is its areas' districts: neither Medway nor places outside Kent.
            found |= {district.slug for district in places.districts if district.area}
        elif slug in places.area_by_slug:
            found |= {district.slug for district in places.districts_of(slug)}
        else:
            found.add(slug)
    return frozenset(found)


def _fixed(*slugs: str) -> tuple[Choice, ...]:
    """Return choices that the contract fixes."""
    return tuple(Choice(slug, LABELS[slug], ABOUT.get(slug, "")) for slug in slugs)


def _area(places: Places) -> Facet:
    def held(leader: Leader) -> set[str]:
        districts = works_in_districts(leader, places)
        return {area.slug for district in districts if (area := places.area_of(district))}

    return Facet(tuple(Choice(area.slug, area.label) for area in places.areas), held)


def _district(places: Places, today: datetime.date) -> Facet:
    labels = {area.slug: area.label for area in places.areas}
    choices = (
        Choice(one.slug, one.label, group=labels[one.area] if one.area else BEYOND)
        for one in places.districts
        if one.exists(today)
    )
    return Facet(tuple(choices), lambda leader: works_in_districts(leader, places))


def _expertise(expertise: Expertise) -> Facet:
    choices = (
        Choice(tag.slug, tag.label, tag.about, group.label)
        for group in expertise.groups
        for tag in group.tags
        if not tag.replaced_by
    )
    return Facet(tuple(choices), lambda leader: leader.expertise)


def _designation(designations: Designations, today: datetime.date) -> Facet:
    choices = (Choice(kind.kind.lower(), kind.label, kind.about) for kind in designations.designations)
    return Facet(tuple(choices), lambda leader: {one.kind.lower() for one in leader.designated(today)})
