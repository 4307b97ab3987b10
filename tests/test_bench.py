"""The benchmarks: worlds are the same each time, rivals are given all of them, and results are kept."""

from __future__ import annotations

import importlib
import json
from itertools import islice
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from bench import build, cost, lean, results, rivals, world
from kle_site.load import Content, load

PAGE = """<!doctype html><title>{name}</title><link rel="canonical" href="https://x.example/directory/{slug}/">
<body><main id="main" class="wide">
<p>{name}</p></main><footer>End</footer>"""


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder of five invented leaders."""
    folder = tmp_path_factory.mktemp("five") / "content"
    world.write(folder, 5)
    return folder


@pytest.fixture(scope="module")
def shared() -> Content:
    """This repository's content."""
    content = load(ROOT / "content").content
    assert content
    return content


# --- worlds -----------------------------------------------------------------------------------------------


def test_a_world_is_the_same_each_time(shared: Content) -> None:
    """The same number of leaders gives the same portraits; another number gives others."""
    first, again, more = (list(islice(world.leaders(shared, count), 20)) for count in (100, 100, 101))

    assert first == again
    assert first != more


def test_a_world_has_no_errors(five: Path) -> None:
    """Every invented portrait can be read, and there are as many as were asked for."""
    content = load(five).content

    assert content is not None
    assert len(content.leaders) == 5


def test_a_worlds_shares_are_like_a_real_lists(shared: Content) -> None:
    """Most leaders lead primary schools, few take no commissions, names are theirs alone."""
    found = dict(world.leaders(shared, 400))
    phases = [one["schools"][0]["phase"] for one in found.values()]
    paused = [one for one in found.values() if one["availability"]["status"] == "paused"]

    assert len(found) == 400
    assert 0.6 < phases.count("primary") / 400 < 0.8
    assert 0.03 < len(paused) / 400 < 0.15


# --- rivals -----------------------------------------------------------------------------------------------


def test_rivals_are_given_the_whole_world(five: Path, tmp_path: Path) -> None:
    """Each has a file for each leader, with their words; Hugo's frame is ours, its lists are as long."""
    known = rivals.read(five)
    ours = tmp_path / "ours"
    (ours / "assets").mkdir(parents=True)
    for slug, one in known.records.items():
        (ours / "directory" / slug).mkdir(parents=True)
        page = PAGE.format(name=one["name"], slug=slug)
        (ours / "directory" / slug / "index.html").write_text(page, encoding="utf-8")
    (ours / "directory" / "index.html").write_text('<li class="card"><li class="card">', encoding="utf-8")

    rivals.lay_out_mkdocs(known, tmp_path / "mkdocs")
    rivals.lay_out_hugo(known, tmp_path / "hugo", ours)

    for slug, one in known.records.items():
        plain = (tmp_path / "mkdocs" / "docs" / "leaders" / f"{slug}.md").read_text(encoding="utf-8")
        hugo = (tmp_path / "hugo" / "content" / "directory" / f"{slug}.md").read_text(encoding="utf-8")
        front = json.loads(hugo.split("\n\n", 1)[0])
        assert one["portrait"] in plain
        assert one["portrait"] in hugo
        assert one["name"] == front["title"]
        assert ("status" in front) == (one["availability"]["status"] != "paused")
    frame = (tmp_path / "hugo" / "layouts" / "baseof.html").read_text(encoding="utf-8")
    assert frame.startswith("<!doctype html><title>{{ .Title }}</title>")
    assert 'href="https://x.example{{ .RelPermalink }}"' in frame
    assert '<main id="main" class="wide">{{ block "main" . }}{{ end }}</main><footer>End</footer>' in frame
    assert json.loads((tmp_path / "hugo" / "hugo.json").read_text())["pagination"]["pagerSize"] == 2


def test_an_edit_adds_a_sentence_to_a_leaders_words(five: Path, tmp_path: Path) -> None:
    """The portrait stays one that can be read, in YAML and in Markdown."""
    portrait, markdown = tmp_path / "one.yaml", tmp_path / "one.md"
    before = next(iter(sorted((five / "kles").iterdir()))).read_text(encoding="utf-8")
    portrait.write_text(before, encoding="utf-8")
    markdown.write_text("# One\n\nWords.\n", encoding="utf-8")

    rivals.edit(portrait)
    rivals.edit(markdown)

    was, now = yaml.safe_load(before), yaml.safe_load(portrait.read_text(encoding="utf-8"))
    assert now == was | {"portrait": f"{rivals.EDIT} {was['portrait']}"}
    assert markdown.read_text(encoding="utf-8") == f"# One\n\nWords.\n\n{rivals.EDIT}\n"


