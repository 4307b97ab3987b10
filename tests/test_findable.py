"""What search engines find: words, what may be listed, and data that says no more than its page."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from assets_of import every_page_of
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import data, look, schemaorg
from kle_site.directory import Directory
from kle_site.downloads import download
from kle_site.load import Content
from kle_site.look import SiteView, file_of
from kle_site.model import Standing

TEXT, NUMBER, ADDRESS = "text", "number", "address"
VOCABULARY = {
    "WebSite": {"name": TEXT, "url": ADDRESS, "inLanguage": TEXT, "publisher": "Organization"},
    "Organization": {"name": TEXT},
    "CollectionPage": {"name": TEXT, "url": ADDRESS, "inLanguage": TEXT, "mainEntity": "ItemList"},
    "ItemList": {"numberOfItems": NUMBER, "itemListOrder": ADDRESS},
    "ProfilePage": {"url": ADDRESS, "inLanguage": TEXT, "mainEntity": "Person"},
    "Person": {
        "name": TEXT,
        "jobTitle": TEXT,
        "worksFor": "School",
        "affiliation": "Organization",
        "knowsAbout": TEXT,
        "image": ADDRESS,
    },
    "School": {"name": TEXT, "url": ADDRESS},
    "BreadcrumbList": {"itemListElement": "ListItem"},
    "ListItem": {"position": NUMBER, "name": TEXT, "item": ADDRESS},
}
"""What we use of schema.org, each property with what we give it. Compared by hand on 30 November 2026 with
the domains and ranges that https://schema.org/Person and its like state, inherited ones too."""

BASE = "https://leaders.example/"
CONSTANT = {"en-GB", "https://schema.org/ItemListUnordered"}


def data_of(page: ReadPage) -> Any:
    """A page's block of data; None where it has none."""
    own = [one for one in page.all("script") if "src" not in one.attributes]
    assert {one.attributes["type"] for one in own} <= {schemaorg.TYPE}, "only data stands inline"
    blocks = ["".join(one.words) for one in own]
    assert len(blocks) < 2
    return json.loads(blocks[0]) if blocks else None


def leaves(node: Any, kind: str) -> Iterator[tuple[str, Any]]:
    """Each (what it must be, value) of a node, which must keep the vocabulary."""
    assert node.keys() - {"@type", "@context"} <= VOCABULARY[kind].keys()
    assert node["@type"] == kind
    for name, value in node.items():
        if name.startswith("@"):
            continue
        expected = VOCABULARY[kind][name]
        for one in value if isinstance(value, list) else [value]:
            if expected in VOCABULARY:
                yield from leaves(one, expected)
            else:
                yield expected, one


@pytest.fixture(scope="module", name="read")
def _read(built_world: Path, read_page: Callable[..., ReadPage]) -> dict[str, ReadPage]:
    """Site path → page, of the miniature county's site."""
    found = sorted(built_world.rglob("*.html"))
    paths = ["/" + file.relative_to(built_world).as_posix().removesuffix("index.html") for file in found]
    return {path: read_page(file) for path, file in zip(paths, found, strict=True)}


def test_data_keeps_to_the_vocabulary_and_to_the_page(read: dict[str, ReadPage], built_world: Path) -> None:
    """Each type and property is schema.org's; each word stands on the page; each address leads to a file."""
    kinds = Counter[str]()
    for path, page in read.items():
        told = data_of(page)
        if told is None:
            continue
        assert told["@context"] == "https://schema.org"
        kinds[told["@type"]] += 1
        for expected, value in leaves(told, told["@type"]):
            if value in CONSTANT:
                continue
            if expected == TEXT:
                assert value in page.text, (path, value)
            elif expected == NUMBER:
                assert type(value) is int, (path, value)
                assert told["@type"] == "BreadcrumbList" or str(value) in page.text, (path, value)
            elif value.startswith(BASE):
                assert (built_world / file_of(value.removeprefix(BASE[:-1]))).is_file(), (path, value)
            else:
                assert value in page.values("href"), (path, value)

    assert set(kinds) == {"WebSite", "CollectionPage", "ProfilePage", "BreadcrumbList"}


@pytest.fixture(name="live")
def _live(world_content: Content, today: datetime.date) -> SiteView:
    """A site that search engines may list."""
    found = look.site_view(world_content.site, today, _Assets(), BASE)
    return replace(found, demonstration=False, downloads=_Sizes({"/": 1}))


