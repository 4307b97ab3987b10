"""Who may mentor a new headteacher, in which order, and the page /match/ as it is without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from assets_of import assets_of
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import look
from kle_site.county import ADVISERS
from kle_site.directory import Directory
from kle_site.load import Content
from kle_site.matching import matches, mentors
from kle_site.model import PHASES, Leader
from kle_site.pages import match

Found = list[tuple[str, tuple[str, ...]]]


def school(**changes: object) -> dict[str, object]:
    """A school of the miniature county."""
    return {
        "name": "Example School",
        "urn": 900101,
        "phase": "primary",
        "district": "upland",
        "since": "2018-09",
    } | changes


def free(left: str, year: str = "2026-27") -> dict[str, object]:
    """Availability with free days."""
    return {"status": "open", "checked": "2026-11-02", "free_days": {"year": year, "left": left}}


def found(directory: Directory, phase: str = "primary", area: str = "hills") -> Found:
    """The mentors of a phase and an area: each slug with its reasons."""
    places = directory.content.places
    return [
        (one.entry.leader.slug, one.reasons)
        for one in matches(mentors(directory), phase, places.districts_of(area))
    ]


# --- who --------------------------------------------------------------------------------------------------

STANDINGS = {
    "current": {},
    "due": {"confirmed": "2025-10-01"},
    "lapsed": {"confirmed": "2025-03-01"},
    "withdrawn": {"designations": [{"kind": "KLE", "since": "2020-01", "until": "2026-08"}]},
    "paused": {"availability": {"status": "paused", "checked": "2026-11-02"}},
    "unlisted": {"listed": "false"},
}


def test_only_who_is_in_lists_mentors(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """Nobody who is lapsed, withdrawn, paused or unlisted is a mentor here."""
    leaders = [
        make_leader(slug, **changes, schools=[school(urn=900101 + number)])
        for number, (slug, changes) in enumerate(STANDINGS.items())
    ]

    assert {slug for slug, _ in found(make_directory(*leaders))} == {"current", "due"}


@pytest.mark.parametrize(
    ("changes", "there"),
    [
        ({}, True),
        ({"support": ["peer-review", "mentoring"]}, True),
        ({"support": ["peer-review", "school-improvement"]}, False),
        ({"works_in": ["dale"]}, True),
        ({"works_in": ["hills"]}, True),
        ({"works_in": ["county"]}, True),
        ({"works_in": ["shore"]}, False),
        ({"works_in": ["beyond"]}, False),
        ({"schools": [school(phase="all-through")]}, True),
        ({"schools": [school(phase="secondary")]}, False),
        ({"schools": [school(phase="special")]}, False),
        ({"schools": [school(phase="secondary"), school(urn=900102)]}, True),
    ],
)
def test_who_is_in_a_list(
    make_leader: MakeLeader, make_directory: MakeDirectory, changes: dict[str, Any], there: bool
) -> None:
    """A list holds who offers mentoring, leads such a school and works there, wherever the school is."""
    leader = make_leader("ann-lee", **changes)

    assert [slug for slug, _ in found(make_directory(leader))] == (["ann-lee"] if there else [])


# --- in which order, and why ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"mentor_training": "2020-02"}, {"availability": free("available")}),
        ({"availability": free("available")}, {"availability": free("limited")}),
        ({"availability": free("limited")}, {}),
        ({}, {"availability": free("none")}),
        ({"availability": free("none", "2025-26")}, {"availability": free("none")}),
        ({}, {"designations": [{"kind": "NLE", "since": "2020-01"}]}),
        (
            {"availability": free("limited") | {"status": "limited"}},
            {"availability": {"status": "open", "checked": "2026-11-02"}},
        ),
        ({}, {"availability": {"status": "limited", "checked": "2026-11-02"}}),
    ],
)
def test_who_comes_first(
    make_leader: MakeLeader, make_directory: MakeDirectory, first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Trained mentors come first, then those with free days, then those who take commissions."""
    for one, other in (("ann", "bob"), ("bob", "ann")):  # whomever the lot favours
        leaders = (make_leader(one, **first), make_leader(other, **second, name="Somebody Else"))

        assert [slug for slug, _ in found(make_directory(*leaders))] == [one, other]


def test_equals_stand_by_lot(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """Whom the rule leaves equal stand as everywhere that day."""
    leaders = [make_leader(f"mentor-{number}", name=f"Mentor {number}") for number in range(9)]
    directory = make_directory(*leaders)

    assert [slug for slug, _ in found(directory)] == [entry.leader.slug for entry in directory.listed]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, ("same phase", "works in Upland", "free days not known")),
        (
            {"mentor_training": "2020-02", "works_in": ["county"], "availability": free("limited")},
            ("same phase", "trained mentor", "works in Upland and Dale", "some free time left"),
        ),
        (
            {"works_in": ["dale", "shore"], "availability": free("available")},
            ("same phase", "works in Dale", "free days left"),
        ),
        ({"availability": free("none")}, ("same phase", "works in Upland", "no free days left")),
        (
            {"designations": [{"kind": "NLE", "since": "2020-01"}]},
            ("same phase", "works in Upland", "no free days, as not a KLE"),
        ),
    ],
)
def test_reasons(
    make_leader: MakeLeader,
    make_directory: MakeDirectory,
    changes: dict[str, Any],
    reasons: tuple[str, ...],
) -> None:
    """What speaks for a mentor is told in the rule's order, and of the list's own districts only."""
    assert found(make_directory(make_leader("ann-lee", **changes))) == [("ann-lee", reasons)]


