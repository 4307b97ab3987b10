"""A Chromium for the tests: one that is here, or one installed now. `python -m tools.browser` makes sure."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
"""What a Chromium may be called on the PATH."""

APPS = tuple(
    folder / f"{name}.app" / "Contents" / "MacOS" / name
    for folder in (Path("/Applications"), Path.home() / "Applications")
    for name in ("Chromium", "Google Chrome", "Microsoft Edge")
)
"""Where a Mac keeps them."""

ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""

OS_RELEASE = Path("/etc/os-release")

DEBIAN = ("chromium", "fonts-liberation", "fonts-dejavu-core")
"""The fonts too: a bare Debian has none, and text without glyphs has no size to test."""

START_SECONDS = 30
INSTALL_SECONDS = 900


class NoBrowser(Exception):
    """No Chromium, and none to be had. Its text says what to do."""


def find() -> Path | None:
    """Return the Chromium that CHROMIUM names, or else the first on this machine; None if none starts.

    When CHROMIUM is set, no other will do: whoever set it should not be given another without a word.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        program = shutil.which(named)
        return Path(program) if program and starts(Path(program)) else None
    return next((program for program in _here() if starts(program)), None)


def ensure() -> Path:
    """Return what `find` finds, after installing a Chromium if need be."""
    found = find()
    if found:
        return found
    named = os.environ.get("CHROMIUM")
    if named:
        raise NoBrowser(f"CHROMIUM is {named}, which is no Chromium that starts: correct it or unset it.")
    for install in (_from_debian, _from_playwright):
        install()
        found = find()
        if found:
            return found
    raise NoBrowser(
        "The tests need Chromium, and none that starts is here or could be installed. Install Chromium or "
        "Chrome (on Debian: sudo apt install chromium), or set CHROMIUM to the path of one, and try again."
    )


def starts(program: Path) -> bool:
    """Whether this is a Chromium that starts; a name alone may be a stub, or lack its libraries."""
    if _is_snap(program):
        return False
    answer = _run(program, "--version", seconds=START_SECONDS)
    return answer is not None and answer.returncode == 0 and bool(re.search(r"\d+\.\d+\.\d+", answer.stdout))


def _is_snap(program: Path) -> bool:
    """Whether this is Ubuntu's snap, or the script that calls it.

    A snap has a /tmp of its own, so that a profile or a download is not where Playwright looks for it.
    """
    real = program.resolve()
    if real == Path("/usr/bin/snap") or "snap" in real.parts[:2]:
        return True
    try:
        with real.open("rb") as file:
            head = file.read(8192)
    except OSError:
        return False
    return head.startswith(b"#!") and b"/snap/bin/" in head


def _here() -> Iterator[Path]:
    """Every program on this machine that may be a Chromium, the likelier first."""
    yield from (Path(program) for name in NAMES if (program := shutil.which(name)))
    yield from (app for app in APPS if app.is_file())
    downloaded = _playwrights_own()
    if downloaded and downloaded.is_file():
        yield downloaded


def _playwrights_own() -> Path | None:
    """Where Playwright keeps the Chromium that it downloads; None without Playwright."""
    # In a process of its own, as Playwright refuses a second life in one that already drives a browser.
    answer = _run(sys.executable, "-c", ASK_PLAYWRIGHT, seconds=START_SECONDS)
    return Path(answer.stdout.strip()) if answer and answer.returncode == 0 else None


def _from_debian() -> None:
    """Install Debian's Chromium, where that can be done without asking anybody."""
    # Ubuntu's package of that name is the snap.
    if _administrator() is None or not re.search(r"^ID=\"?debian\b", _os_release(), re.MULTILINE):
        return
    _say("The tests need Chromium: installing Debian's (once, about a minute) …")
    # One source that does not answer is no reason to stop: the packages may well be in another.
    _install(*_apt(), "update")
    _install(*_apt(), "install", "--yes", "--no-install-recommends", *DEBIAN)


def _from_playwright() -> None:
    """Download Playwright's Chromium, and its libraries where that can be done without asking anybody."""
    _say("The tests need Chromium: downloading Playwright's (once, about a minute) …")
    libraries = [] if _administrator() is None else ["--with-deps"]
    _install(sys.executable, "-m", "playwright", "install", "--no-shell", *libraries, "chromium")


def _administrator() -> list[str] | None:
    """What goes before apt-get to run it as root; None where it is not, or where a password is needed."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    answer = _run(sudo, "-n", "true", seconds=START_SECONDS) if sudo else None
    return [str(sudo), "-n"] if answer and answer.returncode == 0 else None


def _apt() -> list[str]:
    """The start of a command of apt-get that asks nothing and waits for another that is at work."""
    return [
        *(_administrator() or []),
        *("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"),
    ]


def _os_release() -> str:
    return OS_RELEASE.read_text(encoding="utf-8") if OS_RELEASE.is_file() else ""


def _install(*command: str) -> None:
    """Run an installer; its words matter only when it fails, and even then the next one may succeed."""
    answer = _run(*command, seconds=INSTALL_SECONDS)
    if answer is None:
        _say(f"{' '.join(command)}: did not run, or did not end within {INSTALL_SECONDS} seconds")
    elif answer.returncode != 0:
        last = "\n".join((answer.stdout + answer.stderr).strip().splitlines()[-10:])
        _say(f"{' '.join(command)}: failed\n{last}")


def _run(*command: str | Path, seconds: float) -> subprocess.CompletedProcess[str] | None:
    """Run a command to its end and keep what it says; None if it cannot be run or takes too long."""
    try:
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    """Make sure of a Chromium: 0, and not a word if one was here."""
    try:
        ensure()
    except NoBrowser as problem:
        _say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
