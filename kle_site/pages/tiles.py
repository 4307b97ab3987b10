"""The tile map: a square for each district, about where it lies, with how many leaders work there."""

from __future__ import annotations

from dataclasses import dataclass

from kle_site.directory import Directory, FacetValue

SIDE, GAP = 96, 6
"""Units of the picture: the side of a tile and the space between two."""
LEVELS = 4
"""Shades of a tile that has leaders; one that has none is shade 0."""
LINE, LONGEST = 17, 11
"""Units between two lines of a name; characters of a line that a tile has room for."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One district in the picture."""

    label: str
    address: str
    """The site path of the district's page."""
    x: int
    y: int
    lines: tuple[tuple[str, int], ...]
    """The lines of the name, each with the height of its base."""
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class Map:
    """The whole picture, in its own units."""

    width: int
    height: int
    tiles: tuple[Tile, ...]
    side: int = SIDE


def tile_map(directory: Directory) -> Map:
    """Return the map of the districts that exist on the directory's day."""
    values = {value.slug: value for value in directory.facets["district"]}
    most = max((len(value.entries) for value in values.values()), default=0)
    tiles = tuple(
        _tile(values[district.slug], district.tile.column, district.tile.row, most)
        for district in directory.content.places.districts
        if district.exists(directory.today)
    )
    width = max((tile.x for tile in tiles), default=0) + SIDE
    height = max((tile.y for tile in tiles), default=0) + SIDE
    return Map(width, height, tiles)


def _tile(district: FacetValue, column: int, row: int, most: int) -> Tile:
    x, y = (column - 1) * (SIDE + GAP), (row - 1) * (SIDE + GAP)
    lines = tuple((line, y + 24 + LINE * number) for number, line in enumerate(_lines(district.label)))
    count = len(district.entries)
    return Tile(
        district.label, district.address, x, y, lines, count, -(-LEVELS * count // most) if count else 0
    )


def _lines(label: str) -> list[str]:
    """Return a name in the two lines that a tile has room for: `Tonbridge`, `and Malling`; the rest is cut.

    There are always two, so that no name shapes a page.
    """
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LONGEST:
            lines[-1] += f" {word}"
        else:
            lines.append(word if len(word) <= LONGEST else f"{word[: LONGEST - 1]}…")
    if len(lines) > 2:
        lines[1] = f"{lines[1][: LONGEST - 1]}…"
    return [*lines, "", ""][:2]
