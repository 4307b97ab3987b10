"""The shortlist: leaders side by side, a message to each, and the brief to agree before work starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import jinja2

from kle_site.directory import Directory
from kle_site.labels import LABELS
from kle_site.look import Here, Page, render
from kle_site.model import PHASES
from kle_site.pages.areas import outside


class Terms(NamedTuple):
    """What the protocols say of a kind of support, as a brief needs it."""

    accountable_to: str
    feedback: str


TERMS = {
    "mentoring": Terms(
        "The governing body",
        "Agreed when commissioned. Likely to be spoken, to the chair of governors",
    ),
    "leadership-development": Terms("The training provider", "The protocols set no form"),
    "peer-review": Terms("The commissioner", "Form agreed when commissioned"),
    "school-improvement": Terms(
        "The clients who commission it",
        "May be notes of visit, if agreed when commissioned",
    ),
}
"""In the words of the protocols' own table (content/guidance/deployment.md)."""


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page."""
    here = Here(
        path="/shortlist/",
        title="Your shortlist",
        description="Compare the leaders you may want to ask, write to each, and print a brief to agree.",
        section="shortlist",
    )
    yield render(
        env,
        "pages/shortlist.html",
        here,
        kinds=[(slug, LABELS[slug], terms) for slug, terms in TERMS.items()],
        phases=[LABELS[phase] for phase in PHASES],
        areas=[value.label for value in (*directory.facets["area"], *outside(directory))],
        reply_days=directory.content.site.reply_days,
        day_rate_note=directory.content.site.day_rate_note,
        school_year=directory.school_year,
    )
