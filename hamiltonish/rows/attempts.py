"""Reading `try`: the rows that raise in its body go on in its handler."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from hamiltonish.rows.blocks import Blocks
from hamiltonish.rows.frame import Names, Torn
from hamiltonish.rows.machine import BeyondError, Raised
from hamiltonish.rows.refusal import Refused
from hamiltonish.rows.terms import FALSE, Const, Value

__all__ = ["Attempts"]

_LEAVING = (ast.Break, ast.Continue, ast.NamedExpr)


class Attempts(Blocks):
    """Runs the statement `try`."""

    def on_try(self, statement: ast.Try) -> bool:
        """Run the body on all rows, then each handler on those that raise what it catches."""
        if statement.finalbody:
            raise Refused("a `try` with `finally`", statement)
        if any(isinstance(one, _LEAVING) for one in _inside(statement.body)):
            raise Refused("a `try` with `break`, `continue` or `:=` in it", statement)
        frame, outer = self.frame, self.raises
        names, path, guard, returned = frame.names, self.path, frame.guard, len(frame.returns)
        frame.names, self.raises = dict(names), []
        self.tries += 1
        goes_on = self.block(statement.body)
        self.tries -= 1
        raised, self.raises = self.raises, outer
        after, end = frame.names, self.path
        caught, is_caught = self._caught(statement, raised)
        for number, (condition, value) in enumerate(frame.returns[returned:], returned):
            frame.returns[number] = self.then(self.negation(is_caught), condition), value
        frame.names, self.path, frame.guard = names, path, guard

        def run(handlers: Sequence[tuple[ast.ExceptHandler, Value]]) -> bool:
            if not handlers:
                frame.names = dict(after)
                if end is not path:
                    self.path = self.then(self.path, end)
                return goes_on and self.block(statement.orelse)
            (handler, condition), *others = handlers

            def handle() -> bool:
                self._reach(handler, statement, after)
                return self.block(handler.body)

            if isinstance(condition, Const):
                return handle() if condition.value else run(others)
            return self.branches(condition, handle, lambda: run(others), statement)

        return run(list(caught.items()))

    def _caught(
        self, statement: ast.Try, raised: Sequence[Raised]
    ) -> tuple[dict[ast.ExceptHandler, Value], Value]:
        """Find which rows each handler catches, and whether one does; note that others raise.

        A row raises the first error that it comes to, and none after it.

        Raises:
            Refused: If that is not known.
        """
        caught: dict[ast.ExceptHandler, Value] = {}
        is_caught: Value = FALSE
        for one in raised:
            handler = self._handler_of(statement, one)
            is_first = self.then(self.negation(is_caught), one.when)
            if handler is None:
                self.raises.append(Raised(self.term(is_first), one.error))
                continue
            when = one.when if caught.keys() <= {handler} else is_first
            caught[handler] = self.unless(caught.get(handler, FALSE), when)
            is_caught = self.unless(is_caught, one.when)
        return caught, is_caught

    def _handler_of(self, statement: ast.Try, raised: Raised) -> ast.ExceptHandler | None:
        """Find the handler of an error; what is none of Python's errors has none."""
        if raised.error is BeyondError:
            return None
        if raised.error is None:
            raise Refused("a `try` around what raises more than one error", statement)
        for handler in statement.handlers:
            for kind in self._kinds(handler):
                if issubclass(raised.error, kind):
                    return handler
                if issubclass(kind, raised.error):
                    raise Refused("a `try` of which it is not known what it catches", statement)
        return None

    def _kinds(self, handler: ast.ExceptHandler) -> tuple[type[BaseException], ...]:
        if handler.type is None:
            return (Exception,)
        value = self.expression(handler.type)
        kinds = value.value if isinstance(value, Const) else ()
        kinds = kinds if isinstance(kinds, tuple) else (kinds,)
        if not kinds or not all(isinstance(one, type) for one in kinds):
            raise Refused("`except` of what is not known", handler)
        return kinds

    def _reach(self, handler: ast.ExceptHandler, statement: ast.Try, after: Names) -> None:
        """Set the names with which a handler begins: what the body gave may not have been given."""
        names = self.frame.names
        if len(statement.body) > 1:
            for name, value in after.items():
                if names.get(name) is not value:
                    names[name] = Torn(Refused(f"`{name}`, which is given in a `try`"))
        if handler.name is not None:
            names[handler.name] = Torn(Refused(f"the error `{handler.name}`"))


def _inside(statements: Sequence[ast.stmt]) -> list[ast.AST]:
    return [one for statement in statements for one in ast.walk(statement)]
