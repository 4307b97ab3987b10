"""A leader's words become safe HTML whatever they are, and what is wrong in them is told at its place."""

from __future__ import annotations

import html
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kle_site.prose import IN_TEXT, SIGNS, TAGS, read
from kle_site.weblinks import fault_in as link_fault_in

LONGEST = 5000
REL = "nofollow ugc noopener noreferrer"


class Reading(HTMLParser):
    """What a parser that is neither markdown-it's nor nh3's finds in HTML."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.others: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.others += [f"open {tag}" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note an end that has no beginning."""
        if not self._open or self._open.pop() != tag:
            self.others.append(f"end of {tag}")

    def handle_data(self, data: str) -> None:
        """Note the words."""
        self.words += data

    def handle_comment(self, data: str) -> None:
        """Note a comment, of which there are none."""
        self.others.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        """Note a declaration, of which there are none."""
        self.others.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        """Note an instruction, of which there are none."""
        self.others.append(f"instruction {data}")


def dangers(text: str) -> list[str]:
    """Return what HTML holds beyond our tags, our one attribute, and https links that we publish."""
    reading = Reading(text)
    found = list(reading.others)
    for tag, attributes in reading.tags:
        allowed = {"href": attributes.get("href"), "rel": REL} if tag == "a" and "href" in attributes else {}
        # nh3 marks every link, also one whose address it took away.
        allowed = allowed or ({"rel": REL} if tag == "a" else {})
        found += [f"<{tag}>"] if tag not in TAGS else []
        found += [f"<{tag}> {attributes}"] if attributes != allowed else []
        address = attributes.get("href")
        found += [str(address)] if address is not None and link_fault_in(html.unescape(address)) else []
    return found


def codes(text: str) -> list[str]:
    """Return the codes of what is wrong with a text."""
    return [fault.code for fault in read(text).faults]


# --- what is taken ----------------------------------------------------------------------------------------

A = f'rel="{REL}"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I lead two schools.", "<p>I lead two schools.</p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("One\nline.", "<p>One\nline.</p>"),
        ("One  \nline.", "<p>One<br>\nline.</p>"),
        ("**bold** and *italic*", "<p><strong>bold</strong> and <em>italic</em></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("### Mine", "<h3>Mine</h3>"),
        ("### Mine\n\n#### Smaller", "<h3>Mine</h3>\n<h4>Smaller</h4>"),
        ("[us](https://a.example)", f'<p><a href="https://a.example" {A}>us</a></p>'),
        ("[us](<https://a.example/b>)", f'<p><a href="https://a.example/b" {A}>us</a></p>'),
        ('[us](https://a.example "Our page")', f'<p><a href="https://a.example" {A}>us</a></p>'),
        ("[us](https://a.example/?b=1&c=2)", f'<p><a href="https://a.example/?b=1&amp;c=2" {A}>us</a></p>'),
        ("[www.a.org](https://www.a.org/page)", f'<p><a href="https://www.a.org/page" {A}>www.a.org</a></p>'),
        ("[gov.uk](https://www.gov.uk/send)", f'<p><a href="https://www.gov.uk/send" {A}>gov.uk</a></p>'),
        ("[plan.pdf](https://a.example/b)", f'<p><a href="https://a.example/b" {A}>plan.pdf</a></p>'),
        ("AT&amp;T, 5 < 6 \\*stars\\*", "<p>AT&amp;T, 5 &lt; 6 *stars*</p>"),
        ("{{ 7 * 7 }} {% raw %} ${x}", "<p>{{ 7 * 7 }} {% raw %} ${x}</p>"),
        ("Pupils' “voice” – it’s 校長", "<p>Pupils' “voice” – it’s 校長</p>"),
        ("In 2023-24 we had 0 exclusions.", "<p>In 2023-24 we had 0 exclusions.</p>"),
        ("We are C# and F# coders; #1 for sport", "<p>We are C# and F# coders; #1 for sport</p>"),
    ],
)
def test_plain_markdown_is_taken(text: str, expected: str) -> None:
    """Paragraphs, lists, quotations, emphasis, headings and https links come out as such, without a fault."""
    assert (expected, ()) == (read(text).html, read(text).faults)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One", ["h3"]),
        ("## One", ["h3"]),
        ("##### One", ["h3"]),
        ("#### One\n\n#### Two", ["h3", "h4"]),
        ("# One\n\n## Two\n\n### Three", ["h3", "h3", "h3"]),
        ("### One\n\n#### Two\n\n##### Three\n\n###### Four\n\n### Five", ["h3", "h4", "h4", "h4", "h3"]),
        ("- # One", ["ul", "li", "h3"]),
    ],
)
def test_headings_are_lowered(text: str, expected: list[str]) -> None:
    """Whatever their level, headings stand below the page's own, and none is smaller than its place."""
    assert expected == [tag for tag, _ in Reading(read(text).html).tags]


