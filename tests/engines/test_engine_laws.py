"""The law of engines: random graphs of portable functions give the same on all of them."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hamiltonish as hm
from tests.engines.conftest import Maker, computed, is_same
from tests.strategies import PRIME, RandomGraph, portable_graphs

# The makers of frames have nothing in them that an example could change.
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
# A query of Spark takes a second, one of Dask a tenth.
few = settings(many, max_examples=4)


def frames(random: RandomGraph, data: st.DataObject, *, least: int = 1) -> pl.DataFrame:
    """Draw a frame with what a graph reads: its inputs, with nulls among them, rows and keys."""
    rows = data.draw(st.integers(least, 6), label="rows")
    cells = st.lists(st.none() | st.integers(0, PRIME - 1), min_size=rows, max_size=rows)
    columns = {name: data.draw(cells, label=name) for name in random.inputs}
    order = data.draw(st.permutations(range(rows)), label="row")
    keys = data.draw(st.lists(st.sampled_from("ab"), min_size=rows, max_size=rows), label="key")
    schema = {**dict.fromkeys(columns, pl.Float64), "row": pl.Int64, "key": pl.String}
    return pl.DataFrame({**columns, "row": order, "key": keys}, schema=schema)


def rows_of(frame: Any, engine: str) -> list[tuple[Any, ...]]:
    """Compute a frame, and give its rows by the first column, which is `row`."""
    return sorted(zip(*computed(frame, engine).values(), strict=True), key=lambda row: row[0])


def one_at_a_time(random: RandomGraph, frame: pl.DataFrame, outputs: list[str]) -> Any:
    """Run every function by hand in Polars, each column computed before the next is called."""
    for name, needed in random.parameters.items():
        expression = getattr(random.module, name)(*map(nw.col, needed))
        frame = nw.from_native(frame).with_columns(**{name: expression}).to_native()
    return frame.select("row", *outputs)


def agree(random: RandomGraph, data: st.DataObject, make: Maker, engine: str) -> None:
    frame = frames(random, data)
    outputs = data.draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))
    result = hm.Driver(random.module).execute(["row", *outputs], inputs=make(frame))
    got = rows_of(result, engine)
    expected = rows_of(one_at_a_time(random, frame, outputs), "Polars")
    assert len(got) == len(expected)
    assert all(
        is_same(left, right)
        for pair in zip(got, expected, strict=True)
        for left, right in zip(*pair, strict=True)
    ), (got, expected)


@pytest.mark.parametrize(
    "engine",
    ["Polars", "Polars lazy", "Polars streaming", "pandas", "pandas Arrow", "DuckDB", "Ibis"],
    indirect=True,
)
@many
@given(portable_graphs(), st.data())
def test_engines_agree_with_running_functions_one_at_a_time(
    engine: str, make: Maker, random: RandomGraph, data: st.DataObject
) -> None:
    agree(random, data, make, engine)


@pytest.mark.parametrize("engine", ["PyArrow", "pandas nullable"], indirect=True)
@many
@given(portable_graphs(windows=False), st.data())
def test_engines_without_all_windows_agree_row_by_row(
    engine: str, make: Maker, random: RandomGraph, data: st.DataObject
) -> None:
    agree(random, data, make, engine)


@pytest.mark.parametrize("engine", ["PySpark"], indirect=True)
@few
@given(portable_graphs(most=4), st.data())
def test_spark_agrees(engine: str, make: Maker, random: RandomGraph, data: st.DataObject) -> None:
    agree(random, data, make, engine)


@pytest.mark.parametrize("engine", ["Dask"], indirect=True)
@few
@given(portable_graphs(most=4, windows=False), st.data())
def test_dask_agrees_row_by_row(
    engine: str, make: Maker, random: RandomGraph, data: st.DataObject
) -> None:
    agree(random, data, make, engine)
