"""Laws of checks: they say what a person counts by hand, in one query, and leave all as it was."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.modifiers import check_output

numbers = st.lists(
    st.none() | st.sampled_from([0.0, 0.25, 1.0, 2.0, -1.0, 7.5, math.nan]), max_size=12
)
texts = st.lists(st.none() | st.sampled_from(["", "a", "ab", "ba", "abc", "é"]), max_size=12)
ends = st.tuples(st.none() | st.integers(-1, 2), st.none() | st.integers(2, 8)).filter(
    lambda pair: pair != (None, None)
)


def polars_expr(x: pl.Expr) -> pl.Expr:
    return x


def portable_expr(x: nw.Expr) -> nw.Expr:
    return x


def polars_series(x: pl.Series) -> pl.Series:
    return x


def portable_series(x: nw.Series) -> nw.Series:
    return x


WAYS: dict[str, tuple[Callable[..., Any], Callable[[pl.DataFrame], Any]]] = {
    "pl.Expr, lazy": (polars_expr, pl.DataFrame.lazy),
    "pl.Expr, eager": (polars_expr, lambda frame: frame),
    "pl.Series": (polars_series, lambda frame: frame),
    "nw.Expr, lazy": (portable_expr, pl.DataFrame.lazy),
    "nw.Expr, eager": (portable_expr, lambda frame: frame),
    "nw.Expr, pyarrow": (portable_expr, pl.DataFrame.to_arrow),
    "nw.Series": (portable_series, lambda frame: frame),
    "pl.Series, of a lazy frame": (polars_series, pl.DataFrame.lazy),
}


def found(way: str, cells: list[Any], dtype: Any, **checks: Any) -> dict[str, int | None]:
    """Check a column in some way; give how many rows fail, by the check."""
    function, frame_of = WAYS[way]
    copy: Any = type(function)(
        function.__code__, function.__globals__, function.__name__, function.__defaults__
    )
    copy.__annotations__ = dict(function.__annotations__)
    frame = frame_of(pl.DataFrame({"x": cells}, schema={"x": dtype}))
    try:
        hm.Driver(check_output(**checks)(copy)).execute(copy, inputs=frame)
    except hm.CheckError as error:
        return {failure.check: failure.failing for failure in error.failures}
    return {}


def expected(**counts: int) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


@pytest.mark.parametrize("way", WAYS)
@given(cells=numbers, pair=ends)
def test_a_range_fails_for_the_rows_outside_and_for_nan(
    way: str, cells: list[float | None], pair: tuple[int | None, int | None]
) -> None:
    lower, upper = (-math.inf if pair[0] is None else pair[0]), pair[1] or math.inf
    outside = [x for x in cells if x is not None and not lower <= x <= upper]
    result = found(way, cells, pl.Float64, range=pair)
    assert list(result.values()) == ([len(outside)] if outside else [])


@pytest.mark.parametrize("way", WAYS)
@given(cells=numbers, allowed=st.sets(st.sampled_from([0.0, 0.25, 1.0, 2.0]), min_size=1))
def test_values_nulls_and_nan_are_counted_as_by_hand(
    way: str, cells: list[float | None], allowed: set[float]
) -> None:
    others = sum(x is not None and x not in allowed for x in cells)
    nulls = sum(x is None for x in cells)
    nans = sum(x is not None and math.isnan(x) for x in cells)
    checks = {"values_in": allowed, "allow_nulls": False, "allow_nans": False}
    result = found(way, cells, pl.Float64, **checks)
    by_rule = {name.partition("(")[0]: count for name, count in result.items()}
    assert by_rule == expected(**{"values_in": others, "no nulls": nulls, "no NaN": nans})


@pytest.mark.parametrize("way", WAYS)
@given(cells=texts, pattern=st.sampled_from(["a", "a|b", "[ab]+", "", ".*"]))
def test_a_pattern_matches_from_end_to_end_and_a_length_is_in_characters(
    way: str, cells: list[str | None], pattern: str
) -> None:
    misses = sum(x is not None and not re.fullmatch(pattern, x) for x in cells)
    wrong = sum(x is not None and not 1 <= len(x) <= 2 for x in cells)
    result = found(way, cells, pl.String, matches=pattern, length=(1, 2))
    by_rule = {name.partition("(")[0]: count for name, count in result.items()}
    assert by_rule == expected(matches=misses, length=wrong)


@pytest.mark.parametrize("way", WAYS)
@given(cells=texts)
def test_unique_counts_the_rows_that_repeat_an_earlier_one(
    way: str, cells: list[str | None]
) -> None:
    there = [x for x in cells if x is not None]
    assert found(way, cells, pl.String, unique=True) == expected(
        unique=len(there) - len(set(there))
    )


@pytest.mark.parametrize("way", WAYS)
@given(cells=numbers, pair=ends, most=st.sampled_from([0, 0.25, 0.5, 1]))
def test_mean_deviation_and_shares_are_those_of_the_series(
    way: str, cells: list[float | None], pair: tuple[int | None, int | None], most: float
) -> None:
    series = pl.Series(cells, dtype=pl.Float64).drop_nulls()
    lower, upper = (-math.inf if pair[0] is None else pair[0]), pair[1] or math.inf
    mean, deviation = series.mean(), series.std()
    fails = {
        "mean_in_range": mean is not None and not lower <= mean <= upper,  # type: ignore[operator]
        "standard_dev_in_range": deviation is not None and not lower <= deviation <= upper,
        "max_fraction_nulls": len(cells) - len(series) > most * len(cells),
    }
    result = found(
        way,
        cells,
        pl.Float64,
        mean_in_range=pair,
        standard_dev_in_range=pair,
        max_fraction_nulls=most,
    )
    names = {name.partition("(")[0] for name in result}
    assert names == {name for name, is_wrong in fails.items() if is_wrong}


@given(cells=numbers)
def test_a_predicate_says_the_same_of_an_expression_and_of_a_series(
    cells: list[float | None],
) -> None:
    results = [
        found(way, cells, pl.Float64, predicate=lambda x: x * 2 < 2, name="half")
        for way in WAYS
        if "pyarrow" not in way  # which holds no NaN to be the greatest of all
    ]
    assert all(result == results[0] for result in results)
    high = sum(x is not None and (math.isnan(x) or x >= 1) for x in cells)
    assert results[0] == expected(half=high)


@given(cells=numbers, importance=st.sampled_from(["fail", "warn"]))
@pytest.mark.filterwarnings("ignore::hamiltonish.CheckWarning")
def test_checks_never_change_data(cells: list[float | None], importance: str) -> None:
    @check_output(range=(-9, 9), unique=False, predicate=_spoiling, importance="warn")
    def doubled(x: pd.Series) -> pd.Series:
        return x * 2

    @check_output(allow_nulls=False, importance="warn")
    def more(doubled: pd.Series) -> pd.Series:
        return doubled + 1

    frame = pd.DataFrame({"x": pd.Series(cells, dtype="float64")})
    driver = hm.Driver(doubled, more)
    with_checks = driver.execute(["doubled", "more"], inputs=frame)
    without = driver.replace(checks=False).execute(["doubled", "more"], inputs=frame)
    pd.testing.assert_frame_equal(with_checks, without)
    pd.testing.assert_series_equal(frame["x"], pd.Series(cells, dtype="float64", name="x"))


def _spoiling(series: pd.Series) -> bool:
    series[:] = 0.0
    return True


# -- one query -----------------------------------------------------------------------------------


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Count what Polars computes: each `collect`, and each `collect_all`."""
    ran: list[str] = []
    collect, collect_all = pl.LazyFrame.collect, pl.collect_all

    def counting(self: pl.LazyFrame, *args: Any, **kwargs: Any) -> Any:
        ran.append("collect")
        return collect(self, *args, **kwargs)

    def counting_all(frames: Any, *args: Any, **kwargs: Any) -> Any:
        ran.append("collect_all")
        return collect_all(frames, *args, **kwargs)

    with (
        mock.patch.object(pl.LazyFrame, "collect", counting),
        mock.patch.object(pl, "collect_all", counting_all),
    ):
        yield ran


