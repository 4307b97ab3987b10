"""Which route to a leader: every question is answered once, truly, and on a page that needs no script."""

from __future__ import annotations

import copy
import datetime
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeDirectory
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kle_site.directory import Directory
from kle_site.load import Content, load
from kle_site.pages.routes import leaders
from kle_site.problems import Problem, Where
from kle_site.routes import Answer, Routes, every_question_is_answered_once

ROUTES: dict[str, Any] = {
    "askers": [{"slug": "head", "label": "A head"}, {"slug": "chair", "label": "A chair", "part_of": "area"}],
    "needs": [
        {"slug": "mentor", "label": "A mentor", "support": "mentoring", "expertise": "new-heads"},
        {"slug": "review", "label": "A review", "support": "peer-review"},
    ],
    "funding": [{"slug": "yes", "label": "Yes"}, {"slug": "no", "label": "No"}],
    "routes": [
        {"slug": "school", "label": "Directly", "about": "Write to a leader."},
        {"slug": "area", "label": "Through the area", "about": "Write to the chair.", "area_chair": "yes"},
    ],
    "rows": [
        {
            "asker": "head",
            "need": ["mentor", "review"],
            "funding": "yes",
            "route": "school",
            "cost": "You agree it first.",
            "accountable_to": "The governing body.",
            "feedback": "You agree it first.",
            "clause": "c-cost",
        }
    ],
}
ROUTES["rows"].append(ROUTES["rows"][0] | {"funding": "no", "route": "area", "free_days": "yes"})
ROUTES["rows"].append(ROUTES["rows"][1] | {"asker": "chair", "funding": ["yes", "no"]})


def changed(**changes: Any) -> dict[str, Any]:
    """Return the routes of these tests with some values changed; `__` leads into fields and lists."""
    fields = copy.deepcopy(ROUTES)
    for path, value in changes.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        place: Any = fields
        for step in way:
            place = place[step]
        place[last] = value
    return fields


def told(fields: dict[str, Any]) -> list[tuple[Where, str]]:
    """Return where the rule finds something wrong, and what."""
    faults = list(every_question_is_answered_once(Routes.model_validate(fields)))

    assert [fault for fault in faults if not (fault.hint and fault.message.endswith("."))] == []

    return [(fault.where, fault.code) for fault in faults]


# --- complete ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"rows__0__need": ["review", "mentor"]},
        {"rows__2__funding": ["no", "yes"]},
        {"askers__0__part_of": "school"},
        {"rows__0__asker": ["head"], "rows__0__funding": ["yes"]},
    ],
)
def test_what_is_complete_is_taken(changes: dict[str, Any]) -> None:
    """One value or a list of them, in any order: what answers everything once is right."""
    assert told(changed(**changes)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # Missing: told at the row that is most like it, else at the rows.
        ({"rows__0__need": "mentor"}, [(("rows", 1), "unanswered")]),
        ({"rows__2__funding": "no"}, [(("rows", 2), "unanswered")] * 2),
        ({"rows__2__need": "mentor"}, [(("rows", 2), "unanswered")]),
        ({"rows": ROUTES["rows"][:2]}, [(("rows",), "unanswered")] * 2),
        (
            {"needs": [*ROUTES["needs"], {"slug": "project", "label": "P", "support": "peer-review"}]},
            [(("rows", 1), "unanswered"), (("rows", 2), "unanswered")],
        ),
        # Twice: told at both rows.
        (
            {"rows__1__funding": ["yes", "no"]},
            [(("rows", 0), "answered-twice"), (("rows", 1), "answered-twice")],
        ),
        (
            {"rows": [*ROUTES["rows"], ROUTES["rows"][0]]},
            [(("rows", 0), "answered-twice"), (("rows", 3), "answered-twice")],
        ),
        (
            {"rows__2__asker": ["chair", "head"]},
            [
                (("rows", 0), "answered-twice"),
                (("rows", 2), "answered-twice"),
                (("rows", 1), "answered-twice"),
                (("rows", 2), "answered-twice"),
            ],
        ),
        # One row may say a thing twice: told once, as what it is.
        ({"rows__2__funding": ["yes", "no", "yes"]}, [(("rows", 2, "funding", 2), "repeated")]),
        # Unknown: told alone, not as answers that are missing too.
        ({"rows__0__asker": "haed"}, [(("rows", 0, "asker"), "unknown-asker")]),
        ({"rows__0__need": ["mentor", "money"]}, [(("rows", 0, "need", 1), "unknown-need")]),
        ({"rows__0__funding": "maybe"}, [(("rows", 0, "funding"), "unknown-funding")]),
        ({"rows__0__route": "train"}, [(("rows", 0, "route"), "unknown-route")]),
        ({"askers__1__part_of": "train"}, [(("askers", 1, "part_of"), "unknown-route")]),
        # Told apart.
        ({"askers__1__label": "A HEAD"}, [(("askers", 1, "label"), "repeated")]),
        ({"routes__1__label": "Directly"}, [(("routes", 1, "label"), "repeated")]),
        (
            {"needs": [*ROUTES["needs"], ROUTES["needs"][0] | {"label": "Another"}]},
            [(("needs", 2, "slug"), "repeated")],
        ),
        (
            {"funding": [*ROUTES["funding"], {"slug": "no", "label": "None"}]},
            [(("funding", 2, "slug"), "repeated")],
        ),
    ],
)
def test_what_is_not_complete_is_told(changes: dict[str, Any], expected: list[tuple[Where, str]]) -> None:
    """What no row answers, or two rows do, is told at the rows; a name that is not listed, at the name."""
    assert told(changed(**changes)) == expected


