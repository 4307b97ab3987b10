"""A file of content/photos, looked into as it came: what it is, and what is wrong with it.

What is published is drawn afresh (`pictures`), so nothing hidden in a file goes with it. But the file itself
lies open in the repository and its history: one that says where it was taken is refused, whatever else it is.
"""

from __future__ import annotations

import hashlib
import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

# Each plugin by name: asked for one that it has not loaded, Pillow would load its forty others.
from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from kle_site.problems import Fault, Severity, Where

LIMIT = 6 * 1024 * 1024
"""Bytes of a photo at most."""
MOST_PIXELS = 30_000_000
"""Pixels of a photo at most: room for what phones take, and at worst about half a gigabyte of memory."""
MOST_TAKEN = 50
"""MB of a photo that the page takes at most, which draws it anew, small, before anybody sees it."""
LEAST, ENOUGH = 160, 640
"""Pixels of the shorter side: below the first it is refused, below the second we advise a larger one."""
MOST_PASSES = 64
"""Passes that a JPEG is drawn in at most. Ten are usual; a small file can hold thousands, an hour to draw."""

WHERE: Where = ("photo", "file")
"""Where a portrait names its photo."""

PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
KINDS = (
    ("JPEG", re.compile(rb"\xff\xd8\xff"), ("jpg", "jpeg")),
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n"), ("png",)),
    ("WEBP", re.compile(rb"RIFF.{4}WEBP", re.DOTALL), ("webp",)),
)
"""What we read: Pillow's name of it, how such a file begins, how its name ends."""

_SAVE_AS = "Open it in a photo program, save it as JPEG and send that."
_SMALLER = "Make it smaller: 1,000 pixels wide and high is plenty."
SAID = {
    "photo-empty": ("“{name}” is empty.", "Send the photo again."),
    "photo-kind": ("“{name}” is {what}.", ""),
    "photo-unknown": (
        "“{name}” is no photo that we can read: only JPEG, PNG and WebP belong here.",
        "Save the photo as JPEG; move anything else elsewhere.",
    ),
    "photo-too-big": ("“{name}” is larger than {most} MB, the most that we read.", _SMALLER),
    "photo-damaged": (
        "“{name}” is damaged or cut short: we cannot show it.",
        "Open it in a photo program and save a copy. If it does not open there, send it again.",
    ),
    "photo-small": (
        "“{name}” is small: {width} pixels wide and {height} high.",
        f"Send one of {ENOUGH} or more each way, as the camera made it; enlarging does not help.",
    ),
}
"""What is said of a file, here and by the page that takes a photo: (message, hint) with blanks to fill in."""

_OTHERS = tuple(
    (re.compile(start, re.DOTALL | re.IGNORECASE), what, hint)
    for start, what, hint in (
        (rb"GIF8", "a GIF, which has too few colours for a photo", _SAVE_AS),
        (
            rb".{4}ftyp(?:avi[fs]|(?:mif1|msf1|miaf).{4,40}?avi[fs])",
            "an AVIF picture, which we make but do not read",
            _SAVE_AS,
        ),
        (
            rb".{4}ftyp(?:he[iv][cmsx]|mif1|msf1)",
            "a HEIC photo, which most browsers cannot show",
            "On an iPhone choose Settings, Camera, Formats, Most Compatible, and take it again; "
            "or open it in a photo program and save it as JPEG.",
        ),
        (rb".{4}ftyp", "a video", "Send one photo from it, as JPEG."),
        (rb"II[*+]\0|MM\0[*+]", "a TIFF, as scanners and some cameras make", _SAVE_AS),
        (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript file (EPS)", _SAVE_AS),
        (rb"%PDF", "a PDF", "Send the photo by itself, as JPEG."),
        (
            rb"PK\x03\x04|\xd0\xcf\x11\xe0",
            "a Word document or another packed file",
            "In Word, right-click the photo and choose Save as Picture; then send that.",
        ),
        (
            rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)",
            "a web page",
            "Open it, right-click the photo and choose Save Image As; then send that.",
        ),
        (
            rb"(?:\xef\xbb\xbf)?\s*<(?:svg|.{0,4000}?<svg)",
            "a drawing (SVG), which can hold a program",
            "Send a photo as JPEG or PNG.",
        ),
    )
)
"""What else people send: how it begins, what it is, what to do instead."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Original:
    """A file of content/photos."""

    name: str
    digest: str
    """SHA-256 of its bytes, in hex."""
    kind: str
    """The name of one of KINDS, by how it begins; empty when it is none of them."""
    side: int
    """Pixels of its shorter side; 0 when it cannot be shown."""
    faults: tuple[Fault, ...]
    """What is wrong with it, at the place where a portrait names it."""


_seen: dict[tuple[str, str], Original] = {}
_MOST_SEEN = 20_000
"""Verdicts kept at most: `kle serve` meets the same photos at every save."""


def inspect(name: str, raw: bytes) -> Original:
    """Return what there is to know of a file; of one that is too big, a byte more than LIMIT is enough."""
    digest = hashlib.sha256(raw).hexdigest()
    if (name, digest) not in _seen:
        if len(_seen) >= _MOST_SEEN:
            _seen.clear()
        _seen[name, digest] = _inspected(name, digest, raw)
    return _seen[name, digest]


def decoded(kind: str, raw: bytes) -> Image.Image:
    """Return a photo's pixels; of a JPEG much larger than any picture, every second, fourth or eighth."""
    image = Image.open(BytesIO(raw), formats=[kind])
    image.draft("RGB", (2 * ENOUGH, 2 * ENOUGH))
    image.load()
    return image


