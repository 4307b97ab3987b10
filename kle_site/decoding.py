"""Bytes as they lie on a disk → text with LF line ends and nothing hidden in it, or what is wrong with them.

GitHub and editors count lines by LF and CR alone, while parsers count more: what they would count differently
is gone before anything is parsed, so that every line number told is the one that the reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kle_site.phrases import said
from kle_site.problems import Problem

# What no editor shows: controls, line separators that GitHub does not count as lines, marks that turn the
# direction of text, zero-width spaces. Joiners U+200C and U+200D stay: some scripts and emoji need them.
# Half characters (surrogates) cannot be saved, but an escape in a value can make one.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)

# “é” saved as UTF-8 and then opened as an old Windows encoding is “Ã©”, and “–” is “â€“”.
GARBLED = re.compile("[ÂÃ][\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘“•–—˜™š›œžŸ]|â€.?|\ufffd")
# How either starts.
_ODD = "ÂÃâ\ufffd"

_SAVE_AS = "In Notepad: File, Save As, Encoding: UTF-8. Nothing else needs to change."
_PLAIN_EDITOR = "Open a new file in Notepad or another plain editor, put the words there and save that."

_OTHER_FILES = (
    (b"PK\x03\x04", "a Word document or another packed file"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "a rich text document"),
    (b"%PDF", "a PDF"),
    (b"\xff\xd8\xff", "a photo"),
    (b"\x89PNG", "a picture"),
)
"""How files start that people send in place of plain text."""


def decode(path: str, raw: bytes, *, limit: int) -> tuple[str | None, list[Problem]]:
    """Return the text of a file of at most `limit` bytes, or None if it is no text, and what is wrong."""
    if len(raw) > limit:
        return None, [_whole(path, *said("too-big", most=f"{limit // 1024:,}"))]
    for start, what in _OTHER_FILES:
        if raw.startswith(start):
            message = f"This is {what}, not a file of plain text."
            return None, [_whole(path, "not-text", message, _PLAIN_EDITOR)]
    # In UTF-16, every other byte of English is 0. One 0 in a text is a hidden character like any other.
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw[:64].count(0) > 16:
        message = "This file is saved as UTF-16, or is not a text file at all; we read UTF-8."
        return None, [_whole(path, "encoding", message, _SAVE_AS)]
    try:
        text = _with_lf(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return None, [_not_utf8(path, raw, error.start)]
    # Nothing hidden is printable, and Python knows at once whether all of a text is.
    shown = text.replace("\n", "").isprintable() or not HIDDEN.search(text)
    if shown and not any(odd in text for odd in _ODD):
        return text, []
    problems = [*_lines_with(HIDDEN, _hidden, path, text), *_lines_with(GARBLED, _garbled, path, text)]
    return HIDDEN.sub(" ", text), problems


def _with_lf(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _whole(path: str, code: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, 1, 2, code, message, hint)


def _not_utf8(path: str, raw: bytes, at: int) -> Problem:
    """Return the place of the first byte that is not UTF-8, named as the letter that old Windows shows."""
    before = _with_lf(raw[:at].decode("utf-8"))
    line_start = before.rfind("\n") + 1
    line, column = before.count("\n") + 1, len(before) - line_start + 1
    rest = re.split(rb"[\r\n]", raw[at:], maxsplit=1)[0].decode("cp1252", errors="replace")
    message = f"The character “{rest[0]}” here is not saved as UTF-8; it looks like an old Windows encoding."
    excerpt = before[line_start:] + rest
    return Problem(path, line, column, column + 1, "encoding", message, _SAVE_AS, excerpt=excerpt)


def _lines_with(
    odd: re.Pattern[str], words: Callable[[str], tuple[str, str, str]], path: str, text: str
) -> Iterator[Problem]:
    """Yield one problem for each line that holds something odd, at its first place."""
    for number, line in enumerate(text.split("\n"), start=1):
        found = odd.search(line)
        if found:
            code, message, hint = words(found.group())
            start, end = found.start() + 1, found.end() + 1
            yield Problem(path, number, start, end, code, message, hint, excerpt=line)


def _hidden(character: str) -> tuple[str, str, str]:
    message = f"There is a hidden character here (U+{ord(character):04X}). It often comes with copied text."
    return "hidden-character", message, "Delete the words around it and type them again."


def _garbled(found: str) -> tuple[str, str, str]:
    if found == "\ufffd":
        return said("lost-letter")
    try:
        meant = found.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return said("garbled-unknown", found=found)
    return said("garbled", found=found, meant=meant)
