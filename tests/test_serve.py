"""The building that follows every save, and `kle serve` as people run it."""

from __future__ import annotations

import concurrent.futures
import datetime
import errno
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from asking import ask, listening, token_in
from watchdog.observers.api import BaseObserver

from kle_site import serve, tree
from kle_site.build import Options, Outcome, build
from kle_site.server import ServeError, server
from kle_site.warm import Remembered

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]


class Running:
    """`kle serve` as people run it, on a content folder."""

    def __init__(self, content: Path, today: datetime.date) -> None:
        self.portrait = content / "kles" / "ada-plain.yaml"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kle_site.cli", "serve", "--port", "0", "--today", str(today)],
            cwd=content.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A shell starts what runs in the background deaf to Ctrl-C, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.ended = False
        self.told: list[str] = []
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, words: str, seconds: float = 20) -> str:
        """Wait for a line with these words in it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                self.told.append(self._lines.get(timeout=0.1))
            except queue.Empty:
                continue
            if words in self.told[-1]:
                return self.told[-1]
        raise AssertionError(f"nothing was said of “{words}”, only: {''.join(self.told)}")

    def port(self) -> int:
        """The port at which the site is shown, once it is."""
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.until("Open http"))
        assert found
        return int(found[1])

    def end(self) -> tuple[int, str]:
        """Press Ctrl-C; the exit code and all that was said."""
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(10)
        finally:
            self.ended = True
            self.process.kill()
            self._reader.join()
            assert self.process.stdout
            self.process.stdout.close()
        while not self._lines.empty():
            self.told.append(self._lines.get())
        return code, "".join(self.told)


@contextmanager
def running(content: Path, today: datetime.date) -> Iterator[Running]:
    """Run `kle serve` for as long as the block runs."""
    found = Running(content, today)
    try:
        yield found
    finally:
        if not found.ended:
            found.end()


def within(seconds: float, true: Callable[[], Any]) -> float:
    """Wait until something is so; how long that took."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, "it takes too long"
        time.sleep(0.02)
    return time.monotonic() - start


def test_a_saved_file_is_seen_at_once(own_world: Path, today: datetime.date) -> None:
    """A save is on the page in three seconds, and the page hears of it; ten quick saves make few builds."""
    with running(own_world, today) as kle:
        port, portrait = kle.port(), kle.portrait
        text = portrait.read_text()
        with listening(port, token_in(ask(port, "/directory/ada-plain/").body)) as line:
            portrait.write_text(re.sub("(?m)^role: .*$", "role: Head of the new school", text))
            within(15, lambda: b"Head of the new school" in ask(port, "/directory/ada-plain/").body)
            assert line() == b"data: a new site\n"
        assert "ada-plain.yaml saved: " in kle.until(" saved: ")
        time.sleep(0.5)

        for number in range(10):
            portrait.write_text(re.sub("(?m)^role: .*$", f"role: Head of school {number}", text))
            time.sleep(0.02)
        within(15, lambda: b"Head of school 9" in ask(port, "/directory/ada-plain/").body)
        time.sleep(0.7)
        _, told = kle.end()

    assert 2 <= told.count("ada-plain.yaml saved: ") <= 3
    assert told.count("Built ") <= 5


def test_whoever_waits_for_a_portrait(own_world: Path, today: datetime.date) -> None:
    """Saved portraits are shown before the site is; not with anything else, what is wrong, or no site."""
    options, known = Options(own_world, own_world.parent / "site", today, cache=None), Remembered(None)
    portrait, site = own_world / "kles" / "ada-plain.yaml", own_world / "site.yaml"

    assert serve._early(options, known, [portrait]) == {}  # there is no site yet

    build(options, known=known)
    text = portrait.read_text()
    portrait.write_text(re.sub("(?m)^role: .*$", "role: Head of the new school", text))

    assert serve._early(options, known, [portrait, site]) == {}

    early = serve._early(options, known, [portrait])
    build(options, known=known)

    assert {path: (options.out / path).read_bytes() for path in early} == early
    assert list(early) == ["directory/ada-plain/index.html"]
    assert b"Head of the new school" in early["directory/ada-plain/index.html"]

    with server(options.out) as shown:
        shown.early = {"directory/ada-plain/index.html": b"early"}
        threading.Thread(target=shown.serve_forever, daemon=True).start()

        assert ask(shown.server_port, "/directory/ada-plain/").body == b"early"

        shown.early = {}

        assert b"Head of the new school" in ask(shown.server_port, "/directory/ada-plain/").body

        shown.shutdown()

    portrait.write_text("name: [")

    assert serve._early(options, known, [portrait]) == {}


