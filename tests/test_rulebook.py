"""The rulebook of the form: all that the model says, every sentence that is said, and nothing private."""

from __future__ import annotations

import ast
import gzip
import json
import re
from typing import Any

import pytest
from assets_of import assets_of
from conftest import ROOT
from golden import TODAY

from kle_site import fields, rulebook
from kle_site.assets import TEMPLATES
from kle_site.load import Content
from kle_site.model import KINDS, Leader
from kle_site.phrases import SAID, said
from kle_site.schema import portrait_schema

SCRIPTS = sorted((TEMPLATES / "assets" / "submit").glob("*.js"))
OURS = {"alone.js", "around.js", "checks.js", "emit.js", "marked.js", "said.js", "shape.js", "typed.js"}
OURS |= {"weblinks.js"}
MOST = 36_000
"""Bytes that the checks may weigh, gzipped: scripts, rulebook and Markdown."""


@pytest.fixture(scope="module", name="book")
def _book(world_content: Content) -> dict[str, Any]:
    """The rulebook of the miniature county, as a browser reads it."""
    (body,) = rulebook.files(world_content, "https://a.example/s.json").values()
    found: dict[str, Any] = json.loads(body.decode().removeprefix("export default ").removesuffix(";\n"))
    return found


def test_it_has_every_field_as_the_schema_has_it(book: dict[str, Any], world_content: Content) -> None:
    """Names, order, what is needed and how many: as editors read them in the published schema."""
    schema = portrait_schema(world_content.places, world_content.expertise, address="")
    records = {"Leader": schema, **schema["$defs"]}

    assert set(book["records"]) == set(records)
    for name, held in book["records"].items():
        properties = records[name]["properties"]
        assert [field["name"] for field in held] == list(properties)
        assert [field["name"] for field in held if field.get("needed")] == records[name].get("required", [])
        for field in held:
            there = properties[field["name"]]
            bounds = [there.get("minItems", 0), there["maxItems"]] if "maxItems" in there else None
            assert field.get("list") == bounds
            assert ("record" in field) != ("kind" in field)


def test_it_has_the_limits_of_each_kind(book: dict[str, Any]) -> None:
    """Lengths and choices stand beside the field that has them."""
    leader = {field["name"]: field for field in book["records"]["Leader"]}
    designation = {field["name"]: field for field in book["records"]["Designation"]}

    assert (leader["name"]["kind"], leader["name"]["most"]) == ("line", 120)
    assert (leader["portrait"]["least"], leader["portrait"]["most"]) == (400, 2500)
    assert (leader["expertise"]["kind"], leader["expertise"]["list"]) == ("slug", [1, 6])
    assert (leader["schools"]["record"], leader["schools"]["list"]) == ("School", [1, 8])
    assert designation["kind"]["choices"] == list(KINDS)


def test_every_kind_can_be_read_by_a_script(book: dict[str, Any]) -> None:
    """The form knows how to read each kind of value that the model has."""
    script = (TEMPLATES / "assets" / "submit" / "typed.js").read_text(encoding="utf-8")
    known = set(
        re.findall(r'^  "?([a-z-]+)"?(?:[:(,]| ?\()', script.split("const KINDS = {")[1], re.MULTILINE)
    )

    assert {field["kind"] for held in book["records"].values() for field in held if "kind" in field} <= known


def test_every_sentence_is_said_by_both(book: dict[str, Any]) -> None:
    """No sentence of the rulebook is only Python's or only the form's; none is missing."""
    names = set(book["said"])
    scripts = " ".join(script.read_text(encoding="utf-8") for script in SCRIPTS if script.name in OURS)
    code = " ".join(
        file.read_text(encoding="utf-8")
        for file in (ROOT / "kle_site").glob("*.py")
        if file.name != "phrases.py"
    )
    made = {name for name in names if name.startswith("instead-")}  # `instead-${scope}`

    assert {name for name in names - made if f'"{name}"' not in scripts} == set()
    assert {name for name in names - made if not re.search(f"[\"']{name}[\"']", code)} == set()


def test_no_script_says_words_of_its_own() -> None:
    """The form's checks hold no sentence: what they say comes from the rulebook."""
    for name in OURS:
        text = (TEMPLATES / "assets" / "submit" / name).read_text(encoding="utf-8")
        code = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)

        assert re.findall(r"[\"'`][A-Z][a-z]+ [a-z]+ [a-z]+", code) == []


def test_blanks_are_filled() -> None:
    """What fills a blank is never read as a blank itself, and a blank that nobody fills is our fault."""
    assert said("choice", typed="“{hint}”", hint="{typed}")[1:] == (
        "“{hint}” is not one of the choices here.",
        "{typed}",
    )
    with pytest.raises(KeyError):
        said("choice", typed="a")


@pytest.mark.parametrize("name", SAID)
def test_sentences_are_whole(name: str) -> None:
    """Each is plain: no spaces at its ends but where it is put behind another, and no pair of spaces."""
    _, message, hint = SAID[name]

    assert hint == hint.strip()
    assert "  " not in message + hint


