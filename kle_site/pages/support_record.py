"""The Support Record: what it is, as files to take away, as a form that stays on the device, and on paper."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site import protocols
from kle_site.directory import Directory
from kle_site.documents import STEM
from kle_site.look import Here, Page, render

REPORTING = "c-quality-commissioner"
"""The clause that says to whom a leader reports."""


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page, or none without a record."""
    record = directory.content.support.record
    if record is None:
        return
    paths = protocols.paths(directory.content)
    yield render(
        env,
        "pages/support_record.html",
        Here(
            path="/support-record/",
            title=record.title,
            description="Write down what a leader and a headteacher do together, here or in a file.",
            section="guidance",
        ),
        record=record,
        stem=STEM,
        clause=paths[record.clause],
        reporting=paths.get(REPORTING),
    )
