"""The site's stylesheets, scripts and pictures, named by their bytes: a browser may keep them for ever."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from importlib.util import find_spec
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

_MODULE = re.compile(rb'"\./([a-z-]+\.js)"')
"""Another of our scripts, as a script names it: to import it, or to start it as a worker."""

_ASIDE = re.compile(rb" // [^\"'`]*$")
"""A comment at the end of a line of script."""
_NEEDLESS = re.compile(rb",\n([}\])])|([{(\[,;])\n|\n([}\]).?:&|])")
"""A comma before what closes, and the end of a line where none ends a statement."""


def assets(more: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return every asset, and `more` files that are made for this site: name → (site path, bytes).

    Our own scripts lose comments, indentation and ends of lines: readers find those in the repository.
    Scripts name one another by plain names, `./places.js`; they are published under each other's full ones.
    Raises graphlib.CycleError when two scripts import each other, ValueError when two have the same name.
    """
    files = [file for file in sorted((TEMPLATES / "assets").rglob("*")) if file.is_file()]
    found = {file.name: _packed(file) for file in files} | {"material.css": _material(), **more}
    if len(found) < len(files) + len(more) + 1:
        raise ValueError("two assets have the same name")
    named: dict[str, tuple[str, bytes]] = {}
    uses = {name: set(_used(body)) if name.endswith(".js") else set() for name, body in found.items()}
    # Those that are used come first, so that their digests stand in those that use them.
    for name in TopologicalSorter(uses).static_order():
        body = found[name]
        if uses[name]:
            body = _MODULE.sub(lambda match: _beside(named[match[1].decode()][0]), body)
        named[name] = (fingerprinted(name, body), body)
    return dict(sorted(named.items()))


def fingerprinted(name: str, body: bytes) -> str:
    """Return the site path of a file with such bytes: `/assets/site.1a2b3c4d5e.css`."""
    stem, _, ending = name.rpartition(".")
    return f"/assets/{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{ending}"


def _packed(file: Path) -> bytes:
    body = file.read_bytes()
    if file.suffix != ".js" or file.parent.name == "vendor":
        return body
    lines = (_ASIDE.sub(b"", line.strip()) for line in body.splitlines())
    text = b"\n".join(line for line in lines if line and not line.startswith(b"//")) + b"\n"
    return _NEEDLESS.sub(rb"\1\2\3", text)


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
