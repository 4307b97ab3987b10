"""What the pages say: each fact where a reader looks for it, and nothing that must not be told."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import look, pages
from kle_site.directory import Directory
from kle_site.load import Content
from kle_site.model import Leader, Trust

Made = dict[str, ReadPage]
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ site.office }}{% raw %}"


@pytest.fixture(name="site")
def _site(world_content: Content, today: datetime.date) -> look.SiteView:
    """The miniature county's site as templates see it, live, so that no page is hidden for its stage."""
    addresses = {name: address for name, (address, _) in look.assets().items()}
    return look.site_view(world_content.site.model_copy(update={"stage": "live"}), today, addresses, None)


@pytest.fixture(name="make_pages")
def _make_pages(site: look.SiteView) -> Callable[[Directory], Made]:
    """Return a function: a directory → each address and its page."""

    def make(directory: Directory) -> Made:
        env = look.environment(site)
        return {page.address: ReadPage(page.body) for page in pages.every_page(directory, env)}

    return make


@pytest.fixture(name="page_of")
def _page_of(
    make_leader: MakeLeader, make_directory: MakeDirectory, make_pages: Callable[[Directory], Made]
) -> Callable[..., ReadPage]:
    """Return a function: fields that differ from a plain leader's → that leader's page."""

    def page(**changes: Any) -> ReadPage:
        leader = make_leader("ann-lee", **{"name": "Ann Lee", **changes})
        return make_pages(make_directory(leader))["/directory/ann-lee/"]

    return page


def facts(page: ReadPage) -> dict[str, str]:
    """The facts at the top of a leader's page: term → what it says."""
    return dict(zip([one.text for one in page.all("dt")], [one.text for one in page.all("dd")], strict=True))


def may_be_found(page: ReadPage) -> bool:
    """May search engines list the page?"""
    return "robots" not in [one.attributes.get("name") for one in page.all("meta")]


def links(page: ReadPage) -> dict[str, str]:
    """The words of each link → where it leads."""
    return {link.text: link.attributes["href"] for link in page.all("a")}


# --- which pages there are --------------------------------------------------------------------------------


def test_each_page_is_made_once(world_content: Content, today: datetime.date, site: look.SiteView) -> None:
    """No two pages have one address."""
    made = pages.every_page(Directory(world_content, today), look.environment(site))
    addresses = [page.address for page in made]

    assert len(addresses) == len(set(addresses))
    assert addresses[0] == "/"


def test_there_is_a_page_for_every_value_and_everybody(
    world_content: Content, today: datetime.date, make_pages: Callable[[Directory], Made]
) -> None:
    """Home, the directory, each facet's values, those with a page, notices, redirects: no more, no less."""
    directory = Directory(world_content, today)
    expected = {"/", "/directory/", "/404.html"}
    expected |= {value.address for values in directory.facets.values() for value in values}
    expected |= {entry.address for entry in directory.with_page}
    expected |= {f"/directory/{slug}/" for slug in (*directory.gone, *directory.redirects)}

    assert set(make_pages(directory)) == expected


# --- home and lists ---------------------------------------------------------------------------------------


def people(make_leader: MakeLeader, count: int) -> list[Leader]:
    """Some leaders who differ in name and school."""
    school = {"phase": "primary", "district": "upland", "since": "2018-09"}
    return [
        make_leader(
            f"leader-{number}",
            name=f"Leader {number}",
            schools=[school | {"name": f"Example School {number}", "urn": 900100 + number}],
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "action", "lead", "heading"),
    [
        (0, "See the directory", "0 leaders.", "No leader at present"),
        (1, "See the directory", "1 leader.", "1 leader"),
        (2, "See all 2 leaders", "2 leaders.", "2 leaders"),
    ],
)
def test_counts_are_written_as_people_say_them(
    make_leader: MakeLeader,
    make_directory: MakeDirectory,
    make_pages: Callable[[Directory], Made],
    count: int,
    action: str,
    lead: str,
    heading: str,
) -> None:
    """None, one and several each have their words."""
    made = make_pages(make_directory(*people(make_leader, count)))

    assert links(made["/"])[action] == "directory/"
    assert lead in made["/directory/"].text
    assert heading in [one.text for one in made["/directory/phase/primary/"].all("h2")]


