"""What the form says of a portrait is what the checks say of its file: places, words and verdict."""

from __future__ import annotations

import datetime
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml
from assets_of import assets_of
from conftest import ROOT
from corpus import BAD, COUNTY
from corpus import TODAY as THAT_DAY
from golden import TODAY
from playwright.sync_api import Browser

from kle_site import check as checks
from kle_site import prose, yamltext
from kle_site.decoding import HIDDEN
from kle_site.load import Content, _Loading, load
from kle_site.phrases import SAID
from kle_site.problems import Fault, Problem, as_text
from kle_site.sources import at

from .typing_portraits import ODD, PROSE, Portrait, portraits, read
from .watch import Watch, serving, watching

pytestmark = pytest.mark.browser

BATCH = 500
"""Portraits that the page is given at a time."""

MANY = 600
"""Portraits that are drawn in `make test`."""

LOAD = """
async ([checks, emit, marked]) => {
  const [one, two, three] = await Promise.all([import(checks), import(emit), import(marked)]);
  window.form = { ...one, ...two, ...three };
}
"""
CHECK = """
([cases, today]) => cases.map(([portrait, slug]) => {
  const found = form.check(portrait, { today, slug });
  return [form.emit(portrait), found, form.ready(found)];
})
"""

Found = tuple[str, list[dict[str, Any]], bool]
"""What the form makes of a portrait: its file, what is wrong, and whether it is ready."""
Told = tuple[int, int, str, str, str, str]
"""Line, column, code, message, hint, severity."""


@dataclass(frozen=True)
class Form:
    """The form's modules in a browser, and the checks beside them, with one content folder for both."""

    watch: Watch
    folder: Path
    content: Content
    today: datetime.date
    scratch: Path

    def check(self, cases: list[tuple[Portrait, str]]) -> list[Found]:
        """Return for each portrait, with its slug: the file, what is wrong, and whether it is ready."""
        found: list[Any] = []
        for first in range(0, len(cases), BATCH):
            some = json.loads(json.dumps(cases[first : first + BATCH]))
            found += self.watch.page.evaluate(CHECK, [some, self.today.isoformat()])
        return [(text, problems, ready) for text, problems, ready in found]

    def python(self, text: str, slug: str) -> tuple[set[Told], bool]:
        """Return what the checks say of a file, and whether they accept it."""
        loading = _Loading(self.folder, None)
        path, file = f"kles/{slug}.yaml", self.scratch / "a.yaml"
        file.write_bytes(text.encode())
        (leader,) = loading._read([loading._portrait(path, file)])
        problems = list(loading.problems)
        if leader:
            content = replace(self.content, leaders=(leader,), photos={}, cases=(), guidance=())
            faults = [fault for rule in OURS for there, fault in rule(content, self.today) if there == path]
            problems += loading.sources.place(path, faults)
        told = {(p.line, p.column, p.code, p.message, _hint(p.code, p.hint), p.severity) for p in problems}
        return told, all(problem.severity != "error" for problem in problems)


def _hint(code: str, hint: str) -> str:
    """What the checks tell people to do; how to add a missing field to a file is nothing for a form."""
    return "" if code == "missing" else hint


FormOf = Callable[..., Form]
OURS = [rule for rule in checks.RULES if rule.__module__ == checks.__name__]
"""The rules of `check` itself: photos, protocols and case studies are no part of a portrait."""


def placed(text: str, problems: list[dict[str, Any]]) -> set[Told]:
    """Return what the form says, each at its place in the file."""
    document, _ = yamltext.read("a.yaml", text.encode(), limit=1_000_000)
    found = set()
    for one in problems:
        where, words = tuple(one["where"]), (one["code"], one["message"], one["hint"])
        line, column = 1, 1
        if document and one["code"] not in {"too-big", "file-name"}:
            inside = {"line": one.get("line", 0), "column": one.get("column", 0)}
            there = at(document, Fault(where, *words, one["severity"], **inside))
            line, column = there.line, there.column
        found.add((line, column, *words, one["severity"]))
    return found


@pytest.fixture(scope="module", name="form_of")
def _form_of(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FormOf]:
    """Return a function: a content folder, a day, perhaps a rulebook → that form's modules in a page."""
    with ExitStack() as opened:

        def form_of(folder: Path, today: datetime.date, book: bytes | None = None) -> Form:
            content = load(folder).content
            assert content
            root = tmp_path_factory.mktemp("form")
            (root / "assets").mkdir()
            made = assets_of(content, today, book)
            for address, body in made.values():
                (root / address[1:]).write_bytes(body)
            (root / "index.html").write_text("<!doctype html><html lang=en><title>The form</title>")
            watch = opened.enter_context(watching(browser, opened.enter_context(serving(root))))
            watch.visit("/")
            watch.page.evaluate(LOAD, [made[name][0] for name in ("checks.js", "emit.js", "marked.js")])
            return Form(watch, folder, content, today, tmp_path_factory.mktemp("files"))

        yield form_of


