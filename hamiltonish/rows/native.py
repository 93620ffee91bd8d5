"""Row functions on engines that are given columns in their own words: Spark's SQL, Dask's parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hamiltonish.frames.native import Native
from hamiltonish.rows.spark import cast_of, sql_of
from hamiltonish.rows.terms import Term

__all__ = ["InSql", "OnPartitions"]


@dataclass(frozen=True, slots=True, eq=False)
class InSql:
    """A term as a function of expressions, each a column of a frame of Spark, and of values.

    Attributes:
        term: What it computes.
        columns: The positions of the parameters that are columns.
        strict: The positions of those that do not admit None.
        returns: The type of the scalars of the result.
    """

    term: Term
    columns: tuple[int, ...]
    strict: tuple[int, ...]
    returns: type

    def __call__(self, *given: Any) -> Native:
        """Give the column of the result."""

        def written(*names: str) -> str:
            taken = list(given)
            for position, name in zip(self.columns, names, strict=True):
                taken[position] = name
            return self.written(taken)

        return Native("pyspark", tuple(given[i] for i in self.columns), written)

    def written(self, given: Sequence[Any]) -> str:
        """Write the result, of names of columns and of values."""
        if any(given[i] is None for i in self.strict if i not in self.columns):
            return cast_of("NULL", self.returns)
        return cast_of(sql_of(self.term, given), self.returns)


@dataclass(frozen=True, slots=True, eq=False)
class OnPartitions:
    """A function of Series as one of expressions, each a column of a frame of Dask, and of values.

    Attributes:
        function: The function of Series, which runs for each partition.
        columns: The positions of the parameters that are columns.
        is_called: Whether it calls the function of scalars, of which any row may raise.
    """

    function: Callable[..., Any]
    columns: tuple[int, ...]
    is_called: bool

    def __call__(self, *given: Any) -> Native:
        """Give the column of the result."""
        rest = [None if i in self.columns else value for i, value in enumerate(given)]
        part = _Part(self.function, self.columns, tuple(rest))
        return Native("dask", tuple(given[i] for i in self.columns), part)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What runs for a partition; it pickles, as a cluster sends it to its workers."""

    function: Callable[..., Any]
    columns: tuple[int, ...]
    values: tuple[Any, ...]

    def __call__(self, *series: Any) -> Any:
        given = list(self.values)
        for position, one in zip(self.columns, series, strict=True):
            given[position] = one
        return self.function(*given)
