"""The annual submission’s form: two files and an e-mail, made on the device, where nothing stays unasked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from kle_site import submission
from kle_site.directory import Directory

from . import eyes
from .shortlisting import BLOCKED, FULL
from .states import STATES, visiting
from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser

PAGE = "/annual-submission/"
KEY = "system-leader-directory.annual.1"
SCHOOL = "Larkrise Infant School"
RESULT = "Reading went up.\nSo did sums. <b>& more</b>"
DAY = "2026-11-25"
NO_ROOM_FOR_LONG = """
const set = Storage.prototype.setItem;
Storage.prototype.setItem = function (...words) {
  if (this === localStorage) throw new DOMException("full", "QuotaExceededError");
  set.apply(this, words);
};
"""


@pytest.fixture(name="watch")
def _watch(browser: Browser, site: Served) -> Iterator[Watch]:
    """A leader on a day in November, of whom nothing bad is heard in the end."""
    with watching(browser, site, accept_downloads=True, timezone_id="Europe/London") as watch:
        watch.page.clock.set_fixed_time(f"{DAY}T09:00:00Z")
        watch.visit(PAGE)
        yield watch

        assert watch.heard == []


def fill(page: Tab, name: str = "Siân O’Brien") -> None:
    """Write and choose everything that the form asks for."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("The school you supported").first.fill(SCHOOL)
    page.get_by_label("Kind of support").first.select_option("Peer review")
    page.get_by_label("When, and about").first.fill("Autumn 2025, 3 days")
    page.get_by_label("What came of it").first.fill(RESULT)
    page.get_by_label("What difference did it make").fill("A great deal.")
    page.get_by_label("Yes, I confirm both").check()
    page.get_by_label("Limited time").check()
    page.get_by_label("from when may you have more").select_option("2027-01-01")
    page.get_by_label("A little time is left").check()


