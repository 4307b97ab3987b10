"""What is made of a photo: square, upright, in each size and format, and nothing of a file but its pixels."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from conftest import MakeDirectory, MakeLeader, ReadPage
from hypothesis import given, settings
from hypothesis import strategies as st
from photo_of import LATITUDE, ORIENTATION, exif_of, image_of, photo_of
from PIL import Image, ImageCms, PngImagePlugin

from kle_site import look, pictures
from kle_site.entries import Entry
from kle_site.links import Links
from kle_site.load import Content
from kle_site.look import Here, Page
from kle_site.photos import Original, inspect
from kle_site.pictures import draw, key, picture_of

pytestmark = pytest.mark.whole

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
SECRET = b"SECRET"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def drawn(raw: bytes, name: str = "ann.jpg") -> dict[str, bytes]:
    """Return the files made of a photo, by what tells them apart: `160.avif`."""
    original = inspect(name, raw)
    stem = f"/photos/{name.rpartition('.')[0]}.{original.digest[:10]}."
    return {address.removeprefix(stem): body for address, body in draw(original, raw).items()}


def shown(raw: bytes, name: str = "ann.jpg") -> Image.Image:
    """Return the largest JPEG made of a photo."""
    *_, largest = (body for size, body in drawn(raw, name).items() if size.endswith(".jpg"))
    return Image.open(BytesIO(largest))


def near(one: Any, other: tuple[int, ...], by: int = 12) -> bool:
    """Are two colours alike, but for what a format loses?"""
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def halves(first: tuple[int, ...], second: tuple[int, ...], mode: str = "RGB") -> Image.Image:
    """Return a picture with one colour above and another below."""
    image = Image.new(mode, (640, 640), first)
    image.paste(second, (0, 320, 640, 640))
    return image


# --- sizes and formats ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((800, 1000), [160, 320, 640]),
        ((640, 640), [160, 320, 640]),
        ((500, 400), [160, 320, 400]),
        ((320, 320), [160, 320]),
        ((160, 200), [160]),
    ],
)
def test_a_photo_is_made_in_three_sizes_and_three_formats(size: tuple[int, int], widths: list[int]) -> None:
    """Each size is made in each format, square; none is larger than the photo."""
    found = {name: Image.open(BytesIO(body)) for name, body in drawn(photo_of(size=size)).items()}

    assert list(found) == [f"{width}.{ending}" for ending in ("avif", "webp", "jpg") for width in widths]
    assert [image.format for image in found.values()] == [
        kind for kind in ("AVIF", "WEBP", "JPEG") for _ in widths
    ]
    assert [image.size for image in found.values()] == [(width, width) for width in widths] * 3


def test_what_is_made_is_what_pages_are_told_of() -> None:
    """A page can name a picture's files before they are drawn."""
    raw = photo_of(size=(500, 400))
    original = inspect("sian-obrien.jpeg", raw)
    picture = picture_of(original)

    assert picture is not None
    assert [address for source in picture.sources for address, _ in source.sizes] == list(draw(original, raw))
    assert [source.media_type for source in picture.sources] == ["image/avif", "image/webp", "image/jpeg"]
    assert picture.fallback.sizes == tuple(
        (f"/photos/sian-obrien.{original.digest[:10]}.{width}.jpg", width) for width in (160, 320, 400)
    )


def test_what_cannot_be_shown_has_no_picture() -> None:
    """A file that was refused is nothing that a page could show."""
    assert picture_of(inspect("ann.jpg", b"")) is None


@pytest.mark.parametrize("kind", ENDINGS)
def test_the_same_photo_gives_the_same_bytes(kind: str) -> None:
    """A photo drawn twice is the same to the byte in every format."""
    raw = photo_of(kind, (900, 700))

    assert drawn(raw, f"ann.{ENDINGS[kind]}") == drawn(raw, f"ann.{ENDINGS[kind]}")


def test_a_key_minds_the_photo_and_its_name() -> None:
    """Other bytes or another name are other files; the same photo has one key."""
    first, second = photo_of(), photo_of(quality=50)
    keys = [key(inspect(name, raw)) for name in ("ann.jpg", "bea.jpg") for raw in (first, second)]

    assert len(set(keys)) == 4
    assert key(inspect("ann.jpg", first)) == keys[0]


