"""What `kle verify` says of a site: what differs from its manifest, whatever happened to either."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tree_killed import build

from kle_site import cli, commands, strangers, tree
from kle_site.tree import MANIFEST, manifest, verify

PAGES = {"index.html": b"home\n", "about/index.html": b"about\nus\n", "é.html": b"12345"}


@pytest.fixture(name="out")
def _out(tmp_path: Path) -> Path:
    """A small site that is as it was built."""
    build(tmp_path / "site", PAGES)
    return tmp_path / "site"


def test_every_difference_is_named(tmp_path: Path) -> None:
    """A missing, an extra, a changed, a shortened and a linked file are each told in a sentence, sorted."""
    out = tmp_path / "site"
    build(out, {name: b"12345" for name in ("missing", "changed", "short", "linked", "below/fine", "folder")})
    (out / "missing").unlink()
    (out / "changed").write_bytes(b"54321")
    (out / "short").write_bytes(b"12")
    (out / "linked").rename(out.with_name("elsewhere"))
    (out / "linked").symlink_to(out.with_name("elsewhere"))
    (out / "below/link").symlink_to(out)
    (out / "below/extra\n").write_bytes(b"")
    (out / "folder").unlink()
    (out / "folder").mkdir()

    assert verify(out) == [
        "'below/extra\\n' is not in the manifest.",
        "'below/link' is a link or a device, not a file.",
        "'changed' has changed since it was built.",
        "'folder' is missing.",
        "'linked' is a link or a device, not a file.",
        "'missing' is missing.",
        "'short' was cut short or changed: 2 of 5 bytes are there.",
    ]


# --- a manifest that was tampered with --------------------------------------------------------------------


def _entry(told: dict[str, Any]) -> None:
    told["files"]["index.html"]["sha256"] = told["files"]["é.html"]["sha256"]


def _larger(told: dict[str, Any]) -> None:
    told["files"]["index.html"]["size"] = 7


def _out_of_the_site(told: dict[str, Any]) -> None:
    told["files"]["../../etc/passwd"] = told["files"].pop("index.html")


def _rooted(told: dict[str, Any]) -> None:
    told["files"]["/etc/passwd"] = told["files"]["index.html"]


def _taken_out(told: dict[str, Any]) -> None:
    del told["files"]["index.html"]


def _put_in(told: dict[str, Any]) -> None:
    told["files"]["new.html"] = told["files"]["index.html"]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (_entry, ["'index.html' has changed since it was built."]),
        (_larger, ["'index.html' is as it was built, but the manifest gives it 7 bytes, not 5."]),
        (
            _out_of_the_site,
            [
                "'../../etc/passwd' in the manifest is no path of a site.",
                "'index.html' is not in the manifest.",
            ],
        ),
        (_rooted, ["'/etc/passwd' in the manifest is no path of a site."]),
        (_taken_out, ["'index.html' is not in the manifest."]),
        (_put_in, ["'new.html' is missing."]),
    ],
)
def test_a_manifest_that_was_tampered_with(
    out: Path, tamper: Callable[[dict[str, Any]], None], expected: list[str]
) -> None:
    """Each line that was altered, put in or taken out is told; no file outside the site is looked at."""
    told = json.loads((out / MANIFEST).read_bytes())
    tamper(told)
    (out / MANIFEST).write_text(json.dumps(told), encoding="utf-8")

    assert verify(out) == expected


def test_a_file_that_is_listed_twice(out: Path) -> None:
    """Of two lines about one file, no reader of JSON would tell us; the manifest is then none of ours."""
    text = (out / MANIFEST).read_text(encoding="utf-8")
    line = '"index.html": {"size": 5,\n"sha256": "' + "0" * 64 + '"},\n'
    (out / MANIFEST).write_text(text.replace('"files": {', '"files": {' + line), encoding="utf-8")

    assert verify(out) == ["'index.html' stands in the manifest twice."]
    assert manifest(out) is None
    with pytest.raises(tree.TreeError, match="is not a site that this program built"):
        build(out, PAGES)


def test_a_manifest_that_was_cut_short(out: Path) -> None:
    """A copy that stopped in the manifest's midst is told as that."""
    raw = (out / MANIFEST).read_bytes()
    (out / MANIFEST).write_bytes(raw[: len(raw) // 2])

    assert verify(out) == [f"The manifest {MANIFEST} is missing, damaged or not ours."]


# --- what happens to copies -------------------------------------------------------------------------------


def test_a_copy_that_was_made_as_text(out: Path) -> None:
    """A file whose line ends alone were changed is told as that: an FTP program was set to text."""
    (out / "about/index.html").write_bytes(b"about\r\nus\r\n")

    assert verify(out) == [
        "'about/index.html' was copied as text, which changed its line ends. Copy it again, as it is "
        "(“binary”)."
    ]


def test_a_host_that_spells_names_its_own_way(out: Path) -> None:
    """A name in other letters, or with its accents taken apart, is told with the right one."""
    (out / "index.html").rename(out / "INDEX.html")
    (out / "é.html").rename(out / "e\u0301.html")

    assert verify(out) == [
        "'INDEX.html' must be 'index.html': another spelling of one name.",
        "'e\u0301.html' must be 'é.html': another spelling of one name.",
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".DS_Store", "macOS leaves such files behind. Delete it."),
        ("about/._index.html", "macOS leaves such files behind. Delete it."),
        ("about/thumbs.db", "Windows leaves such files behind. Delete it."),
        (".well-known/acme-challenge/x", "the host's, for its certificate. Leave it."),
        (".well-known/host.json", "the host may need it. Ask it before you delete this."),
        ("CNAME", "GitHub Pages asks for it. Leave it."),
        (".htaccess", "it rules what the server does. See that it is yours."),
        ("index.html.part", "an upload that was broken off leaves such files. Copy again, delete it."),
        ("index.html~", "somebody's copy of a file. Delete it."),
        (".git/config", "it is the history of a repository, and readers can read it. Delete it now."),
        ("content/kles/ann-lee.yaml", "it is no page, and readers can read it. Delete it now."),
        ("google1234abcd.html", "it tells a search engine whose site this is. Leave it."),
        ("cgi-bin/mail", "the host's own. Leave it."),
    ],
)
def test_what_a_host_or_a_computer_adds(out: Path, path: str, expected: str) -> None:
    """Files that are none of ours are told as what they are, and what to do with them."""
    (out / path).parent.mkdir(parents=True, exist_ok=True)
    (out / path).touch()

    assert strangers.told(path) == expected
    assert verify(out) == [f"{path!r} is not in the manifest: {expected}"]


@pytest.mark.whole
def test_the_program_gives_no_file_such_a_name(built_world: Path) -> None:
    """Nothing that we publish would be told as somebody else's, but for what stands where hosts look."""
    listed = manifest(built_world) or {}
    rules = {".well-known/security.txt", ".htaccess", "CNAME", ".nojekyll"}

    assert {path for path in listed if strangers.told(path)} - rules == set()


# --- the command ------------------------------------------------------------------------------------------


def test_so_many_lines_at_most(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy that lacks nearly everything is told on one screen, and how much is left out."""
    build(out, {f"{number:03}.html": b"1" for number in range(commands.MOST + 5)})
    shutil.rmtree(out.with_name(".site.spare"))
    for file in out.glob("*.html"):
        file.unlink()

    assert cli.main(["verify", str(out)]) == commands.CONTENT

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["'000.html' is missing.", "'001.html' is missing."]
    assert lines[commands.MOST :] == ["and 5 more.", "45 differences."]
