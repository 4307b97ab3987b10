"""The directory in use: what is asked for stands in the address, counts are true, nothing is a dead end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from sampling import mostly_slow

from kle_site.directory import Directory
from kle_site.entries import Entry

from .states import STATES, visiting
from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser

QUIET = 900
"""Milliseconds after which what a change is announced by has been said."""

# Everything that the page has announced so far.
HEAR = """
() => {
  window.said = [];
  const status = document.querySelector("#find > [role=status]");
  if (status.textContent) window.said.push(status.textContent);
  new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
}
"""


@pytest.fixture(name="watch")
def _watch(browser: Browser, site: Served) -> Iterator[Watch]:
    """A visitor of what is published, of whom nothing bad is heard in the end."""
    with watching(browser, site) as watch:
        yield watch

        assert watch.heard == []


def opened(watch: Watch, query: str = "") -> Tab:
    """Open the directory with a query, and wait until it can be used."""
    watch.visit(f"/directory/{query}")
    watch.page.evaluate("() => document.querySelector('#filters').dispatchEvent(new FocusEvent('focusin'))")
    expect(watch.page.locator("#sort")).to_be_attached()
    watch.settle()
    return watch.page


def found(page: Tab) -> Tab:
    """Wait until what was asked for is found: a worker looks for it."""
    page.wait_for_selector("[aria-busy=true]", state="detached")
    return page


def names(page: Tab) -> list[str]:
    """The leaders who are shown, in order."""
    found(page)
    return page.locator(".card:visible :is(h2, h3) a").all_inner_texts()


def asked(page: Tab) -> list[tuple[str, str]]:
    """What the page's address asks for, as the page knows it: Playwright hears of it later."""
    return parse_qsl(urlsplit(page.evaluate("location.href")).query)


def choose(page: Tab, facet: str, value: str) -> None:
    """Choose a value of a facet, or take it back, and wait for what follows."""
    page.evaluate(
        "() => document.querySelectorAll('#filters details').forEach((one) => { one.open = true; })"
    )
    page.locator(f"#filters input[name={facet}][value='{value}']").click()
    found(page)


def values_of(entry: Entry, directory: Directory, facet: str) -> set[str]:
    """The values of a facet that a leader has."""
    return {value.slug for value in directory.facets[facet] if entry in value.entries}


def those(directory: Directory, **chosen: set[str]) -> set[str]:
    """The names of those who have any of the chosen values of each facet."""
    fits = (
        entry
        for entry in directory.listed
        if all(values_of(entry, directory, facet) & values for facet, values in chosen.items())
    )
    return {entry.leader.name for entry in fits}


# --- filters and counts -----------------------------------------------------------------------------------


def test_any_of_within_all_of_between(watch: Watch, published: Directory) -> None:
    """Two values of a facet show whoever has one of them; another facet narrows that down."""
    page = opened(watch)
    choose(page, "phase", "secondary")
    choose(page, "phase", "special")

    assert set(names(page)) == those(published, phase={"secondary", "special"})

    choose(page, "support", "mentoring")
    expected = those(published, phase={"secondary", "special"}, support={"mentoring"})

    assert set(names(page)) == expected
    assert asked(page) == [("phase", "secondary"), ("phase", "special"), ("support", "mentoring")]
    assert page.locator("#found").inner_text() == f"{len(expected)} leaders"
    assert page.title().startswith(f"{len(expected)} leaders – ")


def test_each_count_is_what_its_choice_would_show(watch: Watch, published: Directory) -> None:
    """A count leaves its own facet out: so many would be there with that value alone in its facet."""
    page = opened(watch, "?phase=primary&support=mentoring")
    shown = page.evaluate(
        """() => [...document.querySelectorAll("#filters input[type=checkbox]")].map((one) =>
          [one.name, one.value, one.parentElement.querySelector(".count").textContent])"""
    )
    chosen = {"phase": {"primary"}, "support": {"mentoring"}}
    expected = {
        (facet, value.slug): f"({len(those(published, **(chosen | {facet: {value.slug}})))})"
        for facet, values in published.facets.items()
        for value in values
    }
    found = {(facet, value): count for facet, value, count in shown if facet in published.facets}

    assert found == expected


