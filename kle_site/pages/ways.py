"""The ways into the directory: every value of every facet with how many it finds, and not whom.

A page that counts others' people and does not show them stays as it is while those people change.
"""

from __future__ import annotations

from dataclasses import dataclass

from kle_site.directory import Directory


@dataclass(frozen=True, slots=True)
class Way:
    """One value of a facet."""

    slug: str
    label: str
    address: str
    group: str
    count: int


def ways(directory: Directory) -> dict[str, tuple[Way, ...]]:
    """Return the ways of each facet."""
    return {
        facet: tuple(Way(one.slug, one.label, one.address, one.group, len(one.entries)) for one in values)
        for facet, values in directory.facets.items()
    }
