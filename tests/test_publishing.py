"""What the publish workflow runs before a build: the last site's manifest, and the notes of a release."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from conftest import ROOT

from kle_site import changes, history
from kle_site.load import load
from kle_site.look import address_of
from tools.github import gone, notes, published
from tools.github.published import FetchError

Opens = Callable[[str], bytes]
MANIFEST = json.dumps({"schema": 1, "files": {}}).encode()


class Fake:
    """Opens an address by a function that gives its bytes, or raises."""

    def __init__(self, opens: Opens) -> None:
        self._opens = opens

    def open(self, request: urllib.request.Request, *, timeout: float) -> Any:
        """Answer one request."""
        assert timeout

        body = io.BytesIO(self._opens(request.full_url))
        body.headers = Message()  # type: ignore[attr-defined]
        return body


def answers(code: int) -> Opens:
    """A server that answers with an error."""

    def opens(address: str) -> bytes:
        raise urllib.error.HTTPError(address, code, "No", Message(), None)

    return opens


def unreachable(_address: str) -> bytes:
    """No server at all."""
    raise urllib.error.URLError("no such name")


# --- the manifest of the last site ------------------------------------------------------------------------


@pytest.fixture(name="fetch")
def _fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Opens], tuple[int, Path]]:
    """Return a function: how the site answers → the exit code, and where its manifest would be."""
    monkeypatch.chdir(ROOT)
    out = tmp_path / "manifest.json"
    return lambda opens: (published.main([str(out)], Fake(opens)), out)


def test_the_manifest_is_fetched_from_where_the_site_is_published(
    fetch: Callable[[Opens], tuple[int, Path]],
) -> None:
    """At its address in content/site.yaml; and a build can go on from it."""
    asked = []

    def opens(address: str) -> bytes:
        asked.append(address)
        return MANIFEST

    code, out = fetch(opens)

    content = load(ROOT / "content").content

    assert content
    assert (code, asked) == (0, [f"{address_of(content.site)}data/v1/manifest.json"])
    assert history.read(out) is not None


def test_where_nothing_is_published_it_is_the_first_release(
    fetch: Callable[[Opens], tuple[int, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    """“Not found” is no failure, and leaves nothing behind."""
    code, out = fetch(answers(404))

    assert (code, out.exists()) == (0, False)
    assert "this is the first release" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("opens", "why"),
    [
        (answers(500), "answered 500"),
        (answers(403), "answered 403"),
        (answers(301), "answered 301"),
        (unreachable, "cannot be reached"),
        (lambda _: b"<!doctype html>", "no manifest of ours"),
        (lambda _: b"", "no manifest of ours"),
    ],
)
def test_whatever_else_goes_wrong_stops_the_publishing(
    opens: Opens,
    why: str,
    fetch: Callable[[Opens], tuple[int, Path]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With a sentence that says what to do."""
    code, _ = fetch(opens)
    said = capsys.readouterr().err

    assert code == 1
    assert why in said
    assert "start this workflow by hand with “first release” ticked" in said


def test_a_manifest_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not read for ever."""
    monkeypatch.setattr(published, "LARGEST", len(MANIFEST) - 1)

    with pytest.raises(FetchError, match="too long"):
        published.fetch("https://leaders.example/", Fake(lambda _: MANIFEST))


@pytest.mark.parametrize(("place", "follows"), [("https://b.example/", True), ("http://b.example/", False)])
def test_a_redirect_leads_to_https_alone(place: str, follows: bool) -> None:
    """Nobody on the way may put another manifest in its place."""
    request = urllib.request.Request("https://a.example/")
    led = published._Safely().redirect_request(request, io.BytesIO(), 301, "Moved", Message(), place)

    assert (led is not None) == follows


# --- the notes of a release -------------------------------------------------------------------------------


@pytest.fixture(name="repository")
def _repository(own_world: Path, tmp_path: Path) -> tuple[Path, list[str]]:
    """A repository of two commits with the miniature county, and the two; in the later a role is another."""
    folder = tmp_path / "repository"
    shutil.move(own_world, folder / "content")

    def git(*given: str) -> str:
        who = ["-c", "user.name=A", "-c", "user.email=a@a.example"]
        ran = subprocess.run(["git", *who, *given], cwd=folder, check=True, capture_output=True, text=True)
        return ran.stdout.strip()

    git("init", "-q")
    commits = []
    for role in ("Headteacher", "Principal @jo"):
        file = folder / "content" / "kles" / "ada-plain.yaml"
        text = file.read_text(encoding="utf-8").replace("role: Headteacher", f"role: {role}")
        file.write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", role)
        commits.append(git("rev-parse", "HEAD"))
    return folder, commits


@pytest.fixture(name="note")
def _note(
    repository: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Opens], str]:
    """Return a function: how GitHub answers → what stands on the run's page."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_API_URL", "https://api.github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "example/leaders")
    monkeypatch.setenv("GH_TOKEN", "t0ken")

    def note(opens: Opens) -> str:
        summary.unlink(missing_ok=True)
        assert notes.main(Fake(opens), repository[0]) == 0
        return summary.read_text(encoding="utf-8")

    return note


