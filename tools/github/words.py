"""Words of strangers in a comment of ours: shown as they are, and obeyed by nothing.

GitHub reads more out of a comment than Markdown: mentions send mail to people, `#12` links two issues,
addresses become links, and `<!-- -->` would forge the mark that we know our own comments by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kle_site.problems import printable

JOINER = "\u2060"
"""Breaks what GitHub would make a mention or a link of; it has no width and ends no line."""
LONGEST, MOST = 300, 40
"""Characters of one piece of text, and entries of one list, at most."""
COMMENT = 60_000
"""Characters of a comment at most; GitHub takes 65,536."""

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKS = frozenset("\\`*_[]#!|~$^@")
# What makes a list, a rule or a heading of a line that begins with it.
_BEGINS = re.compile(r"^(\d*)([-+=.)])")
# A mention, an issue, an address, a commit: what is after the joiner no longer counts with what is before.
_LINKED = re.compile(r"@|#|:(?=//)|\bwww(?=\.)|\bgh-(?=\d)|[0-9a-f]{6}(?=[0-9a-f])", re.IGNORECASE)
_STATUS = re.compile(
    r"availab|status|paus|limited|\bopen\b|commission|confirm|consent|listed|withdr|lapse|expired|\bdue\b"
    r"|until|free.days|checked",
    re.IGNORECASE,
)


def told(text: str) -> str:
    """Return a stranger's words as Markdown that shows them, on one line and not too long."""
    line = printable(" ".join(text.split()))
    if len(line) > LONGEST:
        line = f"{line[: LONGEST - 1]}…"
    safe = "".join(map(_escaped, _LINKED.sub(rf"\g<0>{JOINER}", line)))
    return _BEGINS.sub(r"\1\\\2", safe)


def _escaped(character: str) -> str:
    if character in _HTML:
        return _HTML[character]
    return f"\\{character}" if character in _MARKS else character


def of_change(about: str, words: Iterable[str]) -> str:
    """Return a change, as `kle_site.changes` has it, as safe Markdown on one line."""
    return f"{told(about)}: {'; '.join(map(told, words))}"


def listed(items: Sequence[str], noun: str = "more") -> list[str]:
    """Return a line of a Markdown list for each item, which must be safe, and how many were left out."""
    lines = [f"- {item}" for item in items[:MOST]]
    return lines + ([f"- … and {len(items) - MOST} {noun}"] if len(items) > MOST else [])


def comment(marker: str, title: str, parts: Iterable[Sequence[str]], foot: str) -> str:
    """Return a comment: its mark, a heading, parts of which each is some lines, and a line below all."""
    shown = [part for part in parts if part]
    while True:
        blocks = [f"{marker}\n### {title}", *("\n".join(part) for part in shown), f"<sub>{foot}</sub>"]
        body = "\n\n".join(blocks)
        if len(body) <= COMMENT:
            return body
        longest = max(shown, key=lambda part: sum(map(len, part)))
        shown[shown.index(longest)] = [
            *longest[: len(longest) // 2],
            "- … and more, which is too long to show here",
        ]


@dataclass(frozen=True, slots=True)
class Mend:
    """Something that is left to mend, as a comment tells it."""

    path: str
    line: int
    message: str
    """Empty where it could tell somebody's status: then the file's own page says it."""
    hint: str = ""

    def line_of_it(self) -> str:
        """Return it as Markdown, with nobody's status in it."""
        where = f"{told(self.path)}, line {self.line}"
        if not self.message or tells_status(self.message, self.hint):
            return f"{where}: there is something to mend. The check’s own page says what."
        return f"{where}: {told(self.message)} {told(self.hint)}".rstrip()


def tells_status(*texts: str) -> bool:
    """Could words be about whether somebody takes commissions, is late or leaves? Rather yes than no."""
    return any(_STATUS.search(text) for text in texts)


_QUIET = ("availability", "confirmed", "consent", "listed", "designations")
_FIELD = re.compile(rb"^([a-z_]+)[ \t]*:")


def quiet_lines(raw: bytes) -> frozenset[int]:
    """Return the lines of a portrait that hold somebody's status, even of one that is no right YAML."""
    found, inside = set(), False
    for number, line in enumerate(raw.splitlines(), start=1):
        field = _FIELD.match(line)
        inside = field[1].decode() in _QUIET if field else inside
        if inside or tells_status(line.decode("utf-8", "replace")):
            found.add(number)
    return frozenset(found)
