"""One leader: the fields of a portrait file, and the rules that one file must keep by itself.

Records are frozen. Nothing here knows today's date, other files or a disk; `check` does. Each field carries
its own sentence, which editors show and from which `docs/portrait-fields.md` is made.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from kle_site import prose
from kle_site.fields import (
    Ages,
    Day,
    Mailbox,
    Month,
    Phone,
    PhotoFile,
    Postcode,
    SchoolYear,
    Slug,
    Urn,
    Website,
    YesNo,
    choice,
    first_day,
    long_text,
    one_line,
    slugify,
    whole_number,
)
from kle_site.problems import Fault, Where

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

    file: PhotoFile = Field(description="The name of the file in content/photos.")
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
    def surname_first(self) -> str:
        """The name that lists are sorted by, surname first and without a title."""
        if self.sort_as:
            return self.sort_as
        words = self.name.split()
        while len(words) > 1 and slugify(words[0]) in TITLES:
            words = words[1:]
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
_PARTICLES = frozenset(["st", "de", "da", "di", "du", "la", "le", "van", "von", "der", "den"])


def name_words(name: str) -> list[str]:
    """Return the words of a name that could tell whose it is, in plain letters: no titles, no initials."""
    words = slugify(name).split("-")
    return [word for word in words if len(word) > 1 and word not in TITLES | _PARTICLES]


def same_person(name: str) -> str:
    """Return what two spellings of one person's name share: no titles, accents, case, spaces or marks."""
    words = [word for word in folded(name).split() if re.sub(r"\W", "", word) not in TITLES]
    return re.sub(r"\W", "", "".join(words))


def folded(text: str) -> str:
    """Return `text` for comparing and sorting: without accents and case."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


# --- what one record must keep by itself ------------------------------------------------------------------


def faults(leader: Leader) -> list[Fault]:
    """Return everything that is wrong with a leader whose fields are each right by themselves."""
    return [fault for rule in RULES for fault in rule(leader)]


def ends_after_it_begins(leader: Leader) -> Iterator[Fault]:
    """A designation ends in or after the month in which it began."""
    for number, held in enumerate(leader.designations):
        if held.until and held.until < held.since:
            yield Fault(
                ("designations", number, "until"),
                "dates-order",
                "This designation ends before it begins.",
                "Check the two months.",
            )


def says_each_thing_once(leader: Leader) -> Iterator[Fault]:
    """No list says the same thing twice, and nobody holds a designation twice at a time."""
    lists: dict[Where, tuple[object, ...]] = {
        ("works_in",): leader.works_in,
        ("expertise",): leader.expertise,
        ("support",): leader.support,
        ("aliases",): leader.aliases,
        ("consent", "scope"): leader.consent.scope,
        ("schools",): tuple(school.urn for school in leader.schools),
    }
    for where, values in lists.items():
        for number, value in enumerate(values):
            if value in values[:number]:
                yield _repeated((*where, number), f"“{value}” stands here twice.")
    for number, held in enumerate(leader.designations):
        if any(_at_one_time(held, other) for other in leader.designations[:number]):
            yield _repeated(("designations", number), f"Two {held.kind} designations run at the same time.")


def _repeated(where: Where, message: str) -> Fault:
    return Fault(where, "repeated", message, "Keep one of the two.")


def _at_one_time(held: Designation, other: Designation) -> bool:
    ends = min(held.until or datetime.date.max, other.until or datetime.date.max)
    return held.kind == other.kind and (held == other or max(held.since, other.since) < ends)


def stays_at_the_base(leader: Leader) -> Iterator[Fault]:
    """The base school's post began before the last confirmation: who moved since must be confirmed again."""
    if leader.base.since > leader.confirmed:
        yield Fault(
            ("confirmed",),
            "moved-since",
            "This person took the post at their base school after this confirmation.",
            "The association confirms them again at the new school; then write that day here.",
        )


def can_be_asked_one_way(leader: Leader) -> Iterator[Fault]:
    """Questions go to one place: a mailbox or the association's office."""
    contact = leader.contact
    if (contact.email is None) == (contact.via is None):
        message = "Both a mailbox and via stand here." if contact.email else "Nobody to ask stands here."
        hint = "Write either email: office@school.example or via: kah"
        yield Fault(("contact",), "contact", message, hint)


