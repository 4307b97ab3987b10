"""What programs read: the schema, the sitemap, robots.txt and security.txt."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import data, look
from kle_site.directory import Directory
from kle_site.downloads import download
from kle_site.load import Content
from kle_site.look import SiteView

XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(name="site")
def _site(world_content: Content, today: datetime.date) -> SiteView:
    """The miniature county's site, below a sub-path."""
    return look.site_view(world_content.site, today, {}, "https://x.example/a&b/")


@pytest.fixture(name="directory")
def _directory(make_leader: MakeLeader, make_directory: MakeDirectory) -> Directory:
    """A directory of one leader, who last said something on 2 November 2026."""
    availability = {"status": "open", "checked": "2026-11-02"}
    return make_directory(make_leader("ann", confirmed="2026-09-01", availability=availability))


@pytest.fixture(name="files")
def _files(directory: Directory, site: SiteView) -> dict[str, bytes]:
    """Path → bytes of all that programs read, for a site with three pages."""
    leaders = download(directory, site.base_url)
    return dict(data.files(directory, site, leaders, ["/directory/ann/", "/", "/guidance/"]))


def test_what_there_is(files: dict[str, bytes]) -> None:
    """These files and no others."""
    assert sorted(files) == [
        ".well-known/security.txt",
        "data/v1/coverage.csv",
        "data/v1/expertise.json",
        "data/v1/expertise.schema.json",
        "data/v1/leaders.csv",
        "data/v1/leaders.json",
        "data/v1/leaders.schema.json",
        "data/v1/places.json",
        "data/v1/places.schema.json",
        "data/v1/portrait.schema.json",
        "recruitment.ics",
        "robots.txt",
        "sitemap.xml",
        "submit/portraits/0.json",
    ]


def test_every_file_is_text_that_ends_with_a_line(files: dict[str, bytes]) -> None:
    """UTF-8 with a newline at the end; only a table has a byte-order mark, for Excel, and only it and a
    calendar have carriage returns.
    """
    for name, body in files.items():
        text = body.decode("utf-8")
        assert text.startswith("\ufeff") == name.endswith(".csv")
        assert text.count("\r") == (text.count("\n") if name.endswith((".ics", ".csv")) else 0)
        assert text.endswith("\n")


# --- the schema -------------------------------------------------------------------------------------------


def test_the_schema_is_one(files: dict[str, bytes]) -> None:
    """It is valid by its own draft, and says where it is published."""
    schema = json.loads(files["data/v1/portrait.schema.json"])

    jsonschema.Draft7Validator.check_schema(schema)

    assert schema["$id"] == "https://x.example/a&b/data/v1/portrait.schema.json"
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_the_published_schema_takes_every_portrait(built_site: Path, content_dir: Path) -> None:
    """Each published portrait is right by the schema that its editor sees."""
    schema = json.loads((built_site / data.SCHEMA).read_bytes())
    validator = jsonschema.Draft7Validator(schema)
    portraits = sorted((content_dir / "kles").glob("*.yaml"))
    told = {
        file.name: [error.message for error in validator.iter_errors(_as_an_editor_reads(file))]
        for file in portraits
    }

    assert portraits
    assert {name: errors for name, errors in told.items() if errors} == {}


def _as_an_editor_reads(file: Path) -> object:
    # Editors read YAML 1.2, which has numbers and booleans but no dates.
    loader = type("Editor", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith("timestamp")]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(file.read_text(encoding="utf-8"), loader)


# --- the sitemap ------------------------------------------------------------------------------------------


def test_the_sitemap_is_well_formed(files: dict[str, bytes]) -> None:
    """An independent parser reads it, characters that XML must escape among them."""
    root = ElementTree.fromstring(files["sitemap.xml"])

    assert root.tag == f"{XML}urlset"
    assert [(url.findtext(f"{XML}loc"), url.findtext(f"{XML}lastmod")) for url in root] == [
        ("https://x.example/a&b/", None),
        ("https://x.example/a&b/directory/ann/", "2026-11-02"),
        ("https://x.example/a&b/guidance/", None),
    ]


def sitemap_of(site: Path) -> set[str]:
    """The site paths that a built site's sitemap tells."""
    root = ElementTree.parse(site / "sitemap.xml").getroot()
    return {str(url.findtext(f"{XML}loc")).removeprefix("https://leaders.example") for url in root}


def test_the_sitemap_tells_the_pages_that_may_be_found(
    built_world: Path, read_page: Callable[..., ReadPage]
) -> None:
    """All are in it but 404, notices, empty lists, the list in frames, and who is paused or lapsed."""
    pages = {
        "/" + path.relative_to(built_world).as_posix().removesuffix("index.html"): read_page(path)
        for path in built_world.rglob("*.html")
    }
    headings = ("Page not found", "No longer listed", "This page has moved")
    quiet = {
        address
        for address, page in pages.items()
        if page.all("h1")[0].text in headings or "No leader at present" in page.text
    }

    assert len(quiet) == 1 + 3 + 3 + 1
    assert sitemap_of(built_world) == set(pages) - quiet - {
        "/embed/list/",
        "/directory/bertram-quillfeather/",
        "/directory/frank-lapsed/",
    }


# --- robots.txt and security.txt --------------------------------------------------------------------------


def test_crawlers_may_read_everything(files: dict[str, bytes]) -> None:
    """Nothing is forbidden, since pages say for themselves that they are not to be listed."""
    assert files["robots.txt"].decode().splitlines() == [
        "User-agent: *",
        "Disallow:",
        "",
        "Sitemap: https://x.example/a&b/sitemap.xml",
    ]


def test_whom_to_tell_of_a_hole(files: dict[str, bytes]) -> None:
    """security.txt has what RFC 9116 asks for: a contact, and an end within a year."""
    fields = dict(line.split(": ", 1) for line in files[".well-known/security.txt"].decode().splitlines())

    assert fields["Contact"] == "mailto:office@eah.example"
    assert fields["Preferred-Languages"] == "en"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", fields["Expires"])
    assert datetime.date.fromisoformat(fields["Expires"][:10]) == datetime.date(2027, 11, 21)
