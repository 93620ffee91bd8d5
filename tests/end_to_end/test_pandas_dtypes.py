"""pandas from end to end: each dtype comes out as it went in, and odd frames are no trouble."""

import datetime
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

import hamiltonish as hm
from hamiltonish.modifiers import extract_columns

COLUMNS = {
    "Int64": pd.array([1, None, 3], dtype="Int64"),
    "Float64": pd.array([1.5, None, 2], dtype="Float64"),
    "boolean": pd.array([True, None, False], dtype="boolean"),
    "string": pd.array(["a", None, "c"], dtype="string"),
    "int64[pyarrow]": pd.array([1, None, 3], dtype="int64[pyarrow]"),
    "string[pyarrow]": pd.array(["a", None, "c"], dtype="string[pyarrow]"),
    "timestamp[us][pyarrow]": pd.array(
        [datetime.datetime(2021, 1, 1), None, None], dtype="timestamp[us][pyarrow]"
    ),
    "category": pd.Categorical(["a", "b", None], categories=["b", "a", "z"], ordered=True),
    "datetime, zone": pd.date_range("2021-01-01", periods=3, tz="Europe/Berlin"),
    "datetime, seconds": pd.date_range("2021-01-01", periods=3).as_unit("s"),
    "timedelta": pd.to_timedelta([1, 2, 3], unit="s"),
    "period": pd.period_range("2021-01", periods=3, freq="M"),
    "interval": pd.interval_range(0, 3),
    "sparse": pd.arrays.SparseArray([0, 0, 1]),
    "object": np.array([[1], {"a": 1}, None], dtype=object),
    "int8": np.array([1, 2, 3], dtype="int8"),
    "float32": np.array([1, 2, np.nan], dtype="float32"),
    "complex": np.array([1j, 2, 3]),
}


@pytest.fixture(params=[0, 1, 3], ids="{} rows".format)
def rows(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(params=COLUMNS)
def column(request: pytest.FixtureRequest, rows: int) -> pd.Series:
    index = pd.Index(list("abc"), name="key")
    return pd.Series(COLUMNS[request.param], index=index, name="x").iloc[:rows]


def same(x: pd.Series) -> pd.Series:
    return x


def moved(x: pd.Series) -> pd.Series:
    return x.iloc[::-1].set_axis(x.index)


def first_row(x: pd.Series) -> object:
    return x.iloc[0] if len(x) else None


def lazily(x: nw.Expr) -> nw.Expr:
    return x


@extract_columns("x")
def table(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(y=1)


OUTPUTS = ["x", "same", "moved"]


def _expected(column: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"x": column, "same": column, "moved": moved(column)}, index=column.index)


def test_every_dtype_goes_through_a_driver(column: pd.Series) -> None:
    driver, expected = hm.Driver(same, moved), _expected(column)
    assert expected["x"].dtype == column.dtype
    for inputs in (column.to_frame(), {"x": column}):
        assert_frame_equal(driver.execute(OUTPUTS, inputs=inputs), expected)
        values = driver.values(OUTPUTS, inputs=inputs)
        assert {name: value.dtype for name, value in values.items()} == dict(expected.dtypes)


def test_every_dtype_goes_through_an_extracted_column(column: pd.Series) -> None:
    got = hm.Driver(table, same, moved).execute(OUTPUTS, inputs={"raw": column.to_frame()})
    assert_frame_equal(got, _expected(column))


def test_every_dtype_may_be_an_override_and_a_config_value(column: pd.Series) -> None:
    expected = _expected(column)[["same", "moved"]]
    got = hm.Driver(same, moved).execute(
        ["same", "moved"], inputs={"x": column}, overrides={"same": column}
    )
    assert_frame_equal(got, expected)
    got = hm.Driver(same, moved, config={"x": column}).execute(["same", "moved"])
    assert_frame_equal(got, expected)


def test_every_dtype_goes_through_a_layer(column: pd.Series) -> None:
    if column.dtype == "object":
        pytest.skip("narwhals cannot tell what objects are")
    got = hm.Driver(lazily, moved).execute(["lazily", "moved"], inputs=column.to_frame())
    assert_series_equal(got["lazily"], column, check_names=False)
    assert_series_equal(got["moved"], moved(column), check_names=False)


def test_values_are_broadcast_as_pandas_does_it(column: pd.Series) -> None:
    value = first_row(column)
    if isinstance(value, (list, dict)):
        pytest.skip("not a plain value")
    got = hm.Driver(same, first_row).execute(["first_row", "same"], inputs={"x": column})
    expected = pd.DataFrame({"first_row": value, "same": column}, index=column.index)
    assert_frame_equal(got, expected)


def pair(a: pd.Series, b: pd.Series) -> pd.Series:
    return a + b


def test_columns_whose_names_are_no_texts_are_left_alone() -> None:
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=[0, "a", "b", ("a", "b")])
    assert hm.Driver(pair).execute("pair", inputs=frame)["pair"].tolist() == [5]
    columns = pd.MultiIndex.from_tuples([("a", "x"), ("b", "y")])

    def whole(raw: pd.DataFrame) -> pd.DataFrame:
        return raw

    frame = pd.DataFrame([[1, 2]], columns=columns)
    assert_frame_equal(hm.Driver(whole).execute("whole", inputs={"raw": frame}), frame)


