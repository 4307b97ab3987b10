"""What the README and the docs say is so: commands, options, paths and fields."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from kle_site import cli, model
from kle_site import commands as runs
from kle_site.model import Leader, Record
from kle_site.new import slug_for
from kle_site.schema import field_reference

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
REFERENCE = ROOT / "docs" / "portrait-fields.md"
BLOCKS = re.findall(r"^ *```\w*\n(.*?)^ *```", README, re.DOTALL | re.MULTILINE)
TARGETS = re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command of `kle` and its parser."""
    (action,) = [a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(action.choices)


def options() -> list[tuple[str, str]]:
    """Every command with each of its options."""
    return [
        (name, option)
        for name, parser in commands().items()
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    ]


def run_lines() -> list[str]:
    """What the README tells a reader to type: in its blocks and between backticks."""
    typed = [line.strip() for block in BLOCKS for line in block.splitlines()]
    typed += re.findall(
        r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", README, flags=re.DOTALL | re.MULTILINE)
    )
    return [line.removeprefix("$ ") for line in typed]


# --- commands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_readme(name: str) -> None:
    """Whatever `kle` can do, the README tells."""
    assert re.search(rf"\bkle {name}\b", README)


@pytest.mark.parametrize(("name", "option"), options())
def test_every_option_is_in_the_readme(name: str, option: str) -> None:
    """Whatever a command can be told, the README tells beside that command."""
    rows = [line for line in README.splitlines() if re.search(rf"`kle {name}\b", line)]

    assert [row for row in rows if re.search(rf"{option}\b", row)]


@pytest.mark.parametrize(("name", "option"), options())
def test_every_option_is_explained(name: str, option: str) -> None:
    """`--help` says what an option is for, or what it may be."""
    (action,) = [a for a in commands()[name]._actions if option in a.option_strings]

    assert action.help or action.choices


@pytest.mark.parametrize(
    "name", sorted({word.group(1) for word in re.finditer(r"\bmake ([a-z-]+)\b", README)})
)
def test_the_readmes_targets_are_in_the_makefile(name: str) -> None:
    """Where the README says `make something`, the Makefile can; ordinary words do not count."""
    typed = [line for line in run_lines() if re.match(rf"make {name}\b", line)]

    assert not typed or name in TARGETS


@pytest.mark.parametrize("target", ["site", "serve", "check", "test", "test-all", "bless", "lock", "clean"])
def test_the_makefiles_targets_are_in_the_readme(target: str) -> None:
    """Whatever `make help` lists, the README names."""
    assert re.search(rf"^{target}:.*## ", MAKEFILE, re.MULTILINE)
    assert re.search(rf"\bmake {target}\b", README)


def test_make_help_lists_every_target_that_is_for_people() -> None:
    """The list above is the list of `make help`."""
    told = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))

    assert told == {"help", "site", "serve", "check", "test", "test-all", "bless", "lock", "clean"}


def test_the_readmes_kle_commands_can_be_typed() -> None:
    """Each `kle …` of the README is a command that the parser takes."""
    typed = [line for line in run_lines() if re.match(r"(?:\.venv/bin/)?kle [a-z]", line)]

    assert typed
    for line in typed:
        name = re.sub(r"^(?:\.venv/bin/)?kle ", "", line).split()[0]
        assert name in commands(), line


def test_the_exit_codes_are_in_the_readme() -> None:
    """What a script may rely on."""
    assert re.search(r"0 fine, 1 the content has errors, 2 wrong use[^.]*, 3 our fault", README)
    assert (runs.FINE, runs.CONTENT, runs.USE, runs.OURS) == (0, 1, 2, 3)


# --- the map ----------------------------------------------------------------------------------------------


def paths() -> Iterator[str]:
    """What the README names as a file or folder of this repository: between backticks, or as a link."""
    top = {path.name for path in ROOT.iterdir()}
    for word in {*re.findall(r"`([\w./<>-]+)`", README), *re.findall(r"\]\(([\w./-]+)\)", README)}:
        if "<" not in word and ("/" in word or "." in word) and word.split("/")[0] in top - {"site"}:
            yield word


@pytest.mark.parametrize("path", sorted(set(paths())))
def test_every_path_in_the_readme_is_there(path: str) -> None:
    """What the README points at exists: in git, or after a command that it tells to type."""
    made = {f"content/kles/{slug_for(name)}.yaml" for name in re.findall(r'kle new "([^"]+)"', README)}

    assert (ROOT / path).exists() or path in made or path.startswith((".venv", ".cache"))


GUIDES = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_guide_leads_somewhere(guide: Path) -> None:
    """What is written for people beside the README: its links to files, and the commands that it tells."""
    text = guide.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if not link.startswith("https://")]

    assert [link for link in links if not (guide.parent / link).exists()] == []
    for name in re.findall(r"`(?:\.venv/bin/)?kle ([a-z]+)", text):
        assert name in commands(), name
    for name in re.findall(r"`make ([a-z-]+)", text):
        assert name in TARGETS, name


def test_every_module_is_in_the_readmes_map() -> None:
    """The map of the house names every module of the package, and none that is not."""
    rows = re.findall(r"^\| \d+ \| ([^|]+) \|", README, re.MULTILINE)
    told = {name.removesuffix("/") for row in rows for name in re.findall(r"`([\w/]+)`", row)}
    package = ROOT / "kle_site"
    there = {path.stem for path in package.glob("*.py")} | {"pages"}

    assert told == there - {"__init__"}


# --- fields -----------------------------------------------------------------------------------------------


def test_the_field_reference_is_what_the_model_says() -> None:
    """docs/portrait-fields.md is generated, and up to date: run make bless."""
    assert REFERENCE.read_text(encoding="utf-8") == field_reference()


def fields() -> list[tuple[str, str]]:
    """Every record of a portrait with each field, as a file names it."""
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, Record)]
    return [
        (kind.__name__, info.alias or name)
        for kind in kinds
        if kind is not Record
        for name, info in kind.model_fields.items()
        if (kind, name) != (Leader, "slug")
    ]


@pytest.mark.parametrize(("kind", "name"), fields())
def test_every_field_is_in_the_reference(kind: str, name: str) -> None:
    """No field of the model is left out of the reference."""
    assert f"| `{name}` |" in REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"^\| `(\w+)` \|", field_reference(), re.MULTILINE))))
def test_the_reference_names_no_other_field(name: str) -> None:
    """No field of the reference is one that the model does not know."""
    assert name in {field for _, field in fields()}
