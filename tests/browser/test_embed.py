"""A list of leaders on a partner's site: a page of another origin, with a strict policy, drives it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Frame, expect
from playwright.sync_api import Page as Tab

from kle_site import look
from kle_site.directory import Directory, FacetValue
from kle_site.embedding import MOST, USUAL

from . import eyes
from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser

HOST = """<!doctype html><html lang="en"><title>A partner</title><h1>A partner</h1>
<p><a href="#a" id="before">Before</a></p>{code}<p><a href="#b" id="after">After</a></p></html>"""
HEIGHT = "() => document.querySelector('iframe').clientHeight"
TALL = "() => Math.ceil(document.body.getBoundingClientRect().height)"
SCROLLS = "() => document.documentElement.scrollHeight > innerHeight"


class _Partner(BaseHTTPRequestHandler):
    """Answers every request with one page, and the policy of a partner who allows nothing else."""

    def __init__(self, page: str, policy: str, *more: Any) -> None:
        self._page, self._policy = page.encode(), policy
        super().__init__(*more)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self._policy)
        self.send_header("Content-Length", str(len(self._page)))
        self.end_headers()
        self.wfile.write(self._page)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@contextmanager
def partner(code: str, policy: str) -> Iterator[str]:
    """Serve a partner's page with some code in it, and yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Partner, HOST.format(code=code), policy))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def largest_area(directory: Directory) -> FacetValue:
    """Return the area in which most leaders work who may be shown elsewhere."""
    return max(directory.facets["area"], key=lambda area: len(shown(area)))


def shown(value: FacetValue) -> list[str]:
    """Return the names of those whom a list may show, in the directory's order."""
    return [entry.leader.name for entry in value.entries if "reuse" in entry.leader.consent.scope]


def names(frame: Frame | Tab) -> list[str]:
    """Return who is on the list."""
    return [link.inner_text() for link in frame.locator(".card h2 a").all()]


def framed(page: Tab) -> Frame:
    """Return the frame of a page, once its list is there."""
    page.locator("iframe").wait_for()
    page.frame_locator("iframe").locator("html.begun main:not([aria-busy])").wait_for()
    return page.frames[-1]


def code_for(watch: Watch, directory: Directory, area: str) -> tuple[str, str]:
    """Choose an area on our page; return its code and the policy's lines, as if published where we serve."""
    page = watch.page
    watch.visit("/embed/")
    page.get_by_label("Area", exact=True).select_option(area)
    page.get_by_label("How many").fill("4")
    page.get_by_label("How many").press("Tab")
    base = look.address_of(directory.content.site)
    origin = "/".join(base.split("/")[:3])
    told = " ".join(page.locator(".code").last.inner_text().split())

    expect(page.locator("#said")).to_have_text(re.compile(r", at most 4\.$"))
    # The frame is loaded anew for each choice: read when its last list is there.
    expect(page.frame_locator("iframe").locator("html.begun main:not([aria-busy]) .card")).to_have_count(4)

    def here(text: str) -> str:
        return text.replace(base, watch.served.base).replace(
            origin.rstrip("/"), watch.served.base.rstrip("/")
        )

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    code = page.locator("#code").inner_text()
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name="Copy the code").press("Enter")
    page.wait_for_function("async () => await navigator.clipboard.readText()")

    assert page.evaluate("navigator.clipboard.readText()").strip() == code.strip()
    assert page.locator("#link").inner_text().startswith(f'<a href="{base}directory/area/{area}/">')

    return here(code), here(told)


def test_on_a_partners_page(browser: Browser, site: Served, published: Directory) -> None:
    """The code from our page shows all of the list there; keys pass through; a name leads to us."""
    area = largest_area(published)
    with watching(browser, site, viewport={"width": 1280, "height": 800}) as watch:
        code, told = code_for(watch, published, area.slug)
        page = watch.page

        assert watch.heard == []

        with partner(code, f"default-src 'none'; {told}") as there:
            page.goto(there)
            frame = framed(page)

            assert names(frame) == shown(area)[:4]

            # As tall as its list, also once its words take more lines.
            heights = []
            for width in (1280, 375):
                page.set_viewport_size({"width": width, "height": 800})
                tall = _settled(frame)
                heights.append(page.evaluate(HEIGHT))

                assert heights[-1] == tall
                assert not frame.evaluate(SCROLLS)
                assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

            assert heights[1] > heights[0] > 300

            frame.evaluate(eyes.AXE + eyes.EYES)

            assert eyes.on_the_page(frame.evaluate) == []

            # Keys go in and come out again.
            page.locator("#before").focus()
            links = frame.locator("a:visible").count()
            for _ in range(links + 1):
                page.keyboard.press("Tab")

            assert page.evaluate("() => document.activeElement.id") == "after"

            frame.locator(".card h2 a").first.press("Enter")
            page.wait_for_url(
                site.url(next(e for e in area.entries if e.leader.name == shown(area)[0]).address)
            )
            page.go_back()
            page.wait_for_url(there)

            assert set(watch.heard) == {f"asked for {there}"}


def _settled(frame: Frame) -> int:
    """Return how tall a list is, once two looks at it and at its frame see the same."""
    before: tuple[int, ...] = ()
    while (now := (int(frame.evaluate(TALL)), int(frame.page.evaluate(HEIGHT)))) != before:
        before = now
        frame.page.wait_for_timeout(250)
    return now[0]


