"""YAML as people type it: values as typed, what is refused, bounds, and what a file that was mended tells."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import yaml
from portrait_of import portrait_of

from kle_site import yamltext
from kle_site.document import Document
from kle_site.problems import Problem
from kle_site.yamltext import DEPTH, LIMIT, bounded, read

LARGE = 1024 * 1024


@pytest.fixture(autouse=True, params=["C", "Python"], name="loader")
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run every test of this module with PyYAML's C part and with its Python twin."""
    base = yaml.CBaseLoader if request.param == "C" else yaml.BaseLoader
    monkeypatch.setattr(yamltext, "LOADER", bounded(base))
    yield request.param


def reading(text: str, limit: int = LIMIT) -> tuple[Document | None, list[Problem]]:
    """Return what comes of reading a text."""
    return read("kles/ann-lee.yaml", text.encode(), limit=limit)


def told(text: str, limit: int = LIMIT) -> list[tuple[str, int, int]]:
    """Return the code, line and column of everything that is wrong with a text."""
    return [(problem.code, problem.line, problem.column) for problem in reading(text, limit)[1]]


def values(text: str) -> object:
    """Return the values of a text that has nothing wrong with it."""
    document, problems = reading(text)

    assert problems == []
    assert document is not None
    assert document.mended == set()

    return document.data


# --- values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "no",
        "Yes",
        "null",
        "~",
        "012345",
        "0x1F",
        "0o17",
        "12:30:45",
        "1_000",
        "1e3",
        ".inf",
        "2024-02-30",
        "=",
        "<<",
    ],
)
def test_a_value_stays_as_it_was_typed(typed: str) -> None:
    """Nothing that YAML would take for a number, a day or a truth is changed."""
    assert values(f"a: {typed}\nb: [{typed}]\n") == {"a": typed, "b": [typed]}


def test_texts_quotes_and_nothing() -> None:
    """Texts keep their lines, quotes are gone from what they held, and nothing is an empty word."""
    text = "a: |\n  One.\n\n  Two: 2\nb: 'it''s'\nc: \"x\\ty\"\nd:\ne: >\n  one\n  two\n"

    assert values(text) == {"a": "One.\n\nTwo: 2\n", "b": "it's", "c": "x\ty", "d": "", "e": "one two\n"}


def test_lists_and_fields() -> None:
    """Lists and fields inside one another come out as they stand, and a name may be in quotes."""
    text = '"a": [x, {b: y}]\nc:\n- d: e\n  f: []\n- {}\n'

    assert values(text) == {"a": ["x", {"b": "y"}], "c": [{"d": "e", "f": []}, {}]}


# --- bounds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "- a:\n"])
def test_lists_and_fields_may_be_as_deep_as_the_bound(opening: str) -> None:
    """As many lists or fields inside one another as the bound allows are read; more are told."""

    def nested(depth: int) -> str:
        if opening == "- a:\n":
            return "a:\n" + "".join(" " * level + "a:\n" for level in range(1, depth - 1))
        closing = {"[": "]", "{a: ": "}"}.get(opening, "")
        return f"a:\n  {opening * (depth - 2)}x{closing * (depth - 2)}\n"

    assert told(nested(DEPTH)) == []
    assert [code for code, _, _ in told(nested(DEPTH + 1))] == ["too-deep"]


