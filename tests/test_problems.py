"""Problems are told to people, to GitHub and to programs, and no portrait can put words into our mouth."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from kle_site.problems import (
    FORMATS,
    MANY,
    Fault,
    Problem,
    as_github,
    as_json,
    as_markdown,
    as_text,
    columns,
    count,
    errors,
    in_order,
    printable,
)

PATH = "content/kles/sian-obrien.yaml"
TOKEN = "0123456789abcdef"

PROBLEM = Problem(
    PATH,
    8,
    10,
    16,
    "urn",
    "A URN is six digits and does not start with 0; “012345” is not one.",
    "Find it at get-information-schools.service.gov.uk.",
    excerpt="    urn: 012345",
)
ADVICE = Problem(
    PATH, 3, 1, 5, "unknown-postcode", "We do not know where ME12 is.", "Check it.", "advice", "role"
)


def at(excerpt: str, column: int, end: int) -> Problem:
    """Return a problem at a place of a line."""
    return Problem(PATH, 7, column, end, "code", "Message.", excerpt=excerpt)


def shown(problem: Problem) -> tuple[str, str]:
    """Return the excerpt and the carets of a report, without its margin."""
    line, caret = as_text([problem]).split("\n")[3:5]
    return line.removeprefix("7 | "), caret.removeprefix("  | ")


def marked(problem: Problem) -> str:
    """Return the part of the excerpt that the carets stand under, measured in terminal columns."""
    line, caret = shown(problem)
    left, right = caret.count(" "), len(caret)
    place, found = 0, ""
    for character in line:
        found += character if left <= place < right else ""
        place += columns(character)
    return found


def test_a_fault_is_an_error_of_the_whole_value() -> None:
    """Unless it says more, a fault is an error without a hint, and means the whole of its value."""
    fault = Fault(("role",), "code", "Message.")

    assert ("", "error", 0, 0) == (fault.hint, fault.severity, fault.line, fault.column)


# --- for a person -----------------------------------------------------------------------------------------


def test_a_report_says_what_where_and_what_to_type() -> None:
    """A problem is told with its code, its place, its line, a caret under the fault and a hint."""
    expected = """\
error[urn]: A URN is six digits and does not start with 0; “012345” is not one.
 --> content/kles/sian-obrien.yaml:8:10
  |
8 |     urn: 012345
  |          ^^^^^^
  = help: Find it at get-information-schools.service.gov.uk.
"""

    assert expected == as_text([PROBLEM])


def test_a_margin_is_as_wide_as_the_line_number() -> None:
    """The bars of a problem stand below one another, however long its line number is."""
    lines = as_text([Problem(PATH, 1234, 1, 3, "code", "Message.", "Hint.", excerpt="ab")]).split("\n")

    assert ["     |", "1234 | ab", "     | ^^", "     = help: Hint."] == lines[2:6]


def test_a_problem_without_words_on_its_line_shows_none() -> None:
    """A blank line is not shown: a caret under nothing tells nobody anything."""
    assert "error[code]: Message.\n --> content/kles/sian-obrien.yaml:7:1\n" == as_text([at("  ", 1, 2)])


def test_problems_are_told_one_after_the_other() -> None:
    """A blank line parts two problems."""
    assert as_text([PROBLEM]) + "\n" + as_text([ADVICE]) == as_text([PROBLEM, ADVICE])


@pytest.mark.parametrize(
    ("excerpt", "column", "end", "expected"),
    [
        ("role: Head", 7, 11, "Head"),
        ("名前: 校長先生", 5, 9, "校長先生"),
        ("e\u0301cole: n\u0301o", 9, 12, "n\u0301o"),
        ("name: 👩\u200d🏫 Ann", 11, 14, "Ann"),
        ("emoji ❤\ufe0f x", 10, 11, "x"),
        ("keycap 1\ufe0f\u20e3 x", 12, 13, "x"),
        ("हिन्दी: x", 9, 10, "x"),
        ("\tname: x", 8, 9, "x"),
        ("a\u202eb: x", 6, 7, "x"),
    ],
)
def test_the_caret_stands_under_the_fault(excerpt: str, column: int, end: int, expected: str) -> None:
    """The caret stands under the fault, whether wide, combining or hidden characters come before it."""
    assert expected == marked(at(excerpt, column, end))


def test_a_wide_fault_has_a_caret_under_each_column() -> None:
    """Two wide characters take four columns, and so four carets."""
    assert ("校長", "^^^^") == shown(at("校長", 1, 3))


def many(number: int) -> list[Problem]:
    """Return so many problems of three kinds, a third each: the same words, words of their own, advice."""
    return in_order(
        Problem(
            f"content/kles/leader-{count:03}.yaml",
            8,
            10,
            12,
            ("choice", "urn", "unknown-postcode")[count % 3],
            ("Not a choice.", f"“{count}” is no URN.", "We do not know it.")[count % 3],
            "Mend it.",
            ("error", "error", "advice")[count % 3],  # type: ignore[arg-type]
            "    urn: 1",
        )
        for count in range(number)
    )


def test_few_problems_are_told_one_by_one() -> None:
    """As many as one reads through are each told with their line, and nothing is counted before its time."""
    assert MANY == as_text(many(MANY)).count("    urn: 1")


def test_of_many_problems_the_same_words_are_told_once() -> None:
    """Each kind has one told in full; what is said after that stands once, over every place it is true of."""
    problems = many(90)
    report = as_text(problems)
    lines = report.split("\n")

    assert 3 == report.count("    urn: 1")
    assert 2 == report.count("Not a choice.")  # in full, and as the example of its kind
    assert 1 == report.count("also: “1” is no URN. Mend it.") + report.count("error[urn]: “1” is no URN.")
    assert sorted(f"{one.path}:8:10" for one in problems) == sorted(
        line.split("--> ")[1] for line in lines if "--> " in line
    )
    assert len(lines) < 2 * len(problems)


def test_of_many_problems_the_last_lines_say_which_are_most() -> None:
    """The end of a long report, where a screen stands still, counts each kind: errors first, most first."""
    more = [replace(one, column=20, code="choice") for one in many(90) if one.code == "urn"]
    overview = as_text(in_order([*many(90), *more])).split("\n\n")[-1]

    assert (
        overview
        == """\
 files  times                            for example
    60     60  error[choice]             Not a choice.
    30     30  error[urn]                “1” is no URN.
    30     30  advice[unknown-postcode]  We do not know it.
