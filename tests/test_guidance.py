"""The protocols' pages: Markdown in, finished pages out, and nothing published that would be wrong."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from assets_of import assets_of
from conftest import ReadPage

from kle_site import guidance, look
from kle_site.cache import Cache
from kle_site.county import FrontMatter, GuidancePage
from kle_site.guidance import GuidanceError
from kle_site.load import Content
from kle_site.look import SiteView

pytestmark = pytest.mark.whole

HOSTILE = '<script>alert(1)</script> & "quoted" {{ site.office }} {% raw %} \''


def page(path: str, body: str, order: int = 1, **head: object) -> GuidancePage:
    """A page of the protocols."""
    plain = {"title": f"Page {order}", "summary": "A summary.", "edition": "current", "order": str(order)}
    return GuidancePage(f"guidance/{path}", FrontMatter.model_validate(plain | head), body, 7)


@pytest.fixture(scope="module", name="site")
def _site(world_content: Content) -> SiteView:
    """A site below a sub-path, of an organisation whose name Markdown and HTML could misread."""
    organisation = world_content.site.organisation.model_copy(
        update={"name": "Heads *of* A & B_c_", "short_name": "<H>"}
    )
    file = world_content.site.model_copy(update={"organisation": organisation})
    from golden import TODAY

    addresses = {name: address for name, (address, _) in assets_of(world_content, TODAY).items()}
    return look.site_view(file, TODAY, addresses, "https://x.example/system-leaders/")


Make = Callable[..., dict[str, str]]


@pytest.fixture(scope="module", name="make")
def _make(site: SiteView) -> Make:
    """Return a function: pages of the protocols → address → finished page, with nothing remembered."""

    def make(*pages: GuidancePage, cache: Path | None = None) -> dict[str, str]:
        return {made.address: made.body for made in guidance.pages(pages, site, Cache(cache))}

    return make


BODY = """\
The {{ organisation }} is {{ organisation_short }}.

## What {{ organisation }} does {#c-does}

[The directory](/directory/), [filtered](/directory/?q=a&area=b#results), [home](/),
[a page](/guidance/other/#c-x), [below](#c-does), [by file](other.md#c-x), [elsewhere](https://www.example.org/a?b=1&c=2).

`{{ organisation_short }}`, {{ site.office }}, {{ organisation}} and {% raw %} are words.

| Left | Middle | Right |
| :--- | :---: | ---: |
| a | b | c |

| Another |
| --- |
| table |

!!! warning "Mind & mend"
    An admonition.

### A *third* & lower level

Term
:   What it means.

## A second clause & more

## A third clause
"""


@pytest.fixture(scope="module", name="made")
def _made(make: Make) -> dict[str, ReadPage]:
    """Four pages of two editions, made in one go."""
    pages = make(
        page(
            "index.md", BODY, 3, title=HOSTILE.replace("<", "‹").replace(">", "›"), summary="A & \"b\" 'c'."
        ),
        page("other.md", "## X {#c-x}\n\nWords.\n", 2),
        page("2016-17/index.md", "Old words.\n", 1, edition="2016-17", title="Older"),
        page("2016-17/deep.md", "[Up](index.md) and [over](/guidance/other/).\n", 2, edition="2016-17"),
    )
    return {address: ReadPage(body) for address, body in pages.items()}


def links(read: ReadPage) -> dict[str, str]:
    """The words of each link in the article → where it leads."""
    return {link.text: link.attributes["href"] for link in read.all("a")}


def test_each_page_has_its_address(made: dict[str, ReadPage]) -> None:
    """An index is its folder's page; any other page has a folder of its own."""
    assert set(made) == {"/guidance/", "/guidance/other/", "/guidance/2016-17/", "/guidance/2016-17/deep/"}


def test_a_page_stands_in_our_frame(made: dict[str, ReadPage]) -> None:
    """The frame is base.html's, with the head's title and summary, escaped once."""
    read = made["/guidance/"]
    title = HOSTILE.replace("<", "‹").replace(">", "›")

    assert [heading.text for heading in read.all("h1")] == [title]
    assert read.all("title")[0].text == f"{title} – Leaders of Example"
    assert [
        one.attributes["content"] for one in read.all("meta") if one.attributes.get("name") == "description"
    ] == ["A & \"b\" 'c'."]
    assert read.unbalanced == []


def test_the_two_tokens_become_the_organisations_names(made: dict[str, ReadPage]) -> None:
    """In paragraphs and headings, as they are: neither Markdown nor HTML reads the names."""
    read = made["/guidance/"]

    assert "The Heads *of* A & B_c_ is <H>." in read.text
    assert [one.text for one in read.all("h2") if one.attributes.get("id") == "c-does"] == [
        "What Heads *of* A & B_c_ does"
    ]
    assert links(read)["What Heads *of* A & B_c_ does"] == "#c-does"


def test_nothing_else_is_a_token_or_a_template(made: dict[str, ReadPage]) -> None:
    """Whatever else stands between braces stays as it was typed."""
    assert "<H>, {{ site.office }}, {{ organisation}} and {% raw %} are words." in made["/guidance/"].text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The directory", "../directory/"),
        ("filtered", "../directory/?q=a&area=b#results"),
        ("home", "../"),
        ("a page", "other/#c-x"),
        ("below", "#c-does"),
        ("by file", "other/#c-x"),
        ("elsewhere", "https://www.example.org/a?b=1&c=2"),
    ],
)
def test_links_lead_from_the_page(made: dict[str, ReadPage], words: str, expected: str) -> None:
    """Authors write site paths or file names; pages hold relative links; what lies outside stays."""
    assert links(made["/guidance/"])[words] == expected