def test_home_shows_the_ways_in(built_world: Any, read_page: Callable[..., ReadPage]) -> None:
    """By need, by kind of school, by place: every value, with its page and how many it finds."""
    home = read_page(built_world / "index.html")
    found = links(home)

    assert found["Mentoring and coaching"] == "directory/support/mentoring/"
    assert found["All-through"] == "directory/phase/all-through/"
    assert found["The Coast & Isle"] == "directory/area/coast/"
    assert found["Dale"] == "directory/district/dale/"
    assert "Mentoring and coaching (3)" in home.text
    assert "National Leader of Governance" not in home.text


def test_an_empty_directory_says_whom_to_write_to(
    make_directory: MakeDirectory, make_pages: Callable[[Directory], Made]
) -> None:
    """With nobody listed the directory still helps."""
    page = make_pages(make_directory())["/directory/"]

    assert "Nobody is listed at present." in page.text
    assert links(page)["office@eah.example"] == "mailto:office@eah.example"


def test_a_list_that_finds_nobody_helps_and_is_not_to_be_found(
    make_directory: MakeDirectory, make_pages: Callable[[Directory], Made], site: look.SiteView
) -> None:
    """It says so, shows two ways on, and asks search engines to leave it out."""
    page = make_pages(make_directory())["/directory/support/peer-review/"]

    assert "Nobody in the directory matches this today." in page.text
    assert links(page)["Look at all leaders"] == "../../"
    assert not may_be_found(page)


def test_a_card_answers_in_order(
    make_leader: MakeLeader, make_directory: MakeDirectory, make_pages: Callable[[Directory], Made]
) -> None:
    """Who, where, what they can do for you, are they free, how fresh is this."""
    page = make_pages(make_directory(make_leader("ann-lee", name="Ann Lee")))["/directory/"]
    card = next(one for one in page.all("li") if one.attributes.get("class") == "card")

    assert card.text == (
        "Ann Lee Example Headteacher, Example Highstead Primary School Where Primary, Upland "
        "Offers Mentoring and coaching Expertise First headship, Small schools "
        "Availability Taking commissions Entry confirmed September 2026"
    )


# --- a leader's page --------------------------------------------------------------------------------------


def test_a_plain_leader(page_of: Callable[..., ReadPage]) -> None:
    """Every fact of the shortest entry, and how to ask."""
    page = page_of()

    assert page.all("h1")[0].text == "Ann Lee Example"
    assert may_be_found(page)
    assert facts(page) == {
        "Availability": "Taking commissions Confirmed on 2 November 2026",
        "Free days in 2026-27": "Not known: ask.",
        "Offers": "Mentoring and coaching",
        "Expertise": "First headship Small schools",
        "Works in": "Upland",
        "Designation": "KLE from October 2022",
        "Entry confirmed": "1 September 2026",
    }
    assert links(page)["office@highstead.example"] == "mailto:office@highstead.example"
    assert "You should hear within 4 working days." in page.text
    assert "Area Chair, The Hills: chair.hills@eah.example" in page.text
    assert "After the free days you agree the cost before any work starts." in page.text


@pytest.mark.parametrize(
    ("availability", "expected"),
    [
        ({"status": "limited"}, "Limited time Confirmed on 2 November 2026"),
        ({"checked": "2026-03-01"}, "Taking commissions Not confirmed this term: last said on 1 March 2026"),
        (
            {"from": "2027-01-04"},
            "Taking commissions Confirmed on 2 November 2026 Hopes to have more time from 4 January 2027.",
        ),
        (
            {"from": "2026-11-21"},
            "Taking commissions Confirmed on 2 November 2026 "
            "Had hoped for more time from 21 November 2026: ask.",
        ),
    ],
)
def test_availability_is_told_with_how_fresh_it_is(
    page_of: Callable[..., ReadPage], availability: dict[str, str], expected: str
) -> None:
    """Status, the day it was confirmed, and a day from which there may be more time."""
    page = page_of(availability={"status": "open", "checked": "2026-11-02"} | availability)

    assert facts(page)["Availability"] == expected


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("available", "Free days are available."),
        ("limited", "Some free time is left."),
        ("none", "All free days are taken."),
    ],
)
def test_free_days_are_told_in_words(page_of: Callable[..., ReadPage], left: str, expected: str) -> None:
    """What is left of this school year's free days."""
    free = {"year": "2026-27", "left": left}
    page = page_of(availability={"status": "open", "checked": "2026-11-02", "free_days": free})

    assert facts(page)["Free days in 2026-27"] == expected


