"""Golden frames: what is kept reads back the same, and what differs is shown by row."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from hamiltonish.testing import assert_unchanged
from hamiltonish.testing.texts import Kept, from_csv, from_json, to_csv, to_json


def doubled(x: pl.Expr) -> pl.Expr:
    return x * 2


def tripled(x: pl.Expr) -> pl.Expr:
    return x * 3


FRAME = pl.DataFrame({"x": [1.0, None, 3.5], "k": ["a", "é", ""]})
SUFFIXES = ["json", "csv", "parquet"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_outputs_are_what_they_were(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / "deep" / f"doubled.{suffix}"
    driver = hm.Driver(doubled)
    assert_unchanged(driver, [doubled, "k"], FRAME, file, update=True)
    assert_unchanged(driver, [doubled, "k"], FRAME, file)
    assert_unchanged(driver, [doubled, "k"], FRAME.lazy(), file)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_rows_that_differ_are_shown_before_and_now(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"x.{suffix}"
    assert_unchanged(hm.Driver(doubled), doubled, FRAME, file, update=True)
    new = hm.Driver(hm.Driver(doubled).graph.replace(doubled=tripled))
    with pytest.raises(AssertionError) as caught:
        assert_unchanged(new, "doubled", FRAME, file)
    assert str(caught.value).splitlines() == [
        f"The outputs differ from the snapshot `{file}`.",
        "  2 rows of 3 differ",
        "  row  x    k    doubled",
        "  0    1.0  'a'  2.0 → 3.0",
        "  2    3.5  ''   7.0 → 10.5",
        "Hint: if that is meant, `pytest --hamiltonish-update` writes it anew.",
    ]


def test_other_columns_rows_and_dtypes_are_told(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    driver = hm.Driver(doubled, tripled)
    assert_unchanged(driver, doubled, FRAME, file, update=True)
    with pytest.raises(AssertionError, match="columns: doubled → tripled"):
        assert_unchanged(driver, tripled, FRAME, file)
    with pytest.raises(AssertionError, match="rows: 3 → 2"):
        assert_unchanged(driver, doubled, FRAME.head(2), file)
    with pytest.raises(AssertionError, match="dtype of `doubled`: Float64 → Float32"):
        assert_unchanged(driver, doubled, FRAME.cast({"x": pl.Float32}), file)


def test_a_file_that_is_not_there_is_not_written_without_being_asked(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    with pytest.raises(
        AssertionError, match=r"There is no snapshot .*\nHint: `pytest --hamiltonish-update`"
    ):
        assert_unchanged(hm.Driver(doubled), doubled, FRAME, file)
    assert not file.exists()


def test_the_environment_can_ask_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMILTONISH_UPDATE", "1")
    assert_unchanged(hm.Driver(doubled), doubled, FRAME, tmp_path / "x.csv")
    monkeypatch.setenv("HAMILTONISH_UPDATE", "0")
    with pytest.raises(AssertionError, match="no snapshot"):
        assert_unchanged(hm.Driver(doubled), doubled, FRAME, tmp_path / "y.csv")


def test_a_file_that_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"`x\.txt` is no `\.json`, `\.csv` or `\.parquet`"):
        assert_unchanged(hm.Driver(doubled), doubled, FRAME, tmp_path / "x.txt")
    (tmp_path / "x.json").write_text("<<<<<<< HEAD\n")
    with pytest.raises(AssertionError, match="is no snapshot that was written here"):
        assert_unchanged(hm.Driver(doubled), doubled, FRAME, tmp_path / "x.json")


def test_a_small_difference_of_floats_is_none(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    assert_unchanged(hm.Driver(doubled), doubled, FRAME, file, update=True)
    nearly = FRAME.with_columns(pl.col("x") * (1 + 1e-12))
    assert_unchanged(hm.Driver(doubled), doubled, nearly, file)
    with pytest.raises(AssertionError, match="2 rows of 3 differ"):
        assert_unchanged(hm.Driver(doubled), doubled, nearly, file, tolerance=0.0)


def test_pandas_and_portable_columns_are_kept_too(tmp_path: Path) -> None:
    def half(x: pd.Series) -> pd.Series:
        return x / 2

    def portable(x: nw.Expr) -> nw.Expr:
        return x / 2

    frame = FRAME.to_pandas()
    for suffix in SUFFIXES:
        file = tmp_path / f"half.{suffix}"
        assert_unchanged(hm.Driver(half), half, frame, file, update=True)
        assert_unchanged(hm.Driver(half), half, frame, file)
    assert_unchanged(hm.Driver(portable), portable, frame, tmp_path / "p.json", update=True)
    assert_unchanged(hm.Driver(portable), portable, frame, tmp_path / "p.json")


EVERY = pl.DataFrame(
    {
        "day": [datetime.date(2024, 2, 29), None],
        "at": [datetime.datetime(2024, 1, 1, 12, 30, tzinfo=datetime.UTC), None],
        "took": [datetime.timedelta(minutes=5), None],
        "price": [Decimal("1.20"), None],
        "yes": [True, None],
        "n": [2**63 - 1, None],
        "items": [[1, 2], None],
        "pair": [{"a": 1, "b": "x"}, {"a": None, "b": None}],
        "raw": [b"ab", None],
        "x": [math.inf, math.nan],
    }
)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_dtype_is_kept(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"every.{suffix}"
    driver = hm.Driver(doubled)
    outputs = list(EVERY.columns)
    assert_unchanged(driver, outputs, EVERY, file, update=True)
    if suffix == "csv":  # lists and structs are texts there
        outputs = [n for n in outputs if n not in ("items", "pair")]
        assert_unchanged(driver, outputs, EVERY, file, update=True)
    assert_unchanged(driver, outputs, EVERY, file)


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text("a\"',\n é;|", max_size=5),
)


@given(st.data())
def test_what_is_written_reads_back(data: Any) -> None:
    names = data.draw(
        st.lists(st.text('ab ,"é', min_size=1, max_size=4), min_size=1, unique=True, max_size=4)
    )
    rows = data.draw(
        st.lists(st.lists(cells, min_size=len(names), max_size=len(names)), max_size=5)
    )
    kept = Kept(dict.fromkeys(names, ""), rows)
    for write, read in ((to_json, from_json), (to_csv, from_csv)):
        again = read(write(kept))
        assert list(again.dtypes) == names
        assert again.rows == rows
        types = [[type(cell) for cell in row] for row in again.rows]
        assert types == [[type(cell) for cell in row] for row in rows]
