"""A file that was read, and where each of its values stands: what turns a fault in a record into a line."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

from kle_site.problems import Problem, Severity, Where

Data = Any
"""A value as typed: str, list of Data, or dict of str to Data."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place on one line: line and columns from 1, `end` one past the last column."""

    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file, or of the part of it from line `first` on."""

    path: str
    lines: list[str]
    first: int = 1

    def problem(
        self, span: Span, code: str, message: str, hint: str = "", severity: Severity = "error"
    ) -> Problem:
        """Return a problem at a place of these lines, with the line it stands on."""
        last = len(self.lines) - (len(self.lines) > 1 and not self.lines[-1])
        if span.line > last:  # the end of the file, which no editor shows as a line
            width = len(self.lines[last - 1])
            span = Span(last, width + 1, width + 2)
        line, excerpt = span.line + self.first - 1, self.lines[span.line - 1]
        column = min(span.column, len(excerpt) + 1)  # a mended line may have been longer
        end = max(column + 1, min(span.end, len(excerpt) + 1))
        return Problem(self.path, line, column, end, code, message, hint, severity, excerpt)

    def span(self, node: yaml.Node) -> Span:
        """Return the part of a node that stands on its first line, at least one column wide."""
        start, end, line = node.start_mark, node.end_mark, self.lines[node.start_mark.line]
        column = min(start.column, len(line))  # a mended line may have been longer
        last = min(end.column, len(line)) if end.line == start.line else len(line.rstrip())
        return Span(start.line + 1, column + 1, max(column + 2, last + 1))


@dataclass(slots=True)
class Document:
    """A file that was read: its values, and where each of them stands."""

    lines: Lines
    """The lines as they stand in the file."""
    text: str = field(repr=False)
    """What was read: it differs from the lines where slips were mended."""
    root: yaml.Node = field(repr=False)
    mended: set[int]
    """Lines that had to be mended to read on: good for finding more faults elsewhere, not for a record."""
    data: dict[str, Data] = field(default_factory=dict)

    def span(self, where: Where, *, key: bool = False) -> Span:
        """Return the place of a value or, with `key`, of its name; of what holds it when it is missing."""
        name, value, found = self._find(where)
        # Fields or a list on lines of their own are shown by the name above them.
        below = isinstance(value, yaml.CollectionNode) and not value.flow_style
        return self.lines.span(name if name and (key or below or not found) else value)

    def inside(self, where: Where, line: int, column: int) -> Span:
        """Return the place of a line and column (from 1) of a text, counted as its record holds it.

        A record’s text has lost the space round it and perhaps (`>`) its line ends, but no letter: so letters
        are what is counted.
        """
        node = self._find(where)[1]
        letters = _letters(node, self.text) if isinstance(node, yaml.ScalarNode) else []
        if not letters:
            return self.span(where)
        kept = unicodedata.normalize("NFC", node.value).strip().split("\n")
        before = "".join(kept[: line - 1]) + "".join(kept[line - 1 : line])[: column - 1]
        at = letters[min(sum(map(_counts, before)), len(letters) - 1)]
        column = at - self.text.rfind("\n", 0, at)
        word = self.text[at:].split(maxsplit=1)[0]
        return Span(self.text.count("\n", 0, at) + 1, column, column + len(word))

    def _find(self, where: Where) -> tuple[yaml.Node | None, yaml.Node, bool]:
        """Return the name and the value at a path and True; of the last that exists on the way, and False."""
        name, value = None, self.root
        for step in where:
            if isinstance(value, yaml.SequenceNode) and isinstance(step, int) and step < len(value.value):
                name, value = None, value.value[step]
                continue
            fields = value.value if isinstance(value, yaml.MappingNode) else []
            pair = next((pair for pair in fields if pair[0].value == step), None)
            if pair is None:
                return name, value, False
            name, value = pair
        return name, value, True


def _letters(node: yaml.ScalarNode, text: str) -> list[int]:
    """Return where in the text each letter of a value stands; none where escapes make that uncertain."""
    start = node.start_mark.index
    source = text[start : node.end_mark.index]
    if node.style in {"|", ">"}:
        start += source.find("\n")
        source = source[source.find("\n") :]
    elif node.style:
        escaped = "''" if node.style == "'" else '\\"'
        source = " " + source[1:-1].replace(escaped, f" {node.style}")
        if node.style == '"' and "\\" in source:
            return []
    return [at for at, character in enumerate(source, start=start) if _counts(character)]


def _counts(character: str) -> bool:
    """Is this the same in a file and in its record? Spaces differ, and accents may."""
    return not character.isspace() and not unicodedata.combining(character)
