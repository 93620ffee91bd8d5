"""pandas: the one file that imports it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from hamiltonish.errors.text import counted, listed

_IS_3 = int(pd.__version__.partition(".")[0]) >= 3


def _copies_on_write() -> bool:
    """Whether objects can share data safely: always from pandas 3, in pandas 2 by an option."""
    return _IS_3 or pd.get_option("mode.copy_on_write") is True


def column_names(frame: pd.DataFrame) -> tuple[str, ...]:
    """List the columns of a frame that have a text for a name: no others can be asked for."""
    return tuple(name for name in frame.columns if isinstance(name, str))


def column(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Take one column of a frame, without a copy."""
    return frame[name]


def select(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Take columns in order, without a copy; ``names`` maps each new name to the old one.

    `frame[list]` would copy the columns of a block that they share with others.
    """
    columns = {new: frame[old] for new, old in names.items()}
    make: Any = frame._constructor  # a subclass stays what it is; what pandas calls metadata, too
    selected: pd.DataFrame = make(columns, index=frame.index, copy=False).__finalize__(frame)
    return selected


def collect(frame: pd.DataFrame, engine: object = "auto") -> pd.DataFrame:  # noqa: ARG001
    """Leave the frame as it is: it is never lazy."""
    return frame


def rename(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rename columns, without a copy; ``names`` maps each old name to the new one."""
    renamed = frame.copy(deep=False)
    renamed.columns = frame.columns.map(lambda name: names.get(name, name))
    return renamed


def frame_of(columns: Mapping[str, Any], values: Mapping[str, object]) -> pd.DataFrame:
    """Put Series of the same index together, with values broadcast; only values make one row.

    Nothing is copied, and no columns are moved into one block, if that is safe: without
    copy-on-write the result would share its data with what went in.
    """
    if not columns:
        return pd.DataFrame({name: [value] for name, value in values.items()})
    index = next(iter(columns.values())).index
    frame = pd.DataFrame({**columns, **values}, index=index, copy=not _copies_on_write())
    frame.index = index.view()  # so that a name given to it is not given to what went in
    return frame


def rows_text(series: pd.Series[Any]) -> str:
    """Describe the rows of a Series and their index, for errors."""
    index = series.index
    names = listed([str(name) for name in index.names if name is not None])
    title = f"index {names}" if names else "index"
    kind = f"{type(index).__name__} of {index.dtype}"
    span = f" from {index[0]} to {index[-1]}" if len(index) else ""
    repeats = "" if index.is_unique else ", with repeated labels"
    return f"{counted(len(series), 'row')}, {title}: {kind}{span}{repeats}"


def rows_problem(first: pd.Series[Any], second: pd.Series[Any]) -> str:
    """Say how the rows of two Series differ; empty if they are the same."""
    left, right = first.index, second.index
    if left.is_(right):  # one index, seen through two objects: no labels are looked at
        return ""
    if len(left) != len(right):
        return "they have different lengths"
    if left.equals(right):
        return _names_problem(left, right)
    if _kind_of(left) != _kind_of(right):
        return "their indexes are of different types"
    if not (left.is_unique and right.is_unique):
        return "their indexes differ, and have repeated labels"
    if not left.isin(right).all():
        return "their indexes have different labels"
    if left.dtype != right.dtype:  # such as `int64` and `Int64`
        return "their indexes are of different types"
    return "their indexes hold the same labels in a different order"


def _kind_of(index: pd.Index[Any]) -> tuple[str, str]:
    return index.inferred_type, str(getattr(index, "tz", ""))


def _names_problem(left: pd.Index[Any], right: pd.Index[Any]) -> str:
    """Tell equal labels of two things apart, such as the first ten users and ten orders."""
    pairs = zip(left.names, right.names, strict=True)
    differ = any(None not in pair and pair[0] != pair[1] for pair in pairs)
    return "their indexes have different names" if differ else ""


def labels_of(first: Any, second: Any) -> tuple[pd.Series[Any], pd.Series[Any]] | None:
    """Take the indexes of two frames or Series as columns, if rows can be told apart by them.

    None if the indexes are the same, if both only count rows, or if a label occurs twice.
    """
    indexes = first.index, second.index
    if not rows_problem(first, second) or all(map(_only_counts, indexes)):
        return None
    if not all(index.is_unique for index in indexes):
        return None
    left, right = (pd.Series(index.to_flat_index().values, dtype=index.dtype) for index in indexes)
    return left, right


def _only_counts(index: pd.Index[Any]) -> bool:
    return isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1


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


def own(value: Any) -> Any:
    """Give one reader a Series or frame that it may change in place.

    Its data are copied only if they have to be: without copy-on-write.
    """
    if isinstance(value, (pd.Series, pd.DataFrame)):
        return value.copy(deep=not _copies_on_write())
    return value


# -- cells ---------------------------------------------------------------------------------------

_TEXT = "str" if _IS_3 else "object"

_DTYPES: Mapping[str, str] = {
    "bool": "boolean",
    "int": "Int64",
    "float": "float64",
    "str": _TEXT,
    "datetime": "datetime64[us]",
    "timedelta": "timedelta64[us]",
}
"""The dtype of a column of scalars, some of which may be null, by the name of their type."""

_LIFTED: Mapping[str, str] = {"bool": "boolean", "int": "Int64", "float": "Float64"}
"""The dtype in which null is null, and nothing else, by the name of the type of the scalars."""

_PYTHON: Mapping[str, Any] = {
    "datetime": lambda stamp: stamp.to_pydatetime(warn=False),
    "timedelta": lambda span: span.to_pytimedelta(),
    "date": lambda day: day.date() if isinstance(day, datetime) else day,
}
"""What makes scalars of Python of what a column of pandas gives, by the name of their type."""


def scalars_of(series: pd.Series[Any], scalar: type) -> list[Any]:
    """List the values of a Series as scalars of a type; null, and NaN, is None."""
    name = scalar.__name__
    if name in ("bool", "int", "float"):
        series = series.astype(_LIFTED[name])  # type: ignore[call-overload]  # a name of a dtype
    values = series.astype(object).where(series.notna(), None).tolist()
    convert = _PYTHON.get(name)
    if convert is None:
        return values
    kind = (pd.Timestamp, pd.Timedelta)
    return [convert(one) if isinstance(one, kind) else one for one in values]


def series_of_scalars(values: list[Any], scalar: type, like: pd.Series[Any]) -> pd.Series[Any]:
    """Make a Series with the rows of another one."""
    dtype = _DTYPES.get(scalar.__name__, "object")
    if scalar.__name__ == "datetime":
        zone = next((value.tzinfo for value in values if value is not None), None)
        dtype = dtype if zone is None else f"datetime64[us, {zone}]"
    return pd.Series(values, index=like.index, dtype=dtype, name=like.name)


def _masked(dtype: Any) -> Any:
    """Find the dtype that knows null for one of Arrow; None where there is no need for one."""
    return {"bool": pd.BooleanDtype(), "int64": pd.Int64Dtype()}.get(str(dtype))


def series_of_arrow(array: Any, scalar: type, like: pd.Series[Any]) -> pd.Series[Any]:
    """Make a Series with the rows of another one of an array of Arrow."""
    name = scalar.__name__
    if name == "float":
        values = array.to_numpy(zero_copy_only=False)
    elif name in ("bool", "int"):
        values = pd.array(array.to_pandas(types_mapper=_masked), dtype=_LIFTED[name])
    else:
        values = array.to_pandas().array
    dtype = _DTYPES.get(name, "object")
    return pd.Series(values, index=like.index, dtype=dtype, name=like.name)


def write_parquet(frame: pd.DataFrame, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a frame by way of PyArrow: a file, or a folder if it is partitioned."""
    if partition_by:
        frame.to_parquet(path, engine="pyarrow", partition_cols=list(partition_by))
    else:
        frame.to_parquet(path, engine="pyarrow")


def text(frame: pd.DataFrame, width: int) -> str:
    """Write a frame with all of its rows."""
    with pd.option_context("display.max_rows", None, "display.width", width):
        return str(frame)


def read(path: str, made: str, options: dict[str, Any]) -> pd.DataFrame:
    """Read a file."""
    if made == "ndjson":
        options = {"lines": True, **options}
    name = {"ipc": "feather", "ndjson": "json"}.get(made, made)
    frame: pd.DataFrame = getattr(pd, f"read_{name}")(path, **options)
    return frame


def write(frame: pd.DataFrame, path: Path, made: str) -> int:
    """Write a frame, and count its rows."""
    if made == "csv":
        frame.to_csv(path, index=False)
    elif made == "ipc":
        frame.to_feather(path)
    elif made == "parquet":
        write_parquet(frame, path, ())
    else:
        frame.to_json(path, orient="records", lines=made == "ndjson", date_format="iso")
    return len(frame)
