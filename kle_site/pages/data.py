"""Open data: each file, each field with an example from today's directory, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import jinja2

from kle_site import described, records
from kle_site.directory import Directory
from kle_site.look import Here, Page, render, site_of
from kle_site.tables import COLUMNS, SEPARATOR

LOOKED_AT = 60
"""Leaders in whom examples are looked for, so that the work stays the same however many there are."""


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page."""
    site = site_of(env)
    here = Here(
        path="/data/",
        title="Open data",
        description="The directory as JSON, CSV and a spreadsheet: every file, every field, what you may do.",
        section="data",
    )
    # In the day's order, so that nobody is the example every day.
    some = islice((one for one in directory.listed if one.reusable), LOOKED_AT)
    leaders = [records.record(entry, directory, site.base_url) for entry in some]
    head = {"version": records.VERSION, "terms": records.TERMS, "title": site.title, "url": site.base_url}
    head["built"] = site.built.isoformat()
    tables = {"expertise": records.expertise(directory), "places": records.places(directory)}
    about = {field.name: field.about for field in described.LEADER}
    yield render(
        env,
        "pages/data.html",
        here,
        whole=_rows(described.LEADERS, [head], inside=False),
        leaders=_rows(described.LEADER, leaders),
        expertise=_rows(described.EXPERTISE, [head | tables["expertise"]]),
        places=_rows(described.PLACES, [head | tables["places"]]),
        columns=[
            (column.name, column.about or about[column.name], _first(map(column.coded, leaders)))
            for column in COLUMNS
        ],
        separator=SEPARATOR.strip(),
        terms=records.TERMS,
        nobody=not leaders,
    )


def _rows(
    fields: tuple[described.Field, ...], held: list[records.Record], *, inside: bool = True
) -> list[described.Row]:
    """Return the rows of a table of fields, perhaps without the fields inside others."""
    return [row for row in described.rows(fields, held) if inside or "." not in row.name]


def _first(cells: Iterator[str]) -> str:
    return next(filter(None, cells), "")
