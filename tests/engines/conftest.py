"""The engines: how each makes a frame of the real flights, and how rows come out of it."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Callable, Mapping
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from examples.flights.data import tables
from tests.engines.gaps import ENGINES

KEY = ("origin", "time_hour", "minute", "carrier", "flight")
"""The columns that tell flights apart."""

Maker = Callable[[pl.DataFrame], Any]
Rows = dict[tuple[Any, ...], Any]


def _duckdb() -> Maker:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    connection = duckdb.connect()
    connection.execute("SET timezone = 'UTC'")
    return lambda data: connection.from_arrow(data.to_arrow())


def _ibis() -> Maker:
    ibis = pytest.importorskip("ibis", reason="ibis-framework is not installed")
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    return lambda data: ibis.memtable(data.to_arrow())


def _dask() -> Maker:
    dd = pytest.importorskip("dask.dataframe", reason="dask is not installed")
    return lambda data: dd.from_pandas(_arrow_backed(data), npartitions=2)


def _arrow_backed(data: pl.DataFrame) -> pd.DataFrame:
    return data.to_pandas(use_pyarrow_extension_array=True)


def maker_of(engine: str, request: pytest.FixtureRequest) -> Maker:
    """Give what makes a frame of an engine; skip by name what is not installed."""
    if engine == "PySpark":
        session = request.getfixturevalue("spark")
        return lambda data: session.createDataFrame(data.to_arrow())
    loaded = {"DuckDB": _duckdb, "Ibis": _ibis, "Dask": _dask}
    if engine in loaded:
        return loaded[engine]()
    makers: dict[str, Maker] = {
        "Polars": lambda data: data,
        "Polars lazy": pl.DataFrame.lazy,
        "Polars streaming": pl.DataFrame.lazy,
        "pandas": pl.DataFrame.to_pandas,
        "pandas nullable": lambda data: data.to_pandas().convert_dtypes(),
        "pandas Arrow": _arrow_backed,
        "PyArrow": pl.DataFrame.to_arrow,
    }
    return makers[engine]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Name each engine in turn; those that are not installed are skipped."""
    maker_of(request.param, request)
    return str(request.param)


@pytest.fixture(scope="session")
def make(engine: str, request: pytest.FixtureRequest) -> Maker:
    """Make a frame of the engine."""
    return maker_of(engine, request)


@pytest.fixture(scope="session")
def flights() -> dict[str, pl.DataFrame]:
    """Take the first three days of the flights: 2,699 rows, some cancelled, and their weather."""
    january = pl.col("month") == 1
    all_of = tables()
    return {
        "flights": all_of["flights"].filter(january, pl.col("day") <= 3).collect(),
        "weather": all_of["weather"].filter(january, pl.col("day") <= 4).collect(),
        "planes": all_of["planes"].collect(),
    }


def computed(frame: Any, engine: str) -> Mapping[str, list[Any]]:
    """Compute what came out of a driver, and give its columns as lists of plain values."""
    if engine == "Polars streaming":
        frame = frame.collect(engine="streaming")
    columns = nw.from_native(frame).lazy().collect().to_dict(as_series=False)
    return {name: [plain(cell) for cell in cells] for name, cells in columns.items()}


def plain(cell: Any) -> Any:
    """Make a cell what all engines have in common: one null, one kind of number, no time zone."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return None
    if hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, decimal.Decimal):
        return float(cell)
    if isinstance(cell, float):
        return None if math.isnan(cell) else cell
    if isinstance(cell, pd.Timestamp):
        cell = cell.to_pydatetime()
    if isinstance(cell, datetime.datetime):
        return cell.astimezone(datetime.UTC).replace(tzinfo=None) if cell.tzinfo else cell
    return cell


def by_key(columns: Mapping[str, list[Any]], name: str) -> Rows:
    """Give a column as a dict from each row's key to its cell."""
    keys = zip(*(columns[key] for key in KEY), strict=True)
    return dict(zip(keys, columns[name], strict=True))


def is_same(left: Any, right: Any) -> bool:
    """Whether two cells are the same, floats to nine digits."""
    if left is None or right is None or isinstance(left, str):
        return bool(left == right) if left is not None and right is not None else left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return bool(left == right)
