"""The form of a portrait: from empty to ready, kept, opened, previewed, advised; and nothing is sent."""

from __future__ import annotations

import copy
import datetime
import gzip
import json
import time
from collections.abc import Iterable, Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
import yaml
from corpus import PORTRAITS
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from sampling import mostly_slow

from kle_site.build import Options, build

from . import eyes
from .shortlisting import BLOCKED, FULL
from .test_submit_checks import Form, _form, _form_of, _good  # noqa: F401  # its form, beside the page
from .typing_portraits import Portrait, portraits
from .watch import Served, Watch, serving, watching

pytestmark = pytest.mark.browser

PAGE = "/submit/"
KEY = "system-leader-directory.portrait.1"
DAY = "2026-11-30"
WORDS = (
    "I lead a small primary school in a village near the sea, with 90 pupils in four classes. "
    "I came in 2019.\n\n"
    "In 2024-25 I worked with two first-time heads. We met every three weeks, and wrote down what had to be "
    "right by half term. By July 2025 each school had a reading plan that its governors could explain.\n\n"
    "I can help most with early reading, with mixed-age classes, and with the first year of a headship. I "
    "like to walk round the school with you first. After that we talk on the telephone, and meet when "
    "it helps."
)
WHOLE: Portrait = {
    "name": "Jo Field",
    "designations": [{"kind": "KLE", "since": "2021-10"}],
    "role": "Headteacher",
    "schools": [
        {
            "name": "Larkrise Primary School",
            "urn": "123456",
            "phase": "primary",
            "district": "swale",
            "since": "2019-09",
            "ages": "4-11",
            "postcode": "ME12 9ZZ",
            "former_urns": ["123450"],
        }
    ],
    "trust": {"name": "Larkrise Trust", "uid": "9001"},
    "works_in": ["swale", "east"],
    "expertise": ["small-schools", "early-reading"],
    "support": ["peer-review", "mentoring"],
    "mentor_training": "2022-03",
    "availability": {
        "status": "limited",
        "checked": "2026-11-02",
        "from": "2027-01-04",
        "free_days": {"year": "2026-27", "left": "available"},
    },
    "portrait": WORDS,
    "impact": [
        {
            "claim": "A head had a plan that staff followed.",
            "evidence": "The governors’ minutes.",
            "year": "2024-25",
        }
    ],
    "contact": {"email": "office@larkrise.example", "person": "Office Manager", "phone": "01622 000000"},
    "consent": {"given": "2026-09-01", "scope": ["name", "portrait", "contact", "impact"], "notice": "1"},
    "confirmed": "2026-09-01",
}
CALLED = "portrait.json"
FIRST = 45_000
"""Bytes, packed, until somebody can write."""
MOST = 80_500
"""Bytes of everything that the page loads, packed."""
REST = "**/behind.*.js"
"""What comes once the form stands."""
RICH = f"""### Who I am

{WORDS}

- **One** thing, and *another*
- [More](https://www.example.org/a?b=c&d)

> It “helped” us & them < you.

1. First
2. Second"""
"""A portrait with all that Markdown may do here."""


def saved(portrait: Any, slug: str = "jo-field", **changes: Any) -> dict[str, Any]:
    """A file that the form opens, as Playwright hands it over."""
    held = {"format": "kle-portrait", "version": 1, "slug": slug, "portrait": portrait, **changes}
    return {"name": CALLED, "mimeType": "application/json", "buffer": json.dumps(held).encode()}


@pytest.fixture(name="watch")
def _watch(browser: Browser, site: Served) -> Iterator[Watch]:
    """A leader on a day in November, of whom nothing bad is heard in the end."""
    with watching(browser, site, accept_downloads=True, timezone_id="Europe/London") as watch:
        watch.page.clock.set_fixed_time(f"{DAY}T09:00:00Z")
        watch.visit(PAGE)
        yield watch

        assert [words for words in watch.heard if words != "opened a window: about:blank"] == []


def settled(page: Tab) -> None:
    """Wait until the page has followed the last change."""
    page.wait_for_timeout(450)


def begin(page: Tab, portrait: Any = WHOLE, **changes: Any) -> None:
    """Open a file."""
    page.locator("#keep").evaluate("one => { one.open = true; }")
    page.locator("#open").set_input_files(saved(portrait, **changes))
    expect(page.locator("#told")).to_be_visible()
    settled(page)


def given(page: Tab) -> Any:
    """Save as a file; return what it holds."""
    page.locator("#keep").evaluate("one => { one.open = true; }")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save it as a file").click()
    return json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))


def summary(page: Tab) -> list[str]:
    """The lines of the error summary."""
    return page.locator("#summary a").all_inner_texts()


def press_check(page: Tab) -> None:
    """Ask whether it is ready."""
    page.get_by_role("button", name="Check what I wrote").click()


# --- from empty to ready ----------------------------------------------------------------------------------


