"""What pydantic found wrong, in words that a headteacher can act on; its own never reach a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kle_site.fields import did_you_mean
from kle_site.model import Leader
from kle_site.phrases import Said, said
from kle_site.problems import Fault, Where

Kind = type[BaseModel]

FEW = 12
"""Names of fields, less one, that a hint tells one by one at most."""


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
            return Fault(where, *_unknown(kind, where, value))
        case "tuple_type" | "model_type" | "dict_type" if value == "":
            return Fault(where, *said("empty-holder"))
        case "tuple_type":
            return Fault(where, *said("list", hint=_as_list(kind, where, value)))
        case "model_type" | "dict_type" if isinstance(value, list):
            return Fault(where, *said("fields-list"))
        case "model_type" | "dict_type":
            names = ", ".join(_fields(kind, where))
            return Fault(where, *said("fields", names=f": {names}" if names else ""))
        case "too_short":
            return Fault(where, *said("too-few"))
        case "too_long":
            return Fault(where, *said("too-many", count=len(value), most=context["max_length"]))
        case code:
            message, hint = context.get("message", "This value is not right."), context.get("hint", "")
            if isinstance(where[-1], int) and isinstance(value, str) and " " in value.strip():
                hint = f"{hint} {said('two-in-one').hint}".strip()
            return Fault(where, code, message, hint)


# --- fields that are missing, unknown or elsewhere --------------------------------------------------------


def _missing(kind: Kind, where: Where) -> Fault:
    *parent, name = where
    inside = parent and isinstance(parent[-1], str)
    holder = said("missing-from", parent=parent[-1]).message if inside else ""
    about = _fields(kind, tuple(parent)).get(str(name), "")
    words = said("missing" if about else "missing-unknown", name=name, holder=holder, about=about)
    return Fault(tuple(parent), *words)


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


def _unknown(kind: Kind, where: Where, value: Any) -> Said:
    """Return what is said of a name that no field has."""
    name, meant = str(where[-1]), _meant(kind, where)
    if meant[-1] != name and name.startswith(f"{meant[-1]}:"):
        rest = name.removeprefix(f"{meant[-1]}:")
        return said("unknown-colon", meant=meant[-1], rest=rest)
    if " " in name and value == "":
        # {alt: Ann Lee, in the hall}: the comma began a new field.
        return said("unknown-comma")
    return said("unknown-field", name=name, hint=_where_to(kind, where, meant))


def _where_to(kind: Kind, where: Where, meant: Where) -> str:
    """Return what to do about a field that is unknown at one path, and was perhaps meant for another."""
    if meant[:-1] == where[:-1] and meant != where:
        return said("meant-this", meant=meant[-1]).hint
    if len(meant) == 1 and meant != where:
        return said("meant-edge").hint
    if meant != where:
        return said("meant-under", parent=meant[0]).hint
    if " " in str(where[-1]):
        return said("meant-on").hint
    known = ", ".join(_fields(kind, where[:-1]))
    if known.count(",") > FEW:
        return said("meant-many").hint
    return said("meant-one-of", known=known).hint


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
            return said("list-dash", first=first.lstrip("-–—• ")).hint
        return said("list-fields", first=first).hint
    if of_records:
        return said("list-each", fields=", ".join(of_records)).hint
    return said("list-flat", pieces=", ".join(_pieces(str(value)))).hint


BETWEEN = re.compile(r"(?:^|\s+)[–—•●·-]+\s*|[,;\n]|\s(?:and|&)\s|\s(?=[a-z0-9-]+(?:\s|$))")
"""What people put between the parts of a list: bullets, commas, words."""


def _pieces(text: str) -> list[str]:
    """Return the parts of a list that was written as one value: `a, b`, `(a; b)`, `– a – b`, `a and b`."""
    parts = BETWEEN.split(text.strip("()[] "))
    return [part.strip() for part in parts if part.strip()]