# --- what is wrong ----------------------------------------------------------------------------------------

FAULTS = [
    ("Hello <b>all</b>", "html", 1, 7),
    ("a\n\n<script>x</script>", "html", 3, 1),
    ("x <!-- y -->", "html", 1, 3),
    ("<?php", "html", 1, 1),
    ("</p>", "html", 1, 1),
    ("See ![me](https://a.example/me.jpg)", "image", 1, 5),
    ("Write to ann.lee@school.example.", "e-mail", 1, 10),
    ("ann+kle@mail.school.kent.sch.uk", "e-mail", 1, 1),
    ("Ring 01622 000000", "phone", 1, 6),
    ("Ring (01622) 000000 now", "phone", 1, 6),
    ("Ring 01622-000-000", "phone", 1, 6),
    ("Ring 01622.000.000", "phone", 1, 6),
    ("Ring 01622\u2013000000", "phone", 1, 6),
    ("Ring 01622\u00a0000\u00a0000", "phone", 1, 6),
    ("Ring +44 1622 000000", "phone", 1, 6),
    ("Ring +44 (0)1622 000000", "phone", 1, 6),
    ("Ring 0044 1622 000000", "phone", 1, 6),
    ("Ring 07700900123", "phone", 1, 6),
    ("Use `code` here", "code", 1, 5),
    ("a\n```\nx\n```", "code", 2, 1),
    ("| a | b |", "table", 1, 1),
    ("a\n\n---", "rule", 3, 1),
    ("a\n\n* * *", "rule", 3, 1),
    ("Title\n=====", "rule", 2, 1),
    ("# Big", "heading", 1, 1),
    ("a\n\n## Big", "heading", 3, 1),
    ("#### Small first", "heading", 1, 1),
    ("### A\n\n##### Too small", "heading", 3, 1),
    ("###", "heading", 1, 1),
    ("###Mine", "heading", 1, 1),
    ("[us](http://a.example)", "link", 1, 6),
    ("[us](www.a.example)", "link", 1, 6),
    ("[us](/directory/)", "link", 1, 6),
    ("[us](mailto:a)", "link", 1, 6),
    ("[us]()", "link", 1, 6),
    ("[us](https://a.example/b c)", "link", 1, 6),
    ("[us] (https://a.example)", "link", 1, 4),
    ("see <https://a.example>", "link", 1, 5),
    ("[a [b] c](javascript:alert(1))", "link", 1, 11),
    ("[two\nlines](javascript:alert(1))", "link", 2, 8),
    ("[us](\njavascript:alert(1))", "link", 2, 1),
    ("[us](java&#x73;cript:alert(1))", "link", 1, 6),
    ("[us](https://user@a.example)", "link", 1, 6),
    ("[us](https://127.0.0.1)", "link", 1, 6),
    ("[us](https://xn--80ak6aa92e.com)", "link", 1, 6),
    ("Hi [](https://a.example)", "link-text", 1, 4),
    ("Hi [ ](https://a.example)", "link-text", 1, 4),
    ("Hi [www.kent.gov.uk](https://a.example)", "link-text", 1, 4),
    ("Hi [kent.gov.uk](https://a.example)", "link-text", 1, 4),
    ("a\nb [see https://b.example](https://a.example)", "link-text", 2, 3),
    ("a *b\nc* [**www.b.org**](https://a.example)", "link-text", 2, 1),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), FAULTS)
def test_a_fault_is_told_at_its_place(text: str, code: str, line: int, column: int) -> None:
    """What a portrait may not hold is told once, at the line and column where it stands."""
    assert [(code, line, column)] == [(found.code, found.line, found.column) for found in read(text).faults]


@pytest.mark.parametrize("text", [text for text, *_ in FAULTS])
def test_every_fault_says_what_to_do(text: str) -> None:
    """Each fault has a sentence and a hint, and names no place in the file: whoever asked knows it."""
    assert [(True, True, ())] == [(bool(f.message), bool(f.hint), f.where) for f in read(text).faults]


