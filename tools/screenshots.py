"""Pictures of the built site in use, for README and for reviewers: `python -m tools.screenshots [NAME …]`.

Each tool is used from end to end on a phone, step by step; the steps stand side by side in docs/screenshots.
"""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from kle_site.server import server
from tools import browser

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
WIDTH, HEIGHT = 375, 667
GAP = 24
"""Pixels between two steps."""

Step = Callable[[Page], object]


def at(address: str) -> Step:
    """Return the step that opens a page of the site."""
    return lambda page: page.goto(address, wait_until="networkidle")


def press(words: str) -> Step:
    """Return the step that presses a button."""
    return lambda page: page.get_by_role("button", name=words).first.click()


def fill(words: dict[str, str]) -> Step:
    """Return the step that writes into the fields with these ids."""

    def step(page: Page) -> None:
        for name, text in words.items():
            page.locator(f"#{name}").fill(text)

    return step


def show(selector: str) -> Step:
    """Return the step that scrolls to an element."""
    return lambda page: page.locator(selector).first.evaluate("one => scrollTo(0, one.offsetTop - 24)")


def say_yes(page: Page) -> None:
    """Answer every question of the eligibility check with yes."""
    for choice in page.locator("input[value=yes]").all():
        choice.check()


def submit(page: Page) -> None:
    """Fill in an annual submission."""
    fill({"name": "Siân O’Brien", "impact": "Both heads had a reading plan that governors could explain."})(
        page
    )
    page.locator("[data-part=school]").first.fill("A school in Swale")
    page.locator("[data-part=time]").first.fill("September to July, 3 days")


PORTRAIT = (
    "I lead a small primary school in a village near the sea, with 90 pupils in four classes. "
    "I came in 2019.\n\n"
    "In 2024-25 I worked with two first-time heads. We met every three weeks, and wrote down what had to be "
    "right by half term. By July 2025 each school had a reading plan that its governors could explain.\n\n"
    "I can help most with early reading, with mixed-age classes, and with the first year of a headship. I "
    "like to walk round the school with you first. After that we talk on the telephone, and meet when "
    "it helps."
)


def portray(page: Page) -> None:
    """Fill in a pen portrait, all but the role."""
    fill({"p-name": "Jo Field", "p-schools-0-name": "Larkrise Primary School", "p-schools-0-urn": "123456"})(
        page
    )
    fill({"p-schools-0-postcode": "Faversham", "p-contact-email": "office@larkrise.example"})(page)
    press("Choose Swale")(page)
    page.get_by_label("Which one?").select_option("KLE")
    page.get_by_label("Kind of school").select_option("primary")
    for path, month, year in (("designations.0.since", "10", "2021"), ("schools.0.since", "9", "2019")):
        boxes = page.locator(f"[data-at='{path}'] input")
        boxes.first.fill(month)
        boxes.last.fill(year)
    page.get_by_label("Search these words").fill("first headship")
    page.get_by_label("Mentoring new headteachers").check()
    for label in (
        "East Kent",
        "Peer review",
        "Limited time",
        "Name.",
        "Portrait.",
        "Contact.",
        "I have the time",
    ):
        page.get_by_label(label).locator("visible=true").first.check()
    fill({"p-portrait": PORTRAIT})(page)


JOURNEYS: dict[str, list[list[Step]]] = {
    "eligibility": [[at("eligibility/")], [say_yes, show("#result")]],
    "recruitment": [[at("recruitment/")], [show("main svg")], [press("Copy the text"), show("pre")]],
    "applying": [[at("apply/")], [show("#reference")], [show("pre")]],
    "annual-submission": [
        [at("annual-submission/")],
        [submit, show("#name")],
        [show("#more")],
        [show("#file")],
    ],
    "portrait": [
        [at("submit/")],
        [portray, show("#at")],
        [show("[data-at=expertise]")],
        [show("[data-at=portrait]")],
        [press("Check what I wrote"), show("#summary")],
        [fill({"p-role": "Headteacher"}), press("Check what I wrote"), show("#check")],
        [show("#exits")],
        [lambda page: page.locator("#whole summary").click(), show("#page")],
    ],
    "embed": [
        [at("embed/")],
        [lambda page: page.get_by_label("Area", exact=True).select_option(index=1), show("#code")],
        [show("#preview")],
    ],
    "case-studies": [
        [at("impact/")],
        [lambda page: page.locator("summary").first.click()],
        [at("impact/expertise/early-reading/")],
        [lambda page: page.locator(".needs a").first.click()],
    ],
    "governors": [[at("governors/")], [at("governors/new-head/")], [show("main h2 ~ h2")]],
    "asking-the-protocols": [
        [at("directory/?q=who+pays+for+a+peer+review")],
        [show("#protocols")],
        [lambda page: page.locator("#protocols a").first.click()],
    ],
}


def main(names: list[str]) -> None:
    """Take the pictures of some journeys, or of all."""
    program = browser.find()
    if program is None:
        sys.exit("This needs Chromium: run make test first.")
    served = server(ROOT / "site")
    threading.Thread(target=served.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{served.server_port}/"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in names or JOURNEYS:
            page = chromium.new_page(
                viewport={"width": WIDTH, "height": HEIGHT}, base_url=base, locale="en-GB"
            )
            page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            taken = [_taken(page, steps) for steps in JOURNEYS[name]]
            _side_by_side(taken).save(OUT / f"{name}.png", optimize=True)
            page.close()
            print(f"docs/screenshots/{name}.png")
        chromium.close()


def _taken(page: Page, steps: list[Step]) -> Image.Image:
    for step in steps:
        step(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _side_by_side(taken: list[Image.Image]) -> Image.Image:
    whole = Image.new("RGB", (len(taken) * (WIDTH + GAP) - GAP, HEIGHT), "#c9c6ba")
    for number, one in enumerate(taken):
        whole.paste(one, (number * (WIDTH + GAP), 0))
    return whole.quantize(128)


if __name__ == "__main__":
    main(sys.argv[1:])
