"""A shortlist: filled on any page with people, kept on the device alone, put in order, compared, shared."""

from __future__ import annotations

import gzip
import json
import re
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Route
from sampling import mostly_slow

from kle_site.directory import Directory
from kle_site.entries import Entry
from kle_site.facets import works_in_districts
from kle_site.labels import LABELS
from kle_site.look import month
from kle_site.model import Standing

from .shortlisting import BLOCKED, FULL, KEY, Visitor, names_of, some, visiting
from .watch import Served

pytestmark = pytest.mark.browser

MOST = 12


def _facet(directory: Directory) -> tuple[str, list[Entry]]:
    """Return the address of a list of at least three leaders, and who is on it in its order."""
    value = next(value for value in directory.facets["area"] if len(value.entries) > 3)
    return value.address, list(value.entries)


def _address_standing(directory: Directory, standing: Standing) -> str:
    return next(entry.address for entry in directory.with_page if entry.standing is standing)


# --- the buttons ------------------------------------------------------------------------------------------


def test_add_and_remove(browser: Browser, site: Served, published: Directory) -> None:
    """A card's button puts its leader on the list and takes them off, says so, and the next page knows."""
    address, entries = _facet(published)
    name = entries[1].leader.name
    with visiting(browser, site) as visitor:
        tab = visitor.visit(address)

        assert visitor.menu == "Shortlist"

        tab.get_by_role("button", name=f"Add to shortlist {name}", exact=True).press("Enter")

        assert visitor.focus == f"On your shortlist – remove {name}"
        assert visitor.said == f"{name} is on your shortlist, which holds 1 leader."
        assert (visitor.menu, visitor.held) == ("Shortlist (1)", [entries[1].leader.slug])

        visitor.visit(entries[1].address)

        assert visitor.menu == "Shortlist (1)"

        tab.get_by_role("button", name=f"On your shortlist – remove {name}", exact=True).press("Space")

        assert visitor.focus == f"Add to shortlist {name}"
        assert visitor.said == f"{name} is no longer on your shortlist, which holds 0 leaders."
        assert (visitor.menu, visitor.held, visitor.heard) == ("Shortlist", [], [])


def test_everybody_shown_has_a_button(browser: Browser, site: Served, published: Directory) -> None:
    """Each card, each row of an area's list and each leader's own page has one button for its leader."""
    address, entries = _facet(published)
    area = address.rstrip("/").rpartition("/")[2]
    with visiting(browser, site) as visitor:
        for page in (address, f"/areas/{area}/"):
            tab = visitor.visit(page)
            names = [
                text.removeprefix("Add to shortlist").strip()
                for text in tab.locator(".pick").all_inner_texts()
            ]

            assert sorted(names) == sorted(entry.leader.name for entry in entries)

        tab = visitor.visit(entries[0].address)

        assert tab.locator("[data-leader] .pick").count() == 1


@pytest.mark.parametrize("standing", [Standing.PAUSED, Standing.LAPSED])
def test_who_is_in_no_list_has_no_button(
    standing: Standing, browser: Browser, site: Served, published: Directory
) -> None:
    """A paused or lapsed leader's own page offers no place on a shortlist; those related to them have one."""
    with visiting(browser, site) as visitor:
        tab = visitor.visit(_address_standing(published, standing))

        assert tab.locator(".person .pick, [data-leader]").count() == 0
        assert tab.locator(".card .pick").count() == tab.locator(".card").count() > 0


def test_cards_that_move_keep_their_buttons(browser: Browser, site: Served, published: Directory) -> None:
    """A card that filters have hidden, shown and moved still has its button, and it works."""
    address, entries = _facet(published)
    with visiting(browser, site) as visitor:
        tab = visitor.visit(address)
        tab.evaluate(
            """() => {
              const [first, ...rest] = document.querySelectorAll(".cards > li");
              for (const card of rest) card.hidden = true;
              document.querySelector(".cards").replaceChildren(...rest, first);
            }"""
        )
        tab.locator(".cards > li:last-child .pick").click()

        assert visitor.held == [entries[0].leader.slug]


