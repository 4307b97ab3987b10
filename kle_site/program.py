"""What tells this program from any other: its files as they were when it started, and its libraries."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from kle_site.cache import digest

_ENGINES = (
    "jinja2",
    "markupsafe",
    "pydantic",
    "pydantic-core",
    "pyyaml",
    "markdown-it-py",
    "nh3",
    "selectolax",
)
"""Libraries that decide how records, templates and pages come out."""


@lru_cache(maxsize=1)
def program() -> str:
    """Return a digest: another for any other program."""
    engines = [platform.python_version(), *(version(name) for name in _ENGINES)]
    return digest([*engines, *bodies(Path(__file__).parent, "*.py")])


def bodies(folder: Path, names: str = "*") -> Iterator[bytes | str]:
    """Yield the path and the bytes of each file below a folder."""
    for file in sorted(file for file in folder.rglob(names) if file.is_file()):
        yield file.relative_to(folder).as_posix()
        yield file.read_bytes()
