"""What is new: who was added and whose entry says something new, month by month; nobody's status."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import jinja2

from kle_site.changes import in_words
from kle_site.directory import Directory
from kle_site.history import KEPT, History, told
from kle_site.look import Here, Page, render
from kle_site.model import months_after

MOST = 200
"""Lines at most, the newest: more would be no news."""


def pages(directory: Directory, known: History, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page."""
    found = told(directory, known)
    shown = [(news, in_words(news.what)) for news in found[:MOST]]
    yield render(
        env,
        "pages/changes.html",
        Here("/changes/", "What is new", "Who is new in the directory, and whose entry says something new."),
        months=[
            (day, list(lines)) for day, lines in groupby(shown, key=lambda line: line[0].day.replace(day=1))
        ],
        older=len(found) - len(shown),
        since=max(known.since, months_after(known.built, -KEPT)),
        began=known.since == known.built,
        kept=KEPT,
    )
