"""Laws of columns: each is kept by what keeps it, and a fault is shown on the fewest rows."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.errors import UnknownTestEngineError, WhichRowsError
from hamiltonish.testing import (
    Cut,
    assert_batch_equals_live,
    assert_engines_agree,
    assert_no_mutation,
    assert_order_free,
    assert_row_local,
)
from hamiltonish.testing.rows import Rows, smallest


def half(x: pl.Expr) -> pl.Expr:
    return x / 2


def rank(x: pl.Expr) -> pl.Expr:
    return x.rank()


def last(x: pl.Expr) -> pl.Expr:
    return x.shift(1)


def half_pandas(x: pd.Series) -> pd.Series:
    return x / 2


def share_pandas(x: pd.Series) -> pd.Series:
    return x / x.sum()


def half_series(x: pl.Series) -> pl.Series:
    return x / 2


def running_series(x: pl.Series) -> pl.Series:
    return x.cum_sum()


def half_portable(x: nw.Expr) -> nw.Expr:
    return x / 2


def is_high(x: float) -> bool:
    return x > 2


def mean(x: pl.Expr) -> pl.Expr:
    return x.mean()


def total_value(x: pl.Series) -> float:
    return float(x.sum())


def first_by_key(table: pl.LazyFrame) -> pl.LazyFrame:
    return table.group_by("k").agg(pl.col("x").first())


def sum_by_key(table: pl.LazyFrame) -> pl.LazyFrame:
    return table.group_by("k").agg(pl.col("x").sum())


POLARS = pl.DataFrame({"x": [3.0, None, 1.0, 2.5, float("nan"), 1.0], "k": list("abcabc")})
PANDAS = pd.DataFrame({"x": [3.0, None, 1.0, 2.5, 4.0]}, index=[5, 6, 7, 8, 9])


# -- the fewest rows -----------------------------------------------------------------------------


@given(st.data())
def test_no_row_of_the_smallest_frame_can_be_left_out(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 60))
    needed = data.draw(st.sets(st.integers(0, count - 1), max_size=5))
    assert smallest(count, lambda rows: needed <= set(rows)) == sorted(needed)


@given(st.lists(st.integers(0, 4), max_size=8))
def test_rows_are_taken_from_every_kind_of_input(positions: list[int]) -> None:
    lists = {"x": [0, 1, 2, 3, 4]}
    for frame in (pl.DataFrame(lists), pl.LazyFrame(lists), pd.DataFrame(lists)):
        taken = Rows.of(frame).take(positions)["inputs"][""]
        assert type(taken) is type(frame)
        collected: Any = taken.collect() if isinstance(taken, pl.LazyFrame) else taken
        assert collected["x"].to_list() == positions
    series = {"x": pl.Series(lists["x"]), "n": 3}
    taken = Rows.of(series).take(positions)["inputs"]
    assert taken["x"].to_list() == positions
    assert taken["n"] == 3


# -- rows and their order ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("functions", "inputs"),
    [
        ((half,), POLARS),
        ((half,), POLARS.lazy()),
        ((half_portable,), POLARS),
        ((half_portable,), PANDAS),
        ((half_pandas,), PANDAS),
        ((half_series,), POLARS),
        ((half_series,), {"x": POLARS["x"]}),
        ((is_high,), POLARS),
        ((half, is_high), POLARS.clear()),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_column_of_single_rows_is_row_local_and_free_of_order(
    functions: tuple[Any, ...], inputs: Any
) -> None:
    driver = hm.Driver(*functions)
    assert_row_local(driver, functions, inputs)
    assert_order_free(driver, functions, inputs)
    assert_batch_equals_live(driver, functions, inputs)
    assert_no_mutation(driver, functions, inputs)


@pytest.mark.parametrize(
    ("function", "inputs"),
    [(rank, POLARS), (mean, POLARS.lazy()), (share_pandas, PANDAS)],
    ids=["rank", "mean", "share"],
)
def test_a_column_of_the_whole_table_is_free_of_order_and_not_row_local(
    function: Any, inputs: Any
) -> None:
    driver = hm.Driver(function)
    assert_order_free(driver, function, inputs)
    with pytest.raises(AssertionError, match=r"is not row-local.*\n  smallest frame: [12] of [56]"):
        assert_row_local(driver, function, inputs)
    with pytest.raises(AssertionError, match=r"of a record is not what it is in batch"):
        assert_batch_equals_live(driver, function, inputs)


@pytest.mark.parametrize("function", [last, running_series], ids=["last", "running"])
def test_a_column_that_looks_back_is_neither(function: Any) -> None:
    driver = hm.Driver(function)
    with pytest.raises(
        AssertionError, match=r"depends on the order of the rows.\n  smallest frame: 2"
    ):
        assert_order_free(driver, function, POLARS)
    with pytest.raises(AssertionError, match=r"is not row-local"):
        assert_row_local(driver, function, POLARS)


def test_the_smallest_frame_is_shown_with_both_results() -> None:
    frame = pl.DataFrame({"x": [float(i) for i in range(1_000)], "unread": 0})
    with pytest.raises(AssertionError) as caught:
        assert_order_free(hm.Driver(last), last, frame)
    assert str(caught.value).splitlines()[:5] == [
        "`last` depends on the order of the rows.",
        "  smallest frame: 2 of 1,000 rows",
        "  row  x    in order  backwards",
        "  0    0.0  null      1.0",
        "  1    1.0  0.0       null",
    ]


def test_a_frame_may_have_its_rows_in_any_order() -> None:
    tables = {"table": POLARS.lazy()}
    assert_order_free(hm.Driver(sum_by_key), sum_by_key, tables)
    with pytest.raises(AssertionError, match=r"in order: .*\n  backwards: "):
        assert_order_free(hm.Driver(first_by_key), first_by_key, tables)


def test_a_value_and_a_frame_have_no_rows_of_their_own() -> None:
    with pytest.raises(AssertionError, match="is not row-local: it is one value for all rows"):
        assert_row_local(hm.Driver(total_value), total_value, {"x": pl.Series([1.0])})
    with pytest.raises(AssertionError, match="is not row-local: it is a frame of its own"):
        assert_row_local(hm.Driver(sum_by_key), sum_by_key, {"table": POLARS})


def test_overrides_go_with_their_rows() -> None:
    driver = hm.Driver(half, last)
    frame = pl.DataFrame({"y": [1.0, 2.0]})

    def whole(half: pl.Expr, y: pl.Expr) -> pl.Expr:
        return half + y

    driver = hm.Driver(half, whole)
    assert_row_local(driver, whole, frame, overrides={"half": pl.Series([0.5, 1.0])})


def test_a_function_that_fails_fails_as_itself() -> None:
    def broken(x: pl.Series) -> pl.Series:
        raise ZeroDivisionError("no")

    with pytest.raises(ZeroDivisionError, match="no"):
        assert_row_local(hm.Driver(broken), broken, POLARS)


# -- live ----------------------------------------------------------------------------------------


def inverse(x: int) -> float:
    return 1 / x


def or_zero(x: float | None) -> float:
    return 0.0 if x is None else x


def test_where_a_record_raises_or_is_null_the_row_is_null() -> None:
    frame = pl.DataFrame({"x": [0, None, 2]})
    assert_batch_equals_live(hm.Driver(inverse), inverse, frame)
    assert_batch_equals_live(hm.Driver(or_zero), or_zero, frame.cast(pl.Float64))
    assert_batch_equals_live(hm.Driver(inverse), inverse, pd.DataFrame({"x": [0, 1, 2]}))


def test_an_output_that_raises_for_a_record_says_nothing_of_the_others() -> None:
    frame = pl.DataFrame({"x": [0, 1, None], "y": [0.0, None, 2.0]})

    def known(y: float | None) -> bool:
        return y is not None

    assert_batch_equals_live(hm.Driver(inverse, known), [inverse, known, "y"], frame)


def test_a_function_with_a_state_is_found() -> None:
    seen: list[float] = []

    def counted(x: float) -> float:
        seen.append(x)
        return x + len(seen)

    with pytest.raises(AssertionError, match=r"row  x +in batch  live"):
        assert_batch_equals_live(hm.Driver(counted), counted, pl.DataFrame({"x": [1.0, 2.0]}))


# -- engines -------------------------------------------------------------------------------------


def doubled_row(x: float) -> float:
    return x * 2


def centred(x: nw.Expr) -> nw.Expr:
    return x - x.mean()


WITHOUT_NAN = POLARS.with_columns(x=pl.Series([3.0, None, 1.0, 2.5, 4.0, 1.0]))


def test_portable_columns_and_row_functions_agree_on_every_engine() -> None:
    driver = hm.Driver(centred, doubled_row, half_portable)
    assert_engines_agree(driver, [centred, doubled_row, half_portable, "k"], WITHOUT_NAN)


def test_what_runs_row_by_row_is_tested_without_a_word_of_its_speed() -> None:
    def digit(k: str) -> int:
        try:
            return int(k)
        except ValueError:
            return 0

    driver = hm.Driver(digit)
    assert_engines_agree(driver, digit, POLARS, engines=["polars", "pandas", "pyarrow"])
    assert_row_local(driver, digit, POLARS)
    assert_order_free(driver, digit, POLARS)
    assert_batch_equals_live(driver, digit, POLARS)
    assert_no_mutation(driver, digit, POLARS)
    assert Cut(driver, digit)(k=["7", "a", None]) == [7, 0, None]


def test_engines_that_differ_are_named_with_the_smallest_frame() -> None:
    with pytest.raises(AssertionError) as caught:  # NaN is a number to Polars, and null to pandas
        assert_engines_agree(hm.Driver(centred), centred, POLARS, engines=["polars", "pandas"])
    text = str(caught.value)
    assert text.startswith(
        "`centred` is not the same on polars and pandas.\n  smallest frame: 2 of 6"
    )
    assert "row  x    polars  pandas" in text


def test_an_engine_that_cannot_compute_it_is_told() -> None:
    def late(x: nw.Expr, k: nw.Expr) -> nw.Expr:
        return x.shift(1).over("k", order_by="x")

    with pytest.raises(AssertionError, match=r"1 engine cannot compute it\.\n  pyarrow: "):
        assert_engines_agree(hm.Driver(late), late, POLARS, engines=["polars", "pyarrow"])


def test_a_misspelt_engine_is_found() -> None:
    with pytest.raises(UnknownTestEngineError, match=r"did you mean `polars` or `polars-lazy`\?"):
        assert_engines_agree(hm.Driver(centred), centred, POLARS, engines=["polers"])


# -- arguments -----------------------------------------------------------------------------------


def filled(x: pd.Series) -> pd.Series:
    x[x.isna()] = 0.0
    return x


def overwritten(x: pl.Series) -> pl.Series:
    x[0] = 9.0
    return x


def widened(table: pd.DataFrame) -> pd.DataFrame:
    table["y"] = 1
    return table


def appended(items: list[int]) -> int:
    items.append(1)
    return len(items)


@pytest.mark.parametrize(
    ("function", "inputs", "text"),
    [
        (filled, PANDAS, r"smallest frame: 1 of 5 rows\n  row  before  after\n  0    nan     0\.0"),
        (overwritten, POLARS, r"row  before  after\n  0    \d\.\d     9\.0"),
        (widened, {"table": PANDAS}, r"columns: x → x, y"),
        (appended, {"items": [1, 2]}, r"length: 2 → 3"),
    ],
    ids=["pandas", "polars", "frame", "list"],
)
def test_a_function_that_changes_what_it_is_given_is_found(
    function: Any, inputs: Any, text: str
) -> None:
    with pytest.raises(AssertionError, match=rf"changes its argument(.|\n)*{text}"):
        assert_no_mutation(hm.Driver(function), function, inputs)


def test_the_test_itself_changes_no_input() -> None:
    given = {"items": [1, 2]}
    with pytest.raises(AssertionError, match="changes its argument `items`"):
        assert_no_mutation(hm.Driver(appended), appended, given)
    assert given == {"items": [1, 2]}


# -- whose rows ----------------------------------------------------------------------------------


def joined(left: pl.LazyFrame, right: pl.LazyFrame) -> pl.LazyFrame:
    return left.join(right, on="k")


def test_it_must_be_clear_whose_rows_are_meant() -> None:
    driver, tables = hm.Driver(joined), {"left": POLARS, "right": POLARS}
    with pytest.raises(WhichRowsError, match=r"given: `left`, `right`\nHint: .*rows_of='left'"):
        assert_order_free(driver, joined, tables)
    with pytest.raises(WhichRowsError, match=r"No frame is given as `lefd`.*\n.*\nHint: .*`left`"):
        assert_order_free(driver, joined, tables, rows_of="lefd")
    with pytest.raises(WhichRowsError, match="Nothing is given that has rows"):
        assert_order_free(driver, joined, {})
    assert_order_free(driver, joined, tables, rows_of="left")


def test_a_test_is_of_a_driver() -> None:
    other: Any = half
    with pytest.raises(TypeError, match=r"A test is of a driver, not of a `function`"):
        assert_row_local(other, half, POLARS)


# -- what is frozen --------------------------------------------------------------------------------


def late_rate(late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    return late.mean().over(carrier)


def late_mean(late: pl.Series) -> float:
    return late.mean()  # type: ignore[return-value]  # it is one of floats


def risk(late_rate: float | None, late_mean: float, hour: int) -> float:
    return (late_mean if late_rate is None else late_rate) * hour


def test_statistics_that_are_frozen_are_the_same_for_a_record() -> None:
    train = pl.DataFrame({"late": [1.0, 0.0, 0.0], "carrier": ["AA", "AA", None], "hour": 1})
    fitted = hm.Driver(late_rate, late_mean, risk).freeze(train, ["risk", "late_rate"])
    frame = pl.DataFrame({"carrier": ["AA", None, "ZZ"], "hour": [2, None, 3]})
    assert_batch_equals_live(fitted, ["risk", "late_rate"], frame)


@pytest.mark.filterwarnings("ignore::hamiltonish.errors.RowByRowWarning")
def test_a_frozen_driver_whose_records_are_not_those_of_the_batch_is_found() -> None:
    calls: list[int] = []

    def drifting(hour: int, late_mean: float) -> float:
        calls.append(hour)
        return hour * late_mean + len(calls)

    train = pl.DataFrame({"late": [1.0, 0.0], "hour": 1})
    fitted = hm.Driver(late_mean, drifting).freeze(train, drifting)
    with pytest.raises(AssertionError, match="of a record is not what it is in batch"):
        assert_batch_equals_live(fitted, drifting, pl.DataFrame({"hour": [2, 3]}))
