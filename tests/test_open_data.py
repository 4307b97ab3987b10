"""Open data: who is in it, what it tells of each, and its files as plain readers read them."""

from __future__ import annotations

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
import yaml
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import described, look, pages, records
from kle_site.cache import Cache
from kle_site.county import Site
from kle_site.data import sheets as sheets_of
from kle_site.directory import Directory
from kle_site.downloads import Download, download
from kle_site.load import Content
from kle_site.model import Leader
from kle_site.sheets import ORDER
from kle_site.tables import COLUMNS, harmless

URL = "https://leaders.example/"
SCOPE = ["name", "portrait", "contact", "reuse"]
ALL = ("json", "csv", "xlsx")


@pytest.fixture(name="world_download", scope="module")
def _world_download(world_content: Content, today: datetime.date) -> Download:
    """The miniature county's open data."""
    return download(Directory(world_content, today), URL)


@pytest.fixture(name="of")
def _of(make_directory: MakeDirectory) -> Callable[..., Download]:
    """Return a function: leaders → their open data."""

    def make(*leaders: Leader, **changes: Any) -> Download:
        return download(make_directory(*leaders, **changes), URL)

    return make


def table(body: bytes) -> list[dict[str, str]]:
    """CSV as Python's own reader reads it: each line by its head."""
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


def sheet(body: bytes) -> Any:
    """The one sheet of a spreadsheet, as openpyxl reads it."""
    (found,) = openpyxl.load_workbook(io.BytesIO(body)).worksheets
    return found


# --- who is in it -----------------------------------------------------------------------------------------


@pytest.fixture(name="hidden")
def _hidden(make_leader: MakeLeader) -> list[Leader]:
    """A leader for each reason for which open data does not hold one."""
    ended = [{"kind": "KLE", "since": "2020-01", "until": "2026-10"}]
    ways: dict[str, dict[str, Any]] = {
        "paused": {"availability": {"status": "paused", "checked": "2026-11-02"}},
        "lapsed": {"confirmed": "2025-05-01"},
        "silent": {"confirmed": "2024-11-01"},
        "ended": {"designations": ended},
        "unlisted": {"listed": "false"},
        "private": {"consent": {"given": "2026-09-01", "scope": SCOPE[:-1], "notice": 2}},
    }
    return [make_leader(slug, name=f"{slug.title()} Person", **changes) for slug, changes in ways.items()]


def test_who_is_not_listed_or_did_not_agree_changes_no_byte(
    make_leader: MakeLeader, of: Callable[..., Download], hidden: list[Leader]
) -> None:
    """Paused, lapsed, withdrawn, unlisted, without reuse: the files are as if they were not."""
    ann = make_leader("ann", name="Ann Lee")
    alone, among = of(ann), of(*hidden[:3], ann, *hidden[3:])

    assert [one["slug"] for one in among.records] == ["ann"]
    assert {form: getattr(among, form) == getattr(alone, form) for form in ALL} == dict.fromkeys(ALL, True)


def test_the_order_is_not_the_days_lot(make_leader: MakeLeader, of: Callable[..., Download]) -> None:
    """A to Z by surname, and the same on every day."""
    leaders = [
        make_leader(slug, name=name) for slug, name in {"a": "Zoe Ash", "b": "Ann Fir", "c": "Bo Elm"}.items()
    ]
    days = [datetime.date(2026, 11, day) for day in range(20, 26)]

    assert len({of(*leaders, today=day).csv for day in days}) == 1
    assert [one["sort_name"] for one in of(*leaders).records] == ["Ash, Zoe", "Elm, Bo", "Fir, Ann"]


def test_an_areas_list_is_who_its_page_lists(world_content: Content, today: datetime.date) -> None:
    """Those whom the area's filter finds, if they agreed to reuse."""
    directory = Directory(world_content, today)
    whole = download(directory, URL)
    found = {
        area.slug: {one["slug"] for one in whole.of(area.slug).records} for area in world_content.places.areas
    }
    expected = {
        value.slug: {one.leader.slug for one in value.entries if "reuse" in one.leader.consent.scope}
        for value in directory.facets["area"]
    }

    assert found == expected
    assert any(expected.values())


# --- what it tells of each --------------------------------------------------------------------------------


