"""The command line: every command and option, exit codes, and a sentence for whatever goes wrong."""

from __future__ import annotations

import datetime
import errno
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT
from golden import TODAY, files

from kle_site import build as conductor
from kle_site import cli, commands, directory, tree

pytestmark = pytest.mark.whole

TODAY_TEXT = TODAY.isoformat()


class Kle:
    """Runs commands in a folder that has a content folder, and keeps what each said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.portraits = folder / "content" / "kles"
        self.said = self.warned = ""

    def __call__(self, *arguments: str | Path, today: str | None = TODAY_TEXT) -> int:
        """Run a command on the miniature county's day; return its exit code. No run may show a traceback."""
        words = [str(argument) for argument in arguments]
        words += ["--today", today] if today and words and words[0] in {"build", "check", "new"} else []
        self._capsys.readouterr()
        try:
            code = cli.main(words)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 99
        self.said, self.warned = self._capsys.readouterr()

        assert "Traceback" not in self.said + self.warned

        return code

    def portrait(self, slug: str, old: str, new: str) -> Path:
        """Change a piece of a portrait."""
        file = self.portraits / f"{slug}.yaml"
        text = file.read_text(encoding="utf-8")

        assert old in text

        file.write_text(text.replace(old, new), encoding="utf-8")
        return file


