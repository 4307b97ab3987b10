"""/match/ as a visitor meets it: with a script and without, by keyboard, on paper, from odd addresses."""

from __future__ import annotations

import datetime
import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import yaml
from assets_of import assets_of
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from sampling import mostly_slow

from kle_site import look, matching, tree
from kle_site.build import Options, build
from kle_site.directory import Directory
from kle_site.fields import slugify
from kle_site.load import Content
from kle_site.pages import match

from . import hostile
from .test_hostile import DISORDER, TOUCH
from .test_hostile import _filled as filled
from .watch import Served, Watch, serving, watching

pytestmark = pytest.mark.browser

QUIET = 1000
"""Milliseconds after which what a change is announced by has been said."""

# Everything that the page has announced so far.
HEAR = """
() => {
  window.said = [];
  const status = document.querySelector("[role=status]");
  if (status.textContent) window.said.push(status.textContent);
  new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
}
"""


MENTORS = "#mentors li .name a"


def opened(watch: Watch, query: str, wait: str = "#mentors h2") -> Tab:
    """Open the page with a query, and wait until it has answered."""
    watch.page.goto(watch.served.url(f"/match/{query}"))
    watch.page.locator(wait).wait_for()
    return watch.page


def choose(page: Tab, kind: str) -> None:
    """Choose a kind of school, and wait for an answer."""
    page.get_by_label(kind, exact=True).check()
    page.locator("#mentors h2").wait_for()


def names(page: Tab) -> list[str]:
    """The mentors that are shown, in order."""
    return page.locator(MENTORS).all_inner_texts()


def query(page: Tab) -> str:
    """The query string of the page's address, as the page knows it: Playwright hears of it later."""
    return urlsplit(page.evaluate("location.href")).query


@pytest.fixture(name="watch")
def _watch(browser: Browser, site: Served) -> Iterator[Watch]:
    """A visitor of what is published, of whom nothing bad is heard in the end."""
    with watching(browser, site) as watch:
        yield watch

        assert watch.heard == []


@pytest.fixture(scope="module", name="primary")
def _primary(published: Directory) -> int:
    """How many mentors lead a primary school: more than are shown at once, so that there is more to show."""
    found = [one for one in matching.mentors(published) if "primary" in one.entry.leader.phases]

    assert len(found) > 8

    return len(found)


# --- asking -----------------------------------------------------------------------------------------------


def test_nothing_is_asked_for_at_first(watch: Watch) -> None:
    """Before anybody acts the page has fetched no data, shows the form, and says nothing."""
    asked: list[str] = []
    watch.page.on("request", lambda request: asked.append(request.url))
    watch.visit("/match/")

    assert [url for url in asked if url.endswith(".json")] == []
    assert watch.page.locator("#match").is_visible()
    assert watch.page.locator("#mentors").count() == 0
    assert watch.page.get_by_role("status").all_inner_texts() == []


def test_looking_is_no_asking(watch: Watch) -> None:
    """Who only comes to the form is told nothing, and the address stays."""
    watch.visit("/match/")
    page = watch.page
    page.get_by_label("Where is it?").focus()
    page.get_by_role("status").wait_for(state="attached")
    page.evaluate(HEAR)
    page.wait_for_timeout(QUIET)

    assert page.evaluate("() => window.said") == []
    assert watch.address == watch.served.url("/match/")
    assert not page.locator("#mentors").is_visible()


def test_a_kind_of_school_is_enough(watch: Watch, primary: int) -> None:
    """Its mentors are there at once, the first eight of them, and are announced once."""
    watch.visit("/match/")
    page = watch.page
    choose(page, "Primary")
    page.evaluate(HEAR)
    page.wait_for_timeout(QUIET)

    heading = page.locator("#mentors h2").inner_text()

    assert re.match(rf"{primary} mentors of the same phase( and \d+ others?)?$", heading)
    assert page.title() == f"{heading} – A mentor for a new headteacher – System Leader Directory"
    assert query(page) == "phase=primary"
    assert len(names(page)) == 8
    assert page.evaluate("() => window.said") == [f"{heading}."]
    assert page.evaluate("() => document.activeElement.value") == "primary"


