"""What the county has and lacks: gaps in words, then as pictures, then every number in tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from textwrap import wrap
from urllib.parse import urlencode

import jinja2

from kle_site.coverage import CSV, FREE, Coverage, Number
from kle_site.directory import Directory, FacetValue
from kle_site.labels import BEYOND, LABELS
from kle_site.look import Here, Page, render
from kle_site.matching import FREE as LEFT

FIRST = 10
"""Gaps that are told at once; the others are folded away."""

_LABEL, _HEAD, _ROW, _BETWEEN = 214, 38, 32, 3
"""Units of a picture: how wide a row's name is, how high the heads and a row are, what parts two squares."""
_ACROSS, _LEAST = 164, 41
"""Units that all squares of a row take together, and that one takes at least."""
_LETTER, _LINE = 8, 13
"""Units that a letter of a head takes, and between two lines."""
_LONGEST = 24
"""Letters of a row's name in a line: it has room for them with the wider spaces that some readers set."""

Asked = dict[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One number, and where the directory shows whom it counts."""

    number: Number
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of one thing."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Square:
    """A cell as it is drawn, at its place in the picture."""

    x: int
    y: int
    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A grid of squares with the names of its columns and rows, in its own units."""

    width: int
    height: int
    side: int
    """How wide a square is."""
    high: int
    heads: tuple[tuple[int, int, str], ...]
    """Lines of the columns' names: (x of the middle, y of the base, words)."""
    names: tuple[tuple[int, str], ...]
    """Lines of the rows' names: (y of the base, words)."""
    squares: tuple[Square, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    """The rows with gaps, and the columns that lack each: what the picture shows first, for who hears it."""


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the one page."""
    coverage = Coverage(directory)
    facets = directory.facets
    areas = facets["area"]
    by_area: list[Asked] = [*({"area": area.slug} for area in areas), {}]
    by_phase: list[Asked] = [{"phase": phase.slug} for phase in facets["phase"]]
    phases = _rows(coverage, facets["phase"], by_area)
    expertise = [
        (group, _rows(coverage, tags, by_area + by_phase)) for group, tags in _groups(facets["expertise"])
    ]
    here = Here(
        path="/coverage/",
        title="What the county has and lacks",
        description="What is missing, and how many leaders there are for each area and expertise.",
        section="areas",
    )
    yield render(
        env,
        "pages/coverage.html",
        here,
        somebody=coverage.number().at_most > 0,
        gaps=coverage.gaps,
        first=FIRST,
        areas=areas,
        kinds=facets["phase"],
        phases=phases,
        everybody=_row(coverage, "All leaders", {}, by_area),
        support=_rows(coverage, facets["support"], by_area),
        expertise=expertise,
        times=[LABELS["open"], LABELS["limited"], *(LEFT[left][1].capitalize() for left in FREE)],
        districts=_districts(coverage, areas),
        picture=_picture(phases, areas, _most(phases, areas)),
        pictures=_pictures(expertise, areas),
        csv=f"/{CSV}",
    )


def _groups(values: Iterable[FacetValue]) -> list[tuple[str, list[FacetValue]]]:
    groups: dict[str, list[FacetValue]] = {}
    for value in values:
        groups.setdefault(value.group, []).append(value)
    return list(groups.items())


def _rows(coverage: Coverage, values: Iterable[FacetValue], columns: list[Asked]) -> list[Row]:
    return [_row(coverage, value.label, {value.facet: value.slug}, columns) for value in values]


def _row(coverage: Coverage, label: str, asked: Asked, columns: list[Asked]) -> Row:
    questions = [asked | column for column in columns]
    return Row(label, tuple(Cell(coverage.number(**one), _address(one)) for one in questions))


def _address(asked: Asked) -> str:
    return f"/directory/?{urlencode(asked)}" if asked else "/directory/"


def _districts(coverage: Coverage, areas: Iterable[FacetValue]) -> list[tuple[str, list[Row]]]:
    """Return how much time there is in each district that exists, below the label of its area."""
    columns: list[Asked] = [{}, {"status": "open"}, {"status": "limited"}, *({"free": left} for left in FREE)]
    found: dict[str, list[Row]] = {area.label: [] for area in areas}
    labels = {area.slug: area.label for area in areas}
    for value, district in coverage.districts:
        label = labels[district.area] if district.area else BEYOND
        found.setdefault(label, []).extend(_rows(coverage, [value], columns))
    return [(label, rows) for label, rows in found.items() if rows]


# --- pictures ---------------------------------------------------------------------------------------------


def _most(rows: Iterable[Row], areas: tuple[FacetValue, ...]) -> int:
    """Return the largest number that is told of an area: the darkest square."""
    return max((cell.number.at_least for row in rows for cell in islice(row.cells, len(areas))), default=0)


def _pictures(
    groups: list[tuple[str, list[Row]]], areas: tuple[FacetValue, ...]
) -> list[tuple[str, Picture]]:
    """Return a picture for each group of expertise, all with the same shades."""
    most = _most((row for _, rows in groups for row in rows), areas)
    return [(group, _picture(rows, areas, most)) for group, rows in groups]


def _picture(rows: list[Row], areas: tuple[FacetValue, ...], most: int) -> Picture:
    """Return the grid of rows by areas; of each row, the areas' cells come first."""
    step = max(_LEAST, _ACROSS // len(areas))
    heads, names, squares = [], [], []
    for column, area in enumerate(areas):
        middle = _LABEL + column * step + (step - _BETWEEN) // 2
        heads += [(middle, base, line) for base, line in _lines(area.label, step // _LETTER, _HEAD - 19)]
    for place, row in enumerate(rows):
        top = _HEAD + place * _ROW
        names += [(base, line) for base, line in _lines(row.label, _LONGEST, top + 12)]
        for column, cell in enumerate(islice(row.cells, len(areas))):
            number = cell.number
            squares.append(Square(_LABEL + column * step, top, number.level(most), number.short))
    lacking = (
        (
            row.label,
            tuple(a.label for a, cell in zip(areas, row.cells, strict=False) if not cell.number.at_most),
        )
        for row in rows
    )
    return Picture(
        width=_LABEL + len(areas) * step - _BETWEEN,
        height=_HEAD + len(rows) * _ROW - _BETWEEN,
        side=step - _BETWEEN,
        high=_ROW - _BETWEEN,
        heads=tuple(heads),
        names=tuple(names),
        squares=tuple(squares),
        missing=tuple((label, columns) for label, columns in lacking if columns),
    )


def _lines(label: str, longest: int, base: int) -> list[tuple[int, str]]:
    """Return a name in two lines, each with the height of its base; what has no room is cut.

    `base` is that of the first of two lines; one alone stands half a line lower. There are always two, so
    that no name shapes a page.
    """
    found = wrap(label, longest, max_lines=2, placeholder="…", break_on_hyphens=False)
    first = base if len(found) > 1 else base + _LINE // 2
    return [(first + number * _LINE, line) for number, line in enumerate([*found, "", ""][:2])]
