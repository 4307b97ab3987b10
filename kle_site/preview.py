"""What the form at /submit/ shows a portrait with: the templates of its card and its page, as one script."""

from __future__ import annotations

import json

import jinja2

from kle_site import scripted
from kle_site.assets import TEMPLATES
from kle_site.directory import Directory
from kle_site.entries import CHECKED_DAYS, GROUNDS

NAME = "leader-page.js"
"""The script’s name, as other scripts import it."""
PAGE, PARTS = "pages/leader.html", ("parts/photo.html", "parts/leader.html")


def files(directory: Directory) -> dict[str, bytes]:
    """Return the script by its name: `written` (see `scripted`), and `facts` that it needs."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    facts = json.dumps(_facts(directory), ensure_ascii=False, separators=(",", ":"))
    return {NAME: f"export const facts={facts};{scripted.script(env, PAGE, PARTS)}".encode()}


def _facts(directory: Directory) -> dict[str, object]:
    content = directory.content
    site, places = content.site, content.places
    named: dict[str, list[str]] = {
        one.slug: [one.label, *one.former] for one in places.districts if one.exists(directory.today)
    }
    for town in places.towns:
        named.get(town.district, []).extend([town.name, *town.synonyms])
    return {
        "site": {"office": site.mailboxes.office, "downloads": content.support.record is not None},
        "reply_days": site.reply_days,
        "day_rate_note": site.day_rate_note,
        "grounds": GROUNDS,
        "checked_days": CHECKED_DAYS,
        # Area → how it is written, its chair’s mailbox, its districts.
        "areas": [
            [
                area.label,
                site.mailboxes.area_chairs[area.slug],
                [d.slug for d in places.districts_of(area.slug)],
            ]
            for area in places.areas
        ],
        # District → its towns and their other names, with bars between.
        "places": {slug: "|".join(dict.fromkeys(names)) for slug, names in named.items()},
    }
