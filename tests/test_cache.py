"""What a build remembers: found again under its key, and never trusted when anything about it is odd."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kle_site.cache import ENDING, Cache, digest

FILES = {"/a.jpg": b"\xff\xd8\n\x00", "/b.jpg": b"", "/é.jpg": b"\n{}\n"}
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


def test_files_are_remembered_to_the_byte(tmp_path: Path) -> None:
    """Files of any bytes come back as they were made, in their order, in this run or the next."""
    made: list[int] = []

    def make() -> dict[str, bytes]:
        made.append(1)
        return FILES

    found = [Cache(tmp_path).files("photo-ann.jpg", "key", make) for _ in range(3)]

    assert [list(each.items()) for each in found] == [list(FILES.items())] * 3
    assert len(made) == 1


def test_what_is_no_longer_wanted_is_forgotten(tmp_path: Path) -> None:
    """Values of one kind are forgotten but for those that are named; other kinds and other files stay."""
    cache = Cache(tmp_path)
    for name in ("photo-ann.jpg", "photo-bea.jpg", "guidance"):
        cache.texts(name, "key", Maker())
    (tmp_path / "photo-note.txt").touch()
    cache.forget("photo-", but=["photo-bea.jpg", "photo-cy.jpg"])

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"guidance{ENDING}",
        f"photo-bea.jpg{ENDING}",
        "photo-note.txt",
    ]


def test_there_need_be_nothing_to_forget(tmp_path: Path) -> None:
    """No folder, one that is not there yet, or a folder where a value should be: forgetting fails nowhere."""
    (tmp_path / f"photo-ann.jpg{ENDING}").mkdir()
    (tmp_path / f"photo-bea.jpg{ENDING}").touch()
    for folder in (None, tmp_path / "none", tmp_path):
        Cache(folder).forget("photo-", but=[])

    assert [path.name for path in tmp_path.iterdir()] == [f"photo-ann.jpg{ENDING}"]


def test_without_a_folder_nothing_is_remembered() -> None:
    """`--no-cache` makes everything anew."""
    make, cache = Maker(), Cache(None)

    found = [cache.texts("name", "key", make) for _ in range(2)]

    assert (found, make.calls) == ([TEXTS] * 2, 2)


def _changed(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def apply(file: Path) -> None:
        head, _, bodies = file.read_bytes().partition(b"\n")
        file.write_bytes(json.dumps(change(json.loads(head))).encode() + b"\n" + bodies)

    return apply


SPOILT: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda file: file.write_bytes(b""),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-5]),
    "cut in its head": lambda file: file.write_bytes(file.read_bytes()[:20]),
    "one bit of a body": lambda file: file.write_bytes(file.read_bytes()[:-1] + b"?"),
    "more at its end": lambda file: file.write_bytes(file.read_bytes() + b"?"),
    "not JSON": lambda file: file.write_bytes(b"\x00\xff\xfe"),
    "not UTF-8": lambda file: file.write_bytes(b'"\xe9"'),
    "a list": lambda file: file.write_bytes(b"[]"),
    "null": lambda file: file.write_bytes(b"null"),
    "a number": lambda file: file.write_bytes(b"7"),
    "nested too deep": lambda file: file.write_bytes(b"[" * 200_000),
    "another format": _changed(lambda stored: stored | {"format": 999}),
    "no format": _changed(lambda stored: {k: v for k, v in stored.items() if k != "format"}),
    "no sizes": _changed(lambda stored: {k: v for k, v in stored.items() if k != "sizes"}),
    "other names": _changed(lambda stored: stored | {"sizes": [["/c/", 9], ["/b/", 0]]}),
    "sizes of another kind": _changed(lambda stored: stored | {"sizes": "forged"}),
    "of before": lambda file: file.write_bytes(
        b'{"format": 1, "key": "key", "check": "0", "texts": {"/a/": "x"}}'
    ),
    "another key": _changed(lambda stored: stored | {"key": "other"}),
    "a key that is no text": _changed(lambda stored: stored | {"key": 7}),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_cache_is_an_empty_one(tmp_path: Path, how: str) -> None:
    """Lost, cut short, forged or from another version: the value is made anew, and nothing else happens."""
    make = Maker()
    Cache(tmp_path).texts("name", "key", make)
    SPOILT[how](tmp_path / f"name{ENDING}")

    found = Cache(tmp_path).texts("name", "key", make)

    assert (found, make.calls) == (TEXTS, 2)


def test_a_spoilt_cache_mends_itself(tmp_path: Path) -> None:
    """What was made anew is remembered again."""
    make = Maker()
    (tmp_path / f"name{ENDING}").write_bytes(b"spoilt")

    found = [Cache(tmp_path).texts("name", "key", make) for _ in range(2)]

    assert (found, make.calls) == ([TEXTS] * 2, 1)


def test_a_cache_that_cannot_be_written_is_slower_and_not_wrong(tmp_path: Path) -> None:
    """A file where the folder should be, or a folder where the file should be: values are still made."""
    (tmp_path / "file").write_bytes(b"in the way")
    (tmp_path / "cache" / f"name{ENDING}").mkdir(parents=True)
    make = Maker()

    found = [Cache(tmp_path / folder).texts("name", "key", make) for folder in ("file", "cache")]

    assert (found, make.calls) == ([TEXTS] * 2, 2)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["cache", "file", f"name{ENDING}"]


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
