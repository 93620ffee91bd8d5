"""Reading a function's source: its statements and expressions, run on terms in place of values."""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any, TypeAlias

from hamiltonish.rows.calls import called
from hamiltonish.rows.functions import definition_of, outside_of
from hamiltonish.rows.operators import Machine
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.tables import item_of
from hamiltonish.rows.terms import FALSE, NULL, TRUE, Const, Several, Term, Value, is_const
from hamiltonish.rows.texts import method_of, sliced, text_of

__all__ = ["Reader"]


@dataclass(frozen=True, slots=True)
class _Torn:
    """What a name stands for that is not the same kind of value in all rows: it may not be read."""

    refused: Refused


Names: TypeAlias = dict[str, "Value | _Torn"]


@dataclass(frozen=True, slots=True)
class _End:
    """How a block ends for the rows that get to its end.

    Attributes:
        names: What the local names stand for.
        path: Whether a row gets there.
        is_whole: Whether all rows do that began it.
    """

    names: Names
    path: Value
    is_whole: bool


@dataclass(slots=True)
class Loop:
    """A loop that is being run.

    Attributes:
        breaks: The rows that have left it.
        continues: The rows that have left the run of its body for this item.
    """

    breaks: list[_End] = field(default_factory=list)
    continues: list[_End] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """One call of a function that is being read.

    Attributes:
        names: What its local names stand for.
        outside: Finds what its other names stand for.
        returns: What it returns, each with the condition under which, the first that is met.
        guard: The condition under which a row gets here, but for those that have returned.
        loop: The innermost loop that is being run.
    """

    names: Names
    outside: Callable[[str], Any]
    returns: list[tuple[Value, Value]] = field(default_factory=list)
    guard: Value = TRUE
    loop: Loop | None = None


