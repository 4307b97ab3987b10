"""What a change does to the directory, in words; and that no word of it comes from anybody's status."""

from __future__ import annotations

import copy
import datetime
import itertools
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from kle_site import changes, cli
from kle_site.changes import Changes, as_json, as_text, between
from kle_site.load import Loaded, load
from kle_site.model import Leader, Standing

Edit = Callable[[str], str]


def change(folder: Path, name: str, *edits: tuple[str, str]) -> None:
    """Replace words in a file of a content folder."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


@pytest.fixture(name="told")
def _told(world: Path, own_world: Path) -> Callable[[], list[str]]:
    """Return a function: what the miniature county, as changed, says of itself beside what it was."""

    def told() -> list[str]:
        *lines, always = as_text(between(load(world), load(own_world))).split("\n")

        assert always == changes.ALWAYS

        return lines

    return told


# --- in words ---------------------------------------------------------------------------------------------

ADA = "kles/ada-plain.yaml"
ZOE = "kles/zoe-obriain-luk.yaml"
SAID = {
    "nothing": ([], ["No change to tell."]),
    "a comment": ([(ADA, ("# Shows:", "# Says:"))], ["Ada Plain: changed"]),
    "expertise": (
        [(ADA, ("[first-headship, small-schools]", "[first-headship, send]"))],
        ["Ada Plain: expertise: Special educational needs added, Small schools taken out"],
    ),
    "order": (
        [(ADA, ("[first-headship, small-schools]", "[small-schools, first-headship]"))],
        ["Ada Plain: expertise: in another order"],
    ),
    "portrait": (
        [(ADA, ("a village school", "a very small village school"))],
        ["Ada Plain: portrait changed (85 → 87 words)"],
    ),
    "as many words": (
        [(ADA, ("a village school", "a seaside school"))],
        ["Ada Plain: portrait changed (85 words)"],
    ),
    "a name": ([(ADA, ("name: Ada Plain", "name: Ada Fair"))], ["Ada Fair: name changed"]),
    "a role": ([(ADA, ("role: Headteacher", "role: Principal"))], ["Ada Plain: role: Principal"]),
    "a designation": (
        [(ADA, ("since: 2022-10}", "since: 2022-10}\n  - {kind: NLE, since: 2024-01}"))],
        ["Ada Plain: designations: NLE added"],
    ),
    "the month of a designation": (
        [(ADA, ("since: 2022-10}", "since: 2022-11}"))],
        ["Ada Plain: designations changed"],
    ),
    "a designation less": (
        [(ZOE, ("  - {kind: NLE, since: 2021-05}\n", ""))],
        ["Zoë O'Briain-Łuk: designations changed"],
    ),
    "a school": (
        [(ZOE, ("urn: 900012", "urn: 900013")), (ZOE, ("Example Borders Nursery", "Example New Nursery"))],
        [
            "Zoë O'Briain-Łuk: schools: Example New Nursery added, Example Borders Nursery taken out",
        ],
    ),
    "another school": (
        [
            (ADA, ("urn: 900001", "urn: 900077")),
            (ADA, ("Example Highstead Primary", "Example Lowfold Primary")),
        ],
        [
            "Ada Plain: now at another school: Example Lowfold Primary School "
            "(before: Example Highstead Primary School)",
        ],
    ),
    "a school that became an academy": (
        [(ZOE, ("urn: 900010", "urn: 900210")), (ZOE, ("former_urns: [900110]", "former_urns: [900010]"))],
        ['Zoë O\'Briain-Łuk: what it says of St Æthelburh’s "Quay" School changed'],
    ),
    "a school's name": (
        [(ADA, ("Example Highstead Primary School", "Example Highstead Academy"))],
        ["Ada Plain: “Example Highstead Primary School” is now “Example Highstead Academy”"],
    ),
    "a school's fields": (
        [(ZOE, ("ages: 4-16", "ages: 4-18"))],
        ['Zoë O\'Briain-Łuk: what it says of St Æthelburh’s "Quay" School changed'],
    ),
    "a trust": ([(ZOE, ("Tide & Stone", "Tide"))], ["Zoë O'Briain-Łuk: trust: Example Tide Trust"]),
    "no trust": (
        [(ZOE, ("trust: {name: Example Tide & Stone Trust, uid: 90001}\n", ""))],
        ["Zoë O'Briain-Łuk: trust taken out"],
    ),
    "support and places": (
        [(ADA, ("[mentoring]", "[mentoring, peer-review]")), (ADA, ("[upland]", "[county]"))],
        [
            "Ada Plain: kinds of support: Peer review added; where they work: the whole county added, "
            "Upland taken out"
        ],
    ),
    "training": (
        [(ADA, ("support: [mentoring]", "support: [mentoring]\nmentor_training: 2024-02"))],
        ["Ada Plain: mentor training changed"],
    ),
    "impact": (
        [(ZOE, ("one programme", "one shared programme"))],
        ["Zoë O'Briain-Łuk: examples of impact changed"],
    ),
    "a contact": (
        [(ADA, ("office@highstead", "admin@highstead"))],
        ["Ada Plain: contact changed"],
    ),
    "the words for a photo": (
        [(ZOE, ("A drawing of", "A sketch of"))],
        ["Zoë O'Briain-Łuk: the words for the photo changed"],
    ),
    "a page": (
        [("guidance/index.md", ("---\n\n", "---\n\nNew. "))],
        None,
    ),
    "a term": (
        [("expertise.yaml", ("label: Small schools", "label: Little schools"))],
        ["The vocabulary of expertise: “Small schools” is now “Little schools”"],
    ),
    "the site": (
        [("site.yaml", ("reply_days: ", "reply_days: 1"))],
        ["What the site says of itself: changed"],
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_change_is_told_in_words(name: str, own_world: Path, told: Callable[[], list[str]]) -> None:
    """Each kind of change has its own words, and nothing that stayed is told."""
    edits, expected = SAID[name]
    for file, edit in edits:
        change(own_world, file, edit)

    if expected is None:
        (line,) = told()
        assert re.fullmatch(r"Protocols, “.+”: changed", line)
    else:
        assert told() == expected


def test_a_new_portrait_is_told_with_its_place(own_world: Path, told: Callable[[], list[str]]) -> None:
    """Who is new and where; and the association's reviewers are to agree."""
    shutil.copy(own_world / ADA, own_world / "kles" / "jo-field.yaml")
    change(own_world, "kles/jo-field.yaml", ("name: Ada Plain", "name: Jo Field"))

    assert told() == ["Jo Field: a new entry in Upland"]


