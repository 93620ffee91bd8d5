"""Frames of every engine, small enough to check by eye: kinds, barriers, nested windows, schemas."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import UnsupportedError
from tests.engines.conftest import Maker, computed
from tests.engines.gaps import QUERIES
from tests.modules import module_of

DATA = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "carrier": ["AA", "AA", "UA", "UA"],
        "delay": [10.0, 30.0, None, 50.0],
    }
)

SOURCE = """
    import narwhals as nw
    from narwhals.typing import FrameT

    def late(delay: nw.Expr) -> nw.Expr:
        return delay - 15

    def mean_delay(delay: nw.Series) -> float:
        return float(delay.mean())

    def most_late(late: nw.Series) -> float:
        return float(late.max())

    def share(late: nw.Expr, mean_delay: float, most_late: float) -> nw.Expr:
        return (late - mean_delay) / most_late

    def before(delay: nw.Expr) -> nw.Expr:
        return delay.shift(1)

    def so_far(delay: nw.Expr) -> nw.Expr:
        return delay.cum_sum()

    def before_by_id(delay: nw.Expr, id: nw.Expr) -> nw.Expr:
        return delay.shift(1).over(order_by="id")

    def by_carrier(flights: FrameT, late: nw.Expr, carrier: nw.Expr) -> FrameT:
        return flights.group_by("carrier").agg(late.max())

    def doubled(delay: nw.Series) -> nw.Series:
        return delay * 2

    def more(doubled: nw.Expr) -> nw.Expr:
        return doubled + 1
"""

NESTED = """
    import narwhals as nw

    def group_mean(delay: nw.Expr, carrier: nw.Expr) -> nw.Expr:
        return delay.mean().over("carrier")

    def beyond(delay: nw.Expr, group_mean: nw.Expr) -> nw.Expr:
        return delay - group_mean

    def beyond_most(beyond: nw.Expr, carrier: nw.Expr) -> nw.Expr:
        return beyond.max().over("carrier")

    def of_all(beyond_most: nw.Expr) -> nw.Expr:
        return beyond_most.mean()
