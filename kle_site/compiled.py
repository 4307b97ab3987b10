"""Templates, compiled once and kept where Python keeps what it compiled of this program.

So they are as safe as that: whoever may write there may change the program. Compiling them takes longer than
a small county's pages.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pickle
import shutil
import sys
import tempfile
from pathlib import Path
from types import CodeType

import jinja2

_BESIDE = Path(importlib.util.cache_from_source(__file__)).parent
"""Python's own folder for this package."""
_NAMED = "templates-"
"""How a folder of compiled templates begins; the rest tells which program compiled them."""


class Compiled(jinja2.BytecodeCache):
    """The templates of one program: in memory, and in a folder unless Python is told to write nothing."""

    def __init__(self, program: str) -> None:
        """Open what a program compiled; templates use its words and filters while they are compiled."""
        self.folder = _BESIDE / f"{_NAMED}{program[:16]}"
        self._held: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Give what was compiled of a template, if its text is still the same."""
        checksum, code = self._held.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
            return
        # What is cut short or of another Python is found out by its mark, and by what reads it.
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError, pickle.UnpicklingError):
            bucket.bytecode_from_string((self.folder / bucket.key).read_bytes())
        if bucket.code is not None:
            self._held[bucket.key] = bucket.checksum, bucket.code

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._held[bucket.key] = bucket.checksum, bucket.code
        if sys.dont_write_bytecode:
            return
        # A folder that cannot be written is slower, not wrong.
        with contextlib.suppress(OSError):
            if not self.folder.is_dir():
                for older in _BESIDE.glob(f"{_NAMED}*"):
                    shutil.rmtree(older, ignore_errors=True)
                self.folder.mkdir(parents=True)
            handle, part = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as stream:
                stream.write(bucket.bytecode_to_string())
            Path(part).replace(self.folder / bucket.key)
