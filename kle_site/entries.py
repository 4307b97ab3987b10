"""A leader as a page shows them on a day: where, with what, whether they have time, and in which order.

Templates are given entries, and work nothing out of them.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kle_site.county import Tag
from kle_site.dates import school_year_of
from kle_site.labels import LABELS
from kle_site.model import Designation, Leader, Standing
from kle_site.photos import Original
from kle_site.pictures import Picture, picture_of
from kle_site.places import Area, District, Places

CHECKED_DAYS = 120
"""Days after which availability counts as not confirmed this term (DESIGN §3)."""
GROUNDS = 6
"""Colours that initials stand on. None means anything."""


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
class Entries:
    """What leaders become entries by: a day, and what their portraits refer to."""

    today: datetime.date
    places: Places
    tags: Mapping[str, Tag]
    photos: Mapping[str, Original]

    def of(self, leader: Leader, standing: Standing) -> Entry:
        """Return the entry of a leader who stands so on the day."""
        slugs = dict.fromkeys(school.district for school in leader.schools)
        districts = tuple(self.places.district_by_slug[slug] for slug in slugs)
        areas = dict.fromkeys(district.area for district in districts if district.area)
        availability = leader.availability
        designated = leader.designated(self.today)
        free = availability.free_days
        this_year = free is not None and free.year == school_year_of(self.today)
        original = self.photos.get(leader.photo.file) if leader.photo else None
        return Entry(
            leader=leader,
            standing=standing,
            designated=designated,
            areas=tuple(self.places.area_by_slug[slug] for slug in areas),
            districts=districts,
            works_in=tuple(place_label(slug, self.places) for slug in leader.works_in),
            tags=tuple(self.tags[slug] for slug in leader.expertise),
            free_days=free.left if free and this_year and "KLE" in {d.kind for d in designated} else None,
            checked_lately=(self.today - availability.checked).days <= CHECKED_DAYS,
            was_due_back=availability.from_ is not None and availability.from_ <= self.today,
            picture=picture_of(original) if original else None,
        )


def place_label(slug: str, places: Places) -> str:
    """Return how a district, an area or `county` is written."""
    if slug in places.area_by_slug:
        return places.area_by_slug[slug].label
    return places.district_by_slug[slug].label if slug in places.district_by_slug else LABELS[slug]


def in_fair_order(entries: Iterable[Entry], today: datetime.date) -> tuple[Entry, ...]:
    """Return entries in an order that is new each day and kept all day: no name is always first."""

    def lot(entry: Entry) -> bytes:
        return hashlib.sha256(f"{today.isoformat()} {entry.leader.slug}".encode()).digest()

    return tuple(sorted(entries, key=lot))
