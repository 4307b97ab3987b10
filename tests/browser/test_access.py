"""Everybody can use it: axe, contrast, keyboard, landmarks, narrow screens, large text, forced colours.

axe runs on a page of each kind with the rules of WCAG 2.2 A and AA, its best practices, and contrast of 7:1.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
}
COLOURS = {
    "runOnly": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"],
    "resultTypes": ["violations", "incomplete"],
}
RUN_AXE = """
async (rules) => {
  const { violations, incomplete } = await axe.run(document, rules);
  const found = [...violations, ...incomplete];
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
"""

WIDTHS = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 375, "height": 667}}


def _opened(watch: Watch, served: Served, address: str) -> Tab:
    """Open a page of either site."""
    watch.served = served
    watch.visit(address)
    return watch.page


@pytest.mark.parametrize("width", WIDTHS)
def test_axe(width: str, browser: Browser, pages: list[tuple[Served, str]]) -> None:
    """axe finds nothing on any kind of page, wide or narrow, and each has one banner, main part and end."""
    found = []
    with watching(browser, pages[0][0], viewport=WIDTHS[width]) as watch:
        for served, address in pages:
            page = _opened(watch, served, address)
            found += [f"{address} {fault}" for fault in _axe(page, RULES)]
            parts = [page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")]
            if parts != [1, 1, 1]:
                found.append(f"{address} has {parts} of banner, main, contentinfo")

    assert found == []


def test_axe_in_the_dark(browser: Browser, pages: list[tuple[Served, str]]) -> None:
    """In dark colours, too, words have contrast of 7:1, and links stand out from the words beside them."""
    found = []
    with watching(browser, pages[0][0], color_scheme="dark") as watch:
        for served, address in pages:
            page = _opened(watch, served, address)
            found += [f"{address} {fault}" for fault in _axe(page, COLOURS)]

    assert found == []


def _axe(page: Tab, rules: dict[str, Any]) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, rules)
    return found


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        ("document.querySelector('main p').style.color = '#6b6b6b'", "color-contrast-enhanced: <p"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang: <html"),
        ("document.querySelector('main').append(document.createElement('button'))", "button-name: <button"),
        ("document.querySelector('h2').outerHTML = '<h4>Words</h4>'", "heading-order: <h4"),
    ],
)
def test_axe_finds(spoil: str, rule: str, browser: Browser, site: Served) -> None:
    """The test above can fail: axe sees words with contrast of 5:1, and faults of each set of rules."""
    with watching(browser, site) as watch:
        watch.visit("/")
        watch.page.evaluate(f"() => {{ {spoil} }}")
        found = _axe(watch.page, RULES)

    assert [fault for fault in found if fault.startswith(rule)]


# --- keyboard ---------------------------------------------------------------------------------------------

# What can be seen and used on the page, in the order of the page; each gets a number by which it is told.
USABLE = """
() => {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
  return Array.from(all).filter((one) => one.checkVisibility()).map((one, index) => {
    one.dataset.stop = index;
    return one.textContent.trim().slice(0, 60);
  });
}
"""

# Where the focus is: its number, what it says, and what is wrong with it there.
STOP = """
() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const wrong = [];
  const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  if (!marked) wrong.push("cannot be told from the others");
  const box = at.getClientRects()[0];
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  if (left >= right || top >= bottom) wrong.push("is off the screen");
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  if (!at.contains(there)) wrong.push("is covered");
  return { stop: at.dataset.stop, says: at.textContent.trim().slice(0, 60), wrong };
}
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", ["home", "directory", "of most schools", "guidance/deployment.md"])
def test_keyboard(kind: str, width: str, browser: Browser, site: Served, kinds: dict[str, str]) -> None:
    """Tab reaches everything in the order of the page, each stop seen and marked; the first one skips."""
    with watching(browser, site, viewport=WIDTHS[width]) as watch:
        watch.visit(kinds[kind])
        page = watch.page
        usable = page.evaluate(USABLE)
        stops = []
        for _ in range(len(usable) + 5):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop is None:
                break
            stops.append(stop)

        assert [stop["says"] for stop in stops] == usable
        assert [stop["stop"] for stop in stops] == [str(number) for number in range(len(usable))]
        assert {stop["says"]: stop["wrong"] for stop in stops if stop["wrong"]} == {}
        assert usable[0] == "Skip to the main content"

        watch.visit(kinds[kind])
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.evaluate("() => document.activeElement.localName") == "main"

        page.keyboard.press("Tab")
        first = page.evaluate("() => document.querySelector('main').contains(document.activeElement)")

        assert first
        assert watch.heard == []


