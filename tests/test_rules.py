"""Each rule that a portrait keeps by itself: what is just within it, and what is just outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from test_model import FIELDS, GONE, OPTIONAL, SECOND_SCHOOL, leader

from kle_site import rules
from kle_site.model import Leader
from kle_site.problems import Fault, Where
from kle_site.rules import RULES


def faults(changes: dict[str, Any]) -> list[tuple[Where, str]]:
    """Return where and by which code a leader with some fields changed breaks a rule."""
    return [(fault.where, fault.code) for fault in rules.faults(leader(changes))]


@pytest.mark.parametrize("changes", [{}, OPTIONAL], ids=["plain", "optional"])
def test_the_leaders_of_these_tests_are_right(changes: dict[str, Any]) -> None:
    """The records that these tests change keep every rule as they stand."""
    assert [] == faults(changes)


SCHOOL = FIELDS["schools"][0]
NLE = {"kind": "NLE", "since": "2021-10"}
FREE_DAYS = {"year": "2026-27", "left": "available"}
KEPT: dict[str, list[dict[str, Any]]] = {
    "ends_after_it_begins": [
        {"designations.0.until": "2021-10"},
        {"designations.0.until": "2027-08"},
    ],
    "says_each_thing_once": [
        {"works_in": ["swale", "east", "county"]},
        {"schools": [SCHOOL, SECOND_SCHOOL]},
        {"designations": [NLE | {"until": "2023-01"}, NLE | {"since": "2023-01"}]},
        {"designations": [NLE, NLE | {"kind": "KLE"}]},
    ],
    "stays_at_the_base": [
        {"schools.0.since": "2026-09"},
        {"schools": [SCHOOL, SECOND_SCHOOL | {"since": "2026-11"}]},
    ],
    "can_be_asked_one_way": [
        {"contact": {"via": "kah"}},
        {"contact": {"email": "office@a.example", "phone": "01622 000000"}},
    ],
    "has_a_role_mailbox": [
        {"contact.email": "headteacher@example-oast.example"},
        {"contact.email": "sian@x.example", "name": "Ann Lee"},
        {"contact.email": "planning@a.example", "name": "Ann Fleet"},
        {"contact.email": "fleet@a.example", "name": "Ann Lee"},
        {"contact.email": "st-marys-office@a.example", "name": "Dr Grace St Clair"},
        {"contact.email": "office@sian-obrien.example"},
        {"contact.email": "office@a.example", "name": "李 校長"},
    ],
    "asks_for_a_job_title": [
        {"contact.person": "Office Manager"},
        {"contact.person": "Headteacher’s PA"},
        {"contact.person": "Executive Assistant to the CEO"},
    ],
    "publishes_what_was_agreed": [
        {"listed": "false", "consent.scope": ["reuse"]},
        {"contact": {"via": "kah"}, "consent.scope": ["name", "portrait"]},
        {"consent.scope": ["name", "portrait", "contact", "photo", "impact", "reuse"]},
    ],
    "offers_free_days_as_a_kle": [
        {"availability.free_days": FREE_DAYS},
        {
            "availability.free_days": FREE_DAYS,
            "designations": [{"kind": "KLE", "since": "2021-10", "until": "2026-09"}],
        },
        {
            "availability.free_days": FREE_DAYS,
            "designations": [NLE, {"kind": "KLE", "since": "2027-08"}],
        },
    ],
    "keeps_former_urns_apart": [{"schools.0.former_urns": ["900101", "900102"]}],
    "invents_only_examples": [
        {"example": "false", "schools.0.urn": "118001"},
        {"example": GONE, "schools.0.urn": "900000", "schools.0.former_urns": ["118002"]},
        {"schools.0.former_urns": ["900101"]},
    ],
    "speaks_plainly": [
        {"portrait": "### Mine\n\nSee [us](https://a.example). " + "I lead a village school. " * 20},
    ],
}
BROKEN: dict[str, list[tuple[dict[str, Any], Where, str]]] = {
    "ends_after_it_begins": [
        ({"designations.0.until": "2021-09"}, ("designations", 0, "until"), "dates-order"),
    ],
    "says_each_thing_once": [
        ({"works_in": ["swale", "east", "swale"]}, ("works_in", 2), "repeated"),
        ({"expertise": ["send", "send"]}, ("expertise", 1), "repeated"),
        ({"support": ["mentoring", "mentoring"]}, ("support", 1), "repeated"),
        ({"aliases": ["ann", "ann"]}, ("aliases", 1), "repeated"),
        ({"schools": [SCHOOL, SCHOOL]}, ("schools", 1), "repeated"),
        (
            {"consent.scope": ["name", "portrait", "contact", "name"]},
            ("consent", "scope", 3),
            "repeated",
        ),
        (
            {"designations": [{"kind": "KLE", "since": "2021-10"}, {"kind": "KLE", "since": "2024-10"}]},
            ("designations", 1),
            "repeated",
        ),
        (
            {
                "designations": [
                    {"kind": "KLE", "since": "2016-01", "until": "2018-01"},
                    {"kind": "KLE", "since": "2017-12"},
                ]
            },
            ("designations", 1),
            "repeated",
        ),
        (
            {"designations": [{"kind": "KLE", "since": "2026-12", "until": "2026-12"}] * 2},
            ("designations", 1),
            "repeated",
        ),
    ],
    "stays_at_the_base": [
        ({"schools.0.since": "2026-10"}, ("confirmed",), "moved-since"),
        ({"schools.0.since": "2026-09", "confirmed": "2026-08-31"}, ("confirmed",), "moved-since"),
    ],
    "can_be_asked_one_way": [
        ({"contact": {}}, ("contact",), "contact"),
        ({"contact": {"phone": "01622 000000"}}, ("contact",), "contact"),
        ({"contact": {"email": "office@a.example", "via": "kah"}}, ("contact",), "contact"),
    ],
    "has_a_role_mailbox": [
        ({"contact.email": email, "name": name}, ("contact", "email"), "personal-mailbox")
        for name, email in [
            ("Siân O'Brien", "sian@a.example"),
            ("Siân O'Brien", "s.obrien@a.example"),
            ("Siân O'Brien", "S.O-Brien@a.example"),
            ("Siân O'Brien", "sianobrien1@a.example"),
            ("Ann Lee", "ann@a.example"),
            ("Ann Lee", "a.lee@a.example"),
            ("Ann Lee", "alee@a.example"),
            ("Ann Lee", "leea@a.example"),
            ("Ann Cole", "headcole@a.example"),
            ("Łukasz Żółć", "lukasz@a.example"),
            ("Dr Grace St Clair", "head.clair@a.example"),
        ]
    ],
    "asks_for_a_job_title": [
        ({"contact.person": person}, ("contact", "person"), "person-named")
        for person in ("Mrs Smith", "PA: Ms Jones", "dr. jones", "Sian", "O'Brien’s PA", "Miss A Bell")
    ],
    "publishes_what_was_agreed": [
        ({"consent.scope": ["portrait", "contact"]}, ("name",), "consent-scope"),
        ({"consent.scope": ["name", "contact"]}, ("portrait",), "consent-scope"),
        ({"consent.scope": ["name", "portrait"]}, ("contact",), "consent-scope"),
        (
            {"consent.scope": ["name", "portrait"], "contact": {"via": "kah", "phone": "01622 000000"}},
            ("contact",),
            "consent-scope",
        ),
        (
            {"consent.scope": ["name", "portrait"], "contact": {"via": "kah", "person": "Office Manager"}},
            ("contact",),
            "consent-scope",
        ),
        ({"photo": {"file": "a.jpg", "alt": "Siân"}}, ("photo",), "consent-scope"),
        (
            {"impact": [{"claim": "Better.", "evidence": "A count.", "year": "2024-25"}]},
            ("impact",),
            "consent-scope",
        ),
    ],
    "offers_free_days_as_a_kle": [
        (
            {"availability.free_days": FREE_DAYS, "designations": designations},
            ("availability", "free_days"),
            "free-days",
        )
        for designations in [
            [NLE],
            [{"kind": "KLE", "since": "2016-10", "until": "2026-08"}, NLE],
            [{"kind": "KLE", "since": "2027-09"}, NLE],
        ]
    ],
    "keeps_former_urns_apart": [
        ({"schools.0.former_urns": ["900001"]}, ("schools", 0, "former_urns", 0), "repeated"),
        ({"schools.0.former_urns": ["900101", "900101"]}, ("schools", 0, "former_urns", 1), "repeated"),
    ],
    "invents_only_examples": [
        ({"schools.0.urn": "118001"}, ("schools", 0, "urn"), "example-urn"),
        ({"schools.0.urn": "900000"}, ("schools", 0, "urn"), "example-urn"),
        ({"example": "false"}, ("schools", 0, "urn"), "example-urn"),
        ({"example": GONE}, ("schools", 0, "urn"), "example-urn"),
        ({"schools.0.former_urns": ["118001"]}, ("schools", 0, "former_urns", 0), "example-urn"),
        (
            {"example": GONE, "schools.0.urn": "118001", "schools.0.former_urns": ["900001"]},
            ("schools", 0, "former_urns", 0),
            "example-urn",
        ),
    ],
    "speaks_plainly": [
        ({"portrait": "I lead a village school. " * 20 + word}, ("portrait",), code)
        for word, code in [("<b>", "html"), ("a@b.example", "e-mail"), ("[x](javascript:1)", "link")]
    ],
}


def test_every_rule_is_kept_and_broken_here() -> None:
    """Each rule of the model has cases that keep it and cases that break it below."""
    rules = [rule.__name__ for rule in RULES]

    assert (rules, rules) == (list(KEPT), list(BROKEN))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_is_a_promise(rule: Callable[[Leader], Iterator[Fault]]) -> None:
    """A rule's docstring says in a sentence what every portrait keeps; the docs repeat it."""
    assert (rule.__doc__ or "").endswith(".")


