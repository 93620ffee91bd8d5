"""Strategies: frames and records of exactly what outputs need, of every library, that shrink well."""

from __future__ import annotations

import datetime
import enum
import math
from decimal import Decimal
from typing import Annotated, Any, Literal

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from annotated_types import Ge, Interval, Len, Lt
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from pydantic import Field

import hamiltonish as hm
from examples.flights import features
from examples.flights.data import tables
from examples.marketing import features as marketing
from hamiltonish.errors import UnknownNodeError, UnknownValuesError
from hamiltonish.modifiers import check_output
from hamiltonish.testing import assert_row_local, for_each_node, strategies

quick = settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)


def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    return distance / air_time * 60


def is_fast(speed: pl.Expr, limit: int, unit: str = "mph") -> pl.Expr:
    return speed > limit


SAMPLE = pl.DataFrame({"distance": [1400, 200], "air_time": [227.0, 40.0], "dest": ["IAH", "BOS"]})


def _find(strategy: Any, holds: Any, *, shrink: bool = False, most: int = 1_000) -> Any:
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    how = settings(max_examples=most, deadline=None, database=None, phases=phases)
    return find(strategy, holds, settings=how)


# -- which columns -------------------------------------------------------------------------------


@quick
@given(st.data())
def test_a_frame_has_exactly_the_columns_that_are_needed_with_their_dtypes(data: Any) -> None:
    frame = data.draw(strategies.frames(hm.Driver(speed), speed, like=SAMPLE))
    assert frame.schema == {"distance": pl.Int64, "air_time": pl.Float64}
    assert frame.height <= 8
    hm.Driver(speed).execute(speed, inputs=frame)


@quick
@given(st.data())
def test_values_stand_beside_the_frame_and_defaults_are_left_to_the_function(data: Any) -> None:
    driver = hm.Driver(speed, is_fast)
    inputs = data.draw(strategies.frames(driver, is_fast, like=SAMPLE.lazy(), rows=(1, 3)))
    assert set(inputs) == {"frame", "limit"} or set(inputs) == {"", "limit"}
    assert isinstance(inputs["limit"], int)
    out = driver.execute(is_fast, inputs=inputs)
    assert isinstance(out, pl.LazyFrame)
    assert 1 <= out.collect().height <= 3


def test_columns_of_the_flights_are_what_the_functions_cannot_do_without() -> None:
    driver = hm.Driver(features)
    samples = {name: frame.head(500) for name, frame in tables().items()}
    outputs = ["speed", "part_of_day", "temperature"]
    unique = {"weather": ["origin", "time_hour"], "planes": ["tailnum"]}
    strategy = strategies.frames(driver, outputs, like=samples, unique=unique, rows=(0, 4))

    @quick
    @given(strategy)
    def holds(inputs: Any) -> None:
        assert set(inputs["flights"].collect_schema()) == {
            "origin", "time_hour", "tailnum", "distance", "air_time", "hour"
        }  # fmt: skip
        assert "humid" not in inputs["weather"].collect_schema()
        frame = driver.execute(outputs, inputs=inputs).collect()
        assert frame.columns == outputs

    holds()


def test_a_graph_is_cut_where_its_checks_say_what_holds() -> None:
    @check_output(range=(0, 1), allow_nulls=False)
    def rate(x: pl.Expr) -> pl.Expr:
        return x

    def grade(rate: pl.Expr) -> pl.Expr:
        return rate < 0.2

    driver = hm.Driver(rate, grade)

    @quick
    @given(strategies.frames(driver, grade, at=["rate"], columns={"rate": pl.Float64}))
    def holds(frame: pl.DataFrame) -> None:
        assert frame.columns == ["rate"]
        assert frame["rate"].is_between(0, 1).all()
        driver.values(grade, overrides={"rate": frame["rate"]})

    holds()


# -- which values --------------------------------------------------------------------------------


EDGES: dict[str, Any] = {
    "empty": lambda f: f.height == 0,
    "one row": lambda f: f.height == 1,
    "null": lambda f: f["air_time"].has_nulls(),
    "NaN": lambda f: f["air_time"].is_nan().any(),
    "infinity": lambda f: f["air_time"].is_infinite().any(),
    "largest": lambda f: (f["distance"] == 2**63 - 1).any(),
    "smallest": lambda f: (f["distance"] == -(2**63)).any(),
    "null text": lambda f: f["dest"].has_nulls(),
    "empty text": lambda f: (f["dest"] == "").any(),
    "not ASCII": lambda f: any(not (text or "").isascii() for text in f["dest"]),
    "of the sample": lambda f: (f["dest"] == "IAH").any(),
}


def test_edges_are_found() -> None:
    def shown(speed: pl.Expr, dest: pl.Expr) -> pl.Expr:
        return speed

    found: set[str] = set()

    def shows_the_last(frame: pl.DataFrame) -> bool:
        found.update(name for name, holds in EDGES.items() if name not in found and holds(frame))
        return found == set(EDGES)

    strategy = strategies.frames(hm.Driver(speed, shown), shown, like=SAMPLE)
    assert _find(strategy, shows_the_last, most=5_000).columns == SAMPLE.columns


