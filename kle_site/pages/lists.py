"""Lists of leaders: all of them, and those of each value of each facet, on numbered pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import jinja2

from kle_site import schemaorg
from kle_site.directory import Directory, FacetValue
from kle_site.labels import FACET_LABELS
from kle_site.look import Here, Page, render, site_of
from kle_site.pages.cards import Numbered, Parts, numbered
from kle_site.pages.impact import by_tag, told
from kle_site.pages.tiles import tile_map
from kle_site.pages.ways import ways


def pages(directory: Directory, env: jinja2.Environment, beside: Parts) -> Iterator[Page]:
    """Yield the pages of the directory and its facets; `beside` are the parts that their script fetches."""
    base_url, every_way = site_of(env).base_url, ways(directory)
    asked = {
        "facets": every_way,
        "labels": FACET_LABELS,
        "map": tile_map(directory),
        # The files themselves would make the page anew for any card: their names say as much.
        "parts": replace(beside, files=()),
    }
    for page in numbered("/directory/", directory.listed):
        first = page.number == 1
        template = "pages/directory.html" if first else "pages/directory_page.html"
        yield render(env, template, _of_all(page, base_url), page=page, **(asked if first else {}))
    cases = by_tag(told(directory))
    for values in directory.facets.values():
        for value in values:
            for page in numbered(value.address, value.entries):
                yield render(
                    env,
                    "pages/facet.html",
                    _of_value(value, page, base_url),
                    # Without its people: each of its pages is handed those that it shows.
                    value=replace(value, entries=()),
                    page=page,
                    cases=len(cases.get(value.slug, ())) if value.facet == "expertise" else 0,
                    facets=every_way if page.number == 1 else {},
                    labels=FACET_LABELS,
                )


def _of_all(page: Numbered, base_url: str) -> Here:
    title = "Find a leader"
    return Here(
        path=page.address,
        title=_numbered(title, page),
        description=_numbered(
            "Every leader listed: who they are, what they can do for you, whether they are free.", page
        ),
        section="directory",
        told=schemaorg.block(schemaorg.collection(title, f"{base_url}directory/", page.count))
        if page.number == 1
        else None,
    )


def _of_value(value: FacetValue, page: Numbered, base_url: str) -> Here:
    facet = FACET_LABELS[value.facet]
    about = "Who they are, what they offer, and whether they have time."
    list_of = schemaorg.collection(value.label, base_url + value.address[1:], page.count)
    return Here(
        path=page.address,
        title=_numbered(f"{facet}: {value.label}", page),
        description=_numbered(f"{value.label}: leaders in the directory by {facet.lower()}. {about}", page),
        section="directory",
        indexed=bool(value.entries),
        told=schemaorg.block(list_of) if value.entries and page.number == 1 else None,
    )


def _numbered(words: str, page: Numbered) -> str:
    """Return words about a list, and of a later page which one it is: no two pages say the same."""
    if page.number == 1:
        return words
    said = f"page {page.number} of {page.of}"
    return f"{words} P{said[1:]}." if words.endswith(".") else f"{words}, {said}"
