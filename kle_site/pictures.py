"""A photo → what pages show of it: square, in three sizes and three formats, drawn afresh from its pixels.

Addresses and sizes follow from the photo alone, so that pages and checks need not wait for any drawing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

# Each plugin by name: asked for one that it has not loaded, Pillow would load its forty others.
from PIL import AvifImagePlugin, Image, ImageCms, ImageOps, features
from PIL import __version__ as pillow

from kle_site import photos
from kle_site.cache import digest
from kle_site.photos import ENOUGH, Original

WIDTHS = (160, 320, ENOUGH)
"""Pixels of what is published; a smaller photo is never enlarged."""
ABOVE = 0.35
"""Of what a tall photo loses, the part that it loses at the top: heads are above the middle."""
GROUND = "white"
"""What shows through a transparent picture."""
FORMATS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    # One thread: the same photo gives the same bytes, however busy the machine.
    ("avif", "image/avif", {"format": "AVIF", "quality": 60, "speed": 8, "codec": "aom", "max_threads": 1}),
    ("webp", "image/webp", {"format": "WEBP", "quality": 80, "method": 4}),
    ("jpg", "image/jpeg", {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True}),
)
"""Ending, media type and settings of each format; the one that every browser shows comes last."""

PLUGINS = (AvifImagePlugin,)


@dataclass(frozen=True, slots=True)
class Source:
    """A picture in one format."""

    media_type: str
    sizes: tuple[tuple[str, int], ...]
    """(site path, pixels of its width and height), small to large."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as a page shows it."""

    sources: tuple[Source, ...]
    """AVIF, WebP and JPEG: a browser takes the first that it can show."""

    @property
    def fallback(self) -> Source:
        """The format that every browser shows."""
        return self.sources[-1]


def files() -> dict[str, bytes]:
    """Return what a browser judges and cuts a photo by as we do: name → script."""
    rules = {**photos.for_browsers(), "above": ABOVE}
    script = f"export default {json.dumps(rules, ensure_ascii=False, separators=(',', ':'))};\n"
    return {"photo-rules.js": script.encode()}


def picture_of(original: Original) -> Picture | None:
    """Return how pages show a photo; None when it cannot be shown."""
    if not original.side:
        return None
    stem = f"/photos/{original.name.rpartition('.')[0]}.{original.digest[:10]}"
    widths = sorted({min(width, original.side) for width in WIDTHS})
    return Picture(
        tuple(
            Source(media_type, tuple((f"{stem}.{width}.{ending}", width) for width in widths))
            for ending, media_type, _ in FORMATS
        )
    )


def key(original: Original) -> str:
    """Return the key of everything that the files of a photo are made from."""
    return digest([original.name, original.digest, *_made_by()])


@cache
def _made_by() -> tuple[bytes | str, ...]:
    codecs = ("avif", "webp", "libjpeg_turbo", "littlecms2")
    modules = (Path(__file__), Path(photos.__file__))
    return (*(file.read_bytes() for file in modules), pillow, *(str(features.version(c)) for c in codecs))


def draw(original: Original, raw: bytes) -> dict[str, bytes]:
    """Return the files of a photo that can be shown: site path → bytes, the same each time."""
    picture, found = picture_of(original), dict[str, bytes]()
    with photos.quietly():
        square = _square(photos.decoded(original.kind, raw), min(original.side, ENOUGH))
        for source, (_, _, settings) in zip(picture.sources if picture else (), FORMATS, strict=True):
            for address, width in source.sizes:
                stream = BytesIO()
                square.resize((width, width), Image.Resampling.LANCZOS).save(stream, **settings)
                found[address] = stream.getvalue()
    return found


def _square(image: Image.Image, side: int) -> Image.Image:
    """Return a new image with nothing but pixels: upright, square, opaque, in sRGB."""
    profile = image.info.get("icc_profile")
    cut = ImageOps.fit(
        _opaque(_upright(image)), (side, side), Image.Resampling.LANCZOS, centering=(0.5, ABOVE)
    )
    clean = Image.new("RGB", cut.size)
    clean.paste(_in_srgb(cut, profile))
    return clean


def _upright(image: Image.Image) -> Image.Image:
    """Return an image turned as its camera noted, or as it is where that cannot be read."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # damaged EXIF can raise almost anything
        return image


def _opaque(image: Image.Image) -> Image.Image:
    """Return an image in RGB, CMYK or grey, without anything to see through."""
    if image.mode.startswith("I"):  # 16 bits of grey; a plain conversion would make nearly all of it white
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, GROUND), image).convert("RGB")
    return image if image.mode in {"RGB", "CMYK", "L"} else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an image in the colours that every screen shows, by the profile of its own if it makes sense."""
    if profile:
        try:
            own, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(image, own, srgb, outputMode="RGB")
            return found or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            pass  # a damaged profile, or one of another kind of image: nearly right is good enough
    return image.convert("RGB")
