"""What a release refuses: each case, with its place and what to do; the old site stays as it was."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from golden import TODAY, files

from kle_site import cli, commands, leaks, look, release, tree
from kle_site.build import Options, Outcome, build
from kle_site.directory import Directory
from kle_site.history import Known, Past
from kle_site.load import Content
from kle_site.problems import Problem
from kle_site.release import Asked

PAGES = ("index.html", "guidance/mentoring/index.html", "directory/ada-plain/index.html", "feed.xml")


def past(*more: str, leaders: Iterable[str] = ()) -> Past:
    """What a site published last knew: its files, and who had a page."""
    return Past(
        dict.fromkeys((*PAGES, *more), (0, "0" * 64)), {slug: Known("0" * 12, {}) for slug in leaders}
    )


Refused = Callable[..., list[Problem]]


@pytest.fixture(name="refused")
def _refused(world_content: Content) -> Refused:
    """Return a function: the last site, and what else is asked → what a release of the county is refused for.

    Whoever has a page, and PAGES, are in the new site.
    """

    def ask(
        before: Past | None,
        *gone: str,
        overheard: bool = False,
        base_url: str | None = None,
        data: Iterable[tuple[str, bytes]] = (),
        **content: Any,
    ) -> list[Problem]:
        directory = Directory(replace(world_content, **content), TODAY)
        site = look.site_view(directory.content.site, TODAY, {}, base_url)
        people = {look.file_of(entry.address) for entry in directory.with_page}
        return release.refusals(directory, site, {*PAGES, *people}, data, Asked(before, gone, overheard))

    return ask


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    """Where each problem is, and its code."""
    return [(problem.path, problem.code) for problem in problems]


# --- addresses --------------------------------------------------------------------------------------------


def test_nothing_is_refused_where_nothing_is_lost(refused: Refused) -> None:
    """The first release, and one that has all that there was, are fine."""
    assert refused(None) == []
    assert refused(past(leaders=["ada-plain", "bertram-quillfeather"])) == []


@pytest.mark.parametrize(
    ("file", "address", "mend"),
    [
        (
            "directory/ann-lee/index.html",
            "/directory/ann-lee/",
            "Has it moved? Add ann-lee to the aliases of its new file. Has somebody left? Add a line to "
            "withdrawn.yaml. To let it be not found, build with --gone ann-lee",
        ),
        (
            "directory/expertise/latin/index.html",
            "/directory/expertise/latin/",
            "Put the page or file back. If nobody needs it any more, build with --gone "
            "/directory/expertise/latin/",
        ),
        (
            "guidance/coaching/index.html",
            "/guidance/coaching/",
            "Put the page or file back. If nobody needs it any more, build with --gone /guidance/coaching/",
        ),
        (
            "guidance/$(id)/index.html",
            "/guidance/$(id)/",
            "Put the page or file back. If nobody needs it any more, build with --gone '/guidance/$(id)/'",
        ),
        (
            ".well-known/security.txt",
            "/.well-known/security.txt",
            "Put the page or file back. If nobody needs it any more, build with --gone "
            "/.well-known/security.txt",
        ),
        (
            "recruitment.ics",
            "/recruitment.ics",
            "Put the page or file back. If nobody needs it any more, build with --gone /recruitment.ics",
        ),
    ],
)
def test_an_address_that_is_lost(refused: Refused, file: str, address: str, mend: str) -> None:
    """A page, a list, a file that people subscribe to: each is told, with what to do, until it is named."""
    (problem,) = refused(past(file))

    assert (problem.path, problem.code) == (address, "lost-address")
    assert problem.message == f"{address} is published, and would lead nowhere from now on."
    assert problem.hint == mend
    assert refused(past(file), mend.split()[-1].strip("'")) == []


@pytest.mark.parametrize(
    "file",
    [
        "assets/site.0123456789.css",
        "photos/ann-lee.0123456789.160.avif",
        "submit/portraits/7.json",
        "directory/page/9/index.html",
        "directory/area/hills/page/2/index.html",
        "guidance/passages.json",
        "impact/expertise/reading/index.html",
        ".htaccess",
        "_redirects",
    ],
)
def test_what_nobody_is_promised(refused: Refused, file: str) -> None:
    """Files named after their bytes, our scripts' data, later pages of lists, what hosts read: all may go."""
    assert refused(past(file)) == []


