"""`kle import` as tests of it run it: in the miniature county, with what came as JSON, YAML or an issue."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from golden import WORLD, files

from kle_site import cli, issueform

DAY = "2026-11-21"
SCHEMA = "# yaml-language-server: $schema=https://leaders.example/data/v1/portrait.schema.json\n"


def fields_of(slug: str) -> dict[str, Any]:
    """What a portrait of the miniature county says."""
    return yaml.load((WORLD / "kles" / f"{slug}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)


ADA = fields_of("ada-plain")
SCHOOL = {**ADA["schools"][0], "name": "Example Low Primary School", "urn": "900777"}
JO = {**ADA, "name": "Jo Field", "schools": [SCHOOL], "contact": {"email": "office@low.example"}}


def portrait(**changes: Any) -> dict[str, Any]:
    """The form's file of a new portrait, with other keys where they are given."""
    return {"format": "kle-portrait", "version": 1, "slug": "jo-field", "portrait": JO} | changes


def change(changes: dict[str, Any], was: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The form's file of a change to Ada Plain's portrait."""
    found = {"format": "kle-portrait-changes", "version": 1, "slug": "ada-plain", "changes": changes}
    return found | ({} if was is None else {"was": was}) | more


def issue(text: str) -> str:
    """The body of an issue whose form held a text, as GitHub keeps it."""
    parts = {
        "Your name": "Jo Field",
        "What are you sending?": "A new portrait",
        issueform.LABEL: f"```yaml\n{text}\n```",
        "Agreed": "- [X] I agree that it is public",
    }
    return "\r\n\r\n".join(f"### {label}\n\n{words}" for label, words in parts.items()).replace("\n", "\r\n")


class Import:
    """Imports files into a county of its own, and keeps what is said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder, self._capsys, self._patch = folder, capsys, patch
        self.said = self.warned = ""
        patch.chdir(folder)
        # An error of ours would show its traceback.
        patch.setenv("KLE_DEBUG", "1")

    def __call__(self, given: Any, *options: str, name: str = "file.json", answer: str = "") -> int:
        """Import what is given, as bytes, as text or as JSON; return the exit code."""
        text = given if isinstance(given, (str, bytes)) else json.dumps(given)
        (self.folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        self._patch.setattr(sys, "stdin", io.StringIO(answer))
        self._capsys.readouterr()
        code = cli.main(["import", name, "--today", DAY, *options])
        self.said, self.warned = self._capsys.readouterr()

        assert "Traceback" not in self.said + self.warned

        return code

    @property
    def content(self) -> dict[str, bytes]:
        """Every file of the content folder."""
        return files(self.folder / "content")

    def portrait(self, slug: str) -> str:
        """A portrait as it is."""
        return (self.folder / "content" / "kles" / f"{slug}.yaml").read_bytes().decode()
