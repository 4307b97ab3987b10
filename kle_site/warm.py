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
from typing import Any, NamedTuple

from kle_site import passages
from kle_site.assets import TEMPLATES
from kle_site.cache import Cache, digest
from kle_site.crew import share
from kle_site.entries import Entry
from kle_site.fingerprint import Fingerprints
from kle_site.links import Ends, Links, held_once
from kle_site.look import Page, SiteView
from kle_site.memory import Memory
from kle_site.model import Leader
from kle_site.placing import Place
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


class Put(NamedTuple):
    """A page that was made, and what to remember it by."""

    made: Made
    fresh: bool
    """Was it written, as it was not there to the byte?"""
    key: str = ""
    told: bytes = b""
    """What is to know of it, as `_read` reads it another time."""


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

    @property
    def any_page(self) -> bool:
        """Is anything known of any page?"""
        return not self._pages.empty

    def recall(self, page: Page, key: str, staged: Staged) -> Made | None:
        """Put a page into a tree as it is there already, if it is. Returns what is to know of it."""
        found = self._pages.recall(key)
        if (
            found
            and found.assets.items() <= self._assets.held.items()
            and staged.keep(page.file, found.size, found.digest)
        ):
            return found
        return None

    def key(self, page: Page) -> str:
        """Return what a page is known by."""
        return self._fingerprints.of(page.address, page.made_from() or page.text)

    def make(self, page: Page, links: Links, place: Place) -> Put:
        """Make a page, note what its template asks for, and put it in its place."""
        self._assets.asked = {}
        put = make(page, links, place)
        made = replace(put.made, assets=self._assets.asked)
        return Put(made, put.fresh, self.key(page), _written(made))

    def keep(self, put: Put) -> None:
        """Remember a page that was asked for and was not known."""
        self._pages.keep(put.key, put.made, put.told)

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
    found: dict[str, Made | None] = dict.fromkeys(page.address for page in pages)
    # Where no page is known, what each would be known by is worked out by whoever makes it.
    if known and known.any_page:
        for page, key in zip(pages, share(known.key, pages), strict=True):
            found[page.address] = known.recall(page, key, staged)
    missing = [page for page in pages if not found[page.address]]
    # Those that hold everybody take as long as hundreds: at the end, all but one would wait for the last.
    missing.sort(key=lambda page: page.address.startswith("/directory/"))
    for page in missing:
        staged.claim(page.file)
    work = partial(known.make if known else make, links=links, place=staged.place)
    with staged.in_words():
        for number, (page, done) in enumerate(zip(missing, share(work, missing), strict=True), start=1):
            made = found[page.address] = replace(done.made, ends=held_once(done.made.ends))
            staged.note(page.file, made.size, made.digest, fresh=done.fresh)
            if known:
                known.keep(done._replace(made=made))
            if number % 500 == 0:
                say(f"Made {number:,} pages")
    yield from (made for made in found.values() if made)


def make(page: Page, links: Links, place: Place) -> Put:
    """Make a page and put it in its place."""
    drawn = page.drawn()
    ends, body = links.read(page.address, drawn), drawn.whole.encode()
    # What other pages hold too, the frame and people, answers no question.
    rows = passages.read(Page(page.address, drawn.own))
    fresh = place.put(page.file, body)
    return Put(Made(len(body), sha256(body).hexdigest(), {}, ends, rows), fresh)


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
    ends = held_once(Ends(tuple(ids), tuple(files), tuple((file, place) for file, place in places)))
    return Made(size, sha, assets, ends, rows)
