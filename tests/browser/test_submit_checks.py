"""What the form says of a portrait is what the checks say of its file: places, words and verdict."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from assets_of import assets_of
from golden import TODAY
from playwright.sync_api import Browser

from kle_site import check as checks
from kle_site import yamltext
from kle_site.load import Content, _Loading, load
from kle_site.problems import Fault
from kle_site.sources import at

from .typing_portraits import Portrait, portraits, read
from .watch import Watch, serving, watching

pytestmark = pytest.mark.browser

BATCH = 500
"""Portraits that the page is given at a time."""

MANY = 3_000
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

    def check(self, cases: list[tuple[Portrait, str]]) -> list[tuple[str, list[dict[str, Any]], bool]]:
        """Return for each portrait, with its slug: the file, what is wrong, and whether it is ready."""
        found: list[Any] = []
        for first in range(0, len(cases), BATCH):
            some = json.loads(json.dumps(cases[first : first + BATCH]))
            found += self.watch.page.evaluate(CHECK, [some, self.today.isoformat()])
        return [(text, problems, ready) for text, problems, ready in found]

    def python(self, text: str, slug: str) -> tuple[set[Told], bool]:
        """Return what the checks say of a file, and whether they accept it."""
        loading = _Loading(self.folder)
        path, file = f"kles/{slug}.yaml", self.scratch / "a.yaml"
        file.write_bytes(text.encode())
        leader = loading._leader(path, file)
        problems = list(loading.problems)
        if leader:
            content = replace(self.content, leaders=(leader,), photos={}, cases=(), guidance=())
            faults = [fault for rule in OURS for there, fault in rule(content, self.today) if there == path]
            problems += loading.sources.place(path, faults)
        told = {(p.line, p.column, p.code, p.message, p.hint, p.severity) for p in problems}
        return told, all(problem.severity != "error" for problem in problems)


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
def _form_of(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Form]]:
    """Return a function: a content folder and a day → its form's modules in a page of their own."""
    opened = []

    def form_of(folder: Path, today: datetime.date) -> Form:
        content = load(folder).content
        assert content
        root = tmp_path_factory.mktemp("form")
        (root / "assets").mkdir()
        addresses = {}
        for name, (address, body) in assets_of(content, today).items():
            (root / address[1:]).write_bytes(body)
            addresses[name] = address
        (root / "index.html").write_text("<!doctype html><html lang=en><title>The form</title>")
        server = serving(root)
        visitor = watching(browser, server.__enter__())
        watch = visitor.__enter__()
        opened.extend([visitor, server])
        watch.visit("/")
        modules = [addresses[name] for name in ("checks.js", "emit.js", "marked.js")]
        watch.page.evaluate(LOAD, modules)
        return Form(watch, folder, content, today, tmp_path_factory.mktemp("files"))

    yield form_of

    for one in opened:
        one.__exit__(None, None, None)


@pytest.fixture(scope="module", name="form")
def _form(form_of: Callable[..., Form], world: Path) -> Form:
    """The form of the miniature county."""
    return form_of(world, TODAY)


@pytest.fixture(scope="module", name="good")
def _good(world: Path, content_dir: Path) -> list[Portrait]:
    """Portraits that are right, or that only a day makes wrong."""
    files = [*sorted((world / "kles").glob("*.yaml")), *sorted((content_dir / "kles").glob("*.yaml"))[:6]]
    return [read(file) for file in files]


def differences(form: Form, cases: list[tuple[Portrait, str]]) -> Iterator[tuple[Any, ...]]:
    """Yield where the form and the checks part: the file, what only one of them says, and both verdicts."""
    for (_, slug), (text, problems, ready) in zip(cases, form.check(cases), strict=True):
        here, (there, accepted) = placed(text, problems), form.python(text, slug)
        # A letter that was lost or hidden is told at its own place, which only a file has.
        near, far = (_near(told) for told in (here, there))
        if near != far or ready != accepted:
            yield text, sorted(near - far), sorted(far - near), ready, accepted


def _near(told: set[Told]) -> set[Told]:
    loose = {"garbled"}
    return {(line, 0 if code in loose else column, code, *more) for line, column, code, *more in told}


def test_form_and_checks_say_the_same(form: Form, good: list[Portrait]) -> None:
    """Whatever is typed, the form says what the checks say, in the same places and words."""
    cases = [(portrait, "grace-test") for portrait in islice(portraits(good, 1), MANY)]

    assert [] == list(islice(differences(form, cases), 3))
    assert form.watch.heard == []