def deployments(*given: tuple[str, str]) -> Opens:
    """Answers of GitHub about deployments: commit and state of each, the newest first."""

    def opens(address: str) -> bytes:
        parts = urlsplit(address)
        path = parts.path.removeprefix("/repos/example/leaders/deployments")
        if not path:
            assert parse_qs(parts.query)["environment"] == ["github-pages"]
            return json.dumps([{"id": place, "sha": sha} for place, (sha, _) in enumerate(given)]).encode()
        state = given[int(path.split("/")[1])][1]
        return json.dumps([{"state": state}] if state else []).encode()

    return opens


def test_the_notes_are_told_from_what_was_published_last(
    note: Callable[[Opens], str], repository: tuple[Path, list[str]]
) -> None:
    """Not from what failed or waits; in the words of `kle diff`, and a mention is none."""
    old, new = repository[1]
    said = note(deployments((new, ""), (new, "failure"), (old, "success"), (new, "inactive")))

    assert said.startswith(
        f"### What this release changes\n\nSince commit {old[:7]}, which was published last"
    )
    assert "- Ada Plain: role: Principal \\@" in said
    assert "@jo" not in said
    assert changes.ALWAYS in said
    assert "Nothing in the content." in note(deployments((new, "success")))


def test_the_first_release_has_no_notes(note: Callable[[Opens], str]) -> None:
    """And says so."""
    assert "this is the first release" in note(deployments())


@pytest.mark.parametrize(
    ("opens", "why"),
    [
        (answers(403), "GitHub answered 403"),
        (unreachable, "GitHub cannot be reached"),
        (lambda _: b"7", "another form"),
        (lambda _: b'[{"id": 1}]', "another form"),
        (deployments(("0" * 40, "success")), "not in the history any more"),
    ],
)
def test_notes_that_cannot_be_made_stop_nothing(
    opens: Opens, why: str, note: Callable[[Opens], str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The page says why, without a traceback or the token."""
    said = note(opens)

    assert "It cannot be said." in said
    assert why in said
    assert "t0ken" not in said + capsys.readouterr().err


def test_what_cannot_be_read_is_said(
    note: Callable[[Opens], str], repository: tuple[Path, list[str]]
) -> None:
    """A content folder that is broken has no notes; the build says why."""
    (repository[0] / "content" / "places.yaml").write_text("areas: [", encoding="utf-8")

    assert "not in order" in note(deployments((repository[1][0], "success")))


# --- who may be gone --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"schedule": "23 4 * * *"}, []),
        ({"inputs": None}, []),
        ({"inputs": {"first": "false", "gone": ""}}, []),
        (
            {"inputs": {"gone": "ann-lee  /guidance/old-page/ bo-lee"}},
            ["ann-lee", "/guidance/old-page/", "bo-lee"],
        ),
        ({"inputs": {"gone": "ann-lee; rm -rf ~"}}, None),
        ({"inputs": {"gone": "*"}}, None),
        ({"inputs": {"gone": "--no-cache"}}, None),
        ({"inputs": {"gone": "$(id)"}}, None),
        ({"inputs": {"gone": "Ann-Lee"}}, None),
    ],
)
def test_who_may_be_gone(
    event: dict[str, Any],
    expected: list[str] | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Slugs and addresses are printed, a line each; anything else is refused, and not repeated in the log."""
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event), encoding="utf-8")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(file))

    assert gone.named(file.read_bytes()) == expected
    assert gone.main() == (2 if expected is None else 0)

    said, warned = capsys.readouterr()
    assert said.split() == (expected or [])
    assert warned == (
        ""
        if expected is not None
        else "What may be gone is slugs (sian-obrien) or addresses (/guidance/mentoring/), a space between.\n"
    )


@pytest.mark.parametrize("since", [False, True])
def test_the_step_that_builds(tmp_path: Path, since: bool) -> None:
    """Each name becomes an option of its own, and the manifest one where it was fetched."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8"))
    (step,) = [one for one in workflow["jobs"]["build"]["steps"] if "kle build" in one.get("run", "")]
    tools = tmp_path / ".venv" / "bin"
    tools.mkdir(parents=True)
    for name, script in (("kle", 'printf "%s\\n" "$@"'), ("python", "echo ann-lee; echo /old/")):
        (tools / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    if since:
        (tmp_path / "manifest.json").touch()

    ran = subprocess.run(
        ["/bin/bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env={"RUNNER_TEMP": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )

    told = ["--since", str(tmp_path / "manifest.json")] if since else []
    assert (ran.stderr, ran.returncode) == ("", 0)
    assert ran.stdout.split() == ["build", "--release", *told, "--gone", "ann-lee", "--gone", "/old/"]