def test_a_mentor_is_told_with_reasons(watch: Watch) -> None:
    """Name and link, school and district, reasons with the distance, status and how fresh that is."""
    page = opened(watch, "?phase=primary&near=ME13&expertise=send")
    for line in page.locator("#mentors ol > li").all():
        slug, name = line.get_attribute("data-leader"), line.get_attribute("data-name")

        assert line.locator("a").evaluate("(one) => one.href") == watch.served.url(f"/directory/{slug}/")
        assert line.locator("a").inner_text() == name
        assert re.search(
            r"(Same|Another) phase.*; works in .*; about .*mile.*; .*", line.locator(".reasons").inner_text()
        )
        assert re.search(r"Taking commissions|Limited time", line.locator(".free").inner_text())
        assert re.search(r"onfirmed", line.locator(".free").inner_text())


def test_the_second_half_of_a_postcode_stays_here(watch: Watch) -> None:
    """A whole postcode is asked by its first half; the address never holds the rest."""
    page = opened(watch, "?phase=primary")
    page.get_by_label("Where is it?").fill("me13 7aa")
    page.get_by_label("Where is it?").press("Enter")

    assert query(page) == "phase=primary&near=ME13"
    assert "near ME13" in page.locator("#mentors").inner_text()
    assert page.evaluate("() => document.activeElement.id") == "found"
    assert "7aa" not in page.evaluate("() => JSON.stringify(history.state) + location.href").lower()


def test_a_place_is_found_while_it_is_typed(watch: Watch) -> None:
    """A whole name needs no key more, half a name is not complained of, and one visit is one step back."""
    page = opened(watch, "?phase=primary")
    length = page.evaluate("() => history.length")
    box = page.get_by_label("Where is it?")
    for text in ("Favers", "ME1", "ME13"):
        box.fill(text)
        page.wait_for_timeout(500)

    assert query(page) == "phase=primary&near=ME13"
    assert page.locator(".note").all_inner_texts() == ["", ""]
    assert page.evaluate("() => history.length") == length + 1

    box.blur()
    page.go_back()

    expect(box).to_have_value("")
    assert query(page) == "phase=primary"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Narnia", "We do not know where “Narnia” is."),
        ("12 High Street", "We do not know where “12 High Street” is."),
        ("EH1 1AA", "EH1 is in Scotland, so we cannot measure from there."),
    ],
)
def test_a_place_that_is_none(typed: str, told: str, watch: Watch) -> None:
    """It is said once, the mentors stay, and what was typed stays in the box and out of the address."""
    page = opened(watch, "?phase=primary")
    page.evaluate(HEAR)
    before = names(page)
    page.get_by_label("Where is it?").fill(typed)
    page.get_by_label("Where is it?").blur()
    page.wait_for_timeout(QUIET)

    assert told in page.locator(".note").first.inner_text()
    assert [told in one for one in page.evaluate("() => window.said")] == [True]
    assert page.get_by_label("Where is it?").input_value() == typed
    assert query(page) == "phase=primary"
    assert names(page) == before


def test_four_needs_at_most(watch: Watch) -> None:
    """The fifth waits until another is taken back, and the page says why."""
    page = opened(watch, "?phase=primary")
    page.locator("#needs").click()
    boxes = page.locator("[name=expertise]")
    slugs = [boxes.nth(number).get_attribute("value") for number in range(4)]
    for number in range(4):
        boxes.nth(number).check()

    assert boxes.nth(4).is_disabled()
    assert page.locator("#needs .count").inner_text() == "(4 chosen; untick one to choose another)"
    assert query(page) == "&".join(["phase=primary", *(f"expertise={slug}" for slug in slugs)])

    boxes.nth(0).uncheck()

    assert boxes.nth(4).is_enabled()
    assert page.locator("#needs .count").inner_text() == "(3 chosen)"


