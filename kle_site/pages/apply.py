"""Applying: what the form must show, a text to ask for a reference with, and how the panel decides."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site import protocols
from kle_site.directory import Directory
from kle_site.look import Here, Page, render


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page."""
    content = directory.content
    yield render(
        env,
        "pages/apply.html",
        Here(
            path="/apply/",
            title="How to apply",
            description="What your application must show, how to ask for a reference, how the panel decides.",
            section="guidance",
        ),
        clauses=protocols.paths(content),
        eligibility=bool(content.eligibility.questions),
    )
