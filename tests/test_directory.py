"""Who is listed on a day, by which facets, in which order; and what is never told."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import FrozenInstanceError

import pytest
from conftest import MakeDirectory, MakeLeader

from kle_site.county import Gone, Withdrawn
from kle_site.directory import Directory
from kle_site.entries import CHECKED_DAYS, GROUNDS
from kle_site.facets import works_in_districts
from kle_site.labels import FACET_LABELS, LABELS
from kle_site.load import Content
from kle_site.model import FACETS, PHASES, STATUSES, SUPPORT, Standing
from kle_site.photos import Original
from kle_site.pictures import picture_of

DAY = datetime.timedelta(days=1)


def school(number: int = 1, **changes: object) -> dict[str, object]:
    """A school of the miniature county."""
    plain = {"name": f"Example School {number}", "urn": 900100 + number, "phase": "primary"}
    return plain | {"district": "upland", "since": "2018-09"} | changes


def slugs(directory: Directory, facet: str) -> dict[str, list[str]]:
    """Each value of a facet → the slugs of whom it finds, sorted."""
    return {
        value.slug: sorted(entry.leader.slug for entry in value.entries) for value in directory.facets[facet]
    }


def found_by(directory: Directory, facet: str) -> set[str]:
    """The values of a facet that find anybody."""
    return {value for value, found in slugs(directory, facet).items() if found}


# --- who is where -----------------------------------------------------------------------------------------


STANDINGS = {
    "current": {},
    "due": {"confirmed": "2025-10-01"},
    "lapsed": {"confirmed": "2025-03-01"},
    "withdrawn": {"designations": [{"kind": "KLE", "since": "2020-01", "until": "2026-08"}]},
    "paused": {"availability": {"status": "paused", "checked": "2026-11-02"}},
    "unlisted": {"listed": "false"},
}


RETIRED = {"expertise/literacy-hour": "/directory/expertise/reading/"}
"""Where the miniature county's retired tag leads."""


@pytest.fixture(name="everybody")
def _everybody(make_leader: MakeLeader, make_directory: MakeDirectory) -> Directory:
    """A leader for each way of standing in the directory, with the standing as slug and an alias."""
    leaders = [
        make_leader(slug, **changes, aliases=[f"was-{slug}"], schools=[school(number)])
        for number, (slug, changes) in enumerate(STANDINGS.items())
    ]
    return make_directory(*leaders)


def test_each_stands_as_its_file_says(everybody: Directory) -> None:
    """The leaders of these tests stand as their slugs say."""
    told = {leader.slug: leader.standing(everybody.today) for leader in everybody.content.leaders}

    assert {slug: Standing(slug) for slug in STANDINGS} == told


def test_who_has_a_page(everybody: Directory) -> None:
    """Those who are current, due, lapsed or paused have a page; the others have none."""
    assert {"current", "due", "lapsed", "paused"} == {entry.leader.slug for entry in everybody.with_page}


def test_who_is_in_lists(everybody: Directory) -> None:
    """Lists hold those who are current or due."""
    assert {"current", "due"} == {entry.leader.slug for entry in everybody.listed}


@pytest.mark.parametrize("facet", FACETS)
def test_who_is_in_facets(everybody: Directory, facet: str) -> None:
    """No facet finds, and so counts, anybody who is lapsed, paused, withdrawn or unlisted."""
    found = {slug for value in slugs(everybody, facet).values() for slug in value}

    assert found == {"current", "due"}


def test_no_facet_is_of_paused_people(everybody: Directory) -> None:
    """There is no list of those who are paused, and no value that would count them."""
    assert [value.slug for value in everybody.facets["status"]] == ["open", "limited"]


def test_only_the_withdrawn_are_gone(everybody: Directory, make_directory: MakeDirectory) -> None:
    """Who withdrew, by file or by withdrawn.yaml, is no longer listed, at former addresses too."""
    line = Gone(slug="ended-before", on=datetime.date(2026, 1, 1))  # type: ignore[call-arg]
    directory = make_directory(*everybody.content.leaders, withdrawn=Withdrawn(withdrawn=(line,)))

    assert directory.gone == ("ended-before", "was-withdrawn", "withdrawn")


