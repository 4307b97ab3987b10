"""Show a folder of pages on this machine as a host would: the real headers, gzip, 404 and redirects.

Files go out as they lie on the disk. For a person at work (`serve`) each page gets a script besides, which
loads it anew; the files stay as they are.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import re
import secrets
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from kle_site.headers import FOREVER, KINDS, REVALIDATED, fingerprinted, headers_for, packs
from kle_site.look import file_of

_ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.ELOOP, errno.ENAMETOOLONG}
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)

_RELOADER = b"""\
// Loads the page anew when there is a new site. Added by kle serve: no file of the site holds it.
// A page out of sight lets go, as browsers allow six connections; in sight again, it asks.
const events = document.currentScript.src.replace("/__reload.js?", "/__reload?");
let stream;
function listen() {
  stream?.close();
  if (document.hidden) return;
  stream = new EventSource(events);
  stream.onmessage = () => location.reload();
  stream.onerror = () => stream.readyState === EventSource.CLOSED && setTimeout(listen, 1000);
}
document.addEventListener("visibilitychange", listen);
listen();
"""
_NOTHING = b"""<!doctype html><html lang="en-GB"><title>Nothing here</title><body>
<p>There is no such page, or no site yet: then the terminal says why. Mended, it appears here.</p></body>
"""


class ServeError(Exception):
    """The site cannot be shown or watched. The message says why in plain English, and what to do."""


class Reload:
    """Says when there is a new site. Each has a token, by which a page knows that it is out of date."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self.token = secrets.token_hex(4)

    def now(self) -> None:
        """Let every open page load anew."""
        with self._news:
            self.token = secrets.token_hex(4)
            self._news.notify_all()

    def wait(self, seen: str, seconds: float) -> str:
        """Wait until there is a newer site than `seen`; return the token of the newest."""
        with self._news:
            self._news.wait_for(lambda: self.token != seen, seconds)
            return self.token


def server(root: Path, *, port: int = 0, base_path: str = "/", reload: Reload | None = None) -> SiteServer:
    """Return a server of the site at `root`, for this machine alone; port 0 is any that is free.

    It listens from now on and answers while its serve_forever() runs. Raises ServeError.
    """
    try:
        return SiteServer(root.absolute(), port, f"/{base_path.strip('/')}/".replace("//", "/"), reload)
    except OSError as error:
        why = "is in use: stop what uses it, or" if error.errno == errno.EADDRINUSE else "is not for us:"
        other = port + 1 if 1023 < port < 65535 else 8000
        raise ServeError(f"Port {port} {why} choose another with --port {other}.") from error


class SiteServer(ThreadingHTTPServer):
    """Serves one folder; `base_path` is the path that its addresses start with."""

    daemon_threads = True
    allow_reuse_port = False
    request_queue_size = 128

    def __init__(self, root: Path, port: int, base_path: str, reload: Reload | None) -> None:
        self.root, self.base_path, self.reload = root, base_path, reload
        self.early: Mapping[str, bytes] = {}
        """Files that are shown as they will be in the next site: path → bytes."""
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"A request could not be answered: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201


