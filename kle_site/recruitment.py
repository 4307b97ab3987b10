"""When leaders are recruited: the rounds of a school year, what is done in each, by whom and when.

Records of `content/recruitment/<school-year>.yaml`, with the rules that a file keeps by itself: its dates are
of its school year, and what comes first in a round is over before the next begins. A step may waive one of
these, with the reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from kle_site.dates import Day, Month, calendar_month, first_day
from kle_site.fields import choice, fault, one_line, quoted
from kle_site.model import Record
from kle_site.places import repeats
from kle_site.problems import Fault, Where

ACTIONS = {
    "article": "The article is sent for the e-bulletin",
    "bulletin": "The e-bulletin has the advertisement and the application form",
    "window": "Applications are open",
    "panel": "The panel meets to select",
    "notice": "Successful applicants are told",
    "list": "Area Chairs and advisers receive the new list of leaders",
    "training": "Mentor-coach training is offered to the new leaders",
}
"""What is done in a round, in its order: the name in the file → what a reader is told."""

TERMS = {"autumn": (9, 12), "spring": (1, 3), "summer": (4, 8)}
"""The terms, and the months in which each one's application window opens: from and to."""

ORDER = (("article", "bulletin"), ("bulletin", "window"), ("window", "panel"), ("panel", "notice"))
"""What is over before what begins."""

WITHIN, IN_TERM = "within-year", "in-term"
WAIVABLE = (*(f"{first}-before-{second}" for first, second in ORDER), WITHIN, IN_TERM)
"""The rules that a step may waive."""

_AHEAD = frozenset({"article", "bulletin"})
"""What is done ahead of a round: for the autumn's, in the August before the school year."""


def written(day: datetime.date) -> str:
    """Return a day as we write it: 3 October 2016."""
    return f"{day.day} {calendar_month(day.month)} {day.year}"


# --- when -------------------------------------------------------------------------------------------------


def _monday(day: datetime.date) -> datetime.date:
    if day.weekday():
        monday = day - datetime.timedelta(days=day.weekday())
        message = f"{written(day)} is a {day:%A}; a week begins on a Monday."
        raise fault("monday", message, f"Its week begins on {monday.isoformat()}.")
    return day


def _from_to(days: tuple[datetime.date, ...]) -> tuple[datetime.date, ...]:
    if len(days) != 2:
        message = f"Between has two days, from and to; here {'is' if len(days) == 1 else 'are'} {len(days)}."
        raise fault("from-to", message, "Write it like [2016-09-12, 2016-09-23].")
    if days[0] >= days[1]:
        message = f"{written(days[0])} is not before {written(days[1])}."
        raise fault("from-to", message, "Write the first day first. For one day alone, write on.")
    return days


def _one_after_another(months: tuple[datetime.date, ...]) -> tuple[datetime.date, ...]:
    for month, following in pairwise(months):
        if following != _next_month(month):
            message = f"{following:%Y-%m} is not the month after {month:%Y-%m}."
            raise fault("months", message, "Write months that follow each other, the first one first.")
    return months


def _next_month(month: datetime.date) -> datetime.date:
    return (month.replace(day=1) + datetime.timedelta(days=31)).replace(day=1)


WHEN = ("on", "by", "week", "between", "months")


class When(Record):
    """When something is done, said in exactly one way."""

    on: Day | None = None
    by: Day | None = None
    week: Annotated[Day, AfterValidator(_monday)] | None = None
    """The Monday of the week."""
    between: Annotated[tuple[Day, ...], AfterValidator(_from_to)] | None = None
    """The first day and the last."""
    months: (
        Annotated[tuple[Month, ...], Field(min_length=1, max_length=3), AfterValidator(_one_after_another)]
        | None
    ) = None

    @model_validator(mode="after")
    def _one_way(self) -> When:
        said = [name for name in WHEN if getattr(self, name) is not None]
        if len(said) != 1:
            message = (
                f"This says when in {len(said)} ways: {', '.join(said)}." if said else "When is not said."
            )
            raise fault("one-when", message, f"Write exactly one of: {', '.join(WHEN)}.")
        return self

    @property
    def first(self) -> datetime.date:
        """The first day that is meant; of something that is due by a day, that day."""
        one = self.on or self.by or self.week
        return one or (self.between or self.months or ())[0]

    @property
    def last(self) -> datetime.date:
        """The last day that is meant: of a week, its Friday."""
        if self.week:
            return self.week + datetime.timedelta(days=4)
        if self.months:
            return _next_month(self.months[-1]) - datetime.timedelta(days=1)
        return self.between[1] if self.between else self.first

    @property
    def words(self) -> str:
        """When, as a reader is told."""
        if self.on:
            return written(self.on)
        if self.by:
            return f"by {written(self.by)}"
        if self.week:
            return f"week beginning {written(self.week)}"
        if self.between:
            return f"{written(self.between[0])} to {written(self.between[1])}"
        return " and ".join(f"{calendar_month(month.month)} {month.year}" for month in self.months or ())


# --- rounds -----------------------------------------------------------------------------------------------


class Waiver(Record):
    """A rule that a step does not keep, and why that stands."""

    rule: Annotated[str, choice(WAIVABLE)]
    why: Annotated[str, one_line(300)]


