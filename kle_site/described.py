"""What open data promises, field by field: the same words for people, at /data/, and as JSON Schemas.

A schema allows fields that it does not know: version 1 may get more. Choices are closed only where the
protocols close them; expertise, places and designations follow their own files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kle_site.labels import LABELS
from kle_site.model import PHASES, SUPPORT
from kle_site.records import VERSION, Record
from kle_site.schema import DRAFT, Schema
from kle_site.tables import FREE

_TEXT: Schema = {"type": "string", "minLength": 1}
_SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MONTH: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}
_YEAR: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}
_LINK: Schema = {"type": "string", "format": "uri", "pattern": "^https?://"}
_DEGREES: Schema = {"type": "number"}


def _one_of(*words: str, labels: dict[str, str] = LABELS) -> Schema:
    return {"type": "string", "enum": list(words), "enumDescriptions": [labels[word] for word in words]}


def _list(of: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": of, "minItems": least}


class Field(NamedTuple):
    """A field of a record: what it is called, what it is, what it may hold."""

    name: str
    about: str
    kind: Schema
    always: bool = True
    """Is it in every record?"""
    parts: tuple[Field, ...] = ()
    """The fields of the record, or of each record in the list, that it holds."""

    @property
    def schema(self) -> Schema:
        """The field as JSON Schema."""
        inner = _object(self.parts)
        if not self.parts:
            kind = self.kind
        elif self.kind["type"] == "array":
            kind = self.kind | {"items": inner}
        else:
            kind = self.kind | inner
        return {**kind, "description": self.about}


def _object(fields: tuple[Field, ...]) -> Schema:
    return {
        "type": "object",
        "required": [field.name for field in fields if field.always],
        "properties": {field.name: field.schema for field in fields},
    }


_RECORD: Schema = {"type": "object"}
_SHORT = "Its short name, which never changes."
_SHOWN = "How pages write it."

LEADER = (
    Field("slug", "Their short name, which ends the address of their page.", _SLUG),
    Field("url", "Their page. Link there: it is always up to date.", _LINK),
    Field("name", "Their name as colleagues know it.", _TEXT),
    Field("sort_name", "Their name as an index lists it. Leaders stand in this order.", _TEXT),
    Field(
        "designations",
        "What they are designated as today.",
        _list({}, 1),
        parts=(
            Field("kind", "Which designation.", _TEXT),
            Field("since", "The month in which it began.", _MONTH),
        ),
    ),
    Field("role", "Their job title.", _TEXT),
    Field(
        "schools",
        "The schools that they lead. The first is their base.",
        _list({}, 1),
        parts=(
            Field("name", "The school’s name.", _TEXT),
            Field("urn", "Its Unique Reference Number, as text.", {"type": "string", "pattern": r"^\d{6}$"}),
            Field("phase", "What kind of school it is.", _one_of(*PHASES)),
            Field("district", "The district it stands in: see places.json.", _SLUG),
            Field("since", "The month in which they took the post.", _MONTH),
            Field("ages", "The ages it teaches.", _TEXT, always=False),
            Field("website", "Its website.", _LINK, always=False),
        ),
    ),
    Field("trust", "The trust or federation of the base school.", _TEXT, always=False),
    Field(
        "works_in",
        "Where they work, as they said it: districts, areas, or county for all of Kent’s areas.",
        _list(_SLUG, 1),
    ),
    Field("areas", "The areas that this comes to: see places.json.", _list(_SLUG)),
    Field("districts", "The districts that this comes to.", _list(_SLUG, 1)),
    Field("expertise", "What they know about: see expertise.json.", _list(_SLUG, 1)),
    Field("support", "The kinds of support that they offer.", _list(_one_of(*SUPPORT), 1)),
    Field("mentor_training", "The month in which they finished training as a mentor.", _MONTH, always=False),
    Field("availability", "Whether they have time for another school.", _one_of("open", "limited")),
    Field("availability_checked", "The day on which they last said so.", _DAY),
    Field(
        "free_days",
        "For a Kent Leader of Education: what is left of the days at no cost. Left out when not known.",
        _RECORD,
        always=False,
        parts=(
            Field("year", "The school year.", _YEAR),
            Field("left", "How much is left.", _one_of(*FREE, labels=FREE)),
        ),
    ),
    Field("portrait", "What they write about their work, in a little Markdown.", _TEXT, always=False),
    Field(
        "impact",
        "What changed where they worked.",
        _list({}, 1),
        always=False,
        parts=(
            Field("claim", "What changed.", _TEXT),
            Field("evidence", "How we know.", _TEXT),
            Field("year", "The school year in which it changed.", _YEAR),
        ),
    ),
    Field(
        "contact",
        "How to ask.",
        _RECORD,
        parts=(
            Field(
                "via",
                "Whose mailbox it is.",
                _one_of("leader", "office", labels={"leader": "The leader’s school", "office": "The office"}),
            ),
            Field("email", "The mailbox, which belongs to a role.", {"type": "string", "format": "email"}),
            Field("person", "Whom to ask for there.", _TEXT, always=False),
            Field("phone", "The switchboard.", _TEXT, always=False),
        ),
    ),
    Field("confirmed", "The day on which they last confirmed this entry.", _DAY),
    Field("example", "true for an invented person; else left out.", {"const": True}, always=False),
)
"""What leaders.json tells of each leader."""

_HEAD = (
    Field("version", "The version of this promise.", {"const": VERSION}),
    Field("terms", "What you may do with it.", _TEXT),
)

LEADERS = (
    *_HEAD,
    Field("title", "What the directory is called.", _TEXT),
    Field("url", "Where it is published.", _LINK),
    Field("built", "The day for which this holds.", _DAY),
    Field("area", "In the list of an area: which.", _SLUG, always=False),
    Field("leaders", "The leaders, A to Z by surname.", _list({}), parts=LEADER),
)
"""leaders.json as a whole."""

EXPERTISE = (
    *_HEAD,
    Field(
        "groups",
        "The terms of expertise by group.",
        _list({}, 1),
        parts=(
            Field("slug", _SHORT, _SLUG),
            Field("label", _SHOWN, _TEXT),
            Field(
                "tags",
                "The terms of the group.",
                _list({}, 1),
                parts=(
                    Field("slug", _SHORT, _SLUG),
                    Field("label", _SHOWN, _TEXT),
                    Field("about", "What it means, in a sentence.", _TEXT),
                    Field("synonyms", "Other words for it.", _list(_TEXT)),
                    Field("former", "What it was called before.", _list(_TEXT)),
                    Field(
                        "replaced_by",
                        "The term that took its place; no leader has it any more.",
                        _SLUG,
                        always=False,
                    ),
                ),
            ),
        ),
    ),
)
"""expertise.json as a whole."""

_PLACE = (Field("slug", _SHORT, _SLUG), Field("label", _SHOWN, _TEXT))
_POINT = ("latitude", "longitude")

PLACES = (
    *_HEAD,
    Field("areas", "The areas, each with a Chair.", _list({}, 1), parts=_PLACE),
    Field(
        "districts",
        "The districts, those of other times too.",
        _list({}, 1),
        parts=(
            *_PLACE,
            Field("area", "The area that it belongs to, if any.", _SLUG, always=False),
            Field("former", "What it was called before.", _list(_TEXT)),
            Field("valid_from", "The month from which it exists.", _MONTH),
            Field("valid_to", "The last month in which it exists, once known.", _MONTH, always=False),
            *(Field(name, "Of its middle, in degrees (WGS84).", _DEGREES, always=False) for name in _POINT),
        ),
    ),
    Field(
        "towns",
        "Towns and villages.",
        _list({}),
        parts=(
            *_PLACE,
            Field("synonyms", "Other names for it.", _list(_TEXT)),
            Field("district", "The district that it lies in.", _SLUG),
            *(Field(name, "In degrees (WGS84), good to about half a mile.", _DEGREES) for name in _POINT),
        ),
    ),
)
"""places.json as a whole."""


FILES = {"leaders": LEADERS, "expertise": EXPERTISE, "places": PLACES}
"""Each file of JSON, and its fields."""


def schema(fields: tuple[Field, ...], title: str, address: str) -> Schema:
    """Return the JSON Schema of a file, published at `address`."""
    return {"$schema": DRAFT, "$id": address, "title": title, **_object(fields)}


# --- for people -------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A field as /data/ tells it."""

    name: str
    """With the fields that hold it: `schools.urn`."""
    about: str
    choices: tuple[tuple[str, str], ...]
    """The words that it may hold, and how pages write them."""
    always: bool
    example: str
    """From the first record that has one; empty where none has."""


def rows(fields: tuple[Field, ...], records: list[Record], above: str = "") -> Iterator[Row]:
    """Yield each field, those inside it after it, with examples from the records."""
    for field in fields:
        held = [record[field.name] for record in records if field.name in record]
        inner = [one for value in held for one in (value if isinstance(value, list) else [value])]
        kind = field.kind.get("items", field.kind)
        choices = tuple(zip(kind.get("enum", ()), kind.get("enumDescriptions", ()), strict=True))
        example = "" if field.parts else next((_typed(value) for value in held if value), "")
        yield Row(above + field.name, field.about, choices, field.always, example)
        yield from rows(field.parts, inner, f"{above}{field.name}.")


_LONGEST = 90
"""Characters of an example at most."""


def _typed(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join({"True": "true"}.get(text, text).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
