"""Files of content/photos: what each is taken for, why it is refused, and what its owner is told to do."""

from __future__ import annotations

import struct
import warnings
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from photo_of import LATITUDE, exif_of, image_of, photo_of
from PIL import Image, PngImagePlugin

from kle_site import photos
from kle_site.photos import Original, inspect

pytestmark = pytest.mark.whole

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,16.5N"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def codes(original: Original) -> list[str]:
    """Return the codes of what is wrong."""
    return [fault.code for fault in original.faults]


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a piece of a PNG."""
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def png_claiming(width: int, height: int) -> bytes:
    """Return a small PNG that says it has so many pixels."""
    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x\x9c") + chunk(b"IEND", b"")


def webp_claiming(width: int, height: int) -> bytes:
    """Return a small WebP that says it has so many pixels."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<L", 10) + bytes(4) + canvas
    return b"RIFF" + struct.pack("<L", len(body) + 4) + b"WEBP" + body


def box(brand: bytes, *more: bytes) -> bytes:
    """Return how files of the family of MP4, HEIC and AVIF begin."""
    brands = brand + bytes(4) + b"".join(more)
    return struct.pack(">L", len(brands) + 8) + b"ftyp" + brands + bytes(200)


# --- what is right ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ENDINGS)
@pytest.mark.parametrize("size", [(640, 640), (640, 1280), (1280, 640), (4000, 3000)])
def test_a_good_photo_is_taken_as_it_is(kind: str, size: tuple[int, int]) -> None:
    """JPEG, PNG and WebP of 640 pixels or more each way, up to twice as wide or high, have no fault."""
    original = inspect(f"ann.{ENDINGS[kind]}", photo_of(kind, size))

    assert (original.kind, original.side, original.faults) == (kind, min(size), ())


@pytest.mark.parametrize(
    ("name", "kind", "mode", "settings"),
    [
        ("ann.jpeg", "JPEG", "RGB", {}),
        ("ANN.JPG", "JPEG", "RGB", {}),
        ("ann.jpg", "JPEG", "L", {}),
        ("ann.jpg", "JPEG", "CMYK", {}),
        ("ann.jpg", "JPEG", "RGB", {"progressive": True}),
        ("ann.jpg", "MPO", "RGB", {"save_all": True, "append_images": [image_of()]}),
        ("ann.png", "PNG", "L", {}),
        ("ann.png", "PNG", "P", {}),
        ("ann.png", "PNG", "1", {}),
        ("ann.png", "PNG", "LA", {}),
        ("ann.png", "PNG", "RGBA", {}),
        ("ann.png", "PNG", "I;16", {}),
        ("ann.webp", "WEBP", "RGBA", {}),
        ("ann.webp", "WEBP", "RGB", {"lossless": True}),
    ],
)
def test_unusual_photos_are_photos(name: str, kind: str, mode: str, settings: dict[str, Any]) -> None:
    """Grey, print colours, 16 bits, palettes, transparency, two in a JPEG as phones do: all can be shown."""
    assert inspect(name, photo_of(kind, mode=mode, **settings)).faults == ()


# --- what it is -------------------------------------------------------------------------------------------

