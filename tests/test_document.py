"""Where values stand in a file: spans of names and values, and places inside longer texts."""

from __future__ import annotations

import unicodedata

import pytest

from kle_site.document import Document, Lines, Span
from kle_site.problems import Where
from kle_site.yamltext import read

TEXT = """\
name: Ann Lee
schools:
  - name: One
    urn: 900001
  - {name: Two, urn: 900002}
works_in: [swale, east]
trust:
  name: Example Trust
role:
contact: {email: office@school.example}
"""


def document_of(text: str, first_line: int = 1) -> Document:
    """Return a text as a document; there is nothing wrong with it."""
    document, problems = read("kles/ann-lee.yaml", text.encode(), first_line=first_line)

    assert problems == []
    assert document is not None

    return document


@pytest.mark.parametrize(
    ("where", "key", "expected"),
    [
        (("name",), False, Span(1, 7, 14)),
        (("name",), True, Span(1, 1, 5)),
        (("schools", 0, "urn"), False, Span(4, 10, 16)),
        (("schools", 0, "urn"), True, Span(4, 5, 8)),
        (("schools", 1, "name"), False, Span(5, 12, 15)),
        (("works_in", 1), False, Span(6, 19, 23)),
        (("works_in",), False, Span(6, 11, 24)),
        (("contact",), False, Span(10, 10, 40)),
        (("contact", "email"), True, Span(10, 11, 16)),
    ],
)
def test_values_and_names_are_found(where: Where, key: bool, expected: Span) -> None:
    """A value, or its name, is found at its line and columns."""
    assert expected == document_of(TEXT).span(where, key=key)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (("schools",), Span(2, 1, 8)),
        (("trust",), Span(7, 1, 6)),
        (("schools", 0), Span(3, 5, 14)),
        ((), Span(1, 1, 14)),
    ],
)
def test_fields_on_lines_of_their_own_are_shown_by_their_name(where: Where, expected: Span) -> None:
    """Lines of fields or of a list are shown by their name; where there is none, by the first of them."""
    assert expected == document_of(TEXT).span(where)


def test_an_empty_value_is_one_column_wide() -> None:
    """Where nothing is written, the place is just behind the colon."""
    assert Span(9, 6, 7) == document_of(TEXT).span(("role",))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (("urn",), Span(1, 1, 14)),
        (("trust", "uid"), Span(7, 1, 6)),
        (("schools", 2), Span(2, 1, 8)),
        (("schools", 0, "phase"), Span(3, 5, 14)),
        (("name", "first"), Span(1, 1, 5)),
        (("works_in", "swale"), Span(6, 1, 9)),
    ],
)
def test_what_is_missing_is_shown_by_what_should_hold_it(where: Where, expected: Span) -> None:
    """A place that does not exist is shown by the name, or else the first line, of what it should be in."""
    assert expected == document_of(TEXT).span(where)


def at(document: Document, line: int, column: int) -> str:
    """Return the words of a file that a place in its portrait leads to."""
    span = document.inside(("portrait",), line, column)
    return document.lines.lines[span.line - 1][span.column - 1 : span.end - 1]


WORDS = "I lead a small school.\n\nWrite to ann@example.org soon.\nSiân says e\u0301tude here."


def shaped(style: str) -> str:
    """Return a file that holds the same words in one of YAML's shapes."""
    lines = WORDS.split("\n")
    body = "\n".join(f"  {line}" if line else "" for line in lines)
    return {
        "|": f"portrait: |\n{body}\nname: Ann\n",
        "| with a comment, set in by 2": f"portrait: |2- # words\n\n\n{body}\n\nname: Ann\n",
        "| at the end of the file": f"name: Ann\nportrait: |\n{body}",
        ">": "portrait: >\n" + body.replace("\n  Siân", "\n\n  Siân") + "\nname: Ann\n",
        "plain": f"portrait: {lines[0]}\n\n  {lines[2]}\n\n  {lines[3]}\nname: Ann\n",
        "plain in brackets": f"{{portrait: {lines[0]}\n\n  {lines[2]}\n\n  {lines[3]},\n name: Ann}}\n",
        "'": f"portrait: 'Ann''s. {lines[0]}\n\n  {lines[2]}\n\n  {lines[3]}'\nname: Ann\n",
        '"': f'portrait: "\\"A.\\" {lines[0]}\n\n  {lines[2]}\n\n  {lines[3]}"\nname: Ann\n',
    }[style]


