"""When leaders are recruited: the file and its rules, what is published, the page and the calendar."""

from __future__ import annotations

import copy
import datetime
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ReadPage
from icalendar import Calendar
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kle_site import calendars, look, pages
from kle_site.build import Options, build
from kle_site.check import check
from kle_site.directory import Directory
from kle_site.load import Content, load
from kle_site.problems import Where
from kle_site.recruitment import ACTIONS, ORDER, TERMS, Announced, Recruitment, When, rounds_are_sound

pytestmark = pytest.mark.whole

YEAR: dict[str, Any] = {
    "rounds": [
        {
            "term": "autumn",
            "steps": [
                {"action": "article", "who": "Office", "when": {"by": "2026-08-14"}},
                {"action": "bulletin", "who": "Office", "when": {"week": "2026-09-07"}},
                {"action": "window", "who": "Heads", "when": {"between": ["2026-09-14", "2026-09-25"]}},
                {"action": "panel", "who": "Panel", "when": {"week": "2026-10-05"}},
                {"action": "notice", "who": "Adviser", "when": {"by": "2026-10-09"}},
                {"action": "training", "who": "Adviser", "when": {"months": ["2026-11", "2026-12"]}},
            ],
        },
        {
            "term": "spring",
            "steps": [
                {"action": "window", "who": "Heads", "when": {"between": ["2027-01-11", "2027-01-22"]}}
            ],
        },
    ]
}
"""A school year without a fault: 2026-27."""

