"""The feed and the page of what is new: read as other programs read them, and what neither may say."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import jinja2
import pytest
from assets_of import assets_of, documents_of, known_of
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import cli, feed, history, look, tree
from kle_site.directory import Directory
from kle_site.history import History, Known
from kle_site.load import Content
from kle_site.pages import changes

ATOM = "{http://www.w3.org/2005/Atom}"
TAG = re.compile(r"tag:leaders\.example,2026-11-20:leaders(/[0-9a-f]{12}/2026-\d\d-\d\d)?")


@pytest.fixture(scope="module", name="site")
def _site(world_content: Content, today: datetime.date) -> look.SiteView:
    """The miniature county's site as templates see it."""
    names = {name: address for name, (address, _) in assets_of(world_content, today).items()}
    return look.site_view(world_content.site, today, names, None, documents_of(world_content))


@pytest.fixture(scope="module", name="env")
def _env(site: look.SiteView) -> jinja2.Environment:
    """The environment that renders pages."""
    return look.environment(site)


@pytest.fixture(scope="module", name="directory")
def _directory(world_content: Content, today: datetime.date) -> Directory:
    """The miniature county's directory."""
    return Directory(world_content, today)


def with_news(directory: Directory, *days: datetime.date) -> History:
    """What is known where everybody's role and portrait changed on some days, and nobody is new."""
    known = known_of(directory)
    news = dict.fromkeys(days, ("role", "portrait"))
    leaders = {
        slug: Known(one.id, one.fields, None, max(days, default=None), news)
        for slug, one in known.leaders.items()
    }
    return replace(known, leaders=leaders, since=datetime.date(2025, 1, 1))


# --- the feed ---------------------------------------------------------------------------------------------


def test_a_reader_of_feeds_reads_it(directory: Directory, site: look.SiteView) -> None:
    """Without a complaint; who may be named, who they are, where, and what is new; nobody else."""
    read = feedparser.parse(feed.written(directory, known_of(directory), site))

    assert (read.bozo, read.version) == (False, "atom10")
    assert (read.feed.title, read.feed.updated) == ("Leaders of Example: what is new", "2026-11-21T00:00:00Z")
    assert [(one.title, one.link, one.summary) for one in read.entries] == [
        (
            "Zoë O'Briain-Łuk (example): a new entry",
            "https://leaders.example/directory/zoe-obriain-luk/",
            'Executive Headteacher & trust lead, St Æthelburh’s "Quay" School. '
            "On 21 November 2026: a new entry.",
        ),
        (
            "Ada Plain (example): a new entry",
            "https://leaders.example/directory/ada-plain/",
            "Headteacher, Example Highstead Primary School. On 21 November 2026: a new entry.",
        ),
    ]


