"""What programs read: the portrait's schema, the calendar, portraits to change, what crawlers want."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

from kle_site import calendars, coverage, offered
from kle_site.county import Site
from kle_site.directory import Directory
from kle_site.look import SiteView
from kle_site.schema import portrait_schema

SCHEMA = "data/v1/portrait.schema.json"


def schema_address(site: Site) -> str:
    """Return where the schema is published: what the first line of each portrait tells an editor."""
    return f"https://{site.domain}{site.base_path}{SCHEMA}"


def files(directory: Directory, site: SiteView, addresses: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield (path inside the site, bytes). `addresses`: site paths of the pages that may be found."""
    content = directory.content
    schema = portrait_schema(content.places, content.expertise, address=site.base_url + SCHEMA)
    yield SCHEMA, (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()
    if content.recruitment:
        yield calendars.RECRUITMENT, calendars.recruitment(directory, site.base_url)
    yield from coverage.files(directory)
    yield from offered.files(directory)
    yield "sitemap.xml", _sitemap(directory, site, addresses)
    yield "robots.txt", _robots(site)
    yield ".well-known/security.txt", _security(site)


def _sitemap(directory: Directory, site: SiteView, addresses: Iterable[str]) -> bytes:
    """Return the addresses; a leader's with the day on which they last said something new."""
    changed = {
        entry.address: max(entry.leader.confirmed, entry.leader.availability.checked)
        for entry in directory.with_page
    }
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for address in sorted(addresses):
        day = f"<lastmod>{changed[address].isoformat()}</lastmod>" if address in changed else ""
        lines.append(f"<url><loc>{escape(site.base_url + address[1:])}</loc>{day}</url>")
    return ("\n".join([*lines, "</urlset>"]) + "\n").encode()


def _robots(site: SiteView) -> bytes:
    """Return robots.txt. Pages that are not to be listed say so themselves, so crawlers may read them."""
    return f"User-agent: *\nDisallow:\n\nSitemap: {site.base_url}sitemap.xml\n".encode()


def _security(site: SiteView) -> bytes:
    """Return security.txt (RFC 9116), which must say until when it holds: a year from the build."""
    until = site.built + datetime.timedelta(days=365)
    expires = f"{until.isoformat()}T00:00:00Z"
    # Quoted, so that an address cannot add a line.
    contact = f"mailto:{quote(site.office, safe='@')}"
    return f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n".encode()
