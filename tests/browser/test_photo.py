"""A photo in the builder: drawn anew in the browser, so that what is sent holds a picture alone."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from photo_of import LATITUDE, ORIENTATION, exif_of, image_of, photo_of
from PIL import Image
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from sampling import mostly_slow

from kle_site import photos
from kle_site.directory import Directory

from . import harness
from .watch import Served, Watch, serving, watching

pytestmark = pytest.mark.browser

SLUG = "jo-field"


@pytest.fixture(scope="module", name="bench")
def _bench(
    built_site: Path, published: Directory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """What is published, with a page for the builder's parts in it."""
    with serving(harness.put_into(built_site, published, tmp_path_factory.mktemp("bench"))) as served:
        yield served


@pytest.fixture(name="watch")
def _watch(browser: Browser, bench: Served) -> Iterator[Watch]:
    """A head at the page, of whom nothing bad is heard in the end."""
    with watching(browser, bench) as watch:
        watch.visit(harness.PAGE)
        watch.page.evaluate(f"() => {{ held.slug = '{SLUG}'; }}")
        yield watch

        assert watch.heard == []


def choose(page: Tab, name: str, raw: bytes) -> None:
    """Choose a file."""
    page.get_by_label("A photo, if you want one").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": raw}
    )


def made(page: Tab) -> bytes:
    """Wait until the last move was drawn; return the photo that would be sent."""
    expect(page.locator("#photo-square")).to_be_visible()
    page.wait_for_selector("#photo-view[aria-busy]", state="detached")
    script = "async () => Array.from(new Uint8Array(await taken.file().arrayBuffer()))"
    return bytes(page.evaluate(script))


def seen(raw: bytes) -> Image.Image:
    """Return a photo's pixels."""
    return Image.open(BytesIO(raw)).convert("RGB")


