"""What a site knows of before: since when leaders are there, what was new of them, and nobody's status."""

from __future__ import annotations

import datetime
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import MakeDirectory
from hypothesis import given, settings
from hypothesis import strategies as st
from test_diff import STANDINGS, with_status

from kle_site import changes, history, tree
from kle_site.directory import Directory
from kle_site.history import ADDED, BASE, MOVED, History, Past, carried_on, told
from kle_site.load import Content
from kle_site.model import Leader, Standing

pytestmark = pytest.mark.whole

DAYS = [datetime.date(2026, 11, 21) + datetime.timedelta(days=number) for number in range(6)]
"""The days of the builds."""
MakeOne = Callable[..., Leader]


@pytest.fixture(scope="module", name="make_one")
def _make_one(world: Path) -> MakeOne:
    """Return a function: whose portrait, and fields to change (None leaves one out) → a leader."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (world / "kles").glob("*.yaml")}

    def make(of: str = "ada-plain", slug: str = "", **fields: Any) -> Leader:
        whole = yaml.load(texts[of], yaml.BaseLoader) | fields | {"slug": slug or of}
        return Leader.model_validate({name: value for name, value in whole.items() if value is not None})

    return make


def noted(known: History) -> bytes:
    """A manifest that says what is known, and of no file."""
    return json.dumps({"schema": 1, **known.notes(), "files": {}}).encode()


def read(known: History, tmp_path: Path) -> Past:
    """What the next build reads of it."""
    place = tmp_path / "manifest.json"
    place.write_bytes(noted(known))
    past = history.read(place)

    assert past

    return past


@pytest.fixture(name="publish")
def _publish(make_directory: MakeDirectory, tmp_path: Path) -> Callable[..., tuple[Directory, History]]:
    """Return a function: the leaders of one build after the other → the last one's directory and history.

    Builds are a day apart; each reads the manifest of the one before.
    """

    def publish(*builds: list[Leader], days: list[datetime.date] = DAYS) -> tuple[Directory, History]:
        past = None
        for day, leaders in zip(days, builds, strict=False):
            directory = make_directory(*leaders, today=day)
            known = carried_on(directory, past)
            past = read(known, tmp_path)
        return directory, known

    return publish


Publish = Callable[..., tuple[Directory, History]]


def news(made: tuple[Directory, History]) -> list[tuple[str, str, str]]:
    """What is told: the day of November, who, what."""
    return [(str(one.day)[8:], one.entry.leader.slug, changes.in_words(one.what)) for one in told(*made)]


# --- added and changed ------------------------------------------------------------------------------------


def test_a_first_build_knows_nothing_of_before(make_one: MakeOne, publish: Publish) -> None:
    """No leader has a day, nothing is new, and counting begins."""
    directory, known = publish([make_one()])
    manifest = json.loads(noted(known))

    assert told(directory, known) == ()
    assert manifest["history"] == {
        "version": 1,
        "built": "2026-11-21",
        "since": "2026-11-21",
        "feed": "tag:leaders.example,2026-11-21:leaders",
    }
    assert {*manifest["leaders"]["ada-plain"]} == {"id", "fields"}


def test_who_comes_and_what_changes_is_told(make_one: MakeOne, publish: Publish) -> None:
    """Newest first; of one day in the order of surnames; and a build without a change tells no more."""
    ada, jo = make_one(), make_one(slug="jo-able", name="Jo Able")
    moved = make_one(expertise=["send"], role="Principal")
    made = publish([ada], [ada, jo], [moved, jo], [moved, jo], [make_one(role="Head"), jo])

    assert news(made) == [
        ("25", "ada-plain", "role changed; expertise changed"),
        ("23", "ada-plain", "role changed; expertise changed"),
        ("22", "jo-able", "a new entry"),
    ]
    known = made[1].leaders
    assert (known["jo-able"].added, known["jo-able"].changed) == (DAYS[1], DAYS[1])
    assert (known["ada-plain"].added, known["ada-plain"].changed) == (None, DAYS[4])


def test_two_builds_of_a_day_are_one(make_one: MakeOne, publish: Publish) -> None:
    """What both tell is told once; on the day that an entry is new, no more is."""
    ada, jo = make_one(), make_one(slug="jo-able", name="Jo Able")
    day = DAYS[1]
    made = publish(
        [ada],
        [make_one(role="Principal"), jo],
        [make_one(role="Principal", support=["peer-review"]), make_one(slug="jo-able", name="Jo Fair")],
        days=[DAYS[0], day, day],
    )

    assert news(made) == [
        ("22", "jo-able", "a new entry"),
        ("22", "ada-plain", "role changed; kinds of support changed"),
    ]
    past = Past({}, made[1].leaders, history.VERSION, day, made[1].since, made[1].tag)
    assert noted(carried_on(made[0], past)) == noted(made[1])


def test_what_is_long_past_is_not_kept(make_one: MakeOne, publish: Publish) -> None:
    """News goes after twelve months; the day of the last change stays."""
    ada, jo, now = make_one(), make_one(slug="jo-able", name="Jo Able"), make_one(role="Principal")
    builds = [ada], [now, jo], [now, jo]
    nearly = publish(*builds, days=[*DAYS[:2], datetime.date(2027, 11, 21)])
    over = publish(*builds, days=[*DAYS[:2], datetime.date(2027, 11, 22)])

    assert [len(nearly[1].leaders["ada-plain"].news), len(over[1].leaders["ada-plain"].news)] == [1, 0]
    assert over[1].leaders["ada-plain"].changed == DAYS[1]
    assert over[1].leaders["jo-able"].added == DAYS[1]


SCHOOLS = {
    "another": [{"name": "Example Lowfold School", "urn": "900077", "phase": "primary"}],
    "academy": [{"urn": "900201", "former_urns": ["900010"]}],
    "name": [{"name": "Example Quay School"}],
}
EDITS: dict[str, dict[str, Any]] = {
    "name": {"name": "Zoe Luk"},
    "role": {"role": "Principal"},
    "designations": {"designations": [{"kind": "KLE", "since": "2019-02"}]},
    "base": {"schools": "another"},
    "academy": {"schools": "academy"},
    "schools": {"schools": "name"},
    "trust": {"trust": None},
    "works_in": {"works_in": ["beyond", "county"]},
    "expertise": {"expertise": ["two-schools"]},
    "support": {"support": ["mentoring"]},
    "mentor_training": {"mentor_training": None},
    "portrait": {"portrait": "I have led three schools. " * 20},
    "impact": {"impact": None},
    "photo": {"photo": None},
    "contact": {"contact": {"via": "kah"}},
}
"""A change of each kind, and two that look like another."""


@pytest.mark.parametrize("edit", EDITS)
def test_the_site_and_kle_diff_tell_of_the_same(
    edit: str, make_one: MakeOne, publish: Publish, world_content: Content
) -> None:
    """What `kle diff` has words for is news, by the same word; and nothing else is."""
    zoe = make_one("zoe-obriain-luk")
    fields = dict(EDITS[edit])
    if isinstance(fields.get("schools"), str):
        schools = [json.loads(school.model_dump_json(exclude_none=True)) for school in zoe.schools]
        for school, parts in zip(schools, SCHOOLS[fields["schools"]], strict=False):
            school.update(parts)
        for school in schools:
            school["since"] = school["since"][:7]
        fields["schools"] = schools
    changed = make_one("zoe-obriain-luk", **fields)
    (only,) = told(*publish([zoe], [changed]))
    words = {word for word, _ in changes.details(zoe, changed, world_content, world_content)}

    assert {*only.what} == words == {"schools" if edit == "academy" else edit}


def test_there_is_a_word_for_all_news() -> None:
    """And the vocabularies of both modules are one."""
    assert {*changes.WORDS} == {*history.NEWS}
    assert {*history.NEWS} - {*Leader.model_fields} == {ADDED, BASE, MOVED}
    assert {*history.FIELDS}.isdisjoint(changes.QUIET)


def test_the_same_photo_drawn_anew_is_news(make_one: MakeOne, world_content: Content, tmp_path: Path) -> None:
    """By its bytes, whatever the file is called."""
    zoe = make_one("zoe-obriain-luk")

    assert zoe.photo

    other = replace(world_content.photos[zoe.photo.file], digest="0" * 64)
    first = carried_on(Directory(replace(world_content, leaders=(zoe,)), DAYS[0]), None)
    photos = {**world_content.photos, zoe.photo.file: other}
    directory = Directory(replace(world_content, leaders=(zoe,), photos=photos), DAYS[1])

    assert [one.what for one in told(directory, carried_on(directory, read(first, tmp_path)))] == [("photo",)]


# --- another address --------------------------------------------------------------------------------------


def test_a_page_that_moves_keeps_its_past(make_one: MakeOne, publish: Publish) -> None:
    """A former address that leads to it makes it the same leader: the same ids, and what was new."""
    ada, now = make_one(), make_one(role="Principal")
    fair = make_one(slug="ada-fair", name="Ada Fair", role="Principal", aliases=["ada-plain"])
    before, made = publish([ada], [now]), publish([ada], [now], [fair], [fair])

    assert news(made) == [
        ("23", "ada-fair", "the page has moved; name changed"),
        ("22", "ada-fair", "role changed"),
    ]
    assert told(*made)[1].id == told(*before)[0].id


def test_ids_outlive_a_change_of_domain(
    make_one: MakeOne, world_content: Content, make_directory: MakeDirectory, tmp_path: Path
) -> None:
    """The manifest carries on what the feed is known by."""
    first = carried_on(make_directory(make_one(), today=DAYS[0]), None)
    site = world_content.site.model_copy(update={"domain": "another.example"})
    later = carried_on(make_directory(make_one(), today=DAYS[1], site=site), read(first, tmp_path))

    assert later.tag == first.tag == "tag:leaders.example,2026-11-21:leaders"


# --- nobody's status --------------------------------------------------------------------------------------

PAUSED = {"status": "paused", "checked": "2026-11-20"}


def test_a_pause_and_a_return_change_no_byte(make_one: MakeOne, publish: Publish) -> None:
    """Of the manifest none; of what is told, only that the entries are not there until they are back."""
    ada, now, away = make_one(), make_one(role="Principal"), make_one(role="Principal", availability=PAUSED)
    jo = make_one(slug="jo-able", name="Jo Able")
    steady = publish([ada], [now, jo], [now, jo], [now, jo])
    paused = publish([ada], [now, jo], [now, jo], [away, jo])
    back = publish([ada], [now, jo], [away, jo], [now, jo])

    assert noted(steady[1]) == noted(paused[1]) == noted(back[1])
    assert told(*steady) == told(*back)
    assert told(*paused) == tuple(one for one in told(*steady) if one.entry.leader.slug != "ada-plain")


def test_no_status_is_in_the_manifest(world: Path, make_directory: MakeDirectory) -> None:
    """Whoever has a page stands there in the same bytes, whatever their status; whoever has none, nowhere."""
    plain = (world / "kles" / "ada-plain.yaml").read_text(encoding="utf-8")
    found: dict[bool, set[bytes]] = {True: set(), False: set()}
    for one in STANDINGS:
        leader = Leader.model_validate(
            yaml.safe_load(_typed(with_status(plain, one))) | {"slug": "ada-plain"}
        )
        known = carried_on(make_directory(leader, today=DAYS[0]), None)
        found[leader.standing(DAYS[0]).has_page].add(noted(known))

    assert {len(bodies) for bodies in found.values()} == {1}
    assert b"ada-plain" not in found[False].pop()


def _typed(text: str) -> str:
    """Every scalar as text, as the loader hands them on."""
    return yaml.safe_dump(yaml.load(text, yaml.BaseLoader))


@pytest.mark.parametrize(
    "gone",
    [
        {"listed": "false"},
        {"designations": [{"kind": "KLE", "since": "2022-10", "until": "2026-08"}]},
        {"confirmed": "2024-09-01", "schools": None},
        None,
    ],
    ids=["off the site", "ended", "long not confirmed", "erased"],
)
def test_who_leaves_is_in_no_byte(gone: dict[str, Any] | None, make_one: MakeOne, publish: Publish) -> None:
    """Neither the address nor what was new stays; who comes back is new."""
    jo, now = make_one(slug="jo-able", name="Jo Able"), make_one(role="Principal")
    if gone and "schools" in gone:
        school = {"name": "Example Highstead", "urn": "900001", "phase": "primary", "district": "upland"}
        gone = {**gone, "schools": [school | {"since": "2018-09"}]}
    left = [jo, *([make_one(**gone)] if gone else [])]
    after, back = (
        publish([make_one(), jo], [now, jo], left),
        publish([make_one(), jo], [now, jo], left, [now, jo]),
    )

    assert b"ada" not in noted(after[1])
    assert news(after) == []
    assert news(back) == [("24", "ada-plain", "a new entry")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("consent", {"given": "2026-09-01", "scope": ["name", "portrait", "contact"], "notice": "2"}),
        ("confirmed", "2025-04-01"),
    ],
)
def test_only_who_may_be_named_elsewhere_is_told(
    field: str, value: object, make_one: MakeOne, publish: Publish
) -> None:
    """Not who agreed to their page alone, and not who is in no list."""
    made = publish([make_one()], [make_one(), make_one(slug="jo-able", name="Jo Able", **{field: value})])

    assert news(made) == []
    assert made[1].leaders["jo-able"].added == DAYS[1]


STATES = [
    {},
    {"availability": PAUSED},
    {"availability": {"status": "limited", "checked": "2025-01-01"}},
    {"confirmed": "2025-04-01"},
]
"""Ways to have a page: listed, paused, with little time, and late."""


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(["Principal", "Head"])), max_size=5))
def test_no_status_of_the_past_shows(
    make_one: MakeOne, make_directory: MakeDirectory, builds: list[tuple[dict[str, Any], str]]
) -> None:
    """However somebody's status went up and down, the last site is as if it never had."""
    made = []
    for steady in (False, True):
        past = None
        for day, (status, role) in zip(DAYS, [*builds, ({}, "Headteacher")], strict=False):
            directory = make_directory(make_one(role=role, **({} if steady else status)), today=day)
            known = carried_on(directory, past)
            past = Past({}, known.leaders, history.VERSION, day, known.since, known.tag)
        made.append((noted(known), told(directory, known)))

    assert made[0] == made[1]