@pytest.mark.parametrize("unit", ["- ", "[", "{a: ", "? ", '["]",', "- - ? ", "[{"])
def test_a_file_of_nothing_but_depth_is_told_at_once(unit: str) -> None:
    """100 KB of dashes or brackets neither crash the parser nor keep it busy."""
    start = time.process_time()

    assert {code for code, _, _ in told(unit * (102_000 // len(unit)), LARGE)} == {"too-deep"}
    assert time.process_time() - start < 2


def test_deep_lines_are_told_like_deep_brackets() -> None:
    """Depth by indentation is bounded like any other, and told where it goes too far."""
    text = "".join(" " * depth + "a:\n" for depth in range(200))

    assert told(text) == [("too-deep", DEPTH, DEPTH)]


def test_the_size_is_bounded_before_anything_is_read() -> None:
    """A file beyond the limit is not parsed at all, even if it could not be."""
    assert told("[" * (LIMIT + 1)) == [("too-big", 1, 1)]
    assert LIMIT == 32 * 1024


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("role: &Head of School", "anchor", 7),
        ("role: &a", "anchor", 7),
        ("a: [x, &b {c: d}]", "anchor", 8),
        ("&a b: c", "anchor", 1),
        ("role: !Head", "tag", 7),
        ("role: ! Head", "tag", 7),
        ("role: !!python/object/apply:os.system [ls]", "tag", 7),
        ("role: !<tag:example.org,2026:x> y", "tag", 7),
        ("!!map {a: b}", "tag", 1),
    ],
)
def test_anchors_and_tags_are_refused(text: str, code: str, column: int) -> None:
    """YAML's machinery is told where it stands, and the file is not judged further."""
    assert told(text) == [(code, 1, column)]
    assert reading(text)[0] is None


def test_an_alias_is_refused_with_its_anchor() -> None:
    """A file cannot be blown up: what an anchor holds is not even looked at."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    start = time.process_time()

    assert told(bomb) == [("anchor", line, 4) for line in range(1, 10)]
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "value", ["'&a'", '"*b"', "M&S", "5 ! 6", "a*b", "|\n  &a\n  !b\n  *c*", "x # &a", "[M&S, 1!, a*]"]
)
def test_signs_inside_words_mean_nothing(value: str) -> None:
    """&, * and ! only mean something at the start of a value that is not in quotes."""
    assert told(f"a: {value}\n") == []


@pytest.mark.parametrize(
    ("text", "line", "first"),
    [("a: 1\nb: 2\na: 3\n", 3, 1), ("x:\n  - {a: 1, 'a': 2}\n", 2, 2), ('a: 1\n\n# b\n"a":\n  b: 2\n', 4, 1)],
)
def test_a_name_that_stands_twice_is_told(text: str, line: int, first: int) -> None:
    """The second of two equal names is told, and where the first one is; the first one's value is kept."""
    document, (problem,) = reading(text)

    assert (problem.code, problem.line) == ("twice", line)
    assert problem.message == f"“a” stands twice: it is on line {first} already."
    assert document is not None
    assert document.data in ({"a": "1", "b": "2"}, {"x": [{"a": "1"}]}, {"a": "1"})


def test_a_name_that_stands_three_times_is_told_twice() -> None:
    """Each of the later ones is told."""
    assert told("a: 1\na: 2\na: 3\n") == [("twice", 2, 1), ("twice", 3, 1)]


@pytest.mark.parametrize("text", ["[a, b]: c\n", "{a: b}: c\n", "? - a\n  - b\n: c\n"])
def test_only_words_can_be_names(text: str) -> None:
    """A list or a set of fields cannot be a name."""
    assert [code for code, _, _ in told(text)] == ["odd-key"]
    assert reading(text)[0] is None


def test_special_spaces_before_a_name_are_told() -> None:
    """A name that begins with a no-break space is told, and not taken for another name."""
    assert told("a: b\n\u00a0\u00a0c: d\n") == [("odd-space", 2, 1)]
    assert reading("a: b\n\u00a0\u00a0c: d\n")[0] is None


@pytest.mark.parametrize("words", ["“Ann Lee”", "‘Ann’", "“St Mary’s”", "”Ann”", "‘St Mary’s’"])
def test_curly_quotes_round_a_value_are_told(words: str) -> None:
    """Curly quotes that were meant for straight ones are told; the value is read as if they were."""
    document, (problem,) = reading(f"role: x\nname: {words}\n")

    assert (problem.code, problem.line, problem.column) == ("curly-quotes", 2, 7)
    assert problem.hint == f'Use straight quotes, or none: "{words[1:-1]}"'
    assert document is not None
    assert (document.data["name"], document.mended) == (words[1:-1], {2})


@pytest.mark.parametrize(
    "words", ["“Reading” and “writing”", "’Twas", "the “three things”", "|\n  “All of it.”", "’", "“”x"]
)
def test_curly_quotes_that_belong_to_the_words_stay(words: str) -> None:
    """Quotation marks round a part of a value, or in a longer text, are the author's own."""
    assert told(f"name: {words}\n") == []


def test_every_curly_value_of_a_line_is_told() -> None:
    """Two values in curly quotes on one line are two slips."""
    assert told("a: [“x”, ‘y’]\n") == [("curly-quotes", 1, 5), ("curly-quotes", 1, 10)]


@pytest.mark.parametrize(
    "escape", [r"\u202e", r"\0", r"\e", r"\N", r"\L", r"\P", r"\x7f", r"\uFEFF", r"\u200b"]
)
def test_a_backslash_cannot_hide_a_character(escape: str) -> None:
    """What an escape in double quotes makes is looked at too, in values and in names."""
    assert told(f'a: "Ann{escape}Lee"\n') == [("hidden-character", 1, 4)]
    assert told(f'"a{escape}": Ann\n') == [("hidden-character", 1, 1)]


@pytest.mark.parametrize("escape", [r"\ud800", r"\udfff", r"\UFFFFFFFF", r"\U00110000"])
def test_an_escape_of_no_character_is_told(escape: str) -> None:
    """Half characters and numbers beyond the last one never get into a record."""
    document, problems = reading(f'a: "{escape}"\n')

    assert [problem.line for problem in problems] == [1]
    assert document is None or document.data == {"a": " "}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty-file", 1),
        ("\n\n", "empty-file", 1),
        ("\t\n \u00a0\n", "empty-file", 1),
        ("# only\n# comments\n", "empty-file", 1),
        ("---\n...\n", "empty-file", 1),
        ("''\n", "empty-file", 1),
        ("Ann Lee leads a school.\n", "no-fields", 1),
        ("\n\nAnn Lee\n", "no-fields", 3),
        ("- a: b\n", "no-fields", 1),
        ("[a, b]\n", "no-fields", 1),
        ("Ann Lee\n\nHead since 2012: twice\n", "no-fields", 1),
        ("<!DOCTYPE html>\n<title>x: y</title>\n", "no-fields", 1),
    ],
)
def test_a_file_without_fields_is_told(text: str, code: str, line: int) -> None:
    """A file that holds nothing, or words or a list in place of fields, is told as such."""
    assert [(told_code, told_line) for told_code, told_line, _ in told(text)] == [(code, line)]
    assert reading(text)[0] is None


