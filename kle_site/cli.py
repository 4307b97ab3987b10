"""Commands and options, nothing else: `kle build`, `check`, `serve`, `new`, `import`, `due`, `diff` and more.

Exit codes: 0 fine, 1 the content has errors, 2 wrong use or a disk that refuses, 3 our fault.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from kle_site import commands, importing
from kle_site.commands import FINE, OURS, USE, warn

_GARBAGE = (20_000, 10, 10)
"""How seldom Python looks for garbage that hides in circles: nearly all that a command makes stays."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no bad input makes a traceback."""
    gc.set_threshold(*_GARBAGE)
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
        warn(f"{error.name} is not installed here. Run make site; then .venv/bin/kle, or .venv/bin/python.")
        return USE
    except Exception as error:
        if os.environ.get("KLE_DEBUG"):
            traceback.print_exc()
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}, line {frame.lineno}"
        warn(f"Something went wrong that is our fault, not yours: {type(error).__name__} in {where}: {error}")
        warn("Nothing was published. Please tell us, with what you did; KLE_DEBUG=1 shows more.")
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
    added = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        found = added.add_parser(name, help=about, description=about, allow_abbrev=False)
        found.set_defaults(run=run)
        return found

    build = command(
        "build", commands.build, "Check, render, verify, and put the new site in the old one's place."
    )
    _add_content(build)
    _add_out(build)
    build.add_argument("--base-url", type=_base_url, metavar="URL", help="where it will be published")
    build.add_argument("--release", action="store_true", help="refuse what may not be published")
    build.add_argument(
        "--since",
        type=Path,
        metavar="PLACE",
        help="the site published last, or its manifest: what is new since",
    )
    build.add_argument(
        "--gone",
        action="append",
        default=[],
        metavar="SLUG",
        help="a leader, or the address of a page, that a release may lose; once for each",
    )
    build.add_argument("--no-cache", action="store_true", help="make everything anew")
    checked = command("check", commands.check, "Check the content and say everything that is wrong.")
    checked.add_argument("files", nargs="*", type=Path, metavar="FILE", help="tell only of these portraits")
    _add_content(checked)
    checked.add_argument("--format", choices=("text", "github", "json"), default="text")
    serve = command(
        "serve", commands.serve, "Build, show the site on this machine, rebuild whenever a file is saved."
    )
    _add_content(serve)
    _add_out(serve)
    serve.add_argument("--port", type=_port, default=8000, metavar="N", help="port on this machine (8000)")
    new = command("new", commands.new, "Make a portrait to fill in.")
    new.add_argument("name", metavar="NAME", help='the leader’s name: kle new "Siân O\'Brien"')
    _add_content(new)
    brought = command(
        "import",
        importing.import_,
        "Take in a portrait, a change, a saved issue or an annual submission: shown first, then asked.",
    )
    brought.add_argument("file", type=Path, metavar="FILE", help="the file that came; - is standard input")
    brought.add_argument("--yes", action="store_true", help="write it without asking")
    _add_content(brought)
    due = command("due", commands.due, "Say who is due to confirm, and whose availability is out of date.")
    due.add_argument("--area", metavar="A", help="one area of places.yaml, or beyond")
    _add_content(due, day="--on")
    diff = command("diff", commands.diff, "Say in words what a change does to the directory.")
    diff.add_argument("old", type=Path, metavar="OLD", help="the content folder as it was")
    diff.add_argument("new", type=Path, metavar="NEW", help="the content folder as it would be")
    diff.add_argument("--format", choices=("text", "json"), default="text")
    export = command("export", commands.export, "Give the leaders who agreed to reuse as a file.")
    export.add_argument("--format", choices=("json", "csv", "xlsx"), required=True)
    export.add_argument("--area", metavar="A", help="one area of places.yaml")
    export.add_argument("--out", type=Path, metavar="FILE", help="the file to write (standard output)")
    _add_content(export)
    verify = command("verify", commands.verify, "Compare a built or published site with its manifest.")
    verify.add_argument("folder", type=Path, metavar="DIR")
    return parser


def _add_content(parser: argparse.ArgumentParser, day: str = "--today") -> None:
    parser.add_argument(
        "--content", type=Path, default=Path("content"), metavar="DIR", help="the content folder"
    )
    parser.add_argument(
        day,
        dest="today",
        type=_day,
        default=datetime.date.today(),
        metavar="YYYY-MM-DD",
        help="the day to do it for (today)",
    )


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="the site’s folder")


# --- options -----------------------------------------------------------------------------


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


_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_URL = re.compile(rf"https?://{_LABEL}(\.{_LABEL})*(:\d{{1,5}})?(/[\w.~-]+)*/?", re.ASCII | re.IGNORECASE)


def _base_url(text: str) -> str:
    if not _URL.fullmatch(text):
        likely = _likely_url(text)
        perhaps = f". Perhaps you meant {likely}" if likely else ""
        raise argparse.ArgumentTypeError(
            f"“{text}” is not a web address like https://www.kah.org.uk/{perhaps}"
        )
    return text if text.endswith("/") else f"{text}/"


def _likely_url(text: str) -> str | None:
    """Return the address that a slip was meant to be: `htps:/kah.org.uk`, `www.kah.org.uk`."""
    plain = re.sub(r"[?#].*", "", text.strip()).replace("\\", "/")
    rest = re.sub(r"^[a-z]{3,6}[:;,]?/+|^https?[:;,]", "", plain, flags=re.IGNORECASE)
    scheme = "http" if plain.lower().startswith("http:") else "https"
    likely = f"{scheme}://{re.sub('/+', '/', rest).strip('/')}/"
    # A host without a dot is more likely a slip of another kind.
    return likely if _URL.fullmatch(likely) and "." in rest.split("/")[0] else None


if __name__ == "__main__":
    sys.exit(main())
