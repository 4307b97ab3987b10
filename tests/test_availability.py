"""The page on which a leader updates their availability, without a script."""

from __future__ import annotations

import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from assets_of import pages_of
from conftest import ReadPage

from kle_site.load import Content
from kle_site.model import STATUSES

pytestmark = pytest.mark.whole

ADDRESS = "/submit/availability/"


@pytest.fixture(scope="module", name="page")
def _page(built_site: Path) -> ReadPage:
    return ReadPage((built_site / "submit/availability/index.html").read_text(encoding="utf-8"))


def test_three_answers(page: ReadPage) -> None:
    """They are the contract’s own, in its order, each with what the leader’s page will say."""
    radios = [one.attributes for one in page.all("input") if one.attributes.get("name") == "status"]

    assert [one["value"] for one in radios] == list(STATUSES)
    for words in (
        "Yes Your page says: Taking commissions",
        "A little Your page says: Limited time",
        "Not now Your page says: Not taking commissions at present",
    ):
        assert words in page.text


def test_it_goes_to_the_office_and_never_to_github(page: ReadPage) -> None:
    """Every message goes to one mailbox, the page says why, and no link leads to GitHub."""
    mailboxes = {href.split("?")[0] for href in page.values("href") if href.startswith("mailto:")}

    assert mailboxes == {"mailto:office@kah.example"}
    assert [href for href in page.values("href") if "github" in href] == []
    assert "never by GitHub, where everybody could see that you need a pause" in page.text


def test_no_reason_is_asked(page: ReadPage) -> None:
    """Nothing can be written but a name or an address, and the page says that no reason is kept."""
    written = [one.attributes for one in page.all("input") if one.attributes.get("type") != "radio"]

    assert [one["id"] for one in written] == ["who"]
    assert page.all("textarea") == []
    assert "Please do not say why: nobody asks, and no reason is kept." in page.text


def test_without_a_script_each_answer_is_an_e_mail(page: ReadPage) -> None:
    """Three links hold a message each; the form is hidden until a script shows it."""
    found = [unquote(href) for href in page.values("href") if "subject=My" in href]
    (tool,) = [one for one in page.all("div") if one.attributes.get("id") == "tool"]

    assert [
        "Time for another school: " + answer in mail
        for mail, answer in zip(found, ("Yes", "A little", "Not now"), strict=True)
    ] == [True] * 3
    assert "hidden" in tool.attributes


def test_what_happens_next(page: ReadPage) -> None:
    """Who acts, by when, and who sees a pause."""
    assert "within 5 working days" in page.text
    assert "A pause shows on your own page and nowhere else." in page.text


def test_the_years_are_this_one_and_the_next(world_content: Content) -> None:
    """In August the old year is still this year; in September it is not."""
    for day, years in (("2026-08-31", ["2025-26", "2026-27"]), ("2026-09-01", ["2026-27", "2027-28"])):
        page = pages_of(world_content, datetime.date.fromisoformat(day))[ADDRESS]

        assert [one.text for one in page.all("option")][1:] == years
