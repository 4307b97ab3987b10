"""A content folder → records, or everything that is wrong with it."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from corpus import COUNTY, TODAY
from photo_of import LATITUDE, exif_of, photo_of
from portrait_of import portrait_of

from kle_site.check import check
from kle_site.load import Loaded, load
from kle_site.problems import Problem, as_text, errors

PAGE = "---\ntitle: One\nsummary: A page.\nedition: current\norder: 1\n---\n\n# One\n"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The corpus's small county without its page, named `content` by a reader who stands beside it."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(COUNTY, "content", ignore=shutil.ignore_patterns("guidance")))


def put(folder: Path, path: str, content: str | bytes) -> None:
    """Write a file of the content folder, and the folders above it."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


def told(loaded: Loaded) -> list[tuple[str, str, int]]:
    """Return path, code and line of everything that is wrong."""
    return [(problem.path, problem.code, problem.line) for problem in loaded.problems]


def only(loaded: Loaded) -> Problem:
    """Return the one thing that is wrong."""
    assert len(loaded.problems) == 1

    return loaded.problems[0]


# --- what is right ----------------------------------------------------------------------------------------


def test_a_good_folder_becomes_records(folder: Path) -> None:
    """Everything in the folder is read, and what was read is named as the reader can open it."""
    put(folder, "guidance/index.md", PAGE)
    put(folder, "kles/.hidden", b"\xff")
    loaded = load(folder)

    assert loaded.problems == []
    assert loaded.content is not None
    assert [leader.slug for leader in loaded.content.leaders] == ["ann-lee"]
    assert list(loaded.content.photos) == ["sian-obrien.jpg"]
    assert loaded.content.site.organisation.short_name == "EAH"
    assert loaded.checked == (
        "content/designations.yaml",
        "content/expertise.yaml",
        "content/guidance/index.md",
        "content/kles/ann-lee.yaml",
        "content/photos/sian-obrien.jpg",
        "content/places.yaml",
        "content/routes.yaml",
        "content/site.yaml",
        "content/withdrawn.yaml",
    )


def test_the_content_of_this_repository_is_right(content_dir: Path, content_today: datetime.date) -> None:
    """What we publish has no error."""
    assert as_text(errors(check(load(content_dir), content_today))) == ""


def test_leaders_and_pages_come_in_the_order_of_their_files(folder: Path) -> None:
    """The order of records depends on nothing but their names."""
    for slug in ("zoe", "bea", "a-b"):
        put(folder, f"kles/{slug}.yaml", portrait_of())
    for name in ("z", "b", "2016-17/c"):
        put(folder, f"guidance/{name}.md", PAGE)
    content = load(folder).content

    assert content is not None
    assert [leader.slug for leader in content.leaders] == ["a-b", "ann-lee", "bea", "zoe"]
    assert [page.path for page in content.guidance] == [
        "guidance/b.md",
        "guidance/z.md",
        "guidance/2016-17/c.md",
    ]


def test_nobody_need_have_withdrawn(folder: Path) -> None:
    """withdrawn.yaml, guidance and photos may be absent."""
    (folder / "withdrawn.yaml").unlink()
    shutil.rmtree(folder / "photos")
    loaded = load(folder)

    assert loaded.problems == []
    assert loaded.content is not None
    assert (loaded.content.withdrawn.withdrawn, loaded.content.photos) == ((), {})


# --- the folder and the files that all need ---------------------------------------------------------------


def test_a_folder_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A content folder that does not exist is told, with how to name one."""
    monkeypatch.chdir(tmp_path)
    loaded = load(Path("content"))

    assert (loaded.content, loaded.checked) == (None, ())
    assert told(loaded) == [("content", "no-content", 1)]
    assert only(loaded).hint == "Name the folder that holds kles/ with --content."


def test_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty content folder is one thing to say."""
    monkeypatch.chdir(tmp_path)
    Path("content").mkdir()
    loaded = load(Path("content"))

    assert (loaded.content, only(loaded).message) == (None, "The content folder is empty.")