def test_only_a_kle_has_free_days(page_of: Callable[..., ReadPage]) -> None:
    """Nobody else's page mentions them among the facts."""
    page = page_of(designations=[{"kind": "NLE", "since": "2020-01"}])

    assert "Free days in 2026-27" not in facts(page)


@pytest.mark.parametrize("confirmed", ["2025-11-01", "2025-03-01"])
def test_an_entry_that_is_not_confirmed_says_so(page_of: Callable[..., ReadPage], confirmed: str) -> None:
    """Due or lapsed, the page stays and asks to be checked; it blames nobody."""
    page = page_of(confirmed=confirmed)
    month = "November 2025" if confirmed.startswith("2025-11") else "March 2025"

    assert f"This entry was last confirmed in {month}. Ask before you rely on it." in page.text
    assert "late" not in page.text.lower().split()


def test_a_pause_is_told_without_a_reason(page_of: Callable[..., ReadPage]) -> None:
    """The page says that no commissions are taken and whom to ask instead; it gives no mailbox of theirs."""
    free = {"year": "2026-27", "left": "available"}
    page = page_of(
        availability={"status": "paused", "checked": "2026-11-02", "from": "2027-04-01", "free_days": free}
    )

    assert facts(page)["Availability"] == (
        "Not taking commissions at present Please ask the Area Chair for somebody else."
    )
    assert "Free days in 2026-27" not in facts(page)
    assert "office@highstead.example" not in page.text
    assert "mailto:office@highstead.example" not in page.values("href")
    assert "2027" not in page.text
    assert "Area Chair, The Hills: chair.hills@eah.example" in page.text
    assert not may_be_found(page)


def test_outside_every_area_the_office_helps(page_of: Callable[..., ReadPage]) -> None:
    """Where there is no Area Chair, the office stands in, for who is paused too."""
    school = {"name": "Example Beyond", "urn": 900200, "phase": "primary", "district": "beyond"}
    schools = [school | {"since": "2018-09"}]
    open_page = page_of(schools=schools)
    paused = page_of(schools=schools, availability={"status": "paused", "checked": "2026-11-02"})

    assert "If you do not, write to office@eah.example." in open_page.text
    assert "Write to the office instead: office@eah.example" in paused.text
    assert "Area Chair" not in open_page.section("ask")


def test_asking_through_the_office(page_of: Callable[..., ReadPage]) -> None:
    """Who has no mailbox of their own is asked through the office."""
    page = page_of(contact={"via": "kah"})

    assert "Write to the office at office@eah.example. Say whom you would like to ask" in page.section("ask")


def test_asking_by_telephone(page_of: Callable[..., ReadPage]) -> None:
    """A switchboard and a job title stand beside the mailbox."""
    contact = {"email": "office@highstead.example", "phone": "01632 960001", "person": "Office Manager"}
    page = page_of(contact=contact)

    assert links(page)["01632 960001"] == "tel:01632960001"
    assert "and ask for the Office Manager, or call 01632 960001" in page.section("ask")


def test_an_example_says_so_and_leads_to_no_register(page_of: Callable[..., ReadPage]) -> None:
    """An invented school is in no register; a real one is."""
    school = {"name": "Example Fell", "urn": 899999, "phase": "primary", "district": "dale"}
    invented, real = page_of(), page_of(example=None, schools=[school | {"since": "2018-09"}])
    register = (
        "https://www.get-information-schools.service.gov.uk/Establishments/Establishment/Details/899999"
    )

    assert invented.all("h1")[0].text == "Ann Lee Example"
    assert not [link for link in invented.values("href") if "service.gov.uk" in link]
    assert real.all("h1")[0].text == "Ann Lee"
    assert links(real)["Example Fell in the national register of schools"] == register


def test_schools_and_trust(built_world: Any, read_page: Callable[..., ReadPage]) -> None:
    """Each school with its phase, ages, since when, website; then the trust."""
    page = read_page(built_world / "directory" / "zoe-obriain-luk" / "index.html")
    section = page.section("schools")

    assert 'St Æthelburh’s "Quay" School: all-through, ages 4 to 16, since April 2016' in section
    assert "Example Borders Nursery: nursery, since September 2023" in section
    assert "Part of Example Tide & Stone Trust" in section
    assert links(page)['Website of St Æthelburh’s "Quay" School'] == (
        "https://www.example.org/quay?from=directory&to=school"
    )


