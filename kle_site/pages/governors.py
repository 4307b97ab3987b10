"""For governors: a page for each need, with what it costs, what good looks like and what to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jinja2

from kle_site import protocols
from kle_site.county import GuidancePage
from kle_site.directory import Directory
from kle_site.look import Here, Page, render
from kle_site.routes import Answer, Need, Routes


@dataclass(frozen=True, slots=True)
class Way:
    """What the protocols answer to governors, for one need with one kind of funding or more."""

    funding: tuple[str, ...]
    answer: Answer
    page: GuidancePage
    """The page of the protocols that holds the clause."""

    @property
    def clause(self) -> str:
        """The site path of the clause."""
        return f"{self.page.address}#{self.answer.clause}"


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield a page for each need that has words for governors, and one that leads to them; or none."""
    routes = directory.content.routes
    needs = routes.for_governors
    if not needs:
        return
    clauses = protocols.clauses(directory.content)
    yield render(
        env,
        "pages/governors.html",
        Here(
            path="/governors/",
            title="For governors",
            description="What governors should know before they ask a leader to support their school.",
            section="directory",
        ),
        needs=needs,
    )
    for need in needs:
        yield render(
            env,
            "pages/governor.html",
            Here(
                path=f"/governors/{need.slug}/",
                title=f"{need.label}: for governors",
                description=f"{need.label}: what it costs, what good looks like and what to ask.",
                section="directory",
            ),
            need=need,
            ways=_ways(routes, need, clauses),
        )


def _ways(routes: Routes, need: Need, clauses: dict[str, GuidancePage]) -> list[Way]:
    governors = {asker.slug for asker in routes.askers if asker.governs}
    return [
        Way(tuple(routes.funding_by_slug[slug].label for slug in row.funding), row, clauses[row.clause])
        for row in routes.rows
        if need.slug in row.need and not governors.isdisjoint(row.asker)
    ]
