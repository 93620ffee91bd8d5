"""Every scalar of a function of one row: as a parameter and as a result, in batch and live."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.errors import InputTypeError, ResultTypeError
from hamiltonish.testing import (
    assert_batch_equals_live,
    assert_engines_agree,
    assert_row_local,
    strategies,
)
from tests.modules import module_of

pytestmark = pytest.mark.filterwarnings("ignore::hamiltonish.errors.RowByRowWarning")

quick = settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)


class Cabin(enum.Enum):
    FIRST = "F"
    ECONOMY = "Y"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Color(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


class Rate(enum.Enum):
    HALF = Decimal("0.50")
    FULL = Decimal("1.00")


class Term(enum.Enum):
    SPRING = date(2024, 2, 29)
    AUTUMN = date(2024, 9, 1)


LIFTED: list[Any] = [
    bool,
    int,
    float,
    str,
    date,
    datetime,
    timedelta,
    Literal["a", "b"],
    Literal[1],
]
BY_ROW: list[Any] = [Decimal, Cabin, Level, Color, Rate, Term]
SCALARS = [*LIFTED, *BY_ROW]
NOT_IN_DUCKDB = [timedelta]

MODULE = """
def same(x):
    return x

def same_by_row(x):
    try:
        return x
    finally:
        pass

def known(x):
    return x is not None
