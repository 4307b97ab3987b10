"""Draw the example portraits of content/photos: flat, calm, and plainly nobody's photo.

    .venv/bin/python -m tools.draw_photos                       all that are named; spare faces are not
    .venv/bin/python -m tools.draw_photos spare-1 --out /tmp    these, and elsewhere

To add somebody, give a spare face their slug, or write a new line; then draw. What is drawn is in git.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tools.drawing import Colour, Sheet, darker, lighter, mirrored, mixed, points
from tools.wardrobe import BEFORE, BEHIND, CLOTHES

OUT = Path(__file__).parents[1] / "content" / "photos"
INK = "#2a1d1c"


@dataclass(frozen=True)
class Person:
    """How somebody is drawn. Colours are #rrggbb."""

    ending: str
    """jpg, png or webp: the examples are of every kind."""
    scene: str
    """A name of SCENES, and the colour of its ground."""
    ground: str
    skin: str
    style: str
    """A name of BEFORE and perhaps BEHIND, and the colour of the hair."""
    hair: str
    clothes: str
    """A name of CLOTHES, its colour, and that of what is worn under or over it."""
    cloth: str
    under: str
    glasses: str = ""
    beard: str = ""
    """`full`, `short` or none."""
    freckles: bool = False
    older: bool = False
    wide: float = 1.0
    """How wide the head is."""


PEOPLE = {
    "sian-obrien": Person(
        *("jpg", "shelf", "#e8dcc6", "#f2d0b8", "bob", "#96502b", "cardigan", "#4c7a63", "#f4ead7"),
        freckles=True,
    ),
    "marcus-odell": Person(
        *("png", "window", "#d9e3e4", "#8a593b", "cropped", "#231b19", "jumper", "#38557a", "#e8eef2"),
        beard="short",
        wide=1.06,
    ),
    "zoe-adeyemi": Person(
        *("webp", "hedge", "#d3dfcf", "#71462c", "rounded", "#211817", "blouse", "#d39a3c", "#f6e7c4"),
        glasses="#d9c08a",
    ),
    "ruth-pemberley": Person(
        *("jpg", "marsh", "#d9e4ec", "#efcdb8", "short", "#cfccc8", "scarf", "#50607e", "#35908a"),
        glasses="#7c4452",
        older=True,
    ),
    "jaswinder-toor": Person(
        *("jpg", "plain", "#eadccb", "#bb865b", "veil", "#201a1b", "kameez", "#96476a", "#e6bb66"),
    ),
    "grace-st-clair": Person(
        *("png", "shelf", "#dedae4", "#84543a", "crown", "#2d2220", "blazer", "#643249", "#f2ece4"),
        older=True,
    ),
    "callum-redfern": Person(
        *("jpg", "plain", "#dfe6d8", "#f4d8c4", "parted", "#b9622f", "shirt", "#7f9db4", "#eef2f4"),
        beard="full",
    ),
    "harriet-lyle-okafor": Person(
        *("webp", "window", "#e9ddd2", "#a8754f", "curls", "#2f211c", "blazer", "#355a50", "#efe6d6"),
    ),
    # Faces for people to come.
    "spare-1": Person(
        *("jpg", "shelf", "#e6dfd2", "#c99468", "hijab", "#1f1a1a", "coat", "#5d6f8f", "#7b8fb2"),
    ),
    "spare-2": Person(
        *("png", "plain", "#e4ddd0", "#a8754e", "turban", "#1d1a1c", "shirt", "#d8dde2", "#3f6f8a"),
        beard="full",
        wide=1.04,
    ),
    "spare-3": Person(
        *("webp", "hedge", "#dbe4dc", "#f0d2bd", "bald", "#a7a29d", "jumper", "#6d5a78", "#f1f0ea"),
        glasses="#3b4450",
        beard="short",
        older=True,
        wide=1.04,
    ),
    "spare-4": Person(
        *("jpg", "window", "#dde4e6", "#f1d3b4", "long", "#1e1a1e", "jumper", "#b06a55", "#f3e6d8"),
    ),
    "spare-5": Person(
        *("png", "plain", "#ecdcc9", "#5f3a26", "braids", "#1c1514", "blouse", "#4f7f86", "#e9f0ee"),
    ),
    "spare-6": Person(
        *("webp", "marsh", "#e4e6ee", "#f0cdb4", "waves", "#6b4a33", "cardigan", "#7a6a94", "#f4eee4"),
        wide=1.03,
    ),
}


# --- behind them ------------------------------------------------------------------------------------------


def _plain(sheet: Sheet, ground: str) -> None:
    sheet.oval(lighter(ground, 0.45), 0, 10, 318, 318)


