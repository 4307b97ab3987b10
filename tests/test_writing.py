"""Values written as YAML: as people do, and read back as what they were."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from kle_site import writing, yamltext
from kle_site.yamltext import compose

PORTRAITS = sorted((ROOT / "content" / "kles").glob("*.yaml"))


def loaded(text: str) -> Any:
    """What a text says, as PyYAML’s own loader reads it."""
    return yaml.load(text, Loader=yaml.BaseLoader)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("open", "open"),
        ("2026-11-25", "2026-11-25"),
        ("none", "none"),
        ("No", '"No"'),
        ("", '""'),
        (" a", '" a"'),
        ("a #b", '"a #b"'),
        ("Siân O'Brien", "Siân O'Brien"),
        ('"a"', r'"\"a\""'),
        ({"year": "2026-27", "left": "on"}, '{year: 2026-27, left: "on"}'),
    ],
)
def test_a_value_is_plain_where_it_can_be(value: Any, expected: str) -> None:
    """Quotation marks stand only where YAML, or another reader of it, would see something else."""
    assert writing.on_one_line(value) == expected


def test_it_is_the_style_of_the_portraits() -> None:
    """A portrait that people wrote comes out as it went in, but for its comments."""
    text = (ROOT / "content" / "kles" / "sian-obrien.yaml").read_text(encoding="utf-8")
    words = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))

    assert writing.portrait(loaded(text)) == words


@pytest.mark.parametrize("file", PORTRAITS, ids=lambda file: file.stem)
def test_every_portrait_is_read_back(file: Any) -> None:
    """What is written of a portrait says the same, and its fields stand in the order of the model."""
    data = loaded(file.read_text(encoding="utf-8"))
    text = writing.portrait(dict(reversed(data.items())))

    assert loaded(text) == data
    assert list(loaded(text)) == sorted(data, key=writing.ORDER.index)


# What a file may hold; and what only an escape can write, which the checks then refuse.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
WORDS = st.text(CHARACTERS, max_size=40) | st.text("ab:#-?[]{}&*!|>'\"%@`,. \n~", max_size=12)
ODD = st.sampled_from(
    ["no", "On", "~", "", " ", "\n", " a\n", "a \nb", "\n\na", "---", "...", "- a", "? a", "0"]
)
VALUES = st.recursive(
    WORDS | ODD,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(WORDS, inside, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([*writing.ORDER, "nickname"])


@pytest.mark.whole
@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=5))
def test_whatever_it_is_it_is_read_back(data: dict[str, Any]) -> None:
    """Any values in any fields are written as YAML that says the same, in both of PyYAML’s loaders."""
    text = writing.portrait(data)
    read, in_c = (yaml.load(text, Loader=loader) for loader in (yaml.BaseLoader, yaml.CBaseLoader))

    assert read == data
    assert in_c == data
    assert compose(text) is not None


@given(VALUES)
def test_on_one_line(value: Any) -> None:
    """Any value stands on one line, inside another value of a line."""
    text = writing.on_one_line(value)

    assert "\n" not in text
    assert loaded(f"a: {{b: {text}}}") == {"a": {"b": value}}


def test_half_a_character_is_told(tmp_path: Any) -> None:
    """What no file can hold is written as an escape, which the checks tell of."""
    text = writing.portrait({"name": "a\ud800b"})
    document, problems = yamltext.read("a.yaml", text.encode())

    assert (document is None or problems) is not None
    assert "\\uD800" in text