def test_words_and_impact(built_world: Any, read_page: Callable[..., ReadPage]) -> None:
    """The portrait keeps its headings below ours; impact says how it is known."""
    page = read_page(built_world / "directory" / "zoe-obriain-luk" / "index.html")

    assert [one.text for one in page.all("h4")] == ["And what I cannot"]
    assert "What I can help with" in page.section("words")
    assert "A school's phonics lessons became one programme. (2024-25) How we know: Visits" in page.section(
        "impact"
    )


def test_a_retired_tag_of_an_old_entry_has_no_link(
    make_leader: MakeLeader,
    make_directory: MakeDirectory,
    make_pages: Callable[[Directory], Made],
    world_content: Content,
) -> None:
    """A tag that has been retired since is named, and leads to no page that is not there."""
    leader = make_leader("ann-lee").model_copy(update={"expertise": ("literacy-hour", "send")})
    page = make_pages(make_directory(leader))["/directory/ann-lee/"]

    assert facts(page)["Expertise"] == "The literacy hour Special educational needs"
    assert [link for link in page.values("href") if "/expertise/" in link] == ["../expertise/send/"]


def test_hostile_values_stay_words(
    make_leader: MakeLeader, make_directory: MakeDirectory, make_pages: Callable[[Directory], Made]
) -> None:
    """Whatever got past the checks, no value becomes an element or an attribute, on any page."""
    plain = make_leader("ann-lee", trust={"name": "Example Trust"})
    school = plain.base.model_copy(
        update={"name": HOSTILE, "website": f"javascript:{HOSTILE}", "ages": HOSTILE}
    )
    contact = plain.contact.model_copy(
        update={"email": f"a@b.example{HOSTILE}", "phone": HOSTILE, "person": HOSTILE}
    )
    changes = {
        "name": HOSTILE,
        "role": HOSTILE,
        "schools": (school,),
        "contact": contact,
        "portrait": HOSTILE,
    }
    leader = plain.model_copy(update=changes | {"trust": Trust.model_construct(name=HOSTILE, uid=None)})

    made = make_pages(make_directory(leader))

    for address in ("/directory/ann-lee/", "/directory/", "/directory/district/upland/"):
        page = made[address]
        assert page.unbalanced == []
        assert not {"script", "img"} & {one.tag for one in page.elements}
        assert not [name for one in page.elements for name in one.attributes if name.startswith("on")]
        assert not [link for link in page.values("href") if link.lower().startswith("javascript:")]
        assert HOSTILE in page.text


# --- notices ----------------------------------------------------------------------------------------------


def test_who_is_no_longer_listed_is_not_named(
    world_content: Content, today: datetime.date, make_pages: Callable[[Directory], Made]
) -> None:
    """The page names nobody, gives no reason and shows the way to the Area Chairs."""
    made = make_pages(Directory(world_content, today))
    gone = [
        made[f"/directory/{slug}/"] for slug in ("someone-who-left", "cosima-featherstone", "cosima-former")
    ]

    assert len({page.text for page in gone}) == 1
    assert "The person who had this page is no longer in the directory." in gone[0].text
    assert links(gone[0])["chair.coast@eah.example"] == "mailto:chair.coast@eah.example"
    assert "Cosima" not in gone[1].text


def test_a_former_address_leads_on(
    world_content: Content, today: datetime.date, make_pages: Callable[[Directory], Made]
) -> None:
    """By itself, and by a link where nothing happens by itself."""
    page = make_pages(Directory(world_content, today))["/directory/zoe-luk/"]
    refresh = [one.attributes["content"] for one in page.all("meta") if "refresh" in one.attributes.values()]

    assert refresh == ["0; url=../zoe-obriain-luk/"]
    assert links(page)["Go to its new address"] == "../zoe-obriain-luk/"


def test_page_not_found_works_from_anywhere(
    world_content: Content, today: datetime.date, make_pages: Callable[[Directory], Made]
) -> None:
    """Its links start at the base path, as it is served at addresses nobody knows; it claims none itself."""
    page = make_pages(Directory(world_content, today))["/404.html"]
    own = [link for link in page.values("href", "src") if ":" not in link and not link.startswith("#")]

    assert all(link.startswith("/") for link in own)
    assert links(page)["Find a leader"] == "/directory/"
    assert "canonical" not in page.values("rel")
