"""What a screen reader is told of a page: its accessible tree as text, kept in tests/world_spoken/."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import golden
from playwright.sync_api import Browser

from .watch import Served, Watch, watching

Act = Callable[[Watch], None]
SAID = 1000
"""Milliseconds after which what a change is announced by stands in the page."""


def spoken(browser: Browser, served: Served, kinds: dict[str, str]) -> dict[str, bytes]:
    """Return what is told of a page of each kind (what it is → its address): a file's name → its text."""
    found = {}
    once = {address: kind for kind, address in reversed(kinds.items())}
    with watching(browser, served) as watch:
        watch.page.clock.set_fixed_time(f"{golden.TODAY}T09:00:00Z")  # what a page tells of the day stays
        for address, kind in once.items():
            watch.visit(address)
            told = f"# {address}\n{_told(watch, 'body')}\n"
            found[re.sub(r"[^a-z0-9]+", "-", kind.removesuffix(".md").lower()) + ".yaml"] = told.encode()
    return found | _after_acts(browser, served, kinds)


def _told(watch: Watch, part: str) -> str:
    """Return what is told of a part of the page, as if the site stood at an address of its own."""
    told = watch.page.locator(part).aria_snapshot()
    for written in (str, lambda text: quote(text, safe="")):
        told = told.replace(written(watch.served.base), written("https://site.example/"))
    return re.sub(r" [0-9,]+ KB\)", " 0 KB)", told)  # as in the golden tree


def _after_acts(browser: Browser, served: Served, kinds: dict[str, str]) -> dict[str, bytes]:
    """Return what is told of a tool's main part after a visitor did something there."""
    found = {}
    for name, (kind, act) in ACTS.items():
        if kind in kinds:
            with watching(browser, served) as watch:
                watch.visit(kinds[kind])
                act(watch)
                watch.page.wait_for_timeout(SAID)
                told = _told(watch, "main")
                focus = watch.page.evaluate("() => document.activeElement.textContent.trim()")
            found[f"after-{name}.yaml"] = f"# {kinds[kind]}, focus on: {focus}\n{told}\n".encode()
    return found


def _remove_a_filter(watch: Watch) -> None:
    watch.page.locator(".chips li button").first.click()


def _choose_a_filter(watch: Watch) -> None:
    watch.page.locator("#filters summary", has_text="Phase").click()
    watch.page.locator("input[name=phase]").first.check()


def _move_down(watch: Watch) -> None:
    watch.page.get_by_role("button", name="Keep as my shortlist").click()
    watch.page.get_by_role("button", name="Move down").first.click()


def _name_no_place(watch: Watch) -> None:
    watch.page.get_by_label("Where is your school?").fill("Nowhere")
    watch.page.get_by_role("button", name="Show distances").click()


ACTS: dict[str, tuple[str, Act]] = {
    "filter-chosen": ("directory", _choose_a_filter),
    "filter-removed": ("leaders found", _remove_a_filter),
    "shortlist-moved": ("shared shortlist", _move_down),
    "place-not-known": ("shared shortlist", _name_no_place),
}
"""What it is called → the kind of page, and what is done there."""
