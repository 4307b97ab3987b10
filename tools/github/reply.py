"""Answers a pull request once its check has run: one comment, renewed in place.

    python -m tools.github.reply

It runs on the main branch, installs nothing, and never sees the pull request's code. Which one it is, and
which files it touches, GitHub says: it is found among the open ones by the commit that was checked. What
the check left behind is believed only where it fits that, and only for what to say.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tools.github import artifact
from tools.github.api import ApiError, GitHub, Opener
from tools.github.artifact import ArtifactError, Result
from tools.github.words import Mend, comment, listed, of_change, told

MARKER = "<!-- kle-check -->"
REVIEW = "reviewers"
"""The label that asks the association's reviewers to look."""
CHECK = ".github/workflows/check.yml"
WAITING = "action_required"
"""How a check ends that waits for one of us to start it."""

_UNTIL = re.compile(r"[,{ ]\s*until:\s*[\d-]+")
_DESIGNATION = re.compile(r"designations|\bkind\b|\bsince\b|\b(?:KLE|NLE|LLE|SLE|NLG)\b")
_ALWAYS = "Whether somebody takes commissions, and who leaves, is never told here."

Record = Mapping[str, Any]


def pull_request(github: GitHub, run: Record, repository: Record) -> Record | None:
    """Return the one open pull request whose newest commit a check ran on; None where there is none now.

    GitHub names no pull request in the event when it comes from a fork, so that it is looked for by branch.
    """
    fork = run["head_repository"]
    if not fork:
        return None
    head = f"{fork['owner']['login']}:{run['head_branch']}"
    found = [
        pull
        for pull in github.every("/pulls", state="open", head=head)
        if pull["head"]["sha"] == run["head_sha"]
        and pull["base"]["repo"]["full_name"] == repository["full_name"]
        and pull["base"]["ref"] == repository["default_branch"]
    ]
    return found[0] if len(found) == 1 else None


def result(github: GitHub, run: Record, pull: Record) -> Result:
    """Return what the check left behind, if it is about this pull request. Raises ArtifactError."""
    kept = github.get(f"/actions/runs/{int(run['id'])}/artifacts", name=artifact.NAME)["artifacts"]
    if len(kept) != 1 or kept[0]["name"] != artifact.NAME or kept[0]["expired"]:
        raise ArtifactError("The check left nothing behind.")
    if kept[0]["size_in_bytes"] > artifact.ZIPPED:
        raise ArtifactError("What the check left behind is too large.")
    raw = github.download(f"/actions/artifacts/{int(kept[0]['id'])}/zip", artifact.ZIPPED)
    found = artifact.read(raw)
    if (found.pull_request, found.head) != (pull["number"], run["head_sha"]):
        raise ArtifactError("What the check left behind is about another pull request or commit.")
    return found


# --- what GitHub itself says of the files -----------------------------------------------------------------


def beyond_content(files: Iterable[Record]) -> list[str]:
    """Return the files outside content/: with one of them, the check may say whatever its author likes."""
    names = {name for file in files for name in (file["filename"], file.get("previous_filename")) if name}
    return sorted(name for name in names if not name.startswith("content/"))


def for_reviewers(files: Iterable[Record]) -> bool:
    """Tell whether a portrait is new, or says other designations: read off the lines that differ.

    The end of a designation does not count, as it would tell who leaves. Rather yes than no where GitHub
    shows no lines.
    """
    for file in files:
        if not file["filename"].startswith("content/kles/") or file["status"] == "removed":
            continue
        if file["status"] != "modified" or not isinstance(file.get("patch"), str):
            return True
        lines = [_UNTIL.sub("", line) for line in file["patch"].split("\n")]
        old, new = (sorted(line[1:].strip(" }") for line in lines if line.startswith(sign)) for sign in "-+")
        some = [line for line in {*old, *new} if _DESIGNATION.search(line)]
        if any(old.count(line) != new.count(line) for line in some):
            return True
    return False


# --- the comment ------------------------------------------------------------------------------------------