@pytest.fixture(name="kle")
def _kle(
    own_world: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    warm_cache: Path,
) -> Kle:
    """The command line in a folder with the miniature county's content, whose protocols are cached."""
    assert own_world.parent == tmp_path

    for name in ("CI", "KLE_DEBUG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(warm_cache, tmp_path / ".cache" / "kle")
    monkeypatch.chdir(tmp_path)
    return Kle(tmp_path, capsys)


@pytest.fixture(scope="module", name="warm_cache")
def _warm_cache(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the miniature county's protocols in it."""
    folder = tmp_path_factory.mktemp("warm")
    options = conductor.Options(content=world, out=folder / "site", today=TODAY, cache=folder / "kle")
    conductor.build(options)
    return folder / "kle"


def sentence(text: str) -> str:
    """What was said, if it is one line that ends like a sentence."""
    assert re.fullmatch(r"[^\n]+(\.|--help)\n", text), text

    return text.rstrip("\n")


# --- build ------------------------------------------------------------------------------------------------


def test_build_makes_a_site(kle: Kle, built_world: Path) -> None:
    """It builds what is in content/ into site/, and says last what was built, where and how long it took."""
    assert kle("build") == commands.FINE
    assert files(kle.folder / "site") == files(built_world)
    assert re.fullmatch(
        r"Built 3 leaders on \d+ pages in site: (\d+) files, \1 new or changed, 0 removed, \d+\.\d s\n",
        kle.said,
    )
    assert kle.warned == ""


def test_build_with_every_option(kle: Kle) -> None:
    """The content and the site may lie elsewhere; the address may be another; nothing need be remembered."""
    (kle.folder / "content").rename(kle.folder / "stuff")
    shutil.rmtree(kle.folder / ".cache")
    code = kle(
        *(
            "build",
            "--content",
            "stuff",
            "--out",
            "a/b c/d",
            "--base-url",
            "http://localhost:8000/x",
            "--no-cache",
        )
    )

    assert code == commands.FINE
    assert "http://localhost:8000/x/guidance/" in (kle.folder / "a/b c/d/sitemap.xml").read_text("utf-8")
    assert not (kle.folder / ".cache").exists()


def test_build_remembers(kle: Kle) -> None:
    """Without --no-cache what is slow to make lies in .cache/kle."""
    shutil.rmtree(kle.folder / ".cache")
    kle("build")

    assert sorted(file.name for file in (kle.folder / ".cache" / "kle").iterdir()) == [
        "documents.kept",
        "guidance.kept",
        "leaders.kept",
        "pages.kept",
        "photo-zoe-obriain-luk.webp.kept",
        "sheet-.kept",
        "sheet-coast.kept",
        "sheet-hills.kept",
        "words.kept",
    ]


def test_build_with_errors(kle: Kle) -> None:
    """Errors are shown with their places; the last line counts them and says what became of the site."""
    kle.portrait("ada-plain", "phase: primary", "phase: pimary")

    assert kle("build") == commands.CONTENT
    assert "--> content/kles/ada-plain.yaml:7:" in kle.said
    assert "Did you mean “primary”?" in kle.said
    assert kle.warned == "1 problem in 1 file. Nothing was built; no site was made.\n"
    assert not (kle.folder / "site").exists()


def test_build_with_errors_over_a_site(kle: Kle) -> None:
    """The site that is there stays, and the last line says so."""
    kle("build")
    old = files(kle.folder / "site")
    kle.portrait("ada-plain", "phase: primary", "phase: pimary")

    assert kle("build") == commands.CONTENT
    assert kle.warned == "1 problem in 1 file. Nothing was built; the site that was there is untouched.\n"
    assert files(kle.folder / "site") == old


def test_build_for_release(kle: Kle) -> None:
    """--release refuses what may not be published: examples on a live site."""
    site = kle.folder / "content" / "site.yaml"
    site.write_text(site.read_text("utf-8").replace("stage: demonstration", "stage: live"), encoding="utf-8")

    assert kle("build") == commands.FINE
    assert kle("build", "--release") == commands.CONTENT
    assert "error[example-live]" in kle.said


def test_build_py_is_kle_build(kle: Kle, built_world: Path) -> None:
    """`python build.py` takes the same options and builds the same site."""
    command = [sys.executable, ROOT / "build.py", "--today", TODAY_TEXT, "--out", "elsewhere"]
    done = subprocess.run(command, cwd=kle.folder, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"Built 3 leaders on \d+ pages in elsewhere: ", done.stdout)
    assert files(kle.folder / "elsewhere") == files(built_world)


@pytest.mark.parametrize(
    ("today", "expected"), [("2027-01-31", "31 January 2027"), (None, "5 December 2026")]
)
def test_build_is_for_a_day(
    kle: Kle, monkeypatch: pytest.MonkeyPatch, today: str | None, expected: str
) -> None:
    """It is built for the day of --today or, without it, for today; every page says which day that is."""

    class Clock(datetime.date):
        @classmethod
        def today(cls) -> datetime.date:
            return datetime.date(2026, 12, 5)

    monkeypatch.setattr(cli, "datetime", SimpleNamespace(date=Clock))

    assert kle("build", today=today) == commands.FINE
    assert f"Built on {expected}." in (kle.folder / "site/index.html").read_text("utf-8")


# --- progress ---------------------------------------------------------------------------------------------


class Terminal(io.TextIOWrapper):
    """A screen, or what is none."""

    def __init__(self, is_one: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self._is_one = is_one

    def isatty(self) -> bool:
        """Is it one?"""
        return self._is_one

    def shown(self) -> list[str]:
        """The lines on it."""
        return self.buffer.getvalue().decode().splitlines()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("is_terminal", "ci", "slow", "expected"),
    [
        (True, "", True, True),
        (True, "", False, False),
        (True, "true", True, False),
        (False, "", True, False),
    ],
)
def test_progress_is_shown_to_people_who_wait(
    kle: Kle, monkeypatch: pytest.MonkeyPatch, is_terminal: bool, ci: str, slow: bool, expected: bool
) -> None:
    """After two seconds each step is named, on a terminal only, and not in CI."""
    screen, clock = Terminal(is_terminal), Clock(3 if slow else 0.1)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(commands.time, "monotonic", clock)
    monkeypatch.setenv("CI", ci)

    assert kle("build") == commands.FINE
    assert ("Making the leaders’ pages …" in screen.shown()) == expected
    assert screen.shown() == [] or expected


class Clock:
    """A clock that moves on by so many seconds whenever it is looked at."""

    def __init__(self, step: float) -> None:
        self.step, self.now = step, 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


# --- check ------------------------------------------------------------------------------------------------


def test_check_when_all_is_well(kle: Kle) -> None:
    """It says so, and how many files it looked at."""
    assert kle("check") == commands.FINE
    assert kle.said.splitlines()[-1] == "Everything is fine. 27 files checked."
    assert kle.warned == ""


def test_check_looks_into_photos_and_draws_none(kle: Kle, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with a photo is told by the check, which need not wait for any drawing."""
    monkeypatch.setattr("kle_site.pictures.draw", None)

    assert kle("check") == commands.FINE

    (kle.folder / "content" / "photos" / "zoe-obriain-luk.webp").write_bytes(b"GIF89a")

    assert kle("check") == commands.CONTENT
    assert "error[photo-kind]: “zoe-obriain-luk.webp” is a GIF" in kle.said
    assert "--> content/kles/zoe-obriain-luk.yaml:52:15" in kle.said


def test_check_tells_everything_at_once(kle: Kle) -> None:
    """Every problem of every file, each with its place, and a count on the last line."""
    kle.portrait("ada-plain", "phase: primary", "phase: pimary")
    kle.portrait("ada-plain", "status: open", "status: opne")
    kle.portrait("frank-lapsed", "district: shore", "district: shoar")

    assert kle("check") == commands.CONTENT
    assert kle.said.count("--> content/kles/") == 3
    assert kle.said.splitlines()[-1] == "3 problems in 2 files. 27 files checked."


def test_check_of_one_file(kle: Kle) -> None:
    """With a file named, only it is told of, wherever else there are problems."""
    kle.portrait("frank-lapsed", "district: shore", "district: shoar")

    assert kle("check", "content/kles/ada-plain.yaml") == commands.FINE
    assert kle.said.splitlines()[-1] == "Everything is fine. 1 file checked."
    assert kle("check", "content/kles/ada-plain.yaml", "content/kles/frank-lapsed.yaml") == commands.CONTENT
    assert kle.said.splitlines()[-1] == "1 problem in 1 file. 2 files checked."


def test_check_of_a_file_from_elsewhere(kle: Kle) -> None:
    """A portrait that came by e-mail is checked where it lies, by itself and against the rest."""
    mail = kle.folder / "mail"
    mail.mkdir()
    text = (kle.portraits / "ada-plain.yaml").read_text("utf-8").replace("Ada Plain", "Ida Other")
    (mail / "ida-other.yaml").write_text(text.replace("phase: primary", "phase: pimary"), encoding="utf-8")
    (mail / "other-ida.yaml").write_text(text.replace("phase: primary", "phase: special"), encoding="utf-8")

    assert kle("check", "mail/ida-other.yaml") == commands.CONTENT
    assert "error[choice]" in kle.said
    assert "--> mail/ida-other.yaml:" in kle.said
    assert kle("check", "mail/other-ida.yaml") == commands.CONTENT
    assert "error[school-differs]" in kle.said
    assert "--> mail/other-ida.yaml:" in kle.said


@pytest.mark.parametrize(
    ("slug", "old", "new", "expected"),
    [
        ("aa-first", "urn: 900001", "urn: 900010", "error[school-differs]"),
        ("zoe-luk", "urn: 900001", "urn: 900077", "error[alias-taken]"),
        ("someone-who-left", "urn: 900001", "urn: 900077", "error[still-there]"),
    ],
)
def test_check_of_a_file_that_troubles_another(
    kle: Kle, slug: str, old: str, new: str, expected: str
) -> None:
    """What a file causes elsewhere is told too: one address or school claimed twice. Older trouble is not."""
    kle.portrait("frank-lapsed", "district: shore", "district: shoar")
    text = (kle.portraits / "ada-plain.yaml").read_text("utf-8").replace("Ada Plain", "Ida Other")
    (kle.folder / f"{slug}.yaml").write_text(text.replace(old, new), encoding="utf-8")

    assert kle("check", f"{slug}.yaml") == commands.CONTENT
    assert expected in kle.said
    assert "shoar" not in kle.said


def test_check_of_a_file_that_replaces_one(kle: Kle) -> None:
    """A newer version of a portrait takes the place of the one that is there, for the check."""
    mail = kle.folder / "mail"
    mail.mkdir()
    shutil.copy(kle.portraits / "ada-plain.yaml", mail)

    assert kle("check", "mail/ada-plain.yaml") == commands.FINE
    assert kle.said.splitlines()[-1] == "Everything is fine. 1 file checked."


def test_check_of_a_file_where_the_vocabulary_is_broken(kle: Kle) -> None:
    """What cannot be checked in full is not fine: the file that stands in the way is told."""
    (kle.folder / "content" / "places.yaml").write_text("areas: []\n", encoding="utf-8")

    assert kle("check", "content/kles/ada-plain.yaml") == commands.CONTENT
    assert "--> content/places.yaml:" in kle.said


def test_check_of_a_file_without_content(kle: Kle) -> None:
    """Where there is no content folder to check against, that is told."""
    assert kle("check", "content/kles/ada-plain.yaml", "--content", "nowhere") == commands.CONTENT
    assert "The content folder does not exist." in kle.said


def test_check_as_json(kle: Kle) -> None:
    """One JSON document and nothing else: every file, whether it is right, and what is wrong."""
    kle.portrait("ada-plain", "phase: primary", "phase: pimary")

    assert kle("check", "--format", "json") == commands.CONTENT

    document = json.loads(kle.said)
    wrong = {file["path"]: file["problems"] for file in document["files"] if not file["ok"]}
    assert (document["schema"], document["ok"], len(document["files"])) == (1, False, 27)
    assert [*wrong] == ["content/kles/ada-plain.yaml"]
    assert wrong["content/kles/ada-plain.yaml"][0]["line"] == 7
    assert kle("check", "--format", "json") == commands.CONTENT
    kle.portrait("ada-plain", "phase: pimary", "phase: primary")
    assert kle("check", "--format", "json") == commands.FINE
    assert json.loads(kle.said)["ok"] is True


def test_check_for_github(kle: Kle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Annotations that no portrait can forge, then the report between marks that nobody can guess."""
    summary = kle.folder / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    kle.portrait("ada-plain", "phase: primary", '"phase: 50%::warning file=x,line=1::forged"')
    kle.portrait("ada-plain", "Headteacher", '"::error::forged\\n::set-output name=a::b" ')

    assert kle("check", "--format", "github") == commands.CONTENT

    lines = kle.said.splitlines()
    told = [line for line in lines if line.startswith("::")]
    start = next(line for line in lines if line.startswith("::stop-commands::"))
    token = start.rpartition("::")[2]
    annotations = lines[: lines.index(start)]
    assert len(token) >= 32
    assert all(line.startswith("::error file=content/kles/ada-plain.yaml,line=") for line in annotations)
    assert told == [*annotations, start, f"::{token}::"]
    assert "%25::warning file=x,line=1::forged" not in "".join(line.split("::")[1] for line in annotations)
    assert summary.read_text("utf-8").startswith("before\n### ")
    assert "content/kles/ada-plain.yaml:7" in summary.read_text("utf-8")


def test_two_runs_for_github_have_two_tokens(kle: Kle) -> None:
    """The mark is new each time."""
    tokens = []
    (kle.folder / "content/site.yaml").unlink()
    for _ in range(2):
        kle("check", "--format", "github")
        tokens += re.findall("::stop-commands::(.*)", kle.said)

    assert len(set(tokens)) == 2


def test_a_summary_is_written_for_github_alone(kle: Kle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other formats leave GitHub's summary alone."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(kle.folder / "summary.md"))

    kle("check")

    assert not (kle.folder / "summary.md").exists()


def test_check_goes_by_the_day(kle: Kle) -> None:
    """--today is the day that dates are compared with."""
    assert kle("check", today="2026-10-31") == commands.CONTENT
    assert "error[future]" in kle.said


# --- new and verify ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ann Lee", "ann-lee"),
        ("Siân O'Brien", "sian-obrien"),
        ("Zoë d’Ångström-Łuk", "zoe-dangstrom-luk"),
        ("No", "no"),
        ("a: b", "a-b"),
        ("# x", "x"),
        ("Ann\u00a0 Lee ", "ann-lee"),
    ],
)
def test_new_makes_a_portrait_that_passes(kle: Kle, name: str, slug: str) -> None:
    """Whatever the name, the file is there and passes the checks; the oddest is on the site after a build."""
    assert kle("new", name) == commands.FINE
    assert kle.said == (
        f"Made content/kles/{slug}.yaml. Write over its values, then: kle check content/kles/{slug}.yaml\n"
    )
    assert kle("check", f"content/kles/{slug}.yaml") == commands.FINE
    assert kle("check") == commands.FINE
    if slug == "zoe-dangstrom-luk":
        assert kle("build") == commands.FINE
        assert (kle.folder / "site" / "directory" / slug / "index.html").exists()
    text = (kle.portraits / f"{slug}.yaml").read_text("utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=https://leaders.example/data/v1/portrait.schema.json\n"
    )


def test_new_makes_the_first_portrait(kle: Kle) -> None:
    """With no portrait yet, nothing that leaders tell, and no folder for them, one is made."""
    shutil.rmtree(kle.portraits)
    shutil.rmtree(kle.portraits.parent / "impact")

    assert kle("new", "Ann Lee") == commands.FINE
    assert kle("build") == commands.FINE


def test_new_does_not_write_over_a_portrait(kle: Kle) -> None:
    """A file that is there stays as it is, to the byte."""
    before = files(kle.portraits)

    assert kle("new", "Ada Plain") == commands.USE
    assert sentence(kle.warned) == (
        "content/kles/ada-plain.yaml is there already. Change that file, or give another name."
    )
    assert files(kle.portraits) == before


@pytest.mark.parametrize(
    "name", ["", "   ", "王小明", "Ἀθηνᾶ", "!!!", "area", "Page", "Ann\x07Lee", "Ann\udcffLee"]
)
def test_new_refuses_what_is_no_name_for_a_file(kle: Kle, name: str) -> None:
    """A name without Latin letters, an address that is taken, keys and bytes that are no text: a sentence."""
    before = files(kle.portraits)

    assert kle("new", name) == commands.USE
    assert "Give it in Latin letters; change it inside." in sentence(kle.warned)
    assert files(kle.portraits) == before


def test_new_needs_content_that_is_in_order(kle: Kle) -> None:
    """Without vocabularies there is nothing to choose a district from."""
    (kle.folder / "content" / "places.yaml").unlink()

    assert kle("new", "Ann Lee") == commands.CONTENT
    assert sentence(kle.warned) == "The content folder is not in order. Run kle check first."


def test_new_where_nothing_can_be_written(kle: Kle) -> None:
    """A file where the folder should be is told in a sentence."""
    shutil.rmtree(kle.portraits)
    kle.portraits.write_text("in the way", encoding="utf-8")

    assert kle("new", "Ann Lee") == commands.USE
    assert sentence(kle.warned).startswith("content/kles/ann-lee.yaml cannot be written: ")


def test_verify_of_a_site_that_is_whole(kle: Kle) -> None:
    """A site that is as it was built passes."""
    kle("build")

    assert kle("verify", "site") == commands.FINE
    assert kle.said == "site is as it was built.\n"


def test_verify_of_a_site_that_was_changed(kle: Kle) -> None:
    """What changed, came and went is told, a line each, and counted."""
    kle("build")
    with (kle.folder / "site" / "index.html").open("a") as stream:
        stream.write("more")

    assert kle("verify", "site") == commands.CONTENT
    assert kle.said == "'index.html' has changed since it was built.\n1 difference.\n"

    (kle.folder / "site" / "robots.txt").unlink()
    (kle.folder / "site" / "new.txt").touch()

    assert kle("verify", "site") == commands.CONTENT
    assert kle.said.splitlines()[1:] == [
        "'new.txt' is not in the manifest.",
        "'robots.txt' is missing.",
        "3 differences.",
    ]


@pytest.mark.parametrize("folder", ["content", "nowhere", "content/site.yaml"])
def test_verify_of_what_is_no_site(kle: Kle, folder: str) -> None:
    """A folder without our manifest does not pass."""
    assert kle("verify", folder) == commands.CONTENT
    assert "The manifest data/v1/manifest.json is missing, damaged or not ours." in kle.said


# --- bad input: a sentence that says what to do, the right exit code, the old site untouched ----------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "kle: COMMAND is missing. See kle --help"),
        ("biuld", "kle: COMMAND cannot be 'biuld'. Choose from"),
        ("--version", "kle: COMMAND is missing. See kle --help"),
        ("build --outt x", "kle: we do not know --outt x. See kle --help"),
        ("build --ou x", "kle: we do not know --ou x. See kle --help"),
        ("build more", "kle: we do not know more. See kle --help"),
        ("build --out", "kle build: --out needs a value after it. See kle build --help"),
        (
            "build --today 21/11/2026",
            "kle build: --today: “21/11/2026” is not a day. Write it like 2026-11-21. See kle build --help",
        ),
        ("build --today 2026-02-30", "kle build: --today: “2026-02-30” is not a day. Write it like"),
        ("build --today 20261121", "kle build: --today: “20261121” is not a day. Write it like"),
        ("check --today 2026-1-1", "kle check: --today: “2026-1-1” is not a day. Write it like"),
        (
            "build --base-url www.kah.org.uk",
            "kle build: --base-url: “www.kah.org.uk” is not a web address like https://www.kah.org.uk/.",
        ),
        ("build --base-url https://a.example/?q=1", "kle build: --base-url: “https://a.example/?q=1” is not"),
        ("build --base-url javascript:x", "kle build: --base-url: “javascript:x” is not a web address"),
        (
            "build --base-url htps:/www.kah.org.uk/leaders",
            "kle build: --base-url: “htps:/www.kah.org.uk/leaders” is not a web address like "
            "https://www.kah.org.uk/. Perhaps you meant https://www.kah.org.uk/leaders/. See",
        ),
        (
            "build --base-url http//kah.org.uk",
            "kle build: --base-url: “http//kah.org.uk” is not a web address like https://www.kah.org.uk/. "
            "Perhaps you meant https://kah.org.uk/. See",
        ),
        (
            "build --base-url https:\\\\kah.org.uk\\a",
            "kle build: --base-url: “https:\\\\kah.org.uk\\a” is not a web address like "
            "https://www.kah.org.uk/. Perhaps you meant https://kah.org.uk/a/. See",
        ),
        ("build --base-url https://kah..org.uk/", "kle build: --base-url: “https://kah..org.uk/” is not"),
        ("check --format xml", "kle check: --format cannot be 'xml'. Choose from"),
        ("serve --port http", "kle serve: --port: “http” is not a port. Write a number up to 65535."),
        ("serve --port 65536", "kle serve: --port: “65536” is not a port. Write a number up to 65535."),
        ("new", "kle new: NAME is missing. See kle new --help"),
        ("new Ann Lee", "kle: we do not know Lee. See kle --help"),
        ("verify", "kle verify: DIR is missing. See kle verify --help"),
    ],
)
def test_wrong_use(kle: Kle, words: str, expected: str) -> None:
    """A command or option that we do not know, or a value that cannot be: one sentence, exit code 2."""
    before = files(kle.folder)

    assert kle(*words.split(), today=None) == commands.USE
    assert sentence(kle.warned).startswith(expected)
    assert kle.said == ""
    assert files(kle.folder) == before


