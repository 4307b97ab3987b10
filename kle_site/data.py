"""What programs read: open data and its schemas, the calendar, portraits to change, what crawlers want."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

from kle_site import calendars, coverage, described, offered, records
from kle_site.cache import Cache
from kle_site.county import Site
from kle_site.directory import Directory
from kle_site.downloads import SHEET, Download
from kle_site.look import SiteView
from kle_site.schema import portrait_schema

FOLDER = "data/v1/"
"""Where open data is published. What stands there is promised: see `records.VERSION`."""
SCHEMA = f"{FOLDER}portrait.schema.json"
SITEMAP_MOST = 50_000
"""Addresses that one sitemap may hold (sitemaps.org)."""


def schema_address(site: Site) -> str:
    """Return where the schema is published: what the first line of each portrait tells an editor."""
    return f"https://{site.domain}{site.base_path}{SCHEMA}"


def files(
    directory: Directory, site: SiteView, leaders: Download, addresses: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield (path inside the site, bytes). `addresses`: site paths of the pages that may be found."""
    content = directory.content
    schema = portrait_schema(content.places, content.expertise, address=site.base_url + SCHEMA)
    yield SCHEMA, _to_read(schema)
    yield from _open(directory, site, leaders)
    if content.recruitment:
        yield calendars.RECRUITMENT, calendars.recruitment(directory, site.base_url)
    yield from coverage.files(directory)
    yield from offered.files(directory)
    yield from _sitemap(directory, site, addresses)
    yield "robots.txt", _robots(site)
    yield ".well-known/security.txt", _security(site)


def sheets(
    leaders: Download, cache: Cache, there: Callable[[str], bool] = lambda _path: False
) -> Iterator[tuple[str, bytes]]:
    """Yield (path inside the site, bytes) of the spreadsheets: of everywhere, and of each area.

    Not of those that are `there`.
    """
    areas = [leaders.of(area.slug) for area in leaders.directory.content.places.areas]
    paths = [f"{FOLDER}leaders.xlsx", *(f"areas/{one.area}/leaders.xlsx" for one in areas)]
    for path, one in zip(paths, (leaders, *areas), strict=True):
        if not there(path):
            yield path, one.kept_xlsx(cache)
    # An area that is no more leaves nobody in the cache.
    cache.forget(SHEET, but=[one.kept_as for one in (leaders, *areas)])


def _open(directory: Directory, site: SiteView, leaders: Download) -> Iterator[tuple[str, bytes]]:
    """Yield the open data but for the spreadsheets, and a schema for each file of JSON."""
    yield f"{FOLDER}leaders.json", leaders.json
    yield f"{FOLDER}leaders.csv", leaders.csv
    head = {"version": records.VERSION, "terms": records.TERMS}
    yield f"{FOLDER}expertise.json", _to_read(head | records.expertise(directory))
    yield f"{FOLDER}places.json", _to_read(head | records.places(directory))
    for name, fields in described.FILES.items():
        path = f"{FOLDER}{name}.schema.json"
        yield path, _to_read(described.schema(fields, f"{name}.json", site.base_url + path))


def _to_read(value: object) -> bytes:
    """Return JSON in lines, for those who open it."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _sitemap(directory: Directory, site: SiteView, addresses: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the addresses, a leader's with the day on which they last said something new.

    More than a sitemap may hold stand in several, and `sitemap.xml` tells which.
    """
    changed = {
        entry.address: max(entry.leader.confirmed, entry.leader.availability.checked)
        for entry in directory.with_page
    }
    lines = []
    for address in sorted(addresses):
        day = f"<lastmod>{changed[address].isoformat()}</lastmod>" if address in changed else ""
        lines.append(f"<url><loc>{escape(site.base_url + address[1:])}</loc>{day}</url>")
    if len(lines) <= SITEMAP_MOST:
        yield "sitemap.xml", _mapped("urlset", lines)
        return
    index = []
    for number, start in enumerate(range(0, len(lines), SITEMAP_MOST), start=1):
        path = f"sitemap-{number}.xml"
        yield path, _mapped("urlset", lines[start : start + SITEMAP_MOST])
        index.append(f"<sitemap><loc>{escape(site.base_url + path)}</loc></sitemap>")
    yield "sitemap.xml", _mapped("sitemapindex", index)


def _mapped(kind: str, lines: list[str]) -> bytes:
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    return ("\n".join([*head, *lines, f"</{kind}>"]) + "\n").encode()


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
