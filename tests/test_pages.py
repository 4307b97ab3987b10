"""What the pages say: each fact where a reader looks for it, and nothing that must not be told."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from assets_of import assets_of, documents_of, every_page_of
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import look, pages, schemaorg
from kle_site.directory import Directory
from kle_site.load import Content
from kle_site.model import Leader, Trust
from kle_site.pages.tiles import tile_map

pytestmark = pytest.mark.whole

Made = dict[str, ReadPage]
OWN_SCRIPT = re.compile(r"(\.\./)+assets/[a-z]+\.[0-9a-f]{10}\.js")
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ site.office }}{% raw %}"


@pytest.fixture(name="site")
def _site(world_content: Content, today: datetime.date) -> look.SiteView:
    """The miniature county's site as templates see it, live, so that no page is hidden for its stage."""
    addresses = {name: address for name, (address, _) in assets_of(world_content, today).items()}
    live = world_content.site.model_copy(update={"stage": "live"})
    return look.site_view(live, today, addresses, None, documents_of(world_content))


@pytest.fixture(name="make_pages")
def _make_pages(site: look.SiteView) -> Callable[[Directory], Made]:
    """Return a function: a directory → each address and its page."""

    def make(directory: Directory) -> Made:
        env = look.environment(site)
        return {page.address: ReadPage(page.body) for page in every_page_of(directory, env)}

    return make


@pytest.fixture(name="page_of")
def _page_of(
    make_leader: MakeLeader, make_directory: MakeDirectory, site: look.SiteView
) -> Callable[..., ReadPage]:
    """Return a function: fields that differ from a plain leader's → that leader's page."""

    def page(**changes: Any) -> ReadPage:
        leader = make_leader("ann-lee", **{"name": "Ann Lee", **changes})
        made = pages.leader.pages(make_directory(leader), look.environment(site))
        return next(ReadPage(page.body) for page in made if page.address == "/directory/ann-lee/")

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
    directory = Directory(world_content, today)
    addresses = [page.address for page in every_page_of(directory, look.environment(site))]

    assert len(addresses) == len(set(addresses))
    assert addresses[0] == "/"


def test_there_is_a_page_for_every_value_and_everybody(
    world_content: Content, today: datetime.date, make_pages: Callable[[Directory], Made]
) -> None:
    """Home, lists, tools, areas, statements, each facet's values, people, notices: no more, no less."""
    directory = Directory(world_content, today)
    expected = {
        "/",
        "/directory/",
        "/shortlist/",
        "/routes/",
        "/areas/",
        "/coverage/",
        "/accessibility/",
        "/privacy/",
    }
    expected |= {"/404.html", "/match/", "/eligibility/", "/governors/", "/governors/new-head/"}
    expected |= {"/recruitment/", "/apply/", "/annual-submission/", "/support-record/", "/submit/"}
    expected |= {"/submit/availability/", "/data/", "/changes/", "/embed/", "/embed/list/"}
    expected |= {"/impact/", *(case.address for case in world_content.cases)}
    expected |= {f"/impact/expertise/{tag}/" for case in world_content.cases for tag in case.head.expertise}
    expected |= {f"/areas/{area.slug}/" for area in world_content.places.areas}
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
        (0, "See the directory", "No leader at present", "No leader at present"),
        (1, "See the directory", "1 leader", "1 leader"),
        (2, "See all 2 leaders", "All 2 leaders", "2 leaders"),
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

    assert found["Mentoring and coaching (3)"] == "directory/support/mentoring/"
    assert found["All-through (1)"] == "directory/phase/all-through/"
    assert found["The Coast & Isle (2)"] == "directory/area/coast/"
    assert found["Dale (2)"] == "directory/district/dale/"
    assert found["Beyond the county (1)"] == "directory/district/beyond/"
    assert found["2 are taking commissions now"] == "directory/status/open/"
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
        "AL Ann Lee Example Headteacher, Example Highstead Primary School "
        "Where Primary, Upland. Works in Upland Offers Mentoring and coaching "
        "Knows about First headship, Small schools "
        "Taking commissions Free days not known: ask Confirmed September 2026"
    )


# --- a leader's page --------------------------------------------------------------------------------------


