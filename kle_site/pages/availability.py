"""Update your availability: one of three answers, and one e-mail that carries it to the office."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site import protocols
from kle_site.directory import Directory
from kle_site.labels import LABELS
from kle_site.look import Here, Page, render
from kle_site.model import STATUSES

ANSWERS = {"open": "Yes", "limited": "A little", "paused": "Not now"}
"""What a leader answers to “Do you have time for another school?”: status → words."""


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page."""
    year = int(directory.school_year[:4])
    yield render(
        env,
        "pages/availability.html",
        Here(
            path="/submit/availability/",
            title="Update your availability",
            description="For leaders: say in half a minute whether you have time for another school.",
        ),
        clauses=protocols.paths(directory.content),
        answers=[(status, ANSWERS[status], LABELS[status]) for status in STATUSES],
        years=[f"{one}-{(one + 1) % 100:02}" for one in (year, year + 1)],
        reply_days=directory.content.site.reply_days,
    )