@quick
@given(st.data())
def test_without_edges_values_are_within_the_sample(data: Any) -> None:
    def shown(speed: pl.Expr, dest: pl.Expr) -> pl.Expr:
        return speed

    driver = hm.Driver(speed, shown)
    frame = data.draw(strategies.frames(driver, shown, like=SAMPLE, edges=False, rows=4))
    assert frame.height == 4
    assert frame["distance"].is_between(200, 1400).all()
    assert frame["air_time"].is_between(40, 227).all()
    assert set(frame["dest"]) <= {"IAH", "BOS"}


def test_a_failure_shrinks_to_few_rows_of_plain_values() -> None:
    strategy = strategies.frames(
        hm.Driver(speed), speed, columns={"distance": int, "air_time": float}
    )
    frame = _find(strategy, lambda f: (f["distance"] > 500).any(), shrink=True)
    assert frame.rows() == [(501, 0.0)]


def angle(
    hour: Annotated[int, Interval(ge=0, le=23)],
    minute: Annotated[float, Ge(0), Lt(60)] | None,
    code: Annotated[str, Len(2, 3)],
) -> float | None:
    return None if minute is None else hour + minute / 60 + len(code)


def evening(hour: Annotated[int, Field(gt=16)]) -> bool:
    return hour > 16


@quick
@given(strategies.records(hm.Driver(angle, evening), ["angle", "evening"]))
def test_values_keep_to_the_limits_of_all_who_read_them(record: dict[str, Any]) -> None:
    assert record["hour"] is None or 16 < record["hour"] <= 23
    assert record["minute"] is None or 0 <= record["minute"] < 60
    assert record["code"] is None or 2 <= len(record["code"]) <= 3


@pytest.mark.parametrize("hour", [None, 0, 23])
def test_the_first_and_the_last_value_within_limits_are_found(hour: int | None) -> None:
    strategy = strategies.records(hm.Driver(angle), angle)
    assert _find(strategy, lambda record: record["hour"] == hour)


class Cabin(enum.Enum):
    FIRST = "F"
    ECONOMY = "Y"


def fare(
    miles: Annotated[pl.Expr, pl.UInt16],
    day: Annotated[pl.Expr, pl.Date],
    at: Annotated[pl.Expr, pl.Datetime("us", "America/New_York")],
    price: Annotated[pl.Expr, pl.Decimal(10, 2)],
    took: Annotated[pl.Expr, pl.Duration("us")],
    is_paid: Annotated[pl.Expr, pl.Boolean],
    cabin: Cabin,
    mode: Literal["a", "b"],
) -> pl.Expr:
    return miles


def test_dtypes_and_types_of_annotations_are_what_comes() -> None:
    strategy = strategies.frames(hm.Driver(fare), fare, rows=3)

    @quick
    @given(strategy)
    def holds(inputs: Any) -> None:
        (frame,) = (v for v in inputs.values() if isinstance(v, pl.DataFrame))
        assert frame.schema["miles"] == pl.UInt16
        assert frame.schema["day"] == pl.Date
        assert frame.schema["at"] == pl.Datetime("us", "America/New_York")
        assert isinstance(frame.schema["price"], pl.Decimal)
        assert frame.schema["took"] == pl.Duration("us")
        assert frame.schema["is_paid"] == pl.Boolean
        assert isinstance(inputs["cabin"], Cabin)
        assert inputs["mode"] in ("a", "b")

    holds()


@pytest.mark.parametrize(
    ("library", "kind"), [("polars", pl.DataFrame), ("pandas", pd.DataFrame), ("pyarrow", pa.Table)]
)
def test_frames_are_of_the_library_that_is_asked_for(library: str, kind: type) -> None:
    def halved(x: nw.Expr, n: nw.Expr, t: nw.Expr) -> nw.Expr:
        return x / 2

    columns = {"x": float, "n": int, "t": str}
    strategy = strategies.frames(hm.Driver(halved), halved, library=library, columns=columns)

    @quick
    @given(strategy)
    def holds(frame: Any) -> None:
        assert isinstance(frame, kind)
        assert hm.Driver(halved).execute(halved, inputs=frame) is not None

    holds()


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float32", "bool", "boolean", "str", "object",
                                   "category", "datetime64[ns]", "int64[pyarrow]"])  # fmt: skip
def test_dtypes_of_pandas_are_kept(dtype: str) -> None:
    sample = {"int": [1, 2], "Int": [1, 2], "floa": [1.5, 2.0], "bool": [True, False]}
    values = sample.get(dtype.partition("6")[0].partition("3")[0][:4])
    values = [True, False] if dtype.startswith("bool") else values
    values = values or (["2024-01-01", "2024-01-02"] if "date" in dtype else ["a", "b"])
    if dtype.lower().startswith("int"):
        values = [1, 2]
    frame = pd.DataFrame({"spend": pd.Series(values).astype(dtype), "signups": [1, 2]})

    @quick
    @given(strategies.frames(hm.Driver(marketing), "spend_per_signup", like=frame))
    def holds(made: pd.DataFrame) -> None:
        assert made["spend"].dtype == frame["spend"].dtype
        assert made["signups"].dtype == "int64"

    holds()


