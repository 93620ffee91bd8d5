"""Strategies of hypothesis: frames and records of exactly the inputs that some outputs need."""

from __future__ import annotations

import datetime
import math
import sys
from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hamiltonish.annotations import type_text
from hamiltonish.annotations.wrappers import Constant, alternatives_of, unwrapped
from hamiltonish.driver import Driver
from hamiltonish.errors import UnknownValuesError
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.frames import engine_of, expressions_of
from hamiltonish.plan.request import BARE, Outputs
from hamiltonish.testing.dtypes import portable_dtype, series_of
from hamiltonish.testing.needs import needs_of
from hamiltonish.testing.samples import Column, Table
from hamiltonish.testing.silence import not_of_speed

__all__ = ["frames", "records"]

_Rows = tuple[int, int]


def frames(
    driver: Driver,
    outputs: Outputs,
    *,
    rows: int | _Rows = (0, 8),
    like: Any = None,
    columns: Mapping[str, Any] | None = None,
    unique: Mapping[str, Collection[str]] | Collection[str] = (),
    at: Collection[str] = (),
    edges: bool = True,
    library: str | None = None,
    lazy: bool | None = None,
) -> SearchStrategy[Any]:
    """Make what `inputs=` takes: frames with exactly the columns that some outputs need.

    What a column holds is known from a sample, from ``Annotated[pl.Expr, pl.Float64]``, from the
    scalars that functions of one row take, and from `columns=`. Beside plain values there are
    nulls, NaN, infinities, the extremes of the dtype, empty and non-ASCII texts, frames without
    rows and of one row.

    Args:
        driver: The driver.
        outputs: Names of nodes, or functions.
        rows: How many rows: a number, or the least and the most.
        like: A sample frame, or a dict with several by name: its columns tell their dtypes, ranges
            and categories. A function that takes a whole frame needs one.
        columns: What columns and values hold, by name: a type, a dtype, or a strategy.
        unique: Columns whose values together occur once; by the frame's name, if there are several.
        at: Nodes that are given in place of what is above them; what `check_output` says of them
            holds. They are columns of the frame, to be given as overrides.
        edges: Whether there are values that the sample does not have: nulls, where it has none,
            NaN, extremes, other texts.
        library: ``"polars"``, ``"pandas"`` or ``"pyarrow"``; by default as the sample, or as the
            functions are.
        lazy: Whether frames of Polars are queries; by default as the sample is.

    Returns:
        A strategy of frames; of dicts, if outputs need values beside, or several frames.

    Raises:
        UnknownValuesError: If nothing says what an input may hold.

    Example:
        >>> import polars as pl
        >>> import hamiltonish as hm
        >>> def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        ...     return distance / air_time * 60
        >>> sample = pl.DataFrame({"distance": [1400], "air_time": [227.0], "dest": ["IAH"]})
        >>> flights = frames(hm.Driver(speed), "speed", like=sample, rows=3)
        >>> flights  # doctest: +ELLIPSIS
        builds(...
    """
    with tidy, not_of_speed():
        columns, given = _known_and_drawn(columns)
        needs = needs_of(
            driver, outputs, like=like, columns=columns, at=at, library=library, lazy=lazy
        )
        least, most = (rows, rows) if isinstance(rows, int) else rows
        tables = {
            table.name: _frames(table, (least, most), _unique(unique, table.name), given, edges)
            for table in needs.tables
        }
        values = {value.name: _drawn(value, given, edges) for value in needs.values}
        if set(tables) == {BARE} and not values:
            return tables[BARE]
        named = {_name(driver, key): strategy for key, strategy in tables.items()}
        return st.fixed_dictionaries({**named, **values})


def records(
    driver: Driver,
    outputs: Outputs,
    *,
    like: Any = None,
    columns: Mapping[str, Any] | None = None,
    at: Collection[str] = (),
    edges: bool = True,
) -> SearchStrategy[dict[str, Any]]:
    """Make records: a dict of plain values for exactly the inputs that some outputs need.

    Args:
        driver: The driver.
        outputs: Names of nodes, or functions.
        like: A sample frame, as for `frames`.
        columns: What columns and values hold, as for `frames`.
        at: As for `frames`.
        edges: As for `frames`.

    Raises:
        UnknownValuesError: If nothing says what an input may hold.

    Example:
        >>> import hamiltonish as hm
        >>> def is_late(arr_delay: float | None, late_after: int = 15) -> bool | None:
        ...     return None if arr_delay is None else arr_delay > late_after
        >>> records(hm.Driver(is_late), "is_late", edges=False)  # doctest: +ELLIPSIS
        fixed_dictionaries({'arr_delay': floats(...)})
    """
    with tidy, not_of_speed():
        columns, given = _known_and_drawn(columns)
        needs = needs_of(driver, outputs, like=like, columns=columns, at=at)
        every = [*(column for table in needs.tables for column in table.columns), *needs.values]
        return st.fixed_dictionaries({c.name: _drawn(c, given, edges) for c in every})


