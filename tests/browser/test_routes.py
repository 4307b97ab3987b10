"""Which route? Three questions: answered at once, kept in the address, said politely, never in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from sampling import mostly_slow

from kle_site.directory import Directory
from kle_site.load import Content
from kle_site.routes import Answer, Routes

from . import hostile
from .watch import Served, Watch, serving, watching

pytestmark = pytest.mark.browser

WHOLE = "?asker=governing-body&need=peer-review&funding=no"
STATES = ["", "?asker=headteacher", WHOLE, "?asker=area-chair&need=new-head&funding=yes", "?asker=king&x=1"]


@pytest.fixture(name="watch")
def _watch(browser: Browser, site: Served) -> Iterator[Watch]:
    """A visitor of what is published."""
    with watching(browser, site) as found:
        yield found


@pytest.fixture(scope="module", name="routes")
def _routes(published: Directory) -> Routes:
    """The routes of what is published."""
    return published.content.routes


def choose(page: Tab, *labels: str) -> None:
    """Choose some answers by their words."""
    for label in labels:
        page.get_by_role("radio", name=label, exact=True).check()


def go(watch: Watch, search: str) -> None:
    """Open the page with a query of whatever length."""
    watch.page.goto(watch.served.url("/routes/") + search)
    watch.settle()


def row_of(routes: Routes, asker: str, need: str, funding: str) -> Answer:
    """Return the one row that answers a question."""
    (found,) = [row for row in routes.rows if (asker, need, funding) in set(row.combinations())]
    return found


def query(watch: Watch) -> str:
    """Return the query of the page's address."""
    return str(watch.page.evaluate("location.search"))


# --- the journey ------------------------------------------------------------------------------------------


def test_three_answers_lead_to_leaders(watch: Watch) -> None:
    """A governor chooses three answers, reads route, cost and accountability, and goes on to leaders."""
    go(watch, "")
    page = watch.page
    card = page.locator("#answer")

    expect(card).to_be_hidden()

    choose(page, "A governing body", "A mentor for a new headteacher")

    expect(card).to_be_hidden()

    choose(page, "Yes, there is funding")

    expect(card).to_be_visible()
    expect(card.get_by_role("heading", level=2)).to_have_text("Your school asks directly")
    expect(card).to_contain_text("A governing body · A mentor for a new headteacher · Yes, there is funding")
    expect(card).to_contain_text("they go first to mentoring new headteachers")
    expect(card).to_contain_text("The governing body.")
    expect(card).to_contain_text("likely to be spoken, to the chair of governors")
    expect(card).not_to_contain_text("@")
    expect(page).to_have_title(re.compile("^Your school asks directly – Which route to a leader"))
    assert query(watch) == "?asker=governing-body&need=new-head&funding=yes"

    assert watch.heard == []

    card.get_by_role("link", name="See leaders").click()
    page.wait_for_url("**/directory/**")

    assert query(watch) == "?support=mentoring&expertise=new-head-mentoring&free=available"


def test_the_answer_leads_to_its_clause(watch: Watch) -> None:
    """The link to the protocols leads to the heading that says so."""
    go(watch, WHOLE)
    watch.page.locator("#answer [data-part=clause] a").click()
    watch.page.wait_for_url("**/guidance/deployment/#c-deployment-free-days")

    assert watch.page.locator("#c-deployment-free-days").is_visible()


def test_through_the_area_one_writes_to_the_chair(watch: Watch, published: Directory) -> None:
    """Where the route goes through the Area Chair, the mailboxes stand there, and the way to one's area."""
    go(watch, WHOLE)
    links = watch.page.locator("#answer [data-part=write] a")
    boxes = published.content.site.mailboxes

    assert links.all_inner_texts() == [*boxes.area_chairs.values(), "Find your area", boxes.office]

    go(watch, "?asker=area-chair&need=peer-review&funding=no")

    expect(watch.page.locator("#answer")).to_contain_text("You are part of this route yourself.")
    assert links.count() == 0


