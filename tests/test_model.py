"""A leader's record: which fields it has, how it stands on a day, and the rules that it keeps by itself."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from kle_site import model
from kle_site.model import (
    FACETS,
    RESERVED,
    Designation,
    FreeDays,
    Leader,
    Record,
    Standing,
    months_after,
)
from kle_site.problems import Where

FIELDS: dict[str, Any] = {
    "slug": "sian-obrien",
    "name": "Siân O'Brien",
    "designations": [{"kind": "KLE", "since": "2021-10"}],
    "role": "Executive Headteacher",
    "schools": [
        {
            "name": "Example Oast Primary School",
            "urn": "900001",
            "phase": "primary",
            "district": "swale",
            "since": "2019-09",
        }
    ],
    "works_in": ["swale", "east"],
    "expertise": ["send"],
    "support": ["mentoring"],
    "availability": {"status": "open", "checked": "2026-11-02"},
    "portrait": "I lead a village school and help new headteachers. " * 10,
    "contact": {"email": "office@example-oast.example"},
    "consent": {"given": "2026-09-01", "scope": ["name", "portrait", "contact"], "notice": "1"},
    "confirmed": "2026-09-01",
    "example": "true",
}
"""The fields of a leader as typed, with nothing optional but `example`."""

OPTIONAL: dict[str, Any] = {
    "trust": {"name": "Example Trust", "uid": "90001"},
    "impact": [{"claim": "Better.", "evidence": "A count.", "year": "2024-25"}],
    "photo": {"file": "sian-obrien.jpg", "alt": "Siân"},
    "contact": {"email": "office@a.example", "phone": "01622 000000", "person": "Office Manager"},
    "consent.scope": ["name", "portrait", "photo", "contact", "impact", "reuse"],
}
"""Optional fields that have fields of their own."""
SECOND_SCHOOL = FIELDS["schools"][0] | {"urn": "900002"}
TODAY = datetime.date(2026, 11, 21)
GONE = object()
"""In place of a value: the field is left out."""


def leader(changes: dict[str, Any] | None = None) -> Leader:
    """Return a leader with some fields changed; a dot leads into a field's own fields or a list's values."""
    fields = copy.deepcopy(FIELDS)
    for path, value in (changes or {}).items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place = fields
        for step in way:
            place = place[step]
        if value is GONE:
            del place[last]
        else:
            place[last] = copy.deepcopy(value)
    return Leader.model_validate(fields)


def wrong(changes: dict[str, Any]) -> list[tuple[Where, str]]:
    """Return where and why a leader with some fields changed cannot be read."""
    with pytest.raises(ValidationError) as caught:
        leader(changes)
    # pydantic adds that a list is empty when nothing in it is right; `wording` leaves that echo out.
    errors = [error for error in caught.value.errors() if error["type"] != "too_short" or not error["input"]]
    return [(tuple(error["loc"]), error["type"]) for error in errors]


def records(kind: type[BaseModel] = Record) -> Iterator[type[BaseModel]]:
    """Yield every kind of record that the model has."""
    for found in kind.__subclasses__():
        yield found
        yield from records(found)


# --- fields -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    [
        *("name", "designations", "role", "schools", "works_in", "expertise", "support", "availability"),
        *("portrait", "contact", "consent", "confirmed"),
        *("schools.0.name", "schools.0.urn", "schools.0.phase", "schools.0.district", "schools.0.since"),
        *("designations.0.kind", "designations.0.since", "availability.status", "availability.checked"),
        *("consent.given", "consent.scope", "consent.notice"),
    ],
)
def test_what_the_contract_needs_is_required(field: str) -> None:
    """A field that the contract needs cannot be left out (DESIGN §3)."""
    where = tuple(int(step) if step.isdigit() else step for step in field.split("."))

    assert [(where, "missing")] == wrong({field: GONE})


def test_what_is_optional_may_be_left_out() -> None:
    """What the contract calls optional has a value that says "nothing"."""
    found = leader({"example": GONE})
    optional = {
        name: getattr(found, name) for name, field in Leader.model_fields.items() if not field.is_required()
    }

    assert {
        "sort_as": None,
        "trust": None,
        "mentor_training": None,
        "impact": (),
        "photo": None,
        "listed": True,
        "aliases": (),
        "example": False,
    } == optional


def test_everything_optional_is_read() -> None:
    """Every optional field of the contract is taken, and dates come as dates."""
    found = leader(
        OPTIONAL
        | {
            "sort_as": "O'Brien, Siân",
            "designations.0.until": "2027-08",
            "schools.0.ages": "4-11",
            "schools.0.postcode": "me12 9zz",
            "schools.0.website": "https://www.example.org",
            "schools.0.former_urns": ["900101"],
            "mentor_training": "2022-03",
            "availability.from": "2027-01-04",
            "availability.free_days": {"year": "2026-27", "left": "available"},
            "listed": "yes",
            "aliases": ["sian-evans"],
        }
    )

    assert (datetime.date(2027, 8, 1), datetime.date(2027, 1, 4), "ME12 9ZZ", 90001, (900101,)) == (
        found.designations[0].until,
        found.availability.from_,
        found.base.postcode,
        found.trust.uid if found.trust else None,
        found.base.former_urns,
    )


@pytest.mark.parametrize(
    "field",
    ["phone", "Name", "from", "schools.0.ofsted", "availability.reason", "consent.until", "contact.mobile"],
)
def test_unknown_fields_are_errors(field: str) -> None:
    """A field that the contract does not have is refused, wherever it stands."""
    where = tuple(int(step) if step.isdigit() else step for step in field.split("."))

    assert [(where, "extra_forbidden")] == wrong({field: "x"})


def listed(most: int, make: Callable[[int], Any]) -> list[Any]:
    """Return a list of `most` values, each made from its number."""
    return [make(number) for number in range(most)]


LIMITS: list[tuple[str, int, int, Callable[[int], Any]]] = [
    ("designations", 1, 5, lambda n: {"kind": "KLE", "since": f"20{10 + n}-01", "until": f"20{10 + n}-02"}),
    ("schools", 1, 8, lambda n: SECOND_SCHOOL | {"urn": str(900001 + n)}),
    ("works_in", 1, 14, lambda n: f"place-{n}"),
    ("expertise", 1, 6, lambda n: f"tag-{n}"),
    ("support", 1, 4, lambda n: model.SUPPORT[n % 4]),
    ("impact", 0, 3, lambda n: {"claim": "Better.", "evidence": "A count.", "year": "2024-25"}),
    ("aliases", 0, 8, lambda n: f"alias-{n}"),
    ("schools.0.former_urns", 0, 8, lambda n: str(900101 + n)),
    ("consent.scope", 1, 6, lambda n: model.SCOPES[n % 6]),
]


@pytest.mark.parametrize(("field", "least", "most", "make"), LIMITS, ids=[field for field, *_ in LIMITS])
def test_lists_have_their_limits(field: str, least: int, most: int, make: Callable[[int], Any]) -> None:
    """Every list takes as many values as the contract says, and not one fewer or more."""
    where = tuple(int(step) if step.isdigit() else step for step in field.split("."))
    fewer = [(where, "too_short")] if least else []

    leader({field: listed(most, make)})

    assert [(where, "too_long")] == wrong({field: listed(most + 1, make)})
    assert fewer == (wrong({field: []}) if least else [])


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [
        ("name", 1, 120),
        ("sort_as", 1, 120),
        ("role", 1, 120),
        ("schools.0.name", 1, 160),
        ("trust.name", 1, 160),
        ("impact.0.claim", 1, 200),
        ("impact.0.evidence", 1, 400),
        ("photo.alt", 1, 200),
        ("contact.person", 1, 80),
        ("portrait", 400, 2500),
    ],
)
def test_words_have_their_limits(field: str, least: int, most: int) -> None:
    """Words are taken up to their limit, measured without the space around them, and not beyond."""
    where = tuple(int(step) if step.isdigit() else step for step in field.split("."))

    leader(OPTIONAL | {field: "a" * least})
    leader(OPTIONAL | {field: "a" * most + "\n"})

    assert [(where, "too-long")] == wrong(OPTIONAL | {field: "a" * (most + 1)})


@pytest.mark.parametrize(("field", "most"), [("trust.uid", 999_999), ("consent.notice", 999)])
def test_numbers_have_their_limits(field: str, most: int) -> None:
    """Numbers are taken from 1 to their limit."""
    where = tuple(field.split("."))

    leader(OPTIONAL | {field: "1"})
    leader(OPTIONAL | {field: str(most)})

    assert [(where, "number")] == wrong(OPTIONAL | {field: "0"}) == wrong(OPTIONAL | {field: str(most + 1)})


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("designations.0.kind", ("KLE", "NLE", "LLE", "SLE", "NLG")),
        (
            "schools.0.phase",
            ("nursery", "primary", "secondary", "all-through", "special", "alternative-provision"),
        ),
        ("availability.status", ("open", "limited", "paused")),
        ("support.0", ("mentoring", "leadership-development", "peer-review", "school-improvement")),
        ("consent.scope.0", ("name", "portrait", "photo", "contact", "impact", "reuse")),
    ],
)
def test_choices_are_those_of_the_contract(field: str, choices: tuple[str, ...]) -> None:
    """Every choice of the contract is taken, in these letters and no others."""
    where = tuple(int(step) if step.isdigit() else step for step in field.split("."))

    for choice in choices:
        leader({field: choice})

    assert [(where, "choice")] == wrong({field: choices[0].swapcase()})


@pytest.mark.parametrize("left", ["available", "limited", "none"])
def test_free_days_are_told_in_bands(left: str) -> None:
    """What is left of the free days is told in three bands, never as a number."""
    assert left == FreeDays.model_validate({"year": "2026-27", "left": left}).left


def test_all_faults_of_a_record_are_told_at_once() -> None:
    """A record with several wrong fields is told them all in one go."""
    changes = {"name": "", "schools.0.urn": "1", "confirmed": "soon", "extra": "x", "role": GONE}

    assert {"empty", "urn", "date", "extra_forbidden", "missing"} == {code for _, code in wrong(changes)}


@pytest.mark.parametrize(
    "kind", sorted(records(), key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__
)
def test_records_are_frozen_and_closed(kind: type[BaseModel]) -> None:
    """No record can be changed once it is made, and none takes a field that it does not know."""
    assert (True, "forbid") == (kind.model_config.get("frozen"), kind.model_config.get("extra"))


def test_every_field_of_a_portrait_has_its_sentence() -> None:
    """Each field that a portrait may hold says in a sentence what it is; the slug is no field of the file."""
    portrait = [kind for kind in records() if kind.__module__ == model.__name__]
    silent = [
        f"{kind.__name__}.{name}"
        for kind in portrait
        for name, field in kind.model_fields.items()
        if not (field.description or "").endswith(".")
    ]

    assert ["Leader.slug"] == silent


def test_reserved_slugs_are_the_facets_and_page() -> None:
    """No leader can take the address of a facet, or of the pages that lists are cut into."""
    expected = {"area", "district", "phase", "expertise", "support", "designation", "status", "page"}

    assert (expected, expected - {"page"}) == (RESERVED, set(FACETS))


# --- what a leader says of themselves -----------------------------------------------------------------------


def test_a_leader_knows_where_they_come_from() -> None:
    """The path is inside the content folder, and the base is the first school."""
    found = leader({"schools": [SECOND_SCHOOL, FIELDS["schools"][0]]})

    assert ("kles/sian-obrien.yaml", 900002) == (found.path, found.base.urn)


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        (["primary"], {"primary"}),
        (["primary", "special"], {"primary", "special"}),
        (["all-through"], {"all-through", "primary", "secondary"}),
        (["all-through", "nursery"], {"all-through", "primary", "secondary", "nursery"}),
        (["alternative-provision"], {"alternative-provision"}),
    ],
)
def test_a_leader_is_found_by_the_phases_of_all_their_schools(phases: list[str], expected: set[str]) -> None:
    """A phase filter finds a leader by any of the schools; all-through is primary and secondary too."""
    schools = [SECOND_SCHOOL | {"phase": phase, "urn": str(900001 + n)} for n, phase in enumerate(phases)]

    assert expected == leader({"schools": schools}).phases


@pytest.mark.parametrize(
    ("name", "sort_as", "expected"),
    [
        ("Siân O'Brien", GONE, "O'Brien, Siân"),
        ("Harriet Lyle Okafor", GONE, "Okafor, Harriet Lyle"),
        ("Dr Grace St Clair", "St Clair, Grace", "St Clair, Grace"),
        ("Dr Grace Clair", GONE, "Clair, Grace"),
        ("Revd Dr. Ann Lee", GONE, "Lee, Ann"),
        ("Anandhi", GONE, "Anandhi"),
        ("Dame Anandhi", GONE, "Anandhi"),
        ("Dr", GONE, "Dr"),
    ],
)
def test_lists_are_sorted_by_surname(name: str, sort_as: Any, expected: str) -> None:
    """Without sort_as, the last word is taken for the surname; titles never sort."""
    changes = {"name": name} | ({} if sort_as is GONE else {"sort_as": sort_as})

    assert expected == leader(changes).surname_first


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Siân O'Brien", "SO"),
        ("Dr Grace St Clair", "GC"),
        ("Anandhi", "A"),
        ("Zoë Adeyemi", "ZA"),
        ("J. T. van der Berg-Osei", "JB"),
        ("Revd Dr. Élodie łuk", "ÉŁ"),
        ("E\u0301lodie M\u0302ao", "ÉM\u0302"),
        ("‘Ann’ (Lee)", "AL"),
        ("李 校長", "李校"),
        ("Dr", "D"),
        ("Ann 3", "A3"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    """The first letters of the first and the last word, titles left out, accents kept."""
    assert expected == leader({"name": name}).initials


@pytest.mark.parametrize(
    ("until", "today", "expected"),
    [
        (None, "2026-11-21", True),
        ("2026-11", "2026-11-01", True),
        ("2026-11", "2026-11-30", True),
        ("2026-11", "2026-12-01", False),
        ("2027-08", "2026-11-21", True),
        ("2024-02", "2024-02-29", True),
        ("2024-02", "2024-03-01", False),
    ],
)
def test_a_designation_holds_until_its_month_ends(until: str | None, today: str, expected: bool) -> None:
    """A designation that ends in a month is in force on the month's last day and not on the next."""
    held = {"kind": "KLE", "since": "2021-10"} | ({"until": until} if until else {})
    found = leader({"designations": [held]})
    day = datetime.date.fromisoformat(today)

    assert expected is bool(found.designated(day))
    assert ((Designation.model_validate(held),) if expected else ()) == found.designated(day)


