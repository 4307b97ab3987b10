"""The areas: whom to ask in each, and its leaders as a list to print and take to a meeting."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site.directory import Directory, FacetValue
from kle_site.look import Here, Page, render
from kle_site.pages.tiles import tile_map

ADVISER_LABELS = {
    "primary": "primary schools",
    "secondary": "secondary schools",
    "special": "special schools and alternative provision",
}
"""How the three kinds of Senior Improvement Adviser are written on a page."""


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page of all areas and one page for each."""
    areas = directory.facets["area"]
    yield render(
        env,
        "pages/areas.html",
        Here("/areas/", "Areas", "The areas, their districts, and whom to ask in each.", section="areas"),
        areas=[(area, districts_of(directory, area)) for area in areas],
        outside=outside(directory),
        map=tile_map(directory),
    )
    order = {entry.leader.slug: place for place, entry in enumerate(directory.with_page)}
    mailboxes = directory.content.site.mailboxes
    for area in areas:
        advisers = mailboxes.sias[area.slug].model_dump()
        yield render(
            env,
            "pages/area.html",
            _here(area),
            area=area,
            districts=districts_of(directory, area),
            entries=sorted(area.entries, key=lambda entry: order[entry.leader.slug]),
            chair=mailboxes.area_chairs[area.slug],
            advisers=[(ADVISER_LABELS[phase], mailbox) for phase, mailbox in advisers.items()],
        )


def _here(area: FacetValue) -> Here:
    return Here(
        path=f"/areas/{area.slug}/",
        title=area.label,
        description=f"{area.label}: whom to ask, and the leaders who work there.",
        section="areas",
    )


def districts_of(directory: Directory, area: FacetValue) -> list[FacetValue]:
    """Return the districts of an area that exist on the directory's day."""
    held = {d.slug for d in directory.content.places.districts_of(area.slug) if d.exists(directory.today)}
    return [value for value in directory.facets["district"] if value.slug in held]


def outside(directory: Directory) -> list[FacetValue]:
    """Return the districts that belong to no area: Medway, and places outside Kent."""
    free = {d.slug for d in directory.content.places.districts if not d.area and d.exists(directory.today)}
    return [value for value in directory.facets["district"] if value.slug in free]
