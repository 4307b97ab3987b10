"""Says which leaders and pages a release may lose, as whoever starts Publish by hand wrote them down.

    python -m tools.github.gone

They are read from the file of the event: what stands in a step's `env` is printed into the log, and nobody
who leaves is to be named there. Each is printed on a line of its own; anything odd ends it, unnamed.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*|/[a-z0-9/._-]+")
"""A slug, or the address of a page or file."""


def named(event: bytes) -> list[str] | None:
    """Return what an event names; None where something in it is neither a slug nor an address."""
    inputs = json.loads(event).get("inputs") or {}
    names = str(inputs.get("gone") or "").split()
    return names if all(map(_NAME.fullmatch, names)) else None


def main() -> int:
    """Print them."""
    names = named(Path(os.environ["GITHUB_EVENT_PATH"]).read_bytes())
    if names is None:
        sys.stderr.write(
            "What may be gone is slugs (sian-obrien) or addresses (/guidance/mentoring/), a space between.\n"
        )
        return 2
    sys.stdout.write("".join(f"{name}\n" for name in names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
