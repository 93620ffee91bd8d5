"""pandas: the one file that imports it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hamiltonish.errors.text import counted


def column_names(frame: pd.DataFrame) -> tuple[str, ...]:
    """List the columns of a frame that have a text for a name: no others can be asked for."""
    return tuple(name for name in frame.columns if isinstance(name, str))


def column(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Take one column of a frame, without a copy."""
    return frame[name]


def select(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Take columns in order; ``names`` maps each new name to the old one."""
    taken = frame[list(names.values())]
    return taken.set_axis(list(names), axis=1)


def collect(frame: pd.DataFrame, engine: object = "auto") -> pd.DataFrame:  # noqa: ARG001
    """Leave the frame as it is: it is never lazy."""
    return frame


def rename(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rename columns; ``names`` maps each old name to the new one."""
    return frame.rename(columns=dict(names))


def frame_of(columns: Mapping[str, Any], values: Mapping[str, object]) -> pd.DataFrame:
    """Put Series of the same index together, with values broadcast; only values make one row."""
    if not columns:
        return pd.DataFrame({name: [value] for name, value in values.items()})
    index = next(iter(columns.values())).index
    return pd.DataFrame({**columns, **values}, index=index, copy=False)


def rows_text(series: pd.Series[Any]) -> str:
    """Describe the rows of a Series and their index, for errors."""
    index = series.index
    kind = f"{type(index).__name__} of {index.dtype}"
    span = f" from {index[0]} to {index[-1]}" if len(index) else ""
    repeats = "" if index.is_unique else ", with repeated labels"
    return f"{counted(len(series), 'row')}, index: {kind}{span}{repeats}"


def rows_problem(first: pd.Series[Any], second: pd.Series[Any]) -> str:
    """Say how the rows of two Series differ; empty if they are the same."""
    left, right = first.index, second.index
    if left is right:
        return ""
    if len(left) != len(right):
        return "they have different lengths"
    if left.equals(right):
        return ""
    if left.inferred_type != right.inferred_type:
        return "their indexes are of different types"
    if left.is_unique and right.is_unique and left.isin(right).all():
        return "their indexes hold the same labels in a different order"
    if not (left.is_unique and right.is_unique):
        return "their indexes differ, and have repeated labels"
    return "their indexes have different labels"


def schema(frame: pd.DataFrame) -> dict[str, Any]:
    """Map columns to dtypes."""
    return dict(zip(frame.columns, frame.dtypes, strict=True))


def without_rows(value: pd.DataFrame | pd.Series[Any]) -> pd.DataFrame | pd.Series[Any]:
    """Take none of the rows of a frame or Series."""
    return value.iloc[:0]


def empty_column(dtype: Any) -> Any:
    """Make a Series without rows; `NotImplemented` if that is no dtype of the library's."""
    try:
        return pd.Series([], dtype=dtype)
    except TypeError:
        return NotImplemented


def size(value: pd.DataFrame | pd.Series[Any]) -> int:
    """Count the bytes of a Series or frame, the texts behind object columns not included."""
    usage = value.memory_usage(index=False)
    return int(usage if isinstance(usage, int) else usage.sum())
