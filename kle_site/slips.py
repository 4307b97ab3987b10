"""The slips that people make on one line of YAML: a pattern, its words, and the line as it was meant.

A pattern may be blunt, for it never refuses a file: `suspects` asks only after a parser has failed, and
blames a slip only when mending it lets the parser read on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A slip found: line and columns from 1, `end` one past."""

    line: int
    column: int
    end: int
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Mend:
    """A suspect, and the lines (numbered from 0) that differ in a copy of the file without it."""

    suspect: Suspect
    changed: dict[int, str]
    sure: bool
    """Do the changed lines say all that was meant, so that the rest of the file can be judged?"""

    def made_in(self, lines: list[str]) -> list[str]:
        """Return a copy of the lines with this slip mended."""
        return [self.changed.get(number, line) for number, line in enumerate(lines)]


@dataclass(frozen=True, slots=True)
class Slip:
    """One kind of slip. The group `at` of its pattern is where the caret goes."""

    code: str
    pattern: re.Pattern[str]
    message: str
    hint: str
    """What to type; `{line}` stands for the mended line, `{spaces}` for the spaces it starts with."""
    mend: Callable[[Match], str]
    """Returns the line as it was meant."""
    sure: bool = True
    """As in Mend."""
    everywhere: bool = False
    """Is it made on many lines at once? Then they are mended and told together."""


def _quoted(match: Match) -> str:
    """The value between quotation marks that cannot be misread."""
    value, rest = match["value"].rstrip(), match.string[match.end("value") :]
    if len(value) > 1 and value[0] in "'\"" and value[0] == value[-1]:
        value = value[1:-1]
    elif value[0] in "'\"" and value.count(value[0]) == 1:
        value = value[1:]
    plain = '"' not in value and "\\" not in value
    safe = f'"{value}"' if plain else "'" + value.replace("'", "''") + "'"
    return match.string[: match.start("value")] + safe + rest


def _put(text: str) -> Callable[[Match], str]:
    """What stands under the caret replaced by `text`."""
    return lambda match: match.string[: match.start("at")] + text + match.string[match.end("at") :]


def _after(text: str) -> Callable[[Match], str]:
    """`text` put after what stands under the caret."""
    return lambda match: match.string[: match.end("at")] + text + match.string[match.end("at") :]


def _spaced(match: Match) -> str:
    """Tabs and special spaces before, or after a dash or a colon, replaced by plain ones."""
    lead = re.sub(r"(?<=[-:])\s+", " ", match[0])
    return re.sub(r"[^\S ]", " ", lead.replace("\t", "  ")) + match.string[match.end() :]


_ODD_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_VALUE = r"^ *(?:- +)*(?:[\w-]+ *: +)?"
"""What stands before a value on its line."""
_INSIDE = r"[\[{,] *(?:[\w-]+ *: +)?"
"""What stands before a value between brackets."""
_FLAT = r"\[[^\[\]]*\]|\{[^{}]*\}"
_SO = "Write it like this: {line}"