WINDOW = YEAR["rounds"][1]["steps"][0]


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the school year with something else at a path such as `rounds.0.term`; None leaves it out."""
    fields = copy.deepcopy(YEAR)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    held: Any = fields
    for step in steps:
        held = held[step]
    if value is None:
        del held[last]
    else:
        held[last] = value
    return fields


def place_of(path: str) -> Where:
    """Return the place that a path names."""
    return tuple(int(step) if step.isdigit() else step for step in path.split("."))


def told(fields: dict[str, Any], year: str = "2026-27") -> list[tuple[Where, str]]:
    """Return where a file breaks its rules, and how."""
    return [(f.where, f.code) for f in rounds_are_sound(Recruitment.model_validate(fields), year)]


# --- what a file may hold ---------------------------------------------------------------------------------


def test_a_sound_year_is_told_nothing() -> None:
    """Rounds in order, inside their school year, one a term: nothing is wrong with them."""
    assert told(YEAR) == []


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        # No such thing.
        ("rounds.0.term", "winter", "rounds.0.term", "choice"),
        ("rounds.0.steps.0.action", "interview", "rounds.0.steps.0.action", "choice"),
        ("rounds.0.steps.0.who", "<b>Office</b>", "rounds.0.steps.0.who", "angle"),
        ("rounds.0.steps.0.where", "Maidstone", "rounds.0.steps.0.where", "extra_forbidden"),
        ("rounds.0.steps.0.who", None, "rounds.0.steps.0.who", "missing"),
        ("rounds.0.steps.0.when", None, "rounds.0.steps.0.when", "missing"),
        ("rounds.0.steps", [], "rounds.0.steps", "too_short"),
        ("rounds.0.steps", [WINDOW] * 8, "rounds.0.steps", "too_long"),
        ("rounds", [], "rounds", "too_short"),
        ("rounds", YEAR["rounds"] * 2, "rounds", "too_long"),
        # When: one way, exactly.
        ("rounds.0.steps.0.when", {}, "rounds.0.steps.0.when", "one-when"),
        (
            "rounds.0.steps.0.when",
            {"on": "2026-08-14", "by": "2026-08-14"},
            "rounds.0.steps.0.when",
            "one-when",
        ),
        (
            "rounds.0.steps.0.when",
            {"week": "2026-08-10", "months": ["2026-08"]},
            "rounds.0.steps.0.when",
            "one-when",
        ),
        (
            "rounds.0.steps.0.when",
            {"before": "2026-08-14"},
            "rounds.0.steps.0.when.before",
            "extra_forbidden",
        ),
        # Dates that are none.
        ("rounds.0.steps.0.when.by", "15th August 2016", "rounds.0.steps.0.when.by", "date"),
        ("rounds.0.steps.0.when.by", "2026-02-30", "rounds.0.steps.0.when.by", "no-such-day"),
        ("rounds.0.steps.0.when.by", "", "rounds.0.steps.0.when.by", "empty"),
        ("rounds.0.steps.0.when.by", ["2026-08-14"], "rounds.0.steps.0.when.by", "one-value"),
        ("rounds.0.steps.1.when.week", "2026-09-08", "rounds.0.steps.1.when.week", "monday"),
        ("rounds.0.steps.2.when.between", ["2026-09-14"], "rounds.0.steps.2.when.between", "from-to"),
        (
            "rounds.0.steps.2.when.between",
            ["2026-09-14", "2026-09-18", "2026-09-25"],
            "rounds.0.steps.2.when.between",
            "from-to",
        ),
        (
            "rounds.0.steps.2.when.between",
            ["2026-09-25", "2026-09-14"],
            "rounds.0.steps.2.when.between",
            "from-to",
        ),
        (
            "rounds.0.steps.2.when.between",
            ["2026-09-14", "2026-09-14"],
            "rounds.0.steps.2.when.between",
            "from-to",
        ),
        (
            "rounds.0.steps.2.when.between",
            ["2026-09-14", "2026-13-01"],
            "rounds.0.steps.2.when.between.1",
            "no-such-day",
        ),
        ("rounds.0.steps.5.when.months", [], "rounds.0.steps.5.when.months", "too_short"),
        (
            "rounds.0.steps.5.when.months",
            ["2026-11-01", "2026-12"],
            "rounds.0.steps.5.when.months.0",
            "month",
        ),
        (
            "rounds.0.steps.5.when.months",
            ["2026-13", "2026-12"],
            "rounds.0.steps.5.when.months.0",
            "no-such-month",
        ),
        ("rounds.0.steps.5.when.months", ["2026-12", "2026-11"], "rounds.0.steps.5.when.months", "months"),
        ("rounds.0.steps.5.when.months", ["2026-11", "2026-11"], "rounds.0.steps.5.when.months", "months"),
        ("rounds.0.steps.5.when.months", ["2026-10", "2026-12"], "rounds.0.steps.5.when.months", "months"),
        # Waivers.
        (
            "rounds.0.steps.0.waiver",
            {"rule": "overlap", "why": "So."},
            "rounds.0.steps.0.waiver.rule",
            "choice",
        ),
        ("rounds.0.steps.0.waiver", {"rule": "within-year"}, "rounds.0.steps.0.waiver.why", "missing"),
    ],
)
def test_what_the_file_cannot_hold_is_refused(path: str, value: Any, where: str, code: str) -> None:
    """Each value has its kind and its limits, and a fault stands where the value does."""
    with pytest.raises(ValidationError) as caught:
        Recruitment.model_validate(changed(path, value))

    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [(place_of(where), code)]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        # In order. Told at the step that comes first, as a waiver stands there.
        ("rounds.0.steps.0.when.by", "2026-09-08", [("rounds.0.steps.0.when", "article-before-bulletin")]),
        ("rounds.0.steps.1.when.week", "2026-09-14", [("rounds.0.steps.1.when", "bulletin-before-window")]),
        (
            "rounds.0.steps.1.when",
            {"months": ["2026-09"]},
            [("rounds.0.steps.1.when", "bulletin-before-window")],
        ),
        ("rounds.0.steps.3.when", {"on": "2026-09-25"}, [("rounds.0.steps.2.when", "window-before-panel")]),
        ("rounds.0.steps.3.when", {"on": "2026-09-26"}, []),
        ("rounds.0.steps.4.when.by", "2026-10-08", [("rounds.0.steps.3.when", "panel-before-notice")]),
        (
            "rounds.0.steps.4.when",
            {"on": "2026-10-09"},
            [("rounds.0.steps.3.when", "panel-before-notice")],
        ),
        ("rounds.0.steps.4.when", {"on": "2026-10-10"}, []),
        # In the school year; what is sent ahead may go in the August before it.
        ("rounds.0.steps.0.when.by", "2026-08-01", []),
        ("rounds.0.steps.0.when.by", "2026-07-31", [("rounds.0.steps.0.when", "within-year")]),
        (
            "rounds.1.steps.0.when.between",
            ["2026-08-31", "2026-09-04"],
            [("rounds.1.steps.0.when", "within-year"), ("rounds.1.steps.0.when", "in-term")],
        ),
        ("rounds.0.steps.5.when.months", ["2027-08"], []),
        ("rounds.0.steps.5.when.months", ["2027-08", "2027-09"], [("rounds.0.steps.5.when", "within-year")]),
        # In the term.
        ("rounds.1.steps.0.when.between", ["2027-03-31", "2027-04-09"], []),
        (
            "rounds.1.steps.0.when.between",
            ["2027-04-01", "2027-04-09"],
            [("rounds.1.steps.0.when", "in-term")],
        ),
        # Once.
        (
            "rounds.1.term",
            "autumn",
            [("rounds.1.term", "repeated"), ("rounds.1.steps.0.when", "in-term")],
        ),
        ("rounds.1.steps", [WINDOW, WINDOW], [("rounds.1.steps.1.action", "repeated")]),
        ("rounds.1.steps.0.action", "training", [("rounds.1.steps", "no-window")]),
        # A waiver that waives nothing, or another rule than the one that is broken.
        (
            "rounds.0.steps.0.waiver",
            {"rule": "article-before-bulletin", "why": "So."},
            [("rounds.0.steps.0.waiver", "idle-waiver")],
        ),
        (
            "rounds.0.steps.0",
            {
                "action": "article",
                "who": "Office",
                "when": {"by": "2026-09-08"},
                "waiver": {"rule": "within-year", "why": "So."},
            },
            [
                ("rounds.0.steps.0.when", "article-before-bulletin"),
                ("rounds.0.steps.0.waiver", "idle-waiver"),
            ],
        ),
        (
            "rounds.0.steps.0",
            {
                "action": "article",
                "who": "Office",
                "when": {"by": "2026-09-08"},
                "waiver": {"rule": "article-before-bulletin", "why": "So."},
            },
            [],
        ),
    ],
)
def test_what_does_not_fit_together_is_told(path: str, value: Any, expected: list[tuple[str, str]]) -> None:
    """What is out of order, out of its year or term, twice or missing is told at its place, or waived."""
    assert told(changed(path, value)) == [(place_of(where), code) for where, code in expected]


def test_both_dates_are_named() -> None:
    """What is out of order is told with the dates of both steps, and what to do."""
    fields = changed("rounds.0.steps.3.when", {"on": "2026-09-25"})
    (fault,) = rounds_are_sound(Recruitment.model_validate(fields), "2026-27")

    assert fault.message == (
        "The window (14 September 2026 to 25 September 2026) is not before the panel (25 September 2026)."
    )
    assert fault.hint == "Check both. If they are right, say why in a waiver."


@pytest.mark.parametrize(
    ("when", "first", "last", "words"),
    [
        ({"on": "2016-10-14"}, "2016-10-14", "2016-10-14", "14 October 2016"),
        ({"by": "2016-10-14"}, "2016-10-14", "2016-10-14", "by 14 October 2016"),
        ({"week": "2016-10-03"}, "2016-10-03", "2016-10-07", "week beginning 3 October 2016"),
        (
            {"between": ["2016-12-30", "2017-01-02"]},
            "2016-12-30",
            "2017-01-02",
            "30 December 2016 to 2 January 2017",
        ),
        ({"months": ["2016-02"]}, "2016-02-01", "2016-02-29", "February 2016"),
        ({"months": ["2016-12", "2017-01"]}, "2016-12-01", "2017-01-31", "December 2016 and January 2017"),
    ],
)
def test_when_has_days_and_words(when: dict[str, Any], first: str, last: str, words: str) -> None:
    """Each way to say when has a first and a last day, and words for a reader."""
    read = When.model_validate(when)

    assert (read.first.isoformat(), read.last.isoformat(), read.words) == (first, last, words)


# --- the folder -------------------------------------------------------------------------------------------


@pytest.fixture(name="problems_of")
def _problems_of(own_world: Path) -> Callable[..., list[tuple[str, str, int]]]:
    """Return a function: a file's name, words of 2026-27.yaml, others → each problem's file, code, line."""

    def problems(name: str, old: str = "", new: str = "") -> list[tuple[str, str, int]]:
        folder = own_world / "recruitment"
        text = (folder / "2026-27.yaml").read_text(encoding="utf-8")

        assert not old or text.count(old) == 1

        (folder / "2026-27.yaml").unlink()
        (folder / name).write_text(text.replace(old, new) if old else text, encoding="utf-8")
        today = datetime.date(2026, 11, 21)
        return [
            (Path(problem.path).name, problem.code, problem.line) for problem in check(load(own_world), today)
        ]

    return problems


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("{by: 2026-11-12}", "{by: 12/11/2026}", "date", 7),
        ("{by: 2026-11-12}", "{by: 2026-11-31}", "no-such-day", 7),
        ("{by: 2026-11-12}", "{by: 2026-11-12, on: 2026-11-12}", "one-when", 7),
        ("{by: 2026-11-12}", "2026-11-12", "fields", 7),
        ("{by: 2026-11-12}", "{}", "one-when", 7),
        ("{by: 2026-11-12}", "{due: 2026-11-12}", "unknown-field", 7),
        ("{by: 2026-11-12}", "{by: 2026-11-06}", "idle-waiver", 8),
        ("{week: 2026-11-09}", "{week: 2026-11-10}", "monday", 13),
        ("{week: 2026-12-07}", "{week: 2026-11-23}", "window-before-panel", 16),
        ("[2026-11-16, 2026-11-27]", "2026-11-16", "list", 16),
        ("[2026-11-16, 2026-11-27]", "[2026-11-27, 2026-11-16]", "from-to", 16),
        ("action: training", "action: trainig", "choice", 26),
        ("  - term: autumn", "  - term: atumn", "choice", 3),
        ("who: The panel, ", "", "missing", 32),
        ("[2027-02, 2027-03]", "[2027-10]", "within-year", 28),
        ("  - term: spring", "  - term: summer", "in-term", 31),
    ],
)
def test_a_slip_is_told_on_its_line(
    problems_of: Callable[..., list[tuple[str, str, int]]], old: str, new: str, code: str, line: int
) -> None:
    """Whatever is wrong in a file is told on the line where it stands."""
    problems = problems_of("2026-27.yaml", old, new)

    assert problems == [("2026-27.yaml", code, line)]


def test_rounds_that_overlap_are_told(problems_of: Callable[..., list[tuple[str, str, int]]]) -> None:
    """A round that opens before all is told of the one before it is told, at its own line."""
    problems = problems_of("2026-27.yaml", "{by: 2026-12-18}", "{by: 2027-02-01}")

    assert problems == [("2026-27.yaml", "overlap", 29)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("2026-28.yaml", "file-name"),
        ("2026.yaml", "file-name"),
        ("2026-2027.yaml", "file-name"),
        ("next year.yaml", "file-name"),
        ("2026-27.yml", "extension"),
        ("notes.txt", "extension"),
    ],
)
def test_a_name_that_is_no_school_year_is_told(
    problems_of: Callable[..., list[tuple[str, str, int]]], name: str, code: str
) -> None:
    """A file whose name is not a school year, or which is no YAML, is told and not read in silence."""
    assert problems_of(name) == [(name, code, 1)]


def test_a_name_is_told_with_a_better_one(own_world: Path) -> None:
    """A wrong name is told with the one that it should have."""
    folder = own_world / "recruitment"
    (folder / "2026-27.yaml").rename(folder / "2026-28.yaml")
    (problem,) = load(own_world).problems

    assert problem.message == (
        "The file’s name is the school year. “2026-28” is not a school year in the form we read."
    )
    assert problem.hint == "Write it as 2026-27.yaml."


def test_a_folder_among_them_is_told(own_world: Path) -> None:
    """A folder where a school year's file should be is told, whatever it is called."""
    (own_world / "recruitment" / "old").mkdir()
    (own_world / "recruitment" / "2027-28.yaml").mkdir()
    problems = [(Path(problem.path).name, problem.code) for problem in load(own_world).problems]

    assert sorted(problems) == [("2027-28.yaml", "folder"), ("old", "extension")]