SAVE_AS = "Open it in a photo program, save it as JPEG and send that."
OTHERS: dict[str, tuple[str, bytes, str]] = {
    "GIF": ("ann.gif", photo_of("GIF", mode="P"), "a GIF"),
    "GIF named .jpg": ("ann.jpg", photo_of("GIF", mode="P"), "a GIF"),
    "AVIF": ("ann.avif", photo_of("AVIF"), "an AVIF picture"),
    "AVIF of several brands": ("ann.avif", box(b"mif1", b"mif1", b"avif", b"miaf"), "an AVIF picture"),
    "HEIC": ("ann.heic", box(b"heic", b"mif1", b"heic"), "a HEIC photo"),
    "HEIC named .jpg": ("ann.jpg", box(b"mif1", b"mif1", b"heic"), "a HEIC photo"),
    "HEIC in bursts": ("ann.jpg", box(b"msf1", b"hevc"), "a HEIC photo"),
    "video": ("ann.mp4", box(b"isom", b"mp41"), "a video"),
    "TIFF": ("ann.tif", photo_of("TIFF"), "a TIFF"),
    "TIFF of the other order": ("ann.jpg", b"MM\0*\0\0\0\x08" + bytes(50), "a TIFF"),
    "EPS": ("ann.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n", "a PostScript file (EPS)"),
    "EPS for Windows": ("ann.eps", b"\xc5\xd0\xd3\xc6" + bytes(30), "a PostScript file (EPS)"),
    "PDF": ("ann.pdf", b"%PDF-1.7\n", "a PDF"),
    "Word": ("ann.jpg", b"PK\x03\x04word/media/image1.jpeg", "a Word document"),
    "old Word": ("ann.doc", b"\xd0\xcf\x11\xe0" + bytes(30), "a Word document"),
    "SVG": ("ann.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a drawing (SVG)"),
    "SVG named .jpg": (
        "ann.jpg",
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by -->\n<SVG onload="alert(1)"/>',
        "a drawing (SVG)",
    ),
    "HTML named .jpg": ("ann.jpg", b"\n<!DOCTYPE html><html><svg></svg></html>", "a web page"),
    "HTML without a head": ("ann.png", b"<html><body>Not found</body></html>", "a web page"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_no_photo_is_told_what_it_is(case: str) -> None:
    """Whatever its name says, another kind of file is recognised by how it begins, and cannot be shown."""
    name, raw, what = OTHERS[case]
    original = inspect(name, raw)
    (fault,) = original.faults

    assert (original.kind, original.side, fault.code) == ("", 0, "photo-kind")
    assert fault.message.startswith(f"“{name}” is {what}")
    assert fault.hint


def test_an_iphones_photo_has_its_own_way_out() -> None:
    """HEIC is what most people will send by mistake; they learn which setting to change."""
    (fault,) = inspect("img-0001.heic", box(b"heic")).faults

    assert "On an iPhone choose Settings, Camera, Formats, Most Compatible" in fault.hint


@pytest.mark.parametrize(
    "raw", [b"hello", b"\x00" * 100, b"RIFF\x10\0\0\0WAVEfmt ", b"\xff\xd8", b"<p>Ann</p>"]
)
def test_what_nobody_knows(raw: bytes) -> None:
    """A file of no kind that we know is no photo."""
    (fault,) = inspect("ann.jpg", raw).faults

    assert fault.message == "“ann.jpg” is no photo that we can read: only JPEG, PNG and WebP belong here."


@pytest.mark.parametrize(
    ("kind", "name", "better"),
    [
        ("JPEG", "ann.png", "ann.jpg"),
        ("JPEG", "ann", "ann.jpg"),
        ("PNG", "ann.jpg", "ann.png"),
        ("WEBP", "ann.jpeg", "ann.webp"),
    ],
)
def test_a_photo_under_a_wrong_name(kind: str, name: str, better: str) -> None:
    """A photo whose name ends as another kind's does is told how to be named."""
    (fault,) = inspect(name, photo_of(kind)).faults

    assert fault.code == "photo-ending"
    assert fault.hint == f"Rename it to {better}, in the portrait too."


def test_an_empty_file() -> None:
    """An empty file is told as that."""
    (fault,) = inspect("ann.jpg", b"").faults

    assert (fault.code, fault.message) == ("photo-empty", "“ann.jpg” is empty.")


# --- whole and still --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ENDINGS)
@pytest.mark.parametrize("part", [0.02, 0.3, 0.9])
def test_a_photo_that_is_cut_short(kind: str, part: float) -> None:
    """A photo of which only a part arrived is refused, however much of it there is."""
    raw = photo_of(kind)
    original = inspect(f"ann.{ENDINGS[kind]}", raw[: max(20, int(len(raw) * part))])

    assert (codes(original), original.side) == (["photo-damaged"], 0)


@pytest.mark.parametrize(("piece", "further"), [(b"pHYs", 5), (b"IDAT", 9_000)])
def test_a_png_whose_sum_is_wrong(piece: bytes, further: int) -> None:
    """A PNG in which a bit flipped on its way is noticed, in its pixels or outside them."""
    raw = photo_of("PNG", dpi=(72, 72), compress_level=0)
    at = raw.index(piece) + further
    spoilt = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]

    assert codes(inspect("ann.png", spoilt)) == ["photo-damaged"]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_moves_is_refused(kind: str) -> None:
    """An animated PNG or WebP is refused: what moves keeps people from reading."""
    raw = photo_of(kind, save_all=True, append_images=[image_of(mode="L").convert("RGB")])
    (fault,) = inspect(f"ann.{ENDINGS[kind]}", raw).faults

    assert (fault.code, fault.hint) == ("photo-moves", "Send a photo that stands still, as JPEG.")


# --- how large --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((159, 159), ["error"]),
        ((160, 160), ["advice"]),
        ((300, 159), ["error"]),
        ((639, 900), ["advice"]),
        ((640, 640), []),
    ],
)
def test_small_photos(size: tuple[int, int], expected: list[str]) -> None:
    """Below 160 pixels on a side a photo is refused; below 640 it is shown, with advice."""
    original = inspect("ann.jpg", photo_of(size=size))

    assert [(fault.code, fault.severity) for fault in original.faults] == [
        ("photo-small", severity) for severity in expected
    ]
    assert original.side == min(size)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((1601, 800), "more than twice as wide as it is high"),
        ((700, 1401), "more than twice as high as it is"),
    ],
)
def test_long_photos(size: tuple[int, int], words: str) -> None:
    """A panorama or a strip would lose most of itself when it is cut square."""
    (fault,) = inspect("ann.jpg", photo_of(size=size)).faults

    assert (fault.code, fault.severity) == ("photo-shape", "error")
    assert words in fault.message