def test_one_designation_may_end_while_another_holds() -> None:
    """A former designation is told as ended, and the entry stays."""
    ended, held = {"kind": "NLG", "since": "2017-11", "until": "2023-10"}, {"kind": "KLE", "since": "2021-10"}
    found = leader({"designations": [ended, held]})

    assert (["KLE"], Standing.CURRENT) == ([h.kind for h in found.designated(TODAY)], found.standing(TODAY))


STANDING = [
    # confirmed, day, standing: the last day of one, the first of the next
    ("2025-09-01", "2026-09-01", Standing.CURRENT),
    ("2025-09-01", "2026-09-02", Standing.DUE),
    ("2025-09-01", "2027-03-01", Standing.DUE),
    ("2025-09-01", "2027-03-02", Standing.LAPSED),
    ("2025-09-01", "2027-09-01", Standing.LAPSED),
    ("2025-09-01", "2027-09-02", Standing.WITHDRAWN),
    # the last day of February
    ("2024-02-29", "2025-02-28", Standing.CURRENT),
    ("2024-02-29", "2025-03-01", Standing.DUE),
    ("2024-02-29", "2025-08-29", Standing.DUE),
    ("2024-02-29", "2025-08-30", Standing.LAPSED),
    ("2024-02-29", "2026-02-28", Standing.LAPSED),
    ("2024-02-29", "2026-03-01", Standing.WITHDRAWN),
    # months of unequal length
    ("2025-08-31", "2027-02-28", Standing.DUE),
    ("2025-08-31", "2027-03-01", Standing.LAPSED),
    ("2022-08-31", "2024-02-29", Standing.DUE),
    ("2022-08-31", "2024-03-01", Standing.LAPSED),
    ("2025-12-31", "2027-06-30", Standing.DUE),
    ("2025-12-31", "2027-07-01", Standing.LAPSED),
]


