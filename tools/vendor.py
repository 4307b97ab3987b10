"""Fetch other people's browser code anew, as tools/vendor.json pins it: `python tools/vendor.py`. Needs npm.

tools/bundle.mjs makes each: of markdown-it only the rules that `kle_site/prose.py` switches on, with a few
lines changed to what its Python twin does, and without the tables that a browser has (`tools/vendored`).

To take another version, change it there with the package's integrity; the file's own hash is written anew.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PINS = Path(__file__).with_suffix(".json")
VENDOR = PINS.parents[1] / "templates" / "assets" / "vendor"


def main() -> int:
    """Make every file, and note its hash."""
    pins = json.loads(PINS.read_text(encoding="utf-8"))
    for name, pin in pins.items():
        with tempfile.TemporaryDirectory() as folder:
            body = _made(name, pin, Path(folder))
        (VENDOR / name).write_bytes(body)
        pin["sha256"] = hashlib.sha256(body).hexdigest()
    PINS.write_text(json.dumps(pins, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _made(name: str, pin: dict[str, Any], folder: Path) -> bytes:
    """Return a package as one minified module. What is not as it was pinned stops everything."""
    package, version, minifier = pin["package"], pin["version"], pin["minified_by"].replace(" ", "@")
    subprocess.run(
        ["npm", "install", "--prefix", folder, "--loglevel=error", f"{package}@{version}", minifier],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    found = lock["packages"][f"node_modules/{package}"]["integrity"]
    if found != pin["integrity"]:
        sys.exit(f"{package} {version} is not what was pinned: its integrity is {found}")
    banner = f"/*! {package} {version}, {pin['licence']}: see {pin['licence_file']} */"
    command = ["node", str(PINS.with_name("bundle.mjs")), str(folder), json.dumps(pin), banner]
    done = subprocess.run(command, check=True, capture_output=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
