"""Laws over random graphs: both libraries have the same nodes, lineage and values."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.compat.twins import Pair, assert_same, both
from tests.strategies import (
    RandomGraph,
    expression_graphs,
    mutating_graphs,
    pandas_graphs,
    requests,
    scalar_graphs,
    source_of,
)

LAW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def _pair(graph: RandomGraph, **options: Any) -> Pair:
    return both(source_of(graph.module), **options)


@given(data=st.data())
@LAW
def test_random_graphs_have_the_same_nodes_lineage_and_values(data: st.DataObject) -> None:
    graph = data.draw(scalar_graphs())
    pair = _pair(graph)
    outputs, overrides = data.draw(requests(graph))
    given_ = {name: data.draw(st.integers(0, 99), label=name) for name in graph.inputs}
    optional = data.draw(st.sets(st.sampled_from([*graph.defaults, "unused"])))
    given_ |= dict.fromkeys(optional, 5)
    pair.agree(outputs, inputs=given_, overrides=overrides)


@given(data=st.data())
@LAW
def test_values_are_the_same_wherever_the_config_gives_them(data: st.DataObject) -> None:
    graph = data.draw(scalar_graphs())
    names = [*graph.inputs, *graph.functions, *graph.defaults, "spare"]
    config = data.draw(st.dictionaries(st.sampled_from(names), st.integers(0, 99)))
    pair = _pair(graph, config=config)
    outputs, _ = data.draw(requests(graph))
    given_ = {name: 3 for name in graph.inputs if name not in config}
    pair.agree([*outputs, *config], inputs=given_)


def _columns(graph: RandomGraph, kind: Any) -> dict[str, Any]:
    return {name: kind([n, 5, 3, 1]) for n, name in enumerate(graph.inputs)}


@given(data=st.data())
@LAW
def test_random_pandas_graphs_have_the_same_values(data: st.DataObject) -> None:
    graph = data.draw(pandas_graphs())
    outputs, _ = data.draw(requests(graph))
    for pandas in (True, False):
        _pair(graph, pandas=pandas).values(outputs, inputs=_columns(graph, pd.Series))


@given(data=st.data())
@LAW
def test_random_polars_graphs_have_the_same_values(data: st.DataObject) -> None:
    graph = data.draw(expression_graphs())
    outputs, _ = data.draw(requests(graph))
    _pair(graph).values(outputs, inputs={name: pl.col(name) for name in graph.inputs})


@pytest.mark.parametrize(("kind", "make"), [("pd.Series", pd.Series), ("pl.Series", pl.Series)])
@given(data=st.data())
@LAW
def test_functions_that_change_what_they_are_given_run_in_the_same_order(
    kind: str, make: Any, data: st.DataObject
) -> None:
    graph = data.draw(mutating_graphs(kind))
    pair = _pair(graph)
    outputs, _ = data.draw(requests(graph))
    expected = pair.theirs.execute(outputs, inputs=_columns(graph, make))
    found = pair.ours.execute(outputs, inputs=_columns(graph, make))
    assert_same(found, expected)
