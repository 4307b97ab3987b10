"""A build that is killed, or meets a full disk, leaves the last good site whole."""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import ROOT
from golden import TODAY, files

from kle_site import cli, commands, guidance, placing, tree
from kle_site.build import CACHE

pytestmark = pytest.mark.whole

STARTER = Path(__file__).with_name("build_killed.py")


class Starter:
    """A process that starts builds in children of its own, and has built `folder` once."""

    def __init__(self, folder: Path, world: Path) -> None:
        shutil.copytree(world, folder / "content")
        self.cache = folder / CACHE
        self._process = subprocess.Popen(
            [sys.executable, str(STARTER), str(folder)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

        assert self.heard() == "ready"

    def start(self, folder: Path, limit: int) -> int:
        """Start a build; return the number of its process."""
        print(folder, limit, file=self._process.stdin, flush=True)
        return int(self.heard())

    def heard(self) -> str:
        """Return what it says next."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        """End it: it does so when its input ends."""
        self._process.communicate()


class Site:
    """A content folder of which there are two versions, and the site that real processes build of it."""

    def __init__(self, folder: Path, world: Path, starter: Starter) -> None:
        self.folder, self.out, self._starter = folder, folder / "site", starter
        shutil.copytree(world, folder / "content")
        # Pages of MkDocs, photos and documents are long in the making.
        shutil.copytree(starter.cache, folder / CACHE)
        self._portrait = folder / "content" / "kles" / "ada-plain.yaml"
        self._text = self._portrait.read_text(encoding="utf-8")

    def write(self, version: int) -> None:
        """Save version 0 or 1: a portrait changes, and a person comes or goes."""
        words = f"a village school of version {version}"
        self._portrait.write_text(self._text.replace("a village school", words), encoding="utf-8")
        second = self._portrait.with_name("bea-second.yaml")
        second.unlink(missing_ok=True)
        if version:
            changed = self._text.replace("Ada Plain", "Bea Second").replace("900001", "900099")
            second.write_text(changed.replace("Example Highstead", "Example Second"), encoding="utf-8")

    def start(self, limit: int = -1) -> int:
        """Start a build in a process of its own; return its number. `limit`: bytes that a file may have."""
        return self._starter.start(self.folder, limit)

    def heard(self) -> str:
        """Return what is said of the build next."""
        return self._starter.heard()

    def end(self) -> int:
        """Wait for the build; return how it ended: an exit code, or a signal's number below zero."""
        while not (heard := self.heard()).startswith("ended "):
            assert heard == "writing"
        return int(heard.split()[1])

    def told(self, name: str) -> str:
        """What the last build wrote to its output (`said`) or its errors (`warned`)."""
        return (self.folder / name).read_text(encoding="utf-8")

    def build(self, version: int) -> dict[str, bytes]:
        """Build a version to its end; return the site."""
        self.write(version)
        self.start()

        assert (self.end(), self.told("warned")) == (commands.FINE, "")

        return files(self.out)

    def time(self) -> tuple[float, float]:
        """Build to the end; return the seconds until it begins to write, and from there to the end."""
        start = time.monotonic()
        self.start()
        assert self.heard() == "writing"
        writing = time.monotonic()
        self.end()
        return writing - start, time.monotonic() - writing


@pytest.fixture(scope="module", name="starter")
def _starter(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """What starts all builds here."""
    starter = Starter(tmp_path_factory.mktemp("starter"), world)
    yield starter
    starter.end()


@pytest.fixture(name="site")
def _site(tmp_path: Path, world: Path, starter: Starter) -> Site:
    """A folder of its own, in which nothing has been built."""
    return Site(tmp_path, world, starter)


@pytest.mark.parametrize("kills", [10, pytest.param(60, marks=pytest.mark.slow)])
def test_a_build_may_be_killed_at_any_moment(site: Site, kills: int) -> None:
    """After each of many kills, most of them while it was written, the site is whole: old or new."""
    versions = [site.build(0), site.build(1)]
    starting, writing = site.time()
    # Seeded, so that a failure can be had again; the machine's own timing makes each run new all the same.
    chance, killed, tried = random.Random(20), 0, 0
    while killed < kills and tried < 5 * kills:
        tried += 1
        site.write(tried % 2)
        number = site.start()
        if killed % 4:
            assert site.heard() == "writing"
            time.sleep(chance.uniform(0, writing))
        else:
            time.sleep(chance.uniform(0, starting))
        # Its parent has not waited for it yet only if it still runs; else its number is nobody's.
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        if site.end() == -signal.SIGKILL:
            killed += 1
        else:
            # It ended first: it was timed while the machine was busier than it is now.
            starting, writing = 0.8 * starting, 0.8 * writing

        assert tree.verify(site.out) == []
        assert files(site.out) in versions

    assert killed == kills
    assert [site.build(1), site.build(0)] == versions[::-1]


@pytest.mark.parametrize(("limit", "first"), [(0, False), (3_000, False), (100_000, True)])
def test_a_disk_that_takes_no_more(site: Site, limit: int, first: bool) -> None:
    """When the system refuses to write on, that is told in a sentence, and the old site is untouched."""
    old = site.build(0)
    if first:
        # So that there is much to write: the spare of an only build is not there yet.
        shutil.rmtree(site.folder / ".site.spare", ignore_errors=True)
    site.write(1)
    site.start(limit)

    assert site.end() == commands.USE

    warned = site.told("warned")
    assert site.told("said") == ""
    assert "The system refuses" in warned
    assert "The site that was there, if any, is untouched." in warned
    assert len(warned.splitlines()) == 1
    assert (files(site.out), tree.verify(site.out)) == (old, [])
    assert site.build(1) != old


@pytest.mark.parametrize("room", [0, 2, 20])
def test_a_full_disk(
    site: Site,
    room: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """However many files find room, a full disk is told in a sentence, and the old site is untouched."""
    monkeypatch.chdir(site.folder)
    command = ["build", "--today", TODAY.isoformat()]
    old, written = site.build(0), placing.create
    site.write(1)
    capsys.readouterr()
    rooms = iter(range(room))

    def create(place: str, body: bytes) -> None:
        if next(rooms, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device", place)
        written(place, body)

    monkeypatch.setattr(placing, "create", create)
    code = cli.main(command)
    said, warned = capsys.readouterr()

    assert (code, said) == (commands.USE, "")
    assert warned.startswith("The disk is full:")
    assert "is untouched" in warned
    assert len(warned.splitlines()) == 1
    assert (files(site.out), tree.verify(site.out)) == (old, [])
    monkeypatch.setattr(placing, "create", written)
    assert cli.main(command) == commands.FINE
    assert tree.verify(site.out) == []


def test_a_full_folder_for_what_is_thrown_away(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is no room for what MkDocs makes, the sentence says where, and how to choose another."""
    monkeypatch.chdir(site.folder)
    old = site.build(0)

    def refuse(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(guidance, "_run_mkdocs", refuse)
    code = cli.main(["build", "--no-cache", "--today", TODAY.isoformat()])
    said, warned = capsys.readouterr()

    assert (code, said) == (commands.USE, "")
    assert re.fullmatch(
        r"The protocols’ pages are made in /\S+: no space left on device\. .*TMPDIR.*\n", warned
    )
    assert (files(site.out), tree.verify(site.out)) == (old, [])


def test_a_cache_without_room_fails_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build whose cache finds no room is slower, and the same to the byte."""
    old = site.build(0)
    monkeypatch.chdir(site.folder)
    shutil.rmtree(CACHE)
    # A file stands where its folder would be: for the cache that is as good as a disk without room.
    CACHE.write_bytes(b"")

    assert cli.main(["build", "--today", TODAY.isoformat()]) == commands.FINE
    assert (files(site.out), CACHE.read_bytes(), capsys.readouterr().err) == (old, b"", "")


def test_two_builds_of_one_folder(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """While one build writes, another of the same folder is refused in words, and takes nothing from it."""
    versions = [site.build(0), site.build(1)]
    monkeypatch.chdir(site.folder)
    site.write(0)
    first = site.start()
    assert site.heard() == "writing"
    os.kill(first, signal.SIGSTOP)
    try:
        code = cli.main(["build", "--today", TODAY.isoformat()])
        said, warned = capsys.readouterr()

        assert (code, said) == (commands.USE, "")
        assert warned == f"Another build is writing {site.out}. Wait for it, or choose another folder.\n"
        assert files(site.out) == versions[1]
    finally:
        os.kill(first, signal.SIGCONT)

    assert site.end() == commands.FINE
    assert (files(site.out), tree.verify(site.out)) == (versions[0], [])