@pytest.fixture(scope="module", name="form")
def _form(form_of: FormOf, world: Path) -> Form:
    """The form of the miniature county."""
    return form_of(world, TODAY)


@pytest.fixture(scope="module", name="good")
def _good(world: Path, content_dir: Path) -> list[Portrait]:
    """Portraits that are right, or that only a day makes wrong."""
    files = [*sorted((world / "kles").glob("*.yaml")), *sorted((content_dir / "kles").glob("*.yaml"))[:6]]
    return [read(file) for file in files]


# --- the same places, words and verdict -------------------------------------------------------------------


def differences(form: Form, cases: list[tuple[Portrait, str]]) -> Iterator[tuple[Any, ...]]:
    """Yield where the form and the checks part: the file, what only one of them says, and both verdicts."""
    yield from _differences(form, cases, form.check(cases))


def _differences(
    form: Form, cases: list[tuple[Portrait, str]], found: list[Found]
) -> Iterator[tuple[Any, ...]]:
    for (_, slug), (text, problems, ready) in zip(cases, found, strict=True):
        here, (there, accepted) = placed(text, problems), form.python(text, slug)
        near, far = _near(here), _near(there)
        if near != far or ready != accepted:
            yield text, sorted(near - far), sorted(far - near), ready, accepted


def _near(told: set[Told]) -> set[Told]:
    """Leave out the columns of lost letters, which may be the whole value’s, and places in no document."""
    return {
        (0 if code == "odd-space" else line, 0 if code in {"garbled", "odd-space"} else column, code, *more)
        for line, column, code, *more in told
    }


def some(good: list[Portrait], many: int, seed: int) -> list[tuple[Portrait, str]]:
    """Return portraits that are drawn, with the slug of each."""
    slugs = ["grace-test", "grace-test", "grace-test", "Grace", "page", "a" * 61, "a--b", "é", ""]
    lot = random.Random(seed)
    return [(portrait, lot.choice(slugs)) for portrait in islice(portraits(good, seed), many)]


def test_form_and_checks_say_the_same(form: Form, good: list[Portrait]) -> None:
    """Whatever is typed, the form says what the checks say; what it calls ready they accept, and no more.

    What is drawn is of all kinds: ready ones, and faults of nearly every sort that the checks know.
    """
    cases = some(good, MANY, 1)
    found = form.check(cases)
    codes = {one["code"] for _, problems, _ in found for one in problems}

    assert [] == list(islice(_differences(form, cases, found), 3))
    assert MANY / 40 < sum(ready for *_, ready in found) < MANY / 2
    assert set() == {said.code for said in SAID.values() if said.code} - codes - RARE
    assert form.watch.heard == []


@pytest.mark.slow
def test_form_and_checks_say_the_same_of_very_many(form: Form, good: list[Portrait]) -> None:
    """So it is whatever the lot."""
    assert [] == list(islice(differences(form, some(good, 20_000, 2)), 3))


RARE = {
    "ages-order",
    "mobile",
    "retired-tag",
    "too-big",
    "odd-space",
    "unknown-designation",
    "unknown-notice",
    "alias-taken",
    "too-many",
    "school-named",
    "personal-mailbox",
}
"""Codes that luck seldom meets: each has a row in WRONG."""


def _school(**changes: str) -> Portrait:
    school = {
        "name": "Example School",
        "urn": "900001",
        "phase": "primary",
        "district": "upland",
        "since": "2018-09",
    }
    return {"schools": [school | changes]}


