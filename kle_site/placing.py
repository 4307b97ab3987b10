"""A file put in its place in a tree: left alone where it stands there to the byte, else replaced whole.

It is never written over: whoever opened it while its tree was the site may still be reading.
"""

# Where every file passes, paths are strings and os does the work: pathlib would cost more than the files.
# ruff: noqa: PTH104, PTH112, PTH114, PTH123

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

_PART = ".part"
"""How the name of a file ends that is not whole yet. Nothing of a site is called so."""


@dataclass(frozen=True, slots=True)
class Place:
    """A tree's folder, whose own folders are there; several processes may put files in it."""

    base: str
    """Its path, with a slash at its end."""
    mode: int
    """What the system says of a file's kind and rights (`st_mode`) where it is as we write it."""

    def put(self, path: str, body: bytes) -> bool:
        """Write a file, unless it stands there to the byte. Returns whether it was written."""
        place = self.base + path
        try:
            found = os.lstat(place)
        except FileNotFoundError:
            create(place, body)
            return True
        # Bytes, not times or hashes kept: an edit made by hand must not survive.
        if found.st_mode == self.mode and found.st_size == len(body) and read(place) == body:
            return False
        clear(place + _PART)
        create(place + _PART, body)
        if stat.S_ISDIR(found.st_mode):
            clear(place)
        os.rename(place + _PART, place)
        return True


def create(place: str, body: bytes) -> None:
    """Write a file where nothing is."""
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb", 0) as file:
        while body:  # a nearly full disk takes a part before it refuses
            body = body[file.write(body) :]


def clear(place: str) -> None:
    """Remove whatever stands there; links are not followed."""
    if os.path.isdir(place) and not os.path.islink(place):
        shutil.rmtree(place)
    else:
        Path(place).unlink(missing_ok=True)


def read(place: str) -> bytes:
    """Return the bytes of a file."""
    with open(place, "rb", buffering=0) as file:
        return file.read()
