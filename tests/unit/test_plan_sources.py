"""Where each name of a plan comes from: functions, inputs, overrides, config, defaults, columns."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from tests.modules import module_of

SOURCE = """
    def base(x: int, k: int = 2) -> int:
        return x * k

    def top(base: int, extra: int = 100) -> int:
        return base + extra

    def other(y: int) -> int:
        return y
"""


@pytest.fixture
def driver() -> hm.Driver:
    return hm.Driver(module_of(SOURCE))


@pytest.mark.parametrize(
    ("inputs", "overrides", "config", "expected"),
    [
        ({"x": 1}, {}, {}, 102),
        ({"x": 1, "k": 5}, {}, {}, 105),
        ({"x": 1}, {}, {"k": 7}, 107),
        ({"x": 1}, {"k": 9}, {"k": 7}, 109),
        ({}, {"base": 50}, {}, 150),
        ({}, {"base": 50, "extra": 1}, {}, 51),
        ({"x": 1}, {"x": 3}, {}, 106),
        ({}, {"top": 4}, {}, 4),
    ],
    ids=[
        "defaults",
        "an input instead of a default",
        "config instead of a default",
        "an override instead of config",
        "an override of a function",
        "an override of a default",
        "an override of an input",
        "an override of the output",
    ],
)
def test_each_origin_has_its_rank(
    inputs: dict[str, int], overrides: dict[str, int], config: dict[str, Any], expected: int
) -> None:
    driver = hm.Driver(module_of(SOURCE), config=config)
    assert driver.values("top", inputs=inputs, overrides=overrides) == {"top": expected}


def test_a_column_of_a_frame_feeds_a_parameter_with_a_default() -> None:
    def scaled(x: pl.Expr, by: pl.Expr = pl.lit(3)) -> pl.Expr:  # noqa: B008
        return x * by

    driver = hm.Driver(scaled)
    alone = driver.execute("scaled", inputs=pl.DataFrame({"x": [1]}))
    both = driver.execute("scaled", inputs=pl.DataFrame({"x": [1], "by": [10]}))
    assert (alone.item(), both.item()) == (3, 10)


def test_inputs_that_the_outputs_do_not_need_may_be_given(driver: hm.Driver) -> None:
    assert driver.values("top", inputs={"x": 1, "y": 5}) == {"top": 102}


def test_a_frame_may_have_columns_that_nothing_reads() -> None:
    def double(x: pd.Series) -> pd.Series:
        return x * 2

    frame = pd.DataFrame({"x": [1], "unread": [2], 3: [4]})
    assert hm.Driver(double).execute("double", inputs=frame)["double"].to_list() == [2]


def test_an_input_beside_a_frame() -> None:
    def scaled(x: pl.Expr, by: int) -> pl.Expr:
        return x * by

    inputs = {"table": pl.DataFrame({"x": [1, 2]}), "by": 3}
    assert hm.Driver(scaled).execute("scaled", inputs=inputs)["scaled"].to_list() == [3, 6]


def test_a_series_of_the_dict_goes_before_a_column_of_a_frame() -> None:
    def double(x: pl.Series) -> pl.Series:
        return x * 2

    inputs = {"table": pl.DataFrame({"x": [1, 2]}), "x": pl.Series([10, 20])}
    assert hm.Driver(double).execute("double", inputs=inputs)["double"].to_list() == [20, 40]


@pytest.mark.parametrize("given", [True, 1, 1.5])
def test_a_bool_and_an_int_pass_for_a_float(given: Any) -> None:
    def half(x: float) -> float:
        return x / 2

    assert hm.Driver(half).values("half", inputs={"x": given}) == {"half": given / 2}


def test_outputs_are_names_functions_and_mixes(driver: hm.Driver) -> None:
    module = module_of(SOURCE)
    driver = hm.Driver(module)
    for outputs in ("top", module.top, ["top"], (module.top,), {"top"}, iter([module.top])):
        assert driver.values(outputs, inputs={"x": 1}) == {"top": 102}
    both = driver.values([module.base, "top"], inputs={"x": 1})
    assert both == {"base": 2, "top": 102}


def test_a_mapping_that_is_no_dict_is_taken_as_inputs(driver: hm.Driver) -> None:
    from collections import ChainMap
    from types import MappingProxyType

    for inputs in (MappingProxyType({"x": 1}), ChainMap({"x": 1})):
        assert driver.values("top", inputs=inputs) == {"top": 102}
