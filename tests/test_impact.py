"""The resource bank: case studies are read kindly, tell no school, and name only leaders who may be named."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import jinja2
import pytest
from assets_of import assets_of
from conftest import ReadPage
from corpus import BAD_CASES, CASES, GOOD_CASES, expected_lines, problems_of_case

from kle_site import look
from kle_site.anonymity import Names, telling, words_of
from kle_site.casebook import PARTS
from kle_site.county import Case
from kle_site.directory import Directory
from kle_site.load import Content, load
from kle_site.model import Leader, Standing
from kle_site.pages import cards, home, impact, leader, lists
from kle_site.problems import as_text

pytestmark = pytest.mark.whole

MakePages = Callable[..., dict[str, ReadPage]]


@pytest.fixture(scope="module", name="env")
def _env(world_content: Content, today: datetime.date) -> jinja2.Environment:
    """What all pages of this module are made in."""
    addresses = {name: address for name, (address, _) in assets_of(world_content, today).items()}
    return look.environment(look.site_view(world_content.site, today, addresses, None))


@pytest.fixture(scope="module", name="pages_of")
def _pages_of(env: jinja2.Environment, today: datetime.date) -> MakePages:
    """Return a function: content → the pages by address that tell case studies or lead there."""

    def made(content: Content, *modules: ModuleType) -> dict[str, ReadPage]:
        directory = Directory(content, today)
        beside = {lists: (cards.Parts("", ()),)}
        asked = modules or (impact, leader)
        found = [page for one in asked for page in one.pages(directory, env, *beside.get(one, ()))]
        return {page.address: ReadPage(page.body) for page in found}

    return made


def name_of(file: Path) -> str:
    """Return the name that says what is good or bad about a file."""
    return file.stem


# --- what is told of a file -------------------------------------------------------------------------------


@pytest.mark.parametrize("file", GOOD_CASES, ids=name_of)
def test_a_good_case_study_passes(file: Path) -> None:
    """What only looks like a name, a number or a date that tells a school is taken, without advice."""
    assert as_text(problems_of_case(file)) == ""


@pytest.mark.parametrize("file", BAD_CASES, ids=name_of)
def test_a_bad_case_study_gets_its_report(file: Path) -> None:
    """A bad case study gets the report beside it, word for word, its slips on the lines written by hand."""
    kept = file.with_suffix(".txt").read_text(encoding="utf-8")

    assert as_text(problems_of_case(file)) == kept, "If the new report is right: make bless"

    lines = [int(number) for number in re.findall(r"^ *--> \S+:(\d+):\d+$", kept, re.M)]

    assert lines == expected_lines(CASES / "lines.txt")[file.stem]


def test_the_corpus_is_whole() -> None:
    """Every bad file has its report and its lines, and no other has; what is odd on purpose is kept."""
    names = {file.stem for file in BAD_CASES}

    assert len(names) > 50
    assert {file.stem for file in (CASES / "bad").glob("*.txt")} == names
    assert expected_lines(CASES / "lines.txt").keys() == names
    assert b"\r\n" in (CASES / "good" / "windows-line-ends.md").read_bytes()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Books went up.md", "Rename it to books-went-up.md."),
        ("notes.txt", "Move it elsewhere."),
        ("index.md", "Rename it: say what changed."),
        ("expertise.md", "Rename it: say what changed."),
    ],
)
def test_a_name_that_is_no_address(own_world: Path, name: str, hint: str) -> None:
    """A case study's file is named as its address, and takes no other page's."""
    (own_world / "impact" / name).write_bytes((CASES / "good" / "as-it-should-be.md").read_bytes())
    loaded = load(own_world)

    assert [(Path(one.path).name, one.hint) for one in loaded.problems] == [(name, hint)]
    assert loaded.content and len(loaded.content.cases) == 2


def test_an_old_encoding(tmp_path: Path) -> None:
    """A case study that is not UTF-8 is told like a portrait, at the letter."""
    file = tmp_path / "a.md"
    good = (CASES / "good" / "as-it-should-be.md").read_text(encoding="utf-8")
    file.write_bytes(good.replace("one book", "une étagère").encode("cp1252"))

    assert [(one.code, one.line, one.column) for one in problems_of_case(file)] == [("encoding", 12, 19)]


def test_a_place_is_told_where_it_stands() -> None:
    """A name is found in any row and line, with the letters that it starts and ends at; a capital decides."""
    names = Names()
    names.add_school("Example Hill View Primary School")
    names.add(("deal",), ("place-named", "This names a place.", "Leave it out."))
    text = "We deal with it.\nDeal is a town. In Deal, near hill\nview, and at Hill Views."

    assert [(text[one.start : one.end], one.severity) for one in telling(text, names)] == [
        ("Deal", "advice"),
        ("Deal", "error"),
        ("hill\nview", "error"),
        ("Hill Views", "error"),
    ]


@pytest.mark.parametrize("opening", ["", "### ", "- ", "1. ", "> ", "“", "**", "Yes. ", "Why? “", "So:\n\n"])
def test_what_opens_a_sentence_may_be_no_name(opening: str) -> None:
    """At the start of a text, heading, item, quotation or sentence, a capital is no sign of a name."""
    names = Names()
    names.add(("deal",))

    assert [one.severity for one in telling(f"{opening}Deal with it", names)] == ["advice"]


def test_words_have_their_places() -> None:
    """Accents, case and apostrophes are left out where words are compared, and kept in their places."""
    text = "Ærø’s  Café O'Neil"

    assert [(word.plain, text[word.start : word.end]) for word in words_of(text)] == [
        (plain, typed) for plain, typed in (("ærøs", "Ærø’s"), ("cafe", "Café"), ("oneil", "O'Neil"))
    ]


# --- pages ------------------------------------------------------------------------------------------------

ZOE = "/directory/zoe-obriain-luk/"
BOOKS, HEADS = "/impact/reading-together/", "/impact/two-heads-one-plan/"


def links(page: ReadPage) -> set[str]:
    """Where a page leads."""
    return set(page.values("href"))


def test_the_bank_lists_every_case_study(world_content: Content, pages_of: MakePages) -> None:
    """The newest first, each marked if invented, with its phase, area, year and what it is about."""
    page = pages_of(world_content)["/impact/"]
    listed = page.section("found")

    assert listed.startswith("2 case studies, the newest first Two heads wrote one plan Example")
    assert "Alternative provision, Beyond the county, 2025-26" in listed
    assert "Books & borrowing went up by half Example Primary, The Hills, 2024-25" in listed
    assert "About Early reading; Small schools" in listed
    assert {"reading-together/", "two-heads-one-plan/"} <= links(page)
    assert all(part in page.section("yours") for part in PARTS)


def test_the_bank_is_filtered_by_tag(world_content: Content, pages_of: MakePages) -> None:
    """Each tag that has case studies has a page, with those and no others, and is counted truly."""
    found = pages_of(world_content)
    tags = {address for address in found if address.startswith("/impact/expertise/")}

    assert tags == {f"/impact/expertise/{tag}/" for tag in ("reading", "small-schools", "two-schools")}
    assert "Early reading (2)" in found["/impact/"].text
    assert "Small schools (1)" in found["/impact/"].text

    page = found["/impact/expertise/small-schools/"]

    assert page.section("found").startswith("1 case study Books & borrowing")
    assert "Two heads" not in page.section("found")
    assert "../../../directory/expertise/small-schools/" in links(page)
    assert [one.text for one in page.all("a") if "aria-current" in one.attributes] == ["Small schools (1)"]


def test_a_case_study_tells_its_story(world_content: Content, pages_of: MakePages) -> None:
    """Its four parts below one heading, what it is about, and that it is an example."""
    page = pages_of(world_content)[BOOKS]
    below = [one.text for one in page.all("h3")]

    assert [one.text for one in page.all("h1")] == ["Books & borrowing went up by half Example"]
    assert below == list(PARTS)
    assert "By July each child had borrowed 3 books a month" in page.section("story")
    assert "This is an example." in page.text
    assert {"../expertise/reading/", "../../directory/expertise/reading/"} <= links(page)


def test_what_leads_to_the_bank(world_content: Content, pages_of: MakePages) -> None:
    """The home page, and the pages of expertise that it has something about."""
    found = pages_of(world_content, home, lists)

    assert "impact/" in links(found["/"])
    assert "2 case studies about this" in found["/directory/expertise/reading/"].text
    assert "../../../impact/expertise/reading/" in links(found["/directory/expertise/reading/"])
    assert "1 case study about this" in found["/directory/expertise/two-schools/"].text
    assert "about this" not in found["/directory/expertise/send/"].text
    assert "about this" not in found["/directory/area/hills/"].text


def test_an_empty_bank(world_content: Content, pages_of: MakePages) -> None:
    """It says so and how to begin; nothing leads to what is not there."""
    found = pages_of(replace(world_content, cases=()), home, impact, leader)
    page = found["/impact/"]

    assert page.section("found").startswith("No case study yet Nobody has told us of theirs so far.")
    assert "Choose by what they are about" not in page.text
    assert "Write to the office" in page.section("yours")
    assert [address for address in found if address.startswith("/impact/")] == ["/impact/"]
    assert "impact/" not in links(found["/"])
    assert "Case studies" not in found[ZOE].text


def test_the_bank_leads_to_what_the_protocols_say(
    content_dir: Path, world_content: Content, pages_of: MakePages
) -> None:
    """To the clause of the earlier edition that asks for it and to the annual submission, where they are."""
    content = load(content_dir).content

    assert content

    page = pages_of(content, impact)["/impact/"]

    assert "../guidance/2016-17/roles/#c-1617-role-sia-leadership" in links(page)
    assert "../guidance/quality-assurance/#c-annual-submission" in links(page)
    assert "Why we keep them" not in pages_of(world_content, impact)["/impact/"].text


# --- who is named -----------------------------------------------------------------------------------------


def test_who_tells_it_is_linked_both_ways(world_content: Content, pages_of: MakePages) -> None:
    """A case study leads to the leader who tells it, and their page to all that they tell and no other."""
    found = pages_of(world_content)

    assert "At a glance" in found[BOOKS].text
    assert f"../..{ZOE}" in links(found[BOOKS])
    assert "Told by Zoë O'Briain-Łuk" in found[BOOKS].section("glance")
    assert "../../impact/reading-together/" in links(found[ZOE])
    assert "../../impact/two-heads-one-plan/" not in links(found[ZOE])
    assert "Told by" not in found[HEADS].text


STEPS_BACK: dict[str, tuple[dict[str, object], Standing]] = {
    "paused": ({"availability": "paused"}, Standing.PAUSED),
    "not confirmed for long": ({"confirmed": datetime.date(2025, 3, 1)}, Standing.LAPSED),
    "withdrawn": ({"confirmed": datetime.date(2024, 3, 1)}, Standing.WITHDRAWN),
    "off the list": ({"listed": False}, Standing.UNLISTED),
    "not asked for impact": ({"scope": ("name", "portrait", "contact")}, Standing.CURRENT),
}


@pytest.mark.parametrize("how", STEPS_BACK)
def test_who_may_not_be_named_is_not(
    how: str, world_content: Content, today: datetime.date, pages_of: MakePages
) -> None:
    """Who steps back or did not agree is named by no page of the bank, and their page leads to none of it.

    The case study stands, and says what it says of one that nobody tells: no reason, no gap.
    """
    changes, standing = STEPS_BACK[how]
    (zoe,) = (person for person in world_content.leaders if person.slug == "zoe-obriain-luk")
    changed = _changed(zoe, changes)
    others = tuple(person for person in world_content.leaders if person is not zoe)
    found = pages_of(replace(world_content, leaders=(*others, changed)))
    bank = {address: page for address, page in found.items() if address.startswith("/impact/")}
    nobody = tuple(_told_by_nobody(case) for case in world_content.cases)
    expected = pages_of(replace(world_content, leaders=(*others, changed), cases=nobody))

    assert changed.standing(today) is standing
    assert BOOKS in bank

    for address, page in bank.items():
        assert "Zoë" not in page.text
        assert not any("zoe-" in link for link in links(page))
        assert page.text == expected[address].text

    assert (
        not any("impact" in link for link in links(found[ZOE]))
        if ZOE in found
        else standing.has_page is False
    )


def _changed(person: Leader, changes: dict[str, object]) -> Leader:
    """Return a leader with other values, some of them inside a record of theirs."""
    inside = {
        "availability": lambda status: person.availability.model_copy(update={"status": status}),
        "scope": lambda scope: person.consent.model_copy(update={"scope": scope}),
    }
    update = {
        {"scope": "consent"}.get(name, name): inside[name](value) if name in inside else value
        for name, value in changes.items()
    }
    return person.model_copy(update=update)


def _told_by_nobody(case: Case) -> Case:
    return replace(case, head=case.head.model_copy(update={"leader": None}))


@pytest.mark.parametrize("slug", ["someone-who-left", "nobody-at-all", "cosima-featherstone"])
def test_who_has_left_is_not_named(slug: str, world_content: Content, pages_of: MakePages) -> None:
    """A name of nobody who is listed stands on no page, not even as an address."""
    cases = tuple(
        replace(case, head=case.head.model_copy(update={"leader": slug})) for case in world_content.cases
    )
    found = pages_of(replace(world_content, cases=cases))
    bank = [page for address, page in found.items() if address.startswith("/impact/")]

    assert len(bank) == 6
    assert not any(slug in link for page in bank for link in links(page))


# --- what is published here -------------------------------------------------------------------------------


def test_the_examples_show_what_there_is(content_dir: Path, content_today: datetime.date) -> None:
    """Eight or more, all marked, of five phases, every area, twelve tags; some told by a leader, some not."""
    content = load(content_dir).content

    assert content

    heads = [case.head for case in content.cases if case.head.example]
    leaders = {person.slug: person for person in content.leaders}
    told = [leaders[head.leader].standing(content_today) for head in heads if head.leader]

    assert len(heads) >= 8
    assert len({head.phase for head in heads}) >= 5
    assert {head.area for head in heads} >= set(content.places.area_by_slug)
    assert len({slug for head in heads for slug in head.expertise}) >= 12
    assert Standing.PAUSED in told and Standing.CURRENT in told
    assert any(head.leader is None for head in heads)


def test_every_example_measures_what_changed(content_dir: Path) -> None:
    """The protocols ask for impact that is specific and measurable: two numbers or more tell what changed."""
    content = load(content_dir).content

    assert content

    number = re.compile(r"\d|\b(?:half|one|two|three|four|nine|every|all|none|nobody)\b", re.IGNORECASE)
    for case in content.cases:
        changed = case.body.partition("### What changed")[2].partition("### How we know")[0]

        assert len(number.findall(changed)) >= 2, case.path
