"""YAML as people type it: bytes in; values with their places out, or what is wrong with them.

Every scalar stays the text that was typed: `no` is not False, `012345` is not octal, `12:30` is not a number
of seconds. PyYAML's C loader composes nodes, each with exact marks; what stands between the marks and the
reader is ours: size and depth are bounded, `decoding` finds hidden characters, `document` keeps
places and, after a failure, `suspects` says where the mistake really is.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from kle_site.decoding import HIDDEN, decode
from kle_site.document import Data, Document, Lines, Span
from kle_site.phrases import said
from kle_site.problems import Problem
from kle_site.suspects import diagnose, first_words

LIMIT = 32 * 1024
"""Bytes of a portrait at most (DESIGN §3)."""
DEPTH = 12
"""Lists and fields inside one another at most; the contract needs five."""


# --- the parser, bounded ----------------------------------------------------------------------------------


class _TooDeep(yaml.MarkedYAMLError):
    """More lists and fields stand inside one another than any record has."""


class _Bounds:
    """What a composer asks before and after each value. The C one recurses: a deep file would kill Python."""

    _depth = 0

    def descend_resolver(self, parent: Any, _index: Any) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise _TooDeep(problem_mark=parent.start_mark)

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def resolve(self, _kind: Any, _value: Any, _implicit: Any) -> str:
        return ""  # what kind of value YAML would take it for is never asked


def bounded(loader: Any) -> Any:
    """Return one of PyYAML's base loaders, kept from going deep and from guessing kinds of value."""
    return type("Loader", (_Bounds, loader), {})


