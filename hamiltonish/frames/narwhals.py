"""narwhals: portable expressions on any frame, and frames of every other library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw

from hamiltonish.checks.rules import Subject
from hamiltonish.errors.text import counted
from hamiltonish.frames.native import Native, with_native
from hamiltonish.frames.refusals import refuse_mixed_rows

expression = nw.col


def is_expression(value: object) -> bool:
    """Whether a function returned what a layer can be made of."""
    return isinstance(value, (nw.Expr, Native))


def column_names(frame: Any) -> tuple[str, ...]:
    """List the columns of a frame; of a lazy one by its schema, no rows touched."""
    return tuple(nw.from_native(frame).collect_schema().names())


def column(frame: Any, name: str) -> Any:
    """Take one column of an eager frame, as its library's own Series."""
    return nw.from_native(frame, eager_only=True).get_column(name).to_native()


def layer(
    frame: Any, names: Sequence[str], columns: Sequence[Any], kept: Sequence[str] | None = None
) -> Any:
    """Add columns, expressions or Series, in one go; ``kept`` are those that stay beside.

    Without a column that stays, an aggregate would make one row.
    """
    own = {f"{n} (native)": c for n, c in zip(names, columns, strict=True) if isinstance(c, Native)}
    if own:
        frame = with_native(frame, own)
        pairs = zip(names, columns, strict=True)
        columns = [nw.col(f"{n} (native)") if isinstance(c, Native) else c for n, c in pairs]
    given = nw.from_native(frame)
    wrapped = (
        value if isinstance(value, nw.Expr) else nw.from_native(value, series_only=True)
        for value in columns
    )
    added = dict(zip(names, wrapped, strict=True))
    result = given.select(*kept, **added) if kept else given.with_columns(**added)
    refuse_mixed_rows(given, columns)
    return (result.drop(*own) if own and not kept else result).to_native()


def select(frame: Any, names: Mapping[str, str]) -> Any:
    """Take columns in order; ``names`` maps each new name to the old one."""
    columns = (nw.col(old).alias(new) for new, old in names.items())
    return nw.from_native(frame).select(*columns).to_native()


def resolved(frame: Any) -> Any:
    """Let the engine find wrong names and types in a lazy frame now; no rows are touched."""
    given = nw.from_native(frame)
    if isinstance(given, nw.LazyFrame):
        given.collect_schema()
    return frame


def literal(value: Any) -> nw.Expr:
    """Make a value a column of any frame."""
    return nw.lit(value)


def collect(frame: Any, engine: object = "auto") -> Any:
    """Compute a lazy frame; leave an eager one as it is."""
    given = nw.from_native(frame)
    if not isinstance(given, nw.LazyFrame):
        return frame
    if given.implementation.is_polars():
        return given.collect("polars", engine=engine).to_native()
    return given.collect().to_native()


def collect_all(frames: Sequence[Any], engine: object = "auto") -> tuple[Any, ...]:
    """Compute several lazy frames, one after the other."""
    return tuple(collect(frame, engine) for frame in frames)


def count_rows(frame: Any) -> int:
    """Count the rows of a frame; of a lazy one by a query of its own."""
    return int(nw.from_native(frame).lazy().select(nw.len()).collect().item())


def rename(frame: Any, names: Mapping[str, str]) -> Any:
    """Rename columns; ``names`` maps each old name to the new one."""
    return nw.from_native(frame).rename(dict(names)).to_native()


def wrap(value: Any) -> Any:
    """Wrap a frame or Series of any library as functions of narwhals take it."""
    return nw.from_native(value, allow_series=True)


def frame_of(columns: Mapping[str, Any], values: Mapping[str, object]) -> Any:
    """Put Series of one library together, with values broadcast."""
    wrapped = {name: wrap(series) for name, series in columns.items()}
    first = next(iter(wrapped.values()))
    frame = nw.from_dict(wrapped, backend=first.implementation)
    literals = {name: literal(value) for name, value in values.items()}
    return frame.with_columns(**literals).to_native()


def converted(frame: Any, library: str) -> Any:
    """Convert a frame of any library to pandas, Polars or PyArrow, computing it if it is lazy."""
    given = nw.from_native(frame)
    eager = given.collect() if isinstance(given, nw.LazyFrame) else given
    if library == "pandas":
        return eager.to_pandas()
    return eager.to_polars() if library == "polars" else eager.to_arrow()


def rows_text(series: Any) -> str:
    """Describe the rows of a Series, for errors."""
    return counted(len(series), "row")


def rows_problem(first: Any, second: Any) -> str:
    """Say how the rows of two Series differ; empty if they are the same."""
    return "" if len(first) == len(second) else "they have different lengths"


def schema(frame: Any) -> dict[str, Any]:
    """Map columns to dtypes of narwhals, which are the same for every library."""
    return dict(nw.from_native(frame).collect_schema())


def without_rows(value: Any) -> Any:
    """Take none of the rows of a frame or Series, wrapped or not."""
    given = wrap(value)
    return given.head(0) if given is value else given.head(0).to_native()


