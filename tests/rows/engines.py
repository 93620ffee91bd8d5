"""Running lifted functions on engines, many in one query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from hamiltonish.frames import arrow_itself
from hamiltonish.frames.narwhals import layer
from hamiltonish.node import Node
from hamiltonish.rows.arrow import computed
from hamiltonish.rows.emit import emitted
from hamiltonish.rows.lift import Lifting
from hamiltonish.rows.node import on_columns
from tests.rows.strategies import COLUMNS

_SCHEMA = {
    "float": pl.Float64, "int": pl.Int64, "bool": pl.Boolean, "str": pl.String, "date": pl.Date,
    "datetime": pl.Datetime("us"), "timedelta": pl.Duration("us"),
}  # fmt: skip

Lifted = Mapping[str, tuple[Node, Lifting]]


def frame_of(given: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    return pl.DataFrame(dict(given), {name: _SCHEMA[COLUMNS[name]] for name in given})


def on_polars(given: pl.DataFrame, lifted: Lifted) -> dict[str, list[Any]]:
    made = {
        name: emitted(pl, one.result, [pl.col(p.name) for p in node.parameters], "polars")
        for name, (node, one) in lifted.items()
    }
    same = {name: pl.lit(given[name][0], given[name].dtype) for name in _same(given)}
    # Polars holds as one value what it knows to be the same in all rows.
    found = given.lazy().with_columns(**same).select("f0", **made).collect()
    return {name: found[name].to_list() for name in lifted}


def _same(given: pl.DataFrame) -> list[str]:
    """List the columns that are the same in all rows."""
    return [name for name in given.columns if len(given) and given[name].n_unique() == 1]


def on_duckdb(given: pl.DataFrame, lifted: Lifted) -> dict[str, list[Any]]:
    relation = duckdb.from_arrow(given.to_arrow())
    made = {
        name: emitted(nw, one.result, [nw.col(p.name) for p in node.parameters], "duckdb")
        for name, (node, one) in lifted.items()
    }
    found = nw.from_native(relation).with_columns(**made).collect("pyarrow").to_native()
    return {name: found[name].to_pylist() for name in lifted}


def _added(frame: Any, lifted: Lifted, library: str) -> Any:
    """Add columns to a frame as a layer of a plan does."""
    made = {}
    for name, (node, _) in lifted.items():
        one = on_columns(node, {p.name for p in node.parameters}, library)
        function: Any = (one.flag if name.endswith(" raises") else one.node).function  # type: ignore[union-attr]
        made[name] = function(*(nw.col(p.name) for p in node.parameters))
    return layer(frame, list(made), list(made.values()), ["f0"])


def on_ibis(given: pl.DataFrame, lifted: Lifted) -> dict[str, list[Any]]:
    ibis = pytest.importorskip("ibis", reason="ibis-framework is not installed")
    found = _added(ibis.memtable(given.to_arrow()), lifted, "ibis").to_pyarrow()
    return {name: found[name].to_pylist() for name in lifted}


def on_pyspark(given: pl.DataFrame, lifted: Lifted) -> dict[str, list[Any]]:
    """Run in the session that is active."""
    session = pytest.importorskip("pyspark.sql").SparkSession.getActiveSession()
    frame = session.createDataFrame(given.to_arrow()).coalesce(1)  # else it is computed as planned
    found = _added(frame, lifted, "pyspark").toArrow()
    return {name: found[name].to_pylist() for name in lifted}


def on_dask(given: pl.DataFrame, lifted: Lifted) -> dict[str, list[Any]]:
    dd = pytest.importorskip("dask.dataframe", reason="dask is not installed")
    # Of objects Dask makes texts, so times are Arrow's.
    arrow = {"date": pa.date32(), "datetime": pa.timestamp("us"), "timedelta": pa.duration("us")}
    times = {name: pd.ArrowDtype(dtype) for name, dtype in arrow.items()}
    frame = dd.from_pandas(_with_numpy(given, times), npartitions=3)
    found = _added(frame, lifted, "dask").compute()
    return {name: pa.array(found[name], from_pandas=True).to_pylist() for name in lifted}


pa = arrow_itself()


def _on_arrays(given: Mapping[str, Any], lifted: Lifted) -> dict[str, list[Any]]:
    rows = len(next(iter(given.values())))
    return {
        name: computed(pa, one.result, [given[p.name] for p in node.parameters], rows).to_pylist()
        for name, (node, one) in lifted.items()
    }


def on_pyarrow(given: pl.DataFrame, lifted: Lifted) -> dict[str, list[Any]]:
    table = given.to_arrow()
    return _on_arrays({name: table[name] for name in table.column_names}, lifted)


def _with_numpy(
    given: pl.DataFrame, times: Mapping[str, Any] = MappingProxyType({})
) -> pd.DataFrame:
    """Make a frame of NumPy's dtypes, in which NaN is null; of objects what it has no dtype for."""
    dtypes = {"int": "Int64", "bool": "boolean", "float": "float64", "str": "str", **times}
    return pd.DataFrame(
        {
            name: pd.Series(given[name].to_list(), dtype=dtypes.get(COLUMNS[name], "object"))
            for name in given.columns
        }
    )


def on_pandas(given: pl.DataFrame, lifted: Lifted) -> dict[str, list[Any]]:
    frame = _with_numpy(given)
    arrays = {name: pa.array(frame[name], from_pandas=True) for name in given.columns}
    return _on_arrays(arrays, lifted)


ENGINES: Mapping[str, Callable[[pl.DataFrame, Lifted], dict[str, list[Any]]]] = {
    "polars": on_polars,
    "duckdb": on_duckdb,
    "pandas": on_pandas,
    "pyarrow": on_pyarrow,
    "ibis": on_ibis,
    "dask": on_dask,
    "pyspark": on_pyspark,
}

SLOW = {"ibis": 5, "dask": 10, "pyspark": 5}
"""The engines on which so many times fewer functions run."""

STOPPING = ("duckdb", "ibis")
"""The engines that stop at an integer beyond 64 bits."""

WITHOUT_NAN = ("pandas", "dask")
"""The engines on which NaN is null."""
