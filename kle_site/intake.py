"""What something received would make of the directory: a new portrait, or a change. Nothing is written.

    proposal = propose(read(raw), loaded, today)

says all that whoever decides must know: the difference, what the checks would say, and notes in words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from kle_site import incoming, writing, yamltext
from kle_site.data import schema_address
from kle_site.decoding import decode
from kle_site.document import Data
from kle_site.edit import EditError, changes_between
from kle_site.fields import quoted, slugify
from kle_site.incoming import Proposal
from kle_site.load import Content, Loaded
from kle_site.model import Leader, same_person
from kle_site.problems import errors
from kle_site.received import LIMIT, Intake, IntakeError, as_portrait, read

# Who reads what came meets it here.
__all__ = ["Intake", "IntakeError", "propose", "read"]

_MARK = "# yaml-language-server: $schema="


def propose(intake: Intake, loaded: Loaded, today: datetime.date, shown: str = "portrait.yaml") -> Proposal:
    """Return what would come of it: a new portrait, or a change of one whose comments and order stay.

    `shown`: what problems call a portrait that came as YAML; their lines are its own. Raises IntakeError.
    """
    content = loaded.content
    if content is None or not content.all_read:
        raise IntakeError("The content folder is not in order. Run kle check first.")
    leader = _whose(intake, content.leaders)
    try:
        if leader is None:
            return _new(intake, loaded, content, today, shown)
        return _changed(intake, loaded, leader, today, shown)
    except EditError as wrong:
        raise IntakeError(str(wrong)) from None


def _whose(intake: Intake, leaders: Iterable[Leader]) -> Leader | None:
    """Return whose portrait it is; None for one that is new. Raises IntakeError."""
    slug, data = intake.slug, intake.data
    known = list(leaders)
    if not slug:
        for leader in known:
            if _is_named(data, leader) and _shares_school(data, leader):
                return leader
        slug = _slug_by_name(data)
    there = next((leader for leader in known if slug in (leader.slug, *leader.aliases)), None)
    if there is None and intake.is_change:
        message = f"Nobody in the directory has the address “{slug}”, so there is nothing to change."
        raise IntakeError(f"{message} Ask for the address of their page.")
    if (
        there
        and data
        and not intake.is_change
        and not (_is_named(data, there) or _shares_school(data, there))
    ):
        message = f"The address “{slug}” is taken: {there.path} is about {there.name}, {there.base.name}."
        raise IntakeError(f"{message} Give this portrait another: save it as YAML under a name of its own.")
    return there


def _slug_by_name(data: dict[str, Data]) -> str:
    name = data.get("name")
    return slugify(name) if isinstance(name, str) else ""


def _is_named(data: dict[str, Data], leader: Leader) -> bool:
    name = data.get("name")
    return isinstance(name, str) and same_person(name) == same_person(leader.name)


def _shares_school(data: dict[str, Data], leader: Leader) -> bool:
    schools = data.get("schools")
    rows = schools if isinstance(schools, list) else []
    urns = {str(row.get("urn")) for row in rows if isinstance(row, dict)}
    return any(str(school.urn) in urns for school in leader.schools)


def _new(intake: Intake, loaded: Loaded, content: Content, today: datetime.date, shown: str) -> Proposal:
    slug = intake.slug or _slug_by_name(intake.data)
    if not slug and isinstance(intake.data.get("name"), str):
        message = "We cannot make an address from the name: it has no Latin letter."
        raise IntakeError(f"{message} Save the portrait as YAML under a name like jo-field.yaml.")
    path = f"kles/{slug or 'portrait'}.yaml"
    head = f"{_MARK}{schema_address(content.site)}\n"
    if intake.text is None:
        new = writing.portrait(intake.data, head).encode()
        problems = incoming.problems_of(loaded, path, new, today)
    else:
        problems = incoming.problems_of(loaded, path, intake.text, today, shown)
        text = f"{(decode(shown, intake.text, limit=LIMIT)[0] or '').rstrip()}\n"
        first, _, rest = text.partition("\n")
        new = (head + (rest if first.startswith(_MARK.strip()) else text)).encode("utf-8", "replace")
    notes = list(intake.notes)
    given, who = _designated(intake.data), content.site.organisation.short_name
    notes.append(f"Only {who} gives designations: this one says {given}. {who} decides.")
    by_name = _slug_by_name(intake.data)
    if slug != by_name and by_name:
        notes.append(f"The address is to be /directory/{slug}/, though the name would give “{by_name}”.")
    file = loaded.sources.folder / path
    return Proposal(file, loaded.sources.shown(path), b"", new, problems, tuple(notes))


def _changed(intake: Intake, loaded: Loaded, leader: Leader, today: datetime.date, shown: str) -> Proposal:
    old = loaded.sources.texts[leader.path]
    if intake.text is not None:
        problems = incoming.problems_of(loaded, leader.path, intake.text, today, shown)
        if errors(problems):
            place = loaded.sources.shown(leader.path)
            return Proposal(loaded.sources.folder / leader.path, place, old, old, problems, intake.notes)
    document, _ = yamltext.read(leader.path, old)
    there = document.data if document else {}
    wanted = _merged(there, intake.data) if intake.is_change else dict(intake.data)
    for data in (there, wanted):
        if isinstance(data.get("portrait"), str):
            data["portrait"] = as_portrait(data["portrait"])
    changes = dict(changes_between(there, wanted))
    proposal = incoming.propose(loaded, leader, changes, today, writing.ORDER)
    notes = [*intake.notes, *_notes(intake, leader, there, wanted, loaded)]
    conflicts = tuple(_conflicts(intake, leader, there, wanted))
    return replace(proposal, notes=tuple(notes), conflicts=conflicts)


def _merged(there: dict[str, Data], changes: dict[str, Data]) -> dict[str, Data]:
    """Return a portrait's fields with those that change; single fields of `availability`."""
    found = {**there, **changes}
    held, given = there.get("availability"), changes.get("availability")
    if isinstance(held, dict) and isinstance(given, dict):
        found["availability"] = _merged(held, given)
    return {name: value for name, value in found.items() if value is not None}