def test_every_answer_is_the_files(watch: Watch, routes: Routes) -> None:
    """Whatever is chosen, the answer is the file's, and free days are asked for where they come first."""
    go(watch, "")
    for asker, need, funding in product(routes.asker_by_slug, routes.need_by_slug, routes.funding_by_slug):
        told: dict[str, str] = watch.page.evaluate(
            """(search) => {
              history.pushState(null, "", `${location.pathname}${search}`);
              dispatchEvent(new PopStateEvent("popstate"));
              const part = (name) => document.querySelector(`#answer [data-part=${name}]`).textContent;
              return {
                route: document.querySelector("#answer h2").textContent,
                cost: part("cost"),
                accountable_to: part("accountable_to"),
                feedback: part("feedback"),
                clause: document.querySelector("#answer [data-part=clause] a").hash,
                to: document.querySelector("#answer .action").search,
              };
            }""",
            f"?asker={asker}&need={need}&funding={funding}",
        )
        row, what = row_of(routes, asker, need, funding), routes.need_by_slug[need]
        tag = f"&expertise={what.expertise}" if what.expertise else ""
        free = "&free=available" if row.free_days else ""

        assert told == {
            "route": routes.route_by_slug[row.route].label,
            "cost": row.cost,
            "accountable_to": row.accountable_to,
            "feedback": row.feedback,
            "clause": f"#{row.clause}",
            "to": f"?support={what.support}{tag}{free}",
        }


# --- focus, words, history --------------------------------------------------------------------------------


def test_choosing_keeps_the_focus_and_is_said(watch: Watch) -> None:
    """Focus stays on the choice; the answer is said once, politely, and nothing is said to who just came."""
    go(watch, WHOLE)
    page = watch.page
    status = page.get_by_role("status")
    page.wait_for_timeout(900)

    assert status.text_content() == ""

    page.get_by_role("radio", name="Not sure yet", exact=True).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")

    assert page.evaluate("() => document.activeElement.value") == "yes"

    expect(status).to_have_text(re.compile("^Your route: Your school asks directly. In most cases"))
    assert page.evaluate("() => document.activeElement.value") == "yes"


def test_the_button_goes_to_the_answer_or_to_what_is_open(watch: Watch) -> None:
    """The button moves focus to the first question without an answer, saying so; then to the answer."""
    go(watch, "?asker=headteacher")
    page = watch.page
    button = page.get_by_role("button", name="Show the answer")
    button.click()

    expect(page.locator(".note")).to_have_text("First answer “What do you need?”.")
    expect(page.get_by_role("status")).to_have_text("First answer “What do you need?”.")
    assert page.evaluate("() => document.activeElement.name") == "need"

    choose(page, "A peer review", "Not sure yet")

    expect(page.locator(".note")).to_be_hidden()

    button.click()

    assert page.evaluate("() => document.activeElement.id") == "answered"
    assert query(watch) == "?asker=headteacher&need=peer-review&funding=unsure"


def test_back_forward_reload_and_start_again(watch: Watch) -> None:
    """Each choice is a step of the history; a reload keeps it; starting again clears all and keeps focus."""
    go(watch, "")
    page = watch.page
    heading = page.locator("#answered")
    choose(page, "A governing body", "A peer review", "No, and no other funded route")

    expect(heading).to_have_text("Through the Area Chair and the SIA")

    choose(page, "Yes, there is funding")

    expect(heading).to_have_text("Your school asks directly")

    page.go_back()

    expect(heading).to_have_text("Through the Area Chair and the SIA")
    expect(page.get_by_role("radio", name="No, and no other funded route", exact=True)).to_be_checked()

    page.go_back()

    expect(page.locator("#answer")).to_be_hidden()
    expect(page).to_have_title(re.compile("^Which route to a leader"))
    assert query(watch) == "?asker=governing-body&need=peer-review"

    page.go_forward()
    page.reload()

    expect(heading).to_have_text("Through the Area Chair and the SIA")

    page.get_by_role("button", name="Start again").click()

    assert (query(watch), page.locator("input:checked").count()) == ("", 0)
    assert page.evaluate("() => document.activeElement.value") == "governing-body"
    expect(page.locator("#answer")).to_be_hidden()

    page.go_back()

    expect(heading).to_have_text("Through the Area Chair and the SIA")
    assert watch.heard == []


def test_coming_back_from_leaders(watch: Watch) -> None:
    """The back button leads from the directory to the same answer."""
    go(watch, WHOLE)
    page = watch.page
    page.get_by_role("link", name="See leaders").click()
    page.wait_for_url("**/directory/**")
    page.go_back()

    expect(page.locator("#answered")).to_have_text("Through the Area Chair and the SIA")
    expect(page.get_by_role("radio", name="A peer review", exact=True)).to_be_checked()


