"""Which route? Three questions and, without a script, every answer in tables for those who ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import jinja2

from kle_site import protocols
from kle_site.county import GuidancePage
from kle_site.directory import Directory
from kle_site.look import Here, Page, render
from kle_site.routes import Answer, Asker, Funding, Need, Route, Routes


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file as a table shows it."""

    answer: Answer
    funding: tuple[Funding, ...]
    route: Route
    own: tuple[str, ...]
    """Slugs of the askers who are part of the route themselves."""
    page: GuidancePage
    """The page of the protocols that holds the clause."""

    @property
    def clause(self) -> str:
        """The site path of the clause."""
        return f"{self.page.address}#{self.answer.clause}"


@dataclass(frozen=True, slots=True)
class Group:
    """The answers to some askers, by what they need."""

    askers: tuple[Asker, ...]
    who: tuple[str, ...]
    """Their labels, as they stand in one sentence."""
    by_need: tuple[tuple[tuple[Need, ...], tuple[Line, ...]], ...]


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page of the routes."""
    content = directory.content
    here = Here(
        path="/routes/",
        title="Which route to a leader?",
        description="Whom to ask for a leader, what it costs, and who the leader answers to.",
        section="directory",
    )
    yield render(
        env,
        "pages/routes.html",
        here,
        routes=content.routes,
        groups=_groups(content.routes, protocols.clauses(content)),
        leaders={need.slug: leaders(need) for need in content.routes.needs},
        chairs=[(area.label, content.site.mailboxes.area_chairs[area.slug]) for area in content.places.areas],
    )


def leaders(need: Need) -> str:
    """Return the directory's address with the filters that fit a need."""
    asked = {"support": need.support, "expertise": need.expertise}
    return f"/directory/?{urlencode({name: value for name, value in asked.items() if value})}"


def _groups(routes: Routes, clauses: dict[str, GuidancePage]) -> list[Group]:
    """Return the answers by askers and needs that stand together, in the order of the file."""
    found: dict[tuple[str, ...], dict[tuple[str, ...], list[Line]]] = {}
    for row in routes.rows:
        found.setdefault(row.asker, {}).setdefault(row.need, []).append(_line(row, routes, clauses))
    return [
        Group(
            askers := tuple(routes.asker_by_slug[slug] for slug in slugs),
            tuple(asker.label if asker is askers[0] else _going_on(asker.label) for asker in askers),
            tuple(
                (tuple(routes.need_by_slug[slug] for slug in needs), tuple(lines))
                for needs, lines in by_need.items()
            ),
        )
        for slugs, by_need in found.items()
    ]


def _going_on(label: str) -> str:
    """Return a label as it stands inside a sentence: `A headteacher` → `a headteacher`; `SIA` stays."""
    return label[:1].lower() + label[1:] if label[1:2] == " " or label[1:2].islower() else label


def _line(row: Answer, routes: Routes, clauses: dict[str, GuidancePage]) -> Line:
    return Line(
        answer=row,
        funding=tuple(routes.funding_by_slug[slug] for slug in row.funding),
        route=routes.route_by_slug[row.route],
        own=tuple(slug for slug in row.asker if routes.asker_by_slug[slug].part_of == row.route),
        page=clauses[row.clause],
    )
