"""The testing kit on real features: what is known of the flights and of the marketing spend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

import hamiltonish as hm
from examples.flights import features
from examples.flights.data import tables
from examples.marketing import features as marketing
from hamiltonish.testing import (
    Cut,
    assert_batch_equals_live,
    assert_no_mutation,
    assert_order_free,
    assert_row_local,
    assert_unchanged,
    case,
    for_each_node,
    strategies,
)

FLIGHTS = hm.Driver(features)
SPEND = hm.Driver(marketing)
WEEKS = pd.DataFrame({"spend": [10, 10, 20, 40, 40, 50], "signups": [1, 10, 50, 100, 200, 400]})

ROW_LOCAL = [
    "flight_date", "sched_departure", "weekday", "is_weekend", "is_holiday_season", "part_of_day",
    "time_of_day", "time_sin", "speed", "haul", "is_cancelled", "is_diverted", "is_late",
    "is_late_departure", "delay_bucket", "gain", "gain_per_hour", "delay_per_100_miles",
    "temperature", "dew_point_spread", "wind_to_north", "is_low_visibility", "is_icy", "plane_age",
    "seat_miles",
]  # fmt: skip
WINDOWS = ["carrier_late_rate", "route_share", "delay_rank", "plane_last_delay", "pressure_z"]


@pytest.fixture(scope="module")
def samples() -> dict[str, pl.LazyFrame]:
    frames = tables()
    return {**frames, "flights": frames["flights"].head(3_000).gather_every(15)}


def test_the_features_of_a_flight_alone_are_row_local(samples: dict[str, pl.LazyFrame]) -> None:
    assert_row_local(FLIGHTS, ROW_LOCAL, samples, rows_of="flights")
    assert_order_free(FLIGHTS, ROW_LOCAL, samples, rows_of="flights")


@pytest.mark.parametrize("name", WINDOWS)
def test_the_features_of_other_flights_are_not(name: str, samples: dict[str, pl.LazyFrame]) -> None:
    some = {**samples, "flights": samples["flights"].head(60)}
    with pytest.raises(AssertionError, match=rf"`{name}` is not row-local"):
        assert_row_local(FLIGHTS, name, some, rows_of="flights")


def test_the_schedule_tells_the_order_of_flights(samples: dict[str, pl.LazyFrame]) -> None:
    names = ["plane_last_delay", "plane_recent_delay", "rest_hours", "carrier_late_rate"]
    assert_order_free(FLIGHTS, names, samples, rows_of="flights")


def test_a_few_flights_are_the_same_live(samples: dict[str, pl.LazyFrame]) -> None:
    some = {**samples, "flights": samples["flights"].head(12)}
    assert_batch_equals_live(FLIGHTS, ROW_LOCAL, some, rows_of="flights")


def test_the_smallest_frame_of_a_rate_is_two_flights_of_a_carrier() -> None:
    frame = pl.DataFrame(
        {"carrier": ["UA", "AA", "DL", "UA", "AA"] * 40, "arr_delay": [1, 20, 5, 90, 30] * 40}
    )
    driver = hm.Driver(features.is_late, features.carrier_late_rate)
    with pytest.raises(AssertionError) as caught:
        assert_row_local(driver, "carrier_late_rate", frame)
    lines = str(caught.value).splitlines()
    assert lines[1] == "  smallest frame: 2 of 200 rows"
    assert [line.split() for line in lines[3:5]] == [
        [lines[3].split()[0], "'UA'", "1", "0.5", "0.0"],
        [lines[4].split()[0], "'UA'", "90", "0.5", "1.0"],
    ]


@for_each_node(features)
def test_each_function_of_the_flights_says_what_it_is(node: str) -> None:
    assert FLIGHTS.graph[node].doc.endswith(".")


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    strategies.frames(
        FLIGHTS,
        ["speed", "haul", "delay_bucket", "is_cancelled", "temperature"],
        like={name: frame.head(300) for name, frame in tables().items()},
        unique={"weather": ["origin", "time_hour"], "planes": ["tailnum"]},
        rows=(0, 4),
    )
)
def test_features_of_any_flight_have_its_rows(inputs: Any) -> None:
    outputs = ["speed", "haul", "delay_bucket", "is_cancelled", "temperature"]
    frame = FLIGHTS.execute(outputs, inputs=inputs).collect()
    assert frame.height == inputs["flights"].collect().height


# -- marketing -----------------------------------------------------------------------------------


def test_the_spend_of_weeks() -> None:
    case(marketing.spend_per_signup, {"spend": [10, 10], "signups": [1, 10]}, [10, 1])
    assert Cut(SPEND, "spend_zero_mean_unit_variance")(
        spend_zero_mean=[1.0], spend_std_dev=2.0
    ) == [0.5]


def test_no_function_of_marketing_changes_what_it_is_given() -> None:
    names = [node.name for node in SPEND.graph.values() if node.function]
    assert_no_mutation(SPEND, names, WEEKS)


def test_which_of_the_columns_of_marketing_are_row_local() -> None:
    assert_row_local(SPEND, "spend_per_signup", WEEKS)
    for name in ("avg_3wk_spend", "spend_zero_mean", "spend_zero_mean_unit_variance"):
        with pytest.raises(AssertionError, match=rf"`{name}` is not row-local"):
            assert_row_local(SPEND, name, WEEKS)
    assert_order_free(SPEND, ["spend_zero_mean", "spend_mean", "spend_std_dev"], WEEKS)
    with pytest.raises(AssertionError, match="`avg_3wk_spend` depends on the order of the rows"):
        assert_order_free(SPEND, "avg_3wk_spend", WEEKS)


def test_marketing_is_what_it_was() -> None:
    file = Path(__file__).parent / "snapshots" / "marketing.csv"
    assert_unchanged(SPEND, ["spend_per_signup", "spend_zero_mean", "avg_3wk_spend"], WEEKS, file)


@settings(max_examples=10, deadline=None)
@given(strategies.frames(SPEND, "spend_per_signup", like=WEEKS))
def test_any_spend_gives_a_row_for_each_week(weeks: pd.DataFrame) -> None:
    assert list(weeks.columns) == ["spend", "signups"]
    assert len(SPEND.execute("spend_per_signup", inputs=weeks)) == len(weeks)
