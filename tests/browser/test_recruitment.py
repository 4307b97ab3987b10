"""The advertisement of a round: a button copies it to the letter and says so, or says what to do instead."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .watch import Served, watching

pytestmark = pytest.mark.browser

SHOWN = "() => document.querySelector('#text').textContent"
CHOSEN = "() => getSelection().toString().trim()"


def test_the_advertisement_is_copied_to_the_letter(browser: Browser, site: Served) -> None:
    """What is on the clipboard is what is shown, and that it was copied is seen and said."""
    with watching(browser, site, permissions=["clipboard-read", "clipboard-write"]) as watch:
        watch.visit("/recruitment/")
        page = watch.page
        page.get_by_role("button", name="Copy the text").click()

        expect(page.locator("#copied")).to_have_text("Copied.")
        expect(page.locator("[role=status]")).to_have_text("Copied.")

        text = page.evaluate(SHOWN)

        assert page.evaluate("() => navigator.clipboard.readText()") == text
        assert text.startswith("Kent Leaders of Education")
        assert page.locator("#text").inner_text().strip() == text.strip()
        assert watch.heard == []


@pytest.mark.parametrize(
    "refusing",
    [
        "navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));",
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });",
    ],
)
def test_where_copying_is_refused_two_keys_do_it(refusing: str, browser: Browser, site: Served) -> None:
    """A browser that refuses, or has no clipboard: the text is chosen, and one is told which keys."""
    with watching(browser, site, permissions=["clipboard-read", "clipboard-write"]) as watch:
        page = watch.page
        page.add_init_script(refusing)
        watch.visit("/recruitment/")
        page.get_by_role("button", name="Copy the text").click()
        told = "Your browser did not let us copy. The text is chosen: press Ctrl and C, or ⌘ and C on a Mac."

        expect(page.locator("#copied")).to_have_text(told)
        expect(page.locator("[role=status]")).to_have_text(told)
        assert page.evaluate(CHOSEN) == page.evaluate(SHOWN).strip()
        assert watch.heard == []


def test_without_a_script_there_is_no_button(browser: Browser, site: Served) -> None:
    """The text stands there to be chosen; a button that would do nothing does not."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(site.url("/recruitment/"))

        assert not watch.page.get_by_role("button").is_visible()
        assert watch.page.locator("#text").is_visible()
