"""How row functions run on columns: what feeds them, what they feed, types, nulls, modifiers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.errors import InputTypeError, TypeMismatchError, UnsupportedError
from hamiltonish.modifiers import (
    check_output,
    config,
    extract_columns,
    inject,
    parameterize,
    pipe_output,
    step,
    value,
)

pytestmark = pytest.mark.filterwarnings("ignore::hamiltonish.errors.RowByRowWarning")

FLIGHTS = pl.DataFrame(
    {
        "distance": [1400, 1089, 762, None],
        "air_time": [227.0, 0.0, None, 60.0],
        "carrier": ["aa", "ua", "aa", None],
    }
)


def speed(distance: float, air_time: float, *, factor: float = 60.0) -> float:
    return distance / air_time * factor


def speed_by_row(distance: float, air_time: float, *, factor: float = 60.0) -> float:
    try:
        return distance / air_time * factor
    finally:
        pass


def is_fast(speed: float, limit: float) -> bool:
    return speed > limit


def known(carrier: str | None) -> str:
    return "?" if carrier is None else carrier.upper()


def share(is_fast: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    return is_fast.mean().over(carrier)


def doubled(speed: pl.Series) -> pl.Series:
    return speed * 2


def halved(doubled: float, share: float) -> float:
    return doubled / 2 + share * 0


def mean_speed(speed: pl.Series) -> float:
    return float(speed.mean() or 0.0)  # type: ignore[arg-type]  # a number, or None


def is_above(speed: float, mean_speed: float) -> bool:
    return speed >= mean_speed


SPEED = [1400 / 227.0 * 60, None, None, None]

KINDS: dict[str, Callable[[pl.DataFrame], Any]] = {
    "eager": lambda frame: frame,
    "lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
    "duckdb": lambda frame: duckdb.sql("select * from frame"),
}


def polars_of(result: Any) -> pl.DataFrame:
    if isinstance(result, pl.LazyFrame):
        return result.collect()
    if isinstance(result, duckdb.DuckDBPyRelation):
        return result.pl()
    if isinstance(result, pd.DataFrame):
        return pl.DataFrame({name: _plain(result[name]) for name in result})
    return pl.DataFrame(result)


def _plain(series: pd.Series[Any]) -> list[Any]:
    values = series.astype(object).where(series.notna(), None).tolist()
    values = [one.to_pydatetime() if isinstance(one, pd.Timestamp) else one for one in values]
    return [one.to_pytimedelta() if isinstance(one, pd.Timedelta) else one for one in values]


@pytest.mark.parametrize("kind", KINDS)
def test_a_function_of_scalars_runs_for_each_row_of_any_frame(kind: str) -> None:
    frame = KINDS[kind](FLIGHTS)
    driver = hm.Driver(speed, is_fast, known)
    outputs = ["speed", "is_fast", "known"]
    result = polars_of(driver.execute(outputs, inputs={"flights": frame, "limit": 300.0}))
    assert result.to_dict(as_series=False) == {
        "speed": SPEED,
        "is_fast": [True, None, None, None],
        "known": ["AA", "UA", "AA", "?"],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_counts_the_rows_that_raise(kind: str) -> None:
    given = KINDS[kind](FLIGHTS)
    run = hm.Driver(speed, known).run(["speed"], inputs=given)
    lazy = kind in ("lazy", "duckdb")
    assert run.report.raised == {"speed": None if lazy else 1}
    said = (
        "Rows that raise are not counted in what is lazy: `speed`."
        if lazy
        else "`speed` raised in 1 row, which is null."
    )
    assert str(run.report).splitlines()[-1] == said
    assert said.replace("`", "`") in run.report._repr_html_()


def test_what_a_barrier_fetches_is_counted_there() -> None:
    driver = hm.Driver(speed, doubled)
    assert driver.run("doubled", inputs=FLIGHTS).report.raised == {"speed": 1}


def test_what_a_barrier_fetches_of_a_query_is_counted_too_and_nothing_else_is() -> None:
    driver = hm.Driver(speed, doubled, is_fast, mean_speed)
    given = {"flights": FLIGHTS.lazy(), "limit": 300.0}
    assert driver.run("mean_speed", inputs=given).report.raised == {"speed": 1}
    assert driver.run("speed", inputs=given, to="pandas").report.raised == {"speed": 1}
    assert driver.run("speed", inputs=given).report.raised == {"speed": None}


def test_counting_changes_nothing_but_the_report() -> None:
    driver = hm.Driver(speed, share, is_fast)
    given = {"flights": FLIGHTS, "limit": 300.0}
    run = driver.run(["share", "speed"], inputs=given)
    assert run.frame.equals(driver.execute(["share", "speed"], inputs=given))
    assert run.frame.columns == ["share", "speed"]


@pytest.mark.parametrize("kind", ["eager", "pandas", "pyarrow"])
def test_row_by_row_gives_what_lifted_gives(kind: str) -> None:
    frame = KINDS[kind](FLIGHTS)
    driver = hm.Driver(speed, speed_by_row)
    run = driver.run(["speed", "speed_by_row"], inputs=frame)
    assert run.report.raised == {"speed": 1, "speed_by_row": 1}
    result = polars_of(run.frame)
    assert result["speed"].equals(result["speed_by_row"], null_equal=True)
    assert result.schema["speed"] == result.schema["speed_by_row"]


@pytest.mark.parametrize("kind", ["eager", "lazy"])
def test_columns_of_functions_feed_row_functions_and_the_reverse(kind: str) -> None:
    driver = hm.Driver(speed, is_fast, share, doubled, halved, mean_speed, is_above)
    outputs = ["share", "doubled", "halved", "is_above"]
    given = {"flights": KINDS[kind](FLIGHTS), "limit": 300.0}
    result = polars_of(driver.execute(outputs, inputs=given))
    first = SPEED[0]
    assert first is not None
    assert result["doubled"].to_list() == [first * 2, None, None, None]
    assert result["halved"].to_list() == [first, None, None, None]
    assert result["is_above"].to_list() == [True, None, None, None]
    assert result["share"].to_list() == [1.0, None, 1.0, None]


def test_pandas_and_portable_columns_feed_row_functions_and_the_reverse() -> None:
    def plus(x: pd.Series) -> pd.Series:
        return x + 1

    def times(plus: float) -> float:
        return plus * 2

    def total(times: pd.Series) -> float:
        return float(times.sum())

    def portable(times: nw.Expr) -> nw.Expr:
        return times + 1

    def again(portable: float, total: float) -> float:
        return portable - total

    driver = hm.Driver(plus, times, total, portable, again)
    frame = pd.DataFrame({"x": [1.0, None]}, index=[7, 7])
    result = driver.execute(["times", "portable", "again"], inputs=frame)
    assert list(result.index) == [7, 7]
    assert result.iloc[0].to_list() == [4.0, 5.0, 1.0]
    assert result.iloc[1].isna().all()


def test_a_frame_function_takes_a_lifted_column_of_its_frame() -> None:
    def by_carrier(flights: pl.LazyFrame, known: pl.Expr) -> pl.LazyFrame:
        return flights.group_by(known).len().sort("known")

    result = hm.Driver(by_carrier, known).execute("by_carrier", inputs={"flights": FLIGHTS.lazy()})
    assert result.collect().rows() == [("?", 1), ("AA", 2), ("UA", 1)]


def test_series_that_are_given_by_themselves_run_row_by_row_of_them() -> None:
    driver = hm.Driver(speed, is_fast)
    series = {name: FLIGHTS[name] for name in ("distance", "air_time")}
    assert driver.values("speed", inputs=series)["speed"].to_list() == SPEED
    alone = driver.values("speed", inputs={"distance": FLIGHTS["distance"], "air_time": 60.0})
    assert alone["speed"].to_list() == [1400.0, 1089.0, 762.0, None]
    given = {name: one.to_pandas() for name, one in series.items()}
    found = driver.values("speed", inputs=given)["speed"]
    assert isinstance(found, pd.Series)
    assert _plain(found) == SPEED


@pytest.mark.parametrize("library", [pl, pd])
def test_columns_that_a_graph_extracts_feed_row_functions(library: Any) -> None:
    if library is pl:

        @extract_columns("distance", "air_time")
        def loaded() -> pl.DataFrame:
            return FLIGHTS
    else:

        @extract_columns("distance", "air_time")
        def loaded() -> pd.DataFrame:
            return FLIGHTS.to_pandas()

    result = hm.Driver(loaded, speed).execute("speed")
    assert isinstance(result, library.DataFrame)
    assert polars_of(result)["speed"].to_list() == SPEED


def test_a_row_function_is_overridden_by_a_column_or_by_a_value() -> None:
    driver = hm.Driver(speed, is_fast)
    given = {"flights": FLIGHTS, "limit": 300.0}
    column = driver.execute(
        "is_fast", inputs=given, overrides={"speed": pl.Series([1, 2, 301, None])}
    )
    assert column["is_fast"].to_list() == [False, False, True, None]
    assert driver.values("is_fast", inputs=given, overrides={"speed": 5.0}) == {"is_fast": False}


def test_values_alone_are_plain_calls() -> None:
    driver = hm.Driver(speed, is_fast)
    given = {"distance": 100.0, "air_time": 30.0, "limit": 300.0}
    assert driver.values(["speed", "is_fast"], inputs=given) == {"speed": 200.0, "is_fast": False}
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        driver.values("speed", inputs={**given, "air_time": 0.0})


def test_modifiers_make_row_functions_like_others() -> None:
    def _plus(x: float, n: int) -> float:
        return x + n

    @parameterize(twice={"k": value(2)}, thrice={"k": value(3)})
    def times(x: float, k: int) -> float:
        return x * k

    @inject(k=value(5))
    def fivefold(x: float, k: int) -> float:
        return x * k

    @pipe_output(step(_plus, n=1), step(_plus, n=2))
    def piped(x: float) -> float:
        return x * 10

    @config.when(kind="a")
    def kind_of__a(x: float) -> str:
        return "a"

    @config.when(kind="b")
    def kind_of__b(x: float, kind: str) -> str:
        return kind

    driver = hm.Driver(times, fivefold, piped, kind_of__a, kind_of__b, config={"kind": "b"})
    outputs = ["twice", "thrice", "fivefold", "piped", "kind_of"]
    frame = pl.LazyFrame({"x": [1.0, None]})
    assert driver.execute(outputs, inputs=frame).collect().rows() == [
        (2.0, 3.0, 5.0, 13.0, "b"),
        (None, None, None, None, None),
    ]
    assert not [one for one in driver.plan(outputs, inputs=frame).rowwise.values() if one.refusal]


@pytest.mark.parametrize("kind", ["eager", "lazy", "pandas", "duckdb"])
def test_checks_look_at_each_row_of_a_lifted_column(kind: str) -> None:
    @check_output(range=(0, 2))
    def same(x: float) -> float:
        return x * 1

    frame = pl.DataFrame({"x": [1.0, None, 3.0]})
    given = KINDS[kind](frame)
    with pytest.raises(hm.CheckError, match=r"range\(0, 2\) fails in 1 of 3 rows"):
        hm.Driver(same).execute("same", inputs=given)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_asked_of_columns_is_asked_of_a_lifted_one(kind: str) -> None:
    @check_output(unique=True, allow_nulls=False, rows=(3, None), mean_in_range=(0, 1))
    def same(x: float) -> float:
        return x * 1

    given = KINDS[kind](pl.DataFrame({"x": [2.0, 2.0, None]}))
    with pytest.raises(hm.CheckError) as caught:
        hm.Driver(same).execute("same", inputs=given)
    failed = {failure.check.partition("(")[0] for failure in caught.value.failures}
    assert failed == {"unique", "no nulls", "mean_in_range"}


def test_of_a_record_only_that_is_asked_which_a_row_can_answer() -> None:
    @check_output(unique=True, allow_nulls=False, max_fraction_nulls=0.1, data_type=pl.Float64)
    @check_output(range=(0, 1), data_type=float)
    def same(x: float | None) -> float | None:
        return x

    driver = hm.Driver(same)
    assert driver.values("same", inputs={"x": 0.5}) == {"same": 0.5}
    live = driver.compile("same")
    assert live(x=0.5) == 0.5
    for ask in (lambda x: driver.values("same", inputs={"x": x}), lambda x: live(x=x)):
        with pytest.raises(hm.CheckError, match="no nulls fails: it is None"):
            ask(None)
        with pytest.raises(hm.CheckError, match=r"range\(0, 1\) fails: it is outside"):
            ask(2.0)


def test_bound_methods_keep_their_state() -> None:
    class Threshold:
        def __init__(self, lowest: float) -> None:
            self.lowest = lowest

        def is_above(self, x: float) -> bool:
            return x > self.lowest

    frame = pl.DataFrame({"x": [1.0, 3.0]})
    assert hm.Driver(Threshold(2.0)).execute("is_above", inputs=frame).rows() == [(False,), (True,)]


# -- types ---------------------------------------------------------------------------------------


def next_day(day: date) -> date:
    return day + timedelta(days=1)


def next_day_by_row(day: date) -> date:
    try:
        return day + timedelta(days=1)
    finally:
        pass


def later(at: datetime, span: timedelta) -> datetime:
    try:
        return at + span
    finally:
        pass


def since(at: datetime) -> timedelta:
    try:
        return at - datetime(2013, 1, 1)
    finally:
        pass


def price(amount: Decimal) -> Decimal:
    try:
        return amount * 2
    finally:
        pass


def letters(text: str, count: int) -> str:
    try:
        return text * count
    finally:
        pass


def is_long(text: str) -> bool:
    return len(text) > 1


def size(text: str) -> int:
    return len(text)


TYPED = [next_day, next_day_by_row, later, since, price, letters, is_long, size]
CELLS = pl.DataFrame(
    {
        "day": [date(2013, 1, 1), None],
        "at": [datetime(2013, 1, 2, 3, 4, 5, 6), None],
        "span": [timedelta(days=1), None],
        "amount": [Decimal("1.5"), None],
        "text": ["ab", None],
        "count": [2, None],
    }
)
POLARS_DTYPES = {
    "next_day": pl.Date,
    "next_day_by_row": pl.Date,
    "later": pl.Datetime("us"),
    "since": pl.Duration("us"),
    "letters": pl.String,
    "is_long": pl.Boolean,
    "size": pl.Int64,
}
PANDAS_DTYPES = {
    "next_day": "object",
    "next_day_by_row": "object",
    "later": "datetime64[us]",
    "since": "timedelta64[us]",
    "price": "object",
    "letters": pd.Series(["a"], dtype="str").dtype.name,
    "is_long": "boolean",
    "size": "Int64",
}


@pytest.mark.parametrize("rows", [slice(0, 2), slice(0, 1), slice(1, 2), slice(0, 0)])
def test_a_result_has_the_dtype_of_its_annotation_with_nulls_or_without_or_without_rows(
    rows: slice,
) -> None:
    driver = hm.Driver(*TYPED)
    outputs = [function.__name__ for function in TYPED]
    frame = driver.execute(outputs, inputs=CELLS[rows])
    assert {name: frame.schema[name] for name in POLARS_DTYPES} == POLARS_DTYPES
    assert isinstance(frame.schema["price"], pl.Decimal)
    result = driver.execute(outputs, inputs=CELLS.to_pandas()[rows])
    assert {name: dtype.name for name, dtype in result.dtypes.items()} == PANDAS_DTYPES
    assert polars_of(result).rows() == frame.rows()


def test_a_schema_knows_row_functions_without_rows() -> None:
    driver = hm.Driver(speed, speed_by_row, is_fast)
    outputs = ["speed", "speed_by_row", "is_fast"]
    for kind in ("eager", "lazy"):
        given = {"flights": KINDS[kind](FLIGHTS), "limit": 300.0}
        assert dict(driver.schema(outputs, inputs=given)) == {
            "speed": pl.Float64(),
            "speed_by_row": pl.Float64(),
            "is_fast": pl.Boolean(),
        }


def test_parameters_arrive_as_they_are_annotated() -> None:
    def lifted(x: float) -> str:
        return "float" if x / 2 == 0.5 else "other"

    def named(x: float) -> str:
        try:
            return type(x).__name__
        finally:
            pass

    for frame in (pl.DataFrame({"x": [1]}), pd.DataFrame({"x": [1]})):
        result = polars_of(hm.Driver(lifted, named).execute(["lifted", "named"], inputs=frame))
        assert result.rows() == [("float", "float")]


def test_scalars_of_numpy_are_plain_ones_in_a_column() -> None:
    def whole(x: float) -> int:
        return np.int64(x)  # type: ignore[return-value]  # as some write it

    def is_large(x: float) -> bool:
        return np.bool_(x > 1)  # type: ignore[return-value]  # likewise

    for frame in (pl.DataFrame({"x": [1.0, 2.0]}), pd.DataFrame({"x": [1.0, 2.0]})):
        result = polars_of(hm.Driver(whole, is_large).execute(["whole", "is_large"], inputs=frame))
        assert result.rows() == [(1, False), (2, True)]


def test_whole_floats_of_pandas_are_integers_and_others_are_not() -> None:
    def half(n: int) -> int:
        return n // 2

    assert _plain(
        hm.Driver(half).execute("half", inputs=pd.DataFrame({"n": [5.0, None]}))["half"]
    ) == [2, None]
    with pytest.raises(TypeError, match="cannot safely cast"):
        hm.Driver(half).execute("half", inputs=pd.DataFrame({"n": [5.5, None]}))
    with pytest.raises(InputTypeError, match="The column `n` is `Float64` where `int` is taken"):
        hm.Driver(half).execute("half", inputs=pl.DataFrame({"n": [5.0]}))


def test_a_dtype_that_a_function_of_expressions_gives_is_checked_in_the_run() -> None:
    def text(x: pl.Expr) -> pl.Expr:
        return x.cast(pl.String)

    def half(text: float) -> float:
        return text / 2

    with pytest.raises(InputTypeError, match="The column `text` is `String` where `float`"):
        hm.Driver(text, half).execute("half", inputs=pl.DataFrame({"x": [1.0]}))


def test_a_plan_is_used_for_frames_of_other_dtypes_and_checks_them() -> None:
    driver = hm.Driver(speed)
    driver.execute("speed", inputs=FLIGHTS)
    with pytest.raises(InputTypeError, match="The column `distance` is `String`"):
        driver.execute("speed", inputs=FLIGHTS.with_columns(pl.col("distance").cast(pl.String)))


# -- what is no row function -----------------------------------------------------------------------


def test_a_column_beside_what_is_no_scalar_is_a_mismatch_that_says_so() -> None:
    def doubled(x: pl.Expr) -> pl.Expr:
        return x * 2

    def weighted(doubled: float, weights: list[float]) -> float:
        return doubled * sum(weights)

    with pytest.raises(TypeMismatchError, match=r"plain scalars alone; `weights: list\[float\]`"):
        hm.Driver(doubled, weighted)
    with pytest.raises(InputTypeError, match=r"plain scalars alone; `weights: list\[float\]`"):
        hm.Driver(weighted).execute(
            "weighted", inputs={"f": pl.DataFrame({"doubled": [1.0]}), "weights": [1.0]}
        )


def test_a_row_function_that_values_feed_is_no_column() -> None:
    given = {"speed": 1.0, "limit": 300.0, "carrier": pl.Series(["a"])}
    with pytest.raises(TypeMismatchError, match="a column if a column feeds it: give `speed`"):
        hm.Driver(is_fast, share).execute("share", inputs=given)


def test_row_by_row_goes_into_no_query_but_its_values_can_be_asked_for() -> None:
    relation = KINDS["duckdb"](FLIGHTS)
    driver = hm.Driver(speed_by_row)
    with pytest.raises(UnsupportedError, match="row by row in Python"):
        driver.execute("speed_by_row", inputs=relation)
    found = driver.values("speed_by_row", inputs=relation)["speed_by_row"]
    assert pl.Series(found.to_list()).to_list() == SPEED


# -- what is shown -------------------------------------------------------------------------------


def test_a_plan_tells_what_is_lifted_what_is_fused_and_what_runs_row_by_row() -> None:
    driver = hm.Driver(speed, speed_by_row, is_fast, share)
    given = {"flights": FLIGHTS.lazy(), "limit": 300.0}
    told = driver.plan(["share", "speed_by_row"], inputs=given).explain()
    place = f"test_running.py:{speed_by_row.__code__.co_firstlineno}"
    line = speed_by_row.__code__.co_firstlineno + 1
    assert "      lifted  speed, is_fast\n" in told
    assert f"call    speed_by_row ({place}), row by row: " in told
    assert f"(test_running.py:{line})" in " ".join(told.split())
    assert "  layer   speed on flights\n" in told


def test_views_of_plans_and_runs_say_lifted_and_row_by_row() -> None:
    driver = hm.Driver(speed, speed_by_row)
    outputs = ["speed", "speed_by_row"]
    for view in (
        driver.plan(outputs, inputs=FLIGHTS).view(),
        driver.run(outputs, inputs=FLIGHTS).view(),
    ):
        text = str(view)
        assert "lazy column, float, lifted" in text
        assert "eager column, float, row by row" in text


def test_lineage_goes_through_a_lifted_function() -> None:
    driver = hm.Driver(speed, is_fast, share)
    given = {"flights": FLIGHTS.lazy(), "limit": 300.0}
    told = str(driver.lineage("share", inputs=given))
    for source in ("flights.distance", "flights.air_time", "flights.carrier", "limit"):
        assert source in told
    assert "unknown      flights" not in told
    assert " speed, is_fast, share" in told


def test_versions_and_differences_are_those_of_the_functions() -> None:
    driver = hm.Driver(speed, is_fast)
    before = driver.graph["speed"].version
    driver.execute("is_fast", inputs={"flights": FLIGHTS, "limit": 300.0})
    assert driver.graph["speed"].version == before
    assert driver.graph["speed"].type is float
    same = driver.compare(hm.Driver(speed, is_fast), "speed", inputs=FLIGHTS)
    assert repr(same) == "<Comparison: 0 of 1 outputs changed>"


def test_writing_raises_for_the_first_row_and_leaves_no_file(tmp_path: Any) -> None:
    driver = hm.Driver(speed, rows="raise")
    target = tmp_path / "speeds.parquet"
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        driver.write("speed", target, inputs=FLIGHTS.lazy())
    assert not target.exists()


def test_a_driver_made_of_another_keeps_what_becomes_of_rows() -> None:
    driver = hm.Driver(speed, rows="raise").replace(checks=False)
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        driver.execute("speed", inputs=FLIGHTS)
    assert driver.replace(rows="null").execute("speed", inputs=FLIGHTS)["speed"].to_list() == SPEED
