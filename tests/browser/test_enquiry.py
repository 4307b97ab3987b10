"""Asking those on a shortlist: one message for each, a brief to print, and nothing that leaves by itself."""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Route
from playwright.sync_api import Page as Tab
from sampling import mostly_slow

from kle_site.directory import Directory
from kle_site.labels import LABELS
from kle_site.pages.shortlist import TERMS

from . import eyes
from .hostile import PAYLOADS, Payload
from .shortlisting import BLOCKED, KEY, WRITTEN, Visitor, names_of, some, visiting
from .watch import Served

pytestmark = pytest.mark.browser

MOST = 12
LINK = 1800
"""Characters of a link that every e-mail program takes."""

ANSWERS = {
    "aims": "A clear view of reading in Key Stage 2.\nStaff who can say what to do next.",
    "scope": "Reading, in years 3 to 6. Not phonics.",
    "days": "3",
    "from": "January 2027",
    "name": "Jo Field",
    "role": "Chair of governors",
    "reach": "chair@school.example",
}


def _fill(tab: Tab, **answers: str) -> None:
    """Choose and write everything that the form asks for."""
    tab.get_by_label("Peer review", exact=True).check()
    tab.get_by_label("Our school", exact=True).check()
    tab.get_by_label("Kind of school").select_option("Primary")
    tab.get_by_label("Area", exact=True).select_option(index=3)
    for name, words in (ANSWERS | answers).items():
        tab.locator(f"[name={name}]").fill(words)


def _messages(tab: Tab) -> list[tuple[str, str, str]]:
    """Return (name, link, text) of each message."""
    found = []
    for item in tab.locator(".letters > li").all():
        name = item.locator("h4").inner_text()
        link = item.locator("a").get_attribute("href") or ""
        found.append((name, link, item.locator("textarea").input_value()))
    return found


def _sent(link: str) -> tuple[str, dict[str, list[str]]]:
    """Return what an e-mail program would make of a link: whom it is to, and its fields."""
    parts = urlsplit(link)

    assert parts.scheme == "mailto"

    return unquote(parts.path), parse_qs(parts.query, strict_parsing=True)


# --- messages ---------------------------------------------------------------------------------------------


def test_one_message_each_and_nobody_else_in_it(browser: Browser, site: Served, published: Directory) -> None:
    """For every leader there is a message to the mailbox on their page alone, and no other leader's name."""
    entries = {entry.leader.slug: entry.leader for entry in published.listed}
    office = published.content.site.mailboxes.office
    names = {leader.name for leader in entries.values()}
    with visiting(browser, site) as visitor:
        for start in range(0, len(entries), MOST):
            slugs = list(entries)[start : start + MOST]
            tab = visitor.visit(f"/shortlist/#leaders={','.join(slugs)}")
            _fill(tab)
            messages = _messages(tab)

            assert [name for name, _, _ in messages] == [entries[slug].name for slug in slugs]

            for slug, (name, link, text) in zip(slugs, messages, strict=True):
                to, fields = _sent(link)
                others = names - {name}
                whole = f"{to} {fields}"

                assert to == (entries[slug].contact.email or office)
                assert set(fields) == {"subject", "body"}
                assert fields["body"] == [text.replace("\n", "\r\n")]
                assert fields["subject"] == [f"For {name}: asking for support (peer review)"]
                assert name in text
                assert site.url(f"/directory/{slug}/") in text
                assert [one for one in others if re.search(rf"\b{re.escape(one)}\b", whole)] == []
                assert [one for one in slugs if one != slug and f"/{one}/" in whole] == []
                assert len(link) < LINK

        assert visitor.heard == []


