"""What the county has and lacks: true numbers, gaps in words, and no pause that they would tell."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from assets_of import assets_of
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import coverage, look, pages
from kle_site.coverage import ASKED, CSV, Coverage, Number, told
from kle_site.directory import Directory
from kle_site.load import Content, load
from kle_site.model import Leader
from kle_site.places import Places

MakePublished = Callable[[Directory], dict[str, str]]


@pytest.fixture(scope="module", name="published_of")
def _published_of(world_content: Content, today: datetime.date) -> MakePublished:
    """Return a function: a directory → what is published of its coverage: the page and the CSV."""
    addresses = {name: address for name, (address, _) in assets_of(world_content, today).items()}
    env = look.environment(look.site_view(world_content.site, today, addresses, None))

    def made(directory: Directory) -> dict[str, str]:
        found = {page.address: page.body for page in pages.coverage.pages(directory, env)}
        return found | {path: body.decode() for path, body in coverage.files(directory)}

    return made


@pytest.fixture(name="page_of")
def _page_of(published_of: MakePublished, make_directory: MakeDirectory) -> Callable[..., ReadPage]:
    """Return a function: leaders of the miniature county → the page."""
    return lambda *leaders: ReadPage(published_of(make_directory(*leaders))["/coverage/"])


@pytest.fixture(scope="module", name="directories")
def _directories(
    world_content: Content, today: datetime.date, content_dir: object, content_today: datetime.date
) -> list[Directory]:
    """The miniature county, and what is published."""
    content = load(content_dir).content  # type: ignore[arg-type]

    assert content

    return [Directory(world_content, today), Directory(content, content_today)]


def gaps_of(directory: Directory) -> list[str]:
    """Every gap, as `facet label: areas`."""
    return [
        f"{gap.facet} {gap.label}: {'everywhere' if gap.everywhere else ', '.join(a.slug for a in gap.areas)}"
        for gap in Coverage(directory).gaps
    ]


def numbers_of(directory: Directory) -> dict[str, str]:
    """The CSV alone, which is quicker to make."""
    return {path: body.decode() for path, body in coverage.files(directory)}


# --- numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "number", "words", "short"),
    [
        (0, Number(0, 0), "none", "none"),
        (1, Number(1, 2), "1 or 2", "1–2"),
        (2, Number(1, 2), "1 or 2", "1–2"),
        (3, Number(3, 3), "3", "3"),
        (1234, Number(1234, 1234), "1,234", "1,234"),
    ],
)
def test_what_is_told_of_a_count(count: int, number: Number, words: str, short: str) -> None:
    """One and two are the same; the others are what they are."""
    assert (told(count), told(count).words, told(count).short) == (number, words, short)


def test_shades_follow_the_numbers() -> None:
    """Nobody has no shade, few the lightest, most the darkest, and more is never lighter."""
    shades = [told(count).level(9) for count in range(10)]

    assert shades == [0, 1, 1, 2, 3, 3, 3, 4, 4, 4]
    assert told(3).level(2) == 4


def test_every_number_is_what_the_directory_finds(directories: list[Directory]) -> None:
    """Whatever a row of the CSV asks, counted again by the directory's own facets, one by one."""
    for directory in directories:
        found = {
            (facet, value.slug): {entry.leader.slug for entry in value.entries}
            for facet, values in directory.facets.items()
            for value in values
        }
        for left in ("available", "limited"):
            found["free", left] = {e.leader.slug for e in directory.listed if e.free_days == left}
        everybody = {entry.leader.slug for entry in directory.listed}
        counting = Coverage(directory)
        for asked in counting.questions():
            named = [found[name, value] for name, value in asked.items() if value]
            assert counting.number(**asked) == told(len(everybody.intersection(*named))), asked


def test_the_csv_is_safe_and_says_all(directories: list[Directory]) -> None:
    """Every question once; cells are slugs and numbers: no formula, and nothing that Excel makes a day of."""
    for directory in directories:
        ((path, body),) = coverage.files(directory)
        rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
        asked = [tuple(row[name] for name in ASKED) for row in rows]

        assert path == CSV
        assert list(rows[0]) == [*ASKED, "leaders_at_least", "leaders_at_most"]
        assert len(asked) == len(set(asked))
        assert all(re.fullmatch(r"[a-z][a-z-]*|\d*", cell) for row in rows for cell in row.values())
        assert (rows[0]["leaders_at_least"], set(asked[0])) == (str(len(directory.listed)), {""})
        assert {row["status"] for row in rows} == {"", "open", "limited"}