def test_links_lead_from_a_deeper_page(made: dict[str, ReadPage]) -> None:
    """A page further down leads as far up as it must."""
    found = links(made["/guidance/2016-17/deep/"])

    assert (found["Up"], found["over"]) == ("../", "../../other/")


def test_tables_scroll_by_keyboard(made: dict[str, ReadPage]) -> None:
    """Each table stands in a region of its own name that can have the focus."""
    regions = [
        one.attributes for one in made["/guidance/"].all("div") if one.attributes.get("role") == "region"
    ]

    assert [(one["class"], one["aria-label"], one["tabindex"]) for one in regions] == [
        ("scroll", "Table 1", "0"),
        ("scroll", "Table 2", "0"),
    ]


def test_table_cells_are_aligned_without_inline_style(made: dict[str, ReadPage]) -> None:
    """The policy refuses Markdown's inline style, so a class aligns a cell."""
    read = made["/guidance/"]

    assert [one.attributes.get("class", "") for one in read.all("td")] == ["left", "center", "right", ""]
    assert [one for one in read.elements if "style" in one.attributes] == []


def test_what_pages_may_use(made: dict[str, ReadPage]) -> None:
    """Admonitions, definition lists and headings of two levels come out as such."""
    read = made["/guidance/"]
    classes = [one.attributes.get("class") for one in read.elements]

    assert "admonition warning" in classes
    assert [one.text for one in read.all("dt")] == ["Term"]
    assert [one.text for one in read.all("h3")] == ["A third & lower level"]


def test_a_long_page_lists_its_clauses(made: dict[str, ReadPage]) -> None:
    """More than two clauses are listed, escaped once; fewer are not."""
    found = links(made["/guidance/"])

    assert (found["A second clause & more"], found["A third clause"]) == (
        "#a-second-clause-more",
        "#a-third-clause",
    )
    assert "On this page" in made["/guidance/"].text
    assert "On this page" not in made["/guidance/other/"].text


def test_a_page_lists_its_edition_in_order(made: dict[str, ReadPage]) -> None:
    """Beside a page stand the pages of its own edition, in their order, itself marked."""
    here = made["/guidance/other/"]
    listed = [one for one in here.all("a") if one.text in {"Page 2", "Older"} or "quoted" in one.text]

    assert [(one.attributes["href"], one.attributes.get("aria-current")) for one in listed] == [
        ("./", "page"),
        ("../", None),
    ]
    assert "Protocols, current edition" in here.text
    assert "Protocols, 2016-17 edition" in made["/guidance/2016-17/"].text