def test_a_plain_leader(page_of: Callable[..., ReadPage]) -> None:
    """Every fact of the shortest entry, and how to ask."""
    page = page_of()

    assert page.all("h1")[0].text == "Ann Lee Example"
    assert may_be_found(page)
    assert facts(page) == {
        "Free days in 2026-27": "Not known: ask",
        "Offers": "Mentoring and coaching",
        "Knows about": "First headship Small schools",
        "Works in": "Upland",
        "Designation": "Kent Leader of Education (KLE), since October 2022",
        "Availability last confirmed": "2 November 2026",
        "Entry confirmed": "1 September 2026",
    }
    assert links(page)["office@highstead.example"] == "mailto:office@highstead.example"
    assert "You should hear within 4 working days." in page.text
    assert "Area Chair, The Hills: chair.hills@eah.example" in page.text
    assert "After the free days you agree the cost before any work starts." in page.text


@pytest.mark.parametrize(
    ("availability", "beside", "last"),
    [
        ({"status": "limited"}, "Limited time Confirmed September 2026", "2 November 2026"),
        (
            {"checked": "2026-03-01"},
            "Taking commissions Not confirmed this term",
            "1 March 2026, so not this term",
        ),
    ],
)
def test_availability_is_told_with_how_fresh_it_is(
    page_of: Callable[..., ReadPage], availability: dict[str, str], beside: str, last: str
) -> None:
    """Status stands beside the name with how fresh it is, and the day among the facts."""
    page = page_of(availability={"status": "open", "checked": "2026-11-02"} | availability)

    assert beside in page.text
    assert facts(page)["Availability last confirmed"] == last


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2027-01-04", "Hopes to have more time from 4 January 2027"),
        ("2026-11-21", "Had hoped for more time from 21 November 2026: ask"),
    ],
)
def test_a_day_with_more_time_is_a_hope(page_of: Callable[..., ReadPage], day: str, expected: str) -> None:
    """It changes no status, and once it has passed the page says to ask."""
    page = page_of(availability={"status": "limited", "checked": "2026-11-02", "from": day})

    assert facts(page)["More time"] == expected
    assert "Limited time" in page.text


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("available", "Available"),
        ("limited", "Some left"),
        ("none", "None left"),
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


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [
        (
            "2025-11-01",
            "Ann Lee last confirmed this entry in November 2025. Leaders confirm theirs",
        ),
        ("2025-03-01", "This entry was last confirmed in March 2025. It is no longer in our lists."),
    ],
)
def test_an_entry_that_is_not_confirmed_says_so(
    page_of: Callable[..., ReadPage], confirmed: str, expected: str
) -> None:
    """Due or lapsed, the page stays and asks to be checked; it blames nobody."""
    page = page_of(confirmed=confirmed)

    assert expected in page.text
    assert "late" not in page.text.lower().split()


def test_a_pause_is_told_without_a_reason(page_of: Callable[..., ReadPage]) -> None:
    """The page says that no commissions are taken and whom to ask instead; it gives no mailbox of theirs."""
    free = {"year": "2026-27", "left": "available"}
    page = page_of(
        availability={"status": "paused", "checked": "2026-11-02", "from": "2027-04-01", "free_days": free}
    )

    assert "Not taking commissions at present" in page.text
    assert "Please ask the Area Chair for somebody else." in page.section("ask")
    assert not {"More time", "Availability last confirmed"} & facts(page).keys()
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

    assert "If you do not, write to the office: office@eah.example" in open_page.section("ask")
    assert "Please ask our office for somebody else. office@eah.example" in paused.section("ask")
    assert "Area Chair" not in open_page.section("ask")


def test_asking_through_the_office(page_of: Callable[..., ReadPage]) -> None:
    """Who has no mailbox of their own is asked through the office."""
    page = page_of(contact={"via": "kah"})

    assert "Write to the office office@eah.example Say whom you would like to ask" in page.section("ask")


def test_asking_by_telephone(page_of: Callable[..., ReadPage]) -> None:
    """A switchboard and a job title stand beside the mailbox."""
    contact = {"email": "office@highstead.example", "phone": "01632 960001", "person": "Office Manager"}
    page = page_of(contact=contact)

    assert links(page)["01632 960001"] == "tel:01632960001"
    assert "Ask for the Office Manager Or call 01632 960001" in page.section("ask")


