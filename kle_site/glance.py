"""The pages of a few leaders before the site is built anew, for somebody at work who waits for theirs."""

from __future__ import annotations

import datetime
from pathlib import Path

from kle_site import check, look
from kle_site.directory import Directory
from kle_site.load import load
from kle_site.pages import leader
from kle_site.problems import errors
from kle_site.warm import Remembered


def glance(content: Path, today: datetime.date, known: Remembered, slugs: frozenset[str]) -> dict[str, bytes]:
    """Return the pages of leaders as the next build will make them: file → bytes.

    None where that build will refuse the content, and before the first.
    """
    if known.site is None:
        return {}
    loaded = load(content, known=known.leaders)
    if loaded.content is None or errors(check.check(loaded, today)):
        return {}
    env = look.environment(known.site)
    pages = leader.pages(Directory(loaded.content, today), env, slugs)
    return {page.file: page.body.encode() for page in pages}
