"""Rules of a column as a whole: its mean, whether values repeat, how many rows, its dtype."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from hamiltonish.annotations import Kind
from hamiltonish.checks.rules import Ends, Rule, Subject, between_text, is_between, value_text

__all__ = [
    "DataType",
    "MeanInRange",
    "MeasureRule",
    "Rows",
    "StandardDevInRange",
    "Unique",
    "Verdict",
]

Measured = Mapping[str, Any]
"""What was measured of a column, by name; `rows` is always there."""


class Verdict(NamedTuple):
    """What does not hold.

    Attributes:
        problem: As a phrase; empty if the rows say it.
        failing: How many rows are at fault; None if it is no matter of rows.
    """

    problem: str = ""
    failing: int | None = None


class MeasureRule(Rule):
    """A rule of a column, or of a frame, that is told by aggregates."""

    __slots__ = ()

    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.COLUMN})

    def measures(self, subject: Subject) -> dict[str, Any]:
        """Make the aggregates that it needs beside the number of rows."""
        return {}

    def failing(self, subject: Subject) -> Any:
        """Make the expression that is true for rows that are examples of it; None if none are."""
        return None

    @abstractmethod
    def verdict(self, measured: Measured, subject: Subject | None) -> Verdict | None:
        """Say what does not hold; None if all does.

        Args:
            measured: The aggregates.
            subject: The column; None if a whole frame is checked.
        """


@dataclass(frozen=True, slots=True)
class Unique(MeasureRule):
    """No value twice; nulls do not count."""

    def measures(self, subject: Subject) -> dict[str, Any]:
        """See `MeasureRule`."""
        return {"distinct": subject.expression.n_unique(), "values": subject.expression.count()}

    def failing(self, subject: Subject) -> Any:
        """See `MeasureRule`."""
        return subject.expression.is_duplicated() & ~subject.expression.is_null()

    def verdict(self, measured: Measured, subject: Subject | None) -> Verdict | None:
        """See `MeasureRule`."""
        values, distinct = measured["values"], measured["distinct"] or 0
        if values < measured["rows"]:
            distinct -= 1  # null counts as a value there
        repeated = values - distinct
        return Verdict("they repeat others", repeated) if repeated > 0 else None

    def __str__(self) -> str:
        return "unique"


@dataclass(frozen=True, slots=True)
class Rows(MeasureRule):
    """Neither fewer rows nor more."""

    ends: Ends
    kinds: ClassVar = frozenset({Kind.COLUMN, Kind.FRAME})

    def verdict(self, measured: Measured, subject: Subject | None) -> Verdict | None:
        """See `MeasureRule`."""
        rows = measured["rows"]
        return None if is_between(rows, self.ends) else Verdict(f"there are {rows:,}")

    def __str__(self) -> str:
        return f"rows{between_text(self.ends)}"


@dataclass(frozen=True, slots=True)
class MeanInRange(MeasureRule):
    """The mean lies between two ends; without values there is none, and that passes."""

    ends: Ends

    def measures(self, subject: Subject) -> dict[str, Any]:
        """See `MeasureRule`."""
        return {"mean": subject.expression.mean(), "values": subject.expression.count()}

    def verdict(self, measured: Measured, subject: Subject | None) -> Verdict | None:
        """See `MeasureRule`."""
        return _compared("mean", measured["mean"], self.ends, is_known=measured["values"] > 0)

    def __str__(self) -> str:
        return f"mean_in_range{between_text(self.ends)}"


@dataclass(frozen=True, slots=True)
class StandardDevInRange(MeasureRule):
    """The standard deviation of the sample lies between two ends; of one value there is none."""

    ends: Ends

    def measures(self, subject: Subject) -> dict[str, Any]:
        """See `MeasureRule`."""
        return {"deviation": subject.expression.std(), "values": subject.expression.count()}

    def verdict(self, measured: Measured, subject: Subject | None) -> Verdict | None:
        """See `MeasureRule`."""
        found, is_known = measured["deviation"], measured["values"] > 1
        return _compared("standard deviation", found, self.ends, is_known=is_known)

    def __str__(self) -> str:
        return f"standard_dev_in_range{between_text(self.ends)}"


def _compared(name: str, found: Any, ends: Ends, *, is_known: bool) -> Verdict | None:
    if not is_known or (found is not None and is_between(found, ends)):
        return None
    return Verdict(f"the {name} is {value_text(found)}")


@dataclass(frozen=True, slots=True)
class DataType(MeasureRule):
    """A dtype: of the library, of narwhals, by name, or the Python type of the values."""

    data_type: Any
    kinds: ClassVar = frozenset({Kind.COLUMN, Kind.VALUE})

    @property
    def asks_records(self) -> bool:
        """See `Rule`; a dtype of a library says nothing of a scalar."""
        return _python_type(self.data_type) in _OF_PYTHON

    def problem(self, value: Any) -> str:
        """See `Rule`."""
        if not isinstance(self.data_type, type) or isinstance(value, self.data_type):
            return ""
        return f"it is `{type(value).__name__}`"

    def verdict(self, measured: Measured, subject: Subject | None) -> Verdict | None:
        """See `MeasureRule`."""
        if subject is None or self._fits(subject):
            return None
        return Verdict(f"it is {subject.own_dtype}")

    def _fits(self, subject: Subject) -> bool:
        wanted, own = self.data_type, subject.own_dtype
        if names := _OF_PYTHON.get(_python_type(wanted)):
            return str(subject.dtype).partition("(")[0].rstrip("0123456789") in names
        if isinstance(wanted, str):
            return wanted in (str(own), str(subject.dtype))
        if isinstance(wanted, type) and isinstance(getattr(own, "type", None), type):
            if issubclass(own.type, wanted):  # the scalar types of NumPy
                return True
        return _is_equal(own, wanted) or _is_equal(subject.dtype, wanted)

    def __str__(self) -> str:
        return f"data_type({_name_of(self.data_type)})"


def _python_type(data_type: Any) -> tuple[str, str]:
    return getattr(data_type, "__module__", ""), _name_of(data_type)


def _name_of(data_type: Any) -> str:
    return getattr(data_type, "__name__", None) or str(data_type)


_OF_PYTHON: dict[tuple[str, str], tuple[str, ...]] = {
    ("builtins", "bool"): ("Boolean",),
    ("builtins", "int"): ("Int", "UInt"),
    ("builtins", "float"): ("Float",),
    ("builtins", "str"): ("String", "Categorical", "Enum"),
    ("builtins", "bytes"): ("Binary",),
    ("decimal", "Decimal"): ("Decimal",),
    ("datetime", "date"): ("Date",),
    ("datetime", "datetime"): ("Datetime",),
    ("datetime", "time"): ("Time",),
    ("datetime", "timedelta"): ("Duration",),
}
"""The portable dtypes, without their sizes, whose values are of a type of Python, by its name."""


def _is_equal(dtype: Any, wanted: Any) -> bool:
    try:
        return bool(dtype == wanted)
    except TypeError:  # NumPy's answer to what is no dtype
        return False
