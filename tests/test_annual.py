"""The annual submission’s page without a script: its three parts, how to send it, a list to print."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from assets_of import pages_of
from conftest import ROOT, ReadPage

from kle_site import submission
from kle_site.load import Content
from kle_site.model import STATUSES

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module", name="page")
def _page(built_site: Path) -> ReadPage:
    return ReadPage((built_site / "annual-submission/index.html").read_text(encoding="utf-8"))


def test_three_parts_and_where_they_come_from(page: ReadPage) -> None:
    """The parts stand in their order, with the clauses of the process, of free days and of stepping back."""
    told = page.section("parts")

    assert told.index("Deployments.") < told.index("Impact.") < told.index("Capacity and commitment.")
    for clause in (
        "quality-assurance/#c-annual-submission",
        "quality-assurance/#c-stepping-back",
        "deployment/#c-deployment-free-days",
    ):
        assert f"../guidance/{clause}" in page.values("href")


def test_it_is_private_and_goes_to_the_office_alone(page: ReadPage) -> None:
    """The page says so before anything can be written, and no link leads to another mailbox or to GitHub."""
    words = page.text
    mailboxes = {href.split("?")[0] for href in page.values("href") if href.startswith("mailto:")}

    assert "It names schools that had support, so it is private." in words
    assert "no GitHub issue, no pull request, no mailbox that others can read" in words
    assert words.index("so it is private") < words.index("Your name")
    assert mailboxes == {"mailto:office@kah.example"}
    assert [href for href in page.values("href") if "github" in href] == []


def test_a_list_to_print(page: ReadPage) -> None:
    """Without a script all that is asked stands there with room to write, and the form is not shown."""
    asked = page.section("list")

    for words in ("Name", "each school, the kind of support, when, and what came of it", "how you know"):
        assert words in asked
    for words in (
        "Yes, I confirm both",
        "Limited time",
        "Some of the 3 days are left",
        "In which school year",
    ):
        assert words in asked
    (tool,) = [one for one in page.all("div") if one.attributes.get("id") == "tool"]

    assert "hidden" in tool.attributes
    assert "paused" not in asked


def test_the_form_asks_what_the_portrait_holds(page: ReadPage) -> None:
    """Availability has the contract’s own values; nothing asks for a reason."""
    radios = [
        (one.attributes["name"], one.attributes["value"])
        for one in page.all("input")
        if "value" in one.attributes
    ]

    assert [value for name, value in radios if name == "status"] == list(STATUSES)
    assert [value for name, value in radios if name == "left"] == ["available", "limited", "none"]
    assert "do not say why" in page.text


def test_the_years_are_this_one_and_the_next(world_content: Content, today: datetime.date) -> None:
    """Free days are of the school year of the day, or of the next."""
    page = pages_of(world_content, today)["/annual-submission/"]
    options = [one.text for one in page.all("option")]

    assert [one for one in options if one.startswith("20")] == ["2026-27", "2027-28"]


def test_the_guidance_leads_there(built_site: Path) -> None:
    """The clause of the annual submission has the form beside it."""
    section = (built_site / "guidance/quality-assurance/index.html").read_text(encoding="utf-8")

    assert 'href="../../annual-submission/"' in section


def test_the_fields_are_those_that_the_form_writes() -> None:
    """The form’s own script and this program name the same fields, format and version."""
    script = (ROOT / "templates/assets/annual/submission.js").read_text(encoding="utf-8")
    record = script.partition("const record = {")[2].partition("\n  };")[0]

    assert tuple(re.findall(r"^    (\w+)[:,]", record, re.MULTILINE)) == submission.FIELDS
    assert f'format: "{submission.FORMAT}"' in record
    assert f"version: {submission.VERSION}," in record