# --- the page ---------------------------------------------------------------------------------------------

MakePage = Callable[[Directory], ReadPage]


@pytest.fixture(scope="session", name="make_page")
def _make_page() -> MakePage:
    """Return a function: a directory → the page of its mentors."""

    def make(directory: Directory) -> ReadPage:
        found = assets_of(directory.content, directory.today)
        names = {name: path for name, (path, _) in found.items()}
        site = look.site_view(directory.content.site, directory.today, names, None)
        (page,) = match.pages(directory, look.environment(site))
        return ReadPage(page.body)

    return make


@pytest.fixture(scope="module", name="page")
def _page(built_world: Any, read_page: Callable[..., ReadPage]) -> ReadPage:
    """The page of the miniature county."""
    return read_page(built_world / "match" / "index.html")


def test_the_page_states_the_rule(page: ReadPage) -> None:
    """In seven numbered sentences, from the phase to the lot."""
    rule = page.section("rule")
    starts = [
        "Same phase first.",
        "Then those trained as mentors.",
        "Then those who are nearer.",
        "Then those who know about more of what is needed.",
        "Then those with free days left this school year.",
        "Then those who are taking commissions,",
        "Then by lot.",
    ]
    places = [rule.index(start) for start in starts]

    assert places == sorted(places)


def test_every_mentor_is_on_the_page(page: ReadPage, world_content: Content, today: Any) -> None:
    """Whoever is listed and offers mentoring stands in a list, so that the script finds their line."""
    expected = {one.entry.leader.slug for one in mentors(Directory(world_content, today))}

    assert expected == {
        line.attributes["data-who"] for line in page.all("li") if "data-who" in line.attributes
    }


def test_a_line_says_what_counts(page: ReadPage) -> None:
    """Who, where, why, whether they are free, and how fresh that is."""
    (line,) = [one.text for one in page.all("li") if one.attributes.get("data-who") == "ada-plain"]

    assert line == (
        "Ada Plain Example Example Highstead Primary School, Upland "
        "Same phase; works in Upland; free days not known Taking commissions Confirmed September 2026"
    )


def test_a_mentor_beyond_the_areas_is_found(page: ReadPage) -> None:
    """Districts that no area holds have a list of their own where somebody mentors there."""
    headings = [one.text for one in page.all("h3")]

    assert "Nursery, Beyond the areas" in headings
    assert "Special, Beyond the areas" in headings
    assert "Alternative provision, Beyond the areas" not in headings


def test_where_nobody_mentors_the_page_says_whom_to_ask(
    make_leader: MakeLeader, make_directory: MakeDirectory, make_page: MakePage
) -> None:
    """The Area Chair and the advisers for that kind of school."""
    page = make_page(make_directory(make_leader("ann-lee")))

    assert (
        "Special, The Coast & Isle No mentor of this phase works here at present. Ask: Area Chair, "
        "chair.coast@eah.example; Senior Improvement Adviser (special), sia.special.coast@county.example."
    ) in page.section("by-phase")
    assert (
        "Senior Improvement Adviser (primary), sia.primary.coast@county.example; "
        "Senior Improvement Adviser (secondary), sia.secondary.coast@county.example."
    ) in page.section("by-phase")


def test_the_page_counts_nobody_twice(
    make_leader: MakeLeader, make_directory: MakeDirectory, make_page: MakePage
) -> None:
    """A phase counts its mentors, however many areas they work in."""
    page = make_page(make_directory(make_leader("ann-lee", works_in=["county", "beyond"])))
    told = [one.text for one in page.all("summary")]

    assert told == [
        "What will they need help with? (up to 4)",
        *("Nursery (0)", "Primary (1)", "Secondary (0)", "All-through (0)", "Special (0)"),
        "Alternative provision (0)",
    ]


def test_a_pause_changes_no_word_of_the_page(
    make_leader: MakeLeader, make_directory: MakeDirectory, make_page: MakePage
) -> None:
    """The page is the same, to the letter, whether somebody is paused or is not in the directory at all."""
    ann = make_leader("ann-lee")
    bob: Leader = make_leader(
        "bob-lee", name="Bob Lee", availability={"status": "paused", "checked": "2026-11-02"}
    )
    one, other = (make_page(make_directory(*leaders)) for leaders in ((ann, bob), (ann,)))

    assert one.text == other.text


def test_every_phase_has_its_advisers() -> None:
    """No phase is left without somebody to ask."""
    assert set(PHASES) == set(ADVISERS)


def test_the_way_in(built_world: Any, read_page: Callable[..., ReadPage]) -> None:
    """The list of those who mentor leads here, and the other kinds of support do not."""
    ways = {
        kind: "../../../match/"
        in read_page(built_world / "directory" / "support" / kind / "index.html").values("href")
        for kind in ("mentoring", "peer-review")
    }

    assert ways == {"mentoring": True, "peer-review": False}