def head(frame: Any, count: int) -> Any:
    """Take the first rows of a frame, and compute a lazy one."""
    first = nw.from_native(frame).head(count)
    return collect(first.to_native())


def size(value: Any) -> int:
    """Estimate how many bytes a Series or an eager frame holds."""
    return int(getattr(value, "nbytes", 0))


# -- cells ---------------------------------------------------------------------------------------

_DTYPES: Mapping[str, Any] = {
    "bool": nw.Boolean,
    "int": nw.Int64,
    "float": nw.Float64,
    "str": nw.String,
    "bytes": nw.Binary,
    "date": nw.Date,
    "datetime": nw.Datetime("us"),
    "timedelta": nw.Duration("us"),
    "time": nw.Time,
}
"""The dtype of a column of scalars, by the name of their type."""


def scalars_of(series: Any, scalar: type) -> Any:
    """List the values of a Series as scalars of a type; null is None."""
    given = nw.from_native(series, series_only=True)
    dtype = _DTYPES.get(scalar.__name__)
    is_cast = scalar.__name__ in ("bool", "int", "float", "str", "date") and given.dtype != dtype
    return (given.cast(dtype) if is_cast else given).to_list()


def series_of_scalars(values: list[Any], scalar: type, like: Any) -> Any:
    """Make a Series of the library of another one, and with its rows."""
    given = nw.from_native(like, series_only=True)
    dtype = _DTYPES.get(scalar.__name__)
    if scalar.__name__ == "datetime":
        zone = next((value.tzinfo for value in values if value is not None), None)
        dtype = nw.Datetime("us", str(zone) if zone is not None else None)
    elif scalar.__name__ == "Decimal":
        dtype = None
        if all(value is None for value in values):  # nothing to find the scale from
            library = given.implementation.to_native_namespace()
            if given.implementation.is_pyarrow():
                return library.chunked_array([values], library.decimal128(38, 0))
            return library.Series(given.name, values, library.Decimal(38, 0))
    return nw.new_series(given.name, values, dtype, backend=given.implementation).to_native()


_FITTING: Mapping[str, tuple[Any, ...]] = {
    "bool": (nw.Boolean,),
    "int": (nw.Boolean,),  # and any integer
    "float": (nw.Boolean,),  # and any number
    "Decimal": (nw.Decimal,),  # and any integer
    "str": (nw.String, nw.Categorical, nw.Enum),
    "bytes": (nw.Binary,),
    "date": (nw.Date, nw.Datetime),
    "datetime": (nw.Datetime,),
    "timedelta": (nw.Duration,),
    "time": (nw.Time,),
}
"""The dtypes of which a column can be that is taken as a scalar, by the name of its type."""


def unfitting(data: Any, scalars: Mapping[str, type]) -> list[tuple[str, Any]]:
    """List the columns that cannot be taken as scalars of some types, with their dtypes.

    Args:
        data: A frame, or a Series.
        scalars: The type of the scalars for each column; for a Series, of the only one.
    """
    given: Any = nw.from_native(data, allow_series=True)
    if isinstance(given, nw.Series):
        schema: Any = dict.fromkeys(scalars, given.dtype)
    else:
        schema = given.collect_schema()
    is_own = given.implementation.is_pandas_like()
    kinds = scalars.items()
    found = [
        (name, schema[name]) for name, one in kinds if not _fits(schema[name], one, own=is_own)
    ]
    if is_own and found:  # of objects, the values tell what they are, if there are any
        series = {n: given if isinstance(given, nw.Series) else given[n] for n, _ in found}
        return [(name, dtype) for name, dtype in found if not series[name].is_null().all()]
    return found


def _fits(dtype: Any, scalar: type, *, own: bool) -> bool:
    """Whether a dtype can be taken as a scalar; pandas has objects for all it does not know."""
    if dtype in (nw.Unknown, nw.Object):
        return own or dtype == nw.Unknown
    known = _FITTING.get(scalar.__name__)
    if known is None or dtype in known:
        return True
    name = scalar.__name__
    whole = name in ("int", "Decimal") and dtype.is_integer()
    # pandas has no null for integers, and makes them floats: only the values can tell.
    return whole or (dtype.is_numeric() and (name == "float" or (name == "int" and own)))


# -- checks --------------------------------------------------------------------------------------


def subject_of(name: str, dtype: Any, own_dtype: Any, library: str) -> Subject:
    """Make a column what rules of checks see of it.

    Args:
        name: The column.
        dtype: Its dtype, of narwhals.
        own_dtype: Its dtype, of its own library.
        library: That library.
    """
    column = nw.col(name)
    is_category = isinstance(dtype, (nw.Categorical, nw.Enum))
    text = column.cast(nw.String) if is_category else column
    return Subject(column, text, dtype, own_dtype, library)


def is_false(name: str) -> nw.Expr:
    """Whether a column of truth values says no; null says nothing."""
    return nw.col(name) == False  # noqa: E712  # an expression


def flagged(frame: Any, flags: Mapping[str, Any]) -> Any:
    """Add columns of truth values."""
    return nw.from_native(frame).with_columns(**flags).to_native() if flags else frame


