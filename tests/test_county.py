"""What portraits refer to: vocabularies, places, the site and those who left, each file right by itself."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from kle_site.county import (
    FILES,
    Designations,
    Expertise,
    FrontMatter,
    Repository,
    Site,
    Withdrawn,
)
from kle_site.load import Content
from kle_site.problems import Fault, Where

TAG = {"slug": "send", "label": "SEND", "about": "Pupils with special needs."}
EXPERTISE: dict[str, Any] = {
    "groups": [
        {"slug": "pupils", "label": "Pupils", "tags": [TAG, TAG | {"slug": "eal", "label": "EAL"}]},
        {
            "slug": "headship",
            "label": "Headship",
            "tags": [TAG | {"slug": "new-heads", "label": "New heads"}],
        },
    ]
}
DISTRICT = {
    "slug": "swale",
    "label": "Swale",
    "area": "east",
    "tile": {"column": "1", "row": "1"},
    "valid_from": "1974-04",
}
PLACES: dict[str, Any] = {
    "areas": [{"slug": "east", "label": "East Kent"}, {"slug": "west", "label": "West Kent"}],
    "districts": [
        DISTRICT,
        DISTRICT | {"slug": "medway", "label": "Medway", "tile": {"column": "2", "row": "1"}, "area": "west"},
    ],
    "towns": [
        {
            "slug": "sheerness",
            "name": "Sheerness",
            "latitude": "51.44",
            "longitude": "0.76",
            "district": "swale",
        }
    ],
    "postcode_districts": [
        {"code": "ME12", "latitude": "51.42", "longitude": "0.78", "districts": ["swale", "medway"]}
    ],
}
DESIGNATIONS: dict[str, Any] = {
    "designations": [
        {"kind": "KLE", "label": "Kent Leader of Education", "about": "A headteacher who helps others."},
        {
            "kind": "NLG",
            "label": "National Leader of Governance",
            "about": "A scheme that closed.",
            "active": "no",
        },
    ]
}
WITHDRAWN: dict[str, Any] = {
    "withdrawn": [{"slug": "pat-former", "on": "2026-08-31"}, {"slug": "kim-former", "on": "2026-09-01"}]
}
SITE: dict[str, Any] = {
    "stage": "demonstration",
    "organisation": {"name": "Example Association of Heads", "short_name": "EAH"},
    "title": "System Leader Directory",
    "domain": "www.eah.example",
    "mailboxes": {
        "office": "office@eah.example",
        "area_chairs": {"east": "chair.east@eah.example"},
        "sias": {
            "east": {"primary": "p@eah.example", "secondary": "s@eah.example", "special": "x@eah.example"}
        },
    },
    "reply_days": "5",
    "privacy_notice_since": "2026-02-01",
    "accessibility": {"prepared": "2026-01-05", "reviewed": "2026-10-12"},
    "repository": {"address": "https://code.example.org/directory", "public": "true"},
    "day_rate_note": "You agree the cost before work starts.",
}
HEAD: dict[str, Any] = {"title": "Deployment", "summary": "How it works.", "edition": "current", "order": "3"}

WHOLE: dict[str, dict[str, Any]] = {
    "expertise.yaml": EXPERTISE,
    "places.yaml": PLACES,
    "designations.yaml": DESIGNATIONS,
    "site.yaml": SITE,
    "withdrawn.yaml": WITHDRAWN,
}


def changed(fields: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return fields with some changed; dots lead into fields and lists."""
    fields = copy.deepcopy(fields)
    for path, value in changes.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place = fields
        for step in way:
            place = place[step]
        place[last] = value
    return fields


def faults(file: str, changes: dict[str, Any]) -> list[Fault]:
    """Return what the rule of a file finds wrong once some fields are changed."""
    kind, rule = FILES[file]
    return list(rule(kind.model_validate(changed(WHOLE[file], changes))))


