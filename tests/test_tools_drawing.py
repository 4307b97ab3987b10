"""The example portraits: everybody can be drawn, and what is drawn is a good photo."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from sampling import mostly_slow

from kle_site.photos import inspect
from tools.draw_photos import PEOPLE, draw, save
from tools.drawing import mirrored, points, smooth

pytestmark = pytest.mark.whole

MOST = 60_000
"""Bytes of a drawing at most: it stays in git for good."""


@pytest.mark.parametrize("slug", mostly_slow(PEOPLE, 7))
def test_everybody_can_be_drawn(slug: str, tmp_path: Path) -> None:
    """Each face, the spare ones too, becomes a photo without a fault, small enough to keep."""
    file = tmp_path / f"{slug}.{PEOPLE[slug].ending}"
    save(draw(PEOPLE[slug]), file)
    original = inspect(file.name, file.read_bytes())

    assert (original.side, original.faults) == (800, ())
    assert file.stat().st_size <= MOST


def test_no_two_are_drawn_alike() -> None:
    """Nobody has another's face, clothes and surroundings."""
    assert len(set(PEOPLE.values())) == len(PEOPLE)


@pytest.mark.parametrize("slug", [slug for slug in PEOPLE if not slug.startswith("spare-")])
def test_everybody_who_is_named_was_drawn(slug: str) -> None:
    """Whoever has a face in the tool has it in content/photos."""
    assert (ROOT / "content" / "photos" / f"{slug}.{PEOPLE[slug].ending}").is_file()


def test_a_curve_goes_through_its_points() -> None:
    """An outline meets each of its points, so that what is written is what is drawn."""
    outline = points("0,-10 10,0 0,10 -10,0")

    assert set(outline) <= set(smooth(outline, closed=True))
    assert set(outline) <= set(smooth(outline, closed=False))
    assert mirrored(outline) == points("0,-10 -10,0 0,10 10,0")