def middle(raw: bytes) -> tuple[int, int]:
    """Return how red and how bright the middle of a photo is: redder to the right, brighter below."""
    image = seen(raw)
    red, green, _ = image.getpixel((image.width // 2, image.height // 2))  # type: ignore[misc]
    return int(red), int(green)


# --- what it gives ----------------------------------------------------------------------------------------


def test_nothing_is_left_but_the_picture(watch: Watch) -> None:
    """The place is gone, and all else that hid in it; it is upright, square, and passes our checks."""
    exif = exif_of({ORIENTATION: 6, 0x010F: "Maker", 0x9003: "2026:11:01 10:00:00"}, LATITUDE)
    raw = photo_of(size=(1600, 1200), exif=exif, comment=b"by Jo Field", quality=90)

    assert photos.tells_a_place(raw)

    choose(watch.page, "IMG_0001.JPG", raw)
    found = made(watch.page)
    inspected = photos.inspect(f"{SLUG}.jpg", found)
    image = Image.open(BytesIO(found))

    assert (inspected.faults, inspected.kind) == ((), "JPEG")
    assert dict(image.getexif()) == {}
    # The profile is the browser's own, of its colours.
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "icc_profile"}
    for word in (b"Exif", b"Maker", b"Jo Field", b"http"):
        assert word not in found
    assert image.size == (1000, 1000)
    # Turned to the right by the camera: what was dark above is on the right.
    left, right = (seen(found).getpixel((x, 500)) for x in (50, 950))
    assert left[1] > right[1] + 60  # type: ignore[index]


def test_it_is_named_after_its_portrait(watch: Watch) -> None:
    """The portrait names the file and what it shows; what was never chosen is no field at all."""
    page = watch.page

    assert page.evaluate("() => taken.value() ?? null") is None
    assert page.evaluate("() => [taken.file(), taken.address()]") == [None, ""]

    choose(page, "me.png", photo_of("PNG", (700, 900)))
    made(page)
    page.get_by_label("What the photo shows").fill("Jo Field at a school gate")

    assert page.evaluate("() => taken.value()") == {
        "file": "jo-field.jpg",
        "alt": "Jo Field at a school gate",
    }
    assert str(page.evaluate("() => taken.address()")).startswith("blob:")
    assert page.evaluate("() => held.changed") >= 2

    page.get_by_role("button", name="Remove the photo").click()

    assert page.evaluate("() => [taken.value() ?? null, taken.file(), taken.address()]") == [None, None, ""]
    expect(page.get_by_label("A photo, if you want one")).to_be_focused()


def test_a_portrait_that_is_opened_keeps_its_photo(watch: Watch) -> None:
    """The browser keeps no photo, so the name and the words stay as they are and the page says so."""
    page = watch.page
    page.evaluate("() => taken.write({ file: 'old-name.webp', alt: 'Jo' })")

    expect(page.get_by_text("your browser does not keep it")).to_be_visible()
    expect(page.get_by_label("What the photo shows")).to_have_value("Jo")

    assert page.evaluate("() => [taken.value(), taken.file()]") == [
        {"file": "old-name.webp", "alt": "Jo"},
        None,
    ]

    choose(page, "new.jpg", photo_of())
    made(page)

    expect(page.get_by_text("your browser does not keep it")).to_be_hidden()
    assert page.evaluate("() => taken.value()") == {"file": "jo-field.jpg", "alt": "Jo"}


# --- how it is cut ----------------------------------------------------------------------------------------


def test_by_keyboard(watch: Watch) -> None:
    """The arrows move it, plus and minus bring it closer; where it ends, that is said. The page stays."""
    page = watch.page
    choose(page, "wide.jpg", photo_of(size=(1800, 900), quality=95))
    red, _ = middle(made(page))
    view = page.get_by_role("application", name="Your photo")
    view.focus()
    there = page.evaluate("() => scrollY")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    further, _ = middle(made(page))

    # The photo moved left, so that more of its right is seen.
    assert further > red + 15
    assert page.evaluate("() => held.said.at(-1)") == "Moved left."

    for _ in range(20):
        page.keyboard.press("ArrowRight")
    nearer, _ = middle(made(page))

    assert nearer < red - 15
    assert page.evaluate("() => held.said.at(-1)") == "It goes no further."

    whole = seen(made(page)).width
    for _ in range(9):
        page.keyboard.press("+")
    close = seen(made(page)).width

    assert (whole, close) == (900, photos.ENOUGH)
    assert page.evaluate("() => held.said.at(-1)") == "It goes no further."

    for _ in range(9):
        page.keyboard.press("-")

    assert seen(made(page)).width == whole
    assert page.evaluate("() => scrollY") == there

    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Left")).to_be_focused()


def test_by_buttons_and_by_dragging(watch: Watch) -> None:
    """Each move has a button for those who cannot drag; who drags, drags the photo and not the page."""
    page = watch.page
    choose(page, "tall.jpg", photo_of(size=(900, 1800), quality=95))
    _, start = middle(made(page))
    for _ in range(4):
        page.get_by_role("button", name="Up", exact=True).click()
    _, lower = middle(made(page))

    assert lower > start + 15

    view = page.get_by_role("application", name="Your photo")
    view.scroll_into_view_if_needed()
    box = view.bounding_box()

    assert box

    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] / 3, steps=4)
    page.mouse.up()
    page.mouse.move(x, y - 40)
    _, higher = middle(made(page))

    assert higher < lower - 15


def test_a_tall_photo_keeps_its_head(watch: Watch) -> None:
    """Before anybody moves it, a tall photo is cut where our own pictures are cut: above the middle."""
    choose(watch.page, "tall.jpg", photo_of(size=(800, 1600), quality=95))
    _, bright = middle(made(watch.page))

    # 35 % of what is cut off goes at the top: the middle then lies at (0.35 × 800 + 400) / 1600.
    assert abs(bright - 255 * 0.425) < 12