def test_a_column_can_have_a_strategy_of_its_own() -> None:
    columns = {"distance": st.integers(1, 9), "air_time": st.just(1.5)}

    @quick
    @given(strategies.frames(hm.Driver(speed), speed, columns=columns, rows=2))
    def holds(frame: pl.DataFrame) -> None:
        assert frame["distance"].is_between(1, 9).all()
        assert frame["air_time"].to_list() == [1.5, 1.5]

    holds()


# -- records -------------------------------------------------------------------------------------


def is_late(arr_delay: float | None, after: int = 15) -> bool | None:
    return None if arr_delay is None else arr_delay > after


@quick
@given(strategies.records(hm.Driver(is_late), is_late))
def test_a_record_is_what_a_driver_takes(record: dict[str, Any]) -> None:
    assert list(record) == ["arr_delay"]
    delay = record["arr_delay"]
    assert hm.Driver(is_late).values(is_late, inputs=record)["is_late"] == is_late(delay)


def test_records_have_nulls_and_edges() -> None:
    records = strategies.records(hm.Driver(is_late), is_late)
    assert _find(records, lambda r: r["arr_delay"] is None, shrink=True) == {"arr_delay": None}
    assert _find(records, lambda r: (r["arr_delay"] or 0) > 1e300)
    assert _find(records, lambda r: r["arr_delay"] is not None and math.isnan(r["arr_delay"]))


@quick
@given(strategies.frames(hm.Driver(is_late), is_late, library="polars"))
def test_functions_of_one_row_get_columns_in_a_frame(frame: pl.DataFrame) -> None:
    assert frame.schema == {"arr_delay": pl.Float64}
    assert_row_local(hm.Driver(is_late), is_late, frame)


def test_scalars_of_every_kind_can_be_drawn() -> None:
    def every(
        a: bool,
        b: int,
        c: float,
        d: str,
        e: datetime.date,
        f: datetime.datetime,
        g: datetime.timedelta,
        h: Decimal,
        i: Cabin,
        j: Literal[1, 2],
        k: int | None,
    ) -> int:
        return 1  # fmt: skip

    kinds = (bool, int, float, str, datetime.date, datetime.datetime, datetime.timedelta, Decimal,
             Cabin, int)  # fmt: skip

    @quick
    @given(strategies.records(hm.Driver(every), every))
    def holds(record: dict[str, Any]) -> None:
        for name, kind in zip("abcdefghij", kinds, strict=True):
            cell = record[name]
            assert cell is None or isinstance(cell, kind)

    holds()


# -- what is refused -----------------------------------------------------------------------------


def test_an_input_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(
        UnknownValuesError, match=r"Nothing says what `air_time` may hold\.|`distance`"
    ):
        strategies.frames(hm.Driver(speed), speed)
    with pytest.raises(UnknownValuesError, match=r"like=\{'flights': frame\}"):
        strategies.frames(hm.Driver(features), "speed")


def test_a_misspelt_column_is_found() -> None:
    with pytest.raises(UnknownNodeError, match=r"did you mean `distance`"):
        strategies.frames(hm.Driver(speed), speed, like=SAMPLE, columns={"distanse": int})


def test_a_misspelt_output_is_found_in_the_graph_and_in_the_sample() -> None:
    driver = hm.Driver(speed)
    for name, meant in (("sped", "speed"), ("dset", "dest")):
        with pytest.raises(
            UnknownNodeError, match=rf"outputs of a strategy\n.*did you mean `{meant}`"
        ):
            strategies.frames(driver, name, like=SAMPLE)
    with pytest.raises(UnknownNodeError, match="did you mean `speed`"):
        for_each_node(driver, only=["sped"])


def test_a_dtype_of_which_nothing_can_be_drawn_is_refused_by_name() -> None:
    sample = SAMPLE.with_columns(air_time=pl.Series([[1.0], [2.0]]))
    with pytest.raises(UnknownValuesError, match=r"Nothing says what `air_time` may hold.\n.*List"):
        strategies.frames(hm.Driver(speed), speed, like=sample)


@pytest.mark.parametrize(
    "column",
    [
        pl.Series(["a", "b"], dtype=pl.Enum(["a", "b"])),
        pl.Series(["a"] * 2, dtype=pl.Categorical),
        pl.Series([Decimal("1.5")] * 2, dtype=pl.Decimal(10, 3)),
        pl.Series([datetime.datetime(2020, 1, 1)] * 2, dtype=pl.Datetime("ms", "Europe/Berlin")),
        pl.Series([datetime.time(1)] * 2),
        pl.Series([b"a"] * 2),
        pl.Series([None] * 2, dtype=pl.Int8),
    ],
    ids=lambda column: str(column.dtype),
)
def test_dtypes_of_polars_are_kept(column: pl.Series) -> None:
    sample = SAMPLE.with_columns(distance=column)

    @quick
    @given(strategies.frames(hm.Driver(speed), ["speed"], like=sample))
    def holds(frame: pl.DataFrame) -> None:
        assert frame.schema["distance"] == column.dtype

    holds()