def test_a_full_list_takes_nobody_more(browser: Browser, site: Served, published: Directory) -> None:
    """The thirteenth is refused, in words beside the button and to screen readers; removing still works."""
    _, entries = _facet(published)
    others = [entry.leader.slug for entry in published.listed if entry.leader.slug != entries[0].leader.slug]
    with visiting(browser, site, others[:MOST]) as visitor:
        tab = visitor.visit(entries[0].address)
        tab.locator("[data-leader] .pick").click()
        refused = f"Your shortlist is full: it holds {MOST}. Take somebody off it first."

        assert tab.locator("[data-leader] .picking .small").inner_text() == refused
        assert visitor.said == refused
        assert visitor.held == others[:MOST]


SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) window.shifts += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_moves_when_the_buttons_come(
    width: int, browser: Browser, site: Served, published: Directory
) -> None:
    """The places of buttons and of the menu link are kept free: when the script comes late, nothing moves."""
    address, entries = _facet(published)
    area = address.rstrip("/").rpartition("/")[2]

    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    with visiting(browser, site, script=SHIFTS, viewport={"width": width, "height": 1500}) as visitor:
        visitor.context.route("**/shortlist.*.js", late)
        for page in (address, f"/areas/{area}/", entries[0].address):
            tab = visitor.visit(page)
            tab.locator(".pick").first.wait_for()
            tab.wait_for_timeout(200)

            assert (page, tab.evaluate("() => window.shifts.toFixed(3)")) == (page, "0.000")


# --- the device -------------------------------------------------------------------------------------------


def test_two_tabs(browser: Browser, site: Served, published: Directory) -> None:
    """What one tab adds the other shows at once, and neither undoes what the other has done."""
    address, entries = _facet(published)
    one, two = entries[0].leader, entries[1].leader
    with visiting(browser, site) as visitor:
        first = visitor.visit(address)
        second = visitor.visit(address, visitor.context.new_page())
        first.get_by_role("button", name=f"Add to shortlist {one.name}", exact=True).click()
        second.get_by_role("button", name=f"On your shortlist – remove {one.name}", exact=True).wait_for()
        second.get_by_role("button", name=f"Add to shortlist {two.name}", exact=True).click()
        first.get_by_role("button", name=f"On your shortlist – remove {two.name}", exact=True).wait_for()

        assert visitor.menu == "Shortlist (2)"
        assert visitor.held == [one.slug, two.slug]

        visitor.visit("/shortlist/", second)
        first.get_by_role("button", name=f"On your shortlist – remove {one.name}", exact=True).click()
        second.locator(".ranked > li").nth(1).wait_for(state="detached")

        assert second.locator(".ranked .name").all_inner_texts() == [two.name]


def test_a_page_that_was_put_aside(browser: Browser, site: Served, published: Directory) -> None:
    """A page that the browser brings back, by its Back button, shows the list as it is now."""
    address, entries = _facet(published)
    with visiting(browser, site, [entries[0].leader.slug]) as visitor:
        tab = visitor.visit(address)
        tab.evaluate(f"() => localStorage.removeItem('{KEY}')")
        tab.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

        assert visitor.menu == "Shortlist"


