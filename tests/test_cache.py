"""What a build remembers: found again under its key, and never trusted when anything about it is odd."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kle_site.cache import Cache, digest

TEXTS = {"/a/": "<p>é</p>", "/b/": ""}


class Maker:
    """Makes texts, and counts how often."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self.texts, self.calls = texts or TEXTS, 0

    def __call__(self) -> dict[str, str]:
        self.calls += 1
        return self.texts


def test_a_value_is_made_once(tmp_path: Path) -> None:
    """Under the same key, in this run or the next, a value is remembered."""
    make = Maker()

    found = [Cache(tmp_path / "deep" / "cache").texts("name", "key", make) for _ in range(3)]

    assert (found, make.calls) == ([TEXTS] * 3, 1)


def test_another_key_or_name_is_another_value(tmp_path: Path) -> None:
    """What something was made from decides, and names do not get in each other's way."""
    cache, one, two, three = Cache(tmp_path), Maker(), Maker({"/": "two"}), Maker({"/": "three"})

    cache.texts("name", "1", one)
    found = [cache.texts("name", "2", two), cache.texts("other", "1", three), cache.texts("name", "2", two)]

    assert found == [{"/": "two"}, {"/": "three"}, {"/": "two"}]
    assert (one.calls, two.calls, three.calls) == (1, 1, 1)


def test_without_a_folder_nothing_is_remembered() -> None:
    """`--no-cache` makes everything anew."""
    make, cache = Maker(), Cache(None)

    found = [cache.texts("name", "key", make) for _ in range(2)]

    assert (found, make.calls) == ([TEXTS] * 2, 2)


def _changed(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def apply(file: Path) -> None:
        stored = json.loads(file.read_bytes())
        file.write_text(json.dumps(change(stored)), encoding="utf-8")

    return apply


SPOILT: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda file: file.write_bytes(b""),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-20]),
    "not JSON": lambda file: file.write_bytes(b"\x00\xff\xfe"),
    "not UTF-8": lambda file: file.write_bytes(b'"\xe9"'),
    "a list": lambda file: file.write_bytes(b"[]"),
    "null": lambda file: file.write_bytes(b"null"),
    "a number": lambda file: file.write_bytes(b"7"),
    "nested too deep": lambda file: file.write_bytes(b"[" * 200_000),
    "another format": _changed(lambda stored: stored | {"format": 999}),
    "no format": _changed(lambda stored: {k: v for k, v in stored.items() if k != "format"}),
    "no texts": _changed(lambda stored: {k: v for k, v in stored.items() if k != "texts"}),
    "other texts": _changed(lambda stored: stored | {"texts": {"/a/": "forged"}}),
    "texts of another kind": _changed(lambda stored: stored | {"texts": "forged"}),
    "another key": _changed(lambda stored: stored | {"key": "other"}),
    "a key that is no text": _changed(lambda stored: stored | {"key": 7}),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_cache_is_an_empty_one(tmp_path: Path, how: str) -> None:
    """Lost, cut short, forged or from another version: the value is made anew, and nothing else happens."""
    make = Maker()
    Cache(tmp_path).texts("name", "key", make)
    SPOILT[how](tmp_path / "name.json")

    found = Cache(tmp_path).texts("name", "key", make)

    assert (found, make.calls) == (TEXTS, 2)


def test_a_spoilt_cache_mends_itself(tmp_path: Path) -> None:
    """What was made anew is remembered again."""
    make = Maker()
    (tmp_path / "name.json").write_bytes(b"spoilt")

    found = [Cache(tmp_path).texts("name", "key", make) for _ in range(2)]

    assert (found, make.calls) == ([TEXTS] * 2, 1)


def test_a_cache_that_cannot_be_written_is_slower_and_not_wrong(tmp_path: Path) -> None:
    """A file where the folder should be, or a folder where the file should be: values are still made."""
    (tmp_path / "file").write_bytes(b"in the way")
    (tmp_path / "cache" / "name.json").mkdir(parents=True)
    make = Maker()

    found = [Cache(tmp_path / folder).texts("name", "key", make) for folder in ("file", "cache")]

    assert (found, make.calls) == ([TEXTS] * 2, 2)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["cache", "file", "name.json"]


def test_a_full_disk_leaves_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that cannot be stored is still returned, and half a file is not left behind."""
    monkeypatch.setattr("kle_site.cache.os.fdopen", _full)

    assert Cache(tmp_path).texts("name", "key", Maker()) == TEXTS
    assert list(tmp_path.iterdir()) == []


def _full(handle: int, *_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_key_minds_order_and_boundaries() -> None:
    """Parts that are moved, joined or split make another key; text and its UTF-8 bytes make the same."""
    keys = [
        digest(parts)
        for parts in (["ab", "c"], ["a", "bc"], ["abc"], ["c", "ab"], ["ab", "c", ""], [], ["", ""])
    ]

    assert len(set(keys)) == len(keys)
    assert digest(["é"]) == digest(["é".encode()])