# --- rules ------------------------------------------------------------------------------------------------

TILE = {"column": "1", "row": "1"}
SUCCESSOR = {"districts.1.tile": TILE, "districts.1.valid_from": "2028-04"}
POSTCODES = PLACES["postcode_districts"]
KEPT: dict[str, list[dict[str, Any]]] = {
    "expertise.yaml": [
        {},
        {"groups.0.tags.1.replaced_by": "send"},
        {"groups.0.tags.1.label": "Pupils"},
        {"groups.1.slug": "send"},
    ],
    "places.yaml": [
        {},
        {"towns.0.slug": "swale"},
        {"districts.0.valid_to": "1974-04"},
        SUCCESSOR | {"districts.0.valid_to": "2028-03"},
    ],
    "designations.yaml": [{}],
    "site.yaml": [{}, {"accessibility.reviewed": "2026-01-05"}],
    "withdrawn.yaml": [{}, {"withdrawn": []}],
}
BROKEN: dict[str, list[tuple[dict[str, Any], Where, str]]] = {
    "expertise.yaml": [
        ({"groups.1.slug": "pupils"}, ("groups", 1, "slug"), "repeated"),
        ({"groups.1.label": "PUPILS"}, ("groups", 1, "label"), "repeated"),
        ({"groups.1.tags.0.slug": "send"}, ("groups", 1, "tags", 0, "slug"), "repeated"),
        ({"groups.1.tags.0.label": "Send"}, ("groups", 1, "tags", 0, "label"), "repeated"),
        ({"groups.0.tags.1.replaced_by": "sen"}, ("groups", 0, "tags", 1, "replaced_by"), "unknown-tag"),
        ({"groups.0.tags.1.replaced_by": "eal"}, ("groups", 0, "tags", 1, "replaced_by"), "unknown-tag"),
    ],
    "places.yaml": [
        ({"areas.1.slug": "east", "districts.1.area": "east"}, ("areas", 1, "slug"), "repeated"),
        ({"areas.1.label": "East Kent"}, ("areas", 1, "label"), "repeated"),
        ({"areas.1.slug": "county", "districts.1.area": "county"}, ("areas", 1, "slug"), "repeated"),
        ({"districts.1.slug": "east", "postcode_districts": []}, ("districts", 1, "slug"), "repeated"),
        ({"districts.1.slug": "county", "postcode_districts": []}, ("districts", 1, "slug"), "repeated"),
        ({"districts.1.label": "Swale"}, ("districts", 1, "label"), "repeated"),
        ({"districts.1.label": "East Kent"}, ("districts", 1, "label"), "repeated"),
        ({"districts.1.tile": TILE}, ("districts", 1, "tile"), "repeated"),
        (
            SUCCESSOR | {"districts.0.valid_to": "2028-04"},
            ("districts", 1, "tile"),
            "repeated",
        ),
        ({"districts.1.area": "north"}, ("districts", 1, "area"), "unknown-place"),
        ({"districts.1.valid_to": "1974-03"}, ("districts", 1, "valid_to"), "dates-order"),
        ({"towns": PLACES["towns"] * 2}, ("towns", 1, "slug"), "repeated"),
        ({"towns.0.district": "dover"}, ("towns", 0, "district"), "unknown-place"),
        (
            {"postcode_districts": [*POSTCODES, POSTCODES[0] | {"code": "me12"}]},
            ("postcode_districts", 1, "code"),
            "repeated",
        ),
        (
            {"postcode_districts.0.districts": ["swale", "dover"]},
            ("postcode_districts", 0, "districts", 1),
            "unknown-place",
        ),
    ],
    "designations.yaml": [({"designations.1.kind": "KLE"}, ("designations", 1, "kind"), "repeated")],
    "site.yaml": [({"accessibility.reviewed": "2026-01-04"}, ("accessibility", "reviewed"), "dates-order")],
    "withdrawn.yaml": [
        ({"withdrawn.1.slug": "pat-former"}, ("withdrawn", 1, "slug"), "repeated"),
        ({"withdrawn.1.slug": "area"}, ("withdrawn", 1, "slug"), "reserved"),
        ({"withdrawn.0.slug": "page"}, ("withdrawn", 0, "slug"), "reserved"),
    ],
}


