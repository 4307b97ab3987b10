"""Work shared by copies of a process: the same results in the same order, and no end left open."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kle_site import crew

SHARED = """
import os, signal, sys
from kle_site import crew
crew._cores = lambda: 3

def work(number):
    if sys.argv[1] == "fails" and number == 150:
        raise ValueError("number 150")
    if sys.argv[1] == "full" and number == 150:
        raise OSError(28, "No space left on device", "/a/file")
    if sys.argv[1] == "killed" and number == 150:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number, os.getpid()

try:
    found = list(crew.share(work, range(crew.WORTH)))
except OSError as error:
    sys.exit(f"{error.errno} {error.filename}")
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
print([square for square, _ in found] == [number * number for number in range(crew.WORTH)])
print(1 < len({process for _, process in found} - {os.getpid()}) <= 3)
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process does it all")


def shared(what: str) -> subprocess.CompletedProcess[str]:
    """Run the work in a process of its own, which has no threads."""
    command = [sys.executable, "-c", SHARED, what]
    here = {**os.environ, "PYTHONPATH": str(Path(crew.__file__).parents[1])}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=here)


@linux
def test_copies_share_the_work() -> None:
    """Several processes do it, and what comes of it is in order."""
    found = shared("works")

    assert (found.stdout, found.stderr, found.returncode) == ("True\nTrue\n", "", 0)


@linux
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("fails", "ValueError: number 150\n"),
        ("full", "28 /a/file\n"),
        ("killed", "CrewError: A part of this program"),
    ],
)
def test_what_goes_wrong_is_told(what: str, said: str) -> None:
    """An error of the work is the caller's; a copy that is killed is told, and nothing waits for it."""
    found = shared(what)

    assert found.stderr.startswith(said)
    assert found.returncode == 1


def test_a_process_with_threads_works_alone() -> None:
    """Nothing is copied that another thread may be in the middle of."""
    ends = threading.Event()
    other = threading.Thread(target=ends.wait)
    other.start()
    try:
        found = set(crew.share(lambda _number: os.getpid(), range(crew.WORTH)))
    finally:
        ends.set()
        other.join()

    assert found == {os.getpid()}


def test_a_little_work_is_done_here() -> None:
    """Copies cost more than they save."""
    assert set(crew.share(lambda _number: os.getpid(), range(crew.WORTH - 1))) == {os.getpid()}
