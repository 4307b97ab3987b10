"""Rules between records, and between records and today: each has what keeps it and what breaks it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kle_site.check import RELEASE_RULES, RULES, Rule, check, works_in_known_places
from kle_site.county import (
    Case,
    CaseStudy,
    Designations,
    Expertise,
    FrontMatter,
    GuidancePage,
    Places,
    Site,
    Withdrawn,
)
from kle_site.eligibility import Eligibility
from kle_site.load import Content, load
from kle_site.model import Leader, School
from kle_site.photos import WHERE, Original
from kle_site.problems import Fault, Where, errors
from kle_site.recruitment import Announced, Round
from kle_site.routes import Routes
from kle_site.sources import BODY
from kle_site.support_record import SupportRecords

TODAY = datetime.date(2026, 11, 21)

# --- a county that keeps every rule -----------------------------------------------------------------------

TAG = {"slug": "send", "label": "SEND", "about": "Pupils with special needs."}
RETIRED = {"slug": "sen", "label": "SEN", "about": "The older word.", "replaced_by": "send"}
DISTRICT = {"valid_from": "1974-04", "area": "east"}
PLACES = Places.model_validate(
    {
        "areas": [{"slug": "east", "label": "East Kent"}],
        "districts": [
            DISTRICT | {"slug": "swale", "label": "Swale", "tile": {"column": 1, "row": 1}},
            DISTRICT | {"slug": "thanet", "label": "Thanet", "tile": {"column": 2, "row": 1}},
            DISTRICT
            | {"slug": "old", "label": "Old", "tile": {"column": 3, "row": 1}, "valid_to": "2026-10"},
            DISTRICT
            | {"slug": "new", "label": "New", "tile": {"column": 4, "row": 1}, "valid_from": "2026-12"},
        ],
        "towns": [
            {
                "slug": "sheerness",
                "name": "Sheerness",
                "latitude": 51.4,
                "longitude": 0.7,
                "district": "swale",
            }
        ],
        "postcode_districts": [{"code": "ME12", "latitude": 51.4, "longitude": 0.7, "districts": ["swale"]}],
    }
)
SITE = Site.model_validate(
    {
        "stage": "demonstration",
        "organisation": {"name": "Example Association of Heads", "short_name": "EAH"},
        "title": "System Leader Directory",
        "domain": "www.eah.example",
        "mailboxes": {
            "office": "office@eah.org.uk",
            "area_chairs": {"east": "chair.east@eah.org.uk"},
            "sias": {"east": {"primary": "p@e.org.uk", "secondary": "s@e.org.uk", "special": "x@e.org.uk"}},
        },
        "reply_days": 5,
        "privacy_notice": 2,
        "privacy_notice_since": "2026-02-01",
        "accessibility": {"prepared": "2026-01-05", "reviewed": "2026-10-12"},
        "repository": {"address": "https://code.example.org/directory", "public": True},
        "day_rate_note": "You agree the cost before work starts.",
    }
)
ANN = Leader.model_validate(
    {
        "slug": "ann-lee",
        "name": "Ann Lee",
        "designations": [{"kind": "KLE", "since": "2021-10"}],
        "role": "Headteacher",
        "schools": [
            {
                "name": "Example Oast Primary School",
                "urn": 118001,
                "phase": "primary",
                "district": "swale",
                "since": "2019-09",
                "postcode": "ME12 9ZZ",
            }
        ],
        "works_in": ["swale", "east", "county"],
        "expertise": ["send"],
        "support": ["mentoring"],
        "mentor_training": "2022-03",
        "availability": {
            "status": "open",
            "checked": "2026-11-21",
            "free_days": {"year": "2026-27", "left": "available"},
        },
        "portrait": "I lead a village school and help new headteachers. " * 10,
        "impact": [
            {
                "claim": "A primary school set a budget.",
                "evidence": "Minutes of governors.",
                "year": "2026-27",
            }
        ],
        "photo": {"file": "ann-lee.jpg", "alt": "Ann Lee"},
        "contact": {"email": "office@oast.kent.sch.uk"},
        "consent": {
            "given": "2026-11-21",
            "scope": ["name", "portrait", "contact", "impact", "photo"],
            "notice": 2,
        },
        "confirmed": "2026-11-21",
    }
)


def page(path: str, body: str = "", **head: Any) -> GuidancePage:
    """Return a guidance page whose body starts on line 7."""
    fields = {"title": path, "summary": "In short.", "edition": "current", "order": len(path)} | head
    return GuidancePage(path, FrontMatter.model_validate(fields), body, 7)


def photo(name: str = "ann-lee.jpg", digest: str = "ann", *faults: Fault) -> Original:
    """Return a photo, looked into."""
    return Original(name, digest, "JPEG", 800, faults)


CONTENT = Content(
    site=SITE,
    places=PLACES,
    expertise=Expertise.model_validate(
        {"groups": [{"slug": "pupils", "label": "Pupils", "tags": [TAG, RETIRED]}]}
    ),
    designations=Designations.model_validate(
        {
            "designations": [
                {"kind": "KLE", "label": "Kent Leader", "about": "A headteacher who helps others."}
            ]
        }
    ),
    withdrawn=Withdrawn.model_validate({"withdrawn": [{"slug": "pat-former", "on": "2026-11-21"}]}),
    routes=Routes.model_validate(
        {
            "askers": [{"slug": "head", "label": "A head"}],
            "needs": [{"slug": "mentor", "label": "A mentor", "support": "mentoring"}],
            "funding": [{"slug": "any", "label": "Any"}],
            "routes": [{"slug": "direct", "label": "Directly", "about": "Write to a leader."}],
            "rows": [
                {
                    "asker": "head",
                    "need": "mentor",
                    "funding": "any",
                    "route": "direct",
                    "cost": "You agree it first.",
                    "accountable_to": "The governing body.",
                    "feedback": "You agree it first.",
                    "clause": "c-routes",
                }
            ],
        }
    ),
    eligibility=Eligibility(),
    support=SupportRecords(),
    leaders=(ANN,),
    guidance=(page("guidance/index.md", "## Routes {#c-routes}"),),
    photos={"ann-lee.jpg": photo()},
)

Change = Callable[[Content], Content]


def with_ann(**changes: Any) -> Change:
    """Return a change: Ann has other values. `base` changes her school."""
    base = changes.pop("base", {})
    schools = (ANN.base.model_copy(update=base),)
    return lambda content: replace(content, leaders=(ANN.model_copy(update={"schools": schools, **changes}),))


def with_others(*others: dict[str, Any]) -> Change:
    """Return a change: others stand beside Ann, as she is but for slug, photo and what is given."""
    found = [
        ANN.model_copy(update={"slug": f"other-{number}", "photo": None, **other})
        for number, other in enumerate(others)
    ]
    return lambda content: replace(content, leaders=(ANN, *found))


def with_site(**changes: Any) -> Change:
    """Return a change: the site has other values."""
    return lambda content: replace(content, site=content.site.model_copy(update=changes))


def with_mailboxes(**changes: Any) -> Change:
    """Return a change: the site has other mailboxes."""
    return with_site(mailboxes=SITE.mailboxes.model_copy(update=changes))


def with_places(**changes: Any) -> Change:
    """Return a change: the county has other places."""
    return lambda content: replace(content, places=PLACES.model_copy(update=changes))


def with_only(*pages: GuidancePage) -> Change:
    """Return a change: these are all the guidance pages."""
    return lambda content: replace(content, guidance=pages)


def with_pages(*pages: GuidancePage) -> Change:
    """Return a change: there are other guidance pages, beside one with the clause that routes.yaml names."""
    return with_only(*pages, page("guidance/the-routes.md", "## Routes {#c-routes}", order=99))


COMPARED = "[now](/guidance/a/#c-a) [then](2016-17/a.md#c-a) [routes](the-routes.md#c-routes)"
"""The words of a page that compares the editions of two pages, beside the one with the routes."""


def with_rounds(years: dict[str, dict[str, tuple[str, str]]]) -> Change:
    """Return a change: these rounds are announced; school year → term → the days of the window."""
    announced = tuple(
        Announced(
            year,
            tuple(
                Round.model_validate(
                    {
                        "term": term,
                        "steps": [{"action": "window", "who": "Heads", "when": {"between": list(window)}}],
                    }
                )
                for term, window in rounds.items()
            ),
        )
        for year, rounds in years.items()
    )
    return lambda content: replace(content, recruitment=announced)


WORDS = "Words that anybody understands. " * 4
STORY = "".join(
    f"### {part}\n\n{WORDS}\n\n" for part in ("What was wrong", "What we did", "What changed", "How we know")
)


def case(slug: str = "a", body: str = STORY, **head: Any) -> Case:
    """Return a case study whose text starts on line 9."""
    fields = {"title": f"Case {slug}", "expertise": ["send"], "phase": "primary", "area": "east"}
    study = CaseStudy.model_validate({**fields, "year": "2024-25", **head})
    return Case(f"impact/{slug}.md", study, body, 9)


def with_cases(*cases: Case) -> Change:
    """Return a change: there are these case studies."""
    return lambda content: replace(content, cases=cases)


def saying(words: str) -> Case:
    """Return a case study with a few words more."""
    return case(body=STORY.replace("understands.", f"understands. {words}", 1))


def with_need(**changes: Any) -> Change:
    """Return a change: what routes.yaml's first need says is otherwise."""
    needs = (CONTENT.routes.needs[0].model_copy(update=changes),)
    return lambda content: replace(content, routes=content.routes.model_copy(update={"needs": needs}))


