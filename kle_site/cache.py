"""Values remembered from one build to the next by what they were made from.

A cache may be lost, cut short, or written by another version: it is then empty, and nothing else changes.
Deleting it never changes a byte of the site.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

FORMAT = 2
"""Changes when what is stored is stored differently."""
ENDING = ".kept"
"""How the name of a stored value ends: a line of JSON that says what follows, then the files, end to end."""


def digest(parts: Iterable[bytes | str]) -> str:
    """Return a key for a value made from `parts`; their order and their boundaries matter."""
    found = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        found.update(len(raw).to_bytes(8, "big") + raw)
    return found.hexdigest()


class Cache:
    """A folder of remembered values: a name → the last key and the texts or files that it gave."""

    def __init__(self, folder: Path | None) -> None:
        """Open a cache; with no folder it remembers nothing."""
        self.folder = folder

    def texts(self, name: str, key: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
        """Return the texts that `make` gives, from the cache when `key` is the one they were made under."""
        found = self.files(name, key, lambda: {path: text.encode() for path, text in make().items()})
        return {path: body.decode() for path, body in found.items()}

    def files(self, name: str, key: str, make: Callable[[], dict[str, bytes]]) -> dict[str, bytes]:
        """Return the files that `make` gives, from the cache when `key` is the one they were made under."""
        found = self.recall(name, key)
        if found is None:
            found = make()
            self.keep(name, key, found)
        return found

    def forget(self, names: str, but: Iterable[str]) -> None:
        """Forget every value whose name begins with `names`, but for those in `but`."""
        if self.folder is None:
            return
        kept = {f"{name}{ENDING}" for name in but}
        for file in self.folder.glob(f"{names}*{ENDING}"):
            if file.name not in kept:
                with contextlib.suppress(OSError):  # what cannot be removed is in nobody's way
                    file.unlink(missing_ok=True)

    def recall(self, name: str, key: str) -> dict[str, bytes] | None:
        """Return the files that were kept under `key`; None when there are none, or none to be trusted."""
        if self.folder is None:
            return None
        try:
            head, _, bodies = (self.folder / f"{name}{ENDING}").read_bytes().partition(b"\n")
            stored = json.loads(head)
            sizes, whole = stored["sizes"], stored["format"] == FORMAT and stored["key"] == key
            if not whole or stored["check"] != _check(key, sizes, bodies):
                return None
            found, start = {}, 0
            for path, size in sizes:
                found[path] = bodies[start : start + size]
                start += size
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return found

    def keep(self, name: str, key: str, files: dict[str, bytes]) -> None:
        """Keep files under `key`, in place of those that were kept under another."""
        if self.folder is None:
            return
        sizes, bodies = [(path, len(body)) for path, body in files.items()], b"".join(files.values())
        head = json.dumps({"format": FORMAT, "key": key, "check": _check(key, sizes, bodies), "sizes": sizes})
        # A cache that cannot be written is slower, not wrong.
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(head.encode() + b"\n" + bodies)
                Path(part).replace(self.folder / f"{name}{ENDING}")
            finally:
                Path(part).unlink(missing_ok=True)


def _check(key: str, sizes: object, bodies: bytes) -> str:
    return digest([key, json.dumps(sizes), bodies])
