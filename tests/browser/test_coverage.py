"""What the county has and lacks, on a phone: from a gap to whom to ask, from a number to those it counts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from kle_site.coverage import Coverage
from kle_site.directory import Directory

from .watch import PATIENCE, Served, watching

pytestmark = pytest.mark.browser


def test_from_what_is_missing_to_people(browser: Browser, site: Served, published: Directory) -> None:
    """The worst gap is on the first screen, tables are moved by keyboard, and links lead where they say."""
    coverage = Coverage(published)
    gap, phase = coverage.gaps[0], published.facets["phase"][1]
    with watching(browser, site, viewport={"width": 375, "height": 812}) as watch:
        page = watch.page
        watch.visit("/coverage/")
        first = page.locator(".gaps li").first

        expect(first).to_contain_text(f"No {gap.label.lower()}")
        expect(first).to_be_in_viewport(ratio=1)
        assert page.evaluate("() => document.documentElement.scrollWidth") == 375

        table = page.get_by_role("region", name="Expertise by area and kind of school")
        table.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => document.activeElement.scrollLeft > 0")

        named = table.get_by_role("rowheader", name="Small schools")
        edge = table.bounding_box()
        held = named.bounding_box()

        assert edge and held and held["x"] == edge["x"], "the names of rows stay in sight"

        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=phase.label, exact=True))
        row.get_by_role("link").last.click()
        page.wait_for_url(f"**/directory/?phase={phase.slug}")
        found = page.get_by_role("heading", level=2).filter(has_text=re.compile(r"^\d+ leaders"))

        expect(found).to_have_text(f"{coverage.number(phase=phase.slug).words} leaders", timeout=PATIENCE)

        page.go_back()
        first.get_by_role("link").first.click()

        expect(page.get_by_role("heading", name="Whom to ask")).to_be_visible()
        assert watch.heard == []
