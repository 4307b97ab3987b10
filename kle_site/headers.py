"""What every address is served with. One table: the server we test with and the ready files both read it."""

from __future__ import annotations

import re

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""The content security policy of every page: nothing inline, nothing from elsewhere, framed by nobody."""

ONLY_IN_HEADERS = frozenset({"frame-ancestors"})
"""What browsers ignore, with a warning, in a page's own `<meta>`."""

FIXED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}


EXCEPTIONS = {
    "/embed/": {"frame-src": "'self'"},
    "/embed/list/": {"frame-ancestors": "*"},
    "/submit/": {"img-src": "'self' data: blob:"},
}
"""Addresses whose policy differs: one page shows, as its visitor chooses it, the list that alone may stand in
anybody's frame; the form shows a photo that is still on the visitor's device."""


_TEXTS = {"css": "css", "csv": "csv", "html": "html", "ics": "calendar", "js": "javascript", "txt": "plain"}
KINDS = {
    **{ending: f"text/{name}; charset=utf-8" for ending, name in _TEXTS.items()},
    **{ending: f"image/{ending}" for ending in ("avif", "png", "webp")},
    "jpg": "image/jpeg",
    "json": "application/json",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "svg": "image/svg+xml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml; charset=utf-8",
}
"""What a file is, by its ending. Not Python's own table, which is not the same everywhere."""

FINGERPRINTED = r"/assets/[^/]+\.[0-9a-f]{10}\.[a-z0-9]+"
"""Site paths whose name tells their bytes, as a pattern that every server's language knows."""
FOREVER = "public, max-age=31536000, immutable"
"""How long those are kept: a year, without asking again."""
REVALIDATED = "no-cache"
"""How all else is kept: asked for each time, which costs little where nothing is new."""


def fingerprinted(address: str) -> bool:
    """Return whether an address tells the bytes behind it."""
    return re.fullmatch(FINGERPRINTED, address) is not None


def packs(kind: str) -> bool:
    """Return whether files of a kind get smaller when a server packs them."""
    return re.match(r"text/|.*[/+](json|xml)\b", kind) is not None


def policy(address: str = "/", *, in_page: bool = False) -> str:
    """Return an address's policy as a header's value or, with `in_page`, as a `<meta>` may carry it."""
    held = POLICY | EXCEPTIONS.get(address, {})
    return "; ".join(
        f"{name} {value}" for name, value in held.items() if not (in_page and name in ONLY_IN_HEADERS)
    )


def headers_for(address: str) -> dict[str, str]:
    """Return the headers of a site address such as `/directory/`."""
    found = {"Content-Security-Policy": policy(address), **FIXED}
    if address.startswith("/data/"):
        found["Access-Control-Allow-Origin"] = "*"
    return found