@pytest.mark.parametrize("script", [BLOCKED, FULL], ids=["blocked", "full"])
def test_a_device_that_keeps_nothing(
    script: str, browser: Browser, site: Served, published: Directory
) -> None:
    """Where storage is blocked or full the list goes along in the address, and the pages say so."""
    address, entries = _facet(published)
    slugs = [entry.leader.slug for entry in entries[:3]]
    with visiting(browser, site, script=script) as visitor:
        tab = visitor.visit(address)
        for place in range(3):
            tab.locator(".card .pick").nth(place).click()

        assert visitor.menu == "Shortlist (3)"
        assert "This browser keeps no list." in visitor.said

        tab.locator("#menu-shortlist a").click()
        tab.wait_for_url("**/shortlist/#*")
        tab.locator(".ranked > li").first.wait_for()

        assert visitor.address == site.url(f"/shortlist/#leaders={','.join(slugs)}")
        if script == FULL:  # it is known to be full once something is written
            tab.get_by_role("button", name="Keep as my shortlist").click()

        assert visitor.listed == names_of(published, slugs)
        assert "keeps nothing for this site" in tab.locator(".note:visible").all_inner_texts()[0]

        tab.get_by_role("button", name=f"Remove {entries[1].leader.name}", exact=True).click()

        assert visitor.address.endswith(f"#leaders={slugs[0]},{slugs[2]}")

        tab.get_by_role("link", name="Ask these leaders").click()
        tab.wait_for_function("() => location.hash.startsWith('#leaders=')")
        tab.reload()
        tab.locator(".ranked > li").first.wait_for()

        assert visitor.listed == names_of(published, [slugs[0], slugs[2]])
        assert visitor.heard == []


NONSENSE = [
    "null",
    '{"leaders":["a"]}',
    '["sian-obrien"]',
    "<script>alert(1)</script>",
    ",,,,",
    "\u0000\uffff",
    "A B C",
    "../../etc/passwd",
    "x" * 200_000,
    "a," * 50_000,
]


@pytest.mark.parametrize("text", mostly_slow(NONSENSE, 3), ids=range(len(NONSENSE)))
def test_nonsense_on_the_device(text: str, browser: Browser, site: Served, published: Directory) -> None:
    """Whatever stands where the list should, pages work, and the next choice writes a good list."""
    address, entries = _facet(published)
    with visiting(browser, site, text) as visitor:
        visitor.visit("/shortlist/")

        assert visitor.listed == []

        tab = visitor.visit(address)
        before = visitor.held
        tab.locator(".card .pick").first.click()

        assert visitor.held[-1] == entries[0].leader.slug
        assert all(re.fullmatch("[a-z0-9-]{1,60}", slug) for slug in visitor.held)
        assert (visitor.heard, before != visitor.held) == ([], True)


def test_what_of_a_list_is_good_is_kept(browser: Browser, site: Served, published: Directory) -> None:
    """Spoilt parts of a list and repeats are left out, the rest keeps its order, and twelve are shown."""
    slugs = some(published, 20)
    text = f"{slugs[1]},<b>,{slugs[0]}, {slugs[1]} ,{'y' * 61},{','.join(slugs)}"
    with visiting(browser, site, text) as visitor:
        visitor.visit("/shortlist/")

        assert visitor.listed == names_of(published, [slugs[1], slugs[0], *slugs[2:MOST]])


# --- the order --------------------------------------------------------------------------------------------


def test_order_by_keyboard(browser: Browser, site: Served, published: Directory) -> None:
    """Moving by keyboard keeps the focus on who moved, says where they are now, and lasts."""
    slugs = some(published, 3)
    one, two, three = names_of(published, slugs)
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit("/shortlist/")
        tab.get_by_role("button", name=f"Move down {one}", exact=True).focus()
        tab.keyboard.press("Enter")

        assert (visitor.focus, visitor.said) == (f"Move down {one}", f"{one} is now second of three.")
        assert visitor.listed == [two, one, three]

        tab.keyboard.press("Space")

        assert (visitor.focus, visitor.said) == (f"Move down {one}", f"{one} is now third of three.")

        tab.keyboard.press("Enter")

        assert (visitor.focus, visitor.said) == (f"Move down {one}", f"{one} is already last.")

        tab.get_by_role("button", name=f"Move up {three}", exact=True).press("Enter")

        assert (visitor.focus, visitor.said) == (f"Move up {three}", f"{three} is now first of three.")

        visitor.visit("/shortlist/")

        assert visitor.listed == [three, two, one]
        assert visitor.heard == []


