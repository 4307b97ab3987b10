"""`kle import`: what came is shown as a difference, asked about and put into the content folder.

What is private stays so: of an annual submission, no message holds a word.
"""

from __future__ import annotations

import errno
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kle_site.commands import CONTENT, FINE, USE, warn

if TYPE_CHECKING:
    import datetime

    from kle_site.incoming import Proposal
    from kle_site.load import Content, Loaded

STDIN = Path("-")
"""How somebody names what another program hands over."""
LIMIT = 512 * 1024
"""Bytes that are read at most, and one to see that there are more."""


def import_(given: Namespace) -> int:
    from kle_site import submission
    from kle_site.edit import EditError
    from kle_site.intake import IntakeError
    from kle_site.load import load, shown_path
    from kle_site.problems import as_text, count, errors, printable

    file = "what was handed over" if given.file == STDIN else shown_path(given.file)
    try:
        raw = _bytes_of(given.file)
    except OSError as error:
        warn(f"{file} cannot be read: {(error.strerror or 'the disk refused').lower()}.")
        return USE
    loaded = load(given.content)
    if loaded.content is None or not loaded.content.all_read:
        warn("The content folder is not in order. Run kle check first.")
        return CONTENT
    is_submission = submission.is_one(raw)
    try:
        if is_submission:
            proposal = _of_submission(raw, loaded, loaded.content, given.today)
        else:
            proposal = _of_intake(raw, given.file, file, loaded, given.today)
    except (submission.SubmissionError, IntakeError, EditError) as wrong:
        warn(printable(f"{file}: {wrong} Nothing was changed."))
        return CONTENT
    if proposal.problems:
        print(as_text(proposal.problems))
    if errors(proposal.problems):
        warn(f"{count(proposal.problems)}. Nothing was changed.")
        return CONTENT
    for note in (*proposal.notes, *proposal.conflicts):
        print(printable(note))
    if proposal.new == proposal.old:
        print(f"{proposal.shown} says all of this already. Nothing was changed.")
        return FINE
    if proposal.notes or proposal.conflicts:
        print()
    print(proposal.difference())
    refused = _refused(proposal, given.yes)
    return _put(proposal, is_submission) if refused is None else refused


def _bytes_of(file: Path) -> bytes:
    if file == STDIN:
        if not sys.stdin:
            raise FileNotFoundError(errno.ENOENT, "nothing was handed over")
        return sys.stdin.buffer.read(LIMIT + 1)
    if not file.is_file():
        raise FileNotFoundError(errno.ENOENT, "there is no such file")
    with file.open("rb") as stream:
        return stream.read(LIMIT + 1)


def _of_submission(raw: bytes, loaded: Loaded, content: Content, today: datetime.date) -> Proposal:
    """Return what an annual submission changes. Raises SubmissionError or EditError."""
    from kle_site import incoming, submission
    from kle_site.model import same_person

    found = submission.read(raw)
    leader = submission.leader_of(found, content.leaders)
    proposal = incoming.propose(loaded, leader, submission.changes(found, leader), today)
    notes = []
    if same_person(found.leader.name) != same_person(leader.name):
        notes.append(
            f"The name in the file is not that of the portrait, {leader.name}: make sure whose it is."
        )
    if found.commitment.confirmed is None:
        notes.append(
            "They did not confirm capacity and commitment: talk with them. Only availability is taken."
        )
    return replace(proposal, notes=tuple(notes))


def _of_intake(raw: bytes, file: Path, shown: str, loaded: Loaded, today: datetime.date) -> Proposal:
    """Return what a portrait, a change or a saved issue would make. Raises IntakeError."""
    from kle_site import intake

    found = intake.read(raw, "" if file == STDIN else file.name)
    return intake.propose(found, loaded, today, shown)


def _refused(proposal: Proposal, yes: bool) -> int | None:
    """Ask whether to write; return the exit code where the answer is no, None where it is yes."""
    question, meant = f"{'Change' if proposal.old else 'Make'} {proposal.shown}? [y/N] ", {"y", "yes"}
    nobody = "Add --yes to change it all the same."
    if proposal.conflicts:
        if yes:
            warn(
                f"{proposal.shown} has changed since this was made, so --yes is not enough, and nothing was "
                "changed. Import it without --yes, read the lines above, and answer."
            )
            return USE
        question, meant = (
            f"{proposal.shown} has changed since. Put this over it? Write yes in full: ",
            {"yes"},
        )
        nobody = "Save what was handed over as a file, and import that from a terminal."
    elif yes:
        return None
    try:
        answer = input(question)
    except (EOFError, RuntimeError):  # the second where there is no standard input at all
        warn(f"Nobody is here to be asked, so nothing was changed. {nobody}")
        return USE
    if answer.strip().lower() in meant:
        return None
    print("Nothing was changed.")
    return FINE


def _put(proposal: Proposal, is_submission: bool) -> int:
    from kle_site.incoming import ChangedError

    try:
        proposal.put()
    except ChangedError:
        warn(f"{proposal.shown} was changed by somebody meanwhile. It stays as it is; import again.")
        return USE
    except OSError as error:
        warn(f"{proposal.shown} cannot be written: {(error.strerror or 'the disk refused').lower()}.")
        return USE
    said = f"{'Changed' if proposal.old else 'Made'} {proposal.shown}."
    keep = " The submission stays where it is: keep it out of this folder."
    print(said + (keep if is_submission else ""))
    return FINE