def test_every_rule_is_kept_and_broken_here() -> None:
    """Each file's rule has cases that keep it and cases that break it; its docstring is a promise."""
    assert (set(FILES), set(FILES)) == (set(KEPT), set(BROKEN))
    assert [] == [file for file, (_, rule) in FILES.items() if not (rule.__doc__ or "").endswith(".")]


@pytest.mark.parametrize(
    ("file", "changes"), [(file, case) for file, cases in KEPT.items() for case in cases]
)
def test_what_keeps_a_rule_is_taken(file: str, changes: dict[str, Any]) -> None:
    """What is just within a rule breaks none: new councils may stand on the tiles of old ones."""
    assert [] == faults(file, changes)


@pytest.mark.parametrize(
    ("file", "changes", "where", "code"), [(file, *case) for file, cases in BROKEN.items() for case in cases]
)
def test_what_breaks_a_rule_is_told(file: str, changes: dict[str, Any], where: Where, code: str) -> None:
    """What is just outside a rule is told once, at the value to change, with a hint."""
    told = [(fault.where, fault.code, bool(fault.hint)) for fault in faults(file, changes)]

    assert [(where, code, True)] == told


# --- fields -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_the_records_of_these_tests_are_right(file: str) -> None:
    """Each file's record can be read from the fields that these tests change."""
    kind, _ = FILES[file]

    assert isinstance(kind.model_validate(WHOLE[file]), kind)


