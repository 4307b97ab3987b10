"""A template as a script: what a page shows of a leader, made in a browser from the same markup.

The form at /submit/ shows a portrait before there is a page of it. Its card and its page come from the
templates that make the real ones: Jinja reads them, and what it read is written down as JavaScript. So there
is one markup. A template that uses more of Jinja than is known here fails the build with its line.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jinja2
from jinja2 import nodes

HEAD = "export const written=(f,e,t)=>{"
"""f: the filters; e: a value as HTML, unless it is HTML already; t: is it true to Jinja?"""


class ScriptedError(Exception):
    """A template uses what cannot be written as a script."""


def script(env: jinja2.Environment, page: str, parts: tuple[str, ...]) -> str:
    """Return a module: `written(f, e, t)` gives the macros of `parts` by name, and `page` for a template.

    `page` takes what the template is rendered with, and returns what stands in its block “content”; each
    macro takes what it takes in Jinja. Both return HTML. Raises ScriptedError.
    """
    made = [_function(macro) for part in parts for macro in _parsed(env, part).find_all(nodes.Macro)]
    names = [name for name, _ in made]
    tree = _parsed(env, page)
    sets = [node for node in tree.body if isinstance(node, nodes.Assign)]
    content = next(block for block in tree.find_all(nodes.Block) if block.name == "content")
    body = _Writer(frozenset(names), anywhere=True)
    whole = "".join(body.statement(node) for node in (*sets, *content.body))
    functions = "".join(f"const {text};" for _, text in made)
    last = f"const page=(c)=>{{let o='';{whole}return e.safe(o)}};return{{{','.join([*names, 'page'])}}}"
    return f"{HEAD}{functions}{last}}};\n"


def _parsed(env: jinja2.Environment, name: str) -> nodes.Template:
    if env.loader is None:
        raise ScriptedError("The environment has no templates.")
    return env.parse(env.loader.get_source(env, name)[0], name)


def _function(macro: nodes.Macro) -> tuple[str, str]:
    """Return a macro's name, and the function that it is."""
    least = len(macro.args) - len(macro.defaults)
    inside = _Writer(frozenset(arg.name for arg in macro.args), anywhere=False)
    defaults = [""] * least + [f"={inside.value(one)}" for one in macro.defaults]
    args = ",".join(arg.name + default for arg, default in zip(macro.args, defaults, strict=True))
    body = "".join(inside.statement(node) for node in macro.body)
    return macro.name, f"{macro.name}=({args})=>{{let o='';{body}return e.safe(o)}}"


