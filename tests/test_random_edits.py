"""Whatever is done to a content folder: a new site whose manifest is true, or a reason and the old one."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from golden import TODAY, files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kle_site import tree
from kle_site.build import Options, Outcome, build
from kle_site.problems import as_text, errors

pytestmark = pytest.mark.whole

Edit = Callable[[random.Random, Path], None]


# --- what an editor does ----------------------------------------------------------------------------------


def _portrait(rng: random.Random, content: Path) -> Path:
    return rng.choice(sorted((content / "kles").glob("*.yaml")) or [content / "kles" / "new.yaml"])


def _changed(file: Path, old: str, new: str) -> None:
    """Put `new` in place of a pattern's first match, if the file is still one that can be read."""
    if file.is_file():
        text = file.read_bytes().decode("utf-8", "replace")
        file.write_text(re.sub(old, lambda _: new, text, count=1), encoding="utf-8")


def words_change(rng: random.Random, content: Path) -> None:
    """A portrait says something else."""
    _changed(_portrait(rng, content), r"\bwith\b", rng.choice(["beside", "“with”", "with all", "w<i>th"]))


def a_status_changes(rng: random.Random, content: Path) -> None:
    """Somebody pauses, or comes back."""
    status = rng.choice(["open", "limited", "paused", "paused", "closed"])
    _changed(_portrait(rng, content), r"status: \w+", f"status: {status}")


def somebody_is_off_the_site(rng: random.Random, content: Path) -> None:
    """An entry is taken off for now."""
    _changed(_portrait(rng, content), r"(?m)^confirmed:", "listed: false\nconfirmed:")


def a_day_changes(rng: random.Random, content: Path) -> None:
    """A day is another one: perhaps lapsed, perhaps in the future, perhaps none."""
    day = rng.choice(["2026-11-20", "2026-11-01", "2025-05-01", "2027-01-01", "2026-02-30"])
    _changed(_portrait(rng, content), r"\d{4}-\d{2}-\d{2}", day)


def another_tag(rng: random.Random, content: Path) -> None:
    """Somebody knows about something else, which the vocabulary may hold."""
    tag = rng.choice(["two-schools", "first-headship", "small-schools", "latin"])
    _changed(_portrait(rng, content), r"expertise: \[[\w-]+", f"expertise: [{tag}")


def somebody_comes(rng: random.Random, content: Path) -> None:
    """A portrait is copied for somebody else."""
    source, number = _portrait(rng, content), rng.randrange(100, 999)
    new = content / "kles" / f"new-leader-{number}.yaml"
    # The same lot twice finds the one who came before.
    if source.is_file() and source != new:
        shutil.copyfile(source, new)
        _changed(new, r"name: .*", f"name: New Leader {number}")
        _changed(new, r"urn: \d+", f"urn: 900{number}")
        _changed(new, r"(?m)^aliases: .*\n", "")


def somebody_moves(rng: random.Random, content: Path) -> None:
    """A file gets another name, and may or may not remember the one it had."""
    source = _portrait(rng, content)
    if source.is_file():
        new = source.with_name(f"renamed-{source.name}")
        source.rename(new)
        if rng.random() < 0.7:
            _changed(new, r"(?m)^aliases: \[", f"aliases: [{source.stem}, ")
            if f"[{source.stem}" not in new.read_text("utf-8", "replace"):
                _changed(new, r"(?m)^confirmed:", f"aliases: [{source.stem}]\nconfirmed:")


def somebody_leaves(rng: random.Random, content: Path) -> None:
    """A file is deleted, with or without a line that says so."""
    source = _portrait(rng, content)
    source.unlink(missing_ok=True)
    if rng.random() < 0.6:
        line = f"withdrawn:\n  - {{slug: {source.stem}, on: 2026-11-01}}\n"
        _changed(content / "withdrawn.yaml", r"withdrawn:\n", line)


def a_page_changes(rng: random.Random, content: Path) -> None:
    """A page of the protocols links somewhere, perhaps to nothing."""
    link = rng.choice(["/directory/", "/directory/nobody/", "/directory/ada-plain/", "#nothing"])
    _changed(content / "guidance" / "mentoring.md", "A leader", f"[A leader]({link})")


# --- what goes wrong --------------------------------------------------------------------------------------


def _any(rng: random.Random, content: Path) -> Path:
    return rng.choice(sorted(path for path in content.rglob("*") if path.is_file()))


def a_file_is_lost(rng: random.Random, content: Path) -> None:
    """Any file of the folder is deleted."""
    _any(rng, content).unlink()


