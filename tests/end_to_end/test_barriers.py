"""Barriers: what is fetched, how often, and what is left behind."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hamiltonish as hm
from hamiltonish.modifiers import extract_columns
from hamiltonish.plan import StepKind

FLIGHTS = pl.LazyFrame(
    {"carrier": ["UA", "AA", "UA"], "delay": [4.0, 8.0, 3.0], "miles": [1, 2, 3]}
)
WEATHER = pl.LazyFrame({"hour": [0, 1], "temp": [10.0, 30.0]})


def mean_delay(delay: pl.Series) -> float:
    return delay.mean()


def most_miles(miles: pl.Series) -> int:
    return miles.max()


def mean_temp(temp: pl.Series) -> float:
    return temp.mean()


def risk(delay: pl.Expr, mean_delay: float, mean_temp: float, most_miles: int) -> pl.Expr:
    return delay / mean_delay * mean_temp + most_miles


def _collects(plan: hm.Plan) -> list[str]:
    return [step.name for step in plan.steps if step.kind is StepKind.COLLECT]


def test_values_of_two_frames_are_collected_in_one_step() -> None:
    driver = hm.Driver(mean_delay, most_miles, mean_temp, risk)
    inputs = {"flights": FLIGHTS, "weather": WEATHER}
    assert _collects(driver.plan("risk", inputs=inputs)) == [
        "delay, miles of flights; temp of weather"
    ]
    frame = driver.execute("risk", inputs=inputs)
    assert isinstance(frame, pl.LazyFrame)
    assert frame.collect()["risk"].to_list() == pytest.approx([19.0, 35.0, 15.0])


def test_frames_that_functions_take_as_data_are_collected_together() -> None:
    def counts(flights: pl.DataFrame, weather: pl.DataFrame) -> int:
        return flights.height * 10 + weather.height

    plan = hm.Driver(counts).plan("counts", inputs={"flights": FLIGHTS, "weather": WEATHER})
    assert _collects(plan) == ["flights; weather"]
    values = hm.Driver(counts).values("counts", inputs={"flights": FLIGHTS, "weather": WEATHER})
    assert values == {"counts": 32}


@pytest.mark.skipif(pl.__version__.startswith("1."), reason="Polars 1 compares no Python functions")
def test_a_step_common_to_two_collected_frames_is_computed_once() -> None:
    seen: list[int] = []

    def cleaned(flights: pl.LazyFrame) -> pl.LazyFrame:
        def watched(frame: pl.DataFrame) -> pl.DataFrame:
            seen.append(frame.height)
            return frame

        return flights.map_batches(watched, predicate_pushdown=False)

    def late(cleaned: pl.LazyFrame) -> pl.LazyFrame:
        return cleaned.filter(pl.col("delay") > 3)

    def early(cleaned: pl.LazyFrame) -> pl.LazyFrame:
        return cleaned.filter(pl.col("delay") <= 3)

    values = hm.Driver(cleaned, late, early, heights).values("heights", inputs={"flights": FLIGHTS})
    assert values == {"heights": (2, 1)}
    assert seen == [3]


def heights(late: pl.DataFrame, early: pl.DataFrame) -> tuple[int, int]:
    return late.height, early.height


def test_a_column_is_left_behind_after_its_last_reader_on_eager_engines() -> None:
    widths: list[int] = []

    def a(x: nw.Expr) -> nw.Expr:
        return x + 1

    def b(a: nw.Expr, y: nw.Expr) -> nw.Expr:
        return a * y

    def c(b: nw.Expr) -> nw.Expr:
        return b - 1

    hooks = hm.Hooks(
        after_node=lambda event: event.kind == "layer" and widths.append(event.value.shape[1])
    )
    frame = pd.DataFrame({"x": [1, 2], "y": [3, 4], "unread": [0, 0]})
    got = hm.Driver(a, b, c, hooks=hooks).execute(["y", "c"], inputs=frame)
    assert widths == [2, 2, 2]  # y and a; y and b; y and c
    pd.testing.assert_frame_equal(got, pd.DataFrame({"y": [3, 4], "c": [5, 11]}))


def test_an_aggregate_alone_still_has_a_row_for_each_row_of_its_frame() -> None:
    def total(miles: pl.Expr) -> pl.Expr:
        return miles.sum()

    got = hm.Driver(total).execute("total", inputs=FLIGHTS)
    assert_frame_equal(got.collect(), pl.DataFrame({"total": [6, 6, 6]}))


def speed(miles: pl.Expr, delay: pl.Expr) -> pl.Expr:
    return miles / delay


def mean_speed(speed: pl.Series) -> float:
    return speed.mean()


def doubled_mean(mean_delay: float) -> float:
    return mean_delay * 2


def grade(speed: pl.Expr, mean_speed: float, doubled_mean: float) -> pl.Expr:
    return speed / mean_speed + doubled_mean


def early(miles: pl.Expr, mean_delay: float) -> pl.Expr:
    return miles * mean_delay


def mean_early(early: pl.Series) -> float:
    return early.mean()


def late(miles: pl.Expr, mean_early: float, most_miles: int) -> pl.Expr:
    return miles / mean_early + most_miles


def test_a_value_of_a_source_column_waits_for_the_barrier_of_a_computed_one() -> None:
    driver = hm.Driver(mean_delay, speed, mean_speed, doubled_mean, grade)
    outputs = ["grade", "mean_delay"]
    assert _collects(driver.plan(outputs, inputs=FLIGHTS)) == ["delay, speed of inputs"]
    mean = (1 / 4 + 2 / 8 + 3 / 3) / 3
    expected = [0.25 / mean + 10, 0.25 / mean + 10, 1 / mean + 10]
    for inputs in (FLIGHTS, FLIGHTS.collect()):
        got = driver.execute(outputs, inputs=inputs).lazy().collect()
        assert_frame_equal(got, pl.DataFrame({"grade": expected, "mean_delay": [5.0] * 3}))


def test_an_expression_of_a_value_that_waits_waits_with_it() -> None:
    driver = hm.Driver(mean_delay, speed, mean_speed, early, doubled_mean, grade)
    plan = driver.plan(["early", "grade"], inputs=FLIGHTS)
    assert _collects(plan) == ["delay, speed of inputs"]
    assert [layer.columns for layer in plan.layers] == [("speed",), ("early", "grade")]


def test_a_value_that_is_read_before_a_barrier_does_not_wait_for_it() -> None:
    driver = hm.Driver(mean_delay, most_miles, early, mean_early, late)
    plan = driver.plan("late", inputs=FLIGHTS)
    assert _collects(plan) == ["delay of inputs", "miles, early of inputs"]
    got = driver.execute("late", inputs=FLIGHTS).collect()
    assert got["late"].to_list() == [1 / 10 + 3, 2 / 10 + 3, 3 / 10 + 3]


@extract_columns("carrier", "slow")
def late_ones(flights: pl.LazyFrame, mean_delay: float) -> pl.LazyFrame:
    return flights.select("carrier", slow=pl.col("delay") > mean_delay)


def slow_again(slow: pl.Expr, mean_speed: float) -> pl.Expr:
    return slow & (mean_speed > 0)


def test_the_columns_of_a_frame_wait_with_it() -> None:
    driver = hm.Driver(mean_delay, speed, mean_speed, late_ones, slow_again)
    plan = driver.plan("slow_again", inputs={"flights": FLIGHTS})
    assert _collects(plan) == ["delay, speed of flights"]
    got = driver.execute("slow_again", inputs={"flights": FLIGHTS}).collect()
    assert got["slow_again"].to_list() == [False, True, False]
