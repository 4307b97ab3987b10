"""What counts as a link that we publish: https, to a named public host, hiding nothing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST = 300
"""Characters of a web address at most."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){1,8}")
# Browsers write every other character as %C3%A9 when they copy an address, so no link needs what can hide.
_ODD = re.compile(r"[^!-~]|[<>\"'`\\{}|^]")
_OWN_NETWORK = (".localhost", ".local", ".internal", ".lan")


def fault_in(address: str) -> tuple[str, str] | None:
    """Return what is wrong with a web address and what to do, or None when it is one we publish."""
    if len(address) > LONGEST:
        return f"This link is longer than {LONGEST} characters.", "Use the page’s short address."
    scheme = address[:8].lower()
    if scheme.startswith("http://"):
        secure = f"https:{address[5:]}"
        return "This link is not secure (http).", f"Type {secure} instead, if the page opens there."
    if scheme != "https://":
        return "This link does not lead to a web page.", "Links must start with https://"
    if _ODD.search(address):
        return "This link has a space or a character that does not belong in one.", "Copy it again."
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "This link is not a complete web address.", "Copy it again from your browser."
    if parts.username is not None or parts.password is not None:
        return "This link carries a user name before its host.", "Remove everything up to the @ sign."
    if _is_number(host) or f".{host}".endswith(_OWN_NETWORK) or port not in (None, 443):
        return "This link names a machine, not a public website.", "Use the site’s public address."
    if not _HOST.fullmatch(host):
        return "This link is not a complete web address.", "Copy it again from your browser."
    if "xn--" in host:
        return "This link’s host is written in a code that can hide another name.", "Use a plain address."
    return None


def _is_number(host: str) -> bool:
    """Is this an IP address, in any of the spellings that browsers accept (127.1, 0x7f000001)?"""
    # WHATWG URL, "ends in a number": browsers read such a host as IPv4 or not at all. Only IPv6 has colons.
    return ":" in host or re.fullmatch(r"[0-9]+|0x[0-9a-f]*", host.rsplit(".", 1)[-1]) is not None