def a_file_is_cut_short(rng: random.Random, content: Path) -> None:
    """Any file ends early."""
    file = _any(rng, content)
    body = file.read_bytes()
    file.write_bytes(body[: rng.randrange(len(body) + 1)])


def a_byte_changes(rng: random.Random, content: Path) -> None:
    """Any file has another byte somewhere."""
    file = _any(rng, content)
    body = bytearray(file.read_bytes() or b" ")
    body[rng.randrange(len(body))] = rng.randrange(256)
    file.write_bytes(body)


def a_line_is_lost(rng: random.Random, content: Path) -> None:
    """A line of any text is deleted, as a merge may do."""
    file = _any(rng, content)
    if file.suffix in {".yaml", ".md"}:
        lines = file.read_bytes().split(b"\n")
        del lines[rng.randrange(len(lines))]
        file.write_bytes(b"\n".join(lines))


def something_is_in_the_way(rng: random.Random, content: Path) -> None:
    """A folder, a link to itself or a stray file stands where it should not."""
    file = _any(rng, content)
    how = rng.randrange(3)
    if how < 2:
        file.unlink()
    if how == 0:
        file.mkdir()
    elif how == 1:
        file.symlink_to(file.name)
    else:
        (file.parent / "stray.txt").write_text("stray", encoding="utf-8")


EDITS: tuple[Edit, ...] = (
    words_change,
    a_status_changes,
    somebody_is_off_the_site,
    a_day_changes,
    another_tag,
    somebody_comes,
    somebody_moves,
    somebody_leaves,
)
BROKEN: tuple[Edit, ...] = (
    a_file_is_lost,
    a_file_is_cut_short,
    a_byte_changes,
    a_line_is_lost,
    something_is_in_the_way,
    # Rare: MkDocs takes as long as all the rest.
    a_page_changes,
)
_STEP = st.tuples(st.sampled_from(EDITS * 3 + BROKEN), st.integers(0, 2**32))
STEPS = st.lists(_STEP, min_size=1, max_size=3)
"""What is done, one after another, each with its luck."""


# --- what comes of it -------------------------------------------------------------------------------------


class Publisher:
    """Releases whatever becomes of the county, into one folder, since one site that was published."""

    def __init__(self, world: Path, folder: Path) -> None:
        self._world, self._folder, self._out = world, folder, folder / "site"
        self._since = folder / "last"
        self.outcomes: list[Outcome] = []
        for out in (self._since, self._out):
            outcome = build(Options(world, out, TODAY, release=True, cache=folder / "cache"))

            assert (outcome.problems, outcome.report is not None) == ([], True)

    def __call__(self, steps: list[tuple[Edit, int]]) -> None:
        """Do what is to be done to a copy, and see that the site is whole whatever comes of it."""
        old = files(self._out)
        with tempfile.TemporaryDirectory(dir=self._folder) as place:
            content = Path(shutil.copytree(self._world, Path(place) / "content"))
            for edit, luck in steps:
                edit(random.Random(luck), content)
            options = Options(
                content, self._out, TODAY, release=True, since=self._since, cache=self._folder / "cache"
            )
            outcome = build(options)
        self.outcomes.append(outcome)
        wrong = errors(outcome.problems)

        assert tree.verify(self._out) == []
        assert bool(wrong) == (outcome.report is None)
        if wrong:
            assert files(self._out) == old
        for problem in wrong:
            assert problem.path
            assert problem.message
            assert "our fault" not in problem.hint
        assert "Traceback" not in as_text(outcome.problems)


@pytest.fixture(scope="module", name="publish")
def _publish(world: Path, one_script: None, tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    """What publishes."""
    return Publisher(world, tmp_path_factory.mktemp("edits"))


QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@settings(QUICK, max_examples=50)
@given(steps=STEPS)
def test_random_edits(publish: Publisher, steps: list[tuple[Edit, int]]) -> None:
    """Each release verifies or says why not, without a word of our being at fault; the old site stays."""
    publish(steps)


def test_both_come_of_it(publish: Publisher) -> None:
    """Of those edits, a good part ends in a site and a good part in a refusal: both were tried."""
    built = sum(outcome.report is not None for outcome in publish.outcomes)

    assert built >= 10
    assert len(publish.outcomes) - built >= 10


@pytest.mark.slow
@settings(QUICK, max_examples=1000, derandomize=False)
@given(steps=STEPS)
def test_a_thousand_random_edits(publish: Publisher, steps: list[tuple[Edit, int]]) -> None:
    """The same, for longer and with new luck."""
    publish(steps)