def with_clause(clause: str) -> Change:
    """Return a change: the first answer of routes.yaml names another clause."""
    rows = (CONTENT.routes.rows[0].model_copy(update={"clause": clause}),)
    return lambda content: replace(content, routes=content.routes.model_copy(update={"rows": rows}))


def with_gone(*gone: tuple[str, str]) -> Change:
    """Return a change: others are no longer listed."""
    lines = [{"slug": slug, "on": day} for slug, day in gone]
    return lambda content: replace(content, withdrawn=Withdrawn.model_validate({"withdrawn": lines}))


def with_photos(*photos: Original, **changes: Any) -> Change:
    """Return a change: these are the photos."""
    return lambda content: replace(content, photos={one.name: one for one in photos}, **changes)


def both(*changes: Change) -> Change:
    """Return several changes as one."""

    def change(content: Content) -> Content:
        for each in changes:
            content = each(content)
        return content

    return change


def base(**changes: Any) -> tuple[School, ...]:
    """Return Ann's school with other values, as the only one."""
    return (ANN.base.model_copy(update=changes),)


def availability(**changes: Any) -> Any:
    """Return Ann's availability with other values."""
    return ANN.availability.model_copy(update=changes)


def free_days(year: str) -> Any:
    """Return Ann's availability with free days of a school year."""
    assert ANN.availability.free_days is not None
    return availability(free_days=ANN.availability.free_days.model_copy(update={"year": year}))


def consent(**changes: Any) -> Any:
    """Return Ann's consent with other values."""
    return ANN.consent.model_copy(update=changes)


def impact(**changes: Any) -> Any:
    """Return Ann's impact with other values."""
    return (ANN.impact[0].model_copy(update=changes),)