def test_from_empty_to_ready_by_mouse(watch: Watch) -> None:
    """Everything that is asked for is filled in; then it is ready, and the file holds what was typed."""
    page = watch.page
    page.get_by_label("Your name", exact=True).fill("Siân O’Brien")
    page.get_by_label("Your role").fill("Headteacher")
    page.get_by_label("Which one?").select_option("KLE")
    began = page.get_by_role("group", name="When did it begin?")
    began.get_by_label("Month").fill("October")
    began.get_by_label("Year").fill("2021")
    page.get_by_label("Name of the school").fill("Larkrise Primary School")
    page.get_by_label("Number in the national register (URN)").fill("123456")
    page.get_by_label("Kind of school").select_option("primary")
    page.get_by_label("Postcode or town").fill("Faversham")
    page.get_by_role("button", name="Choose Swale").click()

    expect(page.get_by_label("District")).to_have_value("swale")
    expect(page.get_by_label("District")).to_be_focused()

    came = page.get_by_role("group", name="When did you take this post?")
    came.get_by_label("Month").fill("9")
    came.get_by_label("Year").fill("2019")
    page.locator("[data-at=works_in]").get_by_label("East Kent").check()
    page.get_by_label("Search these words").fill("first headship")
    page.get_by_label("Mentoring new headteachers").check()
    page.locator("[data-at=support]").get_by_label("Peer review").check()
    page.get_by_label("Limited time").check()
    page.locator("#p-portrait").fill(WORDS)
    page.get_by_label("The mailbox").fill("office@larkrise.example")
    for scope in ("Name.", "Portrait.", "Contact."):
        page.get_by_label(scope).check()
    page.get_by_label("I have the time and the will").check()
    press_check(page)

    assert summary(page) == []
    expect(page.locator("#ready")).to_be_focused()
    expect(page.locator("#ready")).to_contain_text("This is ready.")

    held = given(page)

    assert (held["format"], held["version"], held["slug"]) == ("kle-portrait", 1, "sian-obrien")
    assert held["portrait"] == {
        "name": "Siân O’Brien",
        "role": "Headteacher",
        "designations": [{"kind": "KLE", "since": "2021-10"}],
        "schools": [
            {
                "name": "Larkrise Primary School",
                "urn": "123456",
                "phase": "primary",
                "district": "swale",
                "since": "2019-09",
            }
        ],
        "works_in": ["east"],
        "expertise": ["new-head-mentoring"],
        "support": ["peer-review"],
        "availability": {"status": "limited", "checked": DAY},
        "portrait": WORDS,
        "contact": {"email": "office@larkrise.example"},
        "consent": {"given": DAY, "scope": ["name", "portrait", "contact"], "notice": "1"},
        "confirmed": DAY,
    }
    assert watch.address.endswith(PAGE)


def test_from_failing_to_ready_by_keyboard(watch: Watch) -> None:
    """An empty form fails: the summary has the focus, each link leads to its field, and mending clears it."""
    page = watch.page
    without = {key: value for key, value in WHOLE.items() if key not in ("name", "support")}
    begin(page, without)
    page.get_by_role("button", name="Check what I wrote").press("Enter")

    expect(page.locator("#summary")).to_be_focused()
    assert summary(page) == ["Your name: This is missing.", "Kinds of support: This is missing."]

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Your name", exact=True)).to_be_focused()
    expect(page.get_by_label("Your name", exact=True)).to_have_attribute("aria-invalid", "true")
    described = page.get_by_label("Your name", exact=True).get_attribute("aria-describedby") or ""
    assert summary(page)[0].endswith(
        page.locator(f"#{described.split()[-1]} p").inner_text().removeprefix("Error:").strip()
    )

    page.keyboard.type("Jo Field")
    settled(page)

    expect(page.get_by_label("Your name", exact=True)).not_to_have_attribute("aria-invalid", "true")
    assert len(summary(page)) == 1

    page.locator("#summary a").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    settled(page)

    expect(page.locator("#summary")).to_be_hidden()
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#said")).to_have_text("This is ready.")