@pytest.mark.parametrize(
    "name", ["site.yaml", "places.yaml", "expertise.yaml", "designations.yaml", "routes.yaml"]
)
def test_a_file_that_all_need_is_missing(folder: Path, name: str) -> None:
    """Without it there are no records, but the portraits are checked all the same."""
    (folder / name).unlink()
    put(folder, "kles/zoe.yaml", portrait_of(("role: ", "rolle: ")))
    loaded = load(folder)

    assert loaded.content is None
    assert told(loaded) == [
        (f"content/{name}", "missing-file", 1),
        ("content/kles/zoe.yaml", "unknown-field", 4),
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "line"),
    [
        ("site.yaml", "stage: demonstration", "stage: demo", "choice", 2),
        ("site.yaml", "  short_name: EAH\n", "", "missing", 3),
        ("site.yaml", "title: Example", "title: Example: a", "colon-inside", 6),
        ("places.yaml", "area: west", "area: wset", "unknown-place", 7),
        ("places.yaml", "{column: 2, row: 1}", "{column: two, row: 1}", "number", 5),
        ("expertise.yaml", "slug: send", "slug: writing", "repeated", 13),
        ("expertise.yaml", "\n  - slug: teaching", "\n  -slug: teaching", "dash-space", 8),
        ("designations.yaml", "kind: NLE", "kind: KLE", "repeated", 3),
        ("routes.yaml", "asker: headteacher", "asker: headtaecher", "unknown-asker", 10),
        ("routes.yaml", "    route: school", "    rout: school", "unknown-field", 13),
        ("routes.yaml", "asker: headteacher", "asker:", "empty", 10),
        ("routes.yaml", "asker: headteacher", "asker: [headteacher, Head]", "slug", 10),
        ("routes.yaml", "    funding: any\n", "", "missing", 10),
        ("routes.yaml", "cost: You agree it first.", "cost: You agree: it first.", "colon-inside", 14),
        ("withdrawn.yaml", "on: 2026-08-31", "on: 31/08/2026", "date", 2),
        ("withdrawn.yaml", "withdrawn:", "gone:", "unknown-field", 1),
    ],
)
def test_a_slip_in_a_file_that_all_need(
    folder: Path, name: str, old: str, new: str, code: str, line: int
) -> None:
    """Vocabularies, places, the site and the withdrawn are read with the same care as portraits."""
    text = (folder / name).read_text(encoding="utf-8")

    assert old in text

    put(folder, name, text.replace(old, new, 1))
    loaded = load(folder)

    assert (f"content/{name}", code, line) in told(loaded)
    assert {path for path, _, _ in told(loaded)} == {f"content/{name}"}


@pytest.mark.parametrize(
    ("old", "new"),
    [("title: Example", "title: Example: a"), ("title: Example Directory", "title: “Example”")],
)
def test_a_mended_file_is_not_used(folder: Path, old: str, new: str) -> None:
    """What had to be mended to be read is no record, whatever it seems to say."""
    text = (folder / "site.yaml").read_text(encoding="utf-8")
    put(folder, "site.yaml", text.replace(old, new))

    assert (load(folder).content, len(load(folder).problems)) == (None, 1)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("site.yml", "Rename it to site.yaml."),
        ("Expertize.YAML", "Rename it to expertise.yaml."),
        ("zoe-lee.yaml", "A portrait belongs in kles; move it there."),
    ],
)
def test_yaml_beside_the_files_that_we_know(folder: Path, name: str, hint: str) -> None:
    """A file that nothing reads is told, so that nobody waits for a page that never comes."""
    put(folder, name, "a: b\n")
    problem = only(load(folder))

    assert (problem.path, problem.code, problem.hint) == (f"content/{name}", "not-read", hint)


# --- portraits --------------------------------------------------------------------------------------------


def test_no_portrait_is_a_failure(folder: Path) -> None:
    """If nothing was checked, that is told: it must never look like success."""
    (folder / "kles" / "ann-lee.yaml").unlink()
    problem = only(load(folder))

    assert (problem.path, problem.code) == ("content/kles", "nothing-to-check")


