"""Whose confirmation and whose availability are due on a day, by area, and whom to write to.

For the terminal of whoever looks after the list, and for nobody else: no page and no log says who is late.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kle_site.entries import CHECKED_DAYS
from kle_site.labels import BEYOND
from kle_site.load import Content
from kle_site.model import DUE, LAPSED, WITHDRAWN, Leader, folded, months_after

OUTSIDE = "beyond"
"""How the districts that belong to no area are named on the command line."""


@dataclass(frozen=True, slots=True)
class Late:
    """A leader of whom something is due."""

    leader: Leader
    area: str
    """The slug of the base school's area, or OUTSIDE."""
    mailbox: str
    """Where they are asked: their own mailbox, or the office’s."""
    due: tuple[tuple[datetime.date, str], ...]
    """What is due: since when, and in words."""


def late_on(content: Content, today: datetime.date) -> list[Late]:
    """Return who is late, area by area in the order of places.yaml, and the longest first.

    Who has no entry for another reason (unlisted, every designation ended) is left in peace.
    """
    found = []
    for leader in content.leaders:
        due = tuple(_due_of(leader, today)) if leader.listed and leader.designated(today) else ()
        if due:
            area = content.places.area_of(leader.base.district)
            mailbox = leader.contact.email or content.site.mailboxes.office
            found.append(Late(leader, area.slug if area else OUTSIDE, mailbox, due))
    order = [*content.places.area_by_slug, OUTSIDE]
    return sorted(
        found, key=lambda late: (order.index(late.area), min(late.due), folded(late.leader.surname_first))
    )


def _due_of(leader: Leader, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    """Yield what is due of a leader: since when, and in words."""
    confirmed, held = leader.confirmed, leader.availability
    if today > months_after(confirmed, DUE):
        since = months_after(confirmed, DUE)
        shown = ""
        if today > months_after(confirmed, WITHDRAWN):
            shown = "; the entry is off the site"
        elif today > months_after(confirmed, LAPSED):
            shown = "; the entry is out of the lists"
        words = f"confirmation: the last was on {confirmed}, so it is due since {since}"
        yield since, f"{words}{_for(since, today)}{shown}"
    if (today - held.checked).days > CHECKED_DAYS:
        since = held.checked + datetime.timedelta(days=CHECKED_DAYS)
        yield (
            since,
            f"availability: last said on {held.checked}, so it is due since {since}{_for(since, today)}",
        )
    elif held.from_ and held.from_ <= today:
        since = held.from_
        yield (
            since,
            f"availability: {held.status}, and meant to have time again from {since}{_for(since, today)}",
        )


def _for(since: datetime.date, today: datetime.date) -> str:
    days = (today - since).days
    return f" ({days:,} {'day' if days == 1 else 'days'})" if days else " (today)"


def as_text(late: list[Late], content: Content, today: datetime.date) -> str:
    """Return the list for a terminal."""
    if not late:
        return f"Nothing is due on {today}."
    lines = []
    for slug, some in groupby(late, key=lambda one: one.area):
        area, chair = content.places.area_by_slug.get(slug), content.site.mailboxes.area_chairs.get(slug)
        who = f"Area Chair: {chair}" if chair else f"office: {content.site.mailboxes.office}"
        lines.append(f"{area.label if area else BEYOND} ({who})")
        for one in some:
            lines.append(f"  {one.leader.name} <{one.mailbox}>, {one.leader.base.name}")
            lines += [f"    {words}" for _, words in one.due]
        lines.append("")
    people = "1 leader is due" if len(late) == 1 else f"{len(late):,} leaders are due"
    return "\n".join([*lines, f"{people} on {today}. This list is for you alone."])