def test_an_empty_form_is_told_of_everything(watch: Watch) -> None:
    """Each thing that is missing once, in the order of the page."""
    page = watch.page
    press_check(page)
    told = [line.split(": ")[0] for line in summary(page)]

    assert told == list(dict.fromkeys(told))
    assert told[0] == "Your name"
    assert len(told) >= 10
    tops = page.locator("#summary a").evaluate_all(
        "all => all.map(one => document.querySelector(one.hash).getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)


def test_rows_come_and_go(watch: Watch) -> None:
    """Each has its number, its own fields and its own button; the focus stays where something is."""
    page = watch.page
    page.get_by_label("Name of the school").fill("Larkrise")
    page.get_by_role("button", name="Add another school").click()

    expect(page.locator("#p-schools-1-name")).to_be_focused()

    page.keyboard.type("Candleford")
    page.get_by_role("button", name="Remove school 1").click()

    expect(page.locator("#p-schools-0-name")).to_have_value("Candleford")
    expect(page.locator("#p-schools-0-name")).to_be_focused()
    expect(page.get_by_role("button", name="Remove school")).to_have_count(0)
    assert page.locator("#p-schools-0-name").get_attribute("aria-describedby") == "p-schools-0-name-hint"

    for _ in range(7):
        page.get_by_role("button", name="Add another school").click()

    expect(page.get_by_role("button", name="Add another school")).to_be_hidden()

    page.get_by_role("button", name="Add a change").click()
    page.get_by_role("button", name="Remove change 1").click()

    expect(page.get_by_role("button", name="Add a change")).to_be_focused()


# --- kept, saved and opened -------------------------------------------------------------------------------


def test_a_file_comes_back_as_it_went(watch: Watch) -> None:
    """Every field of a whole portrait is opened, shown and saved again, in the order that it was given in."""
    page = watch.page
    begin(page)
    held = given(page)

    assert held["portrait"] == WHOLE
    assert held["slug"] == "jo-field"
    assert page.locator("#told").inner_text().startswith(f"{CALLED} is open.")
    assert "did not fit" not in page.locator("#told").inner_text()


def test_what_does_not_fit_is_said(watch: Watch) -> None:
    """Unknown fields, choices that are gone and another version are told of by name; the rest is opened."""
    page = watch.page
    odd = copy.deepcopy(WHOLE) | {"colour": "blue"}
    odd["schools"][0] |= {"phase": "castle", "motto": "On"}
    odd["expertise"] = ["small-schools", "alchemy"]
    begin(page, odd, version=7)
    told = page.locator("#told").inner_text()

    for words in (
        "another version of this form",
        "colour",
        "schools.0.phase",
        "schools.0.motto",
        "expertise",
    ):
        assert words in told
    assert given(page)["portrait"]["expertise"] == ["small-schools"]


def test_an_older_consent_is_asked_for_again(watch: Watch) -> None:
    """Who agreed after reading another version of the notice reads this one first."""
    page = watch.page
    begin(page, WHOLE | {"consent": {"given": "2025-09-01", "scope": ["name"], "notice": "999"}})

    assert page.locator("[data-at='consent.scope'] :checked").count() == 0
    assert "consent" not in given(page)["portrait"]


BAD_FILES = {
    "damaged": b'{"format": "kle-port',
    "no text": bytes(range(256)),
    "a list": b"[]",
    "another format": b'{"format": "kle-annual-submission", "portrait": {}}',
    "no portrait": b'{"format": "kle-portrait", "version": 1, "portrait": []}',
    "YAML": b"name: Jo Field\n",
    "huge": b'{"format": "kle-portrait", "portrait": {"name": "' + b"a" * 300_000 + b'"}}',
    "empty": b"",
}


@pytest.mark.parametrize("raw", mostly_slow(BAD_FILES.values(), 4), ids=BAD_FILES)
def test_a_wrong_file_changes_nothing(watch: Watch, raw: bytes) -> None:
    """It is said why, and what was written stays."""
    page = watch.page
    page.get_by_label("Your role").fill("Headteacher")
    page.locator("#keep").evaluate("one => { one.open = true; }")
    page.locator("#open").set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": raw})

    expect(page.locator("#told")).to_contain_text("Nothing was changed.")
    expect(page.locator("#told")).to_be_focused()
    expect(page.get_by_label("Your role")).to_have_value("Headteacher")


def test_a_file_full_of_oddities_does_no_harm(watch: Watch) -> None:
    """Values of the wrong kind, and names that mean something to JavaScript, are left out and said."""
    page = watch.page
    raw = (
        '{"format":"kle-portrait","version":1,"slug":["x"],"portrait":{"__proto__":{"polluted":"yes"},'
        '"constructor":"x","name":{"a":1},"schools":{"0":{"name":"y"}},"expertise":"send","consent":null,'
        '"designations":[null,7,[]],"portrait":["a"],"availability":5,"role":"<img src=x onerror=alert(1)>"}}'
    )
    page.locator("#keep").evaluate("one => { one.open = true; }")
    page.locator("#open").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": raw.encode()}
    )

    expect(page.locator("#told")).to_contain_text("did not fit")
    expect(page.get_by_label("Your role")).to_have_value("<img src=x onerror=alert(1)>")
    assert page.evaluate("({}).polluted") is None
    settled(page)
    assert page.locator("#card img, #page img").count() == 0


def kept(page: Tab) -> list[Any]:
    """What the tab and the device keep for this form."""
    script = f"() => [sessionStorage, localStorage].map((one) => JSON.parse(one.getItem('{KEY}')))"
    return list(page.evaluate(script))