def test_whose_photo_is_published(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """Who has a page has a photo there, paused or not; a photo of anybody else is published nowhere."""
    consent = {"given": "2026-09-01", "scope": ["name", "portrait", "photo", "contact"], "notice": 1}
    leaders = [
        make_leader(slug, **changes, photo={"file": f"{slug}.jpg", "alt": slug}, consent=consent)
        for slug, changes in STANDINGS.items()
    ]
    photos = {f"{slug}.jpg": Original(f"{slug}.jpg", slug, "JPEG", 800, ()) for slug in STANDINGS}
    directory = make_directory(*leaders, photos=photos)

    assert [original.digest for original in directory.photos] == ["current", "due", "lapsed", "paused"]
    assert [entry.picture for entry in directory.with_page] == [
        picture_of(original) for original in directory.photos
    ]


def test_initials_stand_on_colours_that_mean_nothing(
    make_leader: MakeLeader, make_directory: MakeDirectory
) -> None:
    """The colour behind initials is drawn by lot from the slug: all are in use, a person's never changes."""
    plain = make_leader("a")
    leaders = [plain.model_copy(update={"slug": f"leader-{number}"}) for number in range(60)]
    grounds = [[entry.ground for entry in make_directory(*leaders).with_page] for _ in range(2)]

    assert grounds[0] == grounds[1]
    assert set(grounds[0]) == set(range(GROUNDS))


def test_redirects_lead_to_pages_that_exist(everybody: Directory) -> None:
    """Former addresses lead to those who have a page, a retired tag's to the new one; nobody else's."""
    people = {f"was-{slug}": f"/directory/{slug}/" for slug in ("current", "due", "lapsed", "paused")}

    assert everybody.redirects == people | RETIRED


def test_pages_come_from_a_to_z(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """By surname or `sort_as`, whatever the case and the accents."""
    names = {"c": "Ann Żuk", "a": "Inês Ábalos", "b": "zed abbot", "d": "Anandhi"}
    leaders = [make_leader(slug, name=name, schools=[school()]) for slug, name in names.items()]
    leaders.append(make_leader("e", name="Siân O'Brien", sort_as="Brien, Siân"))

    directory = make_directory(*leaders)

    assert [entry.leader.slug for entry in directory.with_page] == ["a", "b", "d", "e", "c"]


def test_an_empty_directory_is_one(make_directory: MakeDirectory) -> None:
    """With nobody in it every facet is there and finds nobody."""
    directory = make_directory()

    assert (directory.with_page, directory.listed, directory.redirects) == ((), (), RETIRED)
    assert all(value.entries == () for values in directory.facets.values() for value in values)


def test_a_directory_does_not_change(everybody: Directory) -> None:
    """A directory and its entries are frozen."""
    with pytest.raises(FrozenInstanceError):
        everybody.today = datetime.date(2030, 1, 1)  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        everybody.listed[0].standing = Standing.PAUSED  # type: ignore[misc]


# --- facets -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("works_in", "districts", "areas"),
    [
        (["upland"], {"upland"}, {"hills"}),
        (["upland", "shore"], {"upland", "shore"}, {"hills", "coast"}),
        (["hills"], {"upland", "dale"}, {"hills"}),
        (["coast", "dale"], {"shore", "dale"}, {"coast", "hills"}),
        (["county"], {"upland", "dale", "shore"}, {"hills", "coast"}),
        (["beyond"], {"beyond"}, set()),
        (["county", "beyond"], {"upland", "dale", "shore", "beyond"}, {"hills", "coast"}),
    ],
)
def test_place_filters_go_by_where_people_work(
    make_leader: MakeLeader,
    make_directory: MakeDirectory,
    world_content: Content,
    works_in: list[str],
    districts: set[str],
    areas: set[str],
) -> None:
    """An area stands for its districts and the county for every area's; neither for what no area holds."""
    leader = make_leader(works_in=works_in, schools=[school(district="shore")])
    directory = make_directory(leader)

    assert works_in_districts(leader, world_content.places) == districts
    assert found_by(directory, "district") == districts
    assert found_by(directory, "area") == areas


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        (["primary"], {"primary"}),
        (["primary", "special"], {"primary", "special"}),
        (["all-through"], {"all-through", "primary", "secondary"}),
        (["nursery", "all-through"], {"nursery", "all-through", "primary", "secondary"}),
        (["alternative-provision"], {"alternative-provision"}),
    ],
)
def test_phase_filters_go_by_any_of_the_schools(
    make_leader: MakeLeader, make_directory: MakeDirectory, phases: list[str], expected: set[str]
) -> None:
    """Any school's phase finds its leader; an all-through school is a primary and a secondary too."""
    schools = [school(number, phase=phase) for number, phase in enumerate(phases)]

    assert found_by(make_directory(make_leader(schools=schools)), "phase") == expected


def test_designation_filters_go_by_what_is_in_force(
    make_leader: MakeLeader, make_directory: MakeDirectory
) -> None:
    """A designation that has ended finds nobody; one that ends this month still does."""
    held = [
        {"kind": "KLE", "since": "2020-01", "until": "2026-11"},
        {"kind": "NLE", "since": "2020-01", "until": "2026-10"},
    ]

    assert found_by(make_directory(make_leader(designations=held)), "designation") == {"kle"}


