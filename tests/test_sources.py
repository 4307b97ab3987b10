"""Files of a content folder: what is read, what is refused, and where faults found later stand."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from kle_site.problems import Fault
from kle_site.sources import BODY, Sources, halves, shown_path

ASK = "Ask whoever keeps this computer to let you read it."


@pytest.fixture(name="sources")
def _sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    """An empty content folder, named `content` by a reader who stands beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content" / "kles").mkdir(parents=True)
    return Sources(Path("content"))


def told(sources: Sources) -> list[tuple[str, str, str]]:
    """Return path, code and message of what was told so far."""
    return [(problem.path, problem.code, problem.message) for problem in sources.problems]


def refusing(error: OSError) -> Callable[..., NoReturn]:
    """Return a function of any arguments that fails as the system would."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise error

    return refuse


# --- names ------------------------------------------------------------------------------------------------


def test_paths_are_shown_as_they_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is as short as it can be from where the reader stands, with forward slashes."""
    monkeypatch.chdir(tmp_path)

    assert shown_path(tmp_path / "content" / "kles") == "content/kles"
    assert shown_path(Path("content/../content/site.yaml")) == "content/site.yaml"
    assert shown_path(tmp_path) == "."
    assert shown_path(tmp_path.parent / "other") == (tmp_path.parent / "other").as_posix()


def test_a_file_from_elsewhere_is_shown_as_it_was_named(sources: Sources) -> None:
    """What the command line named is shown under that name, all else below the content folder."""
    sources.elsewhere["kles/ann-lee.yaml"] = "../ann-lee.yaml"

    assert [sources.shown(path) for path in ("kles/ann-lee.yaml", "site.yaml", "")] == [
        "../ann-lee.yaml",
        "content/site.yaml",
        "content",
    ]


# --- folders ----------------------------------------------------------------------------------------------


def test_entries_come_in_order_without_hidden_ones(sources: Sources) -> None:
    """Entries are sorted, files and folders told apart, and hidden ones left out."""
    kles = sources.folder / "kles"
    for name in ("b.yaml", "A.yaml", ".DS_Store"):
        (kles / name).touch()
    (kles / "folder").mkdir()
    (kles / "link").symlink_to("folder")
    (kles / "other-link").symlink_to("b.yaml")

    assert [(entry.name, entry.is_folder, entry.is_file) for entry in sources.entries("kles")] == [
        ("A.yaml", False, True),
        ("b.yaml", False, True),
        ("folder", True, False),
        ("link", False, False),
        ("other-link", False, False),
    ]


def test_a_folder_that_is_not_there_is_empty(sources: Sources) -> None:
    """Folders inside the content folder may be absent."""
    assert (sources.entries("photos"), told(sources)) == ([], [])


def test_a_content_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content folder itself must be there, and be a folder."""
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    nowhere, file = Sources(Path("nowhere")), Sources(Path("file"))

    assert (nowhere.entries(), file.entries()) == ([], [])
    assert told(nowhere) == [("nowhere", "no-content", "The content folder does not exist.")]
    assert told(file) == [("file", "folder", "This is a file where a folder should be.")]
    assert file.problems[0].hint == "Name the folder that holds kles/ with --content."


def test_a_file_or_a_link_in_place_of_a_folder_is_told(sources: Sources) -> None:
    """A link is not followed, wherever it leads, and a file is no folder."""
    (sources.folder / "photos").symlink_to("kles")
    (sources.folder / "guidance").touch()

    assert (sources.entries("photos"), sources.entries("guidance")) == ([], [])
    assert told(sources) == [
        ("content/photos", "symlink", "This is a link to another folder; links are not followed."),
        ("content/guidance", "folder", "This is a file where a folder should be."),
    ]
    assert sources.problems[0].hint == "Put a folder named photos in its place."


def test_a_folder_that_cannot_be_looked_into_is_told(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without leave to read it is told in a sentence."""
    monkeypatch.setattr(os, "scandir", refusing(PermissionError(13, "Permission denied")))

    assert sources.entries("kles") == []
    assert told(sources) == [
        ("content/kles", "unreadable-file", "We cannot look into this folder: permission denied.")
    ]
    assert sources.problems[0].hint == ASK