def test_a_record_is_what_the_portrait_says(world: Path, world_download: Download) -> None:
    """Each field of the fullest leader, against the file as another reader reads it."""
    said = yaml.load((world / "kles" / "zoe-obriain-luk.yaml").read_text("utf-8"), yaml.BaseLoader)
    (found,) = [one for one in world_download.records if one["slug"] == "zoe-obriain-luk"]
    hidden = {"postcode", "former_urns"}

    assert found == {
        "slug": "zoe-obriain-luk",
        "url": "https://leaders.example/directory/zoe-obriain-luk/",
        "name": said["name"],
        "sort_name": said["sort_as"],
        "designations": said["designations"][:2],
        "role": said["role"],
        "schools": [
            {name: text for name, text in school.items() if name not in hidden} for school in said["schools"]
        ],
        "trust": said["trust"]["name"],
        "works_in": said["works_in"],
        "areas": [area["slug"] for area in _places(world)["areas"]],
        "districts": [district["slug"] for district in _places(world)["districts"]],
        "expertise": said["expertise"],
        "support": said["support"],
        "mentor_training": said["mentor_training"],
        "availability": "open",
        "availability_checked": "2026-11-20",
        "free_days": said["availability"]["free_days"],
        "portrait": said["portrait"].rstrip(),
        "impact": said["impact"],
        "contact": {"via": "leader", **said["contact"]},
        "confirmed": said["confirmed"],
        "example": True,
    }


def _places(world: Path) -> Any:
    return yaml.load((world / "places.yaml").read_text("utf-8"), yaml.BaseLoader)


def test_free_days_of_another_year_are_not_told(make_leader: MakeLeader, of: Callable[..., Download]) -> None:
    """As on the page, they are not known."""
    free = {"status": "open", "checked": "2026-11-02", "free_days": {"year": "2025-26", "left": "none"}}
    (found,) = of(make_leader("ann", availability=free)).records

    assert "free_days" not in found


def test_who_is_asked_through_the_office(make_leader: MakeLeader, of: Callable[..., Download]) -> None:
    """The office's mailbox stands there, as on the page."""
    (found,) = of(make_leader("ann", contact={"via": "kah"})).records

    assert found["contact"] == {"via": "office", "email": "office@eah.example"}


@pytest.mark.parametrize(
    ("scope", "word"),
    [("contact", "head@"), ("contact", "1632"), ("portrait", "village school"), ("impact", "stayed")],
)
def test_nothing_goes_beyond_consent(
    make_leader: MakeLeader, of: Callable[..., Download], scope: str, word: str
) -> None:
    """Also where no check has looked: without a scope, its words are in no file."""
    leader = make_leader(
        "ann",
        contact={"email": "head@fell.example", "phone": "01632 960 001"},
        impact=[{"claim": "Two heads stayed.", "evidence": "Minutes.", "year": "2024-25"}],
        consent={"given": "2026-09-01", "scope": [*SCOPE, "impact"], "notice": 2},
    )
    less = tuple(one for one in leader.consent.scope if one != scope)
    forged = leader.model_copy(update={"consent": leader.consent.model_copy(update={"scope": less})})
    given, kept = of(leader), of(forged)

    assert word in given.json.decode()
    assert word not in kept.json.decode() + kept.csv.decode() + "".join(words_of(sheet(kept.xlsx)))


def words_of(found: Any) -> Iterator[str]:
    """Every cell of a sheet that holds something, as text."""
    return (str(cell.value) for row in found.iter_rows() for cell in row if cell.value is not None)


# --- JSON -------------------------------------------------------------------------------------------------

PROMISED = """
version terms title url built area? leaders
leaders.slug leaders.url leaders.name leaders.sort_name leaders.designations leaders.designations.kind
leaders.designations.since leaders.role leaders.schools leaders.schools.name leaders.schools.urn
leaders.schools.phase leaders.schools.district leaders.schools.since leaders.schools.ages?
leaders.schools.website? leaders.trust? leaders.works_in leaders.areas leaders.districts leaders.expertise
leaders.support leaders.mentor_training? leaders.availability leaders.availability_checked
leaders.free_days? leaders.free_days.year leaders.free_days.left leaders.portrait? leaders.impact?
leaders.impact.claim leaders.impact.evidence leaders.impact.year leaders.contact leaders.contact.via
leaders.contact.email leaders.contact.person? leaders.contact.phone? leaders.confirmed leaders.example?
"""
"""What version 1 promises of leaders.json: fields, with ? those that may be left out. Take nothing away."""

