"""What the case studies of `content/impact/` must keep: four parts, plain words, and no school told.

The earlier edition of the protocols asks for a bank of examples (2016-17, c-1617-role-sia-leadership).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from kle_site import prose
from kle_site.anonymity import names_of, telling
from kle_site.county import Case
from kle_site.dates import first_day
from kle_site.fields import choose_from, did_you_mean
from kle_site.load import Content
from kle_site.problems import Fault, Placed, Severity
from kle_site.sources import BODY

PARTS = ("What was wrong", "What we did", "What changed", "How we know")
"""The headings of a case study, in order."""
SHORTEST, LONGEST = 400, 2500
"""Characters of a case study, as of a portrait (DESIGN §3)."""

# Of any of the first three levels: that it should be the third, `prose` tells.
_HEADING = re.compile(r"^#{1,3}[ \t]+(.*?)[ \t]*$", re.MULTILINE)
_ELSEWHERE = "Remove it: the page of whoever tells this says how to ask them."
_INSTEAD = {"e-mail": _ELSEWHERE, "phone": _ELSEWHERE, "image": "Say in words what it shows."}
"""Hints that differ from those for a portrait."""


def _at(case: Case, at: int, code: str, message: str, hint: str, severity: Severity = "error") -> Placed:
    """Return a fault at a place of a case study's text."""
    line, column = case.first_line + case.body.count("\n", 0, at), at - case.body.rfind("\n", 0, at)
    return case.path, Fault(BODY, code, message, hint, severity, line, column)


def no_school_can_be_told(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """No title or text holds a school's, place's or person's name, or what only one school has."""
    if not content.cases:
        return
    names = names_of(content.leaders, content.places, content.expertise)
    for case in content.cases:
        for found in telling(case.head.title, names):
            yield case.path, Fault(("title",), *found.said, found.severity)
        for found in telling(case.body, names):
            yield _at(case, found.start, *found.said, found.severity)


def cases_speak_plainly(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A case study holds no HTML, picture, table, e-mail address or telephone number; its links are https."""
    for case in content.cases:
        for where, text in (("title",), case.head.title), (BODY, case.body):
            for wrong in prose.read(text).faults:
                hint, at = (
                    _INSTEAD.get(wrong.code, wrong.hint),
                    (wrong.line + case.first_line - 1, wrong.column),
                )
                line, column = at if where == BODY else (0, 0)
                yield case.path, Fault(where, wrong.code, wrong.message, hint, line=line, column=column)


def cases_have_four_parts(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A case study has its four headings in order, words below each, and 400 to 2,500 characters."""
    order = f"The parts, in order: {', '.join(f'### {part}' for part in PARTS)}."
    for case in content.cases:
        body, told = case.body, [*_HEADING.finditer(case.body)]
        length, start = len(body.strip()), len(body) - len(body.lstrip())
        if length < SHORTEST:
            message = f"This is {length:,} characters; the least is {SHORTEST:,}."
            yield _at(case, start, "too-short", message, order)
        elif length > LONGEST:
            message = f"This is {length:,} characters; the most is {LONGEST:,}."
            yield _at(case, start, "too-long", message, "Shorten it.")
        spans = [*(one.span() for one in told), (len(body), len(body))]
        for (heading, words), (end, _) in pairwise(spans):
            if not body[words:end].strip():
                message, hint = "Nothing is written below this heading.", "Write it in a few sentences."
                yield _at(case, heading, "empty", message, hint)
        names = [one[1] for one in told]
        wrong = next((n for n in range(max(4, len(told))) if names[n : n + 1] != [*PARTS[n : n + 1]]), None)
        if wrong is not None and length:
            message = f"“### {PARTS[wrong]}” should start here." if wrong < 4 else "This is a fifth part."
            at = told[wrong].start() if wrong < len(told) else len(body.rstrip())
            yield _at(case, at, "heading", message, order)


def cases_are_told_apart(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """No two case studies have the same title, and none has a tag twice."""
    titles: dict[str, str] = {}
    for case in content.cases:
        other = titles.setdefault(case.head.title.casefold(), case.path)
        if other != case.path:
            message = f"The case study {other} has this title too."
            yield case.path, Fault(("title",), "repeated", message, "Say what differs.")
        for number, slug in enumerate(case.head.expertise):
            if slug in case.head.expertise[:number]:
                message, hint = f"“{slug}” stands here twice.", "Keep one of the two."
                yield case.path, Fault(("expertise", number), "repeated", message, hint)


def cases_stand_in_an_area(content: Content, today: datetime.date) -> Iterator[Placed]:
    """A case study stands in an area, or in a district that belongs to none, and in no year to come."""
    places = content.places
    outside = [one.slug for one in places.districts if not one.area and one.exists(today)]
    known = (*places.area_by_slug, *outside)
    for case in content.cases:
        if case.head.area not in known:
            area = places.area_of(case.head.area)
            hint = f"Write its area, {area.slug}: a district could tell the school." if area else ""
            message, hint = f"“{case.head.area}” is not an area.", hint or choose_from(case.head.area, known)
            yield case.path, Fault(("area",), "unknown-place", message, hint)
        if first_day(case.head.year) > today:
            message, hint = f"This year begins after today, {today}.", "Check it: what changed has happened."
            yield case.path, Fault(("year",), "future", message, hint)


def tellers_are_leaders(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """Whoever tells a case study is a leader who agreed to be named, invented only where it is invented."""
    leaders = {leader.slug: leader for leader in content.leaders}
    aliases = {alias: leader.slug for leader in content.leaders for alias in leader.aliases}
    gone = {line.slug for line in content.withdrawn.withdrawn}
    for case in content.cases:
        slug, leader, said = case.head.leader, leaders.get(case.head.leader or ""), None
        severity: Severity = "error"
        if leader and leader.example != case.head.example:
            which = "invented, and the leader is not" if case.head.example else "real, and the leader is not"
            said = "example-leader", f"This case study is {which}.", "Name another, or delete this line."
        elif leader and "impact" not in leader.consent.scope:
            # Advice, as nothing is published: the page leaves out whoever did not agree, left or steps back.
            hint = f"Ask them; then add impact to consent.scope in {leader.path}, or delete this line."
            said = (
                "consent-scope",
                "This leader did not agree to be named here, so the page names nobody.",
                hint,
            )
            severity = "advice"
        elif slug in gone:
            said = "gone", "This leader is no longer listed, so the page names nobody.", "Delete this line."
            severity = "advice"
        elif slug and not leader and content.all_read:
            near = aliases.get(slug) or did_you_mean(slug, leaders)
            hint = f"Did you mean “{near}”?" if near else "Name the file of a leader, or delete this line."
            said = "unknown-leader", f"There is no kles/{slug}.yaml.", hint
        if said:
            yield case.path, Fault(("leader",), *said, severity)


RULES: tuple[Callable[[Content, datetime.date], Iterator[Placed]], ...] = (
    no_school_can_be_told,
    cases_speak_plainly,
    cases_have_four_parts,
    cases_are_told_apart,
    cases_stand_in_an_area,
    tellers_are_leaders,
)
