"""Says on a run's own page what the release changes, beside the commit that was published last.

    python -m tools.github.notes

Which one that was, GitHub says. The words are those of `kle diff`, with nobody's status in them. A release
does not wait for its notes: what goes wrong here is said there, and stops nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from kle_site import changes
from kle_site.load import load
from tools.github.api import ApiError, GitHub, Opener
from tools.github.words import listed, of_change, told

ENVIRONMENT = "github-pages"
"""Where the workflow publishes to."""
PUBLISHED = {"success", "inactive"}
"""How a deployment stands that was published; `inactive` is one that a later one replaced."""


class NotesError(Exception):
    """The notes cannot be made: a sentence."""


def published_last(github: GitHub) -> str | None:
    """Return the commit that was published last; None before the first. Raises ApiError."""
    for one in github.get("/deployments", environment=ENVIRONMENT, per_page=30):
        states = github.get(f"/deployments/{int(one['id'])}/statuses", per_page=1)
        if states and states[0]["state"] in PUBLISHED and re.fullmatch(r"[0-9a-f]{40,64}", one["sha"]):
            return str(one["sha"])
    return None


def between(commit: str, folder: Path) -> changes.Changes:
    """Return what differs between the content of a commit and what lies in a repository's folder."""
    with tempfile.TemporaryDirectory() as place:
        before = Path(place) / "before"
        _git(folder, "worktree", "add", "--detach", str(before), commit)
        try:
            old, new = load(before / "content"), load(folder / "content")
            return changes.between(old, new)
        except ValueError:
            raise NotesError("The content of one of the two commits is not in order.") from None
        finally:
            _git(folder, "worktree", "remove", "--force", str(before))


def _git(folder: Path, *command: str) -> None:
    try:
        subprocess.run(["git", *command], check=True, capture_output=True, cwd=folder)
    except (OSError, subprocess.CalledProcessError):
        raise NotesError("The commit that was published last is not in the history any more.") from None


def words(found: changes.Changes) -> str:
    """Return the notes as Markdown."""
    lines = [of_change(one.about, one.words) for one in found.changes]
    lines += [f"{told(path)}: it cannot be read" for path in found.unread]
    return "\n".join([*listed(lines or ["Nothing in the content."]), "", f"<sub>{changes.ALWAYS}</sub>"])


def main(opener: Opener | None = None, folder: Path = Path()) -> int:
    """Write the notes to where GitHub shows them."""
    try:
        commit = published_last(GitHub.of_the_run(opener))
        if commit is None:
            body = "Nothing was published before: this is the first release."
        else:
            body = f"Since commit {commit[:7]}, which was published last:\n\n{words(between(commit, folder))}"
    except (ApiError, NotesError, LookupError, TypeError, ValueError) as wrong:
        why = str(wrong) if isinstance(wrong, ApiError | NotesError) else "GitHub’s answer has another form."
        body = f"It cannot be said. {why}"
        print(f"The notes could not be made. {why}", file=sys.stderr)
    with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as stream:
        stream.write(f"### What this release changes\n\n{body}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