def day(text: str) -> datetime.date:
    """Return a day."""
    return datetime.date.fromisoformat(text)


TOMORROW = TODAY + datetime.timedelta(days=1)
NEXT_MONTH = day("2026-12-01")
THIS_MONTH = day("2026-11-01")
LIVE = with_site(stage="live")
BEAS_PHOTO = {"photo": ANN.photo.model_copy(update={"file": "bea.jpg"}) if ANN.photo else None}
EMPTY = Fault(WHERE, "photo-empty", "This photo is empty.", "Send it again.")
OTHER_SCHOOL = {"schools": base(urn=118002, name="Example Creek Primary School")}
COHEAD = {"name": "Bea Cole"}

KEPT: dict[str, list[Change]] = {
    "expertise_is_in_the_vocabulary": [
        with_ann(expertise=("send",)),
        with_need(expertise="send"),
        with_cases(case(expertise=["send"])),
    ],
    "districts_exist": [
        with_ann(base={"district": "thanet", "postcode": None}),
        with_places(towns=(PLACES.towns[0].model_copy(update={"district": "thanet"}),)),
    ],
    "works_in_known_places": [
        with_ann(works_in=("swale", "east")),
        with_ann(works_in=("county",)),
        with_ann(works_in=("thanet",)),
    ],
    "designations_are_described": [with_ann()],
    "postcodes_can_be_placed": [with_ann(base={"postcode": None}), with_ann(base={"postcode": "ME12 1AA"})],
    "nobody_stands_twice": [with_others(COHEAD), with_others(OTHER_SCHOOL)],
    "a_school_is_told_one_way": [with_others(COHEAD, COHEAD | {"name": "Cy Dane"})],
    "aliases_lead_somewhere_new": [with_ann(aliases=("ann-smith", "ann-jones"))],
    "the_withdrawn_have_no_file": [with_gone(("kim-former", "2026-01-01"))],
    "nothing_has_happened_tomorrow": [
        with_ann(availability=free_days("2027-28")),
        with_ann(base={"since": THIS_MONTH}),
        with_ann(availability=availability(from_=TOMORROW)),
        with_ann(designations=(ANN.designations[0].model_copy(update={"until": NEXT_MONTH}),)),
    ],
    "consent_is_in_force": [
        with_ann(consent=consent(given=day("2024-11-21"))),
        with_ann(consent=consent(notice=1)),
        with_ann(consent=consent(given=day("2020-01-01")), listed=False),
        with_ann(consent=consent(given=day("2020-01-01"), notice=9), confirmed=day("2024-11-20")),
    ],
    "impact_names_no_school": [
        with_ann(impact=impact(claim="An oast house became a primary school.")),
        with_ann(impact=impact(claim="For example, Oast and primary pupils read more.")),
        with_ann(base={"name": "Oast School"}, impact=impact(claim="An oast house became a school.")),
    ],
    "every_area_can_be_asked": [with_mailboxes(office="desk@eah.org.uk")],
    "rounds_do_not_overlap": [
        with_rounds(
            {"2026-27": {"autumn": ("2026-11-02", "2026-11-13"), "spring": ("2027-01-11", "2027-01-22")}}
        ),
        with_rounds(
            {"2026-27": {"autumn": ("2026-11-02", "2026-11-13"), "spring": ("2026-11-14", "2026-11-20")}}
        ),
    ],
    "photos_are_there": [both(with_ann(photo=None), with_photos())],
    "photos_can_be_shown": [with_photos(photo())],
    "a_photo_shows_one_person": [
        both(with_others(COHEAD | BEAS_PHOTO), with_photos(photo(), photo("bea.jpg", "bea"))),
        with_others(COHEAD, {"name": "Cy Dane"}),
    ],
    "photos_are_used": [both(with_ann(photo=None), with_photos(photo(), all_read=False))],
    "clauses_stand_once": [
        with_pages(
            page("guidance/a.md", "## A {#c-a}\n\n## B {#c-b}"),
            page("guidance/2016-17/a.md", "## A {#c-a}", edition="2016-17"),
        ),
        with_pages(page("guidance/a.md", "See {#c-a x} and #c-a and c-a.")),
    ],
    "answers_lead_to_clauses": [
        both(with_clause("c-b"), with_pages(page("guidance/a.md", "## A {#c-a}\n\n### B {: #c-b }"))),
        both(with_clause("c-b"), lambda content: replace(content, all_pages=False)),
    ],
    "links_lead_to_clauses": [
        with_pages(
            page("guidance/a.md", "## A {#c-a}\n\n[own](#c-a) [the routes](/guidance/the-routes/#c-routes)"),
            page(
                "guidance/bb.md",
                "[a](/guidance/a/#c-a) [lost](/guidance/x/#c-a) [other](/guidance/a/#x)",
            ),
        ),
    ],
    "clauses_are_compared": [
        with_pages(
            page("guidance/what-changed.md", f"{COMPARED} {{: #c-own }}"),
            page("guidance/a.md", "## A {#c-a}"),
            page("guidance/2016-17/a.md", "## A {#c-a}", edition="2016-17"),
        ),
        with_pages(page("guidance/a.md", "## A {#c-a}")),
    ],
    "pages_have_their_places": [
        with_pages(
            page("guidance/a.md", title="A", order=1),
            page("guidance/2016-17/a.md", title="A", order=1, edition="2016-17"),
        ),
    ],
    "editions_are_kept_apart": [with_pages(page("guidance/2016-17/index.md", edition="2016-17"))],
    "pages_are_plain_markdown": [
        with_pages(
            page("guidance/a.md", "## A {#c-a .wide}\n\n{: .source }\n\n5 < 6 and <https://a.example>")
        ),
        with_pages(page("guidance/a.md", "[a](/b/#c) [b](#c) [c](b.md#c-d) [d](mailto:a@b.example) #1")),
        with_pages(
            page("guidance/a.md", "[a](https://a.example/) {{ organisation }} {{ organisation_short }}")
        ),
    ],
    "no_school_can_be_told": [
        with_cases(saying(words))
        for words in (
            "The oast stood empty. Every School Council met.",
            "It cost £123,456, or 123.456 francs.",
            "A school of about 200 pupils, 12 of whom read.",
            "On 3 October 2024 we began. Inspectors came later.",
            "It was the only way, and a school like every other.",
        )
    ],
    "cases_speak_plainly": [with_cases(saying("See [this](https://www.example.org/), **or** not."))],
    "cases_have_four_parts": [
        with_cases(
            case(body=STORY.replace("### What changed", "#### At last\n\nWords.\n\n### What changed"))
        ),
        with_cases(case(body="\n\n" + STORY + "a" * (2500 - len(STORY)))),
    ],
    "cases_are_told_apart": [with_cases(case("a"), case("b"))],
    "cases_stand_in_an_area": [with_cases(case(year="2026-27"))],
    "tellers_are_leaders": [
        with_cases(case(leader="ann-lee")),
        both(with_ann(example=True), with_cases(case(leader="ann-lee", example="true"))),
        both(lambda content: replace(content, all_read=False), with_cases(case(leader="who-cannot-be-read"))),
    ],
    "live_sites_hold_no_examples": [LIVE, with_ann(example=True)],
    "live_sites_write_to_real_mailboxes": [LIVE, with_mailboxes(office="office@eah.example")],
}