def _notes(
    intake: Intake, leader: Leader, there: dict[str, Data], wanted: dict[str, Data], loaded: Loaded
) -> Iterator[str]:
    if not intake.is_change:
        if not _is_named(wanted, leader):
            yield f"The name here is not that of the portrait, {leader.name}: make sure whose it is."
        elif not _shares_school(wanted, leader):
            yield f"None of the schools is in {leader.path}: make sure that it is the same person."
        gone = [name for name in there if name not in wanted]
        if gone:
            yield f"These fields are not in what came, so they go: {', '.join(gone)}."
    elif intake.was is None and intake.data.keys() - {"availability"}:
        yield "It does not say what stood there when it was made: compare the lines that go."
    if wanted.get("designations") != there.get("designations") and loaded.content:
        who = loaded.content.site.organisation.short_name
        now, then = _designated(there), _designated(wanted)
        yield f"Only {who} gives designations: now there is {now}, and this says {then}. {who} decides."


def _conflicts(
    intake: Intake, leader: Leader, there: dict[str, Data], wanted: dict[str, Data]
) -> Iterator[str]:
    """Yield in words where the portrait has moved on since a change was made."""
    if not intake.is_change:
        return
    new, old = wanted.get("availability"), leader.availability.checked.isoformat()
    checked = new.get("checked") if isinstance(new, dict) else None
    if isinstance(checked, str) and checked < old:
        yield f"“availability.checked” is {old} there, later than {quoted(checked)} here."
    if intake.was is None:
        return
    before = intake.was
    for name in intake.data:
        if wanted.get(name) == there.get(name) or (name == "availability" and name not in before):
            continue
        was = before.get(name)
        given = intake.data[name]
        if name == "availability" and isinstance(was, dict) and isinstance(given, dict):
            # Only what changes is compared: the rest may have moved on.
            was = _merged(there, {name: {step: was.get(step) for step in given}})[name]
        if _meant(leader, there, name, was) != _meant(leader, there, name, there.get(name)):
            now = f"now it is {_said(there.get(name))}, and this makes it {_said(wanted.get(name))}"
            yield f"“{name}” was {_said(was)} when this was made; {now}."


def _meant(leader: Leader, there: dict[str, Data], name: str, value: Data | None) -> Any:
    """Return what a field says, however it is spelt; the value itself where it says nothing."""
    fields = {**there, name: value, "slug": leader.slug}
    try:
        found = Leader.model_validate({key: held for key, held in fields.items() if held is not None})
    except ValidationError:
        return value
    return getattr(found, name, value)


def _designated(data: dict[str, Data]) -> str:
    """Return a portrait's designations in words, as typed."""
    given = data.get("designations")
    rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    told = [
        " ".join(f"{'' if name == 'kind' else f'{name} '}{value}" for name, value in row.items())
        for row in rows
    ]
    return ", ".join(told) or "none"


def _said(value: Data | None) -> str:
    return "not there" if value is None else quoted(writing.on_one_line(value))