# --- what was read ----------------------------------------------------------------------------------------


def sound() -> dict[str, Any]:
    """A manifest that is right."""
    return {
        "schema": 1,
        "history": {
            "version": 1,
            "built": "2026-11-20",
            "since": "2026-10-01",
            "feed": "tag:a.example,2026-10-01:leaders",
        },
        "leaders": {
            "ada-plain": {
                "id": "0123456789ab",
                "added": "2026-10-02",
                "changed": "2026-11-14",
                "news": {"2026-11-14": ["role", "from-the-future"]},
                "fields": {"role": "0123456789ab"},
            }
        },
        "files": {"index.html": {"size": 3, "sha256": "00" * 32}},
    }


def test_a_manifest_is_read_from_a_site_or_by_itself(tmp_path: Path) -> None:
    """With what a newer program knows left out; and one from before all this has files and no past."""
    place = tmp_path / tree.MANIFEST
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(sound()), encoding="utf-8")
    past = history.read(tmp_path)

    assert past == history.read(place)
    assert past
    assert past.leaders["ada-plain"].news == {datetime.date(2026, 11, 14): ("role",)}
    assert (past.latest, past.files) == (datetime.date(2026, 11, 20), {"index.html": (3, "00" * 32)})
    older = {name: value for name, value in sound().items() if name in {"schema", "files"}}
    place.write_text(json.dumps(older), encoding="utf-8")
    assert history.read(tmp_path) == Past(past.files, {})


