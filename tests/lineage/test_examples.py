"""Lineage of the examples, on real data: beside what one writes down by hand, and by the law."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from examples.flights import __main__ as program
from examples.flights import data, features, portable
from examples.marketing import features as marketing
from hamiltonish.lineage import Flow, Lineage
from tests.lineage.test_lineage import listed

JOIN = {
    "flights.tailnum",
    "flights.origin",
    "flights.time_hour",
    "weather.origin",
    "weather.time_hour",
    "planes.tailnum",
}
"""What decides which weather and which plane stand beside a flight; it feeds every column."""

BY_HAND = {
    "speed": {"flights.distance": "transformation", "flights.air_time": "transformation"},
    "is_cancelled": {"flights.dep_time": "transformation"},
    "part_of_day": {"flights.hour": "conditional"},
    "flight_date": dict.fromkeys(
        ("flights.year", "flights.month", "flights.day"), "transformation"
    ),
    "gain_per_hour": {
        "flights.dep_delay": "transformation",
        "flights.arr_delay": "transformation",
        "flights.air_time": "transformation",
    },
    "carrier_late_rate": {"flights.arr_delay": "aggregation", "flights.carrier": "window"},
    "route_speed_z": {
        "flights.distance": "transformation aggregation",
        "flights.air_time": "transformation aggregation",
        "flights.origin": "window",
        "flights.dest": "window",
    },
    "delay_rank": {
        "flights.dep_delay": "transformation",
        "flights.year": "window",
        "flights.month": "window",
        "flights.day": "window",
        "flights.origin": "window",
    },
    "rest_hours": {
        "flights.minute": "transformation window",
        "flights.time_hour": "transformation window",
        "flights.tailnum": "window conditional",
    },
    "is_icy": {"weather.temp": "transformation", "weather.precip": "transformation"},
    "pressure_z": {"weather.pressure": "transformation aggregation", "flights.origin": "window"},
    "plane_age": {"flights.year": "transformation", "planes.year": "transformation"},
    "seat_miles": {"planes.seats": "transformation", "flights.distance": "transformation"},
}
"""Of some features what is computed with, and what it does; the join is left out."""


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    """Take every 200th flight of the days that all months have, and all other rows."""
    known = {name: table.collect() for name, table in data.tables().items()}
    flights = known["flights"].filter(pl.col("day") <= 28).gather_every(200)
    return {**known, "flights": flights}


@pytest.fixture(scope="module")
def names() -> list[str]:
    driver = hm.Driver(features)
    return [name for name, node in driver.graph.items() if program.is_feature(node)]


@pytest.fixture(scope="module")
def lineage(names: list[str]) -> Lineage:
    return hm.Driver(features).lineage(names, inputs=data.tables())


@pytest.mark.parametrize("feature", BY_HAND)
def test_lineage_of_flights_is_what_one_writes_down_by_hand(lineage: Lineage, feature: str) -> None:
    own = BY_HAND[feature]
    found = listed(lineage, feature)
    assert set(found) == JOIN | set(own)
    for column, flows in own.items():
        # A key of the join does what it does in the feature, and what the join does.
        beside = {"join", "window", "conditional"} if column in JOIN else set()
        assert set(flows.split()) <= set(found[column]) <= set(flows.split()) | beside
    for column in JOIN - set(own):
        assert "identity" not in found[column]
        assert "transformation" not in found[column]
    assert not any(edge.is_opaque or not edge.flows for edge in lineage)


def test_lineage_of_flights_names_the_files(lineage: Lineage) -> None:
    assert {name: len(frame.files) for name, frame in lineage.frames.items()} == {
        "flights": 1,
        "weather": 1,
        "planes": 1,
    }
    assert len(lineage.frames["flights"].columns) == 19


def differ(first: pl.Series, second: pl.Series) -> bool:
    """Whether two columns differ by more than the order in which threads add up."""
    if not first.dtype.is_float():
        return not first.equals(second)
    apart = ((first - second).abs() > 1e-6) | (first.is_null() != second.is_null())
    return bool(apart.any())


def test_a_feature_changes_only_with_the_columns_that_it_lists(
    lineage: Lineage, names: list[str], tables: dict[str, pl.DataFrame]
) -> None:
    driver = hm.Driver(features)
    before = driver.execute(names, inputs=tables)
    keys = {tuple(key.split(".")) for key in JOIN}
    for frame, table in tables.items():
        for column in table.columns:
            if (frame, column) in keys:
                assert lineage.outputs_of(column, frame) == tuple(names)
                continue
            other = table.with_columns(pl.col(column).reverse())
            after = driver.execute(names, inputs={**tables, frame: other})
            changed = {name for name in names if differ(before[name], after[name])}
            assert changed <= set(lineage.outputs_of(column, frame)), column
            # Nothing is listed in vain: the columns of the sample differ from row to row.
            if column not in ("year", "tz", "flight") and lineage.outputs_of(column, frame):
                assert changed, column


def test_portable_features_have_one_lineage_on_every_library(
    tables: dict[str, pl.DataFrame],
) -> None:
    duckdb = pytest.importorskip("duckdb")
    driver = hm.Driver(portable)
    outputs = [n for n, node in driver.graph.items() if node.function and n != "departures"]

    def found(convert: Any) -> set[tuple[str, str, tuple[Flow, ...], bool]]:
        inputs = {name: convert(table.head(10)) for name, table in tables.items()}
        lineage = driver.lineage(outputs, inputs=inputs)
        return {(edge.output, edge.source, edge.flows, edge.is_opaque) for edge in lineage}

    on_polars = found(lambda table: table.lazy())
    assert not any(is_opaque or not flows for *_, flows, is_opaque in on_polars)
    assert ("speed", "flights.distance", (Flow.TRANSFORMATION,), False) in on_polars
    for convert in (
        lambda table: table,
        lambda table: table.to_pandas(),
        lambda table: table.to_arrow(),
        lambda table: duckdb.from_arrow(table.to_arrow()),
    ):
        assert found(convert) == on_polars


def test_series_of_pandas_come_from_what_their_functions_read() -> None:
    frame = pd.DataFrame({"spend": [1.0, 2.0], "signups": [1, 2]})
    driver = hm.Driver(marketing)
    lineage = driver.lineage(["spend_per_signup", "spend_zero_mean"], inputs=frame)
    assert listed(lineage, "spend_per_signup") == {"inputs.spend": (), "inputs.signups": ()}
    assert listed(lineage, "spend_zero_mean") == {"inputs.spend": ()}
    assert lineage.edges[-1].through == ("spend_mean", "spend_zero_mean")
    assert lineage.frames["inputs"].rows == 2
    assert isinstance(lineage.to_frame(), pd.DataFrame)
