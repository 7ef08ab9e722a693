"""What the operations' own code says of a member: whether it is read of a request, whether it is set in a reply.

Nothing is run. An operation's function and the functions of launchpath.operations that it refers to, however far away,
are read as syntax trees; annotations say which names stand for which shape.
"""

import ast
import inspect
import types as python
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from msgspec import Struct, structs

from launchpath import operations

PACKAGE = operations.__name__

#: A member of a shape: the shape's name, the member's name in Python.
Member = tuple[str, str]


class Unreadable(Exception):
    """Code of a form that this reader can't follow; write it plainly, or teach the reader."""


@dataclass
class Findings:
    """What the code of one operation does with shapes."""

    reads: set[Member] = field(default_factory=set)
    sets: set[Member] = field(default_factory=set)
    #: Set, but to nothing: an empty list.
    empties: set[Member] = field(default_factory=set)


def read(function: Callable[..., Any]) -> Findings:
    """What `function` does, and every function of the operations' package that it reaches."""
    findings = Findings()
    for each in _reached(function):
        _Reader(each, findings).visit(_tree(each))
    findings.empties -= findings.sets
    return findings


def _reached(function: Callable[..., Any]) -> list[Callable[..., Any]]:
    found: list[Callable[..., Any]] = []
    waiting = [function]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.append(each)
            waiting += _referred(each)
    return found


def _referred(function: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """The functions of the package that a function names."""
    for node in ast.walk(_tree(function)):
        thing = _meaning(node, function)
        if isinstance(thing, python.FunctionType) and thing.__module__.startswith(PACKAGE):
            yield thing


def _meaning(node: ast.AST, function: Callable[..., Any]) -> Any:
    """What a name, or a name of a module, stands for where the function is defined; None: nothing that lasts."""
    if isinstance(node, ast.Name):
        return function.__globals__.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _meaning(node.value, function)
        return getattr(owner, node.attr, None) if isinstance(owner, python.ModuleType) else None
    return None


@cache
def _tree(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(inspect.getsource(function))


def shape_of(kind: Any) -> type[Struct] | None:
    """The shape that a type is, may be, or is a list of."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind
    if typing.get_origin(kind) is dict:
        return None
    return next((shape for part in typing.get_args(kind) if (shape := shape_of(part))), None)


class _Reader(ast.NodeVisitor):
    """Walks through one function, knowing which of its names stand for shapes."""

    def __init__(self, function: Callable[..., Any], findings: Findings) -> None:
        self._function = function
        self._findings = findings
        hints = typing.get_type_hints(function)
        hints.pop("return", None)
        self._names = {name: shape for name, kind in hints.items() if (shape := shape_of(kind))}

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._bind(target, node.value)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._bind(node.target, node.value)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        self._bind(node.target, node.iter)
        self.generic_visit(node)

    def _visit_comprehension(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp) -> None:
        for part in node.generators:
            self._bind(part.target, part.iter)
        self.generic_visit(node)

    visit_GeneratorExp = visit_ListComp = visit_SetComp = visit_DictComp = _visit_comprehension

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        """Remember what a new name stands for; of lists, what their items are."""
        shape = self._shape(value)
        if isinstance(target, ast.Name) and shape:
            self._names[target.id] = shape

    def visit_Attribute(self, node: ast.Attribute) -> None:
        shape = self._shape(node.value)
        if shape and node.attr in shape.__struct_fields__:
            self._findings.reads.add((shape.__name__, node.attr))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        shape = _meaning(node.func, self._function)
        if isinstance(shape, type) and issubclass(shape, Struct):
            if node.args or any(keyword.arg is None for keyword in node.keywords):
                raise Unreadable(f"{self._function.__qualname__} makes a {shape.__name__} without naming its members.")
            for keyword in node.keywords:
                self._set(shape, keyword)
        self.generic_visit(node)

    def _set(self, shape: type[Struct], keyword: ast.keyword) -> None:
        nothing = isinstance(keyword.value, (ast.Tuple, ast.Dict)) and not ast.unparse(keyword.value).strip("(){},")
        (self._findings.empties if nothing else self._findings.sets).add((shape.__name__, str(keyword.arg)))

    def _shape(self, node: ast.expr) -> type[Struct] | None:
        """The shape that an expression is, or is a list of."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._shape(node.value)
            return shape_of(_fields(owner).get(node.attr)) if owner else None
        if isinstance(node, (ast.BoolOp, ast.IfExp)):
            parts = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
            return next((shape for part in parts if (shape := self._shape(part))), None)
        made = _meaning(node.func, self._function) if isinstance(node, ast.Call) else None
        return made if isinstance(made, type) and issubclass(made, Struct) else None


@cache
def _fields(shape: type[Struct]) -> dict[str, Any]:
    return {one.name: one.type for one in structs.fields(shape)}
