"""What is looked at on a page, in whatever engine: `eyes.js` and axe, asked by two functions of a driver.

`ask` evaluates JavaScript in the page and returns its value, a promise's too; `press` presses a key. Whatever
is wrong comes back as sentences.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import axe_playwright_python

Ask = Callable[[str], Any]
Press = Callable[[str], object]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
EYES = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""The rules of WCAG 2.2 A and AA, and axe's best practices."""
CONTRAST = 7
"""Of all words with what is behind them (DESIGN §8)."""

KEYS = "np.,sf/?"
"""Keys that sites like to take for shortcuts."""

UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"
"""Opens what is folded away."""
LARGE = "document.documentElement.style.fontSize = '200%'"
SPACED = """
for (const one of document.body.querySelectorAll("*")) {
  one.style.lineHeight = "1.5";
  one.style.letterSpacing = "0.12em";
  one.style.wordSpacing = "0.16em";
}
for (const one of document.body.querySelectorAll("p")) one.style.marginBottom = "2em";
"""
"""What readers may do to a page's letters, and must lose nothing by (WCAG 1.4.4 and 1.4.12)."""


def rules(*, colours: bool = True) -> dict[str, Any]:
    """Return what axe is to look for; with `colours` contrast too, of AAA that of 7:1.

    Both take axe longer than all its other rules together. The second passes over what fails the first.
    """
    return {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {
            "color-contrast": {"enabled": colours},
            "color-contrast-enhanced": {"enabled": colours},
            # What stands in a frame is looked at as a page of its own.
            "frame-tested": {"enabled": False},
        },
        "resultTypes": ["violations", "incomplete"],
    }


def on_the_page(ask: Ask, *, axe: bool = True, colours: bool = True) -> list[str]:
    """Return what is wrong with a page for whoever looks at it or has it read to them, to axe or without it.

    Its words are measured against what is behind them in any case: with `colours` by axe, too.
    """
    faults = ask(f"eyes.faults({json.dumps(rules(colours=colours))})") if axe else []
    return [*faults, *ask(f"eyes.faint({CONTRAST})"), *ask("eyes.misfits()"), *ask("eyes.small()")]


def by_keyboard(ask: Ask, press: Press) -> list[str]:
    """Return what is wrong with a page that was just opened, for whoever uses it by keyboard.

    Tab reaches everything that can be seen and used, in the order of the page and nothing else; each stop is
    whole on the screen, uncovered and marked; the first is a link that skips to the main part.
    """
    usable: list[str] = ask("eyes.usable()")
    found = _skips(ask, press)
    ask("eyes.follow()")
    for _ in range(len(usable) + 5):
        press("Tab")
    stops = ask("eyes.followed()")
    numbers = [stop["number"] for stop in stops]
    found += [f"“{stop['says']}” {wrong}" for stop in stops for wrong in stop["wrong"]]
    found += [f"“{said}” is never reached" for n, said in enumerate(usable) if n not in numbers]
    found += [f"“{stop['says']}” is reached, but is no control" for stop in stops if stop["number"] < 0]
    return found if numbers == sorted(set(numbers)) else [*found, f"Tab goes astray: {numbers}"]


def _skips(ask: Ask, press: Press) -> list[str]:
    """Return what is wrong with the first stop as a skip link, and go back to it."""
    press("Tab")
    first = ask("eyes.stop()")
    if ask("document.body.matches('.framed')"):  # it holds nothing to skip
        return []
    if not first or first["says"] != "Skip to the main content":
        return ["no skip link comes first"]
    press("Enter")
    landed = ask("document.activeElement === document.querySelector('main')")
    press("Tab")
    within = ask("document.activeElement.matches('main *') || !document.querySelector('main :any-link')")
    ask(f"document.querySelector('[data-stop=\"{first['number']}\"]').focus()")
    return [] if landed and within else ["the skip link does not lead into the main part"]


def by_slips(ask: Ask, press: Press) -> list[str]:
    """Return what single keys do on a page that was just opened.

    Speech input and slips of the hand type them (WCAG 2.1.4).
    """
    where = "[location.href, scrollY, document.activeElement === document.body, document.title].join()"
    before = ask(where)
    for key in KEYS:
        press(key)
    return [] if ask(where) == before else [f"one of these keys does something by itself: {' '.join(KEYS)}"]


def summed(found: Iterable[tuple[str, str]]) -> str:
    """Return what is wrong (where, what) for a reader: each fault once, where it is, and no endless list."""
    places: dict[str, dict[str, None]] = {}
    for where, what in found:
        places.setdefault(what, {})[where] = None
    told = [f"{what}\n    on: {_few(list(where), ', ')}" for what, where in places.items()]
    return _few(told, "\n", 30)


def _few(told: list[str], between: str, most: int = 12) -> str:
    return between.join([*told[:most], *([f"and {len(told) - most} more"] if len(told) > most else [])])
