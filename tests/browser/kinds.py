"""A page of each kind that a site has, found in its directory and not by name: portraits come and go."""

from __future__ import annotations

import re
from urllib.parse import quote

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
        **({"eligibility": "/eligibility/"} if directory.content.eligibility.questions else {}),
        **_for_governors(directory),
        "recruitment": "/recruitment/",
        "applying": "/apply/",
        "annual submission": "/annual-submission/",
        "availability": "/submit/availability/",
        "portrait": "/submit/",
        **({"support record": "/support-record/"} if directory.content.support.record else {}),
        **_of_cases(directory),
        **_of_lists(directory),
        "areas": "/areas/",
        "what is new": "/changes/",
        "area's leaders": f"/areas/{directory.content.places.areas[0].slug}/",
        "accessibility": "/accessibility/",
        "privacy": "/privacy/",
        **of_people(directory),
        **{page.path: page.address for page in directory.content.guidance},
        "not found": "/404.html",
        **in_use(directory),
    }


def in_use(directory: Directory) -> dict[str, str]:
    """Return what a tool shows once it was asked for something → the address that asks.

    They are looked at like pages of a kind of their own.
    """
    listed = directory.listed
    town = directory.content.places.towns[0].slug
    tag = next(value for value in directory.facets["expertise"] if value.entries)
    row = directory.content.routes.rows[0]
    asked = f"asker={row.asker[0]}&need={row.need[0]}&funding={row.funding[0]}"
    some = ",".join(entry.leader.slug for entry in listed[:3])
    return {
        "leaders found": f"/directory/?q=mentor&support=mentoring&near={town}&within=20",
        "no leader found": f"/directory/?q=zzyzx&phase=secondary&expertise={tag.slug}&near={town}",
        "protocols found": "/directory/?q=who+pays+for+a+peer+review",
        "protocols alone": "/directory/?q=nctl",
        "odd address of the directory": "/directory/?phase=castle&near=atlantis&within=5&colour=red",
        "mentors found": f"/match/?phase=primary&near={town}&expertise={tag.slug}",
        "no mentor found": f"/match/?phase=nursery&near=atlantis&expertise={tag.slug}&colour=red",
        "route found": f"/routes/?{asked}",
        "odd address of a route": "/routes/?asker=king&colour=red",
        "shared shortlist": f"/shortlist/#leaders={some},jo-nobody",
        "shortlist of nobody": "/shortlist/#leaders=jo-nobody",
        "portrait to change": f"/submit/#change={listed[0].leader.slug}",
        "support record begun": f"/support-record/#leader={quote(listed[0].leader.name)}",
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
    above, _, last = re.split("[?#]", address)[0].strip("/").rpartition("/")
    return f"/{above}/*" if above else f"/{last}"


def _for_governors(directory: Directory) -> dict[str, str]:
    """Return what a page for governors can be → such a page's address."""
    needs = directory.content.routes.for_governors
    return {"for governors": "/governors/", "a need": f"/governors/{needs[0].slug}/"} if needs else {}


def _of_cases(directory: Directory) -> dict[str, str]:
    """Return what a page of the resource bank can be → such a page's address."""
    cases = directory.content.cases
    found = {"case studies": "/impact/"}
    if cases:
        # One that a leader tells says more.
        one = max(cases, key=lambda case: bool(case.head.leader))
        tag = one.head.expertise[0]
        found |= {"a case study": one.address, "case studies of a tag": f"/impact/expertise/{tag}/"}
    return found
