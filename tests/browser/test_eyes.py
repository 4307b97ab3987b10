"""What looks at pages for us sees each kind of fault: those tests can fail."""

from __future__ import annotations

import pytest

from . import eyes
from .states import opened
from .watch import Watch

pytestmark = pytest.mark.browser


MAIN = "const main = document.querySelector('main'), p = main.querySelector('p');"


@pytest.fixture(scope="module", name="unspoilt")
def _unspoilt(spoilt: Watch) -> list[str]:
    """What is wrong with the page before it is spoilt."""
    page = opened(spoilt, spoilt.served, "/")
    return eyes.on_the_page(page.evaluate)


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
def test_what_is_on_the_page_is_seen(spoil: str, fault: str, spoilt: Watch, unspoilt: list[str]) -> None:
    """The test above can fail: each kind of fault is seen, and a page has none before it is spoilt."""
    page = opened(spoilt, spoilt.served, "/")
    page.evaluate(f"() => {{ {MAIN} {spoil}; }}")
    found = eyes.on_the_page(page.evaluate, colours=fault.startswith("axe color"))

    assert [one for one in unspoilt if one.startswith(fault)] == []
    assert [one for one in found if one.startswith(fault)]


def test_words_in_pictures_are_measured(spoilt: Watch, unspoilt: list[str]) -> None:
    """Words in a picture that can be read are no fault, though axe cannot tell what is behind them."""
    page = opened(spoilt, spoilt.served, "/")
    page.evaluate(
        f"""() => {{ {MAIN}
          p.innerHTML = "<svg><rect width=99 height=99 fill=navy /><text y=40 fill=white>Words</text></svg>";
        }}"""
    )

    assert eyes.on_the_page(page.evaluate) == unspoilt


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
    page = opened(spoilt, spoilt.served, "/")
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
    page = opened(spoilt, spoilt.served, "/")
    page.evaluate("(html) => { document.querySelector('main').innerHTML += html; }", control)

    assert len(page.evaluate("eyes.dead()")) == 1
