"""A build that is killed, or meets a full disk, leaves the last good site whole."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT
from golden import TODAY, files

from kle_site import cli, commands, tree

pytestmark = pytest.mark.whole

KILLS = 20
BUILD = "import sys; from kle_site.cli import main; sys.exit(main())"
TELLING = f"""
from kle_site import tree
stage = tree.Staged.__init__
def staged(self, out):
    stage(self, out)
    print("writing", flush=True)
tree.Staged.__init__ = staged
{BUILD}
"""
"""A build that says when it begins to write."""

LIMITED = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT)); {BUILD}"
"""A build that may write files of so many bytes and no longer ones: a disk that fills at a chosen moment."""


class Site:
    """A content folder of which there are two versions, and the site that real processes build of it."""

    def __init__(self, folder: Path, world: Path) -> None:
        self.folder, self.out = folder, folder / "site"
        shutil.copytree(world, folder / "content")
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

    def start(self, code: str = BUILD) -> subprocess.Popen[str]:
        """Start a build in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", code, "build", "--today", TODAY.isoformat()],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def build(self, version: int) -> dict[str, bytes]:
        """Build a version to its end; return the site."""
        self.write(version)
        process = self.start()
        _, warned = process.communicate()

        assert (process.returncode, warned) == (0, "")

        return files(self.out)

    def time(self) -> tuple[float, float]:
        """Build to the end; return the seconds until it begins to write, and from there to the end."""
        start = time.monotonic()
        process = self.start(TELLING)
        assert process.stdout is not None
        process.stdout.readline()
        writing = time.monotonic()
        process.communicate()
        return writing - start, time.monotonic() - writing


@pytest.fixture(name="site")
def _site(tmp_path: Path, world: Path) -> Site:
    """A folder of its own, in which nothing has been built."""
    return Site(tmp_path, world)


def test_a_build_may_be_killed_at_any_moment(site: Site) -> None:
    """After each of twenty kills, most of them while it was written, the site is whole: old or new."""
    versions = [site.build(0), site.build(1)]
    starting, writing = site.time()
    # Seeded, so that a failure can be had again; the machine's own timing makes each run new all the same.
    chance, killed, tried = random.Random(20), 0, 0
    while killed < KILLS and tried < 5 * KILLS:
        tried += 1
        site.write(tried % 2)
        process = site.start(TELLING)
        if killed % 4:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, writing))
        else:
            time.sleep(chance.uniform(0, starting))
        process.kill()
        process.communicate()
        if process.returncode == -signal.SIGKILL:
            killed += 1
        else:
            # It ended first: it was timed while the machine was busier than it is now.
            starting, writing = 0.8 * starting, 0.8 * writing

        assert tree.verify(site.out) == []
        assert files(site.out) in versions

    assert killed == KILLS
    assert [site.build(1), site.build(0)] == versions[::-1]


@pytest.mark.parametrize(("limit", "first"), [(0, False), (3_000, False), (100_000, True)])
def test_a_disk_that_takes_no_more(site: Site, limit: int, first: bool) -> None:
    """When the system refuses to write on, that is told in a sentence, and the old site is untouched."""
    old = site.build(0)
    if first:
        # So that there is much to write: the spare of an only build is not there yet.
        shutil.rmtree(site.folder / ".site.spare", ignore_errors=True)
    site.write(1)
    process = site.start(LIMITED.replace("LIMIT, LIMIT", f"{limit}, {limit}"))
    said, warned = process.communicate()

    assert (process.returncode, said) == (commands.USE, "")
    assert "The system refuses" in warned
    assert "The site that was there, if any, is untouched." in warned
    assert len(warned.splitlines()) == 1
    assert (files(site.out), tree.verify(site.out)) == (old, [])
    assert site.build(1) != old


@pytest.mark.parametrize("room", [0, 1, 2, 5, 20, 50])
def test_a_full_disk(
    site: Site,
    room: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """However many files find room, a full disk is told in a sentence, and the old site is untouched."""
    monkeypatch.chdir(site.folder)
    command = ["build", "--today", TODAY.isoformat()]
    site.write(0)

    assert cli.main(command) == commands.FINE

    old, written = files(site.out), tree._create
    site.write(1)
    capsys.readouterr()
    rooms = iter(range(room))

    def create(place: str, body: bytes) -> None:
        if next(rooms, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device", place)
        written(place, body)

    monkeypatch.setattr(tree, "_create", create)
    code = cli.main(command)
    said, warned = capsys.readouterr()

    assert (code, said) == (commands.USE, "")
    assert warned.startswith("The disk is full:")
    assert "is untouched" in warned
    assert len(warned.splitlines()) == 1
    assert (files(site.out), tree.verify(site.out)) == (old, [])
    monkeypatch.setattr(tree, "_create", written)
    assert cli.main(command) == commands.FINE
    assert tree.verify(site.out) == []
