"""The home page: what this is, and the ways in by need, by place and by phase."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site import schemaorg
from kle_site.directory import Directory
from kle_site.look import Here, Page, render, site_of
from kle_site.pages.areas import districts_of, outside
from kle_site.pages.tiles import tile_map


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the home page."""
    site = directory.content.site
    website = schemaorg.website(site.title, site.organisation.name, site_of(env).base_url)
    here = Here(
        path="/",
        title=site.title,
        description="Find a Kent Leader of Education to support your school: by need, by place and by phase.",
        told=schemaorg.block(website),
    )
    areas = directory.facets["area"]
    yield render(
        env,
        "pages/home.html",
        here,
        count=len(directory.listed),
        free=next(value for value in directory.facets["status"] if value.slug == "open"),
        needs=directory.facets["support"],
        areas=areas,
        districts={area.slug: districts_of(directory, area) for area in areas},
        outside=outside(directory),
        phases=directory.facets["phase"],
        map=tile_map(directory),
        cases=len(directory.content.cases),
        for_governors=bool(directory.content.routes.for_governors),
        for_heads=bool(directory.content.eligibility.questions),
    )