def test_what_is_missing_is_named() -> None:
    """The message names the asker, the need and each funding that no row answers."""
    rows = [row | {"funding": "yes"} for row in ROUTES["rows"][2:]]
    funding = [*ROUTES["funding"], {"slug": "unsure", "label": "Not sure"}]
    fields = changed(rows=[*ROUTES["rows"][:2], *rows], funding=funding)
    messages = [fault.message for fault in every_question_is_answered_once(Routes.model_validate(fields))]

    assert messages[:1] == ["No row answers this: asker head, need mentor, funding unsure."]
    assert messages[3:] == ["No row answers this: asker chair, need review, funding no or unsure."]


def test_what_is_answered_twice_is_named() -> None:
    """Each of the two rows is told which other it is, and what both answer."""
    fields = changed(rows__1__funding=["yes", "no"])
    faults = list(every_question_is_answered_once(Routes.model_validate(fields)))

    assert [fault.message for fault in faults] == [
        "Row 2 of the file answers this too: asker head, need mentor, funding yes, and 1 more like it.",
        "Row 1 of the file answers this too: asker head, need mentor, funding yes, and 1 more like it.",
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("rows__0__asker", [], "too_short"),
        ("rows__0__asker", ["a"] * 21, "too_long"),
        ("rows__0__cost", "a" * 301, "too-long"),
        ("rows__0__cost", "<b>free</b>", "angle"),
        ("rows__0__clause", "#c-cost", "slug"),
        ("rows__0__free_days", "perhaps", "yes-or-no"),
        ("rows__0__note", "More.", "extra_forbidden"),
        ("needs__0__support", "money", "choice"),
        ("needs", [], "too_short"),
        ("rows", [], "too_short"),
    ],
)
def test_what_the_file_cannot_hold_is_refused(field: str, value: Any, code: str) -> None:
    """Each value has its kind and its limit."""
    where = tuple(int(step) if step.isdigit() else step for step in field.split("__"))

    with pytest.raises(ValidationError) as caught:
        Routes.model_validate(changed(**{field: value}))

    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [(where, code)]


@pytest.fixture(name="problems_of")
def _problems_of(own_world: Path) -> Any:
    """Return a function: words of the miniature county's routes.yaml and others → what is wrong with it."""

    def problems(old: str, new: str) -> list[Problem]:
        file = own_world / "routes.yaml"
        text = file.read_text(encoding="utf-8")

        assert text.count(old) == 1

        file.write_text(text.replace(old, new), encoding="utf-8")
        return load(own_world).problems

    return problems


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("    need: review\n    funding: yes\n", "    need: review\n    funding: no\n", [33, 41, 41, 41]),
        ("  - asker: chair\n", "  - asker: [chair, head]\n", [24, 33, 41, 50, 50, 50]),
        ("    route: area\n    cost: The protocols", "    route: aera\n    cost: The protocols", [53]),
        ("  - asker: chair\n", "  - asker: [head, chiar]\n", [50]),
        ("part_of: area", "part_of: train", [5]),
    ],
)
def test_a_slip_is_told_on_its_line(problems_of: Any, old: str, new: str, lines: list[int]) -> None:
    """Whatever is wrong with the answers is told on the line of the row, or of the value in it."""
    assert sorted(problem.line for problem in problems_of(old, new)) == lines


