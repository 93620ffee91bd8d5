"""Words for expressions on pandas, of columns in which null is null: constants keep that so.

The dtypes of NumPy have no null: a constant in one branch of a choice would bring NaN back, which
compares as false where null compares as null. So constants become columns like the others there.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Masked"]


class Masked:
    """narwhals, with constants and choices that know null.

    Args:
        words: narwhals.

    Attributes:
        nulls: The columns of nulls that the frame must have beside its own, with their dtypes.
    """

    def __init__(self, words: Any) -> None:
        self._words = words
        self._constants: dict[int, tuple[Any, Any, Any]] = {}  # kept, so that ids stay theirs
        self.nulls: dict[str, str] = {}
        self._dtypes = {
            words.Boolean: "boolean",
            words.Int64: "Int64",
            words.Float64: "Float64",
            words.String: "string",
        }

    def __getattr__(self, name: str) -> Any:
        return getattr(self._words, name)

    def lit(self, value: Any, dtype: Any = None) -> Any:
        """Make a constant."""
        made = self._words.lit(value, dtype)
        self._constants[id(made)] = made, value, dtype
        return made

    def when(self, condition: Any) -> _Choice:
        """Begin a choice; null is not true."""
        return _Choice(self, condition)

    def column(self, expression: Any) -> Any:
        """Make a constant a column that knows null; None is None, and all else stays."""
        if id(expression) not in self._constants:
            return expression
        _, value, dtype = self._constants[id(expression)]
        if value is None or dtype not in self._dtypes:
            return None if value is None else expression
        kind = self._dtypes[dtype]
        self.nulls[f"no {kind}"] = kind
        return self._words.col(f"no {kind}").fill_null(value)


class _Choice:
    """A choice that was begun: `when(…).then(…).otherwise(…)`."""

    def __init__(self, words: Masked, condition: Any) -> None:
        self._words = words
        self._condition = condition
        self._then: Any = None

    def then(self, expression: Any) -> _Choice:
        """Say what is chosen where the condition is true."""
        self._then = expression
        return self

    def otherwise(self, expression: Any) -> Any:
        """Say what is chosen where it is not."""
        one = self._words.column(self._then)
        other = None if expression is None else self._words.column(expression)
        holds = self._condition.fill_null(False)  # that is how one fills
        if one is None and other is None:
            return self._words.lit(None)
        if one is None:
            return self._words._words.when(~holds).then(other)
        chosen = self._words._words.when(holds).then(one)
        return chosen if other is None else chosen.otherwise(other)
