"""Both editions of the protocols: every fact stands under its clause, in our words and not in theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, ReadPage

from kle_site.load import load
from tools import shingles

pytestmark = pytest.mark.whole

EDITIONS = {"current": "facts_current.yaml", "2016-17": "facts_2016_17.yaml"}
FACTS: list[tuple[str, dict[str, Any]]] = [
    (edition, fact)
    for edition, name in EDITIONS.items()
    for fact in yaml.load((ROOT / "tests" / name).read_bytes(), yaml.CSafeLoader)
]
PAGES = sorted((ROOT / "content" / "guidance").rglob("*.md"))
TITLES = "key area of focus agreed actions person responsible by when impact specific measurable"
"""The columns of the Support Record: fixed titles, which a form has to keep."""


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_facts_are_told_apart(edition: str) -> None:
    """Each edition has well over a hundred facts, and names each once."""
    names = [fact["fact"] for of, fact in FACTS if of == edition]

    assert len(names) > 120
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize(
    ("edition", "fact"), FACTS, ids=[f"{edition}: {fact['page']}: {fact['fact']}" for edition, fact in FACTS]
)
def test_a_fact_of_the_protocols(
    built_site: Path, read_page: Callable[..., ReadPage], edition: str, fact: dict[str, Any]
) -> None:
    """The words that tell the fact stand, as a reader sees them, in the section of its clause."""
    folder = built_site / "guidance" / ("" if edition == "current" else edition)
    page = folder / ("" if fact["page"] == "index" else fact["page"]) / "index.html"
    section = plain(read_page(page).section(fact["clause"]))

    assert section
    assert [words for words in fact["words"] if plain(words) not in section] == []


def plain(text: str) -> str:
    """A text for comparing: whatever the case, the space, and the shape of its quotation marks."""
    return " ".join(re.sub("[’‘]", "'", text).split()).casefold()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_tells_a_fact(content_dir: Path, edition: str) -> None:
    """The facts of an edition name no page that is not there, and every page of it tells some."""
    content = load(content_dir).content
    assert content is not None
    pages = [Path(page.path).stem for page in content.guidance if page.head.edition == edition]

    assert {fact["page"] for of, fact in FACTS if of == edition} == set(pages)


def test_every_clause_of_2016_17_tells_a_fact(content_dir: Path) -> None:
    """No clause of the earlier edition stands there that no fact of it asks for."""
    texts = "\n".join(
        path.read_text(encoding="utf-8") for path in (content_dir / "guidance/2016-17").iterdir()
    )

    assert {fact["clause"] for of, fact in FACTS if of == "2016-17"} == set(
        re.findall(r"\{#(c-[a-z0-9-]+)\}", texts)
    )


@pytest.mark.parametrize(
    "path", [path for path in PAGES if path.parent.name == "2016-17"], ids=lambda p: p.stem
)
def test_a_page_of_2016_17_says_so_first(path: Path) -> None:
    """Its first line says which edition it is, and leads to the current one."""
    first = path.read_text(encoding="utf-8").split("\n---\n", 1)[1].strip().split("\n")[0]

    assert first.startswith("This is the edition of 2016-17, kept for the record.")
    assert re.search(r"\]\(/guidance/(?!2016-17)", first)


# --- in our words -----------------------------------------------------------------------------------------


def copied(text: str) -> list[str]:
    """The runs of nine words that a Markdown page shares with either document, fixed titles aside.

    Addresses of links are left out, and the numbers and dashes of lists, which would part a copied run.
    """
    known = set(shingles.SHINGLES.read_text(encoding="utf-8").split())
    bare = re.sub(r"(?m)^\s*(?:\d+\.|-)\s", "", re.sub(r"\]\([^)]*\)", "]", text))
    return [run for hashed, run in shingles.runs(bare).items() if hashed in known and run not in TITLES]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT / "content").as_posix())
def test_no_page_copies_a_sentence(path: Path) -> None:
    """No nine words in a row of a page stand so in either of the two documents."""
    assert copied(path.read_text(encoding="utf-8")) == []


def test_the_hashes_are_of_the_documents() -> None:
    """Every run of the form's titles, the one text of theirs that stands here, is among the hashes."""
    known = set(shingles.SHINGLES.read_text(encoding="utf-8").split())

    assert len(known) > 2000
    assert [run for hashed, run in shingles.runs(TITLES).items() if hashed not in known] == []


def test_a_copied_sentence_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of nine words is seen through case, Markdown and lists; eight words are not a copy."""
    document = "The hens of this farm lay their eggs before noon, and sleep."
    monkeypatch.setattr(shingles, "SHINGLES", tmp_path / "known.txt")
    shingles.SHINGLES.write_text("\n".join(shingles.runs(document)), encoding="utf-8")

    assert ["hens of this farm lay their eggs before noon"] == copied(
        "- HENS of [this farm](/of/#c-hens)\n- lay *their* eggs\n1. before noon"
    )
    assert [] == copied("Hens of this farm lay their eggs before dawn")


def test_shingles_are_written_sorted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tool writes each run's hash once, and asks for the documents when none is named."""
    monkeypatch.setattr(shingles, "SHINGLES", tmp_path / "out.txt")
    (tmp_path / "a.txt").write_text("One two – three, four; five six seven eight NINE ten", encoding="utf-8")

    assert (2, 0) == (shingles.main([]), shingles.main([str(tmp_path / "a.txt")] * 2))
    lines = (tmp_path / "out.txt").read_text(encoding="utf-8").split()
    assert (sorted(lines), 2, {12}) == (lines, len(lines), {len(line) for line in lines})
    assert "2 runs of 9 words." in capsys.readouterr().out