@contextmanager
def quietly() -> Iterator[None]:
    """Keep off the screen what a decoder warns of; too many pixels are an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


class _RefusedError(Exception):
    """A file is no photo that we can show."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.fault = Fault(WHERE, code, message, hint)


def for_browsers() -> dict[str, object]:
    """Return what a browser needs to say the same of a file; patterns as both languages write them."""
    return {
        "most": MOST_TAKEN,
        "enough": ENOUGH,
        "kinds": [start.pattern.decode("ascii") for _, start, _ in KINDS],
        "others": [[start.pattern.decode("ascii"), what, hint] for start, what, hint in _OTHERS],
        "said": SAID,
    }


def _refused(said: str, name: str, code: str = "", **blanks: str) -> _RefusedError:
    """Return what is SAID of a file, its blanks filled in."""
    message, hint = SAID[said]
    return _RefusedError(code or said, message.format(name=name, **blanks), blanks.get("hint", hint))


def _inspected(name: str, digest: str, raw: bytes) -> Original:
    written: list[bytes] = []
    kind, side, faults = "", 0, list[Fault]()
    try:
        kind = _kind(name, raw)
        width, height = _size(name, kind, raw, written)
        side, faults = min(width, height), list(_in_size(name, width, height))
    except _RefusedError as refused:
        faults = [refused.fault]
    if any(map(tells_a_place, (raw, *written))):
        faults.insert(0, _taken_somewhere(name))
    return Original(name, digest, kind, side, tuple(faults))


def _kind(name: str, raw: bytes) -> str:
    """Return which of KINDS a file is, by how it begins; its name must say the same."""
    if not raw:
        raise _refused("photo-empty", name)
    stem, _, ending = name.rpartition(".")
    for kind, start, endings in KINDS:
        if start.match(raw):
            if ending.lower() not in endings:
                message = f"“{name}” is a {kind.replace('WEBP', 'WebP')} photo, but its name says otherwise."
                hint = f"Rename it to {stem or ending}.{endings[0]}, in the portrait too."
                raise _RefusedError("photo-ending", message, hint)
            return kind
    for pattern, what, hint in _OTHERS:
        if pattern.match(raw):
            raise _refused("photo-kind", name, what=what, hint=hint)
    raise _refused("photo-unknown", name, code="photo-kind")


