"""A site copied to a host's folder: no page breaks meanwhile, and a copy that was stopped is mended."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import ROOT
from golden import TODAY, files

from kle_site import tree
from kle_site.build import Options, build
from kle_site.links import Links
from kle_site.look import Page, file_of
from tools import copy_site


def made(folder: Path, version: int) -> Path:
    """One of three versions of a site: a stylesheet and a page of its own, and pages that stay."""
    out = folder / f"site{version}"
    own = [f"only-{version}", f"both-{version}", f"both-{(version + 1) % 3}"]
    with tree.staging(out) as staged:
        staged.write(f"assets/site.{version}.css", f"/* {version} */".encode())
        staged.write("sitemap.xml", " ".join(own).encode())
        for name in ["a", "z", *own]:
            staged.write(f"{name}/index.html", page("../", version, own))
        staged.write("index.html", page("", version, own))
    return out


def page(up: str, version: int, own: list[str]) -> bytes:
    """A page with a stylesheet, that leads to every other page of its version."""
    links = "".join(f'<a href="{up}{name}/">{name}</a>' for name in ["a", "z", *own])
    return f'<link rel="stylesheet" href="{up}assets/site.{version}.css"><p>{links}</p>'.encode()


def broken(folder: Path, staying: set[str]) -> list[str]:
    """What the pages that are there load in vain, and links of those that stay which lead nowhere.

    Pages that come, and pages that go, may lead to each other: one of them is the first.
    """
    links = Links()
    held = [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]
    for name in held:
        if name.endswith(".html"):
            links.add(Page(f"/{name.removesuffix('index.html')}", (folder / name).read_text("utf-8")))
    found = ((file_of(one.page), one.target) for one in links.broken(held))
    return [f"{file} → {to}" for file, to in found if file in staying or not to.endswith("/")]


class _StopError(Exception):
    """The copy is stopped here."""


def stop_after(patch: pytest.MonkeyPatch, steps: int) -> None:
    """Let a copy do so many steps on the disk, then stop it before the next."""
    left = iter(range(steps))
    for name in ("replace", "unlink", "write_bytes"):
        real = getattr(Path, name)

        def stopping(self: Path, *given: object, real: object = real) -> object:
            if next(left, None) is None:
                raise _StopError
            return real(self, *given)  # type: ignore[operator]

        patch.setattr(Path, name, stopping)


@pytest.mark.whole
@pytest.mark.parametrize("steps", range(0, 40, 3))
def test_a_copy_that_is_stopped(steps: int, tmp_path: Path) -> None:
    """Stopped at any step, and again in the next version: no page breaks, and a third copy heals."""
    sites = [made(tmp_path, version) for version in range(3)]
    to = tmp_path / "host"
    copy_site.copy(sites[0], to)
    (to / "theirs.txt").write_text("put there by the host")
    for version, allowed in ((1, steps), (2, 39 - steps)):
        with pytest.MonkeyPatch.context() as patch:
            stop_after(patch, allowed)
            with suppress(_StopError):
                copy_site.copy(sites[version], to)
        assert broken(to, {"index.html", "a/index.html", "z/index.html"}) == [], version

    assert copy_site.main([str(sites[2]), str(to)]) == copy_site.FINE
    assert files(to) == files(sites[2]) | {"theirs.txt": b"put there by the host"}


def test_what_a_copy_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How much came and went, and what was left alone; a second copy has nothing to do."""
    to = tmp_path / "host"
    assert copy_site.main([str(made(tmp_path, 0)), str(to)]) == copy_site.FINE
    assert capsys.readouterr().out == f"{to} is the site: 9 files written, 0 removed, all compared.\n"
    (to / "cgi-bin").mkdir()
    (to / "cgi-bin" / "x").write_text("")
    assert copy_site.main([str(made(tmp_path, 1)), str(to)]) == copy_site.FINE
    assert capsys.readouterr().out == (
        f"{to} is the site: 9 files written, 3 removed, all compared.\n"
        "Left alone, as no copy put it there: 'cgi-bin/x'\n"
        f"What each may be: kle verify {to}\n"
    )
    assert copy_site.main([str(made(tmp_path, 1)), str(to)]) == copy_site.FINE
    assert "0 files written, 0 removed" in capsys.readouterr().out


def test_what_a_copy_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No site, a spoilt one, something in the way, a link, one in the other: said, and nothing is touched."""
    site, to = made(tmp_path, 0), tmp_path / "host"
    spoilt = Path(shutil.copytree(site, tmp_path / "spoilt"))
    (spoilt / "index.html").write_text("other")
    busy = tmp_path / "busy"
    busy.mkdir()
    (busy / "index.html").write_text("It works")
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "assets").symlink_to(tmp_path)
    before = files(busy)
    cases = [
        (tmp_path / "nowhere", to, f"{tmp_path}/nowhere is not a whole site."),
        (spoilt, to, f"{spoilt} is not a whole site. Build it anew: kle build --release"),
        (site, busy, f"{busy}/index.html is in the way, and no copy put it there. Move it away"),
        (site, linked, f"{linked}/assets is in the way: it must be a folder."),
        (site, site / "inside", "lie in each other. Choose another folder."),
        (site, site, "lie in each other. Choose another folder."),
    ]
    for given, target, words in cases:
        assert copy_site.main([str(given), str(target)]) == copy_site.USE
        assert words in capsys.readouterr().err
    assert files(busy) == before
    assert not to.exists()


def test_a_list_that_names_what_is_not_ours(tmp_path: Path) -> None:
    """A tampered list removes nothing outside the folder, and nothing behind a link."""
    site, to, beside = made(tmp_path, 0), tmp_path / "host", tmp_path / "beside"
    beside.mkdir()
    (beside / "kept").write_text("kept")
    copy_site.copy(site, to)
    (to / "link").symlink_to(beside)
    (to / copy_site.WORKING).write_text('["../beside/kept", "link/kept", "/etc/hostname", 7]')
    copy_site.copy(site, to)

    assert (beside / "kept").read_text() == "kept"


@pytest.mark.slow
def test_killed_for_real(built_world: Path, own_world: Path, tmp_path: Path) -> None:
    """Twenty real copies of real sites, to and fro, each killed at a random moment: no page ever breaks."""
    portrait = own_world / "kles" / "ada-plain.yaml"
    portrait.rename(portrait.with_name("ada-other.yaml"))
    other = tmp_path / "other"
    assert build(Options(content=own_world, out=other, today=TODAY, cache=None)).report
    to, chance = tmp_path / "host", random.Random(7)
    copy_site.copy(built_world, to)
    killed = 0
    for turn in range(20):
        site = (other, built_world)[turn % 2]
        command = [sys.executable, "-m", "tools.copy_site", str(site), str(to)]
        began = time.monotonic()
        with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
            while not (to / copy_site.WORKING).exists() and process.poll() is None:
                time.sleep(0.001)
            time.sleep(chance.random() * 0.05)
            process.send_signal(signal.SIGKILL)
        killed += process.returncode == -signal.SIGKILL

        assert time.monotonic() - began < 60
        assert broken(to, set(files(other)) & set(files(built_world))) == []

    assert killed > 5
    assert copy_site.main([str(built_world), str(to)]) == copy_site.FINE
    assert files(to) == files(built_world)
