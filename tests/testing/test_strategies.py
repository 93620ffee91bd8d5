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


def _find(strategy: Any, holds: Any, *, shrink: bool = False) -> Any:
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    how = settings(max_examples=1_000, deadline=None, database=None, phases=phases)
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


def by_sample() -> Any:
    sample = pl.DataFrame({"share": [0.25, 0.5], "count": [1, 9], "code": ["UA", "AA"]})
    return hm.Driver(shares), {"like": sample}


def by_annotations() -> Any:
    return hm.Driver(annotated), {}


def by_dtypes() -> Any:
    columns = {"share": pl.Float64, "count": pl.Int64, "code": pl.String}
    return hm.Driver(shares), {"columns": columns, "library": "polars"}


def by_scalars() -> Any:
    return hm.Driver(of_a_row), {"library": "polars"}


def shares(share: pl.Expr, count: pl.Expr, code: pl.Expr) -> pl.Expr:
    return share * count


def annotated(
    share: Annotated[pl.Expr, pl.Float64],
    count: Annotated[pl.Expr, pl.Int64],
    code: Annotated[pl.Expr, pl.String],
) -> pl.Expr:
    return share * count


def of_a_row(share: float | None, count: int | None, code: str | None) -> bool:
    return share is None


WILD: dict[str, Any] = {
    "no rows": lambda f: f.height == 0,
    "one row": lambda f: f.height == 1,
    "null number": lambda f: f["share"].has_nulls(),
    "null integer": lambda f: f["count"].has_nulls(),
    "null text": lambda f: f["code"].has_nulls(),
    "NaN": lambda f: f["share"].is_nan().any(),
    "infinity": lambda f: f["share"].is_infinite().any(),
    "a large number": lambda f: (f["share"].is_finite() & (f["share"].abs() > 1e300)).any(),
    "the largest integer": lambda f: (f["count"] == 2**63 - 1).any(),
    "the smallest integer": lambda f: (f["count"] == -(2**63)).any(),
    "no text": lambda f: (f["code"] == "").any(),
    "not ASCII": lambda f: any(not (text or "").isascii() for text in f["code"]),
}


@pytest.mark.parametrize("edge", WILD)
@pytest.mark.parametrize("known", [by_sample, by_annotations, by_dtypes, by_scalars])
def test_every_edge_can_come_whatever_a_column_is_known_by(known: Any, edge: str) -> None:
    driver, how = known()
    frame = _find(strategies.frames(driver, list(driver.graph)[-1], **how), WILD[edge])
    assert frame.schema == {"share": pl.Float64, "count": pl.Int64, "code": pl.String}


def test_values_of_the_sample_come_among_the_edges() -> None:
    driver, how = by_sample()
    _find(strategies.frames(driver, "shares", **how), lambda f: set(f["code"]) >= {"UA", "AA"})
    _find(
        strategies.frames(driver, "shares", **how), lambda f: f["share"].is_between(0.25, 0.5).any()
    )


def test_what_checks_say_comes_up_to_its_ends_and_no_further() -> None:
    @check_output(range=(0, 1))
    def rate(x: pl.Expr) -> pl.Expr:
        return x

    @check_output(values_in=["a", "é"])
    def code(y: pl.Expr) -> pl.Expr:
        return y

    @check_output(matches="[A-Z]{2}[0-9]", allow_nulls=False)
    def tail(z: pl.Expr) -> pl.Expr:
        return z

    @check_output(length=(2, 3))
    def name(w: pl.Expr) -> pl.Expr:
        return w

    def shown(rate: pl.Expr, code: pl.Expr, tail: pl.Expr, name: pl.Expr) -> pl.Expr:
        return rate

    driver = hm.Driver(rate, code, tail, name, shown)
    at = ["rate", "code", "tail", "name"]
    columns = {"rate": pl.Float64, "code": pl.String, "tail": pl.String, "name": pl.String}
    frames = strategies.frames(driver, shown, at=at, columns=columns, rows=(1, 4))
    for holds in (
        lambda f: (f["rate"] == 0).any() and (f["rate"] == 1).any(),
        lambda f: f["rate"].has_nulls(),
        lambda f: f["code"].has_nulls() and (f["code"] == "é").any(),
        lambda f: (f["name"].str.len_chars() == 3).any(),
    ):
        _find(frames, holds)

    @quick
    @given(frames)
    def kept(frame: pl.DataFrame) -> None:
        assert frame["rate"].drop_nulls().is_between(0, 1).all()
        assert frame["code"].drop_nulls().is_in(["a", "é"]).all()
        assert frame["tail"].str.contains("^[A-Z]{2}[0-9]$").all()
        assert not frame["tail"].has_nulls()
        assert frame["name"].drop_nulls().str.len_chars().is_between(2, 3).all()

    kept()


@pytest.mark.parametrize("holds", [
    lambda r: r["code"] is None, lambda r: r["code"] == "", lambda r: not (r["code"] or "").isascii(),
    lambda r: r["count"] == 2**63 - 1, lambda r: r["share"] == math.inf,
    lambda r: isinstance(r["share"], float) and math.isnan(r["share"]),
])  # fmt: skip
def test_every_edge_can_come_in_a_record(holds: Any) -> None:
    _find(strategies.records(hm.Driver(of_a_row), of_a_row), holds)


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