@pytest.mark.parametrize(
    ("rule", "changes"), [(rule, case) for rule, cases in KEPT.items() for case in cases]
)
def test_what_keeps_a_rule_is_taken(rule: str, changes: dict[str, Any]) -> None:
    """What is just within a rule breaks none."""
    assert [] == faults(changes)


@pytest.mark.parametrize(
    ("rule", "changes", "where", "code"), [(rule, *case) for rule, cases in BROKEN.items() for case in cases]
)
def test_what_breaks_a_rule_is_told(rule: str, changes: dict[str, Any], where: Where, code: str) -> None:
    """What is just outside a rule is told once, by that rule, at the field to change, with a hint."""
    found = leader(changes)
    by_rule = {each.__name__: list(each(found)) for each in RULES}

    assert {rule: [(where, code, True)]} == {
        name: [(fault.where, fault.code, bool(fault.hint)) for fault in told]
        for name, told in by_rule.items()
        if told
    }


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ({"email": "office@a.example", "via": "kah"}, "Both a mailbox and via stand here."),
        ({"person": "Office Manager"}, "Nobody to ask stands here."),
    ],
)
def test_a_contact_is_told_what_is_wrong(contact: dict[str, str], expected: str) -> None:
    """Two ways to ask and none are told apart."""
    assert [expected] == [fault.message for fault in rules.faults(leader({"contact": contact}))]


def test_a_fault_in_the_portrait_keeps_its_line() -> None:
    """A fault in a leader's words is told at its line and column of the text, blank lines above counted."""
    text = "\n\nI lead a school.\n\nRing 01622 000000. " + "I lead a village school. " * 20

    assert [("phone", 5, 6)] == [
        (fault.code, fault.line, fault.column) for fault in rules.faults(leader({"portrait": text}))
    ]
