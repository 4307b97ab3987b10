"""The rule of /match/ as a table, and its two halves held together: the script's and the page's."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from conftest import MakeDirectory, MakeLeader
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from kle_site import finding, matching
from kle_site.directory import Directory
from kle_site.load import Content
from kle_site.model import PHASES, SUPPORT, Availability, Designation, FreeDays, Leader, Trust
from kle_site.places import District, PostcodeDistrict

from .watch import Served, watching

pytestmark = pytest.mark.browser

MATCH = """
async ([addresses, cases]) => {
  const [{ match }, { unpacked }] = await Promise.all(addresses.map((one) => import(one)));
  return cases.map(([[held, details], asked]) => {
    const leaders = unpacked(held, details);
    const { matches, left } = match(leaders, asked);
    return {
      matches: matches.map(({ leader, same, here, reasons }) => [leaders.slug[leader], same, here, reasons]),
      left: left.map(({ who, why }) => [who.map((leader) => leaders.slug[leader]), why]),
    };
  });
}
"""

Case = tuple[Directory, dict[str, Any]]
Rule = Callable[[list[Case]], list[dict[str, Any]]]


@pytest.fixture(scope="module", name="rule")
def _rule(browser: Browser, site: Served) -> Iterator[Rule]:
    """Return a function: (directory, what is asked) pairs → what the script's rule makes of each."""
    modules = [
        f"/assets/{one.name}" for name in ("rule", "roll") for one in site.root.glob(f"assets/{name}.*.js")
    ]
    with watching(browser, site) as watch:
        watch.visit("/match/")

        def rule(cases: list[Case]) -> list[dict[str, Any]]:
            told = [((finding.leaders(of), finding.details(of)), asked) for of, asked in cases]
            found: list[dict[str, Any]] = watch.page.evaluate(MATCH, [modules, told])
            return found

        yield rule

        assert watch.heard == []


# --- the rule as a table ----------------------------------------------------------------------------------

MILE = 1 / 69.093
"""Degrees of latitude that are one mile on the sphere that distances are measured on."""

HERE: dict[str, Any] = {"label": "Highstead", "districts": ["upland"], "point": [51.2, 0.5]}
"""Where the new headteacher's school is."""
ELSEWHERE = ["beyond"]
"""Where somebody works who does not work there."""


def at(miles: float | None, phase: str = "primary", urn: int = 900101) -> dict[str, object]:
    """A school so many miles from the new headteacher's; with none it cannot be placed."""
    school = {"name": "Example School", "urn": urn, "phase": phase, "district": "beyond", "since": "2018-09"}
    return school if miles is None else school | {"postcode": f"M{MILES.index(miles)} 9ZZ"}


MILES = [0, 3, 5.4, 5.6, 8, 10.4, 12, 20.4, 25, 30]


def of(phase: str, *more: str) -> dict[str, object]:
    """Schools of some phases, all where the new headteacher's is."""
    return {"schools": [at(0, one, 900101 + number) for number, one in enumerate((phase, *more))]}


def free(left: str | None, status: str = "open", year: str = "2026-27") -> dict[str, object]:
    """Availability, and what is left of the free days of a year."""
    held: dict[str, object] = {"status": status, "checked": "2026-11-02"}
    return {"availability": held | ({"free_days": {"year": year, "left": left}} if left else {})}


TRAINED = {"mentor_training": "2022-03"}
UNTRAINED = {"mentor_training": None}
NO_KLE = {"designations": [{"kind": "NLE", "since": "2020-01"}]}
NEEDS = ["reading", "send"]


def far(miles: float | None, **changes: object) -> dict[str, object]:
    """Somebody whose school is so far away, and who works elsewhere."""
    return {"schools": [at(miles)], "works_in": ELSEWHERE} | changes


@dataclass(frozen=True)
class Row:
    """Two candidates, what is asked, and who comes first."""

    first: dict[str, Any]
    second: dict[str, Any]
    asked: dict[str, Any]
    why: str
    """A reason that the first has and the second lacks; for equals, one that either has."""
    equal: bool = field(default=False)


