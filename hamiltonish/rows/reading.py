"""Reading a function's source: its statements and expressions, run on terms in place of values."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hamiltonish.rows.calls import called
from hamiltonish.rows.operators import Machine
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, TRUE, Const, Several, Term, Value, is_const

__all__ = ["Reader"]


@dataclass(slots=True)
class Frame:
    """One call of a function that is being read.

    Attributes:
        names: What its local names stand for.
        outside: Finds what its other names stand for.
        returns: What it returns, each with the condition under which, the first that is met.
        guard: The condition under which a row gets here, but for those that have returned.
    """

    names: dict[str, Value]
    outside: Callable[[str], Any]
    returns: list[tuple[Value, Value]] = field(default_factory=list)
    guard: Value = TRUE


class Reader(Machine):
    """Runs functions on terms: each branch is read, and what it assigns is chosen by its condition.

    Attributes:
        frame: The call that is being read.
    """

    frame: Frame

    def run(
        self,
        definition: ast.FunctionDef | ast.Lambda,
        arguments: Mapping[str, Value],
        outside: Callable[[str], Any],
    ) -> Value:
        """Run a function.

        Args:
            definition: Its source.
            arguments: What its parameters stand for.
            outside: Finds what a name stands for that is no local one; raises `NameError`.

        Raises:
            Refused: If it has a construct that no expression has the meaning of.
        """
        before = getattr(self, "frame", None)
        path = self.path
        self.frame = Frame(dict(arguments), outside)
        if isinstance(definition, ast.Lambda):
            result = self.expression(definition.body)
        else:
            is_open = self.block(definition.body)
            if is_open:
                self.frame.returns.append((TRUE, NULL))
            result = self._returned(definition)
        if before is not None:
            self.frame = before
        self.path = path
        return result

    def _returned(self, at: ast.AST) -> Value:
        """Choose among what is returned: the first whose condition is met."""
        *others, (_, result) = self.frame.returns
        for condition, value in reversed(others):
            result = self.choice(condition, value, result, at)
        return result

    # -- statements ------------------------------------------------------------------------------

    def block(self, statements: Sequence[ast.stmt]) -> bool:
        """Run statements; tell whether a row may get to their end."""
        for statement in statements:
            run = getattr(self, f"on_{type(statement).__name__.lower()}", None)
            if run is None:
                raise Refused(f"the statement `{_keyword(statement)}`", statement)
            if not run(statement):
                return False
        return True

    def on_return(self, statement: ast.Return) -> bool:
        """Note what is returned, and when."""
        value = NULL if statement.value is None else self.expression(statement.value)
        self.frame.returns.append((self.frame.guard, value))
        return False

    def on_expr(self, statement: ast.Expr) -> bool:
        """Pass over docstrings and other constants."""
        if not isinstance(statement.value, ast.Constant):
            self.expression(statement.value)
        return True

    def on_pass(self, _: ast.Pass) -> bool:
        """Do nothing."""
        return True

    def on_assign(self, statement: ast.Assign) -> bool:
        """Give a value to names."""
        value = self.expression(statement.value)
        for target in statement.targets:
            self._assign(target, value)
        return True

    def on_annassign(self, statement: ast.AnnAssign) -> bool:
        """Give a value to a name with a type."""
        if statement.value is not None:
            self._assign(statement.target, self.expression(statement.value))
        return True

    def on_augassign(self, statement: ast.AugAssign) -> bool:
        """Give a name the value of an operator on it."""
        if not isinstance(statement.target, ast.Name):
            raise Refused("an assignment to anything but a name", statement)
        before = self.name(statement.target.id, statement)
        value = self.binary(statement.op, before, self.expression(statement.value), statement)
        self._assign(statement.target, value)
        return True

    def _assign(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Name):
            self.frame.names[target.id] = value
            return
        if isinstance(target, ast.Tuple) and not any(
            isinstance(one, ast.Starred) for one in target.elts
        ):
            items = _items(value)
            if items is not None and len(items) == len(target.elts):
                for one, item in zip(target.elts, items, strict=True):
                    self._assign(one, item)
                return
        raise Refused("an assignment to anything but names", target)

    def on_if(self, statement: ast.If) -> bool:
        """Run both branches, each on its rows."""
        condition = self.truth(self.expression(statement.test), statement.test)
        if isinstance(condition, Const):
            return self.block(statement.body if condition.value else statement.orelse)
        return self.branches(
            condition,
            lambda: self.block(statement.body),
            lambda: self.block(statement.orelse),
            statement,
        )

    def branches(
        self,
        condition: Value,
        first: Callable[[], bool],
        second: Callable[[], bool],
        at: ast.AST,
    ) -> bool:
        """Run one of two blocks on the rows of which a condition is true, the other on the rest.

        Returns:
            Whether a row may get to the end of either.
        """
        names, path, guard = self.frame.names, self.path, self.frame.guard
        otherwise = self.negation(condition)

        def run(block: Callable[[], bool], start: Value, guards: Value) -> _End | None:
            self.frame.names, self.path = dict(names), start
            self.frame.guard = self.both(guard, guards)
            goes_on = block()
            return _End(self.frame.names, self.path, self.path is start) if goes_on else None

        starts = self.both(path, condition), self.both(path, otherwise)
        one = run(first, starts[0], condition)
        # Rows that have returned do not count: the first condition that is met says what.
        other = run(second, starts[1], TRUE if one is None else otherwise)
        self.frame.guard = guard
        if one is None or other is None:
            end = one or other
            if end is not None:
                self.frame.names, self.path = end.names, end.path
            return end is not None
        self.frame.names = self._merged(condition, one.names, other.names, at)
        self.path = path if one.is_whole and other.is_whole else self.either(one.path, other.path)
        return True

    def _merged(
        self, condition: Value, one: dict[str, Value], other: dict[str, Value], at: ast.AST
    ) -> dict[str, Value]:
        """Choose what each name stands for after two branches."""
        merged: dict[str, Value] = {}
        for name in {**one, **other}:
            if name in one and name in other:
                try:
                    merged[name] = self.choice(condition, one[name], other[name], at)
                except Refused as refused:
                    merged[name] = _Torn(refused)
            else:
                merged[name] = _Torn(Refused(f"`{name}`, which not every row has", at))
        return merged

    # -- expressions -----------------------------------------------------------------------------

    def expression(self, node: ast.expr) -> Value:
        """Find the value of an expression."""
        read = getattr(self, f"of_{type(node).__name__.lower()}", None)
        if read is None:
            raise Refused(f"`{ast.unparse(node)}`", node)
        value: Value = read(node)
        return value

    def of_constant(self, node: ast.Constant) -> Value:
        """Read a constant."""
        return Const(node.value)

    def of_name(self, node: ast.Name) -> Value:
        """Read a name."""
        return self.name(node.id, node)

    def name(self, name: str, at: ast.AST) -> Value:
        """Find what a name stands for: a local, or what is outside of the function."""
        if name in self.frame.names:
            value = self.frame.names[name]
            if isinstance(value, _Torn):
                raise value.refused
            return value
        try:
            return Const(self.frame.outside(name))
        except NameError:
            if hasattr(builtins, name):
                return Const(getattr(builtins, name))
            raise Refused(f"`{name}`, which is not known", at) from None

    def of_attribute(self, node: ast.Attribute) -> Value:
        """Read an attribute of something that is known before the rows are."""
        owner = self.expression(node.value)
        if isinstance(owner, Const) and hasattr(owner.value, node.attr):
            return Const(getattr(owner.value, node.attr))
        raise Refused(f"`{ast.unparse(node)}`", node)

    def of_tuple(self, node: ast.Tuple | ast.List | ast.Set) -> Value:
        """Read a tuple, or a list or set that is not changed."""
        if any(isinstance(one, ast.Starred) for one in node.elts):
            raise Refused("`*`", node)
        items = tuple(self.expression(one) for one in node.elts)
        if all(isinstance(item, Const) for item in items):
            return Const(tuple(item.value for item in items if isinstance(item, Const)))
        return Several(items)

    of_list = of_tuple
    of_set = of_tuple

    def of_unaryop(self, node: ast.UnaryOp) -> Value:
        """Read ``-x``, ``+x``, ``~x``, ``not x``."""
        return self.unary(node.op, self.expression(node.operand), node)

    def of_binop(self, node: ast.BinOp) -> Value:
        """Read ``x + y`` and its like."""
        one = self.expression(node.left)
        return self.binary(node.op, one, self.expression(node.right), node)

    def of_compare(self, node: ast.Compare) -> Value:
        """Read a chain of comparisons; what comes later is looked at only if all before is true."""
        left = self.expression(node.left)
        path, result = self.path, TRUE
        for operation, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.expression(right_node)
            result = self.both(result, self.compare(operation, left, right, node))
            self.path = self.both(path, result)
            left = right
        self.path = path
        return result

    def of_boolop(self, node: ast.BoolOp) -> Value:
        """Read ``and`` and ``or``: the value is that of the part that decides."""
        path = self.path
        stops = isinstance(node.op, ast.Or)
        parts: list[tuple[Value, Value]] = []
        value: Value = NULL
        for part in node.values:
            value = self.expression(part)
            if part is node.values[-1]:
                break
            truth = self.truth(value, part)
            decided = truth if stops else self.negation(truth)
            parts.append((decided, value))
            self.path = self.both(self.path, self.negation(decided))
            if is_const(decided, True):
                break
        self.path = path
        for decided, earlier in reversed(parts):
            if isinstance(earlier, Term) and isinstance(value, Term) and decided is earlier:
                value = self.either(earlier, value)  # of truth values
            else:
                value = self.choice(decided, earlier, value, node)
        return value

    def of_ifexp(self, node: ast.IfExp) -> Value:
        """Read ``x if c else y``."""
        condition = self.truth(self.expression(node.test), node.test)
        if isinstance(condition, Const):
            return self.expression(node.body if condition.value else node.orelse)
        path = self.path
        self.path = self.both(path, condition)
        one = self.expression(node.body)
        self.path = self.both(path, self.negation(condition))
        other = self.expression(node.orelse)
        self.path = path
        return self.choice(condition, one, other, node)

    def of_call(self, node: ast.Call) -> Value:
        """Read a call of a function that has an expression."""
        function = self.expression(node.func)
        if not isinstance(function, Const):
            raise Refused(f"`{ast.unparse(node)}`", node)
        if any(isinstance(one, ast.Starred) for one in node.args) or node.keywords:
            raise Refused(f"`{ast.unparse(node)}`", node)
        return called(self, function.value, [self.expression(one) for one in node.args], node)


@dataclass(frozen=True, slots=True)
class _End:
    """How a block ends for the rows that get to its end.

    Attributes:
        names: What the local names stand for.
        path: Whether a row gets there.
        is_whole: Whether all rows do that began it.
    """

    names: dict[str, Value]
    path: Value
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Torn:
    """What a name stands for that is not the same kind of value in all rows: it may not be read."""

    refused: Refused


def _items(value: Value) -> tuple[Value, ...] | None:
    if isinstance(value, Several):
        return value.items
    if isinstance(value, Const) and isinstance(value.value, tuple | list):
        return tuple(map(Const, value.value))
    return None


def _keyword(statement: ast.stmt) -> str:
    return ast.unparse(statement).partition("\n")[0][:40]
