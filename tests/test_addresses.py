"""The addresses that were promised exist, and nothing on the published site leads nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from conftest import ReadPage

from kle_site.load import load
from kle_site.model import FACETS, PHASES, SUPPORT

pytestmark = pytest.mark.whole

HOST = "https://www.example.org"

PROMISED = (
    "/",
    "/directory/",
    "/directory/area/east/",
    "/directory/district/swale/",
    "/directory/district/medway/",
    "/directory/district/outside-kent/",
    "/directory/expertise/new-head-mentoring/",
    "/directory/designation/kle/",
    "/directory/status/open/",
    "/directory/status/limited/",
    "/match/",
    "/guidance/",
    "/guidance/what-a-kle-is/",
    "/guidance/who-can-become-one/",
    "/guidance/deployment/",
    "/guidance/quality-assurance/",
    "/404.html",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/data/v1/portrait.schema.json",
    "/data/v1/manifest.json",
    *(f"/directory/phase/{phase}/" for phase in PHASES),
    *(f"/directory/support/{kind}/" for kind in SUPPORT),
    *(f"/guidance/{kind}/" for kind in SUPPORT),
)
"""Addresses of DESIGN §4 that exist at this stage. One that goes from here breaks somebody's link."""


def file_at(site: Path, address: str) -> Path:
    """The file that any static server gives for an address."""
    file = site / unquote(address).lstrip("/")
    return file / "index.html" if address.endswith("/") else file


@pytest.mark.parametrize("address", PROMISED)
def test_a_promised_address_exists(built_site: Path, address: str) -> None:
    """An address that was promised is a file with something in it."""
    file = file_at(built_site, address)

    assert file.is_file()
    assert file.stat().st_size > 0


def test_no_page_is_for_those_who_are_paused(built_site: Path, built_world: Path) -> None:
    """There is never a list of them."""
    assert not (built_site / "directory" / "status" / "paused").exists()
    assert not (built_world / "directory" / "status" / "paused").exists()


def test_every_facet_has_its_pages(built_site: Path) -> None:
    """Each facet of the contract has a folder with a page for each of its values, and nothing else."""
    for facet in FACETS:
        pages = sorted((built_site / "directory" / facet).iterdir())
        assert pages
        assert [page for page in pages if not (page / "index.html").is_file()] == []


@pytest.mark.parametrize("name", ["site", "world"])
def test_everybody_has_an_address(name: str, request: pytest.FixtureRequest) -> None:
    """Each slug, alias and withdrawn person is at the address that their file promises, or at none."""
    site: Path = request.getfixturevalue(f"built_{name}")
    folder: Path = request.getfixturevalue("content_dir" if name == "site" else "world")
    today = request.getfixturevalue("content_today" if name == "site" else "today")
    content = load(folder).content

    assert content is not None

    expected = {line.slug for line in content.withdrawn.withdrawn}
    for leader in content.leaders:
        if leader.standing(today) != "unlisted":
            expected |= {leader.slug, *leader.aliases}
    found = {path.name for path in (site / "directory").iterdir() if path.is_dir()}
    assert found - set(FACETS) == expected


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/directory/ada-plain/", "Ada Plain Example"),
        ("/directory/bertram-quillfeather/", "Bertram Quillfeather Example"),
        ("/directory/frank-lapsed/", "Frank Lapsed Example"),
        ("/directory/zoe-luk/", "This page has moved"),
        ("/directory/bertie-quill/", "This page has moved"),
        ("/directory/cosima-featherstone/", "No longer listed"),
        ("/directory/cosima-former/", "No longer listed"),
        ("/directory/someone-who-left/", "No longer listed"),
        ("/guidance/2016-17/", "Protocols of 2016-17"),
        ("/404.html", "Page not found"),
    ],
)
def test_what_stands_at_an_address(
    built_world: Path, read_page: Callable[..., ReadPage], address: str, heading: str
) -> None:
    """A leader, a redirect, a notice: each way of standing has its page."""
    assert read_page(file_at(built_world, address)).all("h1")[0].text == heading


# --- every link, by a reader and a resolver that no build uses --------------------------------------------


@pytest.mark.parametrize("name", ["built_site", "built_world"])
def test_every_link_leads_somewhere(
    name: str, request: pytest.FixtureRequest, read_page: Callable[..., ReadPage]
) -> None:
    """Every address on every page leads to a file of the site, and every fragment to a place on that page."""
    site: Path = request.getfixturevalue(name)
    pages = {
        "/" + path.relative_to(site).as_posix().removesuffix("index.html"): read_page(path)
        for path in sorted(site.rglob("*.html"))
    }
    places = {address: set(page.values("id")) for address, page in pages.items()}
    followed, astray = 0, []
    for address, page in pages.items():
        refreshes = [
            one.attributes["content"] for one in page.all("meta") if "refresh" in one.attributes.values()
        ]
        targets = page.values("href", "src", "action", "poster", "data")
        targets += [text.rpartition("url=")[2] for text in refreshes]
        targets += [part.split()[0] for text in page.values("srcset") for part in text.split(",")]
        for target in targets:
            whole = urlsplit(urljoin(HOST + address, target))
            if f"{whole.scheme}://{whole.netloc}" != HOST or target.startswith("https:"):
                continue
            followed += 1
            path, place = whole.path, unquote(whole.fragment)
            # A fragment with `=` is for the script of its page.
            lost = place and "=" not in place and path in places and place not in places[path]
            if not file_at(site, path).is_file() or lost:
                astray.append((address, target))

    assert followed > 100
    assert astray == []


def test_every_page_can_be_reached(built_site: Path, read_page: Callable[..., ReadPage]) -> None:
    """From the home page every page that may be found is found by following links."""
    reached, ahead = {"/"}, ["/"]
    while ahead:
        address = ahead.pop()
        for target in read_page(file_at(built_site, address)).values("href"):
            whole = urlsplit(urljoin(HOST + address, target))
            new = (
                whole.netloc == urlsplit(HOST).netloc
                and whole.path.endswith("/")
                and whole.path not in reached
            )
            if new:
                reached.add(whole.path)
                ahead.append(whole.path)
    told = (built_site / "sitemap.xml").read_text(encoding="utf-8").split("<loc>")[1:]

    assert {urlsplit(one.split("<")[0]).path for one in told} - reached == set()


def test_canonical_addresses_are_their_own(built_site: Path, read_page: Callable[..., ReadPage]) -> None:
    """Each page that has an address of its own names it."""
    for file in built_site.rglob("*.html"):
        address = "/" + file.relative_to(built_site).as_posix().removesuffix("index.html")
        canonical = [
            urlsplit(one.attributes["href"]).path
            for one in read_page(file).all("link")
            if one.attributes["rel"] == "canonical"
        ]
        assert canonical == ([] if address == "/404.html" else [address])