def test_a_link_within_the_page_changes_nothing(watch: Watch) -> None:
    """Skipping to the main part keeps the answer, and what was said of the address."""
    go(watch, "?asker=headteacher&need=tea")
    watch.page.evaluate("() => { location.hash = 'main'; }")
    watch.settle()

    expect(watch.page.locator(".note")).to_contain_text("“tea”")
    expect(watch.page.get_by_role("radio", name="A headteacher", exact=True)).to_be_checked()


# --- odd addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "kept", "said"),
    [
        ("?asker=king", "", ["We do not know “king” as an answer to “Who is asking?”, so we left it out."]),
        (
            f"{WHOLE}&colour=blue",
            WHOLE,
            ["We do not know “colour” as a part of this address, so we left it out."],
        ),
        (
            "?need=peer-review&need=new-head",
            "?need=peer-review",
            ["This address answers “What do you need?” twice, so we kept the first."],
        ),
        ("?asker=HEADTEACHER&need=%20peer-review%20", "?asker=headteacher&need=peer-review", []),
        ("?need=peer-review&need=peer-review", "?need=peer-review", []),
        ("?funding=no&asker=headteacher", "?asker=headteacher&funding=no", []),
        ("?asker=&need=&funding=", "", []),
        ("?asker=headteacher&asker=", "?asker=headteacher", []),
        ("?&&&=&", "", ["We do not know “” as a part of this address, so we left it out."]),
    ],
)
def test_an_odd_address_is_put_right_with_a_word(
    walker: Watch, search: str, kept: str, said: list[str]
) -> None:
    """What an address does not mean is left out and said; what it means is kept, in one spelling."""
    go(walker, search)

    assert query(walker) == kept
    assert walker.page.locator("main > .note p").all_inner_texts() == said


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "__proto__",
    "constructor",
    "toString",
    "{{7*7}}",
    "\u202eevil\u0000",
    "%",
    "governing-body headteacher",
    "🏴" * 600,
]


@pytest.mark.parametrize("words", mostly_slow(HOSTILE, 3))
def test_hostile_words_in_an_address(walker: Watch, words: str) -> None:
    """Whatever stands in an address chooses nothing, runs nothing and makes no element of its own."""
    shape = "() => [...document.querySelectorAll('main *')].map((one) => one.localName).sort().join()"
    go(walker, "?asker=x&y=x")
    expected = walker.page.evaluate(shape)
    for search in (
        f"?asker={quote(words)}&{quote(words)}=x",
        f"?{quote(words)}={quote(words)}&need={quote(words)}",
    ):
        go(walker, search)

        assert walker.page.locator("input:checked").count() == 0
        assert query(walker) == ""
        assert walker.page.locator("main > .note p").count() in {1, 2}

    go(walker, f"?asker={quote(words[:20])}&{quote(words[:20])}=x")

    assert walker.page.evaluate(shape) == expected


def test_a_broken_address_is_still_read(watch: Watch) -> None:
    """Percent signs that encode nothing, and hundreds of parts, stop nothing."""
    for search in ("?asker=%E0%A4%A&need=peer-review", "?need=peer-review" + "&x=1" * 400):
        go(watch, search)

        assert query(watch) == "?need=peer-review"

    assert watch.heard == []


# --- hostile words in the file ----------------------------------------------------------------------------

WORDS = {
    *("Answer.accountable_to", "Answer.cost", "Answer.feedback", "Asker.about", "Asker.label"),
    *("Funding.about", "Funding.label", "Need.about", "Need.label", "Route.about", "Route.label"),
}
SLUGS = {
    *("Answer.asker", "Answer.funding", "Answer.need", "Answer.route", "Asker.part_of", "Asker.slug"),
    *("Funding.slug", "Need.expertise", "Need.slug", "Need.support", "Route.slug"),
}
SHAPE = """
() => Array.from(document.querySelectorAll("main, main *"), (one) => {
  const names = one.getAttributeNames().sort().join(" ");
  return `${one.parentElement.localName} ${one.localName} ${names}`;
})
"""
PAYLOADS = ["script", "image", "out-of-attribute", "attribute", "javascript", "jinja", "override", "arabic"]


