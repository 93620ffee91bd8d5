"""Functions that make nodes, as they are written: what each is called, and which nodes it reads."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from hamiltonish.names.code import Code, Function, children_of, terminal

__all__ = ["Definition", "assigned_in", "definitions_in", "given_in"]

_NO_NODES = {"callback", "classmethod", "command", "contextmanager", "fixture", "overload"}
_NO_NODES |= {"asynccontextmanager", "property", "setter", "task", "validator", "field_validator"}
"""Decorators of functions that are there for something else."""

_TAKERS = {"Driver", "Graph", "with_modules", "subdag", "node", "with_node", "step", "replace"}
_TAKERS |= {"problems_of", "does"}
"""What takes functions and classes, and makes nodes of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """What makes a node, or stands for one: a function, or a constant of `hamiltonish stubs`.

    Attributes:
        code: The file.
        function: The function; None for a constant.
        name: Its name.
        makes: The name of the node: that of the function, without what tells variants apart.
        place: Where its name stands.
        owner: The class that it stands in, or nothing.
        is_top: Whether it, or its class, stands at the top of the file.
        reads: Its parameters that name nodes.
        unsure: Those of them that a modifier may bind, in a way that cannot be read.
        is_sure: Whether it surely makes a node: it stands at the top, or is given to a driver.
    """

    code: Code
    function: Function | None
    name: str
    makes: str
    place: int
    owner: str
    is_top: bool
    reads: Mapping[str, ast.arg]
    unsure: frozenset[str]
    is_sure: bool

    def __str__(self) -> str:
        cell, line = self.code.place(self.place)
        where = f"cell {cell}, line {line}" if cell else str(line)
        return f"`{self.name}` ({self.code.file.path.name}:{where})"


def definitions_in(code: Code, given: Collection[str]) -> Iterator[Definition]:
    """Find the functions of a file that make nodes.

    Those are public, with annotations of all parameters and of a result that is not None. At the
    top of a file they are nodes; in functions and classes only if they are given to a driver.

    Args:
        code: The file.
        given: The names of functions and classes that are given to drivers in the project.
    """
    if code.is_accessor:
        yield from _constants(code)
    literals = assigned_in(code.tree)
    for function, around in children_of(code.tree):
        if isinstance(function, Function) and _makes_a_node(function):
            scopes = [
                one for one in around if isinstance(one, ast.ClassDef | Function | ast.Lambda)
            ]
            owner = scopes[-1].name if scopes and isinstance(scopes[-1], ast.ClassDef) else ""
            within = [one for one in scopes if not isinstance(one, ast.ClassDef)]
            always, unsure = _bound(function, literals)
            arguments = _arguments(function, is_method=bool(owner))
            reads = {one.arg: one for one in arguments if one.arg not in always}
            yield Definition(
                code,
                function,
                function.name,
                _node_name(function),
                code.name_of(function),
                owner,
                not within,
                reads,
                frozenset(reads) if unsure else frozenset(),
                (owner or function.name) in given if owner or within else True,
            )


def _constants(code: Code) -> Iterator[Definition]:
    """Find the constants at the top of a file that `hamiltonish stubs` has written."""
    for one in code.tree.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            name, value = one.target.id, one.value
            if isinstance(value, ast.Constant) and value.value == name:
                place = code.start(one.target)
                yield Definition(code, None, name, name, place, "", True, {}, frozenset(), True)


def given_in(code: Code) -> set[str]:
    """Find the names of functions and classes that a file gives to drivers."""
    literals = assigned_in(code.tree)
    found: set[str] = set()
    for call in ast.walk(code.tree):
        if isinstance(call, ast.Call) and terminal(call.func) in _TAKERS:
            values = [*call.args, *(keyword.value for keyword in call.keywords)]
            names = [n for v in values for n in ast.walk(v) if isinstance(n, ast.Name)]
            found.update(name.id for name in names)
            for name in names:  # `outliers = Outliers(3)`, and then `Driver(outliers)`
                value = literals.get(name.id)
                inside = ast.walk(value) if value is not None else ()
                found.update(one.id for one in inside if isinstance(one, ast.Name))
            attributes = [n for v in values for n in ast.walk(v) if isinstance(n, ast.Attribute)]
            found.update(attribute.attr for attribute in attributes)
    return found


