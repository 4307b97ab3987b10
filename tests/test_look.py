"""What templates may use: addresses, dates, hostile values, and an environment that forgives nothing."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import jinja2
import pytest
from assets_of import assets_of
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.config import load_config

from kle_site import headers, look
from kle_site.assets import TEMPLATES, assets
from kle_site.directory import Directory
from kle_site.load import Content
from kle_site.look import Here, Page, SiteView, address_from

pytestmark = pytest.mark.whole

HOSTILE = "\"'><script>alert(1)</script>&amp;{{ site.office }}{% raw %}"

MADE = {name: b"export default {};" for name in ("leader-page.js", "photo-rules.js", "rulebook.js")}
"""Scripts that are made for each site, and that others import."""


@pytest.fixture(name="site")
def _site(world_content: Content, today: datetime.date) -> SiteView:
    """The miniature county's site as templates see it."""
    addresses = {name: address for name, (address, _) in assets_of(world_content, today).items()}
    return look.site_view(world_content.site, today, addresses, None)


@pytest.fixture(name="in_template")
def _in_template(site: SiteView) -> Callable[..., str]:
    """Return a function: a template's text and its values → what the leaders' environment makes of it."""
    env = look.environment(site)

    def render(text: str, here: Here | None = None, **values: object) -> str:
        return env.from_string(text).render(here=here or Here("/directory/", "", ""), **values)

    return render


# --- addresses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "address", "expected"),
    [
        ("/", "/", "./"),
        ("/", "/directory/", "directory/"),
        ("/", "/directory/ann-lee/", "directory/ann-lee/"),
        ("/", "/assets/site.css", "assets/site.css"),
        ("/", "/#main", "./#main"),
        ("/directory/", "/", "../"),
        ("/directory/", "/directory/", "./"),
        ("/directory/", "/directory/ann-lee/", "ann-lee/"),
        ("/directory/", "/directory/?q=ann&area=east#results", "./?q=ann&area=east#results"),
        ("/directory/", "/guidance/", "../guidance/"),
        ("/directory/ann-lee/", "/", "../../"),
        ("/directory/ann-lee/", "/directory/", "../"),
        ("/directory/ann-lee/", "/directory/ann-lee/", "./"),
        ("/directory/ann-lee/", "/directory/bob-ray/#words", "../bob-ray/#words"),
        ("/directory/area/east/", "/guidance/deployment/#c-free", "../../../guidance/deployment/#c-free"),
        ("/directory/area/east/", "/data/v1/manifest.json", "../../../data/v1/manifest.json"),
        ("/guidance/2016-17/", "/guidance/", "../"),
        ("/directory/", "/directory/?from=/a/b/", "./?from=/a/b/"),
        ("/directory/", "/x/#a?b/c", "../x/#a?b/c"),
        ("/directory/", "/directory", "."),
        ("/directory/ann-lee/", "/directory/ann-lee-2/", "../ann-lee-2/"),
    ],
)
def test_a_site_path_becomes_relative_to_the_page(page: str, address: str, expected: str) -> None:
    """A link leads from the page it stands on, so that the site works below any path."""
    assert address_from(Here(page, "", ""), "/", address) == expected
    assert address_from(Here(page, "", ""), "/leaders/", address) == expected


@pytest.mark.parametrize("address", ["#main", "https://www.example.org/", "mailto:a@b.example", "other/", ""])
def test_what_is_no_site_path_stays_as_it_is(address: str) -> None:
    """Only what starts with a slash is a path of this site."""
    assert address_from(Here("/directory/", "", ""), "/", address) == address
    assert address_from(Here("/404.html", "", "", absolute=True), "/leaders/", address) == address


@pytest.mark.parametrize(
    ("base_path", "address", "expected"),
    [
        ("/", "/", "/"),
        ("/", "/directory/", "/directory/"),
        ("/system-leaders/", "/", "/system-leaders/"),
        ("/system-leaders/", "/directory/?q=a#b", "/system-leaders/directory/?q=a#b"),
    ],
)
def test_a_page_served_anywhere_links_from_the_base_path(base_path: str, address: str, expected: str) -> None:
    """The page for what does not exist cannot know where it stands, so its links start at the base."""
    assert address_from(Here("/404.html", "", "", absolute=True), base_path, address) == expected


_PATH = st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True), max_size=4).map(
    lambda parts: "/" + "".join(f"{part}/" for part in parts)
)