class _Writer:
    """Writes statements and values of one function, and knows which names are its own."""

    def __init__(self, names: frozenset[str], *, anywhere: bool) -> None:
        self.names = set(names)
        self.anywhere = anywhere
        """May a name be one that the page is given? A macro has its own alone."""
        self.depth = 0

    # --- statements ---------------------------------------------------------------------------------------

    def statement(self, node: nodes.Node) -> str:
        """Return a statement. Raises ScriptedError."""
        return _known(_STATEMENTS, node)(self, node)

    def _body(self, found: list[nodes.Node]) -> str:
        return "".join(map(self.statement, found))

    def output(self, node: nodes.Output) -> str:
        """What is printed: text as it stands, values as HTML."""
        pieces = [
            json.dumps(one.data, ensure_ascii=False)
            if isinstance(one, nodes.TemplateData)
            else f"e({self.value(one)})"
            for one in node.nodes
        ]
        return f"o+={'+'.join(pieces)};"

    def assign(self, node: nodes.Assign) -> str:
        """A name for a value: seen until the function ends, as in Jinja."""
        if not isinstance(node.target, nodes.Name):
            raise ScriptedError(f"line {node.lineno}: one name at a time")
        value = self.value(node.node)
        self.names.add(node.target.name)
        return f"var {node.target.name}={value};"

    def branch(self, node: nodes.If) -> str:
        """What is shown if something is so, or otherwise."""
        text = f"if({self.truth(node.test)}){{{self._body(node.body)}}}"
        for other in node.elif_:
            text += f"else if({self.truth(other.test)}){{{self._body(other.body)}}}"
        return text + (f"else{{{self._body(node.else_)}}}" if node.else_ else "")

    def each(self, node: nodes.For) -> str:
        """What is shown for each of a list."""
        if node.else_ or node.test or node.recursive:
            raise ScriptedError(f"line {node.lineno}: a plain loop only")
        items = self.value(node.iter)
        targets = node.target.items if isinstance(node.target, nodes.Tuple) else [node.target]
        own = [one.name for one in targets if isinstance(one, nodes.Name)]
        before, self.names = self.names, self.names | set(own)
        self.depth += 1
        body = self._body(node.body)
        given = f"[{','.join(own)}]" if isinstance(node.target, nodes.Tuple) else own[0]
        text = f"{items}.forEach(({given},i{self.depth},a{self.depth})=>{{{body}}});"
        self.depth -= 1
        self.names = before
        return text

    # --- values -------------------------------------------------------------------------------------------

    def value(self, node: nodes.Node) -> str:
        """Return an expression. Raises ScriptedError."""
        return _known(_VALUES, node)(self, node)

    def truth(self, node: nodes.Node) -> str:
        """Return an expression that is true where Jinja sees truth: not for an empty list."""
        if isinstance(node, (nodes.Compare, nodes.Not)):
            return self.value(node)
        if isinstance(node, (nodes.And, nodes.Or)):
            joined = "&&" if isinstance(node, nodes.And) else "||"
            return f"({self.truth(node.left)}{joined}{self.truth(node.right)})"
        return f"t({self.value(node)})"

    def name(self, node: nodes.Name) -> str:
        """A name: the function's own, or what the page is given."""
        if node.name in self.names:
            return str(node.name)
        if not self.anywhere:
            raise ScriptedError(f"line {node.lineno}: a macro knows only what it is given, not {node.name}")
        return f"c.{node.name}"

    def attribute(self, node: nodes.Getattr) -> str:
        """A part of something by its name; of a loop, where it stands."""
        if isinstance(node.node, nodes.Name) and node.node.name == "loop":
            at, every = f"i{self.depth}", f"a{self.depth}"
            where = {"first": f"({at}===0)", "last": f"({at}==={every}.length-1)"}
            where["revindex"] = f"({every}.length-{at})"
            if node.attr not in where:
                raise ScriptedError(f"line {node.lineno}: loop.{node.attr} is not known")
            return where[node.attr]
        return f"{self.value(node.node)}.{node.attr}"

    def item(self, node: nodes.Getitem) -> str:
        """A part of something by its place, or by a key."""
        held, at = self.value(node.node), node.arg
        if isinstance(at, nodes.Slice):
            start = self.value(at.start) if at.start else "0"
            return f"{held}.slice({start}{',' + self.value(at.stop) if at.stop else ''})"
        counted = isinstance(at, (nodes.CondExpr, nodes.Neg)) or (
            isinstance(at, nodes.Const) and isinstance(at.value, int)
        )
        return f"{held}.at({self.value(at)})" if counted else f"{held}[{self.value(at)}]"

    def either(self, node: nodes.CondExpr) -> str:
        """One of two values, or nothing."""
        other = self.value(node.expr2) if node.expr2 else "''"
        return f"({self.truth(node.test)}?{self.value(node.expr1)}:{other})"

    def compare(self, node: nodes.Compare) -> str:
        """Whether two values are equal, or one is among the other."""
        (operand,) = node.ops
        left, right = self.value(node.expr), self.value(operand.expr)
        if operand.op == "in":
            return f"{right}.includes({left})"
        if operand.op not in {"eq", "ne"}:
            raise ScriptedError(f"line {node.lineno}: {operand.op} is not known")
        return f"({left}{'===' if operand.op == 'eq' else '!=='}{right})"

    def filtered(self, node: nodes.Filter) -> str:
        """What a filter makes of a value."""
        if node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise ScriptedError(f"line {node.lineno}: {node.name} takes a value, and no names")
        return f"f.{node.name}({','.join(map(self.value, [node.node, *node.args]))})"

    def call(self, node: nodes.Call) -> str:
        """What a macro makes."""
        if not isinstance(node.node, nodes.Name) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise ScriptedError(f"line {node.lineno}: only macros are called, and without names")
        return f"{node.node.name}({','.join(map(self.value, node.args))})"

    def joined(self, node: nodes.Concat) -> str:
        """Texts in one."""
        return f"({'+'.join(map(self.value, node.nodes))})"

    def table(self, node: nodes.Dict) -> str:
        """A small table of keys and values."""
        return f"({{{','.join(f'[{self.value(one.key)}]:{self.value(one.value)}' for one in node.items)}}})"


def _const(_writer: _Writer, node: nodes.Const) -> str:
    return json.dumps(node.value, ensure_ascii=False)


_Write = Callable[[_Writer, Any], str]
_STATEMENTS: dict[type[nodes.Node], _Write] = {
    nodes.Output: _Writer.output,
    nodes.Assign: _Writer.assign,
    nodes.If: _Writer.branch,
    nodes.For: _Writer.each,
}
_VALUES: dict[type[nodes.Node], _Write] = {
    nodes.Const: _const,
    nodes.Name: _Writer.name,
    nodes.Getattr: _Writer.attribute,
    nodes.Getitem: _Writer.item,
    nodes.CondExpr: _Writer.either,
    nodes.Compare: _Writer.compare,
    nodes.And: lambda writer, node: writer.truth(node),
    nodes.Or: lambda writer, node: writer.truth(node),
    nodes.Not: lambda writer, node: f"!{writer.truth(node.node)}",
    nodes.Neg: lambda writer, node: f"-{writer.value(node.node)}",
    nodes.Filter: _Writer.filtered,
    nodes.Call: _Writer.call,
    nodes.Concat: _Writer.joined,
    nodes.Dict: _Writer.table,
}


def _known(table: dict[type[nodes.Node], _Write], node: nodes.Node) -> _Write:
    found = table.get(type(node))
    if found is None:
        raise ScriptedError(f"line {node.lineno}: {type(node).__name__} is not known to scripts")
    return found
