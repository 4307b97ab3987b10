"""A build: the same bytes wherever it is made, all or nothing, and not a word that must not be published."""

from __future__ import annotations

import html
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import jinja2
import pytest
from conftest import ROOT, ReadPage
from golden import TODAY, files

from kle_site import guidance, links, look, pages, placing, tree, warm
from kle_site.build import Options, Outcome, build
from kle_site.guidance import GuidanceError

pytestmark = pytest.mark.whole

BASE = "https://x.example/system-leaders/"


@pytest.fixture(scope="module", name="cache")
def _cache(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the miniature county's protocols, so that most builds here need no MkDocs."""
    folder = tmp_path_factory.mktemp("cache")
    out = tmp_path_factory.mktemp("warm") / "site"
    build(Options(content=world, out=out, today=TODAY, cache=folder))
    return folder


@pytest.fixture(name="out")
def _out(tmp_path: Path) -> Path:
    """A folder to build, not there yet."""
    return tmp_path / "site"


@pytest.fixture(name="old")
def _old(own_world: Path, out: Path, cache: Path) -> dict[str, bytes]:
    """The bytes of a site that stands in `out` before something goes wrong."""
    _build(own_world, out, cache)
    return files(out)


def _build(content: Path, out: Path, cache: Path | None, **more: Any) -> Outcome:
    return build(Options(content=content, out=out, today=TODAY, cache=cache, **more))


def spoil(file: Path, old: str, new: str) -> None:
    """Change a piece of a file, which must be there."""
    text = file.read_text(encoding="utf-8")

    assert old in text

    file.write_text(text.replace(old, new), encoding="utf-8")


def told(outcome: Outcome) -> list[tuple[str, int, int, str]]:
    """Where each problem is, and its code."""
    return [
        (Path(problem.path).as_posix(), problem.line, problem.column, problem.code)
        for problem in outcome.problems
    ]


# --- the same bytes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_a_build_elsewhere_has_the_same_bytes(
    world: Path, built_world: Path, tmp_path: Path, seed: str
) -> None:
    """In another process and folder, with another hash seed, time zone and locale: not a byte differs."""
    elsewhere = tmp_path / "some where" / "else"
    elsewhere.mkdir(parents=True)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": seed,
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
        "HOME": str(tmp_path),
    }
    command = [sys.executable, "-m", "kle_site.cli", "build", "--content", str(world)]
    command += ["--out", "a site", "--today", TODAY.isoformat()]

    done = subprocess.run(
        command, cwd=elsewhere, env=environment, umask=0o077, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert files(elsewhere / "a site") == files(built_world)


def test_the_cache_never_changes_a_byte(own_world: Path, built_world: Path, tmp_path: Path) -> None:
    """Filled, used, corrupt, or of another content: the site is the same as without."""
    expected, cache = files(built_world), tmp_path / "cache"
    sites = []
    for name in ("filled", "used", "corrupt"):
        if name == "corrupt":
            for file in cache.iterdir():
                file.write_bytes(b'{"format": 1')
        _build(own_world, tmp_path / name, cache)
        sites.append(files(tmp_path / name))
    spoil(own_world / "guidance" / "mentoring.md", "A leader helps", "A leader sometimes helps")
    _build(own_world, tmp_path / "other", cache)
    spoil(own_world / "guidance" / "mentoring.md", "A leader sometimes helps", "A leader helps")
    _build(own_world, tmp_path / "back", cache)

    assert [site == expected for site in (*sites, files(tmp_path / "back"))] == [True] * 4
    assert files(tmp_path / "other") != expected


def test_a_build_again_writes_nothing(old: dict[str, bytes], own_world: Path, out: Path, cache: Path) -> None:
    """The third build finds every file of the spare as it should be; the site stays as it was."""
    _build(own_world, out, cache)
    outcome = _build(own_world, out, cache)

    assert outcome.report is not None
    assert (outcome.report.written, outcome.report.removed) == (0, 0)
    assert outcome.report.kept == len(old) - 1
    assert files(out) == old


def test_what_a_build_tells(own_world: Path, out: Path, cache: Path) -> None:
    """How many leaders are listed, how many pages there are, and each step as it begins."""
    steps: list[str] = []
    outcome = build(Options(content=own_world, out=out, today=TODAY, cache=cache), steps.append)

    assert (outcome.leaders, outcome.pages, outcome.problems) == (3, len(list(out.rglob("*.html"))), [])
    assert steps == [
        "Reading the portraits",
        "Checking them",
        "Making the documents",
        "Making the photos",
        "Making the protocols’ pages",
        "Making the leaders’ pages",
        "Writing what programs read",
        "Making the spreadsheets",
        "Following every link",
    ]


def test_one_changed_portrait_changes_few_files(
    old: dict[str, bytes], own_world: Path, out: Path, cache: Path
) -> None:
    """A word in a portrait changes that page, the words to be searched, their address, and the manifest."""
    spoil(own_world / "kles" / "ada-plain.yaml", "a village school", "a hamlet school")
    _build(own_world, out, cache)
    new = files(out)

    assert {_plain(name) for name in new | old if new.get(name) != old.get(name)} == {
        "directory/ada-plain/index.html",
        "directory/index.html",
        "assets/words.json",
        "data/v1/leaders.json",
        OFFERED,
        tree.MANIFEST,
    }


def _plain(name: str) -> str:
    """Return an asset's name without the digest of its bytes."""
    return re.sub(r"\.[0-9a-f]{10}\.", ".", name)


# --- all or nothing ---------------------------------------------------------------------------------------


def test_a_failing_check_leaves_the_old_site(
    old: dict[str, bytes], own_world: Path, out: Path, cache: Path
) -> None:
    """With an error in one portrait nothing is built, and the error has its place."""
    spoil(own_world / "kles" / "ada-plain.yaml", "works_in: [upland]", "works_in: [downland]")

    outcome = _build(own_world, out, cache)

    assert outcome.report is None
    assert told(outcome) == [(f"{own_world.as_posix()}/kles/ada-plain.yaml", 8, 12, "unknown-place")]
    assert files(out) == old


@pytest.mark.parametrize(
    ("link", "line", "column"),
    [
        ("[x](/directory/nobody/)", 10, 5),
        ("Words, then [x](/directory/nobody/ 'title').", 10, 17),
        ("[fine](/directory/) and [x](/directory/nobody/).", 10, 29),
        ("[x][ref]\n\n[ref]: /directory/nobody/", 12, 8),
        ("[x](</directory/nobody/>)", 10, 6),
        ("[x](/directory/nobody)", 10, 5),
        ("[fine](/directory/) [fine](/directory/ada-plain/) [x](/directory)", 10, 55),
        ("[x](/guidance/deployment/#nothing)", 10, 5),
    ],
)
def test_a_broken_link_is_told_where_it_was_typed(
    old: dict[str, bytes], own_world: Path, out: Path, cache: Path, link: str, line: int, column: int
) -> None:
    """A link to no page or place stops the build, and is told at its line and column of the Markdown."""
    spoil(own_world / "guidance" / "2016-17" / "index.md", "What stood here then.", f"First.\n\n{link}\n\n")

    outcome = _build(own_world, out, cache)

    path = f"{own_world.as_posix()}/guidance/2016-17/index.md"
    assert told(outcome) == [(path, line, column, "broken-link")]
    assert outcome.report is None
    assert files(out) == old


def test_a_broken_link_shows_its_line(own_world: Path, out: Path, cache: Path) -> None:
    """The report shows the line as it was typed, what it leads to, and what to do."""
    spoil(own_world / "guidance" / "mentoring.md", "A leader helps", "[A leader](/directory/nobody/) helps")

    (problem,) = _build(own_world, out, cache).problems

    assert problem.excerpt.startswith("[A leader](/directory/nobody/) helps")
    assert problem.message == "The link to /directory/nobody/ leads nowhere: there is no such page."
    assert problem.hint == "Mend or remove it."


def test_a_page_that_every_site_needs(own_world: Path, out: Path, cache: Path) -> None:
    """Where a page of the protocols is missing that our own pages lead to, that is told once."""
    (own_world / "guidance" / "school-improvement.md").unlink()

    outcome = _build(own_world, out, cache)

    folder = own_world.as_posix()
    assert told(outcome)[0] == (f"{folder}/guidance", 1, 1, "broken-link")
    assert {row[3] for row in told(outcome)} == {"broken-link"}
    assert outcome.problems[0].message == (
        "Every site leads to /guidance/school-improvement/, and there is no such page."
    )


def test_a_link_of_our_own_that_is_broken(
    own_world: Path, out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a page that we make leads astray, that is told as our fault, at the page's address."""
    monkeypatch.setattr(pages.areas, "_here", lambda area: look.Here(f"/nowhere/{area.slug}/", "A", "B"))

    outcome = _build(own_world, out, cache)

    assert ("/areas", 1, 1, "broken-link") in told(outcome)
    assert outcome.problems[0].hint == (
        "This page is made by the program: it is our fault, not yours. Please tell us."
    )


def test_every_broken_link_is_told_at_once(own_world: Path, out: Path, cache: Path) -> None:
    """One build tells all of them."""
    spoil(own_world / "guidance" / "mentoring.md", "A leader helps", "[a](/a/) [b](/b/) helps")
    spoil(own_world / "guidance" / "peer-review.md", "A leader helps", "[c](/c/) helps")

    assert len(told(_build(own_world, out, cache))) == 3


def test_what_mkdocs_warns_of_leaves_the_old_site(
    old: dict[str, bytes], own_world: Path, out: Path, cache: Path
) -> None:
    """A link that MkDocs itself finds broken is a problem of the content."""
    spoil(own_world / "guidance" / "mentoring.md", "(deployment.md)", "(deploymint.md)")

    outcome = _build(own_world, out, cache)

    (problem,) = outcome.problems
    assert (problem.code, problem.path) == ("guidance", f"{own_world.as_posix()}/guidance")
    assert "deploymint.md" in problem.message
    assert files(out) == old


def test_a_page_that_cannot_be_made_leaves_the_old_site(
    old: dict[str, bytes], own_world: Path, out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of ours, half-way through the pages, ends the build and changes nothing."""

    def broken(*_: object) -> Any:
        raise jinja2.UndefinedError("no such field")

    spoil(own_world / "kles" / "ada-plain.yaml", "a village school", "a hamlet school")
    monkeypatch.setattr(pages.leader, "_here", broken)

    with pytest.raises(jinja2.UndefinedError):
        _build(own_world, out, cache)

    assert files(out) == old
    assert tree.verify(out) == []


def test_a_template_with_a_misspelt_field_leaves_the_old_site(
    old: dict[str, bytes],
    own_world: Path,
    out: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A template that asks for what is not there ends the build and changes nothing."""
    templates = tmp_path / "templates"
    for file in look.TEMPLATES.rglob("*"):
        if file.is_file():
            (templates / file.relative_to(look.TEMPLATES)).parent.mkdir(parents=True, exist_ok=True)
            (templates / file.relative_to(look.TEMPLATES)).write_bytes(file.read_bytes())
    spoil(templates / "pages" / "gone.html", "{{ area }}", "{{ aera }}")
    for one in (look, warm):
        monkeypatch.setattr(one, "TEMPLATES", templates)

    with pytest.raises(jinja2.UndefinedError):
        _build(own_world, out, cache)

    assert files(out) == old


def test_a_site_that_cannot_be_written_is_left(
    old: dict[str, bytes], own_world: Path, out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the disk says, the error is a TreeError, and the old site stays."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    spoil(own_world / "kles" / "ada-plain.yaml", "a village school", "a hamlet school")
    monkeypatch.setattr(placing, "create", full)

    with pytest.raises(tree.TreeError, match="disk is full"):
        _build(own_world, out, cache)

    assert files(out) == old


def test_nothing_is_left_where_no_site_could_be_made(own_world: Path, out: Path, cache: Path) -> None:
    """A first build that fails makes no site."""
    spoil(own_world / "guidance" / "mentoring.md", "A leader helps", "[a](/a/) helps")

    outcome = _build(own_world, out, cache)

    assert outcome.report is None
    assert not out.exists()


def test_a_release_refuses_what_may_not_be_published(own_world: Path, out: Path, cache: Path) -> None:
    """A live site is built with examples for a look, and not for release."""
    spoil(own_world / "site.yaml", "stage: demonstration", "stage: live")

    fine, refused = _build(own_world, out, cache), _build(own_world, out, cache, release=True)

    assert (fine.report is not None, refused.report) == (True, None)
    assert {code for *_, code in told(refused)} == {"example-live"}


# --- not a word too much ----------------------------------------------------------------------------------

PAUSED = "directory/bertram-quillfeather/index.html"
OFFERED = "submit/portraits/0.json"
WORDS: dict[str, set[str]] = {
    # An unlisted person: nowhere, under no address of theirs.
    "Dmitri": set(),
    "Vanterpool": set(),
    "Merlin": set(),
    "dima-merlin": set(),
    "900040": set(),
    # A withdrawn person: at the former addresses, as an address and nothing more.
    "Cosima ": set(),
    "Featherstone ": set(),
    "Osprey": set(),
    "900030": set(),
    "cosima-f": {
        "directory/cosima-featherstone/index.html",
        "directory/cosima-former/index.html",
        tree.MANIFEST,
    },
    "someone-who-left": {"directory/someone-who-left/index.html", tree.MANIFEST},
    "2026-03-31": set(),
    # A paused person: on their own page. A former address knows where that is.
    # What a change starts from holds them like everybody else, and nothing of their time.
    "Bertram Quillfeather": {PAUSED, OFFERED},
    "Kestrel": {PAUSED, OFFERED},
    "bertram-quillfeather": {
        PAUSED,
        OFFERED,
        "directory/bertie-quill/index.html",
        tree.MANIFEST,
        ".htaccess",
        ".nginx.conf",
        "_redirects",
    },
    # A leader who fills in one of the forms may choose it, too.
    "Not taking commissions at present": {
        PAUSED,
        "annual-submission/index.html",
        "submit/index.html",
        "submit/availability/index.html",
        "assets/leader-page.js",
    },
    "office@kestrel.example": {OFFERED},
    "2027-04-12": set(),
    "12 April 2027": set(),
    # An adviser's mailbox: where somebody is told whom to ask in an area.
    "sia.primary": {
        "areas/coast/index.html",
        "areas/hills/index.html",
        "assets/places.json",
    },
    # A district's former name: where somebody may look for it.
    "Old Dale": {
        "assets/places.json",
        "assets/leader-page.js",
        "data/index.html",
        "data/v1/places.json",
    },
    # What is in the files and for nobody’s eyes: notes, consent, identifiers.
    "Shows:": set(),
    "notice: 1": set(),
    '"notice":': {"assets/rulebook.js"},
    "90001<": set(),
    # A school's former number: where a change starts from, as a list of schools is given whole.
    "900110": {OFFERED},
}


@pytest.fixture(scope="module", name="published")
def _published(built_world: Path) -> dict[str, str]:
    """Every published file's text, as it is and with its entities read; but for stylesheets and pictures."""
    bodies = {
        name: (_inside(body) if name.endswith(".xlsx") else body).decode("utf-8", "replace")
        for name, body in files(built_world).items()
        if not name.endswith((".css", ".png", ".odt", ".docx", ".pdf")) and not name.startswith("photos/")
    }
    return {name: f"{body}\n{html.unescape(body)}" for name, body in bodies.items()}


def _inside(spreadsheet: bytes) -> bytes:
    """Return all parts of a spreadsheet, unpacked."""
    with zipfile.ZipFile(io.BytesIO(spreadsheet)) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("word", WORDS)
def test_who_may_read_what(published: dict[str, str], word: str) -> None:
    """What is not to be told stands in no byte of any file, but where the contract allows it."""
    allowed_in_words = {"data/v1/portrait.schema.json"} if word in {'"notice":', "Old Dale"} else set()
    found = {_plain(name) for name, body in published.items() if word.casefold() in body.casefold()}

    assert found - allowed_in_words == WORDS[word]


HOSTS = {"_headers", "_redirects", ".htaccess", ".nginx.conf"}
"""Settings that hosts read."""


def test_no_source_is_published(built_world: Path) -> None:
    """No portrait, no Markdown, no template and nothing hidden lies in the site."""
    names = files(built_world).keys()
    kinds = {Path(name).suffix for name in names - HOSTS}
    hidden = {name for name in names if "/." in f"/{name}"}

    words = {".html", ".css", ".js", ".json", ".xml", ".txt", ".ics", ".csv"}

    assert kinds == words | {".avif", ".webp", ".jpg", ".png", ".odt", ".docx", ".pdf", ".xlsx"}
    assert hidden == {".well-known/security.txt", ".htaccess", ".nginx.conf"}
    assert names >= HOSTS


@pytest.mark.parametrize("piece", ["{%", "{#", "#}", "{{ organisation", "yaml-language-server", "\ue000"])
def test_no_template_shows_through(published: dict[str, str], piece: str) -> None:
    """No template's source, token or mark is left on a page, but what an author wrote about them."""
    found = {name for name, body in published.items() if piece in body}
    # A script's class may begin with a private field; the form writes portraits, with their first line.
    found -= {name for name in found if piece in {"{#", "yaml-language-server"} and name.endswith(".js")}
    its_author = {"guidance/deployment/index.html", "guidance/passages.json"}

    assert found == (its_author if piece == "{%" else set())


@pytest.mark.parametrize(
    "path", [str(ROOT), tempfile.gettempdir(), "kle-guidance-", "site-packages", "localhost"]
)
def test_no_path_of_the_machine_is_published(published: dict[str, str], path: str) -> None:
    """A reader cannot tell where a site was built."""
    # The form refuses links to such a host by its name.
    refused = {"assets/rulebook.js"} if path == "localhost" else set()

    assert {_plain(name) for name, body in published.items() if path in body} == refused


# --- below a sub-path -------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="below")
def _below(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature county's site, built for a sub-path of another host."""
    out = tmp_path_factory.mktemp("below") / "site"
    outcome = build(Options(content=world, out=out, today=TODAY, cache=None, base_url=BASE))

    assert outcome.problems == []

    return out


def html_files(site: Path) -> dict[str, Path]:
    """Each page's site path → its file."""
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    return {"/" + name.removesuffix("index.html"): path for name, path in found.items()}


def test_links_below_a_sub_path(below: Path, read_page: Callable[..., ReadPage]) -> None:
    """Every link inside the site is relative, leads to a file and stays below the base."""
    for address, file in html_files(below).items():
        if address == "/404.html":
            continue
        for element in read_page(file).elements:
            link = element.attributes.get("href") or element.attributes.get("src")
            if link is None or urlsplit(link).scheme:
                continue
            assert not link.startswith("/"), (address, link)
            target = urlsplit(urljoin(BASE + address[1:], link))
            assert target.path.startswith("/system-leaders/"), (address, link)
            path = target.path.removeprefix("/system-leaders/")
            assert (below / path / "index.html" if path.endswith("/") or not path else below / path).is_file()


def test_the_404_page_below_a_sub_path(below: Path, read_page: Callable[..., ReadPage]) -> None:
    """Its links start with the base path, from whatever address it is shown."""
    found = [link for link in read_page(below / "404.html").values("href", "src") if link[0] not in "#dhm"]

    assert found
    assert {link for link in found if not link.startswith("/system-leaders/")} == set()


def test_who_says_where_a_page_is(below: Path, read_page: Callable[..., ReadPage]) -> None:
    """Canonical addresses, sitemap, robots.txt and schema use the address that was given."""
    for address, file in html_files(below).items():
        canonical = [
            one.attributes["href"]
            for one in read_page(file).all("link")
            if "canonical" in one.attributes["rel"]
        ]
        assert canonical == ([] if address == "/404.html" else [BASE + address[1:]])
    told = re.findall("<loc>(.*?)</loc>", (below / "sitemap.xml").read_text(encoding="utf-8"))
    assert told
    assert [one for one in told if not one.startswith(BASE)] == []
    assert f"Sitemap: {BASE}sitemap.xml" in (below / "robots.txt").read_text(encoding="utf-8")
    schema = json.loads((below / "data/v1/portrait.schema.json").read_bytes())
    assert schema["$id"] == f"{BASE}data/v1/portrait.schema.json"


def test_only_absolute_addresses_differ_below_a_sub_path(below: Path, built_world: Path) -> None:
    """But for addresses that must be whole, a site below a sub-path has the bytes of one at a root."""
    one, other = files(below), files(built_world)
    # A spreadsheet's addresses are packed. Partners are told the host alone, and hosts are told the path.
    whole = {"404.html", "embed/index.html", tree.MANIFEST, *HOSTS}
    whole |= {name for name in one if name.endswith(".xlsx")}
    named = {
        name: body.replace(BASE.encode(), b"https://leaders.example/").replace(
            quote(BASE, "").encode(), quote("https://leaders.example/", "").encode()
        )
        for name, body in one.items()
    }

    assert one.keys() == other.keys()
    assert {name for name in one if named[name] != other[name]} == whole


# --- every page -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="every_page")
def _every_page(
    built_world: Path, built_site: Path, read_page: Callable[..., ReadPage]
) -> dict[str, ReadPage]:
    """Every page of both sites."""
    found = {f"world{address}": read_page(file) for address, file in html_files(built_world).items()}
    return found | {f"site{address}": read_page(file) for address, file in html_files(built_site).items()}


def offenders(pages: dict[str, ReadPage], offends: Callable[[ReadPage], Any]) -> dict[str, Any]:
    """The pages of which something is true, and what."""
    return {address: found for address, page in pages.items() if (found := offends(page))}


def _metas(page: ReadPage, name: str) -> list[str]:
    return [one.attributes["content"] for one in page.all("meta") if one.attributes.get("name") == name]


def test_every_page_has_one_heading_of_the_first_level(every_page: dict[str, ReadPage]) -> None:
    """One h1, with words in it."""
    assert offenders(every_page, lambda page: [bool(one.text) for one in page.all("h1")] != [True]) == {}


def test_every_page_has_headings_without_gaps(every_page: dict[str, ReadPage]) -> None:
    """No heading is more than one level below the one before it."""

    def gaps(page: ReadPage) -> list[str]:
        levels = [int(one.tag[1]) for one in page.elements if re.fullmatch("h[1-6]", one.tag)]
        return [f"h{a} then h{b}" for a, b in pairwise(levels) if b > a + 1]

    assert offenders(every_page, gaps) == {}


def test_every_page_has_a_title_of_its_own(every_page: dict[str, ReadPage]) -> None:
    """One title each; two pages share one only where both say that something is not there."""
    titles: dict[str, list[str]] = {}
    for address, page in every_page.items():
        title = page.all("title")[0]  # a drawing's parts have titles, too
        titles.setdefault(f"{address.split('/')[0]}: {title.text}", []).append(address)
    notices = ("No longer listed", "This page has moved")
    shared = {title for title, pages in titles.items() if len(pages) > 1}

    assert {title for title in shared if not title.split(": ")[1].startswith(notices)} == set()


def test_every_page_describes_itself(every_page: dict[str, ReadPage]) -> None:
    """One description, of a length that search engines show."""

    def odd(page: ReadPage) -> bool:
        return [15 <= len(found) <= 320 for found in _metas(page, "description")] != [True]

    assert offenders(every_page, odd) == {}


def test_every_page_says_its_language(every_page: dict[str, ReadPage]) -> None:
    """British English, for those who have it read to them."""
    assert (
        offenders(every_page, lambda p: [one.attributes.get("lang") for one in p.all("html")] != ["en-GB"])
        == {}
    )


def test_every_page_starts_right(every_page: dict[str, ReadPage]) -> None:
    """Its encoding comes first, then the policy, before anything is fetched."""

    def wrong(page: ReadPage) -> bool:
        head = [one for one in page.elements if one.tag in {"meta", "link", "title"}]
        policy = "default-src 'none'" in head[1].attributes.get("content", "")
        return head[0].attributes != {"charset": "utf-8"} or not policy

    assert offenders(every_page, wrong) == {}


def test_every_element_is_closed_in_order(every_page: dict[str, ReadPage]) -> None:
    """Nothing is left open, nothing closed that was not opened: no value ended its element."""
    assert offenders(every_page, lambda page: page.unbalanced) == {}


def test_every_id_stands_once(every_page: dict[str, ReadPage]) -> None:
    """A place on a page is one place; and what is labelled by an id is labelled by one that is there."""

    def wrong(page: ReadPage) -> list[str]:
        ids = page.values("id")
        needed = " ".join(page.values("aria-labelledby", "aria-describedby", "for")).split()
        return [one for one in ids if ids.count(one) > 1 or not one] + [
            one for one in needed if one not in ids
        ]

    assert offenders(every_page, wrong) == {}


def test_no_page_needs_what_the_policy_refuses(every_page: dict[str, ReadPage]) -> None:
    """No inline script or style, no handler, no frame, nothing fetched from elsewhere."""

    def refused(page: ReadPage) -> list[str]:
        found = [
            f"<{one.tag}>"
            for one in page.elements
            if one.tag in {"style", "iframe", "object", "embed"}
            # One that only says where links open moves no address.
            or (one.tag == "base" and "href" in one.attributes)
        ]
        for one in page.elements:
            found += [
                f"{one.tag} {name}" for name in one.attributes if name == "style" or name.startswith("on")
            ]
            fetched = one.attributes.get("href" if one.tag in {"link", "use"} else "src", "")
            whole = one.attributes.get("rel") == "canonical"
            found += [fetched] if urlsplit(fetched).netloc and not whole else []
            # What search engines read is data: no browser runs it.
            runs = one.tag == "script" and one.attributes.get("type") != "application/ld+json"
            if runs and (one.text or "src" not in one.attributes):
                found.append("inline script")
        return found + [
            link for link in page.values("href", "src") if link.strip().lower().startswith("javascript:")
        ]

    assert offenders(every_page, refused) == {}


def test_every_link_has_words(every_page: dict[str, ReadPage]) -> None:
    """No link is empty, and none says “click here”."""

    def wordless(page: ReadPage) -> list[str]:
        return [
            one.attributes["href"]
            for one in page.all("a")
            if not one.text or one.text.lower().strip(" .") in {"here", "click here", "more", "read more"}
        ]

    assert offenders(every_page, wordless) == {}


def test_every_page_can_be_skipped_through(every_page: dict[str, ReadPage]) -> None:
    """The first thing that takes the focus leads to the main content, which is there once."""

    def wrong(page: ReadPage) -> bool:
        return page.all("a")[0].attributes["href"] != "#main" or [
            one.attributes["id"] for one in page.all("main")
        ] != ["main"]

    # In a partner's page, our list is a part: nothing stands before it that could be skipped.
    framed = {address for address in every_page if address.endswith("/embed/list/")}

    assert offenders(every_page, wrong).keys() == framed


# --- the manifest -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["built_world", "built_site", "below"])
def test_a_site_is_what_its_manifest_says(name: str, request: pytest.FixtureRequest) -> None:
    """Every file is in the manifest, with its bytes; every file of the manifest is there."""
    site: Path = request.getfixturevalue(name)
    listed = tree.manifest(site)

    assert listed is not None
    assert tree.verify(site) == []
    assert listed.keys() | {tree.MANIFEST} == files(site).keys()


def test_links_are_followed_to_the_manifest_too(built_world: Path) -> None:
    """The independent reader and the build's own checker agree that nothing is broken."""
    checker = links.Links()
    for address, file in html_files(built_world).items():
        checker.add(look.Page(address, file.read_text(encoding="utf-8")))

    assert checker.broken(files(built_world)) == []


def test_an_error_of_mkdocs_names_itself(own_world: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the engine says reaches the reader in one line, as a problem of the guidance folder."""

    def fails(*_: object) -> None:
        raise GuidanceError("It would not.")

    monkeypatch.setattr(guidance, "_run_mkdocs", fails)

    (problem,) = _build(own_world, out, None).problems

    assert (problem.message, problem.hint) == ("It would not.", "Mend the page it names.")
