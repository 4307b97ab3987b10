"""`kle due`: who is late with what, by area, and whom to write to; on one terminal and nowhere else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from kle_site import cli, commands, due
from kle_site.load import Content, load

Due = Callable[..., tuple[int, str, str]]

LATER = """\
The Hills (Area Chair: chair.hills@eah.example)
  Edith Overdue <office@eah.example>, Example Fell End School
    confirmation: the last was on 2025-09-01, so it is due since 2026-09-01 (81 days)
    availability: last said on 2025-10-01, so it is due since 2026-01-29 (296 days)
"""


@pytest.fixture(name="kle_due")
def _kle_due(
    own_world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Due:
    """Return a function: options → exit code, what was said, what was warned of."""
    assert own_world.parent == tmp_path

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLE_DEBUG", "1")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)

    def run(*options: str, on: str = "2026-11-21") -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(["due", "--on", on, *options])
        said, warned = capsys.readouterr()
        return code, said, warned

    return run


def words_of(content: Content, on: str) -> dict[str, list[str]]:
    """What is due of whom on a day."""
    late = due.late_on(content, datetime.date.fromisoformat(on))
    return {one.leader.slug: [words for _, words in one.due] for one in late}


def test_the_list(kle_due: Due) -> None:
    """By area with its chair's mailbox; each leader with a mailbox, what is due, since when and how long."""
    code, said, warned = kle_due()

    assert (code, warned) == (commands.FINE, "")
    assert said.startswith(LATER)
    assert (
        "\nThe Coast & Isle (Area Chair: chair.coast@eah.example)\n  Frank Lapsed <admin@saltquay.example>"
        in said
    )
    assert said.endswith("leaders are due on 2026-11-21. This list is for you alone.\n")


def test_one_area(kle_due: Due) -> None:
    """One area alone; the districts of no area are an area here."""
    assert kle_due("--area", "hills")[1].startswith(LATER)
    assert "Coast" not in kle_due("--area", "hills")[1]
    assert "Hills" not in kle_due("--area", "coast")[1]
    assert kle_due("--area", "beyond")[1] == "Nothing is due on 2026-11-21.\n"
    assert kle_due("--area", "hils") == (
        commands.USE,
        "",
        "There is no area “hils”. Did you mean “hills”?\n",
    )


def test_beyond_the_areas(kle_due: Due) -> None:
    """Who works outside every area is told of under a heading of their own, with the office's mailbox."""
    file = Path("content/kles/edith-overdue.yaml")
    text = file.read_text("utf-8")
    old = next(line for line in text.splitlines() if "district:" in line)
    slug = old.partition("district: ")[2].partition(",")[0]
    file.write_text(text.replace(f"district: {slug}", "district: beyond"), "utf-8")

    assert (
        "Beyond the areas (office: office@eah.example)\n  Edith Overdue <" in kle_due("--area", "beyond")[1]
    )


def test_nothing_is_due(kle_due: Due) -> None:
    """Nothing is said in words too."""
    assert kle_due(on="2022-11-21") == (commands.FINE, "Nothing is due on 2022-11-21.\n", "")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2027-03-02", []),
        ("2027-03-03", ["availability: last said on 2026-11-02, so it is due since 2027-03-02 (1 day)"]),
        ("2027-09-01", ["availability: last said on 2026-11-02, so it is due since 2027-03-02 (183 days)"]),
        (
            "2027-09-02",
            [
                "confirmation: the last was on 2026-09-01, so it is due since 2027-09-01 (1 day)",
                "availability: last said on 2026-11-02, so it is due since 2027-03-02 (184 days)",
            ],
        ),
        (
            "2028-03-02",
            [
                "confirmation: the last was on 2026-09-01, so it is due since 2027-09-01 (183 days); "
                "the entry is out of the lists",
                "availability: last said on 2026-11-02, so it is due since 2027-03-02 (366 days)",
            ],
        ),
        (
            "2028-09-02",
            [
                "confirmation: the last was on 2026-09-01, so it is due since 2027-09-01 (367 days); "
                "the entry is off the site",
                "availability: last said on 2026-11-02, so it is due since 2027-03-02 (550 days)",
            ],
        ),
    ],
)
def test_when_it_is_due(world_content: Content, on: str, expected: list[str]) -> None:
    """To the day: as the pages show it (12, 18 and 24 months; 120 days)."""
    assert words_of(world_content, on).get("ada-plain", []) == expected


def test_a_day_of_return_that_has_come(world_content: Content) -> None:
    """Who meant to have time again by now is asked, however lately they said so."""
    on, before = "2027-01-20", "2027-01-19"
    (leader,) = [one for one in world_content.leaders if one.slug == "bertram-quillfeather"]
    held = leader.availability.model_copy(update={"from_": datetime.date(2027, 1, 20)})
    leader = leader.model_copy(update={"availability": held})

    def said(day: str) -> list[str]:
        return [words for _, words in due._due_of(leader, datetime.date.fromisoformat(day))]

    assert said(on) == ["availability: paused, and meant to have time again from 2027-01-20 (today)"]
    assert said(before) == []


def test_who_is_left_in_peace(own_world: Path) -> None:
    """Nobody is late who has no entry for another reason: unlisted, or every designation ended."""
    for slug, old, new in (
        ("frank-lapsed", "confirmed:", "listed: false\nconfirmed:"),
        ("edith-overdue", "since: ", "until: 2026-01, since: "),
    ):
        file = own_world / "kles" / f"{slug}.yaml"
        text = file.read_text("utf-8")

        assert old in text

        file.write_text(text.replace(old, new, 1), "utf-8")
    loaded = load(own_world)

    assert loaded.content is not None
    assert loaded.problems == []
    assert not words_of(loaded.content, "2026-11-21").keys() & {"frank-lapsed", "edith-overdue"}


def test_it_refuses_to_write_a_log(kle_due: Due, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a workflow, whose log may be public, nobody's name is said."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    code, said, warned = kle_due()

    assert (code, said) == (commands.USE, "")
    assert "run it on your own machine" in warned


def test_no_workflow_runs_it() -> None:
    """No workflow, make target or page of the project asks for the list."""
    places = [ROOT / "Makefile", *ROOT.glob(".github/**/*.yml"), *ROOT.glob(".ci/*")]

    assert [path for path in places if path.is_file() and "kle due" in path.read_text("utf-8")] == []


def test_content_that_is_not_in_order(kle_due: Due) -> None:
    """Where a portrait cannot be read, the list would be short, and so there is none."""
    Path("content/kles/frank-lapsed.yaml").write_text("name: [", encoding="utf-8")

    assert kle_due() == (
        commands.CONTENT,
        "",
        "The content folder is not in order. Run kle check first.\n",
    )


def test_a_day_that_is_none(kle_due: Due, capsys: pytest.CaptureFixture[str]) -> None:
    """The day is written as everywhere."""
    with pytest.raises(SystemExit) as stopped:
        kle_due(on="21/11/2026")

    assert stopped.value.code == commands.USE
    assert "“21/11/2026” is not a day." in capsys.readouterr().err
