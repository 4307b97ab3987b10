"""What lists on partners' sites are made of: leaders who agreed to be there, in files that stay small.

A list shows 20 leaders at most. So a file holds, for each area and each phase, the first 20 of the day's
order and nobody else: however many leaders there are, one file is enough for a list, and is never large.
There is a file for each tag of expertise, and one for lists that ask for none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import product
from typing import Any

from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.labels import LABELS

MOST, USUAL = 20, 6
"""How many leaders a list shows at most, and unless it is told."""
PEOPLE = "/embed/people"
"""Where the files are: `people.json`, and `people/<tag>.json` for each tag."""
RESIZE = "/embed/resize.js"
"""The script that partners' pages may load: it keeps its address for as long as there are lists."""


def files(directory: Directory, resize: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (site path, bytes) of every file; `resize` is the script at RESIZE."""
    areas, phases = _found_by(directory, "area"), _found_by(directory, "phase")
    held = {
        entry.leader.slug: _Held(entry, areas.get(entry.leader.slug, []), phases.get(entry.leader.slug, []))
        for entry in directory.listed
        if entry.reusable
    }
    tags = {f"/{value.slug}": value.entries for value in directory.facets["expertise"]}
    for name, entries in {"": directory.listed, **tags}.items():
        first = _first(held[one.leader.slug] for one in entries if one.leader.slug in held)
        yield f"{PEOPLE}{name}.json", f"[{','.join(one.text for one in first)}]".encode()
    yield RESIZE, resize


class _Held:
    """A leader whom lists may show: by which areas and phases they are asked for, and what a card says."""

    def __init__(self, entry: Entry, areas: list[str], phases: list[str]) -> None:
        self._entry, self._areas, self._phases = entry, areas, phases
        self.lists = list(product(["", *areas], ["", *phases]))

    @cached_property
    def text(self) -> str:
        """JSON. Most of many leaders are among the first of nothing, and have none made."""
        person = _person(self._entry) | {"areas": self._areas, "phases": self._phases}
        return json.dumps(person, ensure_ascii=False, separators=(",", ":"))


def _found_by(directory: Directory, facet: str) -> dict[str, list[str]]:
    """Return whom the directory's own filter finds: slug → values of the facet."""
    found: dict[str, list[str]] = {}
    for value in directory.facets[facet]:
        for entry in value.entries:
            found.setdefault(entry.leader.slug, []).append(value.slug)
    return found


def _first(people: Iterable[_Held]) -> Iterator[_Held]:
    """Yield those who are among the first MOST of any list."""
    left: dict[tuple[str, str], int] = {}
    for one in people:
        among = False
        for wanted in one.lists:
            more = left.get(wanted, MOST)
            if more:
                among = True
                left[wanted] = more - 1
        if among:
            yield one


def _person(entry: Entry) -> dict[str, Any]:
    """Return what a card says of a leader; words that are the same for all stand in the page."""
    leader = entry.leader
    return {
        "slug": leader.slug,
        "name": leader.name,
        "initials": leader.initials,
        "ground": entry.ground,
        "role": leader.role,
        "school": leader.base.name,
        "phase": LABELS[leader.base.phase],
        "district": entry.districts[0].label,
        "works": entry.works_in,
        "offers": leader.support,
        "knows": [tag.label for tag in entry.tags],
        "status": leader.availability.status,
        # Only who gives free days says what is left of them.
        "free": (entry.free_days or "unknown") if entry.is_kle else "",
        "confirmed": f"{leader.confirmed:%B %Y}",
        "fresh": ("current" if entry.standing == "current" else "due") if entry.checked_lately else "late",
        "example": leader.example,
    }
