"""One leader: the fields of a portrait file, and what they tell of where and how the leader is shown.

Records are frozen. What a file must keep as a whole is in `rules`. Each field carries
its own sentence, which editors show and from which `docs/portrait-fields.md` is made.
"""

from __future__ import annotations

import calendar
import datetime
import itertools
import re
import unicodedata
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from kle_site.dates import Day, Month, SchoolYear
from kle_site.fields import (
    Ages,
    Mailbox,
    Phone,
    PhotoFile,
    Postcode,
    Slug,
    Urn,
    Website,
    YesNo,
    choice,
    long_text,
    one_line,
    slugify,
    whole_number,
)

KINDS = ("KLE", "NLE", "LLE", "SLE", "NLG")
PHASES = ("nursery", "primary", "secondary", "all-through", "special", "alternative-provision")
SUPPORT = ("mentoring", "leadership-development", "peer-review", "school-improvement")
STATUSES = ("open", "limited", "paused")
SCOPES = ("name", "portrait", "photo", "contact", "impact", "reuse")
FACETS = ("area", "district", "phase", "expertise", "support", "designation", "status")
RESERVED = frozenset({*FACETS, "page"})
"""Slugs that no leader may have: their addresses under /directory/ are taken."""

EXAMPLE_URNS = 900001
"""Invented schools have URNs from here on; no real school does."""

DUE, LAPSED, WITHDRAWN = 12, 18, 24
"""Months after `confirmed` for which an entry is not yet due, is in lists, is an entry at all (DESIGN §3)."""


def _several(least: int, most: int, description: str, example: list[str | int]) -> Any:
    """Return the field of a list that says nothing twice; it may be left out when it may be empty."""
    return Field(
        ... if least else (),
        min_length=least,
        max_length=most,
        description=description,
        examples=[example],
        json_schema_extra={"uniqueItems": True},
    )


