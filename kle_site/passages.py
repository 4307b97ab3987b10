"""What the directory's search finds beside people: each clause of the protocols, and each tool by its title.

Read off the finished pages, so that it holds the words that a reader sees, and leads where a link would.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kle_site.look import Page

ADDRESS = "/guidance/passages.json"
"""Where a browser gets them, once somebody searches."""

SAME = """
    payment pay pays paid paying cost costs price fee charge charged fund funds funded funding money budget
    headteacher head heads headteachers principal headship
    application apply applies applying applications applicant applicants candidate candidates
    recruitment recruit recruited round rounds
    selection choose chose chosen choosing select selected selects decide decides decision panel panels
    report tell tells told hear hears reports reporting reported inform informed
    governor governors governing governance
    eligible become becoming eligibility qualify qualifies join
    accountable accountability answer answers answerable responsible responsibility
    commission commissions commissioned commissioning commissioner arrange arranged arranges
    back pause paused withdraw stop stops quit
    date dates when timetable deadline close closes closing
    duty duties role roles
    annual annually yearly year
    difficulty difficulties risk risks trouble problem problems
    submission return
    training train trains trained course courses programme programmes development
    leader leaders kle kles
    inspection inspections inspected ofsted
    requires ri
    exception exceptions exceptional
    accessibility accessible
"""
"""Words that ask for one thing, a line for each. The first stands for all of them."""

IDLE = """
    a about also am an and any are as at be been before being between but by can could did do does for
    from get gets give gives go goes had happen happens has have having he her his how i if in into is it
    its know like long many may me mean means much must my need not of off on or our out please right send
    sends she should so than that the their them then there these they this those to us was we were what
    where which who whom whose why will with would write writes written you your
"""
"""Words that a question is made with, and that tell nothing of what it is about."""

_FOUND = re.compile(r"/(?:guidance/.*|governors/.*|(?!directory/)[a-z-]+/)")
"""Pages that hold passages: the protocols, those for governors, and every tool and page of its own."""
_LOWER = {"/guidance/what-changed/": 0.6, "/support-record/": 0.7, "/embed/": 0.6, "/data/": 0.6}
"""Pages that give way: a comparison, whose rows name what clauses say; what is asked for by its name.

An older clause gives way too, as what held once to what holds.
"""
_TOOLS = "Tools"
"""The heading of a list of the tools, each of which is a passage itself."""
_BEFORE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")


Row = list[Any]
"""A passage: its address, its page's title, its heading, its lines and its weight."""


@dataclass(slots=True)
class Passages:
    """Gathers the passages of pages; `file` is what a browser finds them by."""

    _found: list[Row] = field(default_factory=list)

    def add(self, rows: list[Row]) -> None:
        """Add the passages of a page, in the order of the pages."""
        self._found += rows

    @property
    def file(self) -> bytes:
        """JSON of passages [address, page, heading, lines, weight] and of the words that mean one thing."""
        same = [["", *IDLE.split()], *(line.split() for line in SAME.strip().split("\n"))]
        found = {"passages": self._found, "same": same}
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def read(page: Page) -> list[Row]:
    """Return the passages of a finished page; none, where it is not one that answers questions."""
    if not _FOUND.fullmatch(page.address):
        return []
    html = LexborHTMLParser(page.body)
    title = _text(html.css_first("title")).rpartition(" – ")[0]
    lower = _LOWER.get(page.address, 1)
    weight = min(lower, 0.7) if "/2016-17/" in page.address else lower
    words = html.css_first(".md-typeset")
    rows: list[Row] = [[page.address[1:], title, title, [_text(html.css_first(".lead"))], weight]]
    for place, heading, lines in _sections(words) if words else ():
        if heading != _TOOLS:
            rows.append([f"{page.address[1:]}#{place}", title, heading, lines, weight])
    return rows


def _sections(words: LexborNode) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the id, the heading and the lines of each section; what stands before the first is nobody's."""
    place, heading = "", ""
    lines: list[str] = []
    for node in words.iter():
        if node.tag in {"h2", "h3", "h4"}:
            if place:
                yield place, heading, lines
            place, heading, lines = node.attributes.get("id") or "", _text(node), []
        elif "source" not in (node.attributes.get("class") or ""):
            lead = lines.pop() if node.tag in {"ul", "ol"} and lines and lines[-1].endswith(":") else ""
            lines += _lines(node, lead)
    if place:
        yield place, heading, lines


def _lines(node: LexborNode, lead: str) -> Iterator[str]:
    """Yield the sentences of a block, each to be understood alone: items after what leads to them."""
    tables = node.css("table")
    for table in tables:
        heads = [_text(cell) for cell in table.css("thead th")]
        for row in table.css("tbody tr"):
            first, *cells = [_text(cell) for cell in row.css("td")]
            told = zip(heads[1:], cells, strict=False)
            yield from (f"{first}. {head}: {cell}" for head, cell in told if head != "Source")
    if tables:
        return
    if node.tag in {"ul", "ol"}:
        yield from (f"{lead} {_text(item)}".strip() for item in node.css("li"))
    elif node.tag == "dl":
        names, meanings = node.css("dt"), node.css("dd")
        yield from (f"{_text(name)}: {_text(dd)}" for name, dd in zip(names, meanings, strict=False))
    else:
        for block in node.css("p") or [node]:
            yield from _BEFORE.split(_text(block))


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node else ""
