"""The collection that pages are made from: who is listed on a day, by which facets, in which order.

Built once all is well; frozen; asks no clock. Templates loop over what it gives and decide nothing.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kle_site.county import Tag
from kle_site.load import Content
from kle_site.model import FACETS, PHASES, SUPPORT, Designation, Leader, Standing, folded
from kle_site.photos import Original
from kle_site.pictures import Picture, picture_of
from kle_site.places import Area, District

CHECKED_DAYS = 120
"""Days after which availability counts as not confirmed this term (DESIGN §3)."""
GROUNDS = 6
"""Colours that initials stand on. None means anything."""

LABELS = {
    "nursery": "Nursery",
    "primary": "Primary",
    "secondary": "Secondary",
    "all-through": "All-through",
    "special": "Special",
    "alternative-provision": "Alternative provision",
    "mentoring": "Mentoring and coaching",
    "leadership-development": "Leadership development",
    "peer-review": "Peer review",
    "school-improvement": "School improvement",
    "open": "Taking commissions",
    "limited": "Limited time",
    "paused": "Not taking commissions at present",
    "county": "the whole county",
}
"""How fixed words of the contract are written on a page."""

ABOUT = {
    "mentoring": "Somebody who has done the job listens to your headteacher, and helps them find their way.",
    "leadership-development": "Sessions, tutoring and advice for those who lead now and those who will.",
    "peer-review": "Fellow headteachers look at your school with you, so that you see it clearly.",
    "school-improvement": "A leader, alone or with a team, works with you on an agreed plan.",
    "open": "They said that they have time for another school.",
    "limited": "They have a little time, so ask early.",
}
"""What those of them that need it mean, in a sentence."""

BEYOND = "Beyond the areas"
"""Heads the districts that belong to no area."""

FACET_LABELS = {
    "area": "Area",
    "district": "District",
    "phase": "Phase",
    "expertise": "Expertise",
    "support": "Kind of support",
    "designation": "Designation",
    "status": "Availability",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A leader as a page shows them on a day."""

    leader: Leader
    standing: Standing
    designated: tuple[Designation, ...]
    """The designations in force."""
    areas: tuple[Area, ...]
    """Areas of the schools, base first; none for schools outside Kent's areas."""
    districts: tuple[District, ...]
    """Districts of the schools, base first, each once."""
    works_in: tuple[str, ...]
    """Labels of where they work."""
    tags: tuple[Tag, ...]
    free_days: str | None
    """`available`, `limited` or `none` for this school year; None when not known, or not a KLE."""
    checked_lately: bool
    """Was availability confirmed in the last 120 days?"""
    was_due_back: bool
    """Has the day passed from which they meant to have time again?"""
    picture: Picture | None
    """Their photo as pages show it; what it shows is in words at `leader.photo.alt`."""

    @property
    def is_kle(self) -> bool:
        """Do they hold the designation that gives free days?"""
        return any(held.kind == "KLE" for held in self.designated)

    @property
    def reusable(self) -> bool:
        """May they be told of beyond the directory: listed, and agreed to reuse?"""
        return self.standing.in_lists and "reuse" in self.leader.consent.scope

    @property
    def address(self) -> str:
        """The site path of their page."""
        return f"/directory/{self.leader.slug}/"

    @property
    def ground(self) -> int:
        """Which of GROUNDS colours their initials stand on without a photo: drawn by lot, once for all."""
        return hashlib.sha256(self.leader.slug.encode()).digest()[0] % GROUNDS


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet, and the listed leaders that it finds."""

    facet: str
    slug: str
    label: str
    about: str
    entries: tuple[Entry, ...]
    group: str = ""
    """The heading that it stands under with others of its facet; none where they need no headings."""

    @property
    def address(self) -> str:
        """The site path of its page."""
        return f"/directory/{self.facet}/{self.slug}/"


@dataclass(frozen=True)
class Directory:
    """Everything that pages need to know of a content folder on one day."""

    content: Content
    today: datetime.date

    @cached_property
    def with_page(self) -> tuple[Entry, ...]:
        """Everyone who has a page, A to Z."""
        leaders = sorted(self.content.leaders, key=lambda leader: (folded(leader.surname_first), leader.slug))
        standings = ((leader, leader.standing(self.today)) for leader in leaders)
        return tuple(self._entry(leader, standing) for leader, standing in standings if standing.has_page)

    @cached_property
    def listed(self) -> tuple[Entry, ...]:
        """Everyone in lists, facets and counts, in the day's order."""
        return in_fair_order((entry for entry in self.with_page if entry.standing.in_lists), self.today)

    @cached_property
    def reusable(self) -> tuple[Entry, ...]:
        """Who may be told of beyond the directory, A to Z: the day's order would change bytes for nothing."""
        return tuple(entry for entry in self.with_page if entry.reusable)

    @cached_property
    def facets(self) -> dict[str, tuple[FacetValue, ...]]:
        """Every facet's values, those that find nobody too, each with whom it finds in the day's order."""
        return {facet: tuple(_VALUES[facet](self)) for facet in FACETS}

    @cached_property
    def gone(self) -> tuple[str, ...]:
        """Slugs whose address says "no longer listed"; whose they were stands nowhere."""
        ended = {line.slug for line in self.content.withdrawn.withdrawn}
        for leader in self.content.leaders:
            if leader.standing(self.today) is Standing.WITHDRAWN:
                ended |= {leader.slug, *leader.aliases}
        return tuple(sorted(ended))

    @cached_property
    def photos(self) -> tuple[Original, ...]:
        """The photos that pages show: nobody's who has no page."""
        return tuple(
            self.content.photos[entry.leader.photo.file]
            for entry in self.with_page
            if entry.picture and entry.leader.photo
        )

    @cached_property
    def redirects(self) -> dict[str, str]:
        """What stood below /directory/ (`sian-evans`, `expertise/latin`) → the address that it leads to."""
        found = {alias: entry.address for entry in self.with_page for alias in entry.leader.aliases}
        for tag in self.content.expertise.tags.values():
            if tag.replaced_by:
                found[f"expertise/{tag.slug}"] = f"/directory/expertise/{tag.replaced_by}/"
        return dict(sorted(found.items()))

    @cached_property
    def ended_districts(self) -> dict[District, tuple[FacetValue, ...]]:
        """The districts that are no more → those that say they were formerly called so."""
        return {
            ended: tuple(
                value
                for value in self.facets["district"]
                if ended.label in self.content.places.district_by_slug[value.slug].former
            )
            for ended in self.content.places.districts
            if ended.has_ended(self.today)
        }

    @cached_property
    def school_year(self) -> str:
        """The school year of the day: from 1 September."""
        start = self.today.year if self.today.month >= 9 else self.today.year - 1
        return f"{start}-{(start + 1) % 100:02}"

    def related(self, entry: Entry, most: int = 3) -> tuple[Entry, ...]:
        """Return listed leaders who share the most: expertise first, then phase and area.

        Only about 60 who share a tag are looked at, the rarest tags first, so that the work for one leader
        stays the same however many there are.
        """
        near: dict[str, int] = {}
        tags = sorted(entry.leader.expertise, key=lambda slug: len(self._by_tag.get(slug, ())))
        for slug in tags:
            if len(near) >= 60:
                break
            near |= {self.listed[place].leader.slug: place for place in self._by_tag.get(slug, ())[:60]}
        near.pop(entry.leader.slug, None)
        mine = _traits(entry)

        def shared(place: int) -> tuple[int, int]:
            other = self._traits[place]
            score = 3 * len(mine[0] & other[0]) + len(mine[1] & other[1]) + len(mine[2] & other[2])
            # Who shares as much stays in the day's fair order.
            return -score, place

        return tuple(self.listed[place] for place in sorted(near.values(), key=shared)[:most])

    @cached_property
    def _by_tag(self) -> dict[str, list[int]]:
        """Tag → places in `listed` of those who have it."""
        found: dict[str, list[int]] = {}
        for place, entry in enumerate(self.listed):
            for slug in entry.leader.expertise:
                found.setdefault(slug, []).append(place)
        return found

    @cached_property
    def _traits(self) -> tuple[_Traits, ...]:
        return tuple(_traits(entry) for entry in self.listed)

    def _entry(self, leader: Leader, standing: Standing) -> Entry:
        places = self.content.places
        slugs = dict.fromkeys(school.district for school in leader.schools)
        districts = tuple(places.district_by_slug[slug] for slug in slugs)
        areas = dict.fromkeys(district.area for district in districts if district.area)
        availability = leader.availability
        designated = leader.designated(self.today)
        free = availability.free_days
        this_year = free is not None and free.year == self.school_year
        original = self.content.photos.get(leader.photo.file) if leader.photo else None
        return Entry(
            leader=leader,
            standing=standing,
            designated=designated,
            areas=tuple(places.area_by_slug[slug] for slug in areas),
            districts=districts,
            works_in=tuple(self.place_label(slug) for slug in leader.works_in),
            tags=tuple(self.content.expertise.tags[slug] for slug in leader.expertise),
            free_days=free.left if free and this_year and "KLE" in {d.kind for d in designated} else None,
            checked_lately=(self.today - availability.checked).days <= CHECKED_DAYS,
            was_due_back=availability.from_ is not None and availability.from_ <= self.today,
            picture=picture_of(original) if original else None,
        )

    def place_label(self, slug: str) -> str:
        """Return how a district, an area or `county` is written."""
        places = self.content.places
        if slug in places.area_by_slug:
            return places.area_by_slug[slug].label
        return places.district_by_slug[slug].label if slug in places.district_by_slug else LABELS[slug]