@given(
    page=_PATH, target=_PATH, rest=st.sampled_from(["", "?q=a/b", "#c-x", "?q=1#c", "file.json", "a.b.css?x"])
)
def test_a_browser_follows_every_relative_address_home(page: str, target: str, rest: str) -> None:
    """From any page to any other, below any base, a browser arrives where the site path says."""
    link = address_from(Here(page, "", ""), "/", target + rest)

    for base in ("https://a.example", "https://a.example/system-leaders"):
        assert urljoin(base + page, link) == base + target + rest


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", "index.html"),
        ("/directory/", "directory/index.html"),
        ("/directory/ann-lee/", "directory/ann-lee/index.html"),
        ("/404.html", "404.html"),
        ("/.well-known/security.txt", ".well-known/security.txt"),
    ],
)
def test_a_server_gives_this_file_for_an_address(address: str, expected: str) -> None:
    """An address that ends with a slash is served from the index.html in it."""
    assert look.file_of(address) == expected
    assert Page(address, "").file == expected


# --- filters ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "as_day", "as_month"),
    [
        (datetime.date(2016, 10, 3), "3 October 2016", "October 2016"),
        (datetime.date(2024, 2, 29), "29 February 2024", "February 2024"),
        (datetime.date(987, 1, 1), "1 January 987", "January 987"),
    ],
)
def test_days_and_months_are_written_in_words(date: datetime.date, as_day: str, as_month: str) -> None:
    """A day is written as 3 October 2016, without a nought before it, and a month as October 2016."""
    assert (look.day(date), look.month(date)) == (as_day, as_month)


def test_the_url_filter_uses_the_page_and_the_base(in_template: Callable[..., str], site: SiteView) -> None:
    """`|url` asks `here`: relative on a page, from the base path on the 404 page."""
    lost = Here("/404.html", "", "", absolute=True)

    assert in_template("{{ '/guidance/' | url }}") == "../guidance/"
    assert in_template("{{ '/guidance/' | url }}", here=lost) == "/guidance/"


@pytest.mark.parametrize("word", ["mentoring", "all-through", "open", "district", "status"])
def test_words_of_the_contract_have_words_for_readers(in_template: Callable[..., str], word: str) -> None:
    """`|label` turns a word of the files into one for people."""
    label = in_template("{{ word | label }}", word=word)

    assert label[0].isupper()
    assert label != word


def test_an_unknown_word_has_no_label(in_template: Callable[..., str]) -> None:
    """A word that has no label is our mistake, and is not printed as it is."""
    with pytest.raises(KeyError):
        in_template("{{ 'no-such-word' | label }}")


@pytest.mark.parametrize(
    ("mailbox", "expected"),
    [
        ("office@school.example", "mailto:office@school.example"),
        ("a@b.example?cc=all@b.example&body=x", "mailto:a@b.example%3Fcc%3Dall@b.example%26body%3Dx"),
        ("a@b.example,c@d.example", "mailto:a@b.example%2Cc@d.example"),
        ('a"onclick="x@b.example', "mailto:a%22onclick%3D%22x@b.example"),
        ("a@b.example\r\nBcc: c@d.example", "mailto:a@b.example%0D%0ABcc%3A%20c@d.example"),
    ],
)
def test_a_mailbox_cannot_add_to_the_message(
    in_template: Callable[..., str], mailbox: str, expected: str
) -> None:
    """Whatever a mailbox holds, its link names one recipient and no words."""
    assert in_template("{{ mailbox | mailto }}", mailbox=mailbox) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("01632 960001", "tel:01632960001"),
        ("+44 (0)1632 960 001", "tel:+4401632960001"),
        ("01632 960001 ext. 12", "tel:01632960001"),
        ('01632"><script>', "tel:01632"),
        ("javascript:alert(1)", "tel:1"),
    ],
)
def test_a_telephone_link_holds_digits(in_template: Callable[..., str], number: str, expected: str) -> None:
    """Whatever a number holds, its link is digits."""
    assert in_template("{{ number | tel }}", number=number) == expected


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://www.example.org/",
        "http://www.example.org/",
        "//www.example.org/",
        "data:text/html,x",
        'https://www.example.org/" onclick="x',
        "https://user@www.example.org/",
        "https://127.0.0.1/",
        "",
        None,
    ],
)
def test_only_a_public_secure_address_becomes_a_link(
    in_template: Callable[..., str], address: str | None
) -> None:
    """The last wall before an `href` gives nothing for what we do not publish."""
    assert in_template("[{{ address | weblink }}]", address=address) == "[]"


def test_a_good_address_becomes_a_link(in_template: Callable[..., str]) -> None:
    """A public address passes, escaped."""
    made = in_template("{{ 'https://www.example.org/?a=1&b=2' | weblink }}")

    assert made == "https://www.example.org/?a=1&amp;b=2"