@pytest.mark.parametrize(("confirmed", "today", "expected"), STANDING)
def test_an_entry_ages_by_the_month(confirmed: str, today: str, expected: Standing) -> None:
    """Over 12 months after it was confirmed an entry is due, over 18 out of lists, over 24 withdrawn."""
    found = leader({"confirmed": confirmed})

    assert expected is found.standing(datetime.date.fromisoformat(today))


PAUSED = {"availability.status": "paused"}
ENDED = {"designations": [{"kind": "KLE", "since": "2021-10", "until": "2026-10"}]}
UNLISTED = {"listed": "false"}
OLD = {"confirmed": "2024-01-01"}
LATE = {"confirmed": "2025-03-01"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Standing.CURRENT),
        ({"availability.status": "limited"}, Standing.CURRENT),
        (PAUSED, Standing.PAUSED),
        (PAUSED | {"availability.from": "2026-01-01"}, Standing.PAUSED),
        (PAUSED | LATE, Standing.PAUSED),
        (LATE, Standing.LAPSED),
        (ENDED, Standing.WITHDRAWN),
        (ENDED | PAUSED, Standing.WITHDRAWN),
        (OLD, Standing.WITHDRAWN),
        (OLD | PAUSED, Standing.WITHDRAWN),
        (UNLISTED, Standing.UNLISTED),
        (UNLISTED | OLD, Standing.UNLISTED),
        (UNLISTED | ENDED, Standing.UNLISTED),
        (UNLISTED | PAUSED, Standing.UNLISTED),
    ],
)
def test_one_standing_goes_before_another(changes: dict[str, Any], expected: Standing) -> None:
    """Unlisted goes before withdrawn, that before paused, that before lapsed; `from` changes none."""
    assert expected is leader(changes).standing(TODAY)