def test_the_folder_may_be_absent(own_world: Path) -> None:
    """Without the folder nothing is announced, and nothing is wrong."""
    shutil.rmtree(own_world / "recruitment")
    loaded = load(own_world)

    assert loaded.problems == []
    assert loaded.content is not None
    assert loaded.content.recruitment == ()


# --- what is published ------------------------------------------------------------------------------------

TABLE = """\
article  | by 15 August 2016 | by 19 January 2017 | by 13 March 2017
bulletin | week beginning 5 September 2016 | week beginning 2 January 2017 | week beginning 27 March 2017
window | 12 September 2016 to 23 September 2016 | 9 January 2017 to 23 January 2017 \
 | 3 April 2017 to 28 April 2017
panel | week beginning 3 October 2016 | week beginning 30 January 2017 | week beginning 8 May 2017
notice | by 14 October 2016 | by 10 February 2017 | by 12 May 2017
list | 14 October 2016 | 10 February 2017 | week beginning 15 May 2017
training | November 2016 | March 2017 | May 2017 and June 2017
"""
"""The timetable of the protocols of 2016-17."""


@pytest.fixture(scope="module", name="published")
def _published(content_dir: Path) -> Content:
    """What is published."""
    content = load(content_dir).content

    assert content

    return content


def year_of(content: Content, year: str) -> Announced:
    """Return a school year's rounds."""
    (found,) = [one for one in content.recruitment if one.year == year]
    return found


