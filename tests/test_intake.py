"""`kle import` of portraits: read with care, shown, checked with the words of `kle check`, put in place."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT
from corpus import BAD, COUNTY, PORTRAITS, TODAY, problems_of
from golden import WORLD
from hypothesis import given
from hypothesis import strategies as st
from import_of import ADA, DAY, JO, SCHEMA, SCHOOL, Import, change, issue, portrait
from sampling import mostly_slow

from kle_site import cli, commands, intake, issueform, writing
from kle_site.intake import IntakeError
from kle_site.load import Loaded, load
from kle_site.problems import errors


@pytest.fixture(name="kle")
def _kle(
    own_world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Import:
    """`kle import` in a folder with the miniature county."""
    assert own_world.parent == tmp_path

    return Import(tmp_path, capsys, monkeypatch)


# --- a new portrait ---------------------------------------------------------------------------------------

EVENT = {"action": "opened", "issue": {"number": 7, "body": issue(json.dumps(portrait()))}}
NEW: dict[str, tuple[str, Any]] = {
    "the form's file": ("form.json", portrait()),
    "with a byte order mark": ("form.json", b"\xef\xbb\xbf" + json.dumps(portrait()).encode()),
    "as YAML": ("jo-field.yaml", writing.portrait(JO)),
    "as YAML, downloaded twice": ("jo-field (1).yaml", writing.portrait(JO)),
    "as YAML of no name": ("message.txt", writing.portrait(JO)),
    "as YAML with another first line": (
        "jo-field.yaml",
        writing.portrait(JO, "# yaml-language-server: $schema=x\n"),
    ),
    "as YAML of Windows": ("jo-field.yaml", "\ufeff" + writing.portrait(JO).replace("\n", "\r\n")),
    "an issue": ("issue.md", issue(json.dumps(portrait(), indent=2))),
    "an issue with YAML": ("issue.txt", issue(writing.portrait(JO))),
    "an issue that gh saved": ("issue.json", {"body": issue(writing.portrait(JO))}),
    "an event": ("event.json", EVENT),
}


@pytest.mark.parametrize("name", NEW)
def test_a_new_portrait_is_made(kle: Import, name: str) -> None:
    """However it came, the same file is made, with the schema on top; nothing else is touched."""
    file, given = NEW[name]
    before = kle.content

    assert kle(given, "--yes", name=file) == commands.FINE
    assert kle.portrait("jo-field") == SCHEMA + writing.portrait(JO)
    assert {path: body for path, body in kle.content.items() if "jo-field" not in path} == before
    assert "+++ content/kles/jo-field.yaml, new\n" in kle.said
    assert "+name: Jo Field\n" in kle.said
    assert kle.said.startswith("Only EAH gives designations: this one says KLE since 2022-10. EAH decides.\n")
    assert kle.said.endswith("Made content/kles/jo-field.yaml.\n")
    assert kle.warned == ""


def test_comments_of_a_new_portrait_stay(kle: Import) -> None:
    """YAML that somebody wrote by hand is put there as they wrote it."""
    text = "# mine\n" + writing.portrait(JO).replace("role: Headteacher", "role: Headteacher   # since May")

    assert kle(text, "--yes", name="jo-field.yaml") == commands.FINE
    assert kle.portrait("jo-field") == SCHEMA + text


def test_standard_input(
    kle: Import, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What another program hands over is read too; then nobody can be asked."""

    def hand_over() -> None:
        raw = io.BytesIO(json.dumps(portrait()).encode())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))

    before = kle.content
    hand_over()

    assert cli.main(["import", "-", "--today", DAY]) == commands.USE
    assert "Nobody is here to be asked, so nothing was changed. Add --yes" in capsys.readouterr().err
    assert kle.content == before

    hand_over()

    assert cli.main(["import", "-", "--today", DAY, "--yes"]) == commands.FINE
    assert "name: Jo Field" in kle.portrait("jo-field")


@pytest.mark.parametrize(("answer", "code", "made"), [("y\n", 0, True), ("n\n", 0, False), ("", 2, False)])
def test_it_asks_before_it_makes(kle: Import, answer: str, code: int, made: bool) -> None:
    """A new portrait is shown and asked about like any change."""
    before = kle.content

    assert kle(portrait(), answer=answer) == code
    assert "Make content/kles/jo-field.yaml? [y/N]" in kle.said
    assert (kle.content != before) == made


