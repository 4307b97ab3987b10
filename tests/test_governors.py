"""For governors: a page for each need, which tells what the routes answer of cost and accountability."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from assets_of import pages_of

from kle_site.load import Content, load
from kle_site.routes import Routes

pytestmark = pytest.mark.whole


def test_a_page_tells_what_the_routes_answer(world_content: Content, today: datetime.date) -> None:
    """Cost, whom the leader answers to and what they report are those that routes.yaml gives governors."""
    found = pages_of(world_content, today)
    page = found["/governors/new-head/"]

    assert page.all("h1")[0].text == "A mentor for a new head"
    assert page.section("cost") == (
        "What it costs Yes No Free days first. After that, who pays? Deployment & cost"
    )
    assert page.section("accountable") == (
        "Who answers to whom The leader answers to The governing body. "
        "They report Agreed when it is commissioned."
    )
    assert "They meet every month." in page.section("good")
    assert "Have you done it before, & where?" in page.section("ask")
    assert "../../guidance/deployment/#c-free-days" in page.values("href")


def test_needs_with_words_for_governors_have_a_page(world_content: Content, today: datetime.date) -> None:
    """The list leads to them and to no other; the home page leads to the list."""
    found = pages_of(world_content, today)

    assert {address for address in found if address.startswith("/governors/")} == {
        "/governors/",
        "/governors/new-head/",
    }
    assert [link for link in found["/governors/"].values("href") if link.startswith("new-head")] == [
        "new-head/"
    ]
    assert "governors/" in found["/"].values("href")


def test_without_governors_there_is_no_page(world_content: Content, today: datetime.date) -> None:
    """Where nobody who asks governs, nothing leads to pages for governors."""
    askers = tuple(asker.model_copy(update={"governs": False}) for asker in world_content.routes.askers)
    held = {name: getattr(world_content.routes, name) for name in Routes.model_fields}
    routes = Routes.model_construct(**(held | {"askers": askers}))
    found = pages_of(replace(world_content, routes=routes), today)

    assert [address for address in found if "governors" in address] == []
    assert "governors/" not in found["/"].values("href")


def test_each_published_need_has_its_page(content_dir: Path) -> None:
    """All four needs of the protocols have a page, with four questions to ask or more."""
    content = load(content_dir).content

    assert content
    assert [need.slug for need in content.routes.for_governors] == [
        need.slug for need in content.routes.needs
    ]
    assert min(len(need.governors.ask) for need in content.routes.needs if need.governors) >= 4
