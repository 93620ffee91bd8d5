"""The law of lineage: what does not list a column does not change with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.modifiers import node
from tests.strategies import (
    PRIME,
    RandomGraph,
    expression_graphs,
    pandas_graphs,
    polars_graphs,
    portable_graphs,
    scalar_graphs,
)

small = st.integers(0, PRIME - 1)
ROWS = 5


def columns_of(data: st.DataObject, names: tuple[str, ...]) -> dict[str, list[int]]:
    return {name: data.draw(st.lists(small, min_size=ROWS, max_size=ROWS)) for name in names}


def check_columns(
    random: RandomGraph, data: st.DataObject, make: Callable[[Any], Any], extra: dict[str, Any]
) -> None:
    """Change one column; what does not list it must stay, and no column that is read is left out."""
    driver = hm.Driver(random.module)
    names = tuple(name for name in random.inputs if name not in extra)
    before = {**columns_of(data, names), **extra}
    changed = data.draw(st.sampled_from(names))
    after = {**before, **columns_of(data, (changed,))}
    lineage = driver.lineage(list(random.functions), inputs={"rows": make(before)})
    listed = lineage.outputs_of(changed, "rows")
    first, second = (
        driver.values(list(random.functions), inputs={"rows": make(values)})
        for values in (before, after)
    )
    for name in random.functions:
        if name not in listed:
            assert_same(first[name], second[name])
    unknown = driver.lineage(list(random.functions))
    assert {(edge.output, edge.column) for edge in lineage} <= {
        (edge.output, edge.column) for edge in unknown
    }


def assert_same(first: Any, second: Any) -> None:
    if hasattr(first, "equals"):
        assert first.equals(second)
    else:
        assert first == second


@given(expression_graphs(), st.data())
def test_expressions_change_only_with_the_columns_that_they_list(
    random: RandomGraph, data: st.DataObject
) -> None:
    check_columns(random, data, pl.DataFrame, {})


@given(expression_graphs(), st.data())
def test_of_expressions_each_column_is_listed_that_a_parameter_leads_to(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame = pl.LazyFrame({name: [1] for name in random.inputs})
    output = data.draw(st.sampled_from(random.functions))
    lineage = hm.Driver(random.module).lineage(output, inputs=frame)
    above = random.upstream([output])
    assert {edge.column for edge in lineage} == above & set(random.inputs)
    assert {name for edge in lineage for name in edge.through} == above & set(random.functions)
    assert set(lineage.graph) == above
    for edge in lineage:
        below = {name for name in random.functions if edge.column in random.upstream([name])}
        assert set(edge.through) == below & above
        assert edge.flows
        assert not edge.is_opaque


@given(polars_graphs(), st.data())
def test_series_and_expressions_change_only_with_the_columns_that_they_list(
    random: RandomGraph, data: st.DataObject
) -> None:
    check_columns(random, data, pl.DataFrame, {})


@given(pandas_graphs(), st.data())
def test_series_of_pandas_change_only_with_the_columns_that_they_list(
    random: RandomGraph, data: st.DataObject
) -> None:
    check_columns(random, data, pd.DataFrame, {})


@given(portable_graphs(), st.sampled_from([pl.DataFrame, pd.DataFrame]), st.data())
def test_portable_expressions_change_only_with_the_columns_that_they_list(
    random: RandomGraph, make: Callable[[Any], Any], data: st.DataObject
) -> None:
    extra = {"key": [0, 0, 1, 1, 1], "row": list(range(ROWS))}
    check_columns(random, data, make, extra)


@given(scalar_graphs(), st.data())
def test_values_list_the_inputs_that_they_come_from(
    random: RandomGraph, data: st.DataObject
) -> None:
    output = data.draw(st.sampled_from(random.functions))
    lineage = hm.Driver(random.module).lineage(output)
    above = random.upstream([output])
    assert {edge.source for edge in lineage} == above - set(random.functions)


# -- frames --------------------------------------------------------------------------------------

LEFT, RIGHT = ("k", "a", "b"), ("k", "c", "d")

_STEPS: dict[str, Callable[[Any, Any], Any]] = {
    "filter": lambda f, _: f.filter(pl.col("a") > 3),
    "compute": lambda f, _: f.with_columns(a=pl.col("a") + pl.col("b")),
    "window": lambda f, _: f.with_columns(b=pl.col("b").sum().over("k")),
    "rename": lambda f, _: f.rename({"a": "b", "b": "a"}),
    "sort": lambda f, _: f.sort("b", "a", "k"),
    "unique": lambda f, _: f.unique("k", keep="first", maintain_order=True),
    "aggregate": lambda f, _: f.group_by("k", maintain_order=True).agg(
        pl.col("a").sum(), pl.col("b").max()
    ),
    "join": lambda f, g: f.join(g, on="k", how="left", maintain_order="left_right").select(
        "k", pl.col("a").fill_null(0), b=pl.col("b") + pl.col("c").fill_null(1)
    ),
    "inner": lambda f, g: f.join(
        g.rename({"c": "a"}), on=["k", "a"], how="inner", maintain_order="left_right"
    ).select("k", "a", "b"),
    "semi": lambda f, g: f.join(g, left_on="b", right_on="d", how="semi", maintain_order="left"),
    "full": lambda f, g: f.join(
        g, on="k", how="full", coalesce=True, maintain_order="left_right"
    ).select("k", "a", b="d"),
    "concat": lambda f, g: pl.concat(  # which takes columns in one order only
        [f.select("k", "a", "b"), g.rename({"c": "a", "d": "b"})]
    ),
    "head": lambda f, _: f.head(2),
    "index": lambda f, _: f.drop("b").with_row_index("b").cast({"b": pl.Int64}),
    "flag": lambda f, _: f.with_columns(
        a=pl.when(pl.col("b") > 2).then(pl.col("k")).otherwise(pl.col("a").shift(1).over("k"))
    ),
    "collect": lambda f, _: f.collect().lazy(),
    "python": lambda f, _: f.map_batches(
        lambda frame: frame.sort("a"), schema=None, projection_pushdown=False
    ),
    "drop": lambda f, _: f.drop("b").with_columns(b=pl.len()).cast({"b": pl.Int64}),
}


def step_of(name: str, step: Callable[[Any, Any], Any], before: str, *, portable: bool) -> Any:
    def function(left: Any, right: Any) -> Any:
        if not portable:
            return step(left, right)
        return nw.from_native(step(left.to_native(), right.to_native()))

    kind: Any = nw.LazyFrame[Any] if portable else pl.LazyFrame
    function.__annotations__ = {"left": kind, "right": kind, "return": kind}
    return node(function, name=name, left=hm_source(before), right=hm_source("right"))


def hm_source(name: str) -> Any:
    from hamiltonish.modifiers import source

    return source(name)


cells = st.integers(0, 6) | st.none()


@given(st.lists(st.sampled_from(sorted(_STEPS)), min_size=1, max_size=4), st.booleans(), st.data())
def test_frames_change_only_with_the_columns_that_they_list(
    steps: list[str], portable: bool, data: st.DataObject
) -> None:
    calls, before = [], "left"
    for index, name in enumerate(steps):
        calls.append(step_of(f"s{index}", _STEPS[name], before, portable=portable))
        before = f"s{index}"
    driver = hm.Driver(*calls)
    tables = {
        frame: {name: data.draw(st.lists(cells, min_size=6, max_size=6)) for name in columns}
        for frame, columns in (("left", LEFT), ("right", RIGHT))
    }
    frame = data.draw(st.sampled_from(["left", "right"]))
    column = data.draw(st.sampled_from(list(tables[frame])))
    changed = {**tables[frame], column: data.draw(st.lists(cells, min_size=6, max_size=6))}

    def inputs(given: dict[str, dict[str, list[Any]]]) -> dict[str, Any]:
        known = {name: pl.LazyFrame(v, dict.fromkeys(v, pl.Int64)) for name, v in given.items()}
        return known if "right" in driver.graph else {"left": known["left"]}

    lineage = driver.lineage(before, inputs=inputs(tables))
    first, second = (
        driver.execute(before, inputs=inputs(given)).collect()
        for given in (tables, {**tables, frame: changed})
    )
    assert list(lineage.outputs) == first.columns
    listed = lineage.outputs_of(column, frame)
    for name in first.columns:
        if name not in listed:
            assert first[name].equals(second[name]), lineage