@check_output(range=(0, 10), allow_nulls=False, unique=True)
@check_output(mean_in_range=(0, 5), predicate=lambda x: x >= 0)
def one(x: pl.Expr) -> pl.Expr:
    return x * 1.0


@check_output(range=(0, 20))
def two(one: pl.Expr) -> pl.Expr:
    return one * 2


@check_output(max_fraction_nulls=0)
def three(two: pl.Expr) -> pl.Expr:
    return two + 1


FRAME = pl.DataFrame({"x": [1, 2, 3]})


def test_all_checks_of_a_lazy_frame_are_one_query_and_the_data_is_not_collected() -> None:
    with counted_queries() as ran:
        result = hm.Driver(one, two, three).execute("three", inputs=FRAME.lazy())
    assert isinstance(result, pl.LazyFrame)
    assert ran == ["collect_all"]


WAYS_TO_COLLECT: dict[str, Callable[[hm.Driver], Any]] = {
    "an eager frame": lambda d: d.execute("read", inputs=FRAME),
    "a lazy frame to pandas": lambda d: d.execute("read", inputs=FRAME.lazy(), to="pandas"),
    "a lazy frame to Polars": lambda d: d.execute("read", inputs=FRAME.lazy(), to="polars"),
    "values": lambda d: d.values("read", inputs=FRAME.lazy()),
    "a barrier": lambda d: d.execute("total", inputs=FRAME.lazy()),
    "a barrier before it": lambda d: d.values(["total", "late"], inputs=FRAME.lazy()),
}