@pytest.mark.parametrize(
    ("file", "field", "value", "code"),
    [
        ("site.yaml", "stage", "beta", "choice"),
        ("site.yaml", "domain", "https://www.eah.example", "domain"),
        ("site.yaml", "domain", "eah", "domain"),
        ("site.yaml", "domain", "www.eah.example/", "domain"),
        ("site.yaml", "domain", "www.eäh.example", "domain"),
        ("site.yaml", "domain", "www..example", "domain"),
        ("site.yaml", "base_path", "leaders/", "base-path"),
        ("site.yaml", "base_path", "/leaders", "base-path"),
        ("site.yaml", "base_path", "//", "base-path"),
        ("site.yaml", "base_path", "/../", "base-path"),
        ("site.yaml", "base_path", "/é/", "base-path"),
        ("site.yaml", "reply_days", "0", "number"),
        ("site.yaml", "reply_days", "61", "number"),
        ("site.yaml", "privacy_notice", "0", "number"),
        ("site.yaml", "mailboxes.office", "office", "mailbox"),
        ("site.yaml", "mailboxes.area_chairs.east", "chair", "mailbox"),
        ("site.yaml", "mailboxes.sias.east.primary", "", "empty"),
        ("site.yaml", "repository.address", "http://code.example.org", "link"),
        ("site.yaml", "repository.public", "perhaps", "yes-or-no"),
        ("site.yaml", "organisation.short_name", "a" * 21, "too-long"),
        ("site.yaml", "day_rate_note", "a" * 401, "too-long"),
        ("site.yaml", "colour", "blue", "extra_forbidden"),
        ("places.yaml", "districts.0.tile.column", "0", "number"),
        ("places.yaml", "districts.0.tile.row", "21", "number"),
        ("places.yaml", "districts.0.valid_from", "April 1974", "month"),
        ("places.yaml", "towns.0.latitude", "51,4", "degrees"),
        ("places.yaml", "towns.0.longitude", "181", "degrees"),
        ("places.yaml", "postcode_districts.0.code", "ME12 9ZZ", "outward"),
        ("places.yaml", "postcode_districts.0.code", "MEXX", "outward"),
        ("places.yaml", "postcode_districts.0.districts", [], "too_short"),
        ("places.yaml", "areas", [], "too_short"),
        ("expertise.yaml", "groups.0.tags.0.slug", "SEND", "slug"),
        ("expertise.yaml", "groups.0.tags.0.about", "a" * 301, "too-long"),
        ("expertise.yaml", "groups.0.tags.0.synonyms", ["a"] * 31, "too_long"),
        ("expertise.yaml", "groups.0.tags", [], "too_short"),
        ("designations.yaml", "designations.0.kind", "XLE", "choice"),
        ("designations.yaml", "designations", [], "too_short"),
        ("withdrawn.yaml", "withdrawn.0.on", "31/8/2026", "date"),
        ("withdrawn.yaml", "withdrawn.0.why", "retired", "extra_forbidden"),
    ],
)
def test_what_a_file_cannot_hold_is_refused(file: str, field: str, value: Any, code: str) -> None:
    """Each value beside the portraits has its limits too; a reason for leaving has no place at all."""
    kind, _ = FILES[file]
    where = tuple(int(step) if step.isdigit() else step for step in field.split("."))

    with pytest.raises(ValidationError) as caught:
        kind.model_validate(changed(WHOLE[file], {field: value}))

    assert [(where, code)] == [(error["loc"], error["type"]) for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("file", "field", "most", "beyond"),
    [
        ("site.yaml", "title", "a" * 80, "a" * 81),
        ("site.yaml", "organisation.short_name", "a" * 20, "a" * 21),
        ("site.yaml", "reply_days", "60", "61"),
        ("site.yaml", "privacy_notice", "999", "1000"),
        ("site.yaml", "day_rate_note", "a" * 400, "a" * 401),
        ("site.yaml", "base_path", f"/{'a' * 60}/", f"/{'a' * 61}/"),
        ("site.yaml", "base_path", "/a" * 8 + "/", "/a" * 9 + "/"),
        ("expertise.yaml", "groups.0.tags.0.about", "a" * 300, "a" * 301),
        ("expertise.yaml", "groups.0.tags.0.synonyms", ["a"] * 30, ["a"] * 31),
        ("expertise.yaml", "groups.0.tags", [TAG] * 60, [TAG] * 61),
        ("expertise.yaml", "groups", EXPERTISE["groups"] * 10, EXPERTISE["groups"] * 11),
        ("places.yaml", "districts.0.tile.column", "20", "21"),
        ("places.yaml", "districts.0.tile.row", "20", "21"),
        ("places.yaml", "towns.0.latitude", "90", "91"),
        ("places.yaml", "towns.0.longitude", "-180", "-181"),
        ("places.yaml", "areas", PLACES["areas"] * 10, PLACES["areas"] * 11),
        ("places.yaml", "districts", [DISTRICT] * 200, [DISTRICT] * 201),
        ("places.yaml", "towns", PLACES["towns"] * 2000, PLACES["towns"] * 2001),
        (
            "places.yaml",
            "postcode_districts",
            PLACES["postcode_districts"] * 4000,
            PLACES["postcode_districts"] * 4001,
        ),
        ("places.yaml", "postcode_districts.0.districts", ["swale"] * 8, ["swale"] * 9),
        (
            "designations.yaml",
            "designations",
            DESIGNATIONS["designations"][:1] * 5,
            DESIGNATIONS["designations"][:1] * 6,
        ),
        ("withdrawn.yaml", "withdrawn", WITHDRAWN["withdrawn"] * 2500, WITHDRAWN["withdrawn"] * 2501),
    ],
)
def test_a_value_may_be_just_so_long(file: str, field: str, most: Any, beyond: Any) -> None:
    """A value is taken up to its limit and refused beyond."""
    kind, _ = FILES[file]

    assert isinstance(kind.model_validate(changed(WHOLE[file], {field: most})), kind)

    with pytest.raises(ValidationError):
        kind.model_validate(changed(WHOLE[file], {field: beyond}))