def test_a_broken_portrait_leaves_the_good_site(own_world: Path, today: datetime.date) -> None:
    """A mistake is told while the last good page stays; mending it heals; a file that goes takes its page."""
    with running(own_world, today) as kle:
        port, portrait = kle.port(), kle.portrait
        good, page = portrait.read_text(), ask(port, "/directory/ada-plain/").body

        portrait.write_text(good + "colour: red\n")
        kle.until("colour")
        kle.until("Nothing was built")
        assert ask(port, "/directory/ada-plain/").body == page

        part = portrait.with_name("ada-plain.yaml.tmp")
        part.write_text(re.sub("(?m)^role: .*$", "role: Head after mending", good))
        part.replace(portrait)
        within(15, lambda: b"Head after mending" in ask(port, "/directory/ada-plain/").body)

        portrait.unlink()
        within(15, lambda: ask(port, "/directory/ada-plain/").status == 404)
        assert token_in(ask(port, "/directory/ada-plain/").body)


def test_content_that_is_broken_from_the_start(own_world: Path, today: datetime.date) -> None:
    """With no site and none to be made it says so and waits: the page appears once that is mended."""
    site = own_world / "site.yaml"
    good = site.read_text()
    site.write_text(good + "colour: red\n")
    with running(own_world, today) as kle:
        kle.until("Once that is mended and saved")
        port = kle.port()
        page = ask(port, "/")
        assert page.status == 404
        assert b"the terminal says why" in page.body
        with listening(port, token_in(page.body)) as line:
            site.write_text(good)
            assert line() == b"data: a new site\n"
        assert ask(port, "/").status == 200


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (tree.TreeError("The disk is full."), "The disk is full."),
        (ZeroDivisionError("oh"), "test_serve.py, line"),
    ],
)
def test_a_build_that_fails_is_told(
    tmp_path: Path,
    today: datetime.date,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    told: str,
) -> None:
    """Whatever a build raises, a template half changed or a full disk, is told, and the watching goes on."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(serve, "build", fail)
    options = Options(tmp_path, tmp_path / "site", today)

    assert serve._rebuild(options, print) is None
    assert told in capsys.readouterr().err


def test_a_folder_that_is_not_ours_ends_it(own_world: Path, today: datetime.date) -> None:
    """At the start there is no site to keep on show: a folder with other things in it is refused at once."""
    (own_world.parent / "site").mkdir()
    (own_world.parent / "site" / "mine.txt").write_text("mine")
    with running(own_world, today) as kle:
        kle.until("is not a site that this program built")

        assert kle.process.wait(5) == 2


def test_what_is_opened_before_the_site_is_built(
    tmp_path: Path, today: datetime.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first site is built, the one that was there is shown; its pages load anew afterwards."""
    heard, root = list[str](), tmp_path / "site"
    root.mkdir()
    (root / "index.html").write_text("<!doctype html><html><body><p>Old</p></body></html>")
    with server(root) as shown:
        port = shown.server_port

    class Watch:
        observer = mock.Mock()

        def __init__(self, *_: Path) -> None:
            pass

        def wait(self) -> None:
            with listening(port, heard[0]) as line:
                heard.append(line().decode())
            raise KeyboardInterrupt

    def build(_: Options, **__: object) -> Outcome:
        heard.append(token_in(ask(port, "/").body))
        return Outcome([], 0, 0, 0, None)

    monkeypatch.setattr(serve, "build", build)
    monkeypatch.setattr(serve, "_Watch", Watch)
    serve.serve(root, root, today, port, print)

    assert heard[1:] == ["data: a new site\n"]


def test_ctrl_c_ends_it_quietly(own_world: Path, today: datetime.date) -> None:
    """Ctrl-C ends `kle serve` with exit code 0 and no traceback, and the site stays as it was built."""
    with running(own_world, today) as kle:
        port = kle.port()
        with listening(port, token_in(ask(port, "/").body)):
            code, told = kle.end()

    assert code == 0
    assert "Traceback" not in told
    assert tree.verify(own_world.parent / "site") == []


