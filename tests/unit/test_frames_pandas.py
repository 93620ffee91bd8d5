"""What pandas alone is asked: indexes, copies, dtypes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hamiltonish.frames import engine_of

ENGINE: Any = engine_of("pandas")
IS_3 = pd.__version__ >= "3"

DAYS = pd.date_range("2021-01-01", periods=3, tz="UTC")
PAIRS = pd.MultiIndex.from_arrays([[0, 1, 2], ["a", "b", "c"]], names=["x", "y"])

OTHER_TYPES = "their indexes are of different types"
OTHER_ORDER = "their indexes hold the same labels in a different order"
OTHER_LABELS = "their indexes have different labels"
OTHER_NAMES = "their indexes have different names"
REPEATED = "their indexes differ, and have repeated labels"


@pytest.mark.parametrize(
    ("left", "right", "problem"),
    [
        (pd.RangeIndex(3), pd.Index([0, 1, 2]), ""),
        (pd.RangeIndex(3), pd.RangeIndex(0, 6, 2), OTHER_LABELS),
        (pd.RangeIndex(3), pd.RangeIndex(2, -1, -1), OTHER_ORDER),
        (pd.Index([0, 1, 2]), pd.Index([0.0, 1.0, 2.0]), ""),  # one label each to pandas
        (pd.Index([0, 1, 2]), pd.Index([0, 1, 2], dtype="Int64"), OTHER_TYPES),
        (pd.Index([0, 1, 2]), pd.Index(["0", "1", "2"]), OTHER_TYPES),
        (pd.Index([0, 1, 2]), pd.Index([1, 0, 2]), OTHER_ORDER),
        (pd.Index([0, 1, 2]), pd.Index([0, 1, 3]), OTHER_LABELS),
        (pd.Index([0, 0, 2]), pd.Index([0, 1, 2]), REPEATED),
        (pd.Index([0, 0, 2]), pd.Index([0, 2, 0]), REPEATED),
        (pd.Index([0, 0, 2]), pd.Index([0, 0, 2]), ""),
        (pd.Index([0, 1, np.nan]), pd.Index([0, 1, np.nan]), ""),
        (pd.Index(["a", "b", "c"]), pd.CategoricalIndex(["a", "b", "c"]), ""),
        (DAYS, DAYS.as_unit("ms"), "" if IS_3 else OTHER_TYPES),
        (DAYS, DAYS.tz_localize(None), OTHER_TYPES),
        (DAYS, DAYS.tz_convert("Europe/Berlin"), OTHER_TYPES),
        (DAYS, DAYS[::-1], OTHER_ORDER),
        (PAIRS, PAIRS.copy(), ""),
        (PAIRS, PAIRS[::-1], OTHER_ORDER),
        (PAIRS, PAIRS.swaplevel(), OTHER_LABELS),
        (PAIRS, pd.MultiIndex.from_arrays([[0, 1, 2], list("abc")], names=["x", "z"]), OTHER_NAMES),
        (PAIRS, pd.MultiIndex.from_arrays([[0, 1, 2], list("abc")], names=["x", None]), ""),
        (pd.RangeIndex(3, name="user"), pd.RangeIndex(3, name="order"), OTHER_NAMES),
        (pd.RangeIndex(3, name="user"), pd.RangeIndex(3), ""),
        (pd.RangeIndex(3), pd.RangeIndex(4), "they have different lengths"),
    ],
)
def test_rows_are_the_same_if_the_labels_are(left: Any, right: Any, problem: str) -> None:
    first, second = pd.Series(0, index=left), pd.Series(0, index=right)
    assert ENGINE.rows_problem(first, second) == problem
    assert ENGINE.rows_problem(second, first) == problem


def test_rows_are_described_with_the_names_of_their_index() -> None:
    users = pd.Series(0, index=pd.RangeIndex(3, name="user"))
    assert ENGINE.rows_text(users) == "3 rows, index `user`: RangeIndex of int64 from 0 to 2"
    pairs = pd.Series(0, index=PAIRS)
    expected = "3 rows, index `x`, `y`: MultiIndex of object from (0, 'a') to (2, 'c')"
    assert (
        ENGINE.rows_text(pairs).replace("np.int64(0)", "0").replace("np.int64(2)", "2") == expected
    )
    repeated = pd.Series(0, index=[1, 1])
    expected = "2 rows, index: Index of int64 from 1 to 1, with repeated labels"
    assert ENGINE.rows_text(repeated) == expected


def test_one_index_is_known_without_a_look_at_its_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]}, index=["x", "y"])
    copy = frame["a"].copy(deep=False)
    doubled, added = copy * 2, copy + frame["b"]
    monkeypatch.setattr(pd.Index, "equals", None)
    assert ENGINE.rows_problem(copy, frame["b"]) == ""
    assert ENGINE.rows_problem(doubled, added) == ""


def _share(left: pd.Series, right: pd.Series) -> bool:
    return np.shares_memory(left.to_numpy(), right.to_numpy())


needs_3 = pytest.mark.skipif(not IS_3, reason="pandas 2 copies: it cannot share safely")


@needs_3
def test_a_frame_is_put_together_without_copying_a_column() -> None:
    columns = {name: pd.Series(np.random.default_rng(0).random(100)) for name in "abc"}
    frame = ENGINE.frame_of(columns, {"k": 1.5})
    assert all(_share(frame[name], columns[name]) for name in columns)
    assert list(frame["k"].unique()) == [1.5]


@pytest.mark.parametrize("consolidated", [False, True])
def test_selecting_and_renaming_copies_no_column(consolidated: bool) -> None:
    values = {name: np.random.default_rng(0).random(100) for name in "abcd"}
    frame = pd.DataFrame(values, copy=consolidated)
    selected = ENGINE.select(frame, {"D": "d", "a": "a", "c": "c", "again": "a"})
    assert list(selected) == ["D", "a", "c", "again"]
    for new, old in {"D": "d", "a": "a", "c": "c", "again": "a"}.items():
        assert _share(selected[new], frame[old])
    renamed = ENGINE.rename(frame, {"a": "x"})
    assert list(renamed) == ["x", "b", "c", "d"]
    assert _share(renamed["x"], frame["a"])
    assert list(frame) == ["a", "b", "c", "d"]


def test_selecting_keeps_the_class_of_the_frame_its_index_and_its_attrs() -> None:
    class Frame(pd.DataFrame):
        @property
        def _constructor(self) -> type[Frame]:
            return Frame

    frame = Frame({"a": [1, 2], "b": [3, 4]}, index=pd.Index([7, 7], name="key"))
    frame.attrs["source"] = "here"
    for result in (ENGINE.select(frame, {"B": "b"}), ENGINE.rename(frame, {"b": "B"})):
        assert type(result) is Frame
        assert result.index.equals(frame.index)
        assert result.index.name == "key"
        assert result.attrs == {"source": "here"}
    assert ENGINE.select(frame, {}).shape == (2, 0)


def test_renaming_leaves_columns_whose_names_are_no_texts() -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=[0, "a", ("a", "b")])
    assert list(ENGINE.rename(frame, {"a": "x"})) == [0, "x", ("a", "b")]
    assert ENGINE.column_names(frame) == ("a",)


def test_what_is_neither_series_nor_frame_is_nobodys_own() -> None:
    values = [1, 2]
    assert ENGINE.own(values) is values
    assert ENGINE.own(None) is None
