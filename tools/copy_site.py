"""Copy a site to a web host's folder so that no page breaks meanwhile: `python -m tools.copy_site SITE TO`.

TO is a folder on this machine, a mounted one too. First comes what pages need, then pages that are new, then
those that changed, then what tells of them, then the manifest; what is old goes last. So at each moment every
page finds its styles, scripts and pictures, and the links of pages that stay lead somewhere. Pages that all
come, or all go, may lead to each other in vain for a moment. A copy that was stopped is mended by another.

Only what a copy put there is ever removed: its manifest, or a list that lies there while it works, says what.
Other files in the folder are left alone and named. One copy at a time.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from kle_site import tree

WORKING = ".kle-copy.json"
"""Lies in the folder while a copy works: a list of every path that a copy may have put there."""
PART = ".kle-copy.part"
"""What is being written: a file takes its place when it is whole."""
FINE, DIFFERS, USE = 0, 1, 2


class CopyError(Exception):
    """The site cannot be copied. The message says why, and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Copy, look whether all is there, and say so."""
    parser = argparse.ArgumentParser(prog="python -m tools.copy_site", allow_abbrev=False)
    parser.add_argument("site", type=Path, metavar="SITE", help="the folder that kle build made")
    parser.add_argument("to", type=Path, metavar="TO", help="the folder that the host serves")
    given = parser.parse_args(arguments)
    try:
        written, removed = copy(given.site, given.to)
        differing = tree.verify(given.to)
    except (CopyError, tree.TreeError) as error:
        return _say(USE, str(error))
    except OSError as error:
        why = (error.strerror or "the disk refused").lower()
        return _say(
            USE, f"Stopped at {error.filename or given.to}: {why}. Put that right, then run it again."
        )
    other = _others(given.to)
    wrong = [
        said for said in differing if not said.startswith(tuple(f"{path!r} is not in" for path in other))
    ]
    for said in wrong:
        print(said)
    if wrong:
        return _say(DIFFERS, f"{given.to} is not the site: something else changes it. Run it again.")
    print(f"{given.to} is the site: {written} files written, {removed} removed, all compared.")
    if other:
        print(f"Left alone, as no copy put it there: {', '.join(map(repr, other))}")
        print(f"What each may be: kle verify {given.to}")
    return FINE


def _others(to: Path) -> list[str]:
    """Return the files of a folder that are none of the site's."""
    held = tree.manifest(to) or {}
    found = (file.relative_to(to).as_posix() for file in to.rglob("*") if not file.is_dir())
    return sorted(path for path in found if path not in held and path != tree.MANIFEST)


def _say(code: int, message: str) -> int:
    print(message, file=sys.stderr)
    return code


def copy(site: Path, to: Path) -> tuple[int, int]:
    """Bring a folder in line with a site; return the files written, and removed. Raises CopyError."""
    new = tree.manifest(site)
    if new is None or tree.verify(site):
        _refuse(f"{site} is not a whole site. Build it anew: kle build --release")
    for one, other in ((site, to), (to, site)):
        if one.resolve().is_relative_to(other.resolve()):
            _refuse(f"{to} and {site} lie in each other. Choose another folder.")
    ours = _ours(to)
    paths = {*new, tree.MANIFEST}
    for path in sorted(paths):
        _look(to, path, ours)
    if not to.is_dir():
        to.mkdir(parents=True)
    _put(to, WORKING, json.dumps(sorted(ours | paths)).encode())
    there = {path for path in paths if (to / path).exists()}
    written = sum(_copied(site, to, path) for path in sorted(paths, key=lambda path: _turn(path, there)))
    old = sorted(ours - paths, key=lambda path: not path.endswith(".html"))
    removed = sum(_removed(to, path) for path in old)
    (to / WORKING).unlink()
    return written, removed


def _refuse(message: str) -> NoReturn:
    raise CopyError(message)


def _ours(to: Path) -> set[str]:
    """Return what copies have put there, those that were stopped too."""
    listed: set[str] = set()
    if (to / WORKING).is_file():
        try:
            told = json.loads((to / WORKING).read_bytes())
        except ValueError:  # its own writing was stopped by a disk that lost it
            told = []
        listed = {path for path in told if isinstance(path, str)} if isinstance(told, list) else set()
    held = tree.manifest(to)
    found = listed | ({*held, tree.MANIFEST} if held is not None else set())
    return {path for path in found if {"", ".", ".."}.isdisjoint(path.split("/"))}


def _look(to: Path, path: str, ours: set[str]) -> None:
    """Refuse what is in a file's way before anything is touched. Raises CopyError."""
    place = to
    for part in Path(path).parts[:-1]:
        place /= part
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            _refuse(f"{place} is in the way: it must be a folder. Move it away, then run it again.")
    at = to / path
    if at.is_symlink() or at.is_dir() or (at.exists() and path not in ours):
        _refuse(f"{at} is in the way, and no copy put it there. Move it away, then run it again.")


def _turn(path: str, there: set[str]) -> tuple[int, str]:
    """Return when a file's turn is."""
    name = path.rpartition("/")[2]
    if path == tree.MANIFEST:
        return 4, path
    if path.endswith(".html"):
        return (2 if path in there else 1), path
    tells = name.startswith((".", "_")) or path.endswith((".xml", ".txt"))
    return (3 if tells else 0), path


def _copied(site: Path, to: Path, path: str) -> bool:
    """Copy a file, unless it stands there to the byte. Returns whether it was copied."""
    body, at = (site / path).read_bytes(), to / path
    if at.is_file() and at.stat().st_size == len(body) and at.read_bytes() == body:
        return False
    at.parent.mkdir(parents=True, exist_ok=True)
    _put(to, path, body)
    return True


def _put(to: Path, path: str, body: bytes) -> None:
    (to / PART).write_bytes(body)
    (to / PART).chmod(0o644)
    (to / PART).replace(to / path)


def _removed(to: Path, path: str) -> bool:
    """Remove a file, and the folders that are then empty. Returns whether it was there."""
    at = to / path
    if any(one.is_symlink() for one in (at, *(to / folder for folder in _above(path)))) or not at.is_file():
        return False
    at.unlink()
    for folder in _above(path):
        try:
            (to / folder).rmdir()
        except OSError:
            break
    return True


def _above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


if __name__ == "__main__":
    sys.exit(main())
