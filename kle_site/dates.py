"""Days, months and school years: read in one form, and told what to type when they come in another."""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from kle_site.fields import Kind, fault_of, matching, quoted

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
BRITISH = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ ./-]+)?"
    r"(?P<month>[0-9]{1,2}|[a-z]{3,9})[ ./-]+(?P<year>[0-9]{4})"
)
# A school's dates lie in two centuries. A year of 0026 or 9999 would be read as long past or always to come.
YEAR = "(?:19|20)[0-9]{2}"


def _meant(text: str) -> tuple[int, int, int] | None:
    """Return (year, month, day or 0) of a date written another way: `3/10/2016`, `3 October 2016`."""
    backwards = re.fullmatch(r"([0-9]{4})[ ./-]([0-9]{1,2})(?:[ ./-]([0-9]{1,2}))?", text.strip())
    if backwards:
        year, month, day = (int(part or 0) for part in backwards.groups())
    else:
        match = BRITISH.fullmatch(text.strip().lower())
        if not match:
            return None
        name = match["month"]
        month = int(name) if name.isdigit() else MONTHS.index(name[:3]) + 1 if name[:3] in MONTHS else 0
        year, day = int(match["year"]), int(match["day"] or 0)
    return (year, month, day) if 1900 <= year <= 2099 and 1 <= month <= 12 and day <= 31 else None


def _day(text: str) -> datetime.date:
    if not re.fullmatch(rf"{YEAR}-[0-9]{{2}}-[0-9]{{2}}", text):
        meant = _meant(text)
        if meant and meant[2]:
            year, month, day = meant
            written = f"{year:04}-{month:02}-{day:02}"
            filled = {"day": day, "month": calendar_month(month), "year": year, "written": written}
            raise fault_of("date-meant", typed=quoted(text), **filled)
        raise fault_of("date", typed=quoted(text))
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise fault_of("no-such-day", day=text) from None


def _month(text: str) -> datetime.date:
    if not re.fullmatch(rf"{YEAR}-[0-9]{{2}}", text):
        meant = _meant(text)
        if meant:
            year, month, _ = meant
            filled = {"month": calendar_month(month), "year": year, "written": f"{year:04}-{month:02}"}
            raise fault_of("month-meant", typed=quoted(text), **filled)
        raise fault_of("month", typed=quoted(text))
    try:
        return datetime.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise fault_of("no-such-month", month=text) from None


def _school_year(text: str) -> str:
    match = re.fullmatch(rf"({YEAR})-([0-9]{{2}})", text)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        start = re.match(YEAR, text)
        year = int(start.group()) if start else 2026
        raise fault_of("school-year", typed=quoted(text), year=f"{year}-{(year + 1) % 100:02}")
    return text


def first_day(school_year: str) -> datetime.date:
    """Return the 1 September on which a school year begins."""
    return datetime.date(int(school_year[:4]), 9, 1)


def school_year_of(day: datetime.date) -> str:
    """Return the school year that a day is in: from 1 September."""
    start = day.year if day.month >= 9 else day.year - 1
    return f"{start}-{(start + 1) % 100:02}"


def calendar_month(number: int) -> str:
    """Return the English name of a month from 1 to 12."""
    return datetime.date(2000, number, 1).strftime("%B")


_IN_FORM = f"{YEAR}-(?:0[1-9]|1[0-2])"
Day = Annotated[
    datetime.date,
    Kind(
        _day,
        matching(f"{_IN_FORM}-(?:0[1-9]|[12][0-9]|3[01])", "2026-09-01"),
        "A day as year-month-day, like 2026-09-01.",
        "day",
    ),
]
Month = Annotated[
    datetime.date,
    Kind(_month, matching(_IN_FORM, "2021-10"), "A month as year-month, like 2021-10.", "month"),
]
SchoolYear = Annotated[
    str,
    Kind(
        _school_year,
        matching(f"{YEAR}-[0-9]{{2}}", "2026-27"),
        "A school year, like 2026-27.",
        "school-year",
    ),
]
