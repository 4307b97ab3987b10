"""The files of a content folder: read with care, and kept so that a fault found later still gets its line.

Nothing outside the folder is read: a link planted in it is refused, not followed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from kle_site import yamltext
from kle_site.decoding import decode
from kle_site.document import Data, Document, Lines, Span
from kle_site.model import Record
from kle_site.problems import Fault, Problem, Severity, Where
from kle_site.wording import faults_of

Found = TypeVar("Found", bound=Record)

VOCABULARY_LIMIT = 1024 * 1024
"""Bytes of a vocabulary, of places.yaml or of a guidance page at most."""

BODY: Where = ("body",)
"""Where a fault in the Markdown of a guidance page stands; its line is then the file's own."""

_HEAD = re.compile(r"---[ \t]*\n(?P<head>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_ASK = "Ask whoever keeps this computer to let you read it."
_NAME_IT = "Name the folder that holds kles/ with --content."
_NO_FILE = ("unreadable-file", "This is not a file that can be read.", "Delete it.")
_NOT_FILES = {
    stat.S_IFLNK: (
        "symlink",
        "This is a link to another file; only files themselves are read.",
        "Put the file itself here.",
    ),
    stat.S_IFDIR: ("folder", "This is a folder where a file should be.", "Move it elsewhere."),
}


class Entry(NamedTuple):
    """Something that lies in a folder."""

    name: str
    path: Path
    is_folder: bool
    is_file: bool


class Sources:
    """The files of one content folder, by their path inside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts: dict[str, bytes] = {}
        """Path inside the content folder → bytes, of every file looked at."""
        self.elsewhere: dict[str, str] = {}
        """Path inside the content folder → path as typed, for a file named on the command line."""
        self.problems: list[Problem] = []
        self._shown = shown_path(folder)

    def shown(self, path: str) -> str:
        """Return a path as the reader can open it."""
        return self.elsewhere.get(path) or (f"{self._shown}/{path}" if path else self._shown)

    def problem(
        self, path: str, code: str, message: str, hint: str = "", severity: Severity = "error"
    ) -> Problem:
        """Return a problem of a whole file."""
        return Problem(self.shown(path), 1, 1, 2, code, message, hint, severity)

    def say(self, path: str, code: str, message: str, hint: str) -> None:
        """Tell a problem of a whole file or folder."""
        self.problems.append(self.problem(path, code, message, hint))

    def refuse(self, path: str, code: str, message: str, hint: str) -> None:
        """Tell why a file is not read; it was looked at all the same."""
        self.texts.setdefault(path, b"")
        self.say(path, code, message, hint)

    # --- the disk ---

    def entries(self, name: str = "") -> list[Entry]:
        """Return what lies in the content folder, or in a folder inside it, hidden files left out."""
        folder = self.folder / name if name else self.folder
        hint = f"Put a folder named {folder.name} in its place." if name else _NAME_IT
        try:
            if name and folder.is_symlink():
                self.say(name, "symlink", "This is a link to another folder; links are not followed.", hint)
                return []
            with os.scandir(folder) as found:
                return sorted(_entry(entry, folder) for entry in found if not entry.name.startswith("."))
        except FileNotFoundError:
            if not name:
                self.say("", "no-content", "The content folder does not exist.", hint)
        except NotADirectoryError:
            self.say(name, "folder", "This is a file where a folder should be.", hint)
        except OSError as error:
            message = f"We cannot look into this folder: {_reason(error)}."
            self.say(name, "unreadable-file", message, _ASK)
        return []

    def read(self, path: str, file: Path, limit: int, *, keep: bool = True) -> bytes | None:
        """Return a file's bytes, one more than `limit` at most; None with a problem when it has none.

        `keep`: is it a text, in which faults may be found later?
        """
        try:
            mode = file.lstat().st_mode
            if stat.S_ISREG(mode):
                with file.open("rb") as stream:
                    raw = stream.read(limit + 1)
                self.texts[path] = raw if keep else b""
                return raw
        except FileNotFoundError:
            self.refuse(path, "missing-file", "There is no such file.", "Check its name and its folder.")
        except OSError as error:
            self.refuse(path, "unreadable-file", f"We cannot read this file: {_reason(error)}.", _ASK)
        else:
            self.refuse(path, *_NOT_FILES.get(stat.S_IFMT(mode), _NO_FILE))
        return None

    # --- faults in files that were read ---

    def place(self, path: str, faults: Iterable[Fault]) -> list[Problem]:
        """Return faults found in a file that was read before, as problems at their places."""
        shown = self.shown(path)
        text = decode(shown, self.texts.get(path, b""), limit=VOCABULARY_LIMIT)[0] or ""
        lines = Lines(shown, text.split("\n"))
        first_line = 1
        if path.endswith(".md"):
            text, first_line = (halves(text) or ("", ""))[0], 2
        document = yamltext.read(shown, text.encode(), limit=VOCABULARY_LIMIT, first_line=first_line)[0]
        return [self._placed(path, fault, lines, document) for fault in faults]

    def _placed(self, path: str, fault: Fault, lines: Lines, document: Document | None) -> Problem:
        if fault.where == BODY:
            line = lines.lines[fault.line - 1] if fault.line <= len(lines.lines) else ""
            word = re.match(r"\S+", line[fault.column - 1 :])
            span = Span(fault.line, fault.column, fault.column + (word.end() if word else 1))
            return lines.problem(span, *words(fault), fault.severity)
        return at(document, fault) if document else self.problem(path, *words(fault), fault.severity)


def at(document: Document, fault: Fault) -> Problem:
    """Return a fault of a document as a problem at its place."""
    if fault.line:
        span = document.inside(fault.where, fault.line, max(fault.column, 1))
    elif fault.code == "missing":
        span = document.span(fault.where, key=True)
        if not fault.where or isinstance(fault.where[-1], int):  # nothing but its first line to point at
            span = Span(span.line, span.column, span.column + 1)
    else:
        span = document.span(fault.where, key=fault.code == "unknown-field")
    return document.lines.problem(span, *words(fault), fault.severity)


def told(document: Document, faults: Iterable[Fault]) -> list[Problem]:
    """Return faults as problems, but none on a line that was mended: its words are ours as much as theirs."""
    found = (at(document, fault) for fault in faults)
    return [problem for problem in found if problem.line - document.lines.first + 1 not in document.mended]


def judged(
    kind: type[Found], document: Document, data: Mapping[str, Data]
) -> tuple[Found | None, list[Problem]]:
    """Return what a document says as a record, or what is wrong with it."""
    try:
        return kind.model_validate(data), []
    except ValidationError as error:
        return None, told(document, faults_of(kind, error))


def words(fault: Fault) -> tuple[str, str, str]:
    """Return what is said of a fault: its code, message and hint."""
    return fault.code, fault.message, fault.hint


def halves(text: str) -> tuple[str, str] | None:
    """Return the head of a guidance page and its body; None when it has no head."""
    match = _HEAD.match(text)
    return (match["head"], text[match.end() :]) if match else None


def shown_path(path: Path) -> str:
    """Return a path as short as it can be typed from here, with forward slashes."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix() or "."
    except ValueError:
        return path.as_posix()


def _entry(found: os.DirEntry[str], folder: Path) -> Entry:
    name = found.name.encode(errors="replace").decode()  # what is not UTF-8 could not be printed
    kinds = found.is_dir(follow_symlinks=False), found.is_file(follow_symlinks=False)
    return Entry(name, folder / found.name, *kinds)


def _reason(error: OSError) -> str:
    return (error.strerror or "the disk refused").lower()