def _size(name: str, kind: str, raw: bytes, written: list[bytes]) -> tuple[int, int]:
    """Return a photo's width and height, and note what is written in it; raise _RefusedError."""
    if len(raw) > LIMIT:
        raise _refused("photo-too-big", name, most=str(LIMIT // 1024 // 1024))
    if kind == "JPEG" and _passes(raw) > MOST_PASSES:
        message = f"“{name}” is made so that it takes very long to show."
        raise _RefusedError("photo-damaged", message, _SAVE_AS)
    try:
        with quietly(), Image.open(BytesIO(raw), formats=[kind]) as opened:
            size = opened.size
            moves = kind != "JPEG" and getattr(opened, "is_animated", False)  # some phones keep two in a JPEG
        if not moves:
            with quietly():
                head = decoded(kind, raw).info.values()
            written += (found for words in head if isinstance(words, str) for found in _bytes(words))
            return size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        message = f"“{name}” has more than {MOST_PIXELS // 1_000_000} million pixels, the most that we read."
        raise _RefusedError("photo-too-large", message, _SMALLER) from None
    # A damaged file can make a decoder raise almost anything, and all of it means the same.
    except Exception:
        raise _refused("photo-damaged", name) from None
    message = f"“{name}” moves, and what moves keeps people from reading."
    raise _RefusedError("photo-moves", message, "Send a photo that stands still, as JPEG.")


_MARKER = re.compile(rb"\xff+([^\x00\x01\xff\xd0-\xd8])")
_SCAN, _END = b"\xda", b"\xd9"


def _passes(jpeg: bytes) -> int:
    """Return how many passes a JPEG is drawn in."""
    found, at = 0, 2
    while (marker := _MARKER.search(jpeg, at)) and marker[1] != _END:
        found += marker[1] == _SCAN
        at = marker.end() + int.from_bytes(jpeg[marker.end() : marker.end() + 2])
    return found


def _in_size(name: str, width: int, height: int) -> Iterator[Fault]:
    """Yield what is wrong with a photo's width and height."""
    short, long = min(width, height), max(width, height)
    if long > 2 * short:
        shape = "wide as it is high" if width > height else "high as it is wide"
        message = f"“{name}” is more than twice as {shape}, and we show photos square."
        yield Fault(WHERE, "photo-shape", message, "Cut it about square, with the face in the middle.")
    if short < ENOUGH:
        severity: Severity = "error" if short < LEAST else "advice"
        message, hint = SAID["photo-small"]
        message = message.format(name=name, width=f"{width:,}", height=f"{height:,}")
        yield Fault(WHERE, "photo-small", message, hint, severity)


# --- where it was taken -----------------------------------------------------------------------------------

# In XMP, and in the clip that some phones hang on to a photo.
_PLACE_IN_WORDS = re.compile(rb"GPS(?:Dest)?L(?:at|ong)itude|\xa9xyz.{4}[+-]\d|location\.ISO6709", re.DOTALL)
_EXIF = re.compile(rb"II\*\0|MM\0\*")
_TO_PLACES = 0x8825
"""The field of EXIF that leads to those about places."""
_PLACES = frozenset({2, 4, 20, 22, 28})
"""Latitude and longitude of the camera and of what it shows, and an area's name; not the time of day."""
_PROFILE = re.compile(r"\s*\w+\s+\d+\s+((?:[0-9a-fA-F]{2}\s*)+)")
"""EXIF as some programs keep it in a PNG: in hexadecimal, below lines with its name and its length."""


def tells_a_place(raw: bytes) -> bool:
    """Does anything in a file say where it was taken? Wherever it stands, and whatever kind of file it is."""
    starts = (found.start() for found in islice(_EXIF.finditer(raw), 100))
    return bool(_PLACE_IN_WORDS.search(raw)) or any(_has_place(memoryview(raw)[at:]) for at in starts)


def _has_place(exif: memoryview) -> bool:
    order = "<" if bytes(exif[:2]) == b"II" else ">"

    def fields(at: int) -> Iterator[tuple[int, int]]:
        (count,) = struct.unpack_from(f"{order}H", exif, at)
        for number in range(min(count, 500)):
            field, _, _, value = struct.unpack_from(f"{order}HHLL", exif, at + 2 + 12 * number)
            yield field, value

    try:
        (first,) = struct.unpack_from(f"{order}L", exif, 4)
        to_places = [value for field, value in fields(first) if field == _TO_PLACES]
        return any(field in _PLACES for at in to_places[:2] for field, _ in fields(at))
    except struct.error:
        return False


def _bytes(words: str) -> Iterator[bytes]:
    """Yield the bytes that words in a picture's head stand for: a PNG may keep them packed."""
    yield words.encode(errors="replace")
    profile = _PROFILE.fullmatch(words)
    if profile:
        yield bytes.fromhex(profile[1])


def _taken_somewhere(name: str) -> Fault:
    message = f"“{name}” says where it was taken, and this folder is public."
    hint = (
        "Ask us to delete this upload: a better one does not undo it. Then send a copy without the place. "
        "Windows: Properties, Details, Remove Properties. Mac: Preview, Tools, Show Inspector, GPS, "
        "Remove Location Info. iPhone: Share, Options, Location off."
    )
    return Fault(WHERE, "photo-place", message, hint)
