"""Many small values remembered from one build to the next, each under a key of all that it was made from.

What a build does not ask for is forgotten at its end: whoever left is in no memory either. A memory outlives
a build in a program that goes on (`kle serve`) and, by way of its cache, in the next program. What it reads
back from there is bytes for `read` to judge, never a thing to run: a folder may come from anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from kle_site.cache import Cache
from kle_site.crew import share

Thing = TypeVar("Thing")
Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Keys → values of one kind."""

    def __init__(self, cache: Cache, name: str, read: Callable[[bytes], Value]) -> None:
        """Open a memory: `read` makes a value of the bytes that it was kept as, or fails."""
        self._cache, self._name, self._read = cache, name, read
        self._made_by = ""
        self._kept = dict[str, bytes]()
        self._values = dict[str, Value]()
        self._asked = set[str]()
        self._changed = False

    def begin(self, made_by: str) -> None:
        """Begin a build by a program, as `made_by` tells it: what another made is forgotten."""
        self._asked = set()
        if made_by != self._made_by:
            self._made_by, self._values = made_by, {}
            self._kept = self._cache.recall(self._name, made_by) or {}

    @property
    def empty(self) -> bool:
        """Is nothing known?"""
        return not self._kept

    def recall(self, key: str) -> Value | None:
        """Return the value that was kept under a key, if any."""
        self._asked.add(key)
        found = self._values.get(key)
        raw = None if found is not None else self._kept.get(key)
        if raw is None:
            return found
        try:
            found = self._values[key] = self._read(raw)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return None  # whole, and still nothing that we kept
        return found

    def keep(self, key: str, value: Value, raw: bytes) -> Value:
        """Keep a value, and the bytes to read it from another time. Returns the value."""
        self._asked.add(key)
        self._values[key], self._kept[key], self._changed = value, raw, True
        return value

    def of_each(
        self,
        keys: Sequence[str],
        things: Sequence[Thing],
        make: Callable[[Thing], Value],
        tell: Callable[[Value], bytes],
    ) -> list[Value]:
        """Return the value under each key, made of the thing beside it where it is not known.

        `tell` writes a value as `read` can read it.
        """
        found = [self.recall(key) for key in keys]
        made = share(make, [thing for thing, value in zip(things, found, strict=True) if value is None])
        return [
            self.keep(key, new := next(made), tell(new)) if value is None else value
            for key, value in zip(keys, found, strict=True)
        ]

    def settle(self) -> None:
        """End a build: forget what it did not ask for, and store the rest for the next program."""
        for key in self._kept.keys() - self._asked:
            del self._kept[key]
            self._values.pop(key, None)
            self._changed = True
        if self._changed:
            self._cache.keep(self._name, self._made_by, self._kept)
            self._changed = False