def test_what_a_message_says(browser: Browser, site: Served, published: Directory) -> None:
    """A message says what was asked for, in the order of the form, and who asks; blanks leave no trace."""
    entry = next(entry for entry in published.listed if entry.leader.contact.email)
    name = entry.leader.name
    title = published.content.site.title
    area = published.facets["area"][2].label
    with visiting(browser, site, [entry.leader.slug]) as visitor:
        tab = visitor.visit("/shortlist/")
        ((_, _, blank),) = _messages(tab)
        _fill(tab)
        ((_, _, full),) = _messages(tab)

    start = f"For the attention of {name}\n\nDear {name}\n\nI found your entry in the {title}. "
    agree = (
        "If so, please tell me when we could talk. Before any work starts we would agree the scope, aims and "
        "objectives, together with the Senior Improvement Adviser.\n\n"
        "If not, just say so. No reason is needed.\n\n"
    )
    end = f"The entry: {site.url(entry.address)}"

    assert blank == f"{start}Could you support our school?\n\n{agree}{end}"
    assert full == (
        f"{start}Could you support our school?\n\n"
        "What we need: Peer review\n"
        f"Our school: Primary, {area}\n"
        f"What we want to achieve: {ANSWERS['aims']}\n"
        f"What it should cover: {ANSWERS['scope']}\n"
        "About how many days: 3\n"
        "From when: January 2027\n"
        "Who would pay: Our school\n\n"
        f"{agree}Jo Field\nChair of governors\nchair@school.example\n\n{end}"
    )


def test_through_the_office(browser: Browser, site: Served, published: Directory) -> None:
    """Who is asked through the office is named to the office, and the page says so."""
    leader = next(entry.leader for entry in published.listed if entry.leader.contact.via)
    office = published.content.site.mailboxes.office
    with visiting(browser, site, [leader.slug]) as visitor:
        tab = visitor.visit("/shortlist/")
        ((_, link, text),) = _messages(tab)

        assert _sent(link)[0] == office
        assert text.startswith(f"Dear colleague\n\nPlease pass this on to {leader.name}, ")
        assert f"To {office} (our office passes it on)" in tab.locator(".letters").inner_text()


def test_a_mailbox_that_two_share(browser: Browser, site: Served, published: Directory) -> None:
    """Where one mailbox would get two messages, the page says who would see both; else it says nothing."""
    office = [entry.leader for entry in published.listed if entry.leader.contact.via][:2]
    alone = next(entry.leader for entry in published.listed if entry.leader.contact.email)
    note = "Whoever reads a mailbox sees all that reaches it. These share one: "
    with visiting(browser, site, [office[0].slug, alone.slug, office[1].slug]) as visitor:
        tab = visitor.visit("/shortlist/")

        assert f"{note}{office[0].name}, {office[1].name}." in tab.locator("#messages").inner_text()

        tab.get_by_role("button", name=f"Remove {office[0].name}", exact=True).click()

        assert note not in tab.locator("#messages").inner_text()


@pytest.mark.parametrize(
    "letter", mostly_slow(["a", "é", "字", "%", "\n", "&"], 3), ids=["plain", "accent", "wide", *"%n&"]
)
def test_long_messages(letter: str, browser: Browser, site: Served, published: Directory) -> None:
    """A message too long for a link has none: the page says so and offers the text."""
    with visiting(browser, site, some(published, 1)) as visitor:
        tab = visitor.visit("/shortlist/")
        aims = tab.locator("[name=aims]")
        lengths, lost = [], 0
        for count in range(0, 801, 200):
            aims.fill("x" + letter * (count - 2) + "x" if count else "")
            link = tab.locator(".letters a")
            if link.is_visible():
                lengths.append(len(link.get_attribute("href") or ""))
            else:
                lost += 1

                assert "This is too long for a link" in tab.locator(".letters").inner_text()
                assert letter * 50 in tab.locator(".letters textarea").input_value()

        assert lengths == sorted(lengths)
        assert (max(lengths) < LINK, lost > 0) == (True, letter not in {"a"})

        aims.fill("")

        assert tab.locator(".letters a").is_visible()


