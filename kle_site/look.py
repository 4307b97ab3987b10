"""The furnished Jinja environment: what every template of either engine may use.

`site` (global) tells of the site, `here` (given with each page) of the page, and `|url` turns a site path
into an address relative to `here`, so that a site works below any path and from any server. One function
furnishes the leaders' environment and MkDocs' own: escaping on, a misspelt name an error and not a blank.
"""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import quote, urlsplit

import jinja2
from markupsafe import Markup

from kle_site import headers, prose, weblinks
from kle_site.assets import TEMPLATES
from kle_site.compiled import Compiled
from kle_site.county import Site as SiteFile
from kle_site.entries import Entry
from kle_site.labels import FACET_LABELS, LABELS
from kle_site.pieces import WAYS, Pieced, Pieces, to
from kle_site.program import program


@dataclass(frozen=True, slots=True)
class Here:
    """The page that is being made. All that `base.html` knows of it."""

    path: str
    """Site path: `/directory/sian-obrien/`."""
    title: str
    description: str
    """One sentence for search engines and link previews."""
    section: str = ""
    """Which entry of the site's menu the page belongs to: `directory`, `guidance` or none."""
    absolute: bool = False
    """Is the page served at addresses that we do not know (404)? Then links start at the base path."""
    anywhere: bool = False
    """Is this no page, but a piece of many? Then links start with a mark for the way from each."""
    indexed: bool = True
    """May search engines list it?"""
    told: Markup | None = None
    """What it tells search engines of itself, as `schemaorg.block` writes it."""

    @property
    def policy(self) -> str:
        """The content security policy for hosts that send no headers."""
        return headers.policy(self.path, in_page=True)


