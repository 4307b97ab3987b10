"""Hostile values in every field of the contract, published as if no check had seen them (issue 2, item 6).

Each payload stands in all fields at once on one site, which Chromium visits under the real headers: nothing
runs, nothing leaves its element, nothing is asked for. Then each field and each address has its turn alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import jinja2
import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab
from sampling import mostly_slow

from kle_site.directory import Directory
from kle_site.load import Content
from kle_site.look import Page

from . import hostile
from .hostile import PAYLOADS, PLAIN, Payload, sent
from .watch import Watch, serving, watching

pytestmark = pytest.mark.browser

DECIDES = {
    "AccessibilityDates.prepared",
    "AccessibilityDates.reviewed",
    "Answer.clause",
    "Availability.checked",
    "Availability.from_",
    "Availability.status",
    "Blank.at_most",
    "CaseStudy.phase",
    "Designation.since",
    "Designation.until",
    "District.valid_from",
    "District.valid_to",
    "Leader.confirmed",
    "Leader.mentor_training",
    "Leader.support",
    "Question.clause",
    "Question.exception",
    "School.phase",
    "School.since",
    "Site.privacy_notice_since",
    "Step.action",
    "SupportRecord.clause",
    "SupportRecord.rows",
    "SupportRecord.visits",
    "Tile.column",
    "Tile.row",
    "When.between",
    "When.by",
    "When.months",
    "When.on",
    "When.week",
}
"""Fields that the program itself reads: with anything but what it knows there, no pages are made."""

SHOWN = {
    *(
        "Area.label",
        "Contact.email",
        "Contact.person",
        "Contact.phone",
        "District.label",
        "Site.privacy_notice",
    ),
    *(
        "DesignationKind.about",
        "DesignationKind.label",
        "FrontMatter.summary",
        "FrontMatter.title",
        "Repository.address",
    ),
    *("CaseStudy.body", "CaseStudy.title", "CaseStudy.year"),
    *("Impact.claim", "Impact.evidence", "Impact.year", "Leader.name", "Leader.portrait", "Leader.role"),
    *("Mailboxes.area_chairs", "Mailboxes.office", "Organisation.name", "Organisation.short_name"),
    *("School.ages", "School.name", "School.urn", "School.website", "Tag.about", "Tag.label", "Trust.name"),
    *("Site.day_rate_note", "Site.reply_days", "Site.title"),
    *("Answer.accountable_to", "Answer.cost", "Answer.feedback", "Asker.about", "Asker.label"),
    *(
        "Funding.about",
        "Funding.label",
        "Need.about",
        "Need.label",
        "Need.support",
        "Route.about",
        "Route.label",
    ),
}
"""Fields whose words are known to stand on pages."""

SWITCHES = {
    "Answer.free_days",
    "CaseStudy.example",
    "Leader.example",
    "Leader.listed",
    "Repository.public",
    "Route.area_chair",
    "Site.stage",
}
"""Fields that the program reads as yes or no: anything will do, and pages would be without a part."""

NAMES = {
    "Answer.asker",
    "Answer.funding",
    "Answer.need",
    "Answer.route",
    "Area.slug",
    "Asker.part_of",
    "Asker.slug",
    "CaseStudy.area",
    "CaseStudy.expertise",
    "CaseStudy.leader",
    "Designation.kind",
    "DesignationKind.kind",
    "District.area",
    "District.slug",
    "Funding.slug",
    "Gone.slug",
    "Leader.aliases",
    "Leader.expertise",
    "Leader.slug",
    "Leader.works_in",
    "Need.expertise",
    "Need.slug",
    "Route.slug",
    "School.district",
    "Tag.slug",
}
"""Fields that name an address, or the record that has it. They have a test of their own."""

ADDRESS = {"Site.base_path", "Site.domain"}
"""Where the site is published. They have a test of their own."""

ORDERS = {"Leader.sort_as"}
"""A field that stands nowhere and orders lists: pages with another would be in another order."""

KINDS = (
    "/",
    "/directory/",
    "/directory/expertise/reading/",
    "/directory/zoe-obriain-luk/",
    "/directory/someone-who-left/",
    "/match/",
    "/guidance/deployment/",
    "/impact/reading-together/",
)
"""A page of each kind that prints a field, of the miniature county. All the others are compared unvisited."""

# What is wrong with pages, beside the same ones with harmless words: other elements or attributes, or links
# to where none of ours leads. Without a text of ours, it is the page that this runs in.
COMPARE = """
(pages) => {
  const shape = (page) => Array.from(page.querySelectorAll("*"), (element) => {
    let depth = 0;
    for (let up = element; up.parentElement; up = up.parentElement) depth += 1;
    const names = element.getAttributeNames().sort().join(" ");
    return `${"  ".repeat(depth)}${element.namespaceURI.split("/").pop()}:${element.localName} ${names}`;
  });
  const LEADING = ["href", "src", "action", "formaction", "data", "poster", "ping", "xlink:href"];
  const leading = (element, name) => {
    if (name !== "content") return LEADING.includes(name) ? element.getAttribute(name) : null;
    return element.httpEquiv?.toLowerCase() === "refresh" ? element.content.replace(/^0; url=/, "") : null;
  };
  const allowed = (element, to, from, base) => {
    if (to.origin === from.origin) return to.pathname.startsWith(base);
    if (element.localName === "link") return element.rel === "canonical" && to.protocol === "https:";
    return element.localName === "a" && ["https:", "mailto:", "tel:"].includes(to.protocol);
  };
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  return pages.flatMap(({ address, base, ours, theirs }) => {
    const page = ours === null ? document : parse(ours);
    const found = [];
    const mark = parse(theirs).querySelector("[rel=icon]").getAttribute("href");
    const [held, expected] = [shape(page), shape(parse(theirs))];
    const at = held.findIndex((line, index) => line !== expected[index]);
    if (at >= 0 || held.length !== expected.length) {
      const first = at < 0 ? held.length : at;
      found.push(`${address} has ${held[first]} where the harmless page has ${expected[first]}`);
    }
    const from = new URL(address, location.protocol === "http:" ? location : "http://ours.example");
    for (const element of page.querySelectorAll("*")) {
      for (const name of element.getAttributeNames()) {
        const link = leading(element, name);
        if (link === null) continue;
        const to = URL.canParse(link, from) ? new URL(link, from) : null;
        // Nobody follows a canonical address: it names the page. One that is no address names nothing.
        if (!to && element.rel === "canonical") continue;
        // The mark is in the page itself, and the same on every page.
        if (element.rel === "icon" && link === mark) continue;
        if (!to || !allowed(element, to, from, base)) found.push(`${address} leads to ${link}`);
      }
    }
    return found;
  });
}
"""

# What a reader’s hand does, on everything: a handler that an attribute holds would run. A click on a link
# goes on only where it leads to nothing that we publish: then it is a script, and runs.
TOUCH = """
() => {
  document.addEventListener("click", (event) => {
    const leads = event.target.closest("a")?.getAttribute("href") ?? "";
    const to = URL.canParse(leads, location) ? new URL(leads, location) : null;
    if (["http:", "https:", "mailto:", "tel:"].includes(to?.protocol)) event.preventDefault();
  });
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const element of document.querySelectorAll("*")) {
    for (const kind of ["pointerover", "mouseover", "mouseenter", "toggle", "error", "load", "keydown"]) {
      element.dispatchEvent(new Event(kind));
    }
    element.focus?.();
    if (element.localName === "a") {
      element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
  }
}
"""


# --- sites ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="county")
def _county(world_content: Content) -> Content:
    """The miniature county, every field of its contract filled somewhere."""
    return hostile.furnished(world_content)


@pytest.fixture(scope="module", name="harmless")
def _harmless(county: Content) -> Callable[[str], dict[str, str]]:
    """Return a function: words → the pages, by address, on which they stand in every field."""

    @cache
    def made(words: str) -> dict[str, str]:
        return _by_address(_made(county, lambda _field: words))

    return made


def _filled(county: Content, words: Callable[[str], str]) -> Content:
    """Return records with words in every field that is shown, or may one day be."""
    kept = DECIDES | SWITCHES | NAMES | ADDRESS | ORDERS

    def value(field: str, held: Any) -> Any:
        return held if field in kept or field.endswith(" key") else words(field)

    return hostile.everywhere(county, value)


def _made(county: Content, words: Callable[[str], str]) -> list[Page]:
    """Return the pages of a site with words in every field that is shown, or may one day be."""
    return _rendered(_filled(county, words))


def _rendered(filled: Content) -> list[Page]:
    """Return a site's pages, and of the protocols' those that are visited."""
    few = tuple(page for page in filled.guidance if page.address in KINDS)
    return [*hostile.rendered(filled), *hostile.protocols(replace(filled, guidance=few))]


def _payload(name: str) -> Payload:
    (found,) = [payload for payload in PAYLOADS if payload.name == name]
    return found


def _by_address(pages: list[Page]) -> dict[str, str]:
    return {page.address: page.body for page in pages}


class Stage:
    """A server whose site changes with every test, and its visitor."""

    def __init__(self, root: Path, watch: Watch) -> None:
        self.root, self.watch = root, watch

    def show(self, pages: list[Page]) -> Watch:
        """Serve other pages from now on, and return the visitor, who has heard nothing yet."""
        hostile.written(pages, self.root)
        self.watch.page.goto("about:blank")
        self.watch.heard.clear()
        return self.watch


@pytest.fixture(scope="module", name="stage")
def _stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage under the real headers."""
    root = hostile.written([], tmp_path_factory.mktemp("hostile") / "site")
    with serving(root) as served, watching(browser, served) as watch:
        yield Stage(root, watch)


