"""Answers an issue that was made with the form for portraits: one comment, renewed in place.

    python -m tools.github.intake

It reads the issue from the event's file, as data, and checks what the form made as `kle import` would. It
writes a comment and nothing else: a maintainer takes the portrait in.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kle_site import changes, intake, issueform
from kle_site.intake import IntakeError
from kle_site.issueform import IssueError
from kle_site.load import Loaded, load
from kle_site.problems import errors
from tools.github.api import ApiError, GitHub, Opener
from tools.github.words import Mend, comment, listed, of_change, quiet_lines, tells_status, told

MARKER = "<!-- kle-intake -->"
CONTENT = Path("content")
TITLE, LABEL = "Portrait:", "portrait"
"""What the form makes an issue begin with, and the label that it puts on."""
SHOWN = "what-the-form-made"
"""What a problem calls the text in the form, which has no file yet."""

NO_PHOTO = "no-photo"
"""The problem of a portrait whose photo is not here yet: a form cannot send one."""

Record = Mapping[str, Any]

_PHOTO = (
    "Your photo is still to come. Send us the file that the form on our site saved, by e-mail or in a "
    "comment below: never one straight from a telephone, which may hold the place where it was taken."
)

_STAYS = (
    "What you wrote here is public. To take it back, delete it from this issue and tell us: "
    "we delete the rest."
)


def is_ours(event: Record) -> bool:
    """Tell whether an event is about an open issue that the form made."""
    issue = event["issue"]
    labels = {label["name"] for label in issue["labels"]}
    made = LABEL in labels or issue["title"].startswith(TITLE)
    return made and event["action"] in {"opened", "edited"} and issue["state"] == "open"


def words(body: str, loaded: Loaded, today: datetime.date, at: str) -> str:
    """Return the comment on an issue's text; `at` is when it was written, as GitHub tells it."""
    if loaded.content is None or not loaded.content.all_read:
        why = (
            "Something in the directory itself is not right. One of us mends that and looks at this by hand."
        )
        return _comment("Thank you. We cannot check this at present.", [[why]], at)
    try:
        found = intake.read(issueform.file_of(body).encode("utf-8", "replace"))
        proposal = intake.propose(found, loaded, today, SHOWN)
    except (IssueError, IntakeError) as wrong:
        return _comment("Thank you. We could not read this yet.", [[_said(str(wrong))], [_mending()]], at)
    lines = quiet_lines(found.text if found.text is not None else proposal.new)
    mend = [
        Mend(one.path, one.line, "" if one.line in lines else one.message, one.hint)
        for one in errors(proposal.problems)
        if one.code != NO_PHOTO
    ]
    lacks_photo = any(one.code == NO_PHOTO for one in proposal.problems)
    notes = [told(note) for note in found.notes if not tells_status(note)]
    passed_over = ["**What we passed over**", "", *listed(notes)] if notes else []
    if mend:
        count = "1 thing is" if len(mend) == 1 else f"{len(mend)} things are"
        left = ["**What is left to mend**", "", *listed([one.line_of_it() for one in mend])]
        return _comment(f"Thank you. {count} left to mend.", [left, passed_over, [_mending()]], at)
    some = _changes(proposal.file.name, proposal.new, loaded)
    said = [of_change(one.about, one.words) for one in some]
    parts = [["**What it would change in the directory**", "", *listed(said or ["No change to tell."])]]
    if proposal.conflicts:
        parts.append(
            ["The portrait has changed since this was made: one of us compares the two and asks you."]
        )
    if any(one.review for one in some):
        parts.append(["Only the association designates: its reviewers read this first."])
    if lacks_photo:
        parts.append([_PHOTO])
    days = loaded.content.site.reply_days
    parts += [
        passed_over,
        [f"You need not do more. One of us takes it in, within about {days} working days."],
    ]
    return _comment("Thank you. This is ready.", parts, at)


def _changes(name: str, new: bytes, loaded: Loaded) -> tuple[changes.Change, ...]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(new)
        return changes.between(loaded, load(loaded.sources.folder, [file])).changes


def _said(sentences: str) -> str:
    if tells_status(sentences):
        return "Something in it is not right. The form on our site says what, when you open the file there."
    return told(sentences)


def _mending() -> str:
    return (
        "Open what you have in the form on our site again, mend it there, and put what it makes in its "
        "place: “Edit” is in the menu at the top right of your text. This is looked at again by itself."
    )


def _comment(title: str, parts: list[list[str]], at: str) -> str:
    day = datetime.datetime.fromisoformat(at)
    when = f"{day.day} {day:%B %Y at %H:%M} UTC"
    foot = f"Read as it stood on {when}. This comment is renewed when you edit. {_STAYS}"
    return comment(MARKER, title, parts, f"{foot} {changes.ALWAYS}")


def main(opener: Opener | None = None, today: datetime.date | None = None) -> int:
    """Answer the issue that GitHub tells of."""
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    if not is_ours(event):
        print("This issue was not made with the form, or is closed.")
        return 0
    issue = event["issue"]
    body = words(issue["body"] or "", load(CONTENT), today or datetime.date.today(), issue["updated_at"])
    try:
        GitHub.of_the_run(opener).say(int(issue["number"]), MARKER, body)
    except ApiError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(f"Answered {issue['number']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