def test_who_is_off_the_site_for_now_needs_no_name(refused: Refused) -> None:
    """`listed: false` is an answer, for the address and for former ones."""
    files = ("directory/dmitri-vanterpool/index.html", "directory/dima-merlin/index.html")

    assert refused(past(*files, leaders=["dmitri-vanterpool"])) == []


def test_many_lost_addresses_are_told_in_part(refused: Refused) -> None:
    """The wrong content folder makes no thousand problems."""
    problems = refused(past(*(f"guidance/{number:02}/index.html" for number in range(50))))

    assert len(problems) == release.SHOWN + 1
    assert problems[0].message == "More addresses, 30 in number, would lead nowhere from now on."


def test_nobody_is_named_where_others_read_along(refused: Refused) -> None:
    """A workflow's log may be public: it tells how many, and every other address."""
    lost = past("directory/ann-lee/index.html", "directory/bo-lee/index.html", "guidance/x/index.html")
    problems = refused(lost, overheard=True)

    assert codes(problems) == [("/directory/", "lost-address"), ("/guidance/x/", "lost-address")]
    assert problems[0].message == "Addresses of leaders, 2 in number, would lead nowhere from now on."
    assert "ann-lee" not in str(problems)
    assert "own machine" in problems[0].hint


# --- people -----------------------------------------------------------------------------------------------


def _gone(refused: Refused, gone: int, of: int, *named: str, **more: Any) -> list[Problem]:
    """Ask for a release in which some of many leaders are gone, all with a line in withdrawn.yaml."""
    stay = [f"directory/stay-{number:03}/index.html" for number in range(of - gone)]
    before = past(
        leaders=[f"gone-{number}" for number in range(gone)] + [file.split("/")[1] for file in stay]
    )
    return [one for one in refused(before, *named, **more) if one.code != "lost-address"]