def test_it_stays_in_the_tab_and_on_the_device_if_asked(watch: Watch) -> None:
    """A reload keeps all; asked for, another tab has it and hears of changes; deleting can be undone."""
    page = watch.page
    begin(page)
    page.reload()

    expect(page.get_by_label("Your name", exact=True)).to_have_value("Jo Field")
    assert kept(page)[1] is None

    page.locator("#keep summary").click()
    page.get_by_label("Keep it on this device for 30 days").check()

    expect(page.locator("#keeping")).to_contain_text("until 30 December 2026")

    other = page.context.new_page()
    other.clock.set_fixed_time(f"{DAY}T09:00:00Z")
    other.goto(page.url)

    expect(other.get_by_label("Your name", exact=True)).to_have_value("Jo Field")

    other.get_by_label("Your name", exact=True).fill("Jo Meadow")

    expect(page.get_by_label("Your name", exact=True)).to_have_value("Jo Meadow")
    other.close()

    page.get_by_role("button", name="Delete everything").click()

    assert kept(page) == [None, None]
    expect(page.get_by_label("Your name", exact=True)).to_have_value("")
    expect(page.locator("#told")).to_be_focused()

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_label("Your name", exact=True)).to_have_value("Jo Meadow")
    assert kept(page)[1] is not None


def test_the_back_button_brings_everything_back(watch: Watch) -> None:
    """Also what was typed a moment before somebody left, and also where a browser restores fields itself."""
    page = watch.page
    page.get_by_label("Your name", exact=True).fill("Jo Field")
    page.get_by_role("button", name="Add another school").click()
    page.locator("#p-schools-1-name").fill("Candleford")
    page.goto(watch.served.url("/privacy/"))
    page.go_back()

    expect(page.locator("#p-schools-1-name")).to_have_value("Candleford")
    expect(page.get_by_label("Your name", exact=True)).to_have_value("Jo Field")


@pytest.mark.parametrize(
    ("device", "told"),
    [(BLOCKED, "does not let us keep anything"), (FULL, "has no room left")],
    ids=["blocked", "full"],
)
def test_where_nothing_is_kept(browser: Browser, site: Served, device: str, told: str) -> None:
    """It is said, and everything else works: the check, the preview, the file."""
    with watching(browser, site, accept_downloads=True) as watch:
        watch.page.add_init_script(device)
        watch.visit(PAGE)
        begin(watch.page)

        expect(watch.page.locator("#keeping")).to_contain_text(told)
        assert given(watch.page)["portrait"]["name"] == "Jo Field"
        press_check(watch.page)
        expect(watch.page.locator("#ready")).to_be_visible()
        assert watch.heard == []


# --- help while writing -----------------------------------------------------------------------------------

FROM_WORD = (
    "“I lead a school”\u00a0– in Kent.\r\nIt’s small\u00ad.\r\n•\tReading\r\n·\tSums\r\nAnd then\u200b more."
)
CLEAN = "“I lead a school” – in Kent.\n\nIt’s small.\n\n- Reading\n- Sums\n\nAnd then more."

PASTE = """
([id, plain, html]) => {
  const field = document.getElementById(id);
  field.focus();
  const held = new DataTransfer();
  if (plain) held.setData("text/plain", plain);
  if (html) held.setData("text/html", html);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}
"""


def test_words_from_word_come_in_clean(watch: Watch) -> None:
    """Paragraphs and points of a list stay what they are; what nobody sees goes; no word is lost."""
    page = watch.page
    html = "<p class=MsoNormal>“I lead a school”&nbsp;– in Kent.</p>"
    page.evaluate(PASTE, ["p-portrait", FROM_WORD, html])

    expect(page.locator("#p-portrait")).to_have_value(CLEAN)

    page.locator("#p-portrait").fill("")
    page.evaluate(PASTE, ["p-portrait", "", "<p>One &amp; two</p><ul><li>three</li></ul>"])

    assert "One & two" in page.locator("#p-portrait").input_value()
    assert "three" in page.locator("#p-portrait").input_value()

    page.evaluate(PASTE, ["p-role", "Executive\u00a0Headteacher\r\n", ""])

    expect(page.locator("#p-role")).to_have_value("Executive Headteacher")

    page.locator("#p-portrait").fill("")
    page.evaluate(PASTE, ["p-portrait", "One line\nand its second\n\n🙂 A family 👩‍👧", ""])

    expect(page.locator("#p-portrait")).to_have_value("One line\nand its second\n\n🙂 A family 👩‍👧")


def test_fifty_thousand_characters_do_not_freeze_it(watch: Watch) -> None:
    """They are all there, are told to be too many, and the page follows at once."""
    page = watch.page
    begin(page)
    long = ("*a* [b](c " * 5000)[:49_999] + "."
    page.locator("#p-portrait").fill("")
    began = time.monotonic()
    page.evaluate(PASTE, ["p-portrait", long, ""])
    settled(page)
    press_check(page)

    assert time.monotonic() - began < 5
    assert summary(page) == [
        "Your portrait: This file is larger than 32 KB, the most that we read. "
        "Shorten it, or check that it is the right file."
    ]
    assert "47,500 characters too many" in page.locator("[data-at=portrait]").inner_text()
    assert len(page.locator("#p-portrait").input_value()) == 50_000


