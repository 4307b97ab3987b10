"""The miniature county's site is the golden tree, and a difference is told so that it can be acted on."""

from pathlib import Path

import golden
import pytest
from photo_of import photo_of

BUDGET = 850_000
"""Bytes that a reviewer may be asked to keep."""


def test_the_site_of_the_world_is_the_golden_tree(built_world: Path) -> None:
    """Every page and data file of the miniature county is built as it was last accepted, to the byte."""
    told = golden.difference(golden.files(golden.EXPECTED), golden.golden(built_world))

    if told:
        pytest.fail(told, pytrace=False)


def test_the_golden_tree_stays_small() -> None:
    """The golden tree stays small enough to be read and kept."""
    size = sum(len(body) for body in golden.files(golden.EXPECTED).values())

    assert size < BUDGET


def test_a_difference_names_the_files_and_the_lines() -> None:
    """A reader is told which files changed, came or went, the first lines, and what to run."""
    expected = {"a.html": b"one\ntwo\nthree\n", "b.html": b"same\n", "c.html": b"old\n"}
    actual = {"a.html": b"one\n2\nthree\n", "b.html": b"same\n", "d.html": b"new\n"}

    told = golden.difference(expected, actual)

    assert told.splitlines() == [
        "3 of 4 files differ from tests/world_expected:",
        "  changed: a.html",
        "  gone:    c.html",
        "  new:     d.html",
        "",
        "--- expected/a.html",
        "+++ built/a.html",
        "@@ -1,3 +1,3 @@",
        " one",
        "-two",
        "+2",
        " three",
        "",
        "If the new output is right, run: make bless",
    ]


def test_many_differences_are_counted() -> None:
    """A change of every page is told in a few lines."""
    told = golden.difference({}, {f"{number:03}.html": b"new\n" * 100 for number in range(90)})

    assert "  and 78 more" in told.splitlines()
    assert len(told.splitlines()) < 50


def test_no_difference_is_no_words() -> None:
    """Two equal trees have nothing to tell."""
    assert golden.difference({"a": b"1"}, {"a": b"1"}) == ""


def test_only_what_would_be_noise_is_left_out(tmp_path: Path) -> None:
    """The golden tree forgets an asset's digest, its, photos' and documents' bytes, and the manifest."""
    site = {
        "index.html": b'<link href="../assets/site.1a2b3c4d5e.css"> 1a2b3c4d5e assets/photo.jpg',
        "assets/site.1a2b3c4d5e.css": b"body{}",
        "data/v1/manifest.json": b"{}",
        "photos/ann.1a2b3c4d5e.160.webp": photo_of("WEBP", (160, 160)),
        "photos/ann.1a2b3c4d5e.160.avif": photo_of("AVIF", (160, 160)),
        "record/record.pdf": b"%PDF-1.7\n",
        "robots.txt": b"User-agent: *\r\n",
    }
    for name, body in site.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)

    assert golden.golden(tmp_path) == {
        "assets.txt": b"assets/site.0000000000.css\n",
        "photos.txt": b"photos/ann.1a2b3c4d5e.160.avif: AVIF of 160 x 160\n"
        b"photos/ann.1a2b3c4d5e.160.webp: WEBP of 160 x 160\n",
        "documents.txt": b"record/record.pdf\n",
        "index.html": b'<link href="../assets/site.0000000000.css"> 1a2b3c4d5e assets/photo.jpg',
        "robots.txt": b"User-agent: *\r\n",
    }


def test_blessing_makes_the_golden_tree_what_was_built(
    tmp_path: Path, built_world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a blessing nothing differs, what went is gone, and each change was told in a line."""
    expected = tmp_path / "expected"
    monkeypatch.setattr(golden, "EXPECTED", expected)
    (expected / "old").mkdir(parents=True)
    (expected / "old" / "index.html").write_bytes(b"gone")
    (expected / "robots.txt").write_bytes(b"another")

    told = golden.bless(built_world)
    again = golden.bless(built_world)

    assert golden.files(expected) == golden.golden(built_world)
    assert "gone:    tests/world_expected/old/index.html" in told
    assert "changed: tests/world_expected/robots.txt" in told
    assert "new:     tests/world_expected/index.html" in told
    assert again == []