def row(first: dict[str, Any], second: dict[str, Any], why: str, **asked: Any) -> Row:
    """A row in which the first comes first, whatever the lot."""
    return Row(first, second, {"phase": "primary", "place": HERE} | asked, why)


def equal(one: dict[str, Any], other: dict[str, Any], why: str, **asked: Any) -> Row:
    """A row in which the lot decides."""
    return Row(one, other, {"phase": "primary", "place": HERE} | asked, why, equal=True)


TABLE = {
    # Same phase first.
    "primary before secondary": row(of("primary"), of("secondary"), "same phase"),
    "primary before special": row(of("primary"), of("special"), "same phase"),
    "all-through counts for primary": row(of("all-through"), of("secondary"), "same phase"),
    "all-through counts for secondary": row(
        of("all-through"), of("primary"), "same phase", phase="secondary"
    ),
    "primary does not count for all-through": row(
        of("all-through"), of("primary", "secondary"), "same phase", phase="all-through"
    ),
    "any school of theirs counts": row(of("secondary", "primary"), of("secondary"), "same phase"),
    "special only with special": row(of("special"), of("primary"), "same phase", phase="special"),
    "alternative provision is not special": row(
        of("special"), of("alternative-provision"), "same phase", phase="special"
    ),
    "alternative provision only with its own": row(
        of("alternative-provision"), of("special"), "same phase", phase="alternative-provision"
    ),
    "all-through does not count for special": row(
        of("special"), of("all-through"), "same phase", phase="special"
    ),
    "nursery before primary": row(of("nursery"), of("primary"), "same phase", phase="nursery"),
    "two other phases are equal": equal(
        of("secondary"), of("special"), "free days not known", phase="nursery"
    ),
    "phase before everything else": row(
        UNTRAINED | far(30) | free("none", "limited"),
        TRAINED | of("secondary") | free("available"),
        "same phase",
    ),
    # Then those trained as mentors.
    "trained before untrained": row(TRAINED, UNTRAINED, "trained mentor"),
    "trained before nearer": row(TRAINED | far(30), UNTRAINED, "trained mentor"),
    "trained before what is needed": row(
        TRAINED, UNTRAINED | {"expertise": NEEDS}, "trained mentor", expertise=NEEDS
    ),
    # Then those who are nearer.
    "within 5 miles before 10": row(far(3), far(8), "about 3 miles"),
    "within 10 miles before 20": row(far(8), far(12), "about 8 miles"),
    "within 20 miles before the rest": row(far(20.4), far(25), "about 20 miles"),
    "the rest are equal": equal(far(25), far(30), "works in other districts"),
    "within one band all are equal": equal(far(12), far(20.4), "works in other districts"),
    "told as 5 miles is within 5": equal(far(3), far(5.4), "works in other districts"),
    "told as 10 miles is within 10": equal(far(8), far(10.4), "works in other districts"),
    "told as 6 miles is not within 5": row(far(5.4), far(5.6), "about 5 miles"),
    "who works in the district is within 10": row(far(30, works_in=["upland"]), far(12), "works in Upland"),
    "who works in the area works in the district": row(
        far(30, works_in=["hills"]), far(12), "works in Upland"
    ),
    "who works in the county works in the district": row(
        far(30, works_in=["county"]), far(12), "works in Upland"
    ),
    "who works in another district does not": row(
        far(30, works_in=["upland"]), far(30, works_in=["dale"]), "works in Upland"
    ),
    "works in the district, or within 10 miles: equal": equal(
        far(30, works_in=["upland"]), far(8), "same phase"
    ),
    "within 5 miles before who works in the district": row(
        far(3), far(8, works_in=["upland"]), "about 3 miles"
    ),
    "within 5 miles, there or not: equal": equal(far(3, works_in=["upland"]), far(3), "about 3 miles"),
    "the nearest of their schools counts": row(
        far(0) | {"schools": [at(25), at(3, urn=900102)]}, far(8), "about 3 miles"
    ),
    "a district of several that a postcode touches": row(
        far(25, works_in=["dale"]),
        far(25),
        "works in Dale",
        place=HERE | {"districts": ["upland", "dale"]},
    ),
    "a school that cannot be placed is far": row(far(20.4), far(None), "about 20 miles"),
    "a school that cannot be placed is as far as the rest": equal(
        far(None), far(30), "works in other districts"
    ),
    "a place without a point knows who works there": row(
        far(30, works_in=["upland"]),
        far(3),
        "works in Upland",
        place={"label": "Hills", "districts": ["upland"]},
    ),
    "without a place all are as near": equal(far(3), far(30), "same phase", place=None),
    "nearer before what is needed": row(far(3), far(8, expertise=NEEDS), "about 3 miles", expertise=NEEDS),
    # Then those who know about more of what is needed.
    "two needs before one": row(
        {"expertise": NEEDS},
        {"expertise": ["reading", "small-schools"]},
        "knows about Early reading and Special educational needs",
        expertise=NEEDS,
    ),
    "one need before none": row(
        {"expertise": ["send", "small-schools"]},
        {"expertise": ["small-schools"]},
        "knows about Special educational needs, 1 of your 2 needs",
        expertise=NEEDS,
    ),
    "which one does not matter": equal(
        {"expertise": ["reading"]}, {"expertise": ["send"]}, "same phase", expertise=NEEDS
    ),
    "what nobody asked for counts for nothing": equal(
        {"expertise": [*NEEDS, "small-schools"]}, {"expertise": ["small-schools"]}, "same phase"
    ),
    "what is needed before free days": row(
        {"expertise": ["reading"]} | free("none"),
        {"expertise": ["send"]} | free("available"),
        "knows about Early reading",
        expertise=["reading"],
    ),
    # Then those with free days left.
    "free days before some": row(free("available"), free("limited"), "free days left"),
    "some before not known": row(free("limited"), free(None), "some free time left"),
    "not known before none": row(free(None), free("none"), "free days not known"),
    "last year's are not known": row(free("none", year="2025-26"), free("none"), "free days not known"),
    "last year's count for nothing": row(
        free("limited"), free("available", year="2025-26"), "some free time left"
    ),
    "not known before no KLE": row(free(None), NO_KLE, "free days not known"),
    "none left, or no KLE: equal": equal(free("none"), NO_KLE, "same phase"),
    "free days before taking commissions": row(
        free("available", "limited"), free("limited"), "free days left"
    ),
    # Then those who are taking commissions, then by lot.
    "taking commissions before limited time": row(free(None), free(None, "limited"), ""),
    "then by lot": equal(TRAINED, TRAINED, "trained mentor"),
}


