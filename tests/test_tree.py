"""An output tree: what it holds, what it refuses, and that a site is always whole."""

import ctypes
import errno
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_killed import PAGE, build, version

from kle_site import placing, tree
from kle_site.tree import MANIFEST, Report, TreeError, manifest, staging, verify

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]
PAGES = {"index.html": b"home", "about/index.html": b"about", "about/us/team.html": b""}


class Stop(Exception):
    """What a build raises here when it goes wrong by itself."""


@pytest.fixture(name="out")
def _out(tmp_path: Path) -> Path:
    """A folder to build, not there yet."""
    return tmp_path / "site"


def files(root: Path) -> dict[str, bytes]:
    """Every file below a folder but the manifest, and links as what they lead to."""
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*")}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file() and name != MANIFEST}


def folders(root: Path) -> set[str]:
    """Every folder below a folder."""
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir()}


def spare(out: Path) -> Path:
    """Where the spare of a site stands."""
    return out.with_name(".site.spare")


def fail(out: Path, pages: dict[str, bytes]) -> None:
    """Start a build that goes wrong after these pages."""
    with pytest.raises(Stop), staging(out) as staged:
        for path, body in pages.items():
            staged.write(path, body)
        raise Stop


@contextmanager
def other_process(what: str, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run tree_killed.py, and go on when it has started."""
    command = [sys.executable, str(ROOT / "tests" / "tree_killed.py"), what, str(out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield process
        finally:
            process.kill()


def exchange_works(folder: Path) -> bool:
    """Whether this system and disk can exchange two folders, asked past the code that is tested."""
    one, other = folder / "one", folder / "other"
    one.mkdir()
    other.mkdir()
    call = getattr(ctypes.CDLL(None), "renameat2", None)
    return call is not None and call(-100, bytes(one), -100, bytes(other), 2) == 0


# What a tree holds


def test_a_tree_holds_what_was_written_and_its_manifest(out: Path) -> None:
    """The manifest names every file but itself with size and SHA-256, sorted, to this very byte."""
    report = build(out, {"b.html": b"two", "a/é.html": b""})
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    two = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3"

    assert files(out) == {"b.html": b"two", "a/é.html": b""}
    assert (out / MANIFEST).read_text() == (
        '{"schema": 1,\n"files": {"a/\\u00e9.html": {"size": 0,\n"sha256": "' + nothing + '"},\n'
        '"b.html": {"size": 3,\n"sha256": "' + two + '"}}}\n'
    )
    assert manifest(out) == {"a/é.html": (0, nothing), "b.html": (3, two)}
    assert verify(out) == []
    assert report == Report(written=2, kept=0, changed=2, removed=0, files=2, bytes=3)


def test_the_same_pages_in_another_order_make_the_same_bytes(out: Path, tmp_path: Path) -> None:
    """Nothing of a tree depends on the order of writing, on the folder or on the time."""
    build(out, PAGES)
    build(tmp_path / "again", dict(reversed(PAGES.items())))

    assert (out / MANIFEST).read_bytes() == (tmp_path / "again" / MANIFEST).read_bytes()
    assert files(out) == files(tmp_path / "again") == PAGES


def test_only_what_changed_is_written(out: Path) -> None:
    """A file whose bytes the spare has keeps its inode and its time; the others are counted as written."""
    for page in ("one", "two"):
        build(out, PAGES | {"index.html": page.encode()})
    before = (spare(out) / "about/index.html").stat()
    report = build(out, PAGES | {"index.html": b"three"})
    after = (out / "about/index.html").stat()

    assert report == Report(written=1, kept=2, changed=1, removed=0, files=3, bytes=10)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files(out) == PAGES | {"index.html": b"three"}


def test_what_was_not_written_is_removed(out: Path) -> None:
    """Files of earlier builds go, with the folders that they leave empty, and are counted."""
    build(out, PAGES)
    build(out, PAGES)
    report = build(out, {"index.html": b"home"})

    assert report == Report(written=0, kept=1, changed=0, removed=2, files=1, bytes=4)
    assert files(out) == {"index.html": b"home"}
    assert folders(out) == {"data", "data/v1"}
    assert build(out, {"index.html": b"home"}).removed == 0


def test_what_is_done_to_the_spare_does_not_survive(out: Path, tmp_path: Path) -> None:
    """Edits, other modes, extra files, links, pipes and folders in the way of files all go."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "team.html").write_bytes(b"theirs")
    pages = PAGES | {"pipe": b"1", "folder": b"2", "link": b"3", "mode": b"4"}
    build(out, pages)
    build(out, pages)
    (spare(out) / "index.html").write_bytes(b"hack")
    (spare(out) / "extra.html").write_bytes(b"extra")
    (spare(out) / "mode").chmod(0o600)
    (spare(out) / "about").chmod(0o700)
    shutil.rmtree(spare(out) / "about/us")
    (spare(out) / "about/us").symlink_to(outside)
    for name in ("pipe", "folder", "link"):
        (spare(out) / name).unlink()
    os.mkfifo(spare(out) / "pipe")
    (spare(out) / "folder" / "deep").mkdir(parents=True)
    (spare(out) / "link").symlink_to(outside / "team.html")
    report = build(out, pages)

    assert files(out) == pages
    assert verify(out) == []
    assert (report.written, report.kept) == (6, 1)
    assert [path for path in out.rglob("*") if path.is_symlink()] == []
    assert stat.S_IMODE((out / "about").stat().st_mode) == stat.S_IMODE(out.stat().st_mode)
    assert files(outside) == {"team.html": b"theirs"}


def test_a_spare_that_is_a_link_is_not_followed(out: Path, tmp_path: Path) -> None:
    """Neither the spare nor its manifest's folder leads a build out of the tree."""
    outside = tmp_path / "outside"
    (outside / "data/v1").mkdir(parents=True)
    (outside / MANIFEST).write_text("theirs")
    spare(out).symlink_to(outside)
    build(out, PAGES)
    assert not out.is_symlink()
    build(out, PAGES)
    shutil.rmtree(spare(out) / "data")
    (spare(out) / "data").symlink_to(outside / "data")
    build(out, PAGES)

    assert verify(out) == []
    assert (outside / MANIFEST).read_text() == "theirs"


def test_modes_follow_the_umask_even_for_files_that_are_kept(out: Path) -> None:
    """Files are 0644 and folders 0755 less the umask of this build, not of the one that wrote them."""

    def modes(umask: int) -> set[str]:
        before = os.umask(umask)
        try:
            build(out, PAGES)
        finally:
            os.umask(before)
        return {stat.filemode(path.stat().st_mode) for path in [out, *out.rglob("*")]}

    assert modes(0o077) == {"-rw-------", "drwx------"}
    assert modes(0o027) == {"-rw-r-----", "drwxr-x---"}
    assert modes(0o000) == {"-rw-r--r--", "drwxr-xr-x"}


def test_an_empty_folder_is_taken_and_folders_above_are_made(out: Path) -> None:
    """A folder to build may be there and empty, and may lie in folders that are not there yet."""
    out.mkdir()
    build(out, PAGES)
    build(out / "../new/folders/site", PAGES)

    assert files(out) == files(out.parent / "new/folders/site") == PAGES


NAMES = ("a", "a/b", "a/b/c", "a/d", "b", "b/a", "c.html", "c/index.html")


def without_clashes(pages: dict[str, bytes]) -> dict[str, bytes]:
    """Those pages of which no other one is a folder."""
    return {path: pages[path] for path in pages if not any(name.startswith(path + "/") for name in pages)}


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=2)).map(without_clashes), max_size=6)
)
def test_after_any_builds_a_site_is_exactly_the_last(sequence: list[dict[str, bytes]]) -> None:
    """Whatever was built before, even files where folders are now, the tree is the last set."""
    with tempfile.TemporaryDirectory() as folder:
        out, before = Path(folder) / "site", set[str]()
        for pages in sequence:
            report = build(out, pages)

            assert files(out) == pages
            assert folders(out) == {"data", "data/v1"} | {
                str(parent) for path in pages for parent in Path(path).parents if parent.name
            }
            assert verify(out) == []
            assert (report.written + report.kept, report.files) == (len(pages), len(pages))
            assert report.removed == len(before - pages.keys())
            before = set(pages)


