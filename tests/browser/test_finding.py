"""Finding leaders: needs in people's own words, true counts, lasting addresses, a fair order."""

from __future__ import annotations

import datetime
import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from assets_of import assets_of
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from kle_site import finding
from kle_site.directory import Directory
from kle_site.load import Content, load

from .watch import Served, serving

pytestmark = pytest.mark.browser

NEEDS = [
    (need.strip(), who.split())
    for need, _, who in (
        line.partition("|")
        for line in (Path(__file__).parents[1] / "needs.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
]
DAY = datetime.date(2026, 11, 25)

SEARCH = """
async ([scripts, files, queries]) => {
  const [{ Facets, numbers }, { unpacked }, { Search }] =
    await Promise.all(scripts.map((one) => import(one)));
  const [held, places, words] = files;
  const leaders = unpacked(held);
  const found = await new Search(leaders, places, new Facets(leaders)).ready();
  await found.learn(words);
  return queries.map((query) => {
    const { who, grades, why, ...rest } = found.find(query);
    const met = numbers(who).sort((one, other) => grades[other] - grades[one] || one - other);
    const best = met.filter((leader) => grades[leader] === grades[met[0]]).length;
    return { ...rest, best, who: met.map((leader) => leaders.slug[leader]), why: met.map(why) };
  });
}
"""


@pytest.fixture(scope="module", name="county")
def _county(content_dir: Path) -> Content:
    """What is published."""
    content = load(content_dir).content

    assert content

    return content


@pytest.fixture(scope="module", name="scripts")
def _scripts(county: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site's scripts, served by themselves."""
    root = tmp_path_factory.mktemp("scripts")
    for address, body in assets_of(county, DAY).values():
        file = root / address[1:]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(body)
    (root / "index.html").write_text("<!doctype html><title>Scripts</title><link rel=icon href=data:,>")
    with serving(root) as served:
        yield served


@pytest.fixture(scope="module", name="tab")
def _tab(browser: Browser, scripts: Served) -> Iterator[Tab]:
    """A page in which the site's scripts can be called."""
    page = browser.new_page()
    page.goto(scripts.url("/"))
    yield page
    page.close()


def _script(name: str, county: Content) -> str:
    return assets_of(county, DAY)[name][0]


def _find(tab: Tab, county: Content, queries: list[str], day: datetime.date = DAY) -> list[dict[str, Any]]:
    made = finding.files(Directory(county, day))
    files = [json.loads(made[name]) for name in ("leaders.json", "places.json", "words.json")]
    scripts = [_script(name, county) for name in ("facets.js", "roll.js", "search.js")]
    found: list[dict[str, Any]] = tab.evaluate(SEARCH, [scripts, files, queries])
    return found


# --- words ------------------------------------------------------------------------------------------------


def test_needs_are_many() -> None:
    """At least sixty needs are asked, each once."""
    assert len(NEEDS) == len({need for need, _ in NEEDS}) >= 60


def test_needs_are_met(tab: Tab, county: Content) -> None:
    """Whoever can meet a need is among the first five, however it is spelt."""
    found = _find(tab, county, [need for need, _ in NEEDS])
    missed = {
        need: sorted(set(who) - set(one["who"][:5]))
        for (need, who), one in zip(NEEDS, found, strict=True)
        if set(who) - set(one["who"][:5])
    }

    assert missed == {}


@pytest.mark.parametrize(
    ("query", "also"),
    [
        ("special needs", ["Special educational needs and disabilities (SEND)"]),
        ("NQT", ["Early career teachers"]),
        ("closing the gap", ["Disadvantaged pupils and the pupil premium"]),
        ("Shepway", ["Folkestone and Hythe"]),
        ("safegaurding", ["Leading safeguarding"]),
        ("maths", []),
    ],
)
def test_what_else_was_searched_for_is_told(tab: Tab, county: Content, query: str, also: list[str]) -> None:
    """A synonym, a former term or a slip is told by the term it leads to; the term itself is not."""
    assert _find(tab, county, [query])[0]["also"] == also


def test_every_word_is_required_before_any_is_dropped(tab: Tab, county: Content) -> None:
    """With a leader who meets all, nobody who meets less is shown; without one, what was dropped is told."""
    whole, partly, none = _find(tab, county, ["phonics thanet", "phonics thanet gdpr", "gdpr"])

    assert (whole["whole"], whole["dropped"], whole["who"]) == (True, [], ["sian-obrien"])
    assert (partly["whole"], partly["dropped"], partly["who"]) == (False, ["gdpr"], ["sian-obrien"])
    assert (none["who"], none["dropped"]) == ([], [])


def test_word_order_case_accents_and_marks_do_not_matter(tab: Tab, county: Content) -> None:
    """The same words in any order and dress find the same people."""
    queries = ["Phonics, THANET", "thanet phonics", "PHÓNICS — (thanet)!", "phonics\u00a0thanet"]
    found = _find(tab, county, queries)

    assert {tuple(one["who"]) for one in found} == {("sian-obrien",)}


def test_each_match_says_why(tab: Tab, county: Content) -> None:
    """Every leader found has a reason for each part of the need that they meet."""
    (found,) = _find(tab, county, ["new head small school sheppey free day"])

    assert found["why"][0] == [
        "offers mentoring and coaching",
        "knows about Small schools",
        "works in Swale, where Isle of Sheppey is",
        "free days left",
    ]


@pytest.mark.parametrize(
    "query", ["", " ", "a", "?!", "\u202e\u0000", "x" * 5000, "__proto__", "constructor"]
)
def test_odd_words_find_nobody(tab: Tab, county: Content, query: str) -> None:
    """Nothing that is typed is an error."""
    assert _find(tab, county, [query])[0]["who"] == []


@pytest.mark.parametrize(
    "query", ["the of", "<script>alert()</script>", "{{7*7}}", "a" * 400 + " maths", "\ud800 maths"]
)
def test_odd_words_break_nothing(tab: Tab, county: Content, query: str) -> None:
    """What stands beside them is found as ever."""
    (found,) = _find(tab, county, [query])

    assert set(found["who"]) <= {entry.leader.slug for entry in Directory(county, DAY).listed}


def test_a_pause_cannot_be_found(tab: Tab, county: Content) -> None:
    """Whoever is paused, unlisted or withdrawn is in none of the files that the browser gets."""
    directory = Directory(county, DAY)
    listed = {entry.leader.slug for entry in directory.listed}
    hidden = [leader for leader in county.leaders if leader.slug not in listed]
    text = b"".join(finding.files(directory).values()).decode()

    assert hidden
    assert [leader.slug for leader in hidden if leader.slug in text or leader.name in text] == []
    assert "paused" not in text


# --- a fair order -----------------------------------------------------------------------------------------

COMMON = [
    "mentor",
    "special needs",
    "maths",
    "peer review",
    "governors",
    "primary",
    "behaviour",
    "new head",
    "finance",
    "phonics",
]


def test_the_first_screen_is_shared(tab: Tab, county: Content) -> None:
    """Over four weeks, those who fit a common need equally well share the first three places fairly."""
    days = [DAY + datetime.timedelta(days=number) for number in range(28)]
    first: dict[str, Counter[str]] = {query: Counter() for query in COMMON}
    equals: dict[str, int] = {}
    for day in days:
        for query, found in zip(COMMON, _find(tab, county, COMMON, day), strict=True):
            first[query].update(found["who"][:3])
            equals[query] = found["best"]
    shared = [query for query in COMMON if equals[query] > 3]
    # With n equals a fair lot gives each a place on 3 days of n: nobody has more than chance explains (four
    # standard deviations of a binomial), and nobody is never seen.
    greedy = {}
    for query in shared:
        chance = 3 / equals[query]
        most = len(days) * chance + 4 * math.sqrt(len(days) * chance * (1 - chance))
        greedy |= {(query, who): seen for who, seen in first[query].items() if seen > most}
    unseen = {q: equals[q] - len(first[q]) for q in shared if len(first[q]) < equals[q]}

    assert len(shared) >= 8
    assert (greedy, unseen) == ({}, {})
