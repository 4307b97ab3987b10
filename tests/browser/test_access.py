"""Everybody can use it: axe, contrast, keyboard, narrow screens, large text, forced colours, without scripts.

What is looked at stands in `eyes`, in which states in `states`, and on which pages in `kinds`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from kle_site.directory import Directory

from . import eyes
from .kinds import FRAMED, shape
from .states import BY_KEYBOARD, STATES, State, visiting
from .steps import STEPS
from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser

Pages = dict[str, tuple[Served, str]]


def _opened(watch: Watch, served: Served, address: str, *, axe: bool = True, unfolded: bool = False) -> Tab:
    """Open a page of either site, and its eyes."""
    watch.served = served
    watch.visit(address)
    watch.page.evaluate((eyes.AXE if axe else "") + eyes.EYES + (eyes.UNFOLD if unfolded else ""))
    return watch.page


def _refuse(found: list[tuple[str, str]]) -> None:
    """Fail if anything was found."""
    if found:
        pytest.fail(eyes.summed(found), pytrace=False)


def test_no_kind_is_forgotten(site: Served, county_site: Served, pages: Pages) -> None:
    """Every page of either site is of a kind that is looked at: a new kind needs its line in `kinds`."""
    looked_at = {shape(address) for _, address in pages.values()}
    roots = (site.root, county_site.root)
    files = (file.relative_to(root).as_posix() for root in roots for file in root.rglob("*.html"))

    assert {shape("/" + file.removesuffix("index.html")) for file in files} - looked_at == set()


@pytest.mark.parametrize("state", STATES)
def test_access(state: str, browser: Browser, pages: Pages, telling: Pages) -> None:
    """In every state every kind of page is without fault, complains of nothing, and has its three parts.

    In some states, pages that hold what no other does stand for all, and everywhere axe measures the contrast
    of these alone; `make test-all` looks at the rest. Our own eyes measure it on every page.
    """
    _refuse(_faults(state, browser, pages if STATES[state].every else telling, measured=telling))


@pytest.mark.slow
@pytest.mark.parametrize("state", [name for name, how in STATES.items() if how.colours or not how.every])
def test_access_of_the_rest(state: str, browser: Browser, pages: Pages, telling: Pages) -> None:
    """Nor is there a fault on the pages that are made of the same parts."""
    rest = {kind: one for kind, one in pages.items() if kind not in telling}
    _refuse(_faults(state, browser, rest, measured=rest))


@pytest.mark.slow
@pytest.mark.parametrize("state", [name for name, how in STATES.items() if how.scripts])
def test_access_in_use(state: str, browser: Browser, site: Served) -> None:
    """Nor on a tool that was used: left empty, failing, filled in, sent."""
    how, found = STATES[state], []
    for kind, (address, script) in STEPS.items():
        with visiting(browser, site, how) as watch:
            page = _opened(watch, site, address)
            page.evaluate(script)
            if how.unfolded:
                page.evaluate(eyes.UNFOLD)
            faults = _looked_at(page, how, colours=how.colours)
            # A photo that was chosen is shown from the device.
            heard = [words for words in watch.heard if not words.startswith("asked for blob:")]
            found += [(kind, fault) for fault in [*faults, *heard]]
    _refuse(found)


def _faults(state: str, browser: Browser, pages: Pages, measured: Pages) -> list[tuple[str, str]]:
    """Return what is wrong with pages in a state: (kind, fault); axe measures contrast on some of them."""
    how, found = STATES[state], []
    with visiting(browser, next(iter(pages.values()))[0], how) as watch:
        for kind, (served, address) in pages.items():
            page = _opened(watch, served, address, unfolded=how.unfolded)
            faults = _looked_at(page, how, colours=how.colours and kind in measured)
            faults += _parts(page) if state == "desk" and not address.startswith(FRAMED) else []
            found += [(kind, fault) for fault in [*faults, *watch.heard]]
            watch.heard.clear()
    return found


def _looked_at(page: Tab, how: State, *, colours: bool) -> list[str]:
    """Return what is wrong with a page as it stands, and after it was changed as visitors may change it."""
    faults = eyes.on_the_page(page.evaluate, colours=colours)
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


# --- the eyes see -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="spoilt")
def _spoilt(browser: Browser, site: Served) -> Iterator[Watch]:
    """A visitor to pages that are then spoilt."""
    with watching(browser, site) as watch:
        yield watch


MAIN = "const main = document.querySelector('main'), p = main.querySelector('p');"


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        ("p.style.color = '#6b6b6b'", "axe color-contrast-enhanced: <p"),
        ("document.documentElement.removeAttribute('lang')", "axe html-has-lang: <html"),
        ("main.append(document.createElement('button'))", "axe button-name: <button"),
        ("document.querySelector('h2').outerHTML = '<h4>Words</h4>'", "axe heading-order: <h4"),
        ("document.querySelector('h1').style.color = '#6b6b6b'", "contrast 5."),
        ("p.style.color = 'color-mix(in srgb, currentcolor 50%, transparent)'", "contrast "),
        (
            "p.innerHTML = '<svg><rect width=99 height=99 fill=navy /><text y=40>Words</text></svg>'",
            "contrast 1.",
        ),
        ("main.style.minWidth = '90rem'", "the page is "),
        ("main.style.overflow = 'hidden'; main.style.height = '5rem'", "cut off: <main"),
        ("p.style.cssText = 'width: 4rem; overflow: auto; white-space: nowrap'", "scrolls sideways: <p"),
        ("p.style.transform = 'translateX(-20rem)'", "beyond the edge: <p"),
        ("p.style.marginTop = '-3rem'", "overlaps: <"),
    ],
)
def test_what_is_on_the_page_is_seen(spoil: str, fault: str, spoilt: Watch) -> None:
    """The test above can fail: each kind of fault is seen, and a page has none before it is spoilt."""
    page = _opened(spoilt, spoilt.served, "/")
    before = eyes.on_the_page(page.evaluate)
    page.evaluate(f"() => {{ {MAIN} {spoil}; }}")
    found = eyes.on_the_page(page.evaluate)

    assert [one for one in before if one.startswith(fault)] == []
    assert [one for one in found if one.startswith(fault)]


def test_words_in_pictures_are_measured(spoilt: Watch) -> None:
    """Words in a picture that can be read are no fault, though axe cannot tell what is behind them."""
    page = _opened(spoilt, spoilt.served, "/")
    before = eyes.on_the_page(page.evaluate)
    page.evaluate(
        f"""() => {{ {MAIN}
          p.innerHTML = "<svg><rect width=99 height=99 fill=navy /><text y=40 fill=white>Words</text></svg>";
        }}"""
    )

    assert eyes.on_the_page(page.evaluate) == before


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        ("p.style.transition = 'color 1s'", "would move (transition): <p"),
        ("p.animate([{ opacity: 0 }, { opacity: 1 }], 9000)", "is moving: <p"),
        ("document.documentElement.style.scrollBehavior = 'smooth'", "scrolls smoothly: <html"),
    ],
)
def test_what_moves_is_seen(spoil: str, fault: str, spoilt: Watch) -> None:
    """What moves, or would, is seen."""
    page = _opened(spoilt, spoilt.served, "/")
    page.evaluate(f"() => {{ {MAIN} {spoil}; }}")

    assert [one[: len(fault)] for one in page.evaluate("eyes.moving()")] == [fault]


@pytest.mark.parametrize(
    "control",
    [
        "<button>Words</button>",
        "<form><button type='button'>Words</button><button>Send</button></form>",
        "<a href='#'>Words</a>",
        "<label>Words <input></label>",
    ],
)
def test_what_does_nothing_is_seen(control: str, spoilt: Watch) -> None:
    """Without scripts a control that does nothing is seen; one that sends a form does something."""
    page = _opened(spoilt, spoilt.served, "/")
    page.evaluate("(html) => { document.querySelector('main').innerHTML += html; }", control)

    assert len(page.evaluate("eyes.dead()")) == 1


# --- keyboard ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", BY_KEYBOARD)
def test_keyboard(state: str, browser: Browser, telling: Pages) -> None:
    """Tab reaches everything in the order of the page, each stop seen and marked; the first one skips.

    No single key does anything.
    """
    _refuse(_astray(state, browser, telling))


@pytest.mark.slow
@pytest.mark.parametrize("state", BY_KEYBOARD)
def test_keyboard_on_the_rest(state: str, browser: Browser, pages: Pages, telling: Pages) -> None:
    """Nor does it go astray on the pages that are made of the same parts."""
    _refuse(_astray(state, browser, {kind: one for kind, one in pages.items() if kind not in telling}))


def _astray(state: str, browser: Browser, pages: Pages) -> list[tuple[str, str]]:
    """Return what is wrong by keyboard with pages in a state: (kind, fault)."""
    how, found = BY_KEYBOARD[state], []
    with visiting(browser, next(iter(pages.values()))[0], how) as watch:
        for kind, (served, address) in pages.items():
            page = _opened(watch, served, address, axe=False, unfolded=how.unfolded)
            page.evaluate("eyes.wake()")
            watch.settle()
            for look in (eyes.by_slips, eyes.by_keyboard):
                found += [(kind, fault) for fault in look(page.evaluate, page.keyboard.press)]

        assert watch.heard == []

    return found


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
    page = _opened(spoilt, spoilt.served, "/404.html")
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
    page = _opened(spoilt, spoilt.served, "/404.html")
    page.evaluate(
        "() => addEventListener('keydown', ({key}) => key === 's' && document.querySelector('a').focus())"
    )

    found = eyes.by_slips(page.evaluate, page.keyboard.press)

    assert found == ["one of these keys does something by itself: n p . , s f / ?"]


# --- more -------------------------------------------------------------------------------------------------


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