# That a site is always whole


def test_a_build_that_goes_wrong_leaves_the_site(out: Path) -> None:
    """After an exception the site is the old one, the spare has no manifest, and the next build works."""
    build(out, PAGES)
    build(out, PAGES)
    fail(out, {"index.html": b"half"})

    assert files(out) == PAGES
    assert verify(out) == []
    assert manifest(spare(out)) is None
    assert not (spare(out) / MANIFEST).exists()
    build(out, {"index.html": b"whole"})
    assert files(out) == {"index.html": b"whole"}


def test_what_was_opened_stays_as_it_was(out: Path) -> None:
    """A reader who opened a page, and a hard link to it, keep the old bytes in later builds."""
    build(out, {"index.html": b"old"})
    os.link(out / "index.html", out.with_name("copy"))
    with (out / "index.html").open("rb", buffering=0) as page:
        build(out, {"index.html": b"new"})
        build(out, {"index.html": b"newer"})
        assert page.read() == b"old"
    assert out.with_name("copy").read_bytes() == b"old"


def test_readers_never_miss_a_page(out: Path, tmp_path: Path) -> None:
    """During 200 exchanges every read is one whole version; where the system can exchange, none is missed."""
    build(out, {"index.html": b"0" * PAGE})
    with other_process("read", out) as reader:
        for number in range(200):
            build(out, {"index.html": bytes([number]) * PAGE})
        reads, misses, torn = map(int, reader.communicate()[0].split())

    assert torn == 0
    assert reads > 20
    assert misses == 0 or not exchange_works(tmp_path)


