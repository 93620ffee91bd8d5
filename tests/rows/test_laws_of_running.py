"""Laws of running: every way to run a row function gives what Python gives, row by row."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hamiltonish as hm

pytestmark = pytest.mark.filterwarnings("ignore::hamiltonish.errors.RowByRowWarning")


def ratio(x: float, n: int) -> float:
    return x / n


def ratio_by_row(x: float, n: int) -> float:
    try:
        return x / n
    finally:
        pass


def is_more(ratio: float, x: float) -> bool:
    return ratio > x


def chosen(x: float | None, n: int | None, least: float) -> float | None:
    if x is None:
        return None if n is None else least
    return x if x >= least else least  # noqa: FURB136  # a choice is what is tried


def word(n: int | None) -> str:
    if n is None:
        return "none"
    return "even" if n % 2 == 0 else "odd"


FUNCTIONS: list[Callable[..., Any]] = [ratio, ratio_by_row, is_more, chosen, word]
NAMES = [function.__name__ for function in FUNCTIONS]
LEAST = -1.5

floats = st.none() | st.floats(-1e6, 1e6) | st.sampled_from([0.0, -0.0, math.inf, -math.inf])
ints = st.none() | st.integers(-3, 3)
frames = st.lists(st.tuples(floats, ints), max_size=8).map(
    lambda rows: pl.DataFrame(
        {"x": [x for x, _ in rows], "n": [n for _, n in rows]},
        schema={"x": pl.Float64, "n": pl.Int64},
    )
)


def _called(function: Callable[..., Any], *arguments: Any, strict: int) -> tuple[Any, int]:
    """Call a function as a row does: its result, and whether it raised."""
    if None in arguments[:strict]:
        return None, 0
    try:
        return function(*arguments), 0
    except ZeroDivisionError:
        return None, 1


def _expected(frame: pl.DataFrame) -> tuple[list[tuple[Any, ...]], int]:
    rows, raised = [], 0
    for x, n in frame.rows():
        first, failed = _called(ratio, x, n, strict=2)
        more, _ = _called(is_more, first, x, strict=2)
        raised += failed
        rows.append((first, first, more, chosen(x, n, LEAST), word(n)))
    return rows, raised


def _same(found: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> bool:
    return len(found) == len(expected) and all(
        type(one) is type(other) and (one == other or (one != one and other != other))
        for row, other_row in zip(found, expected, strict=True)
        for one, other in zip(row, other_row, strict=True)
    )


@given(frames)
@settings(max_examples=40)
def test_lifted_or_row_by_row_on_polars_is_what_python_gives(frame: pl.DataFrame) -> None:
    driver = hm.Driver(*FUNCTIONS)
    expected, raised = _expected(frame)
    given_ = {"f": frame, "least": LEAST}
    run = driver.run(NAMES, inputs=given_)
    assert _same(run.frame.rows(), expected)
    counts = {name: run.report.raised[name] for name in ("ratio", "ratio_by_row")}
    assert counts == {"ratio": raised, "ratio_by_row": raised}
    lazy = driver.execute(NAMES, inputs={**given_, "f": frame.lazy()})
    assert lazy.collect().equals(run.frame, null_equal=True)
    assert lazy.collect_schema() == run.frame.schema


@given(frames)
@settings(max_examples=40)
def test_pandas_gives_what_python_gives_but_for_nan_which_is_null(frame: pl.DataFrame) -> None:
    expected, raised = _expected(frame)
    table = pd.DataFrame(
        {"x": frame["x"].to_list(), "n": pd.array(frame["n"].to_list(), dtype="Int64")}
    ).astype({"x": "float64"})
    run = hm.Driver(*FUNCTIONS).run(NAMES, inputs={"f": table, "least": LEAST})
    nulled = run.frame.astype(object).where(run.frame.notna(), None)
    assert _same(list(nulled.itertuples(index=False, name=None)), expected)
    assert run.report.raised["ratio"] == run.report.raised["ratio_by_row"] == raised


@given(frames)
@settings(max_examples=10)
def test_duckdb_gives_what_python_gives(frame: pl.DataFrame) -> None:
    names = [name for name in NAMES if name != "ratio_by_row"]
    numbered = frame.with_row_index("i")  # noqa: F841  # DuckDB finds it by its name
    relation = duckdb.sql("select * from numbered")
    result = hm.Driver(*FUNCTIONS).execute(["i", *names], inputs={"f": relation, "least": LEAST})
    found = [row[1:] for row in result.pl().sort("i").rows()]
    expected, _ = _expected(frame)
    assert _same(found, [(row[0], *row[2:]) for row in expected])


@given(frames)
@settings(max_examples=20)
def test_raise_raises_where_python_raises_first_and_nowhere_else(frame: pl.DataFrame) -> None:
    first = next((i for i, (x, n) in enumerate(frame.rows()) if x is not None and n == 0), None)
    for given_ in (frame, frame.lazy()):
        driver = hm.Driver(ratio, rows="raise")
        if first is None:
            driver.execute("ratio", inputs=given_)
            continue
        with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
            driver.execute("ratio", inputs=given_)
        assert f"row {first} of `ratio`" in caught.value.__notes__[0]
