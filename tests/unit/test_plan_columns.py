"""Whose a column is, and in which layer and after which barrier it is computed."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest

import hamiltonish as hm
from tests.modules import module_of

CASES = [
    pytest.param(
        "def a(x: pl.Expr) -> pl.Expr: ...\ndef b(x: pl.Expr) -> pl.Expr: ...",
        [("a", "b")],
        0,
        id="independent columns share a layer",
    ),
    pytest.param(
        "def a(x: pl.Expr) -> pl.Expr: ...\ndef b(a: pl.Expr) -> pl.Expr: ...",
        [("a",), ("b",)],
        0,
        id="a column that reads a column comes a layer later",
    ),
    pytest.param(
        "def a(x: pl.Expr) -> pl.Expr: ...\ndef b(a: pl.Expr) -> pl.Expr: ...\n"
        "def c(x: pl.Expr, b: pl.Expr) -> pl.Expr: ...\ndef d(x: pl.Expr) -> pl.Expr: ...",
        [("a", "d"), ("b",), ("c",)],
        0,
        id="each column stands as early as it can",
    ),
    pytest.param(
        "def a(x: pl.Expr) -> pl.Expr: ...\ndef s(a: pl.Series) -> pl.Series: ...\n"
        "def b(s: pl.Expr) -> pl.Expr: ...\ndef c(a: pl.Expr) -> pl.Expr: ...",
        [("a",), ("c",), ("b",)],
        1,
        id="a function on data is a barrier",
    ),
    pytest.param(
        "def s(x: pl.Series) -> pl.Series: ...\ndef a(s: pl.Expr) -> pl.Expr: ...",
        [("a",)],
        0,
        id="a column of an eager frame is data already",
    ),
    pytest.param(
        "def m(x: pl.Series) -> float: ...\ndef a(x: pl.Expr, m: float) -> pl.Expr: ...",
        [("a",)],
        0,
        id="a value goes with any frame",
    ),
    pytest.param(
        "def a(x: pl.Expr) -> pl.Expr: ...\ndef m(a: pl.Series) -> float: ...\n"
        "def b(x: pl.Expr, m: float) -> pl.Expr: ...",
        [("a",), ("b",)],
        1,
        id="a value made of a lazy column is behind a barrier",
    ),
]


@pytest.mark.parametrize(("source", "layers", "barriers"), CASES)
def test_layers_and_barriers(source: str, layers: list[tuple[str, ...]], barriers: int) -> None:
    module = module_of(f"import polars as pl\n{source}")
    driver = hm.Driver(module)
    outputs = [name for name in driver.graph if driver.graph[name].function]
    plan = driver.plan(outputs, inputs=pl.DataFrame({"x": [1]}))
    assert [layer.columns for layer in plan.layers] == layers
    assert all(layer.frame == "inputs" for layer in plan.layers)
    assert plan.explain().count("barrier collect") == barriers


TWO = """
    import polars as pl

    def a(x: pl.Expr) -> pl.Expr:
        return x

    def b(y: pl.Expr) -> pl.Expr:
        return y

    def joined(left: pl.LazyFrame, a: pl.Expr, right: pl.LazyFrame, b: pl.Expr) -> pl.LazyFrame:
        return left.join(right, left_on=a, right_on=b)
"""


def test_a_frame_function_may_take_columns_of_each_of_its_frames() -> None:
    inputs = {
        "left": pl.LazyFrame({"x": [1, 2]}),
        "right": pl.LazyFrame({"y": [2, 3], "z": [7, 8]}),
    }
    driver = hm.Driver(module_of(TWO))
    plan = driver.plan("joined", inputs=inputs)
    assert plan.reads == {"left": ("x",), "right": ("y",)}
    assert {layer.frame for layer in plan.layers} == {"left", "right"}
    assert driver.execute("joined", inputs=inputs).collect()["z"].to_list() == [7]


def test_a_frame_function_may_not_take_an_expression_of_a_frame_that_it_does_not_take() -> None:
    module = module_of("""
        import polars as pl

        def wrong(left: pl.LazyFrame, y: pl.Expr) -> pl.LazyFrame:
            return left.select(y)
    """)
    inputs: dict[str, Any] = {"left": pl.LazyFrame({"x": [1]}), "right": pl.LazyFrame({"y": [1]})}
    with pytest.raises(hm.FrameError, match="Columns of different frames meet in `features.wrong`"):
        hm.Driver(module).execute("wrong", inputs=inputs)


def test_a_series_of_another_frame_may_meet_as_a_value_in_no_column() -> None:
    module = module_of("""
        import polars as pl

        def count(x: pl.Series, y: pl.Series) -> int:
            return len(x) + len(y)
    """)
    inputs = {"left": pl.DataFrame({"x": [1]}), "right": pl.DataFrame({"y": [1, 2]})}
    assert hm.Driver(module).values("count", inputs=inputs) == {"count": 3}


@pytest.mark.parametrize("lazy", [False, True])
def test_expressions_of_two_libraries_read_the_same_column_in_one_place(lazy: bool) -> None:
    def portable(x: nw.Expr) -> nw.Expr:
        return x - x.mean()

    def native(x: pl.Expr) -> pl.Expr:
        return x / 2

    def by_row(x: float) -> float:
        return x * 2

    frame = pl.DataFrame({"x": [1.0, 3.0]})
    driver = hm.Driver(native, portable, by_row)
    outputs = ["portable", "native", "by_row"]
    result = driver.execute(outputs, inputs=frame.lazy() if lazy else frame)
    assert result.lazy().collect().rows() == [(-1.0, 0.5, 2.0), (1.0, 1.5, 6.0)]


def test_an_expression_without_columns_belongs_to_the_only_frame() -> None:
    def rows() -> pl.Expr:
        return pl.len()

    def share(x: pl.Expr, rows: pl.Expr) -> pl.Expr:
        return x / rows

    result = hm.Driver(rows, share).execute("share", inputs=pl.DataFrame({"x": [2, 4]}))
    assert result["share"].to_list() == [1.0, 2.0]
