"""The Support Record on its page: written, kept if asked, taken away, printed, and begun from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pypdf
import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from kle_site.directory import Directory

from . import eyes
from .shortlisting import BLOCKED, FULL
from .states import STATES, visiting
from .watch import Served, Watch, watching

pytestmark = pytest.mark.browser

ADDRESS = "/support-record/"
KEY = "system-leader-directory.record.1"
COLUMNS = ("focus", "actions", "person", "by-when", "impact")
DAY = 86_400_000
ROW = {
    "focus": "Reading in years 3 and 4: too few children read at home & talk about it",
    "actions": "A phonics check in week 1\nTwo lessons seen together",
    "person": "Deputy headteacher",
    "by-when": "12 February 2027",
    "impact": "From 61 % to 74 % at the expected standard",
}
HELD = f"() => [localStorage.getItem('{KEY}'), sessionStorage.getItem('{KEY}')].map((one) => one !== null)"
"""Is there a record on the device, and in the tab?"""


@pytest.fixture(name="watch")
def _watch(browser: Browser, site: Served) -> Iterator[Watch]:
    """A visitor of what is published, of whom nothing bad is heard in the end."""
    with watching(browser, site, accept_downloads=True) as watch:
        yield watch

        # A second tab is the test's own.
        assert [words for words in watch.heard if words != "opened a window: about:blank"] == []


def write(page: Tab, visit: int, row: int, words: dict[str, str] = ROW) -> None:
    """Fill in a row, adding it if it is not there."""
    if not page.locator(f"#visit-{visit}-row-{row}-focus").count():
        page.locator(f"[data-visit='{visit}'] [data-do=add]").click()
    for column, said in words.items():
        page.locator(f"#visit-{visit}-row-{row}-{column}").fill(said)


def value(page: Tab, name: str) -> str:
    """What stands in a blank of the form."""
    return page.locator(f"#{name}").input_value()


def test_from_the_first_word_to_the_last(watch: Watch) -> None:
    """It stays in the tab, then 30 days on the device if asked; is taken away as text; and is deleted."""
    watch.visit(ADDRESS)
    page = watch.page
    page.get_by_label("Leader", exact=True).fill("Siân O’Brien")
    page.get_by_label("Supported school").fill("Example Oast Primary School")
    page.get_by_label("Date of the visit, Support visit 2").fill("2 March 2027")
    write(page, 1, 1)
    write(page, 2, 1)
    page.locator("[data-visit='2']").get_by_role("button", name="Add a row to Support visit 2").click()

    expect(page.get_by_label("Key area of focus, Support visit 2, row 2")).to_be_focused()
    assert page.evaluate(HELD) == [False, True]

    page.reload()

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    expect(page.locator("#leader")).to_have_value("Siân O’Brien")
    assert value(page, "visit-1-row-1-actions") == ROW["actions"]
    assert not page.locator("#keep").is_checked()

    page.locator("#keep").check()

    expect(page.locator("#keeping")).to_contain_text(
        re.compile(r"on this device until \d+ \w+ \d{4}, 30 days")
    )
    assert page.evaluate(HELD) == [True, False]

    later = page.context.new_page()
    later.goto(page.url)

    expect(later.locator("#visit-2-row-1-impact")).to_have_value(ROW["impact"])
    assert later.locator("#keep").is_checked()

    later.locator("#headteacher").fill("Ann Lee")

    expect(page.locator("#headteacher")).to_have_value("Ann Lee")
    later.close()

    with page.expect_download() as coming:
        page.get_by_role("button", name="Download as text").click()
    text = Path(coming.value.path()).read_text(encoding="utf-8")

    assert coming.value.suggested_filename == "support-record.txt"
    assert text.startswith("KLE Support Record\n\nLeader: Siân O’Brien\nHeadteacher: Ann Lee\n")
    assert (
        "\nSupport visit 2\nDate of the visit: 2 March 2027\n\nRow 1\nKey area of focus: Reading in" in text
    )
    assert "Agreed actions: A phonics check in week 1\n    Two lessons seen together\n" in text
    assert "Row 2" not in text

    page.get_by_role("button", name="Delete everything").click()

    expect(page.locator("#said")).to_have_text("Everything is deleted from this device.")
    assert page.evaluate(HELD) == [False, False]
    assert (value(page, "leader"), page.locator("#sheets bdi").all_inner_texts()) == ("", [""] * 87)

    page.get_by_role("button", name="Undo").click()

    assert value(page, "visit-2-row-1-by-when") == ROW["by-when"]
    assert page.evaluate(HELD) == [True, False]
    assert [url for url in asked if not url.startswith("blob:")] == []


def test_a_row_is_removed_and_comes_back(watch: Watch) -> None:
    """Those below move up; one row always stays; a visit takes as many as the form has; undo undoes."""
    watch.visit(ADDRESS)
    page = watch.page
    for row in range(1, 6):
        write(page, 1, row, {"focus": f"Focus {row}"})
    visit = page.locator("[data-visit='1']")

    expect(visit.get_by_role("button", name="Add a row")).to_be_hidden()

    visit.get_by_role("button", name="Remove Support visit 1, row 2").click()

    assert [value(page, f"visit-1-row-{row}-focus") for row in range(1, 5)] == [
        f"Focus {n}" for n in (1, 3, 4, 5)
    ]
    expect(page.locator("#note")).to_be_focused()
    expect(page.locator("#note")).to_contain_text("Row 2 of Support visit 1 is removed.")

    page.get_by_role("button", name="Undo").click()

    assert [value(page, f"visit-1-row-{row}-focus") for row in range(1, 6)] == [
        f"Focus {n}" for n in range(1, 6)
    ]

    for _ in range(4):
        visit.get_by_role("button", name="Remove").first.click()

    assert value(page, "visit-1-row-1-focus") == "Focus 5"
    expect(visit.get_by_role("button", name="Remove")).to_be_hidden()


def test_after_thirty_days_it_is_gone(watch: Watch) -> None:
    """A record whose time is over is deleted, unseen, and the page says so; odd ones do no harm."""
    watch.visit(ADDRESS)
    page = watch.page
    page.evaluate(
        f"""() => localStorage.setItem("{KEY}", JSON.stringify(
          {{until: new Date(Date.now() - {DAY}), value: {{leader: "Ann Lee"}}}}))"""
    )
    page.reload()

    expect(page.locator("#note")).to_contain_text("was deleted on")
    assert value(page, "leader") == ""
    assert page.evaluate(HELD) == [False, False]

    for odd in (
        "{",
        "null",
        "7",
        '{"until": 9e15}',
        '{"until": "2999-01-01", "value": {"leader": 7, "visit-9-row-1-focus": "x", "__proto__": []}}',
    ):
        page.evaluate("(odd) => localStorage.setItem(...odd)", [KEY, odd])
        page.reload()

        expect(page.locator("#record")).to_be_visible()
        assert value(page, "leader") == ""


ON_DEVICE_FULL = """const put = Storage.prototype.setItem;
Storage.prototype.setItem = function (...held) {
  if (this === localStorage) throw new DOMException("full", "QuotaExceededError");
  put.apply(this, held);
};"""


@pytest.mark.parametrize("spoil", [FULL, BLOCKED], ids=["full", "blocked"])
def test_where_nothing_is_kept_nothing_is_lost(spoil: str, browser: Browser, site: Served) -> None:
    """It says so at the first word, prints and downloads all the same, and asks before the page is left."""
    with watching(browser, site, accept_downloads=True) as watch:
        watch.page.add_init_script(spoil)
        watch.visit(ADDRESS)
        page = watch.page
        write(page, 1, 1)

        expect(page.locator("#keeping")).to_contain_text("not even in this tab. What you write is lost")
        expect(page.locator("#said")).to_contain_text("print or download it first")

        page.locator("#keep").click()

        expect(page.locator("#keep")).not_to_be_checked()
        assert value(page, "visit-1-row-1-focus") == ROW["focus"]

        with page.expect_download() as coming:
            page.get_by_role("button", name="Download as text").click()

        assert ROW["impact"] in Path(coming.value.path()).read_text(encoding="utf-8")
        assert watch.heard == []

        with page.expect_event("dialog"):
            page.close(run_before_unload=True)

        assert [heard for heard in watch.heard if heard.startswith("asked")] == ["asked: "]


def test_a_device_without_room(browser: Browser, site: Served) -> None:
    """Where only the device refuses, the tick goes, the page says why, and the tab keeps all."""
    with watching(browser, site) as watch:
        watch.page.add_init_script(ON_DEVICE_FULL)
        watch.visit(ADDRESS)
        page = watch.page
        write(page, 3, 1)
        page.locator("#keep").click()

        expect(page.locator("#keep")).not_to_be_checked()
        expect(page.locator("#keeping")).to_contain_text(
            "has no room left on this device. What you write stays in this tab"
        )

        page.reload()

        expect(page.locator("#visit-3-row-1-impact")).to_have_value(ROW["impact"])
        assert watch.heard == []


def test_one_device_keeps_one_record(watch: Watch) -> None:
    """A tab with another record does not write over the one that is kept."""
    watch.visit(ADDRESS)
    page = watch.page
    page.locator("#leader").fill("Bo May")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#leader").fill("Ann Lee")
    other.locator("#keep").check()
    page.locator("#keep").click()

    expect(page.locator("#keep")).not_to_be_checked()
    expect(page.locator("#keeping")).to_contain_text("keeps another record already")
    assert "Ann Lee" in page.evaluate(f"() => localStorage.getItem('{KEY}')")


# --- on paper ---------------------------------------------------------------------------------------------


def test_three_sheets_hold_it_all(watch: Watch) -> None:
    """Filled to the last character of every blank it is three sheets, and nothing is cut off."""
    watch.visit(ADDRESS)
    page = watch.page
    sentence = (
        "Children who join in the middle of a year read less well than others do, so we look at them first. "
    )
    most = {"focus": 400, "actions": 400, "person": 80, "by-when": 80, "impact": 400}
    ends = {
        f"visit-{visit}-row-{row}-{column}": f"{visit}{row}{column[:2]}"
        for visit in range(1, 4)
        for row in range(1, 6)
        for column in COLUMNS
    }
    held = {name: (sentence * 5)[: most[name.split("-", 4)[4]] - 4] + end for name, end in ends.items()}
    heads = {name: "Example " * 12 + "End" for name in ("leader", "headteacher", "school")}
    page.evaluate(
        "([key, value]) => sessionStorage.setItem(key, JSON.stringify({value}))", [KEY, held | heads]
    )
    page.reload()

    expect(page.locator("#visit-3-row-5-impact")).to_have_value(re.compile("35im$"))

    for options in ({"prefer_css_page_size": True}, {"format": "A4"}):
        found = pypdf.PdfReader(BytesIO(page.pdf(**options)))
        text = "".join("".join(one.extract_text().split()) for one in found.pages)

        assert len(found.pages) == 3
        assert all(one.mediabox.width > one.mediabox.height for one in found.pages)
        assert [end for end in ends.values() if end not in text] == []
        assert text.count("KLESupportRecord") == 1
        assert "Demonstration" not in text


def test_a_blank_record_is_printed_without_a_script(browser: Browser, site: Served) -> None:
    """Three sheets with every heading and room to write; the page says so, and shows no dead form."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(site.url(ADDRESS))
        found = pypdf.PdfReader(BytesIO(watch.page.pdf(prefer_css_page_size=True)))

        assert len(found.pages) == 3
        assert all("Key area of focus" in one.extract_text() for one in found.pages)
        expect(watch.page.locator("#record")).to_be_hidden()
        expect(watch.page.locator("#sheets table").first).to_be_visible()
        assert "it prints a blank record" in watch.page.locator("noscript").inner_text()


