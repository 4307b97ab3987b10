"""A build that remembers makes what one makes that does not, to the byte, whatever was done before."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from golden import TODAY, files
from hypothesis import given, settings
from hypothesis import strategies as st
from test_random_edits import BROKEN, EDITS, QUICK, a_page_changes

from kle_site import tree, warm
from kle_site.build import Options, Outcome, build
from kle_site.cache import ENDING, Cache
from kle_site.links import Links
from kle_site.look import Page, file_of
from kle_site.placing import Place
from kle_site.warm import Remembered

pytestmark = pytest.mark.whole

Step = Callable[[random.Random, Path], None]


# --- what is done besides ---------------------------------------------------------------------------------


def _edited(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    if old in text:
        file.write_text(text.replace(old, new, 1), encoding="utf-8")


def a_tag_is_renamed(rng: random.Random, content: Path) -> None:
    """A word of the vocabulary is another, on the pages of all who have it."""
    _edited(content / "expertise.yaml", "label: ", f"label: {rng.choice(['Very', 'Well'])} ")


def the_association_is_renamed(rng: random.Random, content: Path) -> None:
    """What stands on every page changes."""
    _edited(content / "site.yaml", "short_name: ", f"short_name: {rng.choice('XYZ')}")


def a_photo_changes(rng: random.Random, content: Path) -> None:
    """One photo takes the place of another."""
    photos = sorted((content / "photos").glob("*.jpg"))
    if photos:
        shutil.copyfile(rng.choice(photos), rng.choice(photos))


def a_portrait_goes_and_comes_back(rng: random.Random, content: Path) -> None:
    """Two files change places, so that each name has the other's bytes."""
    one, other = rng.choices(sorted((content / "kles").glob("*.yaml")) or [content / "site.yaml"], k=2)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


MORE: tuple[Step, ...] = (
    a_tag_is_renamed,
    the_association_is_renamed,
    a_photo_changes,
    a_portrait_goes_and_comes_back,
)
# MkDocs takes longer than all the rest, and its pages have a cache of their own (test_guidance).
_RARE = tuple(edit for edit in BROKEN if edit is not a_page_changes)
_STEP = st.tuples(st.sampled_from(EDITS * 4 + MORE * 2 + _RARE), st.integers(0, 2**32))
STEPS = st.lists(_STEP, min_size=1, max_size=3)


# --- cold and warm ----------------------------------------------------------------------------------------


class Builder:
    """Builds a county three ways: in a program that goes on, in one that begins, and remembering nothing."""

    def __init__(self, world: Path, folder: Path) -> None:
        self.world, self.folder = world, folder
        # What is slow to make and known by other keys: documents, photos, protocols.
        self.slow = folder / "slow"
        self.known = Remembered(None)
        self.built = 0
        self.resident(world)

    def cold(self, content: Path) -> Outcome:
        """Build with nothing remembered of portraits and pages."""
        return self._build(content, "cold", Remembered(None))

    def resident(self, content: Path) -> Outcome:
        """Build with what the builds before remember, which were of many a county."""
        return self._build(content, "resident", self.known)

    def begun(self, content: Path) -> Outcome:
        """Build with what a cache remembers."""
        return self._build(content, "begun", Remembered(self.folder / "kept"))

    def _build(self, content: Path, out: str, known: Remembered) -> Outcome:
        return build(Options(content, self.folder / out, TODAY, cache=self.slow), known=known)

    def __call__(self, steps: list[tuple[Step, int]], folder: Path) -> None:
        """Edit step by step, build after each, and see that all three sites are one."""
        content = Path(shutil.copytree(self.world, folder / "content"))
        for edit, luck in steps:
            edit(random.Random(luck), content)
            outcome = self.resident(content)
        outcomes = [outcome, self.begun(content), self.cold(content)]

        told = [outcome.problems for outcome in outcomes]
        assert told == [told[0]] * 3
        if outcomes[0].report:
            self.built += 1
            made = [files(self.folder / out) for out in ("resident", "begun", "cold")]
            assert made[0] == made[2]
            assert made[1] == made[2]


@pytest.fixture(scope="module", name="builder")
def _builder(world: Path, one_script: None, tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """What builds."""
    return Builder(world, tmp_path_factory.mktemp("warm"))


@settings(QUICK, max_examples=20)
@given(steps=STEPS)
def test_cold_and_warm_are_one(
    builder: Builder, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Step, int]]
) -> None:
    """After any edits, a site is the same whether everything is made, or only what has changed."""
    builder(steps, tmp_path_factory.mktemp("edits"))


def test_most_of_them_are_sites(builder: Builder) -> None:
    """Of those edits, a good part ended in a site."""
    assert builder.built >= 8


@pytest.mark.slow
@settings(QUICK, max_examples=200, derandomize=False)
@given(steps=STEPS)
def test_cold_and_warm_are_one_for_longer(
    builder: Builder, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Step, int]]
) -> None:
    """The same, for longer and with new luck."""
    builder(steps, tmp_path_factory.mktemp("edits"))


# --- what is made -----------------------------------------------------------------------------------------


