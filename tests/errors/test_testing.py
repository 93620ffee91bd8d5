"""What a user reads when the testing kit cannot test what was asked for."""

from __future__ import annotations

import narwhals as nw
import polars as pl

import hamiltonish as hm
from hamiltonish.errors import UnknownTestEngineError, UnknownValuesError, WhichRowsError
from hamiltonish.testing import assert_engines_agree, assert_row_local, strategies
from tests.errors.refusal import refuses


def joined(left: pl.LazyFrame, right: pl.LazyFrame) -> pl.LazyFrame:
    return left.join(right, on="k")


def doubled(x: nw.Expr) -> nw.Expr:
    return x * 2


def test_several_frames_of_which_none_is_named() -> None:
    frame = pl.LazyFrame({"k": [1]})
    with refuses(
        WhichRowsError,
        """
        Several frames are given, each with rows of its own.
          given: `left`, `right`
        Hint: say whose rows are meant: `rows_of='left'`.
        """,
    ):
        assert_row_local(hm.Driver(joined), joined, {"left": frame, "right": frame})


def test_a_column_of_which_nothing_is_known() -> None:
    with refuses(
        UnknownValuesError,
        """
        Nothing says what `x` may hold.
          annotated: nw.Expr
          read by: `tests.errors.test_testing.doubled` (test_testing.py:18)
        Hint: give a sample, `like=…`, or a type or strategy, `columns={'x': float}`.
        """,
    ):
        strategies.frames(hm.Driver(doubled), doubled)


def test_an_engine_that_is_none() -> None:
    with refuses(
        UnknownTestEngineError,
        """
        `duckdv` is no engine that a graph can be tried on.
          known: `polars`, `polars-lazy`, `pandas`, `pyarrow`, `duckdb`, `dask`, `ibis`, `pyspark`
        Hint: did you mean `duckdb`?
        """,
    ):
        frame = pl.DataFrame({"x": [1]})
        assert_engines_agree(hm.Driver(doubled), doubled, frame, engines=["duckdv"])