WRONG: dict[str, tuple[Portrait, str, str]] = {
    "50,000 characters": ({"portrait": "a" * 50_000}, "", "too-big"),
    "50,000 characters of two bytes": ({"role": "é" * 17_000}, "", "too-big"),
    "a name of spaces": ({"\u00a0a": "b"}, "", "odd-space"),
    "its own alias": ({"aliases": ["grace-test"]}, "", "alias-taken"),
    "an alias that is a page": ({"aliases": ["district"]}, "", "alias-taken"),
    "a notice to come": (
        {"consent": {"given": "2026-09-01", "scope": ["name"], "notice": "99"}},
        "",
        "unknown-notice",
    ),
    "an old consent": (
        {"consent": {"given": "2024-11-20", "scope": ["name"], "notice": "1"}},
        "",
        "consent-expired",
    ),
    "nine schools": ({"schools": [{"name": "A"}] * 9}, "", "missing"),
    "seven tags": ({"expertise": ["send"] * 7}, "", "too-many"),
    "tags, some wrong": ({"expertise": ["a b", *["send"] * 7]}, "", "too-many"),
    "nothing": ({}, "only", "missing"),
    "a link of the word": (
        {"portrait": "a " * 300 + "[b](https://a.org)\n### c\n#### d\n##### e\n"},
        "",
        "heading",
    ),
    "ages the wrong way round": (_school(ages="11-4"), "", "ages-order"),
    "a mobile number": ({"contact": {"via": "kah", "phone": "07700 900000"}}, "", "mobile"),
    "a retired term": ({"expertise": ["literacy-hour"]}, "", "retired-tag"),
    "a leap day": ({"confirmed": "2024-02-30"}, "", "no-such-day"),
    "a mailbox with a name in it": (
        {"contact": {"email": "ada.plain@school.example"}},
        "",
        "personal-mailbox",
    ),
    "its own school in an example": (
        _school(name="Quillbrook School")
        | {
            "impact": [{"claim": "I helped Quillbrook School", "evidence": "They said so", "year": "2024-25"}]
        },
        "",
        "school-named",
    ),
    "half a character": ({"role": "Head \ud800"}, "", "garbled"),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_rare_fault_is_told(form: Form, good: list[Portrait], name: str) -> None:
    """What luck does not meet is the same too."""
    changes, alone, code = WRONG[name]
    portrait = changes if alone else good[0] | changes
    ((_, problems, _),) = form.check([(portrait, "grace-test")])

    assert code in {one["code"] for one in problems}
    assert [] == list(differences(form, [(portrait, "grace-test")]))


def test_the_whole_check_says_it_too(form: Form, good: list[Portrait], tmp_path: Path) -> None:
    """What the tests above ask of the checks one by one is what `kle check FILE` says."""
    file = tmp_path / "grace-test.yaml"
    for text, problems, _ in form.check([(one, "grace-test") for one, _ in some(good, 25, 3)]):
        file.write_text(text, encoding="utf-8")
        found = checks.check(load(form.folder, [file]), form.today)
        mine = [one for one in found if one.path.endswith("grace-test.yaml") and one.code not in ELSEWHERE]
        told = {(p.line, p.column, p.code, p.message, _hint(p.code, p.hint), p.severity) for p in mine}

        assert _near({one for one in placed(text, problems) if one[2] not in ELSEWHERE}) == _near(told)


ELSEWHERE = {"no-photo", "photo-shared", "same-person", "school-differs", "school-named", "alias-taken"}
"""Codes of what other files say: no form knows them."""


# --- the corpus of bad files ------------------------------------------------------------------------------


def _as_typed(file: Path) -> Portrait | None:
    """Return a bad file as a form would hold it; None where its fault is one of YAML, which no form makes."""
    document, problems = yamltext.read(file.name, file.read_bytes())
    typed = document and not problems
    return yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) if typed else None


EXPRESSED = {file.stem: portrait for file in BAD if (portrait := _as_typed(file)) is not None}


def test_most_bad_files_are_a_matter_of_words() -> None:
    """There is enough in the corpus that a form could express."""
    assert len(EXPRESSED) > 120


def test_bad_files_get_their_reports_words(form_of: FormOf) -> None:
    """What is told of a bad file, in the report that stands beside it, the form tells too."""
    form = form_of(COUNTY, THAT_DAY)
    found = form.check([(portrait, stem) for stem, portrait in EXPRESSED.items()])
    parted = {}
    for stem, (_, problems, _) in zip(EXPRESSED, found, strict=True):
        report = (BAD[0].parent / f"{stem}.txt").read_text(encoding="utf-8")
        told = {as_text([Problem("", 1, 1, 2, p["code"], p["message"], p["hint"])]) for p in problems}
        here = sorted(_words(words) for words in told)
        there = sorted(set(map(_words, re.split(r"\n\n(?=\w+\[)", report))))
        if [one for one in here if one[0] not in ELSEWHERE] != [
            one for one in there if one[0] not in ELSEWHERE
        ]:
            parted[stem] = (here, there)

    assert {} == parted


def _words(told: str) -> tuple[str, str, str]:
    """Return code, message and hint of a problem as a report has it."""
    code, message = re.match(r"\w+\[([\w-]+)\]: (.*)", told).groups()  # type: ignore[union-attr]
    hint = re.search(r"= help: (.*)", told)
    return code, message, _hint(code, hint[1] if hint else "")


# --- the file ---------------------------------------------------------------------------------------------

EMIT = "(some) => some.map((portrait) => form.emit(portrait, { schema: 'https://a.example/s.json' }))"


def reread(form: Form, cases: list[Portrait]) -> Iterator[tuple[Portrait, str]]:
    """Yield the portraits that do not come back from their files as they were typed, with the file."""
    for first in range(0, len(cases), BATCH):
        batch = json.loads(json.dumps(cases[first : first + BATCH]))
        for portrait, text in zip(batch, form.watch.page.evaluate(EMIT, batch), strict=True):
            if yaml.load(text, LOADER) != _whole(portrait):
                yield portrait, text