@pytest.mark.parametrize("composed", [True, False], ids=["accents composed", "accents apart"])
@pytest.mark.parametrize(
    "style",
    [
        "|",
        "| with a comment, set in by 2",
        "| at the end of the file",
        ">",
        "plain",
        "plain in brackets",
        "'",
        '"',
    ],
)
def test_a_place_inside_a_text_is_found_in_every_shape(style: str, composed: bool) -> None:
    """However YAML lays a text out, a line and column of the record's text lead to the file's same words."""
    form = unicodedata.normalize("NFC" if composed else "NFD", shaped(style))
    document = document_of(form)
    kept = unicodedata.normalize("NFC", document.data["portrait"]).strip().split("\n")
    places = {
        word: (number, line.index(word) + 1)
        for number, line in enumerate(kept, start=1)
        for word in ("ann@example.org", "étude", "lead")
        if word in line
    }

    assert {word: word for word in places} == {
        word: unicodedata.normalize("NFC", at(document, *place)) for word, place in places.items()
    }
    assert len(places) == 3


def test_a_text_with_escapes_is_shown_whole() -> None:
    """Where letters are written as escapes, counting them is uncertain, so the whole value is shown."""
    document = document_of('portrait: "Si\\xE2n, write to ann@example.org"\n')

    assert document.span(("portrait",)) == document.inside(("portrait",), 1, 16)


@pytest.mark.parametrize("place", [(1, 1), (99, 1), (1, 99), (99, 99)])
def test_a_place_beyond_a_text_still_exists(place: tuple[int, int]) -> None:
    """A line or column that the text does not have leads to its last word, never out of the file."""
    document = document_of("portrait: |\n  One two\nname: Ann\n")

    assert at(document, *place) == ("One" if place == (1, 1) else "o")


def test_a_place_inside_what_is_no_text_is_the_whole_of_it() -> None:
    """A list has no lines of words."""
    document = document_of(TEXT)

    assert document.span(("works_in",)) == document.inside(("works_in",), 1, 3)


def test_a_problem_quotes_its_line() -> None:
    """A problem carries the line it stands on, counted from the first line of the file."""
    lines = Lines("guidance/index.md", ["title: One", "order: x", ""], first=2)
    problem = lines.problem(Span(2, 8, 9), "number", "No number.", "Write one.", "advice")

    assert (problem.path, problem.line, problem.excerpt) == ("guidance/index.md", 3, "order: x")
    assert (problem.column, problem.end, problem.severity) == (8, 9, "advice")


@pytest.mark.parametrize("lines", [["one", "two: x", ""], ["one", "two: x"], ["two: x", ""]])
def test_the_end_of_a_file_is_the_end_of_its_last_line(lines: list[str]) -> None:
    """No editor shows the empty line behind the last line end, so no problem stands there."""
    behind = Span(len(lines) + 1 - (not lines[-1]), 1, 2)
    problem = Lines("a.yaml", lines).problem(behind, "open-quote", "Open.")

    assert (problem.line, problem.column, problem.end) == (lines.index("two: x") + 1, 7, 8)
    assert problem.excerpt == "two: x"


def test_a_place_in_a_mended_line_is_told_in_the_line_as_it_stands() -> None:
    """A mend may have made the line longer: the place is then the end of the one in the file."""
    problem = Lines("a.yaml", ["former_urns{"]).problem(Span(1, 15, 16), "open-bracket", "Open.")

    assert (problem.column, problem.end) == (13, 14)


def test_an_empty_file_has_one_line() -> None:
    """There is a place even in a file without a byte."""
    problem = Lines("a.yaml", [""]).problem(Span(1, 1, 2), "empty-file", "Empty.")

    assert (problem.line, problem.column, problem.end) == (1, 1, 2)
