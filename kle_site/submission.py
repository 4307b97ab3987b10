"""An annual submission. The directory takes two things of it: the day of the confirmation, and availability.

The file that /annual-submission/ gives has three parts. Two of them name schools that had support: they are
never read here, and no message of this module holds a word of the file, whatever stands where.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import ValidationError

from kle_site.dates import Day
from kle_site.document import Data
from kle_site.fields import Slug, one_line
from kle_site.model import Availability, Leader, Record, same_person
from kle_site.problems import Where
from kle_site.wording import names_of

FORMAT, VERSION = "kle-annual-submission", 1
LIMIT = 512 * 1024
"""Bytes of a submission at most; a form that is filled in to the brim gives half of that."""
FIELDS = ("warning", "format", "version", "leader", "deployments", "impact", "commitment")
"""What a file holds, and nothing else: templates/assets/annual/submission.js writes it."""

_AGAIN = "Ask for the file that the page of the annual submission gives."


class SubmissionError(Exception):
    """Why nothing is taken from a file: sentences, none of whose words come from it."""


class Who(Record):
    """Whose submission it is: their name and, if they gave it, the address of their page."""

    name: Annotated[str, one_line(120)]
    slug: Slug | None


class Commitment(Record):
    """The third part: the day on which they confirmed capacity and commitment, if they did; availability."""

    confirmed: Day | None
    availability: Availability


class Submission(Record):
    """What is taken from a file."""

    leader: Who
    commitment: Commitment


def is_one(raw: bytes) -> bool:
    """Tell whether a file is, or once was, an annual submission: then none of its words may be told."""
    return FORMAT.encode() in raw or all(
        f'"{name}"'.encode() in raw for name in ("deployments", "commitment")
    )


def read(raw: bytes) -> Submission:
    """Return what is taken from a file. Raises SubmissionError."""
    if len(raw) > LIMIT:
        raise SubmissionError(f"This is larger than {LIMIT // 1024} KB, so it is no annual submission.")
    try:
        found = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise SubmissionError(f"This is not JSON, or is damaged. {_AGAIN}") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise SubmissionError(f"This is not an annual submission. {_AGAIN}")
    if found.get("version") != VERSION:
        message = f"This was written by another version of the form; we read version {VERSION}."
        raise SubmissionError(f"{message} {_AGAIN}")
    if found.keys() != set(FIELDS):
        raise SubmissionError(f"A field is missing, or is one too many. They are: {', '.join(FIELDS)}.")
    try:
        return Submission.model_validate({name: found[name] for name in Submission.model_fields})
    except ValidationError as error:
        raise SubmissionError(" ".join(_wrong(error))) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field stands twice")
    return found


def _wrong(error: ValidationError) -> Iterable[str]:
    """Yield what is wrong with the fields that are read: their names, and what may stand there."""
    known = names_of(Submission)
    what = {"missing": "is missing", "extra_forbidden": "is not a field that we know"}
    for detail in error.errors(include_url=False):
        path = ".".join(step if step in known else "…" for step in map(str, detail["loc"]))
        # Who it is may be anything; a day or a choice is told of in our own words.
        hint = detail.get("ctx", {}).get("hint", "") if detail["loc"][0] == "commitment" else ""
        yield f"“{path}” {what.get(detail['type'], 'is not right')}. {hint}".strip()


def leader_of(found: Submission, leaders: Iterable[Leader]) -> Leader:
    """Return whose submission it is: by the address or, without one, by the name. Raises SubmissionError."""
    slug, name = found.leader.slug, same_person(found.leader.name)
    meant = [
        leader
        for leader in leaders
        if (slug in (leader.slug, *leader.aliases) if slug else same_person(leader.name) == name)
    ]
    if len(meant) != 1:
        what, who = "address" if slug else "name", "Several have" if meant else "Nobody in the directory has"
        raise SubmissionError(f"{who} the {what} that this file gives. Ask for the address of their page.")
    return meant[0]


def changes(found: Submission, leader: Leader) -> dict[Where, Data | None]:
    """Return what a submission changes in its leader's portrait: path → value, None for what goes.

    What was not said of free days stays; a day of return goes with the status that it belonged to. Raises
    SubmissionError where the portrait is newer.
    """
    new, held, confirmed = found.commitment, found.commitment.availability, found.commitment.confirmed
    for what, day, there in (
        ("confirmed", confirmed, leader.confirmed),
        ("availability.checked", held.checked, leader.availability.checked),
    ):
        if day and day < there:
            raise SubmissionError(f"The portrait is newer: “{what}” is {there} there, later than here.")
    if held.from_ and held.from_ < held.checked:
        raise SubmissionError("“availability.from”, the day of return, is before the day of the submission.")
    taken: dict[Where, Data | None] = {("confirmed",): str(confirmed)} if new.confirmed else {}
    taken["availability", "status"] = held.status
    taken["availability", "checked"] = str(held.checked)
    taken["availability", "from"] = str(held.from_) if held.from_ else None
    if held.free_days:
        taken["availability", "free_days", "year"] = held.free_days.year
        taken["availability", "free_days", "left"] = held.free_days.left
    return taken