# --- what counts as a save --------------------------------------------------------------------------------


@contextmanager
def watching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Watch folders like the repository's; gives what is said of the next save."""
    for folder in ("content/kles", "content/site/data", "templates/parts"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "content/kles/old.yaml").write_text("old")
    (tmp_path / "mkdocs.yml").write_text("old")
    monkeypatch.setattr(serve, "TEMPLATES", tmp_path / "templates")
    monkeypatch.setattr(serve, "CONFIG", tmp_path / "mkdocs.yml")
    monkeypatch.chdir(tmp_path)
    watch = serve._Watch(tmp_path / "content", tmp_path / "content/site")
    with concurrent.futures.ThreadPoolExecutor(1) as waiter:
        try:
            yield lambda: serve._named(waiter.submit(watch.wait).result(5))
        finally:
            watch._saved.put(tmp_path)  # ends a wait that a failing test left behind
            waiter.shutdown()
            watch.observer.stop()
            watch.observer.join()


def test_what_counts_as_a_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content, templates and mkdocs.yml count, by whatever way an editor saves, moves or removes them."""
    kles = tmp_path / "content" / "kles"
    with watching(tmp_path, monkeypatch) as saved:
        (kles / "old.yaml").write_text("new")
        assert saved() == "content/kles/old.yaml"

        (tmp_path / "templates" / "parts" / "card.html").write_text("new")
        assert saved() == "templates/parts/card.html"

        (tmp_path / "mkdocs.part").write_text("new")
        (tmp_path / "mkdocs.part").replace(tmp_path / "mkdocs.yml")
        assert saved() == "mkdocs.yml"

        (kles / "old.yaml").rename(kles / "old.yaml~")
        (kles / "old.yaml").write_text("as vim writes it")
        (kles / "old.yaml~").unlink()
        assert saved() == "content/kles/old.yaml"

        (kles / "later").mkdir()
        (kles / "later" / "new.yaml").write_text("new")
        assert saved() == "content/kles/later/new.yaml"

        (kles / "later").rename(tmp_path / "away")
        assert saved() == "content/kles/later"

        for number in range(4):
            (kles / f"{number}.yaml").write_text("new")
        assert saved() == "content/kles/0.yaml, content/kles/1.yaml and 2 more"

        (kles / "0.yaml").chmod(0o600)
        assert saved() == "content/kles/0.yaml"


def test_what_does_not_count_as_a_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading, an editor's own files, an empty folder, our own output, what lies beside: no build."""
    kles = tmp_path / "content" / "kles"
    with watching(tmp_path, monkeypatch) as saved:
        (kles / "old.yaml").read_text()
        for name in (".old.yaml.swp", "old.yaml~", ".#old.yaml", "4913", "#old.yaml#", "old.yaml.tmp"):
            (kles / name).write_text("passing")
        (tmp_path / "content" / ".git").mkdir()
        (tmp_path / "content" / ".git" / "index").write_text("git")
        (kles / "empty").mkdir()
        (tmp_path / "content" / "site" / "data" / "index.html").write_text("output")
        (tmp_path / "README.md").write_text("beside")
        time.sleep(2 * serve.QUIET)
        (tmp_path / "content" / "site.yaml").write_text("counts")

        assert saved() == "content/site.yaml"


def test_a_folder_that_is_put_back_is_watched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the content folder is removed and made anew, as git may do, it is built from and watched again."""
    with watching(tmp_path, monkeypatch) as saved:
        shutil.rmtree(tmp_path / "content")
        assert saved().startswith("content")
        (tmp_path / "content" / "kles").mkdir(parents=True)
        assert saved() == "content"
        (tmp_path / "content" / "kles" / "new.yaml").write_text("new")
        assert saved() == "content/kles/new.yaml"


def test_what_cannot_be_watched_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No content folder, or a system that watches as much as it may: a sentence with what to do."""
    with pytest.raises(
        ServeError, match=r"none is not a folder. Name the one that holds kles/ with --content."
    ):
        serve._Watch(tmp_path / "none", tmp_path / "site")

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(BaseObserver, "schedule", refuse)
    with pytest.raises(
        ServeError, match=r"inotify watch limit reached. Close other programs that watch files"
    ):
        serve._Watch(tmp_path, tmp_path / "site")
