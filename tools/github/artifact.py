"""What a check of a pull request leaves behind: one small JSON file in a ZIP, and hostile until read.

Whoever writes a pull request can make its check leave anything. So nothing is unpacked to the disk, sizes
are counted while reading rather than believed, and every value has one shape or the whole is refused.
"""

from __future__ import annotations

import io
import json
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from tools.github.words import Mend

NAME = "check-result"
"""The artifact's name."""
FILE = "result.json"
"""The one file in it."""
FORMAT, VERSION = "kle-check-result", 1
ZIPPED, UNZIPPED = 128 * 1024, 512 * 1024
"""Bytes at most, as GitHub keeps it and as JSON."""
MOST, LONGEST = 500, 2_000
"""Entries of a list, and characters of a text, at most."""

_SHA = re.compile(r"[0-9a-f]{40}")


class ArtifactError(Exception):
    """Why an artifact is not read: a sentence that holds no word of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A change, in words."""

    about: str
    words: tuple[str, ...]
    review: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What the check says of a pull request."""

    pull_request: int
    head: str
    """The commit that was checked."""
    built: bool
    """Did the site build?"""
    mend: tuple[Mend, ...]
    changes: tuple[Told, ...]
    unread: tuple[str, ...]


def written(result: Result) -> bytes:
    """Return a result as the file that `read` takes, with as much as fits."""
    record = {
        "format": FORMAT,
        "version": VERSION,
        "pull_request": result.pull_request,
        "head": result.head,
        "built": result.built,
        "mend": [
            {"path": _cut(one.path), "line": one.line, "message": _cut(one.message), "hint": _cut(one.hint)}
            for one in result.mend[:MOST]
        ],
        "changes": [
            {
                "about": _cut(one.about),
                "words": [_cut(word) for word in one.words[:MOST]],
                "review": one.review,
            }
            for one in result.changes[:MOST]
        ],
        "unread": [_cut(path) for path in result.unread[:MOST]],
    }
    lists: list[list[Any]] = [record["mend"], record["changes"], record["unread"]]  # type: ignore[list-item]
    while len(raw := json.dumps(record).encode()) > UNZIPPED:
        longest = max(lists, key=lambda some: len(json.dumps(some)))
        del longest[len(longest) // 2 :]
    return raw


def _cut(text: str) -> str:
    return text[:LONGEST].encode("utf-8", "replace").decode()


def read(raw: bytes) -> Result:
    """Return what stands in an artifact. Raises ArtifactError."""
    return _result(_json(_file(raw)))


def _file(raw: bytes) -> bytes:
    """Return the one file of a ZIP, never more than UNZIPPED bytes of it."""
    if len(raw) > ZIPPED:
        raise ArtifactError(f"It is larger than {ZIPPED // 1024} KB.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as found:
            files = found.infolist()
            if [file.filename for file in files] != [FILE]:
                raise ArtifactError(f"It holds something else than one {FILE}.")
            # An entry that is a link, or encrypted, is no file of ours. (The mode stands in the upper half.)
            # Nor is one packed by a method that may ask for any amount of memory.
            plain = stat.S_IFMT(files[0].external_attr >> 16) in {0, stat.S_IFREG}
            packed = files[0].compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
            if not plain or not packed or files[0].flag_bits & 1:
                raise ArtifactError("It holds something that is not a plain file.")
            with found.open(files[0]) as stream:
                body = stream.read(UNZIPPED + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError, OSError):
        raise ArtifactError("It is no ZIP, or a damaged one.") from None
    if len(body) > UNZIPPED:
        raise ArtifactError(f"Unpacked, it is larger than {UNZIPPED // 1024} KB.")
    return body


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ArtifactError("It is no JSON, or says something twice.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field stands twice")
    return found


def _no_number(_: str) -> None:
    raise ValueError("no number of JSON")


# --- shape ------------------------------------------------------------------------------------------------


def _result(found: Any) -> Result:
    names = {"format", "version", "pull_request", "head", "built", "mend", "changes", "unread"}
    record = _record(found, names)
    if (record["format"], record["version"]) != (FORMAT, VERSION) or record["version"] is True:
        raise ArtifactError("It was not written by this version of the check.")
    head = _text(record["head"])
    if not _SHA.fullmatch(head):
        raise ArtifactError("It names no commit.")
    return Result(
        pull_request=_number(record["pull_request"]),
        head=head,
        built=_yes_no(record["built"]),
        mend=tuple(map(_mend, _list(record["mend"]))),
        changes=tuple(map(_told, _list(record["changes"]))),
        unread=tuple(map(_text, _list(record["unread"]))),
    )


def _mend(found: Any) -> Mend:
    record = _record(found, {"path", "line", "message", "hint"})
    texts = (_text(record[name]) for name in ("message", "hint"))
    return Mend(_text(record["path"]), _number(record["line"]), *texts)


def _told(found: Any) -> Told:
    record = _record(found, {"about", "words", "review"})
    return Told(_text(record["about"]), tuple(map(_text, _list(record["words"]))), _yes_no(record["review"]))


def _record(found: Any, names: set[str]) -> dict[str, Any]:
    if not isinstance(found, dict) or found.keys() != names:
        raise ArtifactError("A field is missing, or is one too many.")
    return found


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list) or len(found) > MOST:
        raise ArtifactError("A list is none, or too long.")
    return found


def _text(found: Any) -> str:
    if not isinstance(found, str) or len(found) > LONGEST:
        raise ArtifactError("A text is none, or too long.")
    # Half a character of two, as JSON may spell it, could not be sent on.
    return found.encode("utf-8", "replace").decode()


def _number(found: Any) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found < 2**31:
        raise ArtifactError("A number is none, or too large.")
    return found


def _yes_no(found: Any) -> bool:
    if not isinstance(found, bool):
        raise ArtifactError("What is yes or no is neither.")
    return found
