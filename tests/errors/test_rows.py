"""Errors and warnings of row functions."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.errors import (
    EachGroupError,
    InputTypeError,
    NotLiftedError,
    ResultTypeError,
    RowByRowWarning,
    UnknownRowsError,
    UnsupportedError,
)
from hamiltonish.modifiers import check_output
from tests.errors.refusal import refuses, told
from tests.modules import module_of

LENGTHS = """
    def half(x: float) -> float:
        return x / 2

    def length(text: str) -> int:
        while text.endswith(" "):
            text = text[:-1]
        return len(text)
"""


def test_rows_that_are_nothing_of_the_kind() -> None:
    with refuses(
        UnknownRowsError,
        """
        `rows='rase'` says nothing of rows.
          known: `null`, `raise`, `strict`
        Hint: did you mean `raise`?
        """,
    ):
        hm.Driver(module_of(LENGTHS), rows="rase")


def test_what_pandas_cannot_lift_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamiltonish.rows.node.installed", lambda _: False)
    with refuses(
        NotLiftedError,
        """
        1 row function cannot be lifted.
          `features.half` (features.py:1): pandas without PyArrow
        Hint: pip install 'hamiltonish[pyarrow]'; `Driver(…, rows='null')` runs it row by row in Python.
        """,
    ):
        frame = pd.DataFrame({"x": [1.0]})
        hm.Driver(module_of(LENGTHS), rows="strict").plan("half", inputs=frame)


def test_what_cannot_be_lifted_is_an_error_when_it_is_planned_strictly() -> None:
    driver = hm.Driver(module_of(LENGTHS), rows="strict")
    frame = pl.LazyFrame({"x": [1.0], "text": ["a"]})
    assert driver.plan("half", inputs=frame).order == ("half",)
    with refuses(
        NotLiftedError,
        """
        1 row function cannot be lifted.
          `features.length` (features.py:4): the statement `while text.endswith(' '):` (features.py:5)
        Hint: write it with what is lifted; `Driver(…, rows='null')` runs it row by row in Python.
        """,
    ):
        driver.plan("length", inputs=frame)


def test_what_runs_row_by_row_is_told_once_with_file_line_and_construct() -> None:
    driver = hm.Driver(module_of(LENGTHS))
    frame = pl.DataFrame({"x": [1.0], "text": ["a"]})
    with pytest.warns(RowByRowWarning, match="row by row") as caught:
        driver.execute(["half", "length"], inputs=frame)
    driver.execute("length", inputs=frame)  # a second warning would be an error
    driver.execute("length", inputs=frame.lazy())
    (one,) = caught
    assert isinstance(one.message, RowByRowWarning)
    assert str(one.message) == (
        "`features.length` (features.py:4) runs row by row in Python.\n"
        "  cannot be lifted: the statement `while text.endswith(' '):` (features.py:5)\n"
        "Hint: write it with what is lifted; `Driver(…, rows='strict')` makes this an error."
    )
    assert (Path(one.filename).name, one.lineno) == ("features.py", 4)
    again = pickle.loads(pickle.dumps(one.message))
    assert str(again) == str(one.message)


@pytest.mark.parametrize("lazy", [True, False])
def test_a_column_that_cannot_be_what_is_annotated(lazy: bool) -> None:
    frame = pl.DataFrame({"x": ["1", "2"]})
    with refuses(
        InputTypeError,
        """
        The column `x` is `String` where `float` is taken.
          taken by: `features.half` (features.py:1)
        Hint: convert the column before it is given, or correct the annotation.
        """,
    ):
        hm.Driver(module_of(LENGTHS)).plan("half", inputs=frame.lazy() if lazy else frame)


@pytest.mark.filterwarnings("ignore::hamiltonish.errors.RowByRowWarning")
def test_a_query_does_not_take_what_runs_row_by_row() -> None:
    relation = duckdb.sql("select 'a' as text")
    with refuses(
        UnsupportedError,
        """
        `features.length` (features.py:4) cannot run on DuckDB.
          it runs row by row in Python, as this is not lifted: the statement `while text.endswith(' '):` (features.py:5)
        Hint: write it with what is lifted, or collect the frame before it is given.
        """,
    ):
        hm.Driver(module_of(LENGTHS)).execute("length", inputs=relation)


@pytest.mark.filterwarnings("ignore::hamiltonish.errors.RowByRowWarning")
def test_a_row_function_that_gives_something_else_than_it_says() -> None:
    module = module_of("""
        def length(text: str) -> int:
            try:
                return str(len(text))
            except TypeError:
                return 0
    """)
    with pytest.raises(ResultTypeError, match="returned `str` where it says `int`"):
        hm.Driver(module).execute("length", inputs=pl.DataFrame({"text": ["a"]}))


RATIO = """
    def ratio(a: float, b: float, unit: float = 1.0) -> float:
        return a / b * unit
