"""The normal form of a function or class: its syntax tree as text that formatting cannot change.

Comments, docstrings, annotations and statements without effect are not in it. Local variables and
the function's own parameters are numbered, not named. Fields that are empty are left out, so that a
field that a newer Python adds changes nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from hamiltonish.fingerprints.scopes import Bound, Imported, Scope, found_in

__all__ = ["Chain", "Definition", "Normal", "normal_of"]

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Definition: TypeAlias = Function | ast.ClassDef

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LEFT_OUT = frozenset({"ctx", "kind", "type_comment", "type_ignores", "returns", "type_params"})
_BY_NAME = frozenset({"locals", "vars", "eval", "exec", "dir", "globals"})
"""Functions of Python that see the names of local variables."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A name that is read from outside, with the attributes that are taken of it at once.

    Attributes:
        name: The name.
        attributes: The attributes, in order.
        imported: Where the name comes from, if the function imports it itself.
    """

    name: str
    attributes: tuple[str, ...] = ()
    imported: Imported | None = None

    def __str__(self) -> str:
        return ".".join((self.name, *self.attributes))


@dataclass(frozen=True, slots=True)
class Normal:
    """The normal form of a definition.

    Attributes:
        text: The form; one token a line.
        reads: What it reads from outside, each chain once, in order of appearance.
        writes: The names from outside which it changes: by assignment to them or to a part of them.
    """

    text: str
    reads: tuple[Chain, ...]
    writes: frozenset[str]


def normal_of(definition: Definition) -> Normal:
    r"""Bring a definition into its normal form.

    Of a function its name, decorators and defaults are not in the form, nor the names of its
    parameters; of a class, its name and its methods are not. These are known of the object itself.

    Example:
        >>> one = ast.parse("def f(a):\n b = a + RATE  # why\n return b").body[0]
        >>> other = ast.parse("def g(x): y = (x+RATE); return y").body[0]
        >>> normal_of(one) == normal_of(other), normal_of(one).reads
        (True, (Chain(name='RATE', attributes=(), imported=None),))
    """
    return _Writer().written(definition)


_Seen: TypeAlias = tuple[int, Scope, str, tuple[str, ...]]
"""An appearance of a variable: the place of its token, where it is seen, and its attributes."""

_Item: TypeAlias = "ast.AST | str | Scope"


class _Writer:
    """Writes the tokens of one definition, from a stack, so that no depth is too deep."""

    __slots__ = ("out", "scope", "seen", "stack", "words", "written_to")

    def __init__(self) -> None:
        self.out: list[str] = []
        self.stack: list[_Item] = []
        self.scope: Scope = Scope()
        self.seen: list[_Seen] = []
        self.words: list[str] = []
        self.written_to: list[tuple[Scope, str]] = []

    def written(self, definition: Definition) -> Normal:
        """Write a definition, its variables last."""
        root = self.scope
        if isinstance(definition, ast.ClassDef):
            root.is_class = True
            statements = [one for one in definition.body if not isinstance(one, _FUNCTIONS)]
            self._push([*_head(definition), *_effective(statements)])
        else:
            kind = "async" if isinstance(definition, ast.AsyncFunctionDef) else ""
            self.out.append(f"{kind}{_shape(definition.args)}")
            for one in _all_of(definition.args):
                root.bind(one.arg, Bound.PARAMETER)
            body = definition.body
            self._push(_effective(body) if isinstance(body, list) else ["Return", body])
        self._drain()
        return self._resolved(root)

    # -- the walk ----------------------------------------------------------------------------------

    def _push(self, items: Sequence[_Item]) -> None:
        self.stack.extend(reversed(items))

    def _drain(self) -> None:
        stack, out, special, plans = self.stack, self.out, _SPECIAL, _PLANS
        while stack:
            item = stack.pop()
            kind = type(item)
            if kind is str:
                out.append(item)  # type: ignore[arg-type]  # it is a text
            elif kind is Scope:
                self.scope = item  # type: ignore[assignment]  # it is a scope
            elif (write := special.get(kind)) is not None:
                write(self, item)
            else:
                out.append(kind.__name__)
                fields = plans.get(kind)
                if fields is None:
                    fields = plans[kind] = _plan(kind)  # type: ignore[arg-type]  # it is a node
                if kind in _WHOLE:
                    stack.extend([getattr(item, name) for name in fields])
                    continue
                if fields:
                    stack.append(")")
                for name in fields:
                    value = getattr(item, name, None)
                    if value is None or value == []:
                        continue
                    if isinstance(value, list):
                        if name in _BODIES:
                            value = _effective(value)
                        stack.extend(["None" if one is None else one for one in reversed(value)])
                        stack.append(f".{name}{len(value)}")
                    elif isinstance(value, ast.AST):
                        stack.append(value)
                        stack.append(f".{name}")
                    else:
                        stack.append(f".{name}={value!r}")

    def _within(self, scope: Scope, inside: Sequence[_Item]) -> None:
        """Push what is in a scope of its own, and the way back."""
        self._push([scope, *inside, ")", self.scope])

    # -- names -------------------------------------------------------------------------------------

    def _variable(
        self, name: str, attributes: tuple[str, ...] = (), scope: Scope | None = None
    ) -> None:
        self.seen.append((len(self.out), scope or self.scope, name, attributes))
        self.out.append(name)

    def _name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.scope.bind(node.id, self._as_local())
            self.written_to.append((self.scope, node.id))
        self.seen.append((len(self.out), self.scope, node.id, ()))
        self.out.append(node.id)

    def _call(self, node: ast.Call) -> None:
        self.out.append(f"Call {len(node.args)} {len(node.keywords)}")
        self._push([node.func, *node.args, *node.keywords])

    def _as_local(self) -> Bound:
        return Bound.NAMED if self.scope.is_class else Bound.LOCAL

    def _named_expression(self, node: ast.NamedExpr) -> None:
        scope = self.scope
        while scope.is_comprehension and scope.parent is not None:
            scope = scope.parent
        scope.bind(node.target.id, Bound.NAMED if scope.is_class else Bound.LOCAL)
        self.out.append("NamedExpr")
        self._variable(node.target.id, scope=scope)
        self.stack.append(node.value)

    def _attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._note_change(node.value)
        attributes = [node.attr]
        value = node.value
        while isinstance(value, ast.Attribute):
            attributes.append(value.attr)
            value = value.value
        self.out.append(f"Attribute {type(node.ctx).__name__} {'.'.join(attributes)}")
        if isinstance(value, ast.Name):
            self._variable(value.id, tuple(reversed(attributes)))
        else:
            self.stack.append(value)

    def _subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._note_change(node.value)
        self.out.append(f"Subscript {type(node.ctx).__name__}")
        self._push([node.value, node.slice])

    def _note_change(self, target: ast.expr) -> None:
        """Note the variable of which a part is assigned to."""
        while isinstance(target, ast.Attribute | ast.Subscript):
            target = target.value
        if isinstance(target, ast.Name):
            self.written_to.append((self.scope, target.id))

    def _constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, str):
            self.words.append(value)
        is_long = type(value) is int and abs(value) >> 64
        self.out.append(f"{type(value).__name__} {hex(value) if is_long else repr(value)}")  # type: ignore[arg-type]  # it is an int

    def _declared(self, node: ast.Global | ast.Nonlocal) -> None:
        names = self.scope.foreign if isinstance(node, ast.Global) else self.scope.outer
        names.update(node.names)

    def _import(self, node: ast.Import) -> None:
        self.out.append("Import")
        for alias in node.names:
            top = alias.name.partition(".")[0]
            imported = Imported(alias.name if alias.asname else top)
            self.scope.bind(alias.asname or top, imported)
            self.out.append(f"{alias.name} {alias.asname}")

    def _import_from(self, node: ast.ImportFrom) -> None:
        self.out.append(f"ImportFrom {node.level} {node.module}")
        for alias in node.names:
            imported = Imported(node.module or "", alias.name, node.level)
            self.scope.bind(alias.asname or alias.name, imported)
            self.out.append(f"{alias.name} {alias.asname}")

    def _handler(self, node: ast.ExceptHandler) -> None:
        self.out.append("ExceptHandler")
        self._optional_name(node.name)
        body = _effective(node.body)
        self._push([node.type or "None", f".body{len(body)}", *body, ")"])

    def _match_name(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self.out.append(type(node).__name__)
        self._optional_name(node.name)
        self.stack.append(getattr(node, "pattern", None) or "None")

    def _match_mapping(self, node: ast.MatchMapping) -> None:
        self.out.append(f"MatchMapping {len(node.keys)}")
        self._optional_name(node.rest)
        self._push([*node.keys, *node.patterns])

    def _optional_name(self, name: str | None) -> None:
        if name is None:
            self.out.append("None")
        else:
            self.scope.bind(name, self._as_local())
            self._variable(name)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if self.scope.is_class:  # there it may make a field
            self.out.append(f"AnnAssign {ast.unparse(node.annotation)}")
            self._push([node.target, node.value or "None"])
        elif node.value is not None:
            self.out.append("Assign")
            self._push([".targets1", node.target, ".value", node.value, ")"])
        elif isinstance(node.target, ast.Name):
            self.scope.bind(node.target.id, Bound.LOCAL)

    # -- scopes ------------------------------------------------------------------------------------

    def _function(self, node: Function) -> None:
        name = getattr(node, "name", "")
        if name:
            self.scope.bind(name, Bound.NAMED)
        self.out.append(f"{type(node).__name__} {name} {_shape(node.args)}")
        scope = Scope(self.scope)
        for one in _all_of(node.args):
            scope.bind(one.arg, Bound.PARAMETER)
            self.out.append(one.arg)
        body = _effective(node.body) if isinstance(node.body, list) else [node.body]
        self._within(scope, body)
        defaults = [*node.args.defaults, *(d or "None" for d in node.args.kw_defaults)]
        self._push([*getattr(node, "decorator_list", ()), *defaults, "body"])

    def _class(self, node: ast.ClassDef) -> None:
        self.scope.bind(node.name, Bound.NAMED)
        self.out.append(f"ClassDef {node.name}")
        self._within(Scope(self.scope, is_class=True), _effective(node.body))
        self._push(_head(node))

    def _comprehension(self, node: Any) -> None:
        self.out.append(type(node).__name__)
        first, *others = node.generators
        element = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        scope = Scope(self.scope, is_comprehension=True)
        inside = [first.target, *first.ifs, "for", *others, "of", *element]
        self._within(scope, inside)
        # What it goes over is read outside.
        self._push([f"{first.is_async}", first.iter, "in"])

    # -- what is what ------------------------------------------------------------------------------

    def _resolved(self, root: Scope) -> Normal:
        """Number the local variables, and list what comes from outside."""
        where = {
            (scope, name): found_in(scope, name)
            for scope, name in {(scope, name) for _, scope, name, _ in self.seen}
        }
        outside = {name for (_, name), found in where.items() if found is None}
        kept = _words_of(self.words)
        is_free = not outside & _BY_NAME
        numbers: dict[tuple[int, str], str] = {}
        positions = {name: f"${index}" for index, name in enumerate(root.bound)}
        reads: dict[Chain, None] = {}
        for position, seen_in, name, attributes in self.seen:
            found = where[seen_in, name]
            if found is None:
                reads[Chain(name, attributes)] = None
                continue
            scope, how = found
            if isinstance(how, Imported):
                reads[Chain(name, attributes, how)] = None
            elif is_free and name not in kept:
                if how is Bound.PARAMETER and scope is root:
                    self.out[position] = positions[name]
                elif how is Bound.LOCAL:
                    key = id(scope), name
                    self.out[position] = numbers.setdefault(key, f"%{len(numbers)}")
        writes = {name for scope, name in self.written_to if found_in(scope, name) is None}
        return Normal("\n".join(self.out), tuple(reads), frozenset(writes))


_SPECIAL: dict[type, Callable[[_Writer, Any], None]] = {
    ast.AnnAssign: _Writer._annotated,
    ast.AsyncFunctionDef: _Writer._function,
    ast.Attribute: _Writer._attribute,
    ast.Call: _Writer._call,
    ast.ClassDef: _Writer._class,
    ast.Constant: _Writer._constant,
    ast.ExceptHandler: _Writer._handler,
    ast.FunctionDef: _Writer._function,
    ast.Global: _Writer._declared,
    ast.Import: _Writer._import,
    ast.ImportFrom: _Writer._import_from,
    ast.Lambda: _Writer._function,
    ast.MatchAs: _Writer._match_name,
    ast.MatchMapping: _Writer._match_mapping,
    ast.MatchStar: _Writer._match_name,
    ast.Name: _Writer._name,
    ast.NamedExpr: _Writer._named_expression,
    ast.Nonlocal: _Writer._declared,
    ast.Subscript: _Writer._subscript,
    **dict.fromkeys(_COMPREHENSIONS, _Writer._comprehension),
}
"""Nodes that have to do with names, and how they are written; all others are written by fields."""

_WHOLE = frozenset({ast.Await, ast.BinOp, ast.IfExp, ast.Starred, ast.UnaryOp, ast.YieldFrom})
"""Nodes that always have all of their fields, one node each."""

_BODIES = frozenset({"body", "orelse", "finalbody"})
_PLANS: dict[type, tuple[str, ...]] = {}
"""For each kind of node its fields, the last first; the same in each process, so never cleared."""


def _plan(kind: type[ast.AST]) -> tuple[str, ...]:
    return tuple(name for name in reversed(kind._fields) if name not in _LEFT_OUT)


def _head(node: ast.ClassDef) -> list[Any]:
    return [*node.decorator_list, "class", *node.bases, "of", *node.keywords, "body"]


def _effective(statements: Iterable[ast.stmt]) -> list[Any]:
    """Leave out statements that do nothing: docstrings, ellipses, `pass`."""
    return [one for one in statements if not _is_idle(one)]


def _is_idle(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)


def _all_of(arguments: ast.arguments) -> list[ast.arg]:
    """List all parameters, in the order in which code objects have them."""
    stars = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *stars]


def _shape(arguments: ast.arguments) -> str:
    """Write how many parameters there are of each kind."""
    counts = (len(arguments.posonlyargs), len(arguments.args), len(arguments.kwonlyargs))
    stars = (arguments.vararg is not None, arguments.kwarg is not None)
    return f"{counts} {len(arguments.defaults)} {stars}"


def _words_of(texts: Iterable[str]) -> frozenset[str]:
    """List the words in texts: a query in a text may mean a local variable of that name."""
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d]\w*", text))
