"""Build the site, show it, and build it again when a file is saved.

A change to kle_site's own code needs a restart. So does another day: `today` is the day given at the start.
"""

from __future__ import annotations

import datetime
import os
import queue
import re
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from watchdog import events
from watchdog.observers import Observer

from kle_site import tree
from kle_site.assets import TEMPLATES
from kle_site.build import Options, Outcome, build
from kle_site.glance import glance
from kle_site.guidance import CONFIG
from kle_site.load import shown_path
from kle_site.server import Reload, ServeError, server
from kle_site.warm import Remembered

QUIET = 0.15
"""Seconds without a further change after which a save is over: an editor's save is several changes."""


def serve(
    content: Path, out: Path, today: datetime.date, port: int, tell: Callable[[Outcome], object]
) -> None:
    """Build the site, show it, and build it again whenever a file is saved, until interrupted.

    `tell` is given what came of each build. A build that fails leaves the last good site on show. Raises
    ServeError and, when the site's folder cannot be written at the start, tree.TreeError.
    """
    options, reload = Options(content, out, today), Reload()
    known = Remembered(options.cache)
    with suppress(KeyboardInterrupt), server(out, port=port, reload=reload) as shown:
        # Watched before it is built: what is saved meanwhile is built next.
        watch = _Watch(Path(os.path.realpath(content)), Path(os.path.realpath(out)))
        threading.Thread(target=shown.serve_forever, daemon=True).start()

        def note(outcome: Outcome) -> None:
            # Below the path that site.yaml publishes it at, so that the 404 page finds its way as well.
            shown.base_path = outcome.base_path or shown.base_path
            tell(outcome)

        try:
            if _rebuild(options, note, known, first=True) is None:
                _say("Once that is mended and saved, it is built again.")
            reload.now()
            address = f"http://127.0.0.1:{shown.server_port}{shown.base_path}"
            _say(f"Open {address} in a browser. Ctrl-C ends this.")
            owed = False
            while True:
                saved = watch.wait()
                shown.early = _early(options, known, saved)
                if shown.early:
                    reload.now()
                changed = _rebuild(replace(options, hurried=True), note, known)
                shown.early = {}
                if changed:
                    reload.now()
                if changed is not None:
                    _say(f"{_named(saved)} saved: {changed} of the site’s files changed.")
                owed = owed or bool(changed)
                if owed and changed is not None and watch.is_quiet:
                    # Seen already: now what nobody sees in a browser. What is wrong by now is told next.
                    owed = _rebuild(options, lambda _outcome: None, known) is None
        finally:
            watch.observer.stop()
            watch.observer.join()
            shown.shutdown()


def _rebuild(
    options: Options,
    tell: Callable[[Outcome], object],
    known: Remembered | None = None,
    *,
    first: bool = False,
) -> int | None:
    """Build and tell. Returns how many files of the site are others now; None when there is no new site."""
    try:
        outcome = build(options, known=known)
        tell(outcome)
    except Exception as error:
        if first and isinstance(error, tree.TreeError):
            raise
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = (
            "" if isinstance(error, tree.TreeError) else f"{Path(frame.filename).name}, line {frame.lineno}: "
        )
        _say(f"Nothing was built. {where}{error}", sys.stderr)
        return None
    return outcome.report.changed + outcome.report.removed if outcome.report else None


def _early(options: Options, known: Remembered, saved: list[Path]) -> dict[str, bytes]:
    """Return the pages of those whose portraits were saved, if nothing else was: no list needs them first."""
    kles = Path(os.path.realpath(options.content / "kles"))
    if {path.parent for path in saved} != {kles} or {path.suffix for path in saved} != {".yaml"}:
        return {}
    try:
        return glance(options.content, options.today, known, frozenset(path.stem for path in saved))
    except Exception:  # the build that follows says what is wrong
        return {}


def _named(paths: list[Path]) -> str:
    names = [shown_path(path) for path in paths]
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if names[2:] else "")


# Names of what editors and git leave about for a while, and of our own spare, lock and cache.
_PASSING = re.compile(r"[.#].*|.*~|.*\.(bak|swp|tmp)|4913|.*___jb_\w+___")
# By three names the system is asked for changes alone, as a build opens and closes thousands of files. The
# fourth lets all through that comes with them, such as folders that go.
_FILTER = [events.FileCreatedEvent, events.FileDeletedEvent, events.FileModifiedEvent, events.FileSystemEvent]


class _Watch(events.FileSystemEventHandler):
    """Notices what is saved: content, templates, mkdocs.yml."""

    def __init__(self, content: Path, out: Path) -> None:
        self._content, self._out = content, out
        self._saved: queue.SimpleQueue[Path] = queue.SimpleQueue()
        # Folder → with all below it? Not the file mkdocs.yml: editors put another in its place.
        self._folders = {CONFIG.parent: False, TEMPLATES: True, content: True}
        if not content.is_dir():
            raise ServeError(f"{content} is not a folder. Name the one that holds kles/ with --content.")
        try:
            self.observer = Observer()
            self.observer.start()
            self._schedule()
        except OSError as error:
            raise ServeError(
                f"The system refuses to watch {content}: {error.strerror or error}. Close other programs "
                "that watch files, or raise fs.inotify.max_user_watches and max_user_instances."
            ) from error

    def wait(self) -> list[Path]:
        """Wait until something is saved and the saving is over. Returns what it was."""
        found: set[Path] = set()
        while True:
            try:
                found.add(self._saved.get(timeout=QUIET if found else 1))
            except queue.Empty:
                if found:
                    there = {path for path in found if path.exists()}  # not what an editor wrote in between
                    return sorted(there or found)
                if sum(emitter.is_alive() for emitter in self.observer.emitters) < len(self._folders):
                    with suppress(OSError):  # still away: we look again in a second
                        self._schedule()
                        found.add(self._content)

    @property
    def is_quiet(self) -> bool:
        """Has nothing been saved since wait() returned?"""
        return self._saved.empty()

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        # A folder counts when it goes or moves with all that is in it; a new one, when a file comes into it.
        if not event.is_directory or event.event_type in {"moved", "deleted"}:
            for path in (Path(os.fsdecode(name)) for name in (event.src_path, event.dest_path) if name):
                if self._counts(path):
                    self._saved.put(path)

    def _counts(self, path: Path) -> bool:
        for top in (self._content, TEMPLATES):
            if path.is_relative_to(top) and not path.is_relative_to(self._out):
                return not any(_PASSING.fullmatch(name) for name in path.relative_to(top).parts)
        return path == CONFIG

    def _schedule(self) -> None:
        """Watch each folder. Once git has put another in its place, the one that we watched is gone."""
        self.observer.unschedule_all()
        for folder, deep in self._folders.items():
            self.observer.schedule(self, str(folder), recursive=deep, event_filter=_FILTER)


def _say(line: str, to: TextIO | None = None) -> None:
    print(line, file=to, flush=True)
