"""The corpus of portraits, good and bad, and the exact report that each bad one gets.

Every file of `portraits/good` and `portraits/bad` is checked as `kle check --content content FILE` would in
the folder `portraits`: as one more portrait of a small county, on one day. A bad file's report stands beside
it (`.txt`); the lines of its slips, written by hand, stand in `portraits/lines.txt`.

So it is with case studies in `cases`: each is checked as the only one of the miniature county.
"""

from __future__ import annotations

import contextlib
import datetime
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from golden import WORLD

from kle_site.check import check
from kle_site.load import load
from kle_site.problems import Problem, as_text

PORTRAITS = Path(__file__).parent / "portraits"
COUNTY = PORTRAITS / "content"
GOOD = sorted((PORTRAITS / "good").glob("*.yaml"))
BAD = sorted((PORTRAITS / "bad").glob("*.yaml"))
LINES = PORTRAITS / "lines.txt"
"""The name of each bad file, and the lines on which its problems must stand."""

CASES = Path(__file__).parent / "cases"
GOOD_CASES = sorted((CASES / "good").glob("*.md"))
BAD_CASES = sorted((CASES / "bad").glob("*.md"))

TODAY = datetime.date(2026, 11, 21)


def problems_of(file: Path) -> list[Problem]:
    """Return everything that is wrong with a portrait, wherever it lies."""
    with contextlib.chdir(PORTRAITS):  # so that paths in reports are the same on every machine
        found = check(load(Path("content"), [file]), TODAY)
    # The county's one photo is there for the portraits that name it; the others may leave it alone.
    return [problem for problem in found if problem.code != "photo-unused"]


def problems_of_case(file: Path) -> list[Problem]:
    """Return everything that is wrong with a case study, as the only one of the miniature county."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shutil.copytree(WORLD, "content", ignore=shutil.ignore_patterns("impact"))
        Path("content/impact").mkdir()
        shutil.copy(file, "content/impact")
        return check(load(Path("content")), TODAY)


def expected_lines(table: Path = LINES) -> dict[str, list[int]]:
    """Return the lines on which each bad file's problems must stand, in order."""
    rows = (row.split() for row in table.read_text(encoding="utf-8").splitlines() if row)
    return {name: sorted(map(int, numbers)) for name, *numbers in rows}


def bless_portraits() -> list[str]:
    """Make each bad file's report what it is now; return a line for each that changed."""
    return [*_bless(BAD, problems_of), *_bless(BAD_CASES, problems_of_case)]


def _bless(files: list[Path], of: Callable[[Path], list[Problem]]) -> list[str]:
    changed, folder = [], files[0].parent
    called = folder.relative_to(Path(__file__).parents[1]).as_posix()
    for file in files:
        report, kept = as_text(of(file)), file.with_suffix(".txt")
        if not kept.exists() or kept.read_text(encoding="utf-8") != report:
            kept.write_text(report, encoding="utf-8", newline="\n")
            changed.append(f"changed: {called}/{kept.name}")
    for kept in folder.glob("*.txt"):
        if not kept.with_suffix(files[0].suffix).exists():
            kept.unlink()
            changed.append(f"removed: {called}/{kept.name}")
    return changed
