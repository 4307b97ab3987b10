"""What is published here: every record is right, examples say so, and sentences are short."""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, ReadPage

from kle_site.check import check
from kle_site.county import Tag
from kle_site.data import schema_address
from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.load import Loaded, load
from kle_site.model import FACETS, Leader, Standing, folded
from kle_site.problems import Problem, as_text

pytestmark = pytest.mark.whole

CONTENT = ROOT / "content"
RECORDS = sorted(
    path.relative_to(CONTENT).as_posix()
    for path in CONTENT.rglob("*")
    if path.suffix in {".yaml", ".md", ".jpg", ".png", ".webp"} and path.is_file()
)
PORTRAITS = [path for path in RECORDS if path.startswith("kles/")]


@pytest.fixture(scope="module", name="loaded")
def _loaded(content_dir: Path) -> Loaded:
    """The published content, read once."""
    return load(content_dir)


@pytest.fixture(scope="module", name="problems")
def _problems(loaded: Loaded, content_today: datetime.date) -> list[Problem]:
    """Everything that is wrong with it, advice included."""
    return check(loaded, content_today)


@pytest.mark.parametrize("path", RECORDS)
def test_a_record_is_right(loaded: Loaded, problems: list[Problem], path: str) -> None:
    """Each file of content/ passes every check, and calls for no advice."""
    wrong = [problem for problem in problems if problem.path == loaded.sources.shown(path)]

    if wrong:
        pytest.fail(as_text(wrong), pytrace=False)


def test_every_record_was_read(loaded: Loaded, problems: list[Problem]) -> None:
    """No file of content/ is passed over, and nothing is wrong that belongs to no file."""
    assert set(loaded.checked) == {loaded.sources.shown(path) for path in RECORDS}
    assert problems == []


@pytest.mark.parametrize("path", PORTRAITS)
def test_an_editor_knows_the_schema_of_a_portrait(loaded: Loaded, path: str) -> None:
    """The first line of each portrait tells editors where the schema is published."""
    assert loaded.content is not None

    first = (CONTENT / path).read_text(encoding="utf-8").partition("\n")[0]

    assert first == f"# yaml-language-server: $schema={schema_address(loaded.content.site)}"


@pytest.mark.parametrize("path", PORTRAITS)
def test_an_invented_person_is_marked(loaded: Loaded, path: str) -> None:
    """Every person here is invented, says so, and leads schools that no register has."""
    assert loaded.content is not None
    (leader,) = [leader for leader in loaded.content.leaders if leader.path == path]

    assert leader.example
    assert [school.name for school in leader.schools if "Example" not in school.name] == []
    assert not leader.contact.email or leader.contact.email.endswith(".example")


def test_every_example_says_so_on_its_page(
    loaded: Loaded,
    built_site: Path,
    content_today: datetime.date,
    read_page: Callable[..., ReadPage],
) -> None:
    """The mark stands beside the name wherever the person is shown."""
    assert loaded.content is not None
    for leader in loaded.content.leaders:
        file = built_site / "directory" / leader.slug / "index.html"
        if leader.example and leader.standing(content_today).has_page:
            assert read_page(file).all("h1")[0].text == f"{leader.name} Example"
    directory = read_page(built_site / "directory" / "index.html")
    cards = [one.text for one in directory.all("li") if one.attributes.get("class") == "card"]
    assert cards
    assert [text for text in cards if " Example " not in text] == []


# --- what the examples show -------------------------------------------------------------------------------

DAY = datetime.date(2026, 11, 25)
"""The day on which the examples stand in every way that there is."""


@pytest.fixture(scope="module", name="examples")
def _examples(loaded: Loaded) -> tuple[Leader, ...]:
    """Everyone invented: who is real shows what there is, but is there for other reasons."""
    assert loaded.content is not None
    return tuple(leader for leader in loaded.content.leaders if leader.example)


@pytest.fixture(scope="module", name="county")
def _county(loaded: Loaded, examples: tuple[Leader, ...]) -> Directory:
    """The directory of the invented alone, on that day."""
    assert loaded.content is not None
    return Directory(replace(loaded.content, leaders=examples), DAY)


