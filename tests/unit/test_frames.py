"""What the package asks of each library: the same questions, the same answers."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from hamiltonish.errors import UnknownLibraryError
from hamiltonish.frames import (
    converted,
    engine_of,
    expression_engine_of,
    installed,
    is_plain,
    shape_text,
    size_of,
    target_of,
)

TABLE = {"a": [1, 2, 3], "b": [4.0, 5.0, 6.0]}

FRAMES = [
    pytest.param(pd.DataFrame(TABLE), "pandas", id="pandas"),
    pytest.param(pl.DataFrame(TABLE), "polars", id="polars"),
    pytest.param(pl.LazyFrame(TABLE), "polars", id="polars lazy"),
    pytest.param(pa.table(TABLE), "pyarrow", id="pyarrow"),
]


def _rows(frame: Any) -> list[dict[str, Any]]:
    return nw.from_native(frame).lazy().collect().rows(named=True)


@pytest.mark.parametrize(("frame", "library"), FRAMES)
def test_columns_are_listed_selected_renamed_and_computed(frame: Any, library: str) -> None:
    engine = engine_of(library)
    assert engine.column_names(frame) == ("a", "b")
    selected = engine.select(frame, {"B": "b", "a": "a"})
    assert type(selected) is type(frame)
    assert _rows(selected)[0] == {"B": 4.0, "a": 1}
    assert engine.column_names(engine.rename(frame, {"a": "x"})) == ("x", "b")
    eager = engine.collect(frame)
    assert nw.from_native(engine.column(eager, "a"), series_only=True).to_list() == [1, 2, 3]


@pytest.mark.parametrize(("frame", "library"), FRAMES)
def test_expressions_are_put_on_frames_of_every_library(frame: Any, library: str) -> None:
    engine = expression_engine_of(library)
    expression = engine.expression("a")
    assert engine.is_expression(expression)
    assert not engine.is_expression(3)
    result = engine.layer(frame, ["c", "d"], [expression * 2, engine.literal(7)])
    assert type(result) is type(frame)
    assert [(row["c"], row["d"]) for row in _rows(result)] == [(2, 7), (4, 7), (6, 7)]


@pytest.mark.parametrize("make", [pd.Series, pl.Series], ids=["pandas", "polars"])
def test_series_and_values_make_a_frame(make: Any) -> None:
    library = make.__module__.partition(".")[0]
    engine = engine_of(library)
    frame = engine.frame_of({"a": make([1, 2])}, {"k": 7, "t": "x"})
    assert _rows(frame) == [{"a": 1, "k": 7, "t": "x"}, {"a": 2, "k": 7, "t": "x"}]
    assert _rows(engine.frame_of({}, {"k": 7})) == [{"k": 7}]


@pytest.mark.parametrize("make", [pd.Series, pl.Series], ids=["pandas", "polars"])
def test_rows_of_another_number_are_a_problem(make: Any) -> None:
    engine = engine_of(make.__module__.partition(".")[0])
    assert engine.rows_problem(make([1, 2]), make([3, 4])) == ""
    assert engine.rows_problem(make([1, 2]), make([1])) == "they have different lengths"
    assert engine.rows_text(make([1])).startswith("1 row")
    assert engine.rows_text(make([0] * 1234)).startswith("1,234 rows")


@pytest.mark.parametrize(("frame", "library"), FRAMES)
@pytest.mark.parametrize(
    ("to", "kind"), [("pandas", pd.DataFrame), ("polars", pl.DataFrame), ("pyarrow", pa.Table)]
)
def test_every_frame_is_converted_to_every_library(
    frame: Any, library: str, to: str, kind: type
) -> None:
    result = converted(frame, to)
    assert isinstance(result, kind)
    assert _rows(result) == _rows(frame)
    if isinstance(frame, kind):
        assert result is frame


@pytest.mark.parametrize(
    "value",
    [
        1,
        1.5,
        2j,
        "a",
        b"a",
        True,
        None,
        datetime.date(2013, 1, 1),
        datetime.timedelta(1),
        decimal.Decimal(1),
        np.float64(1.0),
        np.datetime64("2013-01-01"),
        pd.Timestamp("2013-01-01"),
        pd.NA,
        pd.NaT,
        uuid.UUID(int=1),
        enum.Enum("Colour", "RED").RED,  # type: ignore[attr-defined]
    ],
    ids=repr,
)
def test_scalars_are_plain(value: object) -> None:
    assert is_plain(value)


@pytest.mark.parametrize(
    "value", [[1], (1,), {"a": 1}, {1}, np.array([1]), pd.Series([1]), object(), len], ids=repr
)
def test_containers_and_objects_are_not_plain(value: object) -> None:
    assert not is_plain(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (3, "int 3"),
        ("abc", "str 'abc'"),
        ("a" * 100, "str of length 100"),
        ([1, 2], "list of length 2"),
        (object(), "object"),
        (pd.Series([1, 2]), "pandas Series, 2 rows of int64"),
        (pl.Series([1.0]), "polars Series, 1 row of Float64"),
        (pl.DataFrame(TABLE), "polars DataFrame, 3 rows × 2 columns"),
        (pd.DataFrame({"a": [0] * 1234}), "pandas DataFrame, 1,234 rows × 1 column"),
        (pl.LazyFrame(TABLE), "polars LazyFrame"),
        (pl.col("a"), "polars Expr"),
        (nw.col("a"), "narwhals Expr"),
        (pa.table(TABLE), "pyarrow Table, 3 rows × 2 columns"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 60 else "",
)
def test_values_are_described_on_one_line_without_their_content(value: object, text: str) -> None:
    assert shape_text(value) == text


def test_sizes_are_rows_and_bytes() -> None:
    assert size_of(pl.Series([1, 2, 3])) == (3, 24)
    assert size_of(pd.Series([1, 2, 3])) == (3, 24)
    assert size_of(pl.DataFrame({"a": [1, 2]})) == (2, 16)
    assert size_of(pd.DataFrame({"a": [1, 2]})) == (2, 16)
    assert size_of(pl.LazyFrame({"a": [1]})) == (None, None)
    assert size_of(pl.col("a")) == (None, None)
    rows, size = size_of(3)
    assert rows is None
    assert size
    rows, size = size_of(pa.table({"a": [1, 2]}))
    assert rows == 2
    assert size


def test_a_target_is_one_of_three() -> None:
    assert [target_of(name) for name in ("pandas", "polars", "pyarrow")] == [
        "pandas",
        "polars",
        "pyarrow",
    ]
    with pytest.raises(UnknownLibraryError, match="`to='duckdb'` is no dataframe library"):
        target_of("duckdb")


def test_installed_looks_and_does_not_import() -> None:
    assert installed("pandas")
    assert not installed("qqqq_not_there")
