"""What reads a statement of several blocks asks for: to run one, or one of two."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from hamiltonish.rows.expressions import Expressions
from hamiltonish.rows.terms import Value

__all__ = ["Blocks"]


class Blocks(Expressions):
    """Finds the value of expressions; a reader runs the statements."""

    def block(self, statements: Sequence[ast.stmt]) -> bool:
        """Run statements; tell whether a row may get to their end."""
        raise NotImplementedError

    def branches(
        self,
        condition: Value,
        first: Callable[[], bool],
        second: Callable[[], bool],
        at: ast.AST,
    ) -> bool:
        """Run one of two blocks."""
        raise NotImplementedError
