"""What /submit/ opens for a change: everything of everyone with a page, and nothing that is not published."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import MakeDirectory, MakeLeader

from kle_site import offered
from kle_site.directory import Directory
from kle_site.load import Content, load
from kle_site.model import Leader


@pytest.fixture(scope="module", name="county")
def _county(world_content: Content, today: datetime.date) -> Directory:
    """The miniature county, which has somebody for each way of standing."""
    return Directory(world_content, today)


def told(directory: Directory) -> dict[str, Any]:
    """Return slug → portrait, of all files together."""
    return {slug: held for _, body in offered.files(directory) for slug, held in json.loads(body).items()}


def test_everyone_with_a_page_and_nobody_else(county: Directory) -> None:
    """Who is paused or lapsed stands there like everybody; who is withdrawn or unlisted, nowhere."""
    standings = {leader.slug: leader.standing(county.today) for leader in county.content.leaders}
    found = told(county)

    assert set(found) == {slug for slug, standing in standings.items() if standing.has_page}
    assert {"paused", "lapsed"} <= {standings[slug] for slug in found}
    assert {"withdrawn", "unlisted"} <= set(standings.values())


def test_nothing_tells_of_time_or_consent(county: Directory) -> None:
    """No field but those that are offered; no status, no day on which it was checked, no former address."""
    files = dict(offered.files(county))
    for held in told(county).values():
        assert set(held) <= set(offered.FIELDS)
    for name in ("availability", "consent", "listed", "aliases", "status", "checked", "free_days", "paused"):
        assert name not in offered.FIELDS
        for body in files.values():
            assert f'"{name}"' not in body.decode()


def test_a_pause_changes_no_byte(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """Whoever compares the files of two days does not learn who stepped back."""

    def files(**availability: Any) -> dict[str, bytes]:
        return dict(offered.files(make_directory(make_leader("ann-lee", availability=availability))))

    free = {"year": "2026-27", "left": "none"}

    assert (
        files(status="open", checked="2026-11-02")
        == files(status="paused", checked="2026-11-20")
        == files(status="limited", checked="2026-11-20", **{"from": "2027-01-01"}, free_days=free)
    )


def typed(file: Path) -> dict[str, Any]:
    """Return a portrait as it is typed."""
    return dict(yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader))


def test_every_value_is_the_one_in_the_file(content_dir: Path, content_today: datetime.date) -> None:
    """All that a portrait says in the fields that are offered is there, letter by letter, in their order."""
    content = load(content_dir).content

    assert content

    directory = Directory(content, content_today)
    found = told(directory)

    assert len(found) == len(directory.with_page) > 30

    for slug, held in found.items():
        file = typed(content_dir / "kles" / f"{slug}.yaml")
        file["portrait"] = file["portrait"].rstrip()

        assert held == {name: file[name] for name in offered.FIELDS if name in file}
        assert list(held) == [name for name in offered.FIELDS if name in held]


def test_what_is_offered_is_a_portrait(
    county: Directory, make_leader: MakeLeader, world: Path, tmp_path: Path
) -> None:
    """With the fields that are not offered, and nothing changed, the loader reads the same leader again."""
    for entry in county.with_page:
        leader = entry.leader
        whole = {**typed(world / leader.path), **offered.portrait(leader)}
        file = tmp_path / f"{leader.slug}.yaml"
        file.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
        loaded = load(world, [file]).content

        assert loaded
        assert next(one for one in loaded.leaders if one.slug == leader.slug) == leader


def test_a_file_holds_about_sixteen(make_leader: MakeLeader, make_directory: MakeDirectory) -> None:
    """A power of two of files, each with a few more or fewer; one leader is in one file with everybody."""
    one = make_leader("ann-lee")

    def many(count: int) -> list[Leader]:
        return [one.model_copy(update={"slug": f"leader-{number}"}) for number in range(count)]

    counts = {
        count: offered.count(make_directory(*many(count))) for count in (0, 1, 16, 17, 32, 33, 64, 65, 1000)
    }

    assert counts == {0: 1, 1: 1, 16: 1, 17: 2, 32: 2, 33: 4, 64: 4, 65: 8, 1000: 64}

    held = [len(json.loads(body)) for _, body in offered.files(make_directory(*many(1000)))]

    assert sum(held) == 1000
    assert 4 <= min(held) <= max(held) <= 32


@pytest.mark.parametrize(("word", "number"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)])
def test_the_number_is_fnv_1a(word: str, number: int) -> None:
    """As its authors give it, so that a browser finds the same file."""
    assert offered.number(word, 1 << 32) == number


def test_they_are_published_and_no_crawler_is_sent_there(built_site: Path) -> None:
    """The files lie below /submit/, in the manifest; neither the sitemap nor a page names one of them."""
    files = sorted(built_site.glob("submit/portraits/*.json"))

    assert [file.name for file in files] == [f"{number}.json" for number in range(len(files))]
    assert len(files) >= 4
    assert "portraits" not in (built_site / "sitemap.xml").read_text(encoding="utf-8")
    for page in built_site.rglob("*.html"):
        assert not re.search(r"portraits/\d+\.json", page.read_text(encoding="utf-8"))