def test_a_tile_of_the_map_is_its_choice(watch: Watch, published: Directory) -> None:
    """The map filters: a tile chooses its district, and the list beside it says so."""
    page = opened(watch)
    page.evaluate(
        "() => document.querySelectorAll('#filters details').forEach((one) => { one.open = true; })"
    )
    page.locator(".picture a[href*='swale']").click()

    assert page.locator("input[name=district][value=swale]").is_checked()
    assert asked(page) == [("district", "swale")]
    assert set(names(page)) == those(published, district={"swale"})
    assert page.locator(".picture a[href*='swale']").get_attribute("class") == "chosen"


def test_free_days_and_this_school_year(watch: Watch, published: Directory) -> None:
    """Filters without a page of their own find whom the leaders' pages say they should."""
    page = opened(watch, "?free=available&confirmed=this-year")
    year = published.school_year[:4]
    expected = {
        entry.leader.name
        for entry in published.listed
        if entry.free_days == "available" and entry.leader.confirmed.isoformat() >= f"{year}-09-01"
    }

    assert expected
    assert set(names(page)) == expected


def test_a_term_is_found_by_its_synonym(watch: Watch) -> None:
    """The long list of expertise is shortened by a term's other words, too."""
    page = opened(watch)
    page.evaluate(
        "() => document.querySelectorAll('#filters details').forEach((one) => { one.open = true; })"
    )
    page.get_by_label("Find a term").fill("special needs")
    shown = page.locator("[data-facet=expertise] li:visible input").all()

    assert [one.get_attribute("value") for one in shown] == ["send"]
    assert asked(page) == []


# --- the address ------------------------------------------------------------------------------------------

PROMISED = {
    "?q=mentor": "q",
    "?phase=primary&phase=secondary": "repeated keys are any of",
    "?area=east&district=swale": "places",
    "?expertise=send&support=school-improvement&designation=kle": "facets",
    "?status=open&free=available&confirmed=this-year": "time",
    "?near=me12&within=10": "outward code and miles",
    "?near=sheerness&beyond=5&sort=near": "town slug",
    "?sort=name": "order",
    "?page=2": "pages, of which there is one",
}
"""Addresses that people may have saved (DESIGN §4). Lines may be added; none may be taken away or changed."""


@pytest.mark.parametrize("query", mostly_slow(PROMISED, 2))
def test_saved_addresses_are_promises(query: str, walker: Watch) -> None:
    """Each is understood without a word of complaint, and finds somebody."""
    page = opened(walker, query)

    assert page.locator("#find .note:visible").all_inner_texts() == []
    assert names(page)
    facets = {one.get_attribute("name") for one in page.locator("#filters input[type=checkbox]").all()}
    ticked = page.locator("#filters input:checked").count()

    assert ticked == len([name for name, _ in parse_qsl(query[1:]) if name in facets])


def test_a_renamed_tag_still_works(watch: Watch, published: Directory) -> None:
    """A tag's former slug finds those who have its successor, and the address is brought up to date."""
    tags = published.content.expertise.tags.values()
    former = next(tag for tag in tags if tag.replaced_by)
    page = opened(watch, f"?expertise={former.slug}")

    assert asked(page) == [("expertise", former.replaced_by)]
    assert set(names(page)) == those(published, expertise={str(former.replaced_by)})


def test_back_forward_and_reload(watch: Watch) -> None:
    """Each choice is an entry of the browser's history; typing is one, however many letters it takes."""
    page = opened(watch)
    everybody = names(page)
    choose(page, "phase", "special")
    special = names(page)
    page.get_by_label("What do you need help with?").press_sequentially("autism", delay=20)
    page.wait_for_url("**q=autism**")
    searched = names(page)

    page.reload()
    watch.settle()

    assert names(page) == searched
    assert page.get_by_label("What do you need help with?").input_value() == "autism"

    page.go_back()
    watch.settle()

    assert (names(page), asked(page)) == (everybody, [])
    assert not page.locator("input[value=special]").is_checked()

    page.go_forward()
    watch.settle()

    assert names(page) == searched
    assert special != everybody


def test_back_from_a_leader(watch: Watch) -> None:
    """Whoever comes back from a leader's page finds the list as they left it."""
    page = opened(watch, "?q=governance&phase=primary")
    before = names(page)
    page.locator(".card:visible a").first.click()
    page.wait_for_url(re.compile(r"/directory/[a-z-]+/$"))
    page.go_back()
    page.wait_for_url("**/directory/?**")
    watch.settle()

    assert names(page) == before