def test_standings_have_names() -> None:
    """A standing is called by one word, which the world's templates and data use."""
    expected = ["current", "due", "lapsed", "paused", "withdrawn", "unlisted"]

    assert expected == [str(standing) for standing in Standing]


def test_where_an_entry_is_shown() -> None:
    """Lists hold the current and the due; a page have they, the lapsed and the paused."""
    assert [Standing.CURRENT, Standing.DUE] == [standing for standing in Standing if standing.in_lists]
    assert [Standing.CURRENT, Standing.DUE, Standing.LAPSED, Standing.PAUSED] == [
        standing for standing in Standing if standing.has_page
    ]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-31", -1, "2025-12-31"),
        ("2026-11-21", -48, "2022-11-21"),
        ("2026-11-21", 0, "2026-11-21"),
    ],
)
def test_months_are_counted_as_people_count_them(day: str, months: int, expected: str) -> None:
    """The same day some months on, or the last of a shorter month."""
    assert expected == months_after(datetime.date.fromisoformat(day), months).isoformat()


# --- names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Siân O'Brien", ["sian", "obrien"]),
        ("Dr Grace St Clair", ["grace", "clair"]),
        ("J. R. Lee", ["lee"]),
        ("Ludwig van den Berg", ["ludwig", "berg"]),
        ("Harriet Lyle-Okafor", ["harriet", "lyle", "okafor"]),
        ("李 校長", []),
    ],
)
def test_the_words_of_a_name(name: str, expected: list[str]) -> None:
    """What could tell whose mailbox it is: the words of a name without titles, particles and initials."""
    assert expected == model.name_words(name)