def test_the_dates_are_those_of_the_protocols(published: Content) -> None:
    """The seven actions of the three terms of 2016-17 have the dates that the protocols print."""
    rounds = year_of(published, "2016-17").rounds
    rows = [[part.strip() for part in line.split("|")] for line in TABLE.splitlines()]
    columns = [(term, [(row[0], row[number]) for row in rows]) for number, term in enumerate(TERMS, start=1)]

    assert [(one.term, [(s.action, s.when.words) for s in one.steps]) for one in rounds] == columns
    assert [row[0] for row in rows] == list(ACTIONS)


def test_the_one_slip_of_the_protocols_is_waived(published: Content) -> None:
    """Only the spring article, due after the e-bulletin that it is for, waives a rule."""
    waived = [
        (one.term, step.action, step.waiver.rule)
        for one in year_of(published, "2016-17").rounds
        for step in one.steps
        if step.waiver
    ]

    assert waived == [("spring", "article", "article-before-bulletin")]


def test_rules_name_actions() -> None:
    """The order is of actions that there are."""
    assert {action for pair in ORDER for action in pair} <= set(ACTIONS)


# --- the page ---------------------------------------------------------------------------------------------


@pytest.fixture(name="page_on")
def _page_on(world_content: Content, published: Content) -> Callable[..., tuple[ReadPage, LexborHTMLParser]]:
    """Return a function: a day, and whether of the miniature county → the page as it is then."""

    def page(day: str, *, world: bool = True) -> tuple[ReadPage, LexborHTMLParser]:
        today, content = datetime.date.fromisoformat(day), world_content if world else published
        env = look.environment(look.site_view(content.site, today, _Assets(), None))
        (made,) = pages.recruitment.pages(Directory(content, today), env)
        return ReadPage(made.body), LexborHTMLParser(made.body)

    return page