# Some platforms have PyYAML without its C part; then the slower, pure Python twin serves.
LOADER = bounded(getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def compose(text: str) -> yaml.Node | None:
    """Return the nodes of a text, every mark in it, or None when it holds none. Raises yaml.YAMLError."""
    try:
        return yaml.compose(text, Loader=LOADER)
    except (ValueError, OverflowError) as error:  # the Python twin, of "\UFFFFFFFF"
        raise yaml.YAMLError(str(error)) from None


def _stop(error: yaml.YAMLError) -> tuple[int, int]:
    """Return the line and column (from 0) where reading stopped."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return (mark.line, mark.column) if mark else (0, 0)


def _stops_at(lines: list[str]) -> int | None:
    try:
        compose("\n".join(lines))
    except yaml.YAMLError as error:
        return _stop(error)[0]
    return None


# --- from text to values ----------------------------------------------------------------------------------


def read(
    path: str,
    raw: bytes,
    *,
    limit: int = LIMIT,
    first_line: int = 1,
    names: frozenset[str] = frozenset(),
) -> tuple[Document | None, list[Problem]]:
    """Return the document and what is wrong with it; None when it could not be read at all.

    `names` are the names that its fields may have. No document, or one that was mended, comes with a problem;
    every problem has a place that exists.
    """
    text, problems = decode(path, raw, limit=limit)
    if text is None:
        return None, problems
    reading = _Reading(path, text, first_line, names)
    document = reading.read()
    return document, problems + reading.problems


_ODD_WORDS = re.compile("[“”‘’][^“‘]*[“”‘’]")
_QUOTES = frozenset("“”‘’")
_FIELD = re.compile(r"^[ \t]*(?:- +)?\{?[\"'“]?[A-Za-z_]+[\"'”]? *:", re.MULTILINE)
_EMPTY = ("empty-file", "This file is empty.", "Copy another file like it.")
_NO_FIELDS = (
    "no-fields",
    "This file does not hold fields and their values.",
    "Start each line with a field’s name, a colon and a space: name: Siân O'Brien",
)


class _Reading:
    """One reading of one text, and what is wrong in it."""

    def __init__(self, path: str, text: str, first_line: int, names: frozenset[str]) -> None:
        self.text, self.names = text, names
        self.lines = Lines(path, text.split("\n"), first_line)
        self.mended: set[int] = set()
        self.marked = False
        """May there be an anchor or a tag? Most files have neither, and are not searched for them."""
        self.problems: list[Problem] = []
        self.left_out = False
        """Was something not read? Then a record must not be judged as if the values were all."""

    def read(self) -> Document | None:
        if not self.text.strip():
            self._at(Span(1, 1, 2), *_EMPTY)
            return None
        try:
            root = compose(self.text)
        except yaml.YAMLError as error:
            if not self._mend(error):
                return None
            root = compose(self.text)
        if root is None or (isinstance(root, yaml.ScalarNode) and not root.value.strip()):
            self._at(Span(1, 1, 2), *_EMPTY)
            return None
        if not isinstance(root, yaml.MappingNode):
            self._at(self.lines.span(root), *_NO_FIELDS)
            return None
        self.marked = "&" in self.text or "!" in self.text
        document = Document(self.lines, self.text, root, self.mended)
        document.data = self._plain(root)
        return None if self.left_out else document

    def _mend(self, error: yaml.YAMLError) -> bool:
        """Tell the slips that keep a file from being read; True when, with them mended, it can be."""
        line, column = _stop(error)
        if isinstance(error, _TooDeep):
            message = "Too many lists or fields stand inside one another here."
            hint = "A field holds one value, or one list of values."
            self._at(Span(line + 1, column + 1, column + 2), "too-deep", message, hint)
            return False
        if not _FIELD.search(self.text):
            first = next(number for number, text in enumerate(self.lines.lines, start=1) if text.strip())
            self._at(Span(first, 1, len(self.lines.lines[first - 1]) + 1), *_NO_FIELDS)
            return False
        diagnosis = diagnose(self.lines.lines, line, _stops_at, self.names)
        for slip in diagnosis.found:
            self._at(Span(slip.line, slip.column, slip.end), slip.code, slip.message, slip.hint)
        if not diagnosis.found:
            words = first_words(getattr(error, "problem", None) or "")
            self._at(Span(line + 1, column + 1, column + 2), *words)
        self.text, self.mended = "\n".join(diagnosis.lines), diagnosis.touched
        return diagnosis.sure

    def _plain(self, node: yaml.Node) -> Data:
        """Return a node's value, and tell what is wrong in it."""
        if self.marked and self.text.startswith(("&", "!"), node.start_mark.index):
            return self._machinery(node)
        if isinstance(node, yaml.ScalarNode):
            words: str = node.value
            return self._words(node, words) if node.style == '"' or words[:1] in _QUOTES else words
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item) for item in node.value]
        found: dict[str, Data] = {}
        for key, value in node.value:
            name = self._plain(key)
            if not isinstance(key, yaml.ScalarNode):
                message = "This is a list or a set of fields where a field’s name should be."
                self._fault(key, "odd-key", message, "Put words that hold { } or [ ] in quotation marks.")
                self.left_out = True
            elif name in found:
                line = next(other.start_mark.line for other, _ in node.value if other.value == key.value)
                message = f"“{name}” stands twice: it is on line {line + self.lines.first} already."
                self._fault(key, "twice", message, "Keep one of the two.")
            elif name[:1].isspace():
                self._fault(key, *said("odd-space"))
                self.left_out = True
            else:
                found[name] = self._plain(value)
        return found

    def _words(self, node: yaml.ScalarNode, value: str) -> str:
        """Return a value that may be in curly quotes, or hide something in straight ones."""
        if not node.style and _ODD_WORDS.fullmatch(value):
            message = "Curly quotes stand round these words. They would be shown as part of them."
            span = self.lines.span(node)
            self._at(span, "curly-quotes", message, f'Use straight quotes, or none: "{value[1:-1]}"')
            self.mended.add(span.line)
            value = value[1:-1]
        elif node.style == '"' and HIDDEN.search(value):
            self._fault(node, *said("hidden"))
            value = HIDDEN.sub(" ", value)
        return value

    def _machinery(self, node: yaml.Node) -> str:
        """Tell an anchor, an alias (it leads to the anchor’s node) or a tag; what it holds is not read."""
        sign = self.text[node.start_mark.index]
        message = f"A value that starts with {sign} has a special meaning, which files here do not use."
        hint = 'Put the words in "double quotes", or write them out in full.'
        self._fault(node, "anchor" if sign == "&" else "tag", message, hint)
        self.left_out = True
        return ""

    def _fault(self, node: yaml.Node, code: str, message: str, hint: str) -> None:
        span = self.lines.span(node)
        if span.line not in self.mended:
            self._at(span, code, message, hint)

    def _at(self, span: Span, code: str, message: str, hint: str) -> None:
        self.problems.append(self.lines.problem(span, code, message, hint))