def test_a_photo_is_told(world: Path, own_world: Path, told: Callable[[], list[str]]) -> None:
    """Another picture under the old name, and a picture that goes."""
    (photo,) = [file for file in (own_world / "photos").iterdir() if file.stem == "zoe-obriain-luk"]
    photo.write_bytes(photo.read_bytes() + b"\0")

    assert told() == ["Zoë O'Briain-Łuk: photo changed"]

    text = (own_world / ZOE).read_text(encoding="utf-8")
    (own_world / ZOE).write_text(re.sub(r"^photo: .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")

    assert told() == ["Zoë O'Briain-Łuk: photo taken out"]


def test_a_page_that_moves_is_told(own_world: Path, told: Callable[[], list[str]]) -> None:
    """A file with a new name and the old one among its aliases is the same person's."""
    (own_world / ADA).rename(own_world / "kles" / "ada-fair.yaml")
    change(
        own_world,
        "kles/ada-fair.yaml",
        ("name: Ada Plain", "name: Ada Fair"),
        ("example: true", "example: true\naliases: [ada-plain]"),
    )

    assert told() == ["Ada Fair: the page has moved from /directory/ada-plain/; name changed"]


def test_pages_that_come_and_go_are_told(own_world: Path, told: Callable[[], list[str]]) -> None:
    """A page of the protocols, a case study, a year of recruitment."""
    case = min((own_world / "impact").iterdir())
    shutil.copy(case, case.with_name("another-story.md"))
    change(own_world, "impact/another-story.md", ("title: ", "title: Another "))
    case.unlink()
    min((own_world / "recruitment").iterdir()).unlink()
    lines = told()

    assert len(lines) == 3
    assert re.fullmatch(r"Case study “Another .+”: a new page", lines[0])
    assert re.fullmatch(r"Case study “.+”: the page goes", lines[1])
    assert re.fullmatch(r"Recruitment in \d{4}-\d\d: the page goes", lines[2])


def test_a_file_that_cannot_be_read_is_named(own_world: Path, told: Callable[[], list[str]]) -> None:
    """What is wrong in it is the check's to say; one that was wrong before and stays is not told."""
    change(own_world, ADA, ("role: Headteacher", "role: ["))

    assert told() == ["kles/ada-plain.yaml: different, but it cannot be read yet; kle check says why"]
    assert between(load(own_world), load(own_world)) == Changes((), ())
    assert [one.words for one in between(load(own_world), load(ROOT / "tests" / "world")).changes] == [
        ("changed",)
    ]


@pytest.mark.parametrize(
    ("edit", "review"),
    [
        (("kind: KLE", "kind: NLE"), True),
        (("since: 2022-10", "since: 2022-11"), True),
        (("since: 2022-10", "since: 2022-10, until: 2027-08"), False),
        (("role: Headteacher", "role: Principal"), False),
    ],
)
def test_designations_are_for_the_reviewers(
    edit: tuple[str, str], review: bool, world: Path, own_world: Path
) -> None:
    """Only the association designates; an end would tell who leaves."""
    change(own_world, ADA, edit)

    assert [one.review for one in between(load(world), load(own_world)).changes] == [review]


# --- nobody's status --------------------------------------------------------------------------------------

STATUS = {
    "availability": [
        {"status": "open", "checked": "2026-11-02"},
        {"status": "limited", "checked": "2025-01-01", "free_days": {"year": "2026-27", "left": "none"}},
        {"status": "paused", "checked": "2026-10-01", "from": "2027-04-12"},
    ],
    "confirmed": ["2026-09-01", "2025-09-01", "2025-01-01", "2023-01-01"],
    "listed": [None, "false"],
    "until": [None, "2025-08", "2027-08"],
    "consent": [
        {"given": "2026-09-01", "scope": ["name", "portrait", "contact", "reuse"], "notice": 2},
        {"given": "2023-09-01", "scope": ["name"], "notice": 1},
    ],
}
"""Everything that a status is made of, with one value for each way of standing there."""
STANDINGS = list(itertools.product(*STATUS.values()))


def with_status(text: str, standing: tuple[object, ...]) -> str:
    """Return Ada's portrait with a status, and otherwise the same."""
    fields = yaml.load(text, yaml.BaseLoader)
    for name, value in zip(STATUS, standing, strict=True):
        if name == "until":
            fields["designations"] = [
                {"kind": "KLE", "since": "2022-10"} | ({"until": value} if value else {})
            ]
        elif value is not None:
            fields[name] = value
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)


