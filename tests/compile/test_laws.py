"""Laws of compiled functions, on random graphs: same values, fewest calls, same after pickling."""

from __future__ import annotations

import builtins
import inspect
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from tests.modules import module_of
from tests.strategies import PRIME, RandomGraph, pandas_graphs, requests, scalar_graphs


def _inputs(data: st.DataObject, graph: RandomGraph, function: Any) -> dict[str, int]:
    """Draw values of the parameters; those with a default are left out at times."""
    given_all = data.draw(st.booleans())
    return {
        name: data.draw(st.integers(0, PRIME - 1))
        for name, parameter in inspect.signature(function).parameters.items()
        if given_all or parameter.default is parameter.empty
    }


@given(scalar_graphs(), st.data())
def test_a_compiled_function_gives_what_a_run_gives(
    graph: RandomGraph, data: st.DataObject
) -> None:
    outputs, overrides = data.draw(requests(graph))
    driver = hm.Driver(graph.module)
    function = driver.compile(outputs, overrides=list(overrides))
    inputs = _inputs(data, graph, function)
    replaced = {name: inputs[name] for name in overrides if name in inputs}
    given_inputs = {name: value for name, value in inputs.items() if name not in overrides}
    expected = driver.values(
        outputs, inputs=given_inputs, overrides={**dict.fromkeys(overrides, 0), **replaced}
    )
    found = function(**inputs)
    assert found == (expected if len(outputs) > 1 else expected[outputs[0]])
    fixed = driver.compile(outputs, overrides=overrides)
    given_inputs = {n: v for n, v in inputs.items() if n in fixed.inputs}
    expected = driver.values(outputs, inputs=given_inputs, overrides=overrides)
    assert fixed(**given_inputs) == (expected if len(outputs) > 1 else expected[outputs[0]])


@given(scalar_graphs(), st.data())
def test_each_function_that_is_needed_runs_once_and_no_other(
    graph: RandomGraph, data: st.DataObject
) -> None:
    outputs, overrides = data.draw(requests(graph))
    function = hm.Driver(graph.module).compile(outputs, overrides=list(overrides))
    inputs = _inputs(data, graph, function)
    graph.module.calls.clear()
    function(**inputs)
    needed = graph.upstream(outputs, without=overrides) & set(graph.functions) - set(overrides)
    assert dict(graph.module.calls) == dict.fromkeys(needed, 1)


@given(scalar_graphs(), st.data())
def test_the_parameters_are_the_inputs_that_are_needed(
    graph: RandomGraph, data: st.DataObject
) -> None:
    outputs, overrides = data.draw(requests(graph))
    function = hm.Driver(graph.module).compile(outputs, overrides=list(overrides))
    needed = graph.upstream(outputs, without=overrides)
    expected = {name for name in needed if name not in graph.parameters or name in overrides}
    assert set(inspect.signature(function).parameters) == set(function.inputs) == expected


@given(scalar_graphs(), st.data())
def test_the_source_executes_alone(graph: RandomGraph, data: st.DataObject) -> None:
    outputs, _ = data.draw(requests(graph))
    function = hm.Driver(graph.module).compile(outputs)
    inputs = _inputs(data, graph, function)
    known = {
        name: value
        for name, value in function.__globals__.items()
        if name not in (function.__name__, "__builtins__") and not name.endswith("_with_none")
    }
    space = {"__builtins__": builtins, **known}
    exec(function.source, space)
    alone: Any = space[function.__name__]
    assert alone(None, **inputs) == function(**inputs)


@given(scalar_graphs(), st.data())
def test_none_in_a_record_spreads_as_null_does_in_a_column(
    graph: RandomGraph, data: st.DataObject
) -> None:
    outputs, _ = data.draw(requests(graph))
    function = hm.Driver(graph.module).compile(outputs, returns=dict)
    known = _inputs(data, graph, function)
    lost = data.draw(st.sets(st.sampled_from(sorted(function.inputs)))) & set(known)
    graph.module.calls.clear()
    found = function(**{name: None if name in lost else n for name, n in known.items()})
    called = dict(graph.module.calls)
    whole = function(**known)
    for name, value in found.items():
        assert value == (None if graph.upstream([name]) & lost else whole[name])
    needed = graph.upstream(outputs) & set(graph.functions)
    assert called == {n: 1 for n in needed if not graph.upstream([n]) & lost}