def test_prose_is_the_one_text_that_arrives_as_html(in_template: Callable[..., str]) -> None:
    """A portrait's Markdown becomes HTML; what is HTML in it, or template, stays words."""
    made = in_template("{{ words | prose }}", words=f"**bold** {HOSTILE}")

    assert "<strong>bold</strong>" in made
    assert "<script" not in made
    assert "{{ site.office }}{% raw %}" in made


# --- the environments -------------------------------------------------------------------------------------


@pytest.fixture(name="environments")
def _environments(site: SiteView) -> dict[str, jinja2.Environment]:
    """Both environments as pages are made with them: the leaders' and MkDocs' own."""
    config = load_config(str(Path(look.TEMPLATES).parent / "mkdocs.yml"), docs_dir=str(look.TEMPLATES))
    mkdocs = config.theme.get_env()
    look.furnish(mkdocs, site)
    return {"leaders": look.environment(site), "guidance": mkdocs}


@pytest.mark.parametrize("name", ["leaders", "guidance"])
def test_every_value_is_escaped(environments: dict[str, jinja2.Environment], name: str) -> None:
    """Neither environment lets a value be anything but words."""
    made = environments[name].from_string('<p title="{{ it }}">{{ it }}</p>').render(it=HOSTILE)

    assert made.count("<") == 2
    assert made.count('"') == 2
    assert "{{ site.office }}" in made


@pytest.mark.parametrize("name", ["leaders", "guidance"])
@pytest.mark.parametrize(
    "text", ["{{ no_such_name }}", "{{ site.no_such_field }}", "{% if nope %}{% endif %}"]
)
def test_a_misspelt_name_is_an_error(
    environments: dict[str, jinja2.Environment], name: str, text: str
) -> None:
    """A name that a template gets wrong stops the build instead of leaving a gap."""
    with pytest.raises(jinja2.UndefinedError):
        environments[name].from_string(text).render()


@pytest.mark.parametrize("name", ["leaders", "guidance"])
def test_both_environments_have_the_same_tools(
    environments: dict[str, jinja2.Environment], name: str, site: SiteView
) -> None:
    """base.html finds `site` and `|url` whichever engine renders it."""
    env = environments[name]
    here = Here("/guidance/x/", "A <title>", 'A "sentence"', section="guidance")

    made = env.get_template("base.html").render(here=here)
    if name == "leaders":
        made = look.render(env, "base.html", here).body

    assert env.globals["site"] is site
    assert "<title>A &lt;title&gt; – Leaders of Example</title>" in made
    assert 'content="A &#34;sentence&#34;"' in made
    assert '<a href="../../directory/">' in made


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/directory/",
        "/directory/area/east/",
        "/directory/area/east/page/2/",
        "/impact/x/",
        "/directory/somebody/",
    ],
)
def test_a_card_made_once_is_the_card_of_each_page(
    world_content: Content, today: datetime.date, site: SiteView, path: str
) -> None:
    """Whichever page showed a card first, each shows what it would have made itself."""
    env = look.environment(site)
    made = env.from_string('{% from "parts/leader.html" import card with context %}{{ card(entry) }}')
    once = jinja2.DictLoader({"once": "{{ card(entry) }}"})
    env.loader = jinja2.ChoiceLoader([once, jinja2.FileSystemLoader(TEMPLATES)])
    listed = Directory(world_content, today).listed

    for entry in listed:
        here = Here(path, "", "")
        page = look.render(env, "once", here, entry=entry)
        assert page.body == made.render(here=here, entry=entry)
        assert page.drawn().own == ""
    assert any(entry.picture for entry in listed)


def test_a_frame_made_once_is_the_frame_of_each_page(site: SiteView) -> None:
    """Whichever page of a section showed the frame first, each shows what it would have made itself."""
    paths = [
        "/",
        "/directory/",
        "/directory/a/",
        "/directory/area/b/",
        "/changes/",
        "/areas/",
        "/areas/a/",
        "/areas/b/",
    ]
    paths += ["/directory/b/c/", "/directory/b/d/", "/directory/b/d/page/2/", "/governors/a/", "/governors/"]
    heres = [Here(path, "", "", section) for path in paths for section in ("", "directory", "areas")]
    heres.append(Here("/404.html", "", "", absolute=True))
    env = look.environment(site)

    for here in heres:
        page = look.render(env, "base.html", here)
        assert page.body == look.render(look.environment(site), "base.html", here).body
        assert "<nav" not in page.drawn().own


def test_what_is_made_once_asks_for_no_asset(site: SiteView) -> None:
    """A page is known by the assets it asks for: which frames made before asked for, nobody would know."""
    env = look.environment(site)
    asked = list[str]()

    class Watched(dict[str, str]):
        def __getitem__(self, name: str) -> str:
            asked.append(name)
            return super().__getitem__(name)

    env.globals["site"] = replace(site, assets=Watched(site.assets))
    first = look.render(env, "base.html", Here("/x/y/", "", "")).drawn()
    asked_first, asked[:] = list(asked), []
    second = look.render(env, "base.html", Here("/x/y/", "", "")).drawn()

    assert first == second
    assert asked == asked_first