class Record(BaseModel):
    """What every record of `content/` is: frozen, and without a field that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Designation(Record):
    """A role that a panel gave this person, from one month and perhaps until another."""

    kind: Annotated[str, choice(KINDS)] = Field(description="Which: content/designations.yaml explains each.")
    since: Month = Field(description="The month in which it began.")
    until: Month | None = Field(None, description="The last month in which it holds, once that is known.")


class School(Record):
    """A school that this person leads, or accounts for as a trust’s chief executive."""

    name: Annotated[str, one_line(160)] = Field(
        description="The school’s full name.", examples=["Example Oast Primary School"]
    )
    urn: Urn = Field(
        description="The school’s Unique Reference Number. Find it at get-information-schools.service.gov.uk."
    )
    phase: Annotated[str, choice(PHASES)] = Field(description="What kind of school it is.")
    district: Slug = Field(
        description="The district it stands in, as content/places.yaml spells it.", examples=["swale"]
    )
    since: Month = Field(description="The month in which this person took the post.")
    ages: Ages | None = Field(None, description="The ages it teaches.")
    postcode: Postcode | None = Field(None, description="Its postcode; distance is measured from there.")
    website: Website | None = Field(None, description="Its website.")
    former_urns: tuple[Urn, ...] = _several(
        0, 8, "URNs it had before, for example before it became an academy.", [900103]
    )


class Trust(Record):
    """The trust or federation that the base school belongs to."""

    name: Annotated[str, one_line(160)] = Field(
        description="The name of the trust or federation.", examples=["Example Trust"]
    )
    uid: Annotated[int, whole_number(1, 999_999)] | None = Field(
        None, description="Its group identifier in Get Information about Schools.", examples=[90001]
    )


class FreeDays(Record):
    """For a Kent Leader of Education: what is left of the three days a year at no cost."""

    year: SchoolYear = Field(
        description="The school year that this is about; for any other, we say “not known”."
    )
    left: Annotated[str, choice(("available", "limited", "none"))] = Field(
        description="How much of the three days is left."
    )


class Availability(Record):
    """Whether this person takes commissions now. Never why not."""

    status: Annotated[str, choice(STATUSES)] = Field(
        description="open, limited, or paused. A reason never stands here or anywhere."
    )
    checked: Day = Field(description="The day on which they last said so.")
    from_: Day | None = Field(
        None,
        alias="from",
        description="The day from which they expect to have time again. It does not change the status.",
    )
    free_days: FreeDays | None = Field(
        None, description="For KLEs only: what is left of the three free days."
    )


class Impact(Record):
    """One thing that changed where this person worked. It names no school."""

    claim: Annotated[str, one_line(200)] = Field(
        description="What changed.", examples=["A first-time head had a reading plan that staff followed."]
    )
    evidence: Annotated[str, one_line(400)] = Field(
        description="How we know.", examples=["The minutes of two governors’ meetings."]
    )
    year: SchoolYear = Field(description="The school year in which it changed.")


class Photo(Record):
    """A photo, and words for those who cannot see it."""

    file: PhotoFile = Field(
        description="The name of the file in content/photos: a JPEG, PNG or WebP of 640 pixels or more each "
        "way, without the place where it was taken. It is shown square."
    )
    alt: Annotated[str, one_line(200)] = Field(
        description="What the photo shows, in a few words.", examples=["Siân O’Brien in a school library"]
    )


class Contact(Record):
    """How to ask: either a mailbox that several people read, or the association’s office."""

    email: Mailbox | None = Field(
        None, description="A role’s mailbox, such as office@. It holds no part of the leader’s name."
    )
    via: Annotated[str, choice(("kah",))] | None = Field(
        None, description="Write kah when questions should go through the association’s office."
    )
    phone: Phone | None = Field(None, description="The school’s switchboard.")
    person: Annotated[str, one_line(80)] | None = Field(
        None, description="Whom to ask for: a job title, not a name.", examples=["Office Manager"]
    )


class Consent(Record):
    """What this person agreed to publish, when, and which privacy notice they had read."""

    given: Day = Field(description="The day on which they agreed; it holds for 24 months.")
    scope: tuple[Annotated[str, choice(SCOPES)], ...] = _several(
        1,
        len(SCOPES),
        "What may be published. reuse means downloads and other websites.",
        ["name", "portrait"],
    )
    notice: Annotated[int, whole_number(1, 999)] = Field(
        description="The version of the privacy notice that they read.", examples=[1]
    )


class Leader(Record):
    """One system leader. The name of the file is the address of their page."""

    slug: Annotated[str, PlainValidator(str)]
    """The file's name without `.yaml`; no field of the file, so `load` says what is wrong with it."""
    name: Annotated[str, one_line(120)] = Field(
        description="The name as colleagues know it.", examples=["Siân O’Brien"]
    )
    sort_as: Annotated[str, one_line(120)] | None = Field(
        None,
        description="The name as an index lists it. Needed only where the last word is not the surname.",
        examples=["O’Brien, Siân"],
    )
    designations: tuple[Designation, ...] = Field(
        min_length=1,
        max_length=5,
        description="What this person is designated as. Once all have ended, the page goes.",
    )
    role: Annotated[str, one_line(120)] = Field(
        description="The job title at the base school or trust.", examples=["Executive Headteacher"]
    )
    schools: tuple[School, ...] = Field(
        min_length=1, max_length=8, description="The schools they lead; the first is the base."
    )
    trust: Trust | None = Field(None, description="The trust or federation, if there is one.")
    works_in: tuple[Slug, ...] = _several(
        1,
        14,
        "Where they will work: districts or areas of content/places.yaml, or county.",
        ["swale", "east"],
    )
    expertise: tuple[Slug, ...] = _several(
        1, 6, "What they know best: tags of content/expertise.yaml.", ["new-head-mentoring", "send"]
    )
    support: tuple[Annotated[str, choice(SUPPORT)], ...] = _several(
        1,
        len(SUPPORT),
        "Which of the protocols’ four kinds of support they offer.",
        ["mentoring", "peer-review"],
    )
    mentor_training: Month | None = Field(
        None, description="The month in which they completed mentor and coach training."
    )
    availability: Availability = Field(description="Whether they take commissions now.")
    portrait: Annotated[str, long_text(400, 2500)] = Field(
        description="The pen portrait, in their own words: paragraphs, lists, **bold**, *italic*, "
        "### headings and https links. No e-mail address and no telephone number."
    )
    impact: tuple[Impact, ...] = Field((), max_length=3, description="Things that changed where they worked.")
    photo: Photo | None = Field(None, description="A photo, if they want one.")
    contact: Contact = Field(description="How to ask.")
    consent: Consent = Field(description="What they agreed to publish.")
    confirmed: Day = Field(
        description="The day of the last annual submission, which confirms capacity and commitment."
    )
    listed: YesNo = Field(True, description="Write false to take the entry off the site for now.")
    aliases: tuple[Slug, ...] = _several(
        0, 8, "Names this file had before; their addresses lead here.", ["sian-evans"]
    )
    example: YesNo = Field(False, description="Write true only for an invented person.")

    @property
    def path(self) -> str:
        """Where the record comes from, as a path inside the content folder."""
        return f"kles/{self.slug}.yaml"

    @property
    def base(self) -> School:
        """The school that the leader is based at."""
        return self.schools[0]

    @property
    def phases(self) -> frozenset[str]:
        """The phases that a phase filter finds this leader by; all-through schools are found by three."""
        found = {school.phase for school in self.schools}
        return frozenset(found | {"primary", "secondary"} if "all-through" in found else found)

    @property
    def untitled(self) -> list[str]:
        """The words of the name, without titles."""
        words = self.name.split()
        while len(words) > 1 and slugify(words[0]) in TITLES:
            words = words[1:]
        return words

    @property
    def initials(self) -> str:
        """The first letters of the first and the last word of the name, accents kept."""
        words = self.untitled
        ends = words[:1] if len(words) == 1 else (words[0], words[-1])
        return "".join(first_letter(word) for word in ends).upper()

    @property
    def surname_first(self) -> str:
        """The name that lists are sorted by, surname first and without a title."""
        if self.sort_as:
            return self.sort_as
        words = self.untitled
        return f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else words[0]

    def designated(self, today: datetime.date) -> tuple[Designation, ...]:
        """Return the designations in force; one that ends in a month is in force until that month ends."""
        month = today.replace(day=1)
        return tuple(held for held in self.designations if held.until is None or held.until >= month)

    def standing(self, today: datetime.date) -> Standing:
        """Return how this entry stands on a day (DESIGN §3: `confirmed`, `designations`, `listed`)."""
        if not self.listed:
            return Standing.UNLISTED
        if not self.designated(today) or today > months_after(self.confirmed, WITHDRAWN):
            return Standing.WITHDRAWN
        if self.availability.status == "paused":
            return Standing.PAUSED
        if today > months_after(self.confirmed, LAPSED):
            return Standing.LAPSED
        return Standing.DUE if today > months_after(self.confirmed, DUE) else Standing.CURRENT


