"""Who is to blame: only slips whose mending lets the parser read on, all of them, each once."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import yaml
from portrait_of import portrait_of

from kle_site.suspects import CHARACTERS, TRIES, Diagnosis, diagnose, first_words


def stops_at(lines: list[str]) -> int | None:
    """Return the line where PyYAML stops, as the reader of files does."""
    try:
        yaml.compose("\n".join(lines), Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        assert mark is not None
        return mark.line
    return None


def diagnosed(text: str) -> Diagnosis:
    """Return what comes of a text that cannot be read."""
    lines = text.split("\n")
    failed = stops_at(lines)

    assert failed is not None

    return diagnose(lines, failed, stops_at, frozenset({"role"}))


def told(text: str) -> list[tuple[str, int]]:
    """Return the codes and lines of the slips found in a text."""
    return [(suspect.code, suspect.line) for suspect in diagnosed(text).found]


def test_the_slip_is_told_and_not_the_place_where_reading_stopped() -> None:
    """A quotation mark that is never closed is told on its line, however far down the parser stopped."""
    text = portrait_of(("role: ", 'role: "'))

    assert stops_at(text.split("\n")) != 3
    assert told(text) == [("open-quote", 4)]


def test_what_only_looks_like_a_slip_is_not_blamed() -> None:
    """Good lines that look odd stay unmentioned: mending them does not help."""
    text = "a: [x,\n  y]\nb: \"c\n  d\"\n-e: f\ng: 'h\n  i'\nj: k: l\n"

    assert told(text) == [("colon-inside", 8)]


def test_several_slips_are_told_in_one_go() -> None:
    """After a slip is mended reading goes on, and the next one is found."""
    done = diagnosed("a: b: c\nd: 'e's'\n-f: [g\nh:\n\ti: j\nrole Head\nk: l\n")

    assert sorted((suspect.line, suspect.code) for suspect in done.found) == [
        (1, "colon-inside"),
        (2, "quote-inside"),
        (3, "open-bracket"),
        (5, "tab"),
        (6, "no-colon"),
    ]
    assert (done.sure, stops_at(done.lines)) == (True, None)
    assert done.touched == {1, 2, 3, 5, 6}


def test_slips_on_neighbouring_lines_are_each_told() -> None:
    """A colon in a claim and one in its evidence are two things to mend."""
    assert told("a: b: c\nd: e: f\ng: 'h'i'\n") == [
        ("colon-inside", 1),
        ("colon-inside", 2),
        ("quote-inside", 3),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a:b\nc:d\ne: f\n", "colon-space"),
        ("x:\n  -a: b\n    c: d\n  -a: e\n    c: f\n", "dash-space"),
        ("x:\n  – a: b\n    c: d\n  – a: e\n    c: f\n", "bullet"),
    ],
)
def test_a_habit_is_told_once(text: str, code: str) -> None:
    """Who leaves out a space leaves it out everywhere; mending one line alone would not help."""
    (suspect,) = diagnosed(text).found

    assert suspect.code == code
    assert " The same in line" in suspect.message


def test_lines_pushed_out_of_place_are_told_once() -> None:
    """Where one line starts too deep and those below follow it, the first is the slip."""
    assert told("x:\n  - a: b\n   - a: c\n     d: e\ny: 1\n") == [("indentation", 3)]


def test_a_slip_made_everywhere_is_mended_everywhere_and_told_once() -> None:
    """Tabs on many lines are one thing to say; the first is pointed at, the others are named."""
    done = diagnosed("a:\n\t\tb: 1\n\t\tc: 2\nd:\n\te: 3\n")
    (suspect,) = done.found

    assert done.lines == ["a:", "    b: 1", "    c: 2", "d:", "  e: 3", ""]
    assert (suspect.line, suspect.column, suspect.end) == (2, 1, 3)
    assert suspect.message.endswith("Only spaces work here. The same in lines 3 and 5.")
    assert suspect.hint == "Delete it and press the space bar 4 times."


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, ""),
        (2, " The same in line 3."),
        (6, " The same in lines 3, 4, 5, 6 and 7."),
        (9, " The same in 8 more lines."),
    ],
)
def test_other_lines_are_named_while_they_are_few(count: int, said: str) -> None:
    """Up to five other lines are named by their numbers; more are counted."""
    done = diagnosed("a:\n" + "".join(f"\tb{number}: 1\n" for number in range(count)))

    assert [suspect.message.partition("work here.")[2] for suspect in done.found] == [said]


def test_the_mended_line_is_part_of_the_hint() -> None:
    """What to type is shown, without the spaces it starts with."""
    (suspect,) = diagnosed("a:\n  b: 1\n  c: d: e\n").found

    assert suspect.hint == 'Write it like this: c: "d: e"'


def test_the_echo_of_a_mended_slip_is_not_told() -> None:
    """A mended line that still does not fit is not told a second time for where it starts."""
    found = told("a:\n  b: 1\n  `c: 2\nd: 3\n")

    assert found == [("special-start", 3)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nrole Head\nb: 2\n", "no-colon", 2),
        ("a: [b\nc: d\n", "open-bracket", 1),
        ("a:\n  One two three four five.\n  Six: seven\nb: 1\n", "no-bar", 1),
        ("a: |\n     One\n\n  Two\n\n  three\nb: 1\n", "text-indent", 2),
        ("a: |\n  One\n## Two\n  three\nb: 1\n", "text-indent", 3),
        ("a: |\n  One\nTwo three\n  four\nb: 1\n", "text-indent", 3),
        ("a: |\n  One\n  more\n two\nb: 1\n", "indentation", 4),
        ("a:\n  b: 1\n   c: 2\n", "indentation", 3),
        (" a: 1\nb: 2\n", "indentation", 1),
        ("a:\n  - b: One\n    two\n    c: 3\n", "no-field", 3),
    ],
)
def test_slips_that_show_in_the_lines_around_them_are_found(text: str, code: str, line: int) -> None:
    """What no line shows by itself is found by what stands around it."""
    assert told(text) == [(code, line)]


def test_a_file_that_nothing_explains_is_not_sure() -> None:
    """When no mend helps, nobody is blamed, and the copy is not to be judged."""
    done = diagnosed("a: b\n- c\n")

    assert (done.found, done.sure, done.touched) == ([], False, set())


def test_a_mend_that_leaves_words_out_is_not_sure() -> None:
    """Without git's marks both sides of a conflict are read, which nobody meant."""
    done = diagnosed("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n")

    assert ([suspect.code for suspect in done.found], done.sure) == (["conflict"], False)
    assert done.touched == {2, 4, 6}