@pytest.mark.parametrize(
    "words",
    [
        "?cc=evil@evil.example&body=x",
        "\r\nBcc: evil@evil.example\r\n",
        "%0D%0ACc:evil@evil.example",
        "</textarea><b>",
    ],
)
def test_what_is_written_adds_no_recipient(
    words: str, browser: Browser, site: Served, published: Directory
) -> None:
    """Whatever somebody writes stays words of the message: no recipient, field or element comes of it."""
    slugs = some(published, 2)
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit("/shortlist/")
        before = tab.locator("main *").count()
        for name in ANSWERS:
            tab.locator(f"[name={name}]").fill(words)
        told = [_sent(link) for _, link, _ in _messages(tab)]

        assert [to for to, _ in told] == [to for to, _ in told if "@" in to and "evil" not in to]
        assert [set(fields) for _, fields in told] == [{"subject", "body"}] * 2
        assert all("evil" in fields["body"][0] or "<b>" in fields["body"][0] for _, fields in told)
        assert tab.locator("main b").count() == 0
        assert tab.locator("main *").count() <= before + 20
        assert visitor.heard == []


TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def test_hostile_data(browser: Browser, site: Served, published: Directory) -> None:
    """Whatever stands in the data of a leader stays words on the page, and adds no recipient to a message."""
    slugs = [entry.leader.slug for entry in published.listed]
    data = {name: _data(site, name) for name in ("leaders", "contacts")}
    with visiting(browser, site) as visitor:
        plain = visitor.visit(f"/shortlist/#leaders={','.join(slugs[:MOST])}")
        harmless = plain.evaluate(KINDS)
        for start in range(0, len(PAYLOADS), MOST):
            payloads = PAYLOADS[start : start + MOST]
            shown = slugs[: len(payloads)]
            spoilt = {name: _spoilt(name, held, shown, payloads) for name, held in data.items()}
            for name, text in spoilt.items():
                visitor.context.route(f"**/{name}.*.json", _answering(text))
            tab = visitor.visit(f"/shortlist/#leaders={','.join(shown)}")
            _fill(tab)

            assert len(visitor.listed) == len(shown)
            assert set(tab.evaluate(KINDS)) <= set(harmless)

            for payload, (_, link, text) in zip(payloads, _messages(tab), strict=True):
                told = _flat(TURNING.sub("", payload.at("name")))[:60]

                assert told in _flat(text)
                assert not link or set(_sent(link)[1]) == {"subject", "body"}
                assert not re.search("[?&,;]", urlsplit(link).path)

            visitor.context.unroute_all()

        assert visitor.heard == []
        assert [url for url in visitor.asked if not url.startswith((site.base, "about:"))] == []


KINDS = """
() => {
  const names = (one) => one.getAttributeNames().filter((name) => name !== "hidden").sort();
  return [...document.querySelectorAll("main *")].map((one) => `${one.localName} ${names(one)}`);
}
"""


