"""Running lifted functions on engines, many in one query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl

from hamiltonish.frames import arrow_itself
from hamiltonish.node import Node
from hamiltonish.rows.arrow import computed
from hamiltonish.rows.emit import emitted
from hamiltonish.rows.lift import Lifting
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


def on_pandas(given: pl.DataFrame, lifted: Lifted) -> dict[str, list[Any]]:
    """Run on NumPy's dtypes, in which NaN is null."""
    dtypes = {"int": "Int64", "bool": "boolean", "float": "float64", "str": "str"}
    native = {
        name: pd.Series(given[name].to_list(), dtype=dtypes.get(COLUMNS[name], "object"))
        for name in given.columns
    }
    arrays = {name: pa.array(series, from_pandas=True) for name, series in native.items()}
    return _on_arrays(arrays, lifted)


ENGINES: Mapping[str, Callable[[pl.DataFrame, Lifted], dict[str, list[Any]]]] = {
    "polars": on_polars,
    "duckdb": on_duckdb,
    "pandas": on_pandas,
    "pyarrow": on_pyarrow,
}