"""


def driver_for(scalar: Any, *, admits_none: bool, source: str = MODULE) -> hm.Driver:
    """Make a driver of functions that take and give a scalar."""
    module = module_of(source)
    annotation = scalar | None if admits_none else scalar
    for name, function in inspect.getmembers(module, inspect.isfunction):
        returns = bool if name == "known" else annotation
        function.__annotations__ = {"x": annotation, "return": returns}
    return hm.Driver(module)


def cells_of(result: Any, name: str) -> list[Any]:
    if isinstance(result, pd.DataFrame):
        series = result[name].astype(object)
        found = series.where(result[name].notna(), None).tolist()
        found = [one.to_pydatetime() if isinstance(one, pd.Timestamp) else one for one in found]
        return [one.to_pytimedelta() if isinstance(one, pd.Timedelta) else one for one in found]
    return list(pl.DataFrame(result)[name])


def without_nan(cells: list[Any]) -> list[Any]:
    return ["nan" if isinstance(cell, float) and cell != cell else cell for cell in cells]


@pytest.mark.parametrize("admits_none", [False, True], ids=["strict", "or None"])
@pytest.mark.parametrize("library", ["polars", "pandas", "pyarrow"])
@pytest.mark.parametrize("scalar", SCALARS, ids=str)
def test_a_scalar_goes_through_a_column_unchanged_and_is_the_same_for_a_record(
    scalar: Any, library: str, admits_none: bool
) -> None:
    driver = driver_for(scalar, admits_none=admits_none)

    @quick
    @given(strategies.frames(driver, ["same", "same_by_row", "known"], library=library))
    def holds(frame: Any) -> None:
        result = driver.execute(["x", "same", "same_by_row", "known"], inputs=frame)
        expected = cells_of(result, "x")
        assert without_nan(cells_of(result, "same")) == without_nan(expected)
        assert without_nan(cells_of(result, "same_by_row")) == without_nan(expected)
        null = False if admits_none else None
        assert cells_of(result, "known") == [null if c is None else True for c in expected]
        assert_batch_equals_live(driver, ["same", "same_by_row"], frame)
        assert_row_local(driver, ["same", "same_by_row"], frame)

    holds()


@pytest.mark.parametrize("scalar", [one for one in LIFTED if one not in NOT_IN_DUCKDB], ids=str)
def test_engines_agree_of_what_is_lifted(scalar: Any) -> None:
    driver = driver_for(scalar, admits_none=True)
    engines = ["polars", "polars-lazy", "pandas", "pyarrow", "duckdb"]

    @settings(quick, max_examples=4)
    @given(strategies.frames(driver, "same", library="polars", edges=False))
    def holds(frame: pl.DataFrame) -> None:
        assert_engines_agree(driver, ["same", "known"], frame, engines=engines)

    holds()


@pytest.mark.parametrize("library", ["polars", "pandas", "pyarrow"])
@pytest.mark.parametrize("scalar", SCALARS, ids=str)
def test_the_dtype_of_a_result_is_the_same_without_rows_with_one_and_with_nulls(
    scalar: Any, library: str
) -> None:
    driver = driver_for(scalar, admits_none=True)
    dtypes: dict[str, set[str]] = {"same": set(), "same_by_row": set()}

    @quick
    @given(st.data())
    def look(data: st.DataObject) -> None:
        rows = data.draw(st.sampled_from([(0, 0), (1, 1), (2, 5)]))
        frames = strategies.frames(driver, list(dtypes), library=library, rows=rows)
        result = driver.execute(list(dtypes), inputs=data.draw(frames))
        for name, found in dtypes.items():
            dtype = result.schema.field(name).type if library == "pyarrow" else result[name].dtype
            text = str(dtype).lower()
            found.add("decimal" if text.startswith("decimal") else text)  # of whatever scale

    look()
    assert all(len(found) <= 1 for found in dtypes.values()), dtypes


# -- enums and literals --------------------------------------------------------------------------


def fare(cabin: Cabin, miles: float) -> float:
    assert isinstance(cabin, Cabin)
    return miles * (2 if cabin is Cabin.FIRST else 1)


def cabin_of(miles: float) -> Cabin:
    return Cabin.FIRST if miles > 500 else Cabin.ECONOMY


def is_first(cabin_of: Cabin) -> bool:
    return cabin_of is Cabin.FIRST


KINDS: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_has_the_values_of_an_enum_and_functions_have_its_members(kind: str) -> None:
    frame = pl.DataFrame({"cabin": ["F", "Y", None, "Z"], "miles": [1.0, 600.0, 1.0, 700.0]})
    driver = hm.Driver(fare, cabin_of, is_first)
    outputs = ["fare", "cabin_of", "is_first"]
    result = driver.execute(outputs, inputs=KINDS[kind](frame))
    result = result.collect() if isinstance(result, pl.LazyFrame) else result
    assert cells_of(result, "fare") == [2.0, 600.0, None, None]  # no cabin has the value "Z"
    assert cells_of(result, "cabin_of") == ["Y", "F", "Y", "F"]
    assert cells_of(result, "is_first") == [False, True, False, True]
    run = driver.run("fare", inputs=KINDS[kind](frame))
    assert run.report.raised == {"fare": 1}


def test_a_record_has_members_all_the_way() -> None:
    live = hm.Driver(fare, cabin_of, is_first).compile(["fare", "cabin_of", "is_first"])
    assert live(cabin=Cabin.FIRST, miles=600.0) == {
        "fare": 1200.0,
        "cabin_of": Cabin.FIRST,
        "is_first": True,
    }
    assert live(cabin=None, miles=600.0)["fare"] is None


def test_a_column_that_cannot_hold_the_values_of_an_enum_is_refused_before_it_runs() -> None:
    frame = pl.DataFrame({"cabin": [1, 2], "miles": [1.0, 2.0]})
    with pytest.raises(InputTypeError, match=r"The column `cabin` is `Int64` where `.*Cabin`"):
        hm.Driver(fare).plan("fare", inputs=frame)


def test_integers_of_pandas_beside_nulls_are_members_of_an_enum_of_integers() -> None:
    def doubled(level: Level | None) -> Level | None:
        return None if level is None else Level(level)

    result = hm.Driver(doubled).execute("doubled", inputs=pd.DataFrame({"level": [1.0, None, 2.0]}))
    assert result["doubled"].tolist() == [1, pd.NA, 2]
    assert result["doubled"].dtype == "Int64"


# -- what a column cannot hold -------------------------------------------------------------------


def squared(n: int) -> int:
    try:
        return n**2
    finally:
        pass


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_raises_whose_integer_no_column_can_hold(kind: str) -> None:
    frame = KINDS[kind](pl.DataFrame({"n": [3, 2**40, None, -(2**31)]}))
    run = hm.Driver(squared).run("squared", inputs=frame, to="polars")
    assert run.frame["squared"].to_list() == [9, None, None, 2**62]
    assert run.report.raised == {"squared": 1}
    with pytest.raises(OverflowError, match=f"a column of int cannot hold {2**80}") as caught:
        hm.Driver(squared, rows="raise").execute("squared", inputs=frame)
    assert "row 1 of" in caught.value.__notes__[0]


def test_cells_of_several_types_are_refused_where_a_column_has_one() -> None:
    def either(n: int) -> int | str:
        return n if n > 1 else str(n)

    frame = pl.DataFrame({"n": [1, 2]})
    for given_ in (frame, frame.to_arrow()):
        with pytest.raises(
            ResultTypeError, match=r"`int, str` where it says `int \| str`.\nHint: give one"
        ):
            hm.Driver(either).execute("either", inputs=given_)
    found = hm.Driver(either).execute("either", inputs=frame.to_pandas())["either"]
    assert found.tolist() == ["1", 2]
