"""The layout holds whatever the contract lets people write, and whoever is missing.

SCREENSHOTS=1 in the environment leaves pictures of all of it in tests/.out/awkward/.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from golden import TODAY
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from kle_site.build import Options, build
from kle_site.directory import Directory
from kle_site.load import Content, load
from kle_site.pages.cards import PER_PAGE
from kle_site.problems import as_text

from . import eyes, hostile, kinds
from .crowd import crowded
from .watch import Served, serving, watching

pytestmark = pytest.mark.browser

WIDTHS = (1280, 375, 320)
PICTURES = Path(__file__).parents[1] / ".out" / "awkward"
HIGHEST = 16_000
"""Pixels of a page that Chromium can picture; of a higher one, its first screen."""

TAGS = [f"awkward-{number}" for number in range(1, 41)]
URL = ("https://www.example.org/" + "a-page-far-down/" * 20)[:300]


def _long(words: str, length: int) -> str:
    """Return words, again and again, to a length exactly; the last is whole, by dots."""
    return (words * length)[:length].strip().ljust(length, "g")


SCHOOL = {"urn": 900500, "phase": "primary", "district": "upland", "since": "2018-09"}

PEOPLE: dict[str, dict[str, Any]] = {
    "many-words": {"name": _long("Anna Maria Wilhelmina ", 120), "role": _long("Head of School and ", 120)},
    "one-word": {
        "name": _long("Llanfairpwllgwyngyll", 120),
        "role": _long("Schulleitungsstellvertretung", 120),
    },
    "long-school": {"schools": [{**SCHOOL, "name": _long("Example Church of England ", 160)}]},
    "eight-schools": {
        "schools": [
            {**SCHOOL, "name": _long(f"Example{number}school", 160), "urn": 900501 + number, "website": URL}
            for number in range(8)
        ],
        "trust": {"name": _long("Trustinthecounty", 160)},
        "works_in": ["upland", "shore", "beyond"],
    },
    "one-word-again-and-again": {"portrait": _long("leadership ", 2500)},
    "no-space-at-all": {"portrait": _long("leadership", 2500)},
    "long-link": {
        "portrait": f"{_long('I lead a school. ', 400)}\n\n[{URL.removeprefix('https://')}]({URL})\n"
    },
    "many-tags": {"expertise": TAGS[:6], "support": ["mentoring", "peer-review", "school-improvement"]},
    "long-proof": {
        "impact": [
            {
                "claim": _long("improved", 200),
                "evidence": _long("minutes", 400),
                "year": f"202{year}-2{year + 1}",
            }
            for year in (3, 4, 5)
        ],
        "consent": {
            "given": "2026-09-01",
            "scope": ["name", "portrait", "contact", "impact", "reuse"],
            "notice": 2,
        },
    },
    "long-mailbox": {
        "contact": {
            "email": f"{_long('office', 54)}@{_long('example', 57)}.example",
            "person": _long("Officemanager", 80),
            "phone": "01632 960 001 ext. 123456",
        }
    },
}
"""Who they are → what is awkward about them; the rest is as in kles/ada-plain.yaml."""

SHOWING = (
    *("home", "directory", "expertise", "district", "area's leaders", "areas", "coverage", "a long tag"),
    *("leaders found", "no leader found", "mentors found", "shared shortlist", "framed list", "match"),
    *("portrait", "portrait to change", "what is new"),
)
"""Kinds of page that show leaders, or the long labels of tags to choose from."""


def _county(world: Path, folder: Path, people: dict[str, dict[str, Any]]) -> Path:
    """Make the miniature county over with these people alone, and a group of forty tags with long labels."""
    content = Path(shutil.copytree(world, folder / "content"))
    shutil.rmtree(content / "impact")  # told by somebody of the miniature county
    plain = yaml.load((world / "kles" / "ada-plain.yaml").read_text("utf-8"), yaml.BaseLoader)
    for file in (content / "kles").iterdir():
        file.unlink()
    for slug, changes in people.items():
        fields = {**plain, "name": f"Example {slug}", **changes}
        text = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
        (content / "kles" / f"{slug}.yaml").write_text(text, "utf-8")
    expertise = yaml.load((world / "expertise.yaml").read_text("utf-8"), yaml.BaseLoader)
    tags = [
        {"slug": slug, "label": f"{slug} {_long('expertise', 60)}", "about": _long("Knowing ", 299) + "."}
        for slug in TAGS
    ]
    expertise["groups"].append({"slug": "awkward", "label": _long("Awkwardness", 80), "tags": tags})
    (content / "expertise.yaml").write_text(yaml.safe_dump(expertise, sort_keys=False), "utf-8")
    return content


def _built(content: Path, out: Path) -> Path:
    outcome = build(Options(content=content, out=out, today=TODAY, cache=None))

    assert outcome.report, as_text(outcome.problems)

    return out


@pytest.fixture(scope="module", name="awkward")
def _awkward(
    world: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, dict[str, str]]]:
    """A county of awkward people, built as any other, and the pages to look at: (site, kind → address)."""
    folder = tmp_path_factory.mktemp("awkward")
    content = _county(world, folder, PEOPLE)
    directory = _directory(content)
    people = {slug: f"/directory/{slug}/" for slug in PEOPLE}
    found = {**kinds.of_all(directory), **people, "a long tag": f"/directory/expertise/{TAGS[0]}/"}
    with serving(_built(content, folder / "site")) as served:
        yield served, {kind: one for kind, one in found.items() if not one.startswith("/guidance/")}


def _directory(content: Path) -> Directory:
    records = load(content).content

    assert records

    return Directory(records, TODAY)


def _misfits(browser: Browser, served: Served, pages: dict[str, str]) -> list[tuple[str, str]]:
    """Return what does not fit on these pages at any width, when everything is unfolded."""
    found = []
    with watching(browser, served) as watch:
        page = watch.page
        for kind, address in pages.items():
            watch.visit(address)
            page.evaluate(eyes.EYES + eyes.UNFOLD)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                found += [(f"{kind} {width}", fault) for fault in page.evaluate("eyes.misfits()")]
                if os.environ.get("SCREENSHOTS"):
                    short = page.evaluate("document.documentElement.scrollHeight") < HIGHEST
                    page.screenshot(path=PICTURES / f"{kind}-{width}.png", full_page=short)

        assert watch.heard == []

    return found


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_awkward_words(browser: Browser, awkward: tuple[Served, dict[str, str]], *, every: bool) -> None:
    """The longest words of every field break where they must: nothing scrolls, is cut off or overlaps.

    They stand on the pages of the awkward people, in lists of them, and where tools show them: `make test`
    looks at these.
    """
    served, pages = awkward
    showing = {*PEOPLE, *SHOWING}
    if found := _misfits(browser, served, {k: v for k, v in pages.items() if every or k in showing}):
        pytest.fail(eyes.summed(found), pytrace=False)


def test_pages_that_show_awkward_words_are_there(awkward: tuple[Served, dict[str, str]]) -> None:
    """What `make test` looks at is among what there is to look at."""
    assert {*PEOPLE, *SHOWING} <= {*awkward[1]}


def test_awkward_words_are_as_long_as_may_be() -> None:
    """The words above are as long as the contract allows: name 120, school 160, portrait 2,500 characters."""
    names = [PEOPLE["many-words"]["name"], PEOPLE["one-word"]["name"]]

    assert [len(name) for name in names] == [120, 120]
    assert " " not in names[1]
    assert len(PEOPLE["long-school"]["schools"][0]["name"]) == 160
    assert {len(PEOPLE[slug]["portrait"]) for slug in ("one-word-again-and-again", "no-space-at-all")} == {
        2500
    }
    assert len(URL) == 300
    assert len(TAGS) == 40


def test_nobody_at_all(browser: Browser, world: Path, tmp_path: Path) -> None:
    """A county whose only leader is not listed has a home page, a directory and lists that say so and fit."""
    content = _county(world, tmp_path, {"unlisted": {"listed": "false"}})
    directory = _directory(content)
    lists = {name: values[0].address for name, values in directory.facets.items() if values}
    with serving(_built(content, tmp_path / "site")) as served:
        found = _misfits(browser, served, {"nobody, home": "/", "nobody, directory": "/directory/", **lists})

        assert found == []

        with watching(browser, served) as watch:
            for address in ("/directory/", *lists.values()):
                watch.visit(address)

                assert watch.page.get_by_role("main").get_by_role("link").count() > 0
                assert "at present" in watch.page.get_by_role("main").inner_text()


def test_a_thousand_leaders(browser: Browser, world_content: Content, tmp_path: Path) -> None:
    """A directory of a thousand leaders shows a page of them, leads to the others, and fits."""
    page = hostile.directory_page(crowded(world_content, TODAY, 1000))
    with serving(hostile.written([page], tmp_path / "site")) as served:
        found = _misfits(browser, served, {"a thousand": "/directory/"})

    assert len(LexborHTMLParser(page.body).css(".card")) == PER_PAGE
    assert "page/20/" in [one.attributes["href"] for one in LexborHTMLParser(page.body).css(".pager a")]
    assert found == []
