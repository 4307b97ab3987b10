"""A browser that hears everything a page does beside showing itself.

Heard are calls of alert and its like, dialogs, windows, requests that leave the site, answers that fail,
breaches of the content security policy, and errors that the console tells.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    Request,
    Response,
    Route,
    expect,
    sync_playwright,
)

from kle_site.headers import headers_for
from kle_site.look import file_of
from kle_site.server import server as site_server
from tools import browser as chromium

PATIENCE = 15_000
"""Milliseconds after which what a test waits for will not come."""
expect.set_options(timeout=PATIENCE)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing but this machine has an address: a page that asks for more is heard, and gets nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # Two pages of the address bar, which nobody sees, take a third of a new profile's time. Of these switches
    # the last one counts, so what Playwright switches off stands here too.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,TabHoverCardImages,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
    "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,"
    "PreconnectToSearch",
)

# Not `eval`: Playwright itself evaluates with it. What code does is heard, however it came to run.
_LISTEN = """
for (const name of ["alert", "confirm", "prompt", "print", "open", "importScripts"]) {
  window[name] = (...words) => { window.tellTest(`ran ${name}(${words})`); };
}
document.addEventListener("securitypolicyviolation", (event) => {
  window.tellTest(`breached ${event.effectiveDirective} with ${event.blockedURI} ${event.sample}`);
}, true);
"""


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the Chromium of this machine. Without one this fails: a skipped proof is none."""
    program = chromium.find()

    assert program, "This needs Chromium, and none that starts is here: run make test, or set CHROMIUM."

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield opened
        opened.close()


@dataclass(frozen=True, slots=True)
class Served:
    """A built site and the address it is served at, with a slash at its end."""

    root: Path
    base: str

    def url(self, address: str) -> str:
        """Return the whole address of a site path."""
        return self.base + address.removeprefix("/")


@contextmanager
def serving(root: Path, base_path: str = "/", breaches: list[str] | None = None) -> Iterator[Served]:
    """Serve a built site with the headers it is published with, at a port of its own.

    With `breaches`, every answer also carries the policy once more, which then only asks that each breach be
    told to us: so we hear of them from browsers to which nobody can listen.
    """
    server = site_server(root, base_path=base_path)
    if breaches is not None:
        server.RequestHandlerClass = _hearing(server.RequestHandlerClass, breaches)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Served(root, f"http://127.0.0.1:{server.server_port}{base_path}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _hearing(handler: Any, breaches: list[str]) -> Any:
    """Return a handler of requests that also asks for reports of breaches, and takes them."""

    class Hearing(handler):  # type: ignore[misc]
        def end_headers(self) -> None:
            policy = headers_for(self.site_path)["Content-Security-Policy"]
            self.send_header("Content-Security-Policy-Report-Only", f"{policy}; report-uri /breach")
            super().end_headers()

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["csp-report"]
            breaches.append(f"{told['document-uri']} breached {told['violated-directive']}")
            self.send_response(HTTPStatus.NO_CONTENT)
            super().end_headers()

    return Hearing


@dataclass
class Watch:
    """One visitor: a page, and what was heard of it."""

    page: Page
    served: Served
    heard: list[str] = field(default_factory=list)
    scripts: bool = True
    """Do the page's own scripts run? Once it is loaded, what a test evaluates runs in either case."""
    _line: CDPSession | None = None

    def visit(self, address: str, status: int = 200) -> Response:
        """Open an address of the site, wait until nothing more is loaded, and return the answer.

        A page that has moved would lead on at once; this stays there.
        """
        url = self.served.url(address)

        def stay(route: Route) -> None:
            leads_on = route.request.is_navigation_request() and route.request.url != url
            route.fulfill(status=204) if leads_on else route.continue_()

        if self._moved(address):
            self.page.route("**/*", stay)
        try:
            if not self.scripts:
                self._tell("Emulation.setScriptExecutionDisabled", {"value": True})
            if "#" in url:  # else it may be another part of the page that is open
                self.page.goto("about:blank")
            found = self.page.goto(url, wait_until="load")
            if not self.scripts:
                self._tell("Emulation.setScriptExecutionDisabled", {"value": False})
                # What a stylesheet shows once it has waited for a script in vain.
                self.page.evaluate("() => document.getAnimations().forEach((waits) => waits.finish())")
            self.settle()
        finally:
            self.page.unroute_all()

        assert found is not None
        assert found.status == status

        return found

    def _moved(self, address: str) -> bool:
        file = self.served.root / file_of(re.split("[?#]", address)[0])
        return file.is_file() and b'http-equiv="refresh"' in file.read_bytes()

    @property
    def address(self) -> str:
        """The whole address as the page knows it: Playwright hears of what a script puts there later."""
        return str(self.page.evaluate("location.href"))

    def enlarge(self) -> None:
        """Set the browser to letters twice as large. Media queries in em follow, as they do for a reader."""
        self._tell("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})

    def _tell(self, command: str, values: dict[str, Any]) -> None:
        """Give Chromium a command for which Playwright has no word. It holds while the page is open."""
        if self._line is None:
            self._line = self.page.context.new_cdp_session(self.page)
        self._line.send(command, values)

    def settle(self) -> None:
        """Wait until nothing is on its way, and a frame and a turn: what was put off has happened by then."""
        self.page.wait_for_selector("[aria-busy=true]", state="detached")
        self.page.evaluate("() => new Promise((go) => requestAnimationFrame(() => setTimeout(go)))")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(self.served.base):
            self.heard.append(f"asked for {request.url}")

    def _on_response(self, response: Response) -> None:
        page_itself = response.request.is_navigation_request()
        if not page_itself and response.status not in {200, 304}:
            self.heard.append(f"got {response.status} for {response.url}")

    def _on_console(self, message: Any) -> None:
        # A page that answers 404 is told of as an error too, and looked at by `visit`.
        if message.type in {"error", "warning"} and "status of 404" not in message.text:
            self.heard.append(f"console: {message.text}")


@contextmanager
def watching(browser: Browser, served: Served, **options: Any) -> Iterator[Watch]:
    """Open a visitor with a profile of its own; `options` are Playwright's for a context."""
    context = browser.new_context(locale="en-GB", **options)
    context.set_default_timeout(PATIENCE)
    watch = Watch(context.new_page(), served)
    _listen(context, watch)
    try:
        yield watch
    finally:
        context.close()


def _listen(context: BrowserContext, watch: Watch) -> None:
    context.expose_binding("tellTest", lambda _source, words: watch.heard.append(words))
    context.add_init_script(_LISTEN)
    context.on("request", watch._on_request)
    context.on("response", watch._on_response)
    context.on("console", watch._on_console)
    context.on("weberror", lambda error: watch.heard.append(f"failed: {error.error}"))
    context.on("page", lambda page: watch.heard.append(f"opened a window: {page.url}"))

    def dismiss(dialog: Any) -> None:
        watch.heard.append(f"asked: {dialog.message}")
        dialog.dismiss()

    context.on("dialog", dismiss)