"""


@pytest.mark.parametrize("kind", ["eager", "lazy", "pandas"])
def test_the_first_row_that_raises_is_raised_with_what_it_has(kind: str) -> None:
    frame = pl.DataFrame({"a": [None, 2.0, 3.0], "b": [0.0, 0.0, 0.0]})
    given = {"eager": frame, "lazy": frame.lazy(), "pandas": frame.to_pandas()}[kind]
    driver = hm.Driver(module_of(RATIO), rows="raise")
    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        driver.execute("ratio", inputs=given)
    assert told(caught.value).startswith(
        "float division by zero\n"
        "while computing row 1 of `ratio` (features.py:1)\n"
        "  a: 2.0\n"
        "  b: 0.0\n"
        "  unit: 1.0"
    )


def test_groups_computed_one_by_one_do_not_tell_which_row_raises_first(tmp_path: Path) -> None:
    driver = hm.Driver(module_of("def inverse(x: int) -> float:\n    return 1 / x"), rows="raise")
    frame = pl.LazyFrame({"x": [1, 2], "k": ["a", "b"]})

    def write(driver: hm.Driver) -> None:
        target = tmp_path / "inverses"
        driver.write(["inverse", "k"], target, inputs=frame, partition_by="k", each=True)

    with refuses(
        EachGroupError,
        """
        What `inverse` raises first cannot be computed for each group by itself: it looks at all rows, which `Driver(…, rows='null')` leaves out.
          asked for by: `each=True`, with groups by `k`
        Hint: compute it in `.over("k")`, or in a frame function; or leave out `each=True`.
        """,
    ):
        write(driver)
    write(driver.replace(rows="null"))
    assert len(list(tmp_path.rglob("*.parquet"))) == 2


def test_a_schema_says_nothing_of_a_function_of_one_row() -> None:
    pa = pytest.importorskip("pandera.polars")
    schema = pa.DataFrameSchema({"x": pa.Column(float)})

    @check_output(schema=schema)
    def same(x: float) -> float:
        return x

    with pytest.raises(hm.GraphError, match="has a schema, and `same` is a `float`"):
        hm.Driver(same)


@pytest.mark.filterwarnings("ignore::hamiltonish.errors.RowByRowWarning")
def test_a_misspelt_name_is_no_matter_of_rows() -> None:
    driver = hm.Driver(module_of("def half(x: float) -> float:\n    return hlaf(x)"))
    with pytest.raises(NameError, match="name 'hlaf' is not defined") as caught:
        driver.execute("half", inputs=pl.DataFrame({"x": [1.0]}))
    assert "while computing `half` (features.py:1)" in caught.value.__notes__[0]


def test_a_scalar_of_numpy_is_no_plain_scalar_and_the_error_says_so() -> None:
    source = "import numpy as np\ndef half(x: np.float64) -> float:\n    return float(x) / 2"
    with refuses(
        InputTypeError,
        """
        The input `x` is a column of polars where `np.float64` is taken.
          taken by: `features.half` (features.py:2)
        Hint: a function runs for each row if it takes and gives plain scalars alone; `x: np.float64` is none.
        """,
    ):
        hm.Driver(module_of(source)).execute("half", inputs=pl.DataFrame({"x": [1.0]}))


def test_what_is_no_plain_function_is_named_by_its_type() -> None:
    from functools import lru_cache

    @lru_cache
    def half(x: float) -> float:
        return x / 2

    with pytest.raises(NotLiftedError, match="a `_lru_cache_wrapper`, which is no plain function"):
        hm.Driver(half, rows="strict").plan("half", inputs=pl.DataFrame({"x": [1.0]}))


def test_a_function_without_source_says_where_source_is_looked_for() -> None:
    names: dict[str, Any] = {"__name__": "typed"}
    exec("def half(x: float) -> float:\n    return x / 2", names)
    with pytest.raises(NotLiftedError, match="whose source is in no file or cell, or was edited"):
        hm.Driver(names["half"], rows="strict").plan("half", inputs=pl.DataFrame({"x": [1.0]}))
