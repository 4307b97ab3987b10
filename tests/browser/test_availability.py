"""An update of availability: one answer, and one e-mail that a person and a program can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from . import eyes
from .states import STATES, visiting
from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser

PAGE = "/submit/availability/"
DAY = "2026-11-25"


@pytest.fixture(name="watch")
def _watch(browser: Browser, site: Served) -> Iterator[Watch]:
    """A leader who comes from their page on a day in November, of whom nothing bad is heard in the end."""
    with watching(browser, site, accept_downloads=True, timezone_id="Europe/London") as watch:
        watch.page.clock.set_fixed_time(f"{DAY}T09:00:00Z")
        watch.visit(f"{PAGE}#leader=sian-obrien")
        yield watch

        assert watch.heard == []


def record_in(text: str) -> Any:
    """Return what a program reads in the e-mail."""
    return json.loads(text[text.index("{") :])


def mail(page: Tab) -> str:
    """Return the e-mail that the link opens."""
    return unquote(str(page.get_by_role("link", name="Open the e-mail").get_attribute("href")))


def update(**availability: Any) -> Any:
    """Return what a program must read."""
    return {
        "format": "kle-portrait-changes",
        "version": 1,
        "slug": "sian-obrien",
        "changes": {"availability": {**availability}},
    }


def test_one_answer_is_enough(watch: Watch) -> None:
    """From the leader’s own page one click fills the e-mail; nothing is kept, and no request leaves."""
    page = watch.page
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))

    expect(page.get_by_label("Your name, or the address of your page")).to_have_value("sian-obrien")

    page.get_by_label("Not now").check()
    found = mail(page)

    assert found.startswith("mailto:office@kah.example?subject=My availability&body=Dear colleague\r\n")
    assert "Time for another school: Not now\r\n" in found
    assert record_in(found) == update(status="paused", checked=DAY, **{"from": None})
    assert len(str(page.get_by_role("link", name="Open the e-mail").get_attribute("href"))) < 1_800
    assert asked == []
    assert page.evaluate("() => sessionStorage.length + localStorage.length") == 0


def test_all_that_can_be_said(watch: Watch) -> None:
    """A month and the free days stand in the words and in the record; the file is the record."""
    page = watch.page
    page.get_by_label("A little", exact=False).first.check()
    page.get_by_label("from when may you have more").select_option("2027-01-01")
    page.get_by_label("Some of the 3 days").check()
    page.get_by_label("In which school year").select_option("2026-27")
    whole = update(
        status="limited",
        checked=DAY,
        **{"from": "2027-01-01"},
        free_days={"year": "2026-27", "left": "available"},
    )
    found = mail(page)

    assert "Perhaps more time from: January 2027\r\n" in found
    assert "Left of my 3 free days in 2026-27: Some of the 3 days\r\n" in found
    assert record_in(found) == whole

    with page.expect_download() as coming:
        page.get_by_role("button", name="Download it as a file").click()

    assert coming.value.suggested_filename == "sian-obrien-availability.json"
    assert json.loads(Path(coming.value.path()).read_text(encoding="utf-8")) == whole

    page.get_by_text("Read the e-mail").click()

    assert record_in(page.locator("#letter").inner_text()) == whole


def test_who_has_time_is_not_away(watch: Watch) -> None:
    """With a yes no month is given, whatever was chosen before."""
    page = watch.page
    page.get_by_label("from when may you have more").select_option(index=2)
    page.get_by_label("Yes").check()

    assert record_in(mail(page))["changes"]["availability"] == {
        "status": "open",
        "checked": DAY,
        "from": None,
    }
    assert "Perhaps" not in mail(page)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("https://www.kah.org.uk/directory/ann-lee/", "ann-lee"),
        ("Ann Lee", "ann-lee"),
        ("  Siân   O’Brien ", "sian-obrien"),
        ('<b>"Jo"</b>\u202e', "b-jo-b"),
    ],
)
def test_whose_it_is(watch: Watch, typed: str, slug: str) -> None:
    """An address or a name: the record guesses the address, and the words hold what was typed."""
    page = watch.page
    page.get_by_label("Yes").check()
    page.get_by_label("Your name, or the address of your page").fill(typed)

    assert record_in(mail(page))["slug"] == slug
    assert f"My name or page: {' '.join(typed.split())}" in mail(page)


def test_what_is_missing_is_said(watch: Watch) -> None:
    """No e-mail and no file before there is an answer; each thing that is missing leads to its field."""
    page = watch.page
    page.get_by_label("Your name, or the address of your page").fill("…")
    for press in (
        page.get_by_role("link", name="Open the e-mail"),
        page.get_by_role("button", name="Copy the words"),
        page.get_by_role("button", name="Download it as a file"),
    ):
        press.click()

        expect(page.locator("#missing")).to_be_focused()

    page.locator("#missing").get_by_role("link", name="Whether you have time").click()

    expect(page.get_by_label("Yes")).to_be_focused()

    page.get_by_label("Yes").check()
    page.get_by_label("Your name, or the address of your page").fill("Jo Field")

    expect(page.locator("#missing")).to_be_hidden()


def test_by_keyboard_alone(watch: Watch) -> None:
    """Three keys answer; the next stops are the month, the days, the name and the e-mail."""
    page = watch.page
    page.locator("#status").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")

    assert record_in(mail(page))["changes"]["availability"]["status"] == "limited"

    for _ in range(7):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id") == "write":
            break

    expect(page.get_by_role("link", name="Open the e-mail")).to_be_focused()


@pytest.mark.parametrize("state", ["desk", "narrow", "dark and still"])
def test_every_state_is_accessible(browser: Browser, site: Served, state: str) -> None:
    """Empty, with something missing, and answered: axe and we find nothing."""
    with visiting(browser, site, STATES[state]) as watch:
        page = watch.page
        watch.visit(PAGE)
        page.evaluate(eyes.AXE + eyes.EYES)

        assert eyes.on_the_page(page.evaluate, colours=STATES[state].colours) == []

        page.get_by_role("button", name="Copy the words").click()
        expect(page.locator("#missing")).to_be_visible()

        assert eyes.on_the_page(page.evaluate, colours=STATES[state].colours) == []

        page.get_by_label("Not now").check()
        page.get_by_label("Your name, or the address of your page").fill("Jo Field")
        page.get_by_text("Read the e-mail").click()

        assert eyes.on_the_page(page.evaluate, colours=STATES[state].colours) == []
        assert watch.heard == []


def test_without_a_script(browser: Browser, site: Served) -> None:
    """Each answer is a link that opens an e-mail to the office, and the form is not there."""
    with visiting(browser, site, STATES["no scripts"]) as watch:
        watch.visit(PAGE)
        found = watch.page.get_by_role("link", name="Not now")

        expect(found).to_be_visible()
        assert "Time for another school: Not now" in unquote(str(found.get_attribute("href")))
        expect(watch.page.locator("#tool")).to_be_hidden()
