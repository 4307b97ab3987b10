"""A change to a portrait that comes from outside: shown, checked like any portrait, and put in its place.

Until somebody agrees, nothing in the content folder is touched; then one file is exchanged whole.
"""

from __future__ import annotations

import datetime
import difflib
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from kle_site import check
from kle_site.edit import Changes, edited
from kle_site.load import Loaded, load
from kle_site.model import Leader
from kle_site.problems import Problem, printable


class ChangedError(Exception):
    """Somebody changed the portrait since it was read."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A portrait as it is and as it would be, and what the checks say of it then."""

    file: Path
    shown: str
    """The file's path as it can be typed."""
    old: bytes
    new: bytes
    problems: list[Problem]

    def difference(self) -> str:
        """Return the lines that differ, marked - and +, with two lines on either side; safe to print."""
        old, new = (raw.decode("utf-8").splitlines() for raw in (self.old, self.new))
        lines = difflib.unified_diff(old, new, self.shown, f"{self.shown}, changed", n=2, lineterm="")
        return "\n".join(map(printable, lines))

    def put(self) -> None:
        """Put the changed portrait in its place. Raises ChangedError, or OSError; the old one then stays."""
        # Hidden, so that nobody who reads the portraits meanwhile finds it.
        with tempfile.TemporaryDirectory(prefix=".", dir=self.file.parent) as folder:
            ready = Path(folder) / self.file.name
            ready.write_bytes(self.new)
            shutil.copymode(self.file, ready)
            if self.file.read_bytes() != self.old:
                raise ChangedError
            ready.replace(self.file)


def propose(loaded: Loaded, leader: Leader, changes: Changes, today: datetime.date) -> Proposal:
    """Return what some changes would make of a leader's portrait. Raises edit.EditError."""
    sources = loaded.sources
    old = sources.texts[leader.path]
    text = old.decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    new = (mark + edited(text.removeprefix(mark), changes)).encode()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(leader.path).name
        file.write_bytes(new)
        then = load(sources.folder, [file])
    there, here = then.sources.shown(leader.path), sources.shown(leader.path)
    problems = check.of_files(then, today, {there})
    told = [replace(one, path=here) if one.path == there else one for one in problems]
    return Proposal(sources.folder / leader.path, here, old, new, told)
