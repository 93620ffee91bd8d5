"""What an engine cannot do, and queries that fail on one: the error names the function."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import hamiltonish as hm
from hamiltonish.errors import UnsupportedError
from tests.errors.refusal import refuses
from tests.modules import module_of

FLIGHTS = {"carrier": ["AA", "AA", "UA"], "hour": [1, 2, 3], "delay": [10.0, 20.0, 30.0]}

SOURCE = """
    import narwhals as nw

    def late(delay: nw.Expr) -> nw.Expr:
        return delay - 15

    def before(late: nw.Expr, carrier: nw.Expr, hour: nw.Expr) -> nw.Expr:
        return late.shift(1).over("carrier", order_by="hour")

    def before_in_the_frame(late: nw.Expr) -> nw.Expr:
        return late.shift(1)

    def place(delay: nw.Expr) -> nw.Expr:
        return delay.rank("average")

    def doubled(delay: nw.Series) -> nw.Series:
        return delay * 2

    def more(doubled: nw.Expr) -> nw.Expr:
        return doubled + 1

    def mean_delay(delay: nw.Series) -> float:
        return float(delay.mean())

    def beyond(delay: nw.Expr, mean_delay: float) -> nw.Expr:
        return delay - mean_delay

    def mixed(doubled: nw.Series, beyond: nw.Series) -> float:
        return float((doubled * beyond).sum())
"""


@pytest.fixture
def driver() -> hm.Driver:
    return hm.Driver(module_of(SOURCE))


def relation(data: dict[str, Any]) -> Any:
    """Make a relation of DuckDB, or skip."""
    duckdb = pytest.importorskip("duckdb")
    return duckdb.from_arrow(pa.table(data))


# -- what an engine cannot do --------------------------------------------------------------------


def test_a_window_that_pyarrow_does_not_have(driver: hm.Driver) -> None:
    with refuses(
        UnsupportedError,
        """
`features.before` (features.py:6) cannot run on PyArrow.
  Only elementary aggregations are supported for `.over` in PyArrow backend when `partition_by` is specified.
Hint: compute it on another engine, or in a frame function with what this one has.
        """,
    ):
        driver.execute(["late", "before"], inputs=pa.table(FLIGHTS))


def test_an_order_that_a_query_does_not_have(driver: hm.Driver) -> None:
    with refuses(
        UnsupportedError,
        """
`features.before_in_the_frame` (features.py:9) cannot run on lazy Polars.
  Order-dependent expressions are not supported for use in LazyFrame.
Hint: say in which order: `.over(order_by=…)`.
        """,
    ):
        driver.execute("before_in_the_frame", inputs=pl.LazyFrame(FLIGHTS))


def test_what_narwhals_refuses_with_a_value_error(driver: hm.Driver) -> None:
    # Its text ends in a set, whose order changes from run to run.
    match = (
        r"(?s)^`features.place` \(features.py:12\) cannot run on PyArrow\.\n  `rank` with .*\nHint:"
    )
    with pytest.raises(UnsupportedError, match=match):
        driver.execute("place", inputs=pa.table(FLIGHTS))


def test_dates_of_pandas_on_numpy() -> None:
    module = module_of("""
        import narwhals as nw

        def day(at: nw.Expr) -> nw.Expr:
            return at.dt.date()
    """)
    with refuses(
        UnsupportedError,
        """
`features.day` (features.py:3) cannot run on pandas.
  Accessing `date` on the default pandas backend will return a Series of type `object`.
Hint: give the frame `.convert_dtypes(dtype_backend='pyarrow')`.
        """,
    ):
        hm.Driver(module).execute(
            "day", inputs=pd.DataFrame({"at": pd.to_datetime(["2013-01-01"])})
        )


def test_a_series_that_would_have_to_go_back_into_a_query(driver: hm.Driver) -> None:
    text = """
`features.doubled` (features.py:15) cannot run on DuckDB.
  it has to put data beside rows that were not collected with it, and they have no order