@pytest.mark.parametrize("standing", Standing)
def test_an_example_stands_in_each_way(examples: tuple[Leader, ...], standing: Standing) -> None:
    """There is an entry for each way in which one can stand."""
    assert [leader.slug for leader in examples if leader.standing(DAY) is standing]


@pytest.mark.parametrize("facet", FACETS)
def test_every_choice_finds_an_example(county: Directory, facet: str) -> None:
    """No area, district, phase, tag, kind of support, designation or status finds nobody.

    But for the one scheme that has closed.
    """
    closed = {kind.kind.lower() for kind in county.content.designations.designations if not kind.active}
    nobody = {value.slug for value in county.facets[facet] if not value.entries}

    assert nobody == (closed if facet == "designation" else set())


def test_every_district_has_a_school_and_a_worker(county: Directory) -> None:
    """In each district somebody is based, and each is named by somebody who works there."""
    districts = {district.slug for district in county.content.places.districts}
    leaders = [entry.leader for entry in county.listed]

    assert {leader.base.district for leader in leaders} == districts
    assert {slug for leader in leaders for slug in leader.works_in} >= districts


def test_the_examples_are_spread_as_leaders_are(county: Directory) -> None:
    """Each area has eight leaders or more, and primary the most of any phase."""
    areas = Counter(area.slug for entry in county.listed for area in entry.areas)
    phases = Counter(entry.leader.base.phase for entry in county.listed)
    (first, _), *_ = phases.most_common()
    least = {"secondary": 8, "special": 3, "nursery": 2, "alternative-provision": 2, "all-through": 2}

    assert len(county.listed) >= 36
    assert {area: number for area, number in areas.items() if number < 8} == {}
    assert set(areas) == set(county.content.places.area_by_slug)
    assert first == "primary"
    assert {phase: phases[phase] for phase in least if phases[phase] < least[phase]} == {}


def test_most_are_open_and_a_few_have_paused(examples: tuple[Leader, ...]) -> None:
    """About six in ten take commissions, three in ten have limited time, and a few have paused."""
    share = {
        status: number / len(examples)
        for status, number in Counter(leader.availability.status for leader in examples).items()
    }

    assert 0.5 <= share["open"] <= 0.7
    assert 0.2 <= share["limited"] <= 0.4
    assert 0.03 <= share["paused"] <= 0.1


@pytest.mark.parametrize(
    "tag",
    [
        "early-reading",
        "governance",
        "improvement-planning",
        "leading-peer-reviews",
        "new-head-mentoring",
        "send",
        "small-schools",
        "staff-development",
        "transition",
        "wellbeing",
    ],
)
def test_what_is_asked_for_most_many_know(county: Directory, tag: str) -> None:
    """What schools ask for most, six leaders or more know best."""
    (value,) = [value for value in county.facets["expertise"] if value.slug == tag]

    assert len(value.entries) >= 6


def is_kle(entry: Entry) -> bool:
    """Is this person a Kent Leader of Education now?"""
    return any(held.kind == "KLE" for held in entry.designated)


def can_mentor(entry: Entry) -> bool:
    """Is this a KLE who was trained to mentor, offers it, and has free days left?"""
    leader = entry.leader
    offers = bool(leader.mentor_training) and "mentoring" in leader.support
    return offers and is_kle(entry) and entry.free_days in {"available", "limited"}


