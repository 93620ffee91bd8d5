"""Laws of scripts, on random graphs: a script gives what the plan gives that it was written from."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import hamiltonish as hm
from tests.strategies import (
    PRIME,
    RandomGraph,
    expression_graphs,
    pandas_graphs,
    polars_graphs,
    portable_graphs,
    requests,
    scalar_graphs,
)

_cells = st.lists(st.integers(0, PRIME - 1), min_size=3, max_size=3)


def _ran(script: str, module: ModuleType, **inputs: Any) -> Any:
    """Execute a script beside the module that it imports, and call its function."""
    sys.modules[module.__name__] = module
    try:
        space: dict[str, Any] = {"__name__": "script"}
        exec(compile(script, "script.py", "exec"), space)
        return space["compute"](**inputs)
    finally:
        del sys.modules[module.__name__]


def _outputs(data: st.DataObject, graph: RandomGraph) -> list[str]:
    return data.draw(st.lists(st.sampled_from(graph.functions), min_size=1, unique=True))


def _planned(driver: hm.Driver, graph: RandomGraph, outputs: list[str], **inputs: Any) -> str:
    sys.modules[graph.module.__name__] = graph.module
    try:
        script = driver.plan(outputs, **inputs).to_script()
    finally:
        del sys.modules[graph.module.__name__]
    assert "hamiltonish" not in script
    return script


@given(scalar_graphs(), st.data())
def test_a_script_of_values(graph: RandomGraph, data: st.DataObject) -> None:
    outputs, overrides = data.draw(requests(graph))
    driver = hm.Driver(graph.module)
    inputs = {name: data.draw(st.integers(0, PRIME - 1)) for name in graph.inputs}
    known = set(driver.compile(outputs, overrides=list(overrides)).inputs)
    inputs = {name: value for name, value in inputs.items() if name in known - set(overrides)}
    script = _planned(driver, graph, outputs, inputs=inputs, overrides=overrides)
    used = {name: value for name, value in overrides.items() if name in known}
    found = _ran(script, graph.module, **inputs, **used)
    if isinstance(found, dict):
        assert found == driver.values(outputs, inputs=inputs, overrides=overrides)
    else:
        assert found.equals(driver.execute(outputs, inputs=inputs, overrides=overrides))


@pytest.mark.filterwarnings("ignore:.*runs row by row")
@given(
    st.booleans().flatmap(lambda counted: scalar_graphs(counted=counted)),
    st.data(),
    st.sampled_from(["polars", "lazy", "pandas"]),
)
def test_a_script_of_functions_of_one_row(
    graph: RandomGraph, data: st.DataObject, library: str
) -> None:
    cells = st.lists(st.none() | st.integers(0, PRIME - 1), min_size=3, max_size=3)
    columns = {name: data.draw(cells) for name in graph.inputs}
    frame: Any = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Int64))
    if library == "pandas":
        frame = pd.DataFrame(columns, dtype="Int64")
    frame = frame.lazy() if library == "lazy" else frame
    outputs = _outputs(data, graph)
    driver = hm.Driver(graph.module)
    found = _ran(_planned(driver, graph, outputs, inputs=frame), graph.module, frame=frame)
    expected = driver.execute(outputs, inputs=frame)
    assert type(found) is type(expected)
    if library == "pandas":
        pd.testing.assert_frame_equal(found, expected)
    else:
        assert_frame_equal(found.lazy().collect(), expected.lazy().collect())


@given(expression_graphs(), st.data(), st.booleans())
def test_a_script_of_layers(graph: RandomGraph, data: st.DataObject, lazy: bool) -> None:
    _check_polars(graph, data, lazy=lazy)


@given(polars_graphs(), st.data(), st.booleans())
def test_a_script_of_layers_and_barriers(
    graph: RandomGraph,
    data: st.DataObject,
    lazy: bool,
) -> None:
    _check_polars(graph, data, lazy=lazy)


def _check_polars(graph: RandomGraph, data: st.DataObject, *, lazy: bool) -> None:
    frame = pl.DataFrame({name: data.draw(_cells) for name in graph.inputs})
    given_frame = frame.lazy() if lazy else frame
    outputs = _outputs(data, graph)
    driver = hm.Driver(graph.module)
    found = _ran(
        _planned(driver, graph, outputs, inputs=given_frame), graph.module, frame=given_frame
    )
    expected = driver.execute(outputs, inputs=given_frame)
    assert type(found) is type(expected)
    assert_frame_equal(found.lazy().collect(), expected.lazy().collect())


@given(pandas_graphs(), st.data())
def test_a_script_of_pandas(graph: RandomGraph, data: st.DataObject) -> None:
    frame = pd.DataFrame({name: data.draw(_cells) for name in graph.inputs})
    outputs = _outputs(data, graph)
    driver = hm.Driver(graph.module)
    found = _ran(_planned(driver, graph, outputs, inputs=frame), graph.module, frame=frame)
    pd.testing.assert_frame_equal(found, driver.execute(outputs, inputs=frame))


@given(portable_graphs(windows=False), st.data(), st.sampled_from(["polars", "lazy", "pandas"]))
def test_a_script_of_portable_functions(
    graph: RandomGraph, data: st.DataObject, library: str
) -> None:
    cells = {name: [float(cell) for cell in data.draw(_cells)] for name in graph.inputs}
    frame: Any = pd.DataFrame(cells) if library == "pandas" else pl.DataFrame(cells)
    frame = frame.lazy() if library == "lazy" else frame
    outputs = _outputs(data, graph)
    driver = hm.Driver(graph.module)
    found = _ran(_planned(driver, graph, outputs, inputs=frame), graph.module, frame=frame)
    expected = driver.execute(outputs, inputs=frame)
    assert type(found) is type(expected)
    if library == "pandas":
        pd.testing.assert_frame_equal(found, expected)
    else:
        assert_frame_equal(found.lazy().collect(), expected.lazy().collect())