@pytest.fixture(name="made")
def _made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the pages that are made, one after another."""
    made: list[str] = []
    make = warm.make

    def noting(page: Page, links: Links, place: Place) -> warm.Put:
        made.append(page.address)
        return make(page, links, place)

    monkeypatch.setattr(warm, "make", noting)
    return made


def test_a_changed_portrait_makes_what_shows_it(builder: Builder, own_world: Path, made: list[str]) -> None:
    """Another word in a portrait makes the leader's page and those that name them, and no other."""
    builder.resident(own_world)
    made.clear()
    builder.resident(own_world)
    assert made == []
    _edited(own_world / "kles" / "ada-plain.yaml", "with", "beside")
    builder.resident(own_world)
    site = files(builder.folder / "resident")
    shown = {address for address in made if b"ada-plain" in site[file_of(address)]}

    assert "/directory/ada-plain/" in made
    # A few pages tell how many there are, and not who.
    assert set(made) - shown <= {"/", "/areas/", "/coverage/", "/embed/", "/embed/list/"}
    assert len(made) < len([path for path in site if path.endswith(".html")]) / 2


def test_a_hurried_build_owes_spreadsheets_alone(builder: Builder, own_world: Path) -> None:
    """While somebody edits, the spreadsheets stay as they are and all else is made; then they follow."""
    builder.resident(own_world)
    site = builder.folder / "resident"
    before = files(site)
    _edited(own_world / "kles" / "ada-plain.yaml", "role: ", "role: Acting ")
    hurried = Options(own_world, site, TODAY, cache=builder.slow, hurried=True)
    assert build(hurried, known=builder.known).report
    shown = files(site)
    builder.cold(own_world)
    cold = files(builder.folder / "cold")
    old = {path for path in cold if shown[path] != cold[path]} - {tree.MANIFEST}

    assert old
    assert {path.rpartition(".")[2] for path in old} == {"xlsx"}
    assert all(shown[path] == before[path] for path in old)
    assert tree.verify(site) == []
    builder.resident(own_world)
    assert files(site) == cold


def test_a_page_that_was_spoilt_by_hand_is_mended(builder: Builder, own_world: Path) -> None:
    """What is remembered of a page holds for its bytes alone: edited or deleted in the site, it is made."""
    builder.resident(own_world)
    site = builder.folder / "resident"
    good = files(site)
    for page in ("index.html", "directory/index.html"):
        for folder in (site, builder.folder / ".resident.spare"):
            (folder / page).write_text("spoilt", encoding="utf-8")
    (site / "areas" / "index.html").unlink()
    builder.resident(own_world)

    assert files(site) == good


# --- what is kept -----------------------------------------------------------------------------------------

KEPT = ("leaders", "pages", "words")


@pytest.fixture(name="kept")
def _kept(builder: Builder, own_world: Path) -> Path:
    """A cache of a build that ended well, and of no other before it: what it holds is in that one's order."""
    shutil.rmtree(builder.folder / "kept", ignore_errors=True)
    builder.begun(own_world)
    return builder.folder / "kept"


@pytest.mark.parametrize("name", KEPT)
def test_a_damaged_cache_changes_nothing(builder: Builder, own_world: Path, kept: Path, name: str) -> None:
    """A file of the cache that is cut short, or is something else, is dropped without a word."""
    file = kept / f"{name}{ENDING}"
    whole = file.read_bytes()
    builder.cold(own_world)
    cold = files(builder.folder / "cold")
    for spoilt in (b"", whole[: len(whole) // 2], whole.replace(b"a", b"b"), b"{}\n", b"\x80\x04."):
        file.write_bytes(spoilt)

        assert builder.begun(own_world).problems == []
        assert files(builder.folder / "begun") == cold
        assert file.read_bytes() == whole


@pytest.mark.parametrize("name", KEPT)
def test_a_strange_cache_changes_nothing(builder: Builder, own_world: Path, kept: Path, name: str) -> None:
    """Whole, and for this program, and yet what no build of ours keeps: it is made again."""
    file = kept / f"{name}{ENDING}"
    builder.cold(own_world)
    cold = files(builder.folder / "cold")
    key = json.loads(file.read_bytes().partition(b"\n")[0])["key"]
    found = Cache(kept).recall(name, key) or {}

    assert found
    for strange in (b"[]", b"null", b"[1,2,3,4,5,6,7,8]", b'{"name": "Eve"}', b"\xff", b"[" * 5000):
        Cache(kept).keep(name, key, dict.fromkeys(found, strange))
        if name != "words" or strange == b"\xff":
            builder.begun(own_world)

            assert files(builder.folder / "begun") == cold


def test_whoever_left_is_in_no_cache(builder: Builder, own_world: Path, kept: Path) -> None:
    """After the next build, nothing that is kept holds a word of somebody whose file is gone."""
    held = b"".join(file.read_bytes() for file in kept.iterdir())
    assert b"ada-plain" in held
    (own_world / "kles" / "ada-plain.yaml").unlink()
    outcome = builder.begun(own_world)
    held = b"".join(file.read_bytes() for file in kept.iterdir())

    assert outcome.report
    assert b"ada-plain" not in held
    assert b"Ada Plain" not in held
