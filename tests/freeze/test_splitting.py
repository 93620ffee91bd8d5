"""Laws of expressions in two: statistics and rest give the whole, and the rest stays in the row."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hamiltonish.reach.expressions import tree_of
from hamiltonish.reach.kinds import Reach
from hamiltonish.reach.splitting import MARK, columns_in, expression_of, split_of

a, b, k, t = (pl.col(name) for name in "abkt")

FRAME = pl.DataFrame(
    {
        "a": [1.0, 2.5, None, -4.0, 0.0, 2.5],
        "b": [3.0, 1.0, 4.0, 1.0, 5.0, None],
        "k": ["x", "y", "x", None, "y", "x"],
        "t": [5, 3, 1, 2, 4, 6],
    }
)

rows = st.sampled_from([a, b, a + b, a * 2, a.fill_null(0.0), pl.max_horizontal("a", "b")])
aggregates = st.sampled_from(
    [
        *(lambda e: e.mean(), lambda e: e.sum(), lambda e: e.max(), lambda e: e.median()),
        *(lambda e: e.std(), lambda e: e.count(), lambda e: e.n_unique(), lambda e: e.first()),
        *(lambda e: e.quantile(0.3), lambda e: e.null_count(), lambda e: e.filter(b > 1).mean()),
        *(lambda e: e.drop_nulls().last(), lambda e: e.rank().max(), lambda e: pl.len()),
    ]
)
keys = st.sampled_from([("k",), ("k", "b"), (pl.col("b") > 2,), (k.fill_null("z"), b % 2)])


@st.composite
def statistics(draw: st.DrawFn) -> pl.Expr:
    found: pl.Expr = draw(aggregates)(draw(rows)).cast(pl.Float64)
    return found.over(*draw(keys)) if draw(st.booleans()) else found


operations = st.sampled_from(
    [
        *(lambda x, y: x - y, lambda x, y: x / y, lambda x, y: x + y * 2),
        *(lambda x, y: (x > y).cast(pl.Float64), lambda x, y: pl.when(x > y).then(x).otherwise(y)),
        *(lambda x, y: x.fill_null(y), lambda x, y: pl.min_horizontal(x, y)),
        *(lambda x, y: (x - y).over("k"), lambda x, y: ((b - b.mean()) * x / y).over("k")),
    ]
)


@st.composite
def expressions(draw: st.DrawFn) -> pl.Expr:
    left, right = draw(rows | statistics()), draw(rows | statistics())
    found: pl.Expr = draw(operations)(left, right)
    return draw(operations)(found, draw(rows)) if draw(st.booleans()) else found


def _parts(expression: pl.Expr) -> Any:
    split = split_of(expression)
    if split.problem:  # a window inside of a window
        return None
    return split


def _with_statistics(frame: pl.DataFrame, split: Any) -> pl.DataFrame:
    parts = {
        f"{MARK}{i}": expression_of(one.tree, pl.Expr) for i, one in enumerate(split.statistics)
    }
    return frame.with_columns(**parts)


@settings(max_examples=150)
@given(expressions())
def test_the_rest_of_an_expression_with_its_statistics_is_the_expression(expression) -> None:
    split = _parts(expression)
    if split is None:
        return
    whole = FRAME.with_columns(z=expression).select("z")
    parts = _with_statistics(FRAME, split)
    assert_frame_equal(parts.with_columns(z=expression_of(split.rest, pl.Expr)).select("z"), whole)


@settings(max_examples=150)
@given(expressions(), st.permutations(range(6)), st.integers(0, 6))
def test_the_rest_of_an_expression_stays_within_the_row(expression, order, count) -> None:
    split = _parts(expression)
    if split is None:
        return
    parts, rest = _with_statistics(FRAME, split), expression_of(split.rest, pl.Expr)
    chosen = order[:count]
    assert_frame_equal(
        parts[chosen].with_columns(z=rest).select("z"),
        parts.with_columns(z=rest).select("z")[chosen],
    )


@settings(max_examples=100)
@given(statistics())
def test_a_statistic_has_one_value_for_each_key(statistic) -> None:
    ((one),) = split_of(statistic).statistics
    names = [f"key {i}" for i in range(len(one.keys))]
    columns = {n: expression_of(tree, pl.Expr) for n, tree in zip(names, one.keys, strict=True)}
    found = FRAME.with_columns(**columns, z=expression_of(one.tree, pl.Expr))
    assert found.select(*names, "z").unique().height == (
        found.select(names).unique().height if names else 1
    )


@pytest.mark.parametrize(
    ("expression", "construct", "reach"),
    [
        (a.mean(), "mean", Reach.TABLE),
        (a.mean().over("k"), "mean over k", Reach.GROUP),
        (a - a.mean().over("k"), "mean over k", Reach.GROUP),
        ((a - a.mean()) / a.std(), "mean, std", Reach.TABLE),
        (a.mean().over("k") - a.mean(), "mean over k, mean", Reach.TABLE),
        (a.n_unique().over("k", "b"), "n_unique over k, b", Reach.GROUP),
        (a * 2, "", Reach.ROW),
        (a.shift(1), "shift", Reach.WINDOW),
        (a.shift(1).over("k"), "shift", Reach.WINDOW),
        (a.cum_sum(), "cum_sum", Reach.WINDOW),
        (a.rank(), "rank", Reach.WINDOW),
        (a.rolling_mean(3), "rolling", Reach.WINDOW),
        (a.mean().over(order_by="t"), "a window by order", Reach.WINDOW),
        (a.mean().over(b > b.mean()), "a window over what is computed of all rows", Reach.TABLE),
        ((a - b).over("k", mapping_strategy="join"), "a window of lists", Reach.GROUP),
        (a.mean().over("k", mapping_strategy="join"), "mean over k", Reach.GROUP),
        (a.unique(), "unique", Reach.TABLE),
        (a.filter(b > 1), "filter", Reach.TABLE),
        (a.sort(), "sort", Reach.TABLE),
        (a.implode(), "implode", Reach.TABLE),
        (a.shuffle(1), "random", Reach.TABLE),
        (a + pl.lit(pl.Series([1, 2])), "a Series", Reach.TABLE),
        (nw.col("a").mean().over("k"), "mean over k", Reach.GROUP),
        (nw.col("a") * 2, "", Reach.ROW),
    ],
)
def test_what_an_expression_needs_is_told_with_the_construct(expression, construct, reach) -> None:
    split = split_of(expression)
    assert (split.construct, split.reach) == (construct, reach)


@pytest.mark.parametrize(
    "expression",
    [
        a.mean().alias("z"),
        a.sum().over("k") / b.sum().over("k"),
        (a.mean().over("k") / a.mean()).round(2),
        a.mean().cast(pl.Float32),
        (a.mean() + 1).over("k"),
    ],
)
def test_what_is_made_of_statistics_alone_is_one_statistic(expression) -> None:
    assert split_of(expression).is_whole


def test_python_code_in_an_expression_cannot_be_looked_into() -> None:
    split = split_of(a.map_batches(lambda series: series))
    assert split.reach is Reach.TABLE
    assert split.problem


def test_python_code_inside_of_an_aggregate_belongs_to_the_statistic() -> None:
    total = a.map_batches(lambda series: series * 2, return_dtype=pl.Float64).sum()
    split = split_of(a - total)
    if not split.problem:  # Polars before 1.31 cannot write it down
        parts = _with_statistics(FRAME, split)
        found = parts.select(expression_of(split.rest, pl.Expr))
        assert_frame_equal(found, FRAME.select(a - total))


def test_the_columns_of_an_expression_are_in_the_order_of_its_description() -> None:
    assert columns_in(split_of(b + a * b).rest) == ("b", "a")


@pytest.mark.parametrize(
    "expression",
    [
        pl.col("n").fill_null(pl.col("v")),
        pl.col("n").fill_null(0.5) + 1,
        pl.col("n").fill_null(7),
        pl.coalesce("n", "m", pl.col("v") * 2),
        pl.coalesce(pl.col("n").fill_null(pl.col("v")), 0.5).round(1),
        pl.coalesce("n"),
        pl.col("t").fill_null("none"),
    ],
)
def test_an_expression_of_its_description_has_the_same_dtype(expression: pl.Expr) -> None:
    numbers = {"n": pl.Series([1, None], dtype=pl.UInt32), "m": pl.Series([None, 3])}
    frame = pl.DataFrame({**numbers, "v": [1.0, 2.5], "t": ["a", None]})
    again = expression_of(tree_of(expression), pl.Expr)
    assert_frame_equal(frame.select(x=again), frame.select(x=expression))
