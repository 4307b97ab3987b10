"""A sheet to draw flat pictures on: ovals, boxes, lines, and smooth outlines through a few points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageColor, ImageDraw

SIDE, TIMES = 800, 4
"""Pixels of a drawing; how many times larger it is drawn and then made smaller, for smooth edges."""

Point = tuple[float, float]
Colour = tuple[int, ...]


def rgb(colour: str | Colour) -> Colour:
    """Return a colour as three numbers."""
    return ImageColor.getrgb(colour)[:3] if isinstance(colour, str) else colour


def mixed(one: str | Colour, other: str | Colour, part: float) -> Colour:
    """Return a colour with a part of another in it."""
    return tuple(round(a + (b - a) * part) for a, b in zip(rgb(one), rgb(other), strict=True))


def darker(colour: str | Colour, part: float) -> Colour:
    """Return a colour in the shade."""
    return mixed(colour, "#2b2130", part)


def lighter(colour: str | Colour, part: float) -> Colour:
    """Return a colour in the light."""
    return mixed(colour, "#fff6e8", part)


def points(places: str) -> list[Point]:
    """Return the points of an outline, written like `0,-180 74,-168`: to the right, down."""
    return [(float(right), float(down)) for right, down in (place.split(",") for place in places.split())]


def mirrored(places: Sequence[Point]) -> list[Point]:
    """Return the same points on the other side."""
    return [(-right, down) for right, down in places]


class Sheet:
    """A drawing; places are told from its middle."""

    def __init__(self, ground: str | Colour) -> None:
        self.image = Image.new("RGB", (SIDE * TIMES, SIDE * TIMES), rgb(ground))
        self.middle, self.zoom, self.wide = (SIDE / 2, SIDE / 2), 1.0, 1.0

    def done(self) -> Image.Image:
        """Return the drawing at its size."""
        return self.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)

    def shape(self, colour: str | Colour, outline: Sequence[Point], *, corners: bool = False) -> None:
        """Fill an outline through points, smoothly or from corner to corner."""
        places = outline if corners else smooth(outline, closed=True)
        ImageDraw.Draw(self.image).polygon(self._at(places), fill=rgb(colour))

    def oval(
        self, colour: str | Colour, x: float, y: float, across: float, down: float, line: float = 0
    ) -> None:
        """Fill an oval given by its middle and its half widths or, with `line`, draw its outline."""
        draw, box = ImageDraw.Draw(self.image), self._at([(x - across, y - down), (x + across, y + down)])
        if line:
            draw.ellipse(box, outline=rgb(colour), width=round(line * self.zoom * TIMES))
        else:
            draw.ellipse(box, fill=rgb(colour))

    def box(
        self, colour: str | Colour, x: float, y: float, wide: float, high: float, corner: float = 0
    ) -> None:
        """Fill a box given by its upper left corner."""
        box = self._at([(x, y), (x + wide, y + high)])
        ImageDraw.Draw(self.image).rounded_rectangle(box, corner * self.zoom * TIMES, fill=rgb(colour))

    def line(self, colour: str | Colour, width: float, places: Sequence[Point]) -> None:
        """Draw a smooth line with a round pen."""
        draw, half = ImageDraw.Draw(self.image), width * self.zoom * TIMES / 2
        along = self._at(smooth(places, closed=False))
        for x, y in along:
            draw.ellipse((x - half, y - half, x + half, y + half), fill=rgb(colour))
        draw.line(along, fill=rgb(colour), width=round(2 * half), joint="curve")

    def within(self, outline: Sequence[Point], paint: Callable[[], None]) -> None:
        """Paint, but only inside an outline."""
        before, mask = self.image.copy(), Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(self._at(smooth(outline, closed=True)), fill=255)
        paint()
        before.paste(self.image, mask=mask)
        self.image = before

    def _at(self, places: Iterable[Point]) -> list[Point]:
        (x, y), across, down = self.middle, self.zoom * self.wide * TIMES, self.zoom * TIMES
        return [(x * TIMES + right * across, y * TIMES + below * down) for right, below in places]


def smooth(places: Sequence[Point], *, closed: bool) -> list[Point]:
    """Return a curve through points (a Catmull-Rom spline), as many short straight lines."""
    if len(places) < 3:
        return list(places)
    around = [places[-1], *places, *places[:2]] if closed else [places[0], *places, places[-1]]
    found = [
        (_between(step / 20, *(x for x, _ in four)), _between(step / 20, *(y for _, y in four)))
        for four in zip(around, around[1:], around[2:], around[3:], strict=False)
        for step in range(20)
    ]
    return found if closed else [*found, places[-1]]


def _between(t: float, before: float, start: float, end: float, after: float) -> float:
    once, twice = end - before, 2 * before - 5 * start + 4 * end - after
    thrice = 3 * (start - end) + after - before
    return start + (once * t + twice * t * t + thrice * t * t * t) / 2