def test_the_list_of_needs_is_shortened(watch: Watch) -> None:
    """By a term's own words and by others for it; what is chosen stays; what is typed chooses nothing."""
    page = opened(watch, "?phase=primary&expertise=governance")
    page.locator("#needs").click()

    def shown() -> list[str]:
        inputs = page.locator("[name=expertise]:visible").all()
        return [str(one.get_attribute("value")) for one in inputs]

    every = shown()
    box = page.get_by_label("Find a term")
    box.fill("nqh")

    assert shown() == ["governance"]

    box.fill("First-time HEAD")

    assert shown() == ["new-head-mentoring", "governance"]
    assert page.locator("#match h3:visible").all_inner_texts() == ["Headship and leadership"]

    box.press("Tab")

    assert query(page) == "phase=primary&expertise=governance"

    box.fill("")

    assert shown() == every


def test_ones_own_trust_can_be_left_out(watch: Watch, published: Directory) -> None:
    """Its leaders go from the list, and the page says how many and why."""
    mentors = matching.mentors(published)
    trust = next(one.entry.leader.trust for one in mentors if one.entry.leader.trust)
    theirs = {one.entry.leader.name for one in mentors if one.entry.leader.trust == trust}
    page = opened(watch, "?phase=primary")
    page.get_by_label("Leave out leaders of its trust").select_option(trust.name)
    while page.locator(".more").is_visible():
        page.locator(".more").click()

    assert len(names(page)) == len(mentors) - len(theirs)
    assert theirs.isdisjoint(names(page))

    page.get_by_text("What was left out", exact=True).click()
    told = page.locator("#mentors details li").all_inner_texts()

    assert told[0] == f"{len(published.listed) - len(mentors)} leaders do not offer mentoring"
    assert re.fullmatch(rf"{len(theirs)} mentors? (is|are) of {trust.name}", told[1])


def test_eight_more(watch: Watch, published: Directory) -> None:
    """Each press shows the next eight and leads to the first of them; at the end the button goes."""
    total = len(matching.mentors(published))
    page = opened(watch, "?phase=primary")

    assert page.get_by_text(f"The first 8 of {total} are shown.").is_visible()

    shown = 8
    while shown < total:
        page.get_by_role("button", name=f"Show {min(8, total - shown)} more").click()
        focused = page.evaluate("() => document.activeElement.textContent")

        assert focused == names(page)[shown]

        shown = min(shown + 8, total)

        assert len(names(page)) == shown

    assert not page.locator(".more").is_visible()
    assert len(set(names(page))) == total


def test_no_kind_of_school(watch: Watch) -> None:
    """Who asks without it is led to it, in words and by the focus."""
    watch.visit("/match/")
    page = watch.page
    page.get_by_role("button", name="Show mentors").click()
    page.locator(".note", has_text="Choose the kind of school first.").wait_for()

    assert page.evaluate("() => document.activeElement.name") == "phase"
    assert not page.locator("#mentors").is_visible()


def test_changes_are_announced_once(watch: Watch) -> None:
    """Three changes close together are one announcement, and one after a pause another."""
    page = opened(watch, "?phase=primary")
    page.evaluate(HEAR)
    page.locator("#needs").click()
    for number in range(3):
        page.locator("[name=expertise]").nth(number).check()
    page.wait_for_timeout(QUIET)

    assert len(page.evaluate("() => window.said")) == 1

    page.locator("[name=expertise]").nth(3).check()
    page.wait_for_timeout(QUIET)
    said = page.evaluate("() => window.said")

    assert len(said) == 2
    assert said[1].endswith("4 needs chosen, which is the most.")


# --- addresses --------------------------------------------------------------------------------------------


