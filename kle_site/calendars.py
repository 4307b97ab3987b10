"""The rounds of recruitment as a calendar that other programs read and subscribe to (RFC 5545).

Nothing in it comes from the clock, so that it stays the same, byte for byte, until the dates change.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from kle_site.dates import first_day
from kle_site.directory import Directory
from kle_site.recruitment import Announced, Round, Step

if TYPE_CHECKING:
    from icalendar import Event

RECRUITMENT = "recruitment.ics"


def announced(directory: Directory) -> list[Announced]:
    """Return the announced school years from this one on; those before are history."""
    return [year for year in directory.content.recruitment if year.year >= directory.school_year]


def recruitment(directory: Directory, base_url: str) -> bytes:
    """Return every announced step as an event of whole days. `base_url` ends with a slash.

    Until dates are announced the last school year stands there: a calendar must hold something (RFC 5545).
    """
    # Imported here: it is slow, and only a build needs it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//System Leader Directory//Recruitment//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Recruitment of leaders")
    domain = directory.content.site.domain  # of the site wherever a copy of it lies
    for year in announced(directory) or directory.content.recruitment[-1:]:
        for one in year.rounds:
            for step in one.steps:
                calendar.add_component(_event(year.year, one, step, domain, base_url))
    body: bytes = calendar.to_ical()
    return body


def _event(year: str, one: Round, step: Step, domain: str, base_url: str) -> Event:
    from icalendar import Event

    event = Event()
    # What comes again under a uid is the same event to a calendar: dates may move, the uid may not.
    event.add("uid", f"{year}-{one.term}-{step.action}@{domain}")
    event.add("dtstamp", datetime.datetime.combine(first_day(year), datetime.time(), datetime.UTC))
    event.add("dtstart", step.when.first)
    event.add("dtend", step.when.last + datetime.timedelta(days=1))  # the day after
    due = "Due: " if step.when.by else ""
    event.add("summary", f"{due}{step.label} ({one.term} round, {year})")
    event.add("description", f"Who: {step.who}. When: {step.when.words}.")
    event.add("url", f"{base_url}recruitment/")
    event.add("transp", "TRANSPARENT")
    return event
