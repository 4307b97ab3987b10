"""What the photos of `content/` must keep: each is there, fit to be shown, one person's, and in use."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from kle_site.fields import did_you_mean
from kle_site.load import PHOTOS, Content
from kle_site.model import Leader
from kle_site.photos import WHERE, Original
from kle_site.problems import Fault, Placed


def photos_are_there(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A photo that a portrait names lies in content/photos."""
    for leader in content.leaders:
        if leader.photo and leader.photo.file not in content.photos:
            message = f"There is no “{leader.photo.file}” in content/photos."
            near = did_you_mean(leader.photo.file, content.photos)
            hint = f"Did you mean “{near}”?" if near else "Put it there, or delete the photo field."
            yield leader.path, Fault(WHERE, "no-photo", message, hint)


def photos_can_be_shown(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A photo is of a kind that browsers show, whole, large enough, and does not say where it was taken."""
    named = _named(content)
    for name, original in content.photos.items():
        # Where its leader looks; of a photo that nobody names, at the file itself.
        path = named[name].path if name in named else f"{PHOTOS}/{name}"
        yield from ((path, fault) for fault in original.faults)


def a_photo_shows_one_person(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """No two portraits have one photo, whatever its file is named."""
    seen: dict[str, Leader] = {}
    for leader in content.leaders:
        original = content.photos.get(leader.photo.file) if leader.photo else None
        if original and (other := seen.setdefault(original.digest, leader)) is not leader:
            message = f"This is the photo of {other.name} in {other.path} already."
            yield leader.path, Fault(WHERE, "photo-shared", message, "Give each leader a photo of their own.")


def photos_are_used(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """Advice: a good photo that no portrait names is shown nowhere, and yet it is public."""
    good = {name for name, original in content.photos.items() if not _wrong(original)}
    # A portrait that could not be read may name it.
    for name in sorted(good - _named(content).keys()) if content.all_read else ():
        message = f"No portrait names “{name}”, so it is shown nowhere."
        hint = f"Delete it, or add to a portrait: photo: {{file: {name}, alt: …}}"
        yield f"{PHOTOS}/{name}", Fault((), "photo-unused", message, hint, "advice")


def _wrong(original: Original) -> bool:
    return any(fault.severity == "error" for fault in original.faults)


def _named(content: Content) -> dict[str, Leader]:
    """Return who names a photo, the first of them where several do."""
    found: dict[str, Leader] = {}
    for leader in content.leaders:
        if leader.photo:
            found.setdefault(leader.photo.file, leader)
    return found


RULES: tuple[Callable[[Content, datetime.date], Iterator[Placed]], ...] = (
    photos_are_there,
    photos_can_be_shown,
    a_photo_shows_one_person,
    photos_are_used,
)
