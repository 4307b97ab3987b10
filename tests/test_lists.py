"""Numbered pages of leaders, and the parts that the directory's script fetches."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest
from assets_of import assets_of, documents_of
from browser.crowd import crowded
from conftest import ReadPage

from kle_site import data, look
from kle_site.directory import Directory
from kle_site.downloads import download
from kle_site.load import Content
from kle_site.pages import cards, lists

pytestmark = pytest.mark.whole

Files = dict[str, bytes]


@pytest.fixture(name="site")
def _site(world_content: Content, today: datetime.date) -> look.SiteView:
    """The miniature county's site, live."""
    addresses = {name: address for name, (address, _) in assets_of(world_content, today).items()}
    live = world_content.site.model_copy(update={"stage": "live"})
    return look.site_view(live, today, addresses, None, documents_of(world_content))


def made(
    monkeypatch: pytest.MonkeyPatch, directory: Directory, site: look.SiteView
) -> tuple[dict[str, ReadPage], Files]:
    """Lists of four to a page and three to a part: the pages, and the files beside them."""
    monkeypatch.setattr(cards, "PER_PAGE", 4)
    monkeypatch.setattr(cards, "PER_PART", 3)
    env = look.environment(site)
    beside = cards.parts(directory, env)
    pages = lists.pages(directory, env, beside)
    return {page.address: ReadPage(page.body) for page in pages}, dict(beside.files)


@pytest.mark.parametrize(
    ("number", "of", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 0, 9]),
        (3, 9, [1, 2, 3, 4, 0, 9]),
        (5, 9, [1, 0, 4, 5, 6, 0, 9]),
        (7, 9, [1, 0, 6, 7, 8, 9]),
        (9, 9, [1, 0, 8, 9]),
    ],
)
def test_what_a_pager_offers(number: int, of: int, shown: list[int]) -> None:
    """The ends and what is near; a gap stands for two pages at least."""
    assert cards.Numbered("/x/", number, of, of * cards.PER_PAGE, ()).shown == shown


def test_everybody_stands_on_one_page(
    monkeypatch: pytest.MonkeyPatch, world_content: Content, today: datetime.date, site: look.SiteView
) -> None:
    """Pages and parts hold each list in the day's order, each leader once; titles and pagers say which."""
    directory = Directory(crowded(world_content, today, 10), today)
    pages, files = made(monkeypatch, directory, site)
    everybody = [entry.leader.slug for entry in directory.listed]

    for first, entries in {
        "/directory/": directory.listed,
        **{value.address: value.entries for values in directory.facets.values() for value in values},
    }.items():
        of = max(1, -(-len(entries) // 4))
        held = [pages[first], *(pages[f"{first}page/{number}/"] for number in range(2, of + 1))]
        linked = [
            link.attributes["href"].rstrip("/").split("/")[-1] for page in held for link in page.all("a")
        ]
        found = [slug for slug in linked if slug in everybody]

        assert found == [entry.leader.slug for entry in entries]
        assert f"{first}page/{of + 1}/" not in pages
        assert len({page.all("title")[0].text for page in held}) == of

    last = pages["/directory/page/3/"]

    assert last.all("title")[0].text.startswith("Find a leader, page 3 of 3 – ")
    assert "Leaders 9 to 10 of 10" in last.text
    (current,) = [one for one in last.all("a") if "aria-current" in one.attributes and "3" in one.text]
    assert current.attributes["aria-current"] == "page"
    assert [one.attributes["rel"] for one in last.all("a") if "rel" in one.attributes] == ["prev"]
    assert len(files) == 4

    told = [card for body in files.values() for card in json.loads(body)]

    assert len(told) == 10
    for slug, card in zip(everybody, told, strict=True):
        assert f'href="{slug}/"' in card


def test_a_short_list_needs_no_parts(
    monkeypatch: pytest.MonkeyPatch, world_content: Content, today: datetime.date, site: look.SiteView
) -> None:
    """Who fits on one page is there already."""
    pages, files = made(monkeypatch, Directory(crowded(world_content, today, 4), today), site)

    assert files == {}
    assert "/directory/page/2/" not in pages
    assert "Pages of leaders" not in [
        one.attributes.get("aria-label") for one in pages["/directory/"].all("nav")
    ]


def test_a_pause_shows_in_no_part(
    monkeypatch: pytest.MonkeyPatch, world_content: Content, today: datetime.date, site: look.SiteView
) -> None:
    """With somebody paused, pages and parts are byte for byte as if they were not there."""
    content = crowded(world_content, today, 10)
    first, *rest = content.leaders
    away = first.model_copy(
        update={"availability": first.availability.model_copy(update={"status": "paused"})}
    )
    without = made(monkeypatch, Directory(replace(content, leaders=tuple(rest)), today), site)
    paused = made(monkeypatch, Directory(replace(content, leaders=(away, *rest)), today), site)

    everyone = made(monkeypatch, Directory(content, today), site)[1]

    assert f'href=\\"{first.slug}/' in b"".join(everyone.values()).decode()
    assert paused[1] == without[1]
    assert paused[0].keys() == without[0].keys()


def test_a_long_sitemap_is_split(
    monkeypatch: pytest.MonkeyPatch, world_content: Content, today: datetime.date, site: look.SiteView
) -> None:
    """More addresses than a sitemap may hold stand in several, each once, and the first tells which."""
    monkeypatch.setattr(data, "SITEMAP_MOST", 2)
    directory = Directory(world_content, today)
    addresses = ["/c/", "/a/", "/b/"]
    files = dict(data.files(directory, site, download(directory, site.base_url), addresses))

    assert files["sitemap.xml"].count(b"<sitemap><loc>") == 2
    assert f"<loc>{site.base_url}sitemap-2.xml</loc>".encode() in files["sitemap.xml"]
    assert [files[f"sitemap-{number}.xml"].count(b"<url>") for number in (1, 2)] == [2, 1]
