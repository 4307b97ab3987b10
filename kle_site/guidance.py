"""The one module that runs MkDocs: checked guidance pages in, finished pages out.

MkDocs turns Markdown into HTML inside our own frame (`templates/main.html`, which extends `base.html`). It
works in a folder of its own that is thrown away, on copies of pages that `load` has checked: it would swallow
a broken head, publish whatever lies in its theme's folder, and leave escaping off.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from kle_site import look, schemaorg
from kle_site.assets import TEMPLATES
from kle_site.cache import Cache, digest
from kle_site.county import GuidancePage
from kle_site.look import Here, Page, SiteView, address_from, furnish
from kle_site.tree import TreeError

CONFIG = TEMPLATES.parent / "mkdocs.yml"
_ASSETS = ("card.png", "home.js", "material.css", "site.css", "touch-icon.png")
"""The assets that the protocols' templates may use."""


class GuidanceError(Exception):
    """MkDocs could not make a page, or warned of something that would be published wrong."""


def pages(guidance: tuple[GuidancePage, ...], site: SiteView, cache: Cache) -> Iterator[Page]:
    """Yield the finished pages of the protocols. Raises GuidanceError, TreeError."""
    if not guidance:
        return
    # Others change with every leader, and these pages use none of them.
    site = replace(site, assets={name: site.assets[name] for name in _ASSETS})
    try:
        texts = cache.texts("guidance", _key(guidance, site), lambda: _made(guidance, site))
    except OSError as error:
        where, why = tempfile.gettempdir(), (error.strerror or "the disk refused").lower()
        mend = "Make room, or name another folder in TMPDIR. The site that was there, if any, is untouched."
        raise TreeError(f"The protocols’ pages are made in {where}: {why}. {mend}") from error
    yield from (Page(address, body) for address, body in sorted(texts.items()))


def _key(guidance: tuple[GuidancePage, ...], site: SiteView) -> str:
    """Return the key of everything that these pages are made from: words, frame, site, engine."""
    templates = sorted(TEMPLATES.rglob("*.html"))
    made_of = [repr(guidance), repr(site), _engine()]
    files = [CONFIG, Path(__file__), Path(look.__file__), Path(schemaorg.__file__), *templates]
    return digest([*made_of, *(file.read_bytes() for file in files)])


def _engine() -> str:
    return " ".join(version(name) for name in ("mkdocs", "markdown", "mkdocs-material", "jinja2"))