@pytest.mark.parametrize("command", ["", "build", "check", "serve", "new", "import", "due", "verify"])
def test_every_command_helps(kle: Kle, command: str) -> None:
    """--help tells of every option, and is fine."""
    assert kle(*command.split(), "--help", today=None) == commands.FINE
    assert kle.said.startswith(f"usage: kle {command}".strip())
    assert kle.warned == ""


def _empty(kle: Kle) -> None:
    shutil.rmtree(kle.folder / "content")
    (kle.folder / "content").mkdir()


def _missing(kle: Kle) -> None:
    shutil.rmtree(kle.folder / "content")


def _file(kle: Kle) -> None:
    _missing(kle)
    (kle.folder / "content").write_text("not a folder", encoding="utf-8")


def _nobody(kle: Kle) -> None:
    for file in kle.portraits.iterdir():
        file.unlink()


def _folder_for_a_file(kle: Kle) -> None:
    (kle.portraits / "ada-plain.yaml").unlink()
    (kle.portraits / "ada-plain.yaml").mkdir()


def _folder_for_a_vocabulary(kle: Kle) -> None:
    (kle.folder / "content" / "places.yaml").unlink()
    (kle.folder / "content" / "places.yaml").mkdir()


def _loop(kle: Kle) -> None:
    (kle.portraits / "round.yaml").symlink_to("round.yaml")