class _Assets(dict[str, str]):
    """Any asset, by its name."""

    def __missing__(self, name: str) -> str:
        return f"/assets/{name}"


def headings(page: LexborHTMLParser) -> list[str]:
    """Return the page's headings below its title."""
    return [words(heading) for heading in page.css("main h2, main h3")]


def words(node: LexborNode) -> str:
    """Return an element's words as one line."""
    return " ".join(node.text().split())


TO_DO, ADVERT = "What to do now", "Advertisement for the e-bulletin"


@pytest.mark.parametrize(
    ("day", "expected", "to_do"),
    [
        (
            "2026-05-08",
            ["This round: Summer 2026", "The next round: Autumn 2026"],
            "Apply now. The last day is",
        ),
        (
            "2026-05-09",
            ["This round: Summer 2026", "The next round: Autumn 2026"],
            "You can no longer apply in",
        ),
        (
            "2026-05-20",
            ["This round: Summer 2026", "The next round: Autumn 2026"],
            "the last day was 8 May 2026",
        ),
        ("2026-05-21", ["The next round: Autumn 2026"], "You can apply from 16 November 2026"),
        ("2026-11-08", ["The next round: Autumn 2026"], "You can apply from 16 November 2026"),
        ("2026-11-09", ["This round: Autumn 2026", "The next round: Spring 2027"], "Get ready."),
        ("2026-11-21", ["This round: Autumn 2026", "The next round: Spring 2027"], "Apply now."),
        ("2026-12-18", ["This round: Autumn 2026", "The next round: Spring 2027"], "You can no longer apply"),
        ("2026-12-19", ["The next round: Spring 2027"], "You can apply from 1 February 2027"),
        ("2027-03-05", ["This round: Spring 2027"], "You can no longer apply"),
    ],
)
def test_this_round_the_next_and_what_to_do(
    page_on: Callable[..., tuple[ReadPage, LexborHTMLParser]], day: str, expected: list[str], to_do: str
) -> None:
    """The page names the round that runs from its e-bulletin until all is told, those to come, what to do."""
    read, page = page_on(day)
    found = [heading for heading in headings(page) if "round" in heading]

    assert found[: len(expected)] == expected
    assert "No dates announced yet" not in headings(page)
    assert to_do in read.section("to-do")


