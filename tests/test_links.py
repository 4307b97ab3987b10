"""Every link and fragment inside the site: which are told as broken, and which are let be."""

from __future__ import annotations

import pytest

from kle_site.links import Broken, Links
from kle_site.look import Page

HOME = Page("/", '<h1 id="top">Home</h1><p id="caf\u00e9 au lait">')
LEADER = Page("/directory/ann-lee/", '<h2 id="words">Words</h2><p id="">')
FILES = ["index.html", "directory/ann-lee/index.html", "404.html", "assets/site.css", "assets/two words.png"]


def broken(markup: str, page: str = "/directory/", base_path: str = "/") -> list[Broken]:
    """What is broken on a page that stands beside the two above."""
    links = Links(base_path)
    for one in (HOME, LEADER, Page(page, markup)):
        links.add(one)
    return links.broken([*FILES, Page(page, "").file])


@pytest.mark.parametrize(
    "link",
    [
        "ann-lee/",
        "./ann-lee/",
        "./",
        "../",
        "..",
        ".",
        "",
        "../directory/",
        "/",
        "/directory/ann-lee/",
        "ann-lee/index.html",
        "../404.html",
        "ann-lee/#words",
        "../#top",
        "../#caf%C3%A9%20au%20lait",
        "../assets/two%20words.png",
        "./?q=anything&amp;area=east",
        "?q=anything",
        "ann-lee/?from=list#words",
        "ann-lee/#leader=Ann%20Lee",
        "#here",
        "./#here",
        "https://www.example.org/nowhere#at-all",
        "//www.example.org/nowhere",
        "mailto:office@school.example",
        "tel:01632960001",
        "data:image/png;base64,AAAA",
    ],
)
def test_a_link_that_leads_somewhere_is_let_be(link: str) -> None:
    """Pages, places on them, files and what lies outside the site: nothing is told."""
    assert broken(f'<a id="here" href="{link}">x</a>') == []


@pytest.mark.parametrize(
    ("link", "target", "why"),
    [
        ("bob-ray/", "/directory/bob-ray/", "there is no such page"),
        ("ann-lee", "/directory/ann-lee", "there is no such page"),
        ("/nope/#x", "/nope/#x", "there is no such page"),
        ("../assets/site.js", "/assets/site.js", "there is no such page"),
        ("ann-lee/?q=1#nope", "/directory/ann-lee/#nope", "that page has no place called “nope”"),
        ("#nope", "/directory/#nope", "that page has no place called “nope”"),
        ("nobody/#leader=Ann", "/directory/nobody/#leader=Ann", "there is no such page"),
        ("../#caf%C3%A9", "/#café", "that page has no place called “café”"),
        ("../assets/site.css#x", "/assets/site.css#x", "that page has no place called “x”"),
        ("https://[broken", "https://[broken", "it is not a web address"),
    ],
)
def test_a_link_that_leads_nowhere_is_told(link: str, target: str, why: str) -> None:
    """A missing page and a missing place are told, with the page they stand on and where they lead."""
    assert broken(f'<a href="{link}">x</a>') == [Broken("/directory/", target, why)]


def test_what_was_meant_is_guessed_from_the_protocols() -> None:
    """A page of the protocols, or a place on a page, that is spelt nearly so is named; nothing else is."""
    links = Links()
    links.add(Page("/guidance/deployment/", '<h2 id="c-routes">R</h2>'))
    lost = ("../deploiment/", "../deployment/#c-roots", "../deployment/#zzz", "/directory/an-lee/")
    for number, link in enumerate(lost):
        links.add(Page(f"/guidance/{number}/", f'<a href="{link}">x</a>'))
    mends = {found.target: found.mend for found in links.broken(["guidance/deployment/index.html"])}

    assert mends == {
        "/guidance/deploiment/": "Did you mean “/guidance/deployment/”? If not, remove it.",
        "/guidance/deployment/#c-roots": "Did you mean “c-routes”? If not, remove it.",
        "/guidance/deployment/#zzz": "Mend or remove it.",
        "/directory/an-lee/": "Mend or remove it.",
    }


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="gone.png" alt="">',
        '<script src="gone.png"></script>',
        '<link rel="stylesheet" href="gone.png">',
        '<img srcset="../assets/site.css 1x, gone.png 2x" alt="">',
        '<source srcset="gone.png">',
        '<svg><use href="gone.png"></use></svg>',
    ],
)
def test_everything_that_is_fetched_is_followed(markup: str) -> None:
    """Pictures, scripts, stylesheets and each size of a picture are links too."""
    assert broken(markup) == [Broken("/directory/", "/directory/gone.png", "there is no such page")]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/system-leaders/", []),
        ("/system-leaders/directory/ann-lee/#words", []),
        ("/system-leaders/nope/", ["/nope/"]),
        ("/directory/ann-lee/", ["/../directory/ann-lee/"]),
        ("directory/ann-lee/", []),
    ],
)
def test_an_absolute_link_starts_at_the_base_path(link: str, expected: list[str]) -> None:
    """Below a sub-path, what starts elsewhere on the host is not ours and would be broken."""
    told = broken(f'<a href="{link}">x</a>', page="/404.html", base_path="/system-leaders/")

    assert [one.target for one in told] == expected


def test_a_link_that_climbs_out_of_the_site_is_told() -> None:
    """Above the site is another site below a sub-path, even though browsers stop at a host's root."""
    assert [one.target for one in broken('<a href="../../directory/ann-lee/">x</a>')] == [
        "/../directory/ann-lee/"
    ]


def test_each_broken_link_of_a_page_is_told_once_and_in_order() -> None:
    """Problems come by page and target, however often a link stands there."""
    told = broken('<a href="z/">x</a><a href="a/">x</a><a href="z/">x</a>')

    assert [one.target for one in told] == ["/directory/a/", "/directory/z/"]


def test_an_empty_id_is_no_place() -> None:
    """A link to `#` alone is a link to the page; an element with an empty id makes no place."""
    assert broken('<a href="ann-lee/#">x</a>') == []