def test_a_folder_without_kles_is_a_failure(folder: Path) -> None:
    """A missing folder of portraits is no different from an empty one."""
    shutil.rmtree(folder / "kles")

    assert told(load(folder)) == [("content/kles", "nothing-to-check", 1)]


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("Zoe Lee.yml", "extension", "Rename it to zoe-lee.yaml."),
        ("zoe.YAML", "extension", "Rename it to zoe.yaml."),
        (
            "zoe.docx",
            "extension",
            "If it is one, save it as plain text named zoe.yaml; if not, move it elsewhere.",
        ),
        (
            "README",
            "extension",
            "If it is one, save it as plain text named readme.yaml; if not, move it elsewhere.",
        ),
        (
            "李.txt",
            "extension",
            "If it is one, save it as plain text named a-name.yaml; if not, move it elsewhere.",
        ),
    ],
)
def test_only_yaml_belongs_among_the_portraits(folder: Path, name: str, code: str, hint: str) -> None:
    """A file that is not read is told with the name that it should have; it counts as looked at."""
    put(folder, f"kles/{name}", portrait_of())
    loaded = load(folder)

    assert (only(loaded).code, only(loaded).hint) == (code, hint)
    assert f"content/kles/{name}" in loaded.checked


def test_a_folder_among_the_portraits(folder: Path) -> None:
    """A folder there would hide portraits, and one in place of a portrait is none."""
    put(folder, "kles/north/zoe.yaml", portrait_of())
    (folder / "kles" / "bea.yaml").mkdir()

    assert {row[:2] for row in told(load(folder))} == {
        ("content/kles/north", "folder"),
        ("content/kles/bea.yaml", "folder"),
    }


@pytest.mark.parametrize(
    ("slug", "message", "hint"),
    [
        ("Zoe-Lee", "“Zoe-Lee” has characters", "Rename it to zoe-lee.yaml."),
        ("siân o'brien", "“siân o'brien” has characters", "Rename it to sian-obrien.yaml."),
        ("zoe_lee", "“zoe_lee” has characters", "Rename it to zoe-lee.yaml."),
        ("%2e%2fetc", "“%2e%2fetc” has characters", "Rename it to 2e-2fetc.yaml."),
        ("李", "“李” has characters", "Give it a shorter name."),
        ("z" * 61, "This has 61 characters; the most is 60.", "Rename it to"),
        (
            "area",
            "The file’s name becomes the address, but /directory/area/ is another page’s.",
            "Give the file",
        ),
        (
            "page",
            "The file’s name becomes the address, but /directory/page/ is another page’s.",
            "Give the file",
        ),
    ],
)
def test_a_name_that_cannot_be_an_address(folder: Path, slug: str, message: str, hint: str) -> None:
    """The file's name is the address, so it must be able to be one; the file is read for other faults too."""
    put(
        folder,
        f"kles/{slug}.yaml",
        portrait_of(("confirmed: 2026", "confirmed: 1926-"), ("role: ", "rolle: ")),
    )
    loaded = load(folder)
    by_code = {problem.code: problem for problem in loaded.problems}

    assert by_code.keys() == {"file-name", "date", "unknown-field"}
    assert message in by_code["file-name"].message
    assert by_code["file-name"].hint.startswith(hint)
    assert loaded.content is not None
    assert [leader.slug for leader in loaded.content.leaders] == ["ann-lee"]


def test_names_that_some_computers_take_for_one(folder: Path) -> None:
    """Windows and Macs have one file where Linux has two."""
    put(folder, "kles/Ann-Lee.yaml", portrait_of())
    put(folder, "kles/other.yaml", portrait_of())
    messages = [problem.message for problem in load(folder).problems]

    if len(list((folder / "kles").iterdir())) == 3:
        assert "This name differs from kles/Ann-Lee.yaml only in capital letters." in messages
    assert sum("characters" in message for message in messages) <= 1


