"""The slips that show in the lines around them: what each looks like, and how it is mended."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

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
from kle_site.slips import Mend

NAMES = frozenset({"role", "schools", "portrait"})


def made(mends: Iterable[Mend], lines: list[str]) -> list[list[str]]:
    """Return every copy of some lines that the mends lead to."""
    return [mend.made_in(lines) for mend in mends]


def test_longer_texts_and_comments_are_not_searched() -> None:
    """Lines inside a text are the author's own; a line beside or left of its name is outside again."""
    lines = ["a: |", "  b: c", "", "    - d", "# e", "f: >-  # g", "  h", "i:", "  - |", "   j", "  - k"]

    assert list(outside_texts(lines)) == [0, 5, 7, 8, 10]


@pytest.mark.parametrize(
    ("line", "meant", "column"),
    [
        ("role Headteacher", "role: Headteacher", 5),
        ("role; Headteacher", "role: Headteacher", 5),
        ("role = Headteacher", "role: Headteacher", 5),
        ("  - role- Headteacher", "  - role: Headteacher", 9),
        ("schools", "schools:", 8),
        ("portrait |", "portrait: |", 9),
    ],
)
def test_a_name_without_its_colon(line: str, meant: str, column: int) -> None:
    """A line that begins with the name of a field, and no colon after it, lacks just that."""
    (mend,) = without_colon([line], 0, NAMES)

    assert (mend.made_in([line]), mend.suspect.code, mend.suspect.column) == ([meant], "no-colon", column)
    assert mend.suspect.hint == f"Write it like this: {meant.strip()}"


@pytest.mark.parametrize("line", ["role: Head", "roles Head", "Role Head", "we lead", "role:", "- name"])
def test_other_words_lack_no_colon(line: str) -> None:
    """Only the names of fields are taken for one."""
    assert list(without_colon([line], 0, NAMES)) == []


@pytest.mark.parametrize(
    ("line", "meant", "column"),
    [
        ("works_in: [swale, east", "works_in: [swale, east]", 11),
        ("works_in: [swale, east, ", "works_in: [swale, east]", 11),
        ("trust: {name: One", "trust: {name: One}", 8),
        ("consent: {scope: [name, notice: 1}", "consent: {scope: [name, notice: 1]}", 18),
        ("a: [[x]", "a: [[x]]", 4),
        ("a: [{b: c", "a: [{b: c}]", 4),
    ],
)
def test_a_bracket_that_is_never_closed(line: str, meant: str, column: int) -> None:
    """What was opened last is closed first, and the bracket that lacks its other half is pointed at."""
    (mend,) = with_open_bracket([line], 0)

    assert mend.made_in([line]) == [meant]
    assert (mend.suspect.column, mend.suspect.end) == (column, column + 1)


@pytest.mark.parametrize("line", ["a: [x]", "a: {b: [c]}", "a: ]", "a: x", ""])
def test_brackets_that_are_closed(line: str) -> None:
    """Brackets in pairs, or closed too often, are not open."""
    assert list(with_open_bracket([line], 0)) == []


def test_a_text_without_its_bar() -> None:
    """Words on the lines below a name, without | after it, are a text that lacks its bar."""
    lines = ["portrait: ", "", "  I lead a small school: this one.", "name: Ann"]
    (mend,) = without_bar(lines, 0)

    assert mend.made_in(lines)[0] == "portrait: |"
    assert (mend.suspect.code, mend.suspect.column, mend.sure) == ("no-bar", 9, True)
    assert mend.suspect.hint == "Write it like this: portrait: |"


def test_a_text_that_starts_beside_its_name() -> None:
    """Words that start on the name's own line and run on below cannot all be kept by a mend."""
    lines = ["portrait: I lead a small school", "  by the sea: this one."]
    (mend,) = without_bar(lines, 0)

    assert (mend.made_in(lines)[0], mend.sure) == ("portrait: |", False)
    assert (
        mend.suspect.hint == "Leave only portrait: | here; start the words on the next line, two spaces in."
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["schools:", "  - name: One and two and three and four"],
        ["availability:", "  status: open to all of you who ask"],
        ["availability:", "  status open"],
        ["name: Ann Lee", "role: Head of a school by the sea"],
        ["portrait: |", "  I lead a small school."],
        ["portrait:"],
        ["portrait:", "I lead a small school by the sea."],
    ],
)
def test_what_lacks_no_bar(lines: list[str]) -> None:
    """Fields, lists, a few words, and a text that has its bar are left alone."""
    assert list(without_bar(lines, 0)) == []


def test_words_at_the_edge_below_a_text() -> None:
    """Lines of a text that are not set in are told once, at the first of them, and all set in."""
    lines = ["portrait: |", "  I lead", "a school.", "", "We like it: a lot.", "name: Ann"]
    mend, blank = without_field(lines, 4)

    assert (mend.suspect.code, mend.suspect.line, mend.suspect.column) == ("text-indent", 3, 1)
    assert mend.made_in(lines)[2:5] == ["  a school.", "", "  We like it: a lot."]
    assert blank.made_in(lines)[2:5] == ["", "", ""]
    assert (mend.sure, blank.sure) == (False, False)