@pytest.fixture(scope="module", name="tab")
def _tab(browser: Browser) -> Iterator[Tab]:
    """An empty page in which others are compared."""
    page = browser.new_page()
    yield page
    page.close()


def _wrong(tab: Tab, pages: dict[str, str], harmless: dict[str, str], base: str = "/") -> list[str]:
    """Return what is wrong with pages, beside the same ones with harmless words."""
    assert pages.keys() == harmless.keys()

    asked = [
        {"address": quote(address), "base": base, "ours": body, "theirs": harmless[address]}
        for address, body in pages.items()
    ]
    found: list[str] = tab.evaluate(COMPARE, asked)
    return found


# --- every field ------------------------------------------------------------------------------------------


def test_every_field_is_filled(county: Content) -> None:
    """No field of the contract is left out, and a field that it gains is filled without a word here."""
    filled: set[str] = set()
    hostile.everywhere(county, lambda field, held: (filled.add(field), held)[1])

    assert {field for field in filled if not field.endswith(" key")} == hostile.contract()
    assert hostile.contract() >= DECIDES | SWITCHES | NAMES | ADDRESS | ORDERS


def test_every_shown_field_reaches_a_page(county: Content) -> None:
    """The hostile values do stand on pages: a field known to be shown is found there by its name."""
    text = "".join(page.body for page in _made(county, lambda field: f"https://good.example/{field}!"))
    found = {field for field in hostile.contract() if f"{field}!" in text}

    assert found >= SHOWN


