"""Minimal edits of a YAML file: a path gets a value, and every other byte stays, comments and order included.

PyYAML tells where each value stands; the new one is put there. The result is read again and compared with
what it should be: a change that would touch anything else is an EditError, and nothing comes of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from kle_site.document import Data
from kle_site.problems import Where
from kle_site.yamltext import compose

Changes = Mapping[Where, Data | None]
"""Which paths get which values; None takes a field away."""

_BREAK = re.compile(r"\r\n|\r|\n")
_PLAIN = re.compile(r"\w(?:[\w ()./+'’-]*[\w().])?")
# Words that editors, though not we, read as something other than text.
_ODD = {"true", "false", "yes", "no", "on", "off", "null", "~", "y", "n"}


class EditError(Exception):
    """A change that cannot be made without touching anything else."""

    def __init__(self, where: Where) -> None:
        path = ".".join(map(str, where))
        super().__init__(f"“{path}” stands in a form that a program cannot change safely: change it by hand.")


def edited(text: str, changes: Changes) -> str:
    """Return a file's text, whatever its line ends, with each path set to its value.

    A field that is not there is added below the others of its holder, on one line. What has lines of its own
    is changed field by field. Raises EditError.
    """
    for where, value in changes.items():
        try:
            root = compose(text)
            if root is None:
                raise EditError(where)
            wanted = _with(_plain(root), where, value)
            if wanted == _plain(root):
                continue
            text = _spliced(text, root, where, value)
            right = _plain(compose(text)) == wanted
        except (yaml.YAMLError, TypeError, LookupError):  # no YAML, or a path that leads through no field
            right = False
        if not right:
            raise EditError(where)
    return text


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
        found[step] = _with(data[step], rest, value) if rest else value
        return found
    if value is None and step not in data:
        return data
    inner = _with(data.get(step, {}), rest, value) if rest else value
    return {name: held for name, held in {**data, step: inner}.items() if held is not None}


# --- the change -------------------------------------------------------------------------------------------


def _spliced(text: str, node: Any, where: Where, value: Data | None) -> str:
    """Return the text with one value put where it belongs; `node` is the whole."""
    for depth, step in enumerate(where):
        holder, place = node, step
        if isinstance(holder, yaml.MappingNode):
            place = next((at for at, (key, _) in enumerate(holder.value) if key.value == step), -1)
        if place == -1:
            for name in reversed(where[depth + 1 :]):
                value = {name: value}
            return _added(text, holder, f"{written(step)}: {written(value)}")
        node = _values(holder)[int(place)]
    if value is None:
        return _removed(text, holder, int(place))
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        raise EditError(where)  # its comments would go too
    end = _end(text, node)
    start = min(node.start_mark.index, end)
    gap = " " if text[start - 1] in ":-" else ""  # nothing stood there
    return text[:start] + gap + written(value) + text[end:]


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


def _added(text: str, holder: Any, field: str) -> str:
    if holder.flow_style:
        at = _end(text, _values(holder)[-1]) if holder.value else holder.start_mark.index + 1
        return f"{text[:at]}{', ' if holder.value else ''}{field}{text[at:]}"
    at = _line_end(text, _end(text, holder))
    line_break = _BREAK.search(text)
    gap = " " * int(holder.value[0][0].start_mark.column)
    return f"{text[:at]}{line_break.group() if line_break else chr(10)}{gap}{field}{text[at:]}"


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


def written(value: Data) -> str:
    """Return a value as YAML on one line: plain where nobody can misread it, else in double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(name)}: {written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    plain = _PLAIN.fullmatch(value) and value.lower() not in _ODD
    return str(value) if plain else json.dumps(value, ensure_ascii=False)