def test_every_file_is_read_whatever_is_wrong_with_another(folder: Path) -> None:
    """One run tells what is wrong with all the files."""
    put(folder, "kles/a.yaml", b"\xff\xfe")
    put(folder, "kles/b.yaml", portrait_of(("role: ", "role: @")))
    put(folder, "kles/c.yaml", portrait_of(("[send]", "send")))
    put(folder, "guidance/d.md", "no head")
    put(folder, "site.yaml", "")
    loaded = load(folder)

    assert sorted(told(loaded)) == [
        ("content/guidance/d.md", "no-front-matter", 1),
        ("content/kles/a.yaml", "encoding", 1),
        ("content/kles/b.yaml", "special-start", 4),
        ("content/kles/c.yaml", "list", 8),
        ("content/site.yaml", "empty-file", 1),
    ]


def test_the_slug_does_not_stand_in_the_file(folder: Path) -> None:
    """A slug in the file could say something else than its name."""
    put(folder, "kles/zoe.yaml", portrait_of(("role: ", "slug: zoe\nrole: ")))
    problem = only(load(folder))

    assert (problem.code, problem.line, problem.column) == ("unknown-field", 4, 1)


def test_a_mended_portrait_is_checked_but_is_no_record(folder: Path) -> None:
    """Faults of the rest are told with the slip, none of the mended line, and nothing is published."""
    raw = portrait_of(
        ("role: Executive", "role: '<b>Exec'utive"),
        ("[send]", "[]"),
        ("{via: kah}", "{email: a@siân.example}"),
    )
    put(folder, "kles/zoe.yaml", raw)
    loaded = load(folder)

    assert [(code, line) for _, code, line in told(loaded)] == [
        ("quote-inside", 4),
        ("too-few", 8),
        ("mailbox", 16),
    ]
    assert loaded.content is not None
    assert [leader.slug for leader in loaded.content.leaders] == ["ann-lee"]


def test_rules_of_one_record_are_told_of_a_mended_portrait_too(folder: Path) -> None:
    """A rule between fields that are right by themselves is kept by a mended file as by any other."""
    raw = portrait_of(("role: Executive", "role: Head: Executive"), ("since: 2019-09", "since: 2026-10"))
    put(folder, "kles/zoe.yaml", raw)

    assert [(code, line) for _, code, line in told(load(folder))] == [
        ("colon-inside", 4),
        ("moved-since", 18),
    ]


# --- bad input --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"- " * 50_000, "too-big"),
        (b"- " * 16_000, "too-deep"),
        (b"[" * 32_000, "too-deep"),
        (b'["]",' * 6_000, "too-deep"),
        (portrait_of().encode() + b"#" * 33_000, "too-big"),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nname: [*b, *b]\n", "anchor"),
        (portrait_of().encode("utf-16"), "encoding"),
        (portrait_of().encode("utf-16-le"), "encoding"),
        (portrait_of().encode("cp1252"), "encoding"),
        (bytes(range(256)) * 9, "encoding"),
        (b"", "empty-file"),
        (b"\0" * 1000, "encoding"),
        (b"PK\x03\x04", "not-text"),
        (b"name: !!python/object/apply:os.system ['exit 1']\n", "tag"),
    ],
)
def test_a_hostile_portrait_is_told(folder: Path, raw: bytes, code: str) -> None:
    """Whatever is sent as a portrait is told in sentences, in both reports, without a traceback."""
    put(folder, "kles/zoe.yaml", raw)
    loaded = load(folder)

    assert {problem.code for problem in loaded.problems} == {code}
    assert {problem.path for problem in loaded.problems} == {"content/kles/zoe.yaml"}
    assert "error[" in as_text(check(loaded, TODAY))


def test_vocabularies_may_be_larger_than_portraits(folder: Path) -> None:
    """A megabyte is read of a vocabulary, not a byte more."""
    text = (folder / "places.yaml").read_bytes()
    put(folder, "places.yaml", text + b"#" * (1024 * 1024 - len(text)))

    assert load(folder).problems == []

    put(folder, "places.yaml", text + b"#" * (1024 * 1024 - len(text) + 1))

    assert only(load(folder)).message == "This file is larger than 1,024 KB, the most that we read."


