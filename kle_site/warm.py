"""What a build remembers of the one before, so that it makes only what has changed.

A portrait is known by its bytes, a page by every value that its template gets: keyed by the files that a page
is made from, it would go stale, as a name, a tag or another's photo stands on many pages. A page that is
known is in the site already: what is kept of it is its size and digest, its links and its passages. All of
it is forgotten with the program, the templates or the day.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kle_site import passages
from kle_site.assets import TEMPLATES
from kle_site.cache import Cache, digest
from kle_site.fingerprint import Fingerprints
from kle_site.links import Ends, Links
from kle_site.look import Page, SiteView
from kle_site.memory import Memory
from kle_site.model import Leader
from kle_site.tree import Staged

_ENGINES = (
    "jinja2",
    "markupsafe",
    "pydantic",
    "pydantic-core",
    "pyyaml",
    "markdown-it-py",
    "nh3",
    "selectolax",
)
"""Libraries that decide how records and pages come out."""


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
        self._fingerprints, self._assets = Fingerprints(), _Assets({})

    def begin(self) -> None:
        """Begin a build."""
        self.leaders.begin(_program())
        self.words.begin(_program())

    def begin_pages(self, site: SiteView) -> SiteView:
        """Begin the pages of a site. Returns it for their templates, which are watched."""
        self._fingerprints, self._assets = Fingerprints(), _Assets(site.assets)
        self._pages.begin(digest([_program(), repr(replace(site, assets={})), *_bodies(TEMPLATES)]))
        return replace(site, assets=self._assets)

    def put(self, page: Page, staged: Staged, links: Links) -> Made:
        """Put a page into a tree: as it is there already, or made anew. Returns what is to know of it."""
        key = self._fingerprints.of(page.address, page.made_from or page.text)
        found = self._pages.recall(key)
        if (
            found
            and found.assets.items() <= self._assets.held.items()
            and staged.keep(page.file, found.size, found.digest)
        ):
            return found
        self._assets.asked = {}
        found = replace(put(page, staged, links), assets=self._assets.asked)
        return self._pages.keep(key, found, _written(found))

    def settle(self) -> None:
        """End a build that went well."""
        self.words.settle()
        self._pages.settle()
        self._fingerprints = Fingerprints()


def put(page: Page, staged: Staged, links: Links) -> Made:
    """Make a page, put it into a tree, and return what is to know of it."""
    made = Page(page.address, page.body)
    body = made.body.encode()
    staged.write(page.file, body)
    return Made(len(body), sha256(body).hexdigest(), {}, links.read(made), passages.read(made))


@lru_cache(maxsize=1)
def _program() -> str:
    """Return what tells this program, as it was when it started, from any other."""
    engines = [platform.python_version(), *(version(name) for name in _ENGINES)]
    return digest([*engines, *_bodies(Path(__file__).parent, "*.py")])


def _bodies(folder: Path, names: str = "*") -> Iterator[bytes | str]:
    for file in sorted(file for file in folder.rglob(names) if file.is_file()):
        yield file.relative_to(folder).as_posix()
        yield file.read_bytes()


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
