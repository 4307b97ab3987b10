"""`kle import`: two things of an annual submission reach the portrait; the rest of its words go nowhere."""

from __future__ import annotations

import copy
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from golden import files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kle_site import cli, commands, submission

DAY = "2026-11-21"
SECRETS = ("Larkrise", "Candleford", "Fulmarian", "\\u0046ulmarian")
"""Words of the first two parts of the file below, one of them also as JSON may spell it."""
FILE: dict[str, Any] = {
    "warning": "PRIVATE.",
    "format": "kle-annual-submission",
    "version": 1,
    "leader": {"name": "Ada Plain", "slug": "ada-plain"},
    "deployments": [{"school": "Larkrise School", "kind": "Peer review", "time": "", "result": "Candleford"}],
    "impact": "Fulmarian",
    "commitment": {
        "confirmed": "2026-11-20",
        "availability": {
            "status": "limited",
            "checked": "2026-11-20",
            "from": "2027-01-01",
            "free_days": {"year": "2026-27", "left": "none"},
        },
    },
}


class Import:
    """Imports files into a county of its own, and keeps what is said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.file = folder / "came by e-mail.json"
        self.said = self.warned = ""

    def __call__(self, given: Any, *options: str) -> int:
        """Import what is given, as bytes or as JSON; return the exit code. Nothing private may be said."""
        self.file.write_bytes(given if isinstance(given, bytes) else json.dumps(given).encode())
        self._capsys.readouterr()
        code = cli.main(["import", str(self.file), "--today", DAY, *options])
        self.said, self.warned = self._capsys.readouterr()

        assert [word for word in SECRETS if word.lower() in (self.said + self.warned).lower()] == []

        return code

    @property
    def portraits(self) -> dict[str, bytes]:
        """Every file of the content folder."""
        return files(self.folder / "content")

    def portrait(self, slug: str) -> str:
        """A portrait as it is."""
        return (self.folder / "content" / "kles" / f"{slug}.yaml").read_bytes().decode()


@pytest.fixture(name="kle")
def _kle(
    own_world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Import:
    """`kle import` in a folder with the miniature county; an error of ours would show its traceback."""
    assert own_world.parent == tmp_path

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLE_DEBUG", "1")
    return Import(tmp_path, capsys)


def changed(**values: Any) -> dict[str, Any]:
    """The file with some values set by their paths, `__` between the steps; None takes a field away."""
    found = copy.deepcopy(FILE)
    for path, value in values.items():
        *above, last = path.split("__")
        held = found
        for step in above:
            held = held[step]
        if value is ...:
            del held[last]
        else:
            held[last] = value
    return found


# --- what is taken ----------------------------------------------------------------------------------------


def test_confirmation_and_availability_are_taken(kle: Import) -> None:
    """Both are put into the portrait in its own form; the difference is shown; every other byte stays."""
    old = kle.portrait("ada-plain")
    others = {name: body for name, body in kle.portraits.items() if "ada-plain" not in name}

    assert kle(FILE, "--yes") == commands.FINE

    now = (
        "availability: {status: limited, checked: 2026-11-20, from: 2027-01-01, "
        "free_days: {year: 2026-27, left: none}}\n"
    )
    expected = old.replace("availability: {status: open, checked: 2026-11-02}\n", now)
    expected = expected.replace("confirmed: 2026-09-01", "confirmed: 2026-11-20")

    assert kle.portrait("ada-plain") == expected
    assert {name: body for name, body in kle.portraits.items() if "ada-plain" not in name} == others
    assert "-confirmed: 2026-09-01\n+confirmed: 2026-11-20\n" in kle.said
    assert kle.said.splitlines()[-1].startswith("Changed content/kles/ada-plain.yaml.")
    assert kle.warned == ""


def test_a_portrait_in_many_lines(kle: Import) -> None:
    """Comments, blank lines and Windows line ends stay; a day of return goes with the pause."""
    file = kle.folder / "content/kles/bertram-quillfeather.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "  status: paused", "  status: paused  # he said\n\n  # and"
    )
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    given = changed(
        leader__slug="bertie-quill",
        commitment__availability__status="open",
        commitment__availability__from=None,
        commitment__availability__free_days=None,
        commitment__confirmed=None,
    )

    assert kle(given, "--yes") == commands.FINE

    expected = text.replace("status: paused", "status: open").replace("  from: 2027-04-12\n", "")
    expected = expected.replace("checked: 2026-10-01", "checked: 2026-11-20")

    assert file.read_bytes() == b"\xef\xbb\xbf" + expected.replace("\n", "\r\n").encode()
    assert "They did not confirm capacity and commitment" in kle.said


def test_a_name_is_enough(kle: Import) -> None:
    """Without the address of the page, the name says whose it is, whatever its accents and titles."""
    assert kle(changed(leader={"name": "Dr. ada  plain", "slug": None}), "--yes") == commands.FINE
    assert "checked: 2026-11-20" in kle.portrait("ada-plain")


def test_a_name_that_does_not_fit(kle: Import) -> None:
    """Where the address is somebody’s and the name is not theirs, that is said before anything is asked."""
    kle(FILE, "--yes")

    assert "The name in the file" not in kle.said
    assert kle(changed(leader__name="Frank Lapsed"), "--yes") == commands.FINE
    assert kle.said.startswith("The name in the file is not that of the portrait, Ada Plain: make sure")


def test_what_is_there_already(kle: Import) -> None:
    """The same file a second time changes nothing, and says so."""
    kle(FILE, "--yes")
    before = kle.portraits

    assert kle(FILE, "--yes") == commands.FINE
    assert kle.said == "content/kles/ada-plain.yaml says all of this already. Nothing was changed.\n"
    assert kle.portraits == before


@pytest.mark.parametrize(
    ("answer", "code", "is_changed"),
    [
        ("y\n", commands.FINE, True),
        ("YES\n", commands.FINE, True),
        ("n\n", commands.FINE, False),
        ("\n", commands.FINE, False),
        ("", commands.USE, False),
    ],
)
def test_it_asks_first(
    kle: Import, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, is_changed: bool
) -> None:
    """Without --yes the difference is shown and asked about; no answer, and any but yes, changes nothing."""
    before = kle.portraits
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))

    assert kle(FILE) == code
    assert "+confirmed: 2026-11-20" in kle.said
    assert (kle.portraits != before) == is_changed
    assert ("othing was changed" in kle.said + kle.warned) != is_changed


# --- what is not taken ------------------------------------------------------------------------------------

BAD: dict[str, tuple[Any, str]] = {
    "no JSON": (b"Larkrise, Candleford", "We do not know what this is."),
    "JSON that breaks off": (json.dumps(FILE).encode()[:-9], "This is not JSON, or is damaged."),
    "no UTF-8": (json.dumps(FILE).encode("utf-16"), "This file is saved as UTF-16"),
    "a list in lists": (b"[" * 200_000, "This is JSON, but damaged"),
    "a number without end": (b'{"a": ' + b"9" * 9999 + b"}", "This is JSON, but damaged"),
    "a field twice": (
        json.dumps(FILE).encode()[:-1] + b', "version": 1}',
        "This is not JSON, or is damaged.",
    ),
    "a huge file": (json.dumps(changed(impact="Fulmarian " * 60_000)).encode(), "This is larger than 512 KB"),
    "nothing": (b"", "Nothing is in this."),
    "a list": ([FILE], "This is not an annual submission."),
    "another file": ({"Larkrise": 1}, "This is JSON, but none of our files."),
    "the copy to read": (b"name: Larkrise\nImpact: Candleford\n", "We do not know what this is."),
    "another format": (changed(format="Candleford"), "This is not an annual submission."),
    "another version": (changed(version=2), "another version of the form; we read version 1."),
    "a version in words": (changed(version="Larkrise"), "another version of the form"),
    "a field more": ({**FILE, "Larkrise": 1}, "A field is missing, or is one too many."),
    "a field less": (changed(impact=...), "A field is missing, or is one too many."),
    "nobody": (changed(leader__slug="Larkrise School"), "“leader.slug” is not right."),
    "a stranger": (changed(leader__slug="candleford"), "Nobody in the directory has the address"),
    "a stranger by name": (
        changed(leader={"name": "Larkrise", "slug": None}),
        "Nobody in the directory has the name",
    ),
    "a name that is none": (
        changed(leader={"name": ["Larkrise"], "slug": None}),
        "“leader.name” is not right.",
    ),
    "a leader that is none": (changed(leader="Larkrise"), "“leader” is not right."),
    "no third part": (changed(commitment=["Larkrise"]), "“commitment” is not right."),
    "an unknown field": (
        changed(commitment__availability__Larkrise="x"),
        "“commitment.availability.…” is not a field that we know.",
    ),
    "a reason": (
        changed(commitment__availability__reason="Candleford"),
        "“commitment.availability.…” is not a field that we know.",
    ),
    "a status that is none": (
        changed(commitment__availability__status="Larkrise"),
        "“commitment.availability.status” is not right. Choose one of: open, limited, paused.",
    ),
    "a status in markup": (
        changed(commitment__availability__status="\x1b[2J<script>Larkrise</script>"),
        "“commitment.availability.status” is not right.",
    ),
    "a day in words": (changed(commitment__confirmed="Larkrise"), "Write it as year-month-day"),
    "a British day": (changed(commitment__confirmed="20/11/2026"), "write 2026-11-20."),
    "a day that is none": (
        changed(commitment__confirmed="2026-02-30"),
        "“commitment.confirmed” is not right.",
    ),
    "no day": (
        changed(commitment__availability__checked=...),
        "“commitment.availability.checked” is missing.",
    ),
    "a day before what is there": (changed(commitment__confirmed="2026-08-31"), "“confirmed” is 2026-09-01"),
    "older than what is there": (
        changed(commitment__availability__checked="2026-11-01"),
        "The portrait is newer: “availability.checked” is 2026-11-02 there",
    ),
    "back before away": (
        changed(commitment__availability__from="2026-11-19"),
        "the day of return, is before",
    ),
    "tomorrow": (changed(commitment__confirmed="2026-11-22"), "This is in the future: today is 2026-11-21."),
    "a year to come": (changed(commitment__availability__free_days__year="2028-29"), "error[future]"),
    "a year that is none": (
        changed(commitment__availability__free_days__year="26/27"),
        "Write it as 2026-27.",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_change_nothing(kle: Import, name: str) -> None:
    """Each gets a sentence that says what is wrong without a word of the file; nothing is written."""
    given, told = BAD[name]
    before = kle.portraits

    assert kle(given, "--yes") == commands.CONTENT
    assert told in kle.said + kle.warned
    assert kle.warned.rstrip().endswith("Nothing was changed.")
    assert "Traceback" not in kle.said + kle.warned
    assert kle.portraits == before


def test_free_days_of_nobody_who_gives_them(kle: Import) -> None:
    """The portrait is checked as it would be: what its own rules refuse is told at its place there."""
    file = kle.folder / "content/kles/ada-plain.yaml"
    file.write_text(file.read_text("utf-8").replace("kind: KLE", "kind: NLE"), encoding="utf-8")
    before = kle.portraits

    assert kle(FILE, "--yes") == commands.CONTENT
    assert "error[free-days]: Free days are a promise of Kent Leaders of Education" in kle.said
    assert "--> content/kles/ada-plain.yaml:11:" in kle.said
    assert kle.portraits == before


def test_a_portrait_that_cannot_be_changed_safely(kle: Import) -> None:
    """What would have to be written anew is left to people."""
    file = kle.folder / "content/kles/ada-plain.yaml"
    old = "availability: {status: open, checked: 2026-11-02}"
    new = (
        "availability: {status: open, checked: 2026-11-02, free_days:\n  {year: 2026-27, # x\n   left: none}}"
    )
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")

    assert kle(changed(commitment__availability__free_days__left="limited"), "--yes") == commands.FINE
    assert "{year: 2026-27, # x\n   left: limited}, from: 2027-01-01}" in kle.portrait("ada-plain")


@pytest.mark.parametrize("name", ["nothing.json", ".", "content"])
def test_what_is_no_file(kle: Import, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is wrong use."""
    assert cli.main(["import", name, "--today", DAY]) == commands.USE
    assert capsys.readouterr().err == f"{name} cannot be read: there is no such file.\n"