def test_no_dates_are_announced_today(page_on: Callable[..., tuple[ReadPage, LexborHTMLParser]]) -> None:
    """Where no round runs or comes, the page says so and shows how a round went, plainly marked as past."""
    read, page = page_on("2026-11-25", world=False)

    assert headings(page) == [
        "No dates announced yet",
        TO_DO,
        "How a round goes: 2016-17",
        "Autumn 2016 (past)",
        "Spring 2017 (past)",
        "Summer 2017 (past)",
        ADVERT,
    ]
    assert "for the school year 2026-27" in read.section("none")
    assert "These dates are past." in read.section("past")
    assert [link for link in read.values("href") if link.endswith(".ics")] == []
    assert "[first day] to [last day]" in read.section("advertisement")
    assert page.css("svg .today") == []


def test_a_year_that_is_over_is_told_as_such(
    page_on: Callable[..., tuple[ReadPage, LexborHTMLParser]],
) -> None:
    """When the last round of the announced year is over, the page does not say that none was announced."""
    read, page = page_on("2027-06-01")

    assert headings(page)[0] == "No dates announced yet"
    assert "beyond those that are past" in read.section("none")
    assert "How a round goes: 2026-27" in headings(page)
    assert [link for link in read.values("href") if link.endswith(".ics")] == []


def test_the_page_says_why_a_date_is_odd(page_on: Callable[..., tuple[ReadPage, LexborHTMLParser]]) -> None:
    """What a step waives, it says."""
    _, page = page_on("2026-11-25", world=False)
    odd = [words(step) for step in page.css(".by-date li") if step.css(".note")]

    assert len(odd) == 1
    assert "By 19 January 2017" in odd[0]
    assert "The protocols print this date, which is after the e-bulletin that the article is for." in odd[0]


def test_the_list_holds_what_the_picture_shows(
    page_on: Callable[..., tuple[ReadPage, LexborHTMLParser]], published: Content
) -> None:
    """The picture is hidden from screen readers; the list beside it has every step with its date and doer."""
    _, page = page_on("2026-11-25", world=False)
    rounds = year_of(published, "2016-17").rounds

    assert len(page.css(".round")) == len(rounds)
    for shown, one in zip(page.css(".round"), rounds, strict=True):
        picture, steps = shown.css_first("svg"), [words(step) for step in shown.css(".by-date li")]

        assert picture.attributes["aria-hidden"] == "true"
        assert len(picture.css("rect")) == len(steps) == len(one.steps)
        for said, step in zip(steps, one.steps, strict=True):
            assert step.label in said
            assert step.when.words.lower() in said.lower()
            assert step.who in said