SLIPS = (
    Slip(
        "conflict",
        re.compile(r"^(?P<at>(?:<{7}|\|{7}|={7}|>{7})(?: .*)?)$"),
        "Two people changed this file at once, and git’s marks of that are still in it.",
        "Keep the words you want, and delete the lines that start with <<<<<<<, ======= and >>>>>>>.",
        _put(""),
        sure=False,
        everywhere=True,
    ),
    Slip(
        "fence",
        re.compile(r"^ *(?P<at>```.*)$"),
        "Three backticks stand here, as a chat or a web page puts them round a file.",
        "Delete this line.",
        _put(""),
        everywhere=True,
    ),
    Slip(
        "tab",
        re.compile(r"^ *(?P<at>\t+)[ \t]*"),
        "There is a tab at the start of this line. Only spaces work here.",
        "Delete it and press the space bar {spaces} times.",
        _spaced,
        everywhere=True,
    ),
    Slip(
        "tab",
        re.compile(r"^(?P<at>\t+)[ \t]*"),
        "There is a tab at the start of this line, which should start at the edge.",
        "Delete the tab.",
        lambda match: match.string[match.end() :],
        everywhere=True,
    ),
    Slip(
        "tab",
        re.compile(r"^ *-(?P<at>\t+)[ \t]*"),
        "There is a tab after this dash. Only a space works here.",
        _SO,
        _spaced,
        everywhere=True,
    ),
    Slip(
        "odd-space",
        re.compile(rf"^ *(?:- *)?(?:[\w-]+:)?(?P<at>[{_ODD_SPACE}]+)[ {_ODD_SPACE}]*"),
        "This gap is made of special spaces, which come from Word or a web page.",
        "Delete the gap and press the space bar instead.",
        _spaced,
        everywhere=True,
    ),
    Slip(
        "second-document",
        re.compile(r"^(?P<at>---|\.\.\.)(?=\s|$)"),
        "This line marks the end of the file, but more follows.",
        "Delete the line. A second portrait needs a file of its own.",
        _put(""),
        sure=False,
    ),
    Slip(
        "bullet",
        re.compile(r"^ *(?P<at>[–—‒•‣◦▪●·*]) *"),
        "This list has a dash or bullet as Word makes them.",
        "Type a plain dash and a space: {line}",
        lambda match: match.string[: match.start("at")] + "- " + match.string[match.end() :],
        everywhere=True,
    ),
    Slip(
        "dash-space",
        re.compile(r"^ *(?P<at>-)(?=[^\s-])"),
        "The dash of a list needs a space after it.",
        _SO,
        _after(" "),
        everywhere=True,
    ),
    Slip(
        "colon-space",
        re.compile(r"^ *(?:- +)?[a-z_]+(?P<at>:)(?!//)(?=[^\s:])"),
        "The colon after a field’s name needs a space after it.",
        _SO,
        _after(" "),
        everywhere=True,
    ),
    Slip(
        "quote-inside",
        re.compile(_VALUE + r"(?P<value>'[^']*(?P<at>')(?=[^\s#,\]}'])[^#]*)"),
        "The apostrophe here ends the quotation that began before it.",
        _SO,
        _quoted,
    ),
    Slip(
        "quote-inside",
        re.compile(_INSIDE + r"(?P<value>'[^']*(?P<at>')(?=[^\s#,\]}'])[^,\]}]*)"),
        "The apostrophe here ends the quotation that began before it.",
        _SO,
        _quoted,
    ),
    Slip(
        "quote-inside",
        re.compile(_VALUE + r'(?P<value>"(?:[^"\\]|\\.)*(?P<at>")(?=\s*[^\s#,\]}:])[^#]*)'),
        "This quotation mark ends the value, but more words follow.",
        _SO,
        _quoted,
    ),
    Slip(
        "open-quote",
        re.compile(_VALUE + r'(?P<value>(?P<at>")[^"]*)$'),
        "This quotation mark is never closed.",
        "Close it at the end of the value, or delete it.",
        _quoted,
    ),
    Slip(
        "open-quote",
        re.compile(_VALUE + r"(?P<value>(?P<at>')[^']*)$"),
        "This quotation mark is never closed.",
        'If it is an apostrophe, put the whole value in "double quotes". If not, close it at the end.',
        _quoted,
    ),
    Slip(
        "open-quote",
        re.compile(_INSIDE + r"(?P<value>(?P<at>[\"'])[^\"',\[\]{}]*)(?=[,\]}][^\"']*$)"),
        "This quotation mark is never closed.",
        _SO,
        _quoted,
    ),
    Slip(
        "backslash",
        re.compile(_VALUE + r'(?P<value>"[^"]*(?P<at>\\[^\\0abtnvfre "/N_LPxuU]).*)$'),
        "A backslash between double quotes has a special meaning.",
        _SO,
        _quoted,
    ),
    Slip(
        "special-start",
        re.compile(_VALUE + r"(?P<value>(?P<at>[@`%*&!]).*)$"),
        "A value that starts with this character has a special meaning.",
        _SO,
        _quoted,
    ),
    Slip(
        "block-start",
        re.compile(r"^ *(?:- +)?[\w-]+: *(?P<at>[|>][+-]?\d? *[^\s\d+#-].*)$"),
        "Words stand on the same line as the | that starts a longer text.",
        "Leave only the | here and start the words on the next line, two spaces in.",
        _put("|"),
    ),
    Slip(
        "no-comma",
        re.compile(r"[{,] *[\w-]+: [^,{}\[\]\"':]*[^\s,{}\[\]\"':](?P<at> +)[a-z_]+: "),
        "A comma is missing here, between two fields.",
        _SO,
        _put(", "),
    ),
    Slip(
        "colon-inside",
        re.compile(r"[{,] *[\w-]+: +(?P<value>[^,{}\[\]\"']*?(?P<at>:) [^,{}\[\]]*)"),
        "A colon inside a value makes it look like a second field.",
        _SO,
        _quoted,
    ),
    Slip(
        "colon-inside",
        re.compile(r"^ *(?:- +)*[\w-]+ *: +(?P<value>(?![\"'\[{|>])[^#]*?\S(?P<at>:)(?: .*)?)$"),
        "A colon inside a value makes it look like a second field.",
        _SO,
        _quoted,
    ),
    Slip(
        "after-bracket",
        re.compile(_VALUE + rf"(?:\[[^\[\]{{}}]*\]|\{{(?:[^\[\]{{}}]|{_FLAT})*\}})(?P<at> *[^\s#].*)$"),
        "Something stands after the closing bracket.",
        "Move it between the brackets, or delete it.",
        _put(""),
    ),
)


def slips_on(line: str) -> Iterator[tuple[Slip, Match]]:
    """Yield the slips that a line looks like."""
    for slip in SLIPS:
        match = slip.pattern.search(line)
        if match:
            yield slip, match


def indent_of(line: str) -> int:
    """Return how many spaces a line starts with."""
    return len(line) - len(line.lstrip(" "))