def test_a_column_that_is_there_twice_is_refused_if_it_is_read() -> None:
    twice = pd.DataFrame([[1, 2, 3]], columns=["a", "a", "b"])

    def alone(b: pd.Series) -> pd.Series:
        return b

    assert hm.Driver(alone, pair).execute("alone", inputs=twice)["alone"].tolist() == [3]
    with pytest.raises(hm.RequestError, match="^The column `a` is in `inputs` several times"):
        hm.Driver(pair).execute("pair", inputs=twice)

    @extract_columns("a", "b")
    def made(raw: pd.DataFrame) -> pd.DataFrame:
        return raw

    with pytest.raises(hm.RequestError, match="^The column `a` is in `made` several times"):
        hm.Driver(made, pair).execute("pair", inputs={"raw": twice})


def test_attrs_reach_functions_and_end_there() -> None:
    seen: list[Any] = []

    def read(a: pd.Series) -> pd.Series:
        seen.append(dict(a.attrs))
        a.attrs["changed"] = True
        return a

    frame = pd.DataFrame({"a": [1]})
    frame.attrs["source"] = "here"
    assert hm.Driver(read).execute("read", inputs=frame).attrs == {}
    assert seen == [{"source": "here"}]
    assert frame.attrs == {"source": "here"}


def test_equal_indexes_of_two_kinds_make_one_frame() -> None:
    a = pd.Series([1, 2], index=pd.RangeIndex(2, name="key"))
    for index in (pd.Index([0, 1]), pd.Index([0.0, 1.0]), pd.Index([0, 1], dtype=object)):
        b = pd.Series([10, 20], index=index)
        got = hm.Driver(pair).execute(["a", "b", "pair"], inputs={"a": a, "b": b})
        assert_frame_equal(
            got, pd.DataFrame({"a": a, "b": b.values, "pair": [11, 22]}, index=a.index)
        )


def test_repeated_labels_are_no_trouble_if_they_are_the_same() -> None:
    a, b = (pd.Series([1, 2, 3], index=["x", "x", "y"]) for _ in range(2))
    got = hm.Driver(pair).execute(["pair", "a", "b"], inputs={"a": a, "b": b})
    assert got.index.tolist() == ["x", "x", "y"]
    assert got["pair"].tolist() == [2, 4, 6]


def test_the_result_can_be_changed_without_a_change_to_what_went_in() -> None:
    a = pd.Series([1, 2])
    frame = pd.DataFrame({"a": a})
    for inputs in ({"a": a}, frame):
        got = hm.Driver(same).execute("a", inputs=inputs)
        got.loc[0, "a"] = 9
        got.index.name = "changed"
        assert a.tolist() == frame["a"].tolist() == [1, 2]
        assert a.index.name is None
        assert frame.index.name is None