def test_where_our_script_may_not_run(browser: Browser, site: Served, published: Directory) -> None:
    """Where a partner takes no script of ours, the frame keeps its height, and the list scrolls inside it."""
    with watching(browser, site) as watch:
        code, told = code_for(watch, published, largest_area(published).slug)
        frames_only = told.split(";")[0]
        with partner(code.split("\n")[0], f"default-src 'none'; {frames_only}") as there:
            watch.page.goto(there)
            frame = framed(watch.page)

            assert len(names(frame)) == 4
            assert (watch.page.evaluate(HEIGHT), frame.evaluate(SCROLLS)) == (720, True)
            assert set(watch.heard) == {f"asked for {there}"}


def test_nothing_else_may_be_framed(browser: Browser, site: Served) -> None:
    """Any other page of ours stays out of a partner's frame."""
    addresses = ("/directory/", "/embed/", "/embed/list/")
    code = "".join(f'<iframe src="{site.url(address)}"></iframe>' for address in addresses)
    with watching(browser, site) as watch, partner(code, "default-src *") as there:
        watch.page.goto(there, wait_until="load")
        _, *frames = watch.page.frames

        assert [frame.url.startswith("chrome-error:") for frame in frames] == [True, True, False]


def test_cards_say_what_the_directory_says(browser: Browser, site: Served) -> None:
    """Each card's words are those of the directory's card of the same leader, and nothing lacks."""
    words = """() => Object.fromEntries([...document.querySelectorAll("main .card")].map((card) => [
      card.querySelector(".who a").getAttribute("href").split("/").at(-2),
      [...card.querySelectorAll(".who :is(h2, h3), .who p, .gist dd, .free p:not(.picking)")].map(
        (one) => one.textContent.replace(/\\s+/g, " ").trim()
      ),
    ]))"""
    with watching(browser, site) as watch:
        watch.visit(f"/embed/list/?n={MOST}")
        ours = watch.page.evaluate(words)
        watch.visit("/directory/")
        theirs = watch.page.evaluate(words)

        assert len(ours) == MOST
        assert ours == {slug: theirs[slug] for slug in ours}
        assert watch.heard == []


LONG = "a" * 5000
UNKNOWN = "that the directory does not know"
NOBODY = "No leader matches this at present."


ODD = (
    ("area=atlantis", UNKNOWN, 0),
    ("area=atlantis&phase=castle&expertise=alchemy", "an area and a kind of school and a subject", 0),
    (f"area={quote('<script>alert(1)</script>')}", UNKNOWN, 0),
    (f"expertise={quote('../../data/v1/manifest')}", UNKNOWN, 0),
    (f"phase={LONG}&expertise={LONG}&n={LONG}", UNKNOWN, 0),
    ("area=__proto__&phase=constructor", UNKNOWN, 0),
    (f"area={quote(chr(34) + '],*,[x=' + chr(34))}", UNKNOWN, 0),
    ("colour=red&n=0&area=&phase=", "", USUAL),
    ("n=-3", "", 1),
    ("n=1e99", "", MOST),
    ("n=3.9&n=7", "", 3),
    ("n=%E2%82%AC&heading=%00", "", USUAL),
    ("area=%FF%FE&%%%", UNKNOWN, 0),
)
"""What an address may ask for, what is said then, and how many are shown."""


def test_odd_addresses(browser: Browser, site: Served) -> None:
    """Whatever stands in the address: words and a way into the directory, never an error, never an echo."""
    with watching(browser, site) as watch:
        for query, said, count in ODD:
            watch.visit(f"/embed/list/?{query}")
            page = watch.page
            text = page.locator("main").inner_text()

            assert (query[:80], len(names(page))) == (query[:80], count)
            assert said in text
            assert page.locator("main a:visible").count() > 1
            assert not any(echo in text for echo in ("atlantis", "alert", "aaaa", "proto", "castle"))
            assert watch.heard == []


def test_what_a_list_may_ask_for(
    browser: Browser, county_site: Served, site: Served, published: Directory
) -> None:
    """A former tag finds what stands for it now; nobody is said to be nobody; the heading may be left out."""
    with watching(browser, county_site) as watch:
        page = watch.page
        watch.visit("/embed/list/?expertise=reading")
        now = names(page)
        watch.visit("/embed/list/?expertise=literacy-hour&heading=no")

        assert names(page) == now != []
        assert page.locator("h1").inner_text() == "Leaders: Early reading"
        assert page.locator("h1").bounding_box()["width"] <= 1  # type: ignore[index]

        more = page.get_by_role("link", name="See more in the directory")

        assert more.evaluate("(one) => one.href") == county_site.url("/directory/expertise/reading/")

        watch.served = site
        phase, tag = next(
            (phase.slug, tag.slug)
            for phase, tag in product(published.facets["phase"], published.facets["expertise"])
            if set(shown(tag)).isdisjoint(shown(phase))
        )
        watch.visit(f"/embed/list/?phase={phase}&expertise={tag}")

        assert NOBODY in page.locator("main").inner_text()
        assert page.get_by_role("link", name="Look at all leaders in the directory").is_visible()
        assert watch.heard == []

        watch.scripts = False
        watch.visit("/embed/list/?area=north")

        assert page.get_by_role("link", name="See all leaders in the directory").is_visible()
        assert page.locator("summary:visible").count() == 3
        assert names(page) == []


def test_where_the_list_does_not_come(browser: Browser, site: Served) -> None:
    """A list that cannot be loaded says so, and leads to the directory with the same filters."""
    with watching(browser, site) as watch:
        watch.page.route("**/people*", lambda route: route.abort())
        watch.page.goto(site.url("/embed/list/?area=north&phase=primary"))
        link = watch.page.get_by_role("link", name="See it in the directory")

        assert link.evaluate("(one) => one.href") == site.url("/directory/?area=north&phase=primary")