class Reader(Machine):
    """Runs functions on terms: each branch is read, and what it assigns is chosen by its condition.

    Attributes:
        frame: The call that is being read.
        running: The functions that are being run, each called by the one before.
    """

    frame: Frame

    def __init__(self) -> None:
        super().__init__()
        self.running: list[FunctionType] = []

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
        if not self.frame.returns:  # every row raises
            return NULL
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

    def on_raise(self, _: ast.Raise) -> bool:
        """Note that a row that gets here raises."""
        self.raises_if(TRUE)
        return False

    def on_assert(self, statement: ast.Assert) -> bool:
        """Note that a row raises of which a condition is not true."""
        self.raises_if(self.negation(self.truth(self.expression(statement.test), statement)))
        return True

    def on_for(self, statement: ast.For) -> bool:
        """Run a loop over what is known before the rows are, once for each item."""
        items = _items(self.expression(statement.iter))
        if items is None or len(items) > _LONGEST_LOOP:
            raise Refused(f"the loop `{_keyword(statement)}`", statement)
        if statement.orelse:
            raise Refused("`else` of a loop", statement)
        loop, outer = Loop(), self.frame.loop
        for item in items:
            self.frame.loop = loop
            self._assign(statement.target, item)
            goes_on = self.block(statement.body)
            goes_on = self._joined(loop.continues, statement, goes_on=goes_on)
            if not goes_on:
                break
        else:
            goes_on = True
        self.frame.loop = outer
        return self._joined(loop.breaks, statement, goes_on=goes_on)

    def on_break(self, statement: ast.Break) -> bool:
        """Leave a loop."""
        return self._leave(self._loop(statement).breaks)

    def on_continue(self, statement: ast.Continue) -> bool:
        """Go on with the next item of a loop."""
        return self._leave(self._loop(statement).continues)

    def _loop(self, at: ast.AST) -> Loop:
        if self.frame.loop is None:
            raise Refused("`break` without a loop", at)
        return self.frame.loop

    def _leave(self, ends: list[_End]) -> bool:
        ends.append(_End(self.frame.names, self.path, is_whole=False))
        return False

    def _joined(self, ends: list[_End], at: ast.AST, *, goes_on: bool) -> bool:
        """Bring the rows that left a block early together with those at its end."""
        while ends:
            end = ends.pop()
            if goes_on:
                self.frame.names = self._merged(end.path, end.names, self.frame.names, at)
                self.path = self.either(end.path, self.path)
            else:
                self.frame.names, self.path, goes_on = end.names, end.path, True
            # Those that have left must not be met by what others return later.
            self.frame.guard = self.path
        return goes_on

    def on_match(self, statement: ast.Match) -> bool:
        """Run the first case that fits."""
        subject = self.expression(statement.subject)

        def run(number: int) -> bool:
            if number == len(statement.cases):
                return True
            case = statement.cases[number]
            fits = self._fits(case.pattern, subject)
            if case.guard is not None:
                path = self.path
                self.path = self.both(path, fits)
                fits = self.both(fits, self.truth(self.expression(case.guard), case.guard))
                self.path = path
            if isinstance(fits, Const):
                return self.block(case.body) if fits.value else run(number + 1)
            return self.branches(
                fits, lambda: self.block(case.body), lambda: run(number + 1), statement
            )

        return run(0)

    def _fits(self, pattern: ast.pattern, subject: Value) -> Value:
        """Tell whether a value fits a pattern of constants."""
        if isinstance(pattern, ast.MatchValue):
            return self.equal(subject, self.expression(pattern.value), pattern)
        if isinstance(pattern, ast.MatchSingleton):
            if pattern.value is None:
                return self.is_none(subject)
        elif isinstance(pattern, ast.MatchOr):
            found: Value = FALSE
            for one in pattern.patterns:
                found = self.either(found, self._fits(one, subject))
            return found
        elif isinstance(pattern, ast.MatchAs):
            fits = TRUE if pattern.pattern is None else self._fits(pattern.pattern, subject)
            if pattern.name is not None:
                self.frame.names[pattern.name] = subject
            return fits
        raise Refused(f"the pattern `{ast.unparse(pattern)}`", pattern)

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

    def _merged(self, condition: Value, one: Names, other: Names, at: ast.AST) -> Names:
        """Choose what each name stands for after two branches."""
        merged: Names = {}
        for name in {**one, **other}:
            first, second = one.get(name), other.get(name)
            if first is None or second is None:
                merged[name] = _Torn(Refused(f"`{name}`, which not every row has", at))
            elif isinstance(first, _Torn) or isinstance(second, _Torn):
                merged[name] = first if isinstance(first, _Torn) else second
            else:
                try:
                    merged[name] = self.choice(condition, first, second, at)
                except Refused as refused:
                    merged[name] = _Torn(refused)
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
        path = self.path
        result: Value = TRUE
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

    def of_namedexpr(self, node: ast.NamedExpr) -> Value:
        """Read ``(x := …)``."""
        value = self.expression(node.value)
        self._assign(node.target, value)
        return value

    def of_joinedstr(self, node: ast.JoinedStr) -> Value:
        """Read an f-string."""
        text: Value = Const("")
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                if part.format_spec is not None or part.conversion not in (-1, ord("s")):
                    raise Refused(f"`{ast.unparse(node)}`", node)
                added = text_of(self, part, self.expression(part.value))
            else:
                added = self.expression(part)
            text = self.binary(ast.Add(), text, added, node) if text != Const("") else added
        return text

    def of_subscript(self, node: ast.Subscript) -> Value:
        """Read an item of a tuple or a table, or a part of a text."""
        owner = self.expression(node.value)
        if isinstance(node.slice, ast.Slice):
            ends = (node.slice.lower, node.slice.upper, node.slice.step)
            parts = [NULL if end is None else self.expression(end) for end in ends]
            return sliced(self, node, owner, *parts)
        return item_of(self, node, owner, self.expression(node.slice))

    def of_call(self, node: ast.Call) -> Value:
        """Read a call of a function that has an expression, or whose source has one."""
        arguments, named = self._arguments(node)
        if isinstance(node.func, ast.Attribute):
            owner = self.expression(node.func.value)
            if not (isinstance(owner, Const) and isinstance(owner.value, ModuleType | type)):
                if named:
                    raise Refused(f"`{ast.unparse(node)}`", node)
                return method_of(self, node, owner, node.func.attr, arguments)
        function = self.expression(node.func)
        if not isinstance(function, Const):
            raise Refused(f"`{ast.unparse(node)}`", node)
        if isinstance(function.value, FunctionType):
            return self._inlined(function.value, arguments, named, node)
        if named:
            raise Refused(f"`{ast.unparse(node)}`", node)
        return called(self, function.value, arguments, node)

    def _arguments(self, node: ast.Call) -> tuple[list[Value], dict[str, Value]]:
        if any(isinstance(one, ast.Starred) for one in node.args):
            raise Refused(f"`{ast.unparse(node)}`", node)
        named = {}
        for one in node.keywords:
            if one.arg is None:
                raise Refused(f"`{ast.unparse(node)}`", node)
            named[one.arg] = self.expression(one.value)
        return [self.expression(one) for one in node.args], named

    def _inlined(
        self,
        function: FunctionType,
        arguments: Sequence[Value],
        named: Mapping[str, Value],
        at: ast.AST,
    ) -> Value:
        """Run a function of the user's in the place of its call."""
        if function in self.running:
            raise Refused(f"`{function.__name__}`, which calls itself", at)
        try:
            bound = inspect.signature(function).bind(*arguments, **named)
        except TypeError:
            raise Refused(f"`{ast.unparse(at)}`", at) from None
        given = {p: Const(d.default) for p, d in bound.signature.parameters.items()}
        if any(
            p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in bound.signature.parameters.values()
        ):
            raise Refused(f"`{function.__name__}`, which takes any number of arguments", at)
        self.running.append(function)
        result = self.run(
            definition_of(function), {**given, **bound.arguments}, outside_of(function)
        )
        self.running.pop()
        return result


_LONGEST_LOOP = 100


def _items(value: Value) -> tuple[Value, ...] | None:
    if isinstance(value, Several):
        return value.items
    if isinstance(value, Const) and isinstance(value.value, tuple | list | range | dict | str):
        return tuple(map(Const, value.value))
    return None


def _keyword(statement: ast.stmt) -> str:
    return ast.unparse(statement).partition("\n")[0][:40]
