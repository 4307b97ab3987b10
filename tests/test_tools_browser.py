"""tools.browser: which Chromium the tests get, and how one is installed where there is none.

The programs are scripts in a folder that is the whole PATH, so that each test says what its machine has.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tools import browser

WORKS = 'echo "Chromium 156.0.8078.79 built on Debian"'
FAILS = "echo 'Please install the snap' >&2; exit 10"


class Machine:
    """A machine with nothing on it but what a test adds."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.calls = folder / "calls"

    def has(self, name: str, script: str = "") -> Path:
        """Put a program on the PATH; what it is called with goes to `called`."""
        program = self.bin / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.calls}"\n{script}\n', encoding="utf-8")
        program.chmod(0o755)
        return program

    def makes(self, name: str, script: str) -> str:
        """Return a line of script that puts a program on the PATH."""
        ready = self.bin.parent / f"{name} to come"
        ready.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        ready.chmod(0o755)
        copy = shutil.which("cp", path=os.defpath)
        return f'{copy} "{ready}" "{self.bin / name}"'

    @property
    def called(self) -> list[str]:
        """Every call of a program that `has` put there, with what it was given."""
        return self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []


@pytest.fixture(name="machine")
def _machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(machine.bin))
    monkeypatch.setattr(browser, "APPS", ())
    monkeypatch.setattr(browser, "OS_RELEASE", tmp_path / "os-release")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    # Stands for the Python of .venv: without a Playwright until a test gives it one.
    monkeypatch.setattr(sys, "executable", str(machine.has("python", "exit 1")))
    return machine


