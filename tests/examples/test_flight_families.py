"""Families, loops, pipes and checks on the real flights, beside the same written by hand."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hamiltonish as hm
from examples.flights import data, families


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    frame: pl.LazyFrame = hm.Driver(families.graph()).execute(
        families.OUTPUTS, inputs=data.tables()
    )
    return frame.collect()


@pytest.fixture(scope="module")
def flights() -> pl.DataFrame:
    late, cancelled = pl.col("arr_delay") > 15, pl.col("dep_time").is_null()
    departure = pl.col("time_hour") + pl.duration(minutes=pl.col("minute"))
    table = data.tables()["flights"].with_columns(
        is_late=late, is_cancelled=cancelled, departure=departure
    )
    return table.collect()


def test_families_and_pipes_give_what_is_written_by_hand(
    table: pl.DataFrame, flights: pl.DataFrame
) -> None:
    expected = flights.select(
        origin_late_share=pl.col("is_late").mean().over("origin"),
        dest_late_share=pl.col("is_late").mean().over("dest"),
        dest_cancelled_share=pl.col("is_cancelled").mean().over("dest"),
        capped_delay=pl.col("arr_delay").cast(pl.Float64).clip(-60, 240).fill_null(0),
    )
    assert_frame_equal(table.select(expected.columns), expected)


@pytest.mark.parametrize("key", ["tailnum", "origin"])
@pytest.mark.parametrize("window", families.RECENT)
def test_nodes_of_a_loop_give_what_is_written_by_hand(
    table: pl.DataFrame, flights: pl.DataFrame, key: str, window: int
) -> None:
    recent = pl.col("dep_delay").shift(1).rolling_mean(window, min_samples=1)
    by_hand = pl.when(pl.col(key).is_not_null()).then(recent.over(key, order_by="departure"))
    name = f"{key}_delay_{window}"
    assert_frame_equal(table.select(name), flights.select(by_hand.alias(name)))


def test_each_member_says_what_it_is() -> None:
    graph = families.graph()
    assert graph["dest_cancelled_share"].doc == (
        "Share of flights with is_cancelled among those with the same dest."
    )
    assert graph["origin_delay_30"].doc == (
        "Mean of dep_delay over the 30 flights of the same origin before this one."
    )
    assert "capped_delay.with_clip" in graph


def test_a_check_that_fails_on_the_flights_names_rows_and_values() -> None:
    from hamiltonish.modifiers import check_output

    @check_output(range=(0, 1_000))
    def longest(dep_delay: pl.Expr) -> pl.Expr:
        return dep_delay

    with pytest.raises(hm.CheckError, match=r"(?s)`longest`.*range\(0, 1000\).*of 336,776 rows"):
        hm.Driver(longest).execute("longest", inputs=data.tables()["flights"])
