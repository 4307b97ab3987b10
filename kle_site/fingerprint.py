"""A digest of values: the same for equal values, in this run or the next, and another for any others.

Pages are known by the values that their templates get. A person stands on many pages, so each record is
read once and then known by itself.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from operator import attrgetter
from typing import Any

from kle_site.model import Record


class Fingerprints:
    """Takes digests, and holds those of records for as long as one build goes on."""

    def __init__(self) -> None:
        # By identity: hashing a record by its values would cost what we save. Held, so that no other thing
        # can come to stand where it stood.
        self._known = dict[int, tuple[object, bytes]]()

    def of(self, *values: object) -> str:
        """Return the digest of values. Raises TypeError for what cannot be known by its value."""
        return sha256(b"".join(map(self._told, values))).hexdigest()

    def _told(self, value: Any) -> bytes:
        """Return a value in bytes of which none are the beginning of another's."""
        kind = type(value)
        plain = _PLAIN.get(kind)
        if plain:
            return plain(value)
        if kind in {tuple, list}:
            return b"[%d:" % len(value) + b"".join(map(self._told, value))
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = value, b"#" + sha256(self._spelt(value, kind)).digest()
        return known[1]

    def _spelt(self, value: Any, kind: type) -> bytes:
        name = _name(kind)
        fields = _fields(kind)
        if fields:
            return name + b"".join(map(self._told, fields(value)))
        if isinstance(value, Record):
            return name + value.model_dump_json().encode()
        if isinstance(value, Enum):
            return name + _text(value.name)
        if isinstance(value, str):
            return name + _text(value)
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return name + b"%d" % value.toordinal()
        if isinstance(value, Mapping):
            # In their order, which a template keeps.
            return name + b"".join([self._told(key) + self._told(held) for key, held in value.items()])
        if isinstance(value, tuple):
            return name + self._told(tuple(value))
        if isinstance(value, set | frozenset):
            return name + b"".join(sorted(map(self._told, value)))
        raise TypeError(f"A {kind.__name__} cannot be known by its value")


def _text(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    return b"s%d:" % len(raw) + raw


@lru_cache(maxsize=1000)
def _name(kind: type) -> bytes:
    return _text(kind.__name__)


_PLAIN: dict[type, Callable[[Any], bytes]] = {
    str: _text,
    bytes: lambda raw: b"b%d:" % len(raw) + raw,
    int: lambda number: b"i%d;" % number,
    float: lambda number: f"f{number!r};".encode(),
    bool: lambda yes: b"y" if yes else b"n",
    type(None): lambda _: b"-",
    datetime.date: lambda day: b"d%d;" % day.toordinal(),
}


@lru_cache(maxsize=1000)
def _fields(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """Return what gives the values of a frozen dataclass's fields; None for any other kind."""
    if not dataclasses.is_dataclass(kind) or not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return None
    names = [field.name for field in dataclasses.fields(kind)]
    return attrgetter(*names) if names[1:] else lambda value: tuple(getattr(value, name) for name in names)
