"""Other people's browser code is what was pinned, and says whose it is."""

import hashlib
import json
from pathlib import Path

import pytest

from kle_site.assets import TEMPLATES

PINS = json.loads((Path(__file__).parents[1] / "tools" / "vendor.json").read_text(encoding="utf-8"))
VENDOR = TEMPLATES / "assets" / "vendor"


@pytest.mark.parametrize("name", PINS)
def test_a_file_is_what_was_pinned(name: str) -> None:
    """Nobody has touched it since `tools/vendor.py` made it; its first line names version and licence."""
    body = (VENDOR / name).read_bytes()
    first = body.split(b"\n")[0].decode()

    assert hashlib.sha256(body).hexdigest() == PINS[name]["sha256"]
    assert f"{PINS[name]['package']} {PINS[name]['version']}, {PINS[name]['licence']}" in first
    assert (VENDOR / PINS[name]["licence_file"]).is_file()


def test_no_file_is_without_a_pin() -> None:
    """What lies in the folder is pinned, or a licence of what is."""
    known = set(PINS) | {pin["licence_file"] for pin in PINS.values()}

    assert {file.name for file in VENDOR.iterdir()} == known
