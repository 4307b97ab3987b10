"""The annual submission: a list to print of its three parts and, with a script, a form that gives a file."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site import protocols
from kle_site.directory import Directory
from kle_site.labels import LABELS
from kle_site.look import Here, Page, render
from kle_site.model import STATUSES, SUPPORT


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page."""
    year = int(directory.school_year[:4])
    yield render(
        env,
        "pages/annual.html",
        Here(
            path="/annual-submission/",
            title="Your annual submission",
            description="For leaders: the three parts of the annual submission, and how to send it.",
            section="guidance",
        ),
        clauses=protocols.paths(directory.content),
        kinds=[LABELS[kind] for kind in SUPPORT],
        statuses=[(status, LABELS[status]) for status in STATUSES],
        years=[f"{one}-{(one + 1) % 100:02}" for one in (year, year + 1)],
    )
