"""Portable frame functions, which take lazy and eager frames alike, and give back the kind they got."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import hamiltonish as hm
from tests.modules import module_of

JOINED = """
    import narwhals as nw
    from narwhals.typing import FrameT

    from hamiltonish.modifiers import extract_columns

    @extract_columns("carrier", "delay", "seats")
    def joined(flights: FrameT, planes: FrameT) -> FrameT:
        return flights.join(planes, on="tail", how="left")

    def by_carrier(joined: FrameT, is_late: nw.Expr) -> FrameT:
        return joined.group_by("carrier").agg(is_late.sum()).sort("carrier")

    def is_late(delay: nw.Expr) -> nw.Expr:
        return (delay > 15).cast(nw.Int64)

    def mean_delay(delay: nw.Series) -> float:
        return float(delay.mean())

    def beyond(delay: nw.Expr, mean_delay: float) -> nw.Expr:
        return delay - mean_delay
"""

FLIGHTS = {"tail": ["N1", "N2", "N1"], "carrier": ["AA", "UA", "UA"], "delay": [10.0, 20.0, 30.0]}
PLANES = {"tail": ["N1", "N2"], "seats": [150, 189]}


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table])
def test_a_portable_frame_function_gives_the_kind_of_frame_that_it_got(
    make: Callable[..., Any],
) -> None:
    driver = hm.Driver(module_of(JOINED))
    frames = {"flights": make(FLIGHTS), "planes": make(PLANES)}
    for outputs in (["carrier", "seats", "beyond"], ["carrier"], "joined", "by_carrier"):
        assert type(driver.execute(outputs, inputs=frames)) is type(frames["flights"])
    result = driver.execute(["seats", "beyond"], inputs=frames)
    assert nw.from_native(result).lazy().sort("beyond").collect().to_dict(as_series=False) == {
        "seats": [150, 189, 150],
        "beyond": [-10.0, 0.0, 10.0],
    }
    grouped = nw.from_native(driver.execute("by_carrier", inputs=frames)).lazy().collect()
    assert grouped.to_dict(as_series=False) == {"carrier": ["AA", "UA"], "is_late": [0, 2]}
    assert driver.values("mean_delay", inputs=frames) == {"mean_delay": 20.0}


def test_a_lazy_frame_is_not_collected_for_a_portable_frame_function() -> None:
    def fail(_frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("collected")

    schema = pl.DataFrame(FLIGHTS).schema
    flights = pl.LazyFrame(schema=schema).map_batches(fail, schema=schema)
    frames = {"flights": flights, "planes": pl.LazyFrame(PLANES)}
    result = hm.Driver(module_of(JOINED)).execute(["is_late", "seats"], inputs=frames)
    assert isinstance(result, pl.LazyFrame)


def test_native_functions_take_the_columns_of_a_portable_frame() -> None:
    module = module_of(
        JOINED
        + """
    import polars as pl

    def ranked(delay: pl.Series) -> pl.Series:
        return delay.rank()

    def again(ranked: pl.Expr, is_late: pl.Expr) -> pl.Expr:
        return pl.when(is_late == 1).then(ranked)
    """
    )
    for make in (pl.DataFrame, pl.LazyFrame):
        frames = {"flights": make(FLIGHTS), "planes": make(PLANES)}
        result = hm.Driver(module).execute(["delay", "again"], inputs=frames)
        rows = result.lazy().sort("delay").collect().rows()
        assert rows == [(10.0, None), (20.0, 2.0), (30.0, 3.0)]