_Traits = tuple[frozenset[str], frozenset[str], frozenset[str]]


def _traits(entry: Entry) -> _Traits:
    """Return the tags, phases and areas that make two leaders alike."""
    areas = frozenset(area.slug for area in entry.areas)
    return frozenset(entry.leader.expertise), entry.leader.phases, areas


def in_fair_order(entries: Iterable[Entry], today: datetime.date) -> tuple[Entry, ...]:
    """Return entries in an order that is new each day and kept all day: no name is always first."""

    def lot(entry: Entry) -> bytes:
        return hashlib.sha256(f"{today.isoformat()} {entry.leader.slug}".encode()).digest()

    return tuple(sorted(entries, key=lot))


# --- facets -----------------------------------------------------------------------------------------------


def works_in_districts(leader: Leader, content: Content) -> frozenset[str]:
    """Return the districts that a district filter finds a leader by: all of an area's, all for `county`."""
    found: set[str] = set()
    for slug in leader.works_in:
        if slug == "county":
            # The county is its areas' districts: neither Medway nor places outside Kent.
            found |= {district.slug for district in content.places.districts if district.area}
        elif slug in content.places.area_by_slug:
            found |= {district.slug for district in content.places.districts_of(slug)}
        else:
            found.add(slug)
    return frozenset(found)


