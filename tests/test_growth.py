"""What growth costs is told so that one number shows where it is no longer in step."""

from __future__ import annotations

import sys
from dataclasses import fields

import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "bench"))

import growth  # type: ignore[import-not-found]


@pytest.mark.parametrize(
    ("after", "expected"), [(1.0, 0.0), (10.0, 1.0), (100.0, 2.0), (10**0.5, 0.5), (0.1, -1.0)]
)
def test_how_steep_a_cost_grows(after: float, expected: float) -> None:
    """Ten times the leaders at ten times the cost is 1, at a hundred times 2, at the same 0."""
    assert growth.steepness(100, 1_000, 1.0, after) == pytest.approx(expected)


def test_every_measure_is_told_and_its_growth() -> None:
    """Each size has its rows, and each cost how steeply it grew."""
    names = [field.name for field in fields(growth.Size)]
    sizes = [growth.Size(**dict.fromkeys(names, count)) for count in (100, 1_000)]
    told = growth.told(sizes)

    assert told.count("| 100 |") >= 3
    assert told.count("| 1,000 |") >= 3
    for name in (*growth.COST, *(f"{view}, KB" for view in growth.VIEWS)):
        assert f"| {name} | 1.00 |" in told
