"""What a first visit costs, in Chromium: `make site && python bench/views.py`.

For each of the budget's pages (DESIGN §6) and each tool: requests and kilobytes as they are sent, gzip,
without photos; in brackets with HTTP/1.1's headers. Then the scripts: before anybody acts, and once a search
is typed. The peer is the same page alone, without styles and scripts: what its words weigh.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.watch import launched, serving, watching  # type: ignore[import-not-found]  # noqa: E402

PAGES = {
    "home": "/",
    "directory": "/directory/",
    "a leader": "/directory/sian-obrien/",
    "guidance": "/guidance/what-changed/",
    "mentor": "/match/",
    "routes": "/routes/",
    "shortlist": "/shortlist/",
}


def main() -> int:
    """Print a table."""
    if not (ROOT / "site").is_dir():
        sys.exit("There is no site yet: run make site")
    print("| page | requests | KB (with headers) | times the page alone | scripts, KB | scripts in use, KB |")
    print("|---|---:|---:|---:|---:|---:|")
    with serving(ROOT / "site") as served, launched() as browser:
        for name, address in PAGES.items():
            with watching(browser, served) as watch:
                sent: list[Any] = []
                watch.page.on("requestfinished", lambda one, sent=sent: sent.append(one))
                watch.visit(address)
                first = [one for one in sent if "/photos/" not in one.url]
                scripts = _bodies(one for one in first if one.resource_type == "script")
                box = watch.page.locator("input[name=q]:visible, input[name=near]:visible")
                if box.count():
                    box.first.fill("sheerness")
                    watch.page.wait_for_timeout(1500)
                    watch.settle()
                used = _bodies(one for one in sent if one.resource_type == "script")
                body = _bodies(first)
                heads = sum(one.sizes()["responseHeadersSize"] for one in first)
                print(
                    f"| {name} | {len(first)} | {body / 1000:.1f} ({(body + heads) / 1000:.1f}) "
                    f"| {body / _bodies(first[:1]):.1f} | {scripts / 1000:.1f} | {used / 1000:.1f} |"
                )
    return 0


def _bodies(requests: Any) -> int:
    """Return how many bytes some answers have, packed."""
    return sum(one.sizes()["responseBodySize"] for one in requests)


if __name__ == "__main__":
    sys.exit(main())