def _shelf(sheet: Sheet, ground: str) -> None:
    tints = ("#a8746a", "#7f8f86", "#c2a36b", "#6f7f98", "#b98a72", "#8a7b8f")
    for row, top in enumerate((-362, -120, 122)):
        at, number = -408.0, row * 2
        while at < 408:
            wide, high = 30 + (number * 17) % 26, 150 + (number * 37) % 62
            tint = mixed(ground, tints[number % len(tints)], 0.42)
            sheet.box(tint, at, top + 222 - high, wide, high, 4)
            sheet.box(lighter(tint, 0.35), at + 6, top + 248 - high, wide - 12, 8, 2)
            at, number = at + wide + (5 if number % 5 else 34), number + 1
        sheet.box(darker(ground, 0.16), -410, top + 222, 820, 18)


def _window(sheet: Sheet, ground: str) -> None:
    frame, sky = lighter(ground, 0.75), mixed(ground, "#bcd9e6", 0.7)
    sheet.box(sky, -320, -330, 640, 600)
    hill = points("-420,60 -250,20 -60,60 140,30 320,-40 420,300 -420,300")
    sheet.shape(mixed("#a9c3a0", sky, 0.3), hill)
    for x, y, wide, high in ((-410, -410, 80, 820), (330, -410, 80, 820), (-410, -410, 820, 76)):
        sheet.box(ground, x, y, wide, high)
    sheet.box(ground, -410, 240, 820, 200)
    for x, wide in ((-338, 20), (318, 20), (-8, 16)):
        sheet.box(frame, x, -342, wide, 590)
    for y, high in ((-342, 20), (-130, 14)):
        sheet.box(frame, -338, y, 676, high)
    sheet.box(darker(ground, 0.08), -348, 262, 696, 10)
    sheet.box(frame, -362, 236, 724, 28, 6)


def _hedge(sheet: Sheet, ground: str) -> None:
    for row, (height, tint) in enumerate(((-60, "#b7cbb0"), (40, "#a3bd9c"), (150, "#93b08d"))):
        green = mixed(ground, tint, 0.85)
        for number in range(-5, 6):
            sheet.oval(green, number * 92 + row * 46, height + 26 * math.sin(number * 2.1 + row), 88, 82)
        sheet.box(green, -410, height + 10, 820, 500)


def _marsh(sheet: Sheet, ground: str) -> None:
    sheet.oval(lighter(ground, 0.6), 210, -190, 74, 74)
    for tint, part, top in (("#a9bd98", 0.6, 60), ("#8fb0bd", 0.6, 118), ("#98b086", 0.75, 164)):
        sheet.box(mixed(ground, tint, part), -410, top, 820, 400)
    for x in (-350, -318, -296, 292, 318, 352):
        sheet.line(mixed(ground, "#7f9670", 0.8), 6, [(x, 240), (x + 4, 150), (x + 14, 96)])


SCENES: dict[str, Callable[[Sheet, str], None]] = {
    "plain": _plain,
    "shelf": _shelf,
    "window": _window,
    "hedge": _hedge,
    "marsh": _marsh,
}


# --- somebody ---------------------------------------------------------------------------------------------

BODY = points("54,198 104,222 190,256 246,306 272,390 284,520")
HEAD = points("0,-146 60,-134 96,-86 104,-12 99,50 72,108 34,142 0,150")
BEARD = points("0,62 26,60 52,70 78,44 90,-6 107,-10 105,56 80,120 40,160 0,168")


def draw(one: Person) -> Image.Image:
    """Draw somebody."""
    sheet = Sheet(one.ground)
    SCENES[one.scene](sheet, one.ground)
    sheet.middle, sheet.zoom = (400, 372), 1.2
    sheet.wide = one.wide
    strokes(sheet, one, BEHIND.get(one.style, ""))
    sheet.wide = 1
    sheet.shape(one.cloth, whole(BODY))
    strokes(sheet, one, CLOTHES[one.clothes])
    sheet.wide = one.wide
    face(sheet, one)
    strokes(sheet, one, BEFORE[one.style])
    return sheet.done()