@pytest.fixture(scope="module", name="root")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where sites of hostile words are written."""
    return tmp_path_factory.mktemp("hostile-routes") / "site"


def answered(watch: Watch) -> list[str]:
    """Answer each question with its first choice, and return the shape of the page then."""
    go(watch, "")
    for name in ("asker", "need", "funding"):
        watch.page.locator(f"input[name={name}]").first.check()
    watch.settle()
    found: list[str] = watch.page.evaluate(SHAPE)
    return found


def made(content: Content, fields: set[str], words: str, root: Path) -> None:
    """Write the miniature county's page of routes, with words before or in place of what some fields hold."""

    def value(field: str, held: Any) -> Any:
        return held if field not in fields else words if field in WORDS else words + held

    # Pages that are named after a need would lie under no address at all.
    pages = hostile.rendered(hostile.everywhere(content, value))
    hostile.written([page for page in pages if page.address == "/routes/"], root)


@pytest.mark.parametrize("name", mostly_slow(PAYLOADS, 3))
def test_hostile_words_stay_words(name: str, browser: Browser, world_content: Content, root: Path) -> None:
    """Whatever the file holds, an answer made of it runs nothing and has the shape of a harmless one."""
    (payload,) = [one for one in hostile.PAYLOADS if one.name == name]
    hostile.written([], root)
    with serving(root) as served, watching(browser, served) as watch:
        made(world_content, WORDS, hostile.PLAIN, root)
        expected = answered(watch)
        made(world_content, WORDS, payload.at("Route.label"), root)

        assert answered(watch) == expected

        made(world_content, SLUGS, payload.at("slug"), root)
        answered(watch)
        to = watch.page.locator("#answer .action").evaluate("(one) => one.origin + one.pathname")

        assert to == served.url("/directory/")
        assert watch.heard == []


# --- for everybody ----------------------------------------------------------------------------------------


def test_by_keyboard(watch: Watch) -> None:
    """Tab goes from question to question, arrows choose, Enter goes to the answer."""
    go(watch, "")
    page = watch.page
    page.get_by_role("radio", name="A governing body", exact=True).focus()
    for _ in range(3):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")

    assert page.evaluate("() => document.activeElement.textContent") == "Show the answer"
    assert query(watch) == "?asker=headteacher&need=peer-review&funding=no"

    page.keyboard.press("Enter")

    assert page.evaluate("() => document.activeElement.id") == "answered"


def test_without_a_script(browser: Browser, site: Served) -> None:
    """Without JavaScript there is no question to answer, a word about it, and each table opens."""
    with watching(browser, site, java_script_enabled=False) as watch:
        watch.page.goto(site.url(f"/routes/{WHOLE}"))
        page = watch.page

        assert not page.locator("#questions").is_visible()
        assert not page.locator("#answer").is_visible()
        assert "Every answer stands in the tables below." in page.locator("main").inner_text()

        page.locator("summary", has_text="A governing body").click()

        assert page.get_by_role("table").first.is_visible()
        assert page.get_by_role("row").count() == 12


def test_when_the_script_fails_the_tables_stay(browser: Browser, site: Served) -> None:
    """A script that does not arrive leaves the page as it is without one."""
    with watching(browser, site) as watch:
        watch.page.route("**/route-answers.*.js", lambda route: route.abort())
        watch.page.goto(site.url("/routes/"))

        expect(watch.page.locator("#questions")).to_be_hidden()
        expect(watch.page.locator("details")).to_have_count(4)


@pytest.mark.parametrize(("search", "sheets"), [(WHOLE, 1), ("", 6)])
def test_on_paper(watch: Watch, search: str, sheets: int) -> None:
    """An answer prints on one sheet, to take to a meeting; without one every table is printed open."""
    go(watch, search)
    printed = watch.page.pdf(format="A4", prefer_css_page_size=True)
    watch.page.emulate_media(media="print")
    tables = watch.page.locator("table")

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= sheets
    assert not watch.page.locator("#questions").is_visible()
    assert [table.is_visible() for table in tables.all()] == [not search] * 4
    assert not search or watch.page.locator("#answer").is_visible()


def test_the_script_is_small(browser: Browser, site: Served) -> None:
    """The page takes five requests and, with all that it needs, 25 KB."""
    with watching(browser, site) as watch:
        requests: list[Any] = []
        watch.page.on("requestfinished", lambda request: requests.append(request))
        go(watch, WHOLE)
        sizes = [request.sizes() for request in requests]
        scripts = [r.sizes()["responseBodySize"] for r in requests if r.url.endswith(".js")]

    assert len(sizes) <= 5
    assert sum(scripts) <= 5_000
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= 25_000
