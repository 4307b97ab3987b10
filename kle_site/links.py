"""Every link and fragment inside the site, read off the finished pages: does each lead somewhere?"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from sys import intern
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from kle_site.fields import did_you_mean
from kle_site.look import Page, file_of
from kle_site.pieces import WAYS, Pieced

_LINKING = ("href", "src")
_NOWHERE = "\0"
"""Where a link leads that is no address: no file of a site is called so."""


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """A link that leads nowhere."""

    page: str
    """Site path of the page it stands on."""
    target: str
    """Site path that it leads to, with its fragment: `/guidance/deployment/#c-free-days`."""
    why: str
    mend: str = field(default="Mend or remove it.", compare=False)
    """What to type instead, where that can be guessed."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the links of a page end, and where others may end on it."""

    ids: tuple[str, ...]
    files: tuple[str, ...]
    """Files of this site."""
    places: tuple[tuple[str, str], ...]
    """Places on pages: a file, and the id of an element there."""


def held_once(ends: Ends) -> Ends:
    """Return the same ends: most pages lead to the same places, and each name is held once for all."""
    places = tuple((intern(file), intern(place)) for file, place in ends.places)
    return Ends(tuple(map(intern, ends.ids)), tuple(map(intern, ends.files)), places)


@dataclass(slots=True)
class Links:
    """Gathers what pages hold and where they lead; `broken` tells what does not meet."""

    base_path: str = "/"
    _pages: list[tuple[Page, Ends]] = field(default_factory=list)
    _shared: dict[tuple[str, str | None], Ends] = field(default_factory=dict)
    """Pieces that lead to the same files from all pages of a folder, or from everywhere (None)."""

    def read(self, address: str, text: Pieced) -> Ends:
        """Return the ends of a finished page."""
        held = [self._ends(address, *_read(text.own))]
        above = address.rpartition("/")[0].rpartition("/")[0]
        known = self._shared.get
        for piece in text.pieces:
            held.append(known((piece, None)) or known((piece, above)) or self._of(piece, address, above))
        return Ends(
            tuple(set[str]().union(*(one.ids for one in held))),
            tuple(set[str]().union(*(one.files for one in held))),
            tuple(set[tuple[str, str]]().union(*(one.places for one in held))),
        )

    def _of(self, piece: str, address: str, above: str) -> Ends:
        """Return what stands on a page by a piece, and remember it for the pages where it is the same."""
        ids, links = _read(piece)
        ends = self._ends(address, ids, links)
        from_here = [link for link in links if link[:1] not in WAYS and not link.startswith("mailto:")]
        if all(link.startswith("../") for link in from_here):
            self._shared[piece, above if from_here else None] = ends
        return ends

    def _ends(self, address: str, ids: tuple[str, ...], links: Iterable[str]) -> Ends:
        """Return what stands on a page, by the links of some of it."""
        files, places = set(), set()
        for link in links:
            try:
                target, place = self._end(address, link)
            except ValueError:
                target, place = _NOWHERE, ""
            if target:
                files.add(file_of(target))
                if _to_be_found(place):
                    places.add((file_of(target), place))
        return Ends(ids, tuple(files), tuple(places))

    def add(self, page: Page, ends: Ends | None = None) -> None:
        """Add a finished page; its ends, where they are known, need not be read."""
        self._pages.append((page, ends or self.read(page.address, page.drawn())))

    def broken(self, files: Iterable[str]) -> list[Broken]:
        """Return the links that lead to no file of the site, or to no place on it."""
        held = frozenset(files)
        ids = {page.file: ends.ids for page, ends in self._pages}
        # Most pages lead to the same places: each is looked for once.
        asked = frozenset[str]().union(*(ends.files for _, ends in self._pages))
        named = frozenset[tuple[str, str]]().union(*(ends.places for _, ends in self._pages))
        lost = asked - held
        missed = {(file, place) for file, place in named if place not in ids.get(file, ())}
        return sorted(
            one
            for page, ends in self._pages
            if not (lost.isdisjoint(ends.files) and missed.isdisjoint(ends.places))
            for one in self._broken_on(page, held, ids)
        )

    def _broken_on(
        self, page: Page, held: frozenset[str], ids: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Broken]:
        """Yield what is broken on one page, and what to type instead."""
        address = page.address
        drawn = page.drawn()
        found = [_read(drawn.own), *map(_read, drawn.pieces)]
        for link in dict.fromkeys(link for _, links in found for link in links):
            try:
                target, place = self._end(address, link)
            except ValueError:
                yield Broken(address, link, "it is not a web address")
                continue
            whole, there = f"{target}#{place}" if place else target, ids.get(file_of(target), ())
            if target and file_of(target) not in held:
                known = (file for file in held if file.startswith("guidance/"))
                pages = (f"/{file.removesuffix('index.html')}" for file in known)
                yield Broken(address, whole, "there is no such page", _mend(target, pages))
            elif target and _to_be_found(place) and place not in there:
                yield Broken(address, whole, f"that page has no place called “{place}”", _mend(place, there))

    def _end(self, address: str, link: str) -> tuple[str, str]:
        """Return the site path and the place that a link leads to from a page; no path: to another site.

        Raises ValueError for what is no address.
        """
        if link[:1] in {"", "#", "?"}:
            return address, unquote(urlsplit(link).fragment)
        if link[0] in WAYS:
            return _end(self.base_path, "/", self.base_path + WAYS[link[0]][1:] + link[1:].removeprefix("./"))
        folder = address.rpartition("/")[0]
        if link.startswith("../") and folder:
            # From above the page: so links of all leaders' pages are the same, and each is followed once.
            return _end(self.base_path, f"{folder.rpartition('/')[0]}/", link[3:])
        return _end(self.base_path, f"{folder}/", link)


@lru_cache(maxsize=100_000)
def _end(base_path: str, folder: str, link: str) -> tuple[str, str]:
    """Return where a link leads from a page in a folder of a site, as `Links._end`."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return "", ""
    path, place = unquote(parts.path), unquote(parts.fragment)
    if path.startswith("/"):
        inside = path.startswith(base_path)
        return f"/{path.removeprefix(base_path)}" if inside else f"/..{path}", place
    # Without its first slash, so that a link which climbs out of the site keeps its `..`.
    found = posixpath.normpath(posixpath.join(folder[1:], path))
    if found == ".":
        return "/", place
    return f"/{found}/" if path.rpartition("/")[2] in {"", ".", ".."} else f"/{found}", place


def _to_be_found(place: str) -> bool:
    # A fragment with `=` is no place: a script of that page reads it.
    return bool(place) and "=" not in place


def _read(html: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the ids and links of HTML."""
    ids, links = set(), []
    for node in LexborHTMLParser(html).css("[id],[href],[src],[srcset]"):
        attributes = node.attributes
        ids.add(attributes.get("id") or "")
        links += [attributes[name] or "" for name in _LINKING if name in attributes]
        links += [part.split()[0] for part in (attributes.get("srcset") or "").split(",") if part.strip()]
    return tuple(ids), links


def _mend(lost: str, known: Iterable[str]) -> str:
    near = did_you_mean(lost, known)
    return f"Did you mean “{near}”? If not, remove it." if near else "Mend or remove it."
