"""Lists for partners' sites before any browser: whom their files hold, how large they are, what is pasted."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser.crowd import crowded
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import look
from kle_site.directory import Directory
from kle_site.embedding import MOST, PEOPLE, files
from kle_site.headers import headers_for
from kle_site.load import Content
from kle_site.look import file_of
from kle_site.pages.embed import frame, link

KB = 1000
SCRIPT = b"// a script"


def people(directory: Directory) -> dict[str, list[dict[str, Any]]]:
    """Return whom each file holds, by the tag that it is for, or none."""
    held = dict(files(directory, SCRIPT))
    return {
        address.removeprefix(PEOPLE).strip("/").removesuffix("json").strip("."): json.loads(body)
        for address, body in held.items()
        if address.endswith(".json")
    }


def slugs(found: list[dict[str, Any]], area: str = "", phase: str = "") -> list[str]:
    """Return whom a list shows that asks for an area and a phase, as the script in the frame does."""
    return [
        one["slug"]
        for one in found
        if (not area or area in one["areas"]) and (not phase or phase in one["phases"])
    ]


# --- whom they hold ---------------------------------------------------------------------------------------


def test_each_list_begins_as_the_directory_does(world_content: Content, today: Any) -> None:
    """Whatever is asked for: the first 20 whom the directory finds, in its order."""
    directory = Directory(crowded(world_content, today, 300), today)
    found = people(directory)
    all_of = [entry.leader.slug for entry in directory.listed]
    facets = {
        facet: {"": set(all_of)}
        | {value.slug: {entry.leader.slug for entry in value.entries} for value in directory.facets[facet]}
        for facet in ("area", "phase", "expertise")
    }
    for (area, there), (phase, such), (tag, able) in product(*(facets[facet].items() for facet in facets)):
        expected = [slug for slug in all_of if slug in there & such & able]

        assert slugs(found[tag], area, phase)[:MOST] == expected[:MOST], (area, phase, tag)

    assert set(found) == {"", *(value.slug for value in directory.facets["expertise"])}


def test_they_stay_small(world_content: Content, today: Any) -> None:
    """Of 1,000 leaders no file weighs over 40 KB; whoever can be in no list is in none."""
    directory = Directory(crowded(world_content, today, 1000), today)
    held = dict(files(directory, SCRIPT))
    sizes = {address: len(gzip.compress(body, 6)) for address, body in held.items()}
    most = len(directory.facets["area"]) + 1, len(directory.facets["phase"]) + 1

    assert {address: size for address, size in sizes.items() if size > 40 * KB} == {}
    assert 0 < len(json.loads(held[f"{PEOPLE}.json"])) <= MOST * most[0] * most[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"availability": {"status": "paused", "checked": "2026-11-02"}},
        {"confirmed": "2025-03-01"},
        {"designations": [{"kind": "KLE", "since": "2020-01", "until": "2026-08"}]},
        {"listed": "false"},
        {"consent": {"given": "2026-09-01", "notice": 1, "scope": ["name", "portrait", "contact"]}},
    ],
    ids=["paused", "lapsed", "withdrawn", "unlisted", "not for reuse"],
)
def test_who_is_not_in_them(
    changes: dict[str, Any], make_leader: MakeLeader, make_directory: MakeDirectory
) -> None:
    """Who is in no list, or did not agree to be elsewhere, changes no byte of any file."""
    other = make_leader("ann-lee", name="Ann Lee")
    alone = dict(files(make_directory(other), SCRIPT))

    assert dict(files(make_directory(other, make_leader(**changes)), SCRIPT)) == alone
    assert dict(files(make_directory(other, make_leader()), SCRIPT)) != alone


def test_what_they_tell(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """What a card shows, and no more: neither portrait, nor photo, nor mailbox, nor the school's number."""
    (one,) = people(make_directory(make_leader()))[""]

    assert set(one) == {
        *("slug", "name", "initials", "ground", "role", "school", "phase", "district", "works", "offers"),
        *("knows", "status", "free", "confirmed", "fresh", "example", "areas", "phases"),
    }


@pytest.mark.parametrize(
    ("changes", "free", "fresh"),
    [
        ({}, "unknown", "current"),
        ({"designations": [{"kind": "NLE", "since": "2020-01"}]}, "", "current"),
        ({"confirmed": "2025-10-01"}, "unknown", "due"),
        ({"availability": {"status": "open", "checked": "2026-01-02"}}, "unknown", "late"),
    ],
    ids=["KLE", "NLE", "due", "late"],
)
def test_free_days_and_freshness(
    changes: dict[str, Any], free: str, fresh: str, make_leader: MakeLeader, make_directory: MakeDirectory
) -> None:
    """As on a card: only who gives free days says so, and how fresh an entry is has three ways to be told."""
    (one,) = people(make_directory(make_leader(**changes)))[""]

    assert (one["free"], one["fresh"]) == (free, fresh)


# --- the pages --------------------------------------------------------------------------------------------


def codes(page: ReadPage) -> list[str]:
    """Return the texts to copy of the page that gives code."""
    return [
        "".join(one.words).strip() for one in page.all("pre") if "code" in one.attributes["class"].split()
    ]


