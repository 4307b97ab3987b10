"""Which cases of a long list `make test` meets, and which only `make test-all`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def mostly_slow(cases: Iterable[Any], every: int) -> list[Any]:
    """Return cases, values or parameters, of which all but one in `every` are slow; the first is not."""
    return [_slow(case) if place % every else case for place, case in enumerate(cases)]


def _slow(case: Any) -> Any:
    slow = pytest.mark.slow
    if hasattr(case, "marks"):
        return pytest.param(*case.values, id=case.id, marks=[*case.marks, slow])
    return pytest.param(case, marks=slow)
