"""Pages that say what is not here: not found, no longer listed, moved, a district that has ended."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site.directory import Directory
from kle_site.look import Here, Page, render


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the 404 page, a page for each address that no longer lists anybody, and the redirects."""
    site, places = directory.content.site, directory.content.places
    chairs = [(area.label, site.mailboxes.area_chairs[area.slug]) for area in places.areas]
    yield render(
        env,
        "pages/404.html",
        Here(
            "/404.html",
            "Page not found",
            "There is no page at this address. The list of leaders and the protocols are here.",
            absolute=True,
            indexed=False,
        ),
    )
    for slug in directory.gone:
        here = Here(
            f"/directory/{slug}/",
            "No longer listed",
            "The person who had this page is no longer listed.",
            section="directory",
            indexed=False,
        )
        yield render(env, "pages/gone.html", here, chairs=chairs)
    for slug, address in directory.redirects.items():
        here = Here(
            f"/directory/{slug}/", "This page has moved", "This page has moved.", "directory", indexed=False
        )
        yield render(env, "pages/moved.html", here, address=address)
    for district, now in directory.ended_districts.items():
        here = Here(
            f"/directory/district/{district.slug}/",
            f"District: {district.label}",
            f"{district.label} is no longer a district. Here is where its schools are now.",
            section="directory",
            indexed=False,
        )
        yield render(env, "pages/ended.html", here, district=district, now=now)
