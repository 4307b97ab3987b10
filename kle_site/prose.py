"""A leader's own words: a little Markdown → safe HTML, and what is wrong in it.

Two walls, since these words come from anybody: markdown-it-py with HTML off and only the rules we want, then
nh3, which keeps eleven tags and one attribute whatever came out of the first. Never through MkDocs' Markdown,
never as a template. Whatever `read` finds wrong, its HTML is safe to publish.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kle_site.phrases import said
from kle_site.problems import Fault
from kle_site.weblinks import fault_in as link_fault_in

TAGS = frozenset({"p", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br"})
RULES = ("heading", "list", "blockquote", "newline", "escape", "entity", "emphasis", "link")
REL = "nofollow ugc noopener noreferrer"
"""What is said of every link: its words are not ours."""
LONGEST = 5_000
"""Characters that are read as Markdown, twice a portrait's; beyond, its rules take long on hostile text."""


@dataclass(frozen=True)
class Prose:
    """A text, its HTML and its faults, each worked out when it is asked for: a check needs no HTML."""

    text: str

    @cached_property
    def html(self) -> str:
        """The text as HTML that is safe to publish, whatever is wrong with it."""
        if len(self.text) > LONGEST:
            return f"<p>{html.escape(self.text)}</p>"
        tokens = _MARKDOWN.parse(self.text)
        _lower_headings(tokens)
        return _clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong, with lines and columns (from 1) inside the text; `where` is empty."""
        if len(self.text) > LONGEST:
            return (Fault((), *said("prose-long", most=f"{LONGEST:,}")),)
        return (*_in_text(self.text), *_in_links(self.text), *_in_markdown(self.text))


# A portrait is shown on several pages; `kle serve` meets every version of it that is saved.
@lru_cache(maxsize=20_000)
def read(text: str) -> Prose:
    """Return what there is to know of a leader's Markdown."""
    return Prose(text)


def _clean(dirty: str) -> str:
    return nh3.clean(
        dirty,
        tags=set(TAGS),
        attributes={"a": {"href"}, "*": set()},  # without "*", nh3 lets title and lang through
        url_schemes={"https"},
        url_relative="deny",
        link_rel=REL,
    ).strip()


def _markdown() -> Any:
    markdown = MarkdownIt("zero", {"html": False}).enable(list(RULES))
    # A refused link stays as the text that was typed.
    markdown.validateLink = lambda url: link_fault_in(url) is None  # type: ignore[method-assign]
    return markdown


_MARKDOWN = _markdown()


# --- what is wrong ----------------------------------------------------------------------------------------

IN_TEXT = (
    (
        # An element on one line is one fault, its end included.
        re.compile(
            r"</?(?!https?:)(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,20})[^<>]{0,200}>?"
            r"(?:[^<>\n]{0,400}</(?P=tag)>)?|<[!?]"
        ),
        "html",
        "HTML cannot be used here.",
        "Use plain words, or **bold** and *italic*.",
    ),
    (
        re.compile(r"(?<!\()<https?:"),
        "link",
        "A web address between < and > is shown as typed.",
        "Write it as a link: [words](https://…)",
    ),
    (
        re.compile(r"\][ \t]{1,3}\(https?:"),
        "link",
        "A space keeps this from being a link.",
        "Remove the space between ] and (",
    ),
    (
        re.compile(r"^ {0,3}#{1,6}(?=[^\s#])", re.MULTILINE),
        "heading",
        "A heading starts with ### and a space.",
        "Type the space, or start the line with a word.",
    ),
    (
        re.compile(r"!\[[^\]\n]{0,200}\]"),
        "image",
        "A picture cannot stand here.",
        "Use the photo field for a picture of you.",
    ),
    (
        re.compile(r"(?<!//)(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
        "e-mail",
        "An e-mail address here would be shown to everyone.",
        "Remove it: the page shows your contact mailbox.",
    ),
    (
        # With the spaces, dashes and dots of all kinds that people put between the digits.
        re.compile(
            r"(?<![\w.-])(?:\+44|\(?0)[ \u00a0()]{0,2}[0-9]"
            r"(?:[ \u00a0\u2009\u202f().\u2010-\u2013-]{0,2}[0-9]){7,12}(?![\w-])"
        ),
        "phone",
        "A telephone number here would be shown to everyone.",
        "Remove it: contact.phone may hold the school’s switchboard.",
    ),
    (
        re.compile(
            r"^ {0,3}(?P<fence>`{3,}|~{3,})(?:[\s\S]{0,3000}?^ {0,3}(?P=fence))?|`[^`\n]{1,200}`",
            re.MULTILINE,
        ),
        "code",
        "Text between backticks is shown as typed.",
        "Use plain words.",
    ),
    (
        re.compile(r"^ {0,3}\|.{0,400}\|[ \t]*$", re.MULTILINE),
        "table",
        "A table cannot stand here.",
        "Use a list: a line for each thing, with a dash and a space before it.",
    ),
    (
        re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,}|={3,}[ \t]*)$", re.MULTILINE),
        "rule",
        "A line of dashes is shown as typed.",
        "Leave a blank line between two parts.",
    ),
)
SIGNS = ("<", "<", "]", "#", "!", "@", "0+", "`~", "|", "-_*=")
"""For each of them, in order: signs of which what it finds holds one. Most texts hold none of most."""
LINK = re.compile(r"\]\(\s{0,3}<?(?P<url>[^)\s>]{0,600})(?P<gap>[ \t]+(?![ \t)\"'(]))?")
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s/]{1,100}|\b(?:[a-z0-9-]{1,63}\.){1,5}(?:uk|com|org|net|info|eu)\b",
    re.IGNORECASE,
)