@pytest.mark.parametrize("way", WAYS_TO_COLLECT)
def test_where_the_plan_collects_anyway_a_checked_column_is_computed_once(way: str) -> None:
    computed: list[str] = []

    def noted(name: str, x: pl.Expr) -> pl.Expr:
        def note(series: pl.Series) -> pl.Series:
            computed.append(name)
            return series

        return x.map_batches(note, return_dtype=pl.Int64)

    @check_output(range=(0, 10), unique=True, mean_in_range=(0, 9))
    def slow(x: pl.Expr) -> pl.Expr:
        return noted("slow", x)

    @check_output(allow_nulls=False)
    def read(slow: pl.Expr) -> pl.Expr:
        return slow + 1

    @check_output(range=(0, 99))
    def total(read: pl.Series) -> int:
        return int(read.sum())

    @check_output(range=(0, 999))
    def late(slow: pl.Expr, total: int) -> pl.Expr:
        return slow * total

    WAYS_TO_COLLECT[way](hm.Driver(slow, read, total, late))
    assert computed == ["slow"]


def test_the_checks_of_several_frames_are_one_query() -> None:
    @check_output(range=(0, 9))
    def left_x(a: pl.Expr) -> pl.Expr:
        return a + 1

    @check_output(range=(0, 9))
    def right_x(b: pl.Expr) -> pl.Expr:
        return b + 1

    def joined(
        left: pl.LazyFrame, right: pl.LazyFrame, left_x: pl.Expr, right_x: pl.Expr
    ) -> pl.LazyFrame:
        return left.select(left_x.sum()).join(right.select(right_x.sum()), how="cross")

    given_frames = {"left": pl.LazyFrame({"a": [1]}), "right": pl.LazyFrame({"b": [2]})}
    with counted_queries() as ran:
        hm.Driver(left_x, right_x, joined).execute("joined", inputs=given_frames)
    assert ran == ["collect_all"]


def test_a_dtype_of_a_lazy_column_is_known_without_a_query() -> None:
    @check_output(data_type=pl.Float64)
    def ratio(x: pl.Expr) -> pl.Expr:
        return x / 2

    with counted_queries() as ran:
        hm.Driver(ratio).execute("ratio", inputs=FRAME.lazy())
    assert ran == []


# -- plans ---------------------------------------------------------------------------------------


def test_a_plan_without_checks_is_the_plan_of_functions_without_them() -> None:
    def plain(x: pl.Expr) -> pl.Expr:
        return x * 1.0

    def series(plain: pl.Series) -> pl.Series:
        return plain + 1

    def last(series: pl.Expr, plain: pl.Expr) -> pl.Expr:
        return series + plain

    def of(*functions: Callable[..., Any], **options: Any) -> hm.Driver:
        return hm.Driver(*functions, **options)

    functions = [plain, series, last]
    bare = of(*functions)
    for function in functions:
        check_output(range=(0, 100), unique=True)(function)
    off, skipped = of(*functions, checks=False), of(*functions, skip_checks={"team": "x"})
    assert list(off.graph) == list(bare.graph) == list(skipped.graph)
    for frame in (FRAME, FRAME.lazy()):
        plans = [driver.plan("last", inputs=frame) for driver in (bare, off)]
        assert plans[0].explain() == plans[1].explain()
        assert [step.reads for step in plans[0].steps] == [step.reads for step in plans[1].steps]
        checked = skipped.plan("last", inputs=frame)
        assert checked.order == plans[0].order
        assert checked.layers == plans[0].layers
        assert checked.reads == plans[0].reads
