"""Cut: a node as a function of literals, wherever the graph is cut."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from examples.flights import features
from examples.marketing import features as marketing
from hamiltonish.errors import (
    MissingInputsError,
    RowsMismatchError,
    UnknownInputError,
    UnknownNodeError,
)
from hamiltonish.testing import Cut

FLIGHTS = hm.Driver(features)


def test_a_node_is_computed_from_whatever_is_given_above_it() -> None:
    rate = Cut(FLIGHTS, "carrier_late_rate")
    assert rate(arr_delay=[0, 20, 20], carrier=["UA", "UA", "AA"]) == [0.5, 0.5, 1.0]
    assert rate(is_late=[True, False], carrier=["UA", "UA"]) == [0.5, 0.5]
    assert rate(arr_delay=20, carrier="UA") == 1.0
    assert repr(rate) == "<Cut: carrier_late_rate>"


def test_the_graph_can_be_cut_at_several_nodes_of_several_depths() -> None:
    icy = Cut(FLIGHTS, features.is_icy)
    assert icy(temp=[20.0, 50.0], precip=[0.1, 0.1]) == [True, False]
    assert icy(temperature=[-1.0, 1.0], precip=[0.1, 0.1]) == [True, False]


def test_pandas_columns_and_values_go_together() -> None:
    driver = hm.Driver(marketing)
    assert Cut(driver, "spend_zero_mean")(spend=[1.0, 3.0]) == [-1.0, 1.0]
    assert Cut(driver, "spend_zero_mean")(spend=[1.0, 3.0], spend_mean=1.0) == [0.0, 2.0]
    assert Cut(driver, "spend_mean")(spend=[1.0, 3.0]) == 2.0


def test_frames_are_dicts_of_lists() -> None:
    def by_key(table: pl.LazyFrame) -> pl.LazyFrame:
        return table.group_by("k").agg(pl.col("x").sum()).sort("k")

    def rows(by_key: pl.DataFrame) -> int:
        return by_key.height

    driver = hm.Driver(by_key, rows)
    assert Cut(driver, by_key)(table={"k": ["a", "a"], "x": [1, 2]}) == {"k": ["a"], "x": [3]}
    assert Cut(driver, rows)(by_key={"k": ["a", "b"]}) == 2


def test_functions_of_one_row_take_a_record_or_columns() -> None:
    def is_late(delay: float | None) -> bool | None:
        return None if delay is None else delay > 15

    late = Cut(hm.Driver(is_late), is_late)
    assert late(delay=20.0) is True
    assert late(delay=[20.0, None]) == [True, None]


def test_what_is_not_above_the_node_is_refused() -> None:
    with pytest.raises(UnknownInputError, match=r"did you mean `arr_delay`"):
        Cut(FLIGHTS, "is_late")(ar_delay=[1])
    with pytest.raises(UnknownNodeError, match=r"did you mean `is_late`"):
        Cut(FLIGHTS, "is_lat")
    with pytest.raises(MissingInputsError, match="price"):

        def tax(price: pd.Series) -> pd.Series:
            return price

        Cut(hm.Driver(tax), tax)()


def test_columns_of_different_lengths_are_refused_before_the_library_does() -> None:
    with pytest.raises(RowsMismatchError, match=r"(?s)different lengths.*2 rows.*`carrier`: 1 row"):
        Cut(FLIGHTS, "carrier_late_rate")(arr_delay=[1, 2], carrier=["UA"])
