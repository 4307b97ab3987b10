"""What the county has and lacks: how many leaders there are for each question, as far as that is told.

A question is what the directory's filters can ask: an area and a phase, an area and a tag. Two rules keep a
pause from showing here:

- Only listed leaders are counted, by the directory's own facets, and nothing else of anybody is read. So a
  paused leader counts as one who has left, has lapsed or never was: no byte tells which.
- One and two are told alike, as “1 or 2”. A question of three filters often finds one or two, whom the
  directory names: a 2 that became a 1 would point at a person. Larger numbers are exact, as the directory's
  own are: they move whenever anybody comes, goes, changes what they offer or steps back. Shades, gaps and
  their order are made from what is told, never from what was counted.

That nobody is left must show, as it does in the directory: a gap is what readers come for. The numbers name
nobody, and are of listed leaders alone: `reuse` in a consent's scope covers records, and is not asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from operator import and_
from typing import NamedTuple

from kle_site.directory import Directory, FacetValue
from kle_site.entries import Entry
from kle_site.places import District

CSV = "data/v1/coverage.csv"
"""The path of the same numbers for programs, inside the site."""

ASKED = ("area", "district", "phase", "expertise", "support", "status", "free")
"""What a question may name, as the directory's filters call it: the first columns of the CSV."""

FEW = 2
"""Numbers from 1 to this are told as one."""

LEVELS = 4
"""Shades of a number: 0 is nobody, 1 is few, the darkest is the most."""

FREE = ("available", "limited")
"""What may be left of a KLE's free days, where any are."""

_ANY = ""
"""A filter that a question leaves open."""


class Number(NamedTuple):
    """How many leaders, as far as it is told."""

    at_least: int
    at_most: int

    @property
    def words(self) -> str:
        """It, for a reader: `none`, `1 or 2`, `1,234`."""
        if not self.at_most:
            return "none"
        return f"{self.at_least:,}" if self.at_least == self.at_most else f"1 or {FEW}"

    @property
    def short(self) -> str:
        """It, where there is little room: `none`, `1–2`, `1,234`."""
        return self.words.replace(" or ", "–")

    def level(self, most: int) -> int:
        """Return its shade, where the largest number beside it is `most`."""
        if self.at_most <= FEW:
            return min(self.at_most, 1)
        return 1 + -(-(LEVELS - 1) * self.at_least // max(most, self.at_least))


def told(count: int) -> Number:
    """Return what is told of a count."""
    return Number(1, FEW) if 1 <= count <= FEW else Number(count, count)


@dataclass(frozen=True, slots=True)
class Gap:
    """What nobody in some areas has, or a district where nobody works."""

    facet: str
    """`area`, `phase`, `district`, `support` or `expertise`."""
    slug: str
    label: str
    areas: tuple[FacetValue, ...]
    """The areas that lack it; for a district, its own; for an area, itself."""
    everywhere: bool = False
    """Is it in no area at all?"""


@dataclass(frozen=True)
class Coverage:
    """The numbers of a directory, and what is missing."""

    directory: Directory

    def number(self, **asked: str) -> Number:
        """Return how many leaders a question finds: `number(area="south", phase="special")`."""
        found = [self._who.get((name, value), 0) for name, value in asked.items() if value]
        return told(reduce(and_, found).bit_count() if found else len(self.directory.listed))

    @cached_property
    def _who(self) -> dict[tuple[str, str], int]:
        """Filter and value → whom it finds, a bit for each listed leader: quick to ask."""
        # The facets know who is found by what: there is no second rule here.
        facets = self.directory.facets.values()
        found = {(one.facet, one.slug): one.entries for values in facets for one in values}
        for left in FREE:
            found["free", left] = tuple(one for one in self.directory.listed if one.free_days == left)
        place = {entry.leader.slug: number for number, entry in enumerate(self.directory.listed)}

        def bits(entries: tuple[Entry, ...]) -> int:
            digits = bytearray(b"0") * (len(place) + 1)
            for entry in entries:
                digits[place[entry.leader.slug]] = ord("1")
            return int(digits, 2)

        return {value: bits(entries) for value, entries in found.items()}

    @cached_property
    def districts(self) -> tuple[tuple[FacetValue, District], ...]:
        """The districts that exist on the directory's day, in the order of their file."""
        held = self.directory.content.places.district_by_slug
        both = ((value, held[value.slug]) for value in self.directory.facets["district"])
        return tuple((value, one) for value, one in both if one.exists(self.directory.today))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing, the worst first: areas, kinds of school, districts, kinds of support, expertise.

        Among each, what most areas lack comes first, and then the order of the contract and the vocabulary.
        An area where nobody works is told once, and not again with everything that it lacks.
        """
        areas = self.directory.facets["area"]
        empty = [area for area in areas if not self.number(area=area.slug).at_most]
        served = [area for area in areas if area not in empty]
        found = [Gap("area", area.slug, area.label, (area,)) for area in empty]
        if not served:
            return tuple(found)
        found += self._lacking("phase", served)
        by_slug = {area.slug: area for area in served}
        found += [
            Gap("district", value.slug, value.label, (by_slug[one.area],))
            for value, one in self.districts
            if one.area in by_slug and not self.number(district=value.slug).at_most
        ]
        return (*found, *self._lacking("support", served), *self._lacking("expertise", served))

    def _lacking(self, facet: str, areas: list[FacetValue]) -> list[Gap]:
        gaps = []
        for value in self.directory.facets[facet]:
            without = [
                area for area in areas if not self.number(area=area.slug, **{facet: value.slug}).at_most
            ]
            if without:
                gaps.append(Gap(facet, value.slug, value.label, tuple(without), without == areas))
        return sorted(gaps, key=lambda gap: -len(gap.areas))

    def questions(self) -> Iterator[dict[str, str]]:
        """Yield every question of the CSV, as what it names; those that find nobody too."""
        slugs = {name: [value.slug for value in self.directory.facets[name]] for name in ASKED[:-1]}
        areas = [_ANY, *slugs["area"]]
        for area, phase, tag in product(areas, [_ANY, *slugs["phase"]], [_ANY, *slugs["expertise"]]):
            yield {"area": area, "phase": phase, "expertise": tag}
        for area, kind in product(areas, slugs["support"]):
            yield {"area": area, "support": kind}
        for value, _ in self.districts:
            yield {"district": value.slug}
            yield from ({"district": value.slug, "status": status} for status in slugs["status"])
            yield from ({"district": value.slug, "free": left} for left in FREE)


def files(directory: Directory) -> Iterator[tuple[str, bytes]]:
    """Yield (path inside the site, bytes): the numbers as CSV.

    It holds slugs, numbers and nothing that anybody wrote freely, so no cell can be read as a formula; and no
    “1-2”, which Excel reads as a day. Written like the table of leaders.
    """
    coverage = Coverage(directory)
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow([*ASKED, "leaders_at_least", "leaders_at_most"])
    for asked in coverage.questions():
        rows.writerow([*(asked.get(name, _ANY) for name in ASKED), *coverage.number(**asked)])
    yield CSV, text.getvalue().encode("utf-8-sig")
