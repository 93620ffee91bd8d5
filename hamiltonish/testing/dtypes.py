"""Columns of test data: the dtype that is known of each, and a Series of it from cells."""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from hamiltonish.annotations import is_scalar
from hamiltonish.frames import engine_of, expressions_of, series_of_scalars
from hamiltonish.rows.scalars import scalar_of, stored_of
from hamiltonish.testing.literals import cast_to
from hamiltonish.testing.samples import Column

__all__ = ["portable_dtype", "series_of"]


def series_of(column: Column, values: list[Any], library: str, *, is_own: bool) -> Any:
    """Make a column of cells, with the dtype that it is known to have.

    It holds the values of an enum, and decimals of the scale that the cells have.
    """
    values = [cell.value if isinstance(cell, Enum) else cell for cell in values]
    nw = expressions_of("narwhals")
    if is_own and column.own is None and any(value is not None for value in values):
        return nw.new_series(column.name, values, backend=library)
    dtype = portable_dtype(column)
    if dtype == nw.Decimal:
        like = nw.new_series(column.name, [None] * len(values), nw.Float64, backend=library)
        series = series_of_scalars(values, Decimal, like=like)
        return series if column.own is None else cast_to(series, column.own)
    has_nulls = any(value is None for value in values)
    has_none = dtype is not None and (dtype == nw.Boolean or dtype.is_integer())
    if library == "pandas" and has_nulls and has_none:  # NumPy has no null for these
        series = nw.from_native(_masked(values, column.name, dtype), series_only=True)
    else:
        series = nw.new_series(column.name, values, dtype, backend=library)
    return series if column.own is None else cast_to(series, column.own)


def _masked(values: list[Any], name: str, dtype: Any) -> Any:
    """Make a column of pandas of integers or truth values some of which are null."""
    filled = expressions_of("narwhals").new_series(
        name, [value or 0 for value in values], dtype, backend="pandas"
    )
    kind = str(dtype) if dtype.is_integer() else "boolean"
    return filled.to_native().astype(kind).where([value is not None for value in values])


_BY_TYPE: dict[type, str] = {
    bool: "Boolean",
    int: "Int64",
    float: "Float64",
    str: "String",
    bytes: "Binary",
    datetime.datetime: "Datetime",
    datetime.date: "Date",
    datetime.timedelta: "Duration",
    datetime.time: "Time",
    Decimal: "Decimal",
}


def portable_dtype(column: Column) -> Any:
    """Find the dtype of narwhals for what is known of a column."""
    nw = expressions_of("narwhals")
    dtype = column.dtype
    if dtype in (Any, None, object):
        return None
    if is_scalar(dtype):
        kind = stored_of(scalar_of(dtype))
        name = next((text for one, text in _BY_TYPE.items() if issubclass(kind, one)), "String")
        return getattr(nw, name)
    if isinstance(dtype, nw.dtypes.DType):
        return dtype if dtype not in (nw.Categorical, nw.Enum) else nw.String
    if isinstance(dtype, type) and issubclass(dtype, nw.dtypes.DType):
        return dtype() if dtype is not nw.Decimal else dtype
    for library in ("polars", "pandas"):
        empty = engine_of(library).empty_column(dtype) if _fits(dtype, library) else NotImplemented
        if empty is not NotImplemented:
            return nw.from_native(empty, series_only=True).dtype
    return None


def _fits(dtype: Any, library: str) -> bool:
    if isinstance(dtype, str):
        return library == "pandas"
    owner = dtype if isinstance(dtype, type) else type(dtype)
    return str(owner.__module__).partition(".")[0] in (
        library,
        "numpy" if library == "pandas" else "",
    )
