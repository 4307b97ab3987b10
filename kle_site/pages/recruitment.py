"""When to apply: this round, the next one, what to do now; or how a round went, where none is announced."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import jinja2

from kle_site import calendars, protocols
from kle_site.directory import Directory
from kle_site.look import Here, Page, render
from kle_site.recruitment import Announced, Round, Step

_WIDTH, _LEFT, _TOP, _ROW = 400, 26, 26, 22
"""The drawing, in its own units: narrow, so that its words are large enough on a phone."""
_LEAST = 7
"""Units that a single day is wide, so that it is seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A step in the drawing."""

    action: str
    x: float
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """A round as a drawing: months across, a row for each step."""

    width: int
    height: int
    left: int
    months: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    today: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A round as a page shows it: `now`, `next` or `past`."""

    year: str
    round: Round
    state: str
    timeline: Timeline
    running: frozenset[str]
    """The actions that are done on the day itself."""

    @property
    def name(self) -> str:
        """Its term and the year of its window: `Autumn 2016`."""
        return f"{self.round.term.capitalize()} {self.round.window.first.year}"


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page of the rounds."""
    today, content = directory.today, directory.content
    rounds = [_shown(year, one, today) for year in content.recruitment for one in year.rounds]
    rounds.sort(key=lambda shown: shown.round.opens)
    current = [shown for shown in rounds if shown.state == "now"]
    coming = [shown for shown in rounds if shown.state == "next"]
    last = rounds[-1].year if rounds and not current and not coming else None
    open_for = [shown for shown in (*current, *coming) if shown.round.window.last >= today]
    here = Here(
        path="/recruitment/",
        title="When you can apply",
        description="The dates of recruitment, what to do now, and how a round goes.",
        section="guidance",
    )
    yield render(
        env,
        "pages/recruitment.html",
        here,
        today=today,
        school_year=directory.school_year,
        current=current,
        coming=coming,
        past=[shown for shown in rounds if shown.year == last],
        advertised=open_for[0] if open_for else None,
        calendar=f"/{calendars.RECRUITMENT}" if calendars.announced(directory) else "",
        clauses=protocols.paths(content),
    )


def _shown(year: Announced, one: Round, today: datetime.date) -> Shown:
    state = "next" if today < one.opens else "now" if today <= one.ends else "past"
    running = (
        frozenset(step.action for step in one.steps if _runs(step, today)) if state == "now" else frozenset()
    )
    return Shown(year.year, one, state, _timeline(one, today), running)


def _runs(step: Step, today: datetime.date) -> bool:
    return step.when.first <= today <= step.when.last


def _timeline(one: Round, today: datetime.date) -> Timeline:
    """Return the drawing of a round, from the month of its first day to that of its last."""
    begins = min(step.when.first for step in one.steps).replace(day=1)
    ends = max(step.when.last for step in one.steps)
    months = [begins]
    while months[-1] <= ends:
        months.append((months[-1] + datetime.timedelta(days=31)).replace(day=1))
    unit = (_WIDTH - _LEFT) / (months[-1] - begins).days

    def x(day: datetime.date) -> float:
        return round(_LEFT + (day - begins).days * unit, 1)

    bars = []
    for row, step in enumerate(one.steps):
        start, end = x(step.when.first), x(step.when.last + datetime.timedelta(days=1))
        width = max(round(end - start, 1), _LEAST)
        bars.append(Bar(step.action, min(start, _WIDTH - width), _TOP + row * _ROW, width))
    return Timeline(
        width=_WIDTH,
        height=_TOP + len(one.steps) * _ROW,
        left=_LEFT,
        months=tuple((x(month), f"{month:%b}") for month, _ in pairwise(months)),
        bars=tuple(bars),
        today=x(today) if begins <= today < months[-1] else None,
    )
