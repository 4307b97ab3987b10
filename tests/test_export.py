"""`kle export`: the published bytes by command, a plain refusal of what cannot be, nothing half-written."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kle_site import cli

Export = Callable[..., tuple[int, bytes, str]]


@pytest.fixture(name="export")
def _export(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, world: Path
) -> Export:
    """Return a function: options → exit code, what came out, what was warned of."""
    monkeypatch.setenv("KLE_DEBUG", "1")

    def run(*options: str, content: Path = world, on: str = "2026-11-21") -> tuple[int, bytes, str]:
        capfdbinary.readouterr()
        code = cli.main(["export", "--content", str(content), "--today", on, *options])
        out, warned = capfdbinary.readouterr()
        return code, out, warned.decode()

    return run


def test_it_gives_what_is_published(
    export: Export,
    built_world: Path,
    built_site: Path,
    content_dir: Path,
    content_today: datetime.date,
    tmp_path: Path,
) -> None:
    """Byte for byte, to a file or to whatever reads it; of everywhere and of an area."""
    published = built_site / "data" / "v1"
    day = content_today.isoformat()
    for form in ("json", "csv", "xlsx"):
        assert export("--format", form, content=content_dir, on=day) == (
            0,
            (published / f"leaders.{form}").read_bytes(),
            "",
        )
    file = tmp_path / "coast.xlsx"
    file.write_bytes(b"old")

    assert export("--format", "xlsx", "--area", "coast", "--out", str(file)) == (0, b"", "")
    assert file.read_bytes() == (built_world / "areas" / "coast" / "leaders.xlsx").read_bytes()
    assert [one.name for one in tmp_path.iterdir()] == ["coast.xlsx"]


def test_an_area_is_who_works_there(export: Export) -> None:
    """In JSON as in the spreadsheet."""
    _, out, _ = export("--format", "json", "--area", "hills")
    found = json.loads(out)

    assert found["area"] == "hills"
    assert found["leaders"]
    assert all("hills" in one["areas"] for one in found["leaders"])


def test_an_area_that_is_none(export: Export) -> None:
    """A slip is told, with what was meant."""
    said = "There is no area “coats”. Did you mean “coast”?\n"

    assert export("--format", "csv", "--area", "coats") == (2, b"", said)


def test_a_spreadsheet_is_not_for_a_terminal(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes would only make it beep."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    code, out, warned = export("--format", "xlsx")

    assert (code, out) == (2, b"")
    assert warned == "A spreadsheet is no text for a terminal. Name a file: --out leaders.xlsx\n"
    assert export("--format", "csv")[0] == 0


def test_where_no_file_can_be(export: Export, tmp_path: Path) -> None:
    """A folder, or a place that is not there: a sentence, and nothing is left behind."""
    nowhere = tmp_path / "no" / "leaders.csv"

    assert export("--format", "csv", "--out", str(tmp_path)) == (
        2,
        b"",
        f"{tmp_path} is a folder. Name a file in it.\n",
    )
    assert export("--format", "csv", "--out", str(nowhere)) == (
        2,
        b"",
        f"{nowhere} cannot be written: no such file or directory.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_nobodys_consent_expires_unseen(export: Export, own_world: Path, tmp_path: Path) -> None:
    """What a build refuses is exported to nobody, and the file that was there stays."""
    file, ada = tmp_path / "leaders.csv", own_world / "kles" / "ada-plain.yaml"
    file.write_bytes(b"old")
    said = ada.read_text(encoding="utf-8")
    ada.write_text(said.replace("given: 2026-09-01", "given: 2024-10-01"), encoding="utf-8")

    code, out, warned = export("--format", "csv", "--out", str(file), content=own_world)

    assert (code, out, file.read_bytes()) == (1, b"", b"old")
    assert "consent" in warned
    assert warned.endswith("Nothing was exported.\n")
