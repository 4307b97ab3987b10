"""Minimal edits: the path that was named says what it should, and every other byte is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from sampling import mostly_slow

from kle_site.edit import EditError, changes_between, edited
from kle_site.problems import Where

PORTRAITS = sorted(
    file
    for folder in ("content/kles", "tests/world/kles", "tests/portraits/good")
    for file in (ROOT / folder).glob("*.yaml")
)


def loaded(text: str) -> Any:
    """What a file says, as PyYAML’s own loader reads it."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def text_of(file: Path) -> str:
    """A file’s text with its line ends as they are."""
    return file.read_bytes().decode("utf-8-sig")


def scalars(node: yaml.Node, where: Where = ()) -> Iterator[tuple[Where, yaml.Node]]:
    """Every single value below a node, with its path."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from scalars(value, (*where, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            yield from scalars(item, (*where, place))
    else:
        yield where, node


def at(data: Any, where: Where) -> Any:
    """What stands at a path."""
    for step in where:
        data = data[step]
    return data


def put(data: Any, where: Where, value: str) -> None:
    """Set what stands at a path."""
    at(data, where[:-1])[where[-1]] = value


def between(old: str, new: str) -> tuple[int, int]:
    """Which part of the old text was exchanged."""
    start = shared(old, new)
    return start, len(old) - shared(old[start:][::-1], new[start:][::-1])


def shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


WORDS = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" \n\t:#'\"{}[],&*!|>%@-"))


@pytest.mark.whole
@given(st.data(), st.sampled_from(PORTRAITS), WORDS | st.sampled_from(["no", "~", "2026-27", "- x", "a: b"]))
def test_only_what_was_named_changes(data: st.DataObject, file: Path, value: str) -> None:
    """Any value of any portrait may become any words: record and text differ there alone."""
    old = text_of(file)
    where, node = data.draw(st.sampled_from(list(scalars(yaml.compose(old, Loader=yaml.BaseLoader)))))
    new = edited(old, {where: value})
    expected = loaded(old)
    put(expected, where, value)
    start, end = between(old, new)

    assert loaded(new) == expected
    assert node.start_mark.index <= start
    assert end <= node.end_mark.index


@pytest.mark.whole
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("file", mostly_slow(PORTRAITS, 5), ids=lambda file: file.stem)
def test_what_comes_and_goes_leaves_no_trace(file: Path, line_end: str) -> None:
    """A field that is added, in a block or in one line, and taken away again leaves the file as it was."""
    old = text_of(file).replace("\r\n", "\n").replace("\n", line_end)
    there = {("availability", "note"): "a: b", ("more",): {"of": ["this", "no"]}, ("contact", "x"): "y"}
    new = edited(old, there)

    assert loaded(new)["more"] == {"of": ["this", "no"]}
    assert loaded(new)["availability"]["note"] == "a: b"
    assert edited(new, dict.fromkeys(there)) == old


@pytest.mark.parametrize(
    ("old", "changes", "new"),
    [
        ("a: 1   # why\nb: 2\n", {("a",): "3"}, "a: 3   # why\nb: 2\n"),
        ("a: {b: 1,   c: 2}  # d\n", {("a", "b"): "x, y"}, 'a: {b: "x, y",   c: 2}  # d\n'),
        ("a: {b: 1,   c: 2}\n", {("a", "b"): None}, "a: {c: 2}\n"),
        ("a: {b: 1,   c: 2}\n", {("a", "c"): None}, "a: {b: 1}\n"),
        ("a: {b: 1}\n", {("a", "b"): None, ("a", "c"): "2"}, "a: {c: 2}\n"),
        ("a: {}\n", {("a", "b"): "1", ("a", "c"): "2"}, "a: {b: 1, c: 2}\n"),
        ("a: {b: 1,}\n", {("a", "c"): "2"}, "a: {b: 1, c: 2,}\n"),
        ("a:\n  b: 1  # x\n\n# y\nc: 2\n", {("a", "d"): "3"}, "a:\n  b: 1  # x\n  d: 3\n\n# y\nc: 2\n"),
        ("a:\n  b: 1\n  c: 2  # x\n# y\nd: 3\n", {("a", "c"): None}, "a:\n  b: 1\n# y\nd: 3\n"),
        ("a: 1", {("b",): "2"}, "a: 1\nb: 2"),
        ("a: 1\r\n", {("b",): "2"}, "a: 1\r\nb: 2\r\n"),
        ("a: |\n  x\n  y\n\n# z\nb: 1\n", {("a",): "w"}, "a: w\n\n# z\nb: 1\n"),
        ("a: |\n  x\n\n", {("b",): "1"}, "a: |\n  x\nb: 1\n\n"),
        ("a:\n  - b: 1\n    c: 2\n", {("a", 0, "c"): "3", ("a", 0, "d"): "4"}, None),
        ("a:\nb: 1\n", {("a",): "2"}, "a: 2\nb: 1\n"),
        ("a: [x, y]  # z\n", {("a",): ["w", "a: b"]}, 'a: [w, "a: b"]  # z\n'),
        ("a: [x, y]  # z\n", {("a", 1): "w"}, "a: [x, w]  # z\n"),
        ("a: '1'\n", {("b", "c", "d"): "2"}, "a: '1'\nb: {c: {d: 2}}\n"),
        ("a: 1\n", {("b",): None, ("a",): "1"}, "a: 1\n"),
        ("a: 1\n", {("a",): "\x7f"}, 'a: "\\x7F"\n'),
        ("a:\n  b: 1  # x\n", {("a",): "2"}, "a: 2  # x\n"),
        ("a: [1]  # x\n", {("a", 1): "2"}, "a: [1, 2]  # x\n"),
        ("a: []\n", {("a", 0): "2"}, "a: [2]\n"),
        ("a:\n- 1  # x\n# y\n", {("a", 1): "2"}, "a:\n- 1  # x\n- 2\n# y\n"),
        ("a: 1  # x\n", {("a",): "b\n\nc\n"}, "a: |  # x\n  b\n\n  c\n"),
        ("a: >-  # x\n  y\n\nb: 1\n", {("a",): "b\nc\n"}, "a: |  # x\n  b\n  c\n\nb: 1\n"),
        ("a: |\n  y\nb: 1\n", {("a",): " b\nc\n"}, "a: |2\n   b\n  c\nb: 1\n"),
        ("a: |  # x\n  y\n", {("a",): "b \nc\n"}, 'a: "b \\nc\\n"  # x\n'),
        ("a:\n  b: 1\n", {("a", "c"): "x\ny\n"}, "a:\n  b: 1\n  c: |\n    x\n    y\n"),
        ("a: {b: 1}\n", {("a", "b"): "x\ny\n"}, 'a: {b: "x\\ny\\n"}\n'),
        (
            "a:  # x\n  # y\n  - 1  # z\nb: 1\n",
            {("a",): ["2", "3"]},
            "a:  # x\n  # y\n  - 2\n  - 3  # z\nb: 1\n",
        ),
    ],
)
def test_how_it_is_written(old: str, changes: dict[Where, Any], new: str | None) -> None:
    """In the form of its surroundings: in one line or on a line of its own, comments and blank lines kept."""
    expected = new or "a:\n  - b: 1\n    c: 3\n    d: 4\n"

    assert edited(old, changes) == expected


@pytest.mark.parametrize(
    ("text", "where", "value"),
    [
        ("a: 1\n", ("a", "b"), "2"),
        ("a: [1]\n", ("a", 2), "2"),
        ("a: [1]\n", ("a", "b"), "2"),
        ("a: [1]\n", ("a", 0), None),
        ("a:\n  b: 1\n", ("a", "b"), None),
        ("a:\n  - b: 1\n    c: 2\n", ("a", 0, "b"), None),
        ("a: &x {b: 1}\nc: *x\n", ("c", "b"), "2"),
        ("a: [1\n", ("a",), "2"),
        ("", ("a",), "2"),
        ("- a\n", ("b",), "2"),
        ("a: 1\n", ("a",), "\ud800"),
        ("a:\n  # x\n  - b\n", ("a",), "2"),
        ("a: 1\nc: 2\n", ("a",), "b\n\n\n"),
        ("? [a, b]\n: 1\n", ("c",), "2"),
    ],
)
def test_what_cannot_be_changed_safely_is_not_changed(text: str, where: Where, value: str | None) -> None:
    """A path through no field, a set with comments, an anchor’s value, no YAML: refused, with the path."""
    with pytest.raises(EditError, match=r"stands in a form that a program cannot change safely") as caught:
        edited(text, {where: value})

    assert ".".join(map(str, where)) in str(caught.value)


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("a", "# x\na: 0\nc: 1\n\n# y\ne: 2  # z\n"),
        ("d", "# x\nc: 1\nd: 0\n\n# y\ne: 2  # z\n"),
        ("f", "# x\nc: 1\n\n# y\ne: 2  # z\nf: 0\n"),
        ("other", "# x\nc: 1\n\n# y\ne: 2  # z\nother: 0\n"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_a_new_field_stands_in_its_order(field: str, new: str, line_end: str) -> None:
    """Below the last that comes before it; at the top where none does; at the end where it has no place."""
    old = "# x\nc: 1\n\n# y\ne: 2  # z\n".replace("\n", line_end)

    assert edited(old, {(field,): "0"}, "abcdef") == new.replace("\n", line_end)


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"a": "1", "b": "2"}, {"b": "3", "c": "4"}, {("a",): None, ("b",): "3", ("c",): "4"}),
        ({"a": [{"b": "1"}, "2"]}, {"a": [{"b": "3"}, "2"]}, {("a", 0, "b"): "3"}),
        ({"a": ["1"]}, {"a": ["1", "2", "3"]}, {("a", 1): "2", ("a", 2): "3"}),
        ({"a": ["1"]}, {"a": ["0", "1"]}, {("a",): ["0", "1"]}),
        ({"a": ["1", "2"]}, {"a": ["1"]}, {("a",): ["1"]}),
        ({"a": []}, {"a": ["1"]}, {("a",): ["1"]}),
        ({"a": {"b": "1"}}, {"a": "1"}, {("a",): "1"}),
        ({"a": {"b": ["1"]}}, {"a": {"b": ["1"]}}, {}),
    ],
)
def test_the_smallest_changes(old: Any, new: Any, changes: dict[Where, Any]) -> None:
    """What is the same is not named; a list of another length is one value, unless it grew at its end."""
    assert dict(changes_between(old, new)) == changes