# --- what is published ------------------------------------------------------------------------------------

NEW, REVIEW, LEAD, IMPROVE = "new-head", "peer-review", "leadership-development", "school-improvement"
GOVERNORS, HEAD, CHAIR, ADVISER = (
    "governing-body",
    "headteacher",
    "area-chair",
    "senior-improvement-adviser",
)
OFFICER, TEACHING, NATIONAL = "local-authority-officer", "teaching-school", "national-leader"

FIRST_NEW = "they go first to mentoring new headteachers."
FIRST_BOTH = "they go first to mentoring new headteachers and to schools with no other funded route."
WISE = "The governing body should see payment as a wise investment."
VARIES = "Beyond them funding varies: agree first who pays."
GOVERNORS_PAY = "In most cases the governing body commissions the review. It pays from the money"
A_BODY_PAYS = "In most cases a governing body commissions the review. It pays from the money"
UNSAID = "The protocols do not say who pays"

EXPECTED = [
    # who asks, what for, funding; route, words of the cost, words of accountable to and of feedback
    (GOVERNORS, NEW, "yes", "school", FIRST_NEW, "The governing body", "to the chair of governors"),
    (GOVERNORS, NEW, "yes", "school", WISE, "The governing body", "likely to be spoken"),
    (HEAD, NEW, "no", "area", FIRST_BOTH, "The governing body", "to the chair of governors"),
    (HEAD, NEW, "unsure", "area", FIRST_NEW, "The governing body", "to the chair of governors"),
    (GOVERNORS, REVIEW, "yes", "school", GOVERNORS_PAY, "The commissioner", "form is agreed when"),
    (HEAD, REVIEW, "unsure", "school", "look there first", "The commissioner", "form is agreed when"),
    (GOVERNORS, REVIEW, "no", "area", FIRST_BOTH, "The commissioner", "form is agreed when"),
    (HEAD, LEAD, "yes", "teaching-school", UNSAID, "The provider of the training", "set no form"),
    (GOVERNORS, LEAD, "unsure", "teaching-school", UNSAID, "The provider of the training", "set no form"),
    (HEAD, LEAD, "no", "area", FIRST_BOTH, "The provider of the training", "set no form"),
    (GOVERNORS, IMPROVE, "yes", "school", UNSAID, "here, the governing body", "notes of visit"),
    (HEAD, IMPROVE, "no", "area", FIRST_BOTH, "LA officer or the governing body", "notes of visit"),
    (HEAD, IMPROVE, "unsure", "area", "whether there is a funded route", "The client", "notes of visit"),
    (CHAIR, NEW, "yes", "area", WISE, "The governing body of the", "tells the Area Board who the mentor is"),
    (ADVISER, NEW, "no", "area", FIRST_BOTH, "The governing body of the", "chair of governors"),
    (OFFICER, NEW, "unsure", "area", FIRST_NEW, "The governing body of the", "chair of governors"),
    (CHAIR, REVIEW, "yes", "area", A_BODY_PAYS, "The commissioner", "form is agreed when"),
    (ADVISER, REVIEW, "no", "area", VARIES, "The commissioner", "form is agreed when"),
    (OFFICER, LEAD, "yes", "area", UNSAID, "such as the local authority", "set no form"),
    (CHAIR, LEAD, "no", "area", "If the training is for a school with no other", "The provider", "no form"),
    (OFFICER, IMPROVE, "unsure", "area", UNSAID, "an LA officer or a governing body", "notes of visit"),
    (ADVISER, IMPROVE, "no", "area", FIRST_BOTH, "an LA officer or a governing body", "notes of visit"),
    (TEACHING, NEW, "yes", "teaching-school", FIRST_NEW, "The governing body of the", "likely to be spoken"),
    (TEACHING, REVIEW, "unsure", "teaching-school", A_BODY_PAYS, "The commissioner", "is agreed when"),
    (TEACHING, LEAD, "yes", "teaching-school", UNSAID, "you, if you provide it", "set no form"),
    (TEACHING, IMPROVE, "no", "teaching-school", FIRST_BOTH, "name LA officers and gov", "notes of visit"),
    (NATIONAL, NEW, "no", "national-leader", FIRST_BOTH, "The governing body of the", "chair of governors"),
    (NATIONAL, REVIEW, "yes", "national-leader", A_BODY_PAYS, "The commissioner", "form is agreed when"),
    (NATIONAL, LEAD, "unsure", "national-leader", UNSAID, "The provider", "set no form"),
    (NATIONAL, IMPROVE, "yes", "national-leader", UNSAID, "name LA officers and gov", "notes of visit"),
]


