"""What the portraits refer to: expertise, designations, the site itself, those no longer listed.

Records of `content/*.yaml` and of the heads of Markdown pages, with the rules that each file keeps by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Generic, TypeVar

from pydantic import Field

from kle_site.dates import Day, SchoolYear
from kle_site.fields import (
    Kind,
    Mailbox,
    Slug,
    Website,
    YesNo,
    choice,
    fault,
    one_line,
    quoted,
    whole_number,
)
from kle_site.model import KINDS, PHASES, RESERVED, Record
from kle_site.places import Label, Places, Words, places_hang_together, repeats
from kle_site.problems import Fault

Sentence = Annotated[str, one_line(300)]


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


ADVISERS = {
    "nursery": ("primary",),
    "primary": ("primary",),
    "secondary": ("secondary",),
    "all-through": ("primary", "secondary"),
    "special": ("special",),
    "alternative-provision": ("special",),
}
"""Phase → the kinds of Senior Improvement Adviser that look after its schools."""


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


class AccessibilityDates(Record):
    """When the accessibility statement was written, and when it was last compared with the site."""

    prepared: Day
    reviewed: Day


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
    privacy_notice_since: Day
    """The day from which that version applies."""
    accessibility: AccessibilityDates
    repository: Repository
    day_rate_note: Annotated[str, one_line(400)]

    @property
    def on_github(self) -> str | None:
        """The repository's address, for those who send by GitHub; None where it is private or elsewhere."""
        address = self.repository.address.rstrip("/").removesuffix(".git")
        on_github = re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", address, re.ASCII)
        return address if self.repository.public and on_github else None


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


class CaseStudy(Record):
    """The head of a case study: where its school is, by phase and area alone, so that none can be told."""

    title: Annotated[str, one_line(90)] = Field(description="What changed, in a few words.")
    expertise: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=6)] = Field(
        description="What it is about: tags of content/expertise.yaml."
    )
    phase: Annotated[str, choice(PHASES)] = Field(description="What kind of school was helped.")
    area: Slug = Field(description="The area that the school stands in.")
    year: SchoolYear = Field(description="The school year in which things changed.")
    leader: Slug | None = None
    """The leader who tells it. Named only while they are listed and agree: see `casebook`."""
    example: YesNo = False
    """Is it invented?"""


Found = TypeVar("Found", bound=Record)


@dataclass(frozen=True)  # a generic class with slots cannot be made by its alias on Python 3.11
class Written(Generic[Found]):
    """A page that somebody wrote: its checked head, and its Markdown with the line it starts on."""

    path: str
    """Path inside the content folder: `guidance/deployment.md`."""
    head: Found
    body: str
    first_line: int

    @property
    def address(self) -> str:
        """The site path it is published at: `/guidance/deployment/`."""
        stem = self.path.removesuffix(".md").removesuffix("/index")
        return f"/{stem}/"


GuidancePage = Written[FrontMatter]
Case = Written[CaseStudy]


# --- what each file must keep by itself -------------------------------------------------------------------


def tags_are_told_apart(expertise: Expertise) -> Iterator[Fault]:
    """Every tag and group has a slug and a label of its own, and a retired tag leads to one in use."""
    groups = list(enumerate(expertise.groups))
    tags = [
        (("groups", number, "tags", place), tag)
        for number, group in groups
        for place, tag in enumerate(group.tags)
    ]
    yield from repeats([(("groups", n, "slug"), g.slug) for n, g in groups], "group")
    yield from repeats([(("groups", n, "label"), g.label) for n, g in groups], "group labelled")
    yield from repeats([((*where, "slug"), tag.slug) for where, tag in tags], "tag")
    yield from repeats([((*where, "label"), tag.label) for where, tag in tags], "tag labelled")
    for where, tag in tags:
        target = expertise.tags.get(tag.replaced_by) if tag.replaced_by else None
        if tag.replaced_by and (target is None or target.replaced_by):
            message = f"“{tag.replaced_by}” is not a tag in use."
            yield Fault((*where, "replaced_by"), "unknown-tag", message, "Name a tag that is not retired.")


def designations_are_told_apart(designations: Designations) -> Iterator[Fault]:
    """Each designation is described once."""
    kinds = [(("designations", n, "kind"), d.kind) for n, d in enumerate(designations.designations)]
    yield from repeats([(where, kind) for where, kind in kinds], "designation")


def the_withdrawn_are_told_apart(withdrawn: Withdrawn) -> Iterator[Fault]:
    """Each address that has gone stands once, and is no other page's."""
    slugs = [(("withdrawn", n, "slug"), gone.slug) for n, gone in enumerate(withdrawn.withdrawn)]
    yield from repeats([(where, slug) for where, slug in slugs], "line for")
    for where, slug in slugs:
        if slug in RESERVED:
            message = f"The address /directory/{slug}/ is another page’s."
            yield Fault(where, "reserved", message, "No leader can have had this slug: check it.")


def the_statement_is_reviewed_after_it_is_written(site: Site) -> Iterator[Fault]:
    """The accessibility statement was reviewed on the day it was written, or later."""
    dates = site.accessibility
    if dates.reviewed < dates.prepared:
        message, hint = "The statement was reviewed before it was written.", "Check the two days."
        yield Fault(("accessibility", "reviewed"), "dates-order", message, hint)


FILES: dict[str, tuple[type[Record], Callable[..., Iterator[Fault]]]] = {
    "expertise.yaml": (Expertise, tags_are_told_apart),
    "places.yaml": (Places, places_hang_together),
    "designations.yaml": (Designations, designations_are_told_apart),
    "site.yaml": (Site, the_statement_is_reviewed_after_it_is_written),
    "withdrawn.yaml": (Withdrawn, the_withdrawn_are_told_apart),
}
"""Each file beside the portraits: its record, and the rule that it keeps by itself."""