def test_the_comparison_keeps_the_order(browser: Browser, site: Served, published: Directory) -> None:
    """Columns, messages and the brief's names follow the list."""
    slugs = some(published, 3)
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit("/shortlist/")
        tab.get_by_role("button", name=re.compile("^Move up")).nth(2).click()
        order = names_of(published, [slugs[0], slugs[2], slugs[1]])

        assert tab.locator(".scroll thead a").all_inner_texts() == order
        assert tab.locator(".letters h4").all_inner_texts() == order
        assert tab.locator("[data-fill=asked]").inner_text() == "; ".join(order)


def test_remove_and_undo(browser: Browser, site: Served, published: Directory) -> None:
    """Removing gives the focus to the next one's button, at last to the heading, and can be undone."""
    slugs = some(published, 3)
    one, two, three = names_of(published, slugs)
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit("/shortlist/")
        tab.get_by_role("button", name=f"Remove {two}", exact=True).press("Enter")

        assert (visitor.focus, visitor.said) == (f"Remove {three}", f"{two} is off your shortlist.")

        tab.keyboard.press("Enter")

        assert (visitor.focus, visitor.listed) == (f"Remove {one}", [one])

        tab.keyboard.press("Enter")

        assert (visitor.focus, visitor.held) == ("Nobody is on your shortlist", [])

        tab.get_by_role("button", name="Undo").press("Enter")

        assert (visitor.focus, visitor.listed, visitor.heard) == ("1 leader", [one], [])


def test_clear_asks_once_and_can_be_undone(browser: Browser, site: Served, published: Directory) -> None:
    """Clear all asks; No keeps the list and Yes empties it; Undo brings it back in its order."""
    slugs = some(published, 3)[::-1]
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit("/shortlist/")
        tab.get_by_role("button", name="Clear all").press("Enter")

        assert visitor.focus == "Take all 3 leaders off your shortlist?"

        tab.get_by_role("button", name="No, keep it").press("Enter")

        assert (visitor.focus, visitor.held) == ("Clear all", slugs)

        tab.get_by_role("button", name="Clear all").press("Enter")
        tab.get_by_role("button", name="Yes, clear it").press("Enter")

        assert (visitor.focus, visitor.said) == ("Nobody is on your shortlist", "Your shortlist is empty.")
        assert (visitor.held, visitor.menu) == ([], "Shortlist")

        tab.get_by_role("button", name="Undo").press("Enter")

        assert (visitor.focus, visitor.held) == ("3 leaders", slugs)


def test_the_focus_is_never_lost(browser: Browser, site: Served, published: Directory) -> None:
    """When another tab empties the list, the focus goes to the heading and not to nowhere."""
    with visiting(browser, site, some(published, 2)) as visitor:
        tab = visitor.visit("/shortlist/")
        tab.get_by_role("button", name="Clear all").press("Enter")
        other = visitor.visit("/shortlist/", visitor.context.new_page())
        other.evaluate(f"() => localStorage.removeItem('{KEY}')")
        tab.locator(".ranked > li").first.wait_for(state="detached")

        assert visitor.focus == "Nobody is on your shortlist"


# --- who left ---------------------------------------------------------------------------------------------


def test_who_left_is_named_nowhere(browser: Browser, site: Served, published: Directory) -> None:
    """Those on the list who are in none of ours are counted, not named, in no link, and easily taken off."""
    (kept,) = some(published, 1)
    paused = _address_standing(published, Standing.PAUSED).split("/")[2]
    with visiting(browser, site, [paused, kept, "jo-nobody"]) as visitor:
        tab = visitor.visit("/shortlist/")
        note = "2 leaders on your list are no longer in our lists."

        assert note in tab.locator("main").inner_text()
        assert visitor.listed == names_of(published, [kept])

        page = tab.content() + tab.locator("#share").input_value()

        assert [slug for slug in (paused, "jo-nobody") if slug in page] == []
        assert names_of(published, [paused])[0] not in page

        tab.get_by_role("button", name="Take them off the list").press("Enter")

        assert (visitor.held, visitor.focus, visitor.menu) == ([kept], "1 leader", "Shortlist (1)")
        assert note not in tab.locator("main").inner_text()