def test_a_strip_is_told_both_things() -> None:
    """A photo that is too small and too long is told of both at once."""
    assert codes(inspect("ann.png", photo_of("PNG", (100, 900)))) == ["photo-shape", "photo-small"]


@pytest.mark.parametrize(
    ("claim", "side"), [(png_claiming, 5_500), (png_claiming, 8_000), (webp_claiming, 12_000)]
)
def test_too_many_pixels(claim: Any, side: int) -> None:
    """A small file that says it holds more than 30 million pixels is refused before it is given room."""
    ending = "png" if claim is png_claiming else "webp"
    (fault,) = inspect(f"ann.{ending}", claim(side, side)).faults

    assert fault.code == "photo-too-large"
    assert "more than 30 million pixels" in fault.message


def test_a_bomb_of_fifty_thousand_pixels_each_way() -> None:
    """The classic bomb is refused like any other photo with too many pixels."""
    assert codes(inspect("ann.png", png_claiming(50_000, 50_000))) == ["photo-too-large"]


def test_too_many_bytes() -> None:
    """A photo of more than 6 MB is refused by its size alone."""
    most = photo_of() + bytes(photos.LIMIT)
    original = inspect("ann.jpg", most[: photos.LIMIT + 1])
    (fault,) = original.faults

    assert (original.side, fault.code) == (0, "photo-too-big")
    assert fault.message == "“ann.jpg” is larger than 6 MB, the most that we read."
    assert inspect("ann.jpg", most[: photos.LIMIT]).faults == ()


def test_a_jpeg_of_endless_passes() -> None:
    """A JPEG that says "and once more over everything" a thousand times is not drawn."""
    raw = photo_of(progressive=True)
    last = raw.rindex(b"\xff\xda")
    endless = raw[:last] + raw[last:-2] * 1_000 + raw[-2:]
    (fault,) = inspect("ann.jpg", endless).faults

    assert fault.message == "“ann.jpg” is made so that it takes very long to show."


@pytest.mark.parametrize(("passes", "expected"), [(64, []), (65, ["photo-damaged"])])
def test_passes_are_counted(passes: int, expected: list[str]) -> None:
    """Sixty-four passes may be; what looks like one in a preview or behind the end is none."""
    thumbnail = b"\xff\xe1\x00\x20" + (b"\xff\xda" * 15)
    raw = photo_of(progressive=True)
    first, last = raw.index(b"\xff\xdb"), raw.rindex(b"\xff\xda")
    more = passes - 10  # Pillow makes ten
    many = raw[:first] + thumbnail + raw[first:last] + raw[last:-2] * (more + 1) + raw[-2:]

    assert codes(inspect("ann.jpg", many + b"\0\2" + b"\xff\xda\0\2" * 100)) == expected


# --- where it was taken -----------------------------------------------------------------------------------


def _packed(exif: bytes) -> PngImagePlugin.PngInfo:
    """Return EXIF as ImageMagick keeps it in a PNG: compressed text of hexadecimal digits."""
    digits = exif.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    info = PngImagePlugin.PngInfo()
    info.add_text("Raw profile type exif", f"\nexif\n{len(exif):8}\n{lines}\n", zip=True)
    return info


def _in_text(words: bytes, packed: bool) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", words.decode(), zip=packed)
    return info