def test_it_has_what_the_standard_asks_for(directory: Directory, site: look.SiteView) -> None:
    """RFC 4287 §4.1: what a feed and an entry must have, once, and what they may have once only."""
    root = ET.fromstring(feed.written(directory, with_news(directory, directory.today), site))
    entries = root.findall(f"{ATOM}entry")

    assert root.tag == f"{ATOM}feed"
    assert entries
    for one in (root, *entries):
        for name in ("id", "title", "updated"):
            (held,) = one.findall(f"{ATOM}{name}")
            assert (held.text or "").strip()
        links = [(link.get("rel"), link.get("type"), link.get("href")) for link in one.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links)
        assert [rel for rel, *_ in links].count("alternate") == 1
        moment = one.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", moment)
        assert datetime.datetime.fromisoformat(moment)
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Example Association of Heads"
    assert ("self", "application/atom+xml", "https://leaders.example/feed.xml") in [
        (link.get("rel"), link.get("type"), link.get("href")) for link in root.findall(f"{ATOM}link")
    ]
    ids = [one.findtext(f"{ATOM}id") or "" for one in (root, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(map(TAG.fullmatch, ids))


def test_an_empty_feed_is_a_feed(directory: Directory, site: look.SiteView) -> None:
    """Where nothing is known yet; it is of the day on which counting began."""
    read = feedparser.parse(feed.written(directory, history.carried_on(directory, None), site))

    assert (read.bozo, read.entries, read.feed.updated) == (False, [], "2026-11-21T00:00:00Z")


def test_it_holds_fifty_the_newest_first(directory: Directory, site: look.SiteView) -> None:
    """And is of the day of the newest, whatever day the build is for."""
    days = [directory.today - datetime.timedelta(days=number) for number in range(3, 43)]
    read = feedparser.parse(feed.written(directory, with_news(directory, *days), site))
    found = [one.updated for one in read.entries]

    assert len(found) == feed.MOST
    assert found == sorted(found, reverse=True)
    assert read.feed.updated == found[0] == "2026-11-18T00:00:00Z"


def test_words_of_people_stay_words(
    make_leader: MakeLeader, make_directory: MakeDirectory, site: look.SiteView
) -> None:
    """Marks of XML, quotation marks, emoji."""
    name = "Ann & \"Lee\" ]]&amp; שרה 😀 'x'"
    directory = make_directory(make_leader("ann-lee", name=name))
    read = feedparser.parse(feed.written(directory, known_of(directory), site), sanitize_html=False)

    assert read.bozo is False
    assert read.entries[0].title == f"{name} (example): a new entry"


# --- the page ---------------------------------------------------------------------------------------------


def page(directory: Directory, known: History, env: jinja2.Environment) -> ReadPage:
    """The page of what is new."""
    (made,) = changes.pages(directory, known, env)
    return ReadPage(made.body)


def test_the_page_tells_month_by_month(directory: Directory, env: jinja2.Environment) -> None:
    """The newest first, of each who, where, what and when; with the way to the feed."""
    read = page(directory, with_news(directory, datetime.date(2026, 11, 2), datetime.date(2026, 3, 31)), env)

    assert [one.text for one in read.all("h2")] == ["November 2026", "March 2026", "What does not stand here"]
    assert read.section("in-2026-03") == (
        "March 2026 Zoë O'Briain-Łuk Example Role changed; portrait changed "
        'St Æthelburh’s "Quay" School, 31 March 2026 '
        "Ada Plain Example Role changed; portrait changed Example Highstead Primary School, 31 March 2026"
    )
    assert {"../feed.xml", "../directory/ada-plain/"} <= {*read.values("href")}


def test_the_page_says_that_it_has_nothing_to_tell(directory: Directory, env: jinja2.Environment) -> None:
    """On the first day, later, and after more than a year."""
    first = history.carried_on(directory, None)
    weeks = replace(first, since=datetime.date(2026, 11, 3))
    years = replace(first, since=datetime.date(2024, 11, 3))

    assert "We count what is new from today, 21 November 2026." in page(directory, first, env).text
    assert "Nothing is new since 3 November 2026" in page(directory, weeks, env).text
    assert "Nothing is new since 21 November 2025" in page(directory, years, env).text


def test_the_page_stays_short(directory: Directory, env: jinja2.Environment) -> None:
    """It says how many lines it leaves out."""
    days = [directory.today - datetime.timedelta(days=number) for number in range(101)]
    read = page(directory, with_news(directory, *days), env)

    assert read.text.count("Role changed") == changes.MOST
    assert "2 older lines are not shown." in read.text


@pytest.mark.parametrize("name", ["bertram", "quillfeather", "kestrel", "frank-lapsed", "edith", "cosima"])
def test_neither_names_who_is_not_to_be(
    name: str, directory: Directory, site: look.SiteView, env: jinja2.Environment
) -> None:
    """Who has stepped back, is late, has left, or agreed to their own page alone, though much was new."""
    known = with_news(directory, directory.today)
    (made,) = changes.pages(directory, known, env)

    assert name not in feed.written(directory, known, site).decode().casefold()
    assert name not in made.body.casefold()


# --- a build ----------------------------------------------------------------------------------------------


@pytest.mark.whole
def test_a_build_goes_on_from_the_site_published_last(
    own_world: Path, built_world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From its folder or its manifest, the same bytes; what lies at --out is no matter."""
    portrait = own_world / "kles" / "ada-plain.yaml"
    portrait.write_text(
        portrait.read_text(encoding="utf-8").replace("role: Headteacher", "role: Principal"), encoding="utf-8"
    )

    def kle(*arguments: str) -> int:
        return cli.main(["build", "--content", str(own_world), "--no-cache", *arguments])

    manifest = built_world / tree.MANIFEST
    out = tmp_path / "site"
    day = ["--today", "2026-11-23", "--out", str(out)]
    assert kle(*day, "--since", str(built_world)) == 0
    first = _bytes(out)
    assert kle(*day, "--since", str(manifest)) == 0
    assert _bytes(out) == first
    assert "Ada Plain (example): role changed" in first["feed.xml"].decode()
    assert "Role changed" in first["changes/index.html"].decode()
    # A wrong clock: told, and no release.
    assert kle("--today", "2026-11-22", "--out", str(out), "--since", str(out), "--release") == 1
    assert (
        "This build is for 22 November 2026, and the site published last knows of 23 November"
        in capsys.readouterr().out
    )
    assert _bytes(out) == first
    # What is no manifest.
    assert kle(*day, "--since", str(own_world)) == 2
    assert "holds no manifest that this program wrote" in capsys.readouterr().err
    assert _bytes(out) == first


def _bytes(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
