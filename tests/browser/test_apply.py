"""How to apply: on paper, and a request for a reference that is copied with one press."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .watch import Served, watching

pytestmark = pytest.mark.browser


def test_two_sheets(browser: Browser, site: Served) -> None:
    """With room for notes below each thing to show, it is two sheets of A4."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(site.url("/apply/"))

        assert watch.page.pdf(format="A4").count(b"/Type /Page\n") == 2


def test_a_request_for_a_reference_is_copied(browser: Browser, site: Served) -> None:
    """One press copies the text, and says so."""
    with watching(browser, site, permissions=["clipboard-read", "clipboard-write"]) as watch:
        watch.visit("/apply/")
        watch.page.get_by_role("button", name="Copy the text").click()

        expect(watch.page.locator("#copied")).to_have_text("Copied.")
        assert watch.page.evaluate("() => navigator.clipboard.readText()").startswith("Dear [name]")
        assert watch.heard == []