def test_how_many_leaders_may_be_gone(
    world_content: Content, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at any time, or a tenth; beyond, each is named, and the message says what to type."""
    everybody = {f"stay-{number:03}": "" for number in range(200)}
    monkeypatch.setattr(Directory, "redirects", everybody)

    assert _gone(refused, 2, 2) == []
    assert _gone(refused, 3, 30) == []
    assert _gone(refused, 20, 200) == []
    (problem,) = _gone(refused, 3, 29)
    assert (problem.path, problem.code) == ("/directory/", "many-gone")
    assert problem.message == "3 of 29 leaders are gone since the site published last."
    assert problem.hint == (
        "Look for deleted files, for the wrong content folder, and at --today. If it is right, add: "
        "--gone gone-0 --gone gone-1 --gone gone-2"
    )
    assert codes(_gone(refused, 3, 29, "gone-0", "gone-1")) == [("/directory/", "many-gone")]
    assert _gone(refused, 3, 29, "gone-0", "gone-1", "gone-2") == []
    (aloud,) = _gone(refused, 3, 29, overheard=True)
    assert "gone-" not in aloud.hint
    assert "own machine" in aloud.hint


def test_whoever_moved_is_not_gone(refused: Refused) -> None:
    """A former address leads to the new one."""
    before = past(leaders=["bertie-quill", "zoe-luk", "cosima-featherstone", "someone-who-left"])

    assert refused(before) == []


def test_what_is_named_must_be_gone(refused: Refused) -> None:
    """A slip in --gone could let somebody else go: it is told, with what was likely meant."""
    (near,) = refused(past("directory/ann-lee/index.html"), "ann-lee", "ann-leee")
    (far,) = refused(past(), "ada-plain")

    assert near.message == "“ann-leee” is not gone since the site published last."
    assert near.hint == "Did you mean --gone ann-lee? Else take it out."
    assert (far.path, far.code, far.hint) == ("--gone", "not-gone", "Take it out.")
    (aloud,) = refused(past(), "ada-plain", overheard=True)
    assert aloud.message == "One of those named is not gone since the site published last."
    (alone,) = refused(None, "ann-lee")
    assert (alone.message, alone.hint) == (
        "There is no site to compare with.",
        "Name that site with --since, or leave --gone out.",
    )


# --- the domain -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base_url", "fine"),
    [
        (None, True),
        ("https://leaders.example/", True),
        ("https://leaders.example/below/", True),
        ("https://staging.example/", True),
        ("http://127.0.0.1:8000/", True),
        ("https://laeders.example/", False),
        ("https://leaders.exmaple/", False),
        ("https://leader.example/", False),
    ],
)
def test_nearly_the_domain(refused: Refused, base_url: str | None, fine: bool) -> None:
    """A site for another host is fine; for what looks like a slip of its own name, it is refused."""
    problems = refused(None, base_url=base_url)

    assert codes(problems) == ([] if fine else [("--base-url", "base-url")])
    assert fine or "Did you mean --base-url https://leaders.example/?" in problems[0].hint


# --- what programs read -----------------------------------------------------------------------------------


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _csv(*rows: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _xlsx(value: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as parts:
        parts.writestr("xl/sharedStrings.xml", f"<sst><si><t>{value}</t></si></sst>")
        parts.writestr("xl/media/image.png", b"\x89PNG")
    return held.getvalue()


FEED = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='https://leaders.example{}'/></entry></feed>"
)


@pytest.mark.parametrize(
    ("path", "body", "what"),
    [
        # Off the site: nowhere.
        ("data/v1/leaders.json", _json([{"name": "Dmitri Vanterpool"}]), "the name"),
        ("submit/portraits/0.json", _json({"dmitri-vanterpool": {}}), "the address"),
        ("assets/contacts.1.json", _json({"leaders": {"x": ["office@merlin.example"]}}), "the mailbox"),
        ("sitemap.xml", FEED.format("/directory/dmitri-vanterpool/").encode(), "the address"),
        ("data/v1/leaders.csv", _csv(["name"], ["Dmitri Vanterpool"]), "the name"),
        ("areas/hills/leaders.xlsx", _xlsx("Dmitri Vanterpool"), "the name"),
        ("assets/contacts.1.json", _json({"former": {"dima-merlin": "x"}}), "the address"),
        # Withdrawn: nowhere, by a line in withdrawn.yaml or because every designation ended.
        ("feed.xml", FEED.format("/directory/someone-who-left/").encode(), "the address"),
        ("data/v1/leaders.json", _json([{"sort_name": "Featherstone, Cosima"}]), "the name"),
        # Paused and lapsed: in what a change starts from, and nowhere else.
        ("assets/leaders.1.json", _json({"slug": ["bertram-quillfeather"]}), "the address"),
        ("data/v1/leaders.json", _json([{"name": "Frank Lapsed"}]), "the name"),
        ("data/v1/leaders.csv", _csv(["phone"], ["01632 960002"]), "the telephone number"),
        # Listed, and did not agree to reuse: not in what others take away.
        ("data/v1/leaders.json", _json([{"name": "Edith Overdue"}]), "the name"),
        ("embed/list/leaders.json", _json([["Edith Overdue"]]), "the name"),
        ("feed.xml", FEED.format("/directory/edith-overdue/").encode(), "the address"),
        ("areas/coast/leaders.xlsx", _xlsx("Edith Overdue"), "the name"),
    ],
)
def test_somebody_who_must_not_be_in_a_file(refused: Refused, path: str, body: bytes, what: str) -> None:
    """Whoever is in a file that they did not agree to, or has left, stops the release, and is not named."""
    (problem,) = refused(None, data=[(path, body)])

    assert (problem.path, problem.code) == (f"/{path}", "private")
    assert problem.message == f"This file tells {what} of somebody who must not be in it."
    assert "our fault" in problem.hint


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("data/v1/leaders.json", _json([{"name": "Ada Plain", "contact": "office@highstead.example"}])),
        ("submit/portraits/0.json", _json({"bertram-quillfeather": {"name": "Bertram Quillfeather"}})),
        ("assets/leaders.1.json", _json({"name": ["Edith Overdue"], "availability": "limited"})),
        ("sitemap.xml", FEED.format("/directory/edith-overdue/").encode()),
        ("data/v1/leaders.json", _json([{"portrait": "I worked with Dmitri Vanterpool."}])),
        ("data/v1/portrait.schema.json", _json({"properties": {"consent": {"enum": ["paused"]}}})),
        (tree.MANIFEST, _json({"files": {"directory/someone-who-left/index.html": {}}})),
    ],
)
def test_who_may_be_in_a_file(refused: Refused, path: str, body: bytes) -> None:
    """What the contract allows is not refused, and words that leaders write are theirs."""
    assert refused(None, data=[(path, body)]) == []


@pytest.mark.parametrize(
    ("path", "body", "what"),
    [
        ("data/v1/leaders.json", _json([{"consent": {}}]), "a field “consent”"),
        ("data/v1/leaders.json", _json([{"x": {"scope": ["name"]}}]), "a field “scope”"),
        ("data/v1/leaders.csv", _csv(["name", "listed"], ["Ada Plain", "true"]), "a field “listed”"),
        ("submit/portraits/0.json", _json({"ada-plain": {"availability": {}}}), "a field “availability”"),
        ("data/v1/leaders.json", _json([{"availability": "paused"}]), "that somebody has paused"),
        ("areas/hills/leaders.xlsx", _xlsx("paused"), "that somebody has paused"),
    ],
)
def test_a_field_that_nobody_else_sees(refused: Refused, path: str, body: bytes, what: str) -> None:
    """Consent, being off the site and a pause have no place in what programs read."""
    (problem,) = refused(None, data=[(path, body)])

    assert (problem.path, problem.message) == (f"/{path}", f"This file tells {what}.")


def test_a_mailbox_that_two_share(make_directory: Any, make_leader: Any) -> None:
    """Two heads have one mailbox: that one of them is off the site does not hide the other's."""
    ann = make_leader("ann-lee", name="Ann Lee", contact={"email": "office@shared.example"})
    bea = make_leader("bea-lee", name="Bea Lee", contact={"email": "office@shared.example"}, listed="false")
    directory = make_directory(ann, bea)

    assert leaks.found(directory, [("assets/a.json", _json(["office@shared.example", "Ann Lee"]))]) == []
    assert len(leaks.found(directory, [("assets/a.json", _json(["Bea Lee"]))])) == 1


# --- whole builds -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="published")
def _published(world: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A release of the county, and the cache that it left."""
    folder = tmp_path_factory.mktemp("published")
    outcome = build(
        Options(world, folder / "site", TODAY, release=True, cache=folder / "cache"),
    )

    assert (outcome.problems, outcome.report is not None) == ([], True)

    return folder / "site", folder / "cache"


class Release:
    """A content folder that may be spoilt, and the site that was published from it before."""

    def __init__(self, content: Path, published: tuple[Path, Path]) -> None:
        self.content, self.out = content, content.parent / "site"
        shutil.copytree(published[0], self.out)
        self.old, self._cache = files(self.out), published[1]

    def __call__(self, today: datetime.date = TODAY, **more: Any) -> Outcome:
        """Build it."""
        options = Options(self.content, self.out, today, release=True, cache=self._cache, **more)
        return build(options)

    @property
    def untouched(self) -> bool:
        """Is the old site as it was, to the byte?"""
        return files(self.out) == self.old and tree.verify(self.out) == []


@pytest.fixture(name="again")
def _again(own_world: Path, published: tuple[Path, Path]) -> Release:
    """What a release is asked for next."""
    return Release(own_world, published)


def _portrait(content: Path, slug: str) -> Path:
    return content / "kles" / f"{slug}.yaml"


@pytest.mark.whole
def test_a_leader_whose_file_is_gone(again: Release) -> None:
    """Nothing is built until the address leads somewhere, or is named; then it is simply not found."""
    _portrait(again.content, "ada-plain").unlink()
    outcome = again()

    assert outcome.report is None
    assert codes(outcome.problems) == [("/directory/ada-plain/", "lost-address")]
    assert again.untouched

    erased = again(gone=("ada-plain",))

    assert (erased.problems, tree.verify(again.out)) == ([], [])
    assert not (again.out / "directory/ada-plain").exists()


@pytest.mark.whole
def test_a_leader_who_moved_or_left(again: Release) -> None:
    """A former slug, or a line in withdrawn.yaml, is all that a release asks for."""
    ada, frank = (_portrait(again.content, slug) for slug in ("ada-plain", "frank-lapsed"))
    moved = ada.read_text(encoding="utf-8").replace("confirmed:", "aliases: [ada-plain]\nconfirmed:")
    _portrait(again.content, "ada-simple").write_text(moved, encoding="utf-8")
    ada.unlink()
    frank.unlink()
    with (again.content / "withdrawn.yaml").open("a", encoding="utf-8") as lines:
        lines.write("  - {slug: frank-lapsed, on: 2026-11-20}\n")

    outcome = again()

    assert (outcome.problems, outcome.report is not None) == ([], True)
    assert "No longer listed" in (again.out / "directory/frank-lapsed/index.html").read_text(encoding="utf-8")


@pytest.mark.whole
def test_a_clock_that_is_wrong(again: Release) -> None:
    """A day before the last site's is refused; one that is years later is told, as it may be right."""
    outcome = again(TODAY - datetime.timedelta(days=1))

    assert "clock" in {problem.code for problem in outcome.problems}
    assert outcome.report is None
    assert again.untouched

    late = again(datetime.date(2029, 6, 1))

    told = {problem.code: problem for problem in late.problems}
    assert (told["clock"].severity, told["many-gone"].severity) == ("advice", "error")
    assert told["clock"].message == (
        "This build is for 1 June 2029, and the site published last was for 21 November 2026."
    )
    assert told["many-gone"].message == "5 of 5 leaders are gone since the site published last."
    assert again.untouched


@pytest.mark.whole
def test_expired_consent_and_a_broken_link(again: Release) -> None:
    """Both stop a release, as they stop every build."""
    ada = _portrait(again.content, "ada-plain")
    text = ada.read_text(encoding="utf-8")
    ada.write_text(text.replace("given: 2026-09-01", "given: 2024-11-01"), encoding="utf-8")

    assert {problem.code for problem in again().problems} == {"consent-expired"}

    ada.write_text(text, encoding="utf-8")
    page = again.content / "guidance" / "mentoring.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("A leader helps", "[A](/directory/#x) [B](/b/)"), "utf-8"
    )

    assert [problem.code for problem in again().problems] == ["broken-link"] * 2
    assert again.untouched


@pytest.mark.whole
def test_a_file_that_is_not_in_the_manifest(again: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    """What something else puts into the folder at the last moment is not published."""
    settle = tree.Staged._settle

    def settled(staged: tree.Staged) -> None:
        settle(staged)
        (staged.root / ".DS_Store").touch()

    monkeypatch.setattr(tree.Staged, "_settle", settled)

    with pytest.raises(tree.TreeError, match=r"'\.DS_Store' is not in the manifest"):
        again()
    assert again.untouched


@pytest.mark.whole
def test_a_leak_stops_the_build(again: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should our own code ever publish what it must not, no release is made of it."""
    monkeypatch.setattr("kle_site.offered.FIELDS", ("name", "consent"))

    outcome = again()

    assert {problem.code for problem in outcome.problems} == {"private"}
    assert outcome.report is None
    assert again.untouched


@pytest.mark.whole
def test_the_command(
    again: Release, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--gone` goes with `--release`; in public, what is refused is told without a name."""
    monkeypatch.chdir(again.content.parent)
    _portrait(again.content, "ada-plain").unlink()
    words = ["build", "--today", TODAY.isoformat(), "--gone", "ada-plain"]

    assert cli.main(words) == commands.USE
    assert capsys.readouterr().err == "--gone says what a release may lose: it needs --release.\n"

    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    assert cli.main([*words[:3], "--release", "--since", "site"]) == commands.CONTENT
    assert "ada-plain" not in "".join(capsys.readouterr())
    assert again.untouched
