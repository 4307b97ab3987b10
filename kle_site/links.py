"""Every link and fragment inside the site, read off the finished pages: does each lead somewhere?"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from kle_site.fields import did_you_mean
from kle_site.look import Page, file_of

_LINKING = ("href", "src")


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


@dataclass(slots=True)
class Links:
    """Gathers what pages hold and where they lead; `broken` tells what does not meet."""

    base_path: str = "/"
    _ids: dict[str, frozenset[str]] = field(default_factory=dict)
    _links: dict[str, list[str]] = field(default_factory=dict)

    def add(self, page: Page) -> None:
        """Read a finished page."""
        ids, links = set(), []
        for node in LexborHTMLParser(page.body).css("[id],[href],[src],[srcset]"):
            attributes = node.attributes
            ids.add(attributes.get("id") or "")
            links += [attributes[name] or "" for name in _LINKING if name in attributes]
            links += [part.split()[0] for part in (attributes.get("srcset") or "").split(",") if part.strip()]
        self._ids[page.file] = frozenset(ids)
        self._links[page.address] = links

    def broken(self, files: Iterable[str]) -> list[Broken]:
        """Return the links that lead to no file of the site, or to no place on it."""
        held = frozenset(files)
        found: set[Broken] = set()
        for address, links in self._links.items():
            for link in dict.fromkeys(links):
                try:
                    parts = urlsplit(link)
                except ValueError:
                    found.add(Broken(address, link, "it is not a web address"))
                    continue
                if parts.scheme or parts.netloc:
                    continue
                # A fragment with `=` is no place: a script of that page reads it.
                target, place = self._target(address, unquote(parts.path)), unquote(parts.fragment)
                whole = f"{target}#{place}" if place else target
                if file_of(target) not in held:
                    known = (file for file in held if file.startswith("guidance/"))
                    pages = (f"/{file.removesuffix('index.html')}" for file in known)
                    found.add(Broken(address, whole, "there is no such page", _mend(target, pages)))
                elif place and "=" not in place and place not in self._ids.get(file_of(target), frozenset()):
                    ids = self._ids.get(file_of(target), frozenset())
                    why = f"that page has no place called “{place}”"
                    found.add(Broken(address, whole, why, _mend(place, ids)))
        return sorted(found)

    def _target(self, address: str, path: str) -> str:
        """Return the site path that a link's path leads to from a page."""
        if path.startswith("/"):
            inside = path.startswith(self.base_path)
            return f"/{path.removeprefix(self.base_path)}" if inside else f"/..{path}"
        if not path:
            return address
        # Without its first slash, so that a link which climbs out of the site keeps its `..`.
        found = posixpath.normpath(posixpath.join(posixpath.dirname(address)[1:], path))
        if found == ".":
            return "/"
        return f"/{found}/" if path.rpartition("/")[2] in {"", ".", ".."} else f"/{found}"


def _mend(lost: str, known: Iterable[str]) -> str:
    near = did_you_mean(lost, known)
    return f"Did you mean “{near}”? If not, remove it." if near else "Mend or remove it."