def test_a_name_that_is_not_utf_8_can_be_shown(sources: Sources) -> None:
    """A file name in an old encoding is shown with a question mark, and can be read all the same."""
    name = os.fsencode(sources.folder / "kles") + b"/zo\xeb.yaml"
    try:
        Path(os.fsdecode(name)).write_bytes(b"x")
    except OSError:  # a Mac's disk holds no such name
        assert os.uname().sysname == "Darwin"
        return
    (entry,) = sources.entries("kles")

    assert entry.name == "zo?.yaml"
    assert sources.read("kles/zo?.yaml", entry.path, 9) == b"x"


# --- files ------------------------------------------------------------------------------------------------


def test_a_file_is_read_to_one_byte_beyond_its_limit(sources: Sources) -> None:
    """No more is read of a large file than it takes to know that it is too large."""
    file = sources.folder / "site.yaml"
    file.write_bytes(b"x" * 100)

    assert sources.read("site.yaml", file, 9) == b"x" * 10
    assert sources.texts == {"site.yaml": b"x" * 10}


def make_folder(file: Path) -> None:
    """Put a folder there."""
    file.mkdir()


def make_link(file: Path) -> None:
    """Put a link there that leads out of the content folder."""
    (file.parent.parent.parent / "secret.yaml").write_text("name: Secret\n")
    file.symlink_to("../../secret.yaml")


def make_broken_link(file: Path) -> None:
    """Put a link there that leads nowhere."""
    file.symlink_to("nowhere.yaml")


def make_pipe(file: Path) -> None:
    """Put a pipe there, which would be read for ever."""
    os.mkfifo(file)