@pytest.fixture(name="debian")
def _debian(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A Debian whose apt-get brings Chromium, at work as root."""
    browser.OS_RELEASE.write_text('NAME="Debian GNU/Linux"\nID=debian\n', encoding="utf-8")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (machine.bin / "env").symlink_to("/usr/bin/env")
    machine.has("apt-get", f'case "$*" in *install*) {machine.makes("chromium", WORKS)};; esac')
    return machine


def with_playwright(machine: Machine, *, installs: str = "true", path: str = "/nonesuch") -> None:
    """Give the machine's Python a Playwright that keeps its Chromium at `path`."""
    machine.has("python", f'case "$1" in -c) echo "{path}";; -m) {installs};; esac')


def test_named(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Chromium that CHROMIUM names is taken before any other."""
    machine.has("chromium", WORKS)
    own = machine.has("my own", WORKS)
    monkeypatch.setenv("CHROMIUM", str(own))

    assert browser.find() == own


def test_named_but_broken(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When CHROMIUM names none that starts, that is said, and no other is taken or installed."""
    machine.has("chromium", WORKS)
    monkeypatch.setenv("CHROMIUM", "/nonesuch")

    assert browser.find() is None
    assert browser.main() == 1
    assert capsys.readouterr().err == (
        "CHROMIUM is /nonesuch, which is no Chromium that starts: correct it or unset it.\n"
    )
    assert machine.called == []


@pytest.mark.parametrize("name", browser.NAMES)
def test_on_the_path(machine: Machine, name: str) -> None:
    """A Chromium is found by any of its names."""
    program = machine.has(name, WORKS)

    assert browser.find() == program


def test_the_first_that_starts(machine: Machine) -> None:
    """A name that does not start is passed over for one that does."""
    machine.has("chromium", FAILS)
    program = machine.has("google-chrome", WORKS)

    assert browser.find() == program


def test_no_version(machine: Machine) -> None:
    """A program that names no version is no Chromium."""
    machine.has("chromium", "echo hello")

    assert browser.find() is None


def test_falls_over(machine: Machine) -> None:
    """A program that names its version and then fails is passed over."""
    machine.has("chromium", f"{WORKS}; exit 1")

    assert browser.find() is None


def test_hangs(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that does not answer in time is passed over."""
    monkeypatch.setattr(browser, "START_SECONDS", 0.2)
    machine.has("chromium", f"exec {shutil.which('sleep', path=os.defpath)} 60")

    assert browser.find() is None


def test_not_a_program(machine: Machine) -> None:
    """A file that cannot be run is passed over."""
    machine.has("chromium").write_bytes(b"\x7fELF, broken off")

    assert browser.find() is None


def test_snap_script(machine: Machine) -> None:
    """Ubuntu's script that calls the snap is passed over though it starts: a snap has a /tmp of its own."""
    machine.has("chromium-browser", f"{WORKS} # exec /snap/bin/chromium")

    assert browser.find() is None


@pytest.mark.parametrize("target", ["/usr/bin/snap", "/snap/chromium/current/chrome"])
def test_snap_itself(machine: Machine, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """The snap itself is passed over, however its folder is linked."""
    machine.has("chromium", WORKS)
    monkeypatch.setattr(Path, "resolve", lambda _self: Path(target))

    assert browser.find() is None


def test_mac_app(machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On a Mac, Chrome is found where a Mac keeps it."""
    app = machine.has("chrome of a Mac", WORKS)
    monkeypatch.setattr(browser, "APPS", (tmp_path / "Chromium.app", app))

    assert browser.find() == app


def test_downloaded_by_playwright(machine: Machine) -> None:
    """The Chromium that Playwright once downloaded is found."""
    program = machine.has("chrome of Playwright", WORKS)
    with_playwright(machine, path=str(program))

    assert browser.find() == program


def test_nothing_to_do(machine: Machine, capfd: pytest.CaptureFixture[str]) -> None:
    """Where a Chromium is, nothing is run but that, and nothing is said."""
    machine.has("apt-get")
    machine.has("chromium", WORKS)

    assert browser.main() == 0
    assert machine.called == ["chromium --version"]
    assert capfd.readouterr() == ("", "")


def test_debian_as_root(debian: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """On a Debian, root gets Debian's Chromium and the fonts that a bare one lacks."""
    apt = "apt-get -qq -o DPkg::Lock::Timeout=300"

    assert browser.ensure() == debian.bin / "chromium"
    assert [call for call in debian.called if call.startswith("apt-get")] == [
        f"{apt} update",
        f"{apt} install --yes --no-install-recommends chromium fonts-liberation fonts-dejavu-core",
    ]
    assert capsys.readouterr().err == (
        "The tests need Chromium: installing Debian's (once, about a minute) …\n"
    )


def test_debian_with_sudo(debian: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a Debian, whoever needs no password for sudo gets it too."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    debian.has("sudo", 'shift; case "$1" in env) shift 2; exec "$@";; esac')

    assert browser.ensure() == debian.bin / "chromium"
    assert "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -qq" in "\n".join(debian.called)


def test_debian_with_a_password(debian: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked for a password: apt-get is left alone, Playwright asked instead, without libraries."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    debian.has("sudo", "exit 1")
    program = debian.bin / "chrome"
    with_playwright(debian, installs=debian.makes("chrome", WORKS), path=str(program))

    assert browser.ensure() == program
    assert "apt-get" not in "\n".join(debian.called)
    assert "python -m playwright install --no-shell chromium" in debian.called


def test_ubuntu(debian: Machine) -> None:
    """Ubuntu's package is the snap, so Playwright's Chromium is taken, with the libraries that it needs."""
    browser.OS_RELEASE.write_text("ID=ubuntu\nID_LIKE=debian\n", encoding="utf-8")
    program = debian.bin / "chrome"
    with_playwright(debian, installs=debian.makes("chrome", WORKS), path=str(program))

    assert browser.ensure() == program
    assert "apt-get" not in "\n".join(debian.called)
    assert "python -m playwright install --no-shell --with-deps chromium" in debian.called


@pytest.mark.parametrize("user", [0, 1000])
def test_no_apt(machine: Machine, monkeypatch: pytest.MonkeyPatch, user: int) -> None:
    """Without apt-get, on a Mac say, Playwright's Chromium is taken, without libraries even by root."""
    monkeypatch.setattr(os, "geteuid", lambda: user)
    program = machine.bin / "chrome"
    with_playwright(machine, installs=machine.makes("chrome", WORKS), path=str(program))

    assert browser.ensure() == program
    assert "python -m playwright install --no-shell chromium" in machine.called


def test_apt_fails(debian: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """When apt-get fails, its last words are shown and Playwright's Chromium is taken."""
    debian.has("apt-get", 'case "$*" in *install*) echo "E: no such package" >&2; exit 100;; esac')
    program = debian.bin / "chrome"
    with_playwright(debian, installs=debian.makes("chrome", WORKS), path=str(program))

    assert browser.ensure() == program
    assert "chromium fonts-liberation fonts-dejavu-core: failed\nE: no such package\n" in (
        capsys.readouterr().err
    )


def test_nothing_helps(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """When no Chromium can be had, that is a failure, never a skip, and its last sentence says what to do."""
    with_playwright(machine, installs="exit 1")

    assert browser.main() == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "The tests need Chromium, and none that starts is here or could be installed. Install Chromium or "
        "Chrome (on Debian: sudo apt install chromium), or set CHROMIUM to the path of one, and try again."
    )


def test_slow_installer(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An installer that does not end in time is given up, and that is said."""
    monkeypatch.setattr(browser, "INSTALL_SECONDS", 0.2)
    with_playwright(machine, installs=f"exec {shutil.which('sleep', path=os.defpath)} 60")

    assert browser.main() == 1
    assert "did not run, or did not end within 0.2 seconds\n" in capsys.readouterr().err


@pytest.mark.whole
def test_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Playwright of the lock answers where it keeps its Chromium, in the words that the tool asks in."""
    monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)

    path = browser._playwrights_own()

    assert path is not None
    assert "chromium" in str(path)
