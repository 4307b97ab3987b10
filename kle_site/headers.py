"""What every address is served with. One table: the server we test with and the ready files both read it."""

from __future__ import annotations

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
