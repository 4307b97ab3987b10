"""How to apply: every claim leads to its clause, in our own words; a reference can be asked for with it."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from assets_of import pages_of
from conftest import ReadPage

from kle_site.eligibility import Eligibility
from kle_site.load import Content
from tools import shingles

GUIDANCE = "../guidance/"
CLAUSES = [
    "who-can-become-one/#c-eligibility-person",
    "who-can-become-one/#c-eligibility-school",
    "who-can-become-one/#c-eligibility-exception",
    "recruitment-and-selection/#c-recruitment-rounds",
    "recruitment-and-selection/#c-selection-form",
    "recruitment-and-selection/#c-selection-reference",
    "recruitment-and-selection/#c-selection-panel",
    "recruitment-and-selection/#c-professional-development",
    "what-a-kle-is/#c-directory-entry",
    "deployment/#c-deployment-free-days",
    "quality-assurance/#c-annual-submission",
    "2016-17/advertisement/#c-1617-person-experience",
    "2016-17/advertisement/#c-1617-person-skills",
    "2016-17/advertisement/#c-1617-person-attributes",
    "2016-17/recruitment-and-selection/#c-1617-timetable",
    "2016-17/roles/#c-1617-role-sia-leadership",
]


@pytest.fixture(scope="module", name="page")
def _page(built_site: Path) -> ReadPage:
    return ReadPage((built_site / "apply/index.html").read_text(encoding="utf-8"))


def test_every_claim_leads_to_its_clause(page: ReadPage) -> None:
    """The form, the reference, the panel and what follows each stand beside their clause."""
    assert [clause for clause in CLAUSES if GUIDANCE + clause not in page.values("href")] == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("impact", "Make it clear what your work has changed."),
        ("evidence", "Be specific: give evidence for what you say."),
        ("expertise", "Show plainly which particular expertise you want to offer."),
        ("reference", "an officer of the local authority (LA)"),
        ("reference", "the chief executive of a multi-academy trust (MAT)"),
        ("reference", "the lead of a Teaching School"),
        ("reference", "a Regional Schools Commissioner (RSC)"),
        ("panel", "assesses the applications and agrees who is appointed"),
        ("panel", "senior people of the Kent Association of Headteachers (KAH) and of the LA"),
        ("then", "This is from the edition of 2016-17."),
    ],
)
def test_what_is_told_where(page: ReadPage, place: str, words: str) -> None:
    """What the form must show, who gives a reference, who decides, and whose the person specification is."""
    assert words in page.section(place)


def test_the_way_there_and_on(built_site: Path, page: ReadPage) -> None:
    """Whoever could apply is led here; from here to the questions, the dates and the annual submission."""
    for address in ("eligibility", "recruitment", "annual-submission"):
        assert f"../{address}/" in page.values("href")
    for address in ("eligibility", "recruitment"):
        other = ReadPage((built_site / address / "index.html").read_text(encoding="utf-8"))

        assert "../apply/" in other.values("href")

    guidance = (built_site / "guidance/recruitment-and-selection/index.html").read_text(encoding="utf-8")

    assert 'href="../../apply/"' in guidance


def test_a_request_to_copy_or_send(page: ReadPage) -> None:
    """The text on the page is the text of the e-mail; it fits into a link, and is addressed to nobody yet."""
    (text,) = [one for one in page.all("pre")]
    (link,) = [href for href in page.values("href") if href.startswith("mailto:?")]
    subject, body = re.fullmatch(r"mailto:\?subject=([^&]+)&body=([^&]+)", link).groups()  # type: ignore[union-attr]

    assert unquote(subject) == "May I name you as my referee?"
    assert unquote(body) == "".join(text.words).strip()
    assert "https://www.kah.org.uk/guidance/recruitment-and-selection/#c-selection-reference" in unquote(body)
    assert len(link) < 1800


@pytest.mark.parametrize("address", ["apply", "annual-submission"])
def test_in_our_own_words(built_site: Path, address: str) -> None:
    """No nine words in a row stand so in either edition of the protocols."""
    known = set(shingles.SHINGLES.read_text(encoding="utf-8").split())
    text = ReadPage((built_site / address / "index.html").read_text(encoding="utf-8")).text

    assert [run for hashed, run in shingles.runs(text).items() if hashed in known] == []


@pytest.mark.whole
def test_in_a_county_without_those_clauses(world_content: Content, today: datetime.date) -> None:
    """Where the protocols lack a clause its words are no link; without questions none are led to."""
    bare = replace(world_content, eligibility=Eligibility())
    page = pages_of(bare, today)["/apply/"]

    assert [href for href in page.values("href") if "#c-" in href] == []
    assert "../eligibility/" not in page.values("href")
    assert page.section("then") == ""
    assert "A reference is requested for each candidate." in page.section("reference")
