"""What a sample tells of its columns: dtypes, ranges, categories, nulls."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from hamiltonish.annotations import form_of
from hamiltonish.frames import engine_of, expressions_of, unwrapped

__all__ = ["Column", "Table", "table_of"]

_MOST_VALUES = 30
"""A column of texts with no more values than these is taken for one of categories."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column, or of a value.

    Attributes:
        name: Its name.
        dtype: Its dtype, of narwhals, or of its own library; or the type of a value.
        lowest: The least number or time; None if that is not known.
        highest: The greatest.
        values: The values that it may have; empty if they are not known.
        nulls: Whether it may be null.
        has_nulls: Whether the sample has nulls.
        is_bounded: Whether no number or text beyond what is known may come, at no edge.
        nans: Whether it may be NaN.
        length: The shortest and the longest text.
        pattern: A regular expression that its texts match.
        own: A dtype of the library that it is cast to.
    """

    name: str
    dtype: Any
    lowest: Any = None
    highest: Any = None
    values: tuple[Any, ...] = ()
    nulls: bool = True
    has_nulls: bool = False
    is_bounded: bool = False
    nans: bool = True
    length: tuple[int | None, int | None] = (None, None)
    pattern: str = ""
    own: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one input frame.

    Attributes:
        name: The name of the input; `BARE` if it is given by itself.
        columns: Its columns.
        library: The library of the frame.
        lazy: Whether it is a query.
    """

    name: str
    columns: tuple[Column, ...]
    library: str
    lazy: bool = False


def table_of(
    key: str, frame: Any, own: Collection[str], library: str | None, lazy: bool | None
) -> Table:
    """Find out about the columns of a sample: dtypes, ranges, categories, nulls."""
    nw = expressions_of("narwhals")
    native = unwrapped(frame)
    form = form_of(type(native))
    given = nw.from_native(native).select(*own)
    eager = given.collect() if isinstance(given, nw.LazyFrame) else given
    kept = library is None or library == form.library
    dtypes = engine_of(form.library).schema(eager.to_native()) if kept else {}
    columns = tuple(
        _of_series(
            eager[name], own=dtypes.get(name), is_numpy=eager.implementation.is_pandas_like()
        )
        for name in own
    )
    is_lazy = form.lazy if lazy is None else lazy
    return Table(key, columns, library or form.library, is_lazy)


def _of_series(series: Any, own: Any, is_numpy: bool) -> Column:
    nw = expressions_of("narwhals")
    dtype = series.dtype
    column = Column(series.name, dtype, own=None if own is dtype else own)
    holds_nulls = not is_numpy or not (dtype.is_integer() or dtype == nw.Boolean) or _is_masked(own)
    column = replace(column, nulls=holds_nulls, has_nulls=bool(series.is_null().any()))
    known = series.drop_nulls()
    if dtype.is_float():
        known = known.filter(known.is_finite())
    if not len(known):
        return column
    if dtype.is_numeric() or dtype.is_temporal():
        return replace(column, lowest=_plain(known.min()), highest=_plain(known.max()))
    if dtype in (nw.String, nw.Categorical, nw.Enum):
        values = known.unique().to_list()
        if not all(isinstance(value, str) for value in values):  # categories of pandas
            return replace(column, values=tuple(values), dtype=Any)
        few = len(values) <= _MOST_VALUES or dtype != nw.String
        return replace(column, values=tuple(sorted(values))) if few else column
    return column


def _is_masked(own: Any) -> bool:
    """Whether a dtype of pandas has a null of its own, as `Int64` and those of Arrow do."""
    return type(own).__module__.startswith("pandas")


def _plain(value: Any) -> Any:
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