def test_no_page_holds_what_turns_the_reading_order(site: SiteView) -> None:
    """A name that would reorder the words after it is published without the characters that do so."""
    env = look.environment(site)

    page = look.render(env, "base.html", Here("/x/", "Ann \u202eLee\u2069, \u2066Siân", "A \u202a sentence"))

    assert "<title>Ann Lee, Siân – " in page.body
    assert not set(page.body) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("here", "demonstration", "expected"),
    [
        (Here("/x/", "X", "X."), True, True),
        (Here("/x/", "X", "X."), False, False),
        (Here("/x/", "X", "X.", indexed=False), False, True),
    ],
)
def test_who_may_be_found_by_search_engines(
    world_content: Content, today: datetime.date, here: Here, demonstration: bool, expected: bool
) -> None:
    """Search engines are kept from a demonstration, and from pages that are not to be listed."""
    stage = "demonstration" if demonstration else "live"
    file = world_content.site.model_copy(update={"stage": stage})
    addresses = {name: address for name, (address, _) in assets_of(world_content, today).items()}
    env = look.environment(look.site_view(file, today, addresses, None))

    made = look.render(env, "base.html", here).body

    assert ('<meta name="robots" content="noindex">' in made) == expected
    assert ("Demonstration." in made) == demonstration


# --- the site and its assets ------------------------------------------------------------------------------


def test_the_address_comes_from_the_file_or_from_the_command(
    world_content: Content, today: datetime.date
) -> None:
    """`--base-url` wins over the domain and base path of site.yaml."""
    file = world_content.site.model_copy(update={"base_path": "/below/"})

    own = look.site_view(file, today, {}, None)
    told = look.site_view(file, today, {}, "https://x.example/system-leaders/")

    assert (own.base_url, own.base_path) == ("https://leaders.example/below/", "/below/")
    assert (told.base_url, told.base_path) == ("https://x.example/system-leaders/", "/system-leaders/")


def test_two_assets_of_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts lie in folders and are published in one: of two with one name, neither would be missed."""
    monkeypatch.setattr("kle_site.assets.TEMPLATES", tmp_path)
    for folder in ("find", "match"):
        (tmp_path / "assets" / folder).mkdir(parents=True)
        (tmp_path / "assets" / folder / "people.js").write_text("")

    with pytest.raises(ValueError, match="the same name"):
        assets(MADE)
    with pytest.raises(ValueError, match="the same name"):
        assets({**MADE, "people.js": b""})


def test_what_is_published_of_ours_holds_no_comment() -> None:
    """Of our scripts and stylesheets every word for visitors is published, and none for their readers."""
    published = assets(MADE)
    files = [file for file in (TEMPLATES / "assets").rglob("*.*s") if file.parent.name != "vendor"]

    for file in files:
        text, body = file.read_text(encoding="utf-8"), published[file.name][1].decode()
        # A line of what goes over several lines could look like a comment.
        assert [line for line in text.split("\n") if line.count("`") % 2] == []
        assert not re.search(r"(?:^|[\s;{}])/[/*]", body)
        for words in re.findall(r'"([A-Z][^"`$\\\n]{12,})"', re.sub(r"(?m)(?:^|\s)//.*", "", text)):
            assert words in body, f"{file.name} lost {words}"

    assert {".css", ".js"} == {file.suffix for file in files}
    assert len(files) > 30


def test_an_assets_name_holds_a_digest_of_its_bytes() -> None:
    """A browser may keep an asset for ever, because other bytes have another name."""
    found = assets(MADE)

    assert {"site.css", "tools.css", "material.css"} <= found.keys()
    for name, (address, body) in found.items():
        stem, _, ending = name.rpartition(".")
        assert address == f"/assets/{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{ending}"


def test_materials_stylesheet_stays_below_ours() -> None:
    """Material's rules are in a cascade layer, so that whatever site.css says wins; it points at no map."""
    body = assets(MADE)["material.css"][1].decode()

    assert body.startswith("@layer material{")
    assert body.endswith("}\n")
    assert "sourceMappingURL" not in body
    assert "@charset" not in body


def test_a_page_carries_the_policy_that_a_page_may_carry() -> None:
    """Hosts without headers get the policy from the page, without what browsers refuse there."""
    policy = look.Here("/directory/", "", "").policy

    assert policy == headers.policy("/directory/", in_page=True)
    assert "frame-ancestors" not in policy
    assert "script-src 'self'" in policy
