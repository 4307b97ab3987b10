"""Everybody can use it: axe, contrast, narrow screens, large text, forced colours, without scripts.

What is looked at stands in `eyes`, in which states in `states`, and on which pages in `kinds`.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from kle_site.directory import Directory

from . import eyes
from .kinds import FRAMED, shape
from .states import STATES, Pages, State, opened, refuse, visiting
from .steps import STEPS
from .watch import Served, watching

pytestmark = pytest.mark.browser


def test_no_kind_is_forgotten(site: Served, county_site: Served, pages: Pages) -> None:
    """Every page of either site is of a kind that is looked at: a new kind needs its line in `kinds`."""
    looked_at = {shape(address) for _, address in pages.values()}
    roots = (site.root, county_site.root)
    files = (file.relative_to(root).as_posix() for root in roots for file in root.rglob("*.html"))

    assert {shape("/" + file.removesuffix("index.html")) for file in files} - looked_at == set()


FULL = "desk"
"""The state in which axe, too, measures contrast each time: it takes longer than all the rest."""


@pytest.mark.parametrize(
    "state", [pytest.param(name, marks=pytest.mark.slow) if name == "phone" else name for name in STATES]
)
def test_access(state: str, browser: Browser, pages: Pages, telling: Pages) -> None:
    """In every state every kind of page is without fault, complains of nothing, and has its three parts.

    Pages that hold every part stand for all; on a desk what tools show is looked at too, and axe measures
    contrast. Where axe would see no more than in another state, our own eyes look alone; they measure
    contrast everywhere. A phone stands between what is narrower and what has no scripts. The rest is looked
    at by `make test-all`.
    """
    how = STATES[state]
    looked_at = telling | {kind: pages[kind] for kind in _shown(pages)} if how.every else telling
    refuse(_faults(state, browser, looked_at, axe=how.axe, measured=telling if state == FULL else {}))


def _shown(pages: Pages) -> list[str]:
    """Return which kinds of page are of a tool that was asked for something."""
    return [kind for kind, (_, address) in pages.items() if re.search("[?#]", address)]


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_access_of_the_rest(state: str, browser: Browser, pages: Pages, telling: Pages) -> None:
    """Nor is there a fault on the pages that are made of the same parts, nor one that axe sees."""
    rest = {kind: one for kind, one in pages.items() if kind not in telling}
    if not STATES[state].axe or (STATES[state].colours and state != FULL):
        rest = pages
    refuse(_faults(state, browser, rest, axe=True, measured=rest))


@pytest.mark.slow
@pytest.mark.parametrize("state", [name for name, how in STATES.items() if how.scripts])
def test_access_in_use(state: str, browser: Browser, site: Served) -> None:
    """Nor on a tool that was used: left empty, failing, filled in, sent."""
    how, found = STATES[state], []
    for kind, (address, script) in STEPS.items():
        with visiting(browser, site, how) as watch:
            page = opened(watch, site, address)
            page.evaluate(script)
            if how.unfolded:
                page.evaluate(eyes.UNFOLD)
            faults = _looked_at(page, how, axe=True, colours=how.colours)
            # A photo that was chosen is shown from the device.
            heard = [words for words in watch.heard if not words.startswith("asked for blob:")]
            found += [(kind, fault) for fault in [*faults, *heard]]
    refuse(found)


def _faults(
    state: str, browser: Browser, pages: Pages, *, axe: bool, measured: Pages
) -> list[tuple[str, str]]:
    """Return what is wrong with pages in a state: (kind, fault); axe measures contrast on some of them."""
    how, found = STATES[state], []
    with visiting(browser, next(iter(pages.values()))[0], how) as watch:
        for kind, (served, address) in pages.items():
            page = opened(watch, served, address, axe=axe, unfolded=how.unfolded)
            faults = _looked_at(page, how, axe=axe, colours=how.colours and kind in measured)
            faults += _parts(page) if state == "desk" and not address.startswith(FRAMED) else []
            found += [(kind, fault) for fault in [*faults, *watch.heard]]
            watch.heard.clear()
    return found


def _looked_at(page: Tab, how: State, *, axe: bool, colours: bool) -> list[str]:
    """Return what is wrong with a page as it stands, and after it was changed as visitors may change it."""
    faults = eyes.on_the_page(page.evaluate, axe=axe, colours=colours)
    if how.still:
        faults += page.evaluate("eyes.moving()")
    if not how.scripts:
        faults += page.evaluate("eyes.dead()")
    if how.then:
        page.evaluate(how.then)
        faults += [f"changed, {misfit}" for misfit in page.evaluate("eyes.misfits()")]
    return faults


def _parts(page: Tab) -> list[str]:
    """Return which of its parts a page lacks, or has twice."""
    counts = {role: page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")}
    return [f"has {count} parts that are {role}" for role, count in counts.items() if count != 1]


def test_without_scripts_nobody_is_missing(browser: Browser, site: Served, published: Directory) -> None:
    """Without scripts the directory shows everyone listed."""
    with visiting(browser, site, STATES["no scripts"]) as watch:
        watch.visit("/directory/")
        names = watch.page.locator(".card :is(h2, h3) a").all_inner_texts()

    assert sorted(names) == sorted(entry.leader.name for entry in published.listed)


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