def has_a_role_mailbox(leader: Leader) -> Iterator[Fault]:
    """The mailbox is a role's, not a person's: its local part holds no word of the leader's name."""
    if leader.contact.email is None:
        return
    words = name_words(leader.name)
    parts = slugify(leader.contact.email.split("@")[0]).split("-")
    for word in words:
        # Short words ("Lee", "Ann") hide by chance in others ("fleet", "planning"): they must stand alone, or
        # beside an initial ("slee").
        initials = {other[0] for other in words if other != word}
        alone = {word, *(initial + word for initial in initials), *(word + initial for initial in initials)}
        if word in "".join(parts) if len(word) >= 4 else alone & set(parts):
            message = f"This looks like a personal mailbox: “{word}” is part of the name."
            hint = "Use a mailbox that others read too, such as office@, or write via: kah instead."
            yield Fault(("contact", "email"), "personal-mailbox", message, hint)
            return


_TITLED = re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|rev|revd)\b\.? \w", re.IGNORECASE)


def asks_for_a_job_title(leader: Leader) -> Iterator[Fault]:
    """`contact.person` is a job title: it holds no word of the leader's name and nobody with a title."""
    person = re.sub(r"['’]s\b", "", leader.contact.person or "")
    if _TITLED.search(person) or set(name_words(person)) & set(name_words(leader.name)):
        message = "This names a person; it is shown to everyone."
        yield Fault(("contact", "person"), "person-named", message, "Write a job title: Headteacher’s PA")


def publishes_what_was_agreed(leader: Leader) -> Iterator[Fault]:
    """Nothing is shown that consent does not cover."""
    if not leader.listed:
        return
    contact = leader.contact
    shown = {
        "name": True,
        "portrait": True,
        "photo": leader.photo is not None,
        "contact": bool(contact.email or contact.phone or contact.person),
        "impact": bool(leader.impact),
    }
    or_else = {
        "name": "write listed: false",
        "portrait": "write listed: false",
        "contact": "write via: kah alone",
    }
    for scope, is_shown in shown.items():
        if is_shown and scope not in leader.consent.scope:
            message = f"This would be published, but consent.scope does not hold “{scope}”."
            instead = or_else.get(scope, "remove this field")
            hint = f"Ask the leader; then add {scope} to the scope, or {instead}."
            yield Fault((scope,), "consent-scope", message, hint)


def offers_free_days_as_a_kle(leader: Leader) -> Iterator[Fault]:
    """Only Kent Leaders of Education give free days, in school years in which they are one."""
    free = leader.availability.free_days
    if free is None:
        return
    begins = first_day(free.year)
    ends = datetime.date(begins.year + 1, 8, 1)
    held = [held for held in leader.designations if held.kind == "KLE"]
    if not any(kle.since <= ends and (kle.until is None or kle.until >= begins) for kle in held):
        yield Fault(
            ("availability", "free_days"),
            "free-days",
            f"Free days are a promise of Kent Leaders of Education; this person is not one in {free.year}.",
            "Delete free_days.",
        )


def keeps_former_urns_apart(leader: Leader) -> Iterator[Fault]:
    """A school's former URNs differ from its present one and from each other."""
    for number, school in enumerate(leader.schools):
        for place, urn in enumerate(school.former_urns):
            if urn == school.urn or urn in school.former_urns[:place]:
                yield _repeated(("schools", number, "former_urns", place), f"{urn} stands here twice.")


def invents_only_examples(leader: Leader) -> Iterator[Fault]:
    """An invented entry is at an invented school, and a real one is not: URNs from 900001 are invented."""
    urns: list[tuple[Where, int]] = []
    for number, school in enumerate(leader.schools):
        urns.append((("schools", number, "urn"), school.urn))
        urns += [(("schools", number, "former_urns", n), urn) for n, urn in enumerate(school.former_urns)]
    for where, urn in urns:
        if leader.example and urn < EXAMPLE_URNS:
            message = "An invented person cannot lead a real school."
            hint = f"Use a URN from {EXAMPLE_URNS}, or delete example: true if the entry is real."
            yield Fault(where, "example-urn", message, hint)
        elif not leader.example and urn >= EXAMPLE_URNS:
            message = f"URNs from {EXAMPLE_URNS} are for invented schools."
            hint = "Write the school’s own URN, or add example: true."
            yield Fault(where, "example-urn", message, hint)


def speaks_plainly(leader: Leader) -> Iterator[Fault]:
    """The portrait holds no HTML, picture, table, e-mail address or telephone number; its links are https."""
    for fault in prose.read(leader.portrait).faults:
        yield Fault(
            ("portrait",), fault.code, fault.message, fault.hint, line=fault.line, column=fault.column
        )


RULES: tuple[Callable[[Leader], Iterator[Fault]], ...] = (
    ends_after_it_begins,
    says_each_thing_once,
    stays_at_the_base,
    can_be_asked_one_way,
    has_a_role_mailbox,
    asks_for_a_job_title,
    publishes_what_was_agreed,
    offers_free_days_as_a_kle,
    keeps_former_urns_apart,
    invents_only_examples,
    speaks_plainly,
)