# --- what is refused --------------------------------------------------------------------------------------

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)
REFUSED = {
    "a text": ("cv.jpg", b"Dear colleague, this is no photo."),
    "an empty file": ("photo.jpg", b""),
    "a HEIC": ("IMG_1.HEIC", HEIC),
    "a HEIC by another name": ("IMG_1.jpg", HEIC),
    "a GIF": ("me.gif", b"GIF89a" + bytes(100)),
    "a PDF": ("me.pdf", b"%PDF-1.7\n" + bytes(100)),
    "a Word document": ("me.docx", b"PK\x03\x04" + bytes(100)),
    "a web page": ("me.jpg", b"\xef\xbb\xbf <!DOCTYPE html><p>Me"),
    "a drawing": ("me.svg", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"),
    "one that is cut short": ("me.png", photo_of("PNG")[:900]),
    "one that is damaged": ("me.jpg", b"\xff\xd8\xff\xe0" + bytes(2000)),
    "a tiny one": ("me.jpg", photo_of(size=(90, 120))),
    "a small one": ("me.jpg", photo_of(size=(1200, 639))),
    "a name that is HTML": ("<img src=x onerror=alert(1)>{0}.jpg", b"no photo"),
}


@pytest.mark.parametrize("case", mostly_slow(REFUSED, 4))
def test_the_words_are_those_of_the_checks(watch: Watch, case: str) -> None:
    """What is no photo is refused at once, in the sentences that `kle check` has for it; nothing is given."""
    name, raw = REFUSED[case]
    (fault,) = photos.inspect(name, raw).faults[:1]
    choose(watch.page, name, raw)

    expect(watch.page.get_by_role("alert")).to_have_text(f"{fault.message} {fault.hint}")
    assert watch.page.evaluate("() => [taken.value() ?? null, taken.file()]") == [None, None]
    expect(watch.page.locator("#photo-square")).to_be_hidden()


def test_a_good_one_after_a_bad_one(watch: Watch) -> None:
    """The sentence goes once a photo can be taken; a bad one does not cost the good one that is there."""
    page = watch.page
    choose(page, "cv.jpg", b"no photo")

    expect(page.get_by_role("alert")).to_be_visible()

    choose(page, "me.jpg", photo_of())
    made(page)

    expect(page.locator("#photo-fault")).to_be_hidden()

    choose(page, "cv.jpg", b"no photo")

    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("() => Boolean(taken.file())")


def test_40_megapixels(watch: Watch) -> None:
    """It is made small; while it is read, the page answers."""
    page = watch.page
    raw = photo_of(image=image_of((400, 250)).resize((8000, 5000)), quality=60)
    page.evaluate(
        """() => {
          held.longest = 0;
          let before = performance.now();
          setInterval(() => {
            const now = performance.now();
            held.longest = Math.max(held.longest, now - before);
            before = now;
          }, 20);
        }"""
    )
    choose(page, "big.jpg", raw)
    found = made(page)

    assert seen(found).size == (1000, 1000)
    assert photos.inspect(f"{SLUG}.jpg", found).faults == ()
    # One drawing is on the main thread: how long it takes depends on the machine, and how busy that is.
    assert page.evaluate("() => held.longest") < 8_000


def test_one_that_claims_to_be_enormous(watch: Watch) -> None:
    """A small file that would unfold to gigabytes is refused in a sentence, and the page goes on."""
    raw = bytearray(photo_of("PNG", (64, 64)))
    raw[16:24] = (50_000).to_bytes(4, "big") * 2
    raw[29:33] = zlib.crc32(raw[12:29]).to_bytes(4, "big")
    choose(watch.page, "bomb.png", bytes(raw))

    expect(watch.page.get_by_role("alert")).to_contain_text("“bomb.png” is damaged or cut short")

    choose(watch.page, "me.jpg", photo_of())

    assert photos.inspect(f"{SLUG}.jpg", made(watch.page)).faults == ()


def test_more_megabytes_than_any_photo_has(watch: Watch) -> None:
    """It is not even read."""
    watch.page.evaluate(
        """() => {
          const chooser = document.querySelector("#p-photo-file");
          const held = new DataTransfer();
          const many = 51 * 1024 * 1024;
          held.items.add(new File([new Uint8Array(many)], "big.jpg", { type: "image/jpeg" }));
          chooser.files = held.files;
          chooser.dispatchEvent(new Event("change"));
        }"""
    )

    expect(watch.page.get_by_role("alert")).to_have_text(
        f"“big.jpg” is larger than {photos.MOST_TAKEN} MB, the most that we read. "
        "Make it smaller: 1,000 pixels wide and high is plenty."
    )
