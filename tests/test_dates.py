"""Days, months and school years are read in one form, and in any other told what to type."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from kle_site import dates


def read(kind: Any, value: Any) -> Any:
    """Return what a kind makes of a value."""
    return TypeAdapter(kind).validate_python(value)


def refused(kind: Any, value: Any) -> tuple[str, str, str]:
    """Return the code, message and hint with which a kind refuses a value."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    (error,) = caught.value.errors()
    return error["type"], error["ctx"]["message"], error["ctx"]["hint"]


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (dates.Day, "2026-09-01", datetime.date(2026, 9, 1)),
        (dates.Day, "2024-02-29", datetime.date(2024, 2, 29)),
        (dates.Day, "1900-01-01", datetime.date(1900, 1, 1)),
        (dates.Day, "2099-12-31", datetime.date(2099, 12, 31)),
        (dates.Month, "2021-10", datetime.date(2021, 10, 1)),
        (dates.SchoolYear, "2026-27", "2026-27"),
        (dates.SchoolYear, "1999-00", "1999-00"),
    ],
)
def test_dates_are_read_in_one_form(kind: Any, typed: str, expected: Any) -> None:
    """Days, months and school years are read in the form of the contract."""
    assert expected == read(kind, typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3/10/2016", "If you mean 3 October 2016, write 2016-10-03."),
        ("03.10.2016", "If you mean 3 October 2016, write 2016-10-03."),
        ("3 October 2016", "If you mean 3 October 2016, write 2016-10-03."),
        ("3rd Oct 2016", "If you mean 3 October 2016, write 2016-10-03."),
        ("2016/10/3", "If you mean 3 October 2016, write 2016-10-03."),
        ("2016-9-1", "If you mean 1 September 2016, write 2016-09-01."),
        ("October 2016", "Write it as year-month-day, for example 2026-09-01."),
        ("2016-10", "Write it as year-month-day, for example 2026-09-01."),
        ("32/10/2016", "Write it as year-month-day, for example 2026-09-01."),
        ("13/13/2016", "Write it as year-month-day, for example 2026-09-01."),
        ("3 Foo 2016", "Write it as year-month-day, for example 2026-09-01."),
        ("20161003", "Write it as year-month-day, for example 2026-09-01."),
        ("2016-W40-1", "Write it as year-month-day, for example 2026-09-01."),
        ("1475452800", "Write it as year-month-day, for example 2026-09-01."),
        ("0026-09-01", "Write it as year-month-day, for example 2026-09-01."),
        ("9999-12-31", "Write it as year-month-day, for example 2026-09-01."),
        ("２０２６-09-01", "Write it as year-month-day, for example 2026-09-01."),
        ("2026-09-01 ", "If you mean 1 September 2026, write 2026-09-01."),
        ("last summer", "Write it as year-month-day, for example 2026-09-01."),
    ],
)
def test_a_day_in_another_form_is_told_the_form(typed: str, expected: str) -> None:
    """A date as people write it comes back in our form, in the British order; others get an example."""
    assert ("date", f"“{typed}” is not a date in the form we read.", expected) == refused(dates.Day, typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("October 2021", "If you mean October 2021, write 2021-10."),
        ("10/2021", "If you mean October 2021, write 2021-10."),
        ("2021/10", "If you mean October 2021, write 2021-10."),
        ("2021-10-05", "If you mean October 2021, write 2021-10."),
        ("1 Oct 2021", "If you mean October 2021, write 2021-10."),
        ("2021", "Write it as year-month, for example 2021-10."),
        ("0021-10", "Write it as year-month, for example 2021-10."),
        ("Autumn 2021", "Write it as year-month, for example 2021-10."),
    ],
)
def test_a_month_in_another_form_is_told_the_form(typed: str, expected: str) -> None:
    """A month written as people write it comes back in our form; others get an example."""
    told = ("month", f"“{typed}” is not a month in the form we read.", expected)

    assert told == refused(dates.Month, typed)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (dates.Day, "2026-02-30", ("no-such-day", "There is no such day as 2026-02-30.")),
        (dates.Day, "2023-02-29", ("no-such-day", "There is no such day as 2023-02-29.")),
        (dates.Day, "2026-13-01", ("no-such-day", "There is no such day as 2026-13-01.")),
        (dates.Month, "2026-13", ("no-such-month", "There is no such month as 2026-13.")),
        (dates.Month, "2026-00", ("no-such-month", "There is no such month as 2026-00.")),
    ],
)
def test_a_day_that_never_was_is_told_as_such(kind: Any, typed: str, expected: tuple[str, str]) -> None:
    """A date in the right form that is in no calendar has a message of its own."""
    assert expected == refused(kind, typed)[:2]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-28", "Write it as 2026-27."),
        ("2026-2027", "Write it as 2026-27."),
        ("2026/27", "Write it as 2026-27."),
        ("2025", "Write it as 2025-26."),
        ("1999-99", "Write it as 1999-00."),
        ("this year", "Write it as 2026-27."),
    ],
)
def test_a_school_year_in_another_form_is_told_the_form(typed: str, expected: str) -> None:
    """A school year is two years that follow each other; the hint has the right second one."""
    told = ("school-year", f"“{typed}” is not a school year in the form we read.", expected)

    assert told == refused(dates.SchoolYear, typed)


MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTHS, start=1)))
def test_months_have_their_english_names(number: int, name: str) -> None:
    """A month is known by its English name, whole or cut to three letters, and called by it."""
    expected = f"If you mean 3 {name} 2016, write 2016-{number:02}-03."

    assert name == dates.calendar_month(number)
    assert [expected] * 3 == [
        refused(dates.Day, typed)[2] for typed in (f"3 {name} 2016", f"3 {name[:3]} 2016", f"3/{number}/2016")
    ]


@pytest.mark.parametrize(("year", "expected"), [("2026-27", "2026-09-01"), ("1999-00", "1999-09-01")])
def test_a_school_year_begins_in_september(year: str, expected: str) -> None:
    """A school year begins on the 1 September of its first year."""
    assert expected == dates.first_day(year).isoformat()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (dates.Day, "date"),
        (dates.Month, "month"),
        (dates.SchoolYear, "school-year"),
    ],
)
def test_each_kind_has_its_code(kind: Any, expected: str) -> None:
    """Programs know a fault by its code, which stays when the words change."""
    assert expected == refused(kind, "?")[0]