def test_everybody_left(browser: Browser, site: Served) -> None:
    """A list of one who left says so in the singular, and how to find somebody."""
    with visiting(browser, site, ["jo-nobody"]) as visitor:
        tab = visitor.visit("/shortlist/")

        assert "1 leader on your list is no longer in our lists." in tab.locator("main").inner_text()
        assert tab.get_by_role("button", name="Take this one off the list").is_visible()
        assert tab.locator("#enquire").is_hidden()


def test_a_former_slug(browser: Browser, site: Served, published: Directory) -> None:
    """Whose file was renamed stays on the list, once, under the name they have now."""
    leader = next(entry.leader for entry in published.listed if entry.leader.aliases)
    with visiting(browser, site, [leader.aliases[0], leader.slug]) as visitor:
        tab = visitor.visit("/shortlist/")

        assert visitor.listed == [leader.name]
        assert "no longer in our lists" not in tab.locator("main").inner_text()


# --- side by side -----------------------------------------------------------------------------------------


def _free(entry: Entry) -> str:
    if not entry.is_kle:
        return "None: no Kent Leader of Education"
    return {
        "available": "Free days left this school year",
        "limited": "Some free time left this school year",
        "none": "No free days left this school year",
        None: "Free days not known: ask",
    }[entry.free_days]


def _phases(entry: Entry) -> str:
    found = entry.leader.phases
    told = found - {"primary", "secondary"} if "all-through" in found else found
    return ", ".join(label for slug, label in LABELS.items() if slug in told)


def _compared(visitor: Visitor) -> list[dict[str, str]]:
    """Return what the table says of each: the row's heading → words, list items after commas."""
    found: list[dict[str, str]] = visitor.tab.evaluate(
        """() => {
          const table = document.querySelector(".scroll table");
          const words = (cell) => {
            const items = [...cell.querySelectorAll("li")].map((item) => item.textContent);
            const rest = [...cell.childNodes].filter((one) => one.nodeName !== "UL");
            return [...items, ...rest.map((one) => one.textContent)].filter(Boolean).join(", ");
          };
          const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map(words));
          const of = (_, at) => Object.fromEntries(rows.map((row) => [row[0], row[at + 1]]));
          return rows[0].slice(1).map(of);
        }"""
    )
    return found


def test_everybody_is_compared_as_their_page_shows_them(
    browser: Browser, site: Served, published: Directory
) -> None:
    """For each leader the table says what the directory holds: school, offers, knowledge, time, freshness."""
    entries = {entry.leader.slug: entry for entry in published.listed}
    with visiting(browser, site) as visitor:
        for start in range(0, len(entries), MOST):
            slugs = list(entries)[start : start + MOST]
            visitor.visit(f"/shortlist/#leaders={','.join(slugs)}")
            told = _compared(visitor)

            assert len(told) == len(slugs)

            for slug, facts in zip(slugs, told, strict=True):
                entry = entries[slug]
                leader = entry.leader
                time = LABELS[leader.availability.status]
                places = set(facts.pop("Works in").split(", "))
                knows = set(facts.pop("Knows about").split(", "))
                offers = set(facts.pop("Offers").split(", "))

                assert offers == {LABELS[kind] for kind in leader.support}
                assert knows == set(", ".join(tag.label for tag in entry.tags).split(", "))
                assert facts == {
                    "School": ", ".join([*(school.name for school in leader.schools), _phases(entry)]),
                    "Availability": time if entry.checked_lately else f"{time}, Not confirmed this term",
                    f"Free days in {published.school_year}": _free(entry),
                    "Entry confirmed": month(leader.confirmed),
                }
                assert _districts(published, places) == works_in_districts(leader, published.content.places)

        assert visitor.heard == []


def _districts(directory: Directory, labels: set[str]) -> frozenset[str]:
    """Return the districts that the words for places mean."""
    places = directory.content.places
    found: set[str] = set()
    for label in labels:
        whole = {area.label: {one.slug for one in places.districts_of(area.slug)} for area in places.areas}
        county = {one.slug for one in places.districts if one.area}
        single = {one.label: {one.slug} for one in places.districts}
        found |= {**single, **whole, LABELS["county"]: county}[label]
    return frozenset(found)