SHOWN: dict[str, tuple[int, Callable[[Entry], bool]]] = {
    "an accent in the name": (4, lambda e: folded(e.leader.name) != e.leader.name.casefold()),
    "an apostrophe in the name": (2, lambda e: "'" in e.leader.name),
    "a double-barrelled surname": (3, lambda e: "-" in e.leader.name.split()[-1]),
    "a name of one word": (1, lambda e: len(e.leader.name.split()) == 1),
    "a surname of two words": (2, lambda e: " " in (e.leader.sort_as or "").split(",")[0]),
    "a name sorted by its last word": (20, lambda e: e.leader.sort_as is None),
    "an executive head of several schools": (
        2,
        lambda e: e.leader.role == "Executive Headteacher" and len(e.leader.schools) >= 3,
    ),
    "a trust's chief executive": (
        2,
        lambda e: e.leader.role == "Chief Executive" and e.leader.trust is not None,
    ),
    "schools in two areas": (1, lambda e: len(e.areas) > 1),
    "no trust": (10, lambda e: e.leader.trust is None),
    "work all over the county": (2, lambda e: "county" in e.leader.works_in),
    "a school in Medway": (2, lambda e: e.leader.base.district == "medway"),
    "a school outside Kent": (2, lambda e: e.leader.base.district == "outside-kent"),
    "a special school for several districts": (
        3,
        lambda e: e.leader.base.phase == "special" and len(e.leader.works_in) >= 3,
    ),
    "an infant school": (2, lambda e: any(school.ages == "4-7" for school in e.leader.schools)),
    "a junior school": (2, lambda e: e.leader.base.ages == "7-11"),
    "a grammar school": (2, lambda e: "Grammar" in e.leader.base.name),
    "a church school": (6, lambda e: re.search("Catholic|Church", e.leader.base.name) is not None),
    "a school that had another URN": (3, lambda e: any(s.former_urns for s in e.leader.schools)),
    "a school without a postcode": (1, lambda e: e.leader.base.postcode is None),
    "a designation that has ended while another holds": (
        3,
        lambda e: len(e.designated) < len(e.leader.designations),
    ),
    "an end that is known and to come": (1, lambda e: any(held.until for held in e.designated)),
    "two designations": (4, lambda e: len(e.designated) > 1),
    "a national designation alone": (1, lambda e: [held.kind for held in e.designated] == ["NLE"]),
    "limited until a day to come": (
        2,
        lambda e: e.leader.availability.from_ is not None and not e.was_due_back,
    ),
    "was due back": (1, lambda e: e.was_due_back),
    "free days available": (8, lambda e: e.free_days == "available"),
    "free days limited": (5, lambda e: e.free_days == "limited"),
    "no free days left": (3, lambda e: e.free_days == "none"),
    "free days of last year, so not known": (
        2,
        lambda e: e.leader.availability.free_days is not None and e.free_days is None,
    ),
    "free days not given": (3, lambda e: is_kle(e) and e.leader.availability.free_days is None),
    "availability not confirmed this term": (2, lambda e: not e.checked_lately),
    "due for confirmation": (2, lambda e: e.standing is Standing.DUE),
    "asked by e-mail": (20, lambda e: e.leader.contact.email is not None),
    "asked through the office": (2, lambda e: e.leader.contact.via == "kah"),
    "a telephone number and a person to ask for": (
        2,
        lambda e: bool(e.leader.contact.phone and e.leader.contact.person),
    ),
    "consent without reuse": (2, lambda e: "reuse" not in e.leader.consent.scope),
    "consent without impact, and so none": (
        2,
        lambda e: "impact" not in e.leader.consent.scope and not e.leader.impact,
    ),
    "impact": (20, lambda e: bool(e.leader.impact)),
    "an address of before": (1, lambda e: bool(e.leader.aliases)),
    "mentor training": (12, lambda e: e.leader.mentor_training is not None),
    "no mentor training": (12, lambda e: e.leader.mentor_training is None),
    "mentors with free days": (12, can_mentor),
    "a very short portrait": (1, lambda e: len(e.leader.portrait.strip()) <= 430),
    "a portrait close to the longest": (1, lambda e: len(e.leader.portrait.strip()) >= 2250),
    "headings": (4, lambda e: "\n### " in f"\n{e.leader.portrait}"),
    "a list": (4, lambda e: "\n- " in e.leader.portrait),
    "a numbered list": (2, lambda e: "\n1. " in e.leader.portrait),
    "a quotation": (1, lambda e: "> " in e.leader.portrait),
    "a link": (2, lambda e: "](https://" in e.leader.portrait),
}
"""What listed examples show: at least how many, and who does."""