@dataclass(frozen=True, slots=True)
class SiteView:
    """The site, as templates see it."""

    title: str
    organisation: str
    short_name: str
    demonstration: bool
    base_url: str
    """Address of the site with a slash at its end: `https://www.kah.org.uk/`."""
    built: datetime.date
    office: str
    assets: Mapping[str, str]
    """Name of an asset → its site path, which changes with its bytes: `/assets/site.1a2b3c4d.css`."""
    icon: str
    """The mark as a data URI: a request less on every first visit."""
    downloads: Mapping[str, int]
    """Site path of a document to take away → its bytes: `/support-record/support-record.pdf`."""

    @property
    def base_path(self) -> str:
        """The path part of `base_url`: `/` or `/leaders/`; never with `//`, which names another host."""
        path = urlsplit(self.base_url).path.strip("/\\")
        return f"/{quote(path, safe='/%')}/" if path else "/"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its site path, and its text or how to make it."""

    address: str
    text: str | Callable[[], Pieced]
    made_from: Callable[[], tuple[object, ...]] = tuple
    """All that the text is made from, beside the site and this program; nothing where it is made already."""

    @property
    def body(self) -> str:
        """The text. Made anew whenever it is asked for, so that no build holds all pages at once."""
        return self.drawn().whole

    def drawn(self) -> Pieced:
        """Make the text, and say what of it stands on other pages too."""
        return Pieced((self.text,)) if isinstance(self.text, str) else self.text()

    @property
    def file(self) -> str:
        """The file that a server gives for the address: `directory/index.html`."""
        return file_of(self.address)


def file_of(address: str) -> str:
    """Return the file, inside the site's folder, that a site path is served from."""
    path = address.removeprefix("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def address_of(site: SiteFile) -> str:
    """Return the address that a site is published at unless it is told another."""
    return f"https://{site.domain}{site.base_path}"


def site_view(
    site: SiteFile,
    today: datetime.date,
    assets: Mapping[str, str],
    base_url: str | None,
    documents: Mapping[str, bytes] = MappingProxyType({}),
) -> SiteView:
    """Return what templates know of the site."""
    return SiteView(
        title=site.title,
        organisation=site.organisation.name,
        short_name=site.organisation.short_name,
        demonstration=site.stage == "demonstration",
        base_url=base_url or address_of(site),
        built=today,
        office=site.mailboxes.office,
        assets=assets,
        icon=_icon(),
        downloads={path: len(body) for path, body in documents.items()},
    )


def _icon() -> str:
    mark = (TEMPLATES / "favicon.svg").read_text(encoding="utf-8").strip()
    return f"data:image/svg+xml,{quote(mark, safe='/:=,.-')}"


# --- the environment --------------------------------------------------------------------------------------


def environment(site: SiteView) -> jinja2.Environment:
    """Return the environment that renders leaders, lists and notices."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    found = jinja2.Environment(loader=loader, autoescape=True, bytecode_cache=_compiled())
    furnish(found, site)
    pieces = Pieces()
    cards = Cards(found, pieces)
    found.globals.update(pieces=pieces, cards=cards, card=cards.shown)
    found.globals.update(once=_once(pieces), apart=_apart(pieces))
    return found


@lru_cache(maxsize=1)
def _compiled() -> Compiled:
    return Compiled(program())


def furnish(env: jinja2.Environment, site: SiteView) -> None:
    """Give an environment, ours or MkDocs', what templates may use."""
    env.autoescape = True  # MkDocs leaves it off
    env.undefined = jinja2.StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.globals["site"] = site
    env.globals["once"] = lambda macro, *of: macro(*of)
    env.filters.update(
        url=_url,
        day=day,
        month=month,
        label=_label,
        mailto=_mailto,
        tel=_tel,
        weblink=_weblink,
        prose=_prose,
        size=_size,
    )


def site_of(env: jinja2.Environment) -> SiteView:
    """Return the site that an environment was furnished for."""
    return cast(SiteView, env.globals["site"])


_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What turns the reading order round until something ends it.

No element holds these in, not even <bdi>: one that ends an isolate ends the element's own.
"""


def in_order(text: str) -> str:
    """Return a finished text without characters that would reorder the words around them."""
    # Looked for in the whole text: asking each value that a template prints took a tenth of a build.
    for mark in _TURNING:
        if mark in text:
            text = text.replace(mark, "")
    return text


def render(env: jinja2.Environment, template: str, here: Here, **values: Any) -> Page:
    """Return a page to be made from a template; `values` are all that it gets beside `site` and `here`.

    Values are never changed again, and are such that a fingerprint can be taken of them.
    """
    return later(env, template, here.path, lambda: (here, values))


def later(
    env: jinja2.Environment, template: str, address: str, make: Callable[[], tuple[Here, dict[str, Any]]]
) -> Page:
    """Return a page whose values, as `render` takes them, are worked out when somebody asks for them."""
    held = list[tuple[Here, dict[str, Any]]]()

    def worked_out() -> tuple[Here, dict[str, Any]]:
        if not held:
            held.append(make())
        return held[0]

    def text() -> Pieced:
        here, values = worked_out()
        # Not before: reading a template takes as long as a dozen pages, and most pages are there already.
        drawn = in_order(env.get_template(template).render(here=here, **values))
        return cast(Pieces, env.globals["pieces"]).found(drawn, _ways(here, site_of(env).base_path))

    return Page(address, text, lambda: (template, *worked_out()))


def _once(pieces: Pieces) -> Callable[..., Markup]:
    """Return what templates show the frame with, which many pages share: `once(top)` is `top()`.

    It differs between pages by its section and its links alone, and these are the same for all pages of a
    folder. It asks for no asset but those that lie among the templates: of a page that shows it as made
    before, nobody would know what it asked for.
    """
    marks: dict[tuple[object, ...], Markup] = {}

    @jinja2.pass_context
    def once(context: jinja2.runtime.Context, macro: jinja2.runtime.Macro) -> Markup:
        here = context["here"]
        folder = here.path.rpartition("/")[0].rpartition("/")[0]
        # The menu marks the page it stands on, and what it leads to lies right below the root.
        key = macro.name, here.section, here.absolute, folder or here.path
        if key not in marks:
            marks[key] = Markup(pieces.keep(in_order(macro())))  # noqa: S704  # made by a macro: HTML already
        return marks[key]

    return once


def _apart(pieces: Pieces) -> Callable[..., Markup]:
    """Return what rows of long lists are called with: each is looked into by itself.

    A page that holds everybody has megabytes, and looking into it whole took a hundred times that.
    """
    return lambda caller: Markup(pieces.keep(in_order(caller())))  # noqa: S704  # made by a template


class Cards:
    """Leaders' cards: each is drawn once and stands in every list that finds its leader, some twenty."""

    def __init__(self, env: jinja2.Environment, pieces: Pieces) -> None:
        self._env, self._pieces, self._marks = env, pieces, dict[str, Markup]()
        self._macros: Any = None

    def draw(self, entry: Entry) -> str:
        """Return a card for any page: its links are left open."""
        if self._macros is None:
            here = Here("", "", "", anywhere=True)
            self._macros = self._env.get_template("parts/leader.html").make_module({"here": here})
        return in_order(self._macros.card(entry))

    def shown(self, entry: Entry, drawn: str = "") -> Markup:
        """Return what a template shows the card with; `drawn` is the card, where it is drawn already."""
        mark = self._marks.get(entry.leader.slug)
        if mark is None:
            mark = Markup(self._pieces.keep(drawn or self.draw(entry)))  # noqa: S704  # made by a macro
            self._marks[entry.leader.slug] = mark
        return mark


def cards_of(env: jinja2.Environment) -> Cards:
    """Return what draws cards in an environment."""
    return cast(Cards, env.globals["cards"])


def placed(here: Here, card: str) -> str:
    """Return a card as it stands on a page below our own root."""
    return to(_ways(here, "/"), card)


def _ways(here: Here, base_path: str) -> tuple[str, ...]:
    """Return what stands on a page for the marks of its pieces' links."""
    return tuple(address_from(here, base_path, folder).removeprefix("./") for folder in WAYS.values())


@jinja2.pass_context
def _url(context: jinja2.runtime.Context, address: str) -> str:
    return address_from(context["here"], context["site"].base_path, address)


def address_from(here: Here, base_path: str, address: str) -> str:
    """Return a site path, with its query and fragment, as a link on the page `here`."""
    if not address.startswith("/"):
        return address
    if here.anywhere:
        mark, folder = next(one for one in WAYS.items() if address.startswith(one[1]))
        return mark + _no_scheme(address[len(folder) :])
    if here.absolute:
        return base_path + address[1:]
    # The name of a page's own folder counts for nothing unless the address lies in it: so all leaders' pages
    # share one answer for each address.
    folder = here.path.rpartition("/")[0]
    if not address.startswith(folder):
        return _relative(f"{folder.rpartition('/')[0]}/ /", address)
    return _relative(here.path, address)


@lru_cache(maxsize=100_000)
def _relative(page: str, address: str) -> str:
    path = re.match(r"[^?#]*", address)
    target = path.group() if path else address
    rest = address[len(target) :]
    found = posixpath.relpath(target, posixpath.dirname(page) or "/")
    if target.endswith("/"):
        found = "./" if found == "." else f"{found}/"
    return _no_scheme(found) + rest


def _no_scheme(link: str) -> str:
    # Else a browser reads what is before a colon as a scheme.
    return f"./{link}" if ":" in link.partition("/")[0] else link


def day(date: datetime.date) -> str:
    """Return a day as we write it: 3 October 2016."""
    return f"{date.day} {month(date)}"


@lru_cache(maxsize=1_000)  # most of a page's dates are in the same few months
def month(date: datetime.date) -> str:
    """Return a month as we write it: October 2016."""
    return f"{date:%B} {date.year}"


def _size(count: int) -> str:
    """Return how large a file is, rounded up: 3 KB."""
    return f"{-(-count // 1000):,} KB"


def _label(word: str) -> str:
    return LABELS.get(word) or FACET_LABELS[word]


def _mailto(address: str, subject: str = "", body: str = "") -> str:
    # Quoted, so that an address cannot add recipients or words to the message.
    fields = {"subject": subject, "body": body}
    words = "&".join(f"{name}={quote(text, safe='')}" for name, text in fields.items() if text)
    return f"mailto:{quote(address, safe='@')}{'?' if words else ''}{words}"


def _tel(number: str) -> str:
    return "tel:" + re.sub(r"[^\d+]", "", number.split("ext")[0])


def _weblink(address: str | None) -> str:
    """Return an address if it is one that we publish, else nothing: the last wall before an `href`."""
    return address if address and weblinks.fault_in(address) is None else ""


def _prose(text: str) -> Markup:
    return Markup(prose.read(text).html)  # noqa: S704  # the one text that arrives as HTML: two walls clean it