def test_counters_speak_only_near_the_limit(watch: Watch) -> None:
    """A word count is there to be seen; it is said once little room is left, a moment after the last key."""
    page = watch.page
    box = page.locator("#p-portrait")
    box.fill("Some words.")
    page.wait_for_timeout(1300)

    assert "11 characters, 2 words" in page.locator("[data-at=portrait]").inner_text()
    assert page.locator("#said").inner_text() == ""

    box.fill("a " * 1240)
    page.wait_for_timeout(1300)

    assert "characters left" in page.locator("#said").inner_text()

    box.fill("a" * 2507)
    page.wait_for_timeout(1300)

    assert page.locator("#said").inner_text() == "7 characters too many"
    for quiet in ("#seen", "#whole", "#coach", ".counted"):
        live = page.locator(f"{quiet} [aria-live], {quiet} [role=status], {quiet}[aria-live], {quiet}[role]")
        assert live.count() == 0, quiet


def test_words_for_expertise_are_searched(watch: Watch) -> None:
    """By their own words and by what people call them; a seventh is told to be too many."""
    page = watch.page
    page.get_by_label("Search these words").fill("new ht")
    shown = page.locator(".terms .choice:visible")

    assert "Mentoring new headteachers" in shown.all_inner_texts()
    assert shown.count() < 10

    page.get_by_label("Search these words").fill("zzyzx")
    page.wait_for_timeout(1200)

    expect(page.locator("#said")).to_have_text("Nothing fits. Try another word.")

    page.get_by_label("Search these words").fill("")
    page.locator(".terms summary").first.click()
    for box in page.locator(".terms input").all()[:7]:
        box.check()

    expect(page.locator("#chosen")).to_contain_text(
        "7 of 6 chosen: take some out. Mentoring new headteachers, "
    )
    expect(page.locator("#said")).to_contain_text("7 of 6 chosen: take some out")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("me12 9zz", ["Swale"]), ("Sheerness", ["Swale"]), ("ct5", ["Canterbury"]), ("Atlantis", [])],
)
def test_a_place_suggests_its_district(watch: Watch, typed: str, offered: list[str]) -> None:
    """By postcode, half of one or town; the person chooses; only a whole postcode goes into the portrait."""
    page = watch.page
    page.get_by_label("Name of the school").fill("Larkrise")
    page.get_by_label("Postcode or town").fill(typed)

    assert page.locator("[data-suggested] button").all_inner_texts() == [f"Choose {one}" for one in offered]

    settled(page)
    held = given(page)["portrait"]["schools"][0].get("postcode")

    assert held == (typed if typed in ("me12 9zz", "Atlantis") else None)


def test_advice_is_given_and_stops_nobody(watch: Watch) -> None:
    """Beside the box once it is left: what a good portrait has; a full one is left alone."""
    page = watch.page
    page.locator("#p-schools-0-name").fill("Larkrise Primary School")
    page.locator("#p-portrait").fill(
        "The PPG was used. Mrs Smith and a boy called Tom liked Candleford Green Infant School."
    )
    page.locator("#p-portrait").blur()
    told = page.locator("#coach").inner_text()

    for words in (
        "This is 16 words.",
        "Say which school you lead",
        "Say what you did yourself",
        "Say what came of it",
        "Say when it was",
        "Explain “PPG”",
        "Is “Candleford Green Infant School” a school that you supported?",
        "Leave out whatever could tell who a pupil is.",
        "Leave out the names of colleagues.",
    ):
        assert words in told, words

    page.locator("#p-portrait").fill(WORDS + " " + "We also walk round Larkrise Primary School. " * 2)
    page.locator("#p-portrait").blur()

    assert "Is “" not in page.locator("#coach").inner_text()

    page.locator("#p-portrait").fill(f"{WORDS}\n\n{'I can come on most Tuesdays. ' * 4}")
    page.locator("#p-portrait").blur()

    expect(page.locator("#coach")).to_be_hidden()


# --- what it says, and what Python says ---------------------------------------------------------------------


OPEN = """
async ([name, text, emitter]) => {
  const held = new DataTransfer();
  held.items.add(new File([text], name, { type: "application/json" }));
  const field = document.querySelector("#open");
  const told = document.querySelector("#told");
  told.replaceChildren();
  field.files = held.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  while (!told.children.length) await new Promise((go) => setTimeout(go));
  document.querySelector("#check").click();
  const { emit, slugFor } = await import(emitter);
  const { portrait, slug } = JSON.parse(sessionStorage.getItem("KEY")).value;
  const messages = [...document.querySelectorAll("#summary a")].map((one) => one.textContent);
  const ready = !document.querySelector("#ready").hidden;
  return [slug || slugFor(portrait.name ?? ""), emit(portrait), ready, messages, portrait];
}
""".replace("KEY", KEY)


