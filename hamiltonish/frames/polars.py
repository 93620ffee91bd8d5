"""Polars: the one file that imports it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from hamiltonish.errors.text import counted

if TYPE_CHECKING:
    Frame = pl.DataFrame | pl.LazyFrame

expression = pl.col


def is_expression(value: object) -> bool:
    """Whether a function returned what a layer can be made of."""
    return isinstance(value, pl.Expr)


def column_names(frame: Frame) -> tuple[str, ...]:
    """List the columns of a frame; of a lazy one by its schema, no rows touched."""
    if isinstance(frame, pl.LazyFrame):
        return tuple(frame.collect_schema().names())
    return tuple(frame.columns)


def column(frame: pl.DataFrame, name: str) -> pl.Series:
    """Take one column of an eager frame."""
    return frame.get_column(name)


def layer(
    frame: Frame, names: Sequence[str], columns: Sequence[Any], kept: Sequence[str] | None = None
) -> Frame:
    """Add columns, expressions or Series, in one go; ``kept`` are those that stay beside.

    `select` says at once what is not needed, and Polars takes no column of it into another layer,
    as it does with `with_columns`. Without a column that stays, an aggregate would make one row.
    """
    added = dict(zip(names, columns, strict=True))
    return frame.select(*kept, **added) if kept else frame.with_columns(**added)


def select(frame: Frame, names: Mapping[str, str]) -> Frame:
    """Take columns in order; ``names`` maps each new name to the old one."""
    return frame.select(old if old == new else pl.col(old).alias(new) for new, old in names.items())


def resolved(frame: Frame) -> Frame:
    """Let the engine find wrong names and types in a lazy frame now; no rows are touched."""
    if isinstance(frame, pl.LazyFrame):
        frame.collect_schema()
    return frame


def literal(value: object) -> pl.Expr:
    """Make a value a column of any frame; leave an expression as it is."""
    return value if isinstance(value, pl.Expr) else pl.lit(value)


def collect(frame: Frame, engine: Any = "auto") -> pl.DataFrame:
    """Compute a lazy frame; leave an eager one as it is."""
    return frame.collect(engine=engine) if isinstance(frame, pl.LazyFrame) else frame


def collect_all(frames: Sequence[Frame], engine: Any = "auto") -> tuple[pl.DataFrame, ...]:
    """Compute several lazy frames together; what they have in common is computed once."""
    return tuple(pl.collect_all([frame.lazy() for frame in frames], engine=engine))


def count_rows(frame: Frame) -> int:
    """Count the rows of a frame; of a lazy one by a query of its own."""
    return int(frame.lazy().select(pl.len()).collect().item())


def lazy(frame: Frame) -> pl.LazyFrame:
    """Make a frame lazy."""
    return frame.lazy()


def rename(frame: Frame, names: Mapping[str, str]) -> Frame:
    """Rename columns; ``names`` maps each old name to the new one."""
    return frame.rename(dict(names))


def frame_of(columns: Mapping[str, Any], values: Mapping[str, object]) -> pl.DataFrame:
    """Put Series of the same length together, with values broadcast; only values make one row."""
    frame = pl.DataFrame({name: series.alias(name) for name, series in columns.items()})
    literals = [literal(value).alias(name) for name, value in values.items()]
    return frame.with_columns(literals) if columns else pl.select(literals)


def rows_text(series: pl.Series) -> str:
    """Describe the rows of a Series, for errors."""
    return counted(len(series), "row")


def rows_problem(first: pl.Series, second: pl.Series) -> str:
    """Say how the rows of two Series differ; empty if they are the same."""
    return "" if len(first) == len(second) else "they have different lengths"


def schema(frame: Frame) -> pl.Schema:
    """Map columns to dtypes; of a lazy frame without touching rows."""
    return frame.collect_schema()


def without_rows(value: Frame | pl.Series) -> Frame | pl.Series:
    """Take none of the rows of a frame or Series; of a query, its schema alone is asked for."""
    return value.clear()


def empty_column(dtype: Any) -> Any:
    """Make a Series without rows; `NotImplemented` if that is no dtype of the library's."""
    is_dtype = isinstance(dtype, (pl.DataType, type(pl.DataType)))
    return pl.Series([], dtype=dtype) if is_dtype else NotImplemented


def size(value: Frame | pl.Series) -> int:
    """Estimate how many bytes a Series or an eager frame holds."""
    return int(value.estimated_size()) if not isinstance(value, pl.LazyFrame) else 0


def own(value: Any) -> Any:
    """Give one reader a Series or frame that it may change in place; no data are copied."""
    return value.clone() if isinstance(value, (pl.Series, pl.DataFrame)) else value
