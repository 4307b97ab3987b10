"""Photos made on the spot: real bytes of any kind, size and mode, with whatever is to hide in them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

GPS = 0x8825
LATITUDE = {1: "N", 2: (51.0, 16.0, 30.0), 3: "E", 4: (0.0, 31.0, 20.0)}
"""The fields of EXIF that say where a photo was taken."""

ORIENTATION = 0x0112
SLOPE = Image.linear_gradient("L")


def image_of(size: tuple[int, int] = (800, 800), mode: str = "RGB") -> Image.Image:
    """Return a picture that is not the same anywhere: dark above, bright below, redder to the right."""
    down = SLOPE.resize(size)
    right = SLOPE.transpose(Image.Transpose.ROTATE_90).resize(size)
    return Image.merge("RGB", (right, down, down)).convert(mode)


def photo_of(
    kind: str = "JPEG",
    size: tuple[int, int] = (800, 800),
    mode: str = "RGB",
    image: Image.Image | None = None,
    **settings: Any,
) -> bytes:
    """Return the bytes of a photo; `settings` are for Pillow's save."""
    stream = BytesIO()
    (image or image_of(size, mode)).save(stream, kind, **settings)
    return stream.getvalue()


def exif_of(fields: dict[int, Any], places: dict[int, Any] | None = None) -> bytes:
    """Return EXIF data with some fields and perhaps a place."""
    exif = Image.Exif()
    exif.update(fields)
    if places is not None:
        exif.get_ifd(GPS).update(places)
    return exif.tobytes()
