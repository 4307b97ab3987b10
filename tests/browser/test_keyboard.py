"""Everything is reached by keyboard, in the order of the page, and seen where the focus is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from . import eyes
from .states import BY_KEYBOARD, Pages, opened, refuse, visiting
from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser

TABLE = "coverage"
"""The kind of page with most links."""


@pytest.mark.parametrize("state", BY_KEYBOARD)
def test_keyboard(
    state: str, browser: Browser, telling: Pages, county_site: Served, county_kinds: dict[str, str]
) -> None:
    """Tab reaches everything in the order of the page, each stop seen and marked; the first one skips.

    No single key does anything. The table of a whole county has 450 stops, that of a miniature one 100.
    """
    refuse(_astray(state, browser, telling | {TABLE: (county_site, county_kinds[TABLE])}))


@pytest.mark.slow
@pytest.mark.parametrize("state", BY_KEYBOARD)
def test_keyboard_on_the_rest(state: str, browser: Browser, pages: Pages, telling: Pages) -> None:
    """Nor does it go astray on the pages that are made of the same parts."""
    rest = {kind: one for kind, one in pages.items() if kind not in telling or kind == TABLE}
    refuse(_astray(state, browser, rest))


def _astray(state: str, browser: Browser, pages: Pages) -> list[tuple[str, str]]:
    """Return what is wrong by keyboard with pages in a state: (kind, fault)."""
    how, found = BY_KEYBOARD[state], []
    with visiting(browser, next(iter(pages.values()))[0], how) as watch:
        for kind, (served, address) in pages.items():
            page = opened(watch, served, address, axe=False, unfolded=how.unfolded)
            page.evaluate("eyes.wake()")
            watch.settle()
            for look in (eyes.by_slips, eyes.by_keyboard):
                found += [(kind, fault) for fault in look(page.evaluate, page.keyboard.press)]

        assert watch.heard == []

    return found


def test_details_by_keyboard(browser: Browser, site: Served) -> None:
    """Enter opens a part of the list that is folded away, and Tab goes on into it."""
    with watching(browser, site) as watch:
        watch.visit("/directory/")
        page = watch.page
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")

        assert page.evaluate("() => document.activeElement.closest('details[open]') !== null")
        assert page.evaluate("() => document.activeElement.localName") == "input"


# --- the eyes see -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        ("", ""),
        ("link.style.outline = 'none'", "“Words” is not marked"),
        ("link.style.outlineColor = '#fff'", "“Words” is marked too faintly"),
        ("link.style.cssText = 'position: fixed; left: -30rem'", "“Words” is off the screen"),
        ("link.style.cssText = 'position: fixed; left: -1rem'", "“Words” is partly off the screen"),
        ("main.append(lid); lid.style.cssText = 'position: fixed; inset: 0'", "“Words” is covered"),
        ("link.removeAttribute('href'); link.role = 'button'", "“Words” is never reached"),
        ("main.innerHTML = '<label>Words <input type=checkbox hidden></label>'", "“Words” is never reached"),
        (
            "main.append(lid); lid.style.cssText = 'height: 1rem; overflow: auto'",
            "“Lid lid” is reached, but is no control",
        ),
        ("link.tabIndex = 1", "no skip link comes first"),
        ("document.querySelector('.skip').remove()", "no skip link comes first"),
        ("main.id = 'other'", "the skip link does not lead into the main part"),
    ],
)
def test_what_keys_do_not_reach_is_seen(spoil: str, fault: str, spoilt: Watch) -> None:
    """The test above can fail: each kind of fault is seen, and a page has none before it is spoilt."""
    page = opened(spoilt, spoilt.served, "/404.html")
    page.evaluate(
        f"""() => {{
          const main = document.querySelector("main");
          main.innerHTML = "<a id=link href=./>Words</a><p id=lid>Lid<br> lid</p>";
          {spoil};
        }}"""
    )
    found = eyes.by_keyboard(page.evaluate, page.keyboard.press)

    assert found == [] if not fault else fault in found


def test_a_key_of_its_own_is_seen(spoilt: Watch) -> None:
    """A key that scrolls, moves the focus or leads elsewhere is seen."""
    page = opened(spoilt, spoilt.served, "/404.html")
    page.evaluate(
        "() => addEventListener('keydown', ({key}) => key === 's' && document.querySelector('a').focus())"
    )

    found = eyes.by_slips(page.evaluate, page.keyboard.press)

    assert found == ["one of these keys does something by itself: n p . , s f / ?"]
