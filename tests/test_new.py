"""A first portrait: it passes the checks as it is, whoever it is for and whenever it is made."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kle_site import new
from kle_site.check import check
from kle_site.county import Expertise
from kle_site.load import Content, Loaded, load
from kle_site.model import EXAMPLE_URNS

SCHEMA = "https://leaders.example/data/v1/portrait.schema.json"


def written(name: str, content: Content, today: datetime.date, folder: Path) -> tuple[Path, str]:
    """Write a new portrait into a folder; return the file and its text."""
    file = folder / f"{new.slug_for(name)}.yaml"
    text = new.portrait(name, content, today, SCHEMA)
    file.write_text(text, encoding="utf-8")
    return file, text


def checked(world: Path, file: Path, today: datetime.date) -> tuple[list[str], Loaded]:
    """What is wrong with a portrait beside the miniature county's, and what was loaded."""
    loaded = load(world, [file])
    return [str(problem) for problem in check(loaded, today) if problem.path == file.as_posix()], loaded


NAMES = {
    "Ann Lee": "ann-lee",
    "Siân O'Brien": "sian-obrien",
    "Siân O’Brien": "sian-obrien",
    "Łukasz Żółty-Świć": "lukasz-zolty-swic",
    "Jürgen Groß": "jurgen-gross",
    "No": "no",
    "Null Ann": "null-ann",
    "True Blood": "true-blood",
    "Yes": "yes",
    "y": "y",
    "~ Tilde": "tilde",
    "Dr. J. R. Doe": "dr-j-r-doe",
    "a: b": "a-b",
    "# x": "x",
    "x #y": "x-y",
    "- dash": "dash",
    "'quoted'": "quoted",
    '"Bobby" Tables': "bobby-tables",
    "[list] {set}": "list-set",
    "& anchor * alias ! tag": "anchor-alias-tag",
    "% @ `back`": "back",
    "back\\slash": "back-slash",
    "12 Monkeys": "12-monkeys",
    "Trailing Colon:": "trailing-colon",
    "  Too   many\u00a0spaces ": "too-many-spaces",
    "{name}": "name",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_new_portrait_passes_the_checks(
    name: str, world: Path, world_content: Content, today: datetime.date, tmp_path: Path
) -> None:
    """Whatever YAML would make of a name, it is read back as it was typed, and nothing is wrong."""
    file, _ = written(name, world_content, today, tmp_path)

    told, loaded = checked(world, file, today)

    assert told == []
    assert loaded.content is not None
    assert [leader.name for leader in loaded.content.leaders if leader.slug == NAMES[name]] == [
        " ".join(name.split())
    ]


@pytest.mark.parametrize("name", NAMES)
def test_an_editor_reads_the_name_as_a_text(
    name: str, world_content: Content, today: datetime.date, tmp_path: Path
) -> None:
    """A program that guesses types sees a text too: no truth, no number, nothing lost."""
    _, text = written(name, world_content, today, tmp_path)

    assert yaml.safe_load(text)["name"] == " ".join(name.split())


@pytest.mark.whole
@settings(max_examples=60, deadline=None)
@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]), min_size=1)
)
def test_any_name_is_read_back(name: str, world_content: Content, today: datetime.date) -> None:
    """Whatever stands in a name that can be printed, the file says the same."""
    text = new.portrait(name, world_content, today, SCHEMA)

    assert yaml.load(text, yaml.BaseLoader)["name"] == " ".join(name.split())


@pytest.mark.parametrize(
    "today",
    [
        datetime.date(2026, 8, 31),
        datetime.date(2026, 9, 1),
        datetime.date(2027, 1, 31),
        datetime.date(2028, 2, 29),
        datetime.date(2029, 12, 31),
    ],
)
def test_a_new_portrait_passes_on_any_day(
    world: Path, world_content: Content, today: datetime.date, tmp_path: Path
) -> None:
    """At the turn of a year, of a school year and on a leap day, no date is wrong."""
    file, _ = written("Ann Lee", world_content, today, tmp_path)

    assert checked(world, file, today)[0] == []


def test_a_new_portrait_passes_beside_the_published_ones(
    content_dir: Path, content_today: datetime.date, tmp_path: Path
) -> None:
    """The published vocabularies and places serve as well as the miniature county's."""
    content = load(content_dir).content

    assert content is not None

    file, _ = written("Ann Lee", content, content_today, tmp_path)

    assert checked(content_dir, file, content_today)[0] == []


def test_a_new_portrait_is_marked_as_an_example(
    world: Path, world_content: Content, today: datetime.date, tmp_path: Path
) -> None:
    """No invented word can be published as theirs: the entry is an example's, at no real school."""
    used = {leader.base.urn for leader in world_content.leaders}
    file, text = written("Ann Lee", world_content, today, tmp_path)

    _, loaded = checked(world, file, today)

    assert loaded.content is not None
    (leader,) = [leader for leader in loaded.content.leaders if leader.slug == "ann-lee"]
    assert leader.example
    assert leader.base.urn >= EXAMPLE_URNS
    assert leader.base.urn not in used
    assert text.splitlines()[-1].startswith("example: true")
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA}"


def test_two_new_portraits_share_no_school(
    world: Path, world_content: Content, today: datetime.date, tmp_path: Path
) -> None:
    """The second one made gets another URN."""
    file, _ = written("Ann Lee", world_content, today, tmp_path)
    first = load(world, [file]).content

    assert first is not None
    assert f"urn: {first.leaders[0].base.urn}" not in new.portrait("Bob Ray", first, today, SCHEMA)


def test_a_new_portrait_is_in_a_district_of_today(world_content: Content, today: datetime.date) -> None:
    """Neither a district that has ended nor one that has yet to begin is proposed."""
    upland, dale, *rest = world_content.places.districts
    past = upland.model_copy(update={"valid_to": datetime.date(2026, 10, 1)})
    future = dale.model_copy(update={"valid_from": datetime.date(2026, 12, 1)})
    places = world_content.places.model_copy(update={"districts": (past, future, *rest)})

    text = new.portrait("Ann Lee", replace(world_content, places=places), today, SCHEMA)

    assert yaml.safe_load(text)["works_in"] == ["shore"]


def test_a_new_portrait_holds_no_retired_tag(world_content: Content, today: datetime.date) -> None:
    """Only tags in use are proposed."""
    group = world_content.expertise.groups[0]
    tags = [tag.model_copy(update={"replaced_by": "reading"}) for tag in group.tags]
    groups = (group.model_copy(update={"tags": tuple(tags)}), *world_content.expertise.groups[1:])
    expertise = Expertise.model_construct(groups=groups)

    text = new.portrait("Ann Lee", replace(world_content, expertise=expertise), today, SCHEMA)

    assert yaml.safe_load(text)["expertise"] == ["reading", "send"]


@pytest.mark.parametrize("name", ["", " ", "王小明", "Ἀθηνᾶ", "…", "'"])
def test_a_name_without_latin_letters_has_no_slug(name: str) -> None:
    """Where no letter can stand in an address, there is nothing to name the file by."""
    assert new.slug_for(name) == ""