"""
    )


@pytest.mark.parametrize("field", ["path", "message", "hint", "excerpt"])
def test_of_many_problems_none_is_a_command(field: str) -> None:
    """Whatever stands in many files, no line of the report begins as GitHub's commands do."""
    forged: list[Problem] = [replace(one, **{field: f"::error::{one.path}"}) for one in many(90)]  # type: ignore[arg-type]

    assert [] == [line for line in as_text(forged).split("\n") if line.strip().startswith("::")]


def test_a_summary_of_many_problems_begins_with_their_kinds() -> None:
    """On a page one begins at the top: there, what is wrong most often comes first."""
    assert as_markdown(many(90)).split("\n")[3:5] == [
        " files  times                            for example",
        "    30     30  error[choice]             Not a choice.",
    ]


@pytest.mark.parametrize("column", [1, 5, 50, 100, 101, 250, 490, 500])
def test_a_long_line_is_shown_through_a_window(column: int) -> None:
    """Of a long line, a hundred characters are shown, the fault among them, with dots where more stands."""
    text = "".join(f"{number:05}" for number in range(100))
    problem = at(text, column, column + 1)
    line, _ = shown(problem)
    window = line.strip("…")

    assert (100, True) == (len(window), window in text)
    assert text[column - 1] == marked(problem)
    assert ("" if text.startswith(window) else "…") + window + ("" if text.endswith(window) else "…") == line


def test_a_long_fault_is_marked_to_the_windows_end() -> None:
    """A fault that goes on beyond the window is marked as far as it is shown."""
    assert ("a" * 100 + "…", "^" * 100) == shown(at("a" * 30_000, 1, 30_001))