@pytest.fixture(scope="module", name="published")
def _published(content_dir: Path) -> Content:
    """What is published."""
    content = load(content_dir).content

    assert content

    return content


def answer(routes: Routes, asker: str, need: str, funding: str) -> Answer:
    """Return the one row that answers a question."""
    (found,) = [row for row in routes.rows if (asker, need, funding) in set(row.combinations())]
    return found


@pytest.mark.parametrize(("asker", "need", "funding", "route", "cost", "accountable", "feedback"), EXPECTED)
def test_an_answer_says_what_the_protocols_say(
    published: Content,
    asker: str,
    need: str,
    funding: str,
    route: str,
    cost: str,
    accountable: str,
    feedback: str,
) -> None:
    """Each question is answered by the route, the cost, the accountability and the feedback that fit it."""
    row = answer(published.routes, asker, need, funding)

    assert row.route == route
    assert cost in row.cost
    assert accountable in row.accountable_to
    assert feedback in row.feedback


def test_every_asker_and_need_is_among_the_expected_answers(published: Content) -> None:
    """The table above leaves out no asker, no need, no funding and no route."""
    routes = published.routes

    assert {line[0] for line in EXPECTED} == set(routes.asker_by_slug)
    assert {line[1] for line in EXPECTED} == set(routes.need_by_slug)
    assert {line[2] for line in EXPECTED} == set(routes.funding_by_slug)
    assert {line[3] for line in EXPECTED} == set(routes.route_by_slug)


def test_the_free_days_come_first_where_the_protocols_say_so(published: Content) -> None:
    """For a new headteacher always, else only where there is no other funded route; the cost says so."""
    for asker, need, funding in questions(published.routes):
        row = answer(published.routes, asker, need, funding)

        assert row.free_days == (need == NEW or funding == "no")
        assert not row.free_days or "free days, at least 3 a year" in row.cost


def test_nobody_is_sent_through_those_they_are_not(published: Content) -> None:
    """Who is part of a route is answered with it; a school is never sent to one that is not its own."""
    for asker, need, funding in questions(published.routes):
        own = published.routes.asker_by_slug[asker].part_of
        route = answer(published.routes, asker, need, funding).route

        assert own in {None, route}
        assert route != "school" or asker in {GOVERNORS, HEAD}


def test_an_answer_names_a_clause_of_its_need_or_of_deployment(published: Content) -> None:
    """The clause is on the page about the kind of support, or on the one about deployment."""
    starts = {
        NEW: "c-mentoring-",
        REVIEW: "c-peer-review-",
        LEAD: "c-leadership-development-",
        IMPROVE: "c-school-improvement-",
    }
    for row in published.routes.rows:
        assert row.clause.startswith((starts[row.need[0]], "c-deployment-"))


def test_the_days_rate_is_not_repeated(published: Content, content_dir: Path) -> None:
    """What a day costs stands in site.yaml alone: no price is written here."""
    assert "£" in published.site.day_rate_note
    assert "£" not in (content_dir / "routes.yaml").read_text(encoding="utf-8")


def questions(routes: Routes) -> Iterator[tuple[str, str, str]]:
    """Yield every combination of who asks, what for and with what funding."""
    yield from product(routes.asker_by_slug, routes.need_by_slug, routes.funding_by_slug)


# --- the page without a script ----------------------------------------------------------------------------


def words(node: LexborNode) -> str:
    """Return an element's words as one line."""
    return " ".join(node.text(separator=" ").split()).replace(" .", ".")


def grid(table: LexborNode) -> list[list[LexborNode]]:
    """Return a table's rows below its head, with a cell that spans several rows standing in each of them."""
    rows = table.css("tbody tr")
    cells: dict[tuple[int, int], LexborNode] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row.css("th, td"):
            while (number, column) in cells:
                column += 1
            for below in range(int(cell.attributes.get("rowspan") or 1)):
                cells[number + below, column] = cell
    width = max(column for _, column in cells) + 1
    return [[cells[number, column] for column in range(width)] for number in range(len(rows))]


