"""What several test modules need: the miniature county, both sites, and records made by the real loader."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from golden import TODAY, WORLD
from hypothesis import settings

from kle_site import scripted
from kle_site.build import Options, build
from kle_site.directory import Directory
from kle_site.load import Content, load
from kle_site.model import Leader

ROOT = Path(__file__).parents[1]

# The same examples every time: a change is never refused for what another run would have found. The slow
# tests go further than any luck would.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


_SITES = {"built_site", "built_world"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reads a built site `whole`: the first such test would cost `make check` a build a worker."""
    for item in items:
        if _SITES & set(getattr(item, "fixturenames", ())):
            item.add_marker("whole")


@pytest.fixture(scope="module", name="one_script")
def _one_script() -> Iterator[None]:
    """The script that templates make, which no content changes, is made once for many builds."""
    made: list[str] = []
    script = scripted.script

    def once(*of: Any) -> str:
        made[:] = made or [script(*of)]
        return made[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scripted, "script", once)
        yield


@pytest.fixture(scope="session", name="today")
def _today() -> datetime.date:
    """The day on which everything in the miniature county stands as its files say."""
    return TODAY


@pytest.fixture(scope="session", name="world")
def _world() -> Path:
    """The miniature county: laid out like content/, with one leader for each way of standing in it."""
    return WORLD


@pytest.fixture(name="own_world")
def _own_world(world: Path, tmp_path: Path) -> Path:
    """A copy of the miniature county that a test may spoil."""
    return Path(shutil.copytree(world, tmp_path / "content"))


@pytest.fixture(scope="session", name="content_dir")
def _content_dir() -> Path:
    """What is published: the content folder of this repository."""
    return ROOT / "content"


@pytest.fixture(scope="session", name="content_today")
def _content_today(content_dir: Path) -> datetime.date:
    """A day that everything published has reached, so that a new portrait never waits for the tests."""
    said = re.compile(r"(?<!from: )\b(\d{4}-\d{2}-\d{2})\b")
    files = [*content_dir.glob("kles/*.yaml"), *content_dir.glob("*.yaml")]
    days = [day for file in files for day in said.findall(file.read_text(encoding="utf-8"))]
    return max(TODAY, *map(datetime.date.fromisoformat, days))


@pytest.fixture(scope="session", name="built_world")
def _built_world(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature county's site. Read it; a test that changes it builds its own."""
    return _build(
        Options(content=world, out=tmp_path_factory.mktemp("world") / "site", today=TODAY, cache=None)
    )


@pytest.fixture(scope="session", name="built_site")
def _built_site(
    content_dir: Path, content_today: datetime.date, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The site of this repository's content. Read it; a test that changes it builds its own."""
    out = tmp_path_factory.mktemp("published") / "site"
    return _build(Options(content=content_dir, out=out, today=content_today, cache=None))


def _build(options: Options) -> Path:
    outcome = build(options)

    assert (outcome.report is not None, outcome.problems) == (True, [])

    return options.out


# --- records ----------------------------------------------------------------------------------------------

MakeLeader = Callable[..., Leader]
MakeDirectory = Callable[..., Directory]


@pytest.fixture(scope="session", name="make_leader")
def _make_leader(world: Path, tmp_path_factory: pytest.TempPathFactory) -> MakeLeader:
    """Return a function: a slug and fields to change (None leaves one out) → a leader.

    The rest is as in kles/ada-plain.yaml. The text goes through the loader, and must be right.
    """
    plain = yaml.load((world / "kles" / "ada-plain.yaml").read_text("utf-8"), yaml.BaseLoader)
    folder = tmp_path_factory.mktemp("leaders")

    def make(slug: str = "grace-test", **changes: Any) -> Leader:
        fields = {"name": "Grace Test", **{key: value for key, value in plain.items() if key != "name"}}
        fields = {key: value for key, value in (fields | changes).items() if value is not None}
        file = folder / f"{slug}.yaml"
        file.write_text(yaml.safe_dump(fields, allow_unicode=True, sort_keys=False), encoding="utf-8")
        loaded = load(world, [file])

        assert loaded.problems == []
        assert loaded.content is not None

        (leader,) = [leader for leader in loaded.content.leaders if leader.slug == slug]
        return leader

    return make


@pytest.fixture(scope="session", name="world_content")
def _world_content(world: Path) -> Content:
    """The miniature county's records."""
    content = load(world).content

    assert content is not None

    return content


@pytest.fixture(scope="session", name="make_directory")
def _make_directory(world_content: Content) -> MakeDirectory:
    """Return a function: leaders and perhaps a day → the miniature county's directory with them alone."""

    def make(*leaders: Leader, today: datetime.date = TODAY, **changes: Any) -> Directory:
        return Directory(replace(world_content, leaders=leaders, **changes), today)

    return make


# --- pages, read by the standard library's parser, which no build uses ------------------------------------

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "kbd", "q", "span", "strong", "sub", "sup"}


@dataclass
class Element:
    """An element of a page, and the words inside it."""

    tag: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, as one line."""
        return " ".join("".join(self.words).split())


class ReadPage(HTMLParser):
    """A page: its elements in order, the words between its headings, and what does not nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.unbalanced: list[str] = []
        self._open: list[Element] = []
        self._sections: list[tuple[Element, list[str]]] = []
        self.feed(html)
        self.close()
        self.unbalanced += [f"<{element.tag}> is never closed" for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        self._part(tag)
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self._sections.append((element, []))
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element written `<path/>`, as drawings have them."""
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which must be the last that was opened."""
        self._part(tag)
        if self._open and self._open[-1].tag == tag:
            self._open.pop()
        else:
            self.unbalanced.append(f"</{tag}> on line {self.getpos()[0]} closes what is not open")

    def handle_data(self, data: str) -> None:
        """Note words, for every element that they are in."""
        for element in self._open:
            element.words.append(data)
        if self._sections:
            self._sections[-1][1].append(data)

    def _part(self, tag: str) -> None:
        if tag not in _INLINE:
            self.handle_data(" ")

    def all(self, tag: str) -> list[Element]:
        """Every element of a name."""
        return [element for element in self.elements if element.tag == tag]

    def values(self, *names: str) -> list[str]:
        """Every value of some attributes, in order."""
        return [value for one in self.elements for name, value in one.attributes.items() if name in names]

    @property
    def text(self) -> str:
        """All the page's words, as one line."""
        return self.all("body")[0].text

    def section(self, place: str) -> str:
        """The words from the heading with an id to the next heading of its level or a higher one."""
        found: list[str] = []
        level = ""
        for heading, words in self._sections:
            if level and heading.tag <= level:
                break
            if heading.attributes.get("id") == place:
                level = heading.tag
            if level:
                found += words
        return " ".join("".join(found).split())


@pytest.fixture(scope="session", name="read_page")
def _read_page() -> Callable[[Path | str], ReadPage]:
    """Return a function: a built page or its text → what is in it. Each is read once: nothing changes it."""
    parsed = lru_cache(maxsize=256)(ReadPage)

    def read(page: Path | str) -> ReadPage:
        return parsed(page if isinstance(page, str) else page.read_text(encoding="utf-8"))

    return read