def test_a_site_stands_at_the_root_unless_it_says_otherwise() -> None:
    """Without a path of its own, the site is at its domain's root, and has its first privacy notice."""
    site = Site.model_validate(SITE)

    assert ("/", 1) == (site.base_path, site.privacy_notice)


@pytest.mark.parametrize("path", ["/", "/leaders/", "/schools/system-leaders/"])
def test_a_base_path_starts_and_ends_with_a_slash(path: str) -> None:
    """The site may stand below any plain path."""
    assert path == Site.model_validate(SITE | {"base_path": path}).base_path


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "a" * 90), ("summary", "a" * 200), ("edition", "2016-17"), ("order", "0"), ("order", "999")],
)
def test_the_head_of_a_guidance_page_may_be_just_so_long(field: str, value: str) -> None:
    """A guidance page's title and summary are taken up to their limits, and both editions."""
    assert value == str(getattr(FrontMatter.model_validate(HEAD | {field: value}), field))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "a" * 91, "too-long"),
        ("summary", "a" * 201, "too-long"),
        ("edition", "2017", "choice"),
        ("order", "first", "number"),
        ("order", "1000", "number"),
        ("order", "-1", "number"),
        ("author", "me", "extra_forbidden"),
    ],
)
def test_the_head_of_a_guidance_page_is_checked(field: str, value: str, code: str) -> None:
    """A guidance page's head holds four fields within their limits, and no other."""
    with pytest.raises(ValidationError) as caught:
        FrontMatter.model_validate(HEAD | {field: value})

    assert [((field,), code)] == [(error["loc"], error["type"]) for error in caught.value.errors()]


def test_a_head_is_read() -> None:
    """A guidance page's head has a title, a summary, an edition and a place in the order."""
    head = FrontMatter.model_validate(HEAD)

    assert ("Deployment", "How it works.", "current", 3) == (
        head.title,
        head.summary,
        head.edition,
        head.order,
    )


def test_nobody_need_have_left() -> None:
    """A file of those no longer listed may hold nobody."""
    assert ((), ()) == (Withdrawn().withdrawn, Withdrawn.model_validate({"withdrawn": []}).withdrawn)


# --- what the records tell --------------------------------------------------------------------------------


def test_tags_are_found_by_their_slug() -> None:
    """Tags come by slug, in the order of the file, whatever group they stand in."""
    assert ["send", "eal", "new-heads"] == list(Expertise.model_validate(EXPERTISE).tags)


def test_designations_are_found_by_their_kind() -> None:
    """Designations come by their short name; one whose scheme has closed says so."""
    found = Designations.model_validate(DESIGNATIONS).by_kind

    assert {"KLE": True, "NLG": False} == {kind: held.active for kind, held in found.items()}


@pytest.mark.parametrize(
    ("address", "public", "found"),
    [
        ("https://github.com/kah/leaders", "true", "https://github.com/kah/leaders"),
        ("https://github.com/kah/leaders/", "true", "https://github.com/kah/leaders"),
        ("https://github.com/kah/leaders.git", "true", "https://github.com/kah/leaders"),
        ("https://github.com/kah/leaders", "false", None),
        ("https://gitlab.com/kah/leaders", "true", None),
        ("https://github.com/kah", "true", None),
        ("https://github.com/kah/leaders/tree/main", "true", None),
        ("https://github.com.example.org/kah/leaders", "true", None),
    ],
)
def test_the_way_to_github(world_content: Content, address: str, public: str, found: str | None) -> None:
    """It is offered for a public repository on GitHub, whose forms stand below its address; for no other."""
    repository = Repository.model_validate({"address": address, "public": public})

    assert world_content.site.model_copy(update={"repository": repository}).on_github == found
