"""Where things are: areas, districts, towns and postcode districts, and the rules that they keep.

Records of `content/places.yaml`. Councils come and go, so districts are dated; coordinates last.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from pydantic import Field

from kle_site.dates import Month
from kle_site.fields import Kind, Slug, fault, one_line, quoted, whole_number
from kle_site.model import Record
from kle_site.problems import Fault, Where

Label = Annotated[str, one_line(80)]


def degrees(most: int) -> Kind:
    """Return the kind of a coordinate: WGS84 degrees from -`most` to `most`."""

    def read(text: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,8})?", text) or abs(float(text)) > most:
            raise fault("degrees", f"{quoted(text)} is not a number of degrees.", "Write it as 51.2718.")
        return float(text)

    return Kind(read, {"type": "number", "minimum": -most, "maximum": most})


Latitude = Annotated[float, degrees(90)]
Longitude = Annotated[float, degrees(180)]
Words = Annotated[tuple[Label, ...], Field(max_length=30)]


class Area(Record):
    """An area of the organisation, with a chair and a board."""

    slug: Slug
    label: Label


class Tile(Record):
    """Where a district stands in the tile map: column from the left and row from the top, from 1."""

    column: Annotated[int, whole_number(1, 20)]
    row: Annotated[int, whole_number(1, 20)]


class Point(Record):
    """A place on the earth in WGS84 degrees."""

    latitude: Latitude
    longitude: Longitude


class District(Record):
    """A council's district."""

    slug: Slug
    label: Label
    area: Slug | None = None
    """The area it belongs to; none for Medway and places outside Kent."""
    former: Words = ()
    tile: Tile
    centre: Point | None = None
    valid_from: Month
    valid_to: Month | None = None
    """The last month in which it exists."""

    def exists(self, today: datetime.date) -> bool:
        """Is it a district on this day?"""
        month = today.replace(day=1)
        return self.valid_from <= month and not self.has_ended(today)

    def has_ended(self, today: datetime.date) -> bool:
        """Is its last month over?"""
        return self.valid_to is not None and self.valid_to < today.replace(day=1)


class Town(Record):
    """A town or village that people say they are near."""

    slug: Slug
    name: Label
    synonyms: Words = ()
    latitude: Latitude
    longitude: Longitude
    district: Slug


def _outward(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]?", text):
        message = f"{quoted(text)} is not the first half of a postcode."
        raise fault("outward", message, "Write it like ME12.")
    return text.upper()


class PostcodeDistrict(Record):
    """The first half of a postcode, and the districts it touches."""

    code: Annotated[str, Kind(_outward, {"type": "string"})]
    latitude: Latitude
    longitude: Longitude
    districts: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=8)]


class Places(Record):
    """Areas, districts, towns and postcode districts: `content/places.yaml`."""

    areas: Annotated[tuple[Area, ...], Field(min_length=1, max_length=20)]
    districts: Annotated[tuple[District, ...], Field(min_length=1, max_length=200)]
    towns: Annotated[tuple[Town, ...], Field(max_length=2000)] = ()
    postcode_districts: Annotated[tuple[PostcodeDistrict, ...], Field(max_length=4000)] = ()

    @cached_property
    def area_by_slug(self) -> dict[str, Area]:
        """Every area by its slug."""
        return {area.slug: area for area in self.areas}

    @cached_property
    def district_by_slug(self) -> dict[str, District]:
        """Every district by its slug."""
        return {district.slug: district for district in self.districts}

    def districts_of(self, area: str) -> tuple[District, ...]:
        """Return the districts of an area."""
        return tuple(district for district in self.districts if district.area == area)

    def area_of(self, district: str) -> Area | None:
        """Return the area of a district, or None where there is none."""
        found = self.district_by_slug.get(district)
        return self.area_by_slug.get(found.area) if found and found.area else None

    @cached_property
    def works_in(self) -> tuple[str, ...]:
        """What `works_in` may hold."""
        return ("county", *self.area_by_slug, *self.district_by_slug)


# --- what the file must keep by itself ---------------------------------------------------------------------


def repeats(values: list[tuple[Where, str]], what: str) -> Iterator[Fault]:
    """Yield a fault for each value that stands in a list for a second time, whatever its case."""
    seen: set[str] = set()
    for where, value in values:
        if value.casefold() in seen:
            yield Fault(where, "repeated", f"There is another {what} “{value}” above.", "Give each its own.")
        seen.add(value.casefold())


def places_hang_together(places: Places) -> Iterator[Fault]:
    """Areas, districts, towns and postcodes are told apart, and name only areas and districts that exist."""
    yield from _told_apart(places)
    yield from _known(places)
    for number, district in enumerate(places.districts):
        if any(_on_one_tile(district, other) for other in places.districts[:number]):
            message = "Another district has this tile at the same time."
            yield Fault(("districts", number, "tile"), "repeated", message, "Move one.")
        if district.valid_to and district.valid_to < district.valid_from:
            where: Where = ("districts", number, "valid_to")
            yield Fault(where, "dates-order", "This district ends before it begins.", "Check the two months.")


def _told_apart(places: Places) -> Iterator[Fault]:
    slugs: list[tuple[Where, str]] = [
        (("areas", n, "slug"), area.slug) for n, area in enumerate(places.areas)
    ]
    slugs += [(("districts", n, "slug"), district.slug) for n, district in enumerate(places.districts)]
    for where, slug in slugs:
        if slug == "county":
            yield Fault(where, "repeated", "“county” means the whole county.", "Choose another name.")
    yield from repeats(slugs, "area or district")
    labels: list[tuple[Where, str]] = [(("areas", n, "label"), a.label) for n, a in enumerate(places.areas)]
    labels += [(("districts", n, "label"), d.label) for n, d in enumerate(places.districts)]
    yield from repeats(labels, "area or district labelled")
    yield from repeats([(("towns", n, "slug"), t.slug) for n, t in enumerate(places.towns)], "town")
    codes = [(("postcode_districts", n, "code"), p.code) for n, p in enumerate(places.postcode_districts)]
    yield from repeats([(where, code) for where, code in codes], "postcode district")


def _on_one_tile(district: District, other: District) -> bool:
    """Do two districts stand on one tile at one time? New councils may stand where old ones stood."""
    starts = max(district.valid_from, other.valid_from)
    ends = [each.valid_to for each in (district, other) if each.valid_to]
    return district.tile == other.tile and (not ends or starts <= min(ends))


def _known(places: Places) -> Iterator[Fault]:
    for number, district in enumerate(places.districts):
        if district.area and district.area not in places.area_by_slug:
            yield _unknown(("districts", number, "area"), district.area, "area")
    for number, town in enumerate(places.towns):
        if town.district not in places.district_by_slug:
            yield _unknown(("towns", number, "district"), town.district, "district")
    for number, postcode in enumerate(places.postcode_districts):
        for place, slug in enumerate(postcode.districts):
            if slug not in places.district_by_slug:
                yield _unknown(("postcode_districts", number, "districts", place), slug, "district")


def _unknown(where: Where, slug: str, what: str) -> Fault:
    return Fault(
        where, "unknown-place", f"There is no {what} “{slug}” in this file.", "Add it, or name another."
    )