def test_an_exchange_is_made_or_does_nothing(tmp_path: Path) -> None:
    """Two folders change places where the system can do it in one step; else both stay."""
    works = exchange_works(tmp_path)
    (tmp_path / "one/page").write_bytes(b"one")
    done = tree._exchange(tmp_path / "one", tmp_path / "other")

    assert done == works
    assert files(tmp_path) == {"other/page" if works else "one/page": b"one"}
    assert not tree._exchange(tmp_path / "one", tmp_path / "nothing")


@pytest.mark.parametrize("how", ["exchange", "renames"])
def test_a_site_survives_kills(out: Path, how: str) -> None:
    """Killed at 20 random moments, a site is one whole version, and the next build succeeds."""
    unfinished = 0
    for _ in range(20):
        with other_process(how, out) as process:
            time.sleep(random.uniform(0, 0.1))
            process.kill()
        unfinished += not (spare(out) / MANIFEST).exists()
        if how == "renames":
            fail(out, {})  # between two renames there is no site: a build heals that when it starts
        assert verify(out) == []
        assert files(out) == version(int((out / "index.html").read_text()))
        build(out, PAGES)
        assert files(out) == PAGES
        assert verify(out) == []
    assert unfinished > 0  # or the kills have hit nothing


@pytest.fixture(name="_renames")
def _without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that cannot exchange."""
    monkeypatch.setattr(tree, "_exchange", lambda one, other: False)


@pytest.mark.usefixtures("_renames")
def test_three_renames_do_it_too(out: Path) -> None:
    """Without exchange a site is built and brought up to date too, and nothing is left behind."""
    for number in range(3):
        report = build(out, version(number))
        assert files(out) == version(number)
        assert verify(out) == []
    assert report.kept == 20
    assert sorted(path.name for path in out.parent.iterdir()) == [".site.lock", ".site.spare", "site"]


@pytest.mark.usefixtures("_renames")
@pytest.mark.parametrize(
    "state", ["old put aside", "old put aside, then an empty folder", "new in place", "both"]
)
def test_what_a_kill_between_renames_leaves_is_healed(out: Path, state: str) -> None:
    """At each moment between the three renames, the next build finds a whole site, even if it then fails."""
    build(out, version(1))
    build(out, version(2))
    old = out.with_name(".site.old")
    if state.startswith("old put aside"):
        out.rename(old)
    else:
        spare(out).rename(old)
    if state.endswith("an empty folder"):
        out.mkdir()
    if state == "both":
        shutil.copytree(old, spare(out))
    fail(out, {})

    assert verify(out) == []
    assert files(out) == version(2)
    assert not old.exists()
    build(out, PAGES)
    assert files(out) == PAGES


@pytest.mark.usefixtures("_renames")
def test_a_rename_that_fails_is_undone(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new site cannot take its place, the old one is put back at once."""
    build(out, PAGES)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self == spare(out):
            raise OSError(errno.EIO, "Input/output error", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(TreeError, match="reports a fault"):
        build(out, {"index.html": b"new"})

    assert files(out) == PAGES
    assert verify(out) == []


@pytest.mark.usefixtures("_renames")
def test_somebody_elses_old_folder_is_left_alone(out: Path) -> None:
    """A folder that happens to be named .site.old is neither taken for a site nor removed."""
    old = out.with_name(".site.old")
    old.mkdir()
    (old / "mine.txt").write_bytes(b"mine")
    build(out, PAGES)
    with pytest.raises(TreeError, match=r"\.site\.old"):
        build(out, {"index.html": b"new"})

    assert files(old) == {"mine.txt": b"mine"}
    assert files(out) == PAGES


# What is refused


def test_a_folder_that_is_not_ours_is_refused(out: Path) -> None:
    """A folder with anything in it and no manifest of ours stays as it is."""
    out.mkdir()
    (out / "thesis.txt").write_bytes(b"my only copy")
    with pytest.raises(TreeError, match="is not a site that this program built"):
        build(out, PAGES)
    (out / "data/v1").mkdir(parents=True)
    (out / MANIFEST).write_text('{"name": "another program\'s"}')
    with pytest.raises(TreeError, match="Choose another folder or empty it"):
        build(out, PAGES)

    assert files(out) == {"thesis.txt": b"my only copy"}


def test_what_comes_during_a_build_is_not_lost(out: Path) -> None:
    """A folder that somebody fills while a build runs is refused at its end."""
    with pytest.raises(TreeError, match="is not a site"), staging(out) as staged:
        staged.write("index.html", b"new")
        out.mkdir()
        (out / "thesis.txt").write_bytes(b"my only copy")

    assert files(out) == {"thesis.txt": b"my only copy"}


@pytest.mark.parametrize("target", ["file", "folder", "nothing"])
def test_a_link_is_refused(out: Path, target: str) -> None:
    """A link is not exchanged for a folder, wherever it leads."""
    out.with_name("file").write_bytes(b"file")
    out.with_name("folder").mkdir()
    out.symlink_to(out.with_name(target))
    with pytest.raises(TreeError, match="is a link"):
        build(out, PAGES)

    assert out.is_symlink()
    assert list(out.with_name("folder").iterdir()) == []


def test_a_file_is_refused(out: Path) -> None:
    """A file is not exchanged for a folder."""
    out.write_bytes(b"file")
    with pytest.raises(TreeError, match="is not a folder"):
        build(out, PAGES)

    assert out.read_bytes() == b"file"


@pytest.mark.parametrize("where", [".", "..", "/", "../site", "below/.."])
def test_the_folder_one_is_in_is_refused(out: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the current folder nor one that holds it is moved away, not even a site of ours."""
    build(out, {"below/index.html": b"home"})
    monkeypatch.chdir(out)
    with pytest.raises(TreeError, match="is the folder you are in"):
        build(Path(where), PAGES)

    assert files(out) == {"below/index.html": b"home"}


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "..", "/etc/x", "../x", "a/../b", "./a", "a//b", "a/"),
        *("a\\b", "a\0b", "a\nb", "\udc80"),
        *(MANIFEST, "data", "data/v1", "data/v1/Manifest.json", "DATA/x"),
    ],
)
def test_an_unsafe_path_is_refused(out: Path, path: str) -> None:
    """A path that leads out of the tree, is no plain name or is the manifest's is our own fault."""
    with pytest.raises(ValueError, match=r"safe path|clashes"), staging(out) as staged:
        staged.write(path, b"")

    assert not out.exists()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.html", "a.html"),
        ("About.html", "about.html"),
        ("straße/1.html", "STRASSE/2.html"),
        ("caf\u00e9", "cafe\u0301"),
        ("a", "a/b"),
        ("a/b", "a"),
        ("A", "a/b"),
        ("a/b/c", "A/b/d"),
    ],
)
def test_two_paths_that_a_disk_may_take_for_one_are_refused(out: Path, first: str, second: str) -> None:
    """Paths that are equal, or equal but for case or accents, or file and folder, are our own fault."""
    with pytest.raises(ValueError, match=r"twice|clashes"), staging(out) as staged:
        staged.write(first, b"")
        staged.write(second, b"")

    assert not out.exists()


