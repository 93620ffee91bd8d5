"""A program of Polars expressions, as users write it, that type-checkers must accept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_type

import polars as pl

import hamiltonish as hm
from hamiltonish.hooks import NodeFinished
from hamiltonish.modifiers import config, extract_columns, name


@extract_columns("distance", air_time="air time (min)")
def flights(path: str) -> pl.LazyFrame:
    return pl.scan_parquet(path)


@name("Speed (mph)")
def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    return distance / air_time * 60


@config.when(strict=True)
def is_fast__strict(speed: pl.Expr, limit: float = 500.0) -> pl.Expr:
    return speed > limit


@config.when_not_in(strict=[True])
def is_fast__lenient(speed: pl.Expr) -> pl.Expr:
    return speed > 400


class Model:
    def score(self, speed: pl.Expr) -> pl.Expr:
        return speed * 2


def watch(event: NodeFinished) -> None:
    assert_type(event.seconds, float)


driver = hm.Driver(
    speed, flights, Model(), "shop.features", config={"strict": True}, hooks=[hm.Hooks()]
)
assert_type(driver.graph, hm.Graph)
assert_type(driver.graph["speed"], hm.Node)
assert_type(driver.graph.upstream("speed", "distance"), hm.Graph)
assert_type(driver.graph.dependencies("speed"), tuple[str, ...])
assert_type(driver.values(["speed", flights], inputs={"path": "x"}), dict[str, Any])
assert_type(driver.plan(speed), hm.Plan)
assert_type(driver.plan("speed").order, tuple[str, ...])
run = driver.run({"speed"}, inputs=pl.DataFrame(), overrides={"speed": pl.Series([1])}, to="pandas")
assert_type(run, hm.Run)
assert_type(run.report, hm.Report)
assert_type(run.values, Mapping[str, Any])
frame: pl.DataFrame = driver.execute("speed", rename={"air time": "air_time"})
assert_type(driver.replace(config={}, check_types=True), hm.Driver)
# A decorated function is still the plain function.
assert_type(speed(pl.col("a"), pl.col("b")), pl.Expr)
assert_type(flights("x"), pl.LazyFrame)
