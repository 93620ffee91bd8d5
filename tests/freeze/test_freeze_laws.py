"""Laws of frozen graphs: on training data they are as before; on others each row stands alone."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import hamiltonish as hm
from hamiltonish.fitted import load
from hamiltonish.modifiers import node, source

# Nothing divides by what may be zero but for rounding, which engines do each in their way.
FORMS: dict[str, Any] = {
    "double": lambda x, y, k: x * 2 + y,
    "mean": lambda x, y, k: x.mean(),
    "centered": lambda x, y, k: x - x.mean(),
    "scaled": lambda x, y, k: (x - y.mean()) / (x.std() + 1),
    "by_key": lambda x, y, k: x.mean().over(k),
    "by_two": lambda x, y, k: x.max().over(k, y > 2),
    "within": lambda x, y, k: x - x.median().over(k),
    "share": lambda x, y, k: x.sum().over(k) / (y.sum().abs() + 1),
    "counted": lambda x, y, k: pl.len().over(k),
    "filled": lambda x, y, k: x.fill_null(x.mean().over(k)).fill_null(0.0),
}


def _expression(form: str) -> Any:
    def function(x: pl.Expr, y: pl.Expr, k: pl.Expr) -> pl.Expr:
        found: pl.Expr = FORMS[form](x, y, k)
        return found

    function.__qualname__ = function.__name__ = form
    return function


def quantile(x: pl.Series) -> float:
    return float(x.quantile(0.5) or 0.0)


def beyond(x: pl.Expr, limit: float) -> pl.Expr:
    return x > limit + 0.001234567  # no value is as near to it as rounding is exact


@st.composite
def graphs(draw: st.DrawFn) -> tuple[hm.Driver, list[str]]:
    """Draw a graph: each node reads a column, or a node before it."""
    names = ["a", "b"]
    calls = []
    for number in range(draw(st.integers(1, 5))):
        x, y = (source(draw(st.sampled_from(names))) for _ in "xy")
        name = f"f{number}"
        if draw(st.integers(0, 4)):
            function = _expression(draw(st.sampled_from(sorted(FORMS))))
            calls.append(node(function, name=name, x=x, y=y))
        else:
            calls.append(node(quantile, name=f"{name}_limit", x=y))
            calls.append(node(beyond, name=name, x=x, limit=source(f"{name}_limit")))
            continue  # truth values have no quantile
        names.append(name)
    outputs = [call.name for call in calls if not call.name.endswith("limit")]
    wanted = draw(st.lists(st.sampled_from(outputs), min_size=1, unique=True))
    return hm.Driver(*calls), wanted


numbers = st.none() | st.floats(-9, 9).map(lambda x: round(x, 2))
row = st.tuples(numbers, numbers, st.sampled_from(["x", "y", "é", None]))


def _frame(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, {"a": pl.Float64, "b": pl.Float64, "k": pl.String}, orient="row")


frames = st.lists(row, min_size=1, max_size=8).map(_frame)


@settings(max_examples=250, deadline=None)
@given(graphs(), frames)
def test_on_the_training_frame_a_frozen_graph_gives_what_it_gave_before(drawn, train) -> None:
    driver, outputs = drawn
    fitted = driver.freeze(train, outputs)
    assert_frame_equal(fitted.execute(train), driver.execute(outputs, inputs=train))
    assert_frame_equal(
        fitted.execute(train.lazy()).collect(),
        driver.execute(outputs, inputs=train.lazy()).collect(),
    )


@settings(max_examples=250, deadline=None)
@given(graphs(), frames, frames, st.data())
def test_after_freezing_each_row_of_other_data_stands_alone(drawn, train, test, data) -> None:
    driver, outputs = drawn
    fitted = driver.freeze(train, outputs)
    whole = fitted.execute(test)
    order = data.draw(st.permutations(range(test.height)))
    chosen = order[: data.draw(st.integers(0, test.height))]
    assert_frame_equal(fitted.execute(test[chosen]), whole[chosen])


@settings(max_examples=25, deadline=None)
@given(graphs(), frames, frames)
def test_what_is_saved_and_loaded_is_the_same(drawn, train, test) -> None:
    driver, outputs = drawn
    fitted = driver.freeze(train, outputs)
    with tempfile.TemporaryDirectory() as folder:
        fitted.save(Path(folder) / "fitted")
        again = load(Path(folder) / "fitted", driver)
    assert_frame_equal(again.execute(test), fitted.execute(test))
    assert again.outputs == fitted.outputs
    assert str(again) == str(fitted)


@settings(max_examples=30, deadline=None)
@given(graphs(), frames)
def test_nothing_that_is_frozen_reaches_beyond_its_row(drawn, train) -> None:
    driver, outputs = drawn
    fitted = driver.freeze(train, outputs)
    reaches = fitted.driver.reach(outputs, inputs=train)
    assert {reach.value for reach in reaches.values()} == {"row"}
