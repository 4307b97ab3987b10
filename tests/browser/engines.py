"""The two other engines, as Debian has them, driven by Selenium: Firefox ESR and WebKitGTK (for Safari)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.service import Service as WebKitService

from . import eyes, needs

SCREEN = (1600, 1200)
PATIENCE = 180
"""Seconds that a script may take: on a busy machine axe needs a minute for the longest form."""

A_FRAME = "requestAnimationFrame(() => setTimeout(arguments[0]))"
NOTHING_COMING = """
const done = arguments[0];
const coming = () => document.readyState !== "complete" || document.querySelector("[aria-busy=true]");
const look = () => coming() ? setTimeout(look, 20) : setTimeout(done, 50);
look();
"""


@dataclass(frozen=True, slots=True)
class Engine:
    """A browser of another make."""

    driver: Any
    resize: Callable[[int, int], object]

    def open(self, url: str) -> None:
        """Open a page, and its eyes."""
        self.driver.get("about:blank")  # else a page may only be asked for another part of itself
        self.driver.get(url)
        self.driver.execute_script(eyes.AXE + eyes.EYES)
        self.driver.execute_script("eyes.wake()")
        self.driver.execute_async_script(NOTHING_COMING)

    def ask(self, words: str) -> Any:
        """Evaluate JavaScript in the page and return its value; a promise's too."""
        told = "error => done({ failed: String(error) })"
        answer = self.driver.execute_async_script(
            f"const done = arguments[0]; Promise.resolve({words}).then(done, {told})"
        )

        assert not (isinstance(answer, dict) and "failed" in answer), answer["failed"]

        return answer

    def press(self, key: str) -> None:
        """Press a key where the focus is, and wait: WebKit scrolls to a field a frame later."""
        one = self.driver.switch_to.active_element
        # What is typed into a field for files is taken for the path of one: there the keyboard itself types.
        typing = ActionChains(self.driver) if one.get_attribute("type") == "file" else one
        typing.send_keys(getattr(Keys, key.upper()))
        if typing is not one:
            typing.perform()
        self.driver.execute_async_script(A_FRAME)


@contextmanager
def firefox(folder: Path) -> Iterator[Engine]:
    """Start Firefox ESR, out of sight. Its windows have a least width; its pages are as wide as we say."""
    options = webdriver.FirefoxOptions()
    options.binary_location = needs.program("firefox-esr")
    options.add_argument("-headless")
    options.enable_bidi = True
    driver = webdriver.Firefox(options=options, service=FirefoxService(needs.geckodriver(folder)))
    driver.set_script_timeout(PATIENCE)
    try:
        yield Engine(driver, lambda width, height: _viewport(driver, width, height))
    finally:
        driver.quit()


def _viewport(driver: Any, width: int, height: int) -> None:
    size = {"width": width, "height": height}
    driver.browsing_context.set_viewport(context=driver.current_window_handle, viewport=size)


@contextmanager
def webkit(folder: Path) -> Iterator[Engine]:
    """Start WebKitGTK's own browser on a screen that nobody sees. Its windows are at least 447 px wide."""
    with _screen() as display:
        service = WebKitService(needs.program("WebKitWebDriver"), env={**os.environ, "DISPLAY": display})
        service.start()
        # Not webdriver.WebKitGTK, which calls Selenium in a way that Selenium has deprecated.
        line = RemoteConnection(client_config=ClientConfig(remote_server_addr=service.service_url))
        try:
            driver = webdriver.Remote(line, options=webdriver.WebKitGTKOptions())
            driver.set_script_timeout(PATIENCE)
            yield Engine(driver, lambda width, height: _window(driver, width, height))
            driver.quit()
        finally:
            service.stop()


@contextmanager
def _screen() -> Iterator[str]:
    """Start a screen that nobody sees, and return how programs call it."""
    size = "x".join(map(str, (*SCREEN, 24)))
    command = [needs.program("Xvfb"), "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        try:
            yield f":{screen.stdout.readline().strip()}"
        finally:
            screen.terminate()


def _window(driver: Any, width: int, height: int) -> None:
    # Around the middle, where the pointer is: without a window manager, keys go to what is under it.
    driver.set_window_rect((SCREEN[0] - width) // 2, (SCREEN[1] - height) // 2, width, height)


ENGINES = {"firefox": firefox, "webkit": webkit}
