"""What a screen reader is told of each kind of page is what was last accepted."""

import golden
import pytest
from playwright.sync_api import Browser

from .spoken import spoken
from .watch import Served

pytestmark = pytest.mark.browser


def test_what_a_screen_reader_is_told(
    browser: Browser, county_site: Served, county_kinds: dict[str, str]
) -> None:
    """Roles, names and their order are as last accepted, on a page of each kind of the miniature county."""
    told = golden.difference(
        golden.files(golden.SPOKEN), spoken(browser, county_site, county_kinds), "tests/world_spoken"
    )

    if told:
        pytest.fail(told, pytrace=False)


def test_what_is_told_follows_the_page(browser: Browser, county_site: Served) -> None:
    """What is told is taken from the page: a heading with its level, a link with where it leads."""
    told = spoken(browser, county_site, {"not found": "/404.html"})["not-found.yaml"].decode()

    assert told.startswith('# /404.html\n- link "Skip to the main content"')
    assert '- heading "Page not found" [level=1]' in told
    assert "- /url: /directory/" in told
