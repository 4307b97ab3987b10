"""What a check says of a pull request, kept for the reply: what differs in words, what is left to mend.

    python -m tools.github.result BEFORE AFTER OUT

BEFORE and AFTER are content folders. It runs the pull request's own code, so that nobody believes what it
writes without looking: `artifact` reads it.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kle_site import changes
from kle_site.check import check, of_files
from kle_site.load import Loaded, load, shown_path
from kle_site.problems import Problem, errors
from tools.github.artifact import FILE, Result, Told, written
from tools.github.files import changed, portraits
from tools.github.words import Mend, quiet_lines


def result(before: Path, after: Path, files: Iterable[Path], pull: Mapping[str, Any], built: bool) -> Result:
    """Return the result of a check: of some portraits where they alone changed, or of all."""
    today = datetime.date.today()
    only = list(files)
    loaded = load(after, only)
    problems = of_files(loaded, today, set(map(shown_path, only))) if only else check(loaded, today)
    old = load(before)
    found = changes.Changes((), ())
    if old.content and loaded.content:
        found = changes.between(old, loaded)
    return Result(
        pull_request=pull["number"],
        head=pull["head"]["sha"],
        built=built,
        mend=tuple(mends(errors(problems), loaded)),
        changes=tuple(Told(one.about, one.words, one.review) for one in found.changes),
        unread=found.unread,
    )


def mends(problems: Iterable[Problem], loaded: Loaded) -> Iterable[Mend]:
    """Yield what is left to mend, without words where they could tell somebody's status."""
    quiet = {loaded.sources.shown(path): quiet_lines(raw) for path, raw in loaded.sources.texts.items()}
    for one in problems:
        hidden = one.line in quiet.get(one.path, ()) or one.path.endswith("withdrawn.yaml")
        yield Mend(one.path, one.line, "" if hidden else one.message, "" if hidden else one.hint)


def main(arguments: list[str]) -> int:
    """Write the result of the pull request that GitHub tells of."""
    before, after, out = map(Path, arguments)
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    only = [Path(path) for path in portraits(changed("HEAD^1"), Path())]
    built = os.environ.get("BUILT") == "success"
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE).write_bytes(written(result(before, after, only, event["pull_request"], built)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