@pytest.mark.parametrize("payload", mostly_slow([sent(payload) for payload in PAYLOADS], 2))
def test_in_every_field(
    payload: Payload, county: Content, harmless: Callable[[str], dict[str, str]], tab: Tab
) -> None:
    """With a payload in every field every page keeps its harmless shape."""
    assert _wrong(tab, _by_address(_made(county, payload.at)), harmless(payload.harmless)) == []


@pytest.mark.parametrize("payload", mostly_slow([sent(payload) for payload in PAYLOADS], 9))
def test_nothing_runs(
    payload: Payload, stage: Stage, county: Content, harmless: Callable[[str], dict[str, str]]
) -> None:
    """To whoever visits such pages and touches everything, nothing runs, and nothing is asked for."""
    expected = harmless(payload.harmless)
    watch = stage.show(_made(county, payload.at))
    for address in KINDS:
        _look(watch, address, expected[address])
        if address == "/directory/zoe-obriain-luk/":
            shown = _visible(payload.at("Leader.name"))

            assert shown in _visible(watch.page.locator("h1").text_content() or "")
            assert shown in _visible(watch.page.title())

    assert watch.heard == []


def _visible(words: str) -> str:
    """Return words without what is left out of a page: controls, turns of the reading order, spaces."""
    kept = (c for c in words if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join(re.sub("[\u202a-\u202e\u2066-\u2069\ufffd]", "", "".join(kept)).split())


def _look(watch: Watch, address: str, harmless: str) -> None:
    """Compare the page that a visitor sees with its harmless twin, then touch everything on it.

    They are compared before scripts of ours change the page, as they would on the twin, too.
    """
    watch.scripts = False
    watch.visit(address)
    asked = [{"address": quote(address), "base": "/", "ours": None, "theirs": harmless}]

    assert watch.page.evaluate(COMPARE, asked) == []

    wide, fits = watch.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")

    assert wide <= fits

    watch.scripts = True
    watch.visit(address)
    watch.page.evaluate(TOUCH)
    watch.settle()


# --- one field --------------------------------------------------------------------------------------------

EVERYTHING = "\"'>--></title></a>{{ 7*7 }}<script>alert()</script><img src=//evil.example onerror=alert()>"


@pytest.mark.parametrize("field", mostly_slow(sorted(hostile.contract() - NAMES - ADDRESS), 7))
def test_in_one_field(field: str, county: Content, tab: Tab) -> None:
    """In one field alone, hostile words stay within their element, or the build stops: nothing in between."""

    def made(words: str) -> dict[str, str]:
        filled = hostile.everywhere(county, lambda one, held: words if one == field else held)
        found = hostile.rendered(filled)
        return _by_address(found + hostile.protocols(filled) if field.startswith("FrontMatter.") else found)

    if field in DECIDES:
        with pytest.raises((LookupError, TypeError, ValueError, AttributeError)):
            made(EVERYTHING)
        return

    ours, harmless = made(EVERYTHING), made(PLAIN)
    changed = {address: body for address, body in ours.items() if body != harmless[address]}

    assert _wrong(tab, changed, {address: harmless[address] for address in changed}) == []


# --- addresses --------------------------------------------------------------------------------------------

TELLING = [
    "out-of-attribute",
    "attribute",
    "out-of-title",
    "javascript",
    "javascript-entity",
    "javascript-tab",
    "elsewhere",
    "elsewhere-backslash",
    "base",
    "jinja",
    "override",
]
"""Names of payloads, of one that is like each of the others where addresses are made."""

VOCABULARY = """
(pages) => pages.flatMap((html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const elements = Array.from(page.querySelectorAll("*"));
  return elements.map((element) => `${element.localName} ${element.getAttributeNames().sort()}`);
})
"""


@pytest.mark.parametrize("name", mostly_slow(TELLING, 3))
def test_in_every_slug(name: str, county: Content, stage: Stage, tab: Tab) -> None:
    """Hostile slugs make no link that leads elsewhere and no element that is not ours; or the build stops."""
    payload = _payload(name)
    slugs = {*NAMES, "Mailboxes.area_chairs key", "Mailboxes.sias key"}

    def value(field: str, held: Any) -> Any:
        # The same words before each, so that slugs still refer to one another.
        return payload.at("slug") + held if field in slugs and held != "county" else held

    filled = hostile.everywhere(county, value)
    pages = hostile.rendered(filled)
    try:
        watch = stage.show(pages)
    except ValueError:
        return  # no file can be called so

    ours, known = (
        set(tab.evaluate(VOCABULARY, [page.body for page in some]))
        for some in (pages, hostile.rendered(county))
    )

    assert ours <= known
    assert _wrong(tab, _by_address(pages), _by_address(pages)) == []

    for page in pages:
        if page.address in {"/", "/directory/"} or page.address.endswith("zoe-obriain-luk/"):
            watch.visit(quote(page.address))
            watch.page.evaluate(TOUCH)
            watch.settle()

    assert watch.heard == []

    sitemap = ElementTree.fromstring(hostile.files(filled)["sitemap.xml"])

    assert {place.text for place in sitemap.iterfind(".//{*}loc")} == {
        f"https://leaders.example{entry.address}" for entry in Directory(filled, hostile.TODAY).with_page
    }


@pytest.mark.parametrize("name", mostly_slow(TELLING, 3))
@pytest.mark.parametrize("field", sorted(ADDRESS))
def test_in_the_sites_own_address(field: str, name: str, county: Content, stage: Stage, tab: Tab) -> None:
    """A hostile domain or base path makes no page ask for anything elsewhere; or the build stops."""
    words = _payload(name).at(field)
    filled = hostile.everywhere(county, lambda one, held: words if one == field else held)
    try:
        pages = hostile.rendered(filled)
    except ValueError:
        return  # not an address at all

    expected = _by_address(hostile.rendered(county))
    watch = stage.show(pages)
    for address in ("/", "/404.html"):
        watch.page.goto(watch.served.url(address))
        asked = [{"address": address, "base": "/", "ours": None, "theirs": expected[address]}]

        assert watch.page.evaluate(COMPARE, asked) == []

    # At a base path that is not there the 404 page has no stylesheet; the browser complains of that alone.
    missing = ("got 404 for ", "console: Refused to apply style from")
    assert [line for line in watch.heard if not line.startswith(missing)] == []


@pytest.mark.parametrize("name", [*TELLING, "javascript-line", "controls"])
def test_in_what_programs_read(name: str, county: Content) -> None:
    """Whatever stands in every field, robots.txt and security.txt say no more than they should."""
    ours, harmless = (
        hostile.files(_filled(county, words)) for words in (_payload(name).at, lambda _field: PLAIN)
    )

    assert ours.keys() == harmless.keys()

    for path in ("robots.txt", ".well-known/security.txt"):
        said = [[line.partition(b":")[0] for line in body[path].splitlines()] for body in (ours, harmless)]

        assert said[0] == said[1]


# --- the protocols' own words -----------------------------------------------------------------------------


def test_protocols_are_no_templates(county: Content, stage: Stage) -> None:
    """What a page of the protocols says is Markdown: template syntax in it is shown as it was typed."""
    words = '{{ 7+7 }} {% include "pages/home.html" %} {# not left out #} {{ config.site_dir }} ${7+7}'
    pages = tuple(replace(page, body=f"{page.body}\n\n{words}\n") for page in county.guidance)
    watch = stage.show(hostile.protocols(replace(county, guidance=pages)))
    watch.visit("/guidance/mentoring/")

    assert words in watch.page.locator(".md-typeset").inner_text()
    assert watch.heard == []


# --- would we notice? -------------------------------------------------------------------------------------


def _unescaped(env: jinja2.Environment) -> None:
    env.autoescape = False


def _any_link(env: jinja2.Environment) -> None:
    env.filters["weblink"] = str


@pytest.mark.parametrize(
    ("name", "spoil", "wrong", "refused", "runs"),
    [
        ("script", _unescaped, "xhtml:script", "breached script-src-elem", "ran alert(Leader.name)"),
        ("image", _unescaped, "onerror src", "breached script-src-attr", "ran alert(Leader.name)"),
        ("attribute", _unescaped, "onfocus", "breached script-src-attr", "ran alert("),
        (
            "image-elsewhere",
            _unescaped,
            "xhtml:img src",
            "breached img-src",
            "asked for https://evil.example/",
        ),
        (
            "stylesheet",
            _unescaped,
            "xhtml:link",
            "breached style-src-elem",
            "asked for https://evil.example/",
        ),
        (
            "javascript",
            _any_link,
            "leads to javascript:",
            "breached script-src-elem",
            "ran alert(School.website)",
        ),
    ],
)
def test_these_tests_can_fail(
    name: str,
    spoil: Callable[[jinja2.Environment], None],
    wrong: str,
    refused: str,
    runs: str,
    browser: Browser,
    county: Content,
    harmless: Callable[[str], dict[str, str]],
    stage: Stage,
    tab: Tab,
) -> None:
    """With one wall taken down a payload is seen, the policy refuses it, and without the policy it runs."""
    address = "/directory/zoe-obriain-luk/"
    filled = _filled(county, _payload(name).at)
    pages = hostile.rendered(filled, spoil)
    ours = {page.address: page.body for page in pages if page.address == address}
    seen = _wrong(tab, ours, {address: harmless(PLAIN)[address]})

    assert wrong in " ".join(seen)

    watch = stage.show(pages)
    watch.visit(address)
    watch.page.evaluate(TOUCH)
    watch.settle()

    assert refused in " ".join(watch.heard)
    assert "ran " not in " ".join(watch.heard)

    with watching(browser, watch.served, bypass_csp=True) as bare:
        bare.visit(address)
        bare.page.evaluate(TOUCH)
        bare.settle()

        assert runs in " ".join(bare.heard)


# --- reading order ----------------------------------------------------------------------------------------

# Words of ours that are not read from left to right, or not in their order, beside a value's words.
DISORDER = """
(value) => {
  const inline = (element) => getComputedStyle(element).display === "inline";
  const blocks = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    let block = node.parentElement;
    while (inline(block)) block = block.parentElement;
    if (!blocks.has(block)) blocks.set(block, []);
    blocks.get(block).push(node);
  }
  const found = [];
  for (const nodes of blocks.values()) {
    if (!nodes.some((node) => node.data.includes(value))) continue;
    let last = null;
    for (const node of nodes) {
      // What is not the value is ours.
      let start = 0;
      for (const part of node.data.split(value)) {
        for (let at = start; at < start + part.length; at += 1) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const box = range.getBoundingClientRect();
          if (!box.width || !node.data[at].trim()) continue;
          if (last && Math.abs(last.bottom - box.bottom) < 4 && box.left < last.left) {
            found.push(`${part.trim()} in: ${nodes.map((one) => one.data).join("").trim()}`);
            at = node.length;
          }
          last = box;
        }
        start += part.length + value.length;
      }
    }
  }
  return found;
}
"""


@pytest.mark.parametrize(
    "name", mostly_slow(["override", "override-left-open", "isolate-end", "isolates", "arabic"], 2)
)
def test_reading_order(name: str, stage: Stage, county: Content) -> None:
    """A value that turns the reading order round does so within itself, and not with our words beside it."""
    payload = _payload(name)
    any_words = hostile.any_words() - NAMES

    def value(field: str, held: Any) -> Any:
        return payload.words if field in any_words else held

    filled = hostile.everywhere(county, value)
    watch = stage.show(_rendered(filled))

    found = {}
    for address in KINDS:
        watch.visit(address)
        found[address] = watch.page.evaluate(DISORDER, payload.words)

    assert {address: words for address, words in found.items() if words} == {}