ODD = {
    "?phase=castle": "We do not know “castle” as a choice for “Phase”, so we left it out.",
    "?status=paused": "We do not know “paused” as a choice for “Availability”, so we left it out.",
    "?colour=red": "We do not know “colour” as a part of this address, so we left it out.",
    "?within=ten&near=swale": "We do not know “ten” as a number of miles, so we left it out.",
    "?within=10": "Say where your school is, then choose a distance.",
    "?sort=best-first": "We do not know “best-first” as an order, so we left it out.",
    "?not_trust=nobody": "We do not know “nobody” as a trust, so we left it out.",
    "?near=EH1": "EH1 is in Scotland, so we cannot measure from there. Try a town or postcode in Kent.",
    "?near=SW1A": (
        "SW1A is not in or near Kent, so we cannot measure from there. Try a town or postcode in Kent."
    ),
    "?near=narnia": (
        "We do not know where “narnia” is. "
        "Try the nearest town, or the first half of a postcode such as ME12."
    ),
    "?phase=%3Cscript%3Ealert(1)%3C%2Fscript%3E": (
        "We do not know “<script>alert(1)</script>” as a choice for “Phase”, so we left it out."
    ),
    "?phase=%FF%FE": "We do not know “\ufffd\ufffd” as a choice for “Phase”, so we left it out.",
    "?__proto__=1": "We do not know “__proto__” as a part of this address, so we left it out.",
    f"?q={'very long ' * 1000}": "That was very long, so we kept the first 200 characters.",
}


@pytest.mark.parametrize("query", mostly_slow(ODD, 3), ids=lambda query: query[:30])
def test_an_odd_address(query: str, walker: Watch, published: Directory) -> None:
    """What is odd or hostile is left out with a sentence; everything else goes on, and nothing runs."""
    walker.page.goto(walker.served.url(f"/directory/{query}"))
    walker.settle()
    page = walker.page

    assert page.locator("#find .note p").first.inner_text() == ODD[query]
    if "q=" not in query:
        assert len(names(page)) == len(published.listed)
        assert "castle" not in walker.address
        assert "narnia" not in walker.address


def test_only_the_first_half_of_a_postcode_leaves_the_box(watch: Watch) -> None:
    """Wherever a whole postcode is typed, its second half gets into no address and no request."""
    requests: list[str] = []
    watch.page.on("request", lambda request: requests.append(request.url))
    page = opened(watch)
    page.get_by_label("Where is your school?").fill("ME12 1AA")
    page.get_by_label("What do you need help with?").fill("mentor for CT5 3BB")
    page.wait_for_url("**q=*near=ME12**")

    assert asked(page) == [("q", "mentor for CT5"), ("near", "ME12")]
    assert [url for url in requests if "1AA" in url or "3BB" in url] == []


def test_the_home_pages_box(watch: Watch) -> None:
    """What is typed on the home page is looked for in the directory, a postcode cut to its first half."""
    watch.visit("/")
    page = watch.page
    page.get_by_label("What do you need help with?").fill("mentor near ME12 2AB")
    page.keyboard.press("Enter")
    page.wait_for_url("**/directory/**")
    watch.settle()

    assert asked(page) == [("q", "mentor near ME12")]
    assert names(page)


# --- near us, order, independence -------------------------------------------------------------------------


def test_near_us(watch: Watch) -> None:
    """The nearest come first, each with about how far; who works in our district counts even from afar."""
    page = opened(watch, "?near=isle-of-sheppey")
    told = page.locator(".card:visible .why").all_inner_texts()
    miles = [int(found[1]) if (found := re.search(r"about (\d+) miles", one)) else 1 for one in told]

    assert len(miles) > 10
    assert miles == sorted(miles)

    page = opened(watch, "?near=isle-of-sheppey&within=3")
    far = [one for one in page.locator(".card:visible .why").all_inner_texts() if " miles" in one]

    assert far, "nobody works in Swale from afar: the example county should have somebody"


def test_orders_of_ones_own(watch: Watch, published: Directory) -> None:
    """From A to Z goes by surname; the most recently confirmed come first in the other."""
    by_name = sorted(published.listed, key=lambda one: (one.leader.surname_first.casefold(), one.leader.slug))
    page = opened(watch, "?sort=name")

    assert names(page)[0] == by_name[0].leader.name
    assert sorted(names(page)) == sorted(one.leader.name for one in by_name)

    page = opened(watch, "?sort=confirmed")
    dates = {one.leader.name: one.leader.confirmed for one in published.listed}
    shown = [dates[name] for name in names(page)]

    assert shown == sorted(shown, reverse=True)


