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

FORMAT = 1
"""Changes when what is stored is stored differently."""


def digest(parts: Iterable[bytes | str]) -> str:
    """Return a key for a value made from `parts`; their order and their boundaries matter."""
    found = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        found.update(len(raw).to_bytes(8, "big") + raw)
    return found.hexdigest()


class Cache:
    """A folder of remembered values: a name → the last key and the texts that it gave."""

    def __init__(self, folder: Path | None) -> None:
        """Open a cache; with no folder it remembers nothing."""
        self.folder = folder

    def texts(self, name: str, key: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
        """Return the texts that `make` gives, from the cache when `key` is the one they were made under."""
        found = self._stored(name, key)
        if found is None:
            found = make()
            self._store(name, key, found)
        return found

    def _stored(self, name: str, key: str) -> dict[str, str] | None:
        if self.folder is None:
            return None
        try:
            stored = json.loads((self.folder / f"{name}.json").read_bytes())
            body = json.dumps(stored["texts"], sort_keys=True)
            whole = stored["format"] == FORMAT and stored["check"] == digest([key, body])
            texts = stored["texts"] if whole and stored["key"] == key else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return texts if isinstance(texts, dict) else None

    def _store(self, name: str, key: str, texts: dict[str, str]) -> None:
        if self.folder is None:
            return
        check = digest([key, json.dumps(texts, sort_keys=True)])
        stored = json.dumps({"format": FORMAT, "key": key, "check": check, "texts": texts})
        # A cache that cannot be written is slower, not wrong.
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as stream:
                    stream.write(stored)
                Path(part).replace(self.folder / f"{name}.json")
            finally:
                Path(part).unlink(missing_ok=True)
