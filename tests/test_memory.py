"""What is remembered one by one: found again under its key, forgotten unasked for, never trusted when odd."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from kle_site.cache import ENDING, Cache
from kle_site.fingerprint import Fingerprints
from kle_site.memory import Memory
from kle_site.model import Photo, Standing


def opened(folder: Path | None, program: str = "this") -> Memory[int]:
    """Return a memory of numbers, at the beginning of a build."""
    memory = Memory(Cache(folder), "numbers", int)
    memory.begin(program)
    return memory


def kept(folder: Path, **values: int) -> None:
    """Keep values from a build that ended well."""
    memory = opened(folder)
    for key, value in values.items():
        memory.keep(key, value, str(value).encode())
    memory.settle()


# --- memories ---------------------------------------------------------------------------------------------


def test_what_was_kept_is_found(tmp_path: Path) -> None:
    """A value is found under its key, by this program at once and by the next from its cache."""
    memory = opened(tmp_path)

    assert memory.recall("one") is None
    assert memory.keep("one", 1, b"1") == memory.recall("one") == 1
    memory.settle()
    assert [opened(tmp_path).recall(key) for key in ("one", "two")] == [1, None]


def test_what_nobody_asks_for_is_forgotten(tmp_path: Path) -> None:
    """At the end of a build, what it did not ask for is in no memory and in no file."""
    kept(tmp_path, ann=11, joe=22)
    memory = opened(tmp_path)
    memory.recall("ann")
    memory.settle()
    memory.begin("this")

    assert [memory.recall("ann"), memory.recall("joe")] == [11, None]
    assert b"joe" not in (tmp_path / f"numbers{ENDING}").read_bytes()


def test_a_build_that_ends_early_forgets_nothing(tmp_path: Path) -> None:
    """Only a build that comes to its end forgets: what it would have asked for, nobody knows."""
    kept(tmp_path, ann=11, joe=22)
    memory = opened(tmp_path)
    memory.recall("ann")
    memory.begin("this")

    assert memory.recall("joe") == 22


def test_another_program_remembers_nothing(tmp_path: Path) -> None:
    """What another program kept is dropped, in memory and from its cache."""
    kept(tmp_path, one=1)
    memory = opened(tmp_path)

    assert memory.recall("one") == 1
    memory.begin("another")
    assert memory.recall("one") is None
    assert opened(tmp_path, "another").recall("one") is None


def test_a_memory_without_a_folder_lasts_as_long_as_its_program() -> None:
    """Without a cache, one build remembers for the next and nothing is written."""
    memory = opened(None)
    memory.keep("one", 1, b"1")
    memory.settle()
    memory.begin("this")

    assert memory.recall("one") == 1
    assert opened(None).recall("one") is None


def test_nothing_new_is_not_written_again(tmp_path: Path) -> None:
    """A build that learnt and forgot nothing leaves the file alone."""
    kept(tmp_path, one=1)
    file = tmp_path / f"numbers{ENDING}"
    before = file.stat().st_ino
    memory = opened(tmp_path)
    memory.recall("one")
    memory.settle()

    assert file.stat().st_ino == before


@pytest.mark.parametrize("raw", [b"", b"one", b"\xff"])
def test_a_value_that_cannot_be_read_is_none(tmp_path: Path, raw: bytes) -> None:
    """Bytes that `read` refuses are nothing remembered, and are made again."""
    memory = opened(tmp_path)
    memory.keep("one", 1, raw)
    memory.settle()

    assert opened(tmp_path).recall("one") is None


def test_a_file_with_any_byte_changed_or_lost_is_nothing(tmp_path: Path) -> None:
    """Cut short or changed anywhere, a file remembers nothing, and in silence."""
    kept(tmp_path, one=1, two=22)
    file = tmp_path / f"numbers{ENDING}"
    whole = file.read_bytes()
    for at in range(len(whole)):
        for spoilt in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            file.write_bytes(spoilt)

            assert opened(tmp_path).recall("one") is None, spoilt


# --- fingerprints -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """A frozen record of anything."""

    first: object
    second: object = None


@dataclass
class Changing:
    """A record that may change."""

    word: str


def of(*values: object) -> str:
    """Return the digest of values, in a build of its own."""
    return Fingerprints().of(*values)


PHOTO = Photo(file="ann.jpg", alt="Ann")
DIFFERENT = [
    None,
    False,
    True,
    0,
    1,
    10,
    1.0,
    "",
    "1",
    "None",
    b"1",
    Markup("1"),
    Standing.CURRENT,
    "current",
    datetime.date(2026, 11, 21),
    "2026-11-21",
    (),
    (1,),
    (1, 10),
    (10, 1),
    (1, (10,)),
    ((1,), 10),
    ("ab", "c"),
    ("a", "bc"),
    ("a", "b", "c"),
    {},
    {"a": 1, "b": 2},
    {"b": 2, "a": 1},
    {"a": "1", "b": 2},
    frozenset({1}),
    frozenset({1, 10}),
    Pair(1),
    Pair(None, 1),
    Pair(Pair(1)),
    PHOTO,
    PHOTO.model_copy(update={"alt": "Ann Lee"}),
    Pair(PHOTO),
]


def test_different_values_have_different_fingerprints() -> None:
    """No two values share one, be it that they are written alike or hold the same things otherwise."""
    told = [of(value) for value in DIFFERENT] + [of(*DIFFERENT[:2]), of()]

    assert len(set(told)) == len(told)


def test_equal_values_have_one_fingerprint() -> None:
    """It is a matter of values, not of objects: in this build or another, whatever was told before."""
    prints = Fingerprints()
    again = [replace(value) if isinstance(value, Pair) else value for value in DIFFERENT]

    assert [prints.of(value) for value in again] == [of(value) for value in DIFFERENT]
    assert [prints.of(value) for value in again] == [of(value) for value in DIFFERENT]
    assert of(MappingProxyType({"a": (1, 2)})) == of(MappingProxyType({"a": [1, 2]}))
    assert of(frozenset("abcdefgh")) == of(frozenset("hgfedcba"))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.binary(),
    lambda inner: (
        st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner) | st.builds(Pair, inner, inner)
    ),
    max_leaves=8,
)


@pytest.mark.whole
@settings(max_examples=50)
@given(_VALUES, _VALUES)
def test_fingerprints_are_equal_where_values_are(one: object, other: object) -> None:
    """Two values have one fingerprint just when they are written alike, in their order."""
    assert (of(one) == of(other)) == (repr(one) == repr(other))


@pytest.mark.parametrize(
    "value", [iter([1]), (n for n in [1]), len, object(), Changing("a"), (Changing("a"),), {"a": [print]}]
)
def test_what_may_change_has_none(value: object) -> None:
    """What can only be known by asking, or may be another thing later, is refused: it is our own fault."""
    with pytest.raises(TypeError, match="cannot be known by its value"):
        of(value)


def test_an_ordered_mapping_is_not_another() -> None:
    """Two mappings of different kinds are two values: what is not sure is made again."""
    assert of(OrderedDict(a=1)) != of({"a": 1})