@pytest.fixture(scope="module", name="county")
def _county(make_directory: MakeDirectory, world_content: Content) -> Callable[..., Directory]:
    """Return a function: leaders → the miniature county with them alone, and postcodes north of Highstead."""
    north = tuple(
        PostcodeDistrict.model_construct(
            code=f"M{number}",
            latitude=HERE["point"][0] + miles * MILE,
            longitude=HERE["point"][1],
            districts=("beyond",),
        )
        for number, miles in enumerate(MILES)
    )
    places = world_content.places.model_copy(update={"postcode_districts": north})
    return lambda *leaders, **changes: make_directory(*leaders, places=places, **changes)


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name: str, rule: Rule, county: Callable[..., Directory], make_leader: MakeLeader) -> None:
    """Each row of the rule: who comes first and why, or that the lot decides."""
    line = TABLE[name]
    orders, told = [], {}
    # The lot favours one of the two slugs; each candidate has it once.
    for one, other in (("ann", "bob"), ("bob", "ann")):
        directory = county(make_leader(one, **line.first), make_leader(other, **line.second, name="Another"))
        (found,) = rule([(directory, line.asked)])
        orders.append([slug for slug, *_ in found["matches"]])
        told = {slug: reasons for slug, _, _, reasons in found["matches"]}
        lot = [entry.leader.slug for entry in directory.listed]

        assert orders[-1] == (lot if line.equal else [one, other])

    if line.equal:
        assert line.why in told["bob"]
        assert line.why in told["ann"] or name == "then by lot"
    elif line.why:
        assert (line.why in told["bob"], line.why in told["ann"]) == (True, False)


