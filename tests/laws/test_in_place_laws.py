"""Laws of ownership: what a function changes in place is seen by nobody but itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal as assert_pandas_equal
from polars.testing import assert_series_equal as assert_polars_equal

import hamiltonish as hm
from tests.strategies import PRIME, RandomGraph, mutating_graphs


def _copy(series: Any) -> Any:
    return series.copy(deep=True) if isinstance(series, pd.Series) else series.clone()


def _by_hand(random: RandomGraph, given: Mapping[str, Any]) -> dict[str, Any]:
    """Call every function that is not given, each with copies of its own."""
    known = {name: _copy(series) for name, series in given.items()}
    for name, needed in random.parameters.items():
        if name not in known:
            arguments = [_copy(known[p]) for p in needed]
            known[name] = _copy(getattr(random.module, name)(*arguments))
    return known


def _series(kind: str, values: list[int]) -> Any:
    return pd.Series(values, dtype="int64") if kind == "pd.Series" else pl.Series(values)


def _check_equal(kind: str, got: Any, expected: Any) -> None:
    if kind == "pd.Series":
        assert_pandas_equal(got, expected)
        assert got.attrs == expected.attrs
    else:
        assert_polars_equal(got, expected)


KINDS = pytest.mark.parametrize("kind", ["pd.Series", "pl.Series"])


@pytest.fixture(
    params=[False, True] if pd.__version__ < "3" else [None], autouse=True, scope="module"
)
def copy_on_write(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run all with pandas 2 as it is and with its copy-on-write; pandas 3 has no choice."""
    if request.param is None:
        yield
    else:
        with pd.option_context("mode.copy_on_write", request.param):
            yield


@KINDS
@given(st.data())
def test_functions_that_change_arguments_in_place_agree_with_copies_by_hand(
    kind: str, data: st.DataObject
) -> None:
    random = data.draw(mutating_graphs(kind))
    rows = data.draw(st.integers(1, 4))
    cells = st.lists(st.integers(0, PRIME - 1), min_size=rows, max_size=rows)
    given = {name: _series(kind, data.draw(cells, label=name)) for name in random.inputs}
    if data.draw(st.booleans(), label="one object under all names"):
        given = dict.fromkeys(given, next(iter(given.values())))
    names = st.sampled_from(random.functions)
    overrides = {
        name: _series(kind, data.draw(cells, label=name))
        for name in data.draw(st.lists(names, max_size=2, unique=True), label="overrides")
    }
    in_config = data.draw(st.sets(st.sampled_from(sorted(given))), label="config")
    outputs = data.draw(st.lists(names, min_size=1, unique=True), label="outputs")
    everything = {**given, **overrides}
    before = {name: _copy(series) for name, series in everything.items()}
    expected = _by_hand(random, everything)

    driver = hm.Driver(random.module, config={name: given[name] for name in in_config})
    inputs = {name: series for name, series in given.items() if name not in in_config}
    needed = random.upstream(outputs, without=overrides)
    inputs = {name: series for name, series in inputs.items() if name in needed}
    for _ in range(2):
        values = driver.values(outputs, inputs=inputs, overrides=overrides)
        for name in outputs:
            _check_equal(kind, values[name], expected[name])
        frame = driver.execute(outputs, inputs=inputs, overrides=overrides)
        assert [list(frame[name]) for name in outputs] == [list(expected[n]) for n in outputs]
        for name, series in everything.items():
            _check_equal(kind, series, before[name])


@KINDS
@given(st.data())
def test_columns_of_a_frame_are_changed_in_place_by_their_reader_alone(
    kind: str, data: st.DataObject
) -> None:
    random = data.draw(mutating_graphs(kind))
    rows = data.draw(st.integers(1, 4))
    cells = st.lists(st.integers(0, PRIME - 1), min_size=rows, max_size=rows)
    columns = {name: data.draw(cells, label=name) for name in random.inputs}
    make: Callable[..., Any] = pd.DataFrame if kind == "pd.Series" else pl.DataFrame
    frame, before = make(columns), make(columns)
    outputs = data.draw(
        st.lists(st.sampled_from((*random.functions, *random.inputs)), min_size=1, unique=True)
    )
    expected = _by_hand(random, {name: before[name] for name in random.inputs})
    driver = hm.Driver(random.module)
    got = driver.execute(outputs, inputs=frame)
    if kind == "pl.Series":
        lazy = driver.execute(outputs, inputs=frame.lazy())
        assert lazy.lazy().collect().equals(got)
    assert [list(got[name]) for name in outputs] == [list(expected[n]) for n in outputs]
    assert frame.equals(before)
    assert list(frame.columns) == list(before.columns)
    if kind == "pd.Series":
        assert frame.index.name is None
        assert frame.attrs == {}