Hint: take and return `nw.Expr`, or collect the frame before it is given.
    """
    inputs = relation(FLIGHTS)
    for outputs in ("more", ["delay", "doubled"], "doubled"):
        with refuses(UnsupportedError, text):
            driver.plan(outputs, inputs=inputs)
    assert driver.values("doubled", inputs=inputs)["doubled"].to_list() == [20.0, 40.0, 60.0]
    frame = driver.execute("doubled", inputs=inputs, to="pandas")
    assert frame["doubled"].to_list() == [20.0, 40.0, 60.0]


def test_data_of_two_barriers_do_not_meet_where_rows_have_no_order(driver: hm.Driver) -> None:
    with pytest.raises(UnsupportedError, match=r"^`features.mixed` .* cannot run on DuckDB\.\n"):
        driver.plan("mixed", inputs=relation(FLIGHTS))
    assert driver.values("mixed", inputs=pl.LazyFrame(FLIGHTS)) == {"mixed": 400.0}


def test_the_error_has_facts_pickles_and_shows_no_stack_of_the_engine(driver: hm.Driver) -> None:
    with pytest.raises(UnsupportedError, match="cannot run") as caught:
        driver.execute("before", inputs=pa.table(FLIGHTS))
    error = caught.value
    assert isinstance(error, hm.FrameError)
    assert isinstance(error, NotImplementedError)
    assert (error.place, error.engine) == ("`features.before` (features.py:6)", "PyArrow")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    shown = "".join(traceback.format_exception(error))
    assert "narwhals/" not in shown
    assert "direct cause" not in shown


# -- what fails on its own -----------------------------------------------------------------------


def test_an_error_of_the_users_inside_of_an_expression_stays_itself() -> None:
    def todo(_series: Any) -> Any:
        raise NotImplementedError("not yet supported for the backend of our dreams")

    def late(delay: nw.Expr) -> nw.Expr:
        return delay.map_batches(todo)

    with pytest.raises(NotImplementedError, match="^not yet supported") as caught:
        hm.Driver(late).execute("late", inputs=pd.DataFrame(FLIGHTS))
    assert type(caught.value) is NotImplementedError
    assert "while computing `late`" in caught.value.__notes__[0]


def test_an_error_of_the_data_stays_itself_and_names_the_function() -> None:
    module = module_of("""
        import narwhals as nw

        def fine(delay: nw.Expr) -> nw.Expr:
            return delay + 1

        def sum_of_both(delay: nw.Expr, carrier: nw.Expr) -> nw.Expr:
            return delay + carrier

        def lost(delay: nw.Expr) -> nw.Expr:
            return delay.mean().over("carier")
    """)
    driver = hm.Driver(module)
    for make in (relation, pa.table, pd.DataFrame, pl.DataFrame):
        for name, line in (("sum_of_both", 6), ("lost", 9)):
            with pytest.raises(Exception, match=r".") as caught:  # each engine has its own
                driver.execute(["fine", name], inputs=make(FLIGHTS))
            assert not isinstance(caught.value, hm.HamiltonishError)
            assert caught.value.__notes__ == [
                f"while computing `{name}` (features.py:{line})",
            ]


def test_a_query_that_fails_at_a_barrier_names_the_function() -> None:
    module = module_of("""
        import narwhals as nw

        def number(text: nw.Expr) -> nw.Expr:
            return text.cast(nw.Int64)

        def fine(number: nw.Expr) -> nw.Expr:
            return number + 1

        def total(fine: nw.Series) -> int:
            return int(fine.sum())
    """)
    for make in (relation, pl.LazyFrame, pd.DataFrame):
        with pytest.raises(Exception, match=r".") as caught:
            hm.Driver(module).values("total", inputs=make({"text": ["1", "two"]}))
        assert not isinstance(caught.value, hm.HamiltonishError)
        [note] = caught.value.__notes__
        assert note.startswith("while computing `number` (features.py:3), needed for `total`")


def test_groups_in_an_order_that_pyarrow_would_put_into_wrong_rows() -> None:
    module = module_of("""
        import narwhals as nw

        def first_delay(delay: nw.Expr, carrier: nw.Expr, hour: nw.Expr) -> nw.Expr:
            return delay.first().over("carrier", order_by="hour")
    """)
    with refuses(
        UnsupportedError,
        """
`features.first_delay` (features.py:3) cannot run on PyArrow.
  `over` with groups and `order_by` would mix rows.
Hint: compute it on another engine, or in a frame function with what this one has.
        """,
    ):
        hm.Driver(module).execute("first_delay", inputs=pa.table(FLIGHTS))


def test_windows_that_dask_would_put_into_wrong_rows() -> None:
    dd = pytest.importorskip("dask.dataframe")
    module = module_of("""
        import narwhals as nw

        def carrier_delay(delay: nw.Expr, carrier: nw.Expr) -> nw.Expr:
            return delay.mean().over("carrier")
    """)
    driver = hm.Driver(module)
    frame = dd.from_pandas(pd.DataFrame(FLIGHTS), npartitions=2)
    with refuses(
        UnsupportedError,
        """
`features.carrier_delay` (features.py:3) cannot run on Dask.
  `over` on several partitions without known divisions would mix rows.
Hint: `set_index` to a sorted column, or `repartition(npartitions=1)`.
        """,
    ):
        driver.execute("carrier_delay", inputs=frame.reset_index(drop=True))
    for known in (frame, frame.reset_index(drop=True).repartition(npartitions=1)):
        result = driver.execute(["hour", "carrier_delay"], inputs=known).compute()
        assert sorted(result.itertuples(index=False)) == [(1, 15.0), (2, 15.0), (3, 30.0)]