class Standing(StrEnum):
    """How an entry stands on a day, and so where it is shown."""

    CURRENT = "current"
    """In every list."""
    DUE = "due"
    """In every list, shown as due: not confirmed for over 12 months."""
    LAPSED = "lapsed"
    """Its page stays, but in no list: not confirmed for over 18 months."""
    PAUSED = "paused"
    """Its page stays and says so; in no list, count, export or feed."""
    WITHDRAWN = "withdrawn"
    """Its address says "no longer listed": every designation ended, or not confirmed for over 24 months."""
    UNLISTED = "unlisted"
    """No page at all."""

    @property
    def in_lists(self) -> bool:
        """Do lists, facets and counts hold the entry?"""
        return self in {Standing.CURRENT, Standing.DUE}

    @property
    def has_page(self) -> bool:
        """Does the entry have a page of its own?"""
        return self.in_lists or self in {Standing.LAPSED, Standing.PAUSED}


def months_after(day: datetime.date, months: int) -> datetime.date:
    """Return the same day some months later, or that month's last day: 31 August + 6 = 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


# --- names ------------------------------------------------------------------------------------------------

TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "lord", "lady", "rev", "revd", "canon"]
)
"""Words before a name that are no part of it."""
PARTICLES = frozenset(["st", "de", "da", "di", "du", "la", "le", "van", "von", "der", "den"])
"""Words before a surname that tell nobody from another."""


def name_words(name: str) -> list[str]:
    """Return the words of a name that could tell whose it is, in plain letters: no titles, no initials."""
    words = slugify(name).split("-")
    return [word for word in words if len(word) > 1 and word not in TITLES | PARTICLES]


def first_letter(word: str) -> str:
    """Return a word's first letter with all its accents, or its first character when it has no letter."""
    letter = re.search(r"[^\W\d_]", word)
    at = letter.start() if letter else 0
    accents = itertools.takewhile(unicodedata.combining, word[at + 1 :])
    return "".join((word[at : at + 1], *accents))


def same_person(name: str) -> str:
    """Return what two spellings of one person's name share: no titles, accents, case, spaces or marks."""
    words = [word for word in folded(name).split() if re.sub(r"\W", "", word) not in TITLES]
    return re.sub(r"\W", "", "".join(words))


def folded(text: str) -> str:
    """Return `text` for comparing and sorting: without accents and case."""
    plain = text if text.isascii() else _BEYOND_ASCII.sub(_unless_accent, unicodedata.normalize("NFKD", text))
    return plain.casefold()


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def _unless_accent(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]
