"""Reading statements: each branch is read, and what it assigns is chosen by its condition."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType

from hamiltonish.rows.attempts import Attempts
from hamiltonish.rows.calls import items_of
from hamiltonish.rows.engines import Engine
from hamiltonish.rows.expressions import LONGEST_LOOP, written
from hamiltonish.rows.frame import End, Frame, Loop, Names, Torn
from hamiltonish.rows.functions import definition_of, outside_of
from hamiltonish.rows.patterns import Patterns
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import NULL, TRUE, Const, Value

__all__ = ["Reader"]


class Reader(Attempts, Patterns):
    """Runs functions on terms."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.running = []

    def run(
        self, function: FunctionType, arguments: Mapping[str, Value], *, as_float: bool = False
    ) -> Value:
        """Run a function.

        Args:
            function: The function.
            arguments: What its parameters stand for.
            as_float: Whether integers that it returns become floats.

        Raises:
            Refused: If it has a construct that no expression has the meaning of.
        """
        definition = definition_of(function)
        before, path, widening = getattr(self, "frame", None), self.path, self.widening
        self.frame = Frame(dict(arguments), outside_of(function), as_float=as_float)
        self.running.append(function)
        if isinstance(definition, ast.Lambda):
            result = self.expression(definition.body)
        else:
            if self.block(definition.body):
                self.frame.returns.append((TRUE, NULL))
            result = self._returned(definition)
        self.running.pop()
        if before is not None:
            self.frame = before
        self.path, self.widening = path, widening
        return result

    def _returned(self, at: ast.AST) -> Value:
        """Choose among what is returned: the first whose condition is met."""
        if not self.frame.returns:  # every row raises
            return NULL
        *others, (_, result) = self.frame.returns
        for condition, value in reversed(others):
            result = self.choice(condition, value, result, at)
        return result

    def block(self, statements: Sequence[ast.stmt]) -> bool:
        """Run statements; tell whether a row may get to their end."""
        for statement in statements:
            run = getattr(self, f"on_{type(statement).__name__.lower()}", None)
            if run is None:
                raise Refused(f"the statement {written(statement)}", statement)
            try:
                if not run(statement):
                    return False
            except Refused as refused:
                raise refused.located(statement) from None
        return True

    # -- simple statements -----------------------------------------------------------------------

    def on_return(self, statement: ast.Return) -> bool:
        """Note what is returned, and when."""
        self.widening = statement.value if self.frame.as_float else None
        value = NULL if statement.value is None else self.expression(statement.value)
        if self.frame.as_float:
            value = self.widened(value)
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
            self.assign(target, value)
        return True

    def on_annassign(self, statement: ast.AnnAssign) -> bool:
        """Give a value to a name with a type."""
        if statement.value is not None:
            self.assign(statement.target, self.expression(statement.value))
        return True

    def on_augassign(self, statement: ast.AugAssign) -> bool:
        """Give a name the value of an operator on it."""
        target = statement.target
        if not isinstance(target, ast.Name):
            raise Refused(f"an assignment to {written(target)}", statement)
        before = self.of_name(ast.copy_location(ast.Name(target.id, ast.Load()), target))
        if isinstance(before, Const) and isinstance(before.value, list | dict | set):
            raise Refused(f"`{target.id}`, which is changed", statement)
        value = self.binary(statement.op, before, self.expression(statement.value), statement)
        self.assign(target, value)
        return True

    def on_raise(self, statement: ast.Raise) -> bool:
        """Note that a row that gets here raises."""
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        kind = NULL if raised is None or not self.tries else self.expression(raised)
        is_known = isinstance(kind, Const) and isinstance(kind.value, type)
        self.raises_if(TRUE, kind.value if is_known else None)  # type: ignore[union-attr]
        return False

    def on_assert(self, statement: ast.Assert) -> bool:
        """Note that a row raises of which a condition is not true."""
        if __debug__:
            truth = self.truth(self.expression(statement.test), statement)
            self.raises_if(self.negation(truth), AssertionError)
        return True

    # -- loops -----------------------------------------------------------------------------------

    def on_for(self, statement: ast.For) -> bool:
        """Run a loop over what is known before the rows are, once for each item."""
        items = items_of(self.expression(statement.iter))
        if items is None or len(items) > LONGEST_LOOP:
            raise Refused(f"the loop {written(statement)}", statement)
        loop, outer = Loop(), self.frame.loop
        goes_on = True
        for item in items:
            self.frame.loop = loop
            self.assign(statement.target, item)
            goes_on = self.block(statement.body)
            goes_on = self._joined(loop.continues, statement, goes_on=goes_on)
            if not goes_on:
                break
        self.frame.loop = outer if not loop.breaks else loop
        if goes_on:
            goes_on = self.block(statement.orelse)
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

    def _leave(self, ends: list[End]) -> bool:
        ends.append(End(self.frame.names, self.path, is_whole=False))
        return False

    def _joined(self, ends: list[End], at: ast.AST, *, goes_on: bool) -> bool:
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

    # -- branches --------------------------------------------------------------------------------

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

        def run(block: Callable[[], bool], start: Value, guards: Value) -> End | None:
            self.frame.names, self.path = dict(names), start
            self.frame.guard = self.then(guard, guards)
            goes_on = block()
            return End(self.frame.names, self.path, self.path is start) if goes_on else None

        starts = self.then(path, condition), self.then(path, otherwise)
        one = run(first, starts[0], condition)
        # Rows that have returned do not count: the first condition that is met says what. Those
        # that have left a loop have not returned.
        has_left = self.frame.loop is not None
        other = run(second, starts[1], otherwise if has_left or one is not None else TRUE)
        if one is None or other is None:
            end = one or other
            if not has_left:
                self.frame.guard = guard
            elif one is not None:
                self.frame.guard = self.then(guard, condition)
            if end is not None:
                self.frame.names, self.path = end.names, end.path
            return end is not None
        self.frame.guard = guard
        self.frame.names = self._merged(condition, one.names, other.names, at)
        self.path = path if one.is_whole and other.is_whole else self.either(one.path, other.path)
        if has_left and not (one.is_whole and other.is_whole):
            self.frame.guard = self.path
        return True

    def _merged(self, condition: Value, one: Names, other: Names, at: ast.AST) -> Names:
        """Choose what each name stands for after two branches."""
        merged: Names = {}
        for name in {**one, **other}:
            first, second = one.get(name), other.get(name)
            if first is None or second is None:
                merged[name] = Torn(Refused(f"`{name}`, which not every row has", at))
            elif isinstance(first, Torn) or isinstance(second, Torn):
                merged[name] = first if isinstance(first, Torn) else second
            else:
                try:
                    merged[name] = self.choice(condition, first, second, at)
                except Refused as refused:
                    merged[name] = Torn(refused)
        return merged