def _known_and_drawn(
    columns: Mapping[str, Any] | None,
) -> tuple[dict[str, Any], dict[str, SearchStrategy[Any]]]:
    """Part what is said of columns into types, and strategies of the user's own."""
    said = dict(columns or {})
    drawn = {name: one for name, one in said.items() if isinstance(one, SearchStrategy)}
    return {name: Any if name in drawn else one for name, one in said.items()}, drawn


def _unique(unique: Any, key: str) -> tuple[str, ...]:
    if isinstance(unique, Mapping):
        unique = unique.get(key, ())
    return (unique,) if isinstance(unique, str) else tuple(unique)


def _name(driver: Driver, key: str) -> str:
    """Name a frame that stands in a dict beside values."""
    name = key or "frame"
    while not key and name in driver.graph:
        name += "_"
    return name


# -- frames --------------------------------------------------------------------------------------


def _frames(
    table: Table,
    rows: _Rows,
    unique: tuple[str, ...],
    given: Mapping[str, SearchStrategy[Any]],
    edges: bool,
) -> SearchStrategy[Any]:
    """Make frames of a table: rows are drawn one by one, so that they shrink one by one."""
    cells = {c.name: _drawn(c, given, edges) for c in table.columns}
    names = list(cells)
    row = st.tuples(*cells.values())
    positions = [names.index(name) for name in unique]

    def key(cells: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(_key(cells[i]) for i in positions)

    drawn = st.lists(row, min_size=rows[0], max_size=rows[1], unique_by=key if unique else None)
    own = set(given)
    return st.builds(lambda several: _frame(table, names, several, own), drawn)


def _key(cell: Any) -> Any:
    return "nan" if isinstance(cell, float) and math.isnan(cell) else cell


def _frame(table: Table, names: list[str], rows: list[tuple[Any, ...]], own: set[str]) -> Any:
    nw = expressions_of("narwhals")
    columns = {}
    for i, column in enumerate(table.columns):
        values = [row[i] for row in rows]
        columns[names[i]] = series_of(column, values, table.library, is_own=column.name in own)
    frame = nw.from_dict(columns).to_native()  # told a backend, it would forget dtypes of pandas
    is_lazy = table.lazy and table.library == "polars"
    return engine_of("polars").lazy(frame) if is_lazy else frame


# -- cells ---------------------------------------------------------------------------------------


def _drawn(
    column: Column, given: Mapping[str, SearchStrategy[Any]], edges: bool
) -> SearchStrategy[Any]:
    """Make the cells of a column, by a strategy of the user's if there is one."""
    return given[column.name] if column.name in given else _values(column, edges)


def _values(column: Column, edges: bool) -> SearchStrategy[Any]:
    """Make the cells of a column; what shrinks best comes first."""
    wild = edges and not column.is_bounded
    if column.values:
        cells: SearchStrategy[Any] = st.sampled_from(column.values)
        if wild and column.dtype == expressions_of("narwhals").String:  # and none of categories
            cells = st.one_of(cells, _TEXTS)
    elif column.pattern:
        cells = st.from_regex(column.pattern, fullmatch=True)
    else:
        cells = _plain(column, edges=wild)
    has_nulls = column.nulls and (edges or column.has_nulls)
    return st.one_of(cells, _NULL) if has_nulls else cells


_NULL = st.booleans().map(lambda _: None)
"""Null, as a choice that is no simpler than others, so that failures shrink to values."""

_TEXTS = st.one_of(
    st.sampled_from(["", " ", "é", "ß", "İ", "日本", "👩‍👧", "a,b", '"', "NULL", "\n"]),
    st.text(max_size=8),
)
_PLAIN_TEXTS = st.text("abcdefghij", max_size=5)


def _plain(column: Column, edges: bool) -> SearchStrategy[Any]:
    """Make cells by dtype."""
    if column.dtype is Any:
        return st.none()
    literal = _alternatives(column)
    if literal is not None:
        return literal
    nw = expressions_of("narwhals")
    dtype: Any = portable_dtype(column)
    ends = column.lowest, column.highest
    if dtype is None:
        return _by_type(column)
    if dtype == nw.Boolean:
        return st.booleans()
    if dtype.is_integer():
        return _integers(str(dtype), ends, edges)
    if dtype.is_float():
        width: Any = 32 if dtype == nw.Float32 else 64
        return _floats(ends, edges, nans=column.nans, width=width)
    if dtype == nw.Decimal:
        return _decimals(ends)
    if dtype == nw.Binary:
        return st.binary(max_size=8)
    if dtype == nw.String:
        least, most = column.length
        if least is not None or most is not None:
            return st.text(min_size=least or 0, max_size=most)
        return _TEXTS if edges else _PLAIN_TEXTS
    temporal = _temporal(dtype, ends, edges)
    if temporal is None:
        raise UnknownValuesError(column.name, str(dtype), ())
    return temporal


def _alternatives(column: Column) -> SearchStrategy[Any] | None:
    """Make literals and enums one by one; None for anything else."""
    found: list[Any] = []
    for one in alternatives_of(unwrapped(column.dtype, through_new_types=True)):
        kind = unwrapped(one, through_new_types=True)
        if isinstance(kind, type) and issubclass(kind, Enum):
            found.extend(kind)
        elif get_origin(kind) is Literal:
            found.extend(constant.value for constant in alternatives_of(kind))
        elif isinstance(one, Constant):
            found.append(one.value)
    return st.sampled_from(found) if found else None


def _by_type(column: Column) -> SearchStrategy[Any]:
    try:
        strategy = st.from_type(column.dtype)
        strategy.validate()
    except Exception:  # noqa: BLE001  # hypothesis knows no such type
        raise UnknownValuesError(column.name, type_text(column.dtype), ()) from None
    return strategy


_BITS = {"Int8": 7, "Int16": 15, "Int32": 31, "Int64": 63, "Int128": 127}


def _integers(dtype: str, ends: tuple[Any, Any], edges: bool) -> SearchStrategy[int]:
    """Make integers: within the ends, or small ones; at the edges the first and last of a dtype."""
    bits = _BITS[dtype.removeprefix("U")]
    least, most = (0, 2 ** (bits + 1) - 1) if dtype.startswith("U") else (-(2**bits), 2**bits - 1)
    lowest = max(least, -1_000) if ends[0] is None else math.ceil(ends[0])
    highest = max(lowest, min(most, 1_000)) if ends[1] is None else math.floor(ends[1])
    within = st.integers(min(lowest, highest), highest)
    if not edges:
        return within

    def extreme(number: int, is_last: bool) -> int:  # it shrinks to the number
        return (most if number > 0 else least) if is_last else number

    return st.one_of(within, st.builds(extreme, st.integers(least, most), st.booleans()))


def _floats(ends: tuple[Any, Any], edges: bool, *, nans: bool, width: Any) -> SearchStrategy[float]:
    lowest, highest = ends
    known = [float(end) for end in ends if end is not None and width == 64]
    if lowest is None and highest is None:
        lowest, highest = -1_000.0, 1_000.0
    within = st.floats(
        None if lowest is None else float(lowest),
        None if highest is None else float(highest),
        allow_nan=False,
        allow_infinity=False,
        width=width,
    )
    if known:
        within = st.one_of(within, st.sampled_from(known))
    if not edges:
        return within
    special = [None, math.inf, *([math.nan] if nans else [])]
    special += [sys.float_info.max] if width == 64 else []

    def extreme(number: float, instead: float | None) -> float:  # it shrinks to the number
        return number if instead is None else math.copysign(instead, number)

    numbers = st.floats(allow_nan=nans, width=width)
    return st.one_of(within, st.builds(extreme, numbers, st.sampled_from(special)))


def _decimals(ends: tuple[Any, Any]) -> SearchStrategy[Decimal]:
    lowest, highest = (Decimal(-1000), Decimal(1000)) if None in ends else ends
    return st.decimals(lowest, highest, allow_nan=False, allow_infinity=False, places=2)


def _temporal(dtype: Any, ends: tuple[Any, Any], edges: bool) -> SearchStrategy[Any] | None:
    """Make dates, times and durations; at the edges leap days. None for other dtypes."""
    nw = expressions_of("narwhals")
    low, high = ends
    if dtype == nw.Date:
        within = st.dates(low or datetime.date(2000, 1, 1), high or datetime.date(2030, 12, 31))
        far = [datetime.date(2024, 2, 29), datetime.date(1970, 1, 1), datetime.date(1900, 1, 1)]
        return st.one_of(within, st.sampled_from(far)) if edges else within
    if dtype == nw.Time:
        return st.times()
    if dtype == nw.Duration:
        days = datetime.timedelta(days=10)
        return st.timedeltas(-days if low is None else low, days if high is None else high)
    if dtype == nw.Datetime:
        zone = None
        if dtype.time_zone is not None:
            import zoneinfo

            zone = zoneinfo.ZoneInfo(dtype.time_zone)
        start = (low or datetime.datetime(2000, 1, 1)).replace(tzinfo=None)
        end = (high or datetime.datetime(2030, 12, 31)).replace(tzinfo=None)
        within = st.datetimes(start, end)
        far = [datetime.datetime(2024, 2, 29, 12), datetime.datetime(1970, 1, 1)]
        made: SearchStrategy[Any] = st.one_of(within, st.sampled_from(far)) if edges else within
        return made.map(lambda moment: _in_zone(moment, zone)) if zone else made
    return None


def _in_zone(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """Make a moment of a zone by way of UTC, so that it is none that a clock leaves out."""
    return moment.replace(tzinfo=datetime.UTC).astimezone(zone)
