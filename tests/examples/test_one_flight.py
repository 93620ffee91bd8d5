"""The features of one flight, run on all flights, beside the same features as expressions."""

from __future__ import annotations

import polars as pl
import pytest

import hamiltonish as hm
from examples.flights import data, features, one_flight

FLIGHTS = 336_776
DRIVER = hm.Driver(one_flight, features.departures, rows="strict")
NAMES = [name for name, node in DRIVER.graph.items() if node.module == one_flight.__name__]
WHOLE = [name for name in NAMES if DRIVER.graph[name].type is int]


@pytest.fixture(scope="module")
def expected() -> pl.DataFrame:
    lazy: pl.LazyFrame = hm.Driver(features).execute(NAMES, inputs=data.tables())
    return lazy.collect()


def test_all_flights_have_the_same_features_as_from_expressions(expected: pl.DataFrame) -> None:
    lazy: pl.LazyFrame = DRIVER.execute(NAMES, inputs=data.tables())
    found = lazy.collect()
    assert (len(found), len(NAMES)) == (FLIGHTS, 20)
    assert found.schema == {**expected.schema, **dict.fromkeys(WHOLE, pl.Int64())}
    for name in NAMES:
        one, other = found[name], expected[name]
        if one.dtype.is_float():
            assert one.is_null().equals(other.is_null())
            assert ((one - other).abs() <= other.abs() * 1e-15 + 1e-13).all(), name
        else:
            assert one.cast(other.dtype).equals(other, null_equal=True), name


def test_the_whole_is_one_query_in_few_layers() -> None:
    plan = DRIVER.plan(NAMES, inputs=data.tables())
    assert len(plan.layers) == 2
    assert "barrier" not in plan.explain()


def test_a_flight_by_itself_has_the_features_of_its_row(expected: pl.DataFrame) -> None:
    departures: pl.LazyFrame = features.departures(**data.tables())
    reads = {n for name in NAMES for n in DRIVER.graph.dependencies(name)} - set(NAMES)
    some = departures.select(reads).gather_every(2_011).collect()
    driver = hm.Driver(one_flight)
    rows = expected.gather_every(2_011)
    for record, row in zip(some.to_dicts(), rows.to_dicts(), strict=True):
        if any(value is None for value in record.values()):
            continue  # strict parameters: a call by itself would raise
        values = driver.values(NAMES, inputs=record)
        for name, value in values.items():
            is_float = isinstance(value, float)
            assert value == (pytest.approx(row[name], rel=1e-14) if is_float else row[name])