def test_a_large_vocabulary_of_nothing_but_depth(folder: Path) -> None:
    """The larger limit of vocabularies does not let the parser be crashed."""
    put(folder, "places.yaml", b"- " * 500_000)

    assert [code for _, code, _ in told(load(folder))] == ["too-deep"]


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    """A link planted in the folder, to a file or a folder outside it, is refused."""
    (tmp_path / "secret.yaml").write_text(portrait_of(), encoding="utf-8")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "secret.jpg").touch()
    (folder / "kles" / "zoe.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "guidance").mkdir()
    (folder / "guidance" / "2016-17").symlink_to(tmp_path)
    shutil.rmtree(folder / "photos")
    (folder / "photos").symlink_to(tmp_path / "photos")
    loaded = load(folder)

    assert {row[:2] for row in told(loaded)} == {
        ("content/kles/zoe.yaml", "symlink"),
        ("content/guidance/2016-17", "symlink"),
        ("content/photos", "symlink"),
    }
    assert loaded.content is not None
    assert loaded.content.photos == {}


# --- photos -----------------------------------------------------------------------------------------------


def test_a_link_among_the_photos_is_no_photo(folder: Path) -> None:
    """Only files are photos: neither links nor folders, which are refused."""
    (folder / "photos" / "a.jpg").symlink_to("sian-obrien.jpg")
    (folder / "photos" / "b.jpg").mkdir()
    loaded = load(folder)

    assert told(loaded) == [("content/photos/a.jpg", "symlink", 1), ("content/photos/b.jpg", "folder", 1)]
    assert loaded.content is not None
    assert list(loaded.content.photos) == ["sian-obrien.jpg"]


def test_a_photo_is_looked_into_and_not_kept(folder: Path) -> None:
    """What is to know of a photo is kept; its bytes are not, as there may be a thousand of them."""
    put(folder, "photos/zoe.png", photo_of("PNG", (700, 900)))
    loaded = load(folder)

    assert loaded.content is not None
    assert loaded.content.photos["zoe.png"].side == 700
    assert loaded.sources.texts["photos/zoe.png"] == b""


def test_no_more_of_a_photo_is_read_than_need_be(folder: Path) -> None:
    """A file of any size can lie among the photos: one byte beyond the most that we read is read."""
    with (folder / "photos" / "huge.jpg").open("wb") as stream:
        stream.write(photo_of())
        stream.truncate(10**12)
    loaded = load(folder)

    assert loaded.content is not None
    assert [fault.code for fault in loaded.content.photos["huge.jpg"].faults] == ["photo-too-big"]


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Ann-Lee.JPG", "ann-lee.jpg"),
        ("ann lee.jpg", "ann-lee.jpg"),
        ("Siân.jpeg", "sian.jpeg"),
        ("李.jpg", "a-name.jpg"),
        (f"{'a' * 77}.jpg", f"{'a' * 60}.jpg"),
    ],
)
def test_a_photo_that_no_portrait_could_name(folder: Path, name: str, better: str) -> None:
    """A photo whose name a portrait could not hold is told what to be called."""
    put(folder, f"photos/{name}", photo_of())
    problem = only(load(folder))

    assert (problem.path, problem.code) == (f"content/photos/{name}", "photo-name")
    assert problem.hint == f"Rename it to {better}."


# The whole way, by `check`: where each fault is told.


def checked(folder: Path) -> list[Problem]:
    """Return everything that is wrong with a folder that has the page its routes name."""
    shutil.copytree(COUNTY / "guidance", folder / "guidance")
    return check(load(folder), TODAY)


def told_of_photos(folder: Path) -> list[tuple[str, int, str, str]]:
    """Return path, line, code and severity of everything that is wrong."""
    return [(problem.path, problem.line, problem.code, problem.severity) for problem in checked(folder)]


