"""A page for each leader: who, where, what they can do for you, whether they are free, and how to ask."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import jinja2

from kle_site import schemaorg
from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.look import Here, Page, later, site_of
from kle_site.model import Standing
from kle_site.pages.impact import told


def pages(
    directory: Directory, env: jinja2.Environment, slugs: frozenset[str] | None = None
) -> Iterator[Page]:
    """Yield the page of everyone who has one, or only of those named by their slugs."""
    site, cases = directory.content.site, told(directory)
    same = {
        "in_use": _expertise_in_use(directory),
        "kinds": {kind.kind: kind.label for kind in directory.content.designations.designations},
        "reply_days": site.reply_days,
        "day_rate_note": site.day_rate_note,
        "school_year": directory.school_year,
    }

    def values(entry: Entry) -> tuple[Here, dict[str, Any]]:
        its_own = {
            "entry": entry,
            "related": directory.related(entry),
            "cases": [one for one in cases if one.leader is entry],
            "chairs": [(area.label, site.mailboxes.area_chairs[area.slug]) for area in entry.areas],
        }
        return _here(entry, site_of(env).base_url), its_own | same

    for entry in directory.with_page:
        if slugs is None or entry.leader.slug in slugs:
            yield later(env, "pages/leader.html", entry.address, partial(values, entry))


def _here(entry: Entry, base_url: str) -> Here:
    leader, told = entry.leader, schemaorg.profile(entry, base_url)
    return Here(
        path=entry.address,
        title=leader.name,
        description=f"{leader.name}, {leader.role}, {leader.base.name}: what they offer and how to ask.",
        section="directory",
        indexed=entry.standing is not Standing.PAUSED,
        told=schemaorg.block(told) if told else None,
    )


def _expertise_in_use(directory: Directory) -> frozenset[str]:
    """Return the tags that have a page: retired ones have none."""
    return frozenset(value.slug for value in directory.facets["expertise"])
