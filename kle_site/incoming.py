"""A change to a portrait that comes from outside: shown, checked like any portrait, and put in its place.

Until somebody agrees, nothing in the content folder is touched; then one file is exchanged whole.
"""

from __future__ import annotations

import datetime
import difflib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kle_site import check
from kle_site.edit import Changes, edited
from kle_site.load import Loaded, load
from kle_site.model import Leader
from kle_site.problems import Problem, printable


class ChangedError(Exception):
    """Somebody changed the portrait since it was read, or made one of that name."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A portrait as it is and as it would be, and what the checks say of it then."""

    file: Path
    shown: str
    """The file's path as it can be typed."""
    old: bytes
    """Nothing where the portrait is new."""
    new: bytes
    problems: list[Problem]
    notes: tuple[str, ...] = ()
    """What whoever decides should know; words of the portrait may stand in them."""
    conflicts: tuple[str, ...] = ()
    """Where the portrait has changed since the change was asked for: nothing for a program to decide."""

    def difference(self) -> str:
        """Return the lines that differ, marked - and +, with two lines on either side; safe to print."""
        old, new = (raw.decode("utf-8").splitlines() for raw in (self.old, self.new))
        before, after = self.shown, f"{self.shown}, changed"
        if not self.old:
            before, after = "nothing", f"{self.shown}, new"
        lines = difflib.unified_diff(old, new, before, after, n=2, lineterm="")
        return "\n".join(map(printable, lines))

    def put(self) -> None:
        """Put the portrait in its place. Raises ChangedError, or OSError; what was there then stays."""
        self.file.parent.mkdir(exist_ok=True)
        # Hidden, so that nobody who reads the portraits meanwhile finds it.
        with tempfile.TemporaryDirectory(prefix=".", dir=self.file.parent) as folder:
            ready = Path(folder) / self.file.name
            ready.write_bytes(self.new)
            if not self.old:
                _put_new(ready, self.file)
                return
            shutil.copymode(self.file, ready)
            if self.file.read_bytes() != self.old:
                raise ChangedError
            ready.replace(self.file)


def _put_new(ready: Path, file: Path) -> None:
    """Give a file its name, unless somebody else has it."""
    try:
        file.hardlink_to(ready)
    except FileExistsError:
        raise ChangedError from None
    except OSError:
        if file.exists():
            raise ChangedError from None
        ready.replace(file)  # a disk without links, or one that refuses this too


def propose(
    loaded: Loaded, leader: Leader, changes: Changes, today: datetime.date, order: Sequence[str] = ()
) -> Proposal:
    """Return what some changes would make of a leader's portrait. Raises edit.EditError."""
    old = loaded.sources.texts[leader.path]
    text = old.decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    new = (mark + edited(text.removeprefix(mark), changes, order)).encode()
    shown = loaded.sources.shown(leader.path)
    problems = problems_of(loaded, leader.path, new, today)
    return Proposal(loaded.sources.folder / leader.path, shown, old, new, problems)


def problems_of(
    loaded: Loaded, path: str, raw: bytes, today: datetime.date, shown: str = ""
) -> list[Problem]:
    """Return what the checks would say of a portrait at a path of the content folder, and because of it.

    `shown`: the path to tell of it; without one, where it would lie.
    """
    sources = loaded.sources
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(path).name
        file.write_bytes(raw)
        then = load(sources.folder, [file])
    there, here = then.sources.shown(path), shown or sources.shown(path)
    problems = check.of_files(then, today, {there})
    return [replace(one, path=here) if one.path == there else one for one in problems]