def with_photo(folder: Path, slug: str, name: str = "Ann New") -> int:
    """Add a portrait with the county's photo; return the line on which it names it."""
    text = portrait_of(
        ("name: Siân O'Brien", f"name: {name}"), ("aliases: [sian-bevan]", "aliases: []"), base="everything"
    )
    put(folder, f"kles/{slug}.yaml", text)
    return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith("photo:"))


def test_a_fault_of_a_photo_is_told_where_it_is_named(folder: Path) -> None:
    """What is wrong with a picture is told at the portrait that names it, and names the picture."""
    line = with_photo(folder, "zoe")
    put(folder, "photos/sian-obrien.jpg", photo_of(exif=exif_of({}, LATITUDE)))
    (problem,) = checked(folder)

    assert (problem.path, problem.line, problem.code) == ("content/kles/zoe.yaml", line, "photo-place")
    assert problem.excerpt[problem.column - 1 : problem.end - 1] == "sian-obrien.jpg"
    assert problem.message.startswith("“sian-obrien.jpg” says where it was taken")


def test_a_fault_of_a_shared_photo_is_told_once(folder: Path) -> None:
    """Of two portraits that name one bad picture, the first is told of it, the second of the sharing."""
    line = with_photo(folder, "bea")
    with_photo(folder, "zoe", "Cy Dane")
    put(folder, "photos/sian-obrien.jpg", b"")

    assert told_of_photos(folder) == [
        ("content/kles/bea.yaml", line, "photo-empty", "error"),
        ("content/kles/zoe.yaml", line, "photo-shared", "error"),
    ]


def test_a_small_photo_is_advice(folder: Path) -> None:
    """A photo that is shown, but not sharply everywhere, stops nothing."""
    line = with_photo(folder, "zoe")
    put(folder, "photos/sian-obrien.jpg", photo_of(size=(400, 500)))

    assert told_of_photos(folder) == [("content/kles/zoe.yaml", line, "photo-small", "advice")]


def test_what_lies_about_among_the_photos(folder: Path) -> None:
    """What nobody names is told at itself: as advice when it is a photo, as an error when it is none."""
    with_photo(folder, "zoe")
    put(folder, "photos/bea.jpg", photo_of())
    put(folder, "photos/cy.jpg", photo_of(size=(400, 400)))
    put(folder, "photos/notes.txt", "Ask Bea for another one.")
    put(folder, "photos/img-0001.heic", b"\0\0\0\x18ftypheic" + bytes(99))
    put(folder, "photos/secret.jpg", photo_of(exif=exif_of({}, LATITUDE)))

    assert told_of_photos(folder) == [
        ("content/photos/bea.jpg", 1, "photo-unused", "advice"),
        ("content/photos/cy.jpg", 1, "photo-small", "advice"),
        ("content/photos/cy.jpg", 1, "photo-unused", "advice"),
        ("content/photos/img-0001.heic", 1, "photo-kind", "error"),
        ("content/photos/notes.txt", 1, "photo-kind", "error"),
        ("content/photos/secret.jpg", 1, "photo-place", "error"),
    ]


def test_a_photo_of_a_portrait_that_could_not_be_read(folder: Path) -> None:
    """While a portrait cannot be read, no photo is called unused: the portrait may name it."""
    put(folder, "kles/zoe.yaml", portrait_of(("role: ", "rolle: ")))

    assert [row[2] for row in told_of_photos(folder)] == ["unknown-field"]


# --- portraits from elsewhere -----------------------------------------------------------------------------


def test_a_portrait_from_elsewhere_stands_in_for_its_namesake(folder: Path, tmp_path: Path) -> None:
    """`kle check FILE` checks a file as if it lay in kles, in place of the one of that name there."""
    file = tmp_path / "inbox" / "ann-lee.yaml"
    put(
        tmp_path,
        "inbox/ann-lee.yaml",
        portrait_of(("name: Siân O'Brien", "name: Ann New"), ("role: ", "rolle: ")),
    )
    put(folder, "kles/ann-lee.yaml", "broken: [")
    loaded = load(folder, [file])

    assert told(loaded) == [("inbox/ann-lee.yaml", "unknown-field", 4)]
    assert "inbox/ann-lee.yaml" in loaded.checked
    assert "content/kles/ann-lee.yaml" not in loaded.checked


