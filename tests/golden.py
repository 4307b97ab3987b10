"""The golden tree: the miniature county's whole site as it should be, kept in tests/world_expected/.

It holds every byte of every page and data file. What would only be noise in a review is left out, and tested
elsewhere: the assets' bytes (templates/assets has ours), the digests in their names, and the manifest. Of
photos, whose bytes differ from one machine's libraries to another's, it holds the names, kinds and sizes, and
of documents and spreadsheets the names.
Beside it, in tests/world_spoken/, is what a screen reader is told of a page of each kind (`browser.spoken`).
"""

from __future__ import annotations

import datetime
import difflib
import re
import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image

from kle_site.directory import Directory
from kle_site.load import load
from kle_site.tree import MANIFEST

WORLD = Path(__file__).parent / "world"
"""The miniature county: laid out like content/, with one leader for each way of standing in it."""

TODAY = datetime.date(2026, 11, 21)
"""The day on which everything in it stands as its files say."""

EXPECTED = Path(__file__).parent / "world_expected"
SPOKEN = Path(__file__).parent / "world_spoken"
ASSETS = "assets.txt"
"""Where the golden tree lists the names of the assets."""
PHOTOS = "photos.txt"
"""Where it lists the photos."""
DOCUMENTS = "documents.txt"
"""Where it lists the documents, which test_documents opens, and the spreadsheets (test_open_data)."""

BLESS = "If the new output is right, run: make bless"
_DIGEST = re.compile(rb"(assets/[\w-]+)\.[0-9a-f]{10}\.")
_SIZE = re.compile(rb" [0-9,]+ KB\)")
"""What a document weighs, which another machine's libraries may pack better."""
_SHOWN = 12
"""Files and lines of a difference that are shown at most."""


def directory() -> Directory:
    """Return the miniature county's directory on that day."""
    content = load(WORLD).content

    assert content

    return Directory(content, TODAY)


def files(root: Path) -> dict[str, bytes]:
    """Every file below a folder: its path → its bytes."""
    found = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items()}


def golden(site: Path) -> dict[str, bytes]:
    """What the golden tree holds of a built site."""
    built = files(site)
    assets = sorted(_masked(name.encode()) for name in built if name.startswith("assets/"))
    photos = sorted(_shown(name, body) for name, body in built.items() if name.startswith("photos/"))
    documents = sorted(name.encode() for name in built if name.endswith((".odt", ".docx", ".pdf", ".xlsx")))
    listed = {*(name.decode() for name in documents), MANIFEST}
    rest = {name: body for name, body in built.items() if not name.startswith(("assets/", "photos/"))}
    pages = {name: _masked(body) for name, body in rest.items() if name not in listed}
    return {ASSETS: _lines(assets), PHOTOS: _lines(photos), DOCUMENTS: _lines(documents), **pages}


def _lines(told: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in told)


def _shown(name: str, body: bytes) -> bytes:
    with Image.open(BytesIO(body)) as image:
        return f"{name}: {image.format} of {image.width} x {image.height}".encode()


def _masked(body: bytes) -> bytes:
    return _SIZE.sub(b" 0 KB)", _DIGEST.sub(rb"\1.0000000000.", body))


def difference(
    expected: dict[str, bytes], actual: dict[str, bytes], called: str = "tests/world_expected"
) -> str:
    """What differs, for a reader: which files, and the first lines; empty when nothing does."""
    names = sorted(name for name in expected | actual if expected.get(name) != actual.get(name))
    if not names:
        return ""
    told = [f"{len(names)} of {len(expected | actual)} files differ from {called}:"]
    told += [f"  {_how(name, expected, actual)} {name}" for name in names[:_SHOWN]]
    told += [f"  and {len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    first = next((name for name in names if name in expected and name in actual), names[0])
    old, new = (tree.get(first, b"").decode("utf-8", "replace").splitlines() for tree in (expected, actual))
    lines = list(difflib.unified_diff(old, new, f"expected/{first}", f"built/{first}", n=1, lineterm=""))
    return "\n".join([*told, "", *lines[: _SHOWN * 2], "", BLESS])


def _how(name: str, expected: dict[str, bytes], actual: dict[str, bytes]) -> str:
    if name not in expected:
        return "new:    "
    return "gone:   " if name not in actual else "changed:"


def bless(site: Path) -> list[str]:
    """Make the golden tree what a built site says; return what changed, a line each."""
    return accept(EXPECTED, golden(site), "tests/world_expected")


def accept(folder: Path, actual: dict[str, bytes], called: str) -> list[str]:
    """Make a folder hold these files and no others; return what changed, a line each."""
    expected = files(folder) if folder.exists() else {}
    shutil.rmtree(folder, ignore_errors=True)
    for name, body in actual.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    names = sorted(name for name in expected | actual if expected.get(name) != actual.get(name))
    return [f"{_how(name, expected, actual)} {called}/{name}" for name in names]
