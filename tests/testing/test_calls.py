"""Single cases: a call of one function with literals, of every kind of function."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from examples.flights import features
from examples.marketing import features as marketing
from hamiltonish.errors import UnknownInputError
from hamiltonish.modifiers import check_output, parameterize, value
from hamiltonish.testing import case, cases


def doubled(x: pl.Expr, times: int = 2) -> pl.Expr:
    return x * times


def total(x: pl.Expr) -> pl.Expr:
    return x.sum()


def series(x: pl.Series) -> pl.Series:
    return x * 2


def portable(x: nw.Expr) -> nw.Expr:
    return x - x.mean()


def portable_series(x: nw.Series) -> nw.Series:
    return x * 2


def mean(x: pd.Series) -> float:
    return x.mean()


def by_key(table: pl.LazyFrame, x: pl.Expr) -> pl.LazyFrame:
    return table.group_by("k").agg(x.sum()).sort("k")


def wide(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(y=table["x"] * 2)


def is_late(delay: float, *, after: int = 15) -> bool:
    return delay > after


def known(delay: float | None) -> bool:
    return delay is not None


def next_day(day: Annotated[pl.Expr, pl.Date]) -> pl.Expr:
    return day + pl.duration(days=1)


DAY = datetime.date(2024, 2, 28)


@pytest.mark.parametrize(
    ("function", "inputs", "expected"),
    [
        (doubled, {"x": [1, None, 3]}, [2, None, 6]),
        (doubled, {"x": [1], "times": 3}, [3]),
        (doubled, {"x": []}, []),
        (total, {"x": [1, 2]}, 3),
        (total, {"x": [1, 2]}, [3, 3]),
        (series, {"x": [1, None]}, [2, None]),
        (series, {"x": pl.Series([1], dtype=pl.Int8)}, pl.Series([2])),
        (portable, {"x": [1, 3]}, [-1, 1]),
        (portable_series, {"x": [1, 3]}, [2, 6]),
        (mean, {"x": [1, 2]}, 1.5),
        (by_key, {"table": {"k": ["a", "b", "a"], "x": [1, 2, 3]}, "x": pl.col("x")},
         {"k": ["a", "b"], "x": [4, 2]}),
        (wide, {"table": {"x": [1, 2]}}, {"x": [1, 2], "y": [2, 4]}),
        (is_late, {"delay": 20.0}, True),
        (is_late, {"delay": [20.0, None, 15.0]}, [True, None, False]),
        (is_late, {"delay": [20.0], "after": 30}, [False]),
        (known, {"delay": [20.0, None]}, [True, False]),
        (next_day, {"day": [DAY, None]}, [datetime.date(2024, 2, 29), None]),
        (features.speed, {"distance": [1400], "air_time": [227]}, [370.04]),
        (features.part_of_day, {"hour": [5, 6, 12, 18]}, ["night", "morning", "afternoon", "evening"]),
        (features.delay_bucket, {"arr_delay": [-1, 15, 16, 61, None]},
         ["early", "on time", "late", "very late", None]),
        (features.carrier_late_rate, {"is_late": [True, False, True], "carrier": ["UA", "UA", "AA"]},
         [0.5, 0.5, 1.0]),
        (marketing.avg_3wk_spend, {"spend": [1, 2, 3, 4]}, [None, None, 2, 3]),
        (marketing.spend_zero_mean, {"spend": [1.0, 3.0], "spend_mean": 2.0}, [-1, 1]),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)  # fmt: skip
def test_a_function_gives_what_is_expected(
    function: Any, inputs: dict[str, Any], expected: Any
) -> None:
    case(function, inputs, expected)


def test_a_function_with_modifiers_is_the_function_that_was_written() -> None:
    @check_output(range=(0, 1))
    @parameterize(once={"times": value(1)}, twice={"times": value(2)})
    def scaled(x: pl.Series, times: int) -> pl.Series:
        return x * times

    case(scaled, {"x": [1, 2], "times": 5}, [5, 10])


def test_a_method_is_called_with_its_state() -> None:
    class Late:
        def __init__(self, after: int) -> None:
            self.after = after

        def is_late(self, delay: pl.Expr) -> pl.Expr:
            return delay > self.after

    case(Late(30).is_late, {"delay": [20, 40]}, [False, True])


def test_a_float_agrees_to_the_digits_that_were_written_if_they_are_five() -> None:
    case(features.speed, {"distance": [1400], "air_time": [227]}, [370.04])
    with pytest.raises(AssertionError, match=r"370\.0 +370\.04405286343615"):
        case(features.speed, {"distance": [1400], "air_time": [227]}, [370.0])
    case(features.speed, {"distance": [1400], "air_time": [227]}, [370.0], tolerance=1e-3)


def test_a_truth_value_is_no_number() -> None:
    with pytest.raises(AssertionError, match=r"expected +got"):
        case(is_late, {"delay": 20.0}, 1)


def test_a_failure_shows_the_rows_that_differ_their_inputs_and_the_dtype() -> None:
    with pytest.raises(AssertionError) as caught:
        case(doubled, {"x": [1, None, 3], "times": 2}, [2, 0, 7])
    assert str(caught.value).splitlines()[1:] == [
        "  row  x     expected  got",
        "  1    null  0         null",
        "  2    3     7         6",
        "  with times=2",
        "  dtype: Int64",
    ]
    place = (
        r"^`tests\.testing\.test_calls\.doubled` \(test_calls\.py:\d+\) -> pl\.Expr does not give"
    )
    with pytest.raises(AssertionError, match=place):
        case(doubled, {"x": [1]}, [3])


def test_a_dtype_can_be_asked_for() -> None:
    case(doubled, {"x": pl.Series([1], dtype=pl.Int16)}, [2], dtype=pl.Int16)
    with pytest.raises(AssertionError, match=r"dtype: Int64\n  expected: Float64"):
        case(doubled, {"x": [1]}, [2], dtype=pl.Float64)


def test_rows_too_few_are_counted() -> None:
    with pytest.raises(AssertionError, match=r"it gives 2 rows, expected are 1"):
        case(doubled, {"x": [1, 2]}, [2])


def test_a_frame_of_other_columns_is_told() -> None:
    with pytest.raises(AssertionError, match=r"columns: x, y\n  expected: x"):
        case(wide, {"table": {"x": [1]}}, {"x": [1]})
    with pytest.raises(
        AssertionError, match=r"column `y`\n  row  expected  got\n  0    3         2"
    ):
        case(wide, {"table": {"x": [1]}}, {"x": [1], "y": [3]})


def test_several_cases_are_all_told() -> None:
    with pytest.raises(AssertionError) as caught:
        cases(
            is_late,
            ({"delay": 20.0}, True),
            ({"delay": 15.0}, True),
            ({"delay": [1.0]}, [True]),
        )
    assert "case 2 of 3" in str(caught.value)
    assert "case 3 of 3" in str(caught.value)
    assert "case 1 of 3" not in str(caught.value)


def test_a_misspelt_parameter_is_found() -> None:
    with pytest.raises(UnknownInputError, match=r"did you mean `distance`"):
        case(features.speed, {"distanse": [1], "air_time": [1]}, [1])


def test_what_the_function_raises_comes_through() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'air_time'"):
        case(features.speed, {"distance": [1]}, [1])


@pytest.mark.parametrize("other", ["speed", len, None])
def test_what_is_no_function_is_refused(other: Any) -> None:
    with pytest.raises(TypeError, match="takes a function that is written in Python"):
        case(other, {"x": [1]}, [1])


def test_a_row_that_raises_is_told() -> None:
    def inverse(x: int) -> float:
        return 1 / x

    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        case(inverse, {"x": [1, None, 0]}, [1.0, None, None])
    assert caught.value.__notes__ == ["while calling it for row 2: x=0"]