def _pipe(kle: Kle) -> None:
    os.mkfifo(kle.portraits / "pipe.yaml")


def _hundred_kilobytes(kle: Kle) -> None:
    (kle.portraits / "long.yaml").write_text("- " * 50_000, encoding="utf-8")


def _bomb(kle: Kle) -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (kle.portraits / "bomb.yaml").write_text("\n".join(lines), encoding="utf-8")


def _encoding(kle: Kle) -> None:
    text = (kle.portraits / "zoe-obriain-luk.yaml").read_text("utf-8")
    (kle.portraits / "zoe-obriain-luk.yaml").write_bytes(text.encode("utf-16"))


def _guidance(kle: Kle) -> None:
    (kle.folder / "content" / "guidance" / "mentoring.md").write_text("No head.", encoding="utf-8")


def _no_guidance(kle: Kle) -> None:
    shutil.rmtree(kle.folder / "content" / "guidance")


BAD: dict[str, tuple[Callable[[Kle], None], str]] = {
    "an empty content folder": (_empty, "The content folder is empty."),
    "no content folder": (_missing, "The content folder does not exist."),
    "a file where the content folder should be": (_file, "This is a file where a folder should be."),
    "no portraits": (_nobody, "nothing was checked"),
    "a folder where a portrait should be": (_folder_for_a_file, "--> content/kles/ada-plain.yaml:1:1"),
    "a folder where a vocabulary should be": (_folder_for_a_vocabulary, "--> content/places.yaml:1:1"),
    "a link to itself": (_loop, "--> content/kles/round.yaml:1:1"),
    "a pipe that nobody fills": (_pipe, "--> content/kles/pipe.yaml:1:1"),
    "a hundred kilobytes of dashes": (_hundred_kilobytes, "--> content/kles/long.yaml:1:1"),
    "an alias bomb": (_bomb, "--> content/kles/bomb.yaml:"),
    "another encoding": (_encoding, "--> content/kles/zoe-obriain-luk.yaml:1:1"),
    "a page without a head": (_guidance, "--> content/guidance/mentoring.md:1:1"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["build", "check"])
def test_bad_content(kle: Kle, built_world: Path, command: str, name: str) -> None:
    """Whatever is wrong with the content: told at its place, exit code 1, the old site untouched."""
    shutil.copytree(built_world, kle.folder / "site")
    old = files(kle.folder / "site")
    spoil, expected = BAD[name]
    spoil(kle)

    assert kle(command) == commands.CONTENT
    assert expected in kle.said
    assert "error[" in kle.said
    assert files(kle.folder / "site") == old


def test_a_file_that_may_not_be_read(kle: Kle, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system keeps from us is told, and every other file is checked all the same."""
    real = Path.open

    def refuse(path: Path, *rest: Any, **more: Any) -> Any:
        if path.name == "ada-plain.yaml":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(Path, "open", refuse)
    kle.portrait("frank-lapsed", "district: shore", "district: shoar")

    assert kle("check") == commands.CONTENT
    assert "--> content/kles/ada-plain.yaml:1:1" in kle.said
    assert "permission denied" in kle.said
    assert "shoar" in kle.said


def test_no_protocols_at_all(kle: Kle) -> None:
    """Without the protocols’ pages nothing is built: the routes name clauses of theirs."""
    _no_guidance(kle)

    assert kle("build") == commands.CONTENT
    assert "error[unknown-clause]: No page of the current edition has the clause “c-free-days”." in kle.said
    assert kle.warned.startswith("8 problems in 3 files.")


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        (".", "is the folder you are in, or above it. Choose one inside it, like site."),
        ("..", "is the folder you are in, or above it."),
        ("content", "is not a site that this program built. Choose another folder or empty it."),
        ("precious", "is not a site that this program built. Choose another folder or empty it."),
        ("content/site.yaml", "is not a folder. Choose another one, or move it away."),
        ("content/site.yaml/site", "content/site.yaml is in the way. Move it, or choose another folder."),
        ("link", "link is a link. Choose the folder it leads to, or another one."),
    ],
)
def test_a_folder_that_cannot_be_the_site(kle: Kle, out: str, expected: str) -> None:
    """Whatever else stands where the site should go is left as it is, and a sentence says what to do."""
    (kle.folder / "precious").mkdir()
    (kle.folder / "precious" / "thesis.txt").write_text("years of work", encoding="utf-8")
    (kle.folder / "link").symlink_to("precious")
    before = {name: body for name, body in files(kle.folder).items() if not name.endswith(".lock")}

    assert kle("build", "--out", out) == commands.USE
    assert expected in sentence(kle.warned)
    assert {name: body for name, body in files(kle.folder).items() if not name.endswith(".lock")} == before


def test_the_repository_cannot_be_the_site(kle: Kle, tmp_path: Path) -> None:
    """Building into a folder with a repository in it is refused from outside too."""
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")

    assert kle("build", "--out", repository) == commands.USE
    assert "is not a site that this program built." in sentence(kle.warned)
    assert files(repository) == {".git/HEAD": b"ref: refs/heads/main\n"}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("nobody.yaml", "nobody.yaml does not exist."),
        ("content/site.txt", "content/site.txt does not exist."),
        ("notes.txt", "notes.txt is not a portrait: its name must end in .yaml."),
        ("content", "content is not a portrait: its name must end in .yaml."),
    ],
)
def test_check_of_what_is_no_portrait(kle: Kle, file: str, expected: str) -> None:
    """A file that is not there, or is something else, is wrong use."""
    (kle.folder / "notes.txt").write_text("notes", encoding="utf-8")

    assert kle("check", file) == commands.USE
    assert sentence(kle.warned) == expected


# --- when it is our fault ---------------------------------------------------------------------------------


@pytest.fixture(name="broken")
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program with an error in it."""

    def fails(*_: object) -> None:
        raise RuntimeError("the wheels came off")

    monkeypatch.setattr(directory.Directory, "related", fails)


@pytest.mark.usefixtures("broken")
def test_an_error_of_ours_is_told_in_sentences(kle: Kle) -> None:
    """Exit code 3, what happened and where, whose fault it is, and what became of the site."""
    assert kle("build") == commands.OURS
    assert re.sub(r"line \d+", "line 7", kle.warned).splitlines() == [
        "Something went wrong that is our fault, not yours: "
        "RuntimeError in test_cli.py, line 7: the wheels came off",
        "Nothing was published. Please tell us, with what you did; KLE_DEBUG=1 shows more.",
    ]
    assert not (kle.folder / "site").exists()


@pytest.mark.usefixtures("broken")
def test_who_looks_into_an_error_sees_more(kle: Kle, monkeypatch: pytest.MonkeyPatch) -> None:
    """KLE_DEBUG=1 shows the traceback too."""
    monkeypatch.setenv("KLE_DEBUG", "1")

    with pytest.raises(AssertionError, match="Traceback"):
        kle("build")

    assert "the wheels came off" in kle.warned


def test_an_interruption_is_quiet(kle: Kle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a command with the code that shells expect, and leaves the old site."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    kle("build")
    old = files(kle.folder / "site")
    monkeypatch.setattr(directory.Directory, "related", interrupt)

    assert kle("build") == 130
    assert (kle.said, kle.warned) == ("", "")
    assert files(kle.folder / "site") == old
    assert tree.verify(kle.folder / "site") == []


def test_serve_tells_what_keeps_it_from_starting(kle: Kle) -> None:
    """Where there is no content to watch, serving is wrong use."""
    shutil.rmtree(kle.folder / "content")

    assert kle("serve", "--port", "0") == commands.USE
    assert kle.warned.rstrip().endswith(".")


# --- as a process: pipes, terminals and bytes -------------------------------------------------------------


@pytest.fixture(name="run")
def _run(kle: Kle) -> Iterator[Callable[..., subprocess.CompletedProcess[bytes]]]:
    """Return a function: a shell's line, in which `kle` is the command → what came of it."""
    kle_ = f"'{sys.executable}' -m kle_site.cli"

    def run(line: str, **more: str) -> subprocess.CompletedProcess[bytes]:
        line = re.sub(r"\bkle\b", lambda _: kle_, line)
        # Buffered, as it is for people: what cannot be written is then noticed late.
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "", **more}
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=kle.folder,
            env=environment,
            capture_output=True,
            timeout=60,
            check=False,
        )

        assert b"Traceback" not in done.stdout + done.stderr

        return done

    return run


@pytest.mark.parametrize(
    "line",
    [
        "kle check --today 2026-11-21 | head -0",
        "PYTHONUNBUFFERED=1 kle check --today 2026-11-21 | head -0",
        "kle check --today 2026-11-21 --format json | head -c 1 >/dev/null",
        "kle --help | head -0",
        "kle check --today 2026-11-21 --format xml 2>&1 | head -0",
        "kle check --today 2026-10-01 2>&1 | head -0",
        "kle check --today 2026-11-21 >&-",
        "kle check --today 2026-11-21 >&- 2>&-",
    ],
)
def test_nobody_has_to_read_on(run: Callable[..., subprocess.CompletedProcess[bytes]], line: str) -> None:
    """A reader who has seen enough, or output that is closed, makes no noise."""
    done = run(f"{line}; exit ${{PIPESTATUS[0]}}")

    assert (done.stdout, done.stderr) == (b"", b"")
    assert done.returncode in (commands.FINE, commands.USE)


@pytest.mark.parametrize(
    "more",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
)
def test_a_terminal_that_knows_only_ascii(
    run: Callable[..., subprocess.CompletedProcess[bytes]], kle: Kle, more: dict[str, str]
) -> None:
    """What it cannot show it shows otherwise; the pages are as always."""
    kle.portrait("zoe-obriain-luk", "phase: all-through", "phase: naïve-é")
    refused = run("kle check --today 2026-11-21", **more)
    kle.portrait("zoe-obriain-luk", "phase: naïve-é", "phase: all-through")
    built = run("kle build --today 2026-11-21 --no-cache", **more)

    assert (refused.returncode, refused.stderr) == (commands.CONTENT, b"")
    assert b"1 problem in 1 file. 27 files checked." in refused.stdout
    assert (built.returncode, built.stderr) == (commands.FINE, b"")
    assert "Zoë O&#39;Briain-Łuk" in (kle.folder / "site/directory/index.html").read_text("utf-8")


def test_a_process_ends_with_the_exit_code(run: Callable[..., subprocess.CompletedProcess[bytes]]) -> None:
    """0 fine, 1 the content has errors, 2 wrong use: the shell sees it."""
    codes = [run(f"kle check --today {day}").returncode for day in ("2026-11-21", "2026-10-01", "1 October")]

    assert codes == [commands.FINE, commands.CONTENT, commands.USE]


def test_a_part_that_is_not_installed_is_named() -> None:
    """Run with a Python that lacks a library, a command says so and what to do: exit code 2."""
    lacking = (
        "import sys; sys.modules['nh3'] = None; from kle_site.cli import main; sys.exit(main(['check']))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", lacking], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 2
    assert "make site" in ran.stderr
