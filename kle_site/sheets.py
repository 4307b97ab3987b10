"""The table as a spreadsheet: one sheet, one table, text that stays text, the same bytes on every machine."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from kle_site.cache import digest
from kle_site.directory import Directory
from kle_site.look import day
from kle_site.records import TERMS, Record
from kle_site.tables import COLUMNS, Column

ORDER = (
    "name",
    "school",
    "phase",
    "school_district",
    "expertise",
    "support",
    "availability",
    "contact_email",
    "role",
    "works_in",
    "free_days",
    "availability_checked",
    "contact_person",
    "contact_phone",
    "other_schools",
    "trust",
    "designations",
    "mentor_training",
    "confirmed",
    "urn",
    "ages",
    "school_website",
    "url",
    "example",
)
"""The columns that a person wants, the first first. What only programs need stays in CSV."""
_DAYS = {"availability_checked", "confirmed"}
"""Columns of days: a spreadsheet can sort days, and shows them as pages do."""
_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def rows_of(records: Sequence[Record], directory: Directory) -> list[list[str]]:
    """Return the cells of the sheet below its head, in words."""
    columns = _columns()
    return [[column.worded(record, directory) for column in columns] for record in records]


def key(rows: Sequence[Sequence[str]], heading: str, directory: Directory) -> str:
    """Return the key of everything that a spreadsheet is made from."""
    heads = [[column.label, column.width] for column in _columns()]
    about = [heading, directory.content.site.organisation.name, TERMS, directory.today.isoformat()]
    return digest([json.dumps([heads, rows]), *about, version("xlsxwriter"), Path(__file__).read_bytes()])


def xlsx_of(rows: Sequence[Sequence[str]], heading: str, directory: Directory) -> bytes:
    """Return rows of `rows_of` as a spreadsheet; `heading` and the day stand above each printed page."""
    stream, columns = io.BytesIO(), _columns()
    # Not before: most builds have the sheets already, and their library takes its time to come.
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(stream, {"in_memory": True, **_TEXT}) as book:
        site = directory.content.site
        # The day of the build, not of the clock.
        made = datetime.datetime.combine(directory.today, datetime.time())
        about = {"title": heading, "author": site.organisation.name, "comments": TERMS, "created": made}
        book.set_properties(about)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        dated = book.add_format({"num_format": "d mmmm yyyy", "valign": "top", "align": "left"})
        head = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
        sheet = book.add_worksheet("Leaders")
        # A table has a row below its head, also when it holds nobody.
        last = max(1, len(rows))
        heads = [{"header": column.label, "header_format": head} for column in columns]
        style = {"name": "Leaders", "style": "Table Style Light 1", "columns": heads}
        sheet.add_table(0, 0, last, len(columns) - 1, style)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width, wrapped)
        for line, row in enumerate(rows, start=1):
            for number, (column, text) in enumerate(zip(columns, row, strict=True)):
                if column.name in _DAYS and text:
                    sheet.write_datetime(line, number, datetime.datetime.fromisoformat(text), dated)
                elif text:
                    sheet.write_string(line, number, text, wrapped)
        # URNs are text on purpose: no green corners.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        # Printed: what a person takes to a meeting. The rest is on the screen.
        sheet.print_area(0, 0, last, _PRINTED - 1)
        sheet.set_header(f"&L{heading.replace('&', '&&')}&R{day(directory.today)}")
        sheet.set_footer("&RPage &P of &N")
    return stream.getvalue()


def _columns() -> list[Column]:
    by_name = {column.name: column for column in COLUMNS}
    return [by_name[name] for name in ORDER]


_PRINTED = ORDER.index("role")
"""Columns that are printed."""