def _data(served: Served, name: str) -> dict[str, Any]:
    (file,) = Path(served.root, "assets").glob(f"{name}.*.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _spoilt(name: str, data: dict[str, Any], slugs: list[str], payloads: tuple[Payload, ...]) -> str:
    """Return one of the data files with a payload for each leader, and in every label."""
    spoilt = copy.deepcopy(data)
    for at, payload in enumerate(payloads):
        if name == "contacts":
            spoilt["leaders"][slugs[at]] = [payload.at("mailbox"), payload.at("person")]
            continue
        # Its slug whole: else a browser works it out from the name.
        spoilt["slug"][at] = slugs[at]
        spoilt["name"][at], spoilt["role"][at] = payload.at("name"), payload.at("role")
        spoilt["schools"][at] = [payload.at("school")]
    for facet in spoilt.get("facets", ()):
        for value in facet["values"]:
            value[1] = payloads[0].at("label")
    return json.dumps(spoilt)


def _answering(text: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=200, content_type="application/json", body=text)


def _flat(words: str) -> str:
    """Return words as a text box holds them: its line ends, and no space told from another."""
    return " ".join(words.replace("\r\n", "\n").replace("\r", "\n").split())


def test_copying(browser: Browser, site: Served, published: Directory) -> None:
    """One message’s text is copied at a press; where that is refused it is chosen, to be copied by keys."""
    slugs = some(published, 2)
    one, two = names_of(published, slugs)
    with visiting(browser, site, slugs, permissions=["clipboard-read", "clipboard-write"]) as visitor:
        tab = visitor.visit("/shortlist/")
        tab.get_by_role("button", name=f"Copy the text for {two}", exact=True).click()
        tab.locator(".letters p", has_text="Copied.").wait_for()

        assert tab.evaluate("() => navigator.clipboard.readText()") == _messages(tab)[1][2]
        assert visitor.said == "Copied."

    refused = "navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));"
    with visiting(browser, site, slugs, script=refused) as visitor:
        tab = visitor.visit("/shortlist/")
        tab.get_by_role("button", name=f"Copy the text for {one}", exact=True).click()
        tab.locator(".letters p", has_text="The text is chosen").wait_for()
        chosen = "(at) => [at.value, at.selectionStart, at.selectionEnd]"
        value, start, end = tab.locator(":focus").evaluate(chosen)

        assert (value, start, end) == (_messages(tab)[0][2], 0, len(value))


# --- what is written ----------------------------------------------------------------------------------------


def test_what_is_written_stays_in_the_tab(browser: Browser, site: Served, published: Directory) -> None:
    """Answers last while the tab does, in no other tab and not with the list, until “Forget this”."""
    slugs = some(published, 1)
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit("/shortlist/")
        _fill(tab)
        visitor.visit("/shortlist/")

        assert {name: tab.locator(f"[name={name}]").input_value() for name in ANSWERS} == ANSWERS
        assert tab.get_by_label("Peer review", exact=True).is_checked()
        assert "What we need: Peer review" in _messages(tab)[0][2]

        other = visitor.visit("/shortlist/", visitor.context.new_page())

        assert other.locator("[name=aims]").input_value() == ""
        assert tab.evaluate("() => Object.keys(localStorage)") == [KEY]

        tab.get_by_role("button", name="Forget this").press("Enter")

        assert visitor.said == "What you wrote is forgotten."
        assert visitor.focus == "Forget this"
        assert tab.evaluate(f"() => sessionStorage.getItem('{WRITTEN}')") is None
        assert "What we need" not in _messages(tab)[0][2]
        assert tab.locator("[data-fill=aims]").inner_text() == ""

        visitor.visit("/shortlist/")

        assert tab.locator("[name=aims]").input_value() == ""


KEPT = [
    "null",
    "[1,2]",
    '"words"',
    "{",
    '{"need":{"a":1},"aims":[],"pays":7}',
    '{"need":"<b>","phase":"no such","area":"none","nothing":"x","forget":"y","length":"3"}',
    '{"__proto__":"x","constructor":"y","aims":"<img src=x onerror=alert(1)>"}',
    '{"aims":"' + "w" * 5000 + '"}',
]


@pytest.mark.parametrize("kept", mostly_slow(KEPT, 3), ids=range(len(KEPT)))
def test_nonsense_that_was_kept(kept: str, browser: Browser, site: Served, published: Directory) -> None:
    """Whatever stands where the answers should, the form works, and no choice is left without an answer."""
    script = f"if (location.protocol === 'http:') sessionStorage.setItem('{WRITTEN}', {kept!r});"
    with visiting(browser, site, some(published, 1), script=script) as visitor:
        tab = visitor.visit("/shortlist/")

        assert tab.get_by_label("Not sure yet").is_checked()
        assert tab.get_by_label("Not yet known").is_checked()
        assert tab.get_by_label("Kind of school").input_value() == ""
        assert len(tab.locator("[name=aims]").input_value()) <= 800
        assert tab.locator("main img").count() == 0

        _fill(tab)

        assert "What we need: Peer review" in _messages(tab)[0][2]
        assert visitor.heard == []


def test_a_tab_that_keeps_nothing(browser: Browser, site: Served, published: Directory) -> None:
    """Where the browser keeps nothing the form works, and says what is lost."""
    slugs = some(published, 1)
    with visiting(browser, site, script=BLOCKED) as visitor:
        tab = visitor.visit(f"/shortlist/#leaders={slugs[0]}")
        _fill(tab)

        assert "does not let us keep what you write" in tab.locator("#keeping").inner_text()
        assert "What we need: Peer review" in _messages(tab)[0][2]
        assert visitor.heard == []


def test_nothing_leaves_by_itself(browser: Browser, site: Served, published: Directory) -> None:
    """The page asks its own site for four files, the same for everybody, and then for nothing more."""
    slugs = some(published, 3)
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit("/shortlist/")
        files = [urlsplit(url).path for url in visitor.asked if not url.startswith("about:")]
        data = sorted(re.sub(r"\.[0-9a-f]{10}\.", ".", path) for path in files if path.endswith(".json"))

        assert data == [f"/assets/{name}.json" for name in ("contacts", "details", "leaders", "places")]
        assert [url for url in visitor.asked if not url.startswith((site.base, "about:"))] == []
        assert [url for url in visitor.asked if any(slug in url for slug in slugs)] == []

        visitor.asked.clear()
        _fill(tab)
        for button in ("Move down", "Copy the link", "Copy the text", "Print the", "Remove", "Forget this"):
            tab.get_by_role("button", name=re.compile(f"^{button}")).first.click()
        visitor.tab.wait_for_timeout(300)

        assert (visitor.asked, visitor.heard) == ([], [])


def test_nothing_is_asked_for_without_a_list(browser: Browser, site: Served) -> None:
    """With an empty list the page loads no data at all."""
    with visiting(browser, site) as visitor:
        visitor.visit("/shortlist/")

        assert [url for url in visitor.asked if url.endswith(".json")] == []


# --- the brief --------------------------------------------------------------------------------------------


def _brief(tab: Tab) -> dict[str, str]:
    """Return what the brief says: its terms → words."""
    rows = tab.locator(".sheet .row").all()
    return {row.locator("dt").inner_text(): row.locator("dd").inner_text().strip() for row in rows}


def test_the_brief_is_filled_in(browser: Browser, site: Served, published: Directory) -> None:
    """What the form holds stands in the brief, with the names of the list unless they are left out."""
    slugs = some(published, 2)
    area = published.facets["area"][2].label
    with visiting(browser, site, slugs) as visitor:
        tab = visitor.visit("/shortlist/")
        _fill(tab)
        brief = _brief(tab)

        assert brief["What is needed"] == "Peer review"
        assert brief["The school: kind and area"] == f"Primary, {area}"
        assert brief["Scope: what it covers, and what not"] == ANSWERS["scope"]
        assert brief["Aims and objectives, and how you will know"] == ANSWERS["aims"]
        assert (brief["Days"], brief["Who pays"]) == ("3", "Our school")
        assert brief["The leader is accountable to"] == TERMS["peer-review"].accountable_to
        assert brief["Form of feedback"].split("\n")[0] == TERMS["peer-review"].feedback
        assert brief["Dates"].split("\n")[:2] == ["Start", "January 2027"]
        assert brief["Leaders on the shortlist"] == "; ".join(names_of(published, slugs))
        assert brief["Asked by"] == "Jo Field; Chair of governors; chair@school.example"

        tab.get_by_label("Name the leaders on the list").uncheck()

        assert _brief(tab)["Leaders on the shortlist"] == ""


@pytest.mark.parametrize("kind", TERMS)
def test_terms_by_kind(kind: str, browser: Browser, site: Served, published: Directory) -> None:
    """Each kind of support fills in whom the leader answers to, and in what form; none shows all four."""
    with visiting(browser, site, some(published, 1)) as visitor:
        tab = visitor.visit("/shortlist/")
        blank = _brief(tab)
        tab.get_by_label(LABELS[kind], exact=True).check()
        brief = _brief(tab)

        assert brief["The leader is accountable to"] == TERMS[kind].accountable_to
        assert brief["Form of feedback"].split("\n")[0] == TERMS[kind].feedback

        tab.get_by_label("Not sure yet").check()

        assert _brief(tab) == blank
        assert blank["The leader is accountable to"].count(": ") == len(TERMS)


# --- on paper -----------------------------------------------------------------------------------------------


def _sheets(tab: Tab) -> int:
    printed = tab.pdf(format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", printed))


LONG = {
    "aims": ("Everybody who teaches reading can say what comes next and why. " * 13)[:800],
    "scope": ("All classes, not the nursery, and not the resourced provision. " * 7)[:400],
    "days": "3 free days, and perhaps 2 more, to agree",
    "from": "As soon as the governing body has agreed, in January 2027",
    "name": "A Name " * 17,
    "role": "Chair of " * 13,
    "reach": "chair@school.example " * 5,
}
LINES = LONG | {"aims": "\n".join("line" for _ in range(160)), "scope": "\n".join("line" for _ in range(80))}
CAPITALS = {name: words.upper() for name, words in LONG.items()}


@pytest.mark.parametrize(
    "answers",
    mostly_slow([LONG, {}, ANSWERS, LINES, CAPITALS], 3),
    ids=["long", "blank", "usual", "lines", "capitals"],
)
def test_the_brief_is_one_page(
    answers: dict[str, str], browser: Browser, site: Served, published: Directory
) -> None:
    """However much is written the brief is one sheet of A4, with nothing else of the page on it."""
    with visiting(browser, site, some(published, MOST)) as visitor:
        tab = visitor.visit("/shortlist/")
        for name, words in answers.items():
            tab.locator(f"[name={name}]").fill(words)
        tab.get_by_role("button", name="Print the brief").click()

        assert tab.evaluate("() => window.prints") == 1
        assert _shown_on_paper(tab) == ["Commissioning brief"]
        assert _sheets(tab) == 1

        # The browser has told the page that it has printed.
        assert _shown_on_paper(tab) == ["Side by side", "Commissioning brief"]


def _shown_on_paper(tab: Tab) -> list[str]:
    tab.emulate_media(media="print")
    found = [one.inner_text() for one in tab.locator("h1, h2").all() if one.is_visible()]
    tab.emulate_media(media="null")
    return found


BESIDE = 4
"""People that stand side by side on a sheet of paper."""


@pytest.mark.parametrize(("count", "most"), [(1, 1), (4, 1), (MOST, 3)])
@pytest.mark.parametrize("width", mostly_slow([375, 1280], 2))
def test_the_comparison_on_paper(
    count: int, most: int, width: int, browser: Browser, site: Served, published: Directory
) -> None:
    """Printed alone, the comparison is tables of at most four people, whatever the screen, and no control."""
    slugs = some(published, count)
    with visiting(browser, site, slugs, viewport={"width": width, "height": 800}) as visitor:
        tab = visitor.visit("/shortlist/")
        tab.get_by_role("button", name="Print the comparison").click()

        assert tab.evaluate("() => window.prints") == 1
        assert _shown_on_paper(tab) == ["Side by side"]

        tab.emulate_media(media="print")
        heads = tab.locator("thead th:visible > bdi").all_inner_texts()
        shown = [one for one in tab.locator("main :is(button, input, a, textarea)").all() if one.is_visible()]

        assert heads == names_of(published, slugs)
        assert tab.locator("main table:visible").count() == math.ceil(count / BESIDE)
        assert shown == []
        assert _sheets(tab) <= most


def test_a_blank_brief_without_javascript(browser: Browser, site: Served) -> None:
    """Without JavaScript the menu has no link and the page no form; it explains, and prints the brief."""
    with visiting(browser, site, java_script_enabled=False) as visitor:
        visitor.tab.goto(site.url("/shortlist/"))
        tab = visitor.tab

        assert tab.locator("#menu-shortlist").is_hidden()
        assert tab.locator("form").count() == 1
        assert tab.locator("form").is_hidden()
        assert [one.inner_text() for one in tab.locator("button").all() if one.is_visible()] == []
        assert "needs JavaScript, because your own browser keeps it" in tab.locator("main").inner_text()
        assert _shown_on_paper(tab) == ["Commissioning brief"]
        assert _sheets(tab) == 1

        tab.goto(site.url("/directory/"))

        assert tab.locator("#menu-shortlist").is_hidden()


# --- for everybody ------------------------------------------------------------------------------------------


def _states(visitor: Visitor, published: Directory) -> Iterator[str]:
    """Bring the page into each of its states, one after another, and yield what it is called."""
    slugs = some(published, 7)
    tab = visitor.visit("/shortlist/")
    yield "empty"
    visitor.visit("/shortlist/#leaders=%3C")
    yield "a link to nobody"
    visitor.visit(f"/shortlist/#leaders={','.join(slugs)},jo-nobody")
    yield "a link, with somebody who left"
    tab.get_by_role("button", name="Keep as my shortlist").click()
    yield "kept"
    visitor.visit(f"/shortlist/#leaders={','.join(slugs[:3])}")
    yield "a link beside one's own"
    visitor.visit("/shortlist/")
    tab.get_by_label("Where is your school?").fill("Nowhere")
    tab.get_by_role("button", name="Show distances").click()
    yield "no such place"
    tab.get_by_label("Where is your school?").fill("Ashford")
    tab.get_by_role("button", name="Show distances").click()
    _fill(tab, aims="字" * 700)
    for summary in tab.locator(".letters summary").all():
        summary.click()
    yield "filled in, too long for links"
    tab.get_by_role("button", name="Clear all").click()
    yield "asked whether to clear"
    tab.get_by_role("button", name="Yes, clear it").click()
    yield "cleared"
    tab.get_by_role("button", name="Undo").click()
    tab.evaluate(f"() => localStorage.setItem('{KEY}', 'jo-nobody')")
    visitor.visit("/shortlist/")
    yield "everybody left"
    address = next(value.address for value in published.facets["area"] if value.entries)
    visitor.visit(address)
    tab.locator(".pick").first.click()
    yield "a list with buttons"


@pytest.mark.parametrize(
    ("width", "scheme", "forced", "colours"),
    [
        pytest.param(1280, "light", "none", True, id="desk", marks=pytest.mark.slow),
        # Our own eyes measure contrast in any case; axe, too, takes as long as all the rest.
        pytest.param(375, "dark", "none", False, id="phone in the dark"),
        pytest.param(375, "dark", "none", True, id="phone in the dark, by axe", marks=pytest.mark.slow),
        pytest.param(320, "light", "active", False, id="narrow in forced colours", marks=pytest.mark.slow),
    ],
)
def test_every_state_is_for_everybody(
    width: int,
    scheme: str,
    forced: str,
    colours: bool,
    browser: Browser,
    site: Served,
    published: Directory,
) -> None:
    """In every state that a visitor brings the page into, nothing is wrong with it."""
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "forced_colors": forced}
    found, states = [], []
    with visiting(browser, site, **options) as visitor:
        for state in _states(visitor, published):
            states.append(state)
            visitor.tab.evaluate(eyes.AXE + eyes.EYES)
            faults = eyes.on_the_page(visitor.tab.evaluate, colours=colours)
            found += [(state, fault) for fault in faults]

        assert visitor.heard == []

    assert len(states) == 11
    if found:
        pytest.fail(eyes.summed(found), pytrace=False)
