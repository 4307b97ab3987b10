"""What the search finds beside people: every clause of both editions, in the words of its page, and light."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from kle_site import protocols
from kle_site.load import load
from kle_site.look import Page, file_of
from kle_site.passages import ADDRESS, IDLE, SAME, Passages, read

KB = 1000


@pytest.fixture(scope="module", name="passages")
def _passages(built_site: Path) -> list[Any]:
    """The passages that are published: [address, page, heading, lines, weight] each."""
    found: list[Any] = json.loads((built_site / ADDRESS[1:]).read_text(encoding="utf-8"))["passages"]
    return found


def test_every_clause_is_a_passage(passages: list[Any], content_dir: Path) -> None:
    """The clauses that the checks know, of either edition, are all there, and each says something."""
    content = load(content_dir).content
    assert content
    known = {
        f"{page.address[1:]}#{clause}"
        for page in content.guidance
        for clause, *_ in protocols._clauses_in(page)
    }
    found = {address: lines for address, _, _, lines, _ in passages}

    assert len(known) > 120
    assert known - set(found) == set()
    assert [address for address, lines in found.items() if not lines or not all(lines)] == []


def test_a_passage_leads_to_its_words(passages: list[Any], built_site: Path) -> None:
    """Each address is a page's, or a heading's on it, and that page holds every line's words."""
    for address, title, heading, lines, _ in passages:
        path, _, place = address.partition("#")
        page = LexborHTMLParser((built_site / file_of(f"/{path}")).read_bytes())
        words = page.body.text() if page.body else ""
        at = page.css_first(f"[id='{place}']") if place else page.css_first("title")

        assert at
        assert heading in " ".join(at.text().split())
        assert title
        assert ("2016-17" in title) >= ("/2016-17/" in address)
        assert set(re.findall(r"\w+", " ".join(lines))) - set(re.findall(r"\w+", words)) == set()


def test_tools_are_found_by_title_and_lead(passages: list[Any]) -> None:
    """The protocols' tools and the pages about the site are passages; people, lists and notices are not."""
    pages = {address.partition("#")[0] for address, *_ in passages}

    assert {
        "eligibility/",
        "recruitment/",
        "routes/",
        "match/",
        "governors/peer-review/",
        "privacy/",
    } <= pages
    assert not {page for page in pages if page.startswith("directory/") or page in {"", "404.html"}}


def test_it_is_light(built_site: Path) -> None:
    """What a search fetches for it weighs at most 25 KB."""
    assert len(gzip.compress((built_site / ADDRESS[1:]).read_bytes(), 6)) <= 25 * KB


def test_a_word_means_one_thing() -> None:
    """No word stands for two others, none of them is idle, and no word is written twice."""
    words = [*SAME.split(), *IDLE.split()]

    assert [word for word in words if words.count(word) > 1] == []


def test_a_list_is_read_with_what_leads_to_it() -> None:
    """Items follow what leads to them, a cell its row and column, a meaning its word; no people are read."""
    body = """<title>Peer review – Site</title><p class="lead">Short.</p><div class="md-typeset">
      <p>Before any heading.</p><h2 id="c-a">Who pays</h2><p>One. Two.</p><p>You can:</p><ul><li>ask</li></ul>
      <div><table><thead><tr><th>Then</th><th>Now</th><th>Source</th></tr></thead>
      <tbody><tr><td>RSC</td><td>Director</td><td>a</td></tr></tbody></table></div>
      <dl><dt>Commission</dt><dd>To arrange.</dd></dl><p class="source">Ours.</p></div>"""
    passages = Passages()
    for address in ("/guidance/peer-review/", "/directory/", "/directory/jo-bloggs/", "/"):
        passages.add(read(Page(address, body)))

    assert json.loads(passages.file)["passages"] == [
        ["guidance/peer-review/", "Peer review", "Peer review", ["Short."], 1],
        [
            "guidance/peer-review/#c-a",
            "Peer review",
            "Who pays",
            ["One.", "Two.", "You can: ask", "RSC. Now: Director", "Commission: To arrange."],
            1,
        ],
    ]
