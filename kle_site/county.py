"""What the portraits refer to: expertise, places, designations, the site itself, those no longer listed.

Records of `content/*.yaml` and of the guidance's front matter, with the rules that each file keeps by itself.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Annotated

from pydantic import Field

from kle_site.dates import Day, Month
from kle_site.fields import (
    Kind,
    Mailbox,
    Slug,
    Website,
    YesNo,
    choice,
    degrees,
    fault,
    one_line,
    quoted,
    whole_number,
)
from kle_site.model import KINDS, RESERVED, Record
from kle_site.problems import Fault, Where

Label = Annotated[str, one_line(80)]
Sentence = Annotated[str, one_line(300)]
Latitude = Annotated[float, degrees(90)]
Longitude = Annotated[float, degrees(180)]
Words = Annotated[tuple[Label, ...], Field(max_length=30)]


# --- expertise --------------------------------------------------------------------------------------------


class Tag(Record):
    """A term of expertise."""

    slug: Slug
    label: Label
    about: Sentence
    synonyms: Words = ()
    former: Words = ()
    """Terms it had before, still found by search."""
    replaced_by: Slug | None = None
    """The tag that took over; a retired tag still works in addresses and in no new portrait."""


class TagGroup(Record):
    """Terms that belong together, as a filter shows them."""

    slug: Slug
    label: Label
    tags: Annotated[tuple[Tag, ...], Field(min_length=1, max_length=60)]


class Expertise(Record):
    """The vocabulary of expertise: `content/expertise.yaml`."""

    groups: Annotated[tuple[TagGroup, ...], Field(min_length=1, max_length=20)]

    @cached_property
    def tags(self) -> dict[str, Tag]:
        """Every tag by its slug, in the order of the file."""
        return {tag.slug: tag for group in self.groups for tag in group.tags}


# --- places -----------------------------------------------------------------------------------------------


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
        return self.valid_from <= month and (self.valid_to is None or self.valid_to >= month)


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


# --- designations, site, withdrawn, guidance --------------------------------------------------------------


class DesignationKind(Record):
    """A designation that leaders may hold."""

    kind: Annotated[str, choice(KINDS)]
    label: Label
    about: Sentence
    active: YesNo = True
    """Is it still given?"""


class Designations(Record):
    """The designations: `content/designations.yaml`."""

    designations: Annotated[tuple[DesignationKind, ...], Field(min_length=1, max_length=len(KINDS))]

    @cached_property
    def by_kind(self) -> dict[str, DesignationKind]:
        """Every designation by its short name."""
        return {designation.kind: designation for designation in self.designations}


class Organisation(Record):
    """Who publishes the directory. It has been renamed more than once: no page or module hard-codes it."""

    name: Label
    short_name: Annotated[str, one_line(20)]


class AreaMailboxes(Record):
    """Senior Improvement Advisers of an area."""

    primary: Mailbox
    secondary: Mailbox
    special: Mailbox


class Mailboxes(Record):
    """Whom to write to: the office, and by area the chair and the advisers."""

    office: Mailbox
    area_chairs: dict[str, Mailbox]
    sias: dict[str, AreaMailboxes]


class Repository(Record):
    """Where the files are kept."""

    address: Website
    public: YesNo


def _domain(text: str) -> str:
    label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    if not re.fullmatch(rf"{label}(?:\.{label}){{1,8}}", text):
        message = f"{quoted(text)} is not a domain."
        raise fault("domain", message, "Write it like www.kah.org.uk, without https://")
    return text.lower()


def _base_path(text: str) -> str:
    if not re.fullmatch("/(?:[A-Za-z0-9-]{1,60}/){0,8}", text):
        message = f"{quoted(text)} is not a path that starts and ends with /."
        raise fault("base-path", message, "Write / or /leaders/")
    return text


class Site(Record):
    """The site itself: `content/site.yaml`."""

    stage: Annotated[str, choice(("demonstration", "live"))]
    organisation: Organisation
    title: Label
    domain: Annotated[str, Kind(_domain, {"type": "string"})]
    base_path: Annotated[str, Kind(_base_path, {"type": "string"})] = "/"
    mailboxes: Mailboxes
    reply_days: Annotated[int, whole_number(1, 60)]
    """Working days within which questions are answered."""
    privacy_notice: Annotated[int, whole_number(1, 999)] = 1
    """The present version of the privacy notice."""
    repository: Repository
    day_rate_note: Annotated[str, one_line(400)]


class Gone(Record):
    """A person whose page has gone: the slug it had, and since when. Never a reason."""

    slug: Slug
    on: Day


class Withdrawn(Record):
    """Those no longer listed: `content/withdrawn.yaml`."""

    withdrawn: Annotated[tuple[Gone, ...], Field(max_length=5000)] = ()


class FrontMatter(Record):
    """The head of a guidance page."""

    title: Annotated[str, one_line(90)]
    summary: Annotated[str, one_line(200)]
    edition: Annotated[str, choice(("current", "2016-17"))]
    """The edition of the protocols that it belongs to."""
    order: Annotated[int, whole_number(0, 999)]
    """Its place in the list of pages."""


# --- what each file must keep by itself -------------------------------------------------------------------


def _repeats(values: list[tuple[Where, str]], what: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for where, value in values:
        if value.casefold() in seen:
            yield Fault(where, "repeated", f"There is another {what} “{value}” above.", "Give each its own.")
        seen.add(value.casefold())


def tags_are_told_apart(expertise: Expertise) -> Iterator[Fault]:
    """Every tag and group has a slug and a label of its own, and a retired tag leads to one in use."""
    groups = list(enumerate(expertise.groups))
    tags = [
        (("groups", number, "tags", place), tag)
        for number, group in groups
        for place, tag in enumerate(group.tags)
    ]
    yield from _repeats([(("groups", n, "slug"), g.slug) for n, g in groups], "group")
    yield from _repeats([(("groups", n, "label"), g.label) for n, g in groups], "group labelled")
    yield from _repeats([((*where, "slug"), tag.slug) for where, tag in tags], "tag")
    yield from _repeats([((*where, "label"), tag.label) for where, tag in tags], "tag labelled")
    for where, tag in tags:
        target = expertise.tags.get(tag.replaced_by) if tag.replaced_by else None
        if tag.replaced_by and (target is None or target.replaced_by):
            message = f"“{tag.replaced_by}” is not a tag in use."
            yield Fault((*where, "replaced_by"), "unknown-tag", message, "Name a tag that is not retired.")


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
    yield from _repeats(slugs, "area or district")
    labels: list[tuple[Where, str]] = [(("areas", n, "label"), a.label) for n, a in enumerate(places.areas)]
    labels += [(("districts", n, "label"), d.label) for n, d in enumerate(places.districts)]
    yield from _repeats(labels, "area or district labelled")
    yield from _repeats([(("towns", n, "slug"), t.slug) for n, t in enumerate(places.towns)], "town")
    codes = [(("postcode_districts", n, "code"), p.code) for n, p in enumerate(places.postcode_districts)]
    yield from _repeats([(where, code) for where, code in codes], "postcode district")


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


def designations_are_told_apart(designations: Designations) -> Iterator[Fault]:
    """Each designation is described once."""
    kinds = [(("designations", n, "kind"), d.kind) for n, d in enumerate(designations.designations)]
    yield from _repeats([(where, kind) for where, kind in kinds], "designation")


def the_withdrawn_are_told_apart(withdrawn: Withdrawn) -> Iterator[Fault]:
    """Each address that has gone stands once, and is no other page's."""
    slugs = [(("withdrawn", n, "slug"), gone.slug) for n, gone in enumerate(withdrawn.withdrawn)]
    yield from _repeats([(where, slug) for where, slug in slugs], "line for")
    for where, slug in slugs:
        if slug in RESERVED:
            message = f"The address /directory/{slug}/ is another page’s."
            yield Fault(where, "reserved", message, "No leader can have had this slug: check it.")


FILES: dict[str, tuple[type[Record], Callable[..., Iterator[Fault]] | None]] = {
    "expertise.yaml": (Expertise, tags_are_told_apart),
    "places.yaml": (Places, places_hang_together),
    "designations.yaml": (Designations, designations_are_told_apart),
    "site.yaml": (Site, None),
    "withdrawn.yaml": (Withdrawn, the_withdrawn_are_told_apart),
}
"""Each file beside the portraits: its record, and the rule that it keeps by itself."""