def test_what_the_lean_build_leaves_out_is_there() -> None:
    """The benchmarks leave out spreadsheets and documents by the names of what makes them."""
    for place, names in lean.LEFT_OUT:
        assert [name for name in names if not hasattr(place, name)] == []


# --- costs and results ------------------------------------------------------------------------------------


def test_a_command_is_timed_and_its_failure_is_told(tmp_path: Path) -> None:
    """Seconds and memory are those of the command; one that fails ends all with its words."""
    fine = cost.timed(["sh", "-c", "echo words; sleep 0.1"], tmp_path)

    assert 0.1 <= fine.wall < 10
    assert fine.cpu < fine.wall
    assert 0 < fine.peak < 1e9
    with pytest.raises(SystemExit, match=r"no room\nThis failed: sh -c"):
        cost.timed(["sh", "-c", "echo no room >&2; exit 3"], tmp_path)


def test_a_site_is_weighed(tmp_path: Path) -> None:
    """Files and bytes are those of all; the page is the average leader's."""
    for name, size in (("one", 100), ("two", 300)):
        (tmp_path / "directory" / name).mkdir(parents=True)
        (tmp_path / "directory" / name / "index.html").write_bytes(b"a" * size)
    (tmp_path / "robots.txt").write_bytes(b"1234")

    weighed = cost.weight(tmp_path, "directory/*/index.html")

    assert (weighed.files, weighed.size, weighed.page) == (3, 404, 200)
    assert weighed.packed < 50


def test_budgets_are_judged() -> None:
    """What is met and what is missed is told, with what was measured."""

    def ran(name: str, cold: float) -> build.Program:
        runs = [cost.Cost(cold, cold, 200_000_000)]
        found = build.Program(name, Path(), [], Path(), "", Path(), runs, runs)
        found.weight = cost.Weight(1, 1, 1_000 if name == build.OURS else 1_300, 1)
        return found

    built = {count: [ran(build.OURS, count / 100), ran(build.HUGO, 200)] for count in (1_000, 10_000)}
    told = build.judged(built, {1_000: 0.9})

    assert "- 10,000 leaders, cold, of Hugo’s time: 0.50, at most 0.6: met" in told
    assert "- 10,000 leaders, peak memory: 200.00 MB, at most 600 MB: met" in told
    assert (
        "- 10,000 leaders, how far Hugo’s leader pages weigh from ours: 0.30, at most 0.2: **missed**" in told
    )
    assert "- 10,000 leaders, after one edit: 100.00 s, at most 25 s: **missed**" in told
    assert "- from 1,000 to 10,000 leaders, cold: 10.00 times, at most 8 times: **missed**" in told
    assert "- kle check of 1,000 portraits, start included: 0.90 s, at most 1 s: met" in told


def test_results_keep_the_last_two_runs_of_each_command(tmp_path: Path) -> None:
    """A new run goes before the last one; what other commands wrote stays as it was."""
    file = tmp_path / "RESULTS.md"
    results.put("Pages", "Pages once.", file=file)
    for number in (1, 2, 3):
        results.put("Builds", f"Run {number}.\n\n{results.table(['a:', 'b'], [['x', '1']])}", file=file)

    text = file.read_text(encoding="utf-8")
    assert text.startswith(results.HEAD)
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## Builds", "## Pages"]
    assert [line for line in text.splitlines() if line.startswith(("Run", "Pages"))] == [
        "Run 3.",
        "Run 2.",
        "Pages once.",
    ]
    assert text.count("| a | b |\n| --- | ---: |\n| x | 1 |\n") == 2
    assert "\n\n\n" not in text
    assert f"Python {results.platform.python_version()}" in text


@pytest.mark.slow
@pytest.mark.browser
def test_the_commands_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Both commands measure a small world from end to end, and print what they found."""
    pages = importlib.import_module("bench.pages")

    assert build.main(["--sizes", "5", "--rounds", "1", "--programs", "--print-only"]) == 0
    assert pages.main(["--sizes", "5", "--print-only"]) == 0

    told = capsys.readouterr().out
    assert "| 5 | ours |" in told
    assert "| 5 | misspelt |" in told
    assert "| directory | " in told
