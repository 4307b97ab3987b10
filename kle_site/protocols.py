"""What the protocols' pages must keep: rules like those of `check`, over what MkDocs would take as it is.

Python-Markdown passes HTML, attributes and any address straight through. These pages are ours, but a change
to them comes from anybody: what the site's policy would have to stop is told here, at its line.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator

from kle_site.county import GuidancePage
from kle_site.fields import did_you_mean
from kle_site.load import OLDER, Content
from kle_site.problems import Fault, Placed, Where
from kle_site.sources import BODY
from kle_site.weblinks import fault_in as link_fault_in


def clauses_stand_once(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A clause's id stands once in its edition, so that a link to it means one thing."""
    seen: dict[tuple[str, str], str] = {}
    for page in content.guidance:
        for clause, line, column in _clauses_in(page):
            here = f"{page.path}, line {line}, column {column}"
            other = seen.setdefault((page.head.edition, clause), here)
            if other != here:
                message = f"The clause “{clause}” stands in {other} already."
                hint = "Give one of them another id."
                yield page.path, Fault(BODY, "clause-twice", message, hint, line=line, column=column)


def _clauses_in(page: GuidancePage) -> Iterator[tuple[str, int, int]]:
    """Yield the id of each clause with its line of the file and its column."""
    for number, line in enumerate(page.body.split("\n"), start=page.first_line):
        for match in _CLAUSE.finditer(line):
            yield match[1], number, match.start(1) + 1


_CLAUSE = re.compile(r"\{:?\s{0,3}#(c-[a-z0-9-]{1,80})[\s}]")


def clauses(content: Content) -> dict[str, GuidancePage]:
    """Return every clause of the current edition by its id, with the page that it stands on."""
    current = [page for page in content.guidance if not page.path.startswith(f"{OLDER}/")]
    return {match[1]: page for page in current for match in _CLAUSE.finditer(page.body)}


def paths(content: Content) -> dict[str, str]:
    """Return the site path of every clause of either edition by its id; the current edition’s comes first."""
    older = {match[1]: page for page in content.guidance for match in _CLAUSE.finditer(page.body)}
    return {clause: f"{page.address}#{clause}" for clause, page in (older | clauses(content)).items()}


