"""The finished site as a visitor meets it: quiet, light, whole below a sub-path, and on paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from kle_site import headers, look
from kle_site.build import Options, build
from kle_site.directory import Directory
from kle_site.pages.cards import PER_PAGE

from . import hostile
from .crowd import crowded
from .kinds import shape
from .watch import Served, Watch, serving, watching

pytestmark = pytest.mark.browser


GROUND = "(one) => getComputedStyle(one).backgroundColor"
NO_COLOUR = "rgba(0, 0, 0, 0)"
"""What is behind an element that no stylesheet has reached."""


def _addresses(root: Path) -> list[str]:
    """Return every page of a built site."""
    files = sorted(file.relative_to(root).as_posix() for file in root.rglob("*.html"))
    return ["/" + file.removesuffix("index.html") for file in files]


# --- quiet ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_no_page_complains(browser: Browser, site: Served, *, every: bool) -> None:
    """No page breaches the policy, asks for anything elsewhere, lacks a file or fails in the console."""
    addresses, known = [], Counter[str]()
    for address in _addresses(site.root):
        known[shape(address)] += 1
        if every or known[shape(address)] <= 1:
            addresses.append(address)
    with watching(browser, site) as watch:
        for address in addresses:
            answer = watch.visit(address)

            assert answer.headers["content-security-policy"] == headers.policy(address)
            assert headers.policy(address) == headers.policy() or address in headers.EXCEPTIONS

        assert watch.heard == []
        assert len(addresses) > (80 if every else 30)


def test_no_page_holds_a_script(site: Served, county_site: Served) -> None:
    """No page holds a script, a handler or an inline style; scripts are files of our own."""
    found = []
    # What search engines read is data: no browser runs it, and test_findable.py says what it may hold.
    ours = re.compile(
        r'<script type="module" src="(\.\./)*assets/[a-z]+\.[0-9a-f]{10}\.js"></script>'
        r'|<script type="application/ld\+json">[^<]*</script>'
    )
    for root in (site.root, county_site.root):
        for file in root.rglob("*.html"):
            page = LexborHTMLParser(file.read_bytes())
            held = (node.html or "" for node in page.css("script, style, iframe, object, [style]"))
            found += [f"{file.name}: {html}" for html in held if not ours.fullmatch(html)]
            for node in page.css("*"):
                found += [f"{file.name}: {name}" for name in node.attributes if name.startswith("on")]

    assert found == []


# --- not found, moved, gone -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/nonesuch", "/directory/nobody/", "/a/b/c/d/e/", "/guidance/deployment/x"]
)
def test_not_found(address: str, walker: Watch) -> None:
    """An address that is not there answers 404, however deep, with a page whose look and links work."""
    walker.visit(address, status=404)
    page = walker.page

    assert page.locator("h1").inner_text() == "Page not found"
    assert page.locator(".top").evaluate(GROUND) != NO_COLOUR

    for link in page.locator("a[href]:not([href^='mailto:'])").all():
        url = urldefrag(str(link.evaluate("(one) => one.href"))).url

        assert url.endswith(address) or _status(url) == HTTPStatus.OK

    page.get_by_role("main").get_by_role("link", name="Find a leader").click()
    page.wait_for_url(walker.served.url("/directory/"))


def _status(url: str) -> int:
    try:
        with urlopen(Request(url, method="HEAD")) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


def test_moved(browser: Browser, county_site: Served) -> None:
    """A former address leads on to the leader by itself, and has a link for those whom it does not lead."""
    new = county_site.url("/directory/bertram-quillfeather/")
    with watching(browser, county_site) as watch:
        watch.page.goto(county_site.url("/directory/bertie-quill/"))
        watch.page.wait_for_url(new)

        assert watch.page.locator("h1").inner_text().startswith("Bertram Quillfeather")

        watch.visit("/directory/bertie-quill/")
        link = watch.page.get_by_role("link", name="Go to its new address")

        assert link.evaluate("(one) => one.href") == new
        assert watch.heard == []


# --- below a sub-path -------------------------------------------------------------------------------------

BELOW = "/system-leaders/"


@pytest.fixture(scope="module", name="below")
def _below(
    content_dir: Path, content_today: date, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """What is published, built for a sub-path and served there."""
    out = tmp_path_factory.mktemp("below") / "site"
    url = f"https://www.example.org{BELOW}"
    outcome = build(Options(content_dir, out, content_today, base_url=url, cache=None))

    assert outcome.report

    with serving(out, BELOW) as served:
        yield served


@pytest.fixture(scope="module", name="visitor_below")
def _visitor_below(browser: Browser, below: Served) -> Iterator[Watch]:
    """A visitor there, who goes on from page to page."""
    with watching(browser, below) as watch:
        yield watch


def test_every_link_below_a_sub_path(below: Served, published: Directory) -> None:
    """Below a sub-path links lead from the home page to every page that may be found, and never astray."""
    seen, ahead = {below.base: HTTPStatus.OK}, [below.base]
    while ahead:
        here = ahead.pop()
        with urlopen(here) as answer:
            page = LexborHTMLParser(answer.read()) if answer.headers.get_content_subtype() == "html" else None
        for node in page.css("[href], [src]") if page else []:
            url = urldefrag(urljoin(here, node.attributes.get("href") or node.attributes.get("src"))).url
            if url.startswith(below.base.removesuffix(BELOW)) and url not in seen:
                seen[url] = HTTPStatus(_status(url))
                ahead.append(url)

    assert {url: status for url, status in seen.items() if status != HTTPStatus.OK} == {}
    assert [url for url in seen if not url.startswith(below.base)] == []

    linked = {"/" + url.removeprefix(below.base) for url in seen}
    quiet = {entry.address for entry in published.with_page if not entry.standing.in_lists}
    notices = {f"/directory/{slug}/" for slug in (*published.gone, *published.redirects)}

    assert set(_addresses(below.root)) - linked == {"/404.html", *notices, *quiet}


@pytest.mark.parametrize(
    "address", ["/", "/directory/", "/guidance/deployment/", "/404.html", "/directory/x/y/"]
)
def test_look_below_a_sub_path(address: str, visitor_below: Watch) -> None:
    """Below a sub-path a page finds its stylesheet, however deep it is, the 404 page at any address too."""
    visitor_below.visit(address, 404 if address == "/directory/x/y/" else 200)

    assert visitor_below.page.locator(".top").evaluate(GROUND) != NO_COLOUR
    assert visitor_below.heard == []


# --- light ------------------------------------------------------------------------------------------------

KB = 1000
REQUESTS = 5
SCRIPTS = 12 * KB
"""Before the first interaction."""


def _weight(browser: Browser, served: Served, address: str) -> tuple[int, int, int]:
    """Return how many requests a first view takes, their bytes, headers too, and those of scripts among them.

    They are counted as they were transferred. Photos are no part of the budget.
    """
    with watching(browser, served) as watch:
        requests: list[Any] = []
        watch.page.on("requestfinished", lambda request: requests.append(request))
        watch.visit(address)
        requests = [request for request in requests if not _is_photo(request)]
        encodings = {request.response().header_value("content-encoding") for request in requests}
        sizes = [(request.resource_type, request.sizes()) for request in requests]
        weights = [(kind, size["responseBodySize"] + size["responseHeadersSize"]) for kind, size in sizes]

        assert watch.heard == []
        assert encodings == {"gzip"}

    return len(weights), sum(size for _, size in weights), sum(n for kind, n in weights if kind == "script")


def _is_photo(request: Any) -> bool:
    kind = request.response().header_value("content-type")
    return kind.startswith("image/") and not kind.startswith("image/svg")


def _heaviest(served: Served, addresses: Iterable[str]) -> str:
    """Return the address of the page with the most bytes."""
    return max(addresses, key=lambda address: (served.root / look.file_of(address)).stat().st_size)


def test_first_view(browser: Browser, site: Served, published: Directory) -> None:
    """A first visit stays within its budget (DESIGN §6): home, the heaviest leader, the heaviest protocol."""
    leader = _heaviest(site, (entry.address for entry in published.with_page))
    protocol = _heaviest(site, (page.address for page in published.content.guidance))
    for address, most in (("/", 15), (leader, 15), (protocol, 40)):
        requests, size, scripts = _weight(browser, site, address)

        assert (address, requests <= REQUESTS, scripts <= SCRIPTS) == (address, True, True)
        assert size <= most * KB, f"{address} weighs {size:,} bytes"


def test_scripts_in_use(browser: Browser, site: Served) -> None:
    """All scripts of the directory, once somebody searches, weigh at most 25 KB (DESIGN §6)."""
    with watching(browser, site) as watch:
        scripts: list[Any] = []
        watch.page.on(
            "requestfinished", lambda one: scripts.append(one) if one.resource_type == "script" else None
        )
        watch.visit("/directory/?q=mentor&near=sheerness")
        size = sum(one.sizes()["responseBodySize"] for one in scripts)

    assert len(scripts) > 10
    assert size <= 25 * KB, f"they weigh {size:,} bytes"


def test_directory_of_150(browser: Browser, published: Directory, tmp_path: Path) -> None:
    """The directory of 150 leaders, each with words of their own, weighs at most 30 KB."""
    page = hostile.directory_page(crowded(published.content, published.today, 150))
    with serving(hostile.written([page], tmp_path / "site")) as served:
        requests, size, scripts = _weight(browser, served, "/directory/")

    assert len(LexborHTMLParser(page.body).css(".card")) == PER_PAGE
    assert (requests <= REQUESTS, scripts <= SCRIPTS) == (True, True)
    assert size <= 30 * KB, f"it weighs {size:,} bytes"


# --- on paper ---------------------------------------------------------------------------------------------


def test_on_paper(browser: Browser, county_site: Served) -> None:
    """Printed, a page is black words on white without its menus, and tells where its links lead."""
    told = "(one) => getComputedStyle(one, '::after').content"
    with watching(browser, county_site, color_scheme="dark") as watch:
        for address in ("/guidance/deployment/", "/directory/zoe-obriain-luk/"):
            watch.visit(address)
            watch.page.emulate_media(media="print")

            for menu in watch.page.locator("nav, .skip").all():
                assert not menu.is_visible()

            ink, paper = watch.page.evaluate(
                "() => ['color', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])"
            )

            assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
            assert watch.page.locator("h1").is_visible()

        links = [one for one in watch.page.locator("main a[href]").all() if one.is_visible()]
        away = [one for one in links if str(one.get_attribute("href")).startswith("https:")]
        mailboxes = [one for one in links if str(one.get_attribute("href")).startswith("mailto:")]

        assert (len(away) > 1, len(mailboxes) > 1) == (True, True)
        assert [one for one in away if "https:" not in one.evaluate(told)] == []
        assert [one.inner_text() for one in mailboxes if "@" not in one.inner_text()] == []


def test_a_leader_prints_on_one_page(browser: Browser, site: Served, published: Directory) -> None:
    """An entry of usual length, related leaders left out, is one sheet of A4 to take to a meeting."""
    usual = [entry for entry in published.with_page if len(entry.leader.portrait) <= 1500]
    longest = sorted(usual, key=lambda entry: len(entry.leader.portrait))[-4:]
    with watching(browser, site) as watch:
        sheets = {}
        for entry in longest:
            watch.visit(entry.address)
            printed = watch.page.pdf(format="A4", prefer_css_page_size=True)
            sheets[entry.leader.slug] = len(re.findall(rb"/Type\s*/Page\b", printed))

    assert sheets == {entry.leader.slug: 1 for entry in longest}


def test_a_page_for_governors_on_paper(browser: Browser, site: Served, published: Directory) -> None:
    """Each page for governors prints on two sides at most, as its list promises."""
    with watching(browser, site) as watch:
        for need in published.content.routes.for_governors:
            watch.visit(f"/governors/{need.slug}/")
            printed = watch.page.pdf(format="A4", prefer_css_page_size=True)

            assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
