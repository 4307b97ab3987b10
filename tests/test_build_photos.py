"""Photos in a build: whose are published, what is remembered of them, and what happens when one changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from golden import TODAY, files
from photo_of import photo_of

from kle_site import pictures
from kle_site.build import Options, Outcome, build

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module", name="warm")
def _warm(world: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The protocols as a cache keeps them, so that builds here need no MkDocs."""
    folder = tmp_path_factory.mktemp("warm")
    build(Options(content=world, out=folder / "site", today=TODAY, cache=folder / "cache"))
    return (folder / "cache" / "guidance.kept").read_bytes()


@pytest.fixture(name="cache")
def _cache(tmp_path: Path, warm: bytes) -> Path:
    """A cache that holds no photos."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "guidance.kept").write_bytes(warm)
    return tmp_path / "cache"


def built(world: Path, cache: Path, say: Callable[[str], None] = lambda _: None) -> Outcome:
    """Build a county beside itself."""
    return build(Options(content=world, out=world.parent / "site", today=TODAY, cache=cache), say)


def give_photo(world: Path, slug: str, raw: bytes) -> Path:
    """Give somebody of the miniature county a photo."""
    portrait, photo = world / "kles" / f"{slug}.yaml", world / "photos" / f"{slug}.jpg"
    text = portrait.read_text(encoding="utf-8")
    told = text.replace("scope: [name,", "scope: [name, photo,").replace(
        "contact: {email:", f"photo: {{file: {photo.name}, alt: {slug}}}\ncontact: {{email:"
    )

    assert told.count(photo.name) == 1

    portrait.write_text(told, encoding="utf-8")
    photo.write_bytes(raw)
    return photo


def shown(world: Path) -> set[str]:
    """Whose photos the site holds."""
    return {file.name.split(".")[0] for file in (world.parent / "site" / "photos").iterdir()}


def remembered(cache: Path) -> set[str]:
    """Which photos a cache holds."""
    return {file.name for file in cache.iterdir() if file.name.startswith("photo-")}


def test_who_has_a_page_has_a_photo(own_world: Path, cache: Path) -> None:
    """Who is paused keeps the photo on their page; of who has no page, none is published or remembered."""
    for number, slug in enumerate(("bertram-quillfeather", "cosima-featherstone", "dmitri-vanterpool")):
        give_photo(own_world, slug, photo_of(size=(640 + number, 640)))
    outcome = built(own_world, cache)

    assert outcome.problems == []
    assert shown(own_world) == {"zoe-obriain-luk", "bertram-quillfeather"}
    assert remembered(cache) == {"photo-zoe-obriain-luk.webp.kept", "photo-bertram-quillfeather.jpg.kept"}


def test_a_photo_is_drawn_once(own_world: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A photo that was drawn for one build is not drawn for the next, which has the same bytes."""
    built(own_world, cache)
    first = files(own_world.parent / "site")
    monkeypatch.setattr(pictures, "draw", None)
    outcome = built(own_world, cache)

    assert outcome.report is not None
    assert files(own_world.parent / "site") == first


def test_another_photo_of_the_same_name_is_drawn(own_world: Path, cache: Path) -> None:
    """A new photo has new addresses, so that no browser shows the old one; the old files go."""
    photo = give_photo(own_world, "ada-plain", photo_of())
    built(own_world, cache)
    first = files(own_world.parent / "site" / "photos")
    photo.write_bytes(photo_of(quality=50))
    built(own_world, cache)
    second = files(own_world.parent / "site" / "photos")

    assert [name for name in first if name in second] == [name for name in first if name.startswith("zoe")]
    assert len(second) == len(first)


def test_who_left_is_in_no_cache(own_world: Path, cache: Path) -> None:
    """When somebody is taken off the site, their photo leaves the site and the cache with the next build."""
    give_photo(own_world, "ada-plain", photo_of())
    built(own_world, cache)
    before = shown(own_world), remembered(cache)
    (own_world / "kles" / "ada-plain.yaml").unlink()
    (own_world / "photos" / "ada-plain.jpg").unlink()
    built(own_world, cache)

    assert before[0] - shown(own_world) == {"ada-plain"}
    assert before[1] - remembered(cache) == {"photo-ada-plain.jpg.kept"}


def _remove(photo: Path) -> None:
    photo.unlink()


def _replace(photo: Path) -> None:
    photo.write_bytes(photo_of(size=(900, 900)))


def _link(photo: Path) -> None:
    kept = photo.with_name("elsewhere.jpg")
    kept.write_bytes(photo.read_bytes())
    photo.unlink()
    photo.symlink_to(kept)


@pytest.mark.parametrize("change", [_remove, _replace, _link])
def test_a_photo_that_changes_under_our_hands(
    own_world: Path, cache: Path, change: Callable[[Path], None]
) -> None:
    """A photo that is another one, gone or a link since it was looked into is not published unseen."""
    photo = give_photo(own_world, "ada-plain", photo_of())

    def say(step: str) -> None:
        if step == "Making the photos":
            change(photo)

    outcome = built(own_world, cache, say)
    (problem,) = outcome.problems

    assert outcome.report is None
    assert (Path(problem.path).name, problem.code) == ("ada-plain.jpg", "photo-changed")
    assert (problem.message, problem.hint) == (
        "This photo was changed while we were building.",
        "Build again.",
    )
    assert not (own_world.parent / "site").exists()


def test_a_bad_photo_stops_a_build(own_world: Path, cache: Path) -> None:
    """A photo that cannot be shown is an error of the portrait that names it, and no site is made."""
    give_photo(own_world, "ada-plain", b"")
    outcome = built(own_world, cache)

    assert outcome.report is None
    assert [problem.code for problem in outcome.problems] == ["photo-empty"]