def measured(frame: Any, flags: Iterable[str], measures: Mapping[str, Any], rows: str) -> Any:
    """Make one row of a frame: how many rows it has, how many have each flag, and aggregates.

    Args:
        frame: The frame, with flags.
        flags: The columns of truth values; null counts as no.
        measures: Aggregates.
        rows: The name of the column for the number of rows.
    """
    given = nw.from_native(frame)
    counts = {flag: nw.col(flag).sum() for flag in flags}
    if given.implementation.is_spark_like():  # which adds up numbers only
        counts = {flag: nw.when(nw.col(flag)).then(1).otherwise(0).sum() for flag in flags}
    return given.select(nw.len().alias(rows), **counts, **measures).to_native()


def first_rows(frame: Any, flags: Sequence[str], count: int, part: str) -> Any:
    """Take the first rows that have each flag, one after another.

    Args:
        frame: The frame, with flags.
        flags: The columns of truth values; null counts as no.
        count: How many rows to take for each.
        part: The name of a column for the position of the flag.
    """
    given: Any = nw.from_native(frame)
    parts = []
    for index, flag in enumerate(flags):
        is_up = nw.when(nw.col(flag)).then(1).otherwise(0) == 1
        first = given.filter(is_up).drop(*flags).head(count)
        parts.append(first.with_columns(nw.lit(index).alias(part)))
    return (nw.concat(parts) if len(parts) > 1 else parts[0]).to_native()


def numbered(frame: Any, name: str) -> Any:
    """Number the rows of an eager frame; those of a query have no order."""
    given = nw.from_native(frame)
    return given.with_row_index(name).to_native() if isinstance(given, nw.DataFrame) else frame


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """List the rows of an eager frame."""
    return list(nw.from_native(frame, eager_only=True).rows(named=True))


def measuring_engine(frames: Sequence[Any], engine: object) -> object:  # noqa: ARG001
    """Leave the choice to the engine."""
    return engine


# -- comparing -----------------------------------------------------------------------------------


def every(frame: Any, step: int) -> Any:
    """Take every n-th row of an eager frame, from the first on."""
    return nw.from_native(frame, eager_only=True).gather_every(step).to_native()


def lowest(frame: Any, by: Sequence[str], count: int) -> Any:
    """Take the rows of a query that come first by some columns; without those, any rows."""
    given = nw.from_native(frame).lazy()
    taken = (given.sort(*by) if by else given).head(count).to_native()
    # Dask forgets the columns by which it sorts, if nobody asks for them later.
    return taken.persist() if given.implementation.is_dask() else taken


def family_of(series: nw.Series[Any]) -> str:
    """Tell how the values of a column are compared; empty for one by one, in Python."""
    dtype = series.dtype
    if dtype.is_numeric():
        return "decimal" if dtype == nw.Decimal else "float" if dtype.is_float() else "integer"
    if dtype.is_temporal():
        return "time"
    if dtype == nw.Boolean:
        return "truth"
    return "text" if dtype in (nw.String, nw.Categorical, nw.Enum) else ""


def as_floats(series: nw.Series[Any]) -> nw.Series[Any]:
    """Cast numbers or truth values to floats."""
    return series.cast(nw.Float64)


def as_texts(series: nw.Series[Any]) -> nw.Series[Any]:
    """Cast categories, and all else that has a text, to texts."""
    return series.cast(nw.String)


def as_microseconds(series: nw.Series[Any]) -> nw.Series[Any] | None:
    """Count the microseconds of points in time and durations; None for times of day."""
    dtype = series.dtype
    if dtype == nw.Duration:
        return series.dt.total_microseconds()
    if dtype == nw.Date:
        return series.cast(nw.Datetime("us")).dt.timestamp("us")
    return series.dt.timestamp("us") if dtype == nw.Datetime else None


def truths(values: Sequence[bool], like: nw.Series[Any]) -> nw.Series[Any]:
    """Make a column of truth values of the library of another."""
    return nw.new_series("truths", values, nw.Boolean, backend=like.implementation)


def positions(rows: int, like: nw.Series[Any]) -> nw.Series[Any]:
    """Number rows, as a column of the library of another."""
    return nw.new_series("positions", range(rows), nw.Int64, backend=like.implementation)


def table_of(columns: Mapping[str, nw.Series[Any]]) -> nw.DataFrame[Any]:
    """Put wrapped columns of one library together, by position."""
    first = next(iter(columns.values()))
    data = {name: nw.maybe_reset_index(series) for name, series in columns.items()}
    return nw.from_dict(data, backend=first.implementation)


# -- lineage -------------------------------------------------------------------------------------


def polars_schema(frame: Any) -> dict[str, Any]:
    """Map the columns of a frame of any library to dtypes of Polars."""
    return dict(nw.Schema(nw.from_native(frame).collect_schema()).to_polars())


def text_table(columns: Mapping[str, list[Any]], library: Any) -> Any:
    """Make a frame of a library of texts and truth values, which may be none."""
    dtypes = {name: nw.Boolean if name.startswith("is_") else nw.String for name in columns}
    return nw.from_dict(dict(columns), dtypes, backend=library).to_native()