def test_an_address_says_everything(watch: Watch, published: Directory) -> None:
    """A link opens the same form and list that its sender saw, and says nothing of it aloud."""
    mentors = matching.mentors(published)
    trust = next(one.entry.leader.trust for one in mentors if one.entry.leader.trust)
    page = opened(watch, "?phase=primary")
    page.get_by_label("Where is it?").fill("Faversham")
    page.locator("#needs").click()
    page.locator("[name=expertise]").nth(2).check()
    page.get_by_label("Leave out leaders of its trust").select_option(trust.name)
    expected, address = names(page), page.evaluate("location.href")

    assert [one.partition("=")[0] for one in query(page).split("&")] == [
        "phase",
        "expertise",
        "near",
        "not_trust",
    ]

    with watching(watch.page.context.browser, watch.served) as other:
        other.page.goto(address)
        other.page.locator("#mentors li").first.wait_for()
        other.page.evaluate(HEAR)
        other.page.wait_for_timeout(QUIET)

        assert names(other.page) == expected
        assert other.address == address
        assert other.page.get_by_label("Where is it?").input_value() == "Faversham"
        assert other.page.locator("[name=expertise]").nth(2).is_checked()
        assert (
            other.page.get_by_label("Leave out leaders of its trust").evaluate(
                "(one) => one.selectedOptions[0].text"
            )
            == trust.name
        )
        assert other.page.evaluate("() => window.said") == []
        assert other.heard == []


def test_back_forward_and_reload(watch: Watch) -> None:
    """Each choice is a step, and a step back from a leader's page finds the list again."""
    watch.visit("/match/")
    page = watch.page
    choose(page, "Primary")
    first = names(page)
    choose(page, "Secondary")
    second = names(page)

    assert first != second

    page.go_back()

    expect(page.get_by_label("Primary", exact=True)).to_be_checked()
    expect(page.locator(MENTORS)).to_have_text(first)
    assert query(page) == "phase=primary"

    page.go_forward()

    expect(page.locator(MENTORS)).to_have_text(second)
    assert query(page) == "phase=secondary"

    page.reload()

    expect(page.locator(MENTORS)).to_have_text(second)

    page.locator("#mentors li a").first.click()
    page.wait_for_url("**/directory/*/")
    page.go_back()

    expect(page.locator(MENTORS)).to_have_text(second)
    assert query(page) == "phase=secondary"

    for _ in range(2):
        page.go_back()

    expect(page.locator("#mentors")).to_be_hidden()
    expect(page.locator("[name=phase]:checked")).to_have_count(0)
    assert query(page) == ""


def test_a_link_within_the_page_changes_nothing(watch: Watch) -> None:
    """Who follows the link to the rule keeps all the mentors that were shown."""
    page = opened(watch, "?phase=primary")
    page.locator(".more").click()
    shown = names(page)
    page.get_by_role("link", name="How mentors are put in order").click()
    page.wait_for_url("**#rule")
    watch.settle()

    assert names(page) == shown


