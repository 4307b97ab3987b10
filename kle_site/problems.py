"""A problem in somebody's file, and how it is told: to a person, to GitHub, to a program.

Every message says where, what is wrong in plain English and, in its hint, what to type instead.
What a file contains is never trusted on its way to a screen: control and direction-changing characters are
replaced, and a build log that GitHub reads cannot be made to run a command by the words in a portrait.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Severity = Literal["error", "advice"]
Where = tuple[str | int, ...]
"""The way to a value inside a file: `("schools", 0, "urn")`."""

WIDTH = 100
"""Characters of an excerpt shown at most, so that a 30,000-character line stays readable."""
MANY = 50
"""Problems that are told one by one at most; more are told by their kind."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value, before anyone has looked up where in the file it stands."""

    where: Where
    code: str
    """Kebab-case name of the kind of fault, stable across versions: `unknown-field`."""
    message: str
    hint: str = ""
    severity: Severity = "error"
    line: int = 0
    """Line inside a text value of several lines, from 1; 0 when the whole value is meant."""
    column: int = 0
    """Column of that line, from 1."""


Placed = tuple[str, Fault]
"""The path of a file inside the content folder, and what is wrong in it."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault with its place. Lines and columns count from 1, columns in characters; `end` is one past."""

    path: str
    line: int
    column: int
    end: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    excerpt: str = ""
    """The whole line of the file, as it stands there."""


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file and place, each told once."""
    return sorted(set(problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop a build; advice does not."""
    return [problem for problem in problems if problem.severity == "error"]


# --- for a person -----------------------------------------------------------------------------------------


def as_text(problems: Sequence[Problem]) -> str:
    """Return the report for a terminal: each problem with its line and a caret under the fault.

    Of many problems, each kind has one told so, and then what else is said, once, over its places. How often
    which kind was found comes last, where a screen stands still.
    """
    if len(problems) > MANY:
        return "\n".join([*(_told_of_a_kind(kind) for kind in _kinds(problems)), overview(problems)])
    return "\n".join(_told(problem) for problem in problems)


def overview(problems: Sequence[Problem]) -> str:
    """Return a line for each kind of problem: in how many files, how often, its name and an example."""
    rows = [("files", "times", "", "for example")] + [
        (f"{_files(kind):,}", f"{len(kind):,}", f"{first.severity}[{first.code}]", printable(first.message))
        for kind, first in ((kind, kind[0]) for kind in _kinds(problems))
    ]
    wide = max(len(name) for _, _, name, _ in rows)
    return "".join(f"{files:>6} {times:>6}  {name:<{wide}}  {words}\n" for files, times, name, words in rows)


