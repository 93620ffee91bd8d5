"""Errors of compiling and of scripts, raised through the public API, with their complete texts."""

from __future__ import annotations

import sys
from typing import NamedTuple

import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.errors import NeedsFrameError, ReturnsError, ScriptError
from tests.errors.refusal import refuses
from tests.modules import module_of


def test_what_needs_a_frame_is_not_compiled() -> None:
    driver = hm.Driver(
        module_of(
            """
            import polars as pl

            def is_late(delay: pl.Expr) -> pl.Expr:
                return delay > 15

            def flights(path: str) -> pl.LazyFrame:
                return pl.scan_parquet(path)

            def late_share(flights: pl.LazyFrame) -> float:
                return 0.5

            def risk(late_share: float, base: float) -> float:
                return late_share + base
            """
        )
    )
    with refuses(
        NeedsFrameError,
        """
        `risk` cannot be compiled: it needs a frame.
          `features.flights` (features.py:6) gives a frame, `pl.LazyFrame`
          `features.late_share` (features.py:9) takes the frame `flights`; it needs the table (a value of `flights`): freeze fixes it
        Hint: freeze it on training data: `driver.freeze(train, 'risk').compile()`.
        """,
    ):
        driver.compile("risk")


FLIGHTS = module_of(
    """
    import polars as pl

    def late_rate(late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
        return late.mean().over(carrier)

    def risk(late_rate: float | None, base: float) -> float | None:
        return None if late_rate is None else late_rate + base

    def before(late: pl.Expr) -> pl.Expr:
        return late.shift(1)

    def streak(before: float, late_rate: float) -> float:
        return before + late_rate

    def speed(distance: pl.Expr, hours: pl.Expr) -> pl.Expr:
        return distance / hours

    def is_fast(speed: float, limit: float = 500.0) -> bool:
        return speed > limit

    def distance_z(distance: pl.Expr) -> pl.Expr:
        return (distance - distance.mean()) / distance.std()
    """,
    "flights",
)
TRAIN = pl.DataFrame({"late": [1.0, 0.0], "carrier": ["AA", "AA"], "base": [0.0, 0.0]})


def test_statistics_are_frozen_before_their_readers_are_compiled() -> None:
    driver = hm.Driver(FLIGHTS)
    with refuses(
        NeedsFrameError,
        """
        `risk` cannot be compiled: it needs a frame.
          `late` is given a lazy column, `pl.Expr`
          `carrier` is given a lazy column, `pl.Expr`
          `flights.late_rate` (flights.py:3) gives a lazy column, `pl.Expr`; it needs its group (mean over carrier): freeze fixes it
          `flights.risk` (flights.py:6) runs for each row of the column `late_rate`
        Hint: freeze it on training data: `driver.freeze(train, 'risk').compile()`.
        """,
    ):
        driver.compile("risk")
    assert driver.freeze(TRAIN, "risk").compile()(carrier="AA", base=0.25) == 0.75


ROW_BY_ROW = module_of(
    """
    import polars as pl

    def speed(distance: float, hours: float) -> float:
        return distance / hours

    def mean_speed(speed: pl.Series) -> float:
        return speed.mean()

    def is_slow(speed: float, mean_speed: float) -> bool:
        return speed < mean_speed
    """,
    "records",
)


def test_a_value_of_what_functions_of_one_row_give_is_a_statistic() -> None:
    driver = hm.Driver(ROW_BY_ROW)
    with refuses(
        NeedsFrameError,
        """
        `is_slow` cannot be compiled: it needs a frame.
          `records.mean_speed` (records.py:6) takes the column `speed`, as `pl.Series`; it needs the table (a value of `speed`): freeze fixes it
        Hint: freeze it on training data: `driver.freeze(train, 'is_slow').compile()`.
        """,
    ):
        driver.compile("is_slow")
    train = pl.DataFrame({"distance": [100.0, 300.0], "hours": [1.0, 1.0]})
    assert driver.freeze(train, "is_slow").compile()(distance=150.0, hours=1.0) is True


def test_a_window_is_no_matter_of_one_record() -> None:
    driver = hm.Driver(FLIGHTS)
    with refuses(
        NeedsFrameError,
        """
        `streak` cannot be compiled: it needs a frame.
          `late` is given a lazy column, `pl.Expr`
          `carrier` is given a lazy column, `pl.Expr`
          `flights.late_rate` (flights.py:3) gives a lazy column, `pl.Expr`; it needs its group (mean over carrier): freeze fixes it
          `flights.before` (flights.py:9) gives a lazy column, `pl.Expr`; it needs a window (`shift`): freeze cannot fix it
          `flights.streak` (flights.py:12) runs for each row of the column `before`
        Hint: compute it with `execute`, or give what needs the frame: `overrides=['before']`.
        """,
    ):
        driver.compile("streak")