def standing(base: Loaded, slug: str, text: str) -> list[Loaded]:
    """The miniature county with one portrait in every standing, made without reading all the rest again."""
    assert base.content

    found = []
    for one in STANDINGS:
        raw = with_status(text, one)
        leader = Leader.model_validate({**yaml.load(raw, yaml.BaseLoader), "slug": slug})
        others = (other for other in base.content.leaders if other.slug != slug)
        sources = copy.copy(base.sources)
        sources.texts = {**base.sources.texts, leader.path: raw.encode()}
        content = replace(base.content, leaders=(*others, leader))
        found.append(replace(base, content=content, sources=sources))
    return found


def one_of_each(found: list[Loaded], today: datetime.date) -> list[Loaded]:
    """One county for each way in which a leader can stand."""
    by_standing = {loaded.content.leaders[-1].standing(today): loaded for loaded in found if loaded.content}

    assert {*by_standing} == {*Standing}

    return list(by_standing.values())


@pytest.mark.whole
def test_the_words_are_the_same_whatever_the_status(world: Path, today: datetime.date) -> None:
    """Between each way of standing and every status, the same is told: of a change that shows, and none."""
    base, plain = load(world), (world / ADA).read_text(encoding="utf-8")
    before = standing(base, "ada-plain", plain)
    after = standing(base, "ada-plain", plain.replace("a village school", "a very small village school"))
    (shown,) = {
        *(between(old, new) for old in one_of_each(before, today) for new in after),
        *(between(old, new) for old in before for new in one_of_each(after, today)),
    }
    (hidden,) = {between(old, new) for old in one_of_each(before, today) for new in before if old is not new}

    assert as_text(shown) == f"Ada Plain: portrait changed (85 → 87 words)\n{changes.ALWAYS}"
    assert as_text(hidden) == f"Ada Plain: changed\n{changes.ALWAYS}"


