"""`bench/RESULTS.md`: a section for each command, with its last two runs, the newest first."""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "RESULTS.md"
HEAD = """# Results

Written by the commands in this folder, never by hand: each keeps its last two runs. How to read them, and how
to run them again: README, “Benchmarks”. A ratio holds only within its run.
"""
KEPT = 2


def put(title: str, body: str, tools: tuple[str, ...] = (), file: Path = RESULTS) -> None:
    """Write a run into its section, before the last one of the section.

    `body`: tables and sentences in Markdown, without headings. `tools`: names of the packages, beside Python,
    whose versions matter.
    """
    text = file.read_text(encoding="utf-8") if file.exists() else HEAD
    head, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    sections = dict(part.split("\n", 1) for part in parts)
    _, *before = re.split(r"^### ", sections.get(title, ""), flags=re.MULTILINE)
    run = f"{_when()}\n\n{machine(tools)}\n\n{body.strip()}\n"
    runs = [run, *(f"{one.strip()}\n" for one in before)][:KEPT]
    sections[title] = "\n" + "\n".join(f"### {one}" for one in runs)
    told = "".join(f"\n## {name}\n{sections[name].rstrip()}\n" for name in sorted(sections))
    file.write_text(f"{HEAD if not parts else head.rstrip() + chr(10)}{told}", encoding="utf-8")


def machine(tools: tuple[str, ...] = ()) -> str:
    """Return on what a run was made: processor, memory, system and versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in tools)]
    return (
        f"{len(usable())} cores of {_processor()}, {memory:.0f} GB, {_system()}. {', '.join(versions)}. "
        f"Load when it began: {os.getloadavg()[0]:.1f}."
    )


def usable() -> set[int]:
    """Return the processors that this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Return a table; columns stand to the right unless the head ends in a colon."""
    ruler = ["---" if head.endswith(":") else "---:" for head in heads]
    lines = [[head.rstrip(":") for head in heads], ruler, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _when() -> str:
    now = datetime.datetime.now(datetime.UTC)
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude=*"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return f"{now:%Y-%m-%d %H:%M} UTC, commit {told or 'unknown'}"


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.*)", listed.read_text(), re.MULTILINE) if listed.exists() else None
    return " ".join(found[1].split()) if found else platform.processor() or platform.machine()


def _system() -> str:
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.system()} {platform.release()}"
    except OSError:
        return platform.platform()