KLES = "kles/ann-lee.yaml"
OTHER = "kles/other-0.yaml"
Told = tuple[str, Where, str]
BROKEN: dict[str, list[tuple[Change, list[Told]]]] = {
    "expertise_is_in_the_vocabulary": [
        (with_ann(expertise=("send", "sewing")), [(KLES, ("expertise", 1), "unknown-tag")]),
        (with_ann(expertise=("sen",)), [(KLES, ("expertise", 0), "retired-tag")]),
        (with_need(expertise="sewing"), [("routes.yaml", ("needs", 0, "expertise"), "unknown-tag")]),
        (with_need(expertise="sen"), [("routes.yaml", ("needs", 0, "expertise"), "retired-tag")]),
        (with_cases(case(expertise=["send", "sen"])), [("impact/a.md", ("expertise", 1), "retired-tag")]),
    ],
    "districts_exist": [
        *(
            (
                with_ann(base={"district": place, "postcode": None}),
                [(KLES, ("schools", 0, "district"), "unknown-place")],
            )
            for place in ("dover", "east", "county", "old", "new")
        ),
        (
            with_places(towns=(PLACES.towns[0].model_copy(update={"district": "old"}),)),
            [("places.yaml", ("towns", 0, "district"), "unknown-place")],
        ),
        (
            with_places(
                postcode_districts=(
                    PLACES.postcode_districts[0].model_copy(update={"districts": ("swale", "new")}),
                )
            ),
            [("places.yaml", ("postcode_districts", 0, "districts", 1), "unknown-place")],
        ),
    ],
    "works_in_known_places": [
        (with_ann(works_in=("swale", place)), [(KLES, ("works_in", 1), "unknown-place")])
        for place in ("dover", "kent", "old", "new")
    ],
    "designations_are_described": [
        (
            with_ann(
                designations=(*ANN.designations, ANN.designations[0].model_copy(update={"kind": "NLE"}))
            ),
            [(KLES, ("designations", 1, "kind"), "unknown-designation")],
        ),
    ],
    "postcodes_can_be_placed": [
        (with_ann(base={"postcode": "ZZ1 1AA"}), [(KLES, ("schools", 0, "postcode"), "unknown-postcode")]),
        (with_ann(base={"district": "thanet"}), [(KLES, ("schools", 0, "postcode"), "postcode-elsewhere")]),
    ],
    "nobody_stands_twice": [
        (with_others({"name": name}), [(OTHER, ("schools", 0, "urn"), "same-person")])
        for name in ("Ann Lee", "Dr ANN LEE", "Ann  Lée")
    ],
    "a_school_is_told_one_way": [
        (
            with_others(COHEAD | {"schools": base(**{field: value, "postcode": None})}),
            [(OTHER, ("schools", 0, field), "school-differs")],
        )
        for field, value in [("name", "Example Oast School"), ("phase", "special"), ("district", "thanet")]
    ],
    "aliases_lead_somewhere_new": [
        (with_ann(aliases=("ann-lee",)), [(KLES, ("aliases", 0), "alias-taken")]),
        (with_ann(aliases=("ann-smith", "page")), [(KLES, ("aliases", 1), "alias-taken")]),
        (with_ann(aliases=("expertise",)), [(KLES, ("aliases", 0), "alias-taken")]),
        (with_ann(aliases=("pat-former",)), [(KLES, ("aliases", 0), "alias-taken")]),
        (
            with_others(COHEAD | {"aliases": ("bea",)}, {"name": "Cy Dane", "aliases": ("bea",)}),
            [("kles/other-1.yaml", ("aliases", 0), "alias-taken")],
        ),
        (with_others(COHEAD | {"aliases": ("ann-lee",)}), [(OTHER, ("aliases", 0), "alias-taken")]),
    ],
    "the_withdrawn_have_no_file": [
        (
            with_gone(("pat-former", "2026-01-01"), ("ann-lee", "2026-01-01")),
            [("withdrawn.yaml", ("withdrawn", 1, "slug"), "still-there")],
        ),
    ],
    "nothing_has_happened_tomorrow": [
        (with_ann(confirmed=TOMORROW), [(KLES, ("confirmed",), "future")]),
        (with_ann(consent=consent(given=TOMORROW)), [(KLES, ("consent", "given"), "future")]),
        (
            with_ann(availability=availability(checked=TOMORROW)),
            [(KLES, ("availability", "checked"), "future")],
        ),
        (with_ann(mentor_training=NEXT_MONTH), [(KLES, ("mentor_training",), "future")]),
        (
            with_ann(designations=(ANN.designations[0].model_copy(update={"since": NEXT_MONTH}),)),
            [(KLES, ("designations", 0, "since"), "future")],
        ),
        (with_ann(base={"since": NEXT_MONTH}), [(KLES, ("schools", 0, "since"), "future")]),
        (with_ann(impact=impact(year="2027-28")), [(KLES, ("impact", 0, "year"), "future")]),
        (
            with_ann(availability=free_days("2028-29")),
            [(KLES, ("availability", "free_days", "year"), "future")],
        ),
        (
            with_gone(("pat-former", "2026-11-22")),
            [("withdrawn.yaml", ("withdrawn", 0, "on"), "future")],
        ),
        (
            with_site(privacy_notice_since=TOMORROW),
            [("site.yaml", ("privacy_notice_since",), "future")],
        ),
        (
            with_site(accessibility=SITE.accessibility.model_copy(update={"reviewed": TOMORROW})),
            [("site.yaml", ("accessibility", "reviewed"), "future")],
        ),
    ],
    "consent_is_in_force": [
        (
            with_ann(consent=consent(given=day("2024-11-20"))),
            [(KLES, ("consent", "given"), "consent-expired")],
        ),
        (
            with_ann(consent=consent(given=day("2024-11-20")), availability=availability(status="paused")),
            [(KLES, ("consent", "given"), "consent-expired")],
        ),
        (
            with_ann(consent=consent(given=day("2024-11-20")), confirmed=day("2024-12-01")),
            [(KLES, ("consent", "given"), "consent-expired")],
        ),
        (with_ann(consent=consent(notice=3)), [(KLES, ("consent", "notice"), "unknown-notice")]),
    ],
    "impact_names_no_school": [
        (with_ann(impact=impact(**{field: text})), [(KLES, ("impact", 0, field), "school-named")])
        for field in ("claim", "evidence")
        for text in (
            "Example Oast Primary School now reads more.",
            "Reading rose at EXAMPLE OAST PRIMARY, and staff stayed.",
            "Heads of (example-oast  primary) said so.",
        )
    ],
    "every_area_can_be_asked": [
        (with_mailboxes(area_chairs={}), [("site.yaml", ("mailboxes", "area_chairs"), "no-mailbox")]),
        (with_mailboxes(sias={}), [("site.yaml", ("mailboxes", "sias"), "no-mailbox")]),
        (
            with_mailboxes(area_chairs=SITE.mailboxes.area_chairs | {"esat": "chair@eah.org.uk"}),
            [("site.yaml", ("mailboxes", "area_chairs", "esat"), "unknown-place")],
        ),
        (
            with_mailboxes(sias=SITE.mailboxes.sias | {"west": SITE.mailboxes.sias["east"]}),
            [("site.yaml", ("mailboxes", "sias", "west"), "unknown-place")],
        ),
    ],
    "rounds_do_not_overlap": [
        (
            with_rounds(
                {"2026-27": {"spring": ("2026-11-13", "2026-11-20"), "autumn": ("2026-11-02", "2026-11-13")}}
            ),
            [("recruitment/2026-27.yaml", ("rounds", 0), "overlap")],
        ),
        (
            with_rounds(
                {
                    "2025-26": {"summer": ("2026-08-03", "2026-09-04")},
                    "2026-27": {"autumn": ("2026-09-01", "2026-09-11")},
                }
            ),
            [("recruitment/2026-27.yaml", ("rounds", 0), "overlap")],
        ),
    ],
    "photos_are_there": [
        (with_photos(photo("ann-leigh.jpg"), all_read=False), [(KLES, WHERE, "no-photo")]),
        (with_photos(), [(KLES, WHERE, "no-photo")]),
    ],
    "photos_can_be_shown": [
        (with_photos(photo("ann-lee.jpg", "ann", EMPTY, EMPTY)), [(KLES, WHERE, "photo-empty")] * 2),
        (
            with_photos(photo(), photo("notes.txt", "bea", EMPTY)),
            [("photos/notes.txt", WHERE, "photo-empty")],
        ),
    ],
    "a_photo_shows_one_person": [
        (with_others(COHEAD | {"photo": ANN.photo}), [(OTHER, WHERE, "photo-shared")]),
        (
            both(with_others(COHEAD | BEAS_PHOTO), with_photos(photo(), photo("bea.jpg", "ann"))),
            [(OTHER, WHERE, "photo-shared")],
        ),
    ],
    "photos_are_used": [
        (
            with_photos(photo(), photo("dan.jpg", "dan"), photo("cy.jpg", "cy")),
            [("photos/cy.jpg", (), "photo-unused"), ("photos/dan.jpg", (), "photo-unused")],
        ),
    ],
    "clauses_stand_once": [
        (
            with_pages(page("guidance/a.md", "## A {#c-a}"), page("guidance/bb.md", "\n## A {: #c-a }")),
            [("guidance/bb.md", BODY, "clause-twice")],
        ),
        (
            with_pages(page("guidance/a.md", "## A {#c-a} {#c-a}")),
            [("guidance/a.md", BODY, "clause-twice")],
        ),
        (
            with_pages(page("guidance/a.md", "## A {#c-a}\n## B {#c-a .wide}")),
            [("guidance/a.md", BODY, "clause-twice")],
        ),
    ],
    "answers_lead_to_clauses": [
        (change, [("routes.yaml", ("rows", 0, "clause"), "unknown-clause")])
        for change in (
            with_clause("c-route"),
            with_clause("routes"),
            with_only(page("guidance/index.md", "## Routes {#c-other}")),
            with_only(page("guidance/index.md", "See c-routes and #c-routes.")),
            with_only(page("guidance/2016-17/index.md", "## Routes {#c-routes}", edition="2016-17")),
            with_only(),
        )
    ],
    "links_lead_to_clauses": [
        (with_pages(page("guidance/a.md", body)), [("guidance/a.md", BODY, "unknown-clause")])
        for body in (
            "[a](#c-a)",
            "[r](/guidance/the-routes/#c-route)",
            "## A {#c-a}\n\n[x](/guidance/a/#c-b)",
        )
    ],
    "clauses_are_compared": [
        (
            with_pages(
                page("guidance/what-changed.md", compared),
                page("guidance/a.md", "## A {#c-a}"),
                page("guidance/2016-17/a.md", "## A {#c-a}", edition="2016-17"),
            ),
            [(path, BODY, "clause-not-compared") for path in paths],
        )
        for compared, paths in (
            (COMPARED.replace("(/guidance/a/#c-a)", "(/guidance/a/)"), ["guidance/a.md"]),
            (COMPARED.replace("(2016-17/a.md#c-a)", "#c-a"), ["guidance/2016-17/a.md"]),
            (COMPARED.replace("2016-17/a.md", "a.md"), ["guidance/2016-17/a.md"]),
            ("[the routes](the-routes.md#c-routes)", ["guidance/a.md", "guidance/2016-17/a.md"]),
        )
    ],
    "pages_have_their_places": [
        (
            with_pages(page("guidance/a.md", order=1), page("guidance/b.md", order=1)),
            [("guidance/b.md", ("order",), "repeated")],
        ),
        (
            with_pages(page("guidance/a.md", title="A"), page("guidance/bb.md", title="A")),
            [("guidance/bb.md", ("title",), "repeated")],
        ),
    ],
    "editions_are_kept_apart": [
        (
            with_pages(page("guidance/a.md", edition="2016-17")),
            [("guidance/a.md", ("edition",), "edition")],
        ),
        (with_pages(page("guidance/2016-17/a.md")), [("guidance/2016-17/a.md", ("edition",), "edition")]),
    ],
    "pages_are_plain_markdown": [
        (with_pages(page("guidance/a.md", text)), [("guidance/a.md", BODY, code)])
        for text, code in (
            ("<script>alert(1)", "html"),
            ("a <!-- note", "html"),
            ("## A {: onclick='alert(1)' }", "attribute"),
            ("*a*{style=x}", "attribute"),
            ("# A second title", "heading"),
            ("## A {#c-Big}", "clause-id"),
            ("## A {#c-under_score}", "clause-id"),
            ("## A {#other}", "clause-id"),
            ("## A {#c-never-closed", "clause-id"),
            ("## A{#c-no-space}", "clause-id"),
            ("### A {: #c-}", "clause-id"),
            ("[a](javascript:alert(1))", "link"),
            ("[a](//evil.example/)", "link"),
            ("[a](http://a.example/)", "link"),
            ("[a]: http://a.example/", "link"),
            ("{{organisation}}", "token"),
            ("{{ Organization }}", "token"),
        )
    ]
    + [
        (
            with_pages(page("guidance/a.md", title="{{ organisation }}")),
            [("guidance/a.md", ("title",), "token")],
        )
    ],
    "no_school_can_be_told": [
        (with_cases(saying(words)), [("impact/a.md", BODY, code)])
        for words, code in (
            ("At example OAST primary they knew.", "school-named"),
            ("At oast primary they knew.", "school-named"),
            ("They knew it at Oast.", "school-named"),
            ("They knew it at Oast’s gate.", "school-named"),
            ("They knew it at Hilltop school.", "school-named"),
            ("Hilltop Primary knew it.", "school-named"),
            ("They knew it at the Hilltop Trust.", "school-named"),
            ("They knew it at St Mary’s.", "school-named"),
            ("They knew it at Our Lady’s.", "school-named"),
            ("See https://hilltop.kent.sch.uk/a for more.", "school-named"),
            ("See [it](https://www.example.org/oast-primary).", "school-named"),
            ("They knew it in Swale.", "place-named"),
            ("They knew it in Sheerness-by-Sea.", "place-named"),
            ("They asked Ann Lee.", "person-named"),
            ("They asked ann lee.", "person-named"),
            ("They asked Lee for it.", "person-named"),
            ("They asked Ms A. Nobody.", "person-named"),
            ("They came from ME12.", "postcode"),
            ("They came from me12 9zz.", "postcode"),
            ("They came from AB1 2CD.", "postcode"),
            ("It is 118001 in lists.", "urn"),
            ("See https://www.example.org/118001 for it.", "urn"),
            ("It had 87 pupils on roll.", "roll"),
            ("Its roll fell to 87 that year.", "roll"),
            ("It was a nursery with 87 places.", "roll"),
            ("On 3rd May the inspectors came.", "inspection-date"),
            ("It was in special measures.", "grade"),
            ("It was judged by all to be Outstanding.", "grade"),
            ("It is the smallest rural primary.", "only-one"),
        )
    ]
    + [(with_cases(case(title="What Swale did")), [("impact/a.md", ("title",), "place-named")])],
    "cases_speak_plainly": [
        (with_cases(saying(words)), [("impact/a.md", BODY, code)])
        for words, code in (
            ("<b>Ours</b>", "html"),
            ("a@b.example", "e-mail"),
            ("01632 960 001", "phone"),
            ("![A](https://www.example.org/a.png)", "image"),
            ("[a](http://www.example.org/)", "link"),
        )
    ]
    + [(with_cases(case(title="Ask a@b.example")), [("impact/a.md", ("title",), "e-mail")])],
    "cases_have_four_parts": [
        (with_cases(case(body=body)), [("impact/a.md", BODY, code)])
        for body, code in (
            ("", "too-short"),
            (STORY[:380] + "\n\n### What changed\n\nA\n\n### How we know\n\nB", "heading"),
            (STORY + "a" * (2501 - len(STORY)), "too-long"),
            (STORY.replace("### What we did", "### What did we"), "heading"),
            (STORY.replace("### How we know\n", ""), "heading"),
            (STORY + "\n### And\n\nThanks.", "heading"),
            (STORY.replace(WORDS, "", 1), "empty"),
        )
    ],
    "cases_are_told_apart": [
        (with_cases(case("a"), case("b", title="CASE A")), [("impact/b.md", ("title",), "repeated")]),
        (with_cases(case(expertise=["send", "send"])), [("impact/a.md", ("expertise", 1), "repeated")]),
    ],
    "cases_stand_in_an_area": [
        (with_cases(case(area="swale")), [("impact/a.md", ("area",), "unknown-place")]),
        (with_cases(case(area="nowhere")), [("impact/a.md", ("area",), "unknown-place")]),
        (with_cases(case(year="2027-28")), [("impact/a.md", ("year",), "future")]),
    ],
    "tellers_are_leaders": [
        (with_cases(case(**head)), [("impact/a.md", ("leader",), code)])
        for head, code in (
            ({"leader": "ann-le"}, "unknown-leader"),
            ({"leader": "ann-lee", "example": "true"}, "example-leader"),
            ({"leader": "pat-former"}, "gone"),
        )
    ]
    + [
        (
            both(
                with_ann(impact=(), consent=ANN.consent.model_copy(update={"scope": ("name", "portrait")})),
                with_cases(case(leader="ann-lee")),
            ),
            [("impact/a.md", ("leader",), "consent-scope")],
        ),
        (
            both(with_ann(example=True), with_cases(case(leader="ann-lee"))),
            [("impact/a.md", ("leader",), "example-leader")],
        ),
    ],
    "live_sites_hold_no_examples": [
        (both(with_ann(example=True), LIVE), [(KLES, ("example",), "example-live")]),
        (both(with_cases(case(example="true")), LIVE), [("impact/a.md", ("example",), "example-live")]),
    ],
    "live_sites_write_to_real_mailboxes": [
        (
            both(
                with_ann(contact=ANN.contact.model_copy(update={"email": "office@oast.EXAMPLE"})),
                LIVE,
            ),
            [(KLES, ("contact", "email"), "example-live")],
        ),
        (
            both(
                with_mailboxes(
                    office="office@eah.test",
                    area_chairs={"east": "chair@eah.invalid"},
                    sias={"east": SITE.mailboxes.sias["east"].model_copy(update={"special": "x@e.example"})},
                ),
                LIVE,
            ),
            [
                ("site.yaml", ("mailboxes", "office"), "example-live"),
                ("site.yaml", ("mailboxes", "area_chairs", "east"), "example-live"),
                ("site.yaml", ("mailboxes", "sias", "east", "special"), "example-live"),
            ],
        ),
    ],
}
ALL: tuple[Rule, ...] = RULES + RELEASE_RULES
ADVICE = {"unknown-postcode", "postcode-elsewhere", "photo-unused", "only-one", "consent-scope", "gone"}