@pytest.mark.parametrize("case", SHOWN)
def test_the_examples_show_what_there_is(county: Directory, case: str) -> None:
    """Each case that a page, a list or an export must cope with stands in the lists."""
    least, shows = SHOWN[case]

    assert len([entry.leader.slug for entry in county.listed if shows(entry)]) >= least


def test_co_heads_share_a_school(examples: tuple[Leader, ...]) -> None:
    """Two schools have two heads each; one school has a head, and a chief executive who accounts for it."""
    heads: defaultdict[int, list[str]] = defaultdict(list)
    for leader in examples:
        for school in leader.schools:
            heads[school.urn].append(leader.role)
    shared = [sorted(roles) for roles in heads.values() if len(roles) > 1]

    assert shared.count(["Co-Headteacher", "Co-Headteacher"]) >= 2
    assert ["Chief Executive", "Headteacher"] in shared


def test_a_school_and_a_trust_are_told_one_way(examples: tuple[Leader, ...]) -> None:
    """Whoever names a school or a trust by its number gives it the same name, phase and district."""
    told: defaultdict[tuple[str, int | None], set[tuple[str, ...]]] = defaultdict(set)
    for leader in examples:
        for school in leader.schools:
            told["school", school.urn].add((school.name, school.phase, school.district))
        if leader.trust:
            told["trust", leader.trust.uid].add((leader.trust.name,))

    assert {number: names for number, names in told.items() if len(names) > 1} == {}


def test_mentors_are_spread_over_the_county(county: Directory) -> None:
    """Each area has two trained mentors with free days, or more."""
    areas = Counter(area.slug for entry in county.listed if can_mentor(entry) for area in entry.areas)

    assert {area: areas[area] for area in county.content.places.area_by_slug if areas[area] < 2} == {}


def test_a_new_head_near_sheppey_finds_a_mentor(county: Directory) -> None:
    """Who works in Swale, has mentored new heads, knows small schools, and has a free day? More than one."""
    wanted = {"new-head-mentoring", "small-schools"}
    found = [
        entry.leader.slug
        for entry in county.listed
        if can_mentor(entry) and wanted <= {*entry.leader.expertise} and "swale" in entry.leader.works_in
    ]

    assert len(found) >= 2


@pytest.mark.parametrize("years", range(4))
def test_examples_are_right_however_late_it_is(
    loaded: Loaded, examples: tuple[Leader, ...], years: int
) -> None:
    """No consent runs out before the page goes, so that a check is quiet in years to come."""
    paths = {loaded.sources.shown(leader.path) for leader in examples}
    wrong = check(loaded, DAY.replace(year=DAY.year + years))

    assert [problem for problem in wrong if problem.path in paths] == []


# --- how the examples are told ----------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """The words of a text, as one compares them."""
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold())


def sentences(portrait: str) -> set[str]:
    """The sentences, list items and headings of a portrait, without marks."""
    lines = re.split(r"\n\s*\n|\n(?=\s*(?:[-*>#]|[0-9]+\.)\s)", portrait)
    parts = (re.sub(r"^\s*(?:[-*>#]+|[0-9]+\.)\s", "", line) for line in lines)
    return {" ".join(words(each)) for part in parts for each in re.split(r"(?<=[.!?])\W*\s", part)} - {""}


