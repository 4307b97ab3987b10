"""Open data: who is in it, and what it tells of each; nothing beyond consent and nothing that no page shows.

Every export, embed and feed starts here. The order is A to Z: the day's lot would change the bytes of a file
in which nothing else changed.
"""

from __future__ import annotations

import datetime
from typing import Any

from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.facets import works_in_districts
from kle_site.model import Contact, School
from kle_site.places import Point
from kle_site.weblinks import fault_in

VERSION = 1
"""What `/data/v1/` promises: a field may be added, and none is ever renamed, removed or another kind."""
TERMS = (
    "You may show, link and copy this to help schools find a leader. Keep it as it is, and say where it "
    "comes from and on which day you took it. Take it again at least once a week: whoever has left must "
    "leave your copy too. Use it for nothing else, such as advertising. It is under no open licence: these "
    "are details of people, who agreed to this use and may change their minds."
)
"""What may be done with it, in each JSON file and on the page that explains them."""

Record = dict[str, Any]
"""What JSON holds of something: text, numbers, lists, and records inside it."""


def record(entry: Entry, directory: Directory, base_url: str) -> Record:
    """Return what is told of a listed leader. What they do not have is left out, lists apart.

    `base_url`: where the site is published, with a slash at its end.
    """
    leader, scope = entry.leader, entry.leader.consent.scope
    held = leader.availability
    found: Record = {
        "slug": leader.slug,
        "url": base_url + entry.address[1:],
        "name": leader.name,
        "sort_name": leader.surname_first,
        "designations": [{"kind": one.kind, "since": _month(one.since)} for one in entry.designated],
        "role": leader.role,
        "schools": [_school(school) for school in leader.schools],
    }
    if leader.trust:
        found["trust"] = leader.trust.name
    found |= {
        "works_in": list(leader.works_in),
        **_covered(entry, directory),
        "expertise": list(leader.expertise),
        "support": list(leader.support),
    }
    if leader.mentor_training:
        found["mentor_training"] = _month(leader.mentor_training)
    found |= {"availability": held.status, "availability_checked": held.checked.isoformat()}
    if entry.free_days:
        found["free_days"] = {"year": directory.school_year, "left": entry.free_days}
    if "portrait" in scope:
        found["portrait"] = leader.portrait
    if leader.impact and "impact" in scope:
        found["impact"] = [
            {"claim": one.claim, "evidence": one.evidence, "year": one.year} for one in leader.impact
        ]
    found["contact"] = _contact(leader.contact if "contact" in scope else None, directory)
    found["confirmed"] = leader.confirmed.isoformat()
    if leader.example:
        found["example"] = True
    return found


def _school(school: School) -> Record:
    found: Record = {
        "name": school.name,
        # A number that nobody adds up, so it is text.
        "urn": str(school.urn),
        "phase": school.phase,
        "district": school.district,
        "since": _month(school.since),
    }
    if school.ages:
        found["ages"] = school.ages
    if school.website and fault_in(school.website) is None:
        found["website"] = school.website
    return found


def _covered(entry: Entry, directory: Directory) -> Record:
    """Return the areas and districts that `works_in` comes to, in the order of places.yaml."""
    places = directory.content.places
    held = works_in_districts(entry.leader, directory.content.places)
    districts = [district for district in places.districts if district.slug in held]
    areas = {district.area for district in districts}
    return {
        "areas": [area.slug for area in places.areas if area.slug in areas],
        "districts": [district.slug for district in districts],
    }


def _contact(contact: Contact | None, directory: Directory) -> Record:
    """Return whom to write to: the leader's own mailbox, or else the office, as on their page."""
    if contact is None or contact.email is None:
        return {"via": "office", "email": directory.content.site.mailboxes.office}
    told = {"person": contact.person, "phone": contact.phone}
    return {"via": "leader", "email": contact.email, **{name: text for name, text in told.items() if text}}


def _month(day: datetime.date) -> str:
    return day.isoformat()[:7]


# --- what the records refer to ----------------------------------------------------------------------------


def expertise(directory: Directory) -> Record:
    """Return the vocabulary of expertise; retired terms name the one that took over."""
    groups = []
    for group in directory.content.expertise.groups:
        tags = [
            {"slug": tag.slug, "label": tag.label, "about": tag.about}
            | {"synonyms": list(tag.synonyms), "former": list(tag.former)}
            | ({"replaced_by": tag.replaced_by} if tag.replaced_by else {})
            for tag in group.tags
        ]
        groups.append({"slug": group.slug, "label": group.label, "tags": tags})
    return {"groups": groups}


def places(directory: Directory) -> Record:
    """Return areas, districts of all times, and towns."""
    held = directory.content.places
    districts = []
    for one in held.districts:
        found: Record = {"slug": one.slug, "label": one.label}
        found |= {"area": one.area} if one.area else {}
        found |= {"former": list(one.former), "valid_from": _month(one.valid_from)}
        found |= {"valid_to": _month(one.valid_to)} if one.valid_to else {}
        districts.append(found | (_point(one.centre) if one.centre else {}))
    return {
        "areas": [{"slug": area.slug, "label": area.label} for area in held.areas],
        "districts": districts,
        "towns": [
            {"slug": town.slug, "label": town.name, "synonyms": list(town.synonyms)}
            | {"district": town.district, "latitude": town.latitude, "longitude": town.longitude}
            for town in held.towns
        ],
    }


def _point(point: Point) -> Record:
    return {"latitude": point.latitude, "longitude": point.longitude}