@pytest.mark.parametrize(
    ("signs", "pattern"), list(zip(SIGNS, [pattern for pattern, *_ in IN_TEXT], strict=True))
)
@given(data=st.data())
def test_what_is_not_allowed_holds_its_sign(
    signs: str, pattern: re.Pattern[str], data: st.DataObject
) -> None:
    """Where no sign of a fault stands, the fault is not looked for: so none is without."""
    found = pattern.search(data.draw(st.from_regex(pattern)))
    assert found
    assert set(signs) & set(found.group())


@pytest.mark.parametrize(
    "text",
    [
        "I work 3 days, from 9 to 5, in 2024-25 and 2025-26.",
        "Ofsted 10012345 and URN 900001",
        "0.12 to 0.98, version 0.1.2.3",
        "It rose from 0 to 12 000 000 in 10 years",
        "a < b and c > d",
        "We use the @ sign",
        "C:\\school",
        "5 * 6 * 7",
        "x | y",
        "[a] (b)",
        "1-2-3",
    ],
)
def test_ordinary_words_are_no_fault(text: str) -> None:
    """Numbers, years and signs that only look a little like something forbidden are left alone."""
    assert () == read(text).faults


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A", ["A heading here starts with ### and a space."]),
        ("##### A", ["A heading here starts with ### and a space."]),
        ("#### A\n\n#### B", ["A heading here starts with ### and a space."] * 2),
        ("### A\n\n##### B", ["A heading here starts with #### and a space."]),
        ("### A\n\n## B", ["A heading here starts with ### and a space."]),
        ("### A\n\n#### B\n\n### C", []),
    ],
)
def test_a_heading_is_told_the_level_that_fits(text: str, expected: list[str]) -> None:
    """A heading of another level is told the one that fits its place; two levels may be used, in order."""
    assert expected == [fault.message for fault in read(text).faults]


def test_several_faults_are_all_told() -> None:
    """Every fault of a text is told in one go."""
    text = "# Me\n\nRing 01622 000000 or a@b.example, see [us](javascript:x) <b>"

    assert ["e-mail", "heading", "html", "link", "phone"] == sorted(codes(text))


# --- what is hostile --------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></p><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='background:url(javascript:1)' onclick=alert(1)>x</p>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=a>",
    "<!-- --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><x onload=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<plaintext>",
    "</p></div></main></body></html>",
    "<a\nhref=javascript:alert(1)>x",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java\x00script:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](javascript&#x3a;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#x73;cript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]( javascript:alert(1) )",
    "[x](\njavascript:alert(1)\n)",
    "[x](javascript://www.example.org/%0aalert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](//evil.example)",
    "[x](/admin)",
    "[x](\\\\evil.example)",
    "[x](https:evil.example)",
    "[x](https://evil.example\\@good.example)",
    "[x](https://good.example@evil.example)",
    "[x](blob:https://a.example/1)",
    "[x](feed:javascript:alert(1))",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example/'onmouseover='alert(1))",
    '[x](https://a.example "title" onmouseover=alert(1))',
    "[x](https://a.example 'a\" onmouseover=\"alert(1)')",
    "[x](https://a.example){onclick=alert(1)}",
    "[a [b](javascript:1) c](javascript:2)",
    "[![x](javascript:1)](javascript:2)",
    "![x](javascript:alert(1))",
    '![x](https://a.example/x.png "onerror=alert(1)")',
    "![x](https://a.example/x.png)",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x]: https://a.example '\"><script>alert(1)</script>'\n\n[x][x]",
    "<javascript:alert(1)>",
    "<https://a.example>",
    "<ann@school.example>",
    "javascript:alert(1) https://a.example",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "| <script> | b |\n|---|---|\n| a | b |",
    "> <script>alert(1)</script>",
    "- <script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "**<img src=x onerror=alert(1)>**",
    "<<script>script>alert(1)<</script>/script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "\\<script>alert(1)\\</script>",
    "{{ ''.__class__.__mro__ }} {% import os %}",
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7} [[7*7]]",
    "{: onclick=alert(1) }\n{#id .class}",
    "\u202etpircs\u202c [x](https://a.example/\u202egnp.exe)",
    "\x00<script>\x00alert(1)</script>",
    "\ufeff<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "<script\u2028>alert(1)</script>",
    "*[x](javascript:1)* **[y](data:1)** ***[z](//e)***",
    "\ud800<script>",
    "x\r<script>\r\n# y\r[z](https://a.example)",
]


def printable(text: str) -> str:
    """Return a test's name for a text that no screen can show."""
    return ascii(text)


