"""What one portrait must keep by itself, beyond the shape of its fields: a rule's docstring is its promise.

To add a rule, write a function and put it into RULES. Nothing here knows today's date, other files or a disk.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator

from kle_site import prose
from kle_site.dates import first_day
from kle_site.fields import slug_fault, slugify
from kle_site.model import EXAMPLE_URNS, RESERVED, Designation, Leader, name_words
from kle_site.phrases import SAID, Said, said
from kle_site.problems import Fault, Where


def faults(leader: Leader) -> list[Fault]:
    """Return everything that is wrong with a leader whose fields are each right by themselves."""
    return [fault for rule in RULES for fault in rule(leader)]


def name_fault(slug: str) -> Said | None:
    """Return what keeps a file’s name, without its ending, from being an address below /directory/."""
    wrong = slug_fault(slug)
    if wrong:
        better = slugify(slug)
        what = "file-name-rename" if better and better != slug else "file-name-shorter"
        return said("file-name", wrong=wrong[0], hint=said(what, better=better).hint)
    return said("file-name-taken", slug=slug) if slug in RESERVED else None


def ends_after_it_begins(leader: Leader) -> Iterator[Fault]:
    """A designation ends in or after the month in which it began."""
    for number, held in enumerate(leader.designations):
        if held.until and held.until < held.since:
            yield Fault(("designations", number, "until"), *said("dates-order"))


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
                yield Fault((*where, number), *said("repeated", value=value))
    for number, held in enumerate(leader.designations):
        if any(_at_one_time(held, other) for other in leader.designations[:number]):
            yield Fault(("designations", number), *said("repeated-kind", kind=held.kind))


def _at_one_time(held: Designation, other: Designation) -> bool:
    ends = min(held.until or datetime.date.max, other.until or datetime.date.max)
    return held.kind == other.kind and (held == other or max(held.since, other.since) < ends)


def stays_at_the_base(leader: Leader) -> Iterator[Fault]:
    """The base school's post began before the last confirmation: who moved since must be confirmed again."""
    if leader.base.since > leader.confirmed:
        yield Fault(("confirmed",), *said("moved-since"))


def can_be_asked_one_way(leader: Leader) -> Iterator[Fault]:
    """Questions go to one place: a mailbox or the association's office."""
    contact = leader.contact
    if (contact.email is None) == (contact.via is None):
        yield Fault(("contact",), *said("contact-both" if contact.email else "contact-none"))


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
            yield Fault(("contact", "email"), *said("personal-mailbox", word=word))
            return


TITLED = re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|rev|revd)\b\.? \w", re.IGNORECASE)


def asks_for_a_job_title(leader: Leader) -> Iterator[Fault]:
    """`contact.person` is a job title: it holds no word of the leader's name and nobody with a title."""
    person = re.sub(r"['’]s\b", "", leader.contact.person or "")
    if TITLED.search(person) or set(name_words(person)) & set(name_words(leader.name)):
        yield Fault(("contact", "person"), *said("person-named"))


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
    for scope, is_shown in shown.items():
        if is_shown and scope not in leader.consent.scope:
            instead = said(f"instead-{scope}" if f"instead-{scope}" in SAID else "instead-other").hint
            yield Fault((scope,), *said("consent-scope", scope=scope, instead=instead))


def offers_free_days_as_a_kle(leader: Leader) -> Iterator[Fault]:
    """Only Kent Leaders of Education give free days, in school years in which they are one."""
    free = leader.availability.free_days
    if free is None:
        return
    begins = first_day(free.year)
    ends = datetime.date(begins.year + 1, 8, 1)
    held = [held for held in leader.designations if held.kind == "KLE"]
    if not any(kle.since <= ends and (kle.until is None or kle.until >= begins) for kle in held):
        yield Fault(("availability", "free_days"), *said("free-days", year=free.year))


def keeps_former_urns_apart(leader: Leader) -> Iterator[Fault]:
    """A school's former URNs differ from its present one and from each other."""
    for number, school in enumerate(leader.schools):
        for place, urn in enumerate(school.former_urns):
            if urn == school.urn or urn in school.former_urns[:place]:
                yield Fault(("schools", number, "former_urns", place), *said("repeated-number", value=urn))


def invents_only_examples(leader: Leader) -> Iterator[Fault]:
    """An invented entry is at an invented school, and a real one is not: URNs from 900001 are invented."""
    urns: list[tuple[Where, int]] = []
    for number, school in enumerate(leader.schools):
        urns.append((("schools", number, "urn"), school.urn))
        urns += [(("schools", number, "former_urns", n), urn) for n, urn in enumerate(school.former_urns)]
    for where, urn in urns:
        if leader.example and urn < EXAMPLE_URNS:
            yield Fault(where, *said("example-urn", first=EXAMPLE_URNS))
        elif not leader.example and urn >= EXAMPLE_URNS:
            yield Fault(where, *said("real-urn", first=EXAMPLE_URNS))


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
