"""The shortlist's page and its data: whole without a script, in the protocols' words, naming nobody else."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
from assets_of import assets_of
from conftest import MakeDirectory, MakeLeader, ReadPage

from kle_site import finding, look
from kle_site.directory import Directory
from kle_site.labels import LABELS
from kle_site.load import Content
from kle_site.model import SUPPORT, Leader
from kle_site.pages import shortlist
from kle_site.pages.shortlist import TERMS

KEPT = {"given": "2026-09-01", "notice": 1, "scope": ["name", "portrait", "reuse"]}
"""A consent without a mailbox."""


def contacts(*leaders: Leader, make: MakeDirectory) -> Any:
    """What the published file says of whom to write to."""
    return json.loads(finding.files(make(*leaders))["contacts.json"])


# --- whom to write to -------------------------------------------------------------------------------------


def test_a_mailbox_and_whom_to_ask_for(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """Beside a listed leader's slug stand the mailbox and the job title that their page shows."""
    leader = make_leader(contact={"email": "office@grace.example", "person": "Office Manager"})
    found = contacts(leader, make=make_directory)

    assert found["leaders"] == {"grace-test": ["office@grace.example", "Office Manager"]}


def test_through_the_office_there_is_no_mailbox(
    make_leader: MakeLeader, make_directory: MakeDirectory
) -> None:
    """Who is asked through the office has no mailbox of their own, and none in the file."""
    leader = make_leader(contact={"via": "kah"}, consent=KEPT)

    assert contacts(leader, make=make_directory)["leaders"] == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"availability": {"status": "paused", "checked": "2026-11-02"}},
        {"confirmed": "2025-03-01"},
        {"designations": [{"kind": "KLE", "since": "2020-01", "until": "2026-08"}]},
        {"listed": "false"},
    ],
    ids=["paused", "lapsed", "withdrawn", "unlisted"],
)
def test_nobody_else_is_in_the_file(
    changes: dict[str, Any], make_leader: MakeLeader, make_directory: MakeDirectory
) -> None:
    """Who is in no list is not in the file either, nor is a slug that they had."""
    leader = make_leader(aliases=["was-grace"], **changes)

    assert contacts(leader, make=make_directory) == {"leaders": {}, "former": {}}


def test_a_former_slug_leads_to_the_present_one(
    make_leader: MakeLeader, make_directory: MakeDirectory
) -> None:
    """A shortlist that holds a slug from before finds the same person."""
    found = contacts(make_leader(aliases=["was-grace"]), make=make_directory)

    assert found["former"] == {"was-grace": "grace-test"}


# --- the page ---------------------------------------------------------------------------------------------


@pytest.fixture(name="page")
def _page(world_content: Content, today: datetime.date) -> ReadPage:
    """The page of the miniature county."""
    directory = Directory(world_content, today)
    names = {name: address for name, (address, _) in assets_of(world_content, today).items()}
    env = look.environment(look.site_view(world_content.site, today, names, None))
    (made,) = shortlist.pages(directory, env)
    return ReadPage(made.body)


def test_without_a_script(page: ReadPage) -> None:
    """Without a script the page says what it needs and why, and leads to the directory and a blank brief."""
    hidden = {one.attributes["id"] for one in page.elements if "hidden" in one.attributes}
    links = {one.text: one.attributes["href"] for one in page.all("a")}

    assert "needs JavaScript, because your own browser keeps it" in page.text
    assert (links["look through all leaders"], links["print a blank brief"]) == ("../directory/", "#brief")
    assert hidden == {"menu-shortlist", "shortlist", "enquire", "print-brief"}
    assert page.unbalanced == []


def test_the_brief_asks_for_all_that_must_be_agreed(page: ReadPage) -> None:
    """A blank brief holds each thing that the protocols want agreed, with the school and the adviser."""
    terms = [one.text for one in page.all("dt")]
    said = page.section("brief")

    assert terms == [
        "What is needed",
        "The school: kind and area",
        "Scope: what it covers, and what not",
        "Aims and objectives, and how you will know",
        "Agreed with",
        "Days",
        "Who pays",
        "What it costs",
        "The leader is accountable to",
        "Form of feedback",
        "Dates",
        "Leaders on the shortlist",
        "Asked by",
    ]
    assert "The supported school Senior Improvement Adviser (SIA) The leader" in said
    assert "at least 3 days a year at no cost" in said


def test_each_kind_of_support_has_its_terms(page: ReadPage) -> None:
    """The brief says for each of the four kinds whom the leader answers to, and in what form."""
    said = page.section("brief")

    assert set(TERMS) == set(SUPPORT)

    for kind, terms in TERMS.items():
        assert f"{LABELS[kind]}: {terms.accountable_to}" in said
        assert f"{LABELS[kind]}: {terms.feedback}" in said


@pytest.mark.parametrize("kind", SUPPORT)
def test_terms_are_the_protocols(kind: str, content_dir: Path) -> None:
    """What the brief says of a kind of support is what the protocols' own table says, word for word."""
    text = (content_dir / "guidance" / "deployment.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| \[[^]]+\]\(/guidance/{kind}/\) \|.*$", text, re.MULTILINE)
    cells = [cell.strip() for cell in row.strip("|").split("|")]

    assert tuple(TERMS[kind]) == (cells[3], cells[4])


def test_every_question_may_be_left_out(page: ReadPage) -> None:
    """No field is required, each has a label, and of the school no more is asked than its kind and area."""
    fields = [one for one in page.elements if one.tag in {"input", "select", "textarea"}]
    names = {one.attributes["name"] for one in fields}
    labelled = {one.attributes["for"] for one in page.all("label") if "for" in one.attributes}

    assert [one for one in fields if "required" in one.attributes] == []
    assert {one.attributes["id"] for one in fields if "id" in one.attributes} == labelled
    assert names == {
        *("need", "phase", "area", "aims", "scope", "days", "from", "pays"),
        *("name", "role", "reach"),
    }


def test_no_list_of_anybody_is_on_the_page(page: ReadPage, world_content: Content) -> None:
    """The page names no leader: who is on a list is known to the visitor's own device alone."""
    assert [leader.name for leader in world_content.leaders if leader.name in page.text] == []
