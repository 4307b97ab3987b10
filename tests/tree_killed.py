"""What test_tree.py runs in another process, to be killed or waited for: `tree_killed.py WHAT FOLDER`.

`exchange` and `renames` build version after version until they are killed. `hold` stays inside one build, and
`read` reads one page again and again, until their input ends. Each says "ready" when it has started.
"""

import itertools
import os
import sys
import threading
from pathlib import Path

from kle_site import tree

PAGE = 40_000
"""Bytes of the page that `read` reads: all of them the same, in each version."""


def version(number: int) -> dict[str, bytes]:
    """One version of a site: some pages change every time, some never, some come and go."""
    pages = {f"leaders/{page}/index.html": f"{number} {page}\n".encode() * 400 for page in range(20)}
    pages |= {f"same/{page}.html": f"{page}\n".encode() * 400 for page in range(20)}
    pages |= {f"extra/{number % 5}/{page}.html": b"extra" for page in range(number % 5)}
    return pages | {"index.html": str(number).encode()}


def build(out: Path, pages: dict[str, bytes]) -> tree.Report:
    """Build a site of these pages."""
    with tree.staging(out) as staged:
        for path, body in pages.items():
            staged.write(path, body)
    return staged.report


def run(how: str, out: Path) -> None:
    """Build for ever."""
    if how == "renames":
        tree._exchange = lambda one, other: False
    build(out, version(0))
    ready()
    for number in itertools.count(1):
        build(out, version(number))


def hold(out: Path) -> None:
    """Stay inside a build."""
    with tree.staging(out) as staged:
        staged.write("index.html", b"held")
        ready()
        sys.stdin.read()


def read(out: Path) -> None:
    """Count whole reads, misses and reads that are of no one version."""
    reads = misses = torn = 0
    end = threading.Thread(target=sys.stdin.read)
    end.start()
    ready()
    while end.is_alive():
        try:
            file = os.open(out / "index.html", os.O_RDONLY)
        except FileNotFoundError:
            misses += 1
            continue
        body = os.read(file, PAGE // 2)
        body += os.read(file, PAGE)  # in two parts, to notice a change in between
        os.close(file)
        reads += 1
        torn += body != body[:1] * PAGE
    sys.stdout.write(f"{reads} {misses} {torn}")


def ready() -> None:
    """Tell the test that it may go on."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    what, folder = sys.argv[1], Path(sys.argv[2])
    {"hold": hold, "read": read}.get(what, lambda out: run(what, out))(folder)
