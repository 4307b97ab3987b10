"""The schema that editors use, the page that people read and the model that decides say the same."""

from __future__ import annotations

import copy
import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError
from sampling import mostly_slow

from kle_site import check, fields, model, rules, schema, yamltext
from kle_site.load import Content, load
from kle_site.model import Leader
from kle_site.schema import field_reference, portrait_schema

ROOT = Path(__file__).parent.parent
ADDRESS = "https://www.example.org/data/v1/portrait.schema.json"
WORLD = ROOT / "tests" / "world"
PORTRAITS = ROOT / "tests" / "portraits"
GOOD = sorted((PORTRAITS / "good").glob("*.yaml"))
BAD = sorted((PORTRAITS / "bad").glob("*.yaml"))
TODAY = datetime.date(2026, 11, 21)

# --- as an editor reads -----------------------------------------------------------------------------------

_CORE: list[tuple[str, Any]] = [
    (r"|~|null|Null|NULL", lambda _: None),
    (r"true|True|TRUE", lambda _: True),
    (r"false|False|FALSE", lambda _: False),
    (r"[-+]?[0-9]+", int),
    (r"0o[0-7]+", lambda text: int(text[2:], 8)),
    (r"0x[0-9a-fA-F]+", lambda text: int(text, 16)),
    (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
    (r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", lambda text: float(text.replace(".", ""))),
]
"""YAML 1.2, core schema: what a plain value is when it is no text. There are no dates in it."""


def as_an_editor(raw: bytes) -> Any:
    """Return what an editor sees in a file; raises where it is no YAML at all."""
    return _seen(_composed(raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")))


def _composed(text: str) -> yaml.Node:
    node = yaml.compose(text, yamltext.LOADER)
    assert node is not None
    return node


def _seen(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {_seen(key): _seen(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_seen(item) for item in node.value]
    if not node.style:
        for pattern, value in _CORE:
            if re.fullmatch(pattern, node.value):
                return value(node.value)
    return node.value


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("900001", 900001),
        ("012345", 12345),
        ("'900001'", "900001"),
        ("2026-09-01", "2026-09-01"),
        ("2021-10", "2021-10"),
        ("yes", "yes"),
        ("No", "No"),
        ("True", True),
        ("51.2", 51.2),
        ("1e3", 1000.0),
        ("0x1F", 31),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("~", None),
        ("", None),
        ("|\n  no", "no\n"),
    ],
)
def test_this_editor_reads_yaml_1_2(typed: str, expected: Any) -> None:
    """The reader of these tests sees numbers, truths and nothing where YAML 1.2 has them, else text."""
    assert {"value": expected} == as_an_editor(f"value: {typed}\n".encode())


# --- the schema and its judge -----------------------------------------------------------------------------


def schema_of(folder: Path) -> dict[str, Any]:
    """Return the schema of portraits with the vocabularies of a content folder."""
    content = content_of(folder)
    return portrait_schema(content.places, content.expertise, address=ADDRESS)


def content_of(folder: Path) -> Content:
    """Return the records of a content folder."""
    content = load(folder).content
    assert content is not None
    return content


CONTENT = content_of(PORTRAITS / "content")
SCHEMA = schema_of(PORTRAITS / "content")
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def refusals(raw: bytes, validator: jsonschema.Draft7Validator = VALIDATOR) -> list[str]:
    """Return where and why the schema refuses a file."""
    return told(as_an_editor(raw), validator)


def told(seen: Any, validator: jsonschema.Draft7Validator = VALIDATOR) -> list[str]:
    """Return where and why the schema refuses what an editor sees."""
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(seen)]


def accepted(raw: bytes) -> bool:
    """Do we take a file, as far as one file can tell?"""
    document, problems = yamltext.read("portrait.yaml", raw)
    return document is not None and not problems and "slug" not in document.data and taken(document.data)


def taken(data: dict[str, Any]) -> bool:
    """Does the model take these fields as typed, the vocabularies included?"""
    try:
        leader = Leader.model_validate({**data, "slug": "sian-obrien"})
    except ValidationError:
        return False
    content = replace(CONTENT, leaders=(leader,))
    between = (check.expertise_is_in_the_vocabulary, check.districts_exist, check.works_in_known_places)
    return not rules.faults(leader) and not [fault for rule in between for fault in rule(content, TODAY)]


def codes_of(file: Path) -> set[str]:
    """Return the codes of a bad portrait's report, kept true by `test_portraits`; none without one."""
    report = file.with_suffix(".txt")
    text = report.read_text("utf-8") if report.exists() else ""
    return set(re.findall(r"^(?:error|advice)\[([\w-]+)\]", text, re.M))


def readable(file: Path) -> bool:
    """Is a file YAML at all, so that an editor gets as far as the schema?"""
    try:
        as_an_editor(file.read_bytes())
    except (yaml.YAMLError, UnicodeDecodeError, AssertionError, TypeError, RecursionError):
        return False
    return True


TOLD_BY_SCHEMA = {
    *("missing", "unknown-field", "choice", "urn", "date", "month", "no-such-month", "yes-or-no", "number"),
    *("list", "fields", "one-value", "too-many", "too-few", "too-long", "too-short", "empty", "one-line"),
    *("angle", "slug", "postcode", "ages", "photo-name", "unknown-tag", "retired-tag"),
}
"""Codes of faults that a schema can see by itself."""
READABLE = [file for file in BAD if file.stat().st_size < 40_000 and readable(file)]
SEEN = [file for file in READABLE if set() < codes_of(file) <= TOLD_BY_SCHEMA]


def test_there_is_enough_to_compare() -> None:
    """The corpus has good files, bad files that an editor can read, and one of each code it should tell."""
    told = {code for file in SEEN for code in codes_of(file)}

    assert (True, True) == (len(GOOD) >= 20, len(SEEN) >= 40)
    assert TOLD_BY_SCHEMA - told == set()


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_what_we_take_an_editor_takes(file: Path) -> None:
    """No editor finds fault with a portrait that we take, however it is written."""
    assert [] == refusals(file.read_bytes())


@pytest.mark.parametrize("folder", [ROOT / "content", WORLD], ids=["content", "world"])
def test_an_editor_takes_every_portrait_of_the_repository(folder: Path) -> None:
    """No editor finds fault with a published portrait, nor with one of the miniature county."""
    validator = jsonschema.Draft7Validator(schema_of(folder))
    files = sorted((folder / "kles").glob("*.yaml"))

    assert len(files) > 5
    assert {} == {file.name: found for file in files if (found := refusals(file.read_bytes(), validator))}


@pytest.mark.parametrize("file", SEEN, ids=lambda file: file.stem)
def test_an_editor_tells_what_it_can_see(file: Path) -> None:
    """A portrait that we refuse for nothing but its fields' shapes, an editor refuses too."""
    assert [] != refusals(file.read_bytes())


@pytest.mark.parametrize("file", READABLE, ids=lambda file: file.stem)
def test_what_an_editor_refuses_we_refuse(file: Path) -> None:
    """Whenever the schema refuses a file, so does the model."""
    raw = file.read_bytes()

    assert [] == (refusals(raw) if accepted(raw) else [])


# --- the same for anything typed anywhere -----------------------------------------------------------------

EVERYTHING = yaml.load((PORTRAITS / "good" / "everything.yaml").read_text("utf-8"), yaml.BaseLoader)


def places(value: Any, where: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to each value, to each list and to each set of fields; of a list, to its first value."""
    if where:
        yield where
    inside = value.items() if isinstance(value, dict) else list(enumerate(value))[:1]
    for key, each in inside:
        if isinstance(each, str):
            yield (*where, key)
        else:
            yield from places(each, (*where, key))


def disagreement(where: tuple[str | int, ...], typed: str) -> list[str]:
    """Return why the schema refuses what the model takes, when something is typed at one place."""
    try:
        node = _composed(typed)
    except (yaml.YAMLError, AssertionError):
        return []
    as_typed = copy.deepcopy(EVERYTHING)
    seen = copy.deepcopy(EVERYTHING)
    for place, value in ((as_typed, _plain(node)), (seen, _seen(node))):
        *way, last = where
        for step in way:
            place = place[step]
        place[last] = value
    return told(seen) if taken(as_typed) else []


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    return [_plain(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else node.value


PLACES = list(places(EVERYTHING))
TYPED = [
    *(
        "yes",
        "No",
        "TRUE",
        "False",
        "null",
        "~",
        "''",
        "007",
        "0",
        "-1",
        "1_000",
        "0x1F",
        "0o17",
        "1e5",
        ".5",
    ),
    *(
        ".inf",
        "-.INF",
        ".NaN",
        "12:30:45",
        "2026-09-01",
        "2026-02-30",
        "2021-10",
        "2026-13",
        "2026-27",
        "51.2",
    ),
    *(
        "900001",
        "'900001'",
        "012345",
        "1234567",
        "9٠٠٠٠١",
        "4-11",
        "4 – 11",
        "me12 9zz",
        "ME129ZZ",
        "01622000000",
    ),
    *("+441622000000", "'+44 1622 000000'", "07700900123", "office@a.example", "https://www.example.org"),
    *(
        "HTTPS://A.ORG",
        "kah",
        "swale",
        "county",
        "send",
        "1984",
        "'true'",
        "KLE",
        "primary",
        "open",
        "mentoring",
    ),
    *(
        "[]",
        "{}",
        "[swale]",
        "[send, send]",
        "{a: b}",
        "[[swale]]",
        "sian-obrien.jpg",
        "Ann Lee",
        "'  Ann  Lee  '",
    ),
    *(
        '"a\\nb"',
        '"a\\n"',
        '"\\ta"',
        '"\\u202e"',
        "'<b>'",
        "…",
        "'" + "a" * 120 + "'",
        '"' + "a" * 120 + '\\n"',
    ),
    *("'" + "a" * 121 + "'", "'" + "é" * 2500 + "'", '"' + "a" * 2500 + '\\n\\n"', "'" + "a" * 2501 + "'"),
    *("'" + "a" * 400 + "'", "'" + "a" * 399 + "  '", "'" + "1" * 400 + "'", "1" * 400, "'e\u0301'"),
]


@pytest.mark.whole
@pytest.mark.parametrize("where", mostly_slow(PLACES, 4), ids=lambda where: ".".join(map(str, where)))
def test_whatever_we_take_an_editor_takes(where: tuple[str | int, ...]) -> None:
    """Each of many odd values, typed at each place of a portrait: what the model takes, the schema takes."""
    assert {} == {typed: found for typed in TYPED if (found := disagreement(where, typed))}


@settings(deadline=None, derandomize=True, max_examples=200)
@given(
    where=st.sampled_from(PLACES),
    typed=st.one_of(
        st.text("0123456789-+.eExo:/ abcyznTN~\u00a0é校", max_size=14),
        st.text(max_size=30).map(lambda text: json.dumps(text, ensure_ascii=False)),
    ),
)
def test_an_editor_never_refuses_what_we_take(where: tuple[str | int, ...], typed: str) -> None:
    """For anything typed anywhere, what the model takes the schema takes."""
    assert [] == disagreement(where, typed)


def test_the_comparison_has_something_to_compare() -> None:
    """The fullest portrait is taken by both as it is, and a fault at any place of it would be seen."""
    assert (True, []) == (taken(EVERYTHING), told(EVERYTHING))
    assert ["['role']: 5 is not of type 'string'"] == told(EVERYTHING | {"role": 5})
    assert len(PLACES) > 50


# --- the schema itself ------------------------------------------------------------------------------------


def nodes(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every part of a schema that is itself a set of keywords, with the way to it."""
    if isinstance(node, dict):
        if not where.endswith(("/properties", "/$defs")):
            yield where, node
        for key, inside in node.items():
            yield from nodes(inside, f"{where}/{key}")
    elif isinstance(node, list):
        for number, inside in enumerate(node):
            yield from nodes(inside, f"{where}/{number}")


def test_the_schema_is_one_of_draft_07() -> None:
    """The schema names its draft and its address, and keeps the draft's own rules."""
    jsonschema.Draft7Validator.check_schema(SCHEMA)

    assert ("http://json-schema.org/draft-07/schema#", ADDRESS) == (SCHEMA["$schema"], SCHEMA["$id"])


def test_the_schema_is_written_as_json() -> None:
    """The schema is plain data: it comes out of JSON as it went in."""
    assert SCHEMA == json.loads(json.dumps(SCHEMA))


def test_references_lead_somewhere_and_stand_alone() -> None:
    """Every reference leads to a part of the schema, and nothing that draft-07 passes over is beside it."""
    found = [(where, node) for where, node in nodes(SCHEMA) if "$ref" in node]

    assert len(found) > 5
    assert [] == [where for where, node in found if list(node) != ["$ref"]]
    assert {node["$ref"] for _, node in found} == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


def test_nothing_may_be_null() -> None:
    """A field that is left empty is a fault, so the schema nowhere allows null or offers it."""
    allowed = [where for where, node in nodes(SCHEMA) if "null" in node.get("type", "")]

    assert ([], False) == (allowed, '"default": null' in json.dumps(SCHEMA))


def test_every_field_says_what_it_is() -> None:
    """Each field has a title and a description of sentences; a record knows no other fields."""
    records = {"Leader": SCHEMA, **SCHEMA["$defs"]}
    silent = [
        f"{name}.{field}"
        for name, record in records.items()
        for field, node in record["properties"].items()
        if not node.get("title") or not node.get("description", "").endswith(".")
    ]

    assert [] == silent
    assert {False} == {record["additionalProperties"] for record in records.values()}
    assert [] == [
        name for name, record in records.items() if not record["title"] or not record["description"]
    ]


def test_fields_are_called_as_they_are_typed() -> None:
    """The schema has the fields of a file: `from` by its own name, and no slug, which is the file's name."""
    assert {"status", "checked", "from", "free_days"} == set(SCHEMA["$defs"]["Availability"]["properties"])
    assert set(Leader.model_fields) - {"slug"} == set(SCHEMA["properties"])
    assert "slug" not in SCHEMA["required"]


def test_titles_are_words() -> None:
    """A title is the field's name in words, with short names in capitals."""
    school = SCHEMA["$defs"]["School"]["properties"]
    titles = [school[field]["title"] for field in ("urn", "former_urns", "since")]

    assert ["URN", "Former URNs", "Since"] == titles
    assert "UID" == SCHEMA["$defs"]["Trust"]["properties"]["uid"]["title"]
    assert "Free days" == SCHEMA["$defs"]["FreeDays"]["title"]


def test_choices_come_from_the_vocabularies() -> None:
    """Tags in use, districts and places to work in are choices, each with its label; retired tags are not."""
    expertise, placed = CONTENT.expertise, CONTENT.places
    tags = SCHEMA["properties"]["expertise"]["items"]
    in_use = {slug: tag for slug, tag in expertise.tags.items() if not tag.replaced_by}
    district = SCHEMA["$defs"]["School"]["properties"]["district"]

    assert len(in_use) < len(expertise.tags)
    assert list(in_use) == tags["enum"]
    assert [f"{tag.label}: {tag.about}" for tag in in_use.values()] == tags["enumDescriptions"]
    assert list(placed.works_in) == SCHEMA["properties"]["works_in"]["items"]["enum"]
    assert list(placed.district_by_slug) == district["enum"]
    assert list(model.KINDS) == SCHEMA["$defs"]["Designation"]["properties"]["kind"]["enum"]


def test_new_words_of_a_vocabulary_are_choices_at_once() -> None:
    """The schema follows the vocabularies that it is given, not a list of its own."""
    other = schema_of(WORLD)

    assert list(content_of(WORLD).places.works_in) == other["properties"]["works_in"]["items"]["enum"]
    assert SCHEMA != other


def test_lists_say_nothing_twice() -> None:
    """An editor sees a word that stands twice in a list."""
    lists = [where for where, node in nodes(SCHEMA) if node.get("uniqueItems") is True]
    twice = EVERYTHING | {"expertise": ["send", "send"]}

    assert [
        "/properties/works_in",
        "/properties/expertise",
        "/properties/support",
        "/properties/aliases",
        "/$defs/Consent/properties/scope",
        "/$defs/School/properties/former_urns",
    ] == lists
    assert ["['expertise']: ['send', 'send'] has non-unique elements"] == told(twice)


def test_every_pattern_has_a_sentence() -> None:
    """Where a value must match a pattern, an editor shows a sentence and not the pattern."""
    patterns = [(where, node) for where, node in nodes(SCHEMA) if "pattern" in node]

    assert len(patterns) > 20
    assert [] == [where for where, node in patterns if not node.get("errorMessage", "").endswith(".")]


@pytest.mark.parametrize(
    ("where", "node"), [(where, node) for where, node in nodes(SCHEMA) if "examples" in node]
)
def test_every_example_is_right(where: str, node: dict[str, Any]) -> None:
    """What an editor offers as an example, the schema takes."""
    alone = {key: value for key, value in node.items() if key != "allOf"} | {"$defs": SCHEMA["$defs"]}

    assert [] == [
        example for example in node["examples"] if not jsonschema.Draft7Validator(alone).is_valid(example)
    ]


@pytest.mark.parametrize(
    "kind", [model.School, model.Trust, model.Impact, model.Contact, model.Consent, Leader]
)
def test_every_example_is_taken_by_the_model(kind: Any) -> None:
    """What an editor or the docs offer as an example, the model takes as it would be typed."""
    for field in kind.model_fields.values():
        for example in field.examples or []:
            typed = [str(value) for value in example] if isinstance(example, list) else str(example)
            found = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation

            assert TypeAdapter(found).validate_python(typed)


# --- the page for people ----------------------------------------------------------------------------------


def test_the_docs_are_what_the_model_says() -> None:
    """docs/portrait-fields.md is what the model says today: `make bless` writes it."""
    assert (ROOT / "docs" / "portrait-fields.md").read_text("utf-8") == field_reference()


def test_the_page_says_where_it_comes_from() -> None:
    """The first line keeps people from changing the page by hand."""
    assert "Generated by `make bless` from kle_site/model.py" in field_reference().split("\n")[0]


def rows() -> dict[tuple[str, str], list[str]]:
    """Return the cells of the reference's rows by section and field."""
    found: dict[tuple[str, str], list[str]] = {}
    section = ""
    for line in field_reference().split("\n"):
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith("| `"):
            name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            found[section, name.strip("`")] = cells
    return found


def test_every_field_has_its_row() -> None:
    """Each field of the schema has a row in its record's section, which says if it is needed."""
    sections = {
        "The file itself": SCHEMA,
        **{
            section: SCHEMA["$defs"][record]
            for section, record in [
                ("designations", "Designation"),
                ("schools", "School"),
                ("trust", "Trust"),
                ("availability", "Availability"),
                ("free_days", "FreeDays"),
                ("impact", "Impact"),
                ("photo", "Photo"),
                ("contact", "Contact"),
                ("consent", "Consent"),
            ]
        },
    }
    needed = {
        (section, field): "yes" if field in record.get("required", []) else "no"
        for section, record in sections.items()
        for field in record["properties"]
    }

    assert needed == {place: cells[0] for place, cells in rows().items()}
    assert [] == [place for place, cells in rows().items() if len(cells) != 4 or not cells[1] or not cells[2]]


@pytest.mark.parametrize(
    ("section", "field", "cells"),
    [
        (
            "The file itself",
            "expertise",
            [
                "yes",
                "What they know best: tags of content/expertise.yaml.",
                "A list of 1 to 6. Each: small letters, digits and single hyphens, at most 60 characters.",
                "`[new-head-mentoring, send]`",
            ],
        ),
        (
            "The file itself",
            "schools",
            [
                "yes",
                "The schools they lead; the first is the base.",
                "A list of 1 to 8, each with [fields of its own](#schools).",
                "",
            ],
        ),
        (
            "availability",
            "status",
            [
                "yes",
                "open, limited, or paused. A reason never stands here or anywhere.",
                "One of `open`, `limited`, `paused`.",
                "",
            ],
        ),
        (
            "availability",
            "free_days",
            [
                "no",
                "For KLEs only: what is left of the three free days.",
                "It has [fields of its own](#free_days).",
                "",
            ],
        ),
    ],
)
def test_a_row_is_plain_words(section: str, field: str, cells: list[str]) -> None:
    """A row says in plain words what to write, and shows it."""
    assert cells == rows()[section, field]


def test_links_of_the_page_lead_to_its_headings() -> None:
    """A link from a field to the fields inside it leads to a heading of the page."""
    page = field_reference()
    headings = set(re.findall(r"^## (.+)$", page, re.M))

    assert set(re.findall(r"\(#([^)]+)\)", page)) == headings - {
        "The file itself",
        "What the file as a whole must keep",
    }


def test_every_rule_stands_on_the_page() -> None:
    """The promises that a file keeps as a whole are those of the model's rules, in order."""
    _, told = field_reference().split("## What the file as a whole must keep\n\n")
    promises = [" ".join((rule.__doc__ or "").split()) for rule in rules.RULES]

    assert [f"- {promise}" for promise in promises] == told.rstrip("\n").split("\n")


def test_a_changed_limit_shows_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit stands in the model alone: changed there, it is changed in the schema and on the page."""

    class Changed(Leader):
        """One system leader, with other limits."""

        role: Annotated[str, fields.one_line(33)] = Field(description="The job title.")
        support: tuple[Annotated[str, fields.choice(("tea", "cake"))], ...] = Field(
            min_length=2, max_length=7, description="What they offer."
        )

    Changed.__name__ = Leader.__name__
    monkeypatch.setattr(schema, "Leader", Changed)
    changed = schema_of(PORTRAITS / "content")["properties"]

    assert "One line of at most 33 characters" in changed["role"]["errorMessage"]
    assert (True, False) == tuple(bool(re.search(changed["role"]["pattern"], "a" * n)) for n in (33, 34))
    assert (2, 7, ["tea", "cake"]) == (
        changed["support"]["minItems"],
        changed["support"]["maxItems"],
        changed["support"]["items"]["enum"],
    )
    assert "The job title. | One line of at most 33 characters" in field_reference()
    assert "What they offer. | A list of 2 to 7. Each: one of `tea`, `cake`." in field_reference()
