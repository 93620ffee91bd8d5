"""Checks of portable columns: every engine finds the same rows at fault, in one query."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.modifiers import check_output
from tests.engines.conftest import Maker
from tests.engines.gaps import QUERIES

pytestmark = [
    pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning"),
]

DATA = pl.DataFrame(
    {
        "x": [0.5, None, -3.0, 9.0, 1.0, 0.5],
        "s": ["a", "bb", None, "ccc", "a", "d"],
        "i": [1, 2, 2, None, 5, 5],
    }
)


@check_output(range=(0, 5), values_in=[0.5, 1.0, -3.0], allow_nulls=False)
@check_output(max_fraction_nulls=0.1, data_type=str, mean_in_range=(0, 1))
@check_output(predicate=lambda doubled: doubled < 10, name="below ten")
@check_output(standard_dev_in_range=(0, 1), rows=(10, None))
def same(x: nw.Expr) -> nw.Expr:
    return x * 1.0


@check_output(matches="[a-d]", length=(1, 2), values_in=["a", "bb", "d"], data_type=str)
def text(s: nw.Expr) -> nw.Expr:
    return s


@check_output(unique=True, data_type=float, rows=6)
def number(i: nw.Expr) -> nw.Expr:
    return i * 1.0


@check_output(range=(-3, 9), max_fraction_nulls=0.5, mean_in_range=(1.6, 1.7))
@check_output(standard_dev_in_range=(4, 5), rows=6, data_type=float, max_fraction_nans=0.5)
def good(x: nw.Expr) -> nw.Expr:
    return x * 1.0


FAILING: set[tuple[str, str, int | None]] = {
    ("same", "rows(10, …)", None),
    ("same", "range(0, 5)", 2),
    ("same", "values_in(0.5, 1.0, -3.0)", 1),
    ("same", "no nulls", 1),
    ("same", "max_fraction_nulls(0.1)", 1),
    ("same", "data_type(str)", None),
    ("same", "mean_in_range(0, 1)", None),
    ("same", "standard_dev_in_range(0, 1)", None),
    ("text", "matches('[a-d]')", 2),
    ("text", "length(1, 2)", 1),
    ("text", "values_in('a', 'bb', 'd')", 1),
    ("number", "unique", 2),
}


def test_every_engine_finds_the_same_checks_and_rows_at_fault(make: Maker, engine: str) -> None:
    found: list[Any] = []
    for name in ("same", "text", "number"):
        with pytest.raises(hm.CheckError) as caught:
            hm.Driver(same, text, number).execute(name, inputs=make(DATA))
        found += caught.value.failures
    if engine == "pandas":  # a comparison with what is missing is false, where NumPy holds it
        found = [one for one in found if one.check != "below ten"]
    assert {(one.node, one.check, one.failing) for one in found} == FAILING


def test_every_engine_shows_values_and_those_with_an_order_the_rows(
    make: Maker, engine: str
) -> None:
    with pytest.raises(hm.CheckError) as caught:
        hm.Driver(text).execute("text", inputs=make(DATA))
    examples = {one.check: one.examples for one in caught.value.failures}
    has_rows = engine not in QUERIES or engine.startswith("Polars")
    rows = (1, 3) if has_rows else (None, None)
    assert set(examples["matches('[a-d]')"]) == {(rows[0], "'bb'"), (rows[1], "'ccc'")}
    assert examples["values_in('a', 'bb', 'd')"] == ((rows[1], "'ccc'"),)


def test_what_holds_passes_on_every_engine_and_changes_nothing(make: Maker) -> None:
    driver = hm.Driver(good)
    with_checks = driver.execute("good", inputs=make(DATA), to="polars")
    without = driver.replace(checks=False).execute("good", inputs=make(DATA), to="polars")
    assert sorted(with_checks["good"].to_list(), key=repr) == sorted(
        without["good"].to_list(), key=repr
    )


def test_without_rows_every_engine_passes_what_has_nothing_to_say(make: Maker) -> None:
    @check_output(range=(0, 1), unique=True, mean_in_range=(0, 1), standard_dev_in_range=(0, 1))
    @check_output(max_fraction_nulls=0, allow_nulls=False, predicate=lambda x: x > 100)
    def none(x: nw.Expr) -> nw.Expr:
        return x * 1.0

    hm.Driver(none).execute("none", inputs=make(DATA.clear()))