ODD = {
    "an unknown phase": ("phase=infant", "We do not know “infant” as a choice for “Phase”", ""),
    "two phases": (
        "phase=primary&phase=special",
        "We look for one kind of school at a time, so we kept “Primary”.",
        "phase=primary",
    ),
    "an object's own word": ("phase=constructor", "We do not know “constructor”", ""),
    "a script": ("phase=<script>alert(1)</script>", "We do not know “<script>alert(1)</script>”", ""),
    "a picture as a place": (
        "phase=primary&near=<img src=x onerror=alert(1)>",
        "We do not know where “<img src=x onerror=alert(1)>” is.",
        "phase=primary",
    ),
    "an unknown need": (
        "phase=primary&expertise=juggling",
        "We do not know “juggling” as a choice for “Expertise”",
        "phase=primary",
    ),
    "five needs": (
        "phase=primary&expertise=send&expertise=governance&expertise=science&expertise=maths&expertise=english",
        "We kept the first 4 of the needs.",
        "phase=primary&expertise=send&expertise=governance&expertise=science&expertise=maths",
    ),
    "one need twice": ("phase=primary&expertise=send&expertise=send", "", "phase=primary&expertise=send"),
    "an unknown trust": ("phase=primary&not_trust=acme", "We do not know “acme” as a trust", "phase=primary"),
    "a key of the directory's": (
        "phase=primary&q=phonics",
        "We do not know “q” as a part of this address",
        "phase=primary",
    ),
    "a key of objects'": ("__proto__=x&phase=primary", "We do not know “__proto__”", "phase=primary"),
    "a whole postcode": ("phase=primary&near=ME13+7AA", "", "phase=primary&near=ME13"),
    "another spelling": ("near=faversham&phase=PRIMARY", "", "phase=primary&near=faversham"),
    "nothing said": ("phase=&near=&expertise=&not_trust=", "", ""),
    "broken escapes": ("phase=%E0%A4%A&%=%&phase=primary", "We do not know", "phase=primary"),
    "a long place": (
        f"phase=primary&near={'w' * 9000}",
        "That was very long",
        "phase=primary",
    ),
    "very many keys": (
        "phase=primary&" + "&".join(f"k{number}=1" for number in range(900)),
        "We do not know “k0” as a part of this address",
        "phase=primary",
    ),
    "words that turn round": (
        "phase=primary&near=%E2%80%AE%E2%81%A7evil",
        "We do not know where “evil” is.",
        "phase=primary",
    ),
}


@pytest.mark.parametrize("name", mostly_slow(ODD, 3))
def test_an_odd_address(name: str, walker: Watch) -> None:
    """What we do not know is said in a word and left out, of the address too; the rest is answered."""
    asked, told, kept = ODD[name]
    page = opened(walker, f"?{asked}", "#mentors" if "primary" in kept else "#match")
    page.locator("[role=status]").wait_for(state="attached")

    assert told in page.locator(".note").first.inner_text()
    assert bool(told) == page.locator(".note").first.is_visible()
    assert len(page.locator(".note p").all()) <= 5
    assert query(page) == kept
    assert bool(names(page)) == ("phase" in kept)


def test_on_to_the_directory(watch: Watch) -> None:
    """The link asks for the same people there; needs, which would leave some out, stay here."""
    page = opened(watch, "?phase=secondary&near=me13&expertise=send")

    assert page.get_by_role("link", name="See these in the directory").evaluate("(one) => one.href") == (
        watch.served.url("/directory/?phase=secondary&support=mentoring&near=ME13")
    )


# --- hostile words ----------------------------------------------------------------------------------------

HOSTILE = [
    *("script", "image", "drawing", "maths", "form", "details", "base", "stylesheet"),
    *("out-of-attribute", "attribute", "out-of-title", "comment", "javascript", "jinja"),
    *("override", "isolate-end", "arabic", "invisible", "accents", "long-word"),
]
"""Names of payloads, of one that is like each of the others where a script makes elements."""

# The elements of what was found, each with the names of its attributes.
SHAPE = """
() => Array.from(document.querySelectorAll("#mentors *, .note, .note *"), (one) =>
  `${one.localName} ${one.getAttributeNames().sort().join(" ")}`)
"""


def _made(content: Content, out: Path) -> Path:
    """Write the page alone, with its scripts and data, as a build does."""
    directory = Directory(content, hostile.TODAY)
    found = assets_of(content, hostile.TODAY)
    names = {name: address for name, (address, _) in found.items()}
    site = look.site_view(content.site, hostile.TODAY, names, None)
    with tree.staging(out) as staged:
        for address, body in found.values():
            staged.write(look.file_of(address), body)
        for page in match.pages(directory, look.environment(site)):
            staged.write(page.file, page.body.encode())
    return out


