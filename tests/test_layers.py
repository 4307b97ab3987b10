"""The house: imports only go down, each outside library comes in by its own door, and modules stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "kle_site"

FLOORS = (
    {"strangers", "placing"},
    {
        "problems",
        "tree",
        "cache",
        "compiled",
        "crew",
        "weblinks",
        "headers",
        "labels",
        "phrases",
        "pieces",
        "slips",
        "assets",
    },
    {
        "decoding",
        "document",
        "fields",
        "hosting",
        "issueform",
        "layout",
        "photos",
        "program",
        "prose",
        "scripted",
    },
    {"suspects", "dates", "pictures"},
    {"memory", "model"},
    {"fingerprint", "yamltext", "places", "rules", "wording", "writing"},
    {"county", "edit", "eligibility", "recruitment", "routes", "sources", "submission", "support_record"},
    {"anonymity", "entries", "facets", "portraits"},
    {"load"},
    {"album", "casebook", "directory", "new", "protocols", "received", "schema"},
    {
        "calendars",
        "changes",
        "check",
        "coverage",
        "documents",
        "due",
        "embedding",
        "history",
        "leaks",
        "look",
        "matching",
        "offered",
        "records",
        "schemaorg",
    },
    {"tables"},
    {"described", "sheets"},
    {"downloads"},
    {
        "data",
        "feed",
        "finding",
        "guidance",
        "incoming",
        "links",
        "pages",
        "passages",
        "preview",
        "release",
        "rulebook",
        "server",
    },
    {"intake", "warm"},
    {"build", "glance"},
    {"serve"},
    {"commands"},
    {"importing"},
    {"cli"},
)
"""The floors of kle_site, lowest first (README, "The house")."""

DOORS = {
    "yaml": {"yamltext", "document", "edit", "writing"},
    "markdown_it": {"prose", "issueform"},
    "nh3": {"prose"},
    "minify_html": {"assets"},
    "mkdocs": {"guidance"},
    "selectolax": {"links", "passages"},
    "watchdog": {"serve"},
    "icalendar": {"calendars"},
    "PIL": {"photos", "pictures", "documents"},
    "docx": {"documents"},
    "pikepdf": {"documents"},
    "typst": {"documents"},
    "xlsxwriter": {"sheets"},
    "jinja2": {"compiled", "look", "guidance", "pages", "documents", "preview", "scripted"},
    "pydantic_core": {"fields", "history", "wording"},
    "pydantic": {
        "fields",
        "model",
        "county",
        "places",
        "recruitment",
        "routes",
        "eligibility",
        "intake",
        "submission",
        "support_record",
        "load",
        "sources",
        "rulebook",
        "wording",
        "schema",
    },
}
"""Which modules may import an outside library: changing the library is changing them."""

LONGEST = 400
"""Lines of a module at most; beyond, it has two ideas."""
WHOLE = 17_950
"""Lines of the package at most."""

MODULES = sorted(HOUSE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return the module's name on its floor: everything in pages/ is `pages`."""
    relative = path.relative_to(HOUSE)
    return relative.parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports by dots"
            if node.module == "kle_site":
                yield from (f"kle_site.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def floor_of(name: str) -> int:
    """Return the floor that a module stands on, from 0."""
    return next(number for number, floor in enumerate(FLOORS) if name in floor)


def test_every_module_has_its_floor() -> None:
    """Each module of the package stands on exactly one floor, and no floor names a module that is not."""
    there = {name_of(path) for path in MODULES} - {"__init__"}
    drawn = [name for floor in FLOORS for name in floor]

    assert there == set(drawn)
    assert len(drawn) == len(set(drawn))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_imports_only_go_down(path: Path) -> None:
    """A module imports from lower floors only, so that there are no cycles and one reading order."""
    here = name_of(path)
    used = {name.split(".")[1] for name in imports(path) if name.startswith("kle_site.")}
    climbing = (
        {name for name in used - {here} if floor_of(name) >= floor_of(here)} if here != "__init__" else used
    )

    assert set() == climbing


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_libraries_come_in_by_their_doors(path: Path) -> None:
    """An outside library is imported by the modules that stand for it and by no other."""
    here = name_of(path)
    used = {name.split(".")[0] for name in imports(path)}

    assert set() == {name for name in used & set(DOORS) if here not in DOORS[name]}


def test_the_house_stays_small() -> None:
    """No module and no package grows beyond what a newcomer reads in a quarter of an hour."""
    lines = {path.relative_to(HOUSE).as_posix(): len(path.read_text().splitlines()) for path in MODULES}

    assert {name: count for name, count in lines.items() if count > LONGEST} == {}
    assert sum(lines.values()) <= WHOLE