def test_the_number_of_copies_read_is_bounded() -> None:
    """However many likely slips a file has, it is not read for ever; a long file is read less often."""

    def counting(reads: list[int]) -> Callable[[list[str]], int]:
        def never(lines: list[str]) -> int:
            reads.append(len(lines))
            return 0

        return never

    short: list[int] = []
    long: list[int] = []
    longest: list[int] = []
    diagnose(["a: b: c"] * 500, 499, counting(short))
    diagnose(["a: b: c"] * 2000, 1999, counting(long))
    diagnose(["a: b: c"] * 20_000, 19_999, counting(longest))

    assert (len(short), len(long), len(longest)) == (TRIES, CHARACTERS // 16_000, 4)


def test_a_long_file_is_not_searched_for_ever() -> None:
    """A megabyte of lines that all look like slips takes seconds, not minutes."""
    start = time.process_time()
    done = diagnose(["a:"] * 350_000, 349_999, lambda lines: 349_999)

    assert (done.found, time.process_time() - start < 10) == ([], True)


@pytest.mark.parametrize("loader", [yaml.BaseLoader, yaml.CBaseLoader])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: b\n c: d\n", "colon-inside"),
        ("a: [b, c: d\ne: {]}\n", "open-bracket"),
        ("a: - b\n", "list-start"),
        ("a: b\n- c\n", "unreadable"),
    ],
)
def test_the_parsers_own_words_are_put_plainly(text: str, code: str, loader: type[yaml.BaseLoader]) -> None:
    """What a parser says, in C or in Python, becomes a sentence and a hint."""
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        yaml.compose(text, Loader=loader)

    found, message, hint = first_words(str(caught.value.problem))

    assert (found, message[-1], hint[-1]) == (code, ".", ".")
