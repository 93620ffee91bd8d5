"""Rules: what must hold of a result, row by row or of a value. They know no library's functions.

A rule gets a column as an expression of narwhals and gives one back; operators and methods are all
that it needs for that.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from hamiltonish.annotations import Kind

__all__ = [
    "Length",
    "Matches",
    "MaxFractionNans",
    "MaxFractionNulls",
    "NoNans",
    "NoNulls",
    "NotNone",
    "Predicate",
    "Range",
    "RowRule",
    "Rule",
    "Subject",
    "ValuesIn",
    "between_text",
    "is_between",
    "value_text",
]

Ends = tuple[Any, Any]
"""The lowest and the highest value that are allowed; None for an open end."""

_LONGEST = 60


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A column that is checked, as rules see it.

    Attributes:
        expression: The column, as an expression of narwhals.
        text: The same; of categories, their texts.
        dtype: Its dtype, of narwhals.
        own_dtype: Its dtype, of its own library.
        library: That library.
    """

    expression: Any
    text: Any
    dtype: Any
    own_dtype: Any
    library: str

    @property
    def is_missing(self) -> Any:
        """Whether it is NaN; in pandas, where that is how nulls are written, or null."""
        x = self.expression
        if self.library in _NAN_IS_NULL:
            return x.is_null() | x.is_nan() if self.dtype.is_float() else x.is_null()
        return x.is_nan() if self.dtype.is_float() else None


_NAN_IS_NULL = frozenset({"cudf", "dask", "modin", "pandas"})


class Rule(ABC):
    """What must hold of a result. A subclass is a frozen dataclass."""

    __slots__ = ()

    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.COLUMN, Kind.VALUE})
    """What it can be asked of: columns, frames, values."""

    not_of: ClassVar[tuple[type, ...]] = ()
    """Types of which it can never be asked."""

    @property
    def asks_records(self) -> bool:
        """Whether it asks something of a single row, as a function of one row gives it."""
        return Kind.VALUE in self.kinds

    def problem(self, value: Any) -> str:
        """Say what does not hold of a plain value; empty if it holds."""
        return f"it does not apply to a `{type(value).__name__}`"

    def titled(self, name: str) -> str:
        """Put the name that a check has beside what the rule says."""
        return f"{name}, {self}"

    @abstractmethod
    def __str__(self) -> str:
        """Write the rule, short enough for a line of an error."""


class RowRule(Rule):
    """A rule that each row of a column keeps or breaks."""

    __slots__ = ()

    @abstractmethod
    def failing(self, subject: Subject) -> Any:
        """Make the expression that is true for rows that break it; None if none can."""

    def is_kept(self, failing: int, rows: int) -> bool:
        """Whether so many rows of all may break it."""
        return failing == 0


@dataclass(frozen=True, slots=True)
class Range(RowRule):
    """No value below or above; null passes, NaN does not."""

    ends: Ends

    def failing(self, subject: Subject) -> Any:
        """See `RowRule`."""
        x = subject.expression
        if None not in self.ends:  # NaN is not between them either
            return ~x.is_between(*self.ends) & ~x.is_null()
        outside = _outside(x, self.ends)
        if subject.dtype.is_float():
            outside.append(x.is_nan() & ~x.is_null())
        return reduce(or_, outside)

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        try:
            return "" if value is None or is_between(value, self.ends) else "it is outside"
        except TypeError:
            return f"a `{type(value).__name__}` is not compared with its ends"

    def __str__(self) -> str:
        return f"range{between_text(self.ends)}"


@dataclass(frozen=True, slots=True)
class ValuesIn(RowRule):
    """No values but these; null passes."""

    values: tuple[Any, ...]

    def failing(self, subject: Subject) -> Any:
        """See `RowRule`."""
        x = subject.expression
        return ~x.is_in([value for value in self.values if value is not None]) & ~x.is_null()

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        return "" if value is None or value in self.values else "it is none of them"

    def __str__(self) -> str:
        shown = ", ".join(map(value_text, self.values[:_SHOWN]))
        more = len(self.values) - _SHOWN
        return f"values_in({shown}{f' and {more} more' if more > 0 else ''})"


_SHOWN = 6


@dataclass(frozen=True, slots=True)
class NoNulls(RowRule):
    """No nulls."""

    kinds: ClassVar = frozenset({Kind.COLUMN})

    def failing(self, subject: Subject) -> Any:
        """See `RowRule`."""
        return subject.expression.is_null()

    @property
    def asks_records(self) -> bool:
        """See `Rule`."""
        return True

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        return "it is None" if value is None else ""

    def __str__(self) -> str:
        return "no nulls"