def test_expertise_has_no_page_for_a_retired_tag(everybody: Directory) -> None:
    """Every tag in use has its value, in the order of the vocabulary; a retired one has none."""
    assert [value.slug for value in everybody.facets["expertise"]] == [
        "first-headship",
        "small-schools",
        "two-schools",
        "reading",
        "send",
    ]


def test_facets_of_what_a_leader_offers(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """Expertise, support and status find a leader by what the file says."""
    directory = make_directory(
        make_leader(
            expertise=["send", "reading"],
            support=["peer-review"],
            availability={"status": "limited", "checked": "2026-11-02"},
        )
    )

    assert found_by(directory, "expertise") == {"send", "reading"}
    assert found_by(directory, "support") == {"peer-review"}
    assert found_by(directory, "status") == {"limited"}


def test_every_facet_is_in_order_and_in_words(everybody: Directory) -> None:
    """Facets come in the contract's order, and each of their values has a label and an address."""
    assert tuple(everybody.facets) == FACETS
    for facet, values in everybody.facets.items():
        assert FACET_LABELS[facet]
        assert values
        for value in values:
            assert value.label
            assert value.address == f"/directory/{facet}/{value.slug}/"


def test_every_word_of_the_contract_has_a_label() -> None:
    """No fixed word of the files reaches a reader as it is typed."""
    assert {*PHASES, *SUPPORT, *STATUSES, "county"} <= LABELS.keys()


# --- order ------------------------------------------------------------------------------------------------


@pytest.fixture(name="twelve")
def _twelve(make_leader: MakeLeader) -> list[object]:
    """Twelve leaders who differ in nothing but name and school."""
    return [make_leader(f"leader-{number:02}", schools=[school(number)]) for number in range(12)]


def test_the_order_is_kept_all_day(twelve: list[object], make_directory: MakeDirectory) -> None:
    """Two builds of a day list people alike, in whatever order their files were read."""
    one, other = make_directory(*twelve), make_directory(*reversed(twelve))

    assert [entry.leader.slug for entry in one.listed] == [entry.leader.slug for entry in other.listed]


def test_the_order_is_fair(twelve: list[object], make_directory: MakeDirectory) -> None:
    """Over a year everybody is first about as often as anybody else, and no two days are alike."""
    start = datetime.date(2026, 11, 21)
    orders = [
        tuple(entry.leader.slug for entry in make_directory(*twelve, today=start + number * DAY).listed)
        for number in range(120)
    ]
    first = Counter(order[0] for order in orders)

    assert len(set(orders)) == len(orders)
    assert len(first) == 12
    assert max(first.values()) <= 25


def test_facets_keep_the_days_order(twelve: list[object], make_directory: MakeDirectory) -> None:
    """A facet's page lists people in the same order as the directory does."""
    directory = make_directory(*twelve)
    (primary,) = [value for value in directory.facets["phase"] if value.slug == "primary"]

    assert primary.entries == directory.listed


# --- who is alike -----------------------------------------------------------------------------------------


@pytest.fixture(name="related")
def _related(make_leader: MakeLeader, make_directory: MakeDirectory) -> dict[str, list[str]]:
    """Each slug → the slugs of those whom the page names as similar."""
    paused = {"availability": {"status": "paused", "checked": "2026-11-02"}}
    far = {"schools": [school(9, district="shore", phase="secondary")]}
    leaders = [
        make_leader("ann", expertise=["reading", "send"]),
        make_leader("two-tags", expertise=["send", "reading"], **far),
        make_leader("one-tag-near", expertise=["reading", "two-schools"], schools=[school(2)]),
        make_leader("one-tag-far", expertise=["reading"], **far),
        make_leader("another-far", expertise=["send"], **far),
        make_leader("no-tag", expertise=["small-schools"], schools=[school(3)]),
        make_leader("on-leave", expertise=["reading", "send"], schools=[school(4)], **paused),
    ]
    directory = make_directory(*leaders)
    return {
        entry.leader.slug: [other.leader.slug for other in directory.related(entry)]
        for entry in directory.with_page
    }


def test_who_is_named_as_similar(related: dict[str, list[str]]) -> None:
    """Shared expertise counts first, then phase and area; three at most; never oneself."""
    assert related["ann"][:2] == ["two-tags", "one-tag-near"]
    assert related["ann"][2] in {"one-tag-far", "another-far"}
    assert len(related["ann"]) == 3


def test_who_shares_no_expertise_is_not_similar(related: dict[str, list[str]]) -> None:
    """Being near is not enough."""
    assert related["no-tag"] == []
    assert all("no-tag" not in others for others in related.values())


def test_a_pause_shows_in_nobody_elses_page(related: dict[str, list[str]]) -> None:
    """Who is paused is named as similar to nobody; their own page still names others."""
    assert all("on-leave" not in others for others in related.values())
    assert related["on-leave"][0] in {"ann", "two-tags"}


# --- what a page says of a day ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (datetime.date(2026, 8, 31), "2025-26"),
        (datetime.date(2026, 9, 1), "2026-27"),
        (datetime.date(2026, 12, 31), "2026-27"),
        (datetime.date(2027, 1, 1), "2026-27"),
        (datetime.date(1999, 9, 1), "1999-00"),
        (datetime.date(2099, 12, 31), "2099-00"),
    ],
)
def test_a_school_year_starts_on_1_september(
    make_directory: MakeDirectory, today: datetime.date, expected: str
) -> None:
    """The school year of a day is the one that began on the last 1 September."""
    assert make_directory(today=today).school_year == expected