class _Assets(dict[str, str]):
    """Assets, whichever is asked for."""

    def __missing__(self, name: str) -> str:
        return f"/assets/{name}"


class _Sizes(dict[str, int]):
    """Sizes of documents, whichever is asked for."""

    def __missing__(self, name: str) -> int:
        return 1000


@pytest.mark.whole
def test_what_may_be_listed(
    world_content: Content, live: SiteView, today: datetime.date, read_page: Callable[..., ReadPage]
) -> None:
    """Of a live site all but notices, empty lists and who is paused; each page has its own words."""
    directory = Directory(world_content, today)
    quiet, titles, about = set(), Counter[str](), Counter[str]()
    for made in every_page_of(directory, look.environment(live)):
        page = read_page(made.body)
        metas = {one.attributes.get("name"): one.attributes.get("content", "") for one in page.all("meta")}
        if metas.get("robots") == "noindex":
            quiet.add(made.address)
            assert data_of(page) is None, made.address
            continue
        titles[page.all("title")[0].text] += 1
        about[metas["description"]] += 1
        links = {one.attributes["rel"]: one.attributes["href"] for one in page.all("link")}
        assert links["canonical"] == BASE + made.address[1:]
        assert 50 <= len(metas["description"]) <= 200, (made.address, metas["description"])

    paused = {one.address for one in directory.with_page if one.standing is Standing.PAUSED}
    notices = {f"/directory/{slug}/" for slug in (*directory.gone, *directory.redirects)}
    empty = {one.address for values in directory.facets.values() for one in values if not one.entries}
    assert paused
    assert notices
    assert empty
    assert quiet == {"/404.html", "/embed/list/"} | paused | notices | empty
    assert (titles - Counter(set(titles))) == Counter()
    assert (about - Counter(set(about))) == Counter()


def test_nothing_of_a_demonstration_is_listed(read: dict[str, ReadPage]) -> None:
    """While every person is invented, each page asks not to be listed."""
    for path, page in read.items():
        robots = [
            one.attributes["content"] for one in page.all("meta") if one.attributes.get("name") == "robots"
        ]
        assert robots == ["noindex"], path


def test_data_of_a_person_only_with_their_consent(
    make_leader: MakeLeader, make_directory: MakeDirectory
) -> None:
    """Nobody who did not agree to reuse, is paused or has lapsed; never how to reach them, nor their time."""
    scope = ["name", "portrait", "contact"]
    availability = {"status": "paused", "checked": "2026-11-02"}
    directory = make_directory(
        make_leader("agrees", consent={"given": "2026-09-01", "scope": [*scope, "reuse"], "notice": 1}),
        make_leader("declines", consent={"given": "2026-09-01", "scope": scope, "notice": 1}),
        make_leader("paused", availability=availability),
    )
    told = {one.leader.slug: schemaorg.profile(one, BASE) for one in directory.with_page}

    assert told["declines"] is None
    assert told["paused"] is None
    assert "@" not in json.dumps(told["agrees"]).replace('"@type"', "")


def test_no_word_ends_a_block(read_page: Callable[..., ReadPage]) -> None:
    """Whatever a name holds, the block stays one and gives it back."""
    name = '</script><!--<script>\u2028&amp;"\\ \u202e 1'
    text = str(schemaorg.block({"@type": "Organization", "name": name}))
    page = read_page(f'<body><script type="{schemaorg.TYPE}">{text}</script></body>')

    assert not set("<>&\u2028") & set(text)
    assert data_of(page)["name"] == name
    assert not page.unbalanced


def test_the_sitemap_does_not_know_the_day(world_content: Content, today: datetime.date) -> None:
    """A page's date in it is when its leader last said something: two builds on two days tell the same."""
    found = []
    for day in (today, today + datetime.timedelta(days=3)):
        site = look.site_view(world_content.site, day, {}, BASE)
        directory = Directory(world_content, day)
        leaders = download(directory, BASE)
        files = dict(data.files(directory, site, leaders, ["/", "/directory/ada-plain/"]))
        found.append(files["sitemap.xml"])

    assert found[0] == found[1]
    assert b"<lastmod>" in found[0]
