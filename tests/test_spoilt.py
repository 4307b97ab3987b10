"""Many bad files at once: all told, no other blamed, and in little more time than a clean check."""

from __future__ import annotations

import datetime
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from kle_site.check import check
from kle_site.load import load
from kle_site.problems import Problem, as_text, errors

sys.path.append(str(ROOT / "bench"))

import spoilt  # type: ignore[import-not-found]
import world  # type: ignore[import-not-found]

pytestmark = pytest.mark.whole

LEADERS = spoilt.EVERY * len(spoilt.SLIPS)
"""As many as let each slip come once."""
TIMES = 2
"""What telling may cost: so many times a clean check."""


def told(folder: Path) -> tuple[list[Problem], str, float]:
    """Check a content folder; return its problems, the report, and the processor time that both took."""
    start = time.process_time()
    problems = check(load(folder / "content"), datetime.date.fromisoformat(spoilt.TODAY))
    return problems, as_text(problems), time.process_time() - start


def test_every_bad_file_is_told_and_no_other(tmp_path: Path) -> None:
    """Of a county in which a tenth of the files are bad, each in its own way, all are told, soon."""
    world.write(tmp_path / "content", LEADERS)
    clean = [told(tmp_path) for _ in range(2)]
    slugs = sorted(file.stem for file in (tmp_path / "content" / "kles").iterdir())[:: spoilt.EVERY]

    assert clean[0][0] == []
    assert spoilt.spoil(tmp_path / "content") == len(slugs)

    bad = [told(tmp_path) for _ in range(2)]
    problems, report, _ = bad[0]

    assert {Path(one.path).stem for one in errors(problems)} == set(slugs)
    assert all(f"{one.path}:{one.line}:{one.column}" in report for one in problems)
    assert min(took for *_, took in bad) < TIMES * min(took for *_, took in clean)


def test_a_mistake_in_every_file_is_told_once(tmp_path: Path) -> None:
    """When a term goes that many use, one sentence says so, over the places; not one for each."""
    world.write(tmp_path / "content", 60)
    for file in (tmp_path / "content" / "kles").iterdir():
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("works_in: [", "works_in: [avalon, "), encoding="utf-8")
    problems, report, _ = told(tmp_path)

    assert report.count("“avalon”") == 2  # and once in the overview
    assert report.count(" --> ") == len(problems)
