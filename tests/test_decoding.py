"""Bytes → text: sizes, encodings, line ends and what no editor shows."""

from __future__ import annotations

import sys

import pytest

from kle_site.decoding import HIDDEN, decode
from kle_site.problems import Problem


def decoded(raw: bytes) -> tuple[str | None, list[Problem]]:
    """Return what becomes of a file of at most 2 KB."""
    return decode("kles/ann-lee.yaml", raw, limit=2048)


def test_line_ends_become_lf() -> None:
    """The line ends of Windows and old Macs end lines too, and a byte order mark is no letter."""
    assert decoded(b"\xef\xbb\xbfone\r\ntwo\rthree\nfour\r\r\n") == ("one\ntwo\nthree\nfour\n\n", [])


def test_a_file_at_the_limit_is_read() -> None:
    """A file of exactly the limit is read; a byte more is told, whatever the rest is."""
    assert decoded(b"x" * 2048) == ("x" * 2048, [])

    text, (problem,) = decoded(b"x" * 2049)

    assert (text, problem.code, problem.line, problem.column, problem.end) == (None, "too-big", 1, 1, 2)
    assert problem.message == "This file is larger than 2 KB, the most that we read."


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"PK\x03\x04\x14\x00", "a Word document or another packed file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Word document"),
        (b"{\\rtf1\\ansi", "a rich text document"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xff\xd8\xff\xe0", "a photo"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_other_kinds_of_file_are_named(raw: bytes, what: str) -> None:
    """Who sends a Word document, a PDF or a picture as a portrait is told that it is one."""
    text, (problem,) = decoded(raw)

    assert (text, problem.code) == (None, "not-text")
    assert problem.message == f"This is {what}, not a file of plain text."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_told(encoding: str) -> None:
    """UTF-16, with or without its mark, is told as such and with the way to mend it."""
    text, (problem,) = decoded("name: Ann Lee\nrole: Headteacher\n".encode(encoding))

    assert (text, problem.code) == (None, "encoding")
    assert problem.hint == "In Notepad: File, Save As, Encoding: UTF-8. Nothing else needs to change."


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_old_windows_encodings_are_told_at_their_letter(ends: bytes) -> None:
    """The first byte that is not UTF-8 is told with its place and the letter it was meant to be."""
    raw = b"\xef\xbb\xbfname: \xc3\x81nn\nrole: \xc3\xa9\xe9 \xe8\nconfirmed: x\n".replace(b"\n", ends)
    text, (problem,) = decoded(raw)

    assert (text, problem.code, problem.line, problem.column, problem.end) == (None, "encoding", 2, 8, 9)
    assert problem.message.startswith("The character “é” here is not saved as UTF-8")
    assert problem.excerpt == "role: éé è"


def test_a_byte_without_a_letter_is_told_all_the_same() -> None:
    """A byte that stands for nothing in old Windows either is shown as �."""
    _, (problem,) = decoded(b"name: \x81\n")

    assert problem.message.startswith("The character “�” here")


@pytest.mark.parametrize(
    "character",
    "\0\x07\x0b\x0c\x1b\x7f\x85\xad\u061c\u200b\u200e\u2028\u2029\u202e\u2060\u2066\ufeff\ufffa\ufffe\uffff\U000e0041",
)
def test_hidden_characters_are_told_and_taken_out(character: str) -> None:
    """What no editor shows is told by its number and read as a space, so that no line is counted twice."""
    text, (problem,) = decoded(f"one\ntwo {character}{character} and\nthree".encode())

    assert text == "one\ntwo    and\nthree"
    assert (problem.code, problem.line, problem.column, problem.end) == ("hidden-character", 2, 5, 6)
    assert f"(U+{ord(character):04X})" in problem.message


def test_each_line_with_a_hidden_character_is_told_once() -> None:
    """A line with five hidden characters is one thing to mend; two lines are two."""
    _, problems = decoded("\u200ba\u200bb\u200b\n\nc\u200b\n".encode())

    assert [(problem.line, problem.column) for problem in problems] == [(1, 1), (3, 2)]


def test_nothing_hidden_is_printable() -> None:
    """Where every character is printable, none of the hidden is looked for."""
    characters = map(chr, range(sys.maxunicode + 1))
    assert not [character for character in characters if HIDDEN.match(character) and character.isprintable()]


@pytest.mark.parametrize(
    "text", ["\tname", "می\u200cخواهم", "👩🏽\u200d🍳", "a\u00a0b", "e\u0301", "\u3000", "❤\ufe0f"]
)
def test_joiners_accents_and_wide_spaces_stay(text: str) -> None:
    """Joiners that scripts and emoji need, accents on their own, tabs and visible spaces are left alone."""
    assert decoded(text.encode()) == (text, [])


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("SiÃ¢n", 3, "Type “â” in its place."),
        ("ZoÃ«", 3, "Type “ë” in its place."),
        ("governorsâ€™", 10, "Type “’” in its place."),
        ("2012 â€“ 2018", 6, "Type “–” in its place."),
        ("Â£100", 1, "Type “£” in its place."),
        ("cutâ€", 4, "Delete it and type the letter again."),
        ("Si\ufffdn", 3, "Type the letter again."),
    ],
)
def test_garbled_letters_are_told_with_what_was_meant(text: str, column: int, hint: str) -> None:
    """Letters saved in one encoding and opened in another are told, with the letter to type."""
    read, (problem,) = decoded(f"name\n{text}".encode())

    assert read == f"name\n{text}"
    assert (problem.code, problem.line, problem.column, problem.hint) == ("garbled", 2, column, hint)


@pytest.mark.parametrize("text", ["SÃO PAULO", "GRÂCE", "Â", "“IRMÃ”", "château €5", "Ãlvaro", "côté »"])
def test_letters_that_only_look_garbled_are_left_alone(text: str) -> None:
    """Capitals with a tilde or a circumflex are letters of real names."""
    assert decoded(text.encode()) == (text, [])


def test_hidden_and_garbled_are_both_told() -> None:
    """A file can have both."""
    _, problems = decoded("SiÃ¢n \u200b".encode())

    assert {problem.code for problem in problems} == {"hidden-character", "garbled"}