PROMISED_COLUMNS = (
    "slug,url,name,sort_name,role,designations,school,urn,phase,school_district,ages,school_website,"
    "other_schools,trust,works_in,areas,districts,expertise,support,mentor_training,availability,"
    "availability_checked,free_days,contact_via,contact_email,contact_person,contact_phone,confirmed,example"
)
"""What it promises of leaders.csv, in this order. Add at the end."""

LISTS = {
    "leaders",
    "designations",
    "schools",
    "works_in",
    "areas",
    "districts",
    "expertise",
    "support",
    "impact",
}
RECORDS = {"free_days", "contact"}


def fields_of(schema: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Every field that a schema describes, with ? where it may be left out, and its kind."""
    for name, field in schema["properties"].items():
        kind = field.get("type", type(field.get("const")).__name__)
        yield f"{above}{name}{'' if name in schema['required'] else '?'}", kind
        inner = field.get("items", field)
        if "properties" in inner:
            yield from fields_of(inner, f"{above}{name}.")


def test_version_1_keeps_its_promise() -> None:
    """No field and no column is renamed, removed, made optional or given another kind: programs rely on them.

    This fails when `PROMISED` would have to lose something: then publish a v2 beside v1.
    """
    found = dict(fields_of(described.schema(described.LEADERS, "", URL)))
    kinds = {name: kind for name, kind in found.items() if name in PROMISED.split()}

    assert set(PROMISED.split()) - set(found) == set()
    assert kinds == {name: _kind(name) for name in PROMISED.split()}
    assert ",".join(column.name for column in COLUMNS).startswith(PROMISED_COLUMNS)


def _kind(name: str) -> str:
    last = name.rpartition(".")[2].rstrip("?")
    if last in {"version", "example"}:
        return {"version": "int", "example": "bool"}[last]
    return "array" if last in LISTS and name != "area?" else "object" if last in RECORDS else "string"


def _strict(schema: Any) -> Any:
    """A schema that takes no field beyond those that it describes."""
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if "properties" in schema else {}
    return {name: _strict(value) for name, value in schema.items()} | closed


@pytest.mark.parametrize("name", described.FILES)
def test_each_file_is_as_its_schema_says(built_world: Path, built_site: Path, name: str) -> None:
    """What is published is valid, and holds no field that is not described."""
    for site in (built_world, built_site):
        folder = site / "data" / "v1"
        schema = json.loads((folder / f"{name}.schema.json").read_bytes())
        jsonschema.Draft7Validator.check_schema(schema)
        errors = jsonschema.Draft7Validator(_strict(schema)).iter_errors(
            json.loads((folder / f"{name}.json").read_bytes())
        )

        assert [error.message for error in errors] == []


def test_the_json_is_the_records(world_download: Download) -> None:
    """The head, then everybody, a line for each."""
    found = json.loads(world_download.json)

    assert found["leaders"] == world_download.records
    assert (found["version"], found["built"], found["url"]) == (1, "2026-11-21", URL)
    assert "area" not in found
    assert world_download.json.count(b"\n") == len(world_download.records) + 2
    assert json.loads(world_download.of("coast").json)["area"] == "coast"


def test_the_vocabularies_hold_what_records_refer_to(built_site: Path) -> None:
    """Each slug of a published leader is explained in the file that the page names."""
    folder = built_site / "data" / "v1"
    leaders, expertise, places = (
        json.loads((folder / f"{name}.json").read_bytes()) for name in ("leaders", "expertise", "places")
    )
    tags = {tag["slug"] for group in expertise["groups"] for tag in group["tags"]}
    districts = {one["slug"] for one in places["districts"]}
    areas = {one["slug"] for one in places["areas"]}

    for one in leaders["leaders"]:
        assert set(one["expertise"]) <= tags
        assert {*one["districts"], *(school["district"] for school in one["schools"])} <= districts
        assert set(one["areas"]) <= areas
        assert set(one["works_in"]) <= {*areas, *districts, "county"}


# --- CSV --------------------------------------------------------------------------------------------------


def test_the_table_is_the_records(world_download: Download) -> None:
    """Lines end as RFC 4180 asks, heads are as promised, and cells hold what JSON does."""
    body = world_download.csv
    lines = table(body)

    assert body.startswith(b"\xef\xbb\xbfslug,url,name,")
    assert body.endswith(b"\r\n")
    assert len(lines) == len(world_download.records)
    for line, record in zip(lines, world_download.records, strict=True):
        assert line["name"] == record["name"]
        assert line["expertise"].split(" | ") == record["expertise"]
        assert line["school"] == record["schools"][0]["name"]
        assert line["urn"] == record["schools"][0]["urn"]
        assert line["other_schools"].count("URN") == len(record["schools"]) - 1
        assert line["contact_email"] == record["contact"]["email"]
        assert line["free_days"] == record.get("free_days", {}).get("left", "")
        assert "portrait" not in line


@pytest.mark.parametrize("cell", ["=1+1", "+44 1795", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", " =1"])
def test_a_formula_is_made_harmless(cell: str) -> None:
    """Whatever a spreadsheet would work out begins with an apostrophe."""
    assert harmless(cell) == f"'{cell}"


def test_other_cells_stay_as_they_are() -> None:
    """Nothing else is touched: an empty cell, a name with a hyphen or a sign inside it."""
    for cell in ["", "Ann-Marie", "a=b", "'Aisha", "שרה", "1-2"]:
        assert harmless(cell) == cell


ODD = (
    '=HYPERLINK("https://x.example","Ann")',
    "@SUM(1+1)",
    "-2+3 Lee",
    "+Ann",
    "שרה כהן-לוי",
    'Tom "O\'Neil", B.Sc.; &amp; {{ 7*7 }}',
    "_x0041_ Lee",
)


@pytest.mark.parametrize("name", ODD)
def test_odd_names_arrive_as_they_are(
    make_leader: MakeLeader, of: Callable[..., Download], name: str
) -> None:
    """Formulas, right-to-left letters, quotation marks and entities are text in every file."""
    found = of(make_leader("ann", name=name, sort_as=name, role=name))
    (line,) = table(found.csv)
    page = sheet(found.xlsx)

    assert json.loads(found.json)["leaders"][0]["name"] == name
    assert line["name"] in {name, f"'{name}"}
    assert line["name"][0] not in "=+-@"
    assert (page["A2"].value, page["A2"].data_type) == (name, "s")


# --- the spreadsheet --------------------------------------------------------------------------------------


def test_the_spreadsheet_is_one_table_of_text(world_download: Download) -> None:
    """Heads, one table over all, text as text, days as days, no link and no formula."""
    found = sheet(world_download.xlsx)
    columns = {column.name: column for column in COLUMNS}
    (area,) = [one.ref for one in found.tables.values()]
    rows = list(found.iter_rows())

    assert area == found.dimensions
    assert [cell.value for cell in rows[0]] == [columns[name].label for name in ORDER]
    assert {cell.data_type for row in rows[1:] for cell in row} <= {"s", "d", "n"}
    assert not any(cell.data_type == "n" and cell.value is not None for row in rows for cell in row)
    assert not any(cell.hyperlink for row in rows for cell in row)
    for row, record in zip(rows[1:], world_download.records, strict=True):
        told = dict(zip(ORDER, (cell.value for cell in row), strict=True))
        assert told["name"] == record["name"]
        assert told["urn"] == record["schools"][0]["urn"]
        assert told["confirmed"].date().isoformat() == record["confirmed"]
        assert told["availability"] in {"Taking commissions", "Limited time"}
        assert told["contact_email"] == record["contact"]["email"]


def test_a_spreadsheet_of_nobody_opens(of: Callable[..., Download]) -> None:
    """Its heads stand above an empty line, since a table must have one."""
    found = sheet(of().xlsx)

    assert found["A1"].value == "Name"
    assert found["A2"].value is None
    assert table(of().csv) == []
    assert json.loads(of().json)["leaders"] == []


def test_the_spreadsheet_knows_no_clock(world_download: Download) -> None:
    """Made twice it is the same, and every time in it is the day of the build or none."""
    body = world_download.xlsx
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        times = {part.date_time for part in parts.infolist()}
        core = parts.read("docProps/core.xml").decode()

    assert body == world_download.xlsx
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert core.count("2026-11-21T00:00:00Z") == 2


def test_the_spreadsheet_prints_with_its_name_and_day(
    of: Callable[..., Download], world_content: Content
) -> None:
    """Its place and day stand above each sheet of A4; a title with an ampersand is no command of Excel's."""
    site = world_content.site.model_copy(update={"title": "Heads & Leaders"})
    found = sheet(of(site=site).of("coast").xlsx)

    assert found.oddHeader.left.text == "Heads &amp;&amp; Leaders: The Coast &amp;&amp; Isle".replace(
        "&amp;", "&"
    )
    assert found.oddHeader.right.text == "21 November 2026"
    assert (found.page_setup.orientation, found.page_setup.fitToHeight) == ("landscape", 0)
    assert found.print_title_rows == "$1:$1"


def test_a_kept_spreadsheet_is_what_would_be_made(
    make_leader: MakeLeader, of: Callable[..., Download], tmp_path: Path
) -> None:
    """From the cache comes the same; a change, another day and a folder that cannot be written are met."""
    ann, bea = make_leader("ann"), make_leader("bea", name="Bea Fir")
    cache = Cache(tmp_path / "cache")
    tried = [of(ann), of(ann), of(ann, bea), of(ann, today=datetime.date(2026, 11, 22)), of(ann)]

    for one in tried:
        assert dict(sheets_of(one, cache)) == dict(sheets_of(one, Cache(None)))
    areas = tried[0].directory.content.places.areas
    assert len(list((tmp_path / "cache").iterdir())) == 1 + len(areas)


# --- the pages --------------------------------------------------------------------------------------------


def test_the_page_shows_todays_leaders(built_site: Path, read_page: Callable[..., ReadPage]) -> None:
    """Every field and column is on /data/, with an example that is in the file; every file is linked."""
    page = read_page(built_site / "data" / "index.html")
    file = (built_site / "data" / "v1" / "leaders.json").read_text(encoding="utf-8")
    codes = {one.text for one in page.all("code")}
    links = {one.attributes["href"] for one in page.all("a")}

    assert {name.rstrip("?").removeprefix("leaders.") for name in PROMISED.split()} <= codes
    assert set(PROMISED_COLUMNS.split(",")) <= codes
    assert {f"v1/{one.name}" for one in (built_site / "data" / "v1").iterdir()} <= links
    for slug in [one["slug"] for one in json.loads(file)["leaders"]]:
        if f"/directory/{slug}/" in page.text:
            break
    else:
        pytest.fail("no example on the page is of a leader in the file")


def test_the_page_without_anybody(make_directory: MakeDirectory, world_content: Content) -> None:
    """It says that nobody is in the files, and explains them all the same."""
    site = look.site_view(world_content.site, datetime.date(2026, 11, 21), _NAMES, URL)
    (page,) = pages.data.pages(make_directory(), look.environment(site))
    read = ReadPage(page.body)

    assert "Nobody is in it today, so there are no examples." in read.text
    assert "mentor_training" in read.text


_NAMES = {name: f"/assets/{name}" for name in ("card.png", "touch-icon.png", "site.css", "shortlist.js")}


def test_an_area_gives_its_list(built_world: Path, read_page: Callable[..., ReadPage]) -> None:
    """Its page names the day and each mailbox, and leads to the spreadsheet of its own leaders."""
    folder = built_world / "areas" / "coast"
    page = read_page(folder / "index.html")
    links = {one.text: one.attributes["href"] for one in page.all("a")}
    found = sheet((folder / "leaders.xlsx").read_bytes())

    assert "2 leaders on 21 November 2026, from A to Z by surname." in page.text
    assert links["Download the list as a spreadsheet (XLSX)"] == "leaders.xlsx"
    assert links["office@quay.example"] == "mailto:office@quay.example"
    assert "Zoë O'Briain-Łuk" in list(words_of(found))


def test_terms_claim_no_licence() -> None:
    """Nobody decided on one, so that none is named."""
    assert not any(word in records.TERMS for word in ("Open Government", "Creative Commons", "CC BY"))
    assert "licence" not in Site.model_fields