# --- what is missing --------------------------------------------------------------------------------------


def test_gaps_come_in_their_order(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """Kinds of school before districts, support and expertise; what most areas lack first; areas by name."""
    plain = make_leader("ann", works_in=["upland", "coast"], support=["mentoring"], expertise=["send"])
    school = {"name": "Example Quay School", "urn": 900777, "phase": "special", "district": "shore"}
    special = make_leader(
        "bea",
        schools=[school | {"since": "2018-09"}],
        works_in=["coast"],
        support=["peer-review"],
        expertise=["send", "reading"],
    )
    found = gaps_of(make_directory(plain, special))

    assert found == [
        "phase Nursery: everywhere",
        "phase Secondary: everywhere",
        "phase All-through: everywhere",
        "phase Alternative provision: everywhere",
        "phase Special: hills",
        "district Dale: hills",
        "support Leadership development: everywhere",
        "support School improvement: everywhere",
        "support Peer review: hills",
        "expertise First headship: everywhere",
        "expertise Small schools: everywhere",
        "expertise Leading more than one school: everywhere",
        "expertise Early reading: hills",
    ]


def test_an_empty_area_is_told_once(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """It stands first, and neither its districts nor what it lacks besides are told again."""
    found = gaps_of(make_directory(make_leader(works_in=["hills"], expertise=["send"])))

    assert found[0] == "area The Coast & Isle: coast"
    assert not [gap for gap in found[1:] if "coast" in gap or "Shore" in gap]
    assert "phase Nursery: everywhere" in found
    assert gaps_of(make_directory()) == ["area The Hills: hills", "area The Coast & Isle: coast"]


def test_a_district_that_has_ended_lacks_nobody(
    make_leader: MakeLeader, make_directory: MakeDirectory, world_content: Content
) -> None:
    """Nobody is missed where there is no district any more, and it is in no table."""
    held = world_content.places
    districts = tuple(
        one.model_copy(update={"valid_to": datetime.date(2025, 3, 1)}) if one.slug == "dale" else one
        for one in held.districts
    )
    # Made anew: a copy keeps what the old one has worked out.
    places = Places(areas=held.areas, districts=districts)
    leader = make_leader(works_in=["upland", "coast"])
    now, then = make_directory(leader), make_directory(leader, places=places)

    assert "district Dale: hills" in gaps_of(now)
    assert "district Dale: hills" not in gaps_of(then)
    assert {one["district"] for one in Coverage(then).questions() if "district" in one} == {
        "upland",
        "shore",
        "beyond",
    }


# --- nobody's pause ---------------------------------------------------------------------------------------


def with_leaders(directory: Directory, leaders: list[Leader]) -> Directory:
    """The same directory of others."""
    return Directory(replace(directory.content, leaders=tuple(leaders)), directory.today)


def paused(leader: Leader) -> Leader:
    """The same leader, who has stepped back."""
    return leader.model_copy(
        update={"availability": leader.availability.model_copy(update={"status": "paused"})}
    )


def not_listed(leader: Leader, today: datetime.date) -> dict[str, Leader]:
    """The same leader, in each way of having a file and being in no list."""
    ways = {
        "paused": paused(leader),
        "lapsed": leader.model_copy(update={"confirmed": today - datetime.timedelta(days=600)}),
        "unlisted": leader.model_copy(update={"listed": False}),
    }

    assert not any(one.standing(today).in_lists for one in ways.values())

    return ways


@pytest.mark.whole
def test_whoever_pauses_is_as_if_they_had_left(
    directories: list[Directory], published_of: MakePublished
) -> None:
    """For each leader: not a byte tells whether they are paused, lapsed, unlisted, or were never there.

    The page is read for the miniature county alone: it is made of what the CSV says.
    """
    for directory, made in zip(directories, (published_of, numbers_of), strict=True):
        leaders = list(directory.content.leaders)
        before = made(directory)
        told_of_somebody = False
        for number, leader in enumerate(leaders):
            others = [*leaders[:number], *leaders[number + 1 :]]
            without = made(with_leaders(directory, others))
            told_of_somebody |= without != before
            for way, one in not_listed(leader, directory.today).items():
                assert made(with_leaders(directory, [*others, one])) == without, (leader.slug, way)

        assert told_of_somebody


@pytest.mark.whole
def test_one_of_two_may_step_back(directories: list[Directory], published_of: MakePublished) -> None:
    """For each leader and another who offers the same: one of them pauses, and no byte changes."""
    for directory, made in zip(directories, (published_of, numbers_of), strict=True):
        for leader in directory.content.leaders:
            twin, third = (leader.model_copy(update={"slug": f"{leader.slug}-{n}"}) for n in (2, 3))
            both = made(with_leaders(directory, [leader, twin]))

            assert made(with_leaders(directory, [leader, paused(twin)])) == both
            if leader.standing(directory.today).in_lists:
                assert made(with_leaders(directory, [leader, twin, third])) != both


# --- the page ---------------------------------------------------------------------------------------------


def links(page: ReadPage) -> dict[str, str]:
    """The words of each link of the page's own → where it leads; the first of those with the same words."""
    found: dict[str, str] = {}
    for link in page.all("a"):
        found.setdefault(link.text, link.attributes["href"])
    return found


def test_gaps_are_said_first_and_lead_to_whom_to_ask(
    make_leader: MakeLeader, page_of: Callable[..., ReadPage]
) -> None:
    """What is missing stands above all numbers, ten at once; each area leads to its page."""
    page = page_of(make_leader(works_in=["hills"], expertise=["send"]))
    said = [one.text for one in page.all("li") if one.text.startswith("No")]

    assert said[:3] == [
        "No leader at all in The Coast & Isle",
        "No nursery school leader in any area",
        "No secondary school leader in any area",
    ]
    assert "No alternative provision leader in any area" in said
    assert said[-1] == "Nobody for Early reading in any area"
    assert page.all("summary")[0].text == f"{len(said) - 10} more that are missing"
    assert links(page)["The Coast & Isle"] == "../areas/coast/"
    assert links(page)["any area"] == "../areas/"
    assert page.section("missing").startswith("What is missing No leader at all in")


def test_a_number_leads_to_whom_it_counts(make_leader: MakeLeader, page_of: Callable[..., ReadPage]) -> None:
    """Each number is a link to the directory with its question, and nobody is a word."""
    page = page_of(make_leader(works_in=["hills"], expertise=["send"], support=["mentoring"]))
    asked = [href for href in page.values("href") if href.startswith("../directory/")]

    assert "../directory/?phase=primary&area=hills" in asked
    assert "../directory/?support=mentoring&area=hills" in asked
    assert "../directory/?expertise=send&phase=primary" in asked
    assert "../directory/?district=upland&status=open" in asked
    assert not [href for href in asked if "coast" in href or "paused" in href]
    assert {one.text for one in page.all("td") if "class" in one.attributes} == {"none"}


def test_pictures_can_be_heard(make_leader: MakeLeader, page_of: Callable[..., ReadPage]) -> None:
    """Each has a name and says its gaps; tables have captions, and every heading a scope."""
    page = page_of(make_leader(works_in=["hills"], expertise=["send"]))
    drawn = [one for one in page.all("svg") if one.attributes.get("role") == "img"]
    ids = {one.attributes["id"]: one.text for one in page.elements if "id" in one.attributes}

    assert len(drawn) == 1 + len({tag.text for tag in page.all("h3")} - {"Kinds of school", "For programs"})
    for one in drawn:
        name, about = one.attributes["aria-labelledby"].split()
        assert ids[name].startswith("Leaders for ")
        assert ids[about].endswith("The table below has every number.")
    assert "Primary: none in The Coast & Isle." in ids["picture-desc"]
    assert len(page.all("caption")) == len(page.all("table")) == 3
    assert all(one.attributes["scope"] in {"row", "col", "rowgroup"} for one in page.all("th"))
    assert "style" not in {name for one in page.elements for name in one.attributes}


def test_nothing_missing_and_nobody_at_all(
    make_leader: MakeLeader, page_of: Callable[..., ReadPage], world_content: Content
) -> None:
    """Both have their own words, and no empty list."""
    full = [
        make_leader(
            f"leader-{number}",
            schools=[
                {"name": f"Example School {number}", "urn": 900100 + number, "phase": phase}
                | {"district": "upland", "since": "2018-09"}
            ],
            works_in=["county"],
            expertise=list(world_content.expertise.tags)[:6],
            support=["mentoring", "leadership-development", "peer-review", "school-improvement"],
        )
        for number, phase in enumerate(("nursery", "all-through", "special", "alternative-provision"))
    ]
    page, empty = page_of(*full), page_of()

    assert "Nothing: each area has a leader for each kind of school" in page.text
    assert "The directory lists nobody at present" in empty.text
    assert "table" not in {one.tag for one in empty.elements}
    assert "One and two are told as “1 or 2”." in empty.text
