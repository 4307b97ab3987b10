"""What pydantic found wrong, in words that a headteacher can act on; its own never reach a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kle_site.fields import did_you_mean
from kle_site.model import Leader
from kle_site.problems import Fault, Where

Kind = type[BaseModel]


def faults_of(kind: Kind, error: ValidationError) -> list[Fault]:
    """Return what is wrong with a record of `kind`, echoes left out.

    A field is not missing where its name is misspelt, and a list is not empty where all it holds is wrong.
    """
    details = error.errors(include_url=False)
    meant = {_meant(kind, detail["loc"]) for detail in details if detail["type"] == "extra_forbidden"}
    return [
        told(kind, detail)
        for detail in details
        if not (detail["type"] == "missing" and detail["loc"] in meant)
        and not (detail["type"] == "too_short" and detail["input"])
    ]


def names_of(kind: Kind) -> frozenset[str]:
    """Return the names that fields may have in a record of `kind`, those of the records in it included."""
    found = set(_fields(kind, ()))
    for info in kind.model_fields.values():
        for part in _parts(info.annotation):
            found |= names_of(part) if _is_record(part) else set()
    return frozenset(found)


def told(kind: Kind, detail: ErrorDetails) -> Fault:
    """Return one of pydantic’s errors over a record of `kind` as a fault."""
    where: Where = detail["loc"]
    context, value = detail.get("ctx", {}), detail["input"]
    match detail["type"]:
        case "missing":
            return _missing(kind, where)
        case "extra_forbidden":
            return Fault(where, "unknown-field", *_unknown(kind, where, value))
        case "tuple_type" | "model_type" | "dict_type" if value == "":
            hint = "Write something there, or delete the line."
            return Fault(where, "empty", "Nothing is written here.", hint)
        case "tuple_type":
            return Fault(where, "list", "This should be a list.", _as_list(kind, where, value))
        case "model_type" | "dict_type" if isinstance(value, list):
            message = "This should be one set of fields, not a list."
            return Fault(where, "fields", message, "Remove the dash or the square brackets.")
        case "model_type" | "dict_type":
            names = ", ".join(_fields(kind, where))
            hint = "Write its fields on lines below it, two spaces in" + (f": {names}." if names else ".")
            return Fault(where, "fields", "This should have fields of its own, not one value.", hint)
        case "too_short":
            return Fault(where, "too-few", "This list is empty.", "Write at least one thing in it.")
        case "too_long":
            message = f"This list has {len(value)}; the most is {context['max_length']}."
            return Fault(where, "too-many", message, "Keep those that matter most.")
        case code:
            message, hint = context.get("message", "This value is not right."), context.get("hint", "")
            if isinstance(where[-1], int) and isinstance(value, str) and " " in value.strip():
                hint = f"{hint} If these are two, put a comma between them.".strip()
            return Fault(where, code, message, hint)


# --- fields that are missing, unknown or elsewhere --------------------------------------------------------


def _missing(kind: Kind, where: Where) -> Fault:
    *parent, name = where
    holder = f" from “{parent[-1]}”" if parent and isinstance(parent[-1], str) else ""
    about = _fields(kind, tuple(parent)).get(str(name), "")
    hint = f"Add “{name}:” – {about}" if about else f"Add “{name}:” and its value."
    return Fault(tuple(parent), "missing", f"“{name}” is missing{holder}.", hint)


def _meant(kind: Kind, where: Where) -> Where:
    """Return the path of the field that an unknown one was likely meant to be; its own when there is none."""
    parent, name = where[:-1], str(where[-1])
    known = _fields(kind, parent)
    start = name.partition(":")[0]
    if start in known:
        return (*parent, start)
    if name in _fields(kind, ()):
        return (name,)
    holder = next((field for field in _fields(kind, ()) if name in _fields(kind, (field,))), None)
    if holder:
        return (holder, name)
    return (*parent, did_you_mean(name, known) or where[-1])


def _unknown(kind: Kind, where: Where, value: Any) -> tuple[str, str]:
    """Return message and hint for a name that no field has."""
    parent, name, meant = where[:-1], str(where[-1]), _meant(kind, where)
    message = f"We do not know a field “{name}” here."
    if meant[-1] != name and name.startswith(f"{meant[-1]}:"):
        rest = name.removeprefix(f"{meant[-1]}:")
        return (
            f"The colon after “{meant[-1]}” needs a space after it.",
            f"Write it like this: {meant[-1]}: {rest}",
        )
    if " " in name and value == "":
        # {alt: Ann Lee, in the hall}: the comma began a new field.
        hint = 'If these words belong to the value before them, put all of it in "double quotes".'
        return "The comma before these words makes them a field’s name.", hint
    if meant[:-1] == parent and meant != where:
        return message, f"Did you mean “{meant[-1]}”?"
    if len(meant) == 1 and meant != where:
        return message, "It does not belong under another field: take the spaces before it away."
    if meant != where:
        return message, f"It belongs under “{meant[0]}”: move it there."
    if " " in name:
        return message, "If this line goes on from the one above, put two more spaces before it."
    known = ", ".join(_fields(kind, parent))
    if known.count(",") > 12:
        return message, "Delete it. All the fields there are: docs/portrait-fields.md"
    return message, f"The fields here are: {known}."


def _fields(kind: Kind, where: Where) -> dict[str, str]:
    """Return the fields that a record at a path may have, with their sentences; none where no record is."""
    found: Any = kind
    for step in where:
        if isinstance(step, str) and _is_record(found):
            by_name = {info.alias or name: info.annotation for name, info in found.model_fields.items()}
            found = by_name.get(step)
        found = next((part for part in _parts(found) if _is_record(part)), None)
    if not _is_record(found):
        return {}
    fields = {info.alias or name: info.description or "" for name, info in found.model_fields.items()}
    if found is Leader:
        del fields["slug"]  # the file's name, not a field of it
    return fields


def _parts(kind: Any) -> Iterator[Any]:
    """Yield a type and every type inside it: `tuple[School, ...] | None` holds School."""
    yield kind
    for part in get_args(kind):
        yield from _parts(part)


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


# --- what should be a list --------------------------------------------------------------------------------


def _as_list(kind: Kind, where: Where, value: Any) -> str:
    """Return how to write a value as the list that it should be."""
    of_records = _fields(kind, where)
    if isinstance(value, dict):
        first = str(next(iter(value), ""))
        if re.match("[-–—•]", first):
            return f"Type a plain dash and a space: - {first.lstrip('-–—• ')}"
        return f"Put a dash and a space before “{first}”, and set the lines below it in by two."
    if of_records:
        return f"Start each on a line of its own: a dash, a space and its fields ({', '.join(of_records)})."
    return f"Write it in square brackets: [{', '.join(_pieces(str(value)))}]"


def _pieces(text: str) -> list[str]:
    """Return the parts of a list that was written as one value: `a, b`, `(a; b)`, `– a – b`, `a and b`."""
    bullet, space = r"(?:^|\s+)[–—•●·-]+\s*", r"\s(?:and|&)\s|\s(?=[a-z0-9-]+(?:\s|$))"
    parts = re.split(rf"{bullet}|[,;\n]|{space}", text.strip("()[] "))
    return [part.strip() for part in parts if part.strip()]
