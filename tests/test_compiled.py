"""Compiled templates: kept beside what Python compiled, never stale, and missed by nobody once lost."""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from kle_site import compiled
from kle_site.compiled import Compiled


@pytest.fixture(name="beside", autouse=True)
def _beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for Python's own."""
    monkeypatch.setattr(compiled, "_BESIDE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def said(text: str, kept: Compiled) -> str:
    """Return what a template says in an environment of its own."""
    loader = jinja2.DictLoader({"page.html": text})
    return (
        jinja2.Environment(loader=loader, autoescape=True, bytecode_cache=kept)
        .get_template("page.html")
        .render()
    )


@pytest.fixture(name="compilations")
def _compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that are compiled, one after another."""
    found: list[str] = []
    generate = jinja2.Environment._generate

    def noting(self: jinja2.Environment, source: object, name: str, *more: object, **others: object) -> str:
        found.append(name)
        return generate(self, source, name, *more, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(jinja2.Environment, "_generate", noting)
    return found


def test_the_next_program_finds_them(beside: Path, compilations: list[str]) -> None:
    """A template is compiled once for a program, and again when its text is another."""
    assert [said("one", Compiled("a")), said("one", Compiled("a")), said("two", Compiled("a"))] == [
        "one",
        "one",
        "two",
    ]
    assert len(compilations) == 2
    assert [folder.name for folder in beside.iterdir()] == ["templates-a"]


def test_another_program_compiles_anew(beside: Path, compilations: list[str]) -> None:
    """Filters take part in compiling, so another program's are forgotten."""
    said("one", Compiled("a"))

    assert said("one", Compiled("b")) == "one"
    assert len(compilations) == 2
    assert [folder.name for folder in beside.iterdir()] == ["templates-b"]


@pytest.mark.parametrize("spoilt", [b"", b"nothing of ours", None])
def test_what_is_spoilt_is_compiled_anew(beside: Path, compilations: list[str], spoilt: bytes | None) -> None:
    """Whatever a file holds, and cut short too, a page is as it was."""
    said("one", Compiled("a"))
    (file,) = (beside / "templates-a").iterdir()
    file.write_bytes(file.read_bytes()[:30] if spoilt is None else spoilt)

    assert said("one", Compiled("a")) == "one"
    assert len(compilations) == 2
    assert said("one", Compiled("a")) == "one"
    assert len(compilations) == 2


def test_nothing_is_written_where_python_writes_nothing(
    beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As PYTHONDONTWRITEBYTECODE asks; and a folder that cannot be written keeps nobody from a page."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert said("one", Compiled("a")) == "one"
    assert list(beside.iterdir()) == []

    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(compiled, "_BESIDE", beside / "file" / "below")
    (beside / "file").write_bytes(b"")

    assert said("one", Compiled("a")) == "one"