# What the disk refuses


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EDQUOT, "Your share of the disk is full"),
        (errno.EACCES, "You have no right to"),
        (errno.EROFS, "refuses"),
        (errno.EIO, "reports a fault"),
    ],
)
def test_a_disk_that_refuses_is_told_in_words(
    out: Path, number: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system says becomes a sentence that names the folder, and the site stays."""
    build(out, PAGES)
    build(out, PAGES)
    create = placing.create

    def refuse(place: str, body: bytes) -> None:
        create(place, body[: len(body) // 2])
        if body:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(placing, "create", refuse)
    with pytest.raises(TreeError, match=words) as told:
        build(out, PAGES | {"index.html": b"new"})

    assert str(out) in str(told.value)
    assert str(told.value).endswith("is untouched.")
    assert "Errno" not in str(told.value)
    assert files(out) == PAGES
    assert verify(out) == []
    assert not (spare(out) / MANIFEST).exists()
    # Others need the room of a full disk at once, not when somebody builds again.
    beside = {path.name for path in out.parent.iterdir()} - {out.name, f".{out.name}.lock"}
    assert not beside or "full" not in words
    monkeypatch.undo()
    build(out, {"index.html": b"new"})
    assert files(out) == {"index.html": b"new"}


def test_what_an_interrupted_build_wrote_goes_before_the_next(out: Path) -> None:
    """The next build first makes room: a build that had filled the disk must not stop a smaller one."""
    build(out, PAGES)
    fail(out, {"big": bytes(1000)})
    assert files(spare(out)) == {"big": bytes(1000)}
    with staging(out) as staged:
        assert files(staged.root) == {}
        staged.write("index.html", b"small")

    assert files(out) == {"index.html": b"small"}


def test_a_failure_that_is_shrugged_off_is_not_published(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that goes on after a page could not be written is refused at its end."""
    build(out, PAGES)
    with pytest.raises(TreeError, match=r"'index\.html'"), staging(out) as staged:
        with monkeypatch.context() as patch, suppress(TreeError):
            patch.setattr(placing, "create", lambda place, body: os.open(place, os.O_RDONLY))
            staged.write("index.html", b"new")
        staged.write("about.html", b"new")

    assert files(out) == PAGES


def test_a_limit_on_file_size_is_told_in_words(out: Path) -> None:
    """A real refusal in the middle of a file, here by the system's limit, leaves the site."""
    build(out, PAGES)
    code = (
        "import resource, sys; from pathlib import Path; from kle_site import tree\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    with tree.staging(Path(sys.argv[1])) as staged:\n"
        "        staged.write('big', bytes(150_000))\n"
        "except tree.TreeError as err: sys.exit(str(err))\n"
    )
    command = [sys.executable, "-c", code, str(out)]
    ended = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"The system refuses {out}: {os.strerror(errno.EFBIG)}.")
    assert (spare(out) / "big").stat().st_size == 100_000
    assert files(out) == PAGES
    assert verify(out) == []


