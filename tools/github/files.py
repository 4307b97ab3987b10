"""The portraits that a pull request touches, for `kle check`: each path followed by a NUL.

    python -m tools.github.files HEAD^1

Nothing is printed where more than portraits and photos changed: then all is checked. So a leader who
sends a portrait is told of that file, and never of what somebody else forgot.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

KLES, PHOTOS = "content/kles/", "content/photos/"


def changed(before: str, folder: Path | None = None) -> list[str]:
    """Return the paths that differ between a commit and the one that is checked out."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", "--end-of-options", before, "HEAD", "--"]
    told = subprocess.run(command, check=True, capture_output=True, cwd=folder).stdout
    return [name.decode("utf-8", "surrogateescape") for name in told.split(b"\0") if name]


def portraits(paths: Iterable[str], folder: Path) -> list[str]:
    """Return the portraits to tell of; none means all."""
    found = list(paths)
    if not all(path.startswith((KLES, PHOTOS)) for path in found):
        return []
    # What is gone cannot be checked; what is no portrait, the check of all tells.
    named = [path for path in found if path.startswith(KLES)]
    if not all(path.endswith(".yaml") for path in named):
        return []
    return [path for path in named if (folder / path).is_file()]


def main(arguments: list[str]) -> int:
    """Print them."""
    for path in portraits(changed(arguments[0]), Path()):
        sys.stdout.buffer.write(path.encode("utf-8", "surrogateescape") + b"\0")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