class _Choice(NamedTuple):
    slug: str
    label: str
    about: str = ""
    group: str = ""


def _values(
    directory: Directory, facet: str, choices: Iterable[_Choice], of: Callable[[Entry], Iterable[str]]
) -> Iterable[FacetValue]:
    """Return a value for each choice, with the listed entries that `of` says hold it."""
    found: dict[str, list[Entry]] = {}
    for entry in directory.listed:
        for slug in of(entry):
            found.setdefault(slug, []).append(entry)
    return [
        FacetValue(facet, one.slug, one.label, one.about, tuple(found.get(one.slug, ())), one.group)
        for one in choices
    ]


def _fixed(*slugs: str) -> list[_Choice]:
    """Return choices that the contract fixes."""
    return [_Choice(slug, LABELS[slug], ABOUT.get(slug, "")) for slug in slugs]


def _area(directory: Directory) -> Iterable[FacetValue]:
    places = directory.content.places
    choices = [_Choice(area.slug, area.label) for area in places.areas]

    def of(entry: Entry) -> set[str]:
        districts = works_in_districts(entry.leader, directory.content)
        return {area.slug for district in districts if (area := places.area_of(district))}

    return _values(directory, "area", choices, of)


def _district(directory: Directory) -> Iterable[FacetValue]:
    content = directory.content
    labels = {area.slug: area.label for area in content.places.areas}
    choices = [
        _Choice(one.slug, one.label, group=labels[one.area] if one.area else BEYOND)
        for one in content.places.districts
        if one.exists(directory.today)
    ]
    return _values(directory, "district", choices, lambda entry: works_in_districts(entry.leader, content))


def _phase(directory: Directory) -> Iterable[FacetValue]:
    return _values(directory, "phase", _fixed(*PHASES), lambda entry: entry.leader.phases)


def _expertise(directory: Directory) -> Iterable[FacetValue]:
    choices = [
        _Choice(tag.slug, tag.label, tag.about, group.label)
        for group in directory.content.expertise.groups
        for tag in group.tags
        if not tag.replaced_by
    ]
    return _values(directory, "expertise", choices, lambda entry: entry.leader.expertise)


def _support(directory: Directory) -> Iterable[FacetValue]:
    return _values(directory, "support", _fixed(*SUPPORT), lambda entry: entry.leader.support)


def _designation(directory: Directory) -> Iterable[FacetValue]:
    kinds = directory.content.designations.designations
    choices = [_Choice(kind.kind.lower(), kind.label, kind.about) for kind in kinds]
    return _values(directory, "designation", choices, lambda e: {held.kind.lower() for held in e.designated})


def _status(directory: Directory) -> Iterable[FacetValue]:
    # Never `paused`: a pause shows on the leader's own page and nowhere else.
    choices = _fixed("open", "limited")
    return _values(directory, "status", choices, lambda entry: (entry.leader.availability.status,))


_VALUES: dict[str, Callable[[Directory], Iterable[FacetValue]]] = {
    "area": _area,
    "district": _district,
    "phase": _phase,
    "expertise": _expertise,
    "support": _support,
    "designation": _designation,
    "status": _status,
}