def whole(half: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return an outline from its right half, given from top to bottom."""
    return [*half, *(place for place in reversed(mirrored(half)) if place[0])]


def strokes(sheet: Sheet, one: Person, told: str) -> None:
    """Draw what a text of the wardrobe tells."""
    lines: list[str] = []
    for line in told.strip().splitlines():
        if line.split()[0] in {"fill", "cut", "line", "dots", "neck"}:
            lines.append(line)
        else:  # more points
            lines[-1] += f" {line}"
    for line in lines:
        kind, *rest = line.split()
        if kind == "neck":
            _neck(sheet, one, float(rest[0]), _colour(one, rest[1]))
            continue
        colour = _colour(one, rest.pop(0))
        size = float(rest.pop(0)) if kind in {"line", "dots"} else 0.0
        how = rest.pop(0) if rest[0] in {"both", "half"} else ""
        places = points(" ".join(rest))
        for outline in (places, mirrored(places)) if how == "both" else (places,):
            if kind == "line":
                sheet.line(colour, size, outline)
            elif kind == "dots":
                for x, y in outline:
                    sheet.oval(colour, x, y, size, size)
            else:
                sheet.shape(colour, whole(outline) if how == "half" else outline, corners=kind == "cut")


def _colour(one: Person, told: str) -> Colour:
    for sign, change in (("-", darker), ("+", lighter)):
        name, found, percent = told.partition(sign)
        if found:
            return change(getattr(one, name), int(percent) / 100)
    return mixed(told if told.startswith("#") else getattr(one, told), INK, 0)


def _neck(sheet: Sheet, one: Person, low: float, edge: Colour) -> None:
    """Bare skin as low as the clothes leave it, and the chin's shade on it."""
    for colour, more in ((edge, 8.0), (one.skin, 0.0)):
        half = [(50.0, 60.0), (50.0, 160.0), (66 + more / 2, 204.0), (0.0, low + more)]
        sheet.shape(colour, [*half, *reversed(mirrored(half[:-1]))])
    sheet.within(whole(half), lambda: sheet.oval(darker(one.skin, 0.18), 0, 102, 100, 76))


def face(sheet: Sheet, one: Person) -> None:
    """Ears, cheeks, eyes, nose and a small smile."""
    skin, ink = one.skin, mixed(INK, one.skin, 0.06)
    brow = mixed(one.hair, "#554a48", 0.55) if one.older else mixed(one.hair, INK, 0.4)
    sides = (-1, 1)
    for side in sides:
        sheet.oval(skin, side * 104, 10, 19, 28)
        sheet.oval(darker(skin, 0.12), side * 106, 11, 9, 15)
    sheet.shape(skin, whole(HEAD))
    for side in sides:
        sheet.oval(mixed(skin, "#d9695a", 0.12), side * 60, 56, 22, 15)
    if one.beard:
        short = one.beard == "short"
        outline = [(x, y - 12 if short and y > 150 else y) for x, y in BEARD]
        sheet.shape(mixed(one.hair, skin, 0.35 if short else 0), whole(outline))
    for side in sides:
        sheet.oval(ink, side * 42, 4, 9, 11.5)
        sheet.oval(lighter(ink, 0.85), side * 42 + 3, 0, 2.8, 3.2)
        sheet.line(brow, 6.5, [(side * 24, -32), (side * 43, -37), (side * 63, -29)])
        if one.older:
            sheet.line(darker(skin, 0.14), 3.2, [(side * 32, 27), (side * 44, 31), (side * 56, 27)])
            sheet.line(darker(skin, 0.14), 3.2, [(side * 47, 66), (side * 53, 78), (side * 53, 90)])
        for x, y in points("30,40 43,46 56,38 68,46 40,57") if one.freckles else ():
            sheet.oval(mixed(skin, "#a5562f", 0.4), side * x, y, 2.5, 2.5)
        if one.glasses:
            sheet.oval(one.glasses, side * 43, 6, 34, 31, line=5.5)
            sheet.line(one.glasses, 5.5, [(side * 76, 0), (side * 100, -6)])
    if one.glasses:
        sheet.line(one.glasses, 5.5, points("-9,2 0,-2 9,2"))
    sheet.line(darker(skin, 0.24), 5, points("2,16 10,42 3,50 -8,48"))
    lips = mixed(mixed(skin, "#b0303f", 0.5), INK, 0.14)
    sheet.shape(lips, points("-35,83 -17,87 0,88 17,87 35,83 24,100 0,108 -24,100"))
    sheet.shape("#fbf6f0", points("-26,87 0,90 26,87 15,96 0,98 -15,96"))


def save(image: Image.Image, file: Path) -> None:
    """Save a drawing as its name says, in at most 60 KB."""
    if file.suffix == ".jpg":
        image.save(file, quality=86, optimize=True)
    elif file.suffix == ".png":
        image.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
    else:
        image.save(file, quality=88, method=6)


def main() -> None:
    """Draw those who are named, or all but the spare faces."""
    parser = argparse.ArgumentParser(description="Draw the example portraits.")
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help=", ".join(PEOPLE))
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR")
    given = parser.parse_args()
    for slug in given.slugs or [slug for slug in PEOPLE if not slug.startswith("spare-")]:
        file = given.out / f"{slug}.{PEOPLE[slug].ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        save(draw(PEOPLE[slug]), file)
        print(f"Drew {file.name}: {file.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
