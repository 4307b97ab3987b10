"""What it costs to say what is wrong: `python bench/spoilt.py 10000`, of which every tenth file is bad.

It writes the same world twice, sound and spoilt (`world.py`), checks the two in turn with `kle check`, and
writes the medians and their ratio into its section of RESULTS.md: telling everything may take twice the time
of a clean check at most. Each slip below is one that people make, and they come in turn, so that each is
there in many files.
"""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import results  # noqa: E402
import world  # noqa: E402
from cost import TODAY, Cost, place_for_worlds, timed  # noqa: E402

EVERY = 10
"""One file in so many is spoilt."""
RUNS = 3
TITLE = "Bad input"


def _put(pattern: str, to: str) -> Callable[[str], bytes]:
    """Return a slip that writes something else in place of the first match."""

    def slip(text: str) -> bytes:
        spoilt, found = re.subn(pattern, to, text, count=1, flags=re.MULTILINE)
        assert found, pattern
        return spoilt.encode()

    return slip


SLIPS: dict[str, Callable[[str], bytes]] = {
    "a slip in a choice": _put(r"phase: (.)(.)", r"phase: \2\1"),
    "a term that is not in the vocabulary": _put(
        r"^expertise: .*", "expertise: [phisical-education, safegarding]"
    ),
    "a place that there is not": _put(r"^works_in: .*", "works_in: [swayle]"),
    "a field by another name": _put(r"^expertise", "expertice"),
    "a field left out": _put(r"^role: .*\n", ""),
    "a line without its colon": _put(r"^role: ", "role "),
    "a tab": _put(r"^  status", "\tstatus"),
    "a colon in words": _put(r"^role: .*", "role: Headteacher: and more"),
    "a quotation mark that never ends": _put(r"^role: ", 'role: "'),
    "a day as it is spoken": _put(r"^confirmed: .*", "confirmed: 5th of September, 2026"),
    "a day to come": _put(r"^confirmed: .*", "confirmed: 2027-01-31"),
    "a number with a digit too few": _put(r"urn: 9", "urn: "),
    "a former name that is a page’s": _put(r"^role: ", "aliases: [page]\nrole: "),
    "consent that has ended": _put(r"given: 2026", "given: 2023"),
    "a telephone number in a portrait": _put(r"^portrait: \|\n  ", "portrait: |\n  Ring 01622 555 123. "),
    "a page in place of words": _put(r"^portrait: \|\n  ", "portrait: |\n  <div onclick=alert(1)>Hi</div> "),
    "a merge left as it was": _put(r"^role: .*\n", "<<<<<<< HEAD\nrole: A\n=======\nrole: B\n>>>>>>> b\n"),
    "another program’s letters": lambda text: text.encode("utf-16"),
    "half a file": lambda text: text[: len(text) // 2].encode(),
    "nothing": lambda _text: b"",
    "a file far too long": lambda text: (text + "x" * 40_000).encode(),
    "a picture": lambda _text: bytes(range(256)) * 40,
}
"""What is wrong → the file that it makes of a sound one."""


def spoil(folder: Path) -> int:
    """Spoil every tenth portrait of a content folder; return how many."""
    files = sorted((folder / "kles").glob("*.yaml"))[::EVERY]
    for file, slip in zip(files, cycle(SLIPS.values())):
        file.write_bytes(slip(file.read_text(encoding="utf-8")))
    return len(files)


def checked(content: Path, ends: int = 0) -> Cost:
    """Check a content folder; return what that cost. `ends`: the exit code that is right."""
    check = [sys.executable, "-m", "kle_site.cli", "check", "--content", str(content), "--today", TODAY]
    return timed(check, ROOT, ends)


def main(count: int) -> int:
    """Measure, and write the section."""
    with tempfile.TemporaryDirectory(dir=place_for_worlds()) as name:
        sound, bad = Path(name) / "sound", Path(name) / "spoilt"
        world.write(sound, count)
        shutil.copytree(sound, bad)
        many = spoil(bad)
        costs = [(checked(sound), checked(bad, ends=1)) for _ in range(RUNS)]
    rows = []
    for number, files in enumerate((f"{count:,} sound files", f"of which {many:,} are bad")):
        wall, cpu, peak = (
            statistics.median(getattr(turn[number], what) for turn in costs)
            for what in ("wall", "cpu", "peak")
        )
        rows.append([files, f"{wall:.2f}", f"{cpu:.2f}", f"{peak / 1e6:.0f}"])
    wall, cpu = (
        statistics.median(getattr(bad, what) / getattr(sound, what) for sound, bad in costs)
        for what in ("wall", "cpu")
    )
    heads = ["check:", "s", "user + system, s", "peak memory, MB"]
    told = f"With them it took {wall:.2f} × the time of a clean check, {cpu:.2f} × in user + system time."
    body = f"{results.table(heads, rows)}\n\n{told}"
    results.put(TITLE, body)
    print(body)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("Type how many leaders: python bench/spoilt.py 10000")
    sys.exit(main(int(sys.argv[1])))