@pytest.mark.parametrize(
    ("kind", "free_days", "expected"),
    [
        ("KLE", {"year": "2026-27", "left": "available"}, "available"),
        ("KLE", {"year": "2026-27", "left": "none"}, "none"),
        ("KLE", {"year": "2025-26", "left": "available"}, None),
        ("KLE", None, None),
        ("NLE", None, None),
    ],
)
def test_free_days_are_of_this_school_year_or_unknown(
    make_leader: MakeLeader,
    make_directory: MakeDirectory,
    kind: str,
    free_days: dict[str, str] | None,
    expected: str | None,
) -> None:
    """What was said of another year, or not said, is not known."""
    availability = {"status": "open", "checked": "2026-11-02"} | (
        {"free_days": free_days} if free_days else {}
    )
    leader = make_leader(designations=[{"kind": kind, "since": "2020-01"}], availability=availability)

    assert make_directory(leader).listed[0].free_days == expected


def test_free_days_end_with_the_designation(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """Only who is a Kent Leader of Education today gives free days."""
    held = [{"kind": "KLE", "since": "2020-01", "until": "2026-10"}, {"kind": "NLE", "since": "2021-01"}]
    free = {"year": "2026-27", "left": "available"}
    availability = {"status": "open", "checked": "2026-11-02", "free_days": free}

    entry = make_directory(make_leader(designations=held, availability=availability)).listed[0]

    assert (entry.free_days, [one.kind for one in entry.designated]) == (None, ["NLE"])


@pytest.mark.parametrize(("days", "expected"), [(0, True), (120, True), (121, False), (400, False)])
def test_availability_is_confirmed_for_120_days(
    make_leader: MakeLeader, make_directory: MakeDirectory, days: int, expected: bool
) -> None:
    """After 120 days availability counts as not confirmed this term."""
    checked = datetime.date(2026, 11, 2)
    leader = make_leader(availability={"status": "open", "checked": checked.isoformat()})

    entry = make_directory(leader, today=checked + days * DAY).with_page[0]

    assert (CHECKED_DAYS, entry.checked_lately) == (120, expected)


@pytest.mark.parametrize(
    ("from_", "expected"), [("2026-11-20", True), ("2026-11-21", True), ("2026-11-22", False), (None, False)]
)
def test_who_was_due_back_is_still_as_they_said(
    make_leader: MakeLeader, make_directory: MakeDirectory, from_: str | None, expected: bool
) -> None:
    """A day from which there is time again passes, and the status stays."""
    availability = {"status": "limited", "checked": "2026-11-02"} | ({"from": from_} if from_ else {})

    entry = make_directory(make_leader(availability=availability)).listed[0]

    assert (entry.was_due_back, entry.leader.availability.status) == (expected, "limited")


def test_where_the_schools_are(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """Districts and areas come base first, each once; a school outside every area adds no area."""
    schools = [
        school(1, district="shore"),
        school(2, district="beyond"),
        school(3, district="upland"),
        school(4, district="shore"),
        school(5, district="dale"),
    ]

    entry = make_directory(make_leader(schools=schools)).listed[0]

    assert [district.slug for district in entry.districts] == ["shore", "beyond", "upland", "dale"]
    assert [area.slug for area in entry.areas] == ["coast", "hills"]


def test_where_people_work_is_written_in_words(
    make_leader: MakeLeader, make_directory: MakeDirectory
) -> None:
    """Districts, areas and the county have their labels, in the file's order."""
    entry = make_directory(make_leader(works_in=["dale", "coast", "county"])).listed[0]

    assert entry.works_in == ("Dale", "The Coast & Isle", "the whole county")
    assert entry.address == "/directory/grace-test/"
