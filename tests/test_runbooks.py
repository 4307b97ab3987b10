"""What docs/runbooks/ tells is so: each path that a test can follow, followed."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, ReadPage

from kle_site.build import Options, build
from kle_site.problems import as_text

RUNBOOKS = ROOT / "docs" / "runbooks"
OLD_NAME = re.compile(rb"\bKAH\b|Kent Association of Headteachers|\bkah\.(org|example)")


def built(content: Path, out: Path, today: datetime.date) -> Path:
    """The site of a content folder."""
    outcome = build(Options(content=content, out=out, today=today, cache=None))
    assert outcome.report, as_text(outcome.problems)
    return out


# --- rename the association -------------------------------------------------------------------------------


def test_no_module_and_no_page_knows_the_association(built_world: Path) -> None:
    """A site of another association never says ours: its names stand in content/site.yaml alone."""
    told = [file for file in built_world.rglob("*") if file.is_file() and OLD_NAME.search(file.read_bytes())]

    assert told == []


def test_the_runbook_names_what_else_holds_the_name(content_dir: Path) -> None:
    """Beside site.yaml the name stands only where the runbook says: history, which stays or is told anew."""
    files = [file for file in content_dir.rglob("*") if file.suffix in {".md", ".yaml"}]
    said = (RUNBOOKS / "rename-kah.md").read_text(encoding="utf-8")
    held = {
        file.relative_to(content_dir).as_posix()
        for file in files
        if any(OLD_NAME.search(line) for line in told_lines(file))
    }

    assert held == {
        name for name in re.findall(r"`content/([\w./-]+)`", said) if (content_dir / name).is_file()
    }


def told_lines(file: Path) -> list[bytes]:
    """The lines of a file that are no comment."""
    return [line for line in file.read_bytes().split(b"\n") if not line.lstrip().startswith(b"#")]


@pytest.mark.slow
def test_rename(content_dir: Path, content_today: datetime.date, tmp_path: Path) -> None:
    """The runbook followed with the real content: the old name is then on no page, in no file."""
    content = Path(shutil.copytree(content_dir, tmp_path / "content"))
    names = {"Kent Association of Headteachers": "Kent Guild of Schools", "KAH": "KGS", "kah.": "kgs."}
    for file in [*content.rglob("*.yaml"), *content.rglob("*.md")]:
        text = file.read_text(encoding="utf-8")
        for old, new in names.items():
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    site = built(content, tmp_path / "site", content_today)

    assert [file for file in site.rglob("*") if file.is_file() and OLD_NAME.search(file.read_bytes())] == []
    assert "Kent Guild of Schools" in (site / "index.html").read_text(encoding="utf-8")


# --- regroup the districts --------------------------------------------------------------------------------


@pytest.mark.whole
def test_regroup(
    own_world: Path, built_world: Path, tmp_path: Path, read_page: Callable[..., ReadPage]
) -> None:
    """Two districts become one: all are found in it, and each former address says so and leads on."""
    places = own_world / "places.yaml"
    text = places.read_text(encoding="utf-8")
    ended = text.replace("    valid_from: 1974-04\n", "    valid_from: 1974-04\n    valid_to: 2026-11\n", 2)
    new = (
        "  - slug: highlands\n    label: Highlands\n    area: hills\n    former: [Upland, Dale, Old Dale]\n"
        "    tile: {column: 1, row: 1}\n    centre: {latitude: 51.15, longitude: 0.50}\n"
        "    valid_from: 2026-12\n"
    )
    ended = ended.replace("    former: [Old Dale]\n", "").replace(
        "  - slug: shore\n", f"{new}  - slug: shore\n"
    )
    head, tail = ended.split("towns:")
    places.write_text(f"{head}towns:{_moved(tail)}", encoding="utf-8")
    for portrait in own_world.glob("kles/*.yaml"):
        portrait.write_text(_moved(portrait.read_text(encoding="utf-8")), encoding="utf-8")
    site = built(own_world, tmp_path / "site", datetime.date(2026, 12, 1))

    def addresses(root: Path) -> set[str]:
        return {file.relative_to(root).as_posix() for file in root.rglob("*.html")}

    assert addresses(site) == addresses(built_world) | {"directory/district/highlands/index.html"}
    for old in ("upland", "dale"):
        page = read_page(site / f"directory/district/{old}/index.html")
        assert "is no longer a district Its schools are now in this district: Highlands" in page.text
        assert "../highlands/" in page.values("href")
    assert "3 leaders" in read_page(site / "directory/district/highlands/index.html").text
    area = read_page(site / "areas/hills/index.html").text
    assert "Highlands" in area
    assert "Upland" not in area


def _moved(text: str) -> str:
    """A text with the new district in place of the two."""
    text = re.sub(r"(district: )(upland|dale)\b", r"\1highlands", text)
    text = re.sub(r"(districts: \[)upland, dale\b", r"\1highlands", text)
    return re.sub(r"(works_in: \[)(upland|dale)\b", r"\1highlands", text)


# --- roll back --------------------------------------------------------------------------------------------


def going_back() -> str:
    """What the workflow runs to go back."""
    workflow: Any = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8"))
    return str(next(step["run"] for step in workflow["jobs"]["build"]["steps"] if step["name"] == "Go back"))


def test_publish_goes_back_along_the_main_branch_alone(tmp_path: Path) -> None:
    """An earlier commit of it is taken; one beside it, an option or what is none is refused in a sentence."""

    def git(*words: str) -> str:
        named = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
        ran = subprocess.run(
            ["git", *named, *words], cwd=tmp_path, check=True, capture_output=True, text=True
        )
        return ran.stdout.strip()

    git("init", "--quiet", "--initial-branch", "main")
    for name in ("one", "two"):
        git("commit", "--quiet", "--allow-empty", "-m", name)
    git("switch", "--quiet", "--create", "aside", "HEAD~1")
    git("commit", "--quiet", "--allow-empty", "-m", "aside")
    aside, main, earlier = git("rev-parse", "aside"), git("rev-parse", "main"), git("rev-parse", "main~1")
    for commit, lands_on in (
        (earlier, earlier),
        (earlier[:8], earlier),
        (aside, ""),
        ("--help", ""),
        ("x y", ""),
    ):
        git("switch", "--quiet", "main")
        ran = subprocess.run(
            ["bash", "-e", "-c", going_back()],
            cwd=tmp_path,
            env={"COMMIT": commit, "PATH": "/usr/local/bin:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode == 0) is bool(lands_on), (commit, ran.stderr)
        assert git("rev-parse", "HEAD") == (lands_on or main)
        assert lands_on or "::error::There is no such commit on the main branch." in ran.stdout
