"""The slips on one line: each recognised, pointed at, and mended as it was meant."""

from __future__ import annotations

import re
import time

import pytest

from kle_site.slips import SLIPS, Slip, indent_of, slips_on

EXAMPLES = [
    ("conflict", "<<<<<<< HEAD", "<<<<<<< HEAD", ""),
    ("conflict", "=======", "=======", ""),
    ("conflict", ">>>>>>> ann-lee", ">>>>>>> ann-lee", ""),
    ("fence", "```yaml", "```yaml", ""),
    ("tab", "\tname: Ann", "\t", "  name: Ann"),
    ("tab", "  \t\t- name: Ann", "\t\t", "      - name: Ann"),
    ("tab", "  -\tname: Ann", "\t", "  - name: Ann"),
    ("tab", "\t name: Ann", "\t", "name: Ann"),
    ("odd-space", "\u00a0\u00a0name: Ann", "\u00a0\u00a0", "  name: Ann"),
    ("odd-space", "  -\u00a0name: Ann", "\u00a0", "  - name: Ann"),
    ("odd-space", "role:\u2003Head", "\u2003", "role: Head"),
    ("second-document", "---", "---", ""),
    ("second-document", "... # the end", "...", " # the end"),
    ("bullet", "  – name: Ann", "–", "  - name: Ann"),
    ("bullet", "•send", "•", "- send"),
    ("dash-space", "  -name: Ann", "-", "  - name: Ann"),
    ("colon-space", "role:Head", ":", "role: Head"),
    ("colon-space", "  - name:Ann", ":", "  - name: Ann"),
    ("quote-inside", "name: 'St Mary's School'", "'", 'name: "St Mary\'s School"'),
    ("quote-inside", "photo: {alt: 'Ann's hall', file: a}", "'", 'photo: {alt: "Ann\'s hall", file: a}'),
    ("quote-inside", '- claim: "A "good" school"', '"', "- claim: 'A \"good\" school'"),
    ("quote-inside", 'role: "Head" of school', '"', "role: '\"Head\" of school'"),
    ("open-quote", 'name: "Ann', '"', 'name: "Ann"'),
    ("open-quote", "name: 'Ann", "'", 'name: "Ann"'),
    ("open-quote", "- {kind: 'KLE, since: x}", "'", '- {kind: "KLE", since: x}'),
    ("backslash", r'role: "Head\School"', r"\S", r"role: 'Head\School'"),
    ("special-start", "role: @school", "@", 'role: "@school"'),
    ("special-start", "- %5 of them", "%", '- "%5 of them"'),
    ("block-start", "portrait: |I lead a school", "|I lead a school", "portrait: |"),
    ("block-start", "portrait: > Words", "> Words", "portrait: |"),
    ("no-comma", "- {kind: KLE since: 2021-10}", " ", "- {kind: KLE, since: 2021-10}"),
    ("colon-inside", "role: Head: two schools", ":", 'role: "Head: two schools"'),
    ("colon-inside", "role: My schools:", ":", 'role: "My schools:"'),
    ("colon-inside", '- claim: A "new" plan: read', ":", "- claim: 'A \"new\" plan: read'"),
    ("colon-inside", "photo: {file: a.jpg, alt: Ann: here}", ":", 'photo: {file: a.jpg, alt: "Ann: here"}'),
    ("after-bracket", "works_in: [swale] and more", " and more", "works_in: [swale]"),
    ("after-bracket", "consent: {given: x, scope: [name]} y", " y", "consent: {given: x, scope: [name]}"),
]


@pytest.mark.parametrize(("code", "line", "at", "meant"), EXAMPLES)
def test_a_slip_is_recognised_and_mended(code: str, line: str, at: str, meant: str) -> None:
    """A line with a slip is recognised as such, the caret under its cause, and mended as it was meant."""
    found = {(slip.code, match["at"], slip.mend(match)) for slip, match in slips_on(line)}

    assert (code, at, meant) in found


def test_every_slip_has_an_example() -> None:
    """No pattern stands in the table that no example shows."""
    unseen = [
        slip
        for slip in SLIPS
        if not any(slip.code == code and slip.pattern.search(line) for code, line, _, _ in EXAMPLES)
    ]

    assert unseen == []


def test_what_a_mend_leaves_out_and_what_is_made_everywhere() -> None:
    """Git's marks and a second document leave the meaning open; some slips come on many lines at once."""
    assert {slip.code for slip in SLIPS if not slip.sure} == {"conflict", "second-document"}
    assert {slip.code for slip in SLIPS if slip.everywhere} == {
        "conflict",
        "fence",
        "tab",
        "odd-space",
        "bullet",
        "dash-space",
        "colon-space",
    }
    assert all(slip.everywhere for slip in SLIPS if slip.code == "tab")


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.code)
def test_words_of_slips_are_sentences(slip: Slip) -> None:
    """Each slip says in a sentence what is wrong, and what to type."""
    assert re.fullmatch(r"[A-Z].*[.]", slip.message)
    assert re.fullmatch(r"[A-Z].*([.]|\{line\})", slip.hint)


@pytest.mark.parametrize(
    "line",
    [
        "name: Siân O'Brien",
        "role: Head of St Mary's and St John's",
        "  - {kind: KLE, since: 2021-10}",
        "consent: {given: 2026-09-01, scope: [name, portrait], notice: 1}",
        "website: https://www.example.org:443/a?b=c",
        'name: "Ann: Lee"',
        "name: 'it''s'",
        "portrait: |2-",
        "- send",
        "# a comment: with [brackets",
        "",
    ],
)
def test_good_lines_look_like_no_slip(line: str) -> None:
    """What people write rightly is not even suspected."""
    assert [slip.code for slip, _ in slips_on(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        " " * 30_000,
        "a: " * 10_000,
        "'" * 30_000,
        "{a: " * 8_000,
        "[" * 30_000,
        "- " * 15_000,
        "\\" * 30_000,
        'a: "' + "x'" * 15_000,
    ],
)
def test_no_line_takes_long(line: str) -> None:
    """A line of 30,000 hostile characters is looked through in a moment."""
    start = time.process_time()
    list(slips_on(line))

    assert time.process_time() - start < 0.5


def test_only_spaces_are_counted_as_such() -> None:
    """Indentation is counted in plain spaces."""
    assert [indent_of("   a"), indent_of("a"), indent_of("  \ta"), indent_of("")] == [3, 0, 2, 0]
