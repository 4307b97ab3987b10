"""Could somebody become a leader? Each question stands under a clause, and the page asks them all."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from assets_of import pages_of

from kle_site.check import check
from kle_site.eligibility import Eligibility
from kle_site.load import Content, load
from kle_site.problems import Problem

pytestmark = pytest.mark.whole


def test_every_question_is_asked_under_its_clause(world_content: Content, today: datetime.date) -> None:
    """Each with three answers, what to do who says no, its clause, and the exception where there is one."""
    page = pages_of(world_content, today)["/eligibility/"]
    radios = [one.attributes["name"] for one in page.all("input")]

    assert radios == ["years"] * 3 + ["good"] * 3
    assert [one.text for one in page.all("legend")] == [
        "Have you led a school for 3 years, & well?",
        "Is your school good?",
    ]
    for clause in ("c-kinds", "c-free-days", "c-cost"):
        assert f"../guidance/deployment/#{clause}" in page.values("href")


def test_without_questions_there_is_no_page(world_content: Content, today: datetime.date) -> None:
    """A county without the file has no such page."""
    assert "/eligibility/" not in pages_of(replace(world_content, eligibility=Eligibility()), today)


def test_no_grade_is_computed(content_dir: Path) -> None:
    """Whether a school is good enough is asked, never worked out, and a no to it is no final word."""
    content = load(content_dir).content

    assert content

    by_slug = {one.slug: one for one in content.eligibility.questions}

    assert by_slug["good-or-outstanding"].exception == "c-eligibility-exception"
    assert {one.of for one in by_slug.values()} == {"person", "school"}
    assert len(by_slug) == 8


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("clause: c-free-days", "clause: c-free-dais", "unknown-clause", 9),
        ("exception: c-cost", "exception: c-nothing", "unknown-clause", 8),
        ("of: school", "of: head", "choice", 5),
        ("slug: good", "slug: years", "repeated", 4),
        ("    if_not: There may be an exception.\n", "", "missing", 4),
        ("ask: Is your school good?", "ask: Is your school good?\n    also: x", "unknown-field", 7),
    ],
)
def test_what_is_wrong_is_told_at_its_line(
    old: str, new: str, code: str, line: int, own_world: Path, today: datetime.date
) -> None:
    """A clause that is not there, a word that is no choice, a slug twice: each at its own line."""
    file = own_world / "eligibility.yaml"
    text = file.read_text(encoding="utf-8")

    assert old in text

    file.write_text(text.replace(old, new), encoding="utf-8")
    found: list[Problem] = check(load(own_world), today)

    assert (found[0].path.rpartition("/")[2], found[0].code, found[0].line) == (
        "eligibility.yaml",
        code,
        line,
    )
