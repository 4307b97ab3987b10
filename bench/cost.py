"""What a command costs, and what a site weighs."""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TODAY = "2026-11-25"
SAMPLE = 200
"""Leader pages of which the average weight is taken."""
MEMORY = Path("/dev/shm")
LEAN = [sys.executable, str(ROOT / "bench" / "lean.py"), "build", "--today", TODAY]
"""Our build without what takes long to draw; add `--content` and `--out`."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    wall: float
    cpu: float
    """Seconds of user and system time, of the program and of those it started."""
    peak: int
    """Bytes of memory: the most that any one process held."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a site is."""

    files: int
    size: int
    page: float
    """Bytes of an average leader page."""
    packed: float
    """The same, gzip."""


def place_for_worlds() -> Path:
    """Return where worlds are built: in memory, where the system has a folder for that."""
    return MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())


def timed(command: list[str], folder: Path, ends: int = 0) -> Cost:
    """Run a command in a folder and return its cost. Ends this program with its words where it fails.

    `ends`: the exit code that it must have.
    """
    timer = [sys.executable, "-I", "-S", str(ROOT / "bench" / "timed.py")]
    ran = subprocess.run([*timer, *command], cwd=folder, capture_output=True, text=True, check=False)
    told = json.loads(ran.stdout) if ran.returncode == 0 else {"code": ran.returncode}
    if told["code"] != ends:
        sys.exit(f"{ran.stderr.strip()[-3000:]}\nThis failed: {' '.join(command)}")
    return Cost(told["wall"], told["cpu"], told["peak"])


def weight(site: Path, pages: str) -> Weight:
    """Weigh a site, and an average leader page of it."""
    sizes = [file.stat().st_size for file in site.rglob("*") if file.is_file()]
    found = sorted(site.glob(pages))
    bodies = [file.read_bytes() for file in found[:: max(1, len(found) // SAMPLE)]]
    packed = statistics.mean(len(gzip.compress(body, 9)) for body in bodies)
    return Weight(len(sizes), sum(sizes), statistics.mean(map(len, bodies)), packed)