def assigned_in(tree: ast.AST) -> dict[str, ast.expr]:
    """Find the values of names that are assigned once in a file, wherever that is."""
    values: dict[str, ast.expr] = {}
    twice: set[str] = set()
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            targets = [node.target]
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.expr):
                if target.id in values:
                    twice.add(target.id)
                values[target.id] = value
    return {name: value for name, value in values.items() if name not in twice}


def _makes_a_node(function: Function) -> bool:
    if function.name.startswith("_"):
        return False
    returns = function.returns
    if returns is None or (isinstance(returns, ast.Constant) and returns.value is None):
        return False
    marks = {
        terminal(mark.func if isinstance(mark, ast.Call) else mark)
        for mark in function.decorator_list
    }
    if marks & _NO_NODES:
        return False
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return all(one.annotation is not None or one.arg in ("self", "cls") for one in every)


def _arguments(function: Function, *, is_method: bool) -> list[ast.arg]:
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return every[1:] if is_method and every and every[0].annotation is None else every


def _node_name(function: Function) -> str:
    """Leave out what tells the variants of a node apart."""
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and terminal(mark.func).startswith("when"):
            return function.name.partition("__")[0] or function.name
    return function.name


# -- parameters that modifiers bind --------------------------------------------------------------


def _bound(function: Function, literals: Mapping[str, ast.expr]) -> tuple[set[str], bool]:
    """Find the parameters that modifiers bind in any case, and whether there may be more."""
    always: set[str] = set()
    unsure = False
    for mark in function.decorator_list:
        for call in ast.walk(mark):
            if not isinstance(call, ast.Call):
                continue
            kind = terminal(call.func)
            if kind == "inject":
                names, is_known = _keys_of_call(call, literals)
                always |= names
                unsure |= not is_known
            elif kind == "parameterize":
                members, is_known = _members(call, literals)
                always |= set.intersection(*members) if members else set()
                unsure |= not is_known
            elif kind.startswith("parameterize_") or (
                kind == "resolve" and not any(isinstance(one, ast.Lambda) for one in call.args)
            ):
                unsure = True
    return always, unsure


def _keys_of_call(call: ast.Call, literals: Mapping[str, ast.expr]) -> tuple[set[str], bool]:
    """Read the keywords of a call, those of ``**{…}`` included; False if not all can be read."""
    names = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
    is_known = True
    for keyword in call.keywords:
        if keyword.arg is None:
            more = _keys(keyword.value, literals)
            names |= more or set()
            is_known &= more is not None
    return names, is_known


def _members(call: ast.Call, literals: Mapping[str, ast.expr]) -> tuple[list[set[str]], bool]:
    """Read which parameters each member of a family binds; False if not all can be read."""
    values: list[ast.expr | None] = []
    for keyword in call.keywords:
        table = _followed(keyword.value, literals)
        if keyword.arg is not None:
            values.append(keyword.value)
        elif isinstance(table, ast.Dict):
            values.extend(table.values)
        else:
            values.append(table.value if isinstance(table, ast.DictComp) else None)
    keys = [None if value is None else _keys(value, literals) for value in values]
    return [one for one in keys if one is not None], None not in keys


def _keys(value: ast.expr, literals: Mapping[str, ast.expr]) -> set[str] | None:
    """Read the keys of a dict that is written out; of a pair with a docstring, the first."""
    value = _followed(value, literals)
    if isinstance(value, ast.Tuple) and value.elts:
        value = _followed(value.elts[0], literals)
    if isinstance(value, ast.Call) and terminal(value.func) == "dict" and not value.args:
        names, is_known = _keys_of_call(value, literals)
        return names if is_known else None
    if isinstance(value, ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else None for key in value.keys]
        return {str(key) for key in keys} if None not in keys else None
    return None


def _followed(value: ast.expr, literals: Mapping[str, ast.expr]) -> ast.expr:
    return literals.get(value.id, value) if isinstance(value, ast.Name) else value