"""


@pytest.fixture
def driver() -> hm.Driver:
    return hm.Driver(module_of(SOURCE))


@pytest.fixture
def frame(make: Maker) -> Any:
    return make(DATA)


def in_order(frame: Any, engine: str) -> list[tuple[Any, ...]]:
    """Compute a frame, and give its rows by the first column."""
    return sorted(zip(*computed(frame, engine).values(), strict=True))


def test_the_class_of_an_engines_frames_is_known(frame: Any, engine: str) -> None:
    form = form_of(type(frame))
    assert form.kind is Kind.FRAME
    assert form.library == engine.partition(" ")[0].lower()
    assert form.lazy is (engine in QUERIES)


def test_values_are_collected_from_queries_and_go_into_expressions(
    driver: hm.Driver, frame: Any, engine: str
) -> None:
    plan = driver.plan(["id", "share"], inputs=frame)
    assert ("barrier collect" in plan.explain()) is (engine in QUERIES)
    result = driver.execute(["id", "share", "mean_delay"], inputs=frame)
    assert type(result) is type(frame)
    shares = [(cell - 45) / 35 for cell in (10.0, 30.0)]
    assert in_order(result, engine) == [
        (1, pytest.approx(shares[0]), 30.0),
        (2, pytest.approx(shares[1]), 30.0),
        (3, None, 30.0),
        (4, pytest.approx(5 / 35), 30.0),
    ]
    assert driver.values(["mean_delay", "most_late"], inputs=frame) == {
        "mean_delay": 30.0,
        "most_late": 35.0,
    }


def test_nested_windows_run_where_windows_run(make: Maker, engine: str) -> None:
    driver = hm.Driver(module_of(NESTED))
    frame = make(DATA)
    if engine == "Dask":  # windows leave partitions without known divisions
        frame = frame.repartition(npartitions=1)
    plan = driver.plan(["id", "of_all"], inputs=frame)
    assert len(plan.layers) == 4
    assert in_order(driver.execute(["id", "of_all"], inputs=frame), engine) == [
        (number, 5.0) for number in (1, 2, 3, 4)
    ]


def test_a_frame_function_gets_computed_columns(driver: hm.Driver, frame: Any, engine: str) -> None:
    result = driver.execute("by_carrier", inputs={"flights": frame})
    assert type(result) is type(frame)
    assert in_order(result, engine) == [("AA", 15.0), ("UA", 35.0)]


@pytest.mark.parametrize("name", ["before", "so_far"])
def test_order_that_is_not_said_is_refused_on_queries(
    name: str, driver: hm.Driver, frame: Any, engine: str
) -> None:
    if engine not in QUERIES:
        expected = {"before": [None, 10.0, 30.0, None], "so_far": [10.0, 40.0, None, 90.0]}
        assert computed(driver.execute(name, inputs=frame), engine)[name] == expected[name]
        return
    with pytest.raises(UnsupportedError, match=rf"^`features\.{name}` .* cannot run on ") as caught:
        driver.execute(name, inputs=frame)
    assert str(caught.value).endswith("Hint: say in which order: `.over(order_by=…)`.")


def test_order_that_is_said_is_kept_on_every_engine(
    driver: hm.Driver, frame: Any, engine: str
) -> None:
    result = driver.execute(["id", "before_by_id"], inputs=frame)
    assert in_order(result, engine) == [(1, None), (2, 10.0), (3, 30.0), (4, None)]


def test_series_go_back_into_frames_with_rows_in_order_only(
    driver: hm.Driver, frame: Any, engine: str
) -> None:
    if engine not in QUERIES or engine.startswith("Polars"):
        result = driver.execute(["id", "more"], inputs=frame)
        assert type(result) is type(frame)
        assert in_order(result, engine) == [(1, 21.0), (2, 61.0), (3, None), (4, 101.0)]
        return
    with pytest.raises(UnsupportedError, match=rf"^`features\.doubled` .* cannot run on {engine}"):
        driver.plan(["id", "more"], inputs=frame)
    series = driver.values("doubled", inputs=frame)["doubled"]
    assert sorted(nw.from_native(series, series_only=True).drop_nulls().to_list()) == [
        20.0,
        60.0,
        100.0,
    ]


def test_a_query_is_planned_and_described_without_being_run(
    driver: hm.Driver, frame: Any, engine: str
) -> None:
    plan = driver.plan(["id", "late"], inputs=frame)
    assert set(plan.reads["inputs"]) == {"id", "delay"}
    assert [layer.columns for layer in plan.layers] == [("late",)]


@pytest.mark.parametrize(
    ("name", "line"), [("sum_of_both", 6), ("lost", 9)], ids=["types", "a missing column"]
)
def test_an_expression_that_fails_names_its_function(
    name: str, line: int, frame: Any, engine: str
) -> None:
    module = module_of("""
        import narwhals as nw

        def fine(delay: nw.Expr) -> nw.Expr:
            return delay + 1

        def sum_of_both(delay: nw.Expr, carrier: nw.Expr) -> nw.Expr:
            return delay + carrier

        def lost(delay: nw.Expr) -> nw.Expr:
            return delay + nw.col("no such column")

        def total(fine: nw.Series, sum_of_both: nw.Series) -> float:
            return 0.0

        def all_lost(fine: nw.Series, lost: nw.Series) -> float:
            return 0.0
    """)
    output = {"sum_of_both": "total", "lost": "all_lost"}[name]
    with pytest.raises(Exception, match=r".") as caught:  # each engine has its own
        hm.Driver(module).values(output, inputs=frame)
    assert not isinstance(caught.value, hm.HamiltonishError)
    [note] = caught.value.__notes__
    assert note.startswith(f"while computing `{name}` (features.py:{line}), needed for `{output}`")