class Step(Record):
    """Something that is done in a round."""

    action: Annotated[str, choice(tuple(ACTIONS))]
    who: Annotated[str, one_line(80)]
    when: When
    waiver: Waiver | None = None

    @property
    def label(self) -> str:
        """What is done, as a reader is told."""
        return ACTIONS[self.action]


class Round(Record):
    """A round of recruitment. Its term is the one in which applications open."""

    term: Annotated[str, choice(tuple(TERMS))]
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=len(ACTIONS))]

    def when(self, *actions: str) -> list[When]:
        """Return when some actions are done, those that the round has."""
        return [step.when for step in self.steps if step.action in actions]

    @property
    def opens(self) -> datetime.date:
        """The day from which headteachers hear of it."""
        return min(when.first for when in self.when("bulletin", "window"))

    @property
    def ends(self) -> datetime.date:
        """The day on which all is told; training comes later and may last."""
        return max(when.last for when in self.when("window", "panel", "notice", "list"))

    @property
    def window(self) -> When:
        """When applications are open."""
        return self.when("window")[0]


class Recruitment(Record):
    """The rounds of a school year: `content/recruitment/<school-year>.yaml`."""

    rounds: Annotated[tuple[Round, ...], Field(min_length=1, max_length=len(TERMS))]


@dataclass(frozen=True, slots=True)
class Announced:
    """A school year whose rounds are announced."""

    year: str
    rounds: tuple[Round, ...]

    @property
    def path(self) -> str:
        """Its file, inside the content folder."""
        return f"recruitment/{self.year}.yaml"


# --- what a file must keep by itself ----------------------------------------------------------------------


def rounds_are_sound(recruitment: Recruitment, year: str) -> Iterator[Fault]:
    """One round a term, one step an action; dates of the school year and in order, or waived for a reason."""
    yield from repeats(
        [(("rounds", n, "term"), one.term) for n, one in enumerate(recruitment.rounds)], "term"
    )
    for number, one in enumerate(recruitment.rounds):
        at: Where = ("rounds", number, "steps")
        named: list[tuple[Where, str]] = [((*at, n, "action"), s.action) for n, s in enumerate(one.steps)]
        yield from repeats(named, "action")
        if not one.when("window"):
            message = "This round does not say when applications are open."
            yield Fault(at, "no-window", message, "Add a step with the action window.")
        broken = list(_broken(one, year))
        for place, step in enumerate(one.steps):
            told = [(rule, message, hint) for at_step, rule, message, hint in broken if at_step == place]
            yield from _told((*at, place), step, told)


def _told(at: Where, step: Step, broken: list[tuple[str, str, str]]) -> Iterator[Fault]:
    """Yield what a step breaks and does not waive, and a waiver that it does not need."""
    waived = step.waiver.rule if step.waiver else ""
    for rule, message, hint in broken:
        if rule != waived:
            yield Fault((*at, "when"), rule, message, hint)
    if waived and waived not in {rule for rule, _, _ in broken}:
        message = f"This waives {quoted(waived)}, which the step keeps."
        yield Fault((*at, "waiver"), "idle-waiver", message, "Delete the waiver.")


def _broken(one: Round, year: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield each rule that a round breaks: the number of the step, the rule, a message and a hint."""
    begins = first_day(year)
    ends = begins.replace(year=begins.year + 1) - datetime.timedelta(days=1)
    for number, step in enumerate(one.steps):
        earliest = begins.replace(month=8) if step.action in _AHEAD else begins
        if not earliest <= step.when.first <= step.when.last <= ends:
            message = f"This is not in {year}: {step.when.words}."
            hint = f"Its dates lie from {written(earliest)} to {written(ends)}."
            yield number, WITHIN, message, hint
        opening, (start, end) = step.when.first, TERMS[one.term]
        if step.action == "window" and not start <= opening.month <= end:
            term = next(name for name, (low, high) in TERMS.items() if low <= opening.month <= high)
            message = f"Applications open on {written(opening)}, which is not in the {one.term} term."
            yield number, IN_TERM, message, f"Write the term {term}, or check the day."
    for first, second in ORDER:
        for number, step in enumerate(one.steps):
            for later in one.when(second) if step.action == first else ():
                if not _before(step.when, later):
                    message = f"The {first} ({step.when.words}) is not before the {second} ({later.words})."
                    hint = "Check both. If they are right, say why in a waiver."
                    yield number, f"{first}-before-{second}", message, hint


def _before(one: When, later: When) -> bool:
    """Is one over before the other begins? What is due by a day may begin at any time before it."""
    return one.last <= later.last if later.by else one.last < later.first


def overlaps(announced: Iterable[Announced]) -> Iterator[tuple[str, Fault]]:
    """Yield the file of each round that opens before all is told of the one before it, and the fault."""
    rounds = [
        (one.opens, one.ends, year, number, one)
        for year in announced
        for number, one in enumerate(year.rounds)
        if one.when("window")
    ]
    rounds.sort(key=lambda held: held[:2])
    for (_, ends, before, _, other), (opens, _, year, number, one) in pairwise(rounds):
        if opens <= ends:
            message = (
                f"The {one.term} round opens on {written(opens)}, while the {other.term} round of "
                f"{before.year} lasts until {written(ends)}."
            )
            yield year.path, Fault(("rounds", number), "overlap", message, "Check the dates of both rounds.")