def test_a_site_without_protocols(make: Make) -> None:
    """Where there are no pages MkDocs is not asked."""
    assert make() == {}


# --- nothing else is published ----------------------------------------------------------------------------


def test_mkdocs_publishes_nothing_else(site: SiteView, tmp_path: Path) -> None:
    """Neither the theme's files nor templates, sources, search index, sitemap or 404 page come out."""
    docs, out = tmp_path / "docs", tmp_path / "out"
    docs.mkdir()
    for name in ("index.md", "note.txt", "data.yaml", "draft.md", "script.js"):
        (docs / name).write_text("Words.", encoding="utf-8")

    guidance._run_mkdocs((page("index.md", "Words."),), site, docs, out)

    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "index.html"
    ]


def test_nothing_is_left_behind(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MkDocs works in a folder of its own, which is gone afterwards, after a failure too."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    make(page("index.md", "Words."))
    with pytest.raises(GuidanceError):
        make(page("index.md", "[x](nope.md)"))

    assert list(tmp_path.iterdir()) == []


# --- what goes wrong --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("[x](nope.md)", "nope.md"),
        ("[x](#nope)", "#nope"),
        ("[x](other.md#nope)", "other.md#nope"),
        ("[x](../directory/)", "../directory/"),
        ("![x](photo.png)", "photo.png"),
        ("[x](https://[broken)", "IPv6"),
    ],
)
def test_what_mkdocs_warns_of_is_an_error(make: Make, body: str, told: str) -> None:
    """A page with a broken link or picture is not published, and what is broken is named."""
    with pytest.raises(GuidanceError) as caught:
        make(page("index.md", body), page("other.md", "Words.", 2))

    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_mkdocs_keeps_quiet(
    make: Make, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither MkDocs nor Material writes to the screen, and their log is as it was."""
    logger = logging.getLogger("mkdocs")
    before = (list(logger.handlers), logger.propagate, logger.level)

    make(page("index.md", "Words."))
    with pytest.raises(GuidanceError):
        make(page("index.md", "[x](nope.md)"))

    assert (capfd.readouterr(), caplog.records) == (("", ""), [])
    assert (list(logger.handlers), logger.propagate, logger.level) == before


# --- what is remembered -----------------------------------------------------------------------------------


def test_pages_are_remembered(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing they are made from changes, MkDocs is not asked again, and not a byte differs."""
    first = make(page("index.md", "Words."), cache=tmp_path)
    monkeypatch.setattr(guidance, "_run_mkdocs", None)

    assert make(page("index.md", "Words."), cache=tmp_path) == first


def test_the_key_changes_with_everything_that_pages_are_made_from(
    site: SiteView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words, heads, order, site, templates, settings and engine: each makes another key."""
    one, two = page("index.md", "Words."), page("other.md", "Words.", 2)
    templates = tmp_path / "templates"
    (templates / "parts").mkdir(parents=True)
    (templates / "parts" / "a.html").write_text("1", encoding="utf-8")
    config = tmp_path / "mkdocs.yml"
    config.write_text("1", encoding="utf-8")
    monkeypatch.setattr(guidance, "TEMPLATES", templates)
    monkeypatch.setattr(guidance, "CONFIG", config)

    keys = [guidance._key((one, two), site)]
    keys.append(guidance._key((one,), site))
    keys.append(guidance._key((replace(one, body="Words, more."), two), site))
    keys.append(guidance._key((page("index.md", "Words.", title="Another"), two), site))
    keys.append(guidance._key((one, two), replace(site, base_url="https://y.example/")))
    keys.append(guidance._key((one, two), replace(site, organisation="Another")))
    keys.append(guidance._key((one, two), replace(site, assets={})))
    (templates / "parts" / "a.html").write_text("2", encoding="utf-8")
    keys.append(guidance._key((one, two), site))
    config.write_text("2", encoding="utf-8")
    keys.append(guidance._key((one, two), site))
    monkeypatch.setattr(guidance, "version", lambda name: f"{name} of another version")
    keys.append(guidance._key((one, two), site))

    assert len(set(keys)) == len(keys)
    assert guidance._key((one, two), site) == keys[-1]