def test_a_fault_at_a_lines_end_is_marked_behind_it() -> None:
    """What is missing at the end of a line has its caret one past the last character."""
    assert ("role:", "     ^") == shown(at("role:", 6, 7))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, Siân, 校長, 🙂", "plain, Siân, 校長, 🙂"),
        ("a\tb", "a→b"),
        ("a\nb\rc", "a␣b␣c"),
        ("\x1b[31mred\x9b", "␣[31mred␣"),
        ("\u202eevil\u2066\u200b\u00ad\ufeff", "␣evil␣␣␣␣"),
        ("\u2028\u2029\x85\x00", "␣␣␣␣"),
        ("\ud800", "␣"),
        ("##[error]", "#␣[error]"),
        ("####[group]", "###␣[group]"),
    ],
)
def test_what_is_printed_hides_nothing(text: str, expected: str) -> None:
    """Controls, marks that turn text round and half characters are shown as ␣; the length stays."""
    assert (expected, len(text)) == (printable(text), len(printable(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("abc", 3),
        ("校長", 4),
        ("🙂", 2),
        ("e\u0301", 1),
        ("1\ufe0f\u20e3", 1),
        ("Ａ", 2),
        ("→␣…", 3),
    ],
)
def test_columns_are_those_of_a_terminal(text: str, expected: int) -> None:
    """Wide characters take two columns, combining ones none, all others one."""
    assert expected == columns(text)


@pytest.mark.parametrize(
    ("problems", "expected"),
    [
        ([], "Everything is fine"),
        ([PROBLEM], "1 problem in 1 file"),
        ([PROBLEM, at("a", 1, 2)], "2 problems in 1 file"),
        ([PROBLEM, Problem("content/site.yaml", 1, 1, 2, "code", "M.")], "2 problems in 2 files"),
        ([ADVICE], "Everything is fine, with 1 piece of advice"),
        ([PROBLEM, ADVICE, ADVICE], "1 problem in 1 file, with 2 pieces of advice"),
        ([Problem(PATH, n, 1, 2, "code", "M.") for n in range(1, 1235)], "1,234 problems in 1 file"),
    ],
)
def test_the_count_is_a_sentence(problems: list[Problem], expected: str) -> None:
    """The last line counts problems and files in words; advice is no problem."""
    assert expected == count(problems)


def test_problems_come_in_the_order_of_their_files() -> None:
    """Problems are told by file, line and column, each once, whatever order they were found in."""
    first, second = at("a", 1, 2), at("a", 2, 3)
    other = Problem("content/expertise.yaml", 99, 1, 2, "code", "M.")

    assert [other, first, second] == in_order([second, first, other, first])


def test_advice_stops_nothing() -> None:
    """Only errors stop a build."""
    assert [PROBLEM] == errors([ADVICE, PROBLEM])


# --- for GitHub -------------------------------------------------------------------------------------------


def test_github_is_told_the_place_and_the_words() -> None:
    """An annotation carries file, line, columns, code and message; its last column is the fault's own."""
    expected = (
        "::error file=content/kles/sian-obrien.yaml,line=8,col=10,endColumn=15,title=urn::"
        "A URN is six digits and does not start with 0; “012345” is not one."
        "%0AFind it at get-information-schools.service.gov.uk."
    )

    assert expected == as_github([PROBLEM], TOKEN).split("\n")[0]


def test_github_is_told_advice_as_a_notice() -> None:
    """Advice never turns a check red: it is a notice."""
    assert as_github([ADVICE], TOKEN).startswith("::notice file=")


@pytest.mark.parametrize("most", [0, 1, 9, 10, 40])
def test_github_is_never_told_more_than_it_shows(most: int) -> None:
    """Of each kind, nine annotations at most and one that counts the rest: GitHub drops an eleventh."""
    problems = [at("a", column, column + 1) for column in range(1, most + 1)]
    lines = as_github(problems, TOKEN).split("\n")
    marks = lines[: lines.index(f"::stop-commands::{TOKEN}")]
    left = most - 9
    told = f"{left} more problem{'s' if left > 1 else ''}"

    assert min(most, 9) + (left > 0) == len(marks)
    assert [f"::error title=More::{told}: the log and the summary of this run list them all"] * (
        left > 0
    ) == [mark for mark in marks if "title=More" in mark]


def test_github_gets_the_whole_report_between_marks() -> None:
    """The report for people stands between stop-commands marks, so that no word in it is a command."""
    problems = [at("a", column, column + 1) for column in range(1, 41)]

    assert as_github(problems, TOKEN).endswith(
        f"\n::stop-commands::{TOKEN}\n{as_text(problems)}\n::{TOKEN}::"
    )


FORGED = [
    "::error::pwned",
    "  ::add-mask::a",
    "##[command]rm",
    "##[add-path]bin",
    "::stop-commands::pause",
    f"::{TOKEN}::",
    "a\n::error::pwned",
    "a\r\n::set-output name=x::y",
    "a\u2028::error::b",
    "100%25,title=x::y",
]


@pytest.mark.parametrize("words", FORGED)
@pytest.mark.parametrize("field", ["path", "message", "hint", "excerpt"])
def test_no_portrait_can_give_github_a_command(field: str, words: str) -> None:
    """Whatever stands in a path, a message, a hint or a line, every command in the log is one of ours.

    The runner obeys `::name::` at the start of a line, spaces passed over, and `##[name]` anywhere.
    """
    told = {"path": PATH, "message": "Message.", "hint": "Hint.", "excerpt": "role: Head"} | {field: words}
    problem = Problem(told["path"], 1, 1, 3, "code", told["message"], told["hint"], excerpt=told["excerpt"])

    log = re.split("[\r\n]+", as_github([problem], TOKEN))
    commands = [line.strip() for line in log if line.strip().startswith("::")]

    assert ["::error file=", f"::stop-commands::{TOKEN}", f"::{TOKEN}::"] == [
        commands[0][:13],
        *commands[1:],
    ]
    assert [] == [line for line in log if "##[" in line]
    assert [] == [line for line in as_text([problem]).split("\n") if line.strip().startswith("::")]


@pytest.mark.parametrize(
    ("words", "expected"), [("extra,b", "extra%2Cb"), ("a:b", "a%3Ab"), ("50%", "50%25"), ("a\nb", "a%0Ab")]
)
def test_a_path_cannot_add_to_its_annotation(words: str, expected: str) -> None:
    """Commas, colons, percent signs and line ends in a path are written so that GitHub reads them back."""
    (mark, *_) = as_github([Problem(words, 1, 1, 2, "code", "M.")], TOKEN).split("\n")

    assert f"::error file={expected},line=1,col=1,endColumn=1,title=code::M." == mark


@pytest.mark.parametrize("words", ["```", "````", "`" * 40, "~~~", "</details>"])
def test_no_portrait_can_close_the_fence_of_a_summary(words: str) -> None:
    """The summary's fence is longer than any run of backticks inside it, and ends the page."""
    summary = as_markdown([at(f"role: {words}", 7, 8)])
    title, _, opening, *report, closing, end = summary.split("\n")
    fence = opening.removesuffix("text")

    assert ("### 1 problem in 1 file", fence, "") == (title, closing, end)
    assert fence not in "\n".join(report)
    assert {"`"} == set(fence)


def test_a_summary_holds_the_whole_report() -> None:
    """What the log says, the summary says too."""
    expected = f"### {count([PROBLEM, ADVICE])}\n\n```text\n{as_text([PROBLEM, ADVICE])}```\n"

    assert expected == as_markdown([PROBLEM, ADVICE])


def test_a_summary_of_nothing_says_so() -> None:
    """A run without problems has a summary that says so."""
    assert "### Everything is fine\n\n```text\n```\n" == as_markdown([])


def test_a_summary_stays_within_what_github_shows() -> None:
    """A summary that would be too large ends with a count of what it leaves out."""
    problems = [Problem(PATH, line, 1, 2, "code", "M" * 1000, excerpt="校" * 90) for line in range(1, 2001)]
    summary = as_markdown(problems)
    told = summary.count("error[code]: ")

    assert 900_000 < len(summary.encode()) < 902_000
    assert f"… and {2000 - told:,} more problems: see the log of this run" in summary
    assert 500 < told < 1000


# --- for a program ----------------------------------------------------------------------------------------


def test_json_lists_every_file_that_was_checked() -> None:
    """The JSON says of every file whether it is right, and of every problem all but the excerpt."""
    document = json.loads(as_json([PROBLEM, ADVICE], ["content/site.yaml", PATH]))
    expected = {
        "schema": 1,
        "ok": False,
        "files": [
            {
                "path": PATH,
                "ok": False,
                "problems": [
                    {
                        "line": 3,
                        "column": 1,
                        "end": 5,
                        "severity": "advice",
                        "code": "unknown-postcode",
                        "message": "We do not know where ME12 is.",
                        "hint": "Check it.",
                    },
                    {
                        "line": 8,
                        "column": 10,
                        "end": 16,
                        "severity": "error",
                        "code": "urn",
                        "message": "A URN is six digits and does not start with 0; “012345” is not one.",
                        "hint": "Find it at get-information-schools.service.gov.uk.",
                    },
                ],
            },
            {"path": "content/site.yaml", "ok": True, "problems": []},
        ],
    }

    assert expected == document


def test_json_with_advice_alone_is_fine() -> None:
    """Advice leaves a file and the whole as they should be."""
    document = json.loads(as_json([ADVICE], [PATH]))

    assert (True, True) == (document["ok"], document["files"][0]["ok"])


@pytest.mark.parametrize("words", ['"}]}', "a\nb", "\u202e", "</script>", "\x00\x1b", "校長"])
def test_json_carries_any_words(words: str) -> None:
    """What a file says comes out of the JSON as it went in."""
    document = json.loads(as_json([Problem(words, 1, 1, 2, "code", words, words)], []))
    (file,) = document["files"]

    assert (words, words, words) == (
        file["path"],
        file["problems"][0]["message"],
        file["problems"][0]["hint"],
    )


def test_json_can_always_be_written() -> None:
    """A file's name that is not UTF-8 does not keep the document from being written."""
    text = as_json([], ["kles/\udce9ric.yaml"])

    assert "kles/?ric.yaml" == json.loads(text.encode("utf-8"))["files"][0]["path"]


def test_the_three_formats_are_those_of_the_command() -> None:
    """`kle check --format` offers the three ways of telling, each with the same arguments."""
    told = {name: tell([PROBLEM], [PATH], TOKEN) for name, tell in FORMATS.items()}

    assert {
        "text": as_text([PROBLEM]),
        "github": as_github([PROBLEM], TOKEN),
        "json": as_json([PROBLEM], [PATH]),
    } == told