def given(page: Tab, button: str) -> tuple[str, str]:
    """Press a button; return the name and the text of the file that it gives."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_text(encoding="utf-8")


def kept(page: Tab) -> list[Any]:
    """What the tab and the device keep for this form."""
    script = f"() => [sessionStorage, localStorage].map((one) => JSON.parse(one.getItem('{KEY}')))"
    return list(page.evaluate(script))


# --- what it gives ----------------------------------------------------------------------------------------


def test_two_files_and_an_e_mail(watch: Watch, published: Directory) -> None:
    """The file holds the agreed fields alone, its warning first, and can be imported; the copy is to read."""
    page = watch.page
    fill(page)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if not one.url.startswith("blob:") else None)
    name, text = given(page, "Download the file for KAH")
    copy_name, copy = given(page, "Download the copy to read")
    record = json.loads(text)

    assert asked == []
    assert (name, copy_name) == (f"annual-submission-sian-obrien-{DAY}.json", name.replace(".json", ".txt"))
    assert list(record) == list(submission.FIELDS)
    assert record["warning"].startswith(
        "PRIVATE. This names schools that had support. It must never go by a public"
    )
    assert record["warning"].endswith("Send it only to office@kah.example")
    assert record["deployments"] == [
        {"school": SCHOOL, "kind": "Peer review", "time": "Autumn 2025, 3 days", "result": RESULT}
    ]

    found = submission.read(text.encode())
    leader = submission.leader_of(found, published.content.leaders)

    assert leader.slug == "sian-obrien"
    assert submission.changes(found, leader) == {
        ("confirmed",): DAY,
        ("availability", "status"): "limited",
        ("availability", "checked"): DAY,
        ("availability", "from"): "2027-01-01",
        ("availability", "free_days", "year"): "2026-27",
        ("availability", "free_days", "left"): "limited",
    }
    for words in (record["warning"], SCHOOL, RESULT, "A great deal.", "25 November 2026", "January 2027"):
        assert words in copy
    assert page.locator("#words").inner_text().strip() == copy.strip()

    link = unquote(str(page.get_by_role("link", name="Open it in my e-mail program").get_attribute("href")))

    assert link.startswith("mailto:office@kah.example?subject=Annual submission: Siân O’Brien&body=")
    assert name in link
    assert copy_name in link
    assert "no GitHub issue, no pull request" in link
    assert SCHOOL not in link
    assert "Larkrise" not in watch.address


def test_a_pause_has_no_reason_and_no_confirmation_is_made_up(watch: Watch) -> None:
    """Who does not confirm has no day of confirmation; what was left out is null; who is open is not away."""
    page = watch.page
    page.get_by_label("Your name").fill("Jo Field")
    page.get_by_label("The address of your page").fill(f"{watch.served.base}directory/jo-field/#main")
    page.get_by_label("No, or I am not sure").check()
    page.get_by_label("Taking commissions", exact=True).check()
    page.get_by_label("from when may you have more").select_option(index=1)
    name, text = given(page, "Download the file for KAH")
    record = json.loads(text)

    assert name == f"annual-submission-jo-field-{DAY}.json"
    assert record["leader"] == {"name": "Jo Field", "slug": "jo-field"}
    assert record["deployments"] == []
    assert record["commitment"] == {
        "confirmed": None,
        "availability": {"status": "open", "checked": DAY, "from": None, "free_days": None},
    }


def test_what_is_missing_is_told(watch: Watch) -> None:
    """Nothing is given before some questions are answered; the focus goes to their list, then to each."""
    page = watch.page
    page.get_by_label("The address of your page").fill("my page")
    page.get_by_role("button", name="Download the file for KAH").click()
    missing = page.locator("#missing")

    expect(missing).to_be_focused()
    assert missing.get_by_role("link").all_inner_texts() == [
        "Your name",
        "The address of your page: it ends like /directory/ann-lee/",
        "Whether your capacity and commitment continue",
        "Whether schools can ask you now",
    ]

    missing.get_by_role("link", name="Whether schools can ask you now").click()

    expect(page.get_by_label("Taking commissions", exact=True)).to_be_focused()

    fill(page)
    page.get_by_label("The address of your page").fill("")

    expect(missing).to_be_hidden()


def test_schools_come_and_go(watch: Watch) -> None:
    """Each has a number, its own fields and its own button; one is always there to be written in."""
    page = watch.page
    fill(page)
    page.get_by_role("button", name="Add another school").click()

    expect(page.get_by_label("The school you supported").nth(1)).to_be_focused()

    page.keyboard.type("Candleford")
    page.get_by_role("button", name="Remove school 1").click()

    expect(page.get_by_label("The school you supported")).to_have_value("Candleford")
    expect(page.get_by_label("The school you supported")).to_be_focused()
    assert page.locator("#deployments legend").all_inner_texts() == ["School 1"]

    page.get_by_role("button", name="Remove school 1").click()

    expect(page.get_by_label("The school you supported")).to_have_value("")


# --- what stays -------------------------------------------------------------------------------------------


def test_it_stays_in_the_tab(watch: Watch) -> None:
    """A reload keeps everything; another tab has nothing; deleting leaves nothing at all."""
    page = watch.page

    assert kept(page) == [None, None]

    fill(page)
    before = page.locator("#words").inner_text()
    page.reload()

    expect(page.locator("#words")).to_have_text(before, use_inner_text=True)
    assert kept(page)[1] is None

    other = page.context.new_page()
    other.goto(page.url)

    assert other.get_by_label("Your name").input_value() == ""

    other.close()
    watch.heard.remove("opened a window: about:blank")  # by us
    page.get_by_role("button", name="Delete what I wrote").click()

    assert kept(page) == [None, None]
    expect(page.get_by_label("Your name")).to_have_value("")
    expect(page.get_by_role("status")).to_have_text("What you wrote is deleted from this device.")


def test_it_stays_for_30_days_if_asked(watch: Watch) -> None:
    """Asked for, it stays until a day that is told, however often it is looked at; then it goes."""
    page = watch.page
    fill(page)
    page.get_by_label("Keep it on this device for 30 days").check()
    told = (
        "What you write stays on this device until 25 December 2026, 30 days after you last wrote. "
        "Whoever uses this browser can read it."
    )

    expect(page.locator("#keeping")).to_have_text(told)
    assert kept(page)[0] is None

    page.clock.set_fixed_time("2026-12-24T09:00:00Z")
    page.reload()

    expect(page.get_by_label("Your name")).to_have_value("Siân O’Brien")
    expect(page.locator("#keeping")).to_have_text(told)
    expect(page.get_by_label("Keep it on this device for 30 days")).to_be_checked()

    page.clock.set_fixed_time("2026-12-26T09:00:00Z")
    page.reload()

    expect(page.get_by_label("Your name")).to_have_value("")
    assert kept(page) == [None, None]

    fill(page)
    page.get_by_label("Keep it on this device for 30 days").check()
    page.get_by_label("Keep it on this device for 30 days").uncheck()

    assert kept(page)[0] is not None
    assert kept(page)[1] is None


@pytest.mark.parametrize(
    ("device", "told", "asked"),
    [
        (
            BLOCKED,
            "Your browser does not let us keep anything, not even in this tab. What you write is lost when "
            "you leave this page: ",
            "Your browser does not let us keep anything, not even in this tab. What you write is lost",
        ),
        (
            FULL,
            "Your browser has no room left, not even in this tab. What you write is lost when you leave this "
            "page: ",
            "Your browser has no room left, not even in this tab. What you write is lost",
        ),
        (
            NO_ROOM_FOR_LONG,
            "What you write stays in this tab until you close it.",
            "Your browser has no room left on this device. What you write stays in this tab",
        ),
    ],
    ids=["blocked", "full", "no room for long"],
)
def test_where_little_is_kept(browser: Browser, site: Served, device: str, told: str, asked: str) -> None:
    """A browser that keeps nothing, or not for long, is told of; the files are given all the same."""
    with watching(browser, site, accept_downloads=True) as watch:
        watch.page.add_init_script(device)
        watch.visit(PAGE)
        fill(watch.page)

        expect(watch.page.locator("#keeping")).to_contain_text(told)

        watch.page.get_by_label("Keep it on this device for 30 days").check()

        expect(watch.page.locator("#keeping")).to_contain_text(asked)
        assert SCHOOL in given(watch.page, "Download the file for KAH")[1]
        assert watch.heard == []


PUT = "([key, value]) => { for (const one of [sessionStorage, localStorage]) one.setItem(key, value); }"
STRANGE = (
    "no JSON",
    "null",
    '"words"',
    '{"value": 7}',
    '{"value": {"name": 7, "deployments": [null, 7, {"school": ["x"]}], "status": "<b>", "left": null}}',
    '{"value": {"deployments": {"length": 9}, "year": "1900-01", "__proto__": "x", "elements": "x"}}',
    '{"value": "words", "until": "2999-01-01"}',
)


def test_what_somebody_else_left_there(browser: Browser, site: Served) -> None:
    """Whatever stands in the form’s place breaks nothing and chooses nothing."""
    with watching(browser, site) as watch:
        for value in STRANGE:
            watch.visit(PAGE)
            watch.page.evaluate(PUT, [KEY, value])
            watch.page.reload()

            expect(watch.page.get_by_label("The school you supported").first).to_be_visible()
            assert watch.page.locator("input[type=radio]:checked").count() == 0
            assert watch.heard == []


# --- for everybody, and on paper --------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["desk", "narrow"])
def test_failing_and_ready_are_for_everybody(state: str, browser: Browser, site: Served) -> None:
    """With what is missing in sight, and with everything filled in, the page is without fault."""
    how = STATES[state]
    with visiting(browser, site, how) as watch:
        watch.visit(PAGE)
        watch.page.evaluate(eyes.AXE + eyes.EYES)
        watch.page.get_by_role("button", name="Download the file for KAH").click()
        failing = eyes.on_the_page(watch.page.evaluate, colours=how.colours)
        fill(watch.page)
        watch.page.get_by_role("button", name="Add another school").click()
        ready = eyes.on_the_page(watch.page.evaluate, colours=how.colours)
        if how.then:
            watch.page.evaluate(how.then)
            ready += watch.page.evaluate("eyes.misfits()")

        assert (failing, ready, watch.heard) == ([], [], [])


def test_on_paper(watch: Watch) -> None:
    """What is written is printed as the copy; before that, a list to fill in by hand."""
    page = watch.page
    page.emulate_media(media="print")

    assert page.locator("#blank").is_visible()
    assert not page.locator("#annual").is_visible()

    page.emulate_media(media="screen")
    fill(page)
    page.get_by_role("button", name="Print the copy").click()
    page.emulate_media(media="print")

    assert page.locator("#words").is_visible()
    assert page.locator(".private").is_visible()
    assert [page.locator(part).is_visible() for part in ("#blank", "#tool", "#parts")] == [False] * 3
    assert watch.heard == ["ran print()"]

    watch.heard.clear()


def test_one_sheet(browser: Browser, site: Served) -> None:
    """The list to fill in by hand is one sheet of A4."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(site.url(PAGE))

        assert watch.page.pdf(format="A4").count(b"/Type /Page\n") == 1
