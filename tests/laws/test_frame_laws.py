"""Laws of frames: the same columns as by hand, few layers, no column read in vain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal as assert_pandas_equal
from polars.testing import assert_frame_equal

import hamiltonish as hm
from hamiltonish.hooks import NodeFinished
from hamiltonish.plan import StepKind
from tests.strategies import (
    PRIME,
    RandomGraph,
    expression_graphs,
    pandas_graphs,
    polars_graphs,
    portable_graphs,
)

row_counts = st.integers(0, 5)


def _columns(random: RandomGraph, data: st.DataObject) -> dict[str, list[int]]:
    rows = data.draw(row_counts, label="rows")
    cells = st.lists(st.integers(0, PRIME - 1), min_size=rows, max_size=rows)
    return {name: data.draw(cells, label=name) for name in (*random.inputs, "unread")}


def _polars_frame(random: RandomGraph, data: st.DataObject) -> pl.DataFrame:
    columns = _columns(random, data)
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Int64))


def _outputs(random: RandomGraph, data: st.DataObject) -> list[str]:
    return data.draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))


def _one_at_a_time(random: RandomGraph, frame: pl.DataFrame) -> pl.DataFrame:
    """Run every function by hand, each column computed before the next function is called."""
    for name, needed in random.parameters.items():
        lazy = random.types[name] == "pl.Expr"
        arguments = [pl.col(p) if lazy else frame[p] for p in needed]
        frame = frame.with_columns(**{name: getattr(random.module, name)(*arguments)})
    return frame


@given(expression_graphs(), st.data())
def test_expressions_agree_with_running_them_one_series_at_a_time(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    got = hm.Driver(random.module).execute(outputs, inputs=frame)
    assert_frame_equal(got, _one_at_a_time(random, frame).select(outputs))


@given(polars_graphs(), st.data())
def test_series_and_expressions_agree_with_running_them_one_series_at_a_time(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    got = hm.Driver(random.module).execute(outputs, inputs=frame)
    assert_frame_equal(got, _one_at_a_time(random, frame).select(outputs))


@given(polars_graphs(), st.data())
def test_lazy_and_eager_frames_and_single_series_give_the_same(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    driver = hm.Driver(random.module)
    eager = driver.execute(outputs, inputs=frame)
    lazy = driver.execute(outputs, inputs=frame.lazy())
    assert isinstance(lazy, pl.LazyFrame)
    assert_frame_equal(lazy.collect(), eager)
    series = {name: frame[name] for name in random.inputs}
    assert_frame_equal(driver.execute(outputs, inputs=series), eager)


@given(polars_graphs(), st.data())
def test_values_are_the_columns_of_the_frame(random: RandomGraph, data: st.DataObject) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    driver = hm.Driver(random.module)
    expected = driver.execute(outputs, inputs=frame)
    for inputs in (frame, frame.lazy()):
        values = driver.values(outputs, inputs=inputs)
        assert list(values) == outputs
        assert all(isinstance(value, pl.Series) for value in values.values())
        assert all(values[n].to_list() == expected[n].to_list() for n in outputs)


@given(polars_graphs(), st.data())
def test_repeated_execute_gives_equal_frames(random: RandomGraph, data: st.DataObject) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    driver = hm.Driver(random.module)
    first = driver.execute(outputs, inputs=frame)
    assert_frame_equal(driver.execute(outputs, inputs=frame), first)
    assert_frame_equal(hm.Driver(random.module).execute(outputs, inputs=frame), first)
    assert_frame_equal(driver.run(outputs, inputs=frame).frame, first)


@given(pandas_graphs(), st.data())
def test_pandas_agrees_with_calling_the_functions_by_hand(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame = pd.DataFrame(_columns(random, data), dtype="int64")
    outputs = _outputs(random, data)
    known = random.by_hand({name: frame[name] for name in random.inputs})
    driver = hm.Driver(random.module, anchor)
    if all(random.types[name] == "int" for name in outputs):
        expected = pd.DataFrame({name: [known[name]] for name in outputs})
    else:
        expected = pd.DataFrame({name: known[name] for name in outputs}, index=frame.index)
    assert_pandas_equal(driver.execute(outputs, inputs=frame), expected)


def anchor(column: pd.Series) -> pd.Series:
    """Say of which library the frames of a driver are; nobody asks for it."""
    return column


@given(expression_graphs(), st.data())
def test_there_are_as_many_layers_as_the_longest_path_has_lazy_columns(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    plan = hm.Driver(random.module).plan(outputs, inputs=frame)
    length: dict[str, int] = {}
    for name, needed in random.parameters.items():
        length[name] = 1 + max(length.get(p, 0) for p in needed)
    assert len(plan.layers) == max(length[name] for name in outputs)


@given(polars_graphs(), st.data())
def test_between_barriers_there_are_as_many_layers_as_the_longest_path_has_lazy_columns(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    plan = hm.Driver(random.module).plan(outputs, inputs=frame)
    needed = [n for n in random.functions if n in random.upstream(outputs)]
    # A Series function that reads lazy columns opens the next stretch; what reads its result is in
    # that stretch at the earliest.
    stretch: dict[str, int] = {}
    depth: dict[str, int] = {}
    for name in needed:
        is_lazy = random.types[name] == "pl.Expr"
        givers = [p for p in random.parameters[name] if p in stretch]
        behind = {p: int(not is_lazy and random.types[p] == "pl.Expr") for p in givers}
        stretch[name] = max((stretch[p] + behind[p] for p in givers), default=0)
        above = (depth[p] for p in givers if stretch[p] == stretch[name] and not behind[p])
        depth[name] = max(above, default=0) + is_lazy
    longest: dict[int, int] = {}
    for name in needed:
        longest[stretch[name]] = max(longest.get(stretch[name], 0), depth[name])
    assert len(plan.layers) == sum(longest.values())


@given(polars_graphs(), st.data())
def test_every_lazy_column_stands_in_exactly_one_layer_after_what_it_reads(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    plan = hm.Driver(random.module).plan(outputs, inputs=frame)
    layer = {name: n for n, one in enumerate(plan.layers) for name in one.columns}
    listed = [name for one in plan.layers for name in one.columns]
    needed = random.upstream(outputs)
    assert sorted(listed) == sorted(
        n for n in random.functions if n in needed and random.types[n] == "pl.Expr"
    )
    for name in listed:
        above = random.upstream([name]) - {name}
        assert all(layer[other] < layer[name] for other in above if other in layer)


@given(polars_graphs(), st.data(), st.booleans())
def test_a_plan_reads_a_source_column_if_and_only_if_an_output_needs_it(
    random: RandomGraph, data: st.DataObject, lazy: bool
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    inputs = frame.lazy() if lazy else frame
    plan = hm.Driver(random.module).plan(outputs, inputs=inputs)
    needed = random.upstream(outputs) & set(random.inputs)
    assert {name: set(columns) for name, columns in plan.reads.items()} == {"inputs": needed}
    assert all(len(set(columns)) == len(columns) for columns in plan.reads.values())


@given(expression_graphs(), st.data())
def test_a_lazy_frame_is_never_collected_for_expressions(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs = _outputs(random, data)
    schema = dict.fromkeys((*random.inputs, "unread"), pl.Int64)
    collected: list[Any] = []

    def scan(frame: pl.DataFrame) -> pl.DataFrame:
        collected.append(frame)
        return frame

    frame = pl.LazyFrame(schema=schema).map_batches(
        scan, schema=schema, validate_output_schema=False
    )
    result = hm.Driver(random.module).execute(outputs, inputs=frame)
    assert result.collect_schema().names() == outputs
    assert collected == []


@given(polars_graphs(), st.data())
def test_an_override_of_a_column_is_the_column_of_a_function_that_returns_it(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    name = data.draw(st.sampled_from(random.functions))
    rows = len(frame)
    cells = data.draw(st.lists(st.integers(0, PRIME - 1), min_size=rows, max_size=rows))
    given_column = pl.Series(name, cells, dtype=pl.Int64)
    got = hm.Driver(random.module).execute(outputs, inputs=frame, overrides={name: given_column})
    assert_frame_equal(got, _by_hand_with(random, frame, given_column, outputs))


def _by_hand_with(
    random: RandomGraph, frame: pl.DataFrame, column: pl.Series, outputs: Iterable[str]
) -> pl.DataFrame:
    frame = frame.with_columns(column)
    for name, needed in random.parameters.items():
        if name != column.name:
            lazy = random.types[name] == "pl.Expr"
            arguments = [pl.col(p) if lazy else frame[p] for p in needed]
            frame = frame.with_columns(**{name: getattr(random.module, name)(*arguments)})
    return frame.select(outputs)


@given(polars_graphs(), st.data())
def test_a_function_on_a_frame_finds_the_computed_columns_that_it_asks_for_and_no_others(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    parameters = ", ".join(f"{name}: pl.Expr" for name in outputs)
    namespace: dict[str, Any] = {"pl": pl}
    exec(f"def table(source: pl.LazyFrame, {parameters}) -> pl.LazyFrame: return source", namespace)
    driver = hm.Driver(random.module, namespace["table"])
    got = driver.execute("table", inputs={"source": frame})
    expected = _one_at_a_time(random, frame).select(*frame.columns, *outputs)
    assert_frame_equal(got, expected)
    lazy = driver.execute("table", inputs={"source": frame.lazy()})
    assert_frame_equal(lazy.collect(), expected)


@pytest.mark.parametrize("kind", ["pl.Expr", "pl.Series"])
def test_a_ladder_of_diamonds_takes_time_in_proportion_to_its_length(kind: str) -> None:
    namespace: dict[str, Any] = {"pl": pl}
    for n in range(200):
        exec(f"def x{n + 1}(x{n}: {kind}) -> {kind}: return (x{n} + x{n}) % 7", namespace)
    driver = hm.Driver(*(namespace[f"x{n + 1}"] for n in range(200)))
    frame = driver.execute("x200", inputs=pl.DataFrame({"x0": [1, 2, 3]}))
    assert frame["x200"].to_list() == [pow(2, 200, 7) * n % 7 for n in (1, 2, 3)]


@given(portable_graphs(), st.data())
def test_an_eager_frame_holds_after_each_layer_just_what_is_read_later(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs = data.draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))
    frame = pd.DataFrame({name: [3.0, 1.0] for name in random.inputs})
    frame = frame.assign(row=[0, 1], key=["a", "b"], unread=[0, 0])
    held: list[set[str]] = []

    def watch(event: NodeFinished) -> None:
        if event.kind == "layer":
            held.append(set(event.value.columns))

    driver = hm.Driver(random.module, hooks=hm.Hooks(after_node=watch))
    layers = driver.plan(outputs, inputs=frame).layers
    driver.execute(outputs, inputs=frame)
    there = {*frame.columns}
    for index, (layer, columns) in enumerate(zip(layers, held, strict=True)):
        there |= set(layer.columns)
        later = {
            p for after in layers[index + 1 :] for n in after.columns for p in random.parameters[n]
        }
        expected = there & (later | set(outputs))
        # A layer that leaves nothing else keeps the frame, so that aggregates have its rows.
        if expected != set(layer.columns):
            assert columns == expected


@given(polars_graphs(), st.data())
def test_there_are_as_many_barriers_as_the_longest_path_goes_from_lazy_to_data(
    random: RandomGraph, data: st.DataObject
) -> None:
    frame, outputs = _polars_frame(random, data), _outputs(random, data)
    plan = hm.Driver(random.module).plan(outputs, inputs=frame.lazy())
    crossings: dict[str, int] = {}
    for name, needed in random.parameters.items():
        takes_data = random.types[name] == "pl.Series"
        crossings[name] = max(
            crossings.get(p, 0) + (takes_data and random.types.get(p, "pl.Expr") == "pl.Expr")
            for p in needed
        )
    barriers = sum(step.kind is StepKind.COLLECT for step in plan.steps)
    assert barriers == max(crossings[name] for name in random.upstream(outputs) & crossings.keys())