def test_content_that_is_not_in_order(kle: Import) -> None:
    """Where another portrait cannot be read, nothing is checked in full, and so nothing is changed."""
    (kle.folder / "content/kles/frank-lapsed.yaml").write_text("name: [", encoding="utf-8")

    assert kle(FILE, "--yes") == commands.CONTENT
    assert kle.warned == "The content folder is not in order. Run kle check first.\n"


def test_somebody_else_was_faster(kle: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portrait that was saved while somebody thought about the difference is not overwritten."""
    file = kle.folder / "content/kles/ada-plain.yaml"

    def answer(_question: str) -> str:
        file.write_bytes(file.read_bytes() + b"# mine\n")
        return "y"

    monkeypatch.setattr("builtins.input", answer)

    assert kle(FILE) == commands.USE
    assert "was changed by somebody meanwhile" in kle.warned
    assert file.read_bytes().endswith(b"# mine\n")
    assert "2026-11-20" not in kle.portrait("ada-plain")


def test_a_disk_that_refuses(kle: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes nothing is told of in a sentence, and the portrait stays as it was."""
    before = kle.portraits

    def full(_path: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    assert kle(FILE, "--yes") == commands.USE
    assert kle.warned == "content/kles/ada-plain.yaml cannot be written: no space left on device.\n"
    assert kle.portraits == before


# --- not a word of the other parts ------------------------------------------------------------------------


def test_no_private_word_is_written_anywhere(kle: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written while a file is imported, for a moment or for good, is the portrait alone."""
    kle.file.write_bytes(json.dumps(FILE).encode())
    written: list[str] = []
    bodies: list[bytes] = []
    real_open, real_write = io.open, Path.write_bytes

    def note_open(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if set(mode) & set("wax+"):
            written.append(Path(file).name)
        return real_open(file, mode, *rest, **more)

    def note_bytes(path: Path, data: Any) -> int:
        bodies.append(bytes(data))
        return real_write(path, data)

    monkeypatch.setattr(io, "open", note_open)
    monkeypatch.setattr(Path, "write_bytes", note_bytes)

    assert cli.main(["import", str(kle.file), "--today", DAY, "--yes"]) == commands.FINE
    # Once to be checked, and once to be put in its place.
    assert written == ["ada-plain.yaml"] * 2
    assert bodies == [kle.portrait("ada-plain").encode()] * 2
    assert sorted(path.name for path in kle.folder.iterdir()) == [kle.file.name, "content"]

    everywhere = b"".join(kle.portraits.values()).lower()

    assert [word for word in SECRETS if word.lower().encode() in everywhere] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=9), inside, max_size=3),
    max_leaves=8,
)
PATHS = [
    ("format",),
    ("version",),
    ("leader",),
    ("leader", "slug"),
    ("leader", "name"),
    ("commitment",),
    ("commitment", "confirmed"),
    *(("commitment", "availability", name) for name in ("status", "checked", "from", "free_days")),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON, path=st.sampled_from(PATHS))
def test_nothing_but_a_submission_is_read(value: Any, path: tuple[str, ...]) -> None:
    """Any value anywhere is either right or told of in words that are all ours."""
    record = changed(**{"__".join(path): value})
    words = [word for word in json.dumps(value, ensure_ascii=False).split('"') if len(word) > 3]
    sources = [ROOT / "kle_site" / name for name in ("submission.py", "fields.py", "dates.py")]
    ours = "".join(source.read_text(encoding="utf-8") for source in sources)
    try:
        found = submission.read(json.dumps(record).encode())
    except submission.SubmissionError as wrong:
        assert [word for word in words if word in str(wrong) and word not in ours] == []
    else:
        assert isinstance(found, submission.Submission)
