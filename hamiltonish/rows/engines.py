"""Engines: which operations each can do with Python's meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.rows.terms import Op, Scalar

__all__ = ["Engine", "engine_for"]

_EVERYWHERE = frozenset({"exp", "log", "sin", "cos"})

_FUNCTIONS: Mapping[str, frozenset[str]] = {
    "polars": _EVERYWHERE
    | {"acos", "asin", "atan", "atan2", "cosh", "log1p", "log2", "sinh", "tan", "tanh"},
    "arrow": _EVERYWHERE | {"acos", "asin", "atan", "atan2", "log10", "log1p", "log2", "tan"},
    "duckdb": frozenset({"exp", "sin", "cos", "log10"}),
    "ibis": frozenset({"exp", "sin", "cos", "log10"}),
    "pyspark": _EVERYWHERE | {"acos", "asin", "atan", "cosh", "expm1", "hypot", "log1p", "tan"},
}
"""The functions of `math` that an engine has, to one unit in the last place."""

_DUCKDB = ("duckdb", "ibis")
"""The libraries whose columns DuckDB computes; Ibis with its other engines is refused."""

_NOT_IN_DUCKDB = (Op.SHIFT, Op.TO_DURATION)

_OWN: Mapping[str, frozenset[Op]] = {
    "polars": frozenset({Op.ROUND, Op.SINGLE, Op.PAD, Op.ZERO_FILL, Op.PARSE_INT}),
    "arrow": frozenset({Op.ROUND, Op.SINGLE}),
    "pyspark": frozenset({Op.ROUND, Op.SINGLE}),
}
"""What is put together of other operations on an engine that is not named here."""

_ARROW = ("pandas", "pyarrow", "dask")
"""The libraries whose columns are computed by the kernels of Arrow."""

_NAMES: Mapping[str, str] = {
    "polars": "Polars",
    "arrow": "Arrow",
    "duckdb": "DuckDB",
    "ibis": "Ibis",
    "pyspark": "Spark",
}


@dataclass(frozen=True, slots=True)
class Engine:
    """What computes terms.

    Attributes:
        name: Its name here.
        stops: Whether it stops at an integer beyond 64 bits, where others go round.
        largest: How many operations an expression may have, written out as a tree.
    """

    name: str
    stops: bool = False
    largest: int = 2_000

    def has(self, op: Op) -> bool:
        """Whether it has an operation that can be put together of others."""
        return op in _OWN.get(self.name, ())

    def lacks(self, op: Op, payload: Any, kind: Scalar = Scalar.FLOAT) -> str:
        """Tell why it cannot do an operation with a result of a type; empty if it can."""
        if self.name not in _FUNCTIONS:
            return f"a row function on {self.name}"
        if self.name in _DUCKDB and op in _NOT_IN_DUCKDB:
            return f"{op.value}, on DuckDB"
        if self.name == "ibis" and op is Op.COLUMN and kind is Scalar.TIMEDELTA:
            return "a column of timedeltas, on Ibis"
        if op is Op.FUNCTION and payload not in _FUNCTIONS[self.name]:
            return f"`math.{payload}`, which {_NAMES[self.name]} does not have as exactly"
        return ""


def engine_for(library: str) -> Engine:
    """Find what computes the columns of a library.

    Example:
        >>> engine_for("polars").lacks(Op.FUNCTION, "log10")
        '`math.log10`, which Polars does not have as exactly'
    """
    if library in _DUCKDB:  # which plans for long what it does not compute once for all
        return Engine(library, stops=True, largest=500)
    if library == "pyspark":
        return Engine(library, largest=500)
    return Engine("arrow" if library in _ARROW else library)
