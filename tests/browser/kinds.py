"""A page of each kind that a site has, found in its directory and not by name: portraits come and go."""

from __future__ import annotations

from kle_site.directory import Directory

MAIN = ("home", "directory", "of most schools", "guidance/deployment.md")
"""The four kinds of page that most visits are to."""


def of_all(directory: Directory) -> dict[str, str]:
    """Return a page of each kind, and every page of the protocols: what it is → its address.

    A new kind of page is a new line here: then it is looked at in every state, by every engine and checker.
    """
    return {
        "home": "/",
        "directory": "/directory/",
        "match": "/match/",
        "shortlist": "/shortlist/",
        "routes": "/routes/",
        **_of_lists(directory),
        "areas": "/areas/",
        "area's leaders": f"/areas/{directory.content.places.areas[0].slug}/",
        "accessibility": "/accessibility/",
        "privacy": "/privacy/",
        **of_people(directory),
        **{page.path: page.address for page in directory.content.guidance},
        "not found": "/404.html",
    }


def of_people(directory: Directory) -> dict[str, str]:
    """Return what a page of a person can be → such a page's address, for whatever the site has."""
    found = {entry.standing.value: entry.address for entry in reversed(directory.with_page)}
    most = max(directory.with_page, key=lambda entry: len(entry.leader.schools))
    found["of most schools"] = most.address
    found |= dict(zip(["gone"], (f"/directory/{slug}/" for slug in directory.gone), strict=False))
    found |= dict(zip(["moved"], (f"/directory/{slug}/" for slug in directory.redirects), strict=False))
    return found


def _of_lists(directory: Directory) -> dict[str, str]:
    """Return what a list of some leaders can be → such a list's address."""
    found: dict[str, str] = {}
    for facet, values in directory.facets.items():
        for value in values:
            found.setdefault(facet if value.entries else "of nobody", value.address)
    return found


def shape(address: str) -> str:
    """Return what the addresses of a kind have in common: `/directory/area/north/` → `/directory/area/*`."""
    above, _, last = address.strip("/").rpartition("/")
    return f"/{above}/*" if above else f"/{last}"