def opened(watch: Watch, portrait: Any, slug: str = "") -> tuple[str, str, bool, list[str], Any]:
    """Open a portrait and ask: its slug, its YAML, whether it is ready, why not, what is kept."""
    file = saved(portrait, slug)
    (emitter,) = watch.served.root.glob("assets/emit.*.js")
    address = watch.served.url(f"/assets/{emitter.name}")
    told = watch.page.evaluate(OPEN, [file["name"], file["buffer"].decode(), address])
    return tuple(told)


def disagreements(
    form: Form, watch: Watch, drawn: Iterable[Portrait]
) -> Iterator[tuple[str, list[str], Any]]:
    """Yield what the page calls ready and Python does not accept, and the other way round."""
    for portrait in drawn:
        slug, text, ready, messages, _ = opened(watch, json.loads(json.dumps(portrait)))
        told, accepted = form.python(text, slug or "nobody")
        if accepted != ready and (slug or ready):
            yield text, messages, told


@pytest.fixture(name="county")
def _county(browser: Browser, county_site: Served, today: datetime.date) -> Iterator[Watch]:
    """A leader of the miniature county, on its day."""
    with watching(browser, county_site, timezone_id="Europe/London", accept_downloads=True) as watch:
        watch.page.clock.set_fixed_time(f"{today}T09:00:00Z")
        watch.visit(PAGE)
        yield watch

        assert watch.heard == []


def test_what_it_calls_ready_python_accepts(county: Watch, form: Form, good: list[Portrait]) -> None:
    """And the other way round, for portraits drawn by lot, with hostile and ordinary words."""
    drawn = islice(portraits(good, seed=6), 60)

    assert list(disagreements(form, county, [*good, *drawn])) == []


@pytest.mark.slow
def test_what_it_calls_ready_python_accepts_of_hundreds(
    county: Watch, form: Form, good: list[Portrait]
) -> None:
    """The same for many more."""
    drawn = islice(portraits(good, seed=66), 600)

    assert list(disagreements(form, county, drawn)) == []


BAD = sorted((PORTRAITS / "bad").glob("*.yaml"))


def test_bad_portraits_are_told_of_in_the_same_words(county: Watch, form: Form) -> None:
    """Bad files of the corpus that are YAML are opened as the form’s own: what fits is judged alike.

    That the checks say the same of every one of them stands in test_submit_checks.py.
    """
    some = 0
    for file in BAD[::4]:
        try:
            held = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
            continue
        if not isinstance(held, dict):
            continue
        slug, text, ready, messages, _ = opened(county, held)
        told, accepted = form.python(text, slug or "nobody")

        assert ready == accepted, file.name

        for _, _, code, message, hint, severity in told:
            if code not in {"missing", "file-name"} and severity == "error":
                assert any(f"{message} {hint}".strip() in one for one in messages), (file.name, message)
                some += 1

    assert some > 10


# --- the preview --------------------------------------------------------------------------------------------

AGREED = {"given": "2026-09-01", "scope": ["name", "portrait", "contact", "impact", "reuse"], "notice": "2"}
VARIANTS: list[Portrait] = [
    {},
    {"availability": {"status": "paused", "checked": "2026-11-02"}},
    {"availability": {"status": "limited", "checked": "2026-05-02", "from": "2026-11-01"}},
    {
        "availability": {"status": "open", "checked": "2026-11-02", "from": "2027-01-04"},
        "mentor_training": "2022-03",
    },
    {"contact": {"via": "kah"}, "trust": {"name": "Example O’Trust & Sons"}, "works_in": ["county"]},
    {
        "contact": {
            "email": "office@school.example",
            "phone": "01622 000000 ext 12",
            "person": "Headteacher’s PA",
        }
    },
    {"impact": [{"claim": "It’s better.", "evidence": "“Minutes”", "year": "2024-25"}] * 2},
]
"""What a page shows otherwise than a plain one."""

SHOWN = """
(root) => {
  const walk = (one) => {
    if (one.nodeType === Node.TEXT_NODE) return one.data.replace(/\\s+/g, " ").trim();
    const held = [...one.attributes]
      .filter(({ name }) => !/^(id|aria-labelledby|href|rel|aria-level|data-.*)$/.test(name))
      .map(({ name, value }) => `${name}=${value}`)
      .sort();
    return [one.localName, held, [...one.childNodes].map(walk).filter((part) => part.length)];
  };
  return [...root.childNodes].map(walk).filter((part) => part.length);
}
"""