def test_the_picture_is_true(page_on: Callable[..., tuple[ReadPage, LexborHTMLParser]]) -> None:
    """Bars stand in the order of their dates, as wide as they last; today has its line."""
    _, page = page_on("2026-11-21")
    picture = page.css_first("svg.timeline")
    bars = {
        (bar.attributes["class"] or "").split("-")[1]: (
            float(bar.attributes["x"] or 0),
            float(bar.attributes["width"] or 0),
        )
        for bar in picture.css("rect")
    }
    today = float(re.findall(r"M([\d.]+)", picture.css_first(".today").attributes["d"] or "")[0])

    assert (
        bars["bulletin"][0] < bars["window"][0] < bars["panel"][0] < bars["notice"][0] < bars["training"][0]
    )
    assert bars["window"][0] < today < sum(bars["window"])
    # 12 days and 59, from 1 November to 31 March in 374 units.
    assert bars["window"][1] == pytest.approx(12 * 374 / 151, abs=0.2)
    assert bars["training"][1] == pytest.approx(59 * 374 / 151, abs=0.2)
    assert sum(bars["training"]) == pytest.approx(400, abs=0.2)
    assert [words(name) for name in picture.css(".name")] == ["Nov", "Dec", "Jan", "Feb", "Mar"]


def test_the_step_of_the_day_is_marked(page_on: Callable[..., tuple[ReadPage, LexborHTMLParser]]) -> None:
    """What is done on the day itself is marked in words."""
    _, page = page_on("2026-11-21")
    marked = [words(step) for step in page.css(".by-date li") if step.css(".today")]

    assert len(marked) == 1
    assert marked[0].startswith("Applications are open Now")


def test_the_advertisement_is_plain_text_with_the_dates(
    page_on: Callable[..., tuple[ReadPage, LexborHTMLParser]],
) -> None:
    """The text has the dates of the round one can still apply in; copying needs a script."""
    _, page = page_on("2026-11-21")
    field = page.css_first("pre#text")
    lines = field.text().strip("\n").split("\n")

    assert lines[0] == "Kent Leaders of Education: autumn 2026 round"
    assert "- Applications are open: 16 November 2026 to 27 November 2026" in lines
    assert "- The panel meets to select: week beginning 7 December 2026" in lines
    assert "https://leaders.example/recruitment/" in lines
    assert "hidden" in page.css_first("#copy").attributes
    assert not [line for line in lines if "[" in line or "&" in line or line != line.rstrip()]


def test_a_round_that_has_closed_is_not_advertised(
    page_on: Callable[..., tuple[ReadPage, LexborHTMLParser]],
) -> None:
    """Once a window has closed, the advertisement is the next round's."""
    _, page = page_on("2026-11-28")

    assert (
        page.css_first("pre#text").text().strip().startswith("Kent Leaders of Education: spring 2027 round")
    )


def test_the_page_leads_to_the_clauses_and_back(built_site: Path) -> None:
    """The page links the clauses about applying, and the protocols link the page."""
    page = LexborHTMLParser((built_site / "recruitment/index.html").read_text(encoding="utf-8"))
    links = {link.attributes["href"] for link in page.css("main a")}
    back = (built_site / "guidance/recruitment-and-selection/index.html").read_text(encoding="utf-8")

    assert {
        "../guidance/who-can-become-one/#c-eligibility-person",
        "../guidance/recruitment-and-selection/#c-recruitment-rounds",
        "../guidance/recruitment-and-selection/#c-selection-form",
        "../guidance/recruitment-and-selection/#c-selection-reference",
        "../guidance/recruitment-and-selection/#c-selection-panel",
    } <= links
    assert 'href="../../recruitment/"' in back
    assert "/recruitment/</loc>" in (built_site / "sitemap.xml").read_text(encoding="utf-8")


# --- the calendar -----------------------------------------------------------------------------------------


def calendar_on(content: Content, day: str) -> bytes:
    """Return the calendar's file as it is on a day."""
    directory = Directory(content, datetime.date.fromisoformat(day))
    return calendars.recruitment(directory, "https://x.example/leaders/")


def test_the_calendar_holds_every_announced_step(world_content: Content) -> None:
    """Read again, it has an event of whole days for each step of this school year."""
    calendar = Calendar.from_ical(calendar_on(world_content, "2026-11-21"))
    found = [
        (str(event["uid"]), event["dtstart"].dt, event["dtend"].dt - datetime.timedelta(days=1))
        for event in calendar.walk("VEVENT")
    ]
    domain = world_content.site.domain

    assert found == [
        (f"2026-27-{one.term}-{step.action}@{domain}", step.when.first, step.when.last)
        for one in year_of(world_content, "2026-27").rounds
        for step in one.steps
    ]
    assert not [start for _, start, _ in found if isinstance(start, datetime.datetime)]