def test_the_table_is_a_table(browser: Browser, site: Served, published: Directory) -> None:
    """People head the columns and facts the rows; beyond five it scrolls by itself, by keyboard too."""
    slugs = some(published, 7)
    with visiting(browser, site, slugs, viewport={"width": 1280, "height": 800}) as visitor:
        tab = visitor.visit("/shortlist/")
        table = tab.locator(".scroll table")
        heads = [text.split("\n")[0] for text in table.get_by_role("columnheader").all_inner_texts()]

        assert heads == names_of(published, slugs)
        assert table.get_by_role("rowheader").count() == 7

        tab.get_by_role("region", name="Table of leaders").focus()
        for _ in range(10):
            tab.keyboard.press("ArrowRight")
        tab.wait_for_function("() => document.querySelector('.scroll').scrollLeft > 100")

        assert tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_one_below_the_other(browser: Browser, site: Served, published: Directory) -> None:
    """On a narrow screen each leader has a heading and a list of the same facts; turned, it is a table."""
    slugs = some(published, 2)
    with visiting(browser, site, slugs, viewport={"width": 375, "height": 667}) as visitor:
        tab = visitor.visit("/shortlist/")

        assert tab.locator(".stacked h3").all_inner_texts() == names_of(published, slugs)
        assert tab.locator(".stacked").first.locator("dt").count() == 7
        assert tab.locator("table:visible").count() == 0

        tab.set_viewport_size({"width": 1280, "height": 667})
        tab.locator(".scroll table").wait_for()

        assert tab.locator(".stacked").count() == 0


def test_distances(browser: Browser, site: Served, published: Directory) -> None:
    """A place gives each leader a distance; a wrong one says what to type; neither is kept or sent."""
    slugs = some(published, 3)
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit("/shortlist/")
        visitor.asked.clear()
        near = tab.get_by_label("Where is your school?")
        near.fill("ME13 7AB")
        near.press("Enter")
        told = [facts["From ME13"] for facts in _compared(visitor)]

        odd = [
            one for one in told if not re.match(r"About (a mile|\d+ miles)(; works in that district)?$", one)
        ]

        assert odd == []
        assert (
            tab.locator(".near [role=status]").inner_text() == "Distances are from ME13, as the crow flies."
        )
        assert tab.evaluate("() => document.activeElement.id") == "near"

        near.fill("Nowhere-on-Sea")
        tab.get_by_role("button", name="Show distances").click()

        assert "We do not know where “Nowhere-on-Sea” is." in tab.locator(".near [role=status]").inner_text()
        assert "From ME13" not in _compared(visitor)[0]

        kept = tab.evaluate(
            "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])"
        )

        assert [word for word in ("ME13", "7AB", "Nowhere") if word in kept] == []
        assert (visitor.asked, visitor.heard) == ([], [])


def test_a_list_that_cannot_be_loaded(browser: Browser, site: Served, published: Directory) -> None:
    """When the data does not come the page says so, and the device keeps the list."""
    slugs = some(published, 2)
    with visiting(browser, site, slugs) as visitor:
        visitor.context.route("**/leaders.*.json", lambda route: route.fulfill(status=503))
        tab = visitor.visit("/shortlist/")

        assert tab.locator("#listed").inner_text() == "The list could not be loaded"
        assert "Nothing of your list is lost." in tab.locator("main").inner_text()
        assert visitor.held == slugs


# --- as a link --------------------------------------------------------------------------------------------


