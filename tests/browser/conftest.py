"""One browser for all tests of this folder, and the sites that they visit."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from kle_site.directory import Directory
from kle_site.load import Content, load
from tools import browser as chromium

from . import kinds as kinds_of
from .watch import Served, serving

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing but this machine has an address: a page that asks for more is heard, and gets nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator[Browser]:
    """The Chromium of this machine. Without one these tests fail: a skipped proof is none."""
    program = chromium.find()

    assert program, "These tests need Chromium, and none that starts is here: run make test, or set CHROMIUM."

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield opened
        opened.close()


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


@pytest.fixture(scope="session", name="pages")
def _pages(
    site: Served,
    kinds: dict[str, str],
    county_site: Served,
    world_content: Content,
    today: datetime.date,
) -> list[tuple[Served, str]]:
    """A page of each kind of what is published, and the miniature county's people: (site, address)."""
    people = kinds_of.of_people(Directory(world_content, today))
    return [
        *((site, address) for address in dict.fromkeys(kinds.values())),
        *((county_site, address) for address in dict.fromkeys(people.values())),
    ]