class _Handler(BaseHTTPRequestHandler):
    """Answers one request after another of one connection."""

    server: SiteServer
    protocol_version = default_request_version = "HTTP/1.1"
    server_version, sys_version = "kle", ""
    timeout = 60
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if "Transfer-Encoding" in self.headers or self.headers.get("Content-Length", "0") != "0":
            self.close_connection = True  # what nobody reads must not be taken for the next request
        # Noted before a page is read: a site that comes in between makes it load once too often, not never.
        self.token = self.server.reload.token if self.server.reload else ""
        self.site_path = "/"
        raw, mark, query = self.path.partition("?")
        path, base, reload = _decoded(raw), self.server.base_path, self.server.reload
        if path is None:
            return self._not_found()
        if f"{path}/" == base:
            return self._send(HTTPStatus.MOVED_PERMANENTLY, b"", Location=base + mark + query)
        if not path.startswith(base):
            return self._send(HTTPStatus.NOT_FOUND, b"The site is not here.\n")
        self.site_path = path[len(base) - 1 :]
        if reload and self.site_path == "/__reload":
            return self._events(reload, query)
        if reload and self.site_path == "/__reload.js":
            return self._found(_RELOADER, KINDS["js"])
        try:
            file = file_of(self.site_path)
            body = self.server.early.get(file) or _read(self.server.root, file)
        except IsADirectoryError:
            return self._send(HTTPStatus.MOVED_PERMANENTLY, b"", Location=quote(f"{path}/") + mark + query)
        except FileNotFoundError:
            return self._not_found()
        kind = KINDS.get(file.rpartition(".")[2], "application/octet-stream")
        return self._found(self._reloading(body) if kind == KINDS["html"] else body, kind)

    do_HEAD = do_GET

    def _found(self, body: bytes, kind: str) -> None:
        if fingerprinted(self.site_path):
            return self._send(HTTPStatus.OK, body, kind, **{"Cache-Control": FOREVER})
        tag = f'W/"{hashlib.sha256(body).hexdigest()}"'  # weak: one for the bytes packed and unpacked
        known = {one.strip() for one in self.headers.get("If-None-Match", "").split(",")}
        if known & {"*", tag, tag.removeprefix("W/")}:
            return self._send(HTTPStatus.NOT_MODIFIED, None, kind, ETag=tag)
        return self._send(HTTPStatus.OK, body, kind, ETag=tag)

    def _not_found(self) -> None:
        try:
            body = _read(self.server.root, "404.html")
        except (FileNotFoundError, IsADirectoryError):
            body = _NOTHING
        self._send(HTTPStatus.NOT_FOUND, self._reloading(body), KINDS["html"])

    def _reloading(self, page: bytes) -> bytes:
        """Return a page with the script that loads it anew, for a person at work; else as it is."""
        script = f'<script src="{self.server.base_path}__reload.js?{self.token}" defer></script></body>'
        return script.encode().join(page.rsplit(b"</body>", 1)) if self.token else page

    def _events(self, reload: Reload, seen: str) -> None:
        """Tell a page of every new site, for as long as it listens."""
        self.close_connection = True
        self._send(HTTPStatus.OK, None, "text/event-stream")
        while self.command != "HEAD":
            newest = reload.wait(seen, 10)
            # Without news a comment: writing is how we learn that nobody listens any more.
            self.wfile.write(b"data: a new site\n\n" if newest != seen else b":\n\n")
            seen = newest

    def _send(self, status: HTTPStatus, body: bytes | None, kind: str = KINDS["txt"], **more: str) -> None:
        """Answer, with the headers of the address. None is no body, or one that is yet to come."""
        told = {"Cache-Control": REVALIDATED, **headers_for(self.site_path), "Content-Type": kind, **more}
        if packs(kind):
            told["Vary"] = "Accept-Encoding"
            if body and _GZIP.search(getattr(self, "headers", {}).get("Accept-Encoding", "")):
                body, told["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
        if body is not None:
            told["Content-Length"] = str(len(body))
        if self.close_connection:
            told["Connection"] = "close"
        self.send_response(status)
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        if body and self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no request that we take. The base class calls it; nothing is echoed."""
        status, more = HTTPStatus(code), {}
        if status == HTTPStatus.NOT_IMPLEMENTED:  # so the base class says of a method without its do_…
            status, more = HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"}
        self.site_path, self.close_connection = "/", True
        self._send(status, f"{status.phrase}.\n".encode(), **more)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


def _decoded(raw: str) -> str | None:
    """Return a request's path, decoded once; None for what no file of a site can be called."""
    path = unquote(raw)
    start, *above, last = path.split("/") if "/" in path else ("?", "")
    sound = not start and path.isprintable() and "\\" not in path and last not in {".", ".."}
    return path if sound and {"", ".", ".."}.isdisjoint(above) else None


def _read(root: Path, file: str) -> bytes:
    """Return a file of the site, all of it from one and the same tree.

    Between two steps of ours a build may put the next site here and make this one, a spare now, over into the
    one after that. So what we find counts only if the site is still the one that we set out from.
    Raises FileNotFoundError, whatever keeps it from being a file of the site, or IsADirectoryError.
    """
    for _ in range(20):
        before = _mark(root)
        found: bytes | OSError
        try:
            path = Path(os.path.realpath(root / file, strict=True))
            if not path.is_relative_to(os.path.realpath(root)):
                raise FileNotFoundError(errno.ENOENT, "A link leads out of the site")
            found = path.read_bytes()
        except OSError as error:
            found = error
        if before and before == _mark(root):
            if isinstance(found, bytes):
                return found
            raise FileNotFoundError(file) if found.errno in _ABSENT else found
        time.sleep(0.002)  # where trees cannot be exchanged, the site is gone between two renames
    raise FileNotFoundError(root)


def _mark(root: Path) -> tuple[int, int, int] | None:
    """Return what tells one tree from another; its time changes with every swap."""
    with suppress(OSError):
        found = root.stat()
        return found.st_dev, found.st_ino, found.st_ctime_ns
    return None
