"""Result builders: both libraries make the same of the same values, or refuse them alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.compat.twins import assert_same, both, ours, theirs

DAYS = pd.date_range("2024-01-01", periods=3)
A = pd.Series([1, 2, 3])

VALUES: dict[str, dict[str, Any]] = {
    "series": {"a": A, "b": A * 2.0},
    "series and scalars": {"a": A, "n": 3, "text": "x", "none": None},
    "scalars": {"n": 3, "text": "x", "none": None},
    "one scalar": {"n": 3},
    "one series": {"a": A},
    "one list": {"a": [1, 2]},
    "one frame": {"table": pd.DataFrame({"x": [1, 2]})},
    "a frame and a series": {"a": A, "table": pd.DataFrame({"x": [1, 2, 3], "y": [4, 5, 6]})},
    "two frames": {"t": pd.DataFrame({"x": [1]}), "u": pd.DataFrame({"x": [2]})},
    "a frame and its column's name": {
        "t": pd.DataFrame({"x": [1, 2, 3]}),
        "t.x": A,
    },
    "other indexes": {"a": A, "b": pd.Series([5, 6], index=[2, 7])},
    "time and numbers": {"a": A, "b": pd.Series([1, 2, 3], index=DAYS)},
    "two kinds of time": {
        "a": pd.Series([1, 2, 3], index=DAYS),
        "b": pd.Series([1, 2, 3], index=DAYS.to_period("D")),
    },
    "an index": {"a": pd.Index([1, 2, 3])},
    "an index and a series": {"a": pd.Index([1, 2, 3]), "b": A},
    "arrays and lists": {"a": np.array([1, 2]), "b": [3, 4], "n": 5},
    "arrays of other lengths": {"a": np.array([1, 2]), "b": [3, 4, 5]},
    "dicts": {"a": {"x": 1}, "b": {"x": 2}},
    "nothing": {},
}

MATRIX = pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")

BUILDERS = (
    "DictResult",
    "PandasDataFrameResult",
    "StrictIndexTypePandasDataFrameResult",
    "NumpyMatrixResult",
)


def _made(builder: Any, values: dict[str, Any]) -> Any:
    try:
        return builder.build_result(**values)
    except Exception as error:
        return error


def _compare(found: Any, expected: Any) -> None:
    if isinstance(expected, Exception):
        assert isinstance(found, Exception), f"{found!r} where the peer says: {expected}"
        assert isinstance(found, ValueError) or not isinstance(expected, ValueError)
    else:
        assert_same(found, expected)


@MATRIX
@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("builder", BUILDERS)
def test_a_result_is_made_as_by_the_peer(builder: str, name: str) -> None:
    own = getattr(ours("base"), builder)()
    other = getattr(theirs("base"), builder)()
    expected = _made(other, VALUES[name])
    if isinstance(expected, np.matrix) and not expected.size:
        expected = ValueError("stricter: the peer drops numbers that have no rows to go to")
    _compare(_made(own, VALUES[name]), expected)


indexes = st.sampled_from([pd.RangeIndex(3), pd.Index([2, 0, 1]), pd.Index(list("abc")), DAYS])
columns = st.builds(
    lambda values, index: pd.Series(values, index=index),
    st.lists(st.integers(0, 9), min_size=3, max_size=3),
    indexes,
)
results = st.dictionaries(
    st.sampled_from("abcd"),
    st.one_of(columns, st.integers(), st.text(max_size=3), columns.map(lambda s: s.to_frame("x"))),
    min_size=1,
)


@given(values=results)
@pytest.mark.filterwarnings("ignore:The values in the array are unorderable:RuntimeWarning")
def test_any_mixture_of_columns_frames_and_scalars_makes_the_same_frame(
    values: dict[str, Any],
) -> None:
    for builder in BUILDERS[1:3]:
        own = getattr(ours("base"), builder)()
        other = getattr(theirs("base"), builder)()
        _compare(_made(own, values), _made(other, values))


POLARS: dict[str, dict[str, Any]] = {
    "series": {"a": pl.Series([1, 2]), "b": pl.Series(["x", "y"])},
    "series and a scalar": {"a": pl.Series([1, 2]), "n": 3},
    "scalars": {"n": 3, "m": "x"},
    "one scalar": {"n": 3},
    "one list": {"n": [1, 2]},
    "one series": {"a": pl.Series([1, 2])},
    "one frame": {"t": pl.DataFrame({"x": [1]})},
    "one query": {"t": pl.LazyFrame({"x": [1]})},
    "series of other lengths": {"a": pl.Series([1, 2]), "b": pl.Series([1, 2, 3])},
}


@pytest.mark.parametrize("name", POLARS)
@pytest.mark.parametrize(
    ("plugin", "builder"),
    [
        ("plugins.h_polars", "PolarsDataFrameResult"),
        ("plugins.h_polars_lazyframe", "PolarsLazyFrameResult"),
    ],
)
def test_a_polars_result_is_made_as_by_the_peer(plugin: str, builder: str, name: str) -> None:
    own = getattr(ours(plugin), builder)()
    other = getattr(theirs(plugin), builder)()
    found, expected = _made(own, dict(POLARS[name])), _made(other, dict(POLARS[name]))
    if isinstance(expected, Exception):
        assert type(found) is type(expected)
    else:
        assert_same(found, expected)
    assert own.output_type() is other.output_type()


DOUBLED = "import pandas as pd\n\ndef doubled(a: pd.Series) -> pd.Series:\n    return a * 2\n"


@pytest.mark.parametrize(
    "adapter",
    [
        "base.DictResult()",
        "base.PandasDataFrameResult()",
        "base.StrictIndexTypePandasDataFrameResult()",
        "base.NumpyMatrixResult()",
        "base.SimplePythonDataFrameGraphAdapter()",
        "base.SimplePythonGraphAdapter(base.NumpyMatrixResult())",
        "base.SimplePythonGraphAdapter(result_builder=base.DictResult())",
        "base.SimplePythonGraphAdapter()",
        "base.DefaultAdapter()",
        "h_polars.PolarsDataFrameResult()",
    ],
)
@MATRIX
@pytest.mark.parametrize("by_builder", [True, False])
def test_each_adapter_gives_what_it_gives_in_the_peer(adapter: str, by_builder: bool) -> None:
    pair = both(DOUBLED, adapters=[adapter], pandas=not by_builder)
    pair.agree(["a", "doubled"], inputs={"a": A})


def test_a_projects_own_graph_adapter_computes_checks_and_builds() -> None:
    text = DOUBLED + (
        "\nfrom hamilton import base\n\n"
        "class Own(base.HamiltonGraphAdapter):\n"
        "    calls = []\n"
        "    @staticmethod\n"
        "    def check_input_type(node_type, input_value):\n"
        "        return isinstance(input_value, list)\n"
        "    @staticmethod\n"
        "    def check_node_type_equivalence(node_type, input_type):\n"
        "        return True\n"
        "    def execute_node(self, node, kwargs):\n"
        "        self.calls.append((node.name, sorted(kwargs), sorted(node.input_types)))\n"
        "        return node.callable(**kwargs)\n"
        "    @staticmethod\n"
        "    def build_result(**outputs):\n"
        "        return tuple(outputs.items())\n"
    )
    pair = both(text, adapters=["own.Own()"], pandas=True)
    assert pair.values(["doubled"], inputs={"a": [1]}) == (("doubled", [1, 1]),)
    first, second = pair.modules[0]
    assert second.Own.calls == first.Own.calls


def test_a_subclass_of_the_plain_adapter_is_asked_to_compute() -> None:
    text = DOUBLED + (
        "\nfrom hamilton import base\n\n"
        "class Own(base.SimplePythonGraphAdapter):\n"
        "    def execute_node(self, node, kwargs):\n"
        "        return super().execute_node(node, kwargs) + 1\n"
    )
    both(text, adapters=["own.Own()"]).values(["doubled"], inputs={"a": A})
