"""What is published here: every record is right, examples say so, and the protocols' facts are told."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, ReadPage

from kle_site.check import check
from kle_site.load import Loaded, load
from kle_site.problems import Problem, as_text

CONTENT = ROOT / "content"
RECORDS = sorted(
    path.relative_to(CONTENT).as_posix()
    for path in CONTENT.rglob("*")
    if path.suffix in {".yaml", ".md"} and path.is_file()
)
PORTRAITS = [path for path in RECORDS if path.startswith("kles/")]
FACTS: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "facts_current.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module", name="loaded")
def _loaded(content_dir: Path) -> Loaded:
    """The published content, read once."""
    return load(content_dir)


@pytest.fixture(scope="module", name="problems")
def _problems(loaded: Loaded, content_today: datetime.date) -> list[Problem]:
    """Everything that is wrong with it, advice included."""
    return check(loaded, content_today)


@pytest.mark.parametrize("path", RECORDS)
def test_a_record_is_right(loaded: Loaded, problems: list[Problem], path: str) -> None:
    """Each file of content/ passes every check, and calls for no advice."""
    wrong = [problem for problem in problems if problem.path == loaded.sources.shown(path)]

    if wrong:
        pytest.fail(as_text(wrong), pytrace=False)


def test_every_record_was_read(loaded: Loaded, problems: list[Problem]) -> None:
    """No file of content/ is passed over, and nothing is wrong that belongs to no file."""
    assert set(loaded.checked) == {loaded.sources.shown(path) for path in RECORDS}
    assert problems == []


@pytest.mark.parametrize("path", PORTRAITS)
def test_an_invented_person_is_marked(loaded: Loaded, path: str) -> None:
    """Every person here is invented, says so, and leads schools that no register has."""
    assert loaded.content is not None
    (leader,) = [leader for leader in loaded.content.leaders if leader.path == path]

    assert leader.example
    assert [school.name for school in leader.schools if "Example" not in school.name] == []
    assert not leader.contact.email or leader.contact.email.endswith(".example")


def test_a_first_dozen_shows_what_there_is(loaded: Loaded, content_today: datetime.date) -> None:
    """A dozen examples or more stand in every way that an entry can stand, but withdrawn."""
    assert loaded.content is not None
    leaders = loaded.content.leaders

    assert len(leaders) >= 12
    assert {leader.standing(content_today).value for leader in leaders} >= {
        "current",
        "due",
        "lapsed",
        "paused",
    }


def test_every_example_says_so_on_its_page(
    loaded: Loaded,
    built_site: Path,
    content_today: datetime.date,
    read_page: Callable[..., ReadPage],
) -> None:
    """The mark stands beside the name wherever the person is shown."""
    assert loaded.content is not None
    for leader in loaded.content.leaders:
        file = built_site / "directory" / leader.slug / "index.html"
        if leader.example and leader.standing(content_today).has_page:
            assert read_page(file).all("h1")[0].text == f"{leader.name} Example"
    cards = [one.text for one in read_page(built_site / "directory" / "index.html").all("h3") if one.text]
    assert cards
    assert [text for text in cards if not text.endswith(" Example")] == []


# --- the protocols' facts ---------------------------------------------------------------------------------


def test_the_facts_are_told_apart() -> None:
    """Each fact is named once."""
    names = [fact["fact"] for fact in FACTS]

    assert len(names) > 100
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("fact", FACTS, ids=[f"{fact['page']}: {fact['fact']}" for fact in FACTS])
def test_a_fact_of_the_protocols(
    built_site: Path, read_page: Callable[..., ReadPage], fact: dict[str, Any]
) -> None:
    """The words that tell the fact stand, as a reader sees them, in the section of its clause."""
    page = "" if fact["page"] == "index" else f"{fact['page']}/"
    section = folded(read_page(built_site / "guidance" / page / "index.html").section(fact["clause"]))

    assert section
    assert [words for words in fact["words"] if folded(words) not in section] == []


def folded(text: str) -> str:
    """A text for comparing: whatever the case, the space, and the shape of its quotation marks."""
    return " ".join(re.sub("[’‘]", "'", text).split()).casefold()


def test_every_fact_leads_to_a_page(loaded: Loaded) -> None:
    """The facts name no page or clause that is not there, and every page of the edition tells some."""
    assert loaded.content is not None
    pages = {
        page.path.removeprefix("guidance/").removesuffix(".md"): page.body
        for page in loaded.content.guidance
        if page.head.edition == "current"
    }

    assert {fact["page"] for fact in FACTS} == set(pages)
    assert [f for f in FACTS if f"{{#{f['clause']}}}" not in pages[f["page"]]] == []


@pytest.mark.parametrize("path", [path for path in RECORDS if path.startswith("guidance/")])
def test_the_protocols_are_told_in_short_sentences(
    built_site: Path, read_page: Callable[..., ReadPage], path: str
) -> None:
    """No sentence of a page is longer than 25 words."""
    page = path.removesuffix(".md").removesuffix("index").removesuffix("/") + "/"
    read = read_page(built_site / page / "index.html")
    parts = [one.text for tag in ("p", "li", "dd", "td") for one in read.all(tag)]
    sentences = [sentence for part in parts for sentence in re.split(r"(?<=[.!?:;])\s+", part)]

    assert [sentence for sentence in sentences if len(sentence.split()) > 25] == []
