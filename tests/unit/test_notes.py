"""The note on an error of the engine: the node behind a failed query is found afterwards."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from tests.modules import module_of

SOURCE = """
    import narwhals as nw
    import polars as pl

    def fine(u: pl.Expr) -> pl.Expr:
        return u + 1

    def upper(u: pl.Expr) -> pl.Expr:
        return u.str.to_uppercase()

    def after(upper: pl.Expr) -> pl.Expr:
        return upper

    def absent(u: pl.Expr) -> pl.Expr:
        return pl.col("not_there")

    def strict(text: pl.Expr) -> pl.Expr:
        return text.cast(pl.Int64)

    def eager(strict: pl.Series) -> pl.Series:
        return strict
"""

FRAME = pl.DataFrame({"u": [1, 2], "text": ["1", "x"]})


@pytest.mark.parametrize("method", ["execute", "values", "run"])
@pytest.mark.parametrize(
    ("outputs", "note"),
    [
        (["fine", "upper"], "while computing `upper` (features.py:7)"),
        (["fine", "after"], "while computing `upper` (features.py:7), needed for `after`"),
        (["absent", "fine"], "while computing `absent` (features.py:13)"),
        (["fine", "strict"], "while computing `strict` (features.py:16)"),
        (["fine", "eager"], "while computing `strict` (features.py:16), needed for `eager`"),
    ],
)
def test_a_query_that_fails_names_its_node(method: str, outputs: list[str], note: str) -> None:
    with pytest.raises(pl.exceptions.PolarsError, match=".") as caught:
        getattr(hm.Driver(module_of(SOURCE)), method)(outputs, inputs=FRAME)
    assert caught.value.__notes__[-1].splitlines()[0] == note


def test_a_barrier_on_a_lazy_frame_names_its_node() -> None:
    with pytest.raises(pl.exceptions.PolarsError, match=".") as caught:
        hm.Driver(module_of(SOURCE)).execute("eager", inputs=FRAME.lazy())
    assert caught.value.__notes__[-1].splitlines()[0] == (
        "while computing `strict` (features.py:16), needed for `eager`"
    )


def test_a_portable_expression_that_fails_on_pandas_names_its_node() -> None:
    module = module_of("""
        import narwhals as nw

        def fine(u: nw.Expr) -> nw.Expr:
            return u + 1

        def absent(u: nw.Expr) -> nw.Expr:
            return nw.col("not_there")
    """)
    with pytest.raises(Exception, match="not_there") as caught:
        hm.Driver(module).execute(["fine", "absent"], inputs=pd.DataFrame({"u": [1]}))
    assert caught.value.__notes__[-1].splitlines()[0] == (
        "while computing `absent` (features.py:6)"
    )


def test_looking_for_the_culprit_happens_only_after_a_failure() -> None:
    collected: list[Any] = []

    def watch(frame: pl.DataFrame) -> pl.DataFrame:
        collected.append(frame)
        return frame

    lazy = FRAME.lazy().map_batches(watch, schema=FRAME.schema, validate_output_schema=False)
    hm.Driver(module_of(SOURCE)).values(["fine"], inputs=lazy)
    assert len(collected) == 1


def test_a_lazy_query_that_fails_when_it_is_converted_names_its_node() -> None:
    with pytest.raises(pl.exceptions.PolarsError, match=".") as caught:
        hm.Driver(module_of(SOURCE)).execute(["fine", "strict"], inputs=FRAME.lazy(), to="pandas")
    assert caught.value.__notes__[-1].splitlines()[0] == "while computing `strict` (features.py:16)"
