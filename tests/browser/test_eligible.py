"""Could you become a leader? The answers add up on the device, are said politely, and go nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from . import eyes
from .states import STATES, visiting
from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser


@pytest.fixture(name="watch")
def _watch(browser: Browser, site: Served) -> Iterator[Watch]:
    """A visitor of what is published, of whom nothing bad is heard in the end."""
    with watching(browser, site) as watch:
        yield watch

        assert watch.heard == []


def answered(page: Tab, **others: str) -> None:
    """Say yes to every question, but for those that are answered otherwise."""
    for item in page.locator("[data-question]").all():
        slug = str(item.get_attribute("data-question"))
        item.locator(f"input[value={others.get(slug.replace('-', '_'), 'yes')}]").check()


@pytest.mark.parametrize(
    ("others", "outcome", "told"),
    [
        ({}, "Yes, you could apply", ""),
        ({"three_years": "no"}, "Not yet", "Apply when you have been one for 3 years."),
        ({"good_or_outstanding": "no"}, "Ask us first", "considered in exceptional circumstances"),
        ({"governing_body": "unsure"}, "Ask us first", "You are not sure. Ask us what counts."),
        ({"good_or_outstanding": "no", "two_more_years": "no"}, "Not yet", "Wait until you know"),
    ],
)
def test_what_the_answers_add_up_to(others: dict[str, str], outcome: str, told: str, watch: Watch) -> None:
    """All yes is yes; a no without an exception is not yet; all else is for people. Each has its clause."""
    watch.visit("/eligibility/")
    page = watch.page
    answered(page, **others)
    result = page.locator("#result")

    expect(result.get_by_role("heading")).to_have_text(outcome)
    assert result.get_by_role("link", name="See how to apply").is_visible() == (outcome[:3] == "Yes")
    assert told in result.inner_text()
    assert result.locator("li").count() == len(others)
    assert result.locator("li a[href*='#c-eligibility-']").count() >= len(others)


def test_nothing_is_kept_or_sent(watch: Watch) -> None:
    """The address stays, no request is made, the device keeps nothing, and a reload starts anew."""
    watch.visit("/eligibility/")
    page = watch.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = page.url
    answered(page)

    assert (watch.address, asked) == (address, [])
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0

    page.reload()

    expect(page.locator("#result")).to_be_hidden()
    assert page.locator("input:checked").count() == 0


def test_said_once_and_started_again(watch: Watch) -> None:
    """A result is said after a while, and not before the last question; starting again goes to the first."""
    watch.visit("/eligibility/")
    page = watch.page
    page.locator("input[value=yes]").first.check()
    page.wait_for_timeout(900)

    assert page.locator("#said").inner_text() == ""

    answered(page)

    expect(page.locator("#said")).to_have_text("Yes, you could apply. The result is below the questions.")

    page.get_by_role("button", name="Start again").click()

    expect(page.locator("input").first).to_be_focused()
    expect(page.locator("#result")).to_be_hidden()


@pytest.mark.parametrize("state", ["desk", "phone", "narrow"])
def test_a_result_is_for_everybody(state: str, browser: Browser, site: Served) -> None:
    """With its result in sight the page is without fault."""
    with visiting(browser, site, STATES[state]) as watch:
        watch.visit("/eligibility/")
        answered(watch.page, good_or_outstanding="no", governing_body="unsure")
        watch.page.evaluate(eyes.AXE + eyes.EYES)
        found = eyes.on_the_page(watch.page.evaluate)

    assert found == []


def test_a_list_to_print(browser: Browser, site: Served) -> None:
    """Without a script the questions are there to be printed, with boxes, on two sheets at most."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(site.url("/eligibility/"))

        assert "Print the questions instead" in watch.page.locator("noscript").inner_text()
        assert watch.page.locator("fieldset").count() == 8
        assert watch.page.pdf(format="A4").count(b"/Type /Page\n") <= 2
