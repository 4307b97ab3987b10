"""The slips in YAML that show only in the lines around them: spaces out of line, a name without its colon.

Like those of `slips`, each comes with its mend, and is blamed only when that lets a parser read on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kle_site.slips import Mend, Suspect, indent_of

_FIELD = re.compile(r" *(?:- +)*(?:[\w-]+ *:(?= |$)|- |-$)")
_NAME_ONLY = re.compile(r"(?P<lead> *(?:- +)*[\w-]+)(?P<at>:)(?P<words> +[^\s\"'\[{|>&*!#].*)? *$")
_NO_COLON = re.compile(r" *(?:- +)?(?P<name>[a-z_]+)(?P<at> *[;=.,-]? *)(?=[^\s:;=.,-]|$)")
_WORDS = re.compile(r" *(?P<at>[^\s#\]}].*)$")
_OPENS_TEXT = re.compile(r"[:-] +[|>][+-]?\d?\s*(?:#.*)?$")
_FILLED = re.compile(r"\s*[^\s#]")
_OPENS_BLOCK = re.compile(r":\s*$")
_BRACKETS = {"[": "]", "{": "}"}
_SET_IN = "The lines of a longer text start two spaces in; this one does not."

FEW = 5
"""Words on a line at least, for it to be taken as running text."""
FAR = 60
"""Lines that those which belong together may be apart."""


def outside_texts(lines: list[str]) -> Iterator[int]:
    """Yield the numbers (from 0) of lines that are neither comments nor inside a longer text."""
    inside: int | None = None
    for number, line in enumerate(lines):
        indent = indent_of(line)
        if inside is not None and (not line.strip() or indent > inside):
            continue
        inside = None
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        yield number
        if _OPENS_TEXT.search(line):
            inside = indent


def without_colon(lines: list[str], number: int, names: frozenset[str]) -> Iterator[Mend]:
    """A field’s name without its colon."""
    line = lines[number]
    match = _NO_COLON.match(line)
    if match and match["name"] in names:
        start, end = match.span("at")
        meant = f"{line[:start]}: {line[end:]}".rstrip()
        hint = f"Write it like this: {meant.strip()}"
        suspect = _at(number, start, end, "no-colon", "After a field’s name comes a colon.", hint)
        yield Mend(suspect, {number: meant}, sure=True)


def with_open_bracket(lines: list[str], number: int) -> Iterator[Mend]:
    """A bracket that is never closed."""
    line = lines[number].rstrip(" ,")
    waiting: list[int] = []
    unclosed: int | None = None
    meant = ""
    for at, character in enumerate(line):
        if character in _BRACKETS:
            waiting.append(at)
        elif character in _BRACKETS.values():
            while waiting and _BRACKETS[line[waiting[-1]]] != character:
                unclosed = waiting.pop()
                meant += _BRACKETS[line[unclosed]]
            waiting = waiting[:-1]
        meant += character
    while waiting:
        unclosed = waiting.pop()
        meant += _BRACKETS[line[unclosed]]
    if unclosed is not None:
        hint = f"Write it like this: {meant.strip()}"
        suspect = _at(number, unclosed, unclosed + 1, "open-bracket", "This bracket is never closed.", hint)
        yield Mend(suspect, {number: meant}, sure=True)


def without_bar(lines: list[str], number: int) -> Iterator[Mend]:
    """A text of several lines after a name without `|`."""
    match = _NAME_ONLY.match(lines[number])
    below = next((line for line in lines[number + 1 : number + FAR] if line.strip()), "")
    runs_on = match and indent_of(below) > indent_of(lines[number]) and not _FIELD.match(below)
    if match and runs_on and len(f"{match['words'] or below}".split()) >= FEW:
        meant = f"{match['lead']}: |"
        hint = f"Write it like this: {meant.strip()}"
        if match["words"]:
            hint = f"Leave only {meant.strip()} here; start the words on the next line, two spaces in."
        message = "A text of several lines needs a | after its name."
        suspect = _at(number, *match.span("at"), "no-bar", message, hint)
        yield Mend(suspect, {number: meant}, sure=not match["words"])


def without_field(lines: list[str], number: int) -> Iterator[Mend]:
    """Words that stand where a field’s name should, with the lines of their kind around them."""
    like = lines[number]
    match = _WORDS.match(like)
    if not match or not _is_words(like, like):
        return
    run = [number]
    for step, end in ((-1, -1), (1, len(lines))):
        other = number + step
        while other != end and (not lines[other].strip() or _is_words(lines[other], like)):
            run += [other] if lines[other].strip() else []
            other += step
    first = min(run)
    above = next((line for line in reversed(lines[:first]) if line.strip()), "")
    goes_on = indent_of(above) > indent_of(like) and not _FIELD.match(above)
    if _OPENS_TEXT.search(above) or goes_on:
        code, message = "text-indent", _SET_IN
        hint = "Put two spaces before each line of the text. If this is a field, type a colon after its name."
    else:
        code, message = "no-field", "This line has no field’s name with a colon."
        hint = (
            "If it is a field, type a colon and a space after its name. "
            "If it goes on from the line above, put two more spaces before it."
        )
    suspect = _at(first, match.start("at"), len(lines[first]), code, message, hint)
    yield Mend(suspect, {each: f"  {lines[each]}" for each in run}, sure=False)
    yield Mend(suspect, dict.fromkeys(run, ""), sure=False)


def _is_words(line: str, like: str) -> bool:
    """Is this a line of words without a field’s name, set in as far as another?"""
    return bool(_WORDS.match(line)) and not _FIELD.match(line) and indent_of(line) == indent_of(like)


def out_of_line(lines: list[str], number: int) -> Iterator[Mend]:
    """A line that starts a few spaces beside those it belongs with: this one, or the one above it."""
    own, filled = indent_of(lines[number]), [at for at, line in enumerate(lines) if _FILLED.match(line)]
    if number not in filled:
        return
    place = filled.index(number)
    above, below = filled[max(0, place - FAR) : place], filled[place + 1 : place + 2]
    if len(above) == 1 and own < indent_of(lines[above[0]]):
        yield _moved(lines, above[0], own, number)
    elif len(above) > 1 and _OPENS_BLOCK.search(lines[above[-2]]):
        holder, first = indent_of(lines[above[-2]]), indent_of(lines[above[-1]])
        more = bool(below) and indent_of(lines[below[0]]) == own
        if own > holder and (more or first <= holder or first % 2):
            yield _moved(lines, above[-1], own - (_content(lines[above[-1]]) - first), number)
    beside: dict[int, int] = {}
    for other in reversed(above):
        beside.setdefault(indent_of(lines[other]), other)
        beside.setdefault(_content(lines[other]), other)
    is_field = bool(_FIELD.match(lines[number]))
    for indent in sorted(beside.keys() - {own}, key=lambda to: (abs(to - own), to if is_field else -to)):
        yield _moved(lines, number, indent, beside[indent])


def _moved(lines: list[str], number: int, indent: int, beside: int) -> Mend:
    """A line moved to start where, or with its dash before where, another one does."""
    own = indent_of(lines[number])
    side = "above" if beside < number else "below"
    message = f"This line starts with {_spaces(own)}, line {beside + 1} {side} with {indent or 'none'}."
    hint = f"If they belong together, start it with {_spaces(indent)}."
    suspect = _at(number, 0, own, "indentation", message, hint)
    return Mend(suspect, {number: " " * indent + lines[number].lstrip(" ")}, sure=False)


def _spaces(count: int) -> str:
    return f"{count} {'space' if count == 1 else 'spaces'}" if count else "no space"


def _content(line: str) -> int:
    """Return where a line’s words start: behind its dashes, if it has any."""
    dashes = re.match(r" *(?:- +)*", line)
    return dashes.end() if dashes else 0


def starting_deep(lines: list[str], number: int) -> Iterator[Mend]:
    """A longer text whose first lines are set in further than the rest, as printers do with paragraphs."""
    if not _OPENS_TEXT.search(lines[number]):
        return
    inside: list[int] = []
    for other in range(number + 1, len(lines)):
        if lines[other].strip() and indent_of(lines[other]) <= indent_of(lines[number]):
            break
        inside += [other] if lines[other].strip() else []
    least = min((indent_of(lines[other]) for other in inside), default=0)
    rest = [other for other in inside if indent_of(lines[other]) == least]
    first = [other for other in inside if rest and other < rest[0]]
    if first and sum(indent_of(lines[other]) > least for other in inside) <= len(rest):
        deep = {other: " " * least + lines[other].lstrip(" ") for other in first}
        own = indent_of(lines[inside[0]])
        message = f"The first line of this text starts with {_spaces(own)}, the others with {least}."
        suspect = _at(inside[0], 0, own, "text-indent", message, f"Start it with {_spaces(least)}.")
        yield Mend(suspect, deep, sure=True)


def heading_at_edge(lines: list[str], stop: int) -> Iterator[Mend]:
    """A heading of a longer text that is not set in: at the edge, # starts a comment and ends the text."""
    number = next((at for at in range(stop, max(stop - FAR, -1), -1) if lines[at].startswith("##")), None)
    if number is not None:
        hint = "Put two spaces before it."
        suspect = _at(number, 0, len(lines[number]), "text-indent", _SET_IN, hint)
        yield Mend(suspect, {number: f"  {lines[number]}"}, sure=True)


def _at(number: int, start: int, end: int, code: str, message: str, hint: str) -> Suspect:
    return Suspect(number + 1, start + 1, max(start + 2, end + 1), code, message, hint)