def test_it_holds_what_may_be_chosen(book: dict[str, Any], world_content: Content) -> None:
    """Expertise with every other word that finds it, retired tags, places and taken addresses."""
    in_use = [tag for tag in world_content.expertise.tags.values() if not tag.replaced_by]

    assert book["expertise"] == {tag.slug: " ".join([*tag.synonyms, *tag.former]) for tag in in_use}
    assert set(book["retired"]) == {
        slug for slug, tag in world_content.expertise.tags.items() if tag.replaced_by
    }
    assert book["designations"] == [one.kind for one in world_content.designations.designations]
    assert [slug for slug, *_ in book["districts"]] == list(world_content.places.district_by_slug)
    assert book["areas"] == list(world_content.places.area_by_slug)
    assert "district" in book["reserved"]
    assert book["notice"] == world_content.site.privacy_notice
    assert book["schema"] == "https://a.example/s.json"


def test_it_tells_of_nobody(world_content: Content) -> None:
    """No leader, listed or not, and nobody who has withdrawn stands in it."""
    (body,) = rulebook.files(world_content, "").values()
    gone = [line.slug for line in world_content.withdrawn.withdrawn]

    for leader in world_content.leaders:
        assert leader.name not in body.decode()
        assert f'"{leader.slug}"' not in body.decode()
    assert [slug for slug in gone if f'"{slug}"' in body.decode()] == []


def test_it_is_the_same_every_day(world_content: Content) -> None:
    """Two builds give the same bytes: nothing in it is of today, and nothing comes in a chance order."""
    assert rulebook.files(world_content, "a") == rulebook.files(world_content, "a")
    assert TODAY.isoformat() not in str(rulebook.rulebook(world_content, ""))


@pytest.mark.parametrize(
    ("pattern", "script"),
    [
        (r"(?P<a>x)(?P=a)", r"(?<a>x)\k<a>"),
        (r"\w[\w.-]", r"[\p{L}\p{N}_][\p{L}\p{N}_.-]"),
        (r"\d\.\"\-", '\\p{Nd}\\."-'),
        (r"[\d\"\-\]]", '[\\p{Nd}"\\-\\]]'),
        (r"a.b\.[.]", r"a[^\n]b\.[.]"),
        ("[–\x00]é", r"[\u{2013}\u{0}]\u{e9}"),
    ],
)
def test_patterns_are_written_as_scripts_have_them(pattern: str, script: str) -> None:
    """Words and digits are Python's there too, and what is only Python's spelling is respelt."""
    assert rulebook.in_script(re.compile(pattern)) == (script, "u")


def test_flags_go_with_a_pattern() -> None:
    """Case and lines count as they do in Python."""
    assert rulebook.in_script(re.compile("a", re.IGNORECASE | re.MULTILINE)) == ("a", "uim")


def test_each_kind_of_a_portrait_has_a_name(book: dict[str, Any]) -> None:
    """A new kind of value in the model needs its reader in the form: this names the one without."""
    assert all(field.get("kind", "record") for held in book["records"].values() for field in held)
    assert "slug" not in [field["name"] for field in book["records"]["Leader"]]
    assert len(book["records"]["Leader"]) == len(Leader.model_fields) - 1


def test_it_is_small(world_content: Content) -> None:
    """Scripts, rulebook and Markdown together weigh no more than a page can bear."""
    made = assets_of(world_content, TODAY)
    weights = {
        name: len(gzip.compress(made[name][1], 9)) for name in (*OURS, rulebook.NAME, "markdown-it.js")
    }

    assert sum(weights.values()) < MOST, weights


def test_modules_hold_no_copied_limit() -> None:
    """The scripts name no length of the model: they take each from the rulebook."""
    lengths = {fields.LONGEST_SLUG, fields.LONGEST_MAILBOX, fields.LONGEST_PHOTO, 2500, 400, 300, 5000}
    for name in OURS - {"said.js"}:  # whose 60 is the length of a quotation
        text = (TEMPLATES / "assets" / "submit" / name).read_text(encoding="utf-8")

        assert {int(one) for one in re.findall(r"(?<![\w.])\d+(?![\w.])", text)} & lengths == set()


def test_the_form_has_every_rule() -> None:
    """A rule of one portrait that Python gains, the form must gain: its twin has the same name."""
    script = (TEMPLATES / "assets" / "submit" / "alone.js").read_text(encoding="utf-8")
    there = re.findall(r"^function\* (\w+)\(", script, re.MULTILINE)
    tree = ast.parse((ROOT / "kle_site" / "rules.py").read_text(encoding="utf-8"))
    here = [
        one.name for one in tree.body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")
    ]

    assert sorted(name.lower() for name in there) == sorted(
        name.replace("_", "") for name in here if name not in {"faults", "name_fault"}
    )