def test_a_name_that_was_taken_meanwhile(kle: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that somebody made while the question stood is not overwritten."""
    file = kle.folder / "content/kles/jo-field.yaml"

    def answer(_question: str) -> str:
        file.write_bytes(b"# theirs\n")
        return "y"

    monkeypatch.setattr("builtins.input", answer)

    assert kle(portrait()) == commands.USE
    assert "was changed by somebody meanwhile" in kle.warned
    assert file.read_bytes() == b"# theirs\n"


def test_a_disk_without_links(kle: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a disk knows no links, the file is put there all the same."""

    def refuse(_path: Path, _target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)

    assert kle(portrait(), "--yes") == commands.FINE
    assert kle.portrait("jo-field").startswith(SCHEMA)


# --- the same words as kle check --------------------------------------------------------------------------


@pytest.fixture(scope="module", name="county")
def _county() -> Loaded:
    """The county of the corpus, as `kle check` reads it."""
    with contextlib.chdir(PORTRAITS):
        return load(COUNTY.relative_to(PORTRAITS))


@pytest.mark.whole
@pytest.mark.parametrize("file", mostly_slow(BAD, 4), ids=lambda file: file.stem)
def test_a_bad_portrait_gets_the_words_of_the_checks(file: Path, county: Loaded) -> None:
    """Every bad portrait of the corpus is told of as `kle check` does: the same words on the same line."""
    expected = [problem for problem in problems_of(file) if problem.code != "photo-unused"]
    with contextlib.chdir(PORTRAITS):
        found = intake.propose(intake.read(file.read_bytes(), file.name), county, TODAY, f"bad/{file.name}")

    assert [problem for problem in found.problems if problem.code != "photo-unused"] == expected


@pytest.mark.parametrize("name", ["alias-bomb", "misspelt-choice", "ages-words"])
def test_they_are_told_on_the_terminal(kle: Import, name: str) -> None:
    """A bad portrait is told of in the report of the checks, and nothing is made of it."""
    file = next((one for one in BAD if one.stem == name), BAD[0])
    before = kle.content

    assert kle(file.read_bytes(), "--yes", name=file.name) == commands.CONTENT
    assert f"--> {file.name}:" in kle.said
    assert kle.warned.endswith("Nothing was changed.\n")
    assert kle.content == before


def test_problems_of_the_forms_file_have_lines(kle: Import) -> None:
    """What the form gave is told of at the line of the file that it would become."""
    assert kle(portrait(portrait={**JO, "role": "x" * 130}), "--yes") == commands.CONTENT
    assert "error[too-long]: This is 130 characters; the most is 120." in kle.said
    assert "--> content/kles/jo-field.yaml:5:7" in kle.said
    assert "5 | role: xxx" in kle.said


# --- what is refused --------------------------------------------------------------------------------------

TEXT = json.dumps(portrait())
DEEP: Any = "x"
for _ in range(400):
    DEEP = [DEEP]
YAML = writing.portrait(JO)
REFUSED: dict[str, tuple[Any, str]] = {
    "nothing": (b"", "Nothing is in this."),
    "a letter": ("Dear all, here is my portrait: I lead a school.", "We do not know what this is."),
    "too large": (b"x" * 600_000, "This is larger than 512 KB"),
    "too much for a portrait": (portrait(portrait={**JO, "role": "x" * 200_000}), "more than 128 KB"),
    "not UTF-8": (YAML.replace("Field", "Fiéld").encode("cp1252"), "not saved as UTF-8"),
    "UTF-16": (TEXT.encode("utf-16"), "saved as UTF-16"),
    "a Word document": (b"PK\x03\x04" + b"\0" * 99, "This is a Word document or another packed file"),
    "broken off": (TEXT[:-20], "This is JSON, but damaged"),
    "Word's quotes": (
        TEXT.replace('"format"', "“format”"),
        "Curly quotes stand here where JSON has straight",
    ),
    "German quotes": (TEXT.replace('"slug"', "„slug“"), "Curly quotes stand here"),
    "a key twice": (TEXT[:-1] + ', "slug": "x"}', "This is JSON, but damaged"),
    "a list": ([portrait()], "This is JSON, but none of our files."),
    "another format": (portrait(format="kle-page"), "This is JSON, but none of our files."),
    "no format": ({"slug": "x"}, "This is JSON, but none of our files."),
    "a newer version": (portrait(version=2), "a newer form: version 2; we read version 1."),
    "an older version": (portrait(version=0), "Which version of the form made this is not said"),
    "a version in words": (portrait(version="1"), "Which version of the form made this is not said"),
    "a version that is true": (portrait(version=True), "Which version of the form made this is not said"),
    "no slug": ({key: value for key, value in portrait().items() if key != "slug"}, "“slug” is missing"),
    "no portrait": (
        {key: value for key, value in portrait().items() if key != "portrait"},
        "“portrait” is missing",
    ),
    "a portrait in words": (portrait(portrait="Jo"), "“portrait” holds no fields."),
    "an empty portrait": (portrait(portrait={}), "“portrait” holds no fields."),
    "was in words": (change({"role": "x"}, slug="ada-plain") | {"was": "x"}, "“was” holds no fields."),
    "null inside": (portrait(portrait={**JO, "role": None}), "“role” holds nothing (null)."),
    "null deep inside": (
        portrait(portrait={**JO, "schools": [{**SCHOOL, "urn": None}]}),
        "“schools.0.urn” holds nothing (null).",
    ),
    "lists in lists": (portrait(portrait={**JO, "role": DEEP}), "stand inside one another in “role”."),
    "a slug that is a path": (portrait(slug="../../etc/passwd"), "characters that we cannot use in a web"),
    "a slug that is none": (portrait(slug="Jo Field"), "Write “jo-field”."),
    "a slug that is a number": (portrait(slug=7), "“slug” is the end of the page’s address"),
    "a reserved slug": (portrait(slug="area"), "/directory/area/ is another page’s."),
    "a slug that is taken": (portrait(slug="frank-lapsed"), "kles/frank-lapsed.yaml is about Frank Lapsed"),
    "a change for nobody": (change({"role": "x"}, slug="nobody"), "Nobody in the directory has the address"),
    "a name without Latin letters": (
        YAML.replace("Jo Field", "李明"),
        "We cannot make an address from the name",
    ),
    "an issue without words": ({"body": None}, "This issue has no words in it."),
    "another issue": ({"body": "### Bug\n\nIt is broken."}, f"no part headed “{issueform.LABEL}”"),
    "an issue with nothing in it": (issue(""), f"Below “{issueform.LABEL}”, nothing is written."),
    "an issue in an issue": (issue(issue(TEXT)), "We do not know what this is."),
    "a saved issue in an issue": (issue(json.dumps({"body": issue(TEXT)})), "none of our files."),
    "an issue with two files": (issue(TEXT) + issue(TEXT), f"has 2 parts headed “{issueform.LABEL}”"),
    "an issue without its fence": (issue(TEXT).replace("```", ""), "nothing stands between two lines"),
    "an issue that is too long": (issue("x" * 70_000), "longer than an issue can be"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_told_in_a_sentence(kle: Import, name: str) -> None:
    """Each says what is wrong and what to do; nothing is written."""
    given, told = REFUSED[name]
    before = kle.content

    assert kle(given, "--yes") == commands.CONTENT
    assert told in kle.warned
    assert kle.warned.startswith("file.json: ")
    assert kle.warned.endswith(" Nothing was changed.\n")
    assert kle.said == ""
    assert kle.content == before


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
TOLD: dict[str, tuple[Any, str]] = {
    "an alias": (
        YAML.replace("role: Headteacher", "role: &a Headteacher"),
        "error[anchor]: A value that starts",
    ),
    "a YAML bomb": (YAML + BOMB, "error[anchor]: A value that starts with &"),
    "an unknown field": (
        portrait(portrait={**JO, "nickname": "J"}),
        "We do not know a field “nickname” here.",
    ),
    "a slug in YAML": ("slug: jo-field\n" + YAML, "The file’s name is the address"),
    "a name twice": (
        portrait(portrait={**JO, "schools": ADA["schools"], "name": "Ada Plain"}),
        "error[same-person]",
    ),
    "somebody withdrawn": (
        portrait(slug="someone-who-left"),
        "The file kles/someone-who-left.yaml still exists.",
    ),
    "a hidden character": (
        portrait(portrait={**JO, "role": "Head\u202eteacher"}),
        "There is a hidden character",
    ),
    "half a character": (portrait(portrait={**JO, "role": "Head\ud800"}), "error["),
    "HTML": (portrait(portrait={**JO, "portrait": "<b>x</b> " * 60}), "error["),
    "a missing photo": (
        portrait(portrait={**JO, "photo": {"file": "jo-field.jpg", "alt": "Jo"}}),
        "There is no “jo-field.jpg” in content/photos.",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_the_checks_refuse(kle: Import, name: str) -> None:
    """What can be read is checked like any portrait, and nothing of it is kept from being seen."""
    given, told = TOLD[name]
    before = kle.content

    assert kle(given, "--yes") == commands.CONTENT
    assert told in kle.said
    assert kle.content == before


def test_numbers_and_truths_are_words(kle: Import) -> None:
    """JSON that a program wrote may hold 900777 and true: in the file they are as typed."""
    given = {**JO, "schools": [{**SCHOOL, "urn": 900777}], "example": True}

    assert kle(portrait(portrait=given), "--yes") == commands.FINE
    assert kle.portrait("jo-field") == SCHEMA + writing.portrait(JO)


def test_what_is_passed_over_is_said(kle: Import) -> None:
    """Something beside the portrait that a later form may give does no harm, and is told."""
    assert kle(portrait(colour="\x1b[2Jred"), "--yes") == commands.FINE
    assert "We do not know “colour” in this file, so it is passed over.\n" in kle.said


def test_an_address_unlike_the_name_is_said(kle: Import) -> None:
    """The address may differ from the name, and whoever decides is told."""
    assert kle(portrait(slug="joanna-field"), "--yes") == commands.FINE
    assert "to be /directory/joanna-field/, though the name would give “jo-field”." in kle.said


def test_an_annual_submission_in_an_issue_is_refused() -> None:
    """What is private has no business in an issue, and says so without a word of it."""
    raw = issue('{"format": "kle-annual-submission", "deployments": "Larkrise"}').encode()

    with pytest.raises(IntakeError, match="it is private") as caught:
        intake.read(raw)

    assert "Larkrise" not in str(caught.value)


def test_a_county_that_is_not_in_order(own_world: Path) -> None:
    """Where another portrait cannot be read, nothing is proposed."""
    (own_world / "kles/frank-lapsed.yaml").write_text("name: [", encoding="utf-8")

    with pytest.raises(IntakeError, match="not in order"):
        intake.propose(intake.read(json.dumps(portrait()).encode()), load(own_world), TODAY)


def test_what_a_workflow_gets(world: Path) -> None:
    """By two calls, without a disk to write to: the change, what is wrong with it, and what to know."""
    proposal = intake.propose(intake.read(json.dumps(EVENT).encode()), load(world), TODAY)

    assert (proposal.old, errors(proposal.problems)) == (b"", [])
    assert proposal.new.decode() == SCHEMA + writing.portrait(JO)
    assert SimpleNamespace(conflicts=proposal.conflicts, notes=len(proposal.notes)) == SimpleNamespace(
        conflicts=(), notes=1
    )
    assert ROOT.name not in proposal.difference()


# --- whatever comes ---------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=9), inside, max_size=3),
    max_leaves=8,
)
LOADED = load(WORLD)
PLACES = [
    *(("portrait", name) for name in JO),
    *(("changes", name) for name in JO),
    *(("was", name) for name in JO),
    *(("changes", "availability", name) for name in ("status", "checked", "from", "free_days")),
    *((name,) for name in ("format", "version", "slug", "portrait", "changes", "was", "more")),
]


@pytest.mark.whole
@given(JSON, st.sampled_from(PLACES), st.booleans())
def test_whatever_comes_gets_an_answer(value: Any, where: tuple[str, ...], in_issue: bool) -> None:
    """Any value anywhere is taken, told of by the checks, or refused with a sentence."""
    record = copy.deepcopy(portrait())
    if where[0] in {"changes", "was"}:
        record = copy.deepcopy(change({"role": "Head", "availability": {}}, {"role": "x"}))
    held = record
    for step in where[:-1]:
        held = held[step]
    held[where[-1]] = value
    text = json.dumps(record)
    try:
        found = intake.read((issue(text) if in_issue else text).encode())
        proposal = intake.propose(found, LOADED, TODAY)
    except IntakeError as wrong:
        assert str(wrong)[-1] in ".”"
        assert len(str(wrong)) < 400
    else:
        assert proposal.file.parent == WORLD / "kles"
        assert not set(proposal.difference()) & set("\x1b\r\x00\u202e") or errors(proposal.problems)
        assert proposal.new


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_get_an_answer(raw: bytes) -> None:
    """What is no file of ours at all is refused with a sentence."""
    with pytest.raises(IntakeError, match=r"\.$"):
        intake.read(raw)
