"""Fetches the manifest of the site as it is published now, from which the next one goes on.

    python -m tools.github.published OUT

OUT is written only where there is one. That the site answers “not found” means that nothing was published
there yet, and is fine; whatever else goes wrong stops the publishing, as going on would forget what was new.
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from kle_site import history, tree
from kle_site.load import load
from kle_site.look import address_of
from tools.github.api import SECONDS, Opener

LARGEST = 64 * 1024 * 1024
"""Bytes of a manifest at most."""


class FetchError(Exception):
    """The manifest could not be had. The message says why, and what to do."""


class _Safely(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to https alone."""

    def redirect_request(self, *request: Any) -> urllib.request.Request | None:
        """Refuse any other; the caller meets the answer as an HTTPError."""
        return super().redirect_request(*request) if str(request[-1]).startswith("https://") else None


def fetch(address: str, opener: Opener | None = None) -> bytes | None:
    """Return the manifest of the site at an address; None where nothing is published. Raises FetchError."""
    asked: Opener = opener or urllib.request.build_opener(_Safely)
    # A copy that lies on the way may be of the site before.
    headers = {"Cache-Control": "no-cache", "User-Agent": "kle-site"}
    request = urllib.request.Request(f"{address}{tree.MANIFEST}", headers=headers)  # noqa: S310 – https
    try:
        raw = asked.open(request, timeout=SECONDS).read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise FetchError(f"{request.full_url} answered {error.code}. {_NOW}") from None
    except (OSError, ValueError):
        raise FetchError(f"{request.full_url} cannot be reached. {_NOW}") from None
    if len(raw) > LARGEST:
        raise FetchError(f"{request.full_url} is too long. {_NOW}")
    return raw


_NOW = (
    "Run it again a little later. Where nothing was published at that address yet, or what was new may be "
    "forgotten, start this workflow by hand with “first release” ticked."
)


def main(arguments: list[str], opener: Opener | None = None) -> int:
    """Fetch it for the site of this repository's content."""
    (out,) = map(Path, arguments)
    content = load(Path("content")).content
    if content is None:
        print("The content folder is not in order: kle check says why.", file=sys.stderr)
        return 1
    try:
        raw = fetch(address_of(content.site), opener)
    except FetchError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    if raw is None:
        print("Nothing was published there yet: this is the first release.")
        return 0
    out.write_bytes(raw)
    past = history.read(out)
    if past is None:
        print(f"What was published there is no manifest of ours, or a damaged one. {_NOW}", file=sys.stderr)
        return 1
    print(f"The site goes on from the one published {f'for {past.built}' if past.built else 'last'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
