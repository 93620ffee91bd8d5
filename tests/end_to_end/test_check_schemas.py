"""Frames and values checked by what other libraries know of them: pandera, dataframely, pydantic."""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.modifiers import check_output, extract_columns

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning")

FRAME = pl.DataFrame({"x": [0.5, 2.0, 3.0], "s": ["a", None, "c"]})


def lines(driver: hm.Driver, **inputs: Any) -> list[str]:
    """Run; give the lines of the error, without places."""
    (output,) = (name for name in driver.graph if not driver.graph[name].is_input)
    try:
        driver.values(output, inputs=inputs)
    except hm.CheckError as error:
        return [
            line.strip().replace(f" ({failure.place})", "")
            for failure in error.failures
            for line in failure.lines()
        ]
    return []


def frame_function(kind: Any) -> Any:
    def flights(table: Any) -> Any:
        return table

    flights.__annotations__["return"] = kind
    return flights


def polars_schema() -> Any:
    pandera = pytest.importorskip("pandera.polars", reason="pandera is not installed")

    class Flights(pandera.DataFrameModel):  # type: ignore[misc, name-defined]
        x: float = pandera.Field(ge=0, le=1)
        s: str

    return Flights


@pytest.mark.parametrize("kind", [pl.DataFrame, pl.LazyFrame])
@pytest.mark.parametrize("is_model", [True, False])
def test_a_schema_of_pandera_checks_a_frame_of_polars(kind: Any, is_model: bool) -> None:
    schema = polars_schema() if is_model else polars_schema().to_schema()
    driver = hm.Driver(check_output(schema=schema)(frame_function(kind)))
    made = (lambda frame: frame.lazy()) if kind is pl.LazyFrame else (lambda frame: frame)
    assert lines(driver, table=made(FRAME)) == [
        "`flights`: schema Flights, x: less_than_or_equal_to(1) fails in 2 of 3 rows",
        "row 1: '2.0', row 2: '3.0'",
        "`flights`: schema Flights, s: not_nullable fails in 1 of 3 rows",
        "row 1: None",
    ]
    assert lines(driver, table=made(FRAME.head(1))) == []
    assert lines(driver, table=made(FRAME.select("x").head(1))) == [
        "`flights`: schema Flights, Flights: column_in_dataframe fails: 's'"
    ]


def test_a_schema_of_pandera_checks_a_frame_and_a_series_of_pandas() -> None:
    pandera = pytest.importorskip("pandera.pandas", reason="pandera is not installed")
    schema = pandera.DataFrameSchema({"x": pandera.Column(float, pandera.Check.le(2))})
    driver = hm.Driver(check_output(schema=schema)(frame_function(pd.DataFrame)))
    table = pd.DataFrame({"x": [0.5, 2.5, 3.0]}, index=["a", "b", "c"])
    assert lines(driver, table=table) == [
        "`flights`: schema DataFrameSchema, x: less_than_or_equal_to(2) fails in 2 of 3 rows",
        "row b: 2.5, row c: 3.0",
    ]

    @check_output(schema=pandera.SeriesSchema(float, pandera.Check.gt(1), name="x"))
    def large(x: pd.Series) -> pd.Series:
        return x

    assert lines(hm.Driver(large), x=table["x"]) == [
        "`large`: schema x, x: greater_than(1) fails in 1 of 3 rows",
        "row a: 0.5",
    ]


@pytest.mark.parametrize("kind", [pl.DataFrame, pl.LazyFrame])
def test_a_schema_of_dataframely_checks_a_frame(kind: Any) -> None:
    dy = pytest.importorskip("dataframely", minversion="2", reason="its rules were others before")

    class Flights(dy.Schema):  # type: ignore[misc, name-defined]
        x = dy.Float64(nullable=True, min=0, max=1)
        s = dy.String(nullable=False)

        @dy.rule()
        def short(cls) -> pl.Expr:
            return pl.col("x") < 3

    driver = hm.Driver(check_output(schema=Flights)(frame_function(kind)))
    made = (lambda frame: frame.lazy()) if kind is pl.LazyFrame else (lambda frame: frame)
    assert sorted(lines(driver, table=made(FRAME))) == sorted(
        [
            "`flights`: schema Flights, x: max fails in 2 of 3 rows",
            "2.0, 3.0",
            "`flights`: schema Flights, s: nullability fails in 1 of 3 rows",
            "None",
            "`flights`: schema Flights, short fails in 1 of 3 rows",
            "{'x': 3.0, 's': 'c'}",
        ]
    )
    assert lines(driver, table=made(FRAME.head(1))) == []
    (told,) = lines(driver, table=made(FRAME.select("x")))
    assert told.startswith("`flights`: schema Flights fails: 1 missing columns")


def test_a_schema_stands_beside_checks_of_columns_and_changes_no_data() -> None:
    pandera = pytest.importorskip("pandera.polars", reason="pandera is not installed")
    schema = pandera.DataFrameSchema({"x": pandera.Column(int, coerce=True)}, strict="filter")

    @check_output(target_="s", max_fraction_nulls=0.5)
    @extract_columns("s")
    @check_output(schema=schema, rows=3)
    def flights(table: Any) -> pl.DataFrame:
        return FRAME

    result = hm.Driver(flights).execute("flights", inputs={"table": 0})
    assert result.equals(FRAME)


def test_what_does_not_go_with_the_frame_is_refused_when_the_graph_is_built() -> None:
    schema = polars_schema()
    for kind, problem in [
        (pd.DataFrame, "has a schema for polars, and `flights` is a `pd.DataFrame`"),
        (pl.Series, "has a schema of a frame, and `flights` is a `pl.Series`"),
        (int, "which is for columns and frames, and `flights` is a `int`"),
    ]:
        with pytest.raises(hm.GraphError, match=problem):
            hm.Driver(check_output(schema=schema)(frame_function(kind)))


def test_a_model_of_pydantic_takes_a_value_as_it_is() -> None:
    pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed")
    Options = pydantic.create_model("Options", rate=(float, ...), name=(str, "x"))

    def options(table: Any) -> Any:
        return table

    one = hm.Driver(check_output(model=Options)(frame_function(dict)))
    many = hm.Driver(check_output(model=pydantic.TypeAdapter(list[Options]))(options))
    assert lines(one, table={"rate": 0.5}) == []
    assert lines(one, table=Options(rate=0.5)) == []
    assert lines(one, table={"rate": "0.5", "name": 3}) == [
        "`flights`: model Options fails: `rate`: input should be a valid number, not '0.5'; "
        "`name`: input should be a valid string, not 3",
        "{'rate': '0.5', 'name': 3}",
    ]
    assert lines(many, table=[{"rate": 0.5}]) == []
    assert lines(many, table=[{}])[0] == (
        "`options`: model TypeAdapter fails: `0.rate`: field required, not {}"
    )


def test_checks_import_none_of_these_libraries() -> None:
    import subprocess

    code = (
        "import sys, polars as pl, hamiltonish as hm\n"
        "from hamiltonish.modifiers import check_output\n"
        "@check_output(range=(0, 1), predicate=lambda x: x < 1)\n"
        "def y(x: pl.Expr) -> pl.Expr: return x\n"
        "hm.Driver(y).execute('y', inputs=pl.DataFrame({'x': [0.5]}))\n"
        "print(sorted({'pandera', 'dataframely', 'pydantic', 'pandas'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