@pytest.mark.parametrize(
    "payload", mostly_slow([hostile.sent(one) for one in hostile.PAYLOADS if one.name in HOSTILE], 7)
)
def test_hostile_words_stay_words(
    payload: hostile.Payload, browser: Browser, world_content: Content, tmp_path: Path
) -> None:
    """With a payload in every field, and in the address, the script makes the elements it always makes."""
    county = hostile.furnished(world_content)
    shapes = []
    for number, words in enumerate((payload.at, lambda _field: hostile.PLAIN)):
        content = filled(county, words)
        asked = f"?phase=primary&near=upland&expertise=send&q={quote(words('q'))}"
        if slugify(payload.words):  # else nobody can ask for the trust
            asked += f"&not_trust={quote(slugify(words('Trust.name')))}"
        with serving(_made(content, tmp_path / f"{number}")) as served, watching(browser, served) as watch:
            page = opened(watch, asked)
            for summary in page.locator("summary").all():
                summary.click()
            shapes.append(page.evaluate(SHAPE))
            page.evaluate(TOUCH)
            wide, fits = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")

            assert wide <= fits
            assert page.evaluate(DISORDER, words("")) == []
            assert watch.heard == []

    assert shapes[0] == shapes[1]
    assert len(shapes[0]) > 30


# --- nobody -----------------------------------------------------------------------------------------------


def _mentored(world: Path, folder: Path, who: set[str], today: datetime.date) -> Path:
    """Build the miniature county's site as if these alone offered mentoring, and return it."""
    content = Path(shutil.copytree(world, folder / "content"))
    for file in content.glob("kles/*.yaml"):
        fields = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
        fields["support"] = ["mentoring" if file.stem in who else "peer-review"]
        file.write_text(yaml.safe_dump(fields, allow_unicode=True, sort_keys=False), encoding="utf-8")
    out = folder / "site"

    assert build(Options(content, out, today, cache=None)).report

    return out


@pytest.fixture(scope="module", name="without")
def _without(
    browser: Browser, world: Path, today: datetime.date, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watch]:
    """A visitor of the miniature county's site, had nobody offered mentoring."""
    site = _mentored(world, tmp_path_factory.mktemp("without"), set(), today)
    with serving(site) as served, watching(browser, served) as watch:
        yield watch


CHAIR = "Area Chair, {}: chair.{}@eah.example"
ADVISER = "Senior Improvement Adviser ({}), {}: sia.{}.{}@county.example"
HILLS, COAST = ("The Hills", "hills"), ("The Coast & Isle", "coast")


def _people(area: tuple[str, str], *kinds: str) -> list[str]:
    """The lines that say whom to ask in an area."""
    label, slug = area
    return [CHAIR.format(label, slug), *(ADVISER.format(kind, label, kind, slug) for kind in kinds)]


@pytest.mark.parametrize(
    ("asked", "people"),
    [
        ("phase=nursery&near=Highstead", _people(HILLS, "primary")),
        ("phase=primary&near=ZZ1", _people(HILLS, "primary")),
        ("phase=secondary&near=Shore", _people(COAST, "secondary")),
        ("phase=all-through&near=ZZ2", _people(COAST, "primary", "secondary")),
        ("phase=special&near=saltquay", _people(COAST, "special")),
        ("phase=alternative-provision&near=ZZ2", _people(COAST, "special")),
        ("phase=primary", ["The office: office@eah.example"]),
    ],
)
def test_nobody_mentors(asked: str, people: list[str], without: Watch) -> None:
    """The page says so, and whom to ask for that place and that kind of school."""
    page = opened(without, f"?{asked}")

    assert page.locator("#mentors h2").inner_text() == "No mentor at present"
    assert page.locator("#mentors .note li").all_inner_texts() == people
    assert not page.get_by_role("link", name="See these in the directory").is_visible()
    assert without.heard == []


