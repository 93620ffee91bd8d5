"""What a plan tells of itself."""

from __future__ import annotations

import textwrap

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from tests.modules import module_of

MIXED = """
    import polars as pl

    def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        return distance / air_time

    def fast(speed: pl.Expr, limit: float) -> pl.Expr:
        return speed > limit

    def ranked(speed: pl.Series) -> pl.Series:
        return speed.rank()

    def limit() -> float:
        return 500.0
"""

FRAME = pl.DataFrame({"distance": [1], "air_time": [2], "unread": [3]})


def test_a_plan_of_layers_reads_step_by_step() -> None:
    plan = hm.Driver(module_of(MIXED)).plan(["speed", "fast"], inputs=FRAME.lazy())
    expected = """
        Plan for 2 outputs: 3 functions, 2 layers
              reads   2 of 3 columns of inputs: distance, air_time
           1  call    limit (features.py:12)
           2  layer   speed on inputs
           3  layer   fast on inputs
           4  frame   select 2 columns
    """
    assert plan.explain() == textwrap.dedent(expected).strip("\n")
    assert str(plan) == plan.explain()


def test_a_barrier_is_shown() -> None:
    plan = hm.Driver(module_of(MIXED)).plan("ranked", inputs=FRAME.lazy())
    lines = plan.explain().splitlines()
    assert lines[0] == "Plan for 1 output: 2 functions, 1 layer, 1 barrier"
    assert any("barrier collect speed of inputs" in line for line in lines)
    assert any("call    ranked (features.py:9)" in line for line in lines)


def test_given_values_and_overrides_are_shown() -> None:
    def total(a: int, b: int) -> int:
        return a + b

    def shown(total: int, table: pd.DataFrame) -> int:
        return total

    plan = hm.Driver(total, shown).plan(
        "shown", inputs={"table": pd.DataFrame({"z": [1]})}, overrides={"total": 3}
    )
    assert "      given   table" in plan.explain().splitlines()
    assert "      instead total" in plan.explain().splitlines()
    assert plan.order == ("shown",)


def test_long_lists_of_columns_are_wrapped() -> None:
    lines = [f"def long_name_of_column_{n}(x: pl.Expr) -> pl.Expr: return x" for n in range(30)]
    driver = hm.Driver(module_of("\n".join(["import polars as pl", *lines])))
    outputs = [f"long_name_of_column_{n}" for n in range(30)]
    text = driver.plan(outputs, inputs=pl.DataFrame({"x": [1]})).explain()
    assert max(map(len, text.splitlines())) <= 96
    assert "select 30 columns" in text


def test_counts_of_one_are_singular() -> None:
    def double(x: pl.Expr) -> pl.Expr:
        return x * 2

    text = hm.Driver(double).plan("double", inputs=pl.DataFrame({"x": [1], "y": [2]})).explain()
    assert "1 of 2 columns of inputs: x" in text
    assert "select 1 column" in text
    assert "1 columns" not in text


def test_a_plan_of_no_frame_has_only_calls() -> None:
    plan = hm.Driver(module_of(MIXED)).plan("limit", inputs=FRAME)
    assert plan.order == ("limit",)
    assert plan.layers == ()
    assert plan.reads == {}


def test_a_plan_reads_as_its_size() -> None:
    plan = hm.Driver(module_of(MIXED)).plan(["speed", "fast"], inputs=FRAME)
    assert repr(plan) == "<Plan: 2 outputs, 3 functions>"
    assert {node.name for node in plan.nodes} == {"speed", "fast", "limit"}


@pytest.mark.parametrize("method", ["execute", "values"])
def test_what_a_plan_says_is_what_is_called(method: str) -> None:
    calls: list[str] = []
    hooks = hm.Hooks(before_node=lambda event: calls.append(f"{event.kind} {event.name}"))
    driver = hm.Driver(module_of(MIXED), hooks=[hooks])
    getattr(driver, method)(["fast", "ranked"], inputs=FRAME)
    plan = driver.plan(["fast", "ranked"], inputs=FRAME)
    called = [call.removeprefix("call ") for call in calls if call.startswith("call ")]
    assert called == list(plan.order)
