"""The collection that pages are made from: who is listed on a day, by which facets, in which order.

Built once all is well; frozen; asks no clock. Templates loop over what it gives and decide nothing.
"""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kle_site.dates import school_year_of
from kle_site.entries import Entries, Entry, in_fair_order, place_label
from kle_site.facets import Facet, facets_of
from kle_site.load import Content
from kle_site.model import FACETS, Standing, folded
from kle_site.photos import Original
from kle_site.places import District


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
        content = self.content
        entries = Entries(self.today, content.places, content.expertise.tags, content.photos)
        return tuple(entries.of(leader, standing) for leader, standing in standings if standing.has_page)

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
        content = self.content
        found = facets_of(content.places, content.expertise, content.designations, self.today)
        return {facet: tuple(self._values(facet, found[facet])) for facet in FACETS}

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
        """The school year of the day."""
        return school_year_of(self.today)

    def related(self, entry: Entry, most: int = 3) -> tuple[Entry, ...]:
        """Return listed leaders who share the most: expertise first, then phase and area.

        Only about 60 who share a tag are looked at, the rarest tags first, so that the work for one leader
        stays the same however many there are.
        """
        near: set[int] = set()
        tags = sorted(entry.leader.expertise, key=lambda slug: len(self._by_tag.get(slug, ())))
        for slug in tags:
            if len(near) >= 60:
                break
            near.update(self._by_tag.get(slug, ())[:60])
        expertise, phases, areas = _traits(entry)
        scored = []
        for place in near:
            theirs, *other = self._traits[place]
            score = 3 * len(expertise & theirs) + len(phases & other[0]) + len(areas & other[1])
            # Who shares as much stays in the day's fair order.
            scored.append((-score, place))
        found = (self.listed[place] for _, place in heapq.nsmallest(most + 1, scored))
        return tuple(other for other in found if other.leader.slug != entry.leader.slug)[:most]

    def _values(self, name: str, facet: Facet) -> Iterator[FacetValue]:
        """Yield a facet's values, each with the listed entries that hold it."""
        found: dict[str, list[Entry]] = {}
        for entry in self.listed:
            for slug in facet.held(entry.leader):
                found.setdefault(slug, []).append(entry)
        for one in facet.choices:
            entries = tuple(found.get(one.slug, ()))
            yield FacetValue(name, one.slug, one.label, one.about, entries, one.group)

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

    def place_label(self, slug: str) -> str:
        """Return how a district, an area or `county` is written."""
        return place_label(slug, self.content.places)


_Traits = tuple[frozenset[str], frozenset[str], frozenset[str]]


def _traits(entry: Entry) -> _Traits:
    """Return the tags, phases and areas that make two leaders alike."""
    areas = frozenset(area.slug for area in entry.areas)
    return frozenset(entry.leader.expertise), entry.leader.phases, areas