# --- files that had to be mended --------------------------------------------------------------------------


def test_a_mended_file_is_read_for_the_rest() -> None:
    """With a slip mended, the rest of a file can be judged; the mended line is named as doubtful."""
    document, problems = reading("name: Ann: Lee\nrole: Head\n")

    assert [(problem.code, problem.line, problem.column) for problem in problems] == [("colon-inside", 1, 10)]
    assert document is not None
    assert (document.data, document.mended) == ({"name": "Ann: Lee", "role": "Head"}, {1})
    assert document.lines.lines[0] == "name: Ann: Lee"


def test_a_file_that_may_mean_something_else_is_not_judged() -> None:
    """Where a mend leaves something out, nothing else is said about the file."""
    document, problems = reading("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n")

    assert [problem.code for problem in problems] == ["conflict"]
    assert document is None


def test_slips_of_both_kinds_are_told_together() -> None:
    """What keeps a file from being read does not hide what is wrong in the rest of it."""
    assert sorted(told("a: 'it's'\nb: 1\nb: 2\nc: “x”\n")) == [
        ("curly-quotes", 4, 4),
        ("quote-inside", 1, 7),
        ("twice", 3, 1),
    ]


def test_nothing_else_is_told_of_a_mended_line() -> None:
    """What a mended line seems to say is ours as much as its author's."""
    assert told("a: x\nb: y: z\nb: y: z\n") == [("colon-inside", 2, 5), ("colon-inside", 3, 5)]


def test_what_nobody_can_explain_is_told_where_the_parser_stopped() -> None:
    """A file that no mend makes readable is told at the parser's own place."""
    assert told("a: {b: c}}}\nd: {e: [}\n{f: ]\n")[0][1] in {1, 2, 3}
    assert reading("a: {b: c}}}\nd: {e: [}\n{f: ]\n")[0] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("empty-file", 1, 1, 2)),
        ("# words\n", ("empty-file", 1, 1, 2)),
        ("\n- a b\n", ("no-fields", 2, 1, 6)),
        ("Ann Lee\n\nHead since 2012: twice\n", ("no-fields", 1, 1, 8)),
        ("a: [[[[[[[[[[[[[", ("too-deep", 1, 14, 15)),
        ("a: b\n- c\n", ("unreadable", 2, 1, 2)),
    ],
)
def test_what_is_told_of_a_whole_file_has_its_columns(text: str, expected: tuple[str, int, int, int]) -> None:
    """Even what is wrong with a whole file is shown somewhere in it."""
    (problem,) = reading(text)[1]

    assert expected == (problem.code, problem.line, problem.column, problem.end)


# --- places -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_count_them(ends: str) -> None:
    """A slip is on the same line whatever the line ends, with separators that YAML alone counts above it."""
    text = "# one\u2028two\n# three\x85four\nname: Ann\nname: Lee\n".replace("\n", ends)

    assert [row for row in told(text) if row[0] == "twice"] == [("twice", 4, 1)]


def test_columns_count_characters() -> None:
    """Letters beyond the first 65,536 are one column each."""
    assert told("{a: 👩🏽‍🍳👍, a: b}\n") == [("twice", 1, 12)]


def test_a_part_of_a_file_counts_from_its_first_line() -> None:
    """Front matter starts on the second line of its file, and is told with the file's lines."""
    _, problems = read("a.md", b"title: One\ntitle: Two\norder: x: y\n", first_line=2)

    assert [(problem.code, problem.line) for problem in problems] == [("colon-inside", 4), ("twice", 3)]
    assert problems[1].message == "“title” stands twice: it is on line 2 already."


def test_a_file_that_ends_too_early_is_told_on_its_last_line() -> None:
    """What is never closed is told in the file, not on the line after it."""
    assert told("name: Ann\nrole: {a: b\n") == [("open-bracket", 2, 7)]
    assert told("name: Ann\n? [\n") == [("open-bracket", 2, 3)]


def test_names_of_fields_help_to_find_a_missing_colon() -> None:
    """A line that begins with a field's name lacks its colon; other words may be words."""
    raw = portrait_of(("role: ", "role ")).encode()

    with_names = [problem.code for problem in read("a.yaml", raw, names=frozenset({"role"}))[1]]
    without = [problem.code for problem in read("a.yaml", raw)[1]]

    assert (with_names, without) == (["no-colon"], ["no-field"])
