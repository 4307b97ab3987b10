"""The form of a portrait without a script: made from the model, whole, and in words where scripts are off."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from assets_of import assets_of
from conftest import ReadPage

from kle_site import look, schema
from kle_site.directory import Directory
from kle_site.load import Content
from kle_site.pages import submit

NOT_ASKED = {
    # Set by the form itself: when something was said, and of which notice.
    "availability.checked",
    "consent.given",
    "consent.notice",
    # Asked by the part that makes the photo.
    "photo.file",
    # For those who look after the directory.
    "listed",
    "aliases",
    "example",
}


def page_of(content: Content, today: datetime.date) -> ReadPage:
    """The page of a content folder."""
    addresses = {name: address for name, (address, _) in assets_of(content, today).items()}
    env = look.environment(look.site_view(content.site, today, addresses, None))
    (page,) = submit.pages(Directory(content, today), env)
    return ReadPage(page.body)


@pytest.fixture(name="page")
def _page(world_content: Content, today: datetime.date) -> ReadPage:
    return page_of(world_content, today)


def fields(content: Content) -> dict[str, submit.Asked]:
    """Every field of a portrait that holds a value, and lists of them."""
    return submit.asked(schema.portrait_schema(content.places, content.expertise, address=""))


def places(page: ReadPage) -> set[str]:
    """The paths that the form asks for, without the numbers of rows."""
    return {
        one.attributes["data-at"].replace(".0", "") for one in page.elements if "data-at" in one.attributes
    }


def test_every_field_of_the_model_is_asked_for(page: ReadPage, world_content: Content) -> None:
    """A new field of the model is in the form, or here with its reason; and the form asks for no other."""
    whole = set(fields(world_content))
    records = {path.rpartition(".")[0] for path in whole} - {""}
    asked = places(page) - {"photo"}

    assert asked | NOT_ASKED >= whole - records
    assert asked <= whole
    assert not asked & NOT_ASKED


def test_a_limit_of_the_model_is_the_forms(
    world_content: Content, today: datetime.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed in the model, it is in the form, where a counter and the words beside the box tell of it."""
    before = schema.portrait_schema

    def changed(*given: Any, **more: Any) -> dict[str, Any]:
        found = before(*given, **more)
        found["properties"]["portrait"]["errorMessage"] = "A text of 333 to 4,444 characters."
        found["properties"]["role"]["errorMessage"] = "One line of at most 77 characters, without < or >."
        found["properties"]["schools"]["maxItems"] = 5
        return found

    monkeypatch.setattr(submit, "portrait_schema", changed)
    page = page_of(world_content, today)
    most = {one.attributes.get("id"): one.attributes.get("data-most") for one in page.elements}
    rows = {
        one.attributes["data-rows"]: one.attributes for one in page.elements if "data-rows" in one.attributes
    }

    assert (most["p-portrait"], most["p-role"]) == ("4444", "77")
    assert "333 to 4,444 characters" in page.text
    assert rows["schools"]["data-most"] == "5"
    assert rows["schools"]["data-least"] == "1"


def test_choices_are_the_vocabularies(page: ReadPage, world_content: Content, today: datetime.date) -> None:
    """Each tag in use, each district that exists, each area and the county can be chosen, by their labels."""
    values = {one.attributes.get("value") for one in [*page.all("option"), *page.all("input")]}
    tags = world_content.expertise.tags.values()
    districts = {one.slug for one in world_content.places.districts if one.exists(today)}

    assert {tag.slug for tag in tags if not tag.replaced_by} <= values
    assert not {tag.slug for tag in tags if tag.replaced_by} & values
    assert districts | set(world_content.places.area_by_slug) | {"county"} <= values
    assert {label.text for label in page.all("label")} >= {t.label for t in tags if not t.replaced_by}


def test_every_control_has_a_label_and_no_id_stands_twice(page: ReadPage) -> None:
    """A label names its control by id or holds it; hints that are pointed to are there."""
    ids = page.values("id")
    pointed = [one for words in page.values("aria-describedby") for one in words.split()]

    assert len(ids) == len(set(ids))
    assert set(page.values("for")) <= set(ids)
    assert set(pointed) <= set(ids)


def test_without_a_script_the_other_ways_are_told(page: ReadPage) -> None:
    """The page says plainly that the form needs one, and what to write in an e-mail."""
    told = page.all("noscript")[0].text

    assert "This form needs JavaScript, which is off." in told
    assert "400 to 2,500 characters" in told
    assert "mailto:" in " ".join(page.values("href"))
    (builder,) = [one for one in page.elements if one.attributes.get("id") == "builder"]
    assert "hidden" in builder.attributes


def test_consent_is_asked_item_by_item(page: ReadPage, world_content: Content) -> None:
    """Each item has a box that nobody ticked, the notice’s version, and how to take it back."""
    boxes = [
        one.attributes
        for one in page.all("input")
        if one.attributes.get("value") in ("name", "portrait", "photo", "contact", "impact", "reuse")
    ]

    assert [one["value"] for one in boxes] == ["name", "portrait", "photo", "contact", "impact", "reuse"]
    assert not any("checked" in one for one in boxes)
    assert f"version {world_content.site.privacy_notice} of the privacy notice" in page.text
    assert "take any of it back at any time" in page.text
    assert "../privacy/" in page.values("href")


def test_heads_are_led_here(built_site: Path, read_page: Any) -> None:
    """From home, from how to apply, from the annual submission and from the protocols’ tools."""
    for address in ("", "apply/", "annual-submission/", "guidance/", "privacy/"):
        hrefs = read_page(built_site / address / "index.html").values("href")
        assert any(re.fullmatch(r"(\.\./)*submit/", href) for href in hrefs), address
