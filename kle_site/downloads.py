"""The leaders to download, of everywhere or of an area: the site's files, and what `kle export` gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from kle_site import sheets
from kle_site.cache import Cache
from kle_site.directory import Directory
from kle_site.records import TERMS, VERSION, Record, record
from kle_site.tables import csv_of

SHEET = "sheet-"
"""How the name begins under which a spreadsheet is remembered."""


@dataclass(frozen=True)
class Download:
    """The leaders of the open data, of everywhere or of an area."""

    directory: Directory
    base_url: str
    """Where the site is published, with a slash at its end."""
    records: list[Record]
    """What is told of each, A to Z."""
    area: str | None = None
    """The slug of the area; None for everywhere."""

    def of(self, area: str) -> Download:
        """Return the leaders who work in an area."""
        return replace(self, records=[one for one in self.records if area in one["areas"]], area=area)

    @property
    def json(self) -> bytes:
        """JSON with a leader on each line, so that a difference between two days can be read."""
        head = {"version": VERSION, "title": self.directory.content.site.title, "url": self.base_url}
        head |= {"area": self.area} if self.area else {}
        head |= {"built": self.directory.today.isoformat(), "terms": TERMS}
        lines = ",\n".join(as_json(one) for one in self.records)
        return f'{as_json(head)[:-1]},"leaders":[\n{lines}\n]}}\n'.encode()

    @property
    def csv(self) -> bytes:
        """CSV with the codes of the JSON."""
        return csv_of(self.records)

    @property
    def xlsx(self) -> bytes:
        """A spreadsheet in the words of the pages."""
        return sheets.xlsx_of(self._rows, self._heading, self.directory)

    def kept_xlsx(self, cache: Cache) -> bytes:
        """Return the spreadsheet, from a cache where nothing that it is made from has changed."""
        key = sheets.key(self._rows, self._heading, self.directory)
        return cache.files(self.kept_as, key, lambda: {self.kept_as: self.xlsx})[self.kept_as]

    @property
    def kept_as(self) -> str:
        """The name under which a cache remembers the spreadsheet."""
        return f"{SHEET}{self.area or ''}"

    @cached_property
    def _rows(self) -> list[list[str]]:
        return sheets.rows_of(self.records, self.directory)

    @property
    def _heading(self) -> str:
        title = self.directory.content.site.title
        return f"{title}: {self.directory.place_label(self.area)}" if self.area else title


def download(directory: Directory, base_url: str) -> Download:
    """Return the leaders of everywhere, for a site published at `base_url`."""
    return Download(directory, base_url, [record(one, directory, base_url) for one in directory.reusable])


FORMATS: dict[str, Callable[[Download], bytes]] = {
    "json": lambda download: download.json,
    "csv": lambda download: download.csv,
    "xlsx": lambda download: download.xlsx,
}
"""The formats of `kle export`."""


def as_json(value: object) -> str:
    """Return JSON on one line, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