def test_independence(watch: Watch, published: Directory) -> None:
    """Leaders of one's own trust, and those who are too near, are left out of a peer review."""
    held = next(one.leader.trust for one in published.listed if one.leader.trust)
    page = opened(watch, "?support=peer-review")
    before = set(names(page))
    page.evaluate(
        "() => document.querySelectorAll('#filters details').forEach((one) => { one.open = true; })"
    )
    page.get_by_label("Leave out leaders of my trust").select_option(label=held.name)
    trusts = {one.leader.name: one.leader.trust for one in published.listed}

    assert before - set(names(page)) == {
        name
        for name in before
        if trusts[name] and trusts[name].name == held.name  # type: ignore[union-attr]
    }
    assert [name for name, _ in asked(page)] == ["support", "not_trust"]

    page = opened(watch, "?near=ashford&beyond=10")

    assert names(page)
    assert not re.search(r"about (a mile|[1-9] miles)", page.locator(".cards").inner_text())


def test_the_order_is_told(watch: Watch) -> None:
    """The page says in which order people stand, whatever it is."""
    told = {
        "": "The order changes each day, so that nobody is always first.",
        "?q=mentor": "Who fits your words best comes first. Equals stand in an order drawn by lot each day.",
        "?near=ME12": "The nearest to ME12 come first. Equals stand in an order drawn by lot each day.",
        "?sort=name": "From A to Z by surname.",
    }
    for query, words in told.items():
        page = opened(watch, query)

        assert page.locator("#found ~ p").first.inner_text() == words


# --- no dead ends -----------------------------------------------------------------------------------------


def test_nobody_matches(watch: Watch, published: Directory) -> None:
    """Each thing that could be left out says how many that would show, and does it; then whom to ask."""
    page = opened(watch, "?q=zzyzx&phase=special&near=sheerness")
    found = page.locator("#find .none")

    assert page.locator("#found").inner_text() == "No leader matches"
    assert names(page) == []

    special = len(those(published, phase={"special"}))
    (way,) = found.get_by_role("button").all()

    assert way.inner_text() == "Leave out “zzyzx”"
    assert f"Leave out “zzyzx” ({special} leader" in found.inner_text()
    assert "Area Chair, East Kent: chair.east@" in found.inner_text()
    assert "Senior Improvement Adviser (special), East Kent: sia.special.east@" in found.inner_text()
    assert "(primary)" not in found.inner_text()

    way.click()

    expect(page.locator("#found")).to_be_focused()
    assert len(names(page)) == special


def test_what_is_nearest_and_like_it(watch: Watch, published: Directory) -> None:
    """Where filters leave nobody, those who lack one thing are named, and terms like the chosen one."""
    page = opened(watch, "?phase=nursery&expertise=sixth-form&area=west")
    found = page.locator("#find .none").inner_text()

    assert names(page) == []
    assert re.search(r"The nearest matches:\n\n(.+: all but [a-z ]+\n?)+", found)

    # A term that nobody of a phase knows, where somebody of it knows a term of the same group.
    tags = published.content.expertise.groups
    phase, term = next(
        (phase.slug, tag.slug)
        for phase in published.facets["phase"]
        for group in tags
        for tag in group.tags
        if not those(published, phase={phase.slug}, expertise={tag.slug})
        and those(published, phase={phase.slug}, expertise={one.slug for one in group.tags})
    )
    page = opened(watch, f"?phase={phase}&expertise={term}")
    like = page.locator("#find .none p:has-text('Expertise like it') + ul button")

    assert like.count() > 0

    like.first.click()

    expect(page.locator("#found")).to_be_focused()
    assert names(page)


# --- for everybody ----------------------------------------------------------------------------------------


def test_each_change_is_said_once(watch: Watch) -> None:
    """Nothing is said at load; a change is said once, after a while; of quick changes the last alone is."""
    page = opened(watch, "?phase=primary")
    page.evaluate(HEAR)
    page.wait_for_timeout(QUIET)

    assert page.evaluate("() => window.said") == []

    choose(page, "support", "mentoring")
    choose(page, "support", "peer-review")
    page.wait_for_timeout(QUIET)
    shown = len(names(page))

    assert page.evaluate("() => window.said") == [f"{shown} leaders found."]

    page.get_by_label("What do you need help with?").press_sequentially("zzyzx", delay=30)
    page.wait_for_timeout(QUIET + 200)

    assert page.evaluate("() => window.said")[1:] == ["No leader matches."]