def _whole(value: Any) -> Any:
    """Return a value with � for each half character, which no file can hold."""
    if isinstance(value, dict):
        return {_whole(name): _whole(inside) for name, inside in value.items()}
    if isinstance(value, list):
        return [_whole(inside) for inside in value]
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def test_files_read_back_as_typed(form: Form, good: list[Portrait]) -> None:
    """Whatever is typed, reading its file gives it back: quotation marks, tabs, control characters, emoji."""
    assert [] == list(islice(reread(form, [portrait for portrait, _ in some(good, MANY, 4)]), 3))


@pytest.mark.slow
def test_very_many_files_read_back_as_typed(form: Form, good: list[Portrait]) -> None:
    """So do twenty thousand."""
    assert [] == list(islice(reread(form, [portrait for portrait, _ in some(good, 20_000, 5)]), 3))


def test_a_file_is_one_that_people_can_read(form: Form, good: list[Portrait]) -> None:
    """It starts with the schema for editors, has the model's order, plain words and the portrait as typed."""
    portrait = dict(reversed(good[0].items()))
    text = form.watch.page.evaluate(EMIT, [portrait])[0]
    names = [line.split(":")[0] for line in text.splitlines() if re.match(r"\w", line)]

    assert text.startswith("# yaml-language-server: $schema=https://a.example/s.json\nname: Ada Plain\n")
    assert names == list(good[0])
    assert "designations:\n  - kind: KLE\n    since: 2022-10\n" in text
    assert "\nportrait: |\n  I lead a village school of ninety children, where I" in text
    assert "\nworks_in:\n  - upland\n" in text
    assert '"' not in text


# --- a leader's words -------------------------------------------------------------------------------------


def test_words_are_drawn_as_they_are_published(form: Form) -> None:
    """Markdown becomes the same HTML, and the same is wrong in it, whatever is typed."""
    lot, texts = random.Random(6), list(PROSE)
    while len(texts) < MANY:
        parts = [
            lot.choice(PROSE) if lot.random() < 0.8 else lot.choice(ODD) for _ in range(lot.randint(1, 6))
        ]
        texts.append(lot.choice(["\n", "\n\n", " ", ""]).join(parts))
    # As the checks let them through: without what hides, and with one kind of line end.
    texts = [HIDDEN.sub(" ", text).replace("\r", "") for text in texts] + ["a" * 6_000]
    drawn = form.watch.page.evaluate(
        "(all) => all.map((text) => [form.html(text), form.faultsIn(text)])", texts
    )
    parted = []
    for text, (html, faults) in zip(texts, drawn, strict=True):
        told = [(one.get("line", 0), one.get("column", 0), one["code"], one["message"]) for one in faults]
        there = prose.read(text)
        if html != there.html or told != [
            (one.line, one.column, one.code, one.message) for one in there.faults
        ]:
            parted.append((text, html, there.html))

    assert [] == parted[:3]
    assert form.watch.heard == []


# --- one model --------------------------------------------------------------------------------------------

TOLD = """
import json
from golden import TODAY, WORLD
from kle_site import rulebook, schema
from kle_site.check import check
from kle_site.load import load
loaded = load(WORLD)
content = loaded.content or load(WORLD.parent / "world").content
problems = [[one.code, one.message] for one in check(loaded, TODAY)]
fields = schema.portrait_schema(content.places, content.expertise, address="")["properties"]
book = rulebook.files(content, "")[rulebook.NAME].decode()
print(json.dumps([problems, fields["expertise"]["maxItems"], schema.field_reference(), book]))
"""


def test_a_limit_of_the_model_is_everywhere(
    form_of: FormOf, good: list[Portrait], world: Path, tmp_path: Path
) -> None:
    """One line of the model changed: editors, the reference, the checks and the form say so."""
    shutil.copytree(ROOT / "kle_site", tmp_path / "kle_site")
    model = tmp_path / "kle_site" / "model.py"
    text, tags = model.read_text(encoding="utf-8"), '1, 6, "What they know best'
    assert text.count(tags) == 1
    model.write_text(text.replace(tags, tags.replace("6", "1")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TOLD],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT / 'tests'}"},
        capture_output=True,
        check=True,
    )
    problems, most, reference, book = json.loads(done.stdout)
    form = form_of(world, TODAY, book.encode())
    ((_, told, ready),) = form.check([(good[0], "ada-plain")])
    said = ["too-many", "This list has 2; the most is 1."]

    assert said in problems
    assert most == 1
    assert re.search(r"\| `expertise` \| yes \|.*\| A list of 1 to 1\.", reference)
    assert [said] == [[one["code"], one["message"]] for one in told]
    assert not ready