def test_an_example_says_so_and_leads_to_no_register(page_of: Callable[..., ReadPage]) -> None:
    """An invented school is in no register; a real one is."""
    school = {"name": "Example Fell", "urn": 899999, "phase": "primary", "district": "dale"}
    invented, real = page_of(), page_of(example=None, schools=[school | {"since": "2018-09"}])
    register = (
        "https://www.get-information-schools.service.gov.uk/Establishments/Establishment/Details/899999"
    )

    assert invented.all("h1")[0].text == "Ann Lee Example"
    assert "The person and the school are invented" in invented.text
    assert "are invented" not in real.text
    assert not [link for link in invented.values("href") if "service.gov.uk" in link]
    assert real.all("h1")[0].text == "Ann Lee"
    assert links(real)["Example Fell in the national register of schools"] == register
    assert links(real)["Ofsted’s reports on Example Fell"] == "https://reports.ofsted.gov.uk/search?q=899999"


def test_schools_and_trust(built_world: Any, read_page: Callable[..., ReadPage]) -> None:
    """Each school with its phase, ages, since when, website; then the trust."""
    page = read_page(built_world / "directory" / "zoe-obriain-luk" / "index.html")
    section = page.section("schools")

    assert 'St Æthelburh’s "Quay" School: all-through, ages 4 to 16, here since April 2016' in section
    assert "Example Borders Nursery: nursery, here since September 2023" in section
    assert "Part of Example Tide & Stone Trust" in section
    assert links(page)['Website of St Æthelburh’s "Quay" School'] == (
        "https://www.example.org/quay?from=directory&to=school"
    )


def test_words_and_impact(built_world: Any, read_page: Callable[..., ReadPage]) -> None:
    """The portrait keeps its headings below ours; impact says how it is known."""
    page = read_page(built_world / "directory" / "zoe-obriain-luk" / "index.html")

    assert [one.text for one in page.all("h4")] == ["And what I cannot"]
    assert "What I can help with" in page.section("words")
    assert "phonics lessons became one programme. 2024-25. How we know: Visits" in page.section("impact")


def test_a_retired_tag_of_an_old_entry_has_no_link(
    make_leader: MakeLeader,
    make_directory: MakeDirectory,
    make_pages: Callable[[Directory], Made],
    world_content: Content,
) -> None:
    """A tag that has been retired since is named, and leads to no page that is not there."""
    leader = make_leader("ann-lee").model_copy(update={"expertise": ("literacy-hour", "send")})
    page = make_pages(make_directory(leader))["/directory/ann-lee/"]

    assert facts(page)["Knows about"] == "The literacy hour Special educational needs"
    assert [link for link in page.values("href") if "/expertise/" in link] == ["../expertise/send/"]


def test_what_is_wrong_can_be_told(page_of: Callable[..., ReadPage], site: look.SiteView) -> None:
    """A message to the office names the page, and holds no words that anybody wrote."""
    found = links(page_of())
    page = quote(f"{site.base_url}directory/ann-lee/", safe="")

    assert found["Tell us what is wrong"] == (
        f"mailto:office@eah.example?subject=A%20change%20to%20{page}"
        f"&body=What%20should%20change%20on%20{page}%3A%0A%0A"
    )
    assert found["tell us it is out of date"].startswith(
        f"mailto:office@eah.example?subject=Out%20of%20date%3A%20{page}&body="
    )


def test_a_leader_finds_their_own_way(
    make_leader: MakeLeader, make_directory: MakeDirectory, make_pages: Callable[[Directory], Made]
) -> None:
    """Whatever their standing, the page leads to their portrait in the form, and to their availability."""
    for status in ("open", "paused"):
        leader = make_leader("ann-lee", availability={"status": status, "checked": "2026-11-02"})
        found = links(make_pages(make_directory(leader))["/directory/ann-lee/"])

        assert found["Suggest a change"] == "../../submit/#change=ann-lee"
        assert found["update your availability"] == "../../submit/availability/#leader=ann-lee"


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
        assert "img" not in {one.tag for one in page.elements}
        # What search engines are told is data: test_findable.py says that no word ends it.
        scripts = [one for one in page.all("script") if one.attributes.get("type") != schemaorg.TYPE]
        assert [one for one in scripts if one.text or not OWN_SCRIPT.fullmatch(one.attributes["src"])] == []
        assert not [name for one in page.elements for name in one.attributes if name.startswith("on")]
        assert not [link for link in page.values("href") if link.lower().startswith("javascript:")]
        assert HOSTILE in page.text