def told(change: Change, today: datetime.date = TODAY) -> dict[str, list[Told]]:
    """Return what each rule that finds something says of the changed county."""
    content = change(CONTENT)
    found = {rule.__name__: list(rule(content, today)) for rule in ALL}
    return {
        name: [(path, fault.where, fault.code) for path, fault in faults]
        for name, faults in found.items()
        if faults
    }


def test_the_county_of_these_tests_is_right() -> None:
    """The county that these tests change keeps every rule as it stands, those of a release included."""
    assert {} == told(lambda content: content)


def test_every_rule_is_kept_and_broken_here() -> None:
    """Each rule, those of a release included, has cases that keep it and cases that break it below."""
    rules = [rule.__name__ for rule in ALL]

    assert (rules, rules) == (list(KEPT), list(BROKEN))


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.__name__)
def test_every_rule_is_a_promise(rule: Rule) -> None:
    """A rule's docstring says in a sentence what the content keeps."""
    assert (rule.__doc__ or "").endswith(".")


@pytest.mark.parametrize(
    "change",
    [change for changes in KEPT.values() for change in changes],
    ids=[f"{rule}-{number}" for rule, changes in KEPT.items() for number, _ in enumerate(changes)],
)
def test_what_keeps_a_rule_is_taken(change: Change) -> None:
    """What is just within a rule breaks none."""
    assert {} == told(change)


