"""One portrait: the bytes of a file → a leader, or everything that is wrong with it.

Nothing beside the file decides, so that several processes can read portraits at once.
"""

from __future__ import annotations

from typing import NamedTuple

from kle_site import rules, yamltext
from kle_site.document import Data
from kle_site.model import Leader
from kle_site.phrases import said
from kle_site.problems import Fault, Problem
from kle_site.sources import judged, told
from kle_site.wording import names_of

_NAMES = names_of(Leader)


class Portrait(NamedTuple):
    """A file of kles/."""

    slug: str
    """Its name, without its ending."""
    shown: str
    """Its path as the reader can open it."""
    raw: bytes
    fits: bool
    """Is its name one that a leader’s page may have? If not, that was told already."""


class Read(NamedTuple):
    """What came of reading a portrait."""

    leader: Leader | None
    problems: list[Problem]
    data: dict[str, Data]
    """Its fields as they were typed, and its slug: what a leader is made from again another time."""


def read(portrait: Portrait) -> Read:
    """Read a portrait."""
    document, problems = yamltext.read(portrait.shown, portrait.raw, names=_NAMES)
    if document is None:
        return Read(None, problems, {})
    if "slug" in document.data:
        problems = problems + told(document, [Fault(("slug",), *said("slug-in-file"))])
    data = {**document.data, "slug": portrait.slug}
    leader, wrong = judged(Leader, document, data)
    if leader:
        wrong = told(document, rules.faults(leader))
    whole = portrait.fits and not document.mended
    return Read(leader if whole else None, [*problems, *wrong], data)
