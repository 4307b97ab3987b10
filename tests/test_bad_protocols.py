"""What can be wrong with the protocols' pages and the rounds of recruitment is told, and nothing is written.

Each row is one slip in the miniature county: whatever it is, a build names file, line and column, shows what
stands there, says what to type instead, and leaves the disk alone.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from golden import TODAY

from kle_site.build import Options, build
from kle_site.problems import errors

PAGE = "guidance/mentoring.md"
REVIEW = "guidance/peer-review.md"
INDEX = "guidance/index.md"
ROUNDS = "recruitment/2026-27.yaml"
WINDOW = "{between: [2026-11-16, 2026-11-27]}"
HEAD = "---\ntitle: Mentoring\nsummary: What mentoring is, in a line.\nedition: current\norder: 3\n---\n"

SLIPS: dict[str, tuple[str, str, str, str, str, str]] = {
    # file, what stands there ("" is everything), what is typed instead, file that is told, code, shown
    "a page that is empty": (PAGE, "", "", PAGE, "no-front-matter", ""),
    "a head alone": (PAGE, "", HEAD, PAGE, "empty-page", ""),
    "a head that never ends": (PAGE, "order: 3\n---", "order: 3", PAGE, "no-front-matter", "---"),
    "a tab before a field": (PAGE, "title:", "\ttitle:", PAGE, "tab", "\t"),
    "a field twice": (PAGE, "order: 3", "order: 3\norder: 4", PAGE, "twice", "order"),
    "a field that is not known": (PAGE, "order: 3", "order: 3\nauthor: me", PAGE, "unknown-field", "author"),
    "no, which is no number": (PAGE, "order: 3", "order: no", PAGE, "number", "no"),
    "an edition that is not": (PAGE, "edition: current", "edition: 2017-18", PAGE, "choice", "2017-18"),
    "the other edition": (PAGE, "edition: current", "edition: 2016-17", PAGE, "edition", "2016-17"),
    "a place in the order twice": (PAGE, "order: 3", "order: 5", REVIEW, "repeated", "5"),
    "an id with capitals": (PAGE, "{#c-mentor}", "{#c-Mentor}", PAGE, "clause-id", "{#c-Mentor}"),
    "an id without its c-": (PAGE, "{#c-mentor}", "{#mentor}", PAGE, "clause-id", "{#mentor}"),
    "an id that never ends": (PAGE, "{#c-mentor}", "{#c-mentor", PAGE, "clause-id", "{#c-mentor"),
    "an id used twice": (PAGE, "{#c-mentor}", "{#c-peer}", REVIEW, "clause-twice", "c-peer}"),
    "a clause that an answer needs": (
        *(REVIEW, " {#c-peer}", ""),
        *("routes.yaml", "unknown-clause", "c-peer"),
    ),
    "a link to a clause that is not": (
        *(PAGE, "(deployment.md)", "(/guidance/peer-review/#c-per)"),
        *(PAGE, "unknown-clause", "c-per)."),
    ),
    "a link to a page that is not": (
        *(PAGE, "(deployment.md)", "(/guidance/deploiment/)"),
        *(PAGE, "broken-link", "/guidance/deploiment/)."),
    ),
    "HTML": (PAGE, "A leader helps", "<b>A leader", PAGE, "html", "<b>A"),
    "rounds that are empty": (ROUNDS, "", "", ROUNDS, "empty-file", ""),
    "a tab before rounds": (ROUNDS, "  - term: autumn", "\t- term: autumn", ROUNDS, "tab", "\t"),
    "a day that is not": (ROUNDS, "2026-12-18}", "2026-02-30}", ROUNDS, "no-such-day", "2026-02-30"),
    "a day as it is written here": (ROUNDS, "2026-11-12", "12/11/2026", ROUNDS, "date", "12/11/2026"),
    "a day of another year": (ROUNDS, "2027-03-01", "2028-03-06", ROUNDS, "within-year", "{week: 2028"),
    "a week from a Tuesday": (ROUNDS, "2026-12-07", "2026-12-08", ROUNDS, "monday", "2026-12-08"),
    "a term that is not": (ROUNDS, "term: spring", "term: winter", ROUNDS, "choice", "winter"),
    "a term twice": (ROUNDS, "term: spring", "term: autumn", ROUNDS, "repeated", "autumn"),
    "two ways to say when": (ROUNDS, WINDOW, "{on: 2026-11-16, by: 2026-11-17}", ROUNDS, "one-when", "{on:"),
    "days the wrong way round": (
        *(ROUNDS, WINDOW, "{between: [2026-11-27, 2026-11-16]}"),
        *(ROUNDS, "from-to", "[2026-11-27,"),
    ),
    "a waiver of what is kept": (
        *(
            ROUNDS,
            "when: {week: 2026-11-09}",
            "when: {week: 2026-11-09}\n        waiver: {rule: in-term, why: x}",
        ),
        *(ROUNDS, "idle-waiver", "{rule:"),
    ),
    "two waivers": (
        *(ROUNDS, "        waiver:", "        waiver: {rule: in-term, why: x}\n        waiver:"),
        *(ROUNDS, "twice", "waiver"),
    ),
    "a round that overlaps another": (
        *(ROUNDS, "when: {by: 2026-12-18}", "when: {by: 2027-02-05}"),
        *(ROUNDS, "overlap", "term:"),
    ),
}


@pytest.mark.whole
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_and_nothing_is_written(slip: str, own_world: Path, tmp_path: Path) -> None:
    """It is told at its file, line and column, with what to do about it, before anything is written."""
    name, good, bad, told, code, shown = SLIPS[slip]
    file = own_world / name
    text = file.read_text(encoding="utf-8")

    assert good in text

    file.write_text(text.replace(good, bad, 1) if good else bad, encoding="utf-8")
    out = tmp_path / "site"
    found = build(Options(content=own_world, out=out, today=TODAY, cache=None)).problems
    (problem, *_) = [one for one in errors(found) if one.code == code and one.path.endswith(told)]
    lines = (own_world / told).read_text(encoding="utf-8").split("\n")

    assert lines[problem.line - 1][problem.column - 1 :].startswith(shown)
    assert problem.message.endswith((".", "?"))
    assert problem.hint
    assert not out.exists()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (ROUNDS, "recruitment/2026-28.yaml", "file-name"),
        (ROUNDS, "recruitment/2028-29.yaml", "within-year"),
        (ROUNDS, "recruitment/2026-27.yml", "extension"),
        (PAGE, "guidance/Mentoring.md", "file-name"),
        (PAGE, "guidance/mentoring.txt", "extension"),
        (INDEX, "guidance/2017-18/index.md", "extension"),
        (PAGE, "guidance/2016-17/mentoring.md", "edition"),
    ],
)
def test_a_wrong_name_is_told_and_nothing_is_written(
    old: str, new: str, code: str, own_world: Path, tmp_path: Path
) -> None:
    """A file whose name is not its year, its address or its edition is told; nothing is written."""
    (own_world / new).parent.mkdir(exist_ok=True)
    shutil.move(own_world / old, own_world / new)
    found = build(Options(content=own_world, out=tmp_path / "site", today=TODAY, cache=None)).problems
    told = [problem for problem in errors(found) if problem.code == code]

    assert told
    assert {bool(problem.hint) for problem in told} == {True}
    assert Path(new).parts[1] in {part for problem in told for part in Path(problem.path).parts}
    assert not (tmp_path / "site").exists()


@pytest.mark.whole
@pytest.mark.parametrize("name", [PAGE, ROUNDS])
@pytest.mark.parametrize(("start", "end"), [("\ufeff", "\n"), ("", "\r\n")])
def test_what_an_editor_leaves_is_harmless(
    name: str, start: str, end: str, own_world: Path, tmp_path: Path
) -> None:
    """A byte order mark at the start and Windows' ends of lines change nothing."""
    file = own_world / name
    file.write_bytes((start + file.read_text(encoding="utf-8").replace("\n", end)).encode())
    outcome = build(Options(content=own_world, out=tmp_path / "site", today=TODAY, cache=None))

    assert (outcome.problems, outcome.report is not None) == ([], True)