@pytest.mark.parametrize(
    ("rule", "change", "expected"),
    [(rule, *case) for rule, cases in BROKEN.items() for case in cases],
    ids=[f"{rule}-{number}" for rule, cases in BROKEN.items() for number, _ in enumerate(cases)],
)
def test_what_breaks_a_rule_is_told(rule: str, change: Change, expected: list[Told]) -> None:
    """What is just outside a rule is told by that rule alone, in the file and at the value to change."""
    assert {rule: expected} == told(change)


@pytest.mark.parametrize(
    ("change", "code"),
    [(change, expected[0][2]) for cases in BROKEN.values() for change, expected in cases],
    ids=[f"{rule}-{number}" for rule, cases in BROKEN.items() for number, _ in enumerate(cases)],
)
def test_every_fault_says_what_to_do(change: Change, code: str) -> None:
    """Each fault has a sentence and a hint; only what the site can do without is advice."""
    found = [fault for rule in ALL for _, fault in rule(change(CONTENT), TODAY)]
    severity = "advice" if code in ADVICE else "error"

    assert {(True, True, severity)} == {
        (fault.message.endswith("."), bool(fault.hint), fault.severity) for fault in found
    }


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (with_ann(expertise=("sendd",)), "Did you mean “send”?"),
        (with_ann(expertise=("sen",)), "Write “send”."),
        (with_ann(works_in=("swail",)), "Did you mean “swale”?"),
        (with_ann(works_in=("xxx",)), "Choose one of: county, east, swale, thanet, old, new."),
        (with_photos(photo("ann-leigh.jpg")), "Did you mean “ann-leigh.jpg”?"),
        (with_mailboxes(area_chairs={}), "Add east: and its mailbox."),
    ],
)
def test_a_hint_names_what_was_likely_meant(change: Change, hint: str) -> None:
    """A slip of the finger comes with the word that was meant; a short list is told whole."""
    assert hint in {fault.hint for rule in ALL for _, fault in rule(change(CONTENT), TODAY)}


