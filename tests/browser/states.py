"""The states in which a page must be as good as in any other: widths, letters, colours, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from . import eyes
from .watch import Served, Watch, watching


@dataclass(frozen=True, slots=True)
class State:
    """How a visitor meets the site."""

    width: int
    height: int
    options: dict[str, Any] = field(default_factory=dict)
    """Playwright's, for a context."""
    large: bool = False
    """Have they set their browser to letters twice as large?"""
    scripts: bool = True
    """Do scripts run?"""
    colours: bool = True
    """Does axe measure contrast here too? Not where the colours are those of another state, nor in forced
    ones: there it asks for -webkit-text-fill-color, which Chromium leaves as the author had it."""
    axe: bool = True
    """Does axe look at all, but for `make test-all`? Not where it sees what it sees in another state."""
    every: bool = True
    """Do they look at what tools show too, or only at pages that hold what no other does?"""
    unfolded: bool = False
    """Do they open everything that is folded away?"""
    then: str = ""
    """What is done to the page afterwards, when it must still fit."""

    @property
    def still(self) -> bool:
        """Do they want nothing to move?"""
        return self.options.get("reduced_motion") == "reduce"


STATES = {
    "desk": State(1280, 800),
    "phone": State(375, 667, colours=False, every=False),
    "narrow": State(320, 640, colours=False, every=False, unfolded=True, then=eyes.SPACED),
    "large": State(1280, 800, large=True, axe=False, every=False, unfolded=True),
    "dark and still": State(
        1280,
        800,
        {"color_scheme": "dark", "reduced_motion": "reduce"},
        axe=False,
        every=False,
        unfolded=True,
    ),
    "forced colours": State(
        320,
        640,
        {"forced_colors": "active"},
        colours=False,
        axe=False,
        every=False,
        unfolded=True,
        then=eyes.LARGE,
    ),
    "no scripts": State(375, 667, colours=False, scripts=False, every=False),
}

BY_KEYBOARD = {
    "desk": State(1280, 800, every=False),
    "phone, dark": State(375, 667, {"color_scheme": "dark"}, every=False, unfolded=True),
}
"""The states in which a site is used by keyboard: what marks the focus must be seen in the dark too."""


Pages = dict[str, tuple[Served, str]]
"""What a page is → the site that has it, and its address."""


@contextmanager
def visiting(browser: Browser, served: Served, state: State) -> Iterator[Watch]:
    """Open a visitor who meets the site in a state."""
    size = {"width": state.width, "height": state.height}
    with watching(browser, served, viewport=size, **state.options) as watch:
        watch.scripts = state.scripts
        if state.large:
            watch.enlarge()
        yield watch


def opened(watch: Watch, served: Served, address: str, *, axe: bool = True, unfolded: bool = False) -> Tab:
    """Open a page of either site, and its eyes."""
    watch.served = served
    watch.visit(address)
    watch.page.evaluate((eyes.AXE if axe else "") + eyes.EYES + (eyes.UNFOLD if unfolded else ""))
    return watch.page


def refuse(found: list[tuple[str, str]]) -> None:
    """Fail if anything was found."""
    if found:
        pytest.fail(eyes.summed(found), pytrace=False)