def test_share_as_a_link(browser: Browser, site: Served, published: Directory) -> None:
    """A copied link shows the same list elsewhere, and replaces nobody's own until they say so."""
    slugs = some(published, 5)
    theirs, mine = slugs[:3][::-1], slugs[3:]
    allowed = ["clipboard-read", "clipboard-write"]
    with visiting(browser, site, theirs, permissions=allowed) as visitor:
        tab = visitor.visit("/shortlist/")
        tab.get_by_role("button", name="Copy the link").click()
        tab.get_by_text("Copied.").first.wait_for()
        link = tab.evaluate("() => navigator.clipboard.readText()")

    assert link == site.url(f"/shortlist/#leaders={','.join(theirs)}")

    with visiting(browser, site, mine) as visitor:
        tab = visitor.visit(link.removeprefix(site.base.rstrip("/")))

        assert visitor.listed == names_of(published, theirs)
        assert tab.locator("#listed").inner_text() == "3 leaders in this link"
        assert (visitor.held, visitor.menu) == (mine, "Shortlist (2)")

        tab.get_by_role("button", name="Show my own shortlist").press("Enter")

        assert (visitor.listed, visitor.focus) == (names_of(published, mine), "2 leaders")
        assert visitor.address == site.url("/shortlist/")

        visitor.visit(link.removeprefix(site.base.rstrip("/")))
        tab.get_by_role("button", name="Keep as my shortlist").press("Enter")

        assert (visitor.held, visitor.focus, visitor.address) == (
            theirs,
            "3 leaders",
            site.url("/shortlist/"),
        )

        tab.get_by_role("button", name="Undo").click()

        assert (visitor.held, visitor.heard) == (mine, [])


def test_a_link_to_ones_own_list(browser: Browser, site: Served, published: Directory) -> None:
    """A link that holds the list one has is no other list."""
    slugs = some(published, 2)
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit(f"/shortlist/#leaders={','.join(slugs)}")

        assert tab.locator("#listed").inner_text() == "2 leaders"
        assert tab.get_by_role("button", name="Keep as my shortlist").count() == 0


def test_a_link_survives_the_way_round_the_page(browser: Browser, site: Served, published: Directory) -> None:
    """Links within the page, such as the first one, do not lose the list that an address holds."""
    slugs = some(published, 2)
    with visiting(browser, site) as visitor:
        tab = visitor.visit(f"/shortlist/#leaders={','.join(slugs)}")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        tab.wait_for_function("() => location.hash.startsWith('#leaders=')")
        tab.reload()
        tab.locator(".ranked > li").first.wait_for()

        assert visitor.listed == names_of(published, slugs)


SPELT = [
    "#leaders={0},{1}",
    "#leaders={0}%2C{1}",
    "#leaders=%20{0}%20,+{1}.",
    "#leaders={0},{1})",
    "#leaders={0},,{1},",
    "#x=1&leaders={0},{1}",
    "#leaders={0},<script>alert(1)</script>,{1}",
    "#leaders={0},%E0%A4%A,{1}",
    "#leaders={0},{0},{1}",
]


@pytest.mark.parametrize("spelt", mostly_slow(SPELT, 3))
def test_links_as_mail_mangles_them(spelt: str, browser: Browser, site: Served, published: Directory) -> None:
    """A link whose signs were encoded, or with more round it, still names who it names."""
    slugs = some(published, 2)
    with visiting(browser, site) as visitor:
        visitor.visit(f"/shortlist/{spelt.format(*slugs)}")

        assert (visitor.listed, visitor.heard) == (names_of(published, slugs), [])


HOSTILE = [
    "#leaders=",
    "#leaders=%",
    "#leaders=%00%ff%fe",
    "#leaders=<img src=x onerror=alert(1)>",
    f"#leaders={quote('<svg/onload=alert(1)>')}",
    "#leaders=javascript:alert(1)",
    "#leaders=__proto__,constructor,toString",
    "#leaders=../../../x",
    "#leaders[]=a&leaders[__proto__]=b",
    f"#leaders={'A' * 10_000}",
    f"#leaders={'<script>' * 1_300}",
    f"#leaders={'%F0%9F%92%A9' * 900}",
    "#leaders=\u202egro.live",
    "#=&&&==leaders",
]