def test_the_code_leads_somewhere(
    built_world: Path, read_page: Callable[..., ReadPage], world_content: Content
) -> None:
    """Each address in the code that is given is a file of the site; each area has its code."""
    page = read_page(built_world / "embed/index.html")
    base = look.address_of(world_content.site)
    given = "\n".join(codes(page))
    addresses = [html.unescape(one) for one in re.findall(r'(?:src|href)="([^"]+)"', given)]

    assert all(one.startswith(base) for one in addresses)
    assert {one for one in addresses if not (built_world / _file(one, base)).is_file()} == set()
    for area in world_content.places.areas:
        assert f"{base}embed/list/?area={area.slug}" in addresses
        assert f"{base}directory/area/{area.slug}/" in addresses


def _file(address: str, base: str) -> str:
    return file_of("/" + address.removeprefix(base).partition("?")[0])


def test_what_its_owner_must_allow(
    built_world: Path, read_page: Callable[..., ReadPage], world_content: Content
) -> None:
    """The policy's lines name our host, without a path where browsers take none, and the script's address."""
    base = look.address_of(world_content.site)
    told = codes(read_page(built_world / "embed/index.html"))[-1]

    assert told.split() == [
        *("frame-src", f"https://{urlsplit(base).netloc};"),
        *("script-src", f"{base}embed/resize.js"),
    ]


def test_code_is_safe_to_paste(world_content: Content, today: Any) -> None:
    """Whatever the site is called and whatever is asked for, the code is one frame, one script, one link."""
    hostile = "\"'><script>alert(1)</script>&amp;"
    site = look.site_view(
        world_content.site.model_copy(update={"title": hostile}), today, {}, "https://x.example/a&b/"
    )
    page = ReadPage(frame(site, {"area": hostile}, hostile) + link(site, "/directory/?a=b&c=d", hostile))
    held, script, leads = page.elements

    assert [one.tag for one in page.elements] == ["iframe", "script", "a"]
    assert held.attributes["title"] == f"{hostile} – {hostile}"
    assert held.attributes["src"].startswith("https://x.example/a&b/embed/list/?area=%22%27%3E%3Cscript")
    assert set(held.attributes) == {"src", "title", "width", "height", "frameborder", "loading"}
    assert script.attributes["src"] == "https://x.example/a&b/embed/resize.js"
    assert leads.attributes["href"] == "https://x.example/a&b/directory/?a=b&c=d"


def test_the_page_in_the_frame(
    built_world: Path, read_page: Callable[..., ReadPage], world_content: Content, today: Any
) -> None:
    """No menu, nothing for search engines; whole without a script: a link to each list of the directory."""
    page = read_page(built_world / "embed/list/index.html")
    directory = Directory(world_content, today)
    there = {link.attributes["href"].removeprefix("../..") for link in page.all("a")}
    values = [value for facet in ("area", "phase", "expertise") for value in directory.facets[facet]]
    sitemap = (built_world / "sitemap.xml").read_text(encoding="utf-8")

    assert [page.all(tag) for tag in ("header", "nav", "footer", "iframe")] == [[], [], [], []]
    assert {value.address for value in values} <= there
    assert [one.attributes["content"] for one in page.all("meta") if "robots" in one.attributes.values()] == [
        "noindex"
    ]
    assert [one.attributes for one in page.all("base")] == [{"target": "_top"}]
    assert "/embed/</loc>" in sitemap
    assert "/embed/list/" not in sitemap


def test_a_tag_that_was_renamed_is_still_known(built_world: Path, read_page: Callable[..., ReadPage]) -> None:
    """Code that was pasted before a tag gave way to another finds that other."""
    page = read_page(built_world / "embed/list/index.html")
    former = {
        one.attributes["data-value"]: one.attributes["data-former"]
        for one in page.all("a")
        if "data-former" in one.attributes
    }

    assert former == {"reading": "literacy-hour"}


def test_the_script_for_partners_keeps_its_address(built_world: Path) -> None:
    """It is at one address for ever, and what it is there is what our own page runs."""
    (ours,) = (built_world / "assets").glob("resize.*.js")

    assert (built_world / "embed/resize.js").read_bytes() == ours.read_bytes()
    assert len(ours.read_bytes()) < KB


def test_what_may_be_framed() -> None:
    """One address may stand in anybody's frame, and one may frame it here; no other does either."""
    framed = {
        address: "frame-ancestors *" in headers_for(address)["Content-Security-Policy"]
        for address in ("/embed/list/", "/embed/", "/directory/", "/", "/embed/resize.js")
    }
    framing = {
        address: "frame-src 'self'" in headers_for(address)["Content-Security-Policy"] for address in framed
    }

    assert [address for address, may in framed.items() if may] == ["/embed/list/"]
    assert [address for address, may in framing.items() if may] == ["/embed/"]


def test_nobody_at_all(world_content: Content, today: Any) -> None:
    """Without leaders there is each file, empty: a list says so, and nothing is not found."""
    found = people(Directory(replace(world_content, leaders=()), today))

    assert set(found) > {"", "reading"}
    assert all(held == [] for held in found.values())
