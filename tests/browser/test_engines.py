"""In Firefox ESR and in WebKitGTK, too, everybody can use it: axe, contrast, layout, keyboard, no breach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from . import eyes, needs
from .steps import STEPS
from .watch import Served, serving

if TYPE_CHECKING:
    from .engines import Engine

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = {"desk": (1280, 800), "phone": (375, 667)}

SPOILT = """<!doctype html>
<html lang="en"><head><title>Words</title><link rel="icon" href="data:,"></head><body>
<a href="#main">Skip to the main content</a>
<main id="main" tabindex="-1"><h1>Words</h1><p style="color: red">Words</p><p id="wide">Words</p>
<button>Words</button><div role="button">Press</div></main>
</body></html>
"""


@pytest.fixture(scope="module", name="engine", params=["firefox", "webkit"])
def _engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each engine in turn."""
    with needs.engines()[request.param](tmp_path_factory.mktemp("engine")) as opened:
        yield opened


@dataclass(frozen=True)
class Heard:
    """Pages of each kind, served so that every breach of the policy is heard."""

    pages: dict[str, str]
    """What it is → its whole address."""
    breaches: list[str]


@pytest.fixture(scope="module", name="heard")
def _heard(pages: dict[str, tuple[Served, str]]) -> Iterator[Heard]:
    """A page of each kind. One that has moved leads on at once, and has a test in Chromium."""
    breaches: list[str] = []
    with ExitStack() as servers:
        roots = {one.root for one, _ in pages.values()}
        served = {root: servers.enter_context(serving(root, breaches=breaches)) for root in roots}
        found = {kind: served[one.root].url(address) for kind, (one, address) in pages.items()}
        yield Heard({kind: url for kind, url in found.items() if kind != "moved"}, breaches)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_kind(width: str, engine: Engine, heard: Heard) -> None:
    """Each kind of page is without fault, its controls are reached by keyboard, and it keeps the policy."""
    engine.resize(*WIDTHS[width])
    found = []
    for kind, url in heard.pages.items():
        engine.open(url)
        faults = eyes.on_the_page(engine.ask)
        faults += [fault for fault in eyes.by_keyboard(engine.ask, engine.press) if not _engines_own(fault)]
        asked = engine.ask("performance.getEntriesByType('resource').map((one) => one.name)")
        faults += [f"asked for {one}" for one in asked if not one.startswith(url[: url.index("/", 8)])]
        found += [(kind, fault) for fault in faults]

    assert heard.breaches == []
    if found:
        pytest.fail(eyes.summed(found), pytrace=False)


@pytest.mark.parametrize("width", WIDTHS)
def test_tools_in_use(width: str, engine: Engine, built_site: Path) -> None:
    """A tool that was used is without fault too: left empty, failing, filled in, sent."""
    engine.resize(*WIDTHS[width])
    breaches: list[str] = []
    found = []
    for kind, (address, script) in STEPS.items():
        # An origin of its own: what was written in the step before is not kept there.
        with serving(built_site, breaches=breaches) as served:
            engine.open(served.url(address))
            engine.ask(script)
            engine.ask(f"(() => {{ {eyes.UNFOLD} }})()")
            found += [(kind, fault) for fault in eyes.on_the_page(engine.ask)]

    assert breaches == []
    if found:
        pytest.fail(eyes.summed(found), pytrace=False)


def _engines_own(fault: str) -> bool:
    """Is this as the engine wants it? Firefox does not scroll to what is partly on the screen already."""
    return fault.endswith("is partly off the screen")


def test_faults_are_seen(engine: Engine, tmp_path: Path) -> None:
    """The test above can fail: in each engine, faults are seen and breaches heard."""
    (tmp_path / "index.html").write_text(SPOILT)
    breaches: list[str] = []
    engine.resize(*WIDTHS["phone"])
    with serving(tmp_path, breaches=breaches) as served:
        engine.open(served.base)
        engine.ask("wide.style.width = '90rem'")
        engine.ask("document.querySelector('button').style.cssText = 'outline: none; color: gray'")
        found = [*eyes.on_the_page(engine.ask), *eyes.by_keyboard(engine.ask, engine.press)]

    for fault in (
        "axe color-contrast",
        "contrast ",
        "the page is ",
        "“Words” is not marked",
        "“Press” is never",
    ):
        assert [one for one in found if one.startswith(fault)], fault
    assert breaches[:1] == [f"{served.base} breached style-src-attr"]
