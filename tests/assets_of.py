"""The assets and the pages of a site, as a build makes them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import jinja2
from conftest import ReadPage

from kle_site import build, documents, history, look
from kle_site.directory import Directory
from kle_site.load import Content
from kle_site.pages import every_page
from kle_site.pages.cards import parts


def assets_of(
    content: Content, today: datetime.date, book: bytes | None = None
) -> dict[str, tuple[str, bytes]]:
    """Return every asset of a content folder's site, perhaps with another rulebook: name → (path, bytes)."""
    return build.assets_of(Directory(content, today), book)


def documents_of(content: Content) -> dict[str, bytes]:
    """Return every document to take away: site path → bytes."""
    record = content.support.record
    return documents.files(record, content.site) if record else {}


def known_of(directory: Directory) -> history.History:
    """Return what a build knows whose last site was of nobody: everyone is new."""
    day = directory.today - datetime.timedelta(days=1)
    tag = f"tag:{directory.content.site.domain},{day}:leaders"
    return history.carried_on(directory, history.Past({}, {}, history.VERSION, day, day, tag))


def every_page_of(directory: Directory, env: jinja2.Environment) -> Iterator[look.Page]:
    """Yield every page but the guidance's, as a build makes them."""
    return every_page(directory, known_of(directory), env, parts(directory, env))


def pages_of(content: Content, today: datetime.date) -> dict[str, ReadPage]:
    """Return every page that is made of a content folder, by its address."""
    addresses = {name: address for name, (address, _) in assets_of(content, today).items()}
    env = look.environment(look.site_view(content.site, today, addresses, None, documents_of(content)))
    directory = Directory(content, today)
    return {page.address: ReadPage(page.body) for page in every_page_of(directory, env)}
