"""Searching the protocols in the leaders' box: questions in people's words, and answers apart from people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kle_site.passages import ADDRESS

from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser

QUESTIONS = [
    tuple(part.strip() for part in line.split("|"))
    for line in (Path(__file__).parents[1] / "questions.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
QUIET = 900
"""Milliseconds after which a change has been said."""
FIND = """
async ([script, passages, queries]) => {
  const { Guide } = await import(script);
  const guide = await new Guide(passages).ready();
  return queries.map((query) => guide.find(query).map(({ address }) => address));
}
"""
HEAR = """
() => {
  window.said = [];
  const status = document.querySelector("#find > [role=status]");
  new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
}
"""
NAMES = "() => [...document.querySelectorAll('.cards > li:not([hidden]) h3')].map((one) => one.innerText)"
FOLLOWS = """
([first, second]) => {
  const [one, other] = [first, second].map((selector) => document.querySelector(selector));
  return Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}
"""


@pytest.fixture(name="watch")
def _watch(browser: Browser, site: Served) -> Iterator[Watch]:
    """A visitor of what is published."""
    with watching(browser, site) as watch:
        yield watch


def _answers(watch: Watch, queries: list[str]) -> list[list[str]]:
    watch.visit("/accessibility/")
    (guide,) = watch.served.root.glob("assets/guide.*.js")
    script = watch.served.url(f"/assets/{guide.name}")
    passages = json.loads((watch.served.root / ADDRESS[1:]).read_text(encoding="utf-8"))
    found: list[list[str]] = watch.page.evaluate(FIND, [script, passages, queries])
    return found


def test_questions_are_many() -> None:
    """At least forty questions are asked, each once, of both editions."""
    assert len(QUESTIONS) == len({question for question, _ in QUESTIONS}) >= 40
    assert sum("/2016-17/" in clause for _, clause in QUESTIONS) >= 8


def test_questions_are_answered(watch: Watch) -> None:
    """The clause that answers a question is among the first three, by old and new names, slips or not."""
    found = _answers(watch, [question for question, _ in QUESTIONS])
    pairs = zip(QUESTIONS, found, strict=True)

    assert {question: got for (question, clause), got in pairs if clause not in got[:3]} == {}


def test_what_is_asked_of_people_finds_no_passage(watch: Watch) -> None:
    """Needs, names and places that the protocols do not tell of find nothing there; nor do odd words."""
    needs = [
        "phonics",
        "SEND",
        "maths primary",
        "Siân",
        "Sheppey",
        "safegaurding",
        "behaviour pru",
        "refugees",
    ]
    odd = ["", " ", "?!", "the of", "\u202e\u0000", "x" * 5000, "__proto__", "constructor", "<b>"]

    assert _answers(watch, [*needs, *odd]) == [[]] * len([*needs, *odd])


def test_answers_stand_apart_from_people(watch: Watch) -> None:
    """Who is found stays; a line above them leads to the passages below, whose links lead to the clauses."""
    page, asked = watch.page, []
    page.on("request", lambda request: asked.append(request.url))
    page.route(f"**{ADDRESS}", lambda route: route.abort())
    watch.visit("/directory/?q=who+pays+for+a+peer+review")
    alone = page.evaluate(NAMES)
    page.unroute(f"**{ADDRESS}")

    expect(page.get_by_text("Also:")).to_be_hidden()

    watch.heard.clear()
    watch.visit("/directory/?support=peer-review")

    assert [url for url in asked if url.endswith(ADDRESS)] == [watch.served.url(ADDRESS)]

    watch.visit("/directory/?q=who+pays+for+a+peer+review")
    line = page.get_by_role("link", name="Also: 5 passages in the protocols")
    line.click()
    answers = page.get_by_role("region", name="In the protocols")

    assert page.evaluate(NAMES) == alone != []
    assert answers.get_by_role("listitem").count() == 5
    assert page.evaluate(FOLLOWS, [".cards", "#protocols"])
    expect(answers.get_by_role("heading")).to_be_in_viewport()

    answers.get_by_role("link", name="Peer review: Who commissions and pays", exact=True).click()
    page.wait_for_url("**/guidance/peer-review/#c-peer-review-commissioning")

    assert watch.heard == []


def test_where_nobody_fits_the_protocols_come_first(watch: Watch) -> None:
    """Without a leader, passages stand before the ways out, and the line says only when there is none."""
    page = watch.page
    watch.visit("/directory/?q=NCTL")

    assert page.locator("#found").inner_text() == "No leader matches"
    assert page.locator("#protocols").get_by_role("link").all_inner_texts() == [
        "Then and now: National bodies and titles"
    ]
    assert page.evaluate(FOLLOWS, ["#protocols", ".none"])
    expect(page.get_by_text("Also:")).to_be_hidden()

    page.get_by_label("What do you need help with?").fill("zzyzx")

    expect(page.get_by_text("Also: nothing in the protocols")).to_be_visible()
    expect(page.locator("#protocols")).to_be_hidden()


def test_answers_are_said_with_the_leaders_once(watch: Watch) -> None:
    """However late the passages come, one polite sentence tells of leaders and passages."""
    page = watch.page
    page.route(f"**{ADDRESS}", lambda route: (page.wait_for_timeout(QUIET), route.continue_()))
    watch.visit("/directory/")
    page.evaluate(HEAR)
    box = page.get_by_label("What do you need help with?")
    box.press_sequentially("peer review", delay=20)
    page.get_by_role("link", name="Also: 5 passages").wait_for()
    page.wait_for_timeout(QUIET)
    leaders = len(page.evaluate(NAMES))

    assert page.evaluate("() => window.said") == [f"{leaders} leaders found. 5 passages in the protocols."]


def test_searching_from_the_protocols(watch: Watch) -> None:
    """The protocols' own box leads to their passages, before people, with half a postcode at most."""
    page = watch.page
    watch.visit("/guidance/")
    box = page.get_by_label("Search the protocols")
    box.fill("free days ME12 3AB")
    box.press("Enter")
    page.wait_for_url("**/directory/?**")
    watch.settle()

    assert page.url.endswith("?q=free+days+ME12#protocols")

    watch.visit("/directory/?q=stepping+back#protocols")

    expect(page.get_by_role("heading", name="In the protocols")).to_be_in_viewport()
    assert page.evaluate(FOLLOWS, ["#protocols", ".cards"])

    page.get_by_label("What do you need help with?").fill("stepping back from the role")

    expect(page.locator(".cards + #protocols")).to_be_attached()


def test_without_a_script_a_search_leads_to_both_lists(browser: Browser, site: Served) -> None:
    """Who searches from an address without JavaScript is told so, and led to every leader and every page."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(site.url("/directory/?q=stepping+back#protocols"))
        watch.page.get_by_role("link", name="a list of their pages").click()
        watch.page.wait_for_url(site.url("/guidance/"))

        assert not watch.page.locator("#search").is_visible()