def make_socket(file: Path) -> None:
    """Put a socket there; its path must be short, so it is bound from beside it."""
    here = Path.cwd()
    os.chdir(file.parent)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(file.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (make_folder, "folder", "This is a folder where a file should be."),
        (make_link, "symlink", "This is a link to another file; only files themselves are read."),
        (make_broken_link, "symlink", "This is a link to another file; only files themselves are read."),
        (make_pipe, "unreadable-file", "This is not a file that can be read."),
        (make_socket, "unreadable-file", "This is not a file that can be read."),
        (lambda file: None, "missing-file", "There is no such file."),
    ],
)
def test_what_is_no_file_is_refused(
    sources: Sources, make: Callable[[Path], None], code: str, message: str
) -> None:
    """Folders, links, pipes, sockets and nothing at all are told, and not waited for; the look is counted."""
    file = sources.folder / "kles" / "ann.yaml"
    make(file)

    assert sources.read("kles/ann.yaml", file, 9) is None
    assert told(sources) == [("content/kles/ann.yaml", code, message)]
    assert sources.problems[0].hint
    assert sources.texts == {"kles/ann.yaml": b""}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "Permission denied"), "permission denied"),
        (OSError(5, "Input/output error"), "input/output error"),
        (OSError(), "the disk refused"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    sources: Sources, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    """Whatever the disk refuses is told in a sentence, with whom to ask."""
    file = sources.folder / "site.yaml"
    file.touch()
    monkeypatch.setattr(Path, "open", refusing(error))

    assert sources.read("site.yaml", file, 9) is None
    assert told(sources) == [("content/site.yaml", "unreadable-file", f"We cannot read this file: {reason}.")]
    assert sources.problems[0].hint == ASK


# --- faults found later -----------------------------------------------------------------------------------

PAGE = b"---\ntitle: One\norder: 2\n---\n\n# Two {#c-two}\n"


def placed(sources: Sources, path: str, raw: bytes, fault: Fault) -> tuple[str, int, int, int, str]:
    """Return where a fault in a file that was read before is told, and the line it quotes."""
    sources.texts[path] = raw
    (problem,) = sources.place(path, [fault])
    return problem.path, problem.line, problem.column, problem.end, problem.excerpt


@pytest.mark.parametrize(
    ("path", "raw", "fault", "expected"),
    [
        ("kles/a.yaml", b"a: 1\nb: 2\n", Fault(("b",), "x", "X."), ("content/kles/a.yaml", 2, 4, 5, "b: 2")),
        (
            "a.yaml",
            b"\xef\xbb\xbfa: 1\r\nb: 2\r\n",
            Fault(("b",), "x", "X."),
            ("content/a.yaml", 2, 4, 5, "b: 2"),
        ),
        ("guidance/a.md", PAGE, Fault(("order",), "x", "X."), ("content/guidance/a.md", 3, 8, 9, "order: 2")),
        (
            "guidance/a.md",
            PAGE,
            Fault(BODY, "x", "X.", line=6, column=9),
            ("content/guidance/a.md", 6, 9, 15, "# Two {#c-two}"),
        ),
        (
            "guidance/a.md",
            PAGE,
            Fault(BODY, "x", "X.", line=99, column=9),
            ("content/guidance/a.md", 6, 15, 16, "# Two {#c-two}"),
        ),
        (
            "guidance/a.md",
            PAGE,
            Fault(BODY, "x", "X.", line=5, column=1),
            ("content/guidance/a.md", 5, 1, 2, ""),
        ),
        ("guidance", b"", Fault(("a",), "x", "X."), ("content/guidance", 1, 1, 2, "")),
        (
            "a.yaml",
            b"a: |\n  One\n\n  two words\n",
            Fault(("a",), "x", "X.", line=3, column=5),
            ("content/a.yaml", 4, 7, 12, "  two words"),
        ),
        ("a.yaml", b"a: b\nc:\n  d: e\n", Fault((), "missing", "X."), ("content/a.yaml", 1, 1, 2, "a: b")),
        ("a.yaml", b"a: b\nc:\n  d: e\n", Fault(("c",), "missing", "X."), ("content/a.yaml", 2, 1, 2, "c:")),
        (
            "a.yaml",
            b"a:\n  - b: cd\n",
            Fault(("a", 0), "missing", "X."),
            ("content/a.yaml", 2, 5, 6, "  - b: cd"),
        ),
        (
            "a.yaml",
            b"a: b\nlong: e\n",
            Fault(("long",), "unknown-field", "X."),
            ("content/a.yaml", 2, 1, 5, "long: e"),
        ),
    ],
)
def test_a_fault_is_placed_in_a_file_read_before(
    sources: Sources, path: str, raw: bytes, fault: Fault, expected: tuple[str, int, int, int, str]
) -> None:
    """A fault of a record, of a page's head or of its body is told at its place in the file."""
    assert expected == placed(sources, path, raw, fault)


def test_advice_stays_advice(sources: Sources) -> None:
    """How serious a fault is does not change on its way."""
    sources.texts["a.yaml"] = b"a: 1\n"
    faults = [Fault(("a",), "x", "X.", severity="advice"), Fault(("a",), "y", "Y.", "Z.")]

    assert [(problem.severity, problem.hint) for problem in sources.place("a.yaml", faults)] == [
        ("advice", ""),
        ("error", "Z."),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\na: b\n---\nBody", ("a: b\n", "Body")),
        ("---  \na: b\n---\t\n", ("a: b\n", "")),
        ("---\n---\nBody", ("", "Body")),
        ("---\na: --- b\n---", ("a: --- b\n", "")),
        ("---\na: b\n----\n---\nc", ("a: b\n----\n", "c")),
        ("---\na: b\n", None),
        ("# Title\n---\na: b\n---\n", None),
        ("\n---\na: b\n---\n", None),
        ("", None),
    ],
)
def test_a_page_is_a_head_and_a_body(text: str, expected: tuple[str, str] | None) -> None:
    """A head stands between two lines of three dashes at the very top of a page."""
    assert expected == halves(text)