def test_a_key_minds_what_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another library makes other bytes, so what it made before is not used again."""
    original = inspect("ann.jpg", photo_of())
    before = key(original)
    monkeypatch.setattr(pictures, "pillow", "99")
    pictures._made_by.cache_clear()
    after = key(original)
    pictures._made_by.cache_clear()

    assert before != after


# --- nothing but pixels -----------------------------------------------------------------------------------


def _text() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET.decode())
    return info


def _profile(*swapped: bytes) -> bytes:
    """Return the profile of sRGB, with two of its colours taken for each other."""
    whole = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if swapped:
        one, other = (whole.index(name) for name in swapped)
        spoilt = bytearray(whole)
        spoilt[one : one + 4], spoilt[other : other + 4] = swapped[1], swapped[0]
        return bytes(spoilt)
    return whole


HIDING = {
    "JPEG": photo_of(
        exif=exif_of({271: "SECRET"}, LATITUDE), xmp=b"<x>SECRET</x>", comment=SECRET, icc_profile=_profile()
    )
    + SECRET,
    "PNG": photo_of("PNG", exif=exif_of({271: "SECRET"}, LATITUDE), icc_profile=_profile(), pnginfo=_text())
    + SECRET,
    "WEBP": photo_of(
        "WEBP", exif=exif_of({271: "SECRET"}, LATITUDE), xmp=b"<x>SECRET</x>", icc_profile=_profile()
    ),
}


@pytest.mark.parametrize("kind", HIDING)
def test_nothing_of_a_file_but_its_pixels_is_published(kind: str) -> None:
    """Place, camera, words, profile, comment and what hangs at the end stay behind."""
    raw = HIDING[kind]
    found = drawn(raw, f"ann.{ENDINGS[kind]}")

    assert SECRET in raw
    for body in found.values():
        image = Image.open(BytesIO(body))
        image.load()
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment", "Author", "XML:com.adobe.xmp"} & set(image.info)
        assert not any(word in body for word in (SECRET, b"Exif", b"http:", b"ICC_PROFILE", b"ICCP"))


# --- upright and square -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [
        (1, None),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_90),
        (7, Image.Transpose.TRANSVERSE),
        (8, Image.Transpose.ROTATE_270),
    ],
)
def test_a_photo_taken_sideways_is_turned_upright(orientation: int, turn: Image.Transpose | None) -> None:
    """Cameras store a photo as the chip lay, and a note of how to turn it; we turn it."""
    upright = image_of((640, 640))
    stored = upright.transpose(turn) if turn is not None else upright
    found = shown(photo_of(image=stored, exif=exif_of({ORIENTATION: orientation})))

    corners = [(20, 20), (620, 20), (20, 620), (620, 620)]
    assert [near(found.getpixel(at), upright.getpixel(at)) for at in corners] == [True] * 4


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
@pytest.mark.parametrize("head", [b"MM\x1f*\0\0\0\x08", b"MM\0*\xff\0\0\x08", b"\0M\0*\0\0\0\x08"])
def test_a_photo_whose_notes_are_damaged_is_shown_as_it_lies(kind: str, head: bytes) -> None:
    """Notes that cannot be read turn nothing, and keep nothing from being shown."""
    raw, whole = photo_of(kind, exif=exif_of({ORIENTATION: 6})), b"MM\0*\0\0\0\x08"

    assert raw.count(whole) == 1
    assert shown(raw.replace(whole, head), f"ann.{ENDINGS[kind]}").size == (640, 640)


def test_a_wide_photo_loses_as_much_on_either_side() -> None:
    """The middle of a wide photo is kept."""
    image = Image.new("RGB", (1000, 700), BLUE)
    image.paste(RED, (150, 0, 850, 700))
    found = shown(photo_of(image=image, quality=95))

    assert [near(found.getpixel((x, 320)), RED, 40) for x in (8, 320, 631)] == [True] * 3


def test_a_tall_photo_keeps_the_head() -> None:
    """Of what a tall photo loses, less is lost above, where the head is."""
    image = Image.new("RGB", (640, 1000), BLUE)
    image.paste(RED, (0, 126, 640, 766))
    found = shown(photo_of(image=image, quality=95))

    assert [near(found.getpixel((320, y)), RED, 40) for y in (8, 320, 631)] == [True] * 3


# --- colours ----------------------------------------------------------------------------------------------


def test_what_is_transparent_is_put_on_white() -> None:
    """A cut-out is shown on white, whatever colour hides in what cannot be seen."""
    image = halves((0, 0, 0, 0), (255, 0, 0, 255), "RGBA")
    found = shown(photo_of("PNG", image=image), "ann.png")

    assert near(found.getpixel((320, 100)), WHITE)
    assert near(found.getpixel((320, 540)), RED, 20)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGB"])
def test_transparency_of_every_kind_is_put_on_white(mode: str) -> None:
    """An alpha channel, a clear entry of a palette, a colour named as clear: all show white."""
    black: Any = {"LA": (0, 0), "RGB": (0, 0, 0)}.get(mode, 0)
    clear = {} if mode == "LA" else {"transparency": black}
    found = shown(photo_of("PNG", image=Image.new(mode, (640, 640), black), **clear), "ann.png")

    assert near(found.getpixel((320, 320)), WHITE)


def test_sixteen_bits_of_grey_are_shown_as_grey() -> None:
    """A scan in 16 bits is not washed out to white."""
    image = Image.new("I;16", (640, 640), 100 * 257)
    found = shown(photo_of("PNG", image=image), "ann.png")

    assert near(found.getpixel((320, 320)), (100, 100, 100))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("RGB", (200, 60, 60)), ("L", (102, 102, 102)), ("P", (200, 60, 60)), ("CMYK", (200, 60, 60))],
)
def test_other_kinds_of_colour_come_out_as_they_look(mode: str, expected: tuple[int, ...]) -> None:
    """Grey, palettes and print colours look as they should; what is published is plain colour."""
    plain = Image.new("RGB", (640, 640), (200, 60, 60))
    image = plain.quantize() if mode == "P" else plain.convert(mode)
    kind, name = ("PNG", "ann.png") if mode == "P" else ("JPEG", "ann.jpg")
    found = shown(photo_of(kind, image=image, quality=95), name)

    assert (found.mode, near(found.getpixel((320, 320)), expected)) == ("RGB", True)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_a_profile_is_obeyed(mode: str) -> None:
    """A photo in other colours than a screen's, as some phones make, looks as it did on the phone."""
    image = Image.new("RGB", (640, 640), RED).convert(mode)
    found = shown(photo_of("PNG", image=image, icc_profile=_profile(b"rXYZ", b"bXYZ")), "ann.png")

    assert near(found.getpixel((320, 320)), BLUE, 40)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_profile_is_obeyed_in_its_own_colours(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer's or a scanner's profile speaks of its own colours, so nothing is converted before it."""
    asked: list[str] = []
    monkeypatch.setattr(ImageCms, "profileToProfile", lambda image, *_, **__: asked.append(image.mode))
    shown(photo_of(image=image_of(mode=mode), icc_profile=_profile()))

    assert asked == [mode]


@pytest.mark.parametrize("profile", [b"nonsense", _profile()[:300], _profile(b"rXYZ", b"wtpt")])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_profile_that_makes_no_sense_is_passed_over(profile: bytes, mode: str) -> None:
    """A damaged profile, or one for another kind of picture, does not keep a photo from being shown."""
    assert shown(photo_of(image=image_of(mode=mode), icc_profile=profile)).size == (640, 640)


# --- hostile bytes ----------------------------------------------------------------------------------------

SMALL = {
    "JPEG": photo_of(size=(40, 40), exif=exif_of({ORIENTATION: 6}), icc_profile=_profile()),
    "PNG": photo_of("PNG", (40, 40), "P", exif=exif_of({ORIENTATION: 6}), icc_profile=_profile()),
    "WEBP": photo_of("WEBP", (40, 40), exif=exif_of({ORIENTATION: 6}), icc_profile=_profile()),
}


@pytest.mark.parametrize("kind", SMALL)
@settings(max_examples=60)
@given(data=st.data())
def test_what_passes_the_check_can_be_drawn(kind: str, data: st.DataObject) -> None:
    """Whatever bits flip in a photo, it is refused by the check or drawn by the build."""
    raw = bytearray(SMALL[kind])
    for at, bit in data.draw(
        st.lists(st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 7)), max_size=4)
    ):
        raw[at] ^= 1 << bit
    original = inspect(f"ann.{ENDINGS[kind]}", bytes(raw))

    assert bool(original.side) == bool(original.side and draw(original, bytes(raw)))


# --- on a page --------------------------------------------------------------------------------------------

Rendered = Callable[[Entry, str], ReadPage]


@pytest.fixture(name="html")
def _html(world_content: Content, today: Any) -> Callable[[Entry, str], str]:
    """Return a function: an entry and a size → what the template makes of its photo."""
    env = look.environment(look.site_view(world_content.site, today, {}, None))
    template = env.from_string(
        '{% from "parts/photo.html" import photo with context %}{{ photo(entry, size) }}'
    )

    def render(entry: Entry, size: str) -> str:
        return template.render(here=Here("/directory/area/east/", "", ""), entry=entry, size=size)

    return render


@pytest.fixture(name="rendered")
def _rendered(html: Callable[[Entry, str], str], read_page: Callable[[str], ReadPage]) -> Rendered:
    """Return the same, read as a page."""
    return lambda entry, size: read_page(html(entry, size))


@pytest.fixture(name="entry")
def _entry(make_leader: MakeLeader, make_directory: MakeDirectory) -> Callable[..., Entry]:
    """Return a function: the shorter side of a photo, or none, and a leader's fields → their entry."""

    def make(side: int | None = None, **fields: Any) -> Entry:
        if side is None:
            return make_directory(make_leader(**fields)).with_page[0]
        leader = make_leader(
            photo={"file": "grace-test.png", "alt": 'Grace at her "desk"'},
            consent={"given": "2026-09-01", "scope": ["name", "portrait", "photo", "contact"], "notice": 1},
            **fields,
        )
        original = Original("grace-test.png", "0123456789abcdef", "PNG", side, ())
        return make_directory(leader, photos={"grace-test.png": original}).with_page[0]

    return make


@pytest.mark.parametrize(("size", "pixels"), [("card", "72"), ("page", "240")])
def test_a_photo_on_a_page(entry: Callable[..., Entry], rendered: Rendered, size: str, pixels: str) -> None:
    """A browser chooses by format and by width; the words for those who cannot see it stand with it."""
    page = rendered(entry(900), size)
    (image,) = page.all("img")

    assert [(one.attributes["type"], one.attributes["sizes"]) for one in page.all("source")] == [
        ("image/avif", f"{pixels}px"),
        ("image/webp", f"{pixels}px"),
    ]
    assert [one.attributes["srcset"] for one in (*page.all("source"), image)] == [
        ", ".join(
            f"../../../photos/grace-test.0123456789.{width}.{ending} {width}w" for width in (160, 320, 640)
        )
        for ending in ("avif", "webp", "jpg")
    ]
    assert {name: image.attributes[name] for name in ("alt", "width", "height", "sizes", "decoding")} == {
        "alt": 'Grace at her "desk"',
        "width": pixels,
        "height": pixels,
        "sizes": f"{pixels}px",
        "decoding": "async",
    }
    assert page.unbalanced == []


def test_cards_wait_until_they_are_seen(entry: Callable[..., Entry], rendered: Rendered) -> None:
    """A long list fetches only the photos that come into view; a leader's own page fetches its at once."""
    loading = [
        rendered(entry(900), size).all("img")[0].attributes.get("loading") for size in ("card", "page")
    ]

    assert loading == ["lazy", None]


def test_a_browser_without_choices_gets_what_fits(entry: Callable[..., Entry], rendered: Rendered) -> None:
    """A browser that knows neither formats nor widths gets a small JPEG on a card, the largest on a page."""
    found = [rendered(entry(400), size).all("img")[0].attributes["src"] for size in ("card", "page")]

    assert found == [f"../../../photos/grace-test.0123456789.{width}.jpg" for width in (160, 400)]


@pytest.mark.parametrize("size", ["card", "page"])
def test_every_file_of_a_picture_is_followed(
    entry: Callable[..., Entry], html: Callable[[Entry, str], str], size: str
) -> None:
    """A build notices when one file of a picture is not there, whichever it is."""
    found = entry(900)
    sources = found.picture.sources if found.picture else ()
    needed = {address[1:] for source in sources for address, _ in source.sizes}
    links = Links()
    links.add(Page("/directory/area/east/", html(found, size)))

    assert links.broken(needed) == []
    for name in needed:
        assert [broken.target for broken in links.broken(needed - {name})] == [f"/{name}"]


@pytest.mark.parametrize("size", ["card", "page"])
def test_without_a_photo_there_are_initials(
    entry: Callable[..., Entry], rendered: Rendered, size: str
) -> None:
    """Initials on a plain ground stand in for a photo; who listens hears the name beside them instead."""
    found = entry(name="Siân O'Brien")
    page = rendered(found, size)
    (drawing,) = page.all("svg")

    assert drawing.text == "SO"
    assert drawing.attributes["class"] == f"initials initials-{found.ground}"
    assert (drawing.attributes["aria-hidden"], drawing.attributes["focusable"]) == ("true", "false")
    assert page.all("img") == []
    assert not page.values("style")
    assert page.unbalanced == []
