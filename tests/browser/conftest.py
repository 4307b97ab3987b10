"""One browser for all tests of this folder, and the sites that they visit."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from kle_site.directory import Directory
from kle_site.load import Content, load
from kle_site.look import file_of

from . import kinds as kinds_of
from .watch import Served, Watch, launched, serving, watching


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator[Browser]:
    """The Chromium of this machine."""
    with launched() as opened:
        yield opened


@pytest.fixture(scope="session", name="site")
def _site(built_site: Path) -> Iterator[Served]:
    """What is published, served as it is published."""
    with serving(built_site) as served:
        yield served


@pytest.fixture(scope="session", name="county_site")
def _county_site(built_world: Path) -> Iterator[Served]:
    """The miniature county, served likewise: it has somebody for each way of standing."""
    with serving(built_world) as served:
        yield served


@pytest.fixture(scope="session", name="published")
def _published(content_dir: Path, content_today: datetime.date) -> Directory:
    """The directory of what is published."""
    content = load(content_dir).content

    assert content

    return Directory(content, content_today)


@pytest.fixture(scope="session", name="kinds")
def _kinds(published: Directory) -> dict[str, str]:
    """What a published page can be → the address of such a page."""
    return kinds_of.of_all(published)


@pytest.fixture(scope="session", name="county_kinds")
def _county_kinds(world_content: Content, today: datetime.date) -> dict[str, str]:
    """What a page of the miniature county can be → the address of such a page."""
    return kinds_of.of_all(Directory(world_content, today))


@pytest.fixture(scope="session", name="pages")
def _pages(
    site: Served, kinds: dict[str, str], county_site: Served, county_kinds: dict[str, str]
) -> dict[str, tuple[Served, str]]:
    """A page of each kind (site, address): of what is published or, failing that, the miniature county."""
    county = {kind: (county_site, address) for kind, address in county_kinds.items()}
    return county | {kind: (site, address) for kind, address in kinds.items()}


@pytest.fixture(scope="session", name="telling")
def _telling(pages: dict[str, tuple[Served, str]], published: Directory) -> dict[str, tuple[Served, str]]:
    """As few of them as hold, together, every element with a class that any of them holds.

    In the same state the others are made of the same parts by the same rules. What scripts make is in no
    file: of each tool in use, the first is among them.
    """
    held = {
        kind: _parts(served.root / file_of(re.split("[?#]", address)[0]))
        for kind, (served, address) in pages.items()
    }
    tools = {address.split("/")[1]: kind for kind, address in reversed(kinds_of.in_use(published).items())}
    chosen = set(tools.values())
    lacking = set().union(*held.values()).difference(*(held[kind] for kind in chosen))
    while lacking:
        most = max(held, key=lambda kind: len(held[kind] & lacking))
        chosen.add(most)
        lacking -= held[most]
    return {kind: one for kind, one in pages.items() if kind in chosen}


def _parts(file: Path) -> set[tuple[str | None, str | None]]:
    """Return what a page is made of: (tag, class) of its elements."""
    page = LexborHTMLParser(file.read_bytes())
    return {(node.tag, node.attributes.get("class")) for node in page.css("body *")}


@pytest.fixture(scope="module", name="spoilt")
def _spoilt(browser: Browser, site: Served) -> Iterator[Watch]:
    """A visitor to pages that are then spoilt."""
    with watching(browser, site) as watch:
        yield watch


@pytest.fixture(scope="module", name="walking")
def _walking(browser: Browser, site: Served) -> Iterator[Watch]:
    """A visitor who goes on from the page of one test to that of the next."""
    with watching(browser, site) as watch:
        yield watch


@pytest.fixture(name="walker")
def _walker(walking: Watch) -> Iterator[Watch]:
    """The same, of whom nothing bad is heard: for rows of a table that leave nothing behind in the browser.

    A visitor of one's own takes longer to start than a page to load.
    """
    walking.page.goto("about:blank")
    walking.heard.clear()
    yield walking

    assert walking.heard == []