def test_what_stays_in_the_row_is_a_matter_of_scalars() -> None:
    with refuses(
        NeedsFrameError,
        """
        `is_fast` cannot be compiled: it needs a frame.
          `distance` is given a lazy column, `pl.Expr`
          `hours` is given a lazy column, `pl.Expr`
          `flights.speed` (flights.py:15) gives a lazy column, `pl.Expr`
          `flights.is_fast` (flights.py:18) runs for each row of the column `speed`
        Hint: write `speed` as a function of scalars, such as `float | None`; it runs on columns, too.
        """,
    ):
        hm.Driver(FLIGHTS).compile("is_fast")


def test_an_expression_with_aggregates_is_parted() -> None:
    with refuses(
        NeedsFrameError,
        """
        `distance_z` cannot be compiled: it needs a frame.
          `distance` is given a lazy column, `pl.Expr`
          `flights.distance_z` (flights.py:21) gives a lazy column, `pl.Expr`; it needs the table (mean, std): freeze fixes it
        Hint: part `distance_z`: a function for each aggregate, which freeze fixes, and one of scalars for the rest.
        """,
    ):
        hm.Driver(FLIGHTS).compile("distance_z")


class Point(NamedTuple):
    x: float
    y: float


def test_a_class_that_the_outputs_do_not_fill() -> None:
    driver = hm.Driver(module_of("def x(a: float) -> float:\n    return a"))
    with refuses(
        ReturnsError,
        """
        `returns=Point` cannot be made of `x`: missing a required argument: 'y'.
        Hint: give a class that takes each output by keyword, such as a dataclass.
        """,
    ):
        driver.compile("x", returns=Point)


def test_a_function_that_no_module_has() -> None:
    driver = hm.Driver(
        module_of("import polars as pl\n\ndef x(a: pl.Expr) -> pl.Expr:\n    return a", "nowhere")
    )
    plan = driver.plan("x", inputs=pl.DataFrame({"a": [1.0]}))
    with refuses(
        ScriptError,
        """
        `x` cannot be written as a script: `x` cannot be imported.
          defined by: `nowhere.x` (nowhere.py:3)
        Hint: define it at the top of a module; `driver.compile` takes it as it is.
        """,
    ):
        plan.to_script()


ROWS = """
    from decimal import Decimal

    def net(price: float) -> float:
        return price / 1.19

    def exact(price: Decimal) -> Decimal:
        return price * 2
"""


def test_rows_that_are_not_those_of_python(monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    made = module_of(ROWS, "prices")
    monkeypatch.setitem(sys.modules, "prices", made)
    plan = hm.Driver(made).plan("net", inputs=duckdb.sql("select 1.5::double as price"))
    with refuses(
        ScriptError,
        """
        `net` cannot be written as a script: it is a function of one row, and rows of duckdb are not Python's.
          defined by: `prices.net` (prices.py:3)
        Hint: give a frame of Polars or pandas.
        """,
    ):
        plan.to_script()


@pytest.mark.filterwarnings("ignore:.*runs row by row")
def test_cells_that_no_script_has(monkeypatch: pytest.MonkeyPatch) -> None:
    made = module_of(ROWS, "prices")
    monkeypatch.setitem(sys.modules, "prices", made)
    frame = pl.DataFrame({"price": ["1.5"]}, schema={"price": pl.String}).cast(pl.Decimal(10, 2))
    plan = hm.Driver(made).plan("exact", inputs=frame)
    with refuses(
        ScriptError,
        """
        `exact` cannot be written as a script: it is a function of one row, with `Decimal` among its types.
          defined by: `prices.exact` (prices.py:6)
        Hint: scripts know cells of `bool`, `int`, `float`, `str`, `date`, `datetime` and `timedelta`; write it as a function of columns.
        """,
    ):
        plan.to_script()


def test_a_statistic_that_is_fixed_is_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "flights", FLIGHTS)
    fitted = hm.Driver(FLIGHTS).freeze(TRAIN, "late_rate")
    plan = fitted.driver.plan("late_rate", inputs=TRAIN)
    with refuses(
        ScriptError,
        """
        `late_rate` cannot be written as a script: hamiltonish computes it, as it does with statistics that are fixed.
          defined by: `flights.late_rate` (flights.py:3)
        Hint: plan with the driver that was not frozen, or give it: `overrides=`.
        """,
    ):
        plan.to_script()
