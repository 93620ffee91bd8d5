"""Statistics in a folder: read back as they were, refused when the code is another."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal as assert_pandas_equal

import hamiltonish as hm
from hamiltonish.errors import ChangedCodeError, NotStoredError
from hamiltonish.fitted import load
from hamiltonish.fitted.plain import from_plain, to_plain
from tests.modules import module_of

SOURCE = """
    import polars as pl
    LIMIT = 15

    def is_late(arr_delay: pl.Expr) -> pl.Expr:
        return arr_delay > LIMIT

    def rate(is_late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
        return is_late.mean().over(carrier)

    def rate_z(rate: pl.Expr, carrier: pl.Expr) -> pl.Expr:
        return rate - rate.mean().over(carrier)

    def beyond(carrier: pl.Expr, arr_mean: float) -> pl.Expr:
        return carrier.str.len_chars() + arr_mean

    def arr_mean(arr_delay: pl.Series) -> float:
        return arr_delay.mean()

    def carrier_name(carrier: pl.Expr) -> pl.Expr:
        return carrier.str.to_lowercase()
"""
TRAIN = pl.DataFrame({"arr_delay": [1.0, 20.0, 30.0], "carrier": ["AA", "UA", "AA"]})
OUTPUTS = ["rate", "rate_z", "beyond", "carrier_name"]


def driver_of(source: str) -> hm.Driver:
    return hm.Driver(module_of(source))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    driver_of(SOURCE).freeze(TRAIN, OUTPUTS).save(tmp_path / "fitted")
    return tmp_path / "fitted"


def test_what_is_read_back_gives_the_same(folder: Path) -> None:
    driver = driver_of(SOURCE)
    again = load(folder, driver)
    assert again.execute(TRAIN).equals(driver.execute(OUTPUTS, inputs=TRAIN))


def test_the_folder_tells_people_what_is_fixed(folder: Path) -> None:
    told = json.loads((folder / "fitted.json").read_text(encoding="utf-8"))
    assert told["outputs"] == OUTPUTS
    assert told["fixed"]["rate"]["because"] == "mean over carrier"
    assert told["statistics"]["arr_mean"] == {"is": "value", "value": 17.0}
    assert told["statistics"]["rate_z.1"]["rows"] == 2
    table = pl.read_parquet(folder / told["statistics"]["rate"]["file"])
    assert table.sort("key 1").rows() == [("AA", 0.5), ("UA", 1.0)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("LIMIT = 15", "LIMIT = 16", "`is_late` changed, above it"),
        ("rate.mean()", "rate.max()", "`rate_z`, `features.rate_z`"),
        ("def arr_mean", "def arr_median", "`arr_mean`: there is no such node"),
    ],
)
def test_statistics_of_other_code_are_refused_by_name(folder, before, after, told) -> None:
    changed = driver_of(SOURCE.replace(before, after))
    with pytest.raises(ChangedCodeError, match="other code than there is now") as caught:
        load(folder, changed)
    assert told in str(caught.value)


def test_other_code_that_made_no_statistic_may_change(folder: Path) -> None:
    changed = driver_of(SOURCE.replace("to_lowercase", "to_uppercase"))
    assert load(folder, changed).execute(TRAIN)["carrier_name"].to_list() == ["AA", "UA", "AA"]


def test_a_value_of_the_config_is_part_of_the_code(tmp_path: Path) -> None:
    def clipped(x: pl.Expr, cap: float) -> pl.Expr:
        return x.clip(upper_bound=cap)

    def mean(clipped: pl.Expr) -> pl.Expr:
        return clipped.mean()

    frame = pl.DataFrame({"x": [1.0, 9.0]})
    driver = hm.Driver(clipped, mean, config={"cap": 5.0})
    driver.freeze(frame, "mean").save(tmp_path / "fitted")
    assert load(tmp_path / "fitted", driver).execute(frame)["mean"].to_list() == [3.0, 3.0]
    with pytest.raises(ChangedCodeError, match="`cap` changed"):
        load(tmp_path / "fitted", driver.replace(config={"cap": 6.0}))


def test_nothing_is_there_when_a_statistic_cannot_be_kept(tmp_path: Path) -> None:
    def model(x: pl.Series) -> object:
        return object()

    def predicted(x: pl.Series, model: object) -> pl.Series:
        return x

    frame = pl.DataFrame({"x": [1.0, 2.0]})
    fitted = hm.Driver(model, predicted).freeze(frame, "predicted")
    with pytest.raises(NotStoredError, match="`model` is `builtins.object`"):
        fitted.save(tmp_path / "fitted")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_replaced_only_with_leave_and_only_if_it_is_one_of_these(folder: Path) -> None:
    fitted = driver_of(SOURCE).freeze(TRAIN, OUTPUTS)
    with pytest.raises(NotStoredError, match="it is there already"):
        fitted.save(folder)
    fitted.save(folder, overwrite=True)
    other = folder.parent / "other"
    other.mkdir()
    with pytest.raises(NotStoredError, match="no folder of statistics"):
        fitted.save(other, overwrite=True)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["fitted", "other"]


def test_a_folder_that_cannot_be_read_is_told(folder: Path) -> None:
    driver = driver_of(SOURCE)
    with pytest.raises(NotStoredError, match="it has no `fitted.json`"):
        load(folder.parent, driver)
    with pytest.raises(NotStoredError, match="there is no folder"):
        driver.freeze(TRAIN, OUTPUTS).save(folder / "no" / "fitted")
    for table in folder.glob("*.parquet"):
        table.unlink()
    with pytest.raises(NotStoredError, match=r"it has no `\d+ rate.parquet`"):
        load(folder, driver)
    (folder / "fitted.json").write_text('{"format": 9}', encoding="utf-8")
    with pytest.raises(NotStoredError, match="its format is 9"):
        load(folder, driver)
    (folder / "fitted.json").write_text("[", encoding="utf-8")
    with pytest.raises(NotStoredError, match="cannot be read"):
        load(folder, driver)


@pytest.mark.parametrize(
    "content", [b"", b"no parquet at all", "truncated", pl.DataFrame({"value": [1.0]})]
)
def test_a_damaged_table_is_told(folder: Path, content: Any) -> None:
    (file,) = folder.glob("* rate.parquet")
    if isinstance(content, pl.DataFrame):
        content.write_parquet(file)
        problem = "is not the one that was written"
    else:
        file.write_bytes(file.read_bytes()[:-9] if content == "truncated" else content)
        problem = "cannot be read"
    with pytest.raises(NotStoredError, match=f"rate.parquet` {problem}"):
        load(folder, driver_of(SOURCE))


@pytest.mark.parametrize(("part", "key"), [("fixed", "versions"), ("statistics", "file")])
def test_a_file_with_something_missing_is_told(folder: Path, part: str, key: str) -> None:
    contents = json.loads((folder / "fitted.json").read_text())
    del contents[part]["rate"][key]
    (folder / "fitted.json").write_text(json.dumps(contents))
    with pytest.raises(NotStoredError, match="something is missing in its `fitted.json`"):
        load(folder, driver_of(SOURCE))


def test_statistics_of_pandas_are_kept_with_their_keys(tmp_path: Path) -> None:
    def rates(late: pd.Series, carrier: pd.Series) -> dict[str, float]:
        return {str(key): float(rate) for key, rate in late.groupby(carrier).mean().items()}

    def rate(carrier: pd.Series, rates: dict[str, float]) -> pd.Series:
        return carrier.map(rates)

    def by_carrier(flights: pd.DataFrame) -> pd.DataFrame:
        return flights.groupby("carrier").mean()

    def places(by_carrier: pd.DataFrame) -> int:
        return len(by_carrier)

    frame = pd.DataFrame({"late": [1.0, 0.0], "carrier": ["é", None]})
    driver = hm.Driver(rates, rate)
    fitted = driver.freeze(frame, "rate")
    fitted.save(tmp_path / "fitted")
    assert_pandas_equal(load(tmp_path / "fitted", driver).execute(frame), fitted.execute(frame))
    tables = hm.Driver(by_carrier, places)
    fitted = tables.freeze({"flights": frame}, "by_carrier")
    fitted.save(tmp_path / "tables")
    again = load(tmp_path / "tables", tables)
    assert_pandas_equal(again.statistics["by_carrier"], fitted.statistics["by_carrier"])


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
scalars |= st.dates() | st.datetimes() | st.times() | st.timedeltas() | st.binary()
scalars |= st.decimals(allow_nan=False)
keys = st.text() | st.integers() | st.tuples(st.text(), st.none() | st.dates())
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=3)
        | st.frozensets(scalars, max_size=3)
    ),
    max_leaves=8,
)


@given(values)
def test_a_plain_value_is_the_same_after_it_was_json(value: Any) -> None:
    again = from_plain(json.loads(json.dumps(to_plain(value), allow_nan=False)))
    assert again == value
    assert type(again) is type(value)


def test_numbers_that_are_none_and_numbers_of_numpy_become_plain() -> None:
    import numpy as np

    assert str(from_plain(to_plain(float("nan")))) == "nan"
    assert from_plain(to_plain({"kind": 1})) == {"kind": 1}
    assert to_plain(np.int64(3)) == 3
    assert type(to_plain(np.float64(3))) is float
    assert to_plain(date(2020, 1, 2)) == {"kind": "date", "text": "2020-01-02"}
    for one in (datetime(2020, 1, 2), time(1), timedelta(days=-1), Decimal("1.50")):
        assert from_plain(to_plain(one)) == one