def _at(text: str, at: int) -> tuple[int, int]:
    """Return the line and column of a place in a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _in_text(text: str) -> Iterator[Fault]:
    """Yield what is not allowed, wherever it stands in the typed text."""
    for signs, (pattern, code, message, hint) in zip(SIGNS, IN_TEXT, strict=True):
        for match in pattern.finditer(text) if any(sign in text for sign in signs) else ():
            line, column = _at(text, match.start())
            yield Fault((), code, message, hint, line=line, column=column)


def _in_links(text: str) -> Iterator[Fault]:
    """Yield links to what we do not publish. Markdown leaves them as typed; their author wants to know."""
    for match in LINK.finditer(text):
        wrong = link_fault_in(html.unescape(match["url"]))
        if not wrong and match["gap"]:
            wrong = _told("link-gap")
        if wrong:
            line, column = _at(text, match.start("url"))
            yield Fault((), "link", *wrong, line=line, column=column)


def _in_markdown(text: str) -> Iterator[Fault]:
    """Yield what only Markdown's own reading shows: headings, and the words of links."""
    if "#" in text or "](" in text:
        tokens = _MARKDOWN.parse(text)
        yield from _in_headings(tokens)
        yield from _in_words(tokens, re.split("\r\n?|\n", text))


def _in_words(tokens: list[Token], lines: list[str]) -> Iterator[Fault]:
    """Yield links that have no words, or words that look like another address than theirs."""
    for token in tokens:
        line, href, words = (token.map or [0])[0], "", ""
        for child in token.children or ():
            if child.type == "link_open":
                href, words = str(child.attrGet("href")), ""
            elif child.type == "link_close":
                wrong = _wrong_words(words, href)
                if wrong:
                    column = lines[line].find(f"[{words}") + 1
                    yield Fault((), "link-text", *wrong, line=line + 1, column=max(column, 1))
            elif child.type in {"softbreak", "hardbreak"}:
                line, words = line + 1, f"{words} "
            else:
                words += child.content


def _wrong_words(words: str, href: str) -> tuple[str, str] | None:
    if not words.strip():
        return _told("link-no-words")
    told = ADDRESS.search(words)
    host = str(urlsplit(href).hostname).removeprefix("www.")
    seems = re.sub(r"^(?:https?://)?(?:www\.)?", "", told.group().lower()) if told else host
    if host != seems and not host.endswith(f".{seems}"):
        return _told("link-elsewhere")
    return None


def _told(name: str) -> tuple[str, str]:
    _, message, hint = said(name)
    return message, hint


def _in_headings(tokens: list[Token]) -> Iterator[Fault]:
    seen_third = False
    for token, inside in pairwise(tokens):
        if token.type != "heading_open":
            continue
        level, line = int(token.tag[1]), (token.map or [0])[0] + 1
        if not inside.content.strip():
            yield Fault((), *said("heading-empty"), line=line, column=1)
        elif level < 3 or level > 4 or (level == 4 and not seen_third):
            marks = "#" * (4 if seen_third and level > 4 else 3)
            yield Fault((), *said("heading-level", marks=marks), line=line, column=1)
        seen_third = seen_third or level <= 3


def _lower_headings(tokens: list[Token]) -> None:
    """Give headings the levels that fit the page: h3 first, h4 only below one."""
    seen_third = False
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h4" if seen_third and int(token.tag[1]) >= 4 else "h3"
            if token.type == "heading_close":
                seen_third = seen_third or token.tag == "h3"
