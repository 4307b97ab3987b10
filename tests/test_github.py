"""What the workflows run, against recorded events.

Strangers' words are shown and never obeyed, one comment is renewed, and a result that claims what GitHub does
not is not believed.
"""

from __future__ import annotations

import copy
import datetime
import io
import json
import re
import shutil
import stat
import struct
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kle_site.load import load
from tools.github import artifact, files, intake, reply, result, words
from tools.github.api import US, GitHub
from tools.github.artifact import Result, Told
from tools.github.words import JOINER, Mend, told

EVENTS = Path(__file__).parent / "github"
REPOSITORY = "example/system-leader-directory"
ROOT = f"/repos/{REPOSITORY}"
TODAY = datetime.date(2026, 11, 30)
BLOB = "https://blobs.example/check-result.zip?signature=secret"


def event(name: str) -> Any:
    """A recorded event or answer."""
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


RUN = event("workflow_run")
PULL = event("pull_request")["pull_request"]
HEAD, NUMBER = PULL["head"]["sha"], PULL["number"]


class FakeAnswer:
    """What urllib gives."""

    def __init__(self, body: bytes, headers: Message | None = None) -> None:
        self._body, self.headers = io.BytesIO(body), headers or Message()

    def read(self, amount: int) -> bytes:
        """Return some bytes."""
        return self._body.read(amount)


class FakeGitHub:
    """Answers as GitHub would, keeps comments, and notes every request."""

    def __init__(self) -> None:
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.labels: dict[int, list[str]] = {}
        self.asked: list[tuple[str, str]] = []
        self.pulls = [copy.deepcopy(PULL)]
        self.files = event("pull_request_files")
        self.artifacts = event("artifacts")
        self.zip = zipped(written())

    def open(self, request: urllib.request.Request, *, timeout: float) -> FakeAnswer:
        """Answer one request."""
        assert timeout
        parts, method = urlsplit(request.full_url), request.get_method()
        self.asked.append((method, request.full_url))
        if parts.netloc == "blobs.example":
            assert not request.has_header("Authorization"), "the token went to another server"
            return FakeAnswer(self.zip)
        assert parts.scheme == "https" and parts.netloc == "api.github.com"
        assert request.get_header("Authorization") == "Bearer t0ken"
        path, query = parts.path.removeprefix(ROOT), parse_qs(parts.query)
        if path.endswith("/zip"):
            headers = Message()
            headers["Location"] = BLOB
            raise urllib.error.HTTPError(request.full_url, 302, "Found", headers, None)
        data = json.loads(request.data) if isinstance(request.data, bytes) else None
        return FakeAnswer(json.dumps(self._answer(method, path, query, data)).encode())

    def _answer(self, method: str, path: str, query: dict[str, list[str]], data: Any) -> Any:
        page = slice((int(query.get("page", ["1"])[0]) - 1) * 100, int(query.get("page", ["1"])[0]) * 100)
        if path == "/pulls":
            assert query["head"] == [f"{PULL['head']['user']['login']}:{PULL['head']['ref']}"]
            return self.pulls[page]
        if path == f"/pulls/{NUMBER}":
            return self.pulls[0]
        if path == f"/pulls/{NUMBER}/files":
            return self.files[page]
        if path == f"/actions/runs/{RUN['workflow_run']['id']}/artifacts":
            return self.artifacts
        issue = re.fullmatch(r"/issues/(\d+)/(comments|labels)", path)
        if issue and issue[2] == "labels":
            self.labels.setdefault(int(issue[1]), []).extend(data["labels"])
            return []
        if issue and method == "GET":
            return self.comments.get(int(issue[1]), [])[page]
        if issue:
            there = self.comments.setdefault(int(issue[1]), [])
            there.append({"id": 9000 + len(self.asked), "user": {"login": US}, "body": data["body"]})
            return there[-1]
        renewed = re.fullmatch(r"/issues/comments/(\d+)", path)
        assert renewed and method == "PATCH", path
        (comment,) = [c for some in self.comments.values() for c in some if c["id"] == int(renewed[1])]
        comment["body"] = data["body"]
        return comment

    @property
    def said(self) -> str:
        """The one comment of ours."""
        ours = [c for some in self.comments.values() for c in some if c["user"] and c["user"]["login"] == US]
        (said,) = [str(comment["body"]) for comment in ours]
        return said


