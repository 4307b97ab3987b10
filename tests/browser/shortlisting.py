"""A visitor with a shortlist on their device, and what their browser does beside showing pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab

from kle_site.directory import Directory

from .watch import PATIENCE, Served

KEY = "system-leader-directory.shortlist.1"
WRITTEN = "system-leader-directory.enquiry.1"

BLOCKED = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}
"""
FULL = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
_PRINTS = "window.prints = 0; window.print = () => { window.prints += 1; };"

FOCUS = """
() => {
  const one = document.activeElement;
  return one === document.body ? "nowhere" : (one.ariaLabel ?? one.textContent).replace(/\\s+/g, " ").trim();
}
"""


@dataclass
class Visitor:
    """Somebody on the site: the tab that they look at, and what was asked for and complained of."""

    context: BrowserContext
    served: Served
    tab: Tab
    asked: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def visit(self, address: str, tab: Tab | None = None) -> Tab:
        """Open an address in the tab, or in another, and wait until what it needs has come."""
        tab = tab or self.tab
        tab.goto("about:blank")
        tab.goto(self.served.url(address), wait_until="load")
        loading = "document.querySelector('#listed')?.textContent.includes('being loaded')"
        tab.wait_for_function(f"() => !{loading}")
        return tab

    @property
    def address(self) -> str:
        """The whole address as the page knows it: Playwright hears of what a script puts there later."""
        return str(self.tab.evaluate("location.href"))

    @property
    def held(self) -> list[str]:
        """The slugs that the device keeps."""
        text = self.tab.evaluate(f"() => localStorage.getItem('{KEY}')")
        return text.split(",") if text else []

    @property
    def said(self) -> str:
        """What a screen reader was told last."""
        return self.tab.locator("main > p[role=status]").inner_text()

    @property
    def menu(self) -> str:
        """What the site's menu says of the shortlist."""
        return self.tab.locator("#menu-shortlist").inner_text()

    @property
    def listed(self) -> list[str]:
        """The names on the shortlist's page, in order."""
        return self.tab.locator(".ranked .name").all_inner_texts()

    @property
    def focus(self) -> str:
        """What has the focus, in words."""
        return str(self.tab.evaluate(FOCUS))


@contextmanager
def visiting(
    browser: Browser,
    served: Served,
    held: Iterable[str] | str = (),
    script: str = "",
    **options: Any,
) -> Iterator[Visitor]:
    """Open a visitor whose device keeps a shortlist; `script` runs first on each page."""
    text = held if isinstance(held, str) else ",".join(held)
    kept = [{"name": KEY, "value": text}] if text else []
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(served.base))
    state: Any = {"cookies": [], "origins": [{"origin": origin, "localStorage": kept}]}
    context = browser.new_context(locale="en-GB", storage_state=state, **options)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_PRINTS + script)
    visitor = Visitor(context, served, context.new_page())
    context.on("request", lambda request: visitor.asked.append(request.url))
    context.on("weberror", lambda error: visitor.heard.append(f"failed: {error.error}"))
    context.on("dialog", lambda dialog: visitor.heard.append(f"asked: {dialog.message}"))

    def listen(message: Any) -> None:
        if message.type in {"error", "warning"}:
            visitor.heard.append(f"console: {message.text}")

    context.on("console", listen)
    try:
        yield visitor
    finally:
        context.close()


def some(directory: Directory, count: int) -> list[str]:
    """Return the slugs of some listed leaders, from A to Z."""
    found = [entry.leader.slug for entry in directory.with_page if entry.standing.in_lists]

    assert len(found) >= count

    return found[:count]


def names_of(directory: Directory, slugs: Iterable[str]) -> list[str]:
    """Return the names that go with slugs."""
    by_slug = {entry.leader.slug: entry.leader.name for entry in directory.with_page}
    return [by_slug[slug] for slug in slugs]
