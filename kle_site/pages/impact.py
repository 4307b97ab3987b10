"""The resource bank: what changed in schools that leaders helped, all of it and by what it is about.

Who tells a case study is linked with it both ways or not at all: `told` says when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jinja2

from kle_site import protocols
from kle_site.casebook import PARTS
from kle_site.county import Case, Tag
from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.look import Here, Page, render
from kle_site.model import folded

CLAUSE = "c-1617-role-sia-leadership"
"""Where the earlier edition asks for the bank."""
SUBMISSION = "c-annual-submission"
"""Where the current edition asks each leader what changed."""


@dataclass(frozen=True, slots=True)
class Told:
    """A case study as pages show it."""

    case: Case
    area: str
    tags: tuple[Tag, ...]
    leader: Entry | None
    """Who tells it: only whoever is in lists today and agreed to `impact`, so that a pause shows nowhere."""


def told(directory: Directory) -> list[Told]:
    """Return every case study, the newest first."""
    listed = {entry.leader.slug: entry for entry in directory.listed}
    agreed = {slug: entry for slug, entry in listed.items() if "impact" in entry.leader.consent.scope}
    tags = directory.content.expertise.tags
    by_title = sorted(directory.content.cases, key=lambda case: folded(case.head.title))
    return [
        Told(
            case,
            directory.place_label(case.head.area),
            tuple(tags[slug] for slug in case.head.expertise),
            agreed.get(case.head.leader or ""),
        )
        for case in sorted(by_title, key=lambda case: case.head.year, reverse=True)
    ]


def by_tag(cases: list[Told]) -> dict[str, list[Told]]:
    """Return the case studies of each tag that has some."""
    found: dict[str, list[Told]] = {}
    for one in cases:
        for tag in one.tags:
            found.setdefault(tag.slug, []).append(one)
    return found


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the bank, a page for each tag that has case studies, and a page for each of them."""
    cases = told(directory)
    tagged = by_tag(cases)
    groups = [
        (group.label, [(tag, len(tagged[tag.slug])) for tag in group.tags if tag.slug in tagged])
        for group in directory.content.expertise.groups
    ]
    paths = protocols.paths(directory.content)
    shared = {
        "parts": PARTS,
        "groups": [group for group in groups if group[1]],
        "clause": paths.get(CLAUSE),
        "submission": paths.get(SUBMISSION),
    }
    about = "What changed in schools that leaders helped, and how we know. No school is named."
    here = Here("/impact/", "Case studies", about)
    yield render(env, "pages/impact.html", here, cases=cases, tag=None, **shared)
    for slug, some in tagged.items():
        tag = directory.content.expertise.tags[slug]
        what = f"{tag.label}: what changed in schools that leaders helped, and how we know."
        here = Here(f"/impact/expertise/{slug}/", f"Case studies: {tag.label}", what)
        yield render(env, "pages/impact.html", here, cases=some, tag=tag, **shared)
    for one in cases:
        where = f"{one.area}, {one.case.head.year}"
        here = Here(
            one.case.address, one.case.head.title, f"A case study from {where}: {one.case.head.title}."
        )
        yield render(env, "pages/case.html", here, told=one)
