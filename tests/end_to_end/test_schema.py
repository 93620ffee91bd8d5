"""The schema of a result without its data: the same as that of the result, no rows touched."""

from __future__ import annotations

from typing import Annotated, Any

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from tests.strategies import RandomGraph, pandas_graphs, polars_graphs

FLIGHTS = pl.DataFrame({"carrier": ["UA", "AA"], "distance": [1400, 1089], "air_time": [227, 160]})


def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    return distance / air_time * 60


def mean_speed(speed: pl.Series) -> float:
    return speed.mean()


def beyond_mean(speed: pl.Expr, mean_speed: float) -> pl.Expr:
    return speed.cast(pl.Int32) - mean_speed


@given(polars_graphs(), st.data())
def test_the_schema_is_that_of_the_result_for_polars(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs = data.draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))
    frame = pl.DataFrame({name: [3, 1, 2] for name in random.inputs})
    driver = hm.Driver(random.module)
    expected = driver.execute(outputs, inputs=frame).schema
    assert driver.schema(outputs, inputs=frame) == expected
    assert driver.schema(outputs, inputs=frame.lazy()) == expected


@given(pandas_graphs(), st.data())
def test_the_schema_is_that_of_the_result_for_pandas(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs = data.draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))
    frame = pd.DataFrame({name: [3, 1, 2] for name in random.inputs})
    driver = hm.Driver(random.module, anchor)
    expected = driver.execute(outputs, inputs=frame).dtypes.to_dict()
    assert driver.schema(outputs, inputs=frame) == expected


def anchor(column: pd.Series) -> pd.Series:
    """Say of which library the frames of a driver are; nobody asks for it."""
    return column


def test_no_rows_are_touched() -> None:
    def touched(frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("rows were read")

    frame = FLIGHTS.lazy().map_batches(touched, schema=FLIGHTS.schema)
    driver = hm.Driver(speed, mean_speed, beyond_mean)
    assert driver.schema(["carrier", "speed", "beyond_mean"], inputs=frame) == {
        "carrier": pl.String(),
        "speed": pl.Float64(),
        "beyond_mean": pl.Float64(),
    }


def test_a_value_that_no_rows_cannot_give_has_the_type_of_its_annotation() -> None:
    def first(speed: pl.Series) -> int:
        return int(speed[0])

    def times(distance: pl.Expr, first: int) -> pl.Expr:
        return distance * first

    schema = hm.Driver(speed, first, times).schema(["first", "times"], inputs=FLIGHTS)
    assert schema == {"first": pl.Int32(), "times": pl.Int64()}


def test_a_value_that_depends_on_no_rows_is_computed() -> None:
    def unit() -> str:
        return "mph"

    def converted(distance: pl.Expr, unit: str) -> pl.Expr:
        return distance * 1.609 if unit == "km/h" else distance

    schema = hm.Driver(unit, converted).schema("converted", inputs=FLIGHTS)
    assert schema == {"converted": pl.Int64()}


def test_a_dtype_in_the_annotation_stands_for_a_function_that_needs_rows() -> None:
    def model(speed: pl.Series) -> list[float]:
        raise AssertionError("called without rows")

    def prediction(model: list[float], speed: pl.Series) -> Annotated[pl.Series, pl.Float32]:
        raise AssertionError("called without rows")

    def risk(prediction: pl.Expr, distance: pl.Expr) -> pl.Expr:
        return prediction * distance.cast(pl.Float32)

    def ready() -> list[float]:
        return [1.0]

    driver = hm.Driver(speed, model, prediction, risk)
    schema = driver.schema(["prediction", "risk"], inputs=FLIGHTS, overrides={"model": ready()})
    assert schema == {"prediction": pl.Float32(), "risk": pl.Float32()}


def test_a_dtype_is_found_behind_other_notes_in_the_annotation() -> None:
    def first(speed: pl.Series) -> Annotated[pl.Series, "miles per hour", pl.Float32]:
        raise AssertionError("called without rows")

    assert hm.Driver(speed, first).schema("first", inputs=FLIGHTS) == {"first": pl.Float32()}


def test_a_function_that_fails_without_rows_tells_the_way_out() -> None:
    def last(speed: pl.Series) -> pl.Series:
        return pl.Series([speed[-1]] * len(speed))

    with pytest.raises(IndexError, match="out of bounds") as caught:
        hm.Driver(speed, last).schema("last", inputs=FLIGHTS.lazy())
    assert "`last` (test_schema.py:" in caught.value.__notes__[0]
    assert caught.value.__notes__[1] == (
        "in Driver.schema, which calls functions on data without rows. If one cannot do that, give"
        " its result in `overrides=`, or its dtype by `Annotated[pl.Series, pl.Float64]`."
    )


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (pa.table({"x": [1]}), {"x": nw.Int64(), "half": nw.Float64()}),
        (nw.from_native(pa.table({"x": [1]})), {"x": nw.Int64(), "half": nw.Float64()}),
        (pl.LazyFrame({"x": [1]}), {"x": pl.Int64(), "half": pl.Float64()}),
        (pd.DataFrame({"x": [1]}), {"x": "int64", "half": "float64"}),
    ],
    ids=["pyarrow", "narwhals", "polars", "pandas"],
)
def test_portable_functions_have_a_schema_on_every_engine(frame: Any, expected: Any) -> None:
    def half(x: nw.Expr) -> nw.Expr:
        return x / 2

    assert hm.Driver(half).schema(["x", "half"], inputs=frame) == expected


def test_a_whole_frame_has_a_schema() -> None:
    def by_carrier(flights: pl.LazyFrame, speed: pl.Expr) -> pl.LazyFrame:
        return flights.group_by("carrier").agg(speed.mean(), pl.len())

    schema = hm.Driver(speed, by_carrier).schema("by_carrier", inputs={"flights": FLIGHTS.lazy()})
    assert schema == {"carrier": pl.String(), "speed": pl.Float64(), "len": pl.UInt32()}
