"""Minimal edits of a YAML file: a path gets a value, and every other byte stays, comments and order included.

PyYAML tells where each value stands; the new one is put there. The result is read again and compared with
what it should be: a change that would touch anything else is an EditError, and nothing comes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from kle_site.document import Data
from kle_site.problems import Where
from kle_site.writing import in_block, on_one_line
from kle_site.yamltext import compose

Changes = Mapping[Where, Data | None]
"""Which paths get which values; None takes a field away."""

_BREAK = re.compile(r"\r\n|\r|\n")
_HEADER = re.compile(r"[|>][-+0-9]*(?P<rest>[^\r\n]*)")
"""The first line of a value of several lines: its sign, and perhaps a comment."""


class EditError(Exception):
    """A change that cannot be made without touching anything else."""

    def __init__(self, where: Where) -> None:
        path = ".".join(map(str, where))
        super().__init__(f"“{path}” stands in a form that a program cannot change safely: change it by hand.")


def edited(text: str, changes: Changes, order: Sequence[str] = ()) -> str:
    """Return a file's text, whatever its line ends, with each path set to its value.

    A field that is not there is added below the others of its holder; at the top, below those that stand
    before it in `order`. A place after the last of a list is added too. What stands on lines of its own is
    written anew on such lines: comments inside it go, those beside its name and above it stay.
    `changes_between` finds the smallest values that differ.
    Raises EditError.
    """
    for where, value in changes.items():
        try:
            root = compose(text)
            if root is None:
                raise EditError(where)
            wanted = _with(_plain(root), where, value)
            if wanted == _plain(root):
                continue
            text = _spliced(text, root, where, value, order)
            right = _plain(compose(text)) == wanted
        except (yaml.YAMLError, TypeError, LookupError):  # no YAML, or a path that leads through no field
            right = False
        if not right:
            raise EditError(where)
    return text


def changes_between(old: Data, new: Data, where: Where = ()) -> Iterator[tuple[Where, Data | None]]:
    """Yield the smallest changes that make one value of a file another: path → value, None for what goes.

    A list that becomes longer or shorter is one value, unless it only grows at its end.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(name for name in new if name not in old)]:
            if name not in old:
                yield (*where, name), new[name]
            elif name not in new:
                yield (*where, name), None
            else:
                yield from changes_between(old[name], new[name], (*where, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (was, now) in enumerate(zip(old, new, strict=True)):
            yield from changes_between(was, now, (*where, place))
    elif isinstance(old, list) and isinstance(new, list) and old and new[: len(old)] == old:
        for place in range(len(old), len(new)):
            yield (*where, place), new[place]
    elif old != new:
        yield where, new


# --- what the file says, and what it should say -----------------------------------------------------------


def _plain(node: Any) -> Data:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    return [_plain(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def _with(data: Data, where: Where, value: Data | None) -> Data:
    """Return what a file says, with a path set to a value."""
    step, rest = where[0], where[1:]
    if isinstance(data, list) and isinstance(step, int):
        found = list(data)
        if step == len(data) and not rest and value is not None:
            return [*data, value]
        found[step] = _with(data[step], rest, value) if rest else value
        return found
    if value is None and step not in data:
        return data
    inner = _with(data.get(step, {}), rest, value) if rest else value
    return {name: held for name, held in {**data, step: inner}.items() if held is not None}


# --- the change -------------------------------------------------------------------------------------------


def _spliced(text: str, node: Any, where: Where, value: Data | None, order: Sequence[str]) -> str:
    """Return the text with one value put where it belongs; `node` is the whole."""
    for depth, step in enumerate(where):
        holder, place = node, step
        if isinstance(holder, yaml.MappingNode):
            place = next((at for at, (key, _) in enumerate(holder.value) if key.value == step), -1)
        if place == -1:
            for name in reversed(where[depth + 1 :]):
                value = {name: value}
            return _added(text, holder, where[: depth + 1], value, () if depth else order)
        if isinstance(holder, yaml.SequenceNode) and place == len(holder.value):
            return _appended(text, holder, where, value)
        node = _values(holder)[int(place)]
    if value is None:
        return _removed(text, holder, int(place))
    end = _end(text, node)
    start = min(node.start_mark.index, end)
    is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    if is_block and isinstance(value, (dict, list)) and value:
        return text[:start] + _set_in(text, in_block(value, where), node.start_mark.column) + text[end:]
    gap = " " if text[start - 1] in ":-" else ""  # nothing stood there
    if is_block:
        # What stood on lines of its own now stands beside its name.
        start, gap = len(text[:start].rstrip()), " "
    if not isinstance(value, str) or "\n" not in value or holder.flow_style:
        return text[:start] + gap + on_one_line(value) + text[end:]
    # A comment stays on the first line.
    header = _HEADER.match(text, start) if node.style in {"|", ">"} else None
    line_end = end if header else _line_end(text, end)
    rest = header["rest"] if header else text[end:line_end]
    sign, line_break, body = in_block({"x": value}).removeprefix("x: ").partition("\n")
    column = _keys(holder)[0].start_mark.column if isinstance(holder, yaml.MappingNode) else 0
    return text[:start] + gap + sign + rest + _set_in(text, line_break + body, column) + text[line_end:]


def _set_in(text: str, block: str, column: int) -> str:
    """Return lines as they stand in a text: with its line ends, all but the first set in, none at last."""
    line_break = _BREAK.search(text)
    end = line_break.group() if line_break else "\n"
    first, *rest = block.rstrip("\n").split("\n")
    return end.join([first, *(" " * column + line if line else "" for line in rest)])


def _keys(node: Any) -> list[Any]:
    return [key for key, _ in node.value]


def _values(node: Any) -> list[Any]:
    return [item[1] if isinstance(item, tuple) else item for item in node.value]


def _end(text: str, node: Any) -> int:
    """Return where a value's last character ends: PyYAML counts the lines and comments below to some."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = _values(node)[-1]
    return len(text[: node.end_mark.index].rstrip())


def _line_end(text: str, at: int) -> int:
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def _added(text: str, holder: Any, where: Where, value: Data, order: Sequence[str]) -> str:
    if holder.flow_style:
        at = _end(text, _values(holder)[-1]) if holder.value else holder.start_mark.index + 1
        return f"{text[:at]}{', ' if holder.value else ''}{on_one_line({where[-1]: value})[1:-1]}{text[at:]}"
    field, names = in_block({str(where[-1]): value}, where[:-1]), [key.value for key in _keys(holder)]
    column = int(_keys(holder)[0].start_mark.column)
    before = order[: order.index(where[-1])] if where[-1] in order else order
    above = max((at for at, name in enumerate(names) if not order or name in before), default=-1)
    if above < 0:
        at = _keys(holder)[0].start_mark.index
        return text[:at] + _set_in(text, field, column) + _set_in(text, "\n|", column)[:-1] + text[at:]
    at = _line_end(text, _end(text, _values(holder)[above]))
    return text[:at] + _set_in(text, f"\n{field}", column) + text[at:]


def _appended(text: str, holder: Any, where: Where, value: Data) -> str:
    """Return the text with one more item in a list, in the form of the last."""
    at = _end(text, holder.value[-1]) if holder.value else holder.start_mark.index + 1
    if holder.flow_style:
        return f"{text[:at]}{', ' if holder.value else ''}{on_one_line(value)}{text[at:]}"
    at = _line_end(text, at)
    in_line = isinstance(holder.value[-1], yaml.CollectionNode) and holder.value[-1].flow_style
    item = f"- {on_one_line(value)}" if in_line else in_block([value], where[:-1])
    return text[:at] + _set_in(text, f"\n{item}", holder.start_mark.column) + text[at:]


def _removed(text: str, holder: Any, place: int) -> str:
    values, name = _values(holder), holder.value[place][0]
    start, end = name.start_mark.index, _end(text, values[place])
    if not holder.flow_style:
        # The whole line, and what is said of the field there. One that shares its line with a dash stays.
        start -= name.start_mark.column
        line_break = _BREAK.match(text, _line_end(text, end))
        end = line_break.end() if line_break else len(text)
        if not line_break:  # the last line, and it has none: the one above has none then
            start -= 2 if text[:start].endswith("\r\n") else 1
    elif place:
        start = _end(text, values[place - 1])
    elif len(values) > 1:
        end = holder.value[1][0].start_mark.index
    return text[:start] + text[end:]