@pytest.mark.parametrize(
    "path", ["content/kles/ann-lee.yaml", "content/site.yaml", "content/../content/site.yaml"]
)
def test_a_file_of_the_folder_is_read_in_its_place(folder: Path, path: str) -> None:
    """A file that lies in the content folder is what it is there, and is read once."""
    before = load(folder)
    loaded = load(folder, [Path(path)])

    assert (loaded.problems, loaded.checked) == ([], before.checked)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("content/kles/nobody.yaml", "missing-file"),
        ("content/photos/.draft.jpg", "not-read"),
        ("nobody.yaml", "missing-file"),
    ],
)
def test_a_named_file_that_is_not_there_or_not_read(folder: Path, path: str, code: str) -> None:
    """Who asks for a file to be checked is told when it was not."""
    (folder / "photos" / ".draft.jpg").touch()
    loaded = load(folder, [Path(path)])

    assert (only(loaded).path, only(loaded).code) == (path, code)
    assert path in loaded.checked


def test_two_files_of_one_name(folder: Path, tmp_path: Path) -> None:
    """Two portraits of one name cannot stand in for each other."""
    for place in ("one", "two"):
        put(tmp_path, f"{place}/zoe.yaml", portrait_of())
    loaded = load(folder, [Path("one/zoe.yaml"), Path("two/zoe.yaml"), Path("one/zoe.yaml")])

    assert told(loaded) == [("two/zoe.yaml", "file-name", 1)]


# --- the protocols' pages ---------------------------------------------------------------------------------


def test_a_page_is_its_head_and_its_body(folder: Path) -> None:
    """A page knows its address, its checked head, and where in the file its body starts."""
    put(folder, "guidance/one.md", PAGE.replace("\n", "\r\n"))
    content = load(folder).content

    assert content is not None

    (page,) = content.guidance

    assert (page.path, page.address) == ("guidance/one.md", "/guidance/one/")
    assert (page.body, page.first_line) == ("\n# One\n", 7)
    assert (page.head.title, page.head.edition, page.head.order) == ("One", "current", 1)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("guidance/index.md", "/guidance/"),
        ("guidance/2016-17/index.md", "/guidance/2016-17/"),
        ("guidance/2016-17/a.md", "/guidance/2016-17/a/"),
    ],
)
def test_addresses_of_pages(folder: Path, path: str, address: str) -> None:
    """A page is published below its path without `.md`; an index is its folder's page."""
    put(folder, path, PAGE)
    content = load(folder).content

    assert content is not None
    assert [page.address for page in content.guidance] == [address]


@pytest.mark.parametrize(
    ("change", "code", "line", "column"),
    [
        (lambda page: page.replace("---\n", "", 1), "no-front-matter", 1, 1),
        (lambda page: "\n" + page, "no-front-matter", 1, 1),
        (lambda page: page.replace("order: 1\n---", "order: 1"), "no-front-matter", 1, 1),
        (lambda page: "---\n---\n# One\n", "no-front-matter", 1, 1),
        (lambda page: "", "no-front-matter", 1, 1),
        (lambda page: page.replace("summary", "sumary"), "unknown-field", 3, 1),
        (lambda page: page.replace("summary: A page.\n", ""), "missing", 2, 1),
        (lambda page: page.replace("title: One", "title: 'One's"), "quote-inside", 2, 12),
        (lambda page: page.replace("title: One", 'title: "One'), "open-quote", 2, 8),
        (lambda page: page.replace("A page.", "A page: this"), "colon-inside", 3, 16),
        (lambda page: page.replace("order: 1", "order: first"), "number", 5, 8),
        (lambda page: page.replace("current", "2017"), "choice", 4, 10),
        (lambda page: page.replace("order: 1", "order: 1\norder: 2"), "twice", 6, 1),
        (lambda page: page.replace("order: 1", "\torder: 1"), "tab", 5, 1),
        (lambda page: page.replace("# One", "# One\u200b"), "hidden-character", 8, 6),
        (lambda page: page.replace("title: One", "title: On\u202ee"), "hidden-character", 2, 10),
    ],
)
def test_a_slip_in_a_page(
    folder: Path, change: Callable[[str], str], code: str, line: int, column: int
) -> None:
    """A page's head is checked like any file, with the lines of the whole page; so are hidden characters."""
    put(folder, "guidance/one.md", change(PAGE))
    problem = only(load(folder))

    assert (problem.path, problem.code) == ("content/guidance/one.md", code)
    assert (problem.line, problem.column) == (line, column)