def written(**changes: Any) -> bytes:
    """A result as the check leaves it behind, with some fields changed."""
    record = json.loads(
        artifact.written(
            Result(
                pull_request=NUMBER,
                head=HEAD,
                built=True,
                mend=(),
                changes=(Told("Jo Field", ("a new entry in Swale",), True),),
                unread=(),
            )
        )
    )
    return json.dumps({**record, **changes}).encode()


def zipped(body: bytes, name: str = artifact.FILE, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr(name, body)
    return made.getvalue()


@pytest.fixture(name="github")
def _github(monkeypatch: pytest.MonkeyPatch) -> FakeGitHub:
    """GitHub, with the pull request and the artifact as recorded."""
    monkeypatch.setenv("GITHUB_API_URL", "https://api.github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
    monkeypatch.setenv("GH_TOKEN", "t0ken")
    return FakeGitHub()


Answer = Callable[..., str]


@pytest.fixture(name="answer")
def _answer(github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Return a function: changes to the run of the recorded event → what was said on the pull request."""

    def answer(**changes: Any) -> str:
        given = copy.deepcopy(RUN)
        given["workflow_run"] |= changes
        file = tmp_path / "event.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(file))

        assert reply.main(github) == 0

        return github.said if github.comments else ""

    return answer


# --- a reply ----------------------------------------------------------------------------------------------


def test_a_reply_says_what_changes(answer: Answer, github: FakeGitHub) -> None:
    """In words, with when and at which commit, and who agrees."""
    said = answer()

    assert said.startswith(f"{reply.MARKER}\n### Thank you. Everything is fine: we read it next.")
    assert "- Jo Field: a new entry in Swale" in said
    assert "**Who agrees**" in said
    assert "30 November 2026 at 14:02 UTC, at commit 9f2c4e7" in said
    assert github.labels == {NUMBER: [reply.REVIEW]}
    assert {NUMBER} == {*github.comments}


def test_a_reply_says_what_is_left_to_mend(answer: Answer, github: FakeGitHub) -> None:
    """Where, what, and what to type; and what could be somebody's status, not."""
    github.zip = zipped(
        written(
            mend=[
                {
                    "path": "content/kles/jo-field.yaml",
                    "line": 11,
                    "message": "“pimary” is not one of the choices here.",
                    "hint": "Did you mean “primary”?",
                },
                {"path": "content/kles/jo-field.yaml", "line": 20, "message": "", "hint": ""},
                {"path": "content/kles/jo-field.yaml", "line": 21, "message": "“pausd” it is.", "hint": ""},
            ]
        )
    )
    said = answer()

    assert "### Thank you. 3 things are left to mend." in said
    assert "line 11: “pimary” is not one of the choices here. Did you mean “primary”?" in said
    assert "line 20: there is something to mend. The check’s own page says what." in said
    assert "line 21: there is something to mend." in said
    assert "paus" not in said


def test_the_same_comment_is_renewed(answer: Answer, github: FakeGitHub) -> None:
    """A second check writes no second comment; an equal one writes nothing."""
    github.comments[NUMBER] = [
        {"id": number, "user": {"login": "somebody"}, "body": "Hello"} for number in range(150)
    ]
    answer()
    first = [c["id"] for c in github.comments[NUMBER] if c["user"]["login"] == US]
    github.zip = zipped(written(changes=[{"about": "Jo Field", "words": ["role: Head"], "review": False}]))
    said = answer(updated_at="2026-11-30T15:20:00Z")

    assert [c["id"] for c in github.comments[NUMBER] if c["user"]["login"] == US] == first
    assert "Jo Field: role: Head" in said
    assert "at 15:20 UTC" in said
    github.asked.clear()
    answer(updated_at="2026-11-30T15:20:00Z")
    assert [method for method, address in github.asked if "/comments" in address] == ["GET", "GET"]


def test_a_label_that_cannot_be_put_on_is_said(
    answer: Answer, github: FakeGitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """The comment is written all the same."""
    asked = github.open

    def refuse(request: urllib.request.Request, *, timeout: float) -> FakeAnswer:
        if request.full_url.endswith("/labels"):
            raise urllib.error.HTTPError(request.full_url, 422, "", Message(), None)
        return asked(request, timeout=timeout)

    github.open = refuse  # type: ignore[method-assign]

    assert "Jo Field: a new entry in Swale" in answer()
    assert "GitHub answered 422" in capsys.readouterr().out


def test_somebody_elses_mark_is_not_ours(answer: Answer, github: FakeGitHub) -> None:
    """A comment that forges our mark is left alone."""
    github.comments[NUMBER] = [{"id": 1, "user": {"login": "mallory"}, "body": f"{reply.MARKER}\nAll fine!"}]
    github.comments[NUMBER].append({"id": 2, "user": None, "body": f"{reply.MARKER}\nBy nobody"})
    (forged, nobodys) = copy.deepcopy(github.comments[NUMBER])
    answer()

    assert github.comments[NUMBER][:2] == [forged, nobodys]
    assert github.comments[NUMBER][2]["body"].startswith(reply.MARKER)


def test_a_workflow_may_be_named_with_its_branch(answer: Answer) -> None:
    """As GitHub's own documentation shows it."""
    assert "Jo Field" in answer(path=f"{reply.CHECK}@main")


def test_a_first_change_waits_kindly(answer: Answer, github: FakeGitHub) -> None:
    """A check that one of us must start is no failure of theirs."""
    said = answer(conclusion="action_required")

    assert "Thank you. Nothing is wrong." in said
    assert not [address for _, address in github.asked if "artifacts" in address]


@pytest.mark.parametrize(
    "run",
    [
        {"event": "push"},
        {"path": ".github/workflows/evil.yml"},
        {"conclusion": "cancelled"},
        {"head_repository": None},
        {"head_sha": "0" * 40},
    ],
    ids=lambda run: next(iter(run)),
)
def test_what_is_no_check_of_an_open_pull_request_gets_no_answer(
    run: dict[str, Any], answer: Answer, github: FakeGitHub
) -> None:
    """Another workflow of the same name, a fork that is gone, a commit that is no longer the newest."""
    assert answer(**run) == ""
    assert {method for method, _ in github.asked} <= {"GET"}


def test_a_commit_that_comes_meanwhile_is_not_answered(answer: Answer, github: FakeGitHub) -> None:
    """Files are those of the newest commit: where it is not the one that was checked, nothing is said."""
    moved = copy.deepcopy(PULL)
    moved["head"]["sha"] = "1" * 40
    asked = github.open

    def then(request: urllib.request.Request, *, timeout: float) -> FakeAnswer:
        found = asked(request, timeout=timeout)
        if request.full_url.split("?")[0].endswith("/pulls"):
            github.pulls = [moved]
        return found

    github.open = then  # type: ignore[method-assign]

    assert answer() == ""


# --- what the artifact may not do -------------------------------------------------------------------------


def bomb() -> bytes:
    """A small ZIP that unpacks to far more than may be."""
    return zipped(b"[" + b" " * 80_000_000 + b"]")


def liar() -> bytes:
    """A ZIP whose headers say that a large file is small."""
    raw = bytearray(zipped(b" " * 2_000_000))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", raw, raw.index(mark) + offset, 10)
    return bytes(raw)


def link() -> bytes:
    """A ZIP whose one entry is a symbolic link."""
    made, info = io.BytesIO(), zipfile.ZipInfo(artifact.FILE)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(info, "/proc/self/environ")
    return made.getvalue()


def two() -> bytes:
    """A ZIP with our file and another beside it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(artifact.FILE, written())
        file.writestr("../../.git/config", "[core]")
    return made.getvalue()


HOSTILE: dict[str, bytes] = {
    "no zip": b"hello",
    "nothing": b"",
    "half a zip": zipped(written())[:60],
    "too large": zipped(written()) + b"\0" * artifact.ZIPPED,
    "a bomb": bomb(),
    "a liar": liar(),
    "a way out": zipped(written(), "../../../etc/passwd"),
    "an absolute path": zipped(written(), "/etc/passwd"),
    "a link": link(),
    "two files": two(),
    "another method": zipped(written(), method=zipfile.ZIP_LZMA),
    "no JSON": zipped(b"{"),
    "not UTF-8": zipped(b'{"format": "\xff"}'),
    "deep": zipped(b"[" * 100_000),
    "a field twice": zipped(written().replace(b'"built": true', b'"built": true, "built": false')),
    "no number": zipped(written().replace(b'"pull_request": 12', b'"pull_request": NaN')),
    "an endless number": zipped(written().replace(b'"pull_request": 12', b'"pull_request": ' + b"9" * 5000)),
    "a list": zipped(b"[]"),
    "another version": zipped(written(version=2)),
    "true for one": zipped(written(version=True)),
    "a field more": zipped(written(token="please")),
    "words of a number": zipped(written(pull_request="12; echo")),
    "true for a number": zipped(written(pull_request=True)),
    "a long text": zipped(written(unread=["x" * 3000])),
    "a long list": zipped(written(unread=["x"] * 501)),
    "no list": zipped(written(changes="Jo Field")),
    "no commit": zipped(written(head="main")),
    "words of yes": zipped(written(built="yes")),
    "a change without words": zipped(written(changes=[{"about": "Jo"}])),
    "another pull request": zipped(written(pull_request=13)),
    "another commit": zipped(written(head="a" * 40)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_artifact_is_not_believed(name: str, answer: Answer, github: FakeGitHub) -> None:
    """The pull request that GitHub names gets a calm word, and nothing of the artifact."""
    github.zip = HOSTILE[name]
    said = answer()

    assert "### Thank you. The check could not say its result." in said
    assert "One of us looks at it" in said
    assert "Jo Field" not in said
    assert {*github.comments} == {NUMBER}


def test_a_result_is_read_as_it_was_written() -> None:
    """What the check writes, the reply reads; what is too much is left out before."""
    mend = (Mend("content/kles/jo-field.yaml", 3, "\ud800 half", "x" * 9000),) * 700
    found = Result(3, "b" * 40, False, mend, (Told("A", ("b", "c"), False),), ("kles/x.yaml",))
    read = artifact.read(zipped(artifact.written(found)))

    assert (read.pull_request, read.head, read.built) == (3, "b" * 40, False)
    assert 0 < len(read.mend) <= artifact.MOST
    assert read.changes == found.changes
    assert read.unread == found.unread


@pytest.mark.parametrize("artifacts", [{"artifacts": []}, "expired", "large"])
def test_a_check_that_left_nothing_is_said(artifacts: Any, answer: Answer, github: FakeGitHub) -> None:
    """No artifact, one that is gone, one that GitHub says is too large: it is not even fetched."""
    if artifacts == "expired":
        github.artifacts["artifacts"][0]["expired"] = True
    elif artifacts == "large":
        github.artifacts["artifacts"][0]["size_in_bytes"] = artifact.ZIPPED + 1
    else:
        github.artifacts = artifacts

    assert "The check could not say its result." in answer()
    assert BLOB not in [address for _, address in github.asked]


# --- what the pull request's files say --------------------------------------------------------------------


def test_a_pull_request_that_edits_the_checker_is_told(answer: Answer, github: FakeGitHub) -> None:
    """Its check may say what it likes, so a maintainer reads the files, which are named by GitHub."""
    github.files.append({"filename": "kle_site/check.py", "status": "modified", "patch": "@@"})
    github.files.append({"filename": ".github/workflows/@evil.yml", "status": "added", "patch": "@@"})
    said = answer()

    assert "**Files outside content/**" in said
    assert "what stands above is not enough: a maintainer reads them" in said
    assert "- kle\\_site/check.py" in said
    assert "@evil" not in said


def test_a_file_that_moves_out_of_content_is_outside() -> None:
    """Either name counts."""
    moved = {"filename": "content/x.md", "previous_filename": "README.md", "status": "renamed"}

    assert reply.beyond_content([moved]) == ["README.md"]


KLE = "content/kles/jo-field.yaml"
FOR_REVIEWERS: dict[str, tuple[list[dict[str, Any]], bool]] = {
    "new": ([{"filename": KLE, "status": "added", "patch": "+x"}], True),
    "renamed": ([{"filename": KLE, "status": "renamed"}], True),
    "no lines": ([{"filename": KLE, "status": "modified"}], True),
    "a kind": (
        [{"filename": KLE, "status": "modified", "patch": "@@\n-  - {kind: KLE}\n+  - {kind: NLE}"}],
        True,
    ),
    "a month": (
        [{"filename": KLE, "status": "modified", "patch": "@@\n-    since: 2021-01\n+    since: 2020-01"}],
        True,
    ),
    "an end": (
        [
            {
                "filename": KLE,
                "status": "modified",
                "patch": "@@\n-  - {kind: KLE, since: 2020-01}\n"
                "+  - {kind: KLE, since: 2020-01, until: 2026-08}",
            }
        ],
        False,
    ),
    "an end on its line": (
        [{"filename": KLE, "status": "modified", "patch": "@@\n   since: 2020-01\n+    until: 2026-08"}],
        False,
    ),
    "words": ([{"filename": KLE, "status": "modified", "patch": "@@\n-role: A\n+role: B"}], False),
    "gone": ([{"filename": KLE, "status": "removed", "patch": "-kind: KLE"}], False),
    "elsewhere": ([{"filename": "content/site.yaml", "status": "added"}], False),
}


@pytest.mark.parametrize("name", FOR_REVIEWERS)
def test_new_portraits_and_designations_go_to_the_reviewers(name: str) -> None:
    """Read off GitHub's own list; who leaves is not told by it."""
    touched, expected = FOR_REVIEWERS[name]

    assert reply.for_reviewers(touched) is expected


# --- strangers' words -------------------------------------------------------------------------------------

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
WORDS = [
    "::set-output name=x::y",
    "::add-mask::e",
    "::stop-commands::x",
    "##[error]x",
    "@example/maintainers and @octocat",
    "fixes #12, GH-12, example/other#3",
    "<!-- kle-check -->",
    "<img src=x onerror=alert(1)> <b>",
    "![x](https://evil.example/p.png) [y](javascript:alert(1))",
    "https://evil.example www.evil.example me@evil.example",
    "```\nend\n```",
    "- [x] done\n# Title\n> quote\n1. one\n| a | b |\n---",
    "&lt;b&gt; &#64;octocat",
    "9f2c4e7a1b3d5f60718293a4b5c6d7e8f9012345",
    "$x$ :tada: *a* _b_ ~~c~~ \\",
    "\u202egnp.exe \u200b\u0000",
]


def shown(markdown: str) -> tuple[set[str], str]:
    """What a Markdown list item becomes: the names of its elements, and its text."""
    html = MARKDOWN.render(f"- {markdown}")
    names = {*re.findall(r"<([a-z0-9]+)", html)}
    text = re.sub(r"<[^>]*>", "", html).strip()
    for entity, character in {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}.items():
        text = text.replace(entity, character)
    return names, text


def harmless(markdown: str) -> None:
    """Assert that words become words: no element, no mention, no reference, no address."""
    names, text = shown(markdown)

    assert names <= {"ul", "li"}
    assert not re.search(r"@\w|#\w|://|\bwww\.|\bgh-\d|\b[0-9a-f]{7}", text, re.IGNORECASE | re.ASCII)
    assert "<!--" not in markdown


@pytest.mark.parametrize("text", WORDS)
def test_words_become_words(text: str) -> None:
    """Nothing that GitHub reads out of a comment is left in what a stranger wrote."""
    harmless(told(text))

    assert "\n" not in told(text)
    assert "##[" not in told(text)


@given(st.text(max_size=400) | st.lists(st.sampled_from(WORDS), max_size=4).map("".join))
def test_any_words_become_words(text: str) -> None:
    """The same of whatever text; and what is shown is what was written, on one line."""
    markdown = told(text)
    harmless(markdown)
    line = words.printable(" ".join(text.split()))

    if len(line) <= words.LONGEST and line:
        assert shown(markdown)[1].replace(JOINER, "") == line.replace(JOINER, "").strip()


def test_a_comment_is_never_too_long(answer: Answer, github: FakeGitHub) -> None:
    """With 500 changes of 2,000 marks each, it is cut and says so."""
    some = [{"about": "*" * 100, "words": ["_" * 2000] * 3, "review": False}] * 60
    github.zip = zipped(written(changes=some))
    said = answer()

    assert len(said) <= words.COMMENT
    assert "too long to show here" in said
    assert "at commit 9f2c4e7" in said


def test_quiet_lines_are_found_in_broken_yaml() -> None:
    """Lines of a field that is somebody's status, and any line that could be."""
    raw = b"name: Jo\navailability:\n  checked: [\n  from: x\nrole: Head\nlisted: no\nother: paused\n"

    assert words.quiet_lines(raw) == {2, 3, 4, 6, 7}


# --- what the check leaves behind -------------------------------------------------------------------------


def test_the_check_puts_it_into_words(world: Path, own_world: Path) -> None:
    """Changes in words, what is left to mend with its line, and no word of anybody's status."""
    file = own_world / "kles" / "ada-plain.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("status: open", "status: pausedd").replace("phase: primary", "phase: pimary")
    file.write_text(text.replace("role: Headteacher", "role: Principal"), encoding="utf-8")
    found = result.result(world, own_world, [file], PULL, built=False)
    said = artifact.written(found).decode()

    assert (found.pull_request, found.head, found.built) == (NUMBER, HEAD, False)
    assert found.unread == ("kles/ada-plain.yaml",)
    assert ["pimary" in one.message for one in found.mend] == [True, False]
    assert "paused" not in said
    file.write_text(text.replace("pausedd", "paused").replace("pimary", "primary"), encoding="utf-8")
    found = result.result(world, own_world, [file], PULL, built=True)
    assert [(one.about, one.words) for one in found.changes] == [("Ada Plain", ("changed",))]
    assert found.mend == ()


def test_only_portraits_are_checked_where_only_they_changed(tmp_path: Path) -> None:
    """A leader is told of their file alone; with any other file, all is checked."""
    (tmp_path / "content" / "kles").mkdir(parents=True)
    (tmp_path / "content" / "kles" / "jo.yaml").touch()
    jo, gone, photo = "content/kles/jo.yaml", "content/kles/gone.yaml", "content/photos/jo.jpg"

    assert files.portraits([jo, gone, photo], tmp_path) == [jo]
    assert files.portraits([gone], tmp_path) == []
    assert files.portraits([jo, "README.md"], tmp_path) == []
    assert files.portraits([jo, "content/kles/jo.yml"], tmp_path) == []


def test_changed_files_are_read_off_git(tmp_path: Path) -> None:
    """Odd names come whole, and both names of a file that moved."""
    shutil.copytree(EVENTS, tmp_path / "a b")

    def git(*given: str) -> None:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *given]
        subprocess.run(command, check=True, cwd=tmp_path, capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "1")
    (tmp_path / "a b" / "artifacts.json").rename(tmp_path / "--é\n.json")
    git("add", "-A")
    git("commit", "-qm", "2")

    assert files.changed("HEAD^1", tmp_path) == ["--é\n.json", "a b/artifacts.json"]


# --- an issue ---------------------------------------------------------------------------------------------


@pytest.fixture(name="ask")
def _ask(
    github: FakeGitHub, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Return a function: a recorded event and changes to its issue → what was said on the issue."""
    monkeypatch.setattr(intake, "CONTENT", world)

    def ask(name: str = "issues_opened", **changes: Any) -> str:
        given = event(name)
        given["issue"] |= changes
        file = tmp_path / "event.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(file))

        assert intake.main(github, TODAY) == 0

        return github.said if github.comments else ""

    return ask


def form(text: str) -> str:
    """The body of an issue whose form holds a text."""
    return f"### Your name\n\nAda\n\n### What the form made\n\n```yaml\n{text}\n```\n"


def change(**fields: Any) -> str:
    """A suggested change to Ada's portrait, as the builder writes it."""
    record = {"format": "kle-portrait-changes", "version": 1, "slug": "ada-plain", "changes": fields}
    return form(json.dumps(record))


def test_an_issue_is_answered(ask: Callable[..., str], github: FakeGitHub) -> None:
    """It is checked, told in words, and what comes next."""
    said = ask()

    assert said.startswith(f"{intake.MARKER}\n### Thank you. This is ready.")
    assert "Ada Plain: expertise: Special educational needs added, Small schools taken out" in said
    assert "working days" in said
    assert "30 November 2026 at 09:15 UTC" in said
    assert {*github.comments} == {31}


def test_an_issue_edited_twice_keeps_one_comment(ask: Callable[..., str], github: FakeGitHub) -> None:
    """Each edit renews the comment."""
    ask()
    said = ask("issues_edited")
    assert "Early reading added" in said
    assert "at 09:41 UTC" in said
    said = ask("issues_edited", body="### What the form made\n\nI deleted it")

    assert "could not read this yet" in said
    assert len(github.comments[31]) == 1


def test_an_issue_that_is_not_ours_gets_no_answer(ask: Callable[..., str], github: FakeGitHub) -> None:
    """Another form, a closed issue."""
    assert ask(labels=[], title="Mistake: x") == ""
    assert ask(state="closed") == ""
    assert github.asked == []


def test_an_issue_is_known_by_its_title_too(ask: Callable[..., str]) -> None:
    """A repository whose label was never made."""
    assert "This is ready" in ask(labels=[])


def test_what_is_left_to_mend_is_said(ask: Callable[..., str]) -> None:
    """A term that is not in the vocabulary; the words come back as words."""
    said = ask(body=change(expertise=["@octocat <!-- kle-intake -->"]))

    assert "left to mend" in said
    assert said.count("<!--") == 1
    assert "@octocat" not in said


STATUSES = [
    {"status": "open", "checked": "2026-11-29"},
    {"status": "limited", "checked": "2026-11-29", "from": "2027-04-01"},
    {"status": "paused", "checked": "2026-11-29"},
    {"status": "paused", "checked": "2026-11-29", "free_days": {"year": "2026-27", "left": "none"}},
]


def test_nobodys_availability_is_said(ask: Callable[..., str]) -> None:
    """Whatever it is, the answer is the same."""
    said = {ask(body=change(availability=status)) for status in STATUSES}

    (only,) = said
    assert "Ada Plain: changed" in only
    assert not re.search(r"paus|limited|open\b", only)


@pytest.mark.parametrize("status", ["pausedd", "not taking any: paused since May", "open?"])
def test_a_slip_in_ones_availability_is_not_quoted(status: str, ask: Callable[..., str]) -> None:
    """The message of the check would hold it; the comment says that there is something to mend."""
    said = ask(body=change(availability={"status": status, "checked": "2026-11-29"}))

    assert "there is something to mend" in said
    assert not re.search(r"paus|\bopen\b|May", said)


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "no form at all",
        form(""),
        form("::set-output name=a::b\n::add-mask::x\n::stop-commands::y"),
        form("<!-- kle-intake --> @octocat https://evil.example"),
        form("x" * 100_000),
        form('{"format": "kle-portrait-changes", "version": 99, "slug": "@octocat", "changes": {}}'),
        form(
            '{"format": "kle-portrait-changes", "version": 1, "slug": "@octocat", "changes": {"role": "x"}}'
        ),
        form("{" * 5000),
        form("- " * 20_000),
        form("name: \ud800"),
        "### What the form made\n\n" * 3,
        form('{"format": "kle-annual-submission", "version": 1, "deployments": [{"school": "Larkrise"}]}'),
    ],
    ids=range(14),
)
def test_a_hostile_issue_is_answered_calmly(
    body: str | None, ask: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, no command of theirs in the log, no mark, mention or private school in the comment."""
    said = ask(body=body)

    assert re.search(r"could not read this yet|left to mend", said)
    assert said.count("<!--") == 1
    assert not re.search(r"@octocat|://evil|Larkrise", said)
    assert len(said) < 20_000
    assert capsys.readouterr().out == "Answered 31.\n"


def test_a_photo_that_is_still_to_come_is_asked_for(ask: Callable[..., str], world: Path) -> None:
    """The form cannot send one: that is nothing to mend."""
    text = (world / "kles" / "ada-plain.yaml").read_text(encoding="utf-8")
    text = text.replace("name: Ada Plain", "name: Jo Field").replace("900001", "900077")
    text = text.replace("scope: [name,", "scope: [name, photo,")
    said = ask(body=form(f"{text}photo: {{file: jo-field.jpg, alt: Jo in a library}}"))

    assert "### Thank you. This is ready." in said
    assert "Your photo is still to come." in said


def test_a_directory_that_is_not_in_order_is_ours_to_mend(
    ask: Callable[..., str], own_world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is asked to mend what somebody else broke."""
    (own_world / "kles" / "ada-plain.yaml").write_text("name: [", encoding="utf-8")
    monkeypatch.setattr(intake, "CONTENT", own_world)
    said = ask()

    assert "We cannot check this at present." in said
    assert "One of us mends that" in said


def test_a_new_portrait_is_for_the_reviewers(ask: Callable[..., str], world: Path) -> None:
    """As YAML, as the builder emits it."""
    text = (world / "kles" / "ada-plain.yaml").read_text(encoding="utf-8")
    text = text.replace("name: Ada Plain", "name: Jo Field").replace("900001", "900077")
    said = ask(body=form(text))

    assert "Jo Field: a new entry in Upland" in said
    assert "its reviewers read this first" in said


# --- GitHub -----------------------------------------------------------------------------------------------


def test_errors_of_github_end_the_run_with_a_sentence(
    github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, and no token."""
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(EVENTS / "workflow_run.json"))

    def refuse(request: urllib.request.Request, *, timeout: float) -> FakeAnswer:
        raise urllib.error.HTTPError(request.full_url, 403, "t0ken", Message(), None)

    github.open = refuse  # type: ignore[method-assign]

    assert reply.main(github) == 1
    said = capsys.readouterr()
    assert "GitHub answered 403 to GET /pulls." in said.err
    assert "t0ken" not in said.err + said.out


def test_nothing_is_asked_without_https() -> None:
    """A token never goes over an open line."""
    with pytest.raises(Exception, match="https alone"):
        GitHub("http://api.github.com", REPOSITORY, "t0ken").get("/pulls")


def test_the_reply_needs_nothing_installed() -> None:
    """It runs where nothing of ours is installed, so that no package meets the token."""
    code = "import sys; sys.path[:0] = ['.']; import tools.github.reply; print(*sys.modules)"
    root = EVENTS.parents[1]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], check=True, capture_output=True, text=True, cwd=root
    )

    assert "tools.github.reply" in ran.stdout
    assert {"yaml", "pydantic", "kle_site.load"} & {*ran.stdout.split()} == set()


def test_the_world_is_read() -> None:
    """The county that issues are checked against is in order, so that answers are about the issue."""
    assert load(EVENTS.parent / "world").problems == []
