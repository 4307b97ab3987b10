"""The corpus: what is tricky but good passes without a word, and what is bad gets exactly its report."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from corpus import BAD, GOOD, expected_lines, problems_of
from sampling import mostly_slow

from kle_site import yamltext
from kle_site.document import Document, Span
from kle_site.model import Leader
from kle_site.problems import Problem, Where, as_text
from kle_site.wording import names_of

LIBRARY_WORDS = re.compile(
    r"\b(mapping|scalar|sequence|str|int|tuple|dict|float|bool|null|token|parser?|node|pydantic|"
    r"input should|traceback|exception|regex|enum|schema|unicode)\b",
    re.IGNORECASE,
)


@cache
def problems_in(file: Path) -> list[Problem]:
    """Return what is wrong with a portrait of the corpus; three tests ask."""
    return problems_of(file)


def name_of(file: Path) -> str:
    """Return the name that says what is good or bad about a file."""
    return file.stem


def test_the_corpus_is_large() -> None:
    """There are at least 20 tricky good portraits and 200 bad ones."""
    assert (len(GOOD) >= 20, len(BAD) >= 200) == (True, True)


def test_odd_bytes_are_kept() -> None:
    """Neither git nor an editor has mended what is odd on purpose (.gitattributes, .editorconfig)."""
    folder = GOOD[0].parent
    windows, mac = (folder / f"{name}-line-ends.yaml" for name in ("windows", "old-mac"))

    assert windows.read_bytes().count(b"\r\n") == windows.read_bytes().count(b"\n") > 50
    assert (mac.read_bytes().count(b"\r") > 50, mac.read_bytes().count(b"\n")) == (True, 0)
    assert (folder / "byte-order-mark.yaml").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (folder / "no-newline-at-the-end.yaml").read_bytes().endswith(b"\n")


@pytest.mark.parametrize("file", GOOD, ids=name_of)
def test_a_good_portrait_passes(file: Path) -> None:
    """A portrait that keeps the contract has no problem and no advice, however it is written."""
    assert as_text(problems_in(file)) == ""


@pytest.mark.parametrize("file", BAD, ids=name_of)
def test_a_bad_portrait_gets_its_report(file: Path) -> None:
    """A bad portrait gets the report beside it, word for word."""
    kept, report = file.with_suffix(".txt"), as_text(problems_in(file))
    expected = kept.read_text(encoding="utf-8") if kept.exists() else ""
    diff = difflib.unified_diff(expected.splitlines(), report.splitlines(), kept.name, "now", lineterm="")

    assert expected == report, "\n".join([*diff, "If the new report is right: make bless"])


@pytest.mark.parametrize("file", BAD, ids=name_of)
def test_a_slip_is_told_on_its_line(file: Path) -> None:
    """Each slip of a bad portrait is told once, on the line where it was made (written down by hand)."""
    report = file.with_suffix(".txt").read_text(encoding="utf-8")
    lines = [int(number) for number in re.findall(r"^ *--> bad/[\w-]+\.yaml:(\d+):", report, re.M)]

    assert expected_lines()[file.stem] == lines


def test_every_bad_portrait_has_its_lines() -> None:
    """The table of lines names every bad portrait and nothing else, and every report has its portrait."""
    reports = {file.stem for file in BAD[0].parent.glob("*.txt")}

    assert expected_lines().keys() == {file.stem for file in BAD}
    assert reports == {file.stem for file in BAD}


def places_in(document: Document, value: object, where: Where = ()) -> Iterator[tuple[Where, Span, Span]]:
    """Yield the place of every name and value of a document."""
    yield where, document.span(where), document.span(where, key=True)
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, held in inside:
        yield from places_in(document, held, (*where, step))


def all_that_is_read(file: Path) -> object:
    """Return the values of a file, the place of each, and what is wrong with it."""
    document, problems = yamltext.read("a.yaml", file.read_bytes(), names=names_of(Leader))
    return problems, document and (document.data, list(places_in(document, document.data)))


@pytest.mark.whole
@pytest.mark.parametrize("file", mostly_slow([*GOOD, *BAD], 6), ids=name_of)
def test_pythons_own_loader_reads_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML lacks its C part, values, their places and what is told are the same to the letter."""
    in_c = all_that_is_read(file)
    monkeypatch.setattr(yamltext, "LOADER", yamltext.bounded(yaml.BaseLoader))

    assert in_c == all_that_is_read(file)


@pytest.mark.parametrize("file", BAD, ids=name_of)
def test_a_report_speaks_plainly(file: Path) -> None:
    """A message has no word of a library, ends like a sentence, and says what to do about it."""
    for problem in problems_in(file):
        said = re.sub(r"“[^”]*”", "", problem.message)

        assert LIBRARY_WORDS.findall(f"{said} {problem.hint}") == []
        assert (problem.message[-1], bool(problem.hint)) == (".", True)