def test_nobody_of_the_phase(browser: Browser, world: Path, today: datetime.date, tmp_path: Path) -> None:
    """Mentors of other phases follow, after a word on whom to ask as well."""
    out = _mentored(world, tmp_path, {"ada-plain"}, today)
    with serving(out) as served, watching(browser, served) as watch:
        page = opened(watch, "?phase=special&near=Highstead")
        note = page.locator("#mentors .note")

        assert page.locator("#mentors h2").inner_text() == "No mentor of the same phase, but 1 other"
        assert note.locator("p").inner_text() == (
            "The mentors below lead other kinds of school. You can also ask:"
        )
        assert note.locator("li").all_inner_texts() == _people(HILLS, "special")
        assert names(page) == ["Ada Plain"]
        assert not page.get_by_role("link", name="See these in the directory").is_visible()

        choose(page, "Primary")

        assert not note.is_visible()
        assert watch.heard == []


def test_nothing_can_be_loaded(browser: Browser, site: Served) -> None:
    """Without the data the form gives way to a sentence that takes the focus, and the lists stay."""
    with watching(browser, site) as watch:
        watch.page.route("**/*.json", lambda route: route.fulfill(status=503))
        watch.page.goto(site.url("/match/"))
        watch.page.get_by_label("Primary", exact=True).click()
        watch.page.locator(".note").wait_for()

        assert watch.page.evaluate("() => document.activeElement.textContent").startswith(
            "This part could not be loaded."
        )
        assert watch.page.locator("#match").count() == 0
        assert watch.page.locator("#lists summary").first.is_visible()


# --- without a script -------------------------------------------------------------------------------------


def test_without_a_script(browser: Browser, site: Served, published: Directory) -> None:
    """The rule and every mentor are there, each list opens, and nothing is shown that does not work."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(site.url("/match/"))
        page = watch.page

        assert "takes JavaScript, which is off" in page.locator("noscript:visible").inner_text()
        assert not page.locator("#match").is_visible()
        assert page.locator("#rule ~ ol > li").count() == 7

        summaries = page.locator("#lists summary")
        for number in range(summaries.count()):
            summaries.nth(number).click()
        shown = {
            str(one.get_attribute("data-who")) for one in page.locator("#lists li[data-who]:visible").all()
        }

        assert shown == {one.entry.leader.slug for one in matching.mentors(published)}

        page.locator("#lists li a").first.click()
        page.wait_for_url("**/directory/*/")


# --- light, and on paper ----------------------------------------------------------------------------------

KB = 1000


def test_light(browser: Browser, site: Served) -> None:
    """A first view is 5 requests; scripts weigh 12 KB before anybody acts, 25 KB in all (DESIGN §6)."""
    with watching(browser, site) as watch:
        asked: list[str] = []
        watch.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        watch.visit("/match/")
        first = list(asked)
        choose(watch.page, "Primary")

    def weight(paths: list[str]) -> int:
        files = {site.root / path[1:] for path in paths if path.endswith(".js")}
        return sum(len(gzip.compress(file.read_bytes())) for file in files)

    assert len(first) <= 5
    assert 0 < weight(first) <= 12 * KB
    assert weight(first) < weight(asked) <= 25 * KB


def test_on_paper(browser: Browser, site: Served) -> None:
    """What was asked, who was found, who was left out, and the rule: on two sheets, without the form."""
    with watching(browser, site) as watch:
        page = opened(watch, "?phase=primary&near=ME13&expertise=send&expertise=governance")
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        page.emulate_media(media="print")

        for gone in ("#match", "#lists", ".more", "#mentors details"):
            assert not page.locator(gone).is_visible()

        told = page.locator("#mentors").inner_text()

        assert "Kind of school: Primary; near ME13; needs: " in told
        assert "What was left out: " in told
        assert watch.address in told
        assert page.locator("#rule").is_visible()
        assert len(names(page)) == 8

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2


def test_a_list_on_paper(browser: Browser, site: Served) -> None:
    """Without a script the list that is open is printed, and those that are closed are not."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(site.url("/match/"))
        watch.page.locator("#lists summary", has_text="Primary").click()
        watch.page.emulate_media(media="print")
        summaries = watch.page.locator("#lists summary:visible").all_inner_texts()

    assert [one.split()[0] for one in summaries] == ["Primary"]
