"""What each command does, and what it says.

A command imports what it needs when it runs, so that `kle check` starts at once.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kle_site.build import Outcome

FINE, CONTENT, USE, OURS = 0, 1, 2, 3
"""Exit codes: fine; the content has errors; wrong use, or a disk that refuses; our fault."""
MOST = 40
"""Differences of a site from its manifest that are told one by one."""


def build(given: Namespace) -> int:
    from kle_site.build import CACHE, Options, build
    from kle_site.crew import CrewError
    from kle_site.history import HistoryError
    from kle_site.tree import TreeError

    if given.gone and not given.release:
        warn("--gone says what a release may lose: it needs --release.")
        return USE
    options = Options(
        content=given.content,
        out=given.out,
        today=given.today,
        base_url=given.base_url,
        release=given.release,
        since=given.since,
        gone=tuple(given.gone),
        overheard=_overheard(),
        cache=None if given.no_cache else CACHE,
    )
    try:
        outcome = build(options, _Progress())
    except (CrewError, HistoryError, TreeError) as error:
        warn(str(error))
        return USE
    return _tell_build(outcome, given.out)


def _tell_build(outcome: Outcome, out: Path) -> int:
    from kle_site.problems import as_text, count, errors

    if outcome.problems:
        print(as_text(outcome.problems))
    if outcome.report is None:
        there = "the site that was there is untouched" if out.exists() else "no site was made"
        warn(f"{count(errors(outcome.problems))}. Nothing was built; {there}.")
        return CONTENT
    report = outcome.report
    print(
        f"Built {outcome.leaders} leaders on {outcome.pages} pages in {out}: {report.files} files, "
        f"{report.changed} new or changed, {report.removed} removed, {outcome.seconds:.1f} s"
    )
    return FINE


def check(given: Namespace) -> int:
    from kle_site.check import check, of_files
    from kle_site.load import load, shown_path
    from kle_site.problems import FORMATS, as_markdown, count, errors

    strange = [file for file in given.files if file.suffix != ".yaml" or not file.exists()]
    if strange:
        why = "does not exist" if not strange[0].exists() else "is not a portrait: its name must end in .yaml"
        warn(f"{strange[0]} {why}.")
        return USE
    loaded = load(given.content, given.files)
    problems, checked = [], loaded.checked
    if given.files and loaded.content:
        asked = {shown_path(file) for file in given.files}
        checked = tuple(path for path in checked if path in asked)
        problems = of_files(loaded, given.today, asked)
    else:
        problems = check(loaded, given.today)
    if problems or given.format == "json":
        print(FORMATS[given.format](problems, checked, secrets.token_hex(16)))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if given.format == "github" and summary:
        with Path(summary).open("a", encoding="utf-8") as stream:
            stream.write(as_markdown(problems))
    if given.format != "json":
        print(f"{count(problems)}. {len(checked)} {'file' if len(checked) == 1 else 'files'} checked.")
    return CONTENT if errors(problems) or not checked else FINE


def serve(given: Namespace) -> int:
    from kle_site.serve import serve
    from kle_site.server import ServeError
    from kle_site.tree import TreeError

    def tell(outcome: Outcome) -> None:
        _tell_build(outcome, given.out)

    try:
        serve(given.content, given.out, given.today, given.port, tell)
    except (ServeError, TreeError) as error:
        warn(str(error))
        return USE
    return FINE


def new(given: Namespace) -> int:
    from kle_site import new
    from kle_site.data import schema_address
    from kle_site.fields import slug_fault
    from kle_site.load import load, shown_path
    from kle_site.model import RESERVED

    slug = new.slug_for(given.name)
    # What cannot be printed is a slip of the keyboard, or bytes that are no text.
    if slug_fault(slug) or slug in RESERVED or not " ".join(given.name.split()).isprintable():
        warn(f"We cannot make a file name from “{given.name}”. Give it in Latin letters; change it inside.")
        return USE
    loaded = load(given.content)
    if loaded.content is None:
        warn("The content folder is not in order. Run kle check first.")
        return CONTENT
    schema = schema_address(loaded.content.site)
    file = given.content / "kles" / f"{slug}.yaml"
    try:
        file.parent.mkdir(exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(new.portrait(given.name, loaded.content, given.today, schema))
    except OSError as error:
        why = f"cannot be written: {(error.strerror or 'the disk refused').lower()}"
        if isinstance(error, FileExistsError) and file.parent.is_dir():
            why = "is there already. Change that file, or give another name"
        warn(f"{shown_path(file)} {why}.")
        return USE
    print(f"Made {shown_path(file)}. Write over its values, then: kle check {shown_path(file)}")
    return FINE


def due(given: Namespace) -> int:
    from kle_site import due
    from kle_site.fields import choose_from
    from kle_site.load import load
    from kle_site.problems import printable

    if _overheard():
        warn(
            "kle due names who is late, and the log of a workflow may be public: run it on your own machine."
        )
        return USE
    loaded = load(given.content)
    if loaded.content is None or not loaded.content.all_read:
        warn("The content folder is not in order. Run kle check first.")
        return CONTENT
    areas = [*loaded.content.places.area_by_slug, due.OUTSIDE]
    if given.area and given.area not in areas:
        warn(printable(f"There is no area “{given.area}”. {choose_from(given.area, areas)}".strip()))
        return USE
    late = [one for one in due.late_on(loaded.content, given.today) if given.area in (None, one.area)]
    for line in due.as_text(late, loaded.content, given.today).split("\n"):
        print(printable(line))
    return FINE


def diff(given: Namespace) -> int:
    from kle_site import changes
    from kle_site.load import load

    sides = []
    for folder in (given.old, given.new):
        if not folder.is_dir():
            warn(f"{folder} is not a folder. Name two content folders: the ones that hold kles/.")
            return USE
        loaded = load(folder)
        if loaded.content is None:
            warn(f"{folder} is not in order. Run kle check --content {folder} first.")
            return CONTENT
        sides.append(loaded)
    print(changes.FORMATS[given.format](changes.between(*sides)))
    return FINE


def export(given: Namespace) -> int:
    from kle_site.check import check
    from kle_site.directory import Directory
    from kle_site.downloads import FORMATS, download
    from kle_site.fields import choose_from
    from kle_site.load import load
    from kle_site.look import address_of
    from kle_site.problems import as_text, count, errors, printable

    loaded = load(given.content)
    problems = check(loaded, given.today)
    if loaded.content is None or errors(problems):
        # What is wrong could be a consent that has expired: then nobody's details go anywhere.
        print(as_text(errors(problems)), file=sys.stderr)
        warn(f"{count(errors(problems))}. Nothing was exported.")
        return CONTENT
    areas = list(loaded.content.places.area_by_slug)
    if given.area and given.area not in areas:
        warn(printable(f"There is no area “{given.area}”. {choose_from(given.area, areas)}".strip()))
        return USE
    if given.out is None and given.format == "xlsx" and sys.stdout.isatty():
        warn("A spreadsheet is no text for a terminal. Name a file: --out leaders.xlsx")
        return USE
    leaders = download(Directory(loaded.content, given.today), address_of(loaded.content.site))
    body = FORMATS[given.format](leaders.of(given.area) if given.area else leaders)
    if given.out is None:
        sys.stdout.buffer.write(body)
        return FINE
    return _put(given.out, body)


def _put(file: Path, body: bytes) -> int:
    """Write a file whole, or leave the one that is there as it was."""
    from kle_site.problems import printable

    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        if file.is_dir():
            warn(f"{printable(str(file))} is a folder. Name a file in it.")
            return USE
        part.write_bytes(body)
        part.replace(file)
    except (OSError, ValueError) as error:
        part.unlink(missing_ok=True)
        why = (getattr(error, "strerror", None) or "the disk refused").lower()
        warn(f"{printable(str(file))} cannot be written: {why}.")
        return USE
    return FINE


def verify(given: Namespace) -> int:
    from kle_site.tree import TreeError, verify

    try:
        differences = verify(given.folder)
    except TreeError as error:
        warn(str(error))
        return USE
    for difference in differences[:MOST]:
        print(difference)
    if len(differences) > MOST:
        print(f"and {len(differences) - MOST:,} more.")
    count = "1 difference" if len(differences) == 1 else f"{len(differences):,} differences"
    print(f"{count}." if differences else f"{given.folder} is as it was built.")
    return FINE if not differences else CONTENT


def _overheard() -> bool:
    """Is this a workflow? Its log may be public."""
    return bool(os.environ.get("GITHUB_ACTIONS"))


def warn(message: str) -> None:
    print(message, file=sys.stderr)


class _Progress:
    """Says each step of a build that takes longer than two seconds, to a person; CI stays quiet."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, step: str) -> None:
        if sys.stderr.isatty() and not os.environ.get("CI") and time.monotonic() - self.start > 2:
            warn(f"{step} …")