def test_a_clause_is_told_at_its_line_and_column() -> None:
    """A clause that stands twice is told at its line of the file and column, and where the first one is."""
    pages = with_pages(page("guidance/a.md", "\n## A {#c-a}"), page("guidance/bb.md", "## A {#c-a}"))
    (found,) = [fault for rule in RULES for _, fault in rule(pages(CONTENT), TODAY)]
    message = "The clause “c-a” stands in guidance/a.md, line 8, column 8 already."

    assert (7, 8, message) == (found.line, found.column, found.message)


@pytest.mark.parametrize(("today", "expected"), [("2026-11-30", 1), ("2026-12-01", 0)])
def test_districts_come_with_the_month(today: str, expected: int) -> None:
    """A district can be worked in from the first day of its first month on."""
    content = with_ann(works_in=("new",))(CONTENT)

    assert expected == len(list(works_in_known_places(content, day(today))))


# --- the whole --------------------------------------------------------------------------------------------


def test_what_the_repository_holds_is_right(
    content_dir: Path, content_today: datetime.date, world: Path
) -> None:
    """The published content and the miniature county of the tests keep every rule."""
    assert ([], []) == (check(load(content_dir), content_today), check(load(world), TODAY))


def test_faults_are_placed_in_their_files(own_world: Path) -> None:
    """A fault between records is told at its line and column, in the order of files and lines."""
    file = own_world / "kles" / "ada-plain.yaml"
    text = file.read_text("utf-8")
    text = text.replace("works_in: [upland]", "works_in: [upland, uplands]").replace(
        "first-headship", "heads"
    )
    file.write_text(text, encoding="utf-8")
    lines = text.split("\n")
    found = check(load(own_world), TODAY)

    assert ["unknown-place", "unknown-tag"] == [problem.code for problem in found]
    assert ["uplands", "heads"] == [
        lines[problem.line - 1][problem.column - 1 : problem.end - 1] for problem in found
    ]
    assert [str(file)] * 2 == [str(Path(problem.path).resolve()) for problem in found]