def test_the_preview_is_the_page(
    county: Watch,
    browser: Browser,
    own_world: Path,
    tmp_path: Path,
    good: list[Portrait],
    today: datetime.date,
) -> None:
    """Element by element, what is shown is what the site makes of the file that the form gives."""
    seen = {}
    for number, (portrait, changes) in enumerate(
        product([one for one in good if one["name"] in ("Ada Plain", "Zoë O'Briain-Łuk")], VARIANTS)
    ):
        held = copy.deepcopy(portrait) | {"name": f"Dr Zoë {portrait['name']}", "portrait": RICH} | changes
        for field in ("photo", "aliases", "listed"):
            held.pop(field, None)
        for place, school in enumerate(held["schools"]):
            school["urn"] = str(900_500 + number * 10 + place)
            school.pop("former_urns", None)
        held |= {"example": "true", "consent": AGREED, "confirmed": "2026-09-01"}
        slug, text, ready, _, _ = opened(county, held, f"shown-{number}")
        if not ready:
            continue
        county.settle()
        (own_world / "kles" / f"{slug}.yaml").write_text(text, encoding="utf-8")
        seen[slug] = [county.page.locator(one).evaluate(SHOWN) for one in ("#page", "#card")]

    assert len(seen) >= 2 * len(VARIANTS)

    outcome = build(Options(content=own_world, out=tmp_path / "site", today=today, cache=None))

    assert outcome.report, outcome.problems

    with serving(tmp_path / "site") as served, watching(browser, served) as watch:
        for slug, (page, _) in seen.items():
            watch.scripts = False
            watch.visit(f"/directory/{slug}/")
            watch.page.evaluate("() => document.querySelector('[aria-labelledby=related]')?.remove()")

            assert watch.page.locator("main").evaluate(SHOWN) == page, slug

        watch.visit("/directory/")
        found = 0
        for slug, (_, card) in seen.items():
            real = watch.page.locator(f".card:has(a[href$='{slug}/'])")
            if real.count():
                assert real.evaluate(f"(one) => ({SHOWN})({{ childNodes: [one] }})") == card, slug
                found += 1

        assert found


# --- how it looks -------------------------------------------------------------------------------------------


def found_by_axe(watch: Watch) -> list[str]:
    """What axe finds on the page as it stands now."""
    watch.page.wait_for_timeout(450)
    watch.page.evaluate(eyes.AXE + eyes.EYES)
    return eyes.on_the_page(watch.page.evaluate)


@pytest.mark.parametrize("width", mostly_slow([375, 1280], 2))
def test_no_violation_in_any_state(browser: Browser, site: Served, width: int) -> None:
    """Empty, failing, advised and ready: axe finds nothing, and nothing hangs over the edge."""
    with watching(browser, site, viewport={"width": width, "height": 800}) as watch:
        watch.page.clock.set_fixed_time(f"{DAY}T09:00:00Z")
        watch.visit(PAGE)
        page = watch.page
        told = {"empty": found_by_axe(watch)}
        press_check(page)
        told["failing"] = found_by_axe(watch)
        page.locator("#p-portrait").fill("The PPG.")
        page.locator("#p-portrait").blur()
        page.get_by_label("Postcode or town").fill("ME12")
        for one in page.locator("details").all():
            one.evaluate("one => { one.open = true; }")
        told["advised"] = found_by_axe(watch)
        begin(page)
        press_check(page)
        told["ready"] = found_by_axe(watch)
        page.locator("#exit-public").check()
        page.locator("#exits details").evaluate("one => { one.open = true; }")
        told["sending"] = found_by_axe(watch)

        assert {state: found for state, found in told.items() if found} == {}
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert watch.heard == []


def test_a_change_begins_with_what_is_published(browser: Browser, site: Served) -> None:
    """From a leader’s page: all but time and consent is there; what differs is given, and the draft stays."""
    with watching(browser, site, accept_downloads=True) as watch:
        page = watch.page
        page.clock.set_fixed_time(f"{DAY}T09:00:00Z")
        watch.visit(f"{PAGE}#change=sian-obrien")

        expect(page.locator("#told")).to_contain_text("This is what is published.")
        expect(page.get_by_label("Your name", exact=True)).to_have_value("Siân O'Brien")
        expect(page.get_by_label("Limited time")).to_be_hidden()
        expect(page.locator("#elsewhere")).to_be_visible()

        page.get_by_label("Your role").fill("Chief Executive")
        press_check(page)

        assert [line.split(":")[0] for line in summary(page)] == [
            "I have read version 1 of the privacy notice. You may publish"
        ]

        for one in page.locator("[data-at='consent.scope'] input").all():
            one.check()
        settled(page)
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download sian-obrien-changes.json").click()
        record = json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))

        assert list(record["changes"]) == ["role", "consent"]
        assert record["was"] == {"role": "Executive Headteacher"}

        page.reload()

        expect(page.get_by_label("Your role")).to_have_value("Chief Executive")
        assert watch.heard == []