def told_by_several(told: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Words → whose they are, where they are not one person's alone."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for slug, text in told:
        found[text].append(slug)
    return {text: slugs for text, slugs in found.items() if len(slugs) > 1}


def test_no_two_portraits_share_a_sentence(examples: tuple[Leader, ...]) -> None:
    """Everyone speaks for themselves: no sentence stands in two portraits."""
    told = [(leader.slug, text) for leader in examples for text in sentences(leader.portrait)]

    assert len(told) > 10 * len(examples)
    assert told_by_several(told) == {}


def test_no_two_portraits_begin_alike(examples: tuple[Leader, ...]) -> None:
    """No two portraits that can be met have the same first three words; nobody meets those withdrawn."""
    met = [leader for leader in examples if leader.standing(DAY) is not Standing.WITHDRAWN]

    assert told_by_several((each.slug, " ".join(words(each.portrait)[:3])) for each in met) == {}


def test_most_portraits_take_a_minute_to_read(examples: tuple[Leader, ...]) -> None:
    """At least four portraits in five have 120 to 260 words."""
    lengths = {leader.slug: len(words(leader.portrait)) for leader in examples}
    fair = [slug for slug, length in lengths.items() if 120 <= length <= 260]

    assert len(fair) >= 0.8 * len(examples)


# --- the words that people look for -----------------------------------------------------------------------

MEAN_ONE_THING = {
    "send": "SEN, SEND, inclusion, SENCO, special educational needs",
    "early-career-teachers": "NQT, ECT, newly qualified teacher, early career teacher",
    "initial-teacher-training": "ITT, trainee, PGCE",
    "computing": "ICT, computing, information and communication technology",
    "languages": "MFL, languages, modern foreign languages",
    "disadvantaged-pupils": "closing the gap, pupil premium, disadvantaged, free school meals",
    "most-able": "most able, G&T, greater depth, gifted and talented",
    "early-years": "EYFS, early years, reception, nursery",
    "pshe": "PSHE, RSHE, RSE",
    "alternative-provision": "PRU, AP, alternative provision, pupil referral unit",
    "finance": "SBM, finance, school business manager, budget",
    "coaching-headteachers": "HT, head, headteacher, principal",
    "curriculum": "KS1, KS2, KS3, KS4, key stage 1, key stage 4",
    "sixth-form": "KS5, key stage 5, post-16",
    "inspection": "RI, requires improvement, needs attention, Ofsted",
    "staff-development": "CPD, INSET",
    "academies-trusts": "MAT, academies and academy transition",
    "leading-change": "floor standards, special measures",
}
"""Tag → words for it, old and new, short and long."""


def typed_for(tag: Tag) -> set[str]:
    """What somebody may type to find a tag."""
    return {folded(word) for word in (tag.label, *tag.synonyms, *tag.former)}


@pytest.mark.parametrize("slug", MEAN_ONE_THING)
def test_words_for_one_thing_find_one_tag(county: Directory, slug: str) -> None:
    """Whichever of its words is typed, old or new, the tag is found."""
    tags = county.content.expertise.tags

    assert {folded(word) for word in MEAN_ONE_THING[slug].split(", ")} - typed_for(tags[slug]) == set()


def test_a_word_is_not_told_to_mean_two_things(county: Directory) -> None:
    """No word is given to two tags, and no name of a place to two towns."""
    tags = ((tag.slug, word) for tag in county.content.expertise.tags.values() for word in typed_for(tag))
    towns = (
        (town.slug, folded(name))
        for town in county.content.places.towns
        for name in (town.name, *town.synonyms)
    )

    assert told_by_several(tags) == {}
    assert told_by_several(towns) == {}


def test_inspection_words_are_not_said_to_be_equal(county: Directory) -> None:
    """Words of the old and the new inspections find one tag, which says that they differ."""
    assert "do not mean the same" in county.content.expertise.tags["inspection"].about


# --- the protocols' words -------------------------------------------------------------------------------


@pytest.mark.whole
@pytest.mark.parametrize("path", [path for path in RECORDS if path.startswith("guidance/")])
def test_the_protocols_are_told_in_short_sentences(
    built_site: Path, read_page: Callable[..., ReadPage], path: str
) -> None:
    """No sentence of a page is longer than 25 words."""
    page = path.removesuffix(".md").removesuffix("index").removesuffix("/") + "/"
    read = read_page(built_site / page / "index.html")
    parts = [one.text for tag in ("p", "li", "dd", "td") for one in read.all(tag)]
    sentences = [sentence for part in parts for sentence in re.split(r"(?<=[.!?:;])\s+", part)]

    assert [sentence for sentence in sentences if len(sentence.split()) > 25] == []
