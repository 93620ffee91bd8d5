"""Reach: which rows each output needs, with the nodes that are the causes."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.errors import UnknownNodeError
from hamiltonish.modifiers import tag
from hamiltonish.reach import Reach
from hamiltonish.reach.kinds import worst

FRAME = pd.DataFrame({"x": [1.0, 2.0, None, 4.0], "k": ["a", "b", "a", "b"]})


def doubled(x: pd.Series) -> pd.Series:
    return x * 2


def ranked(x: pd.Series) -> pd.Series:
    return x.rank()


def lagged(doubled: pd.Series) -> pd.Series:
    return doubled.shift(1)


def next_one(x: pd.Series) -> pd.Series:
    return x.shift(-1)


def by_key(x: pd.Series, k: pd.Series) -> pd.Series:
    return x / x.groupby(k).transform("sum")


def by_key_before(x: pd.Series, k: pd.Series) -> pd.Series:
    return x.groupby(k).shift(1)


def mean(x: pd.Series) -> float:
    return float(x.mean())


def centered(x: pd.Series, mean: float) -> pd.Series:
    return x - mean


def is_far(x: float | None, mean: float) -> bool | None:
    return None if x is None else x > mean


def noisy(x: pd.Series) -> pd.Series:
    noisy.calls += 1  # type: ignore[attr-defined]
    return x + noisy.calls  # type: ignore[attr-defined]


noisy.calls = 0  # type: ignore[attr-defined]


def failing(x: pd.Series) -> pd.Series:
    if len(x) < 2:
        raise ValueError("too few rows")
    return x


DRIVER = hm.Driver(
    doubled, ranked, lagged, next_one, by_key, by_key_before, mean, centered, is_far, noisy, failing
)


@pytest.mark.parametrize(
    ("output", "reach", "construct"),
    [
        ("doubled", Reach.ROW, ""),
        ("ranked", Reach.TABLE, "give other values"),
        ("lagged", Reach.WINDOW, "rows before it are enough, in their order"),
        ("next_one", Reach.WINDOW, "rows after it are enough, in their order"),
        ("by_key", Reach.GROUP, "rows of the same `k` are enough"),
        ("by_key_before", Reach.WINDOW, "rows before it are enough"),
        ("centered", Reach.TABLE, "a value of `x`"),
        ("is_far", Reach.TABLE, "a value of `x`"),
        ("noisy", Reach.TABLE, "it gives other values each time"),
        ("failing", Reach.TABLE, "raise ValueError"),
        ("x", Reach.ROW, ""),
    ],
)
def test_functions_on_data_are_tried_on_a_sample(output, reach, construct) -> None:
    found = DRIVER.reach([output], inputs=FRAME)
    assert found[output] is reach
    assert construct in "".join(str(cause) for cause in found.causes[output])


def test_without_a_sample_a_function_on_data_may_read_anything() -> None:
    found = DRIVER.reach(["doubled"])
    assert found["doubled"] is Reach.TABLE
    assert "give a sample" in found.causes["doubled"][0].hint


def test_the_reach_of_an_output_is_the_worst_above_it_and_names_the_node() -> None:
    def rate(x: pl.Expr, k: pl.Expr) -> pl.Expr:
        return x.mean().over(k)

    def lag(rate: pl.Expr) -> pl.Expr:
        return rate.shift(1)

    def half(lag: pl.Expr) -> pl.Expr:
        return lag / 2

    found = hm.Driver(rate, lag, half).reach(["half", "rate"])
    assert dict(found) == {"half": Reach.GROUP, "rate": Reach.GROUP}
    assert [cause.name for cause in found.causes["half"]] == ["rate", "lag"]
    assert [cause.is_fixed for cause in found.causes["half"]] == [True, False]
    assert found.fixed == ("rate",)
    assert repr(found) == "<Reaches: half group, rate group>"
    assert "freeze fixes it" in str(found)


def test_a_tag_tells_the_reach_of_what_nobody_can_look_into() -> None:
    @tag(reach="row")
    def python(x: pl.Expr) -> pl.Expr:
        return x.map_elements(lambda value: value + 1, return_dtype=pl.Float64)

    @tag(reach="window")
    def recent(x: pd.Series) -> pd.Series:
        return x

    assert hm.Driver(python).reach("python")["python"] is Reach.ROW
    assert hm.Driver(recent).reach("recent", inputs=FRAME)["recent"] is Reach.WINDOW


def test_a_name_that_no_node_has_is_told() -> None:
    with pytest.raises(UnknownNodeError, match="did you mean `doubled`"):
        DRIVER.reach("doubledd")
    with pytest.raises(UnknownNodeError, match="did you mean `doubled`"):
        DRIVER.reach("doubledd", inputs=FRAME)


reaches = st.lists(st.sampled_from(list(Reach)), max_size=4)


@given(reaches, reaches)
def test_the_worst_of_several_is_the_worst_of_their_worst(first, second) -> None:
    assert worst([worst(first), worst(second)]) is worst(first + second)
