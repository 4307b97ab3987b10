"""What /submit/ opens for a leader who wants a change: their portrait as it is published, in small files.

A file holds about sixteen leaders, so that a request does not tell who is looked up; which file, follows from
the slug alone. It holds everyone who has a page and, of them, what a page shows of anybody within consent.
Never availability: who has stepped back stands there like everybody else, and nothing about it does.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from functools import cache

from kle_site.directory import Directory
from kle_site.model import Leader, Record

FIELDS = (
    "name",
    "sort_as",
    "designations",
    "role",
    "schools",
    "trust",
    "works_in",
    "expertise",
    "support",
    "mentor_training",
    "portrait",
    "impact",
    "photo",
    "contact",
    "confirmed",
    "example",
)
"""What is offered, in the order of a portrait. Left out: availability, consent, listed, aliases.

Schools and trusts stand whole, as a change gives a list whole and must lose none of their public numbers.
"""
TOGETHER = 16
"""Leaders of a file, about: more than half as many, and at most as many where slugs fall evenly."""
_MONTHS = {"since", "until", "mentor_training"}
"""Fields that hold a month; every other date is a day."""

Value = str | list["Value"] | dict[str, "Value"]
"""A value of a portrait as it is typed: every scalar is text."""


def files(directory: Directory) -> Iterator[tuple[str, bytes]]:
    """Yield (path inside the site, JSON of slug → portrait), also of files that nobody falls into."""
    of = count(directory)
    shards: list[dict[str, Value]] = [{} for _ in range(of)]
    for entry in directory.with_page:
        shards[number(entry.leader.slug, of)][entry.leader.slug] = portrait(entry.leader)
    for place, shard in enumerate(shards):
        body = json.dumps(shard, ensure_ascii=False, separators=(",", ":"))
        yield f"submit/portraits/{place}.json", f"{body}\n".encode()


def count(directory: Directory) -> int:
    """Return how many files there are: a power of two, so that it changes seldom."""
    return 1 << max(0, (len(directory.with_page) - 1) // TOGETHER).bit_length()


def number(slug: str, of: int) -> int:
    """Return which of the files a leader stands in: FNV-1a of the slug, which a browser works out too."""
    found = 0x811C9DC5
    for byte in slug.encode():
        found = (found ^ byte) * 0x01000193 & 0xFFFFFFFF
    return found % of


def portrait(leader: Leader) -> dict[str, Value]:
    """Return what is offered of a leader, like the YAML: fields that they left out are absent."""
    found: dict[str, Value] = {}
    for name in FIELDS:
        value = getattr(leader, name)
        if value is not None and value != () and value is not False:
            found[name] = _typed(name, value)
    return found


def _typed(name: str, value: object) -> Value:
    """Return a value as it is typed in the field of a name; most are text, so that is looked for first."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [_typed(name, one) for one in value]
    if isinstance(value, Record):
        found: dict[str, Value] = {}
        for typed, part in _parts(type(value)):
            held = getattr(value, part)
            if held is not None and held != ():
                found[typed] = held if isinstance(held, str) else _typed(part, held)
        return found
    if isinstance(value, datetime.date):
        return value.isoformat()[:7] if name in _MONTHS else value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


@cache
def _parts(record: type[Record]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a record, each as it is typed and as it is held."""
    return tuple((field.alias or name, name) for name, field in record.model_fields.items())