DAMAGE: list[tuple[tuple[str, ...], object]] = [
    (("schema",), 2),
    (("files",), []),
    (("leaders",), None),
    (("leaders",), {"ada-plain": 3}),
    (("leaders", "ada-plain", "id"), "xyz"),
    (("leaders", "ada-plain", "added"), "20261002"),
    (("leaders", "ada-plain", "changed"), 20261002),
    (("leaders", "ada-plain", "news"), {"yesterday": ["role"]}),
    (("leaders", "ada-plain", "news"), {"2026-11-14": 5}),
    (("leaders", "ada-plain", "fields"), {"role": "<script>"}),
    (("leaders", "ada-plain", "fields"), "role"),
    (("history",), "1"),
    (("history", "version"), "1"),
    (("history", "built"), "2026-02-30"),
    (("history", "since"), None),
    (("history", "feed"), "https://a.example/"),
]


@pytest.mark.parametrize(("where", "value"), DAMAGE, ids=str)
def test_a_damaged_manifest_is_none(where: tuple[str, ...], value: object, tmp_path: Path) -> None:
    """Whatever is wrong in it, and without a traceback."""
    manifest = sound()
    held = manifest
    for name in where[:-1]:
        held = held[name]
    held[where[-1]] = value
    place = tmp_path / "manifest.json"
    place.write_text(json.dumps(manifest), encoding="utf-8")

    assert history.read(place) is None


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[" * 100_000, b"null", b"{}", b"<html>"], ids=repr)
def test_what_is_no_manifest_is_none(raw: bytes, tmp_path: Path) -> None:
    """A page of an error, an empty file, a bomb."""
    (tmp_path / "manifest.json").write_bytes(raw)

    assert history.read(tmp_path / "manifest.json") is None
    assert history.read(tmp_path) is None
    with pytest.raises(history.HistoryError, match="no manifest that this program wrote"):
        history.called(tmp_path)
    with pytest.raises(history.HistoryError, match="is not there"):
        history.called(tmp_path / "nowhere")


def test_digests_of_another_version_are_not_compared(
    make_one: MakeOne, make_directory: MakeDirectory, tmp_path: Path
) -> None:
    """A program that makes them otherwise tells nobody as changed."""
    first = carried_on(make_directory(make_one(), today=DAYS[0]), None)
    past = replace(read(first, tmp_path), version=2)
    directory = make_directory(make_one(role="Principal"), today=DAYS[1])
    known = carried_on(directory, past)

    assert told(directory, known) == ()
    assert known.leaders["ada-plain"].fields != first.leaders["ada-plain"].fields


def test_everyone_with_a_page_is_known(world_content: Content) -> None:
    """Whoever has none is not."""
    directory = Directory(world_content, DAYS[0])
    known = carried_on(directory, None)
    standings = {leader.slug: leader.standing(DAYS[0]) for leader in world_content.leaders}

    assert {*known.leaders} == {slug for slug, standing in standings.items() if standing.has_page}
    assert Standing.PAUSED in {standings[slug] for slug in known.leaders}
    ids = [one.id for one in known.leaders.values()]
    assert all(one != other for one, other in itertools.combinations(ids, 2))