def words(found: Result | None, why: str, run: Record, files: list[Record]) -> str:
    """Return the comment; `why` says in our own words why there is no result."""
    outside, review = beyond_content(files), for_reviewers(files)
    mend = found.mend if found else ()
    parts: list[list[str]] = []
    if found:
        changes = [of_change(one.about, one.words) for one in found.changes]
        changes += [f"{told(path)}: it cannot be read yet" for path in found.unread]
        parts.append(["**What changes in the directory**", "", *listed(changes or ["No change to tell."])])
        if mend:
            parts.append(["**What is left to mend**", "", *listed([one.line_of_it() for one in mend])])
        if not found.built and not mend:
            parts.append(
                ["The site does not build at present. That is not about your portrait: we see to it."]
                if not outside
                else ["The site does not build with this change: the check’s own page says why."]
            )
    else:
        parts.append([f"{why} One of us looks at it; you need not do anything."])
    if review or (found and any(one.review for one in found.changes)):
        parts.append(
            [
                "**Who agrees**",
                "",
                "A portrait is new, or says other designations. Only the association designates, so its "
                "reviewers read this before it is published.",
            ]
        )
    if outside:
        parts.append(
            [
                "**Files outside content/**",
                "",
                "This also changes files that the check itself may be made of, so what stands above is not "
                "enough: a maintainer reads them.",
                "",
                *listed([told(name) for name in outside], "more files"),
            ]
        )
    return comment(MARKER, _title(found, mend), parts, _foot(run))


def waiting(run: Record) -> str:
    """Return the comment while a check waits for one of us: GitHub asks that for somebody's first change."""
    words = "For somebody’s first change, one of us starts the check by hand. You need not do anything."
    return comment(MARKER, "Thank you. Nothing is wrong.", [[words]], _foot(run))


def _title(found: Result | None, mend: tuple[Mend, ...]) -> str:
    if not found:
        return "Thank you. The check could not say its result."
    if mend:
        count = "1 thing is" if len(mend) == 1 else f"{len(mend)} things are"
        return f"Thank you. {count} left to mend."
    return "Thank you. Everything is fine: we read it next."


def _foot(run: Record) -> str:
    at = datetime.datetime.fromisoformat(run["updated_at"])
    when = f"{at.day} {at:%B %Y at %H:%M} UTC"
    page = f"[the check’s own page]({run['html_url']}), with the site as it would be where it builds"
    checked = f"Checked on {when}, at commit {run['head_sha'][:7]}: {page}."
    return f"{checked} This comment is renewed with every change. {_ALWAYS}"


# --- the run ----------------------------------------------------------------------------------------------


def reply(event: Record, github: GitHub) -> str:
    """Answer the pull request that a finished check was about; return what was done. Raises ApiError."""
    run = event["workflow_run"]
    ended_early = run["conclusion"] in {"cancelled", "skipped"}
    # GitHub may write `check.yml@main`.
    file = run["path"].partition("@")[0]
    if run["event"] != "pull_request" or file != CHECK or ended_early:
        return "This run was no check of a pull request, or was cut short."
    pull = pull_request(github, run, event["repository"])
    if not pull:
        return "No open pull request has this commit now: a newer one is checked by itself."
    number = int(pull["number"])
    if run["conclusion"] == WAITING:
        github.say(number, MARKER, waiting(run))
        return f"Said on {number} that the check waits."
    files = list(github.every(f"/pulls/{number}/files"))
    found, why = None, ""
    try:
        found = result(github, run, pull)
    except ArtifactError as wrong:
        why = str(wrong)
    # The files were those of the newest commit: is it still the one that was checked?
    if github.get(f"/pulls/{number}")["head"]["sha"] != run["head_sha"]:
        return "A newer commit came meanwhile: it is checked by itself."
    github.say(number, MARKER, words(found, why, run, files))
    if for_reviewers(files):
        try:
            github.label(number, REVIEW)
        except ApiError as wrong:
            why = f"{why} The label is not on it: {wrong}"
    return f"Answered {number}. {why}".rstrip()


def main(opener: Opener | None = None) -> int:
    """Answer the run that GitHub tells of."""
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    try:
        print(reply(event, GitHub.of_the_run(opener)))
    except ApiError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
