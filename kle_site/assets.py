"""The site's stylesheets, scripts and pictures, named by their bytes: a browser may keep them for ever."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from graphlib import TopologicalSorter
from importlib.util import find_spec
from pathlib import Path

from minify_html import minify

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

_MODULE = re.compile(rb'"\./([a-z-]+\.js)"')
"""Another of our scripts, as a script names it: to import it, or to start it as a worker."""

_COMMENT = {".js": re.compile(r"^\s*//.*\n", re.MULTILINE), ".css": re.compile(r"/\*.*?\*/\s*", re.DOTALL)}
"""Comments: in scripts, lines of their own, as those beside code would be published."""


def assets(more: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return every asset, and `more` files that are made for this site: name → (site path, bytes).

    Our own scripts and stylesheets lose what only their readers need: they find it in the repository.
    Scripts name one another by plain names, `./places.js`; they are published under each other's full ones.
    Raises graphlib.CycleError when two scripts import each other, ValueError when two have the same name.
    """
    files = [file for file in sorted((TEMPLATES / "assets").rglob("*")) if file.is_file()]
    ours = {file.name for file in files if file.parent.name != "vendor"}
    found = {file.name: file.read_bytes() for file in files} | {"material.css": _material(), **more}
    if len(found) < len(files) + len(more) + 1:
        raise ValueError("two assets have the same name")
    named: dict[str, tuple[str, bytes]] = {}
    uses = {name: set(_used(body)) if name.endswith(".js") else set() for name, body in found.items()}
    # Those that are used come first, so that their digests stand in those that use them.
    for name in TopologicalSorter(uses).static_order():
        body = found[name]
        if uses[name]:
            body = _MODULE.sub(lambda match: _beside(named[match[1].decode()][0]), body)
        if name in ours:
            body = _packed(body, Path(name).suffix)
        named[name] = (fingerprinted(name, body), body)
    return dict(sorted(named.items()))


def fingerprinted(name: str, body: bytes) -> str:
    """Return the site path of a file with such bytes: `/assets/site.1a2b3c4d5e.css`."""
    stem, _, ending = name.rpartition(".")
    return f"/assets/{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{ending}"


@lru_cache(maxsize=200)
def _packed(body: bytes, ending: str) -> bytes:
    if ending not in _COMMENT:
        return body
    text = _COMMENT[ending].sub("", body.decode())
    if ending == ".css":
        return "\n".join(line.strip() for line in text.split("\n")).encode()
    begins, ends = "<script type=module>", "</script>"
    return minify(f"{begins}{text}{ends}", minify_js=True).removeprefix(begins).removesuffix(ends).encode()


def _used(body: bytes) -> list[str]:
    return [match.decode() for match in _MODULE.findall(body)]


def _beside(address: str) -> bytes:
    return f'"./{address.rpartition("/")[2]}"'.encode()


def _material() -> bytes:
    """Return Material's stylesheet inside a cascade layer: whatever `site.css` says wins over it."""
    package = find_spec("material")
    if package is None or package.origin is None:
        raise FileNotFoundError("mkdocs-material is not installed: run make site")
    folder = Path(package.origin).parent / "templates" / "assets" / "stylesheets"
    (sheet,) = sorted(folder.glob("main.*.min.css"))
    text = sheet.read_text(encoding="utf-8").removeprefix("\ufeff").removeprefix('@charset "UTF-8";')
    return b"@layer material{" + re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text).strip().encode() + b"}\n"
