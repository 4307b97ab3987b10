"""Lists of leaders: all of them, and one page for each value of each facet."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site.directory import FACET_LABELS, Directory, FacetValue
from kle_site.look import Here, Page, render
from kle_site.pages.impact import by_tag, told
from kle_site.pages.tiles import tile_map


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the directory and its facet pages."""
    here = Here(
        path="/directory/",
        title="Find a leader",
        description="Every leader listed: who they are, what they can do for you, whether they are free.",
        section="directory",
    )
    yield render(
        env,
        "pages/directory.html",
        here,
        entries=directory.listed,
        facets=directory.facets,
        labels=FACET_LABELS,
        map=tile_map(directory),
    )
    cases = by_tag(told(directory))
    for values in directory.facets.values():
        for value in values:
            yield render(
                env,
                "pages/facet.html",
                _here(value),
                value=value,
                cases=len(cases.get(value.slug, ())) if value.facet == "expertise" else 0,
                facets=directory.facets,
                labels=FACET_LABELS,
            )


def _here(value: FacetValue) -> Here:
    return Here(
        path=value.address,
        title=f"{FACET_LABELS[value.facet]}: {value.label}",
        description=f"Leaders in the directory by {FACET_LABELS[value.facet].lower()}: {value.label}.",
        section="directory",
        indexed=bool(value.entries),
    )