def answers_lead_to_clauses(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """The clauses that routes, eligibility and the Support Record name stand in the current edition."""
    if not content.all_pages:
        return  # a page that was not read has clauses too, and is told of already
    known = clauses(content)
    named: list[tuple[str, Where, str | None]] = [
        ("routes.yaml", ("rows", number, "clause"), row.clause)
        for number, row in enumerate(content.routes.rows)
    ]
    named += [
        ("eligibility.yaml", ("questions", number, field), getattr(question, field))
        for number, question in enumerate(content.eligibility.questions)
        for field in ("clause", "exception")
    ]
    if content.support.record:
        named.append(("support-record.yaml", ("record", "clause"), content.support.record.clause))
    for file, where, clause in named:
        if clause and clause not in known:
            message = f"No page of the current edition has the clause “{clause}”."
            near = did_you_mean(clause, known)
            hint = f"Did you mean “{near}”?" if near else "Name the id of a heading in guidance: c-its-id."
            yield file, Fault(where, "unknown-clause", message, hint)


COMPARISON = "guidance/what-changed.md"
"""The page that sets the two editions side by side; without it nothing has to be named there."""
_CLAUSE_LINK = re.compile(r"\]\((?P<page>[^)\s#]{0,300})#(?P<clause>c-[a-z0-9-]{1,80})\)")


def clauses_are_compared(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """The page that compares the editions leads to every clause of either, so that none is left out."""
    bodies = [page.body for page in content.guidance if page.path == COMPARISON]
    if not bodies:
        return
    links = [match for body in bodies for match in _CLAUSE_LINK.finditer(body)]
    named = {("2016-17" if "2016-17/" in link["page"] else "current", link["clause"]) for link in links}
    for page in content.guidance:
        for clause, line, column in _clauses_in(page):
            if page.path != COMPARISON and (page.head.edition, clause) not in named:
                message = f"{COMPARISON} does not lead to the clause “{clause}”."
                link = f"{page.address}#{clause}"
                hint = f"Link to {link} there, beside its counterpart or a note that it has none."
                yield page.path, Fault(BODY, "clause-not-compared", message, hint, line=line, column=column)


def links_lead_to_clauses(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A clause that a page links to stands on the page that the link leads to."""
    held = {page.address: {clause for clause, *_ in _clauses_in(page)} for page in content.guidance}
    for page in content.guidance:
        for number, line in enumerate(page.body.split("\n"), start=page.first_line):
            for match in _CLAUSE_LINK.finditer(line):
                clause, known = match["clause"], held.get(match["page"] or page.address)
                if known is not None and clause not in known:
                    message = f"The page {match['page'] or page.address} has no clause “{clause}”."
                    near = did_you_mean(clause, known)
                    instead = f", or link to “{near}” instead" if near else ", or mend this link"
                    hint = f"Put {{#{clause}}} back after its heading{instead}."
                    column = match.start("clause") + 1
                    yield page.path, Fault(BODY, "unknown-clause", message, hint, line=number, column=column)


def pages_have_their_places(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """No two guidance pages of an edition have the same title or the same place in the order."""
    seen: dict[tuple[str, str, str], str] = {}
    for page in content.guidance:
        for field, value in (("title", page.head.title), ("order", str(page.head.order))):
            other = seen.setdefault((page.head.edition, field, value), page.path)
            if other != page.path:
                message = f"The page {other} has the {field} “{value}” too."
                yield page.path, Fault((field,), "repeated", message, "Give each page its own.")


def editions_are_kept_apart(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A page of the 2016-17 edition lies in its folder, and no other page does."""
    for page in content.guidance:
        here = "2016-17" if page.path.startswith("guidance/2016-17/") else "current"
        if page.head.edition != here:
            message = f"This page says “{page.head.edition}” but lies with the {here} edition."
            yield page.path, Fault(("edition",), "edition", message, f"Write {here}, or move the page.")


_MARKUP = (
    (
        re.compile(r"(?<!\]\()<(?=[a-zA-Z/!?])(?!https?://)"),
        "html",
        "HTML cannot stand in a page: it would be published as it is.",
        "Write it in Markdown.",
    ),
    (
        re.compile(r"\{:[^}\n]*=|\{[^{}\n]*=[^{}\n]*\}"),
        "attribute",
        "Attributes cannot be given here, only an id or a class.",
        "Write {#c-its-id}, or remove it.",
    ),
    (
        re.compile(r"^#+\s.*?(?:(?<=\S)(\{:?\s*#)|(?<=\s)(\{:?\s*#)(?!c-[a-z0-9-]{1,80}(?:\s[^{}]*)?\}))"),
        "clause-id",
        "This is not the id of a clause: c- and small letters, digits and hyphens, in braces after a space.",
        "Write it like {#c-its-id}, with a space before it.",
    ),
    (
        re.compile(r"^#\s"),
        "heading",
        "The page’s title is its heading of the first level.",
        "Start this one with ## and a space.",
    ),
    (
        re.compile(r"\{\{(?! organisation(?:_short)? \}\})\s*organi[sz]ation", re.IGNORECASE),
        "token",
        "The tokens are {{ organisation }} and {{ organisation_short }}; this would stay as it is.",
        "Write one of them, with a space on either side.",
    ),
)
_LINK = re.compile(r"(?:\]\(\s{0,3}|^ {0,3}\[[^\]\n]{1,200}\]:\s*)<?(?P<to>[^)\s>]{0,600})")
_OURS = re.compile(r"/(?!/)[^\\]*|#[^\\]*|[\w./-]+\.md(#[\w-]+)?|mailto:[\w.+-]+@[\w.-]+", re.ASCII)


def pages_are_plain_markdown(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A page holds no HTML, attributes, second title or unknown token, and links within or to https."""
    for page in content.guidance:
        for number, line in enumerate(page.body.split("\n"), start=page.first_line):
            for column, code, message, hint in _wrong_in(line):
                yield page.path, Fault(BODY, code, message, hint, line=number, column=column)
        yield from _tokens_in_head(page)


def _wrong_in(line: str) -> Iterator[tuple[int, str, str, str]]:
    for pattern, code, message, hint in _MARKUP:
        for match in pattern.finditer(line):
            yield match.start(match.lastindex or 0) + 1, code, message, hint
    for match in _LINK.finditer(line):
        wrong = None if _OURS.fullmatch(match["to"]) else link_fault_in(match["to"])
        if wrong:
            yield match.start("to") + 1, "link", *wrong


def _tokens_in_head(page: GuidancePage) -> Iterator[Placed]:
    for field in ("title", "summary"):
        if "{{" in getattr(page.head, field):
            message = "Tokens are filled in the page’s text, not in its head."
            yield page.path, Fault((field,), "token", message, "Say it without the name.")


RULES: tuple[Callable[[Content, datetime.date], Iterator[Placed]], ...] = (
    clauses_stand_once,
    answers_lead_to_clauses,
    links_lead_to_clauses,
    clauses_are_compared,
    pages_have_their_places,
    editions_are_kept_apart,
    pages_are_plain_markdown,
)