def test_a_parent_that_is_a_file_is_told_in_words(tmp_path: Path) -> None:
    """A folder that cannot be made is named."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(TreeError, match="file is in the way"):
        build(tmp_path / "file/site", PAGES)
    with pytest.raises(TreeError, match="file/new"):
        build(tmp_path / "file/new/site", PAGES)


def test_a_name_that_is_too_long_is_told_in_words(out: Path) -> None:
    """A name no disk takes is named, whether it is the site's or a page's."""
    with pytest.raises(TreeError, match="x" * 300):
        build(out, {"x" * 300: b""})
    with pytest.raises(TreeError, match="x" * 300):
        build(out.with_name("x" * 300), PAGES)


@pytest.mark.parametrize("page", ["new.html", "index.html"])
@pytest.mark.parametrize("how", ["edited", "emptied", "removed", "made a link", "made a folder"])
def test_what_changes_behind_a_build_is_noticed(out: Path, page: str, how: str) -> None:
    """A page that is no longer what was written or kept a moment ago is not published."""
    build(out, PAGES)
    build(out, PAGES)
    with pytest.raises(TreeError, match=rf"'{page}'.* build again"), staging(out) as staged:
        staged.write(page, b"home")
        changed = staged.root / page
        changed.unlink()
        if how == "edited":
            changed.write_bytes(b"hack" if page == "new.html" else b"hacked")
        if how == "emptied":
            changed.write_bytes(b"")
        if how == "made a link":
            changed.symlink_to(out / "index.html")
        if how == "made a folder":
            changed.mkdir()

    assert files(out) == PAGES


def test_a_path_that_was_refused_keeps_its_first_bytes(out: Path) -> None:
    """When a path comes twice and the caller goes on, the first page stands and the manifest is right."""
    build(out, PAGES)
    build(out, PAGES)
    with staging(out) as staged:
        staged.write("index.html", b"home")
        with pytest.raises(ValueError, match="twice"):
            staged.write("index.html", b"hack")

    assert files(out) == {"index.html": b"home"}
    assert verify(out) == []


# Two builds at once


def test_a_second_build_is_refused_or_waits(out: Path) -> None:
    """While another process builds the same folder, a build is refused with a sentence, or waits its turn."""
    with other_process("hold", out) as process:
        with pytest.raises(TreeError, match=r"Another build is writing .*site\. Wait for it"):
            build(out, PAGES)
        started = time.monotonic()
        with pytest.raises(TreeError, match="Another build"), staging(out, wait=0.1):
            pass
        assert 0.05 < time.monotonic() - started < 20
        assert not out.exists()
        assert process.stdin is not None
        timer = threading.Timer(0.3, process.stdin.close)
        timer.start()
        with staging(out, wait=30) as staged:
            staged.write("index.html", b"waited for " + (out / "index.html").read_bytes())
        timer.join()

    assert files(out) == {"index.html": b"waited for held"}


def test_a_worker_that_lives_on_does_not_keep_the_lock(out: Path) -> None:
    """A process forked during a build, and still there after it, does not stop the next build."""
    code = (
        "import os, sys, time; from pathlib import Path; from kle_site.tree import staging\n"
        "with staging(Path(sys.argv[1])):\n"
        "    worker = os.fork()\n"
        "    if not worker: time.sleep(60)\n"
        "try:\n"
        "    with staging(Path(sys.argv[1])): pass\n"
        "finally: os.kill(worker, 9)\n"
    )
    command = [sys.executable, "-c", code, str(out)]
    ended = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert verify(out) == []


def test_a_failed_build_lets_go_of_the_lock(out: Path) -> None:
    """After an exception, and inside one build of another folder, the next build starts at once."""
    fail(out, {})
    with staging(out.with_name("other")) as other:
        other.write("index.html", b"other")
        build(out, PAGES)

    assert files(out) == PAGES
    assert files(out.with_name("other")) == {"index.html": b"other"}


# Manifests


SOUND = {"size": 1, "sha256": "0" * 64}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        "\udc80",
        '{"schema": 1}',
        '{"schema": 1, "files": []}',
        '{"schema": 1, "files": {"a": 1}}',
        json.dumps({"schema": 2, "files": {"a": SOUND}}),
        json.dumps({"files": {"a": SOUND}}),
        json.dumps({"schema": 1, "files": {"a": {"size": 1}}}),
        json.dumps({"schema": 1, "files": {"a": SOUND | {"size": "1"}}}),
        json.dumps({"schema": 1, "files": {"a": SOUND | {"size": True}}}),
        json.dumps({"schema": 1, "files": {"a": SOUND | {"sha256": "00"}}}),
        json.dumps({"schema": 1, "files": {"a": SOUND | {"sha256": 0}}}),
    ],
)
def test_a_damaged_manifest_is_none(out: Path, text: str) -> None:
    """A manifest that is not of our form counts as none, and verify says so."""
    build(out, PAGES)
    (out / MANIFEST).write_bytes(text.encode(errors="surrogateescape"))

    assert manifest(out) is None
    assert verify(out) == [f"The manifest {MANIFEST} is missing, damaged or not ours."]


def test_a_missing_manifest_is_none(out: Path) -> None:
    """A folder without a manifest, and no folder at all, are no trees."""
    assert manifest(out) is None
    out.mkdir()
    assert manifest(out) is None
    assert verify(out) == [f"The manifest {MANIFEST} is missing, damaged or not ours."]
    (out / MANIFEST).mkdir(parents=True)
    assert manifest(out) is None
