"""The Support Record's words and its page: one source, every blank by name, and nothing of it made public."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from assets_of import documents_of, pages_of

from kle_site.check import check
from kle_site.load import Content, load
from kle_site.problems import Problem
from kle_site.support_record import SupportRecord, SupportRecords

pytestmark = pytest.mark.whole

ADDRESS = "/support-record/"


def record_of(folder: Path) -> SupportRecord:
    """Return a content folder's record."""
    content = load(folder).content

    assert content is not None
    assert content.support.record is not None

    return content.support.record


def test_the_protocols_form(content_dir: Path) -> None:
    """Five columns in their order, five rows, three visits, each with a date (protocols, Support Record)."""
    record = record_of(content_dir)

    assert [column.label for column in record.columns] == [
        "Key area of focus",
        "Agreed actions",
        "Person responsible",
        "By when",
        "Impact",
    ]
    assert (record.visits, record.rows, record.clause) == (3, 5, "c-support-record")
    assert "specific" in record.columns[-1].hint
    assert "measure" in record.columns[-1].hint


def test_every_blank_says_where_it_stands(content_dir: Path) -> None:
    """To a listener it is named by its column, its visit and its row; no two have one name."""
    record = record_of(content_dir)
    places = [
        record.place(column, visit, row)
        for visit in range(1, record.visits + 1)
        for row in range(1, record.rows + 1)
        for column in record.columns
    ]

    assert places[6] == ("visit-1-row-2-actions", "Agreed actions, Support visit 1, row 2")
    assert len({place.name for place in places}) == len({place.told for place in places}) == 75


def test_the_page_is_whole_without_a_script(world_content: Content, today: datetime.date) -> None:
    """What it is, what each column asks, the files with kind and size, its clause, and the blank record."""
    page = pages_of(world_content, today)[ADDRESS]
    hidden = [one.tag for one in page.elements if "hidden" in one.attributes]
    sizes = {path: len(body) for path, body in documents_of(world_content).items()}

    assert [one.text for one in page.all("h1")] == ["Record of Support & Care"]
    assert "../guidance/deployment/#c-kinds" in page.values("href")
    assert page.section("columns").startswith(
        'What to write in each column What & why Say "what". Who As you'
    )
    assert hidden == ["li", "form", "div"]

    for path, size in sizes.items():
        assert path.removeprefix(ADDRESS) in page.values("href")
        assert f"({path.rpartition('.')[2].upper()}, {-(-size // 1000)} KB)" in page.section("files")

    blanks = page.values("data-fill")

    assert blanks[:4] == ["leader", "visit-1-date", "visit-1-row-1-focus", "visit-1-row-1-person"]
    assert len(blanks) == 2 * (2 + 2 * 3)
    assert len(page.all("table")) == 2


@pytest.mark.whole
def test_a_pdf_is_not_praised_for_more_than_it_was_tested_for(
    content_dir: Path, today: datetime.date
) -> None:
    """The page says what the PDF was checked with, and claims to conform to nothing."""
    content = load(content_dir).content

    assert content

    text = pages_of(content, today)[ADDRESS].text

    assert "was checked with the programs outloud and pdfua" in text
    assert "PDF/UA" not in text
    assert "conform" not in text


def test_without_a_record_nothing_leads_to_one(world_content: Content, today: datetime.date) -> None:
    """A county without the file has no page, no document and no link to either."""
    made = pages_of(replace(world_content, support=SupportRecords()), today)

    assert ADDRESS not in made
    assert [where for where, page in made.items() if "support-record" in " ".join(page.values("href"))] == []


def test_a_leaders_page_leads_to_a_record_with_them(world_content: Content, today: datetime.date) -> None:
    """The name goes behind `#`, which no server sees; who has paused starts no record."""
    made = pages_of(world_content, today)
    found = {
        where: [link for link in page.values("href") if "support-record" in link]
        for where, page in made.items()
        if where.startswith("/directory/") and where.count("/") == 3
    }

    assert found["/directory/ada-plain/"] == ["../../support-record/#leader=Ada%20Plain"]
    assert found["/directory/bertram-quillfeather/"] == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("clause: c-kinds", "clause: c-kind", "unknown-clause", 6),
        ("visits: 2", "visits: 7", "number", 8),
        ("rows: 2", "rows: two", "number", 9),
        ("slug: person", "slug: date", "repeated", 15),
        ("label: Who", "label: leader", "repeated", 15),
        ('  about: It may "help" & it may not.\n', "", "missing", 2),
        ("at_most: 80", "at_most: 80, colour: red", "unknown-field", 15),
    ],
)
def test_what_is_wrong_is_told_at_its_line(
    old: str, new: str, code: str, line: int, own_world: Path, today: datetime.date
) -> None:
    """A clause that is not there, too many visits, a blank twice: each at its own line."""
    file = own_world / "support-record.yaml"
    text = file.read_text(encoding="utf-8")

    assert old in text

    file.write_text(text.replace(old, new), encoding="utf-8")
    found: list[Problem] = check(load(own_world), today)

    assert [(one.path.rpartition("/")[2], one.code, one.line) for one in found] == [
        ("support-record.yaml", code, line)
    ]