OWN = {"trust": {"name": "Example Trust"}}
LEFT: dict[str, tuple[dict[str, Any], dict[str, Any], str | None]] = {
    "no mentoring": ({"support": ["peer-review"]}, {}, "1 leader does not offer mentoring"),
    "of the trust that is left out": (OWN, {"trust": "example-trust"}, "1 mentor is of Example Trust"),
    "of a trust, and none is left out": (OWN, {}, None),
    "of another trust": ({"trust": {"name": "Other Trust"}}, {"trust": "example-trust"}, None),
    "of no trust": ({}, {"trust": "example-trust"}, None),
    "told once": (
        OWN | {"support": ["peer-review"]},
        {"trust": "example-trust"},
        "1 leader does not offer mentoring",
    ),
    "another phase is not left out": (of("special"), {}, None),
    "too far is not left out": (far(30), {}, None),
    "limited time is not left out": (free("none", "limited"), {}, None),
    "due is not left out": ({"confirmed": "2025-10-01"}, {}, None),
}


@pytest.mark.parametrize("name", LEFT)
def test_who_is_left_out(
    name: str, rule: Rule, county: Callable[..., Directory], make_leader: MakeLeader
) -> None:
    """Only who does not offer mentoring, or is of the trust that is left out, and each for one reason."""
    changes, asked, why = LEFT[name]
    mentor = make_leader("ann", name="Another", trust={"name": "Third Trust"})
    directory = county(mentor, make_leader("bob", **changes))
    (found,) = rule([(directory, {"phase": "primary", "place": HERE} | asked)])

    assert {slug for slug, *_ in found["matches"]} == ({"ann"} if why else {"ann", "bob"})
    assert found["left"] == ([[["bob"], why]] if why else [])


def test_several_are_counted(rule: Rule, county: Callable[..., Directory], make_leader: MakeLeader) -> None:
    """Groups come with their number, in words that fit it."""
    others = [
        make_leader(f"other-{number}", name=f"Other {number}", support=["peer-review"]) for number in range(2)
    ]
    ours = [make_leader(f"ours-{number}", name=f"Ours {number}", **OWN) for number in range(3)]
    asked = {"phase": "primary", "place": HERE, "trust": "example-trust"}
    (found,) = rule([(county(*others, *ours), asked)])

    assert [why for _, why in found["left"]] == [
        "2 leaders do not offer mentoring",
        "3 mentors are of Example Trust",
    ]
    assert found["matches"] == []


HIDDEN = {
    "lapsed": {"confirmed": "2025-03-01"},
    "withdrawn": {"designations": [{"kind": "KLE", "since": "2020-01", "until": "2026-08"}]},
    "paused": {"availability": {"status": "paused", "checked": "2026-11-02"}},
    "unlisted": {"listed": "false"},
}


@pytest.mark.parametrize("standing", HIDDEN)
def test_who_is_in_no_list_is_not_even_counted(
    standing: str, rule: Rule, county: Callable[..., Directory], make_leader: MakeLeader
) -> None:
    """Who is paused, lapsed, withdrawn or unlisted makes no difference to any answer."""
    ann, bob = make_leader("ann"), make_leader("bob", name="Another", **OWN, **HIDDEN[standing])
    asked = {"phase": "primary", "place": HERE, "trust": "example-trust"}
    with_bob, without = rule([(county(*some), asked) for some in ((ann, bob), (ann,))])

    assert with_bob == without


# --- both halves ------------------------------------------------------------------------------------------


def _lists(directory: Directory) -> list[tuple[str, str, tuple[District, ...]]]:
    """Every list that the page has: a phase, and an area's districts or those beyond."""
    places = directory.content.places
    areas = [(area.label, places.districts_of(area.slug)) for area in places.areas]
    beyond = tuple(district for district in places.districts if not district.area)
    return [(phase, label, some) for phase in PHASES for label, some in [*areas, ("Beyond", beyond)]]


def _script(rule: Rule, directory: Directory) -> list[list[tuple[str, list[str]]]]:
    """Return what the script says for each list: of those of the phase who work there, why and in order."""
    cases = [
        (directory, {"phase": phase, "place": {"label": label, "districts": [one.slug for one in districts]}})
        for phase, label, districts in _lists(directory)
    ]
    return [_there(found) for found in rule(cases)]


