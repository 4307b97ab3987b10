"""The few things that we ask GitHub, over HTTPS alone, each answer read up to a limit."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Any, Protocol

ANSWER = 8 * 1024 * 1024
"""Bytes of an answer at most."""
PAGE, PAGES = 100, 30
"""Entries of a page of a list, and pages read at most."""
SECONDS = 30
"""How long an answer may take."""
US = "github-actions[bot]"
"""Who writes our comments: nobody can have an account of this name."""


class ApiError(Exception):
    """GitHub did not do what we asked: a sentence that holds no word of its answer."""


class Answer(Protocol):
    """What an opener gives."""

    headers: Message

    def read(self, amount: int) -> bytes:
        """Return some bytes of it."""


class Opener(Protocol):
    """What sends a request: urllib's, or a test's."""

    def open(self, request: urllib.request.Request, *, timeout: float) -> Answer:
        """Return the answer. Raises urllib.error.URLError."""


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token would go along to wherever it leads."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse; the caller meets the answer as an HTTPError."""


class GitHub:
    """One repository, and a token for it."""

    def __init__(self, api: str, repository: str, token: str, opener: Opener | None = None) -> None:
        self._root = f"{api}/repos/{repository}"
        self._token = token
        self._opener: Opener = opener or urllib.request.build_opener(_StayHere)

    @classmethod
    def of_the_run(cls, opener: Opener | None = None) -> GitHub:
        """Return the repository that a workflow runs for, with the token that it was given."""
        api, repository = os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"]
        return cls(api, repository, os.environ["GH_TOKEN"], opener)

    def get(self, path: str, **query: str | int) -> Any:
        """Return what is there. Raises ApiError."""
        return self._ask("GET", path, query)

    def every(self, path: str, **query: str | int) -> Iterator[Any]:
        """Yield the entries of a list, page by page. Raises ApiError."""
        for number in range(1, PAGES + 1):
            page = self.get(path, **query, per_page=PAGE, page=number)
            if not isinstance(page, list):
                raise ApiError(f"GitHub gave no list for {path}.")
            yield from page
            if len(page) < PAGE:
                return

    def say(self, number: int, marker: str, body: str) -> None:
        """Write our one comment with this marker on an issue or pull request, or change the one there is.

        A comment with the marker that somebody else wrote is not ours. Raises ApiError.
        """
        for comment in self.every(f"/issues/{number}/comments"):
            if comment["user"] and comment["user"]["login"] == US and comment["body"].startswith(marker):
                if comment["body"].replace("\r\n", "\n") != body:
                    self._ask("PATCH", f"/issues/comments/{int(comment['id'])}", {}, {"body": body})
                return
        self._ask("POST", f"/issues/{number}/comments", {}, {"body": body})

    def label(self, number: int, name: str) -> None:
        """Put a label on an issue or pull request. Raises ApiError."""
        self._ask("POST", f"/issues/{number}/labels", {}, {"labels": [name]})

    def download(self, path: str, limit: int) -> bytes:
        """Return a file that GitHub keeps elsewhere, one byte more than `limit` at most. Raises ApiError."""
        try:
            self._open("GET", path, {}, None)
        except urllib.error.HTTPError as error:
            where = error.headers.get("Location", "") if error.code in {301, 302, 303, 307, 308} else ""
        else:
            where = ""
        if not where.startswith("https://"):
            raise ApiError(f"GitHub does not say where {path} is.")
        # Without the token: it is another's server.
        request = urllib.request.Request(where)  # noqa: S310 – https, as seen above
        try:
            return self._opener.open(request, timeout=SECONDS).read(limit + 1)
        except (OSError, ValueError):
            raise ApiError(f"What GitHub keeps for {path} cannot be fetched.") from None

    def _ask(
        self, method: str, path: str, query: Mapping[str, str | int], body: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            raw = self._open(method, path, query, body).read(ANSWER + 1)
        except urllib.error.HTTPError as error:
            raise ApiError(f"GitHub answered {error.code} to {method} {path}.") from None
        except OSError:
            raise ApiError(f"GitHub cannot be reached for {method} {path}.") from None
        if len(raw) > ANSWER:
            raise ApiError(f"GitHub’s answer to {method} {path} is too long.")
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            raise ApiError(f"GitHub’s answer to {method} {path} is no JSON.") from None

    def _open(
        self, method: str, path: str, query: Mapping[str, str | int], body: Mapping[str, Any] | None
    ) -> Answer:
        address = f"{self._root}{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        if not address.startswith("https://"):
            raise ApiError("GitHub is asked over https alone.")
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._token}",
            "User-Agent": "kle-site",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 – https
        return self._opener.open(request, timeout=SECONDS)