# --- begun from elsewhere ---------------------------------------------------------------------------------


def test_begun_from_a_leaders_page(watch: Watch, published: Directory) -> None:
    """The name is filled in and leaves the address; a record with somebody else is asked about, and kept."""
    first, second = published.listed[0].leader, published.listed[1].leader
    watch.visit(f"/directory/{first.slug}/")
    page = watch.page
    page.get_by_role("link", name="Start a Support Record").click()

    expect(page.locator("#leader")).to_have_value(first.name)
    assert watch.address == watch.served.url(ADDRESS)

    write(page, 1, 1)
    watch.visit(f"/directory/{second.slug}/")
    page.get_by_role("link", name="Start a Support Record").click()

    expect(page.locator("#leader")).to_have_value(first.name)

    page.get_by_role("button", name=f"Start a new one with {second.name}").click()

    expect(page.locator("#leader")).to_have_value(second.name)
    assert value(page, "visit-1-row-1-focus") == ""

    page.get_by_role("button", name="Undo").click()

    assert (value(page, "leader"), value(page, "visit-1-row-1-focus")) == (first.name, ROW["focus"])


def test_begun_from_a_brief(watch: Watch, published: Directory) -> None:
    """Beside the brief stands a link for each leader, which fills in whom and what was asked, and no more."""
    some = [entry.leader for entry in published.listed[:2]]
    watch.visit(f"/shortlist/#leaders={','.join(one.slug for one in some)}")
    page = watch.page
    page.get_by_role("button", name="Keep as my shortlist").click()
    page.get_by_label("Mentoring and coaching").check()
    page.get_by_label("What do you want to achieve?").fill("A calm first year")
    link = page.locator("#the-brief").get_by_role("link", name=some[1].name)

    assert "calm" not in str(link.get_attribute("href"))

    link.click()

    expect(page.locator("#leader")).to_have_value(some[1].name)
    assert value(page, "visit-1-row-1-focus") == "Mentoring and coaching: A calm first year"
    assert watch.address == watch.served.url(ADDRESS)