@pytest.mark.parametrize("text", HOSTILE, ids=printable)
def test_hostile_words_stay_words(text: str) -> None:
    """However something is spelt, the HTML holds our tags, one attribute, and https links alone."""
    if "\ud800" in text:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    assert [] == dangers(read(text).html)


def test_template_syntax_stays_text() -> None:
    """Braces of every kind come out as they went in: nothing that renders pages reads them."""
    text = "{{ 7*7 }} {% x %} {# y #} ${z} {: .a }"

    assert text == Reading(read(text).html).words


def test_this_reader_of_html_sees_dangers() -> None:
    """The judge of these tests finds a tag, an attribute, a link and a comment that should not be there."""
    bad = '<script></script><p onclick="x">a</p><a href="javascript:1">b</a><!-- c --><b>'

    assert [
        "comment  c ",
        "open b",
        "<script>",
        "<p> {'onclick': 'x'}",
        "<a> {'href': 'javascript:1'}",
        "javascript:1",
        "<b>",
    ] == dangers(bad)


def test_the_second_wall_stands_alone() -> None:
    """Where Markdown let something through, nh3 would still keep it from the page."""
    from kle_site import prose

    dirty = (
        '<p title="a" lang="b" class="c" id="d">x<script>y</script><img src="z"></p>'
        '<a href="javascript:1">1</a><a href="//e">2</a><a href="/f">3</a><a href="https://g.example">4</a>'
    )
    expected = f'<p>x</p><a {A}>1</a><a {A}>2</a><a {A}>3</a><a href="https://g.example" {A}>4</a>'

    assert expected == prose._clean(dirty)


WEIRD = st.text(
    st.one_of(
        st.sampled_from(list("<>&\"'`()[]{}*_#!|\\/:;=-+ \n\t\r.@~^%0aAhtps\x00\u202e\u200b")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=300,
)
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [*(text for text in HOSTILE if "\ud800" not in text), "](", "[", ")", "\n\n", "https://"]
        ),
        WEIRD,
    ),
    max_size=6,
).map("".join)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(text=st.one_of(WEIRD, PIECES))
def test_any_text_becomes_safe_html(text: str) -> None:
    """For any text at all, the HTML holds only our tags, one attribute and https links, each tag closed."""
    assert [] == dangers(read(text).html)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(text=st.one_of(WEIRD, PIECES))
def test_every_fault_stands_somewhere(text: str) -> None:
    """For any text at all, faults have a line that exists and a column on it, or one past its end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lost = [fault for fault in read(text).faults if not (1 <= fault.line <= len(lines) and fault.column >= 1)]

    assert [] == lost


# --- what is long -----------------------------------------------------------------------------------------

LONG = [
    *("_a", "*a_ ", "**a ", "[", "[a](", "![[]()", "](https://a.example ", "[a.](https://a.example)", "[a]["),
    *("> ", "- ", "1.\n", "# \n", "---\n", "a\n", "~", "```\n", "`", "|", "#", "\\[", "(", "<a>", "<a", "<"),
    *("&#x", "a@", "a@a.", "a.", "a-", "0 ", "0("),
]


@pytest.mark.parametrize("piece", LONG, ids=printable)
def test_no_text_takes_long(piece: str) -> None:
    """The longest text that is read as Markdown takes under a second, however it was made to be slow."""
    text = (piece * LONGEST)[:LONGEST]
    start = time.process_time()
    found = read(text)

    assert (str, tuple) == (type(found.html), type(found.faults))
    assert time.process_time() - start < 1


def test_a_text_at_the_limit_is_read() -> None:
    """A text of 5,000 characters is read as Markdown, and one of 5,001 is not."""
    text = "*a*" + "a" * (LONGEST - 3)

    assert ["p", "em"] == [tag for tag, _ in Reading(read(text).html).tags]
    assert ["p"] == [tag for tag, _ in Reading(read(text + "a").html).tags]
    assert ([], ["too-long"]) == (codes(text), codes(text + "a"))


def test_longer_texts_are_not_read() -> None:
    """Beyond the limit, words are shown as typed, and the length is what is wrong."""
    text = "*a* <b> [x](javascript:1) " * 1000
    found = read(text)

    assert ([], text) == (dangers(found.html), Reading(found.html).words)
    assert ["too-long"] == codes(text)


def test_a_text_is_read_once() -> None:
    """The same words are the same object: pages that show them do not read them again."""
    assert read("Some words.") is read("Some words.")
    assert read("Some words.").html is read("Some words.").html
