"""Functions that change their arguments in place: whole frames, every source, both libraries."""

from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from pandas.testing import assert_frame_equal as assert_pandas_equal
from polars.testing import assert_frame_equal as assert_polars_equal

import hamiltonish as hm
from hamiltonish.modifiers import extract_columns


def pandas_spoiler(orders: pd.DataFrame) -> pd.DataFrame:
    orders["more"] = orders["price"] + 1
    orders.loc[:, "price"] = 0
    orders.index.name = "changed"
    orders.columns.name = "changed"
    orders.attrs["changed"] = True
    orders.drop(columns="tax", inplace=True)
    orders.rename(columns={"price": "cost"}, inplace=True)
    return orders


def polars_spoiler(orders: pl.DataFrame) -> pl.DataFrame:
    orders.insert_column(0, (orders["price"] + 1).alias("more"))
    orders[0, "price"] = 0
    orders.drop_in_place("tax")
    orders.columns = ["more", "cost"]
    orders.extend(orders.clone())
    return orders


TABLE = {"price": [1, 2], "tax": [3, 4]}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # inplace=, and its like
@pytest.mark.parametrize(
    ("make", "spoiler", "equal"),
    [
        (pd.DataFrame, pandas_spoiler, assert_pandas_equal),
        (pl.DataFrame, polars_spoiler, assert_polars_equal),
    ],
    ids=["pandas", "polars"],
)
@pytest.mark.parametrize("source", ["input", "override", "config", "computed"])
def test_a_frame_that_is_changed_in_place_stays_as_it_was_for_all_others(
    make: Any, spoiler: Any, equal: Any, source: str
) -> None:
    @extract_columns("price", "tax")
    def orders() -> make:
        return make(TABLE)

    def again(orders: make) -> make:
        return orders

    def price_of(orders: make) -> list[int]:
        return orders["price"].to_list()

    def price_alone(price: Any) -> list[int]:
        return price.to_list()

    frame, fresh = make(TABLE), make(TABLE)
    given: dict[str, Any] = {}
    sources: list[Any] = [spoiler, again, price_of]
    if source in ("computed", "override"):
        sources += [orders, price_alone]
    if source == "config":
        driver = hm.Driver(*sources, config={"orders": frame})
    else:
        driver = hm.Driver(*sources)
        if source != "computed":
            given = {f"{source}s": {"orders": frame}}
    outputs = [spoiler, again, price_of, *sources[3:]]
    for order in (outputs, outputs[::-1]):
        for _ in range(2):
            values = driver.values(order, **given)
            assert values["price_of"] == [1, 2]
            assert values.get("price_alone", [1, 2]) == [1, 2]
            equal(values["again"], fresh)
            if "orders" in values:
                equal(values["orders"], fresh)
            assert list(values[spoiler.__name__].columns) in (["cost", "more"], ["more", "cost"])
            equal(frame, fresh)
            equal(driver.execute(spoiler, **given), values[spoiler.__name__])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_series_loses_rows_and_its_name_for_its_reader_alone() -> None:
    def first(spend: pd.Series) -> int:
        spend.drop(spend.index[0], inplace=True)
        spend.name = "changed"
        return len(spend)

    def second(spend: pd.Series) -> str:
        return f"{spend.name}, {len(spend)} rows"

    spend = pd.Series([1, 2, 3], name="spend")
    driver = hm.Driver(first, second)
    for outputs in ([first, second], [second, first]):
        values = driver.values(outputs, inputs={"spend": spend})
        assert values == {"first": 2, "second": "spend, 3 rows"}
    assert len(spend) == 3


def test_a_series_grows_for_its_reader_alone() -> None:
    def first(spend: pl.Series) -> int:
        spend.append(pl.Series([4])).extend(pl.Series([5]))
        spend.sort(descending=True, in_place=True)
        return spend[0]

    def second(spend: pl.Series) -> list[int]:
        return spend.to_list()

    frame = pl.DataFrame({"spend": [1, 2, 3]})
    for inputs in (frame, frame.lazy(), {"spend": frame["spend"]}):
        values = hm.Driver(first, second).values([first, second], inputs=inputs)
        assert values == {"first": 5, "second": [1, 2, 3]}
    assert frame["spend"].to_list() == [1, 2, 3]


def test_what_is_inside_of_narwhals_is_shared_no_more_than_what_is_not() -> None:
    def first(spend: nw.Series) -> int:
        native = spend.to_native()
        if isinstance(native, pd.Series):
            native.iloc[0] = 9
        else:
            native[0] = 9
        return native.sum()

    def second(spend: nw.Series) -> list[int]:
        return spend.to_list()

    driver = hm.Driver(first, second)
    for series in (pd.Series([1, 2]), pl.Series([1, 2])):
        for given in (series, nw.from_native(series, series_only=True)):
            values = driver.values([first, second], inputs={"spend": given})
            assert values == {"first": 11, "second": [1, 2]}
            assert series.to_list() == [1, 2]


def test_a_series_that_is_a_default_stays_what_it_is() -> None:
    weights = pd.Series([1, 2])

    def weighted(spend: pd.Series, weights: pd.Series = weights) -> pd.Series:
        weights *= spend
        return weights

    driver = hm.Driver(weighted)
    for _ in range(2):
        got = driver.values(weighted, inputs={"spend": pd.Series([3, 4])})["weighted"]
        assert got.to_list() == [3, 8]
    assert weights.to_list() == [1, 2]


def test_a_series_where_none_is_needed_may_be_none() -> None:
    def total(spend: pd.Series | None = None, tax: pd.Series | None = None) -> int:
        return sum(int(series.sum()) for series in (spend, tax) if series is not None)

    driver = hm.Driver(total)
    assert driver.values(total) == {"total": 0}
    assert driver.values(total, inputs={"spend": pd.Series([1]), "tax": None}) == {"total": 1}


@pytest.mark.parametrize("kind", [pd.Series, pl.Series], ids=["pandas", "polars"])
def test_a_series_that_one_function_makes_and_one_reads_is_handed_over_as_it_is(kind: Any) -> None:
    seen: dict[str, Any] = {}

    def made(spend: kind) -> kind:
        seen["given"] = spend
        seen["made"] = spend * 2
        return seen["made"]

    def read(made: kind) -> kind:
        seen["read"] = made
        return made + 1

    def also(made: kind) -> int:
        seen["also"] = made
        return 0

    spend = kind([1, 2])
    driver = hm.Driver(made, read, also)
    driver.execute(read, inputs={"spend": spend})
    assert seen["read"] is seen["made"]
    assert seen["given"] is not spend
    driver.execute([read, also], inputs={"spend": spend})
    assert seen["read"] is not seen["made"]
    assert seen["also"] is not seen["made"]
    driver.execute([made, read], inputs={"spend": spend})
    assert seen["read"] is not seen["made"]


def test_other_values_are_handed_over_as_they_are() -> None:
    def first(names: list[str]) -> int:
        names.append("changed")
        return len(names)

    names = ["a"]
    assert hm.Driver(first).values(first, inputs={"names": names}) == {"first": 2}
    assert names == ["a", "changed"]


def test_a_failing_function_is_told_of_as_ever() -> None:
    def halved(spend: pd.Series) -> pd.Series:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no") as caught:
        hm.Driver(halved).execute(halved, inputs={"spend": pd.Series([1, 2])})
    assert caught.value.__notes__[0].startswith("while computing `halved`")
    assert "spend: pandas Series, 2 rows of int64" in caught.value.__notes__[0]