@pytest.mark.parametrize(
    "title",
    ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "lord", "lady", "rev", "revd", "canon"],
)
def test_titles_are_no_part_of_a_name(title: str) -> None:
    """No title sorts, tells a mailbox, or makes another person."""
    name = f"{title.title()}. Ann Lee"

    assert ("Lee, Ann", ["ann", "lee"], model.same_person("Ann Lee")) == (
        leader({"name": name}).surname_first,
        model.name_words(name),
        model.same_person(name),
    )


@pytest.mark.parametrize("particle", ["st", "de", "da", "di", "du", "la", "le", "van", "von", "der", "den"])
def test_particles_tell_nobody(particle: str) -> None:
    """A particle of a name stands in many mailboxes: st-marys-office@ is no person's."""
    assert ["ann", "lee"] == model.name_words(f"Ann {particle} Lee")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Siân O'Brien", "Sian OBrien", True),
        ("Siân O’Brien", "DR SIÂN O'BRIEN", True),
        ("Harriet Lyle-Okafor", "Harriet Lyle Okafor", True),
        ("Revd. Ann Lee", "Ann Lee", True),
        ("Ann Lee", "Anna Lee", False),
        ("李 校長", "王 校長", False),
    ],
)
def test_two_spellings_of_one_person(one: str, other: str, same: bool) -> None:
    """Titles, accents, capitals, spaces and hyphens do not make another person; letters do, in any script."""
    assert same is (model.same_person(one) == model.same_person(other))