def _second(image: Image.Image, places: dict[int, Any]) -> Image.Image:
    image.encoderinfo = {"exif": exif_of({}, places)}
    return image


PLACED: dict[str, tuple[str, bytes]] = {
    **{
        f"EXIF in {kind}": (f"ann.{ending}", photo_of(kind, exif=exif_of({}, LATITUDE)))
        for kind, ending in ENDINGS.items()
    },
    "EXIF of the other order": (
        "ann.jpg",
        photo_of(
            exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0"
            b"\0\x01\0\x02\0\x05\0\0\0\x03\0\0\0\x30\0\0\0\0" + bytes(30)
        ),
    ),
    "EXIF packed in a PNG": ("ann.png", photo_of("PNG", pnginfo=_packed(exif_of({}, LATITUDE)))),
    "EXIF behind a PNG's pixels": (
        "ann.png",
        photo_of("PNG")[:-12] + chunk(b"eXIf", exif_of({}, LATITUDE)[6:]) + photo_of("PNG")[-12:],
    ),
    "EXIF of the second photo": (
        "ann.jpg",
        photo_of("MPO", save_all=True, append_images=[_second(image_of(), LATITUDE)]),
    ),
    "what it shows": ("ann.jpg", photo_of(exif=exif_of({}, {20: (51.0, 0.0, 0.0)}))),
    "an area's name": ("ann.jpg", photo_of(exif=exif_of({}, {28: b"ASCII\0\0\0Swale"}))),
    "XMP in JPEG": ("ann.jpg", photo_of(xmp=XMP)),
    "XMP in WebP": ("ann.webp", photo_of("WEBP", xmp=XMP)),
    "XMP in PNG": ("ann.png", photo_of("PNG", pnginfo=_in_text(XMP, packed=False))),
    "XMP packed in PNG": ("ann.png", photo_of("PNG", pnginfo=_in_text(XMP, packed=True))),
    "a clip at the end": ("ann.jpg", photo_of() + box(b"mp42") + b"\xa9xyz\x00\x12\x15\xc7+51.27+000.52/"),
    "an Apple clip": ("ann.jpg", photo_of() + b"com.apple.quicktime.location.ISO6709"),
    "HEIC": ("ann.heic", box(b"heic") + exif_of({}, LATITUDE)),
    "TIFF": ("ann.tif", photo_of("TIFF", exif=exif_of({}, LATITUDE))),
    "cut short": ("ann.jpg", photo_of(exif=exif_of({}, LATITUDE))[:2_000]),
    "wrong name": ("ann.png", photo_of(exif=exif_of({}, LATITUDE))),
    "too big": ("ann.jpg", (photo_of(exif=exif_of({}, LATITUDE)) + bytes(photos.LIMIT))[: photos.LIMIT + 1]),
}


@pytest.mark.parametrize("case", PLACED)
def test_where_it_was_taken_is_an_error(case: str) -> None:
    """A place is found wherever it hides, in a file that we refuse anyway too, and is told first."""
    name, raw = PLACED[case]
    fault = inspect(name, raw).faults[0]

    assert (fault.code, fault.severity) == ("photo-place", "error")


def test_what_to_do_about_a_place() -> None:
    """Saving over a public file does not help, so the first thing is to ask us; then how to remove it."""
    (fault,) = inspect("ann.jpg", photo_of(exif=exif_of({}, LATITUDE))).faults

    assert fault.message == "“ann.jpg” says where it was taken, and this folder is public."
    assert fault.hint.startswith("Ask us to delete this upload: a better one does not undo it.")
    assert all(word in fault.hint for word in ("Windows: ", "Mac: ", "iPhone: "))
    assert "51" not in fault.message + fault.hint


UNPLACED: dict[str, bytes] = {
    "camera, owner and time": photo_of(exif=exif_of({271: "Camera", 306: "2026:09:01 10:00:00", 315: "Ann"})),
    "an empty field of places": photo_of(exif=exif_of({}, {})),
    "the version and the time alone": photo_of(
        exif=exif_of({}, {0: b"\x02\x03\x00\x00", 7: (10.0, 0.0, 0.0), 29: "2026:09:01"})
    ),
    "XMP without a place": photo_of(xmp=XMP.replace(b"GPSLatitude", b"PixelXDimension")),
    "a field that leads nowhere": photo_of(
        exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\xff\xff\xff\xff\0\0\0\0"
    ),
    "nothing after the head": photo_of() + b"II*\0",
    "a thousand heads": photo_of() + b"II*\0\x08\0\0\0\xff\xff" * 1_000,
}