@pytest.mark.parametrize(
    ("page", "end", "message"),
    [
        ("# One\n", 6, "This page has no head: lines between two lines of three dashes, at the very top."),
        ("\n---\n", 2, "This page has no head: lines between two lines of three dashes, at the very top."),
        ("--- \ntitle: One\n", 5, "The head of this page never ends, or holds nothing."),
        ("---\n\n---\n# One\n", 4, "The head of this page never ends, or holds nothing."),
    ],
)
def test_a_page_without_a_head_is_told_how_to_begin(folder: Path, page: str, end: int, message: str) -> None:
    """A head that is missing and one that never ends are told apart, and shown by the first line."""
    put(folder, "guidance/one.md", page)
    problem = only(load(folder))

    assert (problem.line, problem.column, problem.end, problem.message) == (1, 1, end, message)


def test_a_page_without_words_is_no_page(folder: Path) -> None:
    """A head alone is told, and no page is made of it; whoever looks for its clauses is told no more."""
    put(folder, "guidance/one.md", PAGE.split("# One")[0])
    loaded = load(folder)

    assert told(loaded) == [("content/guidance/one.md", "empty-page", 1)]
    assert loaded.content
    assert (loaded.content.guidance, loaded.content.all_pages) == ((), False)


def test_an_old_encoding_in_a_page(folder: Path) -> None:
    """A page that is not UTF-8 is told like a portrait."""
    put(folder, "guidance/one.md", PAGE.replace("# One", "# Siân").encode("cp1252"))

    assert told(load(folder)) == [("content/guidance/one.md", "encoding", 8)]


def test_a_head_that_had_to_be_mended_is_no_head(folder: Path) -> None:
    """A page is not published from a guess."""
    put(folder, "guidance/one.md", PAGE.replace("title: One", "title: 'One's"))
    content = load(folder).content

    assert content is not None
    assert content.guidance == ()


@pytest.mark.parametrize(
    ("path", "code", "hint"),
    [
        ("guidance/notes.txt", "extension", "Move it elsewhere."),
        ("guidance/picture.PNG", "extension", "Move it elsewhere."),
        ("guidance/older/one.md", "extension", "Move it elsewhere."),
        ("guidance/2016-17/x/one.md", "extension", "Move it elsewhere."),
        ("guidance/What a KLE is.md", "file-name", "Rename it to what-a-kle-is.md."),
        ("guidance/2016-17/One.md", "file-name", "Rename it to one.md."),
    ],
)
def test_what_does_not_belong_among_the_pages(folder: Path, path: str, code: str, hint: str) -> None:
    """MkDocs would publish whatever lies there, so only pages with an address may."""
    put(folder, path, PAGE)
    problem = only(load(folder))

    assert (problem.code, problem.hint) == (code, hint)
    assert f"content/{path}".startswith(problem.path)


def test_a_folder_in_place_of_a_page(folder: Path) -> None:
    """A folder whose name ends like a page's is none."""
    (folder / "guidance" / "one.md").mkdir(parents=True)

    assert [row[:2] for row in told(load(folder))] == [("content/guidance/one.md", "folder")]


def test_what_was_loaded_is_frozen(folder: Path) -> None:
    """Records cannot be changed on the way to a page."""
    put(folder, "guidance/one.md", PAGE)
    loaded = load(folder)

    assert loaded.content is not None

    for record, field in (
        (loaded, "content"),
        (loaded.content, "site"),
        (loaded.content.guidance[0], "head"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(record, field, None)
