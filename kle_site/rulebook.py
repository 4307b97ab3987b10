"""What the browser checks a portrait by: the limits, choices, patterns and words of the checks in Python.

A script, `rulebook.js`, made anew with each site from the model and the content: nobody writes it by hand, so
a limit that changes here changes in the browser. It holds nothing but what the site shows to everybody.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kle_site import anonymity, dates, decoding, fields, model, prose, rules, weblinks, wording, yamltext
from kle_site.check import CONSENT_MONTHS
from kle_site.fields import Kind
from kle_site.load import Content
from kle_site.model import Leader
from kle_site.phrases import SAID

NAME = "rulebook.js"

Data = dict[str, Any]


def files(content: Content, schema: str) -> dict[str, bytes]:
    """Return the script that holds the rulebook; a portrait names the address `schema` on its first line."""
    book = json.dumps(rulebook(content, schema), ensure_ascii=False, separators=(",", ":"))
    return {NAME: f"export default {book};\n".encode()}


def rulebook(content: Content, schema: str) -> Data:
    """Return everything that the browser's checks need, as JSON has it."""
    return {
        "schema": schema,
        "said": _said(),
        "records": dict(_records(Leader)),
        "patterns": {name: in_script(pattern) for name, pattern in _PATTERNS.items()},
        "prose": {
            "rules": prose.RULES,
            "tags": sorted(prose.TAGS),
            "rel": prose.REL,
            "longest": prose.LONGEST,
            "faults": [[*in_script(pattern), *said] for pattern, *said in prose.IN_TEXT],
        },
        "limits": _limits(),
        "names": {
            "titles": sorted(model.TITLES),
            "particles": sorted(model.PARTICLES),
            "plain": fields.PLAIN,
            "months": [dates.calendar_month(number) for number in range(1, 13)],
        },
        **_vocabularies(content),
    }


def _said() -> dict[str, list[str]]:
    links = {name: ("link", *words) for name, words in weblinks.WORDS.items()}
    words = {name: list(words) for name, words in {**SAID, **links}.items()}
    # What to write for a field that is missing from a file: a form asks for it where it stands.
    words["missing"][2] = ""
    del words["missing-unknown"]
    return words


def _limits() -> Data:
    return {
        "file": yamltext.LIMIT,
        "slug": fields.LONGEST_SLUG,
        "link": weblinks.LONGEST,
        "mailbox": fields.LONGEST_MAILBOX,
        "photo": fields.LONGEST_PHOTO,
        "choices": fields.FEW,
        "fields": wording.FEW,
        "consent": CONSENT_MONTHS,
        "withdrawn": model.WITHDRAWN,
        "examples": model.EXAMPLE_URNS,
        "nothing": sorted(fields.NOTHING),
        "networks": weblinks.OWN_NETWORK,
    }


def _vocabularies(content: Content) -> Data:
    """Return what portraits refer to: expertise, designations, places, and addresses that are taken."""
    places, tags = content.places, content.expertise.tags
    return {
        # What a thing is called stands on the page itself: here is what else people call it.
        "expertise": {
            slug: " ".join([*tag.synonyms, *tag.former]) for slug, tag in tags.items() if not tag.replaced_by
        },
        "retired": {slug: tag.replaced_by for slug, tag in tags.items() if tag.replaced_by},
        "designations": [one.kind for one in content.designations.designations],
        "areas": [area.slug for area in places.areas],
        "districts": [
            [one.slug, one.label, _month(one.valid_from), _month(one.valid_to)] for one in places.districts
        ],
        "postcodes": {one.code: list(one.districts) for one in places.postcode_districts},
        "reserved": sorted(model.RESERVED),
        "notice": content.site.privacy_notice,
    }


def _month(day: Any) -> str | None:
    return day.isoformat() if day else None


# --- the model --------------------------------------------------------------------------------------------


def _records(record: type[BaseModel]) -> Iterator[tuple[str, list[Data]]]:
    """Yield a record's name with its fields in order, then those of the records in it."""
    held = {name: info for name, info in record.model_fields.items() if (record, name) != (Leader, "slug")}
    yield record.__name__, [_field(info.alias or name, info) for name, info in held.items()]
    for info in held.values():
        for part in _parts(info.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _records(part)


def _field(name: str, info: FieldInfo) -> Data:
    """Return a field: its name, how many values it may have, and the kind or record of each."""
    found: Data = {"name": name}
    if info.is_required():
        found["needed"] = 1
    parts = [*info.metadata, *_parts(info.annotation)]
    if any(part is tuple or getattr(part, "__origin__", None) is tuple for part in parts):
        bounds = {key: getattr(one, key) for one in info.metadata for key in _BOUNDS if hasattr(one, key)}
        found["list"] = [bounds.get("min_length", 0), bounds["max_length"]]
    record = next((part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)), None)
    if record:
        return {**found, "record": record.__name__}
    kind = next(part for part in parts if isinstance(part, Kind))
    return {**found, "kind": kind.name, **kind.limits}


_BOUNDS = ("min_length", "max_length")


def _parts(kind: Any) -> Iterator[Any]:
    """Yield a type, every type inside it and what is noted with each."""
    yield kind
    for part in (*get_args(kind), *getattr(kind, "__metadata__", ())):
        yield from _parts(part)


# --- patterns ---------------------------------------------------------------------------------------------

_PATTERNS = {
    "hidden": decoding.HIDDEN,
    "garbled": decoding.GARBLED,
    "slug": fields.SLUG,
    "notWords": fields.NOT_WORDS,
    "postcode": fields.POSTCODE,
    "ages": fields.AGES,
    "mailbox": fields.MAILBOX,
    "phone": fields.PHONE,
    "photo": fields.PHOTO,
    "year": re.compile(dates.YEAR),
    "british": dates.BRITISH,
    "host": weblinks.HOST,
    "oddInLink": weblinks.ODD,
    "link": prose.LINK,
    "address": prose.ADDRESS,
    "titled": rules.TITLED,
    "between": wording.BETWEEN,
    "word": anonymity.WORD,
}

_WORD = r"\p{L}\p{N}_"
_EDGE = rf"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))"
_OUTSIDE = {"w": f"[{_WORD}]", "W": f"[^{_WORD}]", "b": _EDGE, "d": r"\p{Nd}"}
_INSIDE = {"w": _WORD, "d": r"\p{Nd}"}
_ESCAPED = frozenset("^$\\.*+?()[]{}|/")


def in_script(pattern: re.Pattern[str]) -> tuple[str, str]:
    """Return the source and flags of a pattern as scripts write it: words and digits differ there."""
    flags = "u" + "i" * bool(pattern.flags & re.IGNORECASE) + "m" * bool(pattern.flags & re.MULTILINE)
    named = re.sub(r"\(\?P=(\w+)\)", r"\\k<\1>", pattern.pattern.replace("(?P<", "(?<"))
    source, inside, escaped = "", False, False
    for character in named:
        if escaped:
            source += _escape(character, inside)
        elif character == "\\":
            pass
        elif character == "." and not inside:
            source += r"[^\n]"
        elif ord(character) > 126 or unicodedata.category(character) == "Cc":
            source += f"\\u{{{ord(character):x}}}"
        else:
            source += character
        if not escaped and character in "[]":
            inside = character == "["
        escaped = character == "\\" and not escaped
    return source, flags


def _escape(character: str, inside: bool) -> str:
    known = (_INSIDE if inside else _OUTSIDE).get(character)
    if known:
        return known
    if character.isalnum() or character in _ESCAPED or (inside and character == "-"):
        return f"\\{character}"
    return character
