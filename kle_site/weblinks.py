"""What counts as a link that we publish: https, to a named public host, hiding nothing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST = 300
"""Characters of a web address at most."""

HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){1,8}")
# Browsers write every other character as %C3%A9 when they copy an address, so no link needs what can hide.
ODD = re.compile(r"[^!-~]|[<>\"'`\\{}|^]")
OWN_NETWORK = (".localhost", ".local", ".internal", ".lan")

WORDS = {
    "link-long": ("This link is longer than {most} characters.", "Use the page’s short address."),
    "link-http": ("This link is not secure (http).", "Type {secure} instead, if the page opens there."),
    "link-scheme": ("This link does not lead to a web page.", "Links must start with https://"),
    "link-odd": ("This link has a space or a character that does not belong in one.", "Copy it again."),
    "link-half": ("This link is not a complete web address.", "Copy it again from your browser."),
    "link-user": (
        "This link carries a user name before its host.",
        "Remove everything up to the @ sign.",
    ),
    "link-machine": ("This link names a machine, not a public website.", "Use the site’s public address."),
    "link-code": (
        "This link’s host is written in a code that can hide another name.",
        "Use a plain address.",
    ),
}
"""What is said of a link: message and hint, with blanks to fill in."""


def fault_in(address: str) -> tuple[str, str] | None:
    """Return what is wrong with a web address and what to do, or None when it is one we publish."""
    if len(address) > LONGEST:
        return _told("link-long", most=LONGEST)
    scheme = address[:8].lower()
    if scheme.startswith("http://"):
        return _told("link-http", secure=f"https:{address[5:]}")
    if scheme != "https://":
        return _told("link-scheme")
    if ODD.search(address):
        return _told("link-odd")
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return _told("link-half")
    if parts.username is not None or parts.password is not None:
        return _told("link-user")
    if _is_number(host) or f".{host}".endswith(OWN_NETWORK) or port not in (None, 443):
        return _told("link-machine")
    if not HOST.fullmatch(host):
        return _told("link-half")
    return _told("link-code") if "xn--" in host else None


def _told(name: str, /, **filled: object) -> tuple[str, str]:
    message, hint = WORDS[name]
    return message.format(**filled), hint.format(**filled)


def _is_number(host: str) -> bool:
    """Is this an IP address, in any of the spellings that browsers accept (127.1, 0x7f000001)?"""
    # WHATWG URL, "ends in a number": browsers read such a host as IPv4 or not at all. Only IPv6 has colons.
    return ":" in host or re.fullmatch(r"[0-9]+|0x[0-9a-f]*", host.rsplit(".", 1)[-1]) is not None
