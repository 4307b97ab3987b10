"""Whatever becomes of a good file: no crash, no long wait, nothing refused without a reason and a place."""

from __future__ import annotations

import json
import random
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from corpus import COUNTY, GOOD, TODAY
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from portrait_of import portrait_of
from sampling import mostly_slow

from kle_site import yamltext
from kle_site.check import check
from kle_site.decoding import HIDDEN
from kle_site.load import load
from kle_site.problems import Problem, as_github, as_json, as_markdown, as_text, errors

pytestmark = pytest.mark.whole

SECONDS = 1.0
"""Time that one file may take, however hostile."""

TOKEN = "e7c1f0"

SNIPPETS = (
    "\t", "  ", "\u00a0", "\u2028", "\u200b", "\u202e", "\x00", "\x85", "\ufeff", "é", "e\u0301",
    "👩🏽‍🍳", "李", "\U0010ffff", ": ", ":", "- ", "-", "– ", "? ", "# ", "'", '"', "“", "”", "|",
    ">", "|2-", "&a ", "*a", "!x ", "!!int ", "%", "@", "`", "[", "]", "{", "}", ",", "<<: *a",
    "---\n", "...\n", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> x\n", "```\n", "\r", "\r\n", "\\",
    "\\u202e", '"\\ud800"', '"\\UFFFFFFFF"', "~", "null", "no", "0777", "1e999", "9" * 400,
    "2026-02-30", "٣", "<script>", "[x](javascript:alert(1))", "![x](y)", "a@b.example",
    "07700 900123", "{{ 7*7 }}", "::error::x", "##[error]x", "name: Ann\n", "schools:\n",
    "  - name: X\n", "portrait: |\n", "slug: x\n", "\n\n", "### \n", "_a" * 200, "*a" * 200, "[" * 40,
    "- " * 40, "a: " * 40, "x" * 5000,
)  # fmt: skip
"""What is pasted, mistyped or planted."""


def mutant(rng: random.Random, raw: bytes) -> bytes:
    """Return a file with one to six things done to it."""
    for _ in range(rng.randint(1, 6)):
        raw = rng.choice(DONE)(rng, raw)
    return raw


def with_line_deleted(rng: random.Random, raw: bytes) -> bytes:
    """Take a line out."""
    lines = raw.split(b"\n")
    del lines[rng.randrange(len(lines))]
    return b"\n".join(lines)


def with_line_repeated(rng: random.Random, raw: bytes) -> bytes:
    """Put a line in a second time, somewhere."""
    lines = raw.split(b"\n")
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return b"\n".join(lines)


def with_lines_swapped(rng: random.Random, raw: bytes) -> bytes:
    """Let two lines change places."""
    lines = raw.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def with_line_moved(rng: random.Random, raw: bytes) -> bytes:
    """Set a line in by more or less."""
    lines = raw.split(b"\n")
    number = rng.randrange(len(lines))
    lines[number] = b" " * rng.randrange(7) + lines[number].lstrip(b" ")
    return b"\n".join(lines)


def with_lines_joined(rng: random.Random, raw: bytes) -> bytes:
    """Take a line end out."""
    ends = [match.start() for match in re.finditer(b"\n", raw)]
    end = rng.choice(ends or [0])
    return raw[:end] + raw[end + 1 :]


def with_snippet(rng: random.Random, raw: bytes) -> bytes:
    """Put a snippet in, anywhere between two bytes."""
    place = rng.randrange(len(raw) + 1)
    return raw[:place] + rng.choice(SNIPPETS).encode() + raw[place:]


def with_snippet_in_value(rng: random.Random, raw: bytes) -> bytes:
    """Put a snippet in place of a value, or before it."""
    values = list(re.finditer(rb"(?<=: )[^\n]*", raw))
    if not values:
        return raw
    value, snippet = rng.choice(values), rng.choice(SNIPPETS).encode()
    return raw[: value.start()] + snippet + raw[rng.choice([value.start(), value.end()]) :]


def with_part_deleted(rng: random.Random, raw: bytes) -> bytes:
    """Take up to 20 bytes out."""
    place = rng.randrange(len(raw) + 1)
    return raw[:place] + raw[place + rng.randint(1, 20) :]


def with_byte_changed(rng: random.Random, raw: bytes) -> bytes:
    """Put any byte in place of another."""
    place = rng.randrange(len(raw) + 1)
    return raw[:place] + bytes([rng.randrange(256)]) + raw[place + 1 :]


def cut(rng: random.Random, raw: bytes) -> bytes:
    """End a file early, as a broken connection does."""
    return raw[: rng.randrange(len(raw) + 1)] if rng.random() < 0.3 else raw


def with_other_ends(rng: random.Random, raw: bytes) -> bytes:
    """Write a file as Windows or old Macs do."""
    return raw.replace(b"\n", rng.choice([b"\r\n", b"\r"])) if rng.random() < 0.3 else raw


DONE: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    with_line_deleted,
    with_line_repeated,
    with_lines_swapped,
    with_line_moved,
    with_lines_joined,
    with_snippet,
    with_snippet_in_value,
    with_part_deleted,
    with_byte_changed,
    cut,
    with_other_ends,
)


# --- what must hold ---------------------------------------------------------------------------------------


def assert_it_is_told(file: Path) -> None:
    """Check a portrait; if it is not accepted, there is an error, and every problem has a place."""
    start = time.process_time()
    loaded = load(COUNTY, [file])
    problems = check(loaded, TODAY)

    assert time.process_time() - start < SECONDS
    assert loaded.content is not None

    accepted = file.stem in {leader.slug for leader in loaded.content.leaders}

    assert accepted or errors(problems)

    assert_places_exist(problems, file.read_bytes())
    assert_reports_can_be_made(problems)


def assert_places_exist(problems: list[Problem], raw: bytes) -> None:
    """Each problem stands on a line and in columns that the file has, and quotes that line."""
    lines = re.split(rb"\r\n|\r|\n", raw.removeprefix(b"\xef\xbb\xbf"))
    last = len(lines) - (len(lines) > 1 and not lines[-1])
    for problem in problems:
        assert 1 <= problem.line <= last
        assert 1 <= problem.column < problem.end
        assert problem.column <= len(problem.excerpt) + 1
        if problem.excerpt and problem.code != "encoding":
            line = lines[problem.line - 1].decode()
            assert problem.excerpt in (line, HIDDEN.sub(" ", line))


def assert_reports_can_be_made(problems: list[Problem]) -> None:
    """Every report can be printed, and nothing in it is a command to the build it runs in."""
    as_text(problems).encode()
    as_markdown(problems).encode()
    document = json.loads(as_json(problems, ["a.yaml"]).encode())
    before, _, rest = as_github(problems, TOKEN).partition(f"::stop-commands::{TOKEN}\n")

    assert document["ok"] == (not errors(problems))
    assert all(line.startswith("::") for line in before.splitlines())
    assert rest.endswith(f"::{TOKEN}::")
    assert rest.count(TOKEN) == 1


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    """Where a test puts one portrait after another."""
    return tmp_path / "zoe.yaml"


def run(file: Path, seed: int, count: int) -> None:
    """Check some mutants of good portraits, the same for the same seed."""
    rng = random.Random(seed)
    for number in range(count):
        raw = mutant(rng, rng.choice(GOOD).read_bytes())
        file.write_bytes(raw)
        try:
            assert_it_is_told(file)
        except BaseException as failure:
            failure.add_note(f"seed {seed}, mutant {number}: {raw!r}")
            raise


@pytest.mark.parametrize("seed", mostly_slow(range(8), 4))
def test_mutants_are_told(file: Path, seed: int) -> None:
    """Whatever was done to a good portrait, it is accepted or it is told why not, where, and at once."""
    run(file, seed, 100)


@pytest.mark.parametrize("seed", mostly_slow(range(100, 102), 2))
def test_mutants_are_told_by_pythons_own_loader(
    file: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where PyYAML lacks its C part, the same holds."""
    monkeypatch.setattr(yamltext, "LOADER", yamltext.bounded(yaml.BaseLoader))
    run(file, seed, 30)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1030))
def test_many_more_mutants_are_told(file: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for 30,000 more, every third by Python's own loader."""
    if seed % 3 == 0:
        monkeypatch.setattr(yamltext, "LOADER", yamltext.bounded(yaml.BaseLoader))
    run(file, seed, 1000)


ROUNDS = "recruitment/2026-27.yaml"


@pytest.mark.parametrize(
    "name",
    [
        *("site.yaml", "places.yaml", "expertise.yaml", "routes.yaml", "withdrawn.yaml"),
        *("guidance/a.md", "impact/reading-together.md", ROUNDS),
    ],
)
def test_mutants_of_other_files_are_told(tmp_path: Path, world: Path, name: str) -> None:
    """What holds for portraits holds for vocabularies, site, routes, rounds, the withdrawn, pages, cases."""
    folder = Path(shutil.copytree(COUNTY, tmp_path / "content"))
    for other in (ROUNDS, "impact/reading-together.md"):
        (folder / other).parent.mkdir()
        shutil.copy(world / other, folder / other)
    page = "---\ntitle: One\nsummary: A page.\nedition: current\norder: 1\n---\n\n# One {#c-one}\n"
    good = page.encode() if name == "guidance/a.md" else (folder / name).read_bytes()
    rng = random.Random(name)
    for number in range(40):
        raw = mutant(rng, good)
        (folder / name).write_bytes(raw)
        try:
            loaded = load(folder)
            problems = [problem for problem in check(loaded, TODAY) if problem.path.endswith(name)]
            held = (*loaded.content.guidance, *loaded.content.cases) if loaded.content else ()
            accepted = any(one.path == name for one in held) or not name.endswith(".md")

            assert (loaded.content and accepted) or errors(loaded.problems)

            assert_places_exist(problems, raw)
            assert_reports_can_be_made(problems)
        except BaseException as failure:
            failure.add_note(f"mutant {number}: {raw!r}")
            raise


# --- by hypothesis ----------------------------------------------------------------------------------------

_lines = st.text(st.sampled_from("ab:-#'\"[]{},|>&*!%@` \t\n\r\u00a0é\u2028👍\\0"), max_size=60)
_given = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_given
@given(raw=st.binary(max_size=200))
def test_any_bytes_are_told(file: Path, raw: bytes) -> None:
    """Whatever bytes are sent as a portrait, something is told of them."""
    file.write_bytes(raw)
    assert_it_is_told(file)


@_given
@given(text=_lines, place=st.integers(0, 2000))
@example(text="{\r", place=567)
def test_any_lines_inside_a_portrait_are_told(file: Path, text: str, place: int) -> None:
    """Lines of nothing but YAML's own signs, put anywhere into a good portrait, are told or harmless."""
    good = portrait_of(base="everything")
    file.write_bytes((good[:place] + text + good[place:]).encode())
    assert_it_is_told(file)


_SIGNS = (
    *"[]{}-?:|>&*!%@`#,\t\"'",
    "{\r",
    "[\r",
    "{\n",
    '"\r',
    "'\n",
    "- ",
    ": ",
    "&a",
    "*a",
    "!x",
    "\n",
    "\r",
)


@pytest.mark.slow
@pytest.mark.parametrize("sign", _SIGNS)
def test_a_sign_anywhere_in_a_portrait_is_told(file: Path, sign: str) -> None:
    """Each of YAML's own signs, put at every single place of a good portrait, is told or harmless."""
    good = portrait_of(base="everything")
    for place in range(len(good) + 1):
        file.write_bytes((good[:place] + sign + good[place:]).encode())
        assert_it_is_told(file)