def _made(guidance: tuple[GuidancePage, ...], site: SiteView) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="kle-guidance-") as folder:
        docs, out = Path(folder) / "docs", Path(folder) / "out"
        for page in guidance:
            file = docs / page.path.removeprefix("guidance/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_marked(page.body), encoding="utf-8")
        _run_mkdocs(guidance, site, docs, out)
        made = {page.address: (out / _html_of(page)).read_text(encoding="utf-8") for page in guidance}
        return {address: look.in_order(html) for address, html in made.items()}


def _html_of(page: GuidancePage) -> str:
    return page.address.removeprefix("/guidance/") + "index.html"


# Private characters stand for the tokens in between: Markdown would read braces beside a heading's id as part
# of it, and a name's own characters as emphasis.
_TOKENS = {"{{ organisation }}": "\ue000", "{{ organisation_short }}": "\ue001"}


def _marked(markdown: str) -> str:
    """Return Markdown with a private character in place of each token; nothing else is a token."""
    for token, mark in _TOKENS.items():
        markdown = markdown.replace(token, mark)
    return markdown


def _filled(html: str, site: SiteView) -> str:
    """Return HTML with the organisation's names in place of the tokens' marks."""
    for mark, name in zip(_TOKENS.values(), (site.organisation, site.short_name), strict=True):
        html = html.replace(mark, escape(name))
    return html


def _classed(html: str) -> str:
    """Return HTML whose table cells are aligned by a class: the policy refuses Markdown’s inline style."""
    return re.sub(r' style="text-align: (left|center|right);"', r' class="\1"', html)


def _scrolling(html: str) -> str:
    """Return HTML whose tables scroll by themselves where a screen is narrow, by keyboard too."""
    count = 0

    def opening(_found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f'<div class="scroll" role="region" aria-label="Table {count}" tabindex="0"><table'

    return re.sub(r"<table\b", opening, html).replace("</table>", "</table></div>")


def _run_mkdocs(guidance: tuple[GuidancePage, ...], site: SiteView, docs: Path, out: Path) -> None:
    # Imported here: slow, and neither `kle check` nor a build with nothing new in the guidance needs it.
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    with _warnings() as warned:
        try:
            config = load_config(
                str(CONFIG),
                docs_dir=str(docs),
                site_dir=str(out),
                site_url=f"{site.base_url}guidance/",
                strict=False,
            )
            config.plugins["kle_site"] = _plugin(guidance, site)
            build(config)
        except (MkDocsException, ValueError) as error:  # ValueError: an address that cannot be one
            raise GuidanceError(f"MkDocs could not make the protocols’ pages: {error}") from error
    if warned:
        raise GuidanceError(f"MkDocs warned of the protocols’ pages: {'; '.join(warned)}")


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Gather what MkDocs warns of, and keep its own lines off the screen."""
    found: list[str] = []

    class Gather(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, handler = logging.getLogger("mkdocs"), Gather(logging.WARNING)
    was = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield found
    finally:
        logger.removeHandler(handler)
        logger.propagate = was


def _plugin(guidance: tuple[GuidancePage, ...], site: SiteView) -> Any:
    """Return what MkDocs calls at each step. Made here, so that only a build imports MkDocs."""
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import Files

    by_file = {page.path.removeprefix("guidance/"): page for page in guidance}

    class Frame(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
        """Our frame round MkDocs' pages, and nothing else published."""

        def on_config(self, config: Any) -> Any:
            config.theme.static_templates.clear()  # 404.html and sitemap.xml are made elsewhere
            return config

        def on_files(self, files: Any, config: Any) -> Any:
            # A theme's folder is published whole, templates' notes and all: keep the pages alone.
            return Files([file for file in files if file.src_uri in by_file])

        def on_env(self, env: jinja2.Environment, config: Any, files: Any) -> jinja2.Environment:
            furnish(env, site)
            return env

        def on_page_content(self, html: str, page: Any, config: Any, files: Any) -> str:
            here = _here(by_file[page.file.src_uri], site)
            html = _LINK.sub(lambda found: found[1] + address_from(here, site.base_path, found[2]), html)
            return _scrolling(_classed(_filled(html, site)))

        def on_page_context(self, context: Any, page: Any, config: Any, nav: Any) -> Any:
            ours = by_file[page.file.src_uri]
            return {
                **context,
                "here": _here(ours, site),
                # HTML already: made by MkDocs from pages that maintainers review, headings escaped by it.
                "body": Markup(page.content),  # noqa: S704
                "clauses": [(item.id, Markup(_filled(item.title, site))) for item in page.toc.items],  # noqa: S704
                "siblings": list(_siblings(guidance, ours)),
                "edition": ours.head.edition,
            }

    return Frame()


# Links to a page of this site, as Python-Markdown writes them.
_LINK = re.compile(r'(\bhref=")(/[^/"][^"]*|/)(?=")')


def _here(page: GuidancePage, site: SiteView) -> Here:
    steps = [("Protocols", f"{site.base_url}guidance/"), (page.head.title, site.base_url + page.address[1:])]
    told = None if page.address == "/guidance/" else schemaorg.block(schemaorg.trail(steps))
    return Here(page.address, page.head.title, page.head.summary, section="guidance", told=told)


def _siblings(guidance: Iterable[GuidancePage], here: GuidancePage) -> Iterator[tuple[str, str, bool]]:
    """Yield (address, title, is it this page) for each page of an edition, in its order."""
    for page in sorted(guidance, key=lambda page: page.head.order):
        if page.head.edition == here.head.edition:
            yield page.address, page.head.title, page is here
