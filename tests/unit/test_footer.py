"""The number of rows in a Parquet footer, as PyArrow, Polars and DuckDB write it."""

from __future__ import annotations

import datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from hamiltonish.write.footer import rows_of

KINDS = pa.table(
    {
        "text": pa.array(["a", None, "c"]),
        "number": pa.array([1, 2, 3], pa.uint16()),
        "decimal": pa.array([1, 2, 3], pa.decimal128(9, 2)),
        "instant": pa.array([datetime.datetime(2020, 1, 1)] * 3, pa.timestamp("ns", "UTC")),
        "list": pa.array([[1], [], None], pa.list_(pa.int8())),
        "struct": pa.array([{"a": 1, "b": "x"}] * 3),
        "map": pa.array([[("k", 1)]] * 3, pa.map_(pa.string(), pa.float32())),
        "dictionary": pa.array(["x", "y", "x"]).dictionary_encode(),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.integers(0, 300), columns=st.integers(1, 40), group=st.integers(1, 200))
def test_a_footer_tells_the_rows_whatever_the_columns_and_row_groups(
    tmp_path: Path, rows: int, columns: int, group: int
) -> None:
    file = tmp_path / "a.parquet"
    table = pa.table({f"column {n}": range(rows) for n in range(columns)})
    parquet.write_table(table, file, row_group_size=group)
    assert rows_of(file) == rows


@pytest.mark.parametrize("version", ["1.0", "2.4", "2.6"])
def test_a_footer_tells_the_rows_whatever_the_kinds_of_columns(
    tmp_path: Path, version: str
) -> None:
    file = tmp_path / "a.parquet"
    parquet.write_table(KINDS, file, version=version)
    assert rows_of(file) == 3


def test_a_footer_tells_the_rows_whoever_wrote_it(tmp_path: Path) -> None:
    frame = pl.from_arrow(KINDS)
    assert isinstance(frame, pl.DataFrame)
    frame.drop("map").write_parquet(tmp_path / "polars.parquet")
    assert rows_of(tmp_path / "polars.parquet") == 3
    duckdb = pytest.importorskip("duckdb")
    duckdb.from_arrow(KINDS).write_parquet(str(tmp_path / "duckdb.parquet"))
    assert rows_of(tmp_path / "duckdb.parquet") == 3
