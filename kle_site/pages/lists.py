"""Lists of leaders: all of them, and one page for each value of each facet."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site import schemaorg
from kle_site.directory import FACET_LABELS, Directory, FacetValue
from kle_site.look import Here, Page, render, site_of
from kle_site.pages.impact import by_tag, told
from kle_site.pages.tiles import tile_map
from kle_site.pages.ways import ways


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the directory and its facet pages."""
    base_url, every_way = site_of(env).base_url, ways(directory)
    title = "Find a leader"
    here = Here(
        path="/directory/",
        title=title,
        description="Every leader listed: who they are, what they can do for you, whether they are free.",
        section="directory",
        told=schemaorg.block(schemaorg.collection(title, f"{base_url}directory/", len(directory.listed))),
    )
    yield render(
        env,
        "pages/directory.html",
        here,
        entries=directory.listed,
        facets=every_way,
        labels=FACET_LABELS,
        map=tile_map(directory),
    )
    cases = by_tag(told(directory))
    for values in directory.facets.values():
        for value in values:
            yield render(
                env,
                "pages/facet.html",
                _here(value, base_url),
                value=value,
                cases=len(cases.get(value.slug, ())) if value.facet == "expertise" else 0,
                facets=every_way,
                labels=FACET_LABELS,
            )


def _here(value: FacetValue, base_url: str) -> Here:
    facet = FACET_LABELS[value.facet]
    about = "Who they are, what they offer, and whether they have time."
    list_of = schemaorg.collection(value.label, base_url + value.address[1:], len(value.entries))
    return Here(
        path=value.address,
        title=f"{facet}: {value.label}",
        description=f"{value.label}: leaders in the directory by {facet.lower()}. {about}",
        section="directory",
        indexed=bool(value.entries),
        told=schemaorg.block(list_of) if value.entries else None,
    )
