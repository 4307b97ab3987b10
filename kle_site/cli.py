"""Commands and options, nothing else: `kle build | check | serve | new | import | verify`.

Exit codes: 0 fine, 1 the content has errors, 2 wrong use or a disk that refuses, 3 our fault.
"""

from __future__ import annotations

import argparse
import datetime
import errno
import os
import re
import secrets
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from kle_site.build import Outcome

FINE, CONTENT, USE, OURS = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no bad input makes a traceback."""
    streams = [stream for stream in (sys.stdout, sys.stderr) if stream]  # one that was closed is None
    for stream in streams:
        # A terminal that cannot show “é” shows "?" instead of ending the run.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        try:
            return _run(arguments)
        finally:
            # Here, where whoever stopped reading is let off: at exit, Python would complain.
            for stream in streams:
                stream.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        for stream in streams:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return FINE
    except ModuleNotFoundError as error:
        _warn(f"{error.name} is not installed here. Run make site; then .venv/bin/kle, or .venv/bin/python.")
        return USE
    except Exception as error:
        if os.environ.get("KLE_DEBUG"):
            traceback.print_exc()
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}, line {frame.lineno}"
        _warn(
            f"Something went wrong that is our fault, not yours: {type(error).__name__} in {where}: {error}"
        )
        _warn("Nothing was published. Please tell us, with what you did; KLE_DEBUG=1 shows more.")
        return OURS


def _run(arguments: Sequence[str] | None) -> int:
    given = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = given.run
    return run(given)


class _Parser(argparse.ArgumentParser):
    """Says in a sentence what is wrong with a command line."""

    def error(self, message: str) -> NoReturn:
        words = " ".join(message.split())
        for theirs, ours in _PLAINLY:
            words = re.sub(theirs, ours, words)
        self.exit(USE, f"{self.prog}: {words.rstrip('.')}. See {self.prog} --help\n")


_PLAINLY = (
    (r"^unrecognized arguments: ", "we do not know "),
    (r"^the following arguments are required: (.*)", r"\1 is missing"),
    (r"^argument ([^:]*): expected one argument", r"\1 needs a value after it"),
    (r"^argument ([^:]*): invalid choice: (.*) \(choose from (.*)\)", r"\1 cannot be \2. Choose from \3"),
    (r"^argument ([^:]*): ", r"\1: "),
)
"""What argparse says → what we say."""


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="kle", description="Check the portraits and turn them into the directory.", allow_abbrev=False
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        found.set_defaults(run=run)
        return found

    build = command("build", _build, "Check, render, verify, and put the new site in the old one's place.")
    _add_content(build)
    _add_out(build)
    build.add_argument("--base-url", type=_base_url, metavar="URL", help="where it will be published")
    build.add_argument("--release", action="store_true", help="refuse what may not be published")
    build.add_argument("--no-cache", action="store_true", help="make everything anew")
    checked = command("check", _check, "Check the content and say everything that is wrong.")
    checked.add_argument("files", nargs="*", type=Path, metavar="FILE", help="tell only of these portraits")
    _add_content(checked)
    checked.add_argument("--format", choices=("text", "github", "json"), default="text")
    serve = command(
        "serve", _serve, "Build, show the site on this machine, rebuild whenever a file is saved."
    )
    _add_content(serve)
    _add_out(serve)
    serve.add_argument("--port", type=_port, default=8000, metavar="N", help="port on this machine (8000)")
    new = command("new", _new, "Make a portrait to fill in.")
    new.add_argument("name", metavar="NAME", help='the leader’s name: kle new "Siân O\'Brien"')
    _add_content(new)
    brought = command("import", _import, "Take the confirmation and availability from an annual submission.")
    brought.add_argument("file", type=Path, metavar="FILE", help="the file that came by e-mail (.json)")
    brought.add_argument("--yes", action="store_true", help="write the change without asking")
    _add_content(brought)
    verify = command("verify", _verify, "Compare a built or published site with its manifest.")
    verify.add_argument("folder", type=Path, metavar="DIR")
    return parser


def _add_content(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--content", type=Path, default=Path("content"), metavar="DIR", help="the content folder"
    )
    parser.add_argument(
        "--today", type=_day, default=datetime.date.today(), metavar="YYYY-MM-DD", help="the day to build for"
    )


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="the site’s folder")


# --- commands: what they need is imported when they run, so that `kle check` starts at once ----------------


def _build(given: argparse.Namespace) -> int:
    from kle_site.build import CACHE, Options, build
    from kle_site.tree import TreeError

    options = Options(
        content=given.content,
        out=given.out,
        today=given.today,
        base_url=given.base_url,
        release=given.release,
        cache=None if given.no_cache else CACHE,
    )
    try:
        outcome = build(options, _Progress())
    except TreeError as error:
        _warn(str(error))
        return USE
    return _tell_build(outcome, given.out)


def _tell_build(outcome: Outcome, out: Path) -> int:
    from kle_site.problems import as_text, count, errors

    if outcome.problems:
        print(as_text(outcome.problems))
    if outcome.report is None:
        there = "the site that was there is untouched" if out.exists() else "no site was made"
        _warn(f"{count(errors(outcome.problems))}. Nothing was built; {there}.")
        return CONTENT
    report = outcome.report
    print(
        f"Built {outcome.leaders} leaders on {outcome.pages} pages in {out}: {report.files} files, "
        f"{report.changed} new or changed, {report.removed} removed, {outcome.seconds:.1f} s"
    )
    return FINE


def _check(given: argparse.Namespace) -> int:
    from kle_site.check import check, of_files
    from kle_site.load import load, shown_path
    from kle_site.problems import FORMATS, as_markdown, count, errors

    strange = [file for file in given.files if file.suffix != ".yaml" or not file.exists()]
    if strange:
        why = "does not exist" if not strange[0].exists() else "is not a portrait: its name must end in .yaml"
        _warn(f"{strange[0]} {why}.")
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


def _serve(given: argparse.Namespace) -> int:
    from kle_site.serve import serve
    from kle_site.server import ServeError
    from kle_site.tree import TreeError

    def tell(outcome: Outcome) -> None:
        _tell_build(outcome, given.out)

    try:
        serve(given.content, given.out, given.today, given.port, tell)
    except (ServeError, TreeError) as error:
        _warn(str(error))
        return USE
    return FINE


def _new(given: argparse.Namespace) -> int:
    from kle_site import new
    from kle_site.data import SCHEMA
    from kle_site.fields import slug_fault
    from kle_site.load import load, shown_path
    from kle_site.model import RESERVED

    slug = new.slug_for(given.name)
    # What cannot be printed is a slip of the keyboard, or bytes that are no text.
    if slug_fault(slug) or slug in RESERVED or not " ".join(given.name.split()).isprintable():
        _warn(f"We cannot make a file name from “{given.name}”. Give it in Latin letters; change it inside.")
        return USE
    loaded = load(given.content)
    if loaded.content is None:
        _warn("The content folder is not in order. Run kle check first.")
        return CONTENT
    site = loaded.content.site
    schema = f"https://{site.domain}{site.base_path}{SCHEMA}"
    file = given.content / "kles" / f"{slug}.yaml"
    try:
        file.parent.mkdir(exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(new.portrait(given.name, loaded.content, given.today, schema))
    except OSError as error:
        why = f"cannot be written: {(error.strerror or 'the disk refused').lower()}"
        if isinstance(error, FileExistsError) and file.parent.is_dir():
            why = "is there already. Change that file, or give another name"
        _warn(f"{shown_path(file)} {why}.")
        return USE
    print(f"Made {shown_path(file)}. Write over its values, then: kle check {shown_path(file)}")
    return FINE


def _import(given: argparse.Namespace) -> int:
    from kle_site import incoming, submission
    from kle_site.edit import EditError
    from kle_site.load import load, shown_path
    from kle_site.model import same_person
    from kle_site.problems import as_text, count, errors

    file = shown_path(given.file)
    try:
        if not given.file.is_file():
            raise FileNotFoundError(errno.ENOENT, "there is no such file")
        with given.file.open("rb") as stream:
            raw = stream.read(submission.LIMIT + 1)
    except OSError as error:
        _warn(f"{file} cannot be read: {(error.strerror or 'the disk refused').lower()}.")
        return USE
    loaded = load(given.content)
    if loaded.content is None or not loaded.content.all_read:
        _warn("The content folder is not in order. Run kle check first.")
        return CONTENT
    try:
        found = submission.read(raw)
        leader = submission.leader_of(found, loaded.content.leaders)
        proposal = incoming.propose(loaded, leader, submission.changes(found, leader), given.today)
    except (submission.SubmissionError, EditError) as wrong:
        _warn(f"{file}: {wrong} Nothing was changed.")
        return CONTENT
    if errors(proposal.problems):
        print(as_text(proposal.problems))
        _warn(f"{count(proposal.problems)}. Nothing was changed.")
        return CONTENT
    if same_person(found.leader.name) != same_person(leader.name):
        print(f"The name in the file is not that of the portrait, {leader.name}: make sure whose it is.")
    if found.commitment.confirmed is None:
        print("They did not confirm capacity and commitment: talk with them. Only availability is taken.")
    if proposal.new == proposal.old:
        print(f"{proposal.shown} says all of this already. Nothing was changed.")
        return FINE
    print(proposal.difference())
    if not given.yes:
        try:
            answer = input(f"Change {proposal.shown}? [y/N] ")
        except EOFError:
            _warn("Nobody is here to be asked, so nothing was changed. Add --yes to change it all the same.")
            return USE
        if answer.strip().lower() not in {"y", "yes"}:
            print("Nothing was changed.")
            return FINE
    try:
        proposal.put()
    except incoming.ChangedError:
        _warn(f"{proposal.shown} was changed by somebody meanwhile. It stays as it is; import again.")
        return USE
    except OSError as error:
        _warn(f"{proposal.shown} cannot be written: {(error.strerror or 'the disk refused').lower()}.")
        return USE
    print(f"Changed {proposal.shown}. The submission stays where it is: keep it out of this folder.")
    return FINE


def _verify(given: argparse.Namespace) -> int:
    from kle_site.tree import TreeError, verify

    try:
        differences = verify(given.folder)
    except TreeError as error:
        _warn(str(error))
        return USE
    for difference in differences:
        print(difference)
    count = "1 difference" if len(differences) == 1 else f"{len(differences)} differences"
    print(f"{count}." if differences else f"{given.folder} is as it was built.")
    return FINE if not differences else CONTENT


# --- options and what is said -----------------------------------------------------------------------------


def _day(text: str) -> datetime.date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day. Write it like 2026-11-21.") from None


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}” is not a port. Write a number up to 65535.")
    return int(text)


def _base_url(text: str) -> str:
    if not re.fullmatch(r"https?://[\w.-]+(:\d{1,5})?(/[\w.~-]+)*/?", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"“{text}” is not a web address like https://www.kah.org.uk/")
    return text if text.endswith("/") else f"{text}/"


def _warn(message: str) -> None:
    print(message, file=sys.stderr)


class _Progress:
    """Says each step of a build that takes longer than two seconds, to a person; CI stays quiet."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, step: str) -> None:
        if sys.stderr.isatty() and not os.environ.get("CI") and time.monotonic() - self.start > 2:
            _warn(f"{step} …")


if __name__ == "__main__":
    sys.exit(main())
