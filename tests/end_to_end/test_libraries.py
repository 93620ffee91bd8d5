"""From frames in to frames out, in every library: kinds, conversions, names, nulls, no rows."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal as assert_pandas_equal
from polars.testing import assert_frame_equal

import hamiltonish as hm
from tests.modules import module_of

PANDAS = """
    import pandas as pd

    def spend_mean(spend: pd.Series) -> float:
        return float(spend.mean())

    def spend_zero_mean(spend: pd.Series, spend_mean: float) -> pd.Series:
        return spend - spend_mean

    def per_signup(spend: pd.Series, signups: pd.Series) -> pd.Series:
        return spend / signups
"""

POLARS = """
    import polars as pl

    def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        return distance / air_time * 60

    def is_late(delay: pl.Expr, limit: int = 15) -> pl.Expr:
        return delay > limit

    def carrier_late_rate(is_late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
        return is_late.mean().over(carrier)

    def ranked(speed: pl.Series) -> pl.Series:
        return speed.rank()

    def late_rate(is_late: pl.Series) -> float:
        return float(is_late.mean() or 0.0)

    def above(carrier_late_rate: pl.Expr, late_rate: float) -> pl.Expr:
        return carrier_late_rate > late_rate
"""

PORTABLE = """
    import narwhals as nw

    def total(a: nw.Expr, b: nw.Expr) -> nw.Expr:
        return a + b

    def centred(total: nw.Expr) -> nw.Expr:
        return total - total.mean()
"""

FLIGHTS = pl.DataFrame(
    {
        "carrier": ["AA", "AA", "UA", "UA"],
        "distance": [1400.0, 700.0, 2500.0, 200.0],
        "air_time": [200.0, 100.0, 300.0, 40.0],
        "delay": [30, 0, 5, None],
        "unread": [0, 0, 0, 0],
    }
)


@pytest.fixture
def in_pandas() -> hm.Driver:
    return hm.Driver(module_of(PANDAS))


@pytest.fixture
def in_polars() -> hm.Driver:
    return hm.Driver(module_of(POLARS))


@pytest.fixture
def portable() -> hm.Driver:
    return hm.Driver(module_of(PORTABLE))


# -- pandas --------------------------------------------------------------------------------------


def test_a_pandas_frame_gives_a_pandas_frame_with_its_index(in_pandas: hm.Driver) -> None:
    frame = pd.DataFrame({"spend": [10.0, 20.0], "signups": [1, 10]}, index=["x", "y"])
    result = in_pandas.execute(["per_signup", "spend_mean", "spend_zero_mean"], inputs=frame)
    expected = pd.DataFrame(
        {"per_signup": [10.0, 2.0], "spend_mean": [15.0, 15.0], "spend_zero_mean": [-5.0, 5.0]},
        index=["x", "y"],
    )
    assert_pandas_equal(result, expected)


def test_a_dict_of_series_and_values_gives_a_pandas_frame(in_pandas: hm.Driver) -> None:
    inputs = {"spend": pd.Series([10.0, 20.0]), "signups": pd.Series([1, 10])}
    assert in_pandas.execute("per_signup", inputs=inputs)["per_signup"].to_list() == [10.0, 2.0]


def test_a_multi_index_stays(in_pandas: hm.Driver) -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 2)], names=["letter", "number"])
    frame = pd.DataFrame({"spend": [10.0, 20.0], "signups": [1, 10]}, index=index)
    result = in_pandas.execute(["per_signup", "spend_mean"], inputs=frame)
    assert result.index.equals(index)


def test_nulls_pass_through_pandas(in_pandas: hm.Driver) -> None:
    frame = pd.DataFrame({"spend": [10.0, None], "signups": [0, 2]})
    result = in_pandas.execute("per_signup", inputs=frame)["per_signup"]
    assert np.isinf(result[0])
    assert pd.isna(result[1])


def test_the_input_frame_is_left_as_it_was(in_pandas: hm.Driver, in_polars: hm.Driver) -> None:
    frame = pd.DataFrame({"spend": [10.0, 20.0], "signups": [1, 10]})
    before = frame.copy(deep=True)
    in_pandas.execute(["spend", "per_signup"], inputs=frame)["spend"].iloc[0]
    assert_pandas_equal(frame, before)
    lazy_before = FLIGHTS.clone()
    in_polars.execute(["speed", "ranked"], inputs=FLIGHTS)
    assert_frame_equal(FLIGHTS, lazy_before)


# -- Polars --------------------------------------------------------------------------------------

EXPECTED = FLIGHTS.select(
    speed=pl.col("distance") / pl.col("air_time") * 60,
    carrier_late_rate=(pl.col("delay") > 15).mean().over("carrier"),
)


def test_a_polars_frame_gives_a_polars_frame(in_polars: hm.Driver) -> None:
    result = in_polars.execute(["speed", "carrier_late_rate"], inputs=FLIGHTS)
    assert isinstance(result, pl.DataFrame)
    assert_frame_equal(result, EXPECTED)


def test_a_lazy_frame_gives_a_lazy_frame_and_nothing_is_collected(in_polars: hm.Driver) -> None:
    collected = []

    def watch(frame: pl.DataFrame) -> pl.DataFrame:
        collected.append(frame)
        return frame

    lazy = FLIGHTS.lazy().map_batches(watch, schema=FLIGHTS.schema, validate_output_schema=False)
    result = in_polars.execute(["speed", "carrier_late_rate", "distance"], inputs=lazy)
    assert isinstance(result, pl.LazyFrame)
    assert collected == []
    assert_frame_equal(result.collect().drop("distance"), EXPECTED)
    assert len(collected) == 1


def test_a_lazy_query_of_expressions_reads_only_the_columns_that_it_needs(
    in_polars: hm.Driver,
) -> None:
    result = in_polars.execute("speed", inputs=FLIGHTS.lazy())
    assert re.search(r"PROJECT.* 2/5 COLUMNS", result.explain())
    assert in_polars.plan("speed", inputs=FLIGHTS.lazy()).reads == {
        "inputs": ("distance", "air_time")
    }


def test_a_lazy_frame_that_cannot_be_executed_is_planned_and_described(
    in_polars: hm.Driver, tmp_path: Any
) -> None:
    file = tmp_path / "flights.parquet"
    FLIGHTS.write_parquet(file)
    lazy = pl.scan_parquet(file)
    lazy.collect_schema()
    file.write_bytes(b"no longer a parquet file")
    result = in_polars.execute(["speed", "is_late"], inputs=lazy)
    assert isinstance(result, pl.LazyFrame)


def test_mixed_functions_meet_at_a_barrier(in_polars: hm.Driver) -> None:
    outputs = ["speed", "ranked", "late_rate", "above"]
    plan = in_polars.plan(outputs, inputs=FLIGHTS)
    assert "barrier" in plan.explain()
    for inputs in (FLIGHTS, FLIGHTS.lazy()):
        result = in_polars.execute(outputs, inputs=inputs)
        assert type(result) is type(inputs)
        eager = result.lazy().collect()
        assert eager["ranked"].to_list() == [2.5, 2.5, 4.0, 1.0]
        assert eager["late_rate"].to_list() == [1 / 3] * 4
        assert eager["above"].to_list() == [True, True, False, False]


def test_outputs_stand_in_the_order_in_which_they_were_asked_for(in_polars: hm.Driver) -> None:
    for outputs in (
        ["late_rate", "speed", "unread", "ranked"],
        ["ranked", "unread", "speed", "late_rate"],
    ):
        assert in_polars.execute(outputs, inputs=FLIGHTS).columns == outputs


def test_an_output_asked_for_twice_comes_once(in_polars: hm.Driver) -> None:
    assert in_polars.execute(["speed", "speed"], inputs=FLIGHTS).columns == ["speed"]


def test_a_column_of_the_frame_can_be_asked_for_beside_others(in_polars: hm.Driver) -> None:
    result = in_polars.execute(["carrier", "speed"], inputs=FLIGHTS)
    assert result.columns == ["carrier", "speed"]


def test_a_function_wins_over_a_column_of_its_name(in_polars: hm.Driver) -> None:
    frame = FLIGHTS.with_columns(speed=pl.lit(-1.0))
    result = in_polars.execute(["speed", "distance"], inputs=frame)
    assert_frame_equal(result.select("speed"), EXPECTED.select("speed"))


@pytest.mark.parametrize("rows", [0, 1])
def test_frames_of_no_row_and_of_one_row(in_polars: hm.Driver, rows: int) -> None:
    outputs = ["speed", "carrier_late_rate", "ranked", "late_rate", "above"]
    for inputs in (FLIGHTS.head(rows), FLIGHTS.head(rows).lazy()):
        result = in_polars.execute(outputs, inputs=inputs).lazy().collect()
        assert result.shape == (rows, 5)


def test_no_rows_in_pandas(in_pandas: hm.Driver) -> None:
    frame = pd.DataFrame({"spend": pd.Series(dtype=float), "signups": pd.Series(dtype=int)})
    result = in_pandas.execute(["per_signup", "spend_zero_mean"], inputs=frame)
    assert result.shape == (0, 2)
    assert list(result.dtypes) == [float, float]


def test_a_million_rows(in_polars: hm.Driver) -> None:
    rows = 1_000_000
    frame = pl.DataFrame({"n": pl.arange(0, rows, eager=True)}).select(
        carrier=pl.col("n") % 16,
        distance=pl.col("n").cast(pl.Float64),
        air_time=pl.lit(60.0),
        delay=pl.col("n") % 32,
    )
    result = in_polars.execute(["speed", "carrier_late_rate", "ranked", "late_rate"], inputs=frame)
    assert result.height == rows
    assert result["speed"].sum() == rows * (rows - 1) / 2
    assert result["late_rate"][0] == 0.5
    assert result["ranked"][-1] == float(rows)


# -- conversions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "kind"), [("pandas", pd.DataFrame), ("polars", pl.DataFrame), ("pyarrow", pa.Table)]
)
@pytest.mark.parametrize("outputs", [["speed", "late_rate"], ["late_rate"], ["ranked"]])
@pytest.mark.parametrize("lazy", [False, True])
def test_polars_is_converted_to_what_is_asked_for(
    in_polars: hm.Driver, to: str, kind: type, outputs: list[str], lazy: bool
) -> None:
    inputs = FLIGHTS.lazy() if lazy else FLIGHTS
    for result in (
        in_polars.execute(outputs, inputs=inputs, to=to),
        in_polars.run(outputs, inputs=inputs, to=to).frame,
    ):
        assert isinstance(result, kind)
        assert pl.DataFrame(result).columns == outputs


@pytest.mark.parametrize(
    ("to", "kind"), [("pandas", pd.DataFrame), ("polars", pl.DataFrame), ("pyarrow", pa.Table)]
)
def test_pandas_is_converted_to_what_is_asked_for(
    in_pandas: hm.Driver, to: str, kind: type
) -> None:
    frame = pd.DataFrame({"spend": [10.0, 20.0], "signups": [1, 10]})
    result = in_pandas.execute(["per_signup", "spend_mean"], inputs=frame, to=to)
    assert isinstance(result, kind)
    assert nw.from_native(result)["per_signup"].to_list() == [10.0, 2.0]


@pytest.mark.parametrize(
    ("to", "kind"), [("pandas", pd.DataFrame), ("polars", pl.DataFrame), ("pyarrow", pa.Table)]
)
def test_values_alone_make_one_row(to: str, kind: type) -> None:
    def area(width: float, height: float) -> float:
        return width * height

    def label(area: float) -> str:
        return f"{area} m²"

    driver = hm.Driver(area, label)
    result = driver.execute(["area", "label"], inputs={"width": 2.0, "height": 3.0}, to=to)
    assert isinstance(result, kind)
    frame = nw.from_native(result, eager_only=True)
    assert frame.rows(named=True) == [{"area": 6.0, "label": "6.0 m²"}]


def test_a_value_that_is_none_makes_a_null(in_polars: hm.Driver) -> None:
    def nothing() -> float | None:
        return None

    assert hm.Driver(nothing).execute("nothing", to="polars").item() is None
    assert pd.isna(hm.Driver(nothing).execute("nothing", to="pandas").iloc[0, 0])


# -- portable ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        pd.DataFrame,
        pl.DataFrame,
        pl.LazyFrame,
        pa.table,
    ],
    ids=["pandas", "polars", "polars lazy", "pyarrow"],
)
def test_portable_expressions_run_on_every_library(portable: hm.Driver, make: Any) -> None:
    frame = make({"a": [1.0, 2.0, 3.0], "b": [4.0, 5.0, 6.0], "c": [0.0, 0.0, 0.0]})
    result = portable.execute(["total", "centred", "a"], inputs=frame)
    assert type(result) is type(frame)
    native = nw.from_native(result).lazy().collect()
    assert native.to_dict(as_series=False) == {
        "total": [5.0, 7.0, 9.0],
        "centred": [-2.0, 0.0, 2.0],
        "a": [1.0, 2.0, 3.0],
    }
    values = portable.values(["centred"], inputs=frame)
    assert nw.from_native(values["centred"], series_only=True).to_list() == [-2.0, 0.0, 2.0]


def test_portable_and_native_expressions_meet() -> None:
    module = module_of("""
        import narwhals as nw
        import polars as pl

        def total(a: nw.Expr, b: nw.Expr) -> nw.Expr:
            return a + b

        def double(total: pl.Expr) -> pl.Expr:
            return total * 2

        def again(double: nw.Expr, a: nw.Expr) -> nw.Expr:
            return double + a
    """)
    frame = pl.DataFrame({"a": [1, 2], "b": [3, 4]})
    for inputs in (frame, frame.lazy()):
        result = hm.Driver(module).execute(["again", "double", "total"], inputs=inputs)
        assert type(result) is type(inputs)
        assert result.lazy().collect().rows() == [(9, 8, 4), (14, 12, 6)]


def test_portable_and_pandas_functions_meet() -> None:
    module = module_of("""
        import narwhals as nw
        import pandas as pd

        def total(a: nw.Expr, b: nw.Expr) -> nw.Expr:
            return a + b

        def ranked(total: pd.Series) -> pd.Series:
            return total.rank()

        def half(ranked: nw.Expr) -> nw.Expr:
            return ranked / 2

        def top(half: pd.Series) -> float:
            return float(half.max())
    """)
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]}, index=[7, 9])
    result = hm.Driver(module).execute(["half", "top", "ranked", "total"], inputs=frame)
    expected = pd.DataFrame(
        {"half": [0.5, 1.0], "top": [1.0, 1.0], "ranked": [1.0, 2.0], "total": [4, 6]}, index=[7, 9]
    )
    assert_pandas_equal(result, expected)


@pytest.mark.parametrize("make", [pd.Series, pl.Series], ids=["pandas", "polars"])
def test_portable_series_functions(make: Any) -> None:
    module = module_of("""
        import narwhals as nw

        def doubled(x: nw.Series) -> nw.Series:
            return x * 2
    """)
    result = hm.Driver(module).execute("doubled", inputs={"x": make([1, 2])})
    assert result["doubled"].to_list() == [2, 4]


# -- names ---------------------------------------------------------------------------------------


def test_inputs_are_renamed_at_the_border(in_pandas: hm.Driver, in_polars: hm.Driver) -> None:
    frame = pd.DataFrame({"Spend ($)": [10.0, 20.0], "Sign-ups": [1, 10]})
    names = {"Spend ($)": "spend", "Sign-ups": "signups"}
    result = in_pandas.execute(["per_signup", "spend"], inputs=frame, rename=names)
    assert list(result.columns) == ["per_signup", "spend"]
    assert list(frame.columns) == ["Spend ($)", "Sign-ups"]
    renamed = FLIGHTS.rename({"distance": "Distance (mi)"})
    for inputs in (renamed, renamed.lazy(), {"flights": renamed}):
        result = in_polars.execute("speed", inputs=inputs, rename={"Distance (mi)": "distance"})
        assert_frame_equal(result.lazy().collect(), EXPECTED.select("speed"))


LABELS = """
    import pandas as pd
    import polars as pl
    from hamiltonish.modifiers import name

    @name("Lot Frontage (m)")
    def lot_frontage_m(lot_frontage: {column}) -> {column}:
        return lot_frontage * 0.5

    def half(lot_frontage_m: {column}) -> {column}:
        return lot_frontage_m / 2

    @name("Number")
    def number() -> int:
        return 7
"""


@pytest.mark.parametrize(
    ("column", "make"),
    [("pl.Expr", pl.DataFrame), ("pl.Series", pl.DataFrame), ("pd.Series", pd.DataFrame)],
)
def test_a_column_bears_the_name_that_its_function_was_given(column: str, make: Any) -> None:
    module: ModuleType = module_of(LABELS.format(column=column))
    driver = hm.Driver(module)
    outputs = ["Lot Frontage (m)", "half", module.number]
    result = driver.execute(outputs, inputs=make({"lot_frontage": [60.0, 80.0]}))
    assert list(result.columns) == ["Lot Frontage (m)", "half", "Number"]
    assert list(result["Lot Frontage (m)"]) == [30.0, 40.0]
    assert list(result["half"]) == [15.0, 20.0]
    assert list(result["Number"]) == [7, 7]


# -- frames that the graph makes -----------------------------------------------------------------

EXTRACTED = """
    import pandas as pd
    import polars as pl
    from hamiltonish.modifiers import extract_columns

    @extract_columns("distance", air_time="air time (min)")
    def flights(path: str) -> {frame}:
        return {library}.{made}({{"distance": [1400, 700], "air time (min)": [200, 100], "k": [1, 2]}})

    def speed(distance: {column}, air_time: {column}) -> {column}:
        return distance / air_time * 60
"""


@pytest.mark.parametrize(
    ("frame", "column", "made", "kind"),
    [
        ("pl.DataFrame", "pl.Expr", "DataFrame", pl.DataFrame),
        ("pl.DataFrame", "pl.Series", "DataFrame", pl.DataFrame),
        ("pl.LazyFrame", "pl.Expr", "LazyFrame", pl.LazyFrame),
        ("pl.LazyFrame", "pl.Series", "LazyFrame", pl.LazyFrame),
        ("pd.DataFrame", "pd.Series", "DataFrame", pd.DataFrame),
    ],
)
def test_columns_are_extracted_from_a_frame_that_the_graph_loads(
    frame: str, column: str, made: str, kind: type
) -> None:
    source = EXTRACTED.format(frame=frame, column=column, made=made, library=frame[:2])
    driver = hm.Driver(module_of(source))
    result = driver.execute(["speed", "air_time", "distance"], inputs={"path": "x"})
    assert isinstance(result, kind)
    eager = nw.from_native(result).lazy().collect().to_dict(as_series=False)
    assert eager == {"speed": [420.0, 420.0], "air time (min)": [200, 100], "distance": [1400, 700]}


def test_a_joined_frame_makes_its_columns_available() -> None:
    module = module_of("""
        import polars as pl
        from hamiltonish.modifiers import extract_columns

        @extract_columns("distance", "year_built")
        def joined(flights: pl.LazyFrame, planes: pl.LazyFrame) -> pl.LazyFrame:
            return flights.join(planes, on="tail", how="left")

        def age(year_built: pl.Expr) -> pl.Expr:
            return 2013 - year_built

        def miles_per_year(distance: pl.Expr, age: pl.Expr) -> pl.Expr:
            return distance / age
    """)
    inputs = {
        "flights": pl.LazyFrame({"tail": ["a", "b"], "distance": [100, 200]}),
        "planes": pl.LazyFrame({"tail": ["a", "b"], "year_built": [2003, 1993]}),
    }
    result = hm.Driver(module).execute(["miles_per_year", "age"], inputs=inputs)
    assert isinstance(result, pl.LazyFrame)
    assert sorted(result.collect().rows()) == [(10.0, 10), (10.0, 20)]


def test_a_frame_function_takes_computed_columns_of_its_frame() -> None:
    module = module_of("""
        import polars as pl

        def is_late(delay: pl.Expr) -> pl.Expr:
            return delay > 15

        def by_carrier(flights: pl.LazyFrame, is_late: pl.Expr) -> pl.LazyFrame:
            return flights.group_by("carrier").agg(is_late.mean()).sort("carrier")
    """)
    result = hm.Driver(module).execute("by_carrier", inputs={"flights": FLIGHTS.lazy()})
    assert result.collect().rows() == [("AA", 0.5), ("UA", 0.0)]