def count(problems: Sequence[Problem]) -> str:
    """Return `2 problems in 1 file`, or `Everything is fine`; advice is no problem and counted apart."""
    wrong = errors(problems)
    told = "Everything is fine"
    if wrong:
        told = f"{_many(len(wrong), 'problem')} in {_many(len({problem.path for problem in wrong}), 'file')}"
    advice = len(problems) - len(wrong)
    return f"{told}, with {_many(advice, 'piece')} of advice" if advice else told


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _kinds(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Return problems by their kind: errors before advice, and what stands in most files first."""
    kinds = defaultdict[tuple[str, str], list[Problem]](list)
    for problem in problems:
        kinds[problem.severity, problem.code].append(problem)
    return sorted(kinds.values(), key=lambda kind: (kind[0].severity != "error", -_files(kind), kind[0].code))


def _files(problems: Iterable[Problem]) -> int:
    return len({problem.path for problem in problems})


def _told_of_a_kind(kind: Sequence[Problem]) -> str:
    places = defaultdict[str, list[Problem]](list)
    for problem in kind:
        places[f"{problem.message} {problem.hint}".rstrip()].append(problem)
    # What the first one says was said in full.
    said, *others = places.items()
    lines = [_told(kind[0]).rstrip("\n")]
    for words, some in [("the same in", said[1][1:]), *sorted(others, key=lambda one: -len(one[1]))]:
        if some:
            lines.append(f"also: {printable(words)}")
            lines += [f" --> {printable(one.path)}:{one.line}:{one.column}" for one in some]
    return "\n".join(lines) + "\n"


def _told(problem: Problem) -> str:
    margin = " " * len(str(problem.line))
    line, caret = _window(problem)
    lines = [
        f"{problem.severity}[{problem.code}]: {printable(problem.message)}",
        f"{margin}--> {printable(problem.path)}:{problem.line}:{problem.column}",
    ]
    if line.strip():
        lines += [f"{margin} |", f"{problem.line} | {line}", f"{margin} | {caret}"]
    if problem.hint:
        lines.append(f"{margin} = help: {printable(problem.hint)}")
    return "\n".join(lines) + "\n"


def _window(problem: Problem) -> tuple[str, str]:
    """Return the part of the line that holds the fault, and carets that stand under it on a screen."""
    text, start = problem.excerpt, problem.column - 1
    end = max(problem.end - 1, start + 1)
    left = max(0, min(start - WIDTH // 3, len(text) - WIDTH))
    right = left + WIDTH
    before, fault = text[left:start], text[start : min(end, right)]
    opening, closing = ("…" if left else ""), ("…" if right < len(text) else "")
    shown = opening + printable(text[left:right]) + closing
    gap = " " * (len(opening) + columns(printable(before)))
    return shown, gap + "^" * max(1, columns(printable(fault)))


def printable(text: str) -> str:
    """Return `text` safe to print on one line and as long: tabs as →, control and direction marks as ␣.

    A build log is safe too: GitHub's runner obeys the old form of its commands, `##[name]`, anywhere.
    """
    if not text.isprintable():
        text = "".join(_shown(character) for character in text)
    return text.replace("##[", "#␣[")


def _shown(character: str) -> str:
    if character == "\t":
        return "→"
    # Cc control, Cf format (bidi marks, zero-width), Zl/Zp line and paragraph separators, Cs surrogates.
    return "␣" if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Cs"} else character


def columns(text: str) -> int:
    """Return how many terminal columns `text` takes: wide characters two, combining ones none."""
    return len(text) if text.isascii() else sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# --- for GitHub -------------------------------------------------------------------------------------------

SHOWN = 9
"""GitHub shows ten annotations of a kind a step and drops the rest in silence: nine, and one that says so."""


def as_github(problems: Sequence[Problem], token: str) -> str:
    """Return annotations, then the whole report between `stop-commands` marks.

    `token` must be new and unguessable each run: it is what keeps a portrait from ending the marks and
    having its own words read as a command.
    """
    marks: list[str] = []
    kinds: tuple[tuple[Severity, str], ...] = (("error", "error"), ("advice", "notice"))
    for severity, command in kinds:
        some = [problem for problem in problems if problem.severity == severity]
        marks += [_annotation(command, problem) for problem in some[:SHOWN]]
        if len(some) > SHOWN:
            rest = _many(len(some) - SHOWN, "more problem")
            marks.append(f"::{command} title=More::{rest}: the log and the summary of this run list them all")
    return "\n".join([*marks, f"::stop-commands::{token}", as_text(problems), f"::{token}::"])


def _annotation(command: str, problem: Problem) -> str:
    message = problem.message + (f"\n{problem.hint}" if problem.hint else "")
    where = {
        "file": problem.path,
        "line": str(problem.line),
        "col": str(problem.column),
        "endColumn": str(max(problem.end - 1, problem.column)),
        "title": problem.code,
    }
    fields = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in where.items())
    return f"::{command} {fields}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    safe = "\n".join(printable(line) for line in text.split("\n"))
    for character in "%\n" + more:
        safe = safe.replace(character, f"%{ord(character):02X}")
    return safe


SUMMARY = 900_000
"""Bytes of a run's summary page at most; GitHub shows none at all of one beyond 1 MiB."""


def as_markdown(problems: Sequence[Problem]) -> str:
    """Return the report for a run's summary page, in a fence that no portrait can close."""
    told, size = [], 0
    for problem in problems:
        told.append(_told(problem))
        size += len(told[-1].encode())
        if size > SUMMARY:
            told[-1] = (
                f"… and {_many(len(problems) - len(told) + 1, 'more problem')}: see the log of this run\n"
            )
            break
    report = "\n".join([overview(problems), *told] if len(problems) > MANY else told)
    fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall("`+", report)), default=0))
    return f"### {count(problems)}\n\n{fence}text\n{report}{fence}\n"


# --- for a program ----------------------------------------------------------------------------------------


def as_json(problems: Sequence[Problem], paths: Iterable[str]) -> str:
    """Return every checked file in `paths` with its problems, as JSON of schema 1."""
    told = {path: list(some) for path, some in groupby(in_order(problems), lambda problem: problem.path)}
    files = [
        {
            "path": path,
            "ok": not errors(told.get(path, [])),
            "problems": [_record(problem) for problem in told.get(path, [])],
        }
        for path in sorted({*paths, *told})
    ]
    document = {"schema": 1, "ok": not errors(problems), "files": files}
    # A file's name need not be UTF-8; what is not would keep the whole document from being written.
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()


def _record(problem: Problem) -> dict[str, str | int]:
    return {
        "line": problem.line,
        "column": problem.column,
        "end": problem.end,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


FORMATS: dict[str, Callable[[Sequence[Problem], Iterable[str], str], str]] = {
    "text": lambda problems, _paths, _token: as_text(problems),
    "github": lambda problems, _paths, token: as_github(problems, token),
    "json": lambda problems, paths, _token: as_json(problems, paths),
}
"""What `kle check --format` offers: (problems, paths checked, random token) → what is printed."""
