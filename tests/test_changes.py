"""`kle import` of changes: what they name becomes what they say, conflicts are told, all else stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from import_of import ADA, Import, change, fields_of, issue, portrait

from kle_site import commands, writing
from kle_site.edit import changes_between, edited
from kle_site.received import as_portrait


@pytest.fixture(name="kle")
def _kle(
    own_world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Import:
    """`kle import` in a folder with the miniature county."""
    assert own_world.parent == tmp_path

    return Import(tmp_path, capsys, monkeypatch)


# --- what changes -----------------------------------------------------------------------------------------


def commented(kle: Import) -> str:
    """Ada Plain’s portrait with comments of all kinds; it is written down, too."""
    file = kle.folder / "content/kles/ada-plain.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("role: Headteacher\n", "role: Headteacher   # since 2018\n\n# her school\n")
    text = text.replace("portrait: |\n", "portrait: |  # her words\n")
    text = text.replace("confirmed: ", "# by letter\nconfirmed:   ")
    file.write_text(text, encoding="utf-8")
    return text


def test_a_change_keeps_all_else(kle: Import) -> None:
    """A value, a list of objects, the portrait and a field more: in their places, all comments kept."""
    old = commented(kle)
    words = ADA["portrait"].replace("ninety", "eighty")
    impact = [{"claim": "Governors had a plan.", "evidence": "Their minutes.", "year": "2024-25"}]
    scope = {**ADA["consent"], "scope": [*ADA["consent"]["scope"], "impact"]}
    changes = {
        "role": "Executive Headteacher",
        "portrait": words.rstrip(),
        "impact": impact,
        "consent": scope,
    }

    assert (
        kle(change(changes, {name: ADA[name] for name in changes if name in ADA}), "--yes") == commands.FINE
    )

    new = old.replace("role: Headteacher ", "role: Executive Headteacher ").replace("ninety", "eighty")
    new = new.replace("reuse], notice", "reuse, impact], notice").replace(
        "contact: {",
        "impact:\n  - claim: Governors had a plan.\n    evidence: Their minutes.\n    year: 2024-25\n"
        "contact: {",
    )

    assert kle.portrait("ada-plain") == new
    assert kle.said.startswith("--- content/kles/ada-plain.yaml\n")
    assert kle.said.endswith("Changed content/kles/ada-plain.yaml.\n")


def test_a_school_more_and_one_less(kle: Import) -> None:
    """A list that grows at its end keeps what stands in it, comments too."""
    old = commented(kle)
    second = {**ADA["schools"][0], "name": "Example Low Primary School", "urn": "900777"}

    assert kle(change({"schools": [*ADA["schools"], second]}, {"schools": ADA["schools"]}), "--yes") == 0

    row = "  - {name: Example Low Primary School, urn: 900777, phase: primary"
    row += ", district: upland, since: 2018-09}\n"

    assert kle.portrait("ada-plain") == old.replace("works_in:", f"{row}works_in:")
    assert kle(change({"schools": ADA["schools"]}, {"schools": [*ADA["schools"], second]}), "--yes") == 0
    assert yaml.load(kle.portrait("ada-plain"), Loader=yaml.BaseLoader) == ADA


def test_availability_is_merged(kle: Import) -> None:
    """Single fields of availability may be given, and null takes one out; nothing was said of what it was."""
    old = kle.portrait("bertram-quillfeather")
    now = {"status": "limited", "checked": "2026-11-20", "from": None}
    given = change({"availability": now}, slug="bertie-quill")

    assert kle(given, "--yes") == commands.FINE

    new = old.replace("status: paused", "status: limited").replace(
        "checked: 2026-10-01", "checked: 2026-11-20"
    )

    assert kle.portrait("bertram-quillfeather") == new.replace("  from: 2027-04-12\n", "")
    assert kle.said.startswith("--- content/kles/bertram-quillfeather.yaml\n")


def test_a_field_goes(kle: Import) -> None:
    """Null takes a field out, and says so in the difference alone."""
    photo = fields_of("zoe-obriain-luk")
    name = next(name for name in ("trust", "mentor_training", "impact") if name in photo)
    old = yaml.load(kle.portrait("zoe-obriain-luk"), Loader=yaml.BaseLoader)

    assert kle(change({name: None}, {name: photo[name]}, slug="zoe-obriain-luk"), "--yes") == commands.FINE

    del old[name]

    assert yaml.load(kle.portrait("zoe-obriain-luk"), Loader=yaml.BaseLoader) == old


@pytest.mark.parametrize("form", ["JSON", "YAML", "an issue"])
def test_a_whole_portrait_changes_what_differs(kle: Import, form: str) -> None:
    """A portrait that is there already is changed where it differs; its comments stay; what goes is said."""
    old = commented(kle)
    data = {name: value for name, value in ADA.items() if name != "example"} | {
        "role": "Head",
        "listed": "no",
    }
    data["schools"] = [{**ADA["schools"][0], "ages": "4-11"}]
    given = {
        "JSON": (portrait(slug="ada-plain", portrait={**data, "example": "true"}), "a.json"),
        "YAML": (writing.portrait(data) + "example: true\n", "ada-plain.yaml"),
        "an issue": (issue(writing.portrait(data) + "example: yes"), "issue.txt"),
    }[form]

    assert kle(given[0], "--yes", name=given[1]) == commands.FINE

    new = old.replace("role: Headteacher ", "role: Head ").replace(
        "since: 2018-09}", "since: 2018-09, ages: 4-11}"
    )
    new = new.replace("2026-09-01\nexample", '2026-09-01\nlisted: "no"\nexample')
    new = new.replace("example: true", 'example: "yes"') if form == "an issue" else new

    assert kle.portrait("ada-plain") == new


def test_what_a_whole_portrait_leaves_out_goes_and_is_said(kle: Import) -> None:
    """A field that is not in a whole portrait is taken out, never in silence."""
    fields = {name: value for name, value in fields_of("zoe-obriain-luk").items() if name != "sort_as"}

    assert kle(portrait(slug="zoe-obriain-luk", portrait=fields), "--yes") == commands.FINE
    assert "These fields are not in what came, so they go: sort_as.\n" in kle.said
    assert "\n-sort_as:" in kle.said


def test_the_same_again_changes_nothing(kle: Import) -> None:
    """What stands there already is not written anew."""
    text = kle.portrait("ada-plain")
    before = kle.content

    for what, name in (
        (text, "ada-plain.yaml"),
        (text, "x.txt"),
        (portrait(slug="ada-plain", portrait=ADA), "x"),
    ):
        assert kle(what, "--yes", name=name) == commands.FINE
        assert kle.said.endswith(
            "content/kles/ada-plain.yaml says all of this already. Nothing was changed.\n"
        )
        assert kle.content == before


def test_bad_yaml_for_somebody_who_is_there(kle: Import) -> None:
    """Broken YAML is told of at the lines of what came, and the portrait stays."""
    before = kle.content

    assert kle(kle.portrait("ada-plain") + "x: [1\n", "--yes", name="ada-plain.yaml") == commands.CONTENT
    assert "--> ada-plain.yaml:20:" in kle.said
    assert kle.content == before


# --- what is told -----------------------------------------------------------------------------------------


def test_designations_are_for_the_association(kle: Import) -> None:
    """A change of designations is in the difference, and plainly said to be for others to decide."""
    held = [*ADA["designations"], {"kind": "NLE", "since": "2024-03", "until": "2026-01"}]

    assert (
        kle(change({"designations": held}, {"designations": ADA["designations"]}), "--yes") == commands.FINE
    )
    assert kle.said.startswith(
        "Only EAH gives designations: now there is KLE since 2022-10, and this says KLE since 2022-10, "
        "NLE since 2024-03 until 2026-01. EAH decides.\n"
    )
    assert "+  - {kind: NLE, since: 2024-03, until: 2026-01}\n" in kle.said


def test_another_name_or_other_schools_are_said(kle: Import) -> None:
    """A portrait under somebody’s address whose name or schools differ may be another person’s."""
    moved = {**ADA, "schools": [{**ADA["schools"][0], "name": "Example Low Primary School", "urn": "900777"}]}

    assert kle(portrait(slug="ada-plain", portrait={**ADA, "name": "Ada Wed"}), answer="n") == commands.FINE
    assert kle.said.startswith(
        "The name here is not that of the portrait, Ada Plain: make sure whose it is.\n"
    )
    assert kle(portrait(slug="ada-plain", portrait=moved), answer="n") == commands.FINE
    assert kle.said.startswith("None of the schools is in kles/ada-plain.yaml: make sure")


def test_a_change_that_does_not_say_what_it_was(kle: Import) -> None:
    """Then a person has to compare."""
    assert kle(change({"role": "Head"}), "--yes") == commands.FINE
    assert kle.said.startswith(
        "It does not say what stood there when it was made: compare the lines that go.\n"
    )


# --- conflicts --------------------------------------------------------------------------------------------

LATER = {"status": "limited", "checked": "2026-11-20"}
CONFLICTS: dict[str, tuple[dict[str, Any], str]] = {
    "another value": (
        change({"role": "Head"}, {"role": "Deputy"}),
        "“role” was “Deputy” when this was made; now it is “Headteacher”, and this makes it “Head”.",
    ),
    "a field that came": (
        change({"trust": None, "works_in": ["dale"]}, {}),
        "“works_in” was not there when this was made; now it is “[upland]”, and this makes it “[dale]”.",
    ),
    "a field that went": (
        change({"sort_as": None, "mentor_training": "2022-05"}, {"mentor_training": "2022-03"}),
        "“mentor_training” was “2022-03” when this was made; now it is not there, and this makes it “2022",
    ),
    "an older day": (
        change({"availability": {"status": "limited", "checked": "2026-10-30"}}),
        "“availability.checked” is 2026-11-02 there, later than “2026-10-30” here.",
    ),
    "availability": (
        change({"availability": LATER}, {"availability": {"status": "paused", "checked": "2026-11-02"}}),
        "“availability” was “{status: paused, checked: 2026-11-02}” when this was made; now it is",
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_conflict_needs_a_clear_yes(kle: Import, name: str) -> None:
    """What moved on meanwhile is told field by field; --yes is refused, y is not enough, yes is."""
    given, told = CONFLICTS[name]
    before = kle.content

    assert kle(given, "--yes") == commands.USE
    assert told in kle.said
    assert "--yes is not enough, and nothing was changed. Import it without --yes" in kle.warned

    assert kle(given, answer="") == commands.USE
    assert "Save what was handed over as a file" in kle.warned
    assert kle(given, answer="y\n") == commands.FINE
    assert kle.said.endswith("Nothing was changed.\n")
    assert kle.content == before

    assert kle(given, answer="yes\n") == commands.FINE
    assert kle.said.endswith("Changed content/kles/ada-plain.yaml.\n")
    assert kle.content != before


@pytest.mark.parametrize(
    "given",
    [
        change({"name": "Ada Plane"}, {"name": "  Ada   Plain "}),
        change({"portrait": ADA["portrait"].replace("ninety", "80")}, {"portrait": ADA["portrait"].strip()}),
        change({"availability": LATER}, {"availability": ADA["availability"]}),
        change({"availability": LATER}, {"availability": {"status": "open", "checked": "2026-11-02"}}),
        change({"role": "Headteacher", "support": ["peer-review"]}, {"role": "x", "support": ["mentoring"]}),
        change({"trust": {"name": "T"}}, {}),
    ],
    ids=["spaces", "line ends", "availability", "availability in part", "done already", "new"],
)
def test_what_is_no_conflict(kle: Import, given: dict[str, Any]) -> None:
    """Another spelling of the same, what is done already and what was not there are not."""
    assert kle(given, "--yes") == commands.FINE
    assert "when this was made" not in kle.said


# --- every other byte stays -------------------------------------------------------------------------------

FILES = sorted(
    file
    for folder in ("content/kles", "tests/world/kles", "tests/portraits/good")
    for file in (ROOT / folder).glob("*.yaml")
)
FIELDS = [yaml.load(file.read_bytes().decode("utf-8-sig"), Loader=yaml.CBaseLoader) for file in FILES]
NEEDED = {"name", "designations", "schools"}


def fields_in(text: str) -> list[tuple[str, int, int]]:
    """Each field of a portrait, the place where its line starts and the one where its last line ends."""
    root = yaml.compose(text, Loader=yaml.BaseLoader)

    assert isinstance(root, yaml.MappingNode)

    found = []
    for key, value in root.value:
        last = value
        while isinstance(last, yaml.CollectionNode) and not last.flow_style and last.value:
            last = last.value[-1][1] if isinstance(last, yaml.MappingNode) else last.value[-1]
        at = len(text[: last.end_mark.index].rstrip())
        ends = [place for sign in "\r\n" if (place := text.find(sign, at)) >= 0]
        found.append((key.value, key.start_mark.index, min(ends, default=len(text))))
    return found


def without(text: str, names: set[str]) -> list[str]:
    """The lines that belong to no field of these names, comments between fields among them."""
    kept, at = [], 0
    for name, start, end in fields_in(text):
        if name in names:
            kept.append(text[at:start])
            at = end
    return [line for line in "".join([*kept, text[at:]]).splitlines() if line.strip()]


@st.composite
def with_comments(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A good portrait with comments above some of its fields and beside their ends, and what it says."""
    place = draw(st.integers(0, len(FILES) - 1))
    text = FILES[place].read_bytes().decode("utf-8-sig")
    line_end = "\r\n" if "\r\n" in text else "\r" if "\n" not in text else "\n"
    root = yaml.compose(text, Loader=yaml.BaseLoader)

    assert root is not None

    if not root.flow_style:
        for name, start, end in reversed(fields_in(text)):
            note = draw(st.sampled_from(["", "", "above", "beside"]))
            if note == "beside" and name not in {"portrait", "impact"}:
                text = f"{text[:end]}  # {name}'s: own{text[end:]}"
            if note == "above":
                text = f"{text[:start]}# of: {name}{line_end}{text[start:]}"
    return text, FIELDS[place]


@pytest.mark.whole
@given(with_comments(), st.data())
def test_all_other_bytes_stay(made: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    """Any fields of any portrait may become those of another, or go: nothing outside them is touched."""
    text, old = made

    assert yaml.load(text, Loader=yaml.BaseLoader) == old

    other = data.draw(st.sampled_from(FIELDS))
    names = data.draw(st.sets(st.sampled_from(writing.ORDER), min_size=1, max_size=5))
    new = dict(old)
    for name in names:
        if name in other:
            new[name] = as_portrait(other[name]) if name == "portrait" else other[name]
        elif name not in NEEDED:
            new.pop(name, None)
    after = edited(text, dict(changes_between(old, new)), writing.ORDER)

    assert yaml.load(after, Loader=yaml.BaseLoader) == new
    if not yaml.compose(text, Loader=yaml.BaseLoader).flow_style:  # type: ignore[union-attr]
        assert without(after, names) == without(text, names)


def test_the_files_are_there() -> None:
    """What the property draws from is not empty."""
    assert len(FILES) > 70
