"""A page that is open while the site is built again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kle_site.server import Reload, server

from .watch import Served, watching

pytestmark = pytest.mark.browser

PAGE = (
    '<!doctype html><html lang="en"><head><link rel="icon" href="data:,"></head><body><p>{}</p></body></html>'
)


def test_an_open_page_loads_anew(browser: Browser, tmp_path: Path) -> None:
    """Under the real policy an open page loads itself at every new site, and nothing is amiss."""
    (tmp_path / "index.html").write_text(PAGE.format("none"))
    reload = Reload()
    with server(tmp_path, reload=reload) as shown:
        threading.Thread(target=shown.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        served = Served(tmp_path, f"http://127.0.0.1:{shown.server_port}/")
        with watching(browser, served) as watch:
            # Not `visit`, which waits until all is loaded: the page's stream of news never is.
            watch.page.goto(served.base)
            for text in ("one", "two"):
                (tmp_path / "index.html").write_text(PAGE.format(text))
                reload.now()
                watch.page.get_by_text(text).wait_for(timeout=10_000)

            assert watch.heard == []
        shown.shutdown()
