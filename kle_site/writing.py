"""Values → YAML in the style of the portraits: PyYAML writes it, and what is decided here is how it looks."""

from __future__ import annotations

import sys
from typing import Any

import yaml

from kle_site.document import Data
from kle_site.model import Leader

ORDER = tuple(info.alias or name for name, info in Leader.model_fields.items() if name != "slug")
"""The fields of a portrait in the order of the model."""

_BLOCK = {("schools",), ("schools", 0), ("availability",), ("impact",), ("impact", 0), ("photo",)}
"""What stands on lines of its own, with a 0 for each place in a list; the rest is on one line."""
_LISTS = {("designations",)}
"""Lists of which each item has a line of its own."""
# Words that editors, though not we, read as something other than text. Numbers, true and false stay plain:
# no text of ours may be one.
_ODD = {"yes", "no", "on", "off", "null", "~", "y", "n"}


class _Dumper(yaml.BaseDumper):
    """Writes as people do: lists two spaces in, double quotes where any are needed."""

    def __init__(self, stream: Any, **options: Any) -> None:
        super().__init__(stream, **options)
        self.best_width = sys.maxsize  # no line is broken

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        style: str = super().choose_scalar_style()
        return '"' if style == "'" else style


def portrait(data: dict[str, Data], head: str = "") -> str:
    """Return the text of a portrait file below its first line: fields in the order of the model."""
    known = [name for name in ORDER if name in data]
    fields = {name: data[name] for name in [*known, *(name for name in data if name not in known)]}
    return head + in_block(fields)


def in_block(data: dict[str, Data] | list[Data], where: tuple[str | int, ...] = ()) -> str:
    """Return fields or a list, as they stand at a path of a portrait, on lines of their own."""
    return _text(_node(data, tuple(0 if isinstance(step, int) else step for step in where), block=True))


def on_one_line(value: Data) -> str:
    """Return a value as it may stand in a line: plain where nobody can misread it, else in double quotes."""
    text = _text(yaml.SequenceNode(_LIST, [_node(value, None)], flow_style=True))
    return text.removesuffix("\n")[1:-1]


_TEXT, _LIST, _FIELDS = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
"""What YAML calls a value’s kind where nothing is written about it."""


def _text(node: yaml.Node) -> str:
    found: str = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True)
    return found


def _node(value: Data, where: tuple[str | int, ...] | None, *, block: bool = False) -> yaml.Node:
    """Return the node of a value; without a path it stands inside a line, and so does all that it holds."""
    flow = not (block or where in _BLOCK or where in _LISTS)
    if isinstance(value, dict):
        pairs = [
            (_scalar(name, flow=True), _node(held, None if flow or where is None else (*where, name)))
            for name, held in value.items()
        ]
        return yaml.MappingNode(_FIELDS, pairs, flow_style=flow or not pairs)
    if isinstance(value, list):
        items = [_node(item, None if flow or where is None else (*where, 0)) for item in value]
        return yaml.SequenceNode(_LIST, items, flow_style=flow or not items)
    return _scalar(str(value), flow=where is None)


def _scalar(value: str, *, flow: bool) -> yaml.ScalarNode:
    style = None
    if value.lower() in _ODD:
        style = '"'
    elif "\n" in value:
        style = '"' if flow else "|"
    return yaml.ScalarNode(_TEXT, value, style=style)