@pytest.mark.parametrize("case", UNPLACED)
def test_other_words_in_a_photo_are_no_place(case: str) -> None:
    """What else a camera writes, or what looks like the start of it, is no reason to refuse a photo."""
    assert codes(inspect("ann.jpg", UNPLACED[case])) == []


# --- hostile bytes ----------------------------------------------------------------------------------------

SMALL = {kind: photo_of(kind, (40, 40), exif=exif_of({271: "Camera"}, LATITUDE)) for kind in ENDINGS}


@pytest.mark.parametrize("kind", ENDINGS)
@given(data=st.data())
def test_no_bytes_make_the_check_fail(kind: str, data: st.DataObject) -> None:
    """A photo cut anywhere, with any bits flipped, is judged: it is either shown or refused with a reason."""
    raw = bytearray(SMALL[kind][: data.draw(st.integers(1, len(SMALL[kind])))])
    for at, bit in data.draw(
        st.lists(st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 7)), max_size=9)
    ):
        raw[at] ^= 1 << bit
    original = inspect(f"ann.{ENDINGS[kind]}", bytes(raw))

    assert original.side or original.faults
    assert all(fault.message.endswith(".") and fault.hint for fault in original.faults)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBP", b"II*\0", b""]),
)
def test_no_start_makes_the_check_fail(rest: bytes, start: bytes) -> None:
    """Any bytes behind any beginning are refused with a reason."""
    assert inspect("ann.jpg", start + rest).faults


def test_no_decoder_speaks_on_the_screen() -> None:
    """What a decoder warns of odd EXIF stays off the screen: who sent the photo has no use for it."""
    raw = photo_of(exif=b"Exif\0\0II*\0\x08\0\0\0\x07\0\x0e\x01\x02\0\xff\0\0\0\x08\0\0\0")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        inspect("odd.jpg", raw)

    assert told == []


# --- once -------------------------------------------------------------------------------------------------


def test_a_photo_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes under the same name are decoded once, however often a site is built."""
    raw = photo_of(size=(641, 641))
    first = inspect("once.jpg", raw)
    monkeypatch.setattr(photos, "decoded", None)

    assert inspect("once.jpg", raw) is first


def test_verdicts_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was looked into is forgotten before it fills the memory, and is then looked into again."""
    monkeypatch.setattr(photos, "_MOST_SEEN", 3)
    monkeypatch.setattr(photos, "_seen", {})
    for number in range(10):
        inspect("ann.jpg", b"%d" % number)

    assert len(photos._seen) <= 3


def test_another_name_is_another_verdict() -> None:
    """Messages name the file, so the same bytes under two names are told under both."""
    told = [inspect(name, b"x").faults[0].message for name in ("ann.jpg", "bea.jpg")]

    assert [message[:9] for message in told] == ["“ann.jpg”", "“bea.jpg”"]


@pytest.mark.parametrize("kind", ENDINGS)
def test_pillow_tries_no_other_kind(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the forty decoders that Pillow has, only the one for how a file begins ever sees it."""
    tried, really = [], Image.open

    def spy(stream: Any, **options: Any) -> Image.Image:
        tried.append(options["formats"])
        return really(stream, **options)

    monkeypatch.setattr(photos.Image, "open", spy)
    inspect(f"ann.{ENDINGS[kind]}", photo_of(kind, (644, 644)))

    assert tried == [[kind]] * 2


def test_a_file_with_a_false_beginning() -> None:
    """A file that begins as one kind and goes on as another is opened as what it began as, or not at all."""
    assert codes(inspect("ann.jpg", b"\xff\xd8\xff" + photo_of("GIF", mode="P"))) == ["photo-damaged"]


@pytest.mark.parametrize(
    ("kind", "side", "expected"),
    [("JPEG", 5200, 1300), ("JPEG", 2560, 1280), ("JPEG", 2559, 2559), ("PNG", 2560, 2560)],
)
def test_a_large_jpeg_is_not_decoded_whole(kind: str, side: int, expected: int) -> None:
    """Of a JPEG from a phone only as many pixels are worked out as its pictures need, with some to spare."""
    assert photos.decoded(kind, photo_of(kind, (side, side))).size == (expected, expected)