def test_rules_run_beside_what_loading_found(own_world: Path) -> None:
    """A portrait that cannot be read keeps no rule from looking at the others: everything is told at once."""
    ada, frank = own_world / "kles" / "ada-plain.yaml", own_world / "kles" / "frank-lapsed.yaml"
    ada.write_text(ada.read_text("utf-8").replace("urn: 900001", "urn: 9"), encoding="utf-8")
    frank.write_text(frank.read_text("utf-8").replace("district: shore", "district: sea"), encoding="utf-8")

    assert ["urn", "unknown-place"] == [problem.code for problem in check(load(own_world), TODAY)]


def test_without_a_vocabulary_what_loading_found_is_told(own_world: Path) -> None:
    """Where a file that all need is missing, that is told and no rule runs."""
    (own_world / "site.yaml").unlink()

    assert ["missing-file"] == [problem.code for problem in check(load(own_world), TODAY)]


def test_only_a_release_refuses_examples(own_world: Path) -> None:
    """A live site with invented entries can be checked and built, and not released."""
    site = own_world / "site.yaml"
    site.write_text(site.read_text("utf-8").replace("stage: demonstration", "stage: live"), encoding="utf-8")
    loaded = load(own_world)

    assert [] == check(loaded, TODAY)
    assert {"example-live"} == {problem.code for problem in errors(check(loaded, TODAY, release=True))}


def test_a_clause_left_out_is_told_where_it_stands() -> None:
    """A clause that the comparison forgets is told at its own line and column, with the link to write."""
    pages = with_pages(
        page("guidance/what-changed.md", "[routes](the-routes.md#c-routes)"),
        page("guidance/2016-17/a.md", "\n## A {#c-a}", edition="2016-17"),
    )
    (found,) = [fault for rule in RULES for _, fault in rule(pages(CONTENT), TODAY)]

    assert (8, 8) == (found.line, found.column)
    assert "guidance/what-changed.md does not lead to the clause “c-a”." == found.message
    assert (
        "Link to /guidance/2016-17/a/#c-a there, beside its counterpart or a note that it has none."
        == found.hint
    )