def test_focus_after_a_filter_is_removed(watch: Watch) -> None:
    """It goes to the next filter, from the last to the one before, and from the only one to the heading."""
    page = opened(watch, "?phase=primary&support=mentoring&status=open")
    chips = page.locator(".chips li button")

    assert [" ".join(words.split()) for words in chips.all_text_contents()] == [
        "Remove filter Primary",
        "Remove filter Mentoring and coaching",
        "Remove filter Taking commissions",
    ]

    for left in (2, 1):
        chips.nth(left).focus()
        page.keyboard.press("Enter")

        expect(chips).to_have_count(left)
        expect(chips.nth(left - 1)).to_be_focused()

    page.keyboard.press("Space")

    expect(page.locator("#found")).to_be_focused()


def test_filters_on_a_phone(browser: Browser, site: Served) -> None:
    """They fold away beside the list, say how many are chosen, and lead back to what they found."""
    with visiting(browser, site, STATES["phone"]) as watch:
        page = opened(watch)
        toggle = page.get_by_role("button", name="Filters")

        assert not page.locator("#filters").is_visible()
        assert toggle.get_attribute("aria-expanded") == "false"

        toggle.click()

        assert toggle.get_attribute("aria-expanded") == "true"

        page.locator("#filters summary", has_text="Phase").click()
        page.get_by_role("checkbox", name="Special (").check()
        page.locator("#filters .action").click()

        expect(page.locator("#found")).to_be_focused()
        assert not page.locator("#filters").is_visible()
        assert page.locator(".toggle").inner_text() == "Filters (1 chosen)"


def test_nothing_waits_for_a_file_that_does_not_come(browser: Browser, site: Served) -> None:
    """Without its data the search says so, and the list of everybody stays."""
    with watching(browser, site) as watch:
        watch.page.route("**/leaders.*.json", lambda route: route.abort())
        watch.page.goto(watch.served.url("/directory/?q=mentor"))
        watch.settle()
        page = watch.page

        assert "Search could not be loaded." in page.locator("#find .note:visible").inner_text()
        assert not page.locator("#search").is_visible()
        assert names(page)


def test_without_a_script(browser: Browser, site: Served, published: Directory) -> None:
    """Each value of each facet is a link with its count, and leads to a page with those leaders."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(watch.served.url(f"/directory/?q={quote('mentor near Sheppey')}"))
        page = watch.page

        assert "needs JavaScript, which is off" in page.locator("noscript").inner_text()
        assert not page.locator("#search").is_visible()
        assert len(names(page)) == len(published.listed)

        for summary in page.locator(".ways summary").all():
            summary.click()
        links: list[Any] = page.locator(".ways a:visible").all()

        assert len(links) == sum(len(values) for values in published.facets.values())

        page.locator(".ways a", has_text="Mentoring and coaching").click()
        page.wait_for_url("**/directory/support/mentoring/")

        assert set(names(page)) == those(published, support={"mentoring"})


# --- on paper ---------------------------------------------------------------------------------------------


def test_a_list_on_paper(watch: Watch) -> None:
    """A printed list says what was asked for and at which address, and shows nothing to press."""
    page = opened(watch, "?q=mentor&phase=secondary&near=sheerness")
    page.emulate_media(media="print")

    assert page.locator(".chips").inner_text() == (
        f"Chosen\n\nAsked for: “mentor”; Secondary; near Sheerness. {watch.address}"
    )
    assert [
        one.inner_text() for one in page.locator("main :is(button, input, select)").all() if one.is_visible()
    ] == []
    assert names(page)


# --- beside the page --------------------------------------------------------------------------------------


def test_without_a_worker(browser: Browser, site: Served) -> None:
    """Where a browser has no such workers, the page itself finds the same."""
    with watching(browser, site) as watch:
        query = "?q=safegaurding&near=sheerness&sort=name"
        beside = names(opened(watch, query))
        watch.page.add_init_script("delete window.Worker")

        assert names(opened(watch, query)) == beside != []