def test_a_status_is_read_off_the_files_as_it_is_here(world: Path, own_world: Path) -> None:
    """The same with files: a pause, an end and an entry that is off the site."""
    plain = (world / ADA).read_text(encoding="utf-8")
    told = set()
    for one in (STANDINGS[0], STANDINGS[-1], STANDINGS[len(STANDINGS) // 2]):
        (own_world / ADA).write_text(
            with_status(plain, one).replace("Headteacher", "Principal"), encoding="utf-8"
        )
        told.add(between(load(world), load(own_world)))
    (only,) = told

    assert as_text(only) == f"Ada Plain: role: Principal\n{changes.ALWAYS}"


@pytest.mark.whole
def test_a_new_portrait_is_told_the_same_whatever_its_status(world: Path) -> None:
    """A new portrait that is off the site, or paused from its first day, is a new entry like any other."""
    base = load(world)
    plain = (world / ADA).read_text(encoding="utf-8").replace("Ada Plain", "Jo Field")
    (only,) = {between(base, new) for new in standing(base, "jo-field", plain)}

    assert as_text(only) == f"Jo Field: a new entry in Upland\n{changes.ALWAYS}"


def test_the_fields_of_a_status_are_all_of_them() -> None:
    """A field that decides how an entry stands is among those that no word comes from."""
    assert {*STATUS} - {"until"} == {*changes.QUIET}
    assert {*changes.QUIET} <= {*Leader.model_fields}


def test_nobody_who_leaves_is_told(world: Path, own_world: Path, told: Callable[[], list[str]]) -> None:
    """A deleted portrait, its line in withdrawn.yaml, and the line's own deletion: no word."""
    (own_world / "kles" / "cosima-featherstone.yaml").unlink()
    (own_world / ADA).unlink()
    (own_world / "withdrawn.yaml").write_text(
        "withdrawn:\n  - {slug: ada-plain, on: 2026-11-01}\n", encoding="utf-8"
    )

    assert told() == ["No change to tell."]
    assert json.loads(as_json(between(load(world), load(own_world)))) == {
        "schema": 1,
        "changes": [],
        "unread": [],
    }


# --- the command ------------------------------------------------------------------------------------------


def test_the_command_says_it(world: Path, own_world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`kle diff OLD NEW`, in words and as JSON."""
    change(own_world, ADA, ("role: Headteacher", "role: Principal"))

    assert cli.main(["diff", str(world), str(own_world)]) == 0
    assert capsys.readouterr().out == f"Ada Plain: role: Principal\n{changes.ALWAYS}\n"
    assert cli.main(["diff", str(world), str(own_world), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == [
        {
            "about": "Ada Plain",
            "words": ["role: Principal"],
            "kinds": ["role"],
            "address": "/directory/ada-plain/",
            "review": False,
        }
    ]


def test_the_command_says_what_it_cannot_compare(
    world: Path, own_world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is not there, a file instead of one, and one whose vocabularies are broken."""
    assert cli.main(["diff", str(tmp_path / "nowhere"), str(world)]) == 2
    assert "is not a folder. Name two content folders" in capsys.readouterr().err
    assert cli.main(["diff", str(world), str(world / "site.yaml")]) == 2
    change(own_world, "places.yaml", ("areas:", "aeras:"))
    assert cli.main(["diff", str(world), str(own_world)]) == 1
    assert "is not in order. Run kle check" in capsys.readouterr().err