# --- areas and statements ---------------------------------------------------------------------------------


def test_an_area_says_whom_to_ask_and_lists_who_works_there(
    built_world: Any, read_page: Callable[..., ReadPage]
) -> None:
    """The chair, the three advisers, and everybody in its lists from A to Z, paused leaders left out."""
    page = read_page(built_world / "areas" / "coast" / "index.html")

    assert facts(page) == {
        "Area Chair": "chair.coast@eah.example",
        "Adviser for primary schools": "sia.primary.coast@county.example",
        "Adviser for secondary schools": "sia.secondary.coast@county.example",
        "Adviser for special schools and alternative provision": "sia.special.coast@county.example",
    }
    assert [one.text for one in page.all("th") if one.attributes.get("scope") == "row"] == [
        "Zoë O'Briain-Łuk Example",
        "Edith Overdue",
    ]


def test_an_area_without_leaders_still_helps(
    make_directory: MakeDirectory, make_pages: Callable[[Directory], Made]
) -> None:
    """It has its own words, and whom to ask."""
    page = make_pages(make_directory())["/areas/coast/"]

    assert "Nobody in the directory works here today." in page.text
    assert facts(page)["Area Chair"] == "chair.coast@eah.example"


def test_the_areas_lead_to_their_pages_and_districts(
    built_world: Any, read_page: Callable[..., ReadPage]
) -> None:
    """And say whom to ask where no area is."""
    page = read_page(built_world / "areas" / "index.html")

    assert links(page)["The Coast & Isle"] == "coast/"
    assert links(page)["Shore (2)"] == "../directory/district/shore/"
    assert "Beyond the county has no Area Chair. Write to office@eah.example instead." in page.text


def test_the_statements_say_whose_and_of_when_they_are(
    built_world: Any, read_page: Callable[..., ReadPage]
) -> None:
    """Their dates and versions, the organisation and its mailbox come from site.yaml."""
    accessibility = read_page(built_world / "accessibility" / "index.html").text
    privacy = read_page(built_world / "privacy" / "index.html").text

    assert "It is run by the Example Association of Heads." in accessibility
    assert "prepared on 5 January 2026. It was last reviewed on 12 October 2026" in accessibility
    assert "This is version 2 of our privacy notice. It has applied since 1 February 2026." in privacy
    assert "within 4 working days" in privacy
    assert "The files behind this site are public too, at https://code.example.org/eah/leaders" in privacy


def test_a_private_repository_is_not_called_public(
    world_content: Content, make_directory: MakeDirectory, make_pages: Callable[[Directory], Made]
) -> None:
    """The privacy notice says so, and gives no address."""
    hidden = world_content.site.repository.model_copy(update={"public": False})
    site = world_content.site.model_copy(update={"repository": hidden})
    page = make_pages(make_directory(site=site))["/privacy/"]

    assert "The files behind this site are not public." in page.text
    assert "https://code.example.org/eah/leaders" not in page.values("href")


def test_the_map_shows_where_leaders_work(
    make_leader: MakeLeader, make_directory: MakeDirectory, make_pages: Callable[[Directory], Made]
) -> None:
    """A tile for each district with its count: the more, the darker; none at all is its own shade."""
    directory = make_directory(*people(make_leader, 2))
    found = {
        " ".join(line for line, _ in tile.lines if line): (tile.count, tile.level)
        for tile in tile_map(directory).tiles
    }

    assert found == {"Upland": (2, 4), "Dale": (0, 0), "Shore": (0, 0), "Beyond the county": (0, 0)}


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Swale", ["Swale", ""]),
        ("Folkestone and Hythe", ["Folkestone", "and Hythe"]),
        ("Outside Kent", ["Outside", "Kent"]),
        ("Llanfairpwllgwyngyll", ["Llanfairpw…", ""]),
        ("Bournemouth, Christchurch and Poole", ["Bournemout…", "Christchur…"]),
    ],
)
def test_a_name_fits_its_tile(
    world_content: Content, make_directory: MakeDirectory, label: str, lines: list[str]
) -> None:
    """It has two lines, and no line is longer than a tile."""
    first = world_content.places.districts[0].model_copy(update={"label": label})
    places = world_content.places.model_copy(update={"districts": (first,)})

    assert [line for line, _ in tile_map(make_directory(places=places)).tiles[0].lines] == lines


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
