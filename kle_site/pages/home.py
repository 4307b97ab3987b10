"""The home page: what this is, and the ways in by need, by place and by phase."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site.directory import Directory
from kle_site.look import Here, Page, render


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the home page."""
    site = directory.content.site
    here = Here(
        path="/",
        title=site.title,
        description="Find a Kent Leader of Education to support your school: by need, by place and by phase.",
    )
    yield render(
        env,
        "pages/home.html",
        here,
        count=len(directory.listed),
        needs=directory.facets["support"],
        areas=directory.facets["area"],
        districts=directory.facets["district"],
        phases=directory.facets["phase"],
    )
