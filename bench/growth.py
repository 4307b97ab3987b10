"""What a leader costs as there are more of them: `python bench/growth.py [LEADERS …]`.

It writes worlds (`world.py`) of growing size, checks and builds each without a cache, and writes its section
of RESULTS.md: time, memory, files and bytes, what a first view weighs, and how steeply each of them grows.
Without numbers, from 100 to 10,000 leaders; `… 100 1000 10000 30000` goes as far as one likes.

How steep: 1.00 between two sizes means that twice the leaders cost twice as much, 0.00 that more leaders cost
nothing, and beyond 1.00 each leader costs more than the ones before.
"""

from __future__ import annotations

import gzip
import math
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import results  # noqa: E402
import world  # noqa: E402
from cost import LEAN, place_for_worlds, timed  # noqa: E402
from spoilt import checked  # noqa: E402

SIZES = (100, 300, 1_000, 3_000, 10_000)
SEVERAL, RUNS = 1_000, 3
"""Up to so many leaders, each command runs so often and its median counts; above, once."""
SAMPLE = 25
"""Leaders whose pages are weighed; the median counts."""
TITLE = "Growth"


@dataclass(frozen=True)
class Size:
    """What was measured of a world: seconds and bytes. Weights are of one file, gzip."""

    leaders: int
    checked: float
    wall: float
    cpu: float
    peak: float
    files: float
    bytes: float
    home: float
    directory: float
    leader: float
    heaviest: float
    index: float
    data: float


COST: dict[str, Callable[[Size], float]] = {
    "check, s": lambda one: one.checked,
    "build, s": lambda one: one.wall,
    "user + system, s": lambda one: one.cpu,
    "peak memory, MB": lambda one: one.peak / 1e6,
    "files": lambda one: one.files,
    "MB": lambda one: one.bytes / 1e6,
}
EACH: dict[str, Callable[[Size], float]] = {
    "check, ms": lambda one: 1e3 * one.checked / one.leaders,
    "build, ms": lambda one: 1e3 * one.wall / one.leaders,
    "memory, KB": lambda one: one.peak / 1e3 / one.leaders,
    "files": lambda one: one.files / one.leaders,
    "KB": lambda one: one.bytes / 1e3 / one.leaders,
}
VIEWS: dict[str, Callable[[Size], float]] = {
    "home": lambda one: one.home / 1e3,
    "/directory/": lambda one: one.directory / 1e3,
    "a leader": lambda one: one.leader / 1e3,
    "the heaviest page": lambda one: one.heaviest / 1e3,
    "all that search may fetch": lambda one: one.index / 1e3,
    "/data/v1/leaders.json": lambda one: one.data / 1e3,
}


def measured(count: int, folder: Path) -> Size:
    """Write a world of so many leaders into a folder, build it there, and weigh what came of it."""
    content, site = folder / "content", folder / "site"
    world.write(content, count)
    many = RUNS if count <= SEVERAL else 1
    checks = [checked(content) for _ in range(many)]
    builds = []
    for _ in range(many):
        shutil.rmtree(site, ignore_errors=True)
        shutil.rmtree(folder / ".site.spare", ignore_errors=True)
        build = [*LEAN, "--content", str(content), "--out", str(site), "--no-cache"]
        builds.append(timed(build, folder))
    files = [file for file in site.rglob("*") if file.is_file()]
    pages = [file for file in files if file.suffix == ".html"]
    slugs = sorted(file.stem for file in (content / "kles").iterdir())[:: max(1, count // SAMPLE)]
    return Size(
        count,
        statistics.median(one.wall for one in checks),
        statistics.median(one.wall for one in builds),
        statistics.median(one.cpu for one in builds),
        statistics.median(one.peak for one in builds),
        len(files),
        sum(file.stat().st_size for file in files),
        _packed([site / "index.html"]),
        _packed([site / "directory" / "index.html"]),
        statistics.median(_packed([site / "directory" / slug / "index.html"]) for slug in slugs),
        # The largest as it lies is close enough to the largest as it is sent.
        _packed([max(pages, key=lambda page: page.stat().st_size)]),
        _packed((site / "assets").rglob("*.json")),
        _packed([site / "data" / "v1" / "leaders.json"]),
    )


def _packed(files: Iterable[Path]) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def told(sizes: list[Size]) -> str:
    """Return the tables: what it costs, for each leader, what a view weighs, and how steeply it all grows."""
    steep = {**COST, **{f"{name}, KB": value for name, value in VIEWS.items()}}
    pairs = list(pairwise(sizes))
    heads = ["how steep:", *(f"{less.leaders:,} → {more.leaders:,}" for less, more in pairs)]
    rows = [
        [name, *(f"{steepness(less.leaders, more.leaders, of(less), of(more)):.2f}" for less, more in pairs)]
        for name, of in steep.items()
    ]
    return "\n\n".join(
        [
            "Cold builds, without spreadsheets and documents:",
            _table(COST, sizes),
            "For each leader:",
            _table(EACH, sizes),
            "Kilobytes, gzip:",
            _table(VIEWS, sizes),
            "1.00 is in step with the number of leaders, 0.00 is the same however many there are:",
            results.table(heads, rows),
        ]
    )


def steepness(less: int, more: int, before: float, after: float) -> float:
    """Return the power of the number of leaders by which a cost grows from one size to the next."""
    return math.log(max(after, 1e-9) / max(before, 1e-9)) / math.log(more / less)


def _table(columns: dict[str, Callable[[Size], float]], sizes: list[Size]) -> str:
    rows = [[f"{one.leaders:,}", *(_number(of(one)) for of in columns.values())] for one in sizes]
    return results.table(["leaders", *columns], rows)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def main(sizes: Iterable[int]) -> int:
    """Measure every size, the smallest first, and write the section."""
    found: list[Size] = []
    for count in sorted(set(sizes)):
        with tempfile.TemporaryDirectory(dir=place_for_worlds()) as folder:
            found.append(measured(count, Path(folder)))
        print(f"{count:,} leaders: {found[-1].wall:.1f} s", flush=True)
    results.put(TITLE, told(found))
    print(told(found))
    return 0


if __name__ == "__main__":
    if not all(size.isdigit() and int(size) for size in sys.argv[1:]):
        sys.exit("Type numbers of leaders, or nothing: python bench/growth.py 100 1000 10000 30000")
    sys.exit(main([int(size) for size in sys.argv[1:]] or SIZES))
