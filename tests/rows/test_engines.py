"""Row functions on Ibis, Dask and Spark, end to end: lazy, and what Python gives row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import narwhals as nw
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.annotations import form_of
from hamiltonish.errors import (
    CheckError,
    InputTypeError,
    NotLiftedError,
    RowByRowWarning,
    UnsupportedError,
)
from hamiltonish.modifiers import check_output
from hamiltonish.rows.lift import lifted
from hamiltonish.rows.node import on_columns
from hamiltonish.rows.refusal import Refused

ROWS: list[tuple[int, int | None, float | None, str | None]] = [
    (0, 1400, 227.0, "aa"),
    (1, 1089, 0.0, "ß2"),
    (2, 762, None, "aa"),
    (3, None, 60.0, None),
    (4, 0, -3.5, " Éx\n"),
    (5, 7, 1e308, ""),
]
FLIGHTS = pl.DataFrame(ROWS, ["id", "distance", "air_time", "carrier"], orient="row")

MAKERS: dict[str, Callable[[pl.DataFrame, Any], Any]] = {
    "ibis": lambda frame, library: library.memtable(frame.to_arrow()),
    "dask": lambda frame, library: library.from_pandas(
        frame.to_pandas(use_pyarrow_extension_array=True), npartitions=2
    ),
    "pyspark": lambda frame, session: session.createDataFrame(frame.to_arrow()),
}


@pytest.fixture(params=MAKERS)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(engine: str, request: pytest.FixtureRequest) -> Callable[[pl.DataFrame], Any]:
    if engine == "pyspark":
        library = request.getfixturevalue("spark")
    else:
        module = {"ibis": "ibis", "dask": "dask.dataframe"}[engine]
        library = pytest.importorskip(module, reason=f"{engine} is not installed")
    return lambda frame: MAKERS[engine](frame, library)


@pytest.fixture
def frame(make: Callable[[pl.DataFrame], Any]) -> Any:
    return make(FLIGHTS)


def speed(distance: float, air_time: float, *, factor: float = 60.0) -> float:
    return distance / air_time * factor


def pace(speed: nw.Expr) -> nw.Expr:
    return speed * 2


def is_fast(pace: float, limit: float) -> bool:
    return pace > limit


def band(pace: float | None, distance: int | None) -> str:
    if pace is None:
        return "none"
    return f"{distance}-{'fast' if pace > 700 else 'slow'}"


def group(distance: int) -> int:
    return (distance - 500) // 60 % 7


def code(carrier: str | None) -> str | None:
    return carrier and carrier.strip()[:2].lower()


def speed_by_row(distance: float, air_time: float) -> float:
    try:
        return distance / air_time * 60
    finally:
        pass


FUNCTIONS = (speed, pace, is_fast, band, group, code)
OUTPUTS = ["id", "speed", "is_fast", "band", "group", "code"]


def expected() -> Iterator[tuple[Any, ...]]:
    """Call the functions for each row."""
    for number, distance, air_time, carrier in ROWS:
        fast: Any = None
        if distance is not None and air_time:
            fast = speed(float(distance), air_time)
        twice = None if fast is None else fast * 2
        yield (
            number,
            fast,
            None if twice is None else is_fast(twice, 700.0),
            band(twice, distance),
            None if distance is None else group(distance),
            code(carrier),
        )


def rows_of(result: Any) -> list[tuple[Any, ...]]:
    """Compute a frame, and list its rows by their numbers."""
    table = nw.from_native(result).lazy().collect("pyarrow").to_arrow()
    return sorted(pl.DataFrame(table).rows())


def test_row_functions_and_columns_are_one_query_with_what_python_gives(
    engine: str, frame: Any
) -> None:
    driver = hm.Driver(*FUNCTIONS)
    given = {"flights": frame, "limit": 700.0}
    result = driver.execute(OUTPUTS, inputs=given)
    form = form_of(type(result))
    assert (form.library, form.lazy) == (engine, True)
    assert rows_of(result) == list(expected())
    told = driver.plan(OUTPUTS, inputs=given).explain()
    assert "lifted  speed, is_fast, band, group, code" in told


def test_what_is_lazy_says_that_it_counts_no_rows(frame: Any) -> None:
    run = hm.Driver(speed, code).run(["speed"], inputs=frame)
    assert run.report.raised == {"speed": None}
    assert str(run.report).endswith("Rows that raise are not counted in what is lazy: `speed`.")


def test_a_row_that_raises_ends_the_run_if_it_is_to(frame: Any) -> None:
    driver = hm.Driver(speed, rows="raise")
    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        driver.execute("speed", inputs=frame)
    assert "while computing a row of `speed`" in caught.value.__notes__[0]
    assert "distance: 1089.0" in caught.value.__notes__[0]


def test_checks_look_at_what_is_lifted(frame: Any) -> None:
    @check_output(range=(0, 500))
    def half(distance: int) -> float:
        return distance / 2

    with pytest.raises(CheckError, match=r"range\(0, 500\) fails in 2 of 6 rows"):
        hm.Driver(half).values("half", inputs=frame)


def test_a_column_of_another_type_is_refused_when_planned(frame: Any) -> None:
    def length(distance: str) -> int:
        return len(distance)

    with pytest.raises(InputTypeError, match="The column `distance` is `Int64`"):
        hm.Driver(length).plan("length", inputs=frame)


# -- what is not lifted --------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::hamiltonish.errors.RowByRowWarning")
@pytest.mark.parametrize("engine", ["ibis", "pyspark"])
def test_row_by_row_goes_into_no_query_of_a_database(engine: str, frame: Any) -> None:
    with pytest.raises(UnsupportedError) as caught:
        hm.Driver(speed_by_row).plan("speed_by_row", inputs=frame)
    line = speed_by_row.__code__.co_firstlineno
    name = f"`{__name__}.speed_by_row` (test_engines.py:{line})"
    title = {"ibis": "Ibis", "pyspark": "PySpark"}[engine]
    assert str(caught.value).splitlines() == [
        f"{name} cannot run on {title}.",
        "  it runs row by row in Python, as this is not lifted:"
        f" a `try` with `finally` (test_engines.py:{line + 1})",
        "Hint: write it with what is lifted, or collect the frame before it is given.",
    ]


@pytest.mark.parametrize("engine", ["dask"])
def test_row_by_row_runs_in_each_partition_of_dask_when_it_is_computed(frame: Any) -> None:
    called: list[float] = []

    def noted(air_time: float) -> float:
        called.append(air_time)
        return speed_by_row(60.0, air_time)

    driver = hm.Driver(noted)
    with pytest.warns(RowByRowWarning, match="runs row by row"):
        result = driver.execute(["id", "noted"], inputs=frame)
    assert called == []
    found = rows_of(result)
    assert sorted(called) == [-3.5, 0.0, 60.0, 227.0, 1e308]
    assert [row[1] for row in found] == [
        60 / 227.0 * 60,
        None,
        None,
        60.0,
        60 / -3.5 * 60,
        60 / 1e308 * 60,
    ]
    told = driver.plan("noted", inputs=frame).explain()
    assert "      by row  noted: " in told
    assert driver.run("noted", inputs=frame).report.raised == {"noted": None}


@pytest.mark.filterwarnings("ignore::hamiltonish.errors.RowByRowWarning")
@pytest.mark.parametrize("engine", ["dask"])
def test_row_by_row_on_dask_raises_when_it_is_computed(frame: Any) -> None:
    result = hm.Driver(speed_by_row, rows="raise").execute("speed_by_row", inputs=frame)
    with pytest.raises(ZeroDivisionError) as caught:
        result.compute()
    assert "while computing a row of `speed_by_row`" in caught.value.__notes__[0]
    with pytest.raises(NotLiftedError, match="a `try` with `finally`"):
        hm.Driver(speed_by_row, rows="strict").execute("speed_by_row", inputs=frame)


def test_what_runs_in_a_partition_pickles() -> None:
    cloudpickle = pytest.importorskip("cloudpickle", reason="cloudpickle is not installed")
    node = hm.Driver(speed).graph["speed"]
    one = on_columns(node, {"distance", "air_time"}, "dask")
    assert one.flag is not None
    native: Any = one.node.function(nw.col("distance"), nw.col("air_time"), 60.0)  # type: ignore[misc]
    assert native.names == ("distance", "air_time")
    again = cloudpickle.loads(cloudpickle.dumps(native.make))
    frame = FLIGHTS.to_pandas()
    found = again(frame["distance"], frame["air_time"])
    assert found.tolist()[0] == 1400 / 227.0 * 60


# -- each engine's own ---------------------------------------------------------------------------


def test_ibis_over_another_engine_is_refused() -> None:
    ibis = pytest.importorskip("ibis", reason="ibis-framework is not installed")
    pytest.importorskip("ibis.backends.sqlite", reason="ibis has no SQLite")
    backend = ibis.sqlite.connect()
    backend.raw_sql("CREATE TABLE flights (distance INTEGER, air_time REAL)")
    table = backend.table("flights")
    with pytest.raises(UnsupportedError, match="cannot run on Ibis over sqlite") as caught:
        hm.Driver(speed).execute("speed", inputs=table)
    assert caught.value.reason.endswith("it is DuckDB that is known to compute as Python does")


def test_ibis_counts_from_time_to_time_but_takes_no_column_of_timedeltas() -> None:
    ibis = pytest.importorskip("ibis", reason="ibis-framework is not installed")

    def taken(at: datetime, until: datetime) -> float:
        return (until - at).total_seconds()

    def twice(wait: timedelta) -> float:
        return wait.total_seconds() * 2

    at, until = datetime(1, 1, 1, 23), datetime(2013, 1, 2, 0, 0, 0, 7)
    times = pl.DataFrame({"at": [at], "until": [until], "wait": [timedelta(hours=1)]})
    driver = hm.Driver(taken, twice, rows="strict")
    table = ibis.memtable(times.to_arrow())
    assert rows_of(driver.execute("taken", inputs=table)) == [((until - at).total_seconds(),)]
    with pytest.raises(NotLiftedError, match="a column of timedeltas, on Ibis"):
        driver.execute("twice", inputs=table)


def test_what_ibis_or_spark_cannot_read_is_refused_for_it() -> None:
    def deep(x: float) -> float:
        for _ in range(60):
            x = x * 0.5 - 1
        return x

    def long(n: int, by: int) -> int:
        for _ in range(5):
            n = n // by
        return n

    deep_node, long_node = hm.Driver(deep).graph["deep"], hm.Driver(long).graph["long"]
    with pytest.raises(Refused, match="more than 50 operations one in the other, on Ibis"):
        lifted(deep_node, {"x"}, "ibis")
    with pytest.raises(Refused, match="more than 50,000 characters of SQL"):
        lifted(long_node, {"n", "by"}, "pyspark")


def later(at: datetime) -> datetime:
    return at + timedelta(minutes=90)


def hour(at: datetime) -> int:
    return at.hour


def waited(at: datetime, wait: timedelta) -> timedelta:
    return at - datetime(2013, 1, 1) + wait


def hours(wait: timedelta) -> int:
    return wait // timedelta(hours=1) + wait // timedelta(minutes=-7)


def power(n: int) -> int:
    return n * n


def parts(n: int, by: int) -> int:
    return n // by + n % by


@pytest.mark.parametrize("is_ansi", [True, False])
def test_spark_gives_null_where_python_raises_or_counts_on_in_each_mode(
    spark: Any, is_ansi: bool
) -> None:
    before = spark.conf.get("spark.sql.ansi.enabled")
    spark.conf.set("spark.sql.ansi.enabled", str(is_ansi).lower())
    try:
        numbers = pl.DataFrame({"n": [7, -7, 2**62, -(2**63)], "by": [0, 2, -3, -1]})
        frame = spark.createDataFrame(numbers.to_arrow()).coalesce(1)
        result = hm.Driver(power, parts).execute(["n", "power", "parts"], inputs=frame)
        assert rows_of(result) == [
            (-(2**63), None, None),
            (-7, 49, parts(-7, 2)),
            (7, 49, None),
            (2**62, None, parts(2**62, -3)),
        ]
    finally:
        spark.conf.set("spark.sql.ansi.enabled", before)


def test_times_of_spark_are_those_of_the_clock_of_the_session(spark: Any) -> None:
    frame = spark.sql(
        "SELECT TIMESTAMP '2013-06-01 22:45:00' AS at,"
        " INTERVAL '1 02:03:04.5' DAY TO SECOND AS wait"
    )
    names = ["later", "hour", "waited", "hours"]
    result = hm.Driver(later, hour, waited, hours).execute(names, inputs=frame)
    (row,) = result.collect()
    at = datetime(2013, 6, 1, 22, 45)
    wait = timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=500)
    assert tuple(row) == (later(at), hour(at), waited(at, wait), hours(wait))


def test_rows_of_dask_stay_together_though_labels_repeat() -> None:
    dd = pytest.importorskip("dask.dataframe", reason="dask is not installed")
    arrow = FLIGHTS.to_pandas(use_pyarrow_extension_array=True)
    labelled = arrow.set_axis([0] * len(ROWS))
    frame = dd.concat([dd.from_pandas(part, npartitions=1) for part in (labelled, labelled)])
    assert not frame.known_divisions
    result = hm.Driver(group, code).execute(["id", "group", "code"], inputs=frame)
    expected_rows = [(row[0], row[4], row[5]) for row in expected() for _ in range(2)]
    assert [row[:3] for row in rows_of(result)] == expected_rows  # narwhals keeps the labels