@dataclass(frozen=True, slots=True)
class NoNans(RowRule):
    """No NaN; of pandas, no missing values at all."""

    not_of: ClassVar = (str, bool, int, bytes)

    def failing(self, subject: Subject) -> Any:
        """See `RowRule`."""
        return subject.is_missing

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        return "it is NaN" if isinstance(value, float) and math.isnan(value) else ""

    def __str__(self) -> str:
        return "no NaN"


@dataclass(frozen=True, slots=True)
class MaxFractionNulls(RowRule):
    """No more than a share of nulls."""

    most: float
    kinds: ClassVar = frozenset({Kind.COLUMN})

    def failing(self, subject: Subject) -> Any:
        """See `RowRule`."""
        return subject.expression.is_null()

    def is_kept(self, failing: int, rows: int) -> bool:
        """See `RowRule`."""
        return failing <= self.most * rows

    def __str__(self) -> str:
        return f"max_fraction_nulls({self.most})"


@dataclass(frozen=True, slots=True)
class MaxFractionNans(RowRule):
    """No more than a share of NaN; of pandas, of missing values."""

    most: float
    kinds: ClassVar = frozenset({Kind.COLUMN})

    def failing(self, subject: Subject) -> Any:
        """See `RowRule`."""
        return subject.is_missing

    def is_kept(self, failing: int, rows: int) -> bool:
        """See `RowRule`."""
        return failing <= self.most * rows

    def __str__(self) -> str:
        return f"max_fraction_nans({self.most})"


@dataclass(frozen=True, slots=True)
class NotNone(Rule):
    """No None in place of a result."""

    kinds: ClassVar = frozenset(Kind)

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        return "it is None" if value is None else ""

    def __str__(self) -> str:
        return "not None"


@dataclass(frozen=True, slots=True)
class Length(RowRule):
    """No text or list shorter or longer; null passes."""

    ends: Ends
    not_of: ClassVar = (bool, int, float)

    def failing(self, subject: Subject) -> Any:
        """See `RowRule`."""
        x = subject.expression
        is_nested = str(subject.dtype).startswith(("List", "Array"))
        length = x.list.len() if is_nested else subject.text.str.len_chars()
        return reduce(or_, _outside(length, self.ends)) & ~x.is_null()

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        if value is None or is_between(len(value), self.ends):
            return ""
        return f"its length is {len(value):,}"

    def __str__(self) -> str:
        return f"length{between_text(self.ends)}"


@dataclass(frozen=True, slots=True)
class Matches(RowRule):
    """No text but those that a regular expression matches from end to end; null passes."""

    pattern: str
    not_of: ClassVar = (bool, int, float)

    def failing(self, subject: Subject) -> Any:
        """See `RowRule`."""
        found = subject.text.str.contains(f"^(?:{self.pattern})$")
        return (found == False) & ~subject.expression.is_null()  # noqa: E712  # an expression

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        return "" if value is None or re.fullmatch(self.pattern, value) else "it does not match"

    def __str__(self) -> str:
        return f"matches({self.pattern!r})"


@dataclass(frozen=True, slots=True)
class Predicate(Rule):
    """A function of the user's that says what holds.

    Of a column it takes the expression, or the Series, and gives one of truth values; of a frame
    it takes the frame; of a value the value. A truth value by itself speaks for the whole.
    """

    function: Callable[[Any], Any]
    kinds: ClassVar = frozenset(Kind)

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        return "" if self.function(value) else "it says no"

    def titled(self, name: str) -> str:
        """See `Rule`; the name says it all."""
        return name

    def __str__(self) -> str:
        doc = (self.function.__doc__ or "").strip().partition("\n")[0].rstrip(".")
        name = getattr(self.function, "__name__", type(self.function).__name__)
        return doc or ("predicate" if name == "<lambda>" else name)


# -- how rules compare and word ------------------------------------------------------------------


def is_between(value: Any, ends: Ends) -> bool:
    """Whether a value lies between two ends, both included; NaN lies nowhere."""
    lower, upper = ends
    if value != value:  # noqa: PLR0124  # NaN, of whatever type
        return False
    return (lower is None or lower <= value) and (upper is None or value <= upper)


def _outside(x: Any, ends: Ends) -> list[Any]:
    lower, upper = ends
    return [*([] if lower is None else [x < lower]), *([] if upper is None else [x > upper])]


def between_text(ends: Ends) -> str:
    """Write two ends, such as ``(0, 1)``; an open one as ``…``."""
    return f"({', '.join('…' if end is None else value_text(end) for end in ends)})"


def value_text(value: Any) -> str:
    """Write a value, short enough for a line of an error.

    Example:
        >>> value_text(0.5), value_text("a" * 100)[-4:]
        ('0.5', 'aaa…')
    """
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    is_plain = isinstance(value, (str, bytes, bool, int, float, type(None), list, tuple, dict))
    text = repr(value) if is_plain else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
