"""The corpus of portraits, good and bad, and the exact report that each bad one gets.

Every file of `portraits/good` and `portraits/bad` is checked as `kle check --content content FILE` would in
the folder `portraits`: as one more portrait of a small county, on one day. A bad file's report stands beside
it (`.txt`); the lines of its slips, written by hand, stand in `portraits/lines.txt`.
"""

from __future__ import annotations

import contextlib
import datetime
from pathlib import Path

from kle_site.check import check
from kle_site.load import load
from kle_site.problems import Problem, as_text

PORTRAITS = Path(__file__).parent / "portraits"
COUNTY = PORTRAITS / "content"
GOOD = sorted((PORTRAITS / "good").glob("*.yaml"))
BAD = sorted((PORTRAITS / "bad").glob("*.yaml"))
LINES = PORTRAITS / "lines.txt"
"""The name of each bad file, and the lines on which its problems must stand."""

TODAY = datetime.date(2026, 11, 21)


def problems_of(file: Path) -> list[Problem]:
    """Return everything that is wrong with a portrait, wherever it lies."""
    with contextlib.chdir(PORTRAITS):  # so that paths in reports are the same on every machine
        found = check(load(Path("content"), [file]), TODAY)
    # The county's one photo is there for the portraits that name it; the others may leave it alone.
    return [problem for problem in found if problem.code != "photo-unused"]


def expected_lines() -> dict[str, list[int]]:
    """Return the lines on which each bad file's problems must stand, in order."""
    rows = (row.split() for row in LINES.read_text(encoding="utf-8").splitlines() if row)
    return {name: sorted(map(int, numbers)) for name, *numbers in rows}


def bless_portraits() -> list[str]:
    """Make each bad file's report what it is now; return a line for each that changed."""
    changed = []
    for file in BAD:
        report, kept = as_text(problems_of(file)), file.with_suffix(".txt")
        if not kept.exists() or kept.read_text(encoding="utf-8") != report:
            kept.write_text(report, encoding="utf-8", newline="\n")
            changed.append(f"changed: tests/portraits/bad/{kept.name}")
    for kept in (PORTRAITS / "bad").glob("*.txt"):
        if not kept.with_suffix(".yaml").exists():
            kept.unlink()
            changed.append(f"removed: tests/portraits/bad/{kept.name}")
    return changed