@pytest.mark.parametrize("fragment", mostly_slow(HOSTILE, 3), ids=range(len(HOSTILE)))
def test_hostile_links(fragment: str, browser: Browser, site: Served, published: Directory) -> None:
    """A fragment that is long, odd or hostile shows nobody, runs nothing and leaves one's own list alone."""
    mine = some(published, 2)
    with visiting(browser, site, mine) as visitor:
        tab = visitor.visit(f"/shortlist/{fragment}")

        assert set(visitor.listed) <= set(names_of(published, mine))
        assert tab.locator("main :is(script, img, svg:not(.status svg))").count() == 0
        assert (visitor.held, visitor.menu, visitor.heard) == (mine, "Shortlist (2)", [])


def test_a_link_to_nobody(browser: Browser, site: Served) -> None:
    """A link that was cut short says that it names nobody, and leaves itself in the address to be checked."""
    with visiting(browser, site) as visitor:
        tab = visitor.visit("/shortlist/#leaders=%3C%3E")

        assert (
            "This link names nobody. Check that you have the whole of it." in tab.locator("main").inner_text()
        )
        assert visitor.address.endswith("#leaders=%3C%3E")


def test_a_link_to_too_many(browser: Browser, site: Served, published: Directory) -> None:
    """Of a link to more than twelve the first twelve are shown, and the page says so."""
    slugs = some(published, MOST + 3)
    with visiting(browser, site) as visitor:
        tab = visitor.visit(f"/shortlist/#leaders={','.join(slugs)}")

        assert visitor.listed == names_of(published, slugs[:MOST])
        assert "only the first 12 are shown" in tab.locator("main").inner_text()


# --- the list itself, without a page ----------------------------------------------------------------------


def _asset(served: Served, name: str) -> str:
    stem, _, ending = name.partition(".")
    (found,) = Path(served.root, "assets").glob(f"{stem}.*.{ending}")
    return f"/assets/{found.name}"


CHANGES = """
async ([address, script]) => {
  const { Shortlist } = await import(address);
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text),
    removeItem: (key) => kept.delete(key) };
  let broken = false;
  const list = new Shortlist(() => { if (broken) throw new Error("denied"); return storage; });
  const heard = [];
  list.addEventListener("change", () => heard.push(list.slugs.join()));
  list.toggle("a");
  list.toggle("b");
  kept.set([...kept.keys()][0], "a,b,c");
  list.toggle("d");
  list.toggle("a");
  broken = true;
  list.toggle("e");
  const lost = [list.slugs.join(), list.kept];
  broken = false;
  list.toggle("f");
  const found = [list.slugs.join(), list.kept];
  list.put([]);
  return { heard, lost, found, left: kept.size };
}
"""


def test_the_list(browser: Browser, site: Served) -> None:
    """The list takes what others added, goes on in memory while nothing is kept, and is kept again after."""
    with visiting(browser, site) as visitor:
        visitor.visit("/404.html")
        told = visitor.tab.evaluate(CHANGES, [_asset(site, "shortlist.js"), ""])

    assert told == {
        "heard": ["a", "a,b", "a,b,c,d", "b,c,d", "e", "e,f", ""],
        "lost": ["e", False],
        "found": ["e,f", True],
        "left": 0,
    }


def test_the_weight_of_the_buttons(site: Served) -> None:
    """What every page with people loads for its buttons is one file of at most 2 KB, compressed."""
    body = Path(site.root, _asset(site, "shortlist.js")[1:]).read_bytes()

    assert re.findall(r'"\./[a-z]+\.', body.decode()) == []
    assert len(gzip.compress(body, 6)) <= 2_000


def test_the_data_of_the_page_is_public(site: Served, published: Directory) -> None:
    """The file of mailboxes holds no more than the pages of listed leaders do."""
    data = json.loads(Path(site.root, _asset(site, "contacts.json")[1:]).read_text(encoding="utf-8"))

    assert data["leaders"]

    for slug, (mailbox, person) in data["leaders"].items():
        page = Path(site.root, "directory", slug, "index.html").read_text(encoding="utf-8")

        assert mailbox in page
        assert person is None or person in page.replace("&#39;", "'")
