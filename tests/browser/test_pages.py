"""The site as it is served: its headers hold, nothing leaves it, it works below a path, it is light."""

from __future__ import annotations

import datetime
import gzip
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from kle_site.build import Options, build

from .test_access import KINDS, NARROW
from .watch import Served, serving, watching

pytestmark = pytest.mark.browser

BUDGETS = {"/": 15, "/directory/sian-obrien/": 15, "/directory/": 30, "/guidance/deployment/": 40}
"""Kilobytes that a first view may take, gzip, by address (DESIGN §6)."""
REQUESTS = 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_keeps_to_the_policy(browser: Browser, site: Served, kind: str) -> None:
    """No page breaches the policy, asks for anything elsewhere, or has an error to tell."""
    with watching(browser, site) as watch:
        watch.visit(KINDS[kind])

        assert watch.heard == []


@pytest.mark.parametrize("address", ["/nowhere", "/directory/nobody/at/all/", "/guidance/x.html"])
def test_what_is_not_there_has_a_page(browser: Browser, site: Served, address: str) -> None:
    """At any depth, an address with no page shows the site's own notice, dressed, with links that lead on."""
    with watching(browser, site) as watch:
        watch.visit(address, status=404)
        watch.page.get_by_role("heading", name="Page not found").wait_for()
        dressed = watch.page.evaluate("getComputedStyle(document.querySelector('.top')).display")
        watch.page.get_by_role("link", name="Find a leader").last.click()
        watch.page.get_by_role("heading", name="Find a leader", level=1).wait_for()

        assert dressed == "block"
        assert watch.page.url == site.url("/directory/")
        assert watch.heard == []


def test_a_former_address_leads_on(browser: Browser, site: Served) -> None:
    """A leader's former address takes the reader to the present one."""
    with watching(browser, site) as watch:
        watch.page.goto(site.url("/directory/isobel-marchbank/"))
        watch.page.wait_for_url(site.url("/directory/isobel-castellan/"))

        assert watch.page.get_by_role("heading", level=1).inner_text().startswith("Isobel Castellan")


def test_the_site_works_below_a_path(
    browser: Browser, content_dir: Path, content_today: datetime.date, tmp_path: Path
) -> None:
    """Published below /system-leaders/, every page is found by following links, and each has its look."""
    out = tmp_path / "site"
    options = Options(content_dir, out, content_today, "https://kah.example/system-leaders/", cache=None)
    build(options)
    with serving(out, "/system-leaders/") as served, watching(browser, served) as watch:
        waiting, seen = [served.base], set[str]()
        while waiting:
            address = waiting.pop()
            if address not in seen:
                seen.add(address)
                watch.visit("/" + address.removeprefix(served.base))
                hrefs = watch.page.evaluate("[...document.querySelectorAll('a')].map((a) => a.href)")
                within = (urljoin(address, href).split("#")[0] for href in hrefs)
                waiting += [link for link in within if link.startswith(served.base)]

        assert watch.heard == []
        told = re.findall(
            "<loc>https://kah.example/system-leaders/(.*?)</loc>", (out / "sitemap.xml").read_text()
        )
        assert len(told) > 50
        assert {served.base + path for path in told} - seen == set()


@pytest.mark.parametrize("address", BUDGETS)
def test_a_first_view_is_light(browser: Browser, site: Served, address: str) -> None:
    """A first view stays within its kilobytes and its requests."""
    with watching(browser, site, viewport=NARROW) as watch:
        asked: list[str] = []
        watch.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        watch.visit(address)
    packed = sum(
        len(
            gzip.compress(
                (site.root / (path[1:] + ("index.html" if path.endswith("/") else ""))).read_bytes()
            )
        )
        for path in asked
    )

    assert packed <= 1000 * BUDGETS[address]
    assert len(asked) <= REQUESTS


def test_print_leaves_the_menu_out(browser: Browser, site: Served) -> None:
    """On paper there is no menu, no skip link and no list of other pages; web addresses are written out."""
    with watching(browser, site) as watch:
        watch.visit("/guidance/deployment/")
        watch.page.emulate_media(media="print")
        shown = watch.page.evaluate(
            "['.top', '.skip', '.pages', 'h1'].map((one) => document.querySelector(one).checkVisibility())"
        )

        assert shown == [False, False, False, True]