@pytest.mark.parametrize(
    "words", ["<img src=x onerror=alert(1)>", "\u202eeel nna\u2066", "x" * 3000, "%", "\n"]
)
def test_an_odd_address_is_only_words(words: str, watch: Watch) -> None:
    """Whatever the address says is put into one blank as words, cut to what it takes, or left."""
    watch.visit(f"{ADDRESS}#leader={quote(words)}")
    found = value(watch.page, "leader")

    assert len(found) <= 100
    assert found == words[:100].translate({0x202E: None, 0x2066: None, 10: None}).strip()
    assert watch.page.locator("#sheets img").count() == 0


# --- for everybody ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state",
    [
        "narrow",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in STATES
            if name not in {"narrow", "no scripts"}
        ),
    ],
)
def test_a_record_in_use_is_for_everybody(state: str, browser: Browser, site: Served) -> None:
    """Filled in, kept, with a row removed and its note in sight, the page is without fault."""
    with visiting(browser, site, STATES[state]) as watch:
        watch.visit(ADDRESS)
        page = watch.page
        page.locator("#leader").fill("Siân O’Brien")
        for row in (1, 2, 3):
            write(page, 1, row)
        page.locator("#keep").check()
        page.get_by_role("button", name="Remove Support visit 1, row 2").click()
        page.evaluate(eyes.AXE + eyes.EYES)

        assert eyes.on_the_page(page.evaluate, colours=STATES[state].colours) == []
        assert watch.heard == []


def test_a_first_view_is_light(watch: Watch) -> None:
    """Five requests, as everywhere (DESIGN §6)."""
    asked: list[str] = []
    watch.page.on("request", lambda request: asked.append(request.url))
    watch.visit(ADDRESS)

    assert len(asked) <= 5