def _there(found: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(slug, reasons) for slug, same, here, reasons in found["matches"] if same and here]


def _page(directory: Directory) -> list[list[tuple[str, list[str]]]]:
    """Return what the page says for each list."""
    mentors = matching.mentors(directory)
    return [
        [(one.entry.leader.slug, list(one.reasons)) for one in matching.matches(mentors, phase, districts)]
        for phase, _, districts in _lists(directory)
    ]


@pytest.mark.parametrize("name", ["published", "world"])
def test_both_halves_agree(
    name: str, rule: Rule, published: Directory, world_content: Content, today: datetime.date
) -> None:
    """For every phase and area the page's list is the script's, in order and in words."""
    directory = published if name == "published" else Directory(world_content, today)
    expected = _page(directory)

    assert sum(map(len, expected)) > 5
    assert expected == _script(rule, directory)


COUNTIES = 200
DAY = datetime.date(2026, 11, 21)


@st.composite
def people(draw: st.DrawFn, leader: Leader) -> tuple[Leader, ...]:
    """Up to eight leaders made from one: what the rule looks at is drawn, most of all what they lack."""
    found = []
    for number in range(draw(st.integers(1, 8))):
        phases = draw(st.lists(st.sampled_from(PHASES), min_size=1, max_size=2))
        schools = tuple(leader.base.model_copy(update={"phase": phase}) for phase in phases)
        left = draw(st.sampled_from(["available", "limited", "none", None]))
        year = draw(st.sampled_from(["2026-27", "2026-27", "2025-26"]))
        availability = Availability.model_construct(
            status=draw(st.sampled_from(["open", "open", "limited", "paused"])),
            checked=DAY,
            from_=None,
            free_days=FreeDays.model_construct(year=year, left=left) if left else None,
        )
        kinds = draw(st.lists(st.sampled_from(["KLE", "NLE"]), min_size=1, max_size=2, unique=True))
        month = datetime.date(2020, 1, 1)
        places = st.sampled_from(["county", "hills", "coast", "upland", "dale", "shore", "beyond"])
        changes = {
            "slug": f"leader-{number}",
            "schools": schools,
            "designations": tuple(
                Designation.model_construct(kind=kind, since=month, until=None) for kind in kinds
            ),
            "support": tuple(draw(st.lists(st.sampled_from(SUPPORT[:2]), min_size=1, unique=True))),
            "mentor_training": draw(st.sampled_from([month, None])),
            "works_in": tuple(draw(st.lists(places, min_size=1, max_size=3, unique=True))),
            "availability": availability,
            "trust": draw(st.sampled_from([None, Trust.model_construct(name="Example Trust", uid=None)])),
            "listed": draw(st.sampled_from([True, True, True, False])),
        }
        found.append(leader.model_copy(update=changes))
    return tuple(found)


def test_both_halves_agree_everywhere(rule: Rule, world_content: Content, make_leader: MakeLeader) -> None:
    """They agree in two hundred small counties, where nobody is counted who is in no list."""
    model, counties = make_leader("model"), []

    @settings(max_examples=COUNTIES, database=None)
    @given(people(model), st.integers(0, 30))
    def draw(leaders: tuple[Leader, ...], days: int) -> None:
        day = DAY + datetime.timedelta(days)
        counties.append(Directory(replace(world_content, leaders=leaders), day))

    draw()

    assert len(counties) >= COUNTIES

    cases: list[Case] = []
    for directory in counties:
        cases += [
            (directory, {"phase": phase, "place": {"label": label, "districts": [one.slug for one in some]}})
            for phase, label, some in _lists(directory)
        ]
    answers = iter(rule(cases))
    differing, lengths = [], []
    for directory in counties:
        for (phase, label, _), expected in zip(_lists(directory), _page(directory), strict=True):
            found = next(answers)
            counted = len(found["matches"]) + sum(len(who) for who, _ in found["left"])
            lengths.append(len(expected))
            if _there(found) != expected or counted != len(directory.listed):
                differing.append((phase, label, expected, found))

    assert differing == []
    assert max(lengths) >= 3