def told_in(page: LexborHTMLParser, routes: Routes) -> Counter[tuple[str, ...]]:
    """Return every answer as a reader finds it: labels of asker, need and funding, then the row's words."""
    found: Counter[tuple[str, ...]] = Counter()
    for group in page.css("details"):
        (summary, table) = (group.css_first("summary"), group.css_first("table"))
        who = [asker.label for asker in routes.askers if asker.label.lower() in words(summary).lower()]
        for needs, funding, *said, clause in grid(table):
            link = clause.css_first("a").attributes["href"] or ""
            for asker, need, money in product(who, needs.css("bdi"), funding.css("bdi")):
                found[(asker, words(need), words(money), *map(words, said), link)] += 1
    return found


@pytest.mark.whole
@pytest.mark.parametrize("site", ["built_site", "built_world"])
def test_the_page_holds_every_answer_without_a_script(site: str, request: pytest.FixtureRequest) -> None:
    """A reader of the tables finds each combination once, with its route, cost, accountability and clause."""
    root: Path = request.getfixturevalue(site)
    content = load(
        request.getfixturevalue({"built_site": "content_dir", "built_world": "world"}[site])
    ).content

    assert content

    page = LexborHTMLParser((root / "routes" / "index.html").read_bytes())
    found = told_in(page, content.routes)
    routes = content.routes
    expected = {
        (
            routes.asker_by_slug[asker].label,
            routes.need_by_slug[need].label,
            routes.funding_by_slug[funding].label,
            routes.route_by_slug[row.route].label,
            row.cost,
            row.accountable_to,
            row.feedback,
        ): row.clause
        for asker, need, funding in questions(routes)
        for row in [answer(routes, asker, need, funding)]
    }

    assert set(found.values()) == {1}
    assert {line[:-1]: line[-1].partition("#")[2] for line in found} == expected


def test_answers_that_say_the_same_stand_together(built_site: Path, published: Content) -> None:
    """The 84 answers of what is published are at most half as many rows."""
    page = LexborHTMLParser((built_site / "routes" / "index.html").read_bytes())

    assert len(list(questions(published.routes))) == 84
    assert len(page.css("tbody tr")) == len(published.routes.rows) <= 42


def test_the_page_says_whom_to_write_to(built_site: Path, published: Content) -> None:
    """Every Area Chair's mailbox, the office and the way to the areas stand on the page."""
    page = LexborHTMLParser((built_site / "routes" / "index.html").read_bytes())
    links = {link.attributes["href"] for link in page.css("#chairs a")}
    boxes = published.site.mailboxes

    assert links == {"../areas/", *(f"mailto:{box}" for box in (*boxes.area_chairs.values(), boxes.office))}


def test_the_page_leads_to_leaders_for_each_need(built_site: Path) -> None:
    """Without a script, a need leads to the page of the leaders who offer it."""
    page = LexborHTMLParser((built_site / "routes" / "index.html").read_bytes())
    links = [link.attributes["href"] for link in page.css("section[aria-labelledby=see] a")]

    assert links == [
        "../directory/expertise/new-head-mentoring/",
        "../directory/support/peer-review/",
        "../directory/support/leadership-development/",
        "../directory/support/school-improvement/",
    ]


def test_the_protocols_lead_to_the_page(built_site: Path) -> None:
    """Below the four routes, the page on deployment leads to the three questions."""
    page = LexborHTMLParser((built_site / "guidance" / "deployment" / "index.html").read_bytes())

    assert [link.text() for link in page.css("main a[href$='/routes/']")] == ["answer three questions"]


def test_leaders_are_asked_for_by_support_and_expertise(make_directory: MakeDirectory) -> None:
    """A need leads into the directory with its kind of support and, where it has one, its tag."""
    directory: Directory = make_directory()
    found = [leaders(need) for need in directory.content.routes.needs]

    assert found == [
        "/directory/?support=mentoring&expertise=first-headship",
        "/directory/?support=peer-review",
    ]


@pytest.mark.parametrize("need", [NEW, REVIEW, LEAD, IMPROVE])
@pytest.mark.parametrize("free", [False, True])
def test_every_need_finds_leaders(
    published: Content, content_today: datetime.date, need: str, free: bool
) -> None:
    """Where an answer leads there is somebody, among those with free days left too."""
    what = published.routes.need_by_slug[need]
    found = [
        entry
        for entry in Directory(published, content_today).listed
        if what.support in entry.leader.support
        and (what.expertise is None or what.expertise in entry.leader.expertise)
        and (not free or entry.free_days == "available")
    ]

    assert found
