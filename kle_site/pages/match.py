"""A mentor for a new headteacher: the rule in words, and the mentors of each phase and area in its order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jinja2

from kle_site.county import ADVISERS
from kle_site.directory import Directory
from kle_site.labels import BEYOND
from kle_site.look import Here, Page, render
from kle_site.matching import Match, Mentor, matches, mentors


@dataclass(frozen=True, slots=True)
class AreaList:
    """The mentors of one phase who work in one area, and whom to ask there."""

    label: str
    matches: tuple[Match, ...]
    ask: tuple[tuple[str, str], ...]
    """Who, and their mailbox."""


@dataclass(frozen=True, slots=True)
class PhaseList:
    """The mentors of one phase."""

    slug: str
    label: str
    count: int
    areas: tuple[AreaList, ...]


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page."""
    offering = mentors(directory)
    phases = directory.facets["phase"]
    yield render(
        env,
        "pages/match.html",
        Here(
            path="/match/",
            title="A mentor for a new headteacher",
            description="Mentors for a new headteacher by kind of school and area, each with reasons.",
            section="directory",
        ),
        phases=[_of_phase(directory, offering, phase.slug, phase.label) for phase in phases],
        expertise=directory.facets["expertise"],
    )


def _of_phase(directory: Directory, offering: tuple[Mentor, ...], phase: str, label: str) -> PhaseList:
    places, boxes = directory.content.places, directory.content.site.mailboxes
    of_phase = tuple(one for one in offering if phase in one.entry.leader.phases)
    areas = []
    for area in places.areas:
        advisers = boxes.sias[area.slug].model_dump()
        ask = [("Area Chair", boxes.area_chairs[area.slug])]
        ask += [(f"Senior Improvement Adviser ({kind})", advisers[kind]) for kind in ADVISERS[phase]]
        there = matches(of_phase, phase, places.districts_of(area.slug))
        areas.append(AreaList(area.label, there, tuple(ask)))
    outside = [district for district in places.districts if not district.area]
    beyond = matches(of_phase, phase, outside)
    if beyond:
        areas.append(AreaList(BEYOND, beyond, ()))
    return PhaseList(phase, label, len(of_phase), tuple(areas))