def test_a_draft_of_a_change_says_whose_it_is(browser: Browser, site: Served) -> None:
    """An address that asks for a change is heard; the draft stays, is named, and gives way to a new one."""
    with watching(browser, site) as watch:
        page = watch.page
        watch.visit(PAGE)
        name, role = page.get_by_label("Your name", exact=True), page.get_by_label("Your role")
        name.fill("Jo Field")
        page.evaluate("() => { location.hash = '#change=sian-obrien'; }")

        expect(name).to_have_value("Siân O'Brien")

        page.get_by_role("button", name="Undo").click()

        expect(name).to_have_value("Jo Field")
        expect(page.locator("#time")).to_be_visible()
        assert watch.address.endswith(PAGE)

        page.evaluate("() => { location.hash = '#change=sian-obrien'; }")
        expect(name).to_have_value("Siân O'Brien")
        role.fill("Chief Executive")
        settled(page)
        watch.visit("/privacy/")
        watch.visit(PAGE)

        expect(page.locator("#told")).to_contain_text("your change to the portrait of Siân O'Brien")
        expect(role).to_have_value("Chief Executive")
        press_check(page)
        expect(page.locator("#summary")).to_contain_text("I have read version 1")
        expect(page.locator("#summary")).not_to_contain_text("Can schools ask you now?")

        page.get_by_role("button", name="Begin a new portrait").click()

        expect(name).to_have_value("")
        expect(page.locator("#time")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(role).to_have_value("Chief Executive")
        expect(page.locator("#elsewhere")).to_be_visible()
        assert watch.heard == []


def weighing(page: Tab) -> dict[str, int]:
    """What the page asks for from now on: address → bytes, packed as they are sent."""
    got: dict[str, int] = {}
    page.on("response", lambda one: got.update({one.url: len(gzip.compress(one.body(), mtime=0))}))
    return got


def test_the_form_does_not_wait_for_the_rest(browser: Browser, site: Served) -> None:
    """It stands after the first part; what is written and asked before the rest comes is answered then."""
    with watching(browser, site) as watch:
        page = watch.page
        got, waiting = weighing(page), []
        page.route(REST, lambda route: waiting.append(route))
        page.goto(site.url(PAGE))
        page.get_by_label("Your name", exact=True).fill("Jo Field")

        assert 0 < sum(got.values()) <= FIRST, sorted(got.items(), key=lambda one: -one[1])

        page.get_by_label("Postcode or town").fill("Faversham")
        page.get_by_label("Search these words").fill("new ht")
        page.locator("#p-portrait").fill("The PPG.")
        press_check(page)

        expect(page.locator("#said")).to_have_text("It is being checked.")
        (route,) = waiting
        route.continue_()

        expect(page.locator("#summary")).to_be_focused()
        expect(page.get_by_role("button", name="Choose Swale")).to_be_visible()
        expect(page.locator("#coach")).to_contain_text("Explain “PPG”")
        expect(page.locator(".terms .choice:visible")).to_have_count(1)
        expect(page.locator("#card")).to_contain_text("Jo Field")
        expect(page.locator("#card .status")).to_have_text("…")
        expect(page.locator("#card")).to_contain_text("Confirmed …")
        page.wait_for_load_state("networkidle")
        assert sum(got.values()) <= MOST, sorted(got.items(), key=lambda one: -one[1])
        assert watch.heard == []


def test_where_the_rest_does_not_come(browser: Browser, site: Served) -> None:
    """It is said, what is written stays, and another try brings it."""
    with watching(browser, site) as watch:
        page = watch.page
        page.route(REST, lambda route: route.abort())
        page.goto(site.url(PAGE))

        expect(page.locator("#told")).to_contain_text("Part of this form is not here yet")

        page.get_by_label("Your name", exact=True).fill("Jo Field")
        press_check(page)

        expect(page.locator("#told")).to_be_focused()
        assert given(page)["portrait"] == {"name": "Jo Field"}

        page.unroute_all()
        page.get_by_role("button", name="Try again").click()

        expect(page.locator("#card")).to_contain_text("Jo Field")
        expect(page.locator("#told")).to_be_hidden()
        expect(page.get_by_label("Your name", exact=True)).to_have_value("Jo Field")
        assert [words for words in watch.heard if "ERR_FAILED" not in words] == []


def test_nothing_leaves_and_it_works_without_a_network(browser: Browser, site: Served) -> None:
    """Once it is loaded, everything works offline, and no request is made."""
    with watching(browser, site, accept_downloads=True) as watch:
        watch.visit(PAGE)
        asked: list[str] = []
        watch.page.on(
            "request", lambda one: asked.append(one.url) if not one.url.startswith("blob:") else None
        )
        watch.page.context.set_offline(True)
        begin(watch.page)
        press_check(watch.page)

        expect(watch.page.locator("#ready")).to_be_visible()
        expect(watch.page.locator("#page h1")).to_contain_text("Jo Field")
        assert given(watch.page)["portrait"]["name"] == "Jo Field"
        assert asked == []
        assert watch.heard == []
