"""Asking a server on this machine, as tests of the server and of `kle serve` do."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kle_site.headers import policy


class Answer:
    """What a server said to one request."""

    def __init__(self, found: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = found.status, found.headers, found.read()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    """Ask a server once; `Accept_Encoding` is the header Accept-Encoding."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): told for name, told in headers.items()}
        )
        return Answer(connection.getresponse())
    finally:
        connection.close()


def token_in(page: bytes) -> str:
    """Return the token in a page that loads itself anew."""
    found = re.search(rb'<script src="[a-z/-]*/__reload\.js\?([0-9a-f]+)" defer></script></body>', page)
    assert found, page
    return found[1].decode()


@contextmanager
def listening(port: int, seen: str, seconds: float = 5) -> Iterator[Callable[[], bytes]]:
    """Listen for new sites as a page does that was served with the token `seen`; gives what is said next."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    connection.request("GET", f"/__reload?{seen}")
    stream = connection.getresponse()
    try:
        assert (stream.status, stream.headers["Content-Type"]) == (200, "text/event-stream")
        assert stream.headers["Content-Security-Policy"] == policy()
        yield stream.readline
    finally:
        stream.close()
        connection.close()