@given(scalar_graphs(), st.data())
def test_pickled_it_gives_the_same(graph: RandomGraph, data: st.DataObject) -> None:
    outputs, _ = data.draw(requests(graph))
    name = graph.module.__name__
    sys.modules[name] = graph.module
    try:
        function = hm.Driver(graph.module).compile(outputs)
        again = pickle.loads(pickle.dumps(function))
        inputs = _inputs(data, graph, function)
        assert again(**inputs) == function(**inputs)
        assert str(inspect.signature(again)) == str(inspect.signature(function))
        assert again.source == function.source
        assert again.__doc__ == function.__doc__
        assert pickle.loads(pickle.dumps(again))(**inputs) == function(**inputs)
    finally:
        del sys.modules[name]


@given(pandas_graphs(), st.data())
def test_functions_of_series_give_what_a_run_gives(graph: RandomGraph, data: st.DataObject) -> None:
    outputs = data.draw(st.lists(st.sampled_from(graph.functions), min_size=1, unique=True))
    driver = hm.Driver(graph.module)
    function = driver.compile(outputs, returns=dict)
    cells = st.lists(st.integers(0, PRIME - 1), min_size=3, max_size=3)
    inputs = {name: pd.Series(data.draw(cells)) for name in function.inputs}
    found, expected = function(**inputs), driver.values(outputs, inputs=inputs)
    assert list(found) == list(expected)
    for name, value in expected.items():
        if isinstance(value, pd.Series):
            pd.testing.assert_series_equal(found[name], value)
        else:
            assert found[name] == value


_CHECKED = """
import pandas as pd

from hamiltonish.modifiers import check_output

def ratio(spend: pd.Series, signups: pd.Series) -> pd.Series:
    return spend / signups

@check_output(range=(0, 100))
def mean(ratio: pd.Series) -> float:
    return float(ratio.mean())
"""


def test_series_copies_and_checks_pickle_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    module = module_of(_CHECKED, "ratios")
    monkeypatch.setitem(sys.modules, "ratios", module)
    again = pickle.loads(pickle.dumps(hm.Driver(module).compile("mean")))
    assert again(spend=pd.Series([4.0]), signups=pd.Series([2.0])) == 2.0
    with pytest.raises(hm.HamiltonishError, match="`mean` .* range"):
        again(spend=pd.Series([4.0]), signups=pd.Series([-2.0]))


_MODULE = """
from __future__ import annotations

def hours(minutes: float) -> float:
    return minutes / 60

def speed(distance: float, hours: float) -> float:
    return distance / hours

def weekly(speed: float, days: int = 7) -> float:
    return speed * days

def daily(speed: float, days: int = 1) -> float:
    return speed * days
"""

_OTHER = """
import pickle, sys
function = pickle.load(open("function.pickle", "rb"))
print(function(distance=7.0, minutes=60.0), function(distance=None, minutes=1.0))
try:
    function(distance=1.0, minutes=0.0)
except ZeroDivisionError as error:
    print(error.__notes__[0])
"""


def test_another_process_unpickles_and_calls_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trips_to_pickle.py").write_text(_MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    import trips_to_pickle  # type: ignore[import-not-found]

    function = hm.Driver(trips_to_pickle).compile(["weekly", "daily"])
    (tmp_path / "function.pickle").write_bytes(pickle.dumps(function))
    ran = subprocess.run(
        [sys.executable, "-c", _OTHER],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": f"{Path(hm.__file__).parent.parent}"},
    )
    assert ran.stdout.splitlines() == [
        "{'weekly': 49.0, 'daily': 7.0} {'weekly': None, 'daily': None}",
        "while computing `speed` (trips_to_pickle.py:7), needed for `weekly`, `daily`",
        "  distance: float 1.0",
        "  hours: float 0.0",
    ]
    del sys.modules["trips_to_pickle"]
