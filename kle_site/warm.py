"""What a build remembers of the one before, so that it makes only what has changed.

A portrait is known by its bytes, a page by every value that its template gets: keyed by the files that a page
is made from, it would go stale, as a name, a tag or another's photo stands on many pages. A page that is
known is in the site already: what is kept of it is its size and digest, its links and its passages. All of
it is forgotten with the program, the templates or the day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from kle_site import passages
from kle_site.assets import TEMPLATES
from kle_site.cache import Cache, digest
from kle_site.crew import share
from kle_site.entries import Entry
from kle_site.fingerprint import Fingerprints
from kle_site.links import Ends, Links
from kle_site.look import Page, SiteView
from kle_site.memory import Memory
from kle_site.model import Leader
from kle_site.program import bodies, program
from kle_site.tree import Staged


@dataclass(frozen=True, slots=True)
class Made:
    """What is to know of a page that is finished."""

    size: int
    digest: str
    assets: dict[str, str]
    """The assets that its template asked for, and their addresses. Some change with every leader."""
    ends: Ends
    passages: list[passages.Row]


class _Assets(Mapping[str, str]):
    """The assets of a site, which notes those that a template asks for."""

    def __init__(self, held: Mapping[str, str]) -> None:
        self.held, self.asked = held, dict[str, str]()

    def __getitem__(self, name: str) -> str:
        return self.asked.setdefault(name, self.held[name])

    def __iter__(self) -> Iterator[str]:
        self.asked.update(self.held)
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)


class Remembered:
    """The memories of one builder."""

    def __init__(self, folder: Path | None) -> None:
        """Open what was remembered in a folder of the cache; with none, only this program remembers."""
        cache = Cache(folder)
        self.leaders: Memory[Leader] = Memory(cache, "leaders", _leader)
        self.words: Memory[str] = Memory(cache, "words", bytes.decode)
        self._pages: Memory[Made] = Memory(cache, "pages", _read)
        self._cards: Memory[str] = Memory(cache, "cards", bytes.decode)
        self._fingerprints, self._assets = Fingerprints(), _Assets({})
        self._keys = dict[str, str]()
        self.site: SiteView | None = None
        """The site that this program built last, as templates know it."""
        self._begun: SiteView | None = None

    def begin(self) -> None:
        """Begin a build."""
        self.leaders.begin(program())
        self.words.begin(program())

    def begin_pages(self, site: SiteView) -> SiteView:
        """Begin the pages of a site. Returns it for their templates, which are watched."""
        self._fingerprints, self._assets, self._begun = Fingerprints(), _Assets(site.assets), site
        made_by = digest([program(), repr(replace(site, assets={})), *bodies(TEMPLATES)])
        self._pages.begin(made_by)
        self._cards.begin(made_by)
        return replace(site, assets=self._assets)

    def cards(self, draw: Callable[[Entry], str], entries: Sequence[Entry]) -> list[str]:
        """Return a card of each leader, drawn anew where it is not known."""
        return self._cards.of_each(list(map(self._fingerprints.of, entries)), entries, draw, str.encode)

    def recall(self, page: Page, staged: Staged) -> Made | None:
        """Put a page into a tree as it is there already, if it is. Returns what is to know of it."""
        key = self._keys[page.address] = self._fingerprints.of(page.address, page.made_from or page.text)
        found = self._pages.recall(key)
        if (
            found
            and found.assets.items() <= self._assets.held.items()
            and staged.keep(page.file, found.size, found.digest)
        ):
            return found
        return None

    def make(self, links: Links, page: Page) -> tuple[bytes, Made]:
        """Make a page, and note what its template asks for."""
        self._assets.asked = {}
        body, made = make(links, page)
        return body, replace(made, assets=self._assets.asked)

    def keep(self, page: Page, made: Made) -> None:
        """Remember a page that was asked for and was not known."""
        self._pages.keep(self._keys[page.address], made, _written(made))

    def settle(self) -> None:
        """End a build that went well."""
        self.words.settle()
        self._pages.settle()
        self._cards.settle()
        self._fingerprints, self.site = Fingerprints(), self._begun


def put(
    pages: Sequence[Page],
    staged: Staged,
    links: Links,
    known: Remembered | None,
    say: Callable[[str], None] = lambda _step: None,
) -> Iterator[Made]:
    """Put pages into a tree, those that are there already as they are. Yields what is to know of each."""
    found = {page.address: known.recall(page, staged) if known else None for page in pages}
    missing = [page for page in pages if not found[page.address]]
    work = partial(known.make if known else make, links)
    for number, (page, (body, made)) in enumerate(zip(missing, share(work, missing), strict=True), start=1):
        staged.write(page.file, body, made.digest)
        found[page.address] = made
        if known:
            known.keep(page, made)
        if number % 500 == 0:
            say(f"Made {number:,} pages")
    yield from (made for made in found.values() if made)


def make(links: Links, page: Page) -> tuple[bytes, Made]:
    """Return a page as it is written, and what is to know of it."""
    drawn = page.drawn()
    whole, ends = drawn.whole, links.read(page.address, drawn)
    body = whole.encode()
    rows = passages.read(Page(page.address, whole))
    return body, Made(len(body), sha256(body).hexdigest(), {}, ends, rows)


def _leader(raw: bytes) -> Leader:
    # Judged as what a portrait says: the fields are all texts, and checked again.
    return Leader.model_validate(json.loads(raw))


def _written(made: Made) -> bytes:
    ends = [sorted(made.ends.ids), sorted(made.ends.files), sorted(made.ends.places)]
    return json.dumps(
        [made.size, made.digest, made.assets, *ends, made.passages], ensure_ascii=False
    ).encode()


def _read(raw: bytes) -> Made:
    told: list[Any] = json.loads(raw)
    size, sha, assets, ids, files, places, rows = told
    ends = Ends(frozenset(ids), frozenset(files), frozenset((file, place) for file, place in places))
    return Made(size, sha, assets, ends, rows)
