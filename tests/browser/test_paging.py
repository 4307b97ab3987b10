"""The pages of a long list: what the directory's script shows of them, and what it fetches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from kle_site.load import Content
from kle_site.pages.cards import PER_PAGE

from . import eyes, hostile
from .crowd import crowded
from .states import opened
from .watch import Served, serving, watching

pytestmark = pytest.mark.browser

MANY = PER_PAGE * 2 + 7
NAMES = "#find .card:visible h3 a"


@pytest.fixture(scope="module", name="long")
def _long(world_content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The lists of a site with three pages of leaders."""
    content = crowded(world_content, hostile.TODAY, MANY)
    with serving(hostile.lists_of(content, tmp_path_factory.mktemp("long") / "site")) as served:
        yield served


def test_a_reader_turns_pages(browser: Browser, long: Served) -> None:
    """Pages turn, come back and can be saved; focus and words say where a reader is; cards come whole."""
    with watching(browser, long) as watch:
        page = watch.page
        parts: list[str] = []
        page.on("request", lambda one: parts.append(one.url) if "/cards-" in one.url else None)
        watch.visit("/directory/")

        assert page.locator(NAMES).count() == PER_PAGE

        page.locator("#filters summary").first.focus()
        # Until the script has the leaders, the link leads to the numbered page.
        expect(following := page.get_by_role("link", name="Next page")).to_have_attribute("href", "?page=2")
        following.click()
        page.wait_for_url("**/directory/?page=2")
        page.get_by_role("heading", name=f"All {MANY} leaders, page 2 of 3").wait_for()

        assert page.evaluate("document.activeElement.id") == "found"

        page.locator(".card:visible .free").nth(PER_PAGE - 1).wait_for()
        second = page.locator(NAMES).all_inner_texts()

        # The crowd's accents stand in its slugs, too, where no shortlist takes them.
        plain = [one for one in page.locator(NAMES).all() if str(one.get_attribute("href")).isascii()]

        assert len(second) == PER_PAGE
        assert page.locator(".card:visible .pick").count() == len(plain) > 0
        assert len(parts) == len(set(parts)) == PER_PAGE // 10

        # As the page without a script has them.
        watch.visit("/directory/page/2/")

        assert page.locator(".card h3 a").all_inner_texts() == second

        watch.visit("/directory/?page=99")

        assert page.locator(NAMES).count() == 7
        assert page.get_by_role("link", name="Next page").count() == 0

        # Another question starts at its first page.
        page.locator("#filters").get_by_text("Availability").click()
        page.locator("#filters input[name=status]").first.check()
        page.wait_for_url("**/directory/?status=open")

        watch.visit("/directory/?page=none")

        assert "We do not know “none” as a page" in page.locator("#find .notice").inner_text()
        assert watch.heard == []


def test_letters_come_faster_than_cards(browser: Browser, long: Served) -> None:
    """Whoever types on while cards are on their way ends where the address leads, with all cards whole."""
    asked = ["mentor", "school", "head", "", "a", "prim", "mentoring"]
    with watching(browser, long) as watch:
        page = watch.page
        held: list[Route] = []
        page.route("**/cards-*", lambda route: held.append(route))
        watch.visit("/directory/")
        # A slow phone.
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        box = page.locator("#search input[name=q]")
        for words in asked:
            box.fill(words)
            # What was asked for before comes now, while those whom it is about are still going.
            while held:
                held.pop().continue_()
            page.wait_for_timeout(400)
        page.unroute("**/cards-*")
        while held:
            held.pop().continue_()
        watch.settle()
        page.wait_for_url("**/directory/?q=mentoring")
        expect(page.locator(".card:visible:is(.waiting, .later)")).to_have_count(0)
        typed = page.locator(NAMES).all_inner_texts()

        watch.visit("/directory/?q=mentoring")
        expect(page.locator(".card:visible.waiting")).to_have_count(0)

        assert 3 < len(typed)
        assert page.locator(NAMES).all_inner_texts() == typed
        # A site of lists alone has no protocols to search.
        assert [one for one in watch.heard if "passages.json" not in one and "404" not in one] == []


def test_a_lost_part(browser: Browser, long: Served) -> None:
    """Whose card does not come is named all the same, with the way to their page."""
    with watching(browser, long) as watch:
        watch.page.route("**/cards-*.json", lambda route: route.abort())
        watch.visit("/directory/?page=2")
        watch.page.locator(".waiting").first.wait_for()

        assert watch.page.locator(NAMES).count() == PER_PAGE
        assert str(watch.page.locator(NAMES).first.get_attribute("href")).endswith("/")


@pytest.mark.parametrize("address", ["/directory/?page=2", "/directory/page/2/", "/directory/phase/primary/"])
def test_later_pages_are_for_everybody(browser: Browser, long: Served, address: str) -> None:
    """No fault for whoever looks at a page of a long list, or has it read to them."""
    with watching(browser, long) as watch:
        tab = opened(watch, long, address)

        assert eyes.on_the_page(tab.evaluate) == []