def test_words_beside_fields() -> None:
    """Words that go on from a value, or a field we cannot know, may be either."""
    lines = ["  - claim: A plan that staff followed", "    and governors understood.", "    year: 2024-25"]
    mend, _ = without_field(lines, 1)

    assert (mend.suspect.code, mend.suspect.line, mend.suspect.column) == ("no-field", 2, 5)
    assert mend.made_in(lines)[1] == "      and governors understood."


def test_words_below_fields_that_are_set_in() -> None:
    """What stands above is no text, so these words are no part of one."""
    mend, _ = without_field(["  - {kind: KLE}", "role Headteacher"], 1)

    assert (mend.suspect.code, mend.suspect.line) == ("no-field", 2)


@pytest.mark.parametrize("line", ["name: Ann", "- send", "", "# words", "]", "  }"])
def test_what_is_no_words_at_the_edge(line: str) -> None:
    """Fields, items, comments and closing brackets are no loose words."""
    assert list(without_field([line], 0)) == []


@pytest.mark.parametrize(
    ("lines", "stop", "meant"),
    [
        (["a:", "  b: 1", "   c: 2"], 2, ["a:", "  b: 1", "  c: 2"]),
        (["a:", "  - b: 1", "   c: 2"], 2, ["a:", "  - b: 1", "    c: 2"]),
        (["a: |", "  One", " two"], 2, ["a: |", "  One", "  two"]),
        (["a:", "  - b: 1", "    c: 2", "   - d: 3"], 3, ["a:", "  - b: 1", "    c: 2", "  - d: 3"]),
        (["a: 1", " b: 2"], 1, ["a: 1", "b: 2"]),
        (["  a: 1", "b: 2"], 1, ["a: 1", "b: 2"]),
        (["a:", " b: 1", "  c: 2", "  d: 3"], 2, ["a:", "  b: 1", "  c: 2", "  d: 3"]),
        (["a:", "   - b: 1", "    c: 2", "    d: 3"], 2, ["a:", "  - b: 1", "    c: 2", "    d: 3"]),
        (["a:", "b: 1", "  c: 2", "d: 3"], 2, ["a:", "  b: 1", "  c: 2", "d: 3"]),
    ],
)
def test_a_line_out_of_line(lines: list[str], stop: int, meant: list[str]) -> None:
    """A line may move to where a neighbour starts; the first of a block may move to where the others do."""
    assert meant in made(out_of_line(lines, stop), lines)


@pytest.mark.parametrize(("line", "meant"), [(" c: 2", "c: 2"), (" words", "  words")])
def test_between_two_places_a_field_moves_out_and_words_move_in(line: str, meant: str) -> None:
    """Halfway between two neighbours, a field goes with the outer one, and words with the inner one."""
    assert made(out_of_line(["a:", "  b: 1", line], 2), ["a:", "  b: 1", line])[0][2] == meant


def test_the_line_to_line_up_with_is_named() -> None:
    """The reader is told how many spaces there are, and how many another line has."""
    mend = next(out_of_line(["a:", "  b: 1", "     c: 2"], 2))

    assert (mend.suspect.line, mend.suspect.column, mend.suspect.end) == (3, 1, 6)
    assert mend.suspect.message == "This line starts with 5 spaces, line 2 above with 2."
    assert mend.suspect.hint == "If they belong together, start it with 2 spaces."


@pytest.mark.parametrize(("lines", "stop"), [(["", "a: 1"], 0), (["# a", "  # b"], 1), (["a: 1", "b: 2"], 1)])
def test_nothing_to_line_up(lines: list[str], stop: int) -> None:
    """Empty lines and comments may start anywhere, and what is in line is not moved."""
    assert made(out_of_line(lines, stop), lines) == []


@pytest.mark.parametrize("more", [[], ["  We like it."]])
def test_a_text_whose_first_line_starts_deep(more: list[str]) -> None:
    """A first line set in like a printed paragraph's is moved to where the others start."""
    lines = ["portrait: |", "     I lead", "", "  a school.", *more, "name: Ann"]
    (mend,) = starting_deep(lines, 0)

    assert mend.made_in(lines)[1] == "  I lead"
    assert (mend.suspect.line, mend.suspect.column, mend.suspect.end) == (2, 1, 6)
    assert mend.suspect.message == "The first line of this text starts with 5 spaces, the others with 2."


@pytest.mark.parametrize(
    "lines",
    [
        ["portrait: |", "  One", "  two"],
        ["portrait: |", "  One", "  two", " three"],
        ["portrait: |", "  One", "    two"],
        ["portrait: |"],
        ["portrait:", "    One", "  two"],
    ],
)
def test_a_text_that_starts_as_it_goes_on(lines: list[str]) -> None:
    """A text whose lines agree, or whose one odd line is a later one, does not start deep."""
    assert list(starting_deep(lines, 0)) == []


def test_a_heading_at_the_edge() -> None:
    """At the edge, # starts a comment and ends the text; with two spaces it is the heading that was meant."""
    lines = ["portrait: |", "  One", "## Two", "  three"]
    (mend,) = heading_at_edge(lines, 3)

    assert (mend.made_in(lines)[2], mend.sure) == ("  ## Two", True)
    assert (mend.suspect.line, mend.suspect.column, mend.suspect.end) == (3, 1, 7)
    assert list(heading_at_edge(["# one", "a: b"], 1)) == []