def test_an_event_says_what_who_and_where(world_content: Content) -> None:
    """Each event has its words, whole and unescaped when read, the page's address, and keeps nobody busy."""
    calendar = Calendar.from_ical(calendar_on(world_content, "2026-11-21"))
    events = {str(event["uid"]).split("@")[0]: event for event in calendar.walk("VEVENT")}
    window, article = events["2026-27-autumn-window"], events["2026-27-autumn-article"]

    assert str(window["summary"]) == "Applications are open (autumn round, 2026-27)"
    assert str(article["summary"]).startswith("Due: The article is sent")
    assert str(window["description"]) == (
        "Who: Headteachers & co-heads. When: 16 November 2026 to 27 November 2026."
    )
    assert {str(event["url"]) for event in events.values()} == {"https://x.example/leaders/recruitment/"}
    assert {str(event["transp"]) for event in events.values()} == {"TRANSPARENT"}


def test_the_calendar_is_laid_out_as_the_standard_asks(world_content: Content) -> None:
    """Read without a library: lines of at most 75 bytes end with CRLF; each event has what it must."""
    body = calendar_on(world_content, "2026-11-21")
    lines = body.decode().replace("\r\n ", "").split("\r\n")

    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert {"VERSION:2.0", "PRODID:-//System Leader Directory//Recruitment//EN"} <= set(lines)
    for name in ("UID:", "DTSTAMP:", "DTSTART;VALUE=DATE:", "DTEND;VALUE=DATE:", "SUMMARY:"):
        assert sum(line.startswith(name) for line in lines) == lines.count("BEGIN:VEVENT") == 9


def test_the_calendar_does_not_know_the_clock(world_content: Content) -> None:
    """It is the same, byte for byte, on every day of a school year; its stamps are the year's first day."""
    one, other = calendar_on(world_content, "2026-09-01"), calendar_on(world_content, "2027-08-31")
    stamps = {event["dtstamp"].dt for event in Calendar.from_ical(one).walk("VEVENT")}

    assert one == other
    assert stamps == {datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)}


def test_a_date_that_moves_keeps_its_event(world_content: Content) -> None:
    """When a date changes, its event has another day under the same uid."""
    year = year_of(world_content, "2026-27")
    spring = year.rounds[1]
    moved = When.model_validate({"between": ["2027-02-08", "2027-02-19"]})
    steps = (spring.steps[0].model_copy(update={"when": moved}), *spring.steps[1:])
    later = replace(year, rounds=(year.rounds[0], spring.model_copy(update={"steps": steps})))
    before = Calendar.from_ical(calendar_on(world_content, "2026-11-21")).walk("VEVENT")
    after = Calendar.from_ical(calendar_on(replace(world_content, recruitment=(later,)), "2026-11-21")).walk(
        "VEVENT"
    )
    changed_days = [
        (str(a["uid"]) == str(b["uid"]), b["dtstart"].dt.isoformat())
        for a, b in zip(before, after, strict=True)
        if a["dtstart"].dt != b["dtstart"].dt
    ]

    assert changed_days == [(True, "2027-02-08")]


def test_until_dates_are_announced_the_last_year_stands_there(published: Content) -> None:
    """A calendar must hold something: without an announced year it holds the last one, unlinked."""
    calendar = Calendar.from_ical(calendar_on(published, "2026-11-25"))
    uids = {str(event["uid"])[:7] for event in calendar.walk("VEVENT")}

    assert uids == {published.recruitment[-1].year}
    assert published.recruitment[-1].year < "2026-27"


def test_the_calendar_is_published_and_linked(built_world: Path, tmp_path: Path, world: Path) -> None:
    """The site has the file, its page links it, and a second build on another day has the same bytes."""
    out = tmp_path / "site"
    build(Options(content=world, out=out, today=datetime.date(2026, 11, 22), cache=None))
    page = LexborHTMLParser((built_world / "recruitment/index.html").read_text(encoding="utf-8"))

    assert [link.attributes["href"] for link in page.css("a[href$='.ics']")] == ["../recruitment.ics"]
    assert (built_world / "recruitment.ics").read_bytes() == (out / "recruitment.ics").read_bytes()