def test_details_by_keyboard(browser: Browser, site: Served) -> None:
    """Enter opens a part of the list that is folded away, and Tab goes on into it."""
    with watching(browser, site) as watch:
        watch.visit("/directory/")
        page = watch.page
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")

        assert page.evaluate("() => document.activeElement.closest('details[open]') !== null")
        assert page.evaluate("() => document.activeElement.localName") == "a"


@pytest.mark.parametrize("key", ["n", "p", ".", ",", "s", "f", "/", "?"])
def test_no_key_of_its_own(key: str, browser: Browser, site: Served, kinds: dict[str, str]) -> None:
    """No single key does anything on a page: speech input and slips of the hand type them (WCAG 2.1.4)."""
    with watching(browser, site) as watch:
        watch.visit(kinds["guidance/deployment.md"])
        before = watch.page.url
        watch.page.keyboard.press(key)
        watch.settle()

        assert watch.page.url == before
        assert watch.page.evaluate("() => document.activeElement === document.body")


# --- narrow, large, spaced, forced ------------------------------------------------------------------------

# What does not fit: the page, or words in a box that cuts them off.
MISFITS = """
() => {
  const page = document.documentElement;
  const found = page.scrollWidth > innerWidth ? [`the page is ${page.scrollWidth} wide`] : [];
  for (const one of document.body.querySelectorAll("*")) {
    const cuts = ["hidden", "clip"].includes(getComputedStyle(one).overflowX);
    if (cuts && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)) {
      found.push(`cut off: ${one.outerHTML.slice(0, 80)}`);
    }
  }
  return found;
}
"""
LARGE = "() => { document.documentElement.style.fontSize = '200%'; }"
SPACED = """
() => {
  for (const one of document.body.querySelectorAll("*")) {
    one.style.lineHeight = "1.5";
    one.style.letterSpacing = "0.12em";
    one.style.wordSpacing = "0.16em";
  }
  for (const one of document.body.querySelectorAll("p")) one.style.marginBottom = "2em";
}
"""


@pytest.mark.parametrize(
    ("width", "forced", "change"),
    [(320, "none", SPACED), (320, "active", LARGE), (1280, "none", LARGE)],
    ids=["narrow-and-spaced", "forced-colours", "large"],
)
def test_everything_fits(
    width: int, forced: Any, change: str, browser: Browser, pages: list[tuple[Served, str]]
) -> None:
    """Nothing scrolls sideways or is cut off: 320 px wide, in forced colours, words spaced or enlarged."""
    found = []
    size = {"width": width, "height": 640}
    with watching(browser, pages[0][0], viewport=size, forced_colors=forced) as watch:
        for served, address in pages:
            page = _opened(watch, served, address)
            found += [f"{address}: {misfit}" for misfit in page.evaluate(MISFITS)]
            page.evaluate(change)
            found += [f"{address}, changed: {misfit}" for misfit in page.evaluate(MISFITS)]

    assert found == []


@pytest.mark.parametrize(
    ("spoil", "misfit"),
    [
        ("main.style.minWidth = '90rem'", "the page is "),
        ("main.style.overflow = 'hidden'; main.style.height = '5rem'", "cut off: <main"),
    ],
)
def test_misfits_are_found(spoil: str, misfit: str, browser: Browser, site: Served) -> None:
    """The test above can fail: it sees a page that is too wide, and words that are cut off."""
    with watching(browser, site) as watch:
        watch.visit("/")
        watch.page.evaluate(f"() => {{ const main = document.querySelector('main'); {spoil}; }}")
        found = watch.page.evaluate(MISFITS)

    assert [one for one in found if one.startswith(misfit)]


def test_forced_colours(browser: Browser, site: Served) -> None:
    """In forced colours a card still has an edge, and the sign of a status the colour of words."""
    edge = "(one) => getComputedStyle(one).borderTopStyle + getComputedStyle(one).borderTopWidth"
    with watching(browser, site, forced_colors="active") as watch:
        watch.visit("/directory/")
        page = watch.page
        ink, paper = page.evaluate(
            "() => ['color', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])"
        )

        assert ink != paper
        assert page.locator(".card").first.evaluate(edge) == "solid1px"
        assert page.locator(".status svg").first.evaluate("(one) => getComputedStyle(one).color") == ink
