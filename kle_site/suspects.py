"""After YAML could not be read: where the mistakes really are, in words that a headteacher can act on.

A parser stops where it can go no further, which is often a line or ten after the slip. So each likely slip is
mended in a copy, and blamed only if the parser then reads on beyond the place where it had stopped. This goes
on until the copy can be read or nothing helps: several slips in a file are told in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kle_site.layout import (
    heading_at_edge,
    out_of_line,
    outside_texts,
    starting_deep,
    with_open_bracket,
    without_bar,
    without_colon,
    without_field,
)
from kle_site.slips import Mend, Slip, Suspect, indent_of, slips_on

Reads = Callable[[list[str]], int | None]
"""Reads lines; returns the number (from 0) of the one where it stops, or None when it can read them all."""

TRIES = 80
"""Copies read at most."""
CHARACTERS = 320_000
"""Characters read at most in all copies, so that a long file full of slips is told within a second or so."""

OUT_OF_PLACE = frozenset({"no-field", "text-indent", "indentation"})
"""Slips of where a line starts: one line out of place pushes those below it out too."""
NEAR = 1000
"""Lines searched at most, upwards from the one where reading stopped."""


@dataclass(slots=True)
class Diagnosis:
    """What came of mending a copy of a file."""

    lines: list[str]
    """The copy, with the slips found in it mended."""
    found: list[Suspect] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    """Numbers (from 1) of the lines that were mended."""
    sure: bool = True
    """Can the copy be read, and does it say all that was meant?"""


def diagnose(lines: list[str], failed: int, reads: Reads, names: frozenset[str] = frozenset()) -> Diagnosis:
    """Return the slips of a text whose reading stopped at line `failed` (from 0).

    `names` are the names that fields may have, so that one without its colon is known.
    """
    done = Diagnosis(lines)
    size = sum(len(line) + 1 for line in lines)
    budget = iter(range(max(4, min(TRIES, CHARACTERS // size))))
    stop: int | None = failed
    while stop is not None:
        mends = _mends(done.lines, min(stop, len(lines) - 1), names)
        for mend, _ in zip(mends, budget, strict=False):
            now = reads(mend.made_in(done.lines))
            if now is None or now > stop:
                break
        else:
            done.sure = False
            return done
        _take(done, mend)
        stop = now
    return done


def _take(done: Diagnosis, mend: Mend) -> None:
    """Keep a mend that was proved; a line out of place is not told again where only its neighbours move."""
    suspect, codes = mend.suspect, {slip.code for slip in done.found}
    goes_on = suspect.code in codes and suspect.line - 1 in done.touched
    if suspect.code not in OUT_OF_PLACE or not (goes_on or suspect.line in done.touched):
        done.found.append(suspect)
    done.lines = mend.made_in(done.lines)
    done.touched |= {number + 1 for number in mend.changed}
    done.sure = done.sure and mend.sure


def _mends(lines: list[str], stop: int, names: frozenset[str]) -> Iterator[Mend]:
    """Yield what may be wrong at or above the line where reading stopped: the likeliest and nearest first."""
    every = list(outside_texts(lines))
    above = [number for number in reversed(every) if number <= stop][:NEAR]
    for number in above:
        for slip, match in slips_on(lines[number]):
            yield _slipped(slip, match, number, lines, every)
        yield from with_open_bracket(lines, number)
    for number in above:
        yield from without_colon(lines, number, names)
        yield from without_bar(lines, number)
        yield from starting_deep(lines, number)
    yield from heading_at_edge(lines, stop)
    set_in = lines[stop].startswith(" ")
    if set_in:
        yield from out_of_line(lines, stop)
    # Words at the edge end the text above them, but the parser may only stumble over what follows.
    at_edge = [number for number in above if not lines[number].startswith(" ")]
    for number in at_edge + above[:3]:
        yield from without_field(lines, number)
    if not set_in:
        yield from out_of_line(lines, stop)


def _slipped(slip: Slip, match: re.Match[str], number: int, lines: list[str], others: list[int]) -> Mend:
    """Return a slip on a line as a suspect, mended; `others` are lines that may have the same."""
    changed = {number: slip.mend(match)}
    if slip.everywhere:
        found = ((other, slip.pattern.search(lines[other])) for other in others)
        changed |= {other: slip.mend(again) for other, again in found if again}
        number = min(changed)
        match = slip.pattern.search(lines[number]) or match
    meant = changed[number]
    message = slip.message
    hint = slip.hint.replace("{line}", meant.strip()).replace("{spaces}", str(indent_of(meant)))
    if len(changed) > 1 and slip.code != "conflict":
        message += f" The same in {_many([other + 1 for other in sorted(changed)[1:]])}."
    start, end = match.span("at")
    suspect = Suspect(number + 1, start + 1, max(start + 2, end + 1), slip.code, message, hint)
    return Mend(suspect, changed, slip.sure)


def _many(numbers: list[int]) -> str:
    if len(numbers) > 5:
        return f"{len(numbers)} more lines"
    *most, last = map(str, numbers)
    return f"lines {', '.join(most)} and {last}" if most else f"line {last}"


# --- the parser's own words -------------------------------------------------------------------------------

_PARSER_SAYS = (
    (
        "mapping values are not allowed",
        "colon-inside",
        "A colon here makes this line look like a second field.",
        'Put the value in "double quotes", or make the spaces at the start match the line above.',
    ),
    (
        "expected ',' or",
        "open-bracket",
        "A list or a set of fields in brackets is not finished here.",
        "Put a comma between its parts, and close each bracket.",
    ),
    (
        "entries are not allowed",
        "list-start",
        "A list cannot start here.",
        "Start it on a line of its own, two spaces in, or write it as [one, two].",
    ),
)


def first_words(problem: str) -> tuple[str, str, str]:
    """Return code, message and hint for what the parser itself said, when no slip was recognised."""
    for words, code, message, hint in _PARSER_SAYS:
        if words in problem:
            return code, message, hint
    return (
        "unreadable",
        "We cannot read this line, or the one above it.",
        "Look for a missing colon or quotation mark, or spaces that do not line up.",
    )
