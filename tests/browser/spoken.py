"""What a screen reader is told of a page: its accessible tree as text, kept in tests/world_spoken/."""

from __future__ import annotations

import re

from playwright.sync_api import Browser

from .watch import Served, watching


def spoken(browser: Browser, served: Served, kinds: dict[str, str]) -> dict[str, bytes]:
    """Return what is told of a page of each kind (what it is → its address): a file's name → its text."""
    found = {}
    once = {address: kind for kind, address in reversed(kinds.items())}
    with watching(browser, served) as watch:
        for address, kind in once.items():
            watch.visit(address)
            told = f"# {address}\n{watch.page.locator('body').aria_snapshot()}\n"
            found[re.sub(r"[^a-z0-9]+", "-", kind.removesuffix(".md").lower()) + ".yaml"] = told.encode()
    return found
