"""driver.compare: is the new version very different from the old one?"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import hamiltonish as hm
from hamiltonish.comparison import Categories, Comparison, Numbers, Span, Verdict
from hamiltonish.comparison.values import is_same

FLIGHTS = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "distance": [1400, 1089, 762, 500],
        "air_time": [227.0, 60.0, None, 100.0],
        "carrier": ["UA", "AA", "UA", "B6"],
    }
)


def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    return distance / air_time * 60


def code(carrier: pl.Expr) -> pl.Expr:
    return carrier.str.to_lowercase()


def total(distance: pl.Series) -> int:
    return int(distance.sum())


def by_carrier(flights: pl.LazyFrame, speed: pl.Expr) -> pl.LazyFrame:
    return flights.group_by("carrier").agg(speed.mean(), pl.len())


OLD = hm.Driver(speed, code, total, by_carrier)
OUTPUTS = ["speed", "code", "total", "by_carrier"]


def _new(**named: Any) -> hm.Driver:
    return hm.Driver(OLD.graph.replace(**named))


def rounded(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
    return (distance / air_time * 60).round().fill_null(0)


def test_each_output_is_told_with_how_many_rows_differ_and_by_how_much() -> None:
    comparison = OLD.compare(_new(speed=rounded), OUTPUTS, inputs={"flights": FLIGHTS})
    found = comparison["speed"]
    assert (found.verdict, found.rows, found.differing) == (Verdict.CHANGED, 4, 2)
    assert found.share == 0.5
    assert (found.nulls_gained, found.nulls_lost) == (0, 1)
    assert isinstance(found.facts, Numbers)
    assert found.facts.gap_max == pytest.approx(1400 / 227 * 60 - 370)
    assert found.facts.gap_mean == found.facts.gap_max
    assert found.facts.relative_max == pytest.approx((1400 / 227 * 60 - 370) / (1400 / 227 * 60))
    assert found.facts.mean_old == pytest.approx((370.044053 + 1089 + 300) / 3)
    assert found.facts.mean_new == pytest.approx((370 + 1089 + 0 + 300) / 4)
    spread = pl.Series([1400 / 227 * 60, 1089.0, 300.0]).std()
    shift = (found.facts.mean_new - found.facts.mean_old) / spread
    assert found.facts.shift == pytest.approx(shift)
    first, second = found.examples
    assert (first.row, first.new) == (0, 370.0)
    assert first.inputs == (("distance", 1400), ("air_time", 227.0))
    assert (second.row, second.old, second.new) == (2, None, 0.0)
    assert comparison["code"].verdict is Verdict.SAME
    assert comparison["total"].verdict is Verdict.SAME
    assert comparison["by_carrier"].verdict is Verdict.CHANGED
    assert comparison.changed
    assert bool(comparison)


def test_a_comparison_can_be_read_at_a_glance_the_worst_first() -> None:
    comparison = OLD.compare(
        _new(speed=rounded), ["code", "speed", "total"], inputs={"flights": FLIGHTS}
    )
    assert str(comparison) == (
        "1 of 3 outputs changed; compared on all 4 rows.\n"
        "\n"
        "output  verdict  rows that differ  example               what changed\n"
        "speed   changed  2 of 4 (50.0 %)   row 0: 370.044 → 370"
        "  mean 586.3 → 439.8 (-0.34 sd); by 0.04405 (< 0.1 %); 1 no longer null\n"
        "code    same\n"
        "total   same"
    )
    assert str(comparison["speed"]) == (
        "speed: changed\n"
        "  rows: 2 of 4 (50.0 %)\n"
        "  change: mean 586.3 → 439.8 (-0.34 sd); by 0.04405 (< 0.1 %); 1 no longer null\n"
        "  row 0: 370.044 → 370, of distance 1400, air_time 227\n"
        "  row 2: null → 0, of distance 762, air_time null"
    )
    assert repr(comparison) == "<Comparison: 1 of 3 outputs changed>"
    assert "<td>speed</td><td>changed</td><td>2 of 4 (50.0 %)</td>" in comparison._repr_html_()
    markdown = comparison.to_markdown().splitlines()
    assert markdown[0] == "1 of 3 outputs changed; compared on all 4 rows."
    assert markdown[4].startswith("| `speed` | changed | 2 of 4 (50.0 %) | row 0: 370.044 → 370 |")


def test_many_outputs_that_are_the_same_share_a_line() -> None:
    frame = pl.DataFrame({f"x{i}": [i] for i in range(8)})
    comparison = OLD.compare(OLD, frame.columns, inputs=frame)
    assert str(comparison) == (
        "None of 8 outputs changed; compared on 1 row.\n"
        "\n"
        "output     verdict  rows that differ  example  what changed\n"
        "8 outputs  same                                x0, x1, x2, x3, x4 and 3 more"
    )
    assert len(comparison.to_dict()["outputs"]) == len(comparison) == 8


def test_a_comparison_is_data_that_json_takes() -> None:
    comparison = OLD.compare(_new(speed=rounded), OUTPUTS, inputs={"flights": FLIGHTS})
    data = json.loads(json.dumps(comparison.to_dict(), allow_nan=False))
    assert data["changed"] is True
    assert data["sample"] == {"rows": 4, "total": 4, "step": 1, "by": []}
    assert [output["verdict"] for output in data["outputs"]] == [
        "changed",
        "same",
        "same",
        "changed",
    ]
    assert data["outputs"][0]["examples"][1]["old"] is None


# -- kinds of columns ----------------------------------------------------------------------------


def _columns(old: Any, new: Any, **how: Any) -> Any:
    """Compare two Series."""

    def out() -> pl.Series:
        return old

    def out_now() -> pl.Series:
        return new

    before = hm.Driver(out)
    return before.compare(hm.Driver(before.graph.replace(out=out_now)), "out", **how)["out"]


def test_texts_tell_which_are_new_and_which_are_gone() -> None:
    found = _columns(pl.Series(["a", "b", "c", None]), pl.Series(["a", "B", "a", None]))
    assert found.facts == Categories(("B",), ("b", "c"), 1, 2)
    assert found.differing == 2
    assert "new: 'B'; gone: 'b', 'c'" in str(found)


def test_categories_are_compared_by_their_texts_not_by_their_codes() -> None:
    old = pl.Series(["a", "b"], dtype=pl.Enum(["a", "b"]))
    new = pl.Series(["a", "b"], dtype=pl.Enum(["b", "a"]))
    found = _columns(old, new)
    assert found.differing == 0


def test_dates_tell_their_span_and_the_largest_gap() -> None:
    days = [dt.date(2013, 1, 1), dt.date(2013, 6, 1), None]
    moved = [dt.date(2013, 1, 1), dt.date(2013, 7, 1), None]
    found = _columns(pl.Series(days), pl.Series(moved))
    assert found.facts == Span(days[0], days[1], moved[0], moved[1], dt.timedelta(30))
    assert "by at most 30 days, 0:00:00" in str(found)


def test_truth_values_tell_how_often_they_are_true() -> None:
    found = _columns(pl.Series([True, False, None]), pl.Series([True, True, None]))
    assert "true in 50.0 % → 100.0 %" in str(found)


def test_another_dtype_is_a_change_though_every_row_is_the_same() -> None:
    found = _columns(pl.Series([1, 2, None]), pl.Series([1.0, 2.0, None]))
    assert (found.verdict, found.differing) == (Verdict.CHANGED, 0)
    assert (found.type_old, found.type_new) == ("Int64", "Float64")
    assert "Int64 → Float64; the same values of another type" in str(found)


def test_numbers_that_became_texts_differ_everywhere() -> None:
    found = _columns(pl.Series([1, 2, None]), pl.Series(["1", "2", None]))
    assert (found.differing, found.facts) == (2, None)


@pytest.mark.parametrize(
    ("tolerance", "differing"), [(0, 2), (1e-9, 1), (1e-3, 0)], ids=["exact", "usual", "rough"]
)
def test_floats_are_the_same_within_a_tolerance(tolerance: float, differing: int) -> None:
    nan, inf = float("nan"), float("inf")
    old = pl.Series([0.1 + 0.2, 1.0, nan, inf, 0.0])
    new = pl.Series([0.3, 1.0001, nan, inf, -0.0])
    assert _columns(old, new, tolerance=tolerance).differing == differing


def test_nan_null_and_infinity_are_three_things() -> None:
    nan, inf = float("nan"), float("inf")
    found = _columns(pl.Series([nan, None, inf, 1.0]), pl.Series([None, nan, -inf, inf]))
    assert found.differing == 4
    assert (found.nulls_gained, found.nulls_lost) == (1, 1)
    assert found.facts.gap_max is None  # no two finite numbers


def test_large_whole_numbers_differ_by_one() -> None:
    big = 2**62
    assert _columns(pl.Series([big]), pl.Series([big + 1])).differing == 1
    unsigned = pl.Series([big + 1], dtype=pl.UInt64)
    assert _columns(pl.Series([big]), unsigned).differing == 1


# -- frames and values ---------------------------------------------------------------------------


def test_a_frame_tells_of_each_of_its_columns() -> None:
    def wider(flights: pl.LazyFrame, speed: pl.Expr) -> pl.LazyFrame:
        return flights.group_by("carrier").agg(speed.max(), pl.col("id").min())

    comparison = OLD.compare(
        _new(by_carrier=wider), "by_carrier", inputs={"flights": FLIGHTS}, on="carrier"
    )
    found = comparison["by_carrier"]
    assert {column.name: column.verdict for column in found.columns} == {
        "carrier": Verdict.SAME,
        "speed": Verdict.SAME,
        "len": Verdict.REMOVED,
        "id": Verdict.ADDED,
    }
    assert "  len" in str(comparison)


def test_a_frame_without_a_fixed_order_is_the_same_whatever_its_order() -> None:
    def once_more(flights: pl.LazyFrame, speed: pl.Expr) -> pl.LazyFrame:
        return flights.group_by("carrier").agg(speed.mean(), pl.len()).sort("len", "carrier")

    for _ in range(5):
        found = OLD.compare(_new(by_carrier=once_more), "by_carrier", inputs={"flights": FLIGHTS})[
            "by_carrier"
        ]
        assert found.verdict is Verdict.SAME


def test_rows_that_only_one_version_has_are_counted_and_the_others_compared() -> None:
    def only_long(flights: pl.LazyFrame, speed: pl.Expr) -> pl.LazyFrame:
        return flights.filter(pl.col("distance") > 600).select("id", speed=speed.round())

    def all_rows(flights: pl.LazyFrame, speed: pl.Expr) -> pl.LazyFrame:
        return flights.select("id", speed=speed)

    old, new = _new(by_carrier=all_rows), _new(by_carrier=only_long)
    inputs = {"flights": FLIGHTS}
    found = old.compare(new, "by_carrier", inputs=inputs, on="id")["by_carrier"]
    assert (found.rows, found.only_old, found.only_new, found.differing) == (3, 1, 0, 1)
    assert found.columns[1].examples[0].key == (("id", 1),)
    assert "1 of 3 (33.3 %), 1 only before" in str(found)
    unmatched = old.compare(new, "by_carrier", inputs=inputs)["by_carrier"]
    assert unmatched.verdict is Verdict.UNCLEAR
    assert unmatched.note == "4 rows before, 3 now; `on=` says how to match them"


def test_keys_that_do_not_tell_rows_apart_are_told() -> None:
    found = OLD.compare(OLD, "speed", inputs={"flights": FLIGHTS}, on="carrier")["speed"]
    assert found.verdict is Verdict.UNCLEAR
    assert found.note == "`carrier` does not tell rows apart: 2 rows before share a key"


def test_each_output_can_have_keys_of_its_own() -> None:
    comparison = OLD.compare(
        OLD,
        ["speed", "by_carrier"],
        inputs={"flights": FLIGHTS},
        on={"speed": "id", "by_carrier": ["carrier"]},
    )
    assert not comparison
    assert [output.rows for output in comparison] == [4, 3]


def test_values_are_compared_whole() -> None:
    def more(distance: pl.Series) -> int:
        return int(distance.sum()) + 1

    found = OLD.compare(_new(total=more), "total", inputs=FLIGHTS)["total"]
    assert (found.verdict, found.kind, found.rows) == (Verdict.CHANGED, "value", None)
    assert (found.examples[0].old, found.examples[0].new) == (3751, 3752)
    assert "3751 → 3752" in str(found)


class Plain:
    def __init__(self, size: int) -> None:
        self.size = size


@dataclass
class Fitted:
    weights: Any
    bias: float


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        (1, 1, True),
        (1, 2, False),
        (1, 1.0, True),
        (True, "True", False),
        (0.1 + 0.2, 0.3, True),
        (float("nan"), float("nan"), True),
        (float("nan"), None, False),
        (Decimal("1.0"), Decimal("1.00"), True),
        (Decimal("NaN"), Decimal("NaN"), True),
        (1 + 2j, 1 + 2j, True),
        ([1, [2.0, {"a": 0.1 + 0.2}]], [1, [2.0, {"a": 0.3}]], True),
        ([1, 2], [2, 1], False),
        ([1], (1,), False),
        ({"a": 1}, {"b": 1}, False),
        ({1, 2}, {2, 1}, True),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.array([1.0]), np.array([2.0]), False),
        (np.datetime64("2013-01-01"), np.datetime64("2013-01-01"), True),
        (pd.Timestamp("2013-01-01"), pd.Timestamp("2013-01-02"), False),
        (pd.NaT, pd.NaT, True),
        (pl.Series([1, 2]), pl.Series([1, 2]), True),
        ({"f": pl.DataFrame({"a": [1]})}, {"f": pl.DataFrame({"a": [2]})}, False),
        (Fitted(np.array([0.1 + 0.2]), 1.0), Fitted(np.array([0.3]), 1.0), True),
        (Fitted([1.0], 1.0), Fitted([1.0], 2.0), False),
        (Plain(1), Plain(1), True),
        (Plain(1), Plain(2), None),
        (Plain(1), 1, False),
        (lambda: 1, lambda: 1, None),
    ],
    ids=repr,
)
def test_two_values_are_the_same_if_they_hold_the_same(
    old: Any, new: Any, answer: bool | None
) -> None:
    assert is_same(old, new) is answer
    assert is_same(new, old) is answer


def test_objects_that_are_equal_to_nothing_are_unclear() -> None:
    def total_of(distance: pl.Series) -> Any:
        return Plain(len(distance))

    def total_of_more(distance: pl.Series) -> Any:
        return Plain(len(distance) + 1)

    old, new = _new(total=total_of), _new(total=total_of_more)
    assert not old.compare(old, "total", inputs=FLIGHTS)
    found = old.compare(new, "total", inputs=FLIGHTS)["total"]
    assert found.verdict is Verdict.UNCLEAR
    assert found.note.endswith("is not equal to another that was made alike")


# -- what is not in both, what fails -------------------------------------------------------------


def test_outputs_that_only_one_version_has_are_told() -> None:
    def pace(speed: pl.Expr) -> pl.Expr:
        return 60 / speed

    new = hm.Driver(OLD.graph.without("code"), pace)
    comparison = OLD.compare(new, ["pace", "code", "speed"], inputs=FLIGHTS)
    verdicts = {output.name: output.verdict for output in comparison}
    assert verdicts["pace"] is Verdict.ADDED
    assert verdicts["speed"] is Verdict.SAME
    assert OLD.compare(new, [pace], inputs=FLIGHTS)["pace"].verdict is Verdict.ADDED
    back = new.compare(OLD, ["pace"], inputs=FLIGHTS)
    assert back["pace"].verdict is Verdict.REMOVED


def test_an_output_that_fails_in_one_version_is_told_and_the_others_compared() -> None:
    def broken(distance: pl.Series) -> int:
        return 1 // 0

    comparison = OLD.compare(_new(total=broken), ["total", "code"], inputs=FLIGHTS)
    assert comparison["total"].verdict is Verdict.FAILED
    assert comparison["total"].note.startswith(
        "now: ZeroDivisionError: integer division or modulo by zero (while computing `total` ("
    )
    assert comparison["code"].verdict is Verdict.SAME
    alone = OLD.compare(_new(total=broken), "total", inputs=FLIGHTS)
    assert alone["total"].verdict is Verdict.FAILED
    both = _new(total=broken).compare(_new(total=broken), "total", inputs=FLIGHTS)
    assert both["total"].note.startswith("in both: ZeroDivisionError")
    assert both.changed


def test_inputs_that_only_one_version_reads_are_given_to_that_one() -> None:
    def scaled(distance: pl.Series, scale: int) -> int:
        return int(distance.sum()) * scale

    inputs = {"distance": FLIGHTS["distance"], "scale": 2}
    new = _new(total=scaled)
    assert OLD.compare(new, "total", inputs=inputs)["total"].examples[0].new == 7502
    assert new.compare(OLD, "total", inputs=inputs)["total"].examples[0].new == 3751
    lacking = OLD.compare(new, "total", inputs={"distance": FLIGHTS["distance"]})["total"]
    assert lacking.verdict is Verdict.FAILED
    assert lacking.note == "now: MissingInputsError: 1 input is missing."


def test_an_override_of_a_node_that_only_one_version_has_is_given_to_that_one() -> None:
    def scale() -> int:
        return 1

    def scaled(distance: pl.Series, scale: int) -> int:
        return int(distance.sum()) * scale

    new = hm.Driver(OLD.graph.replace(total=scaled), scale)
    found = OLD.compare(new, "total", inputs=FLIGHTS, overrides={"scale": 3})["total"]
    assert found.examples[0].new == 3 * 3751


def test_what_fits_neither_version_is_an_error_as_ever() -> None:
    with pytest.raises(hm.RequestError, match=r"`spede`.*\n.*Driver.compare\nHint.*`speed`"):
        OLD.compare(OLD, "spede", inputs=FLIGHTS)
    with pytest.raises(hm.RequestError, match="2 inputs are missing"):
        OLD.compare(OLD, ["speed", "total"], inputs={})
    with pytest.raises(hm.RequestError, match="The input `wings` is read by nothing"):
        OLD.compare(OLD, "speed", inputs={"wings": 1})
    with pytest.raises(hm.RequestError, match="`on=` of Driver.compare"):
        OLD.compare(OLD, "speed", inputs=FLIGHTS, on={"sped": "id"})
    with pytest.raises(hm.RequestError, match="No node is named `idd`.\n  asked for by: `on=` of"):
        OLD.compare(OLD, "speed", inputs=FLIGHTS, on="idd")
    with pytest.raises(hm.RequestError, match="a look-up in the comparison"):
        OLD.compare(OLD, "speed", inputs=FLIGHTS)["sped"]
    with pytest.raises(TypeError, match=r"old\.compare\(new, …\)"):
        OLD.compare(OLD.graph, "speed", inputs=FLIGHTS)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="`sample=0` is no number of rows"):
        OLD.compare(OLD, "speed", inputs=FLIGHTS, sample=0)
    with pytest.raises(ValueError, match="`tolerance=-1` is no share"):
        OLD.compare(OLD, "speed", inputs=FLIGHTS, tolerance=-1)


# -- samples -------------------------------------------------------------------------------------


def test_every_nth_row_is_taken_the_same_for_both() -> None:
    frame = pl.DataFrame({"x": range(95)})

    def double(x: pl.Series) -> pl.Series:
        return x * 2

    driver = hm.Driver(double)
    for inputs in (frame, frame.lazy(), frame.to_pandas(), {"x": frame["x"]}):
        if isinstance(inputs, pd.DataFrame):
            continue
        comparison = driver.compare(driver, "double", inputs=inputs, sample=10)
        assert comparison["double"].rows == 10
        assert str(comparison.sample) == "10 of 95 rows, every 10th"
    whole = driver.compare(driver, "double", inputs=frame, sample=None)
    assert whole["double"].rows == 95


def test_only_the_longest_input_is_sampled_and_what_is_as_long() -> None:
    def both(orders: pl.LazyFrame, shops: pl.LazyFrame) -> pl.LazyFrame:
        return orders.join(shops, on="shop", how="left").select("shop", "name", "x")

    orders = pl.DataFrame({"shop": [i % 5 for i in range(100)], "x": range(100)})
    shops = pl.DataFrame({"shop": range(5), "name": list("abcde")})
    driver = hm.Driver(both)
    comparison = driver.compare(
        driver, "both", inputs={"orders": orders, "shops": shops}, sample=33
    )
    assert comparison["both"].rows == 25
    assert not comparison

    def plus(x: pl.Series, y: pl.Series) -> pl.Series:
        return x + y

    series = {"x": pl.Series(range(100))}
    pair = hm.Driver(plus)
    override = hm.Driver(plus, _y)
    assert not override.compare(
        override, "plus", inputs=series, overrides={"y": pl.Series(range(100))}, sample=7
    )
    assert not pair.compare(pair, "plus", inputs={**series, "y": series["x"]}, sample=7)


def _y(x: pl.Series) -> pl.Series:
    return x


_y.__name__ = "y"


# -- libraries -----------------------------------------------------------------------------------


def ratio(before: nw.Expr, now: nw.Expr) -> nw.Expr:
    return now / before


def ratio_rounded(before: nw.Expr, now: nw.Expr) -> nw.Expr:
    return (now / before).round(1)


def _portable() -> tuple[hm.Driver, hm.Driver]:
    old = hm.Driver(ratio)
    return old, hm.Driver(old.graph.replace(ratio=ratio_rounded))


def test_rows_of_an_engine_without_order_need_keys() -> None:
    old, new = _portable()
    table = pa.table({"id": [1, 2, 3], "before": [1.0, 2.0, 3.0], "now": [2.0, 2.0, 1.0]})
    relation = duckdb.from_arrow(table)
    with pytest.raises(hm.RequestError, match="The rows of `ratio` have no order"):
        old.compare(new, "ratio", inputs=relation)
    found = old.compare(new, "ratio", inputs=relation, on="id")
    assert (found["ratio"].differing, found["ratio"].examples[0].key) == (1, (("id", 3),))
    sampled = old.compare(new, "ratio", inputs=relation, on="id", sample=2)
    assert str(sampled.sample) == "2 of 3 rows, the first by id"
    assert sampled["ratio"].differing == 0


def test_rows_of_pandas_are_matched_by_the_index() -> None:
    def kept(spend: pd.Series) -> pd.Series:
        return spend

    def sorted_rows(spend: pd.Series) -> pd.Series:
        return spend.sort_values().iloc[1:]

    old = hm.Driver(kept)
    new = hm.Driver(old.graph.replace(kept=sorted_rows))
    series = pd.Series([3.0, 1.0, 2.0], index=["c", "a", "b"])
    found = old.compare(new, "kept", inputs={"spend": series})["kept"]
    assert (found.rows, found.differing, found.only_old) == (2, 0, 1)
    numbered = series.reset_index(drop=True)
    by_number = old.compare(new, "kept", inputs={"spend": numbered})["kept"]
    assert (by_number.rows, by_number.only_old) == (2, 1)


def test_an_example_shows_what_was_read_only_where_it_is_of_the_same_row() -> None:
    def kept(spend: pd.Series) -> pd.Series:
        return spend

    def sorted_rows(spend: pd.Series) -> pd.Series:
        return spend.sort_values() * 2

    old = hm.Driver(kept)
    series = pd.Series([3.0, 1.0], index=["c", "a"])
    new = hm.Driver(old.graph.replace(kept=sorted_rows))
    first = old.compare(new, "kept", inputs={"spend": series})["kept"].examples[0]
    assert (first.key, first.old, first.new, first.inputs) == ((("index", "c"),), 3.0, 6.0, ())


def test_a_frame_with_a_column_twice_is_unclear() -> None:
    def table() -> pd.DataFrame:
        return pd.DataFrame([[1, 2]], columns=["a", "a"])

    driver = hm.Driver(table)
    assert driver.compare(driver, "table")["table"].note == "several columns are named `a`"


def test_an_old_version_of_pandas_is_compared_with_a_new_one_of_polars() -> None:
    def table(path: str) -> pd.DataFrame:
        return pd.DataFrame({"a": [1, 2], "b": ["x", None]})

    def table_now(path: str) -> pl.DataFrame:
        return pl.DataFrame({"a": [1, 3], "b": ["x", None]})

    old, new = hm.Driver(table), hm.Driver(table_now)
    new = hm.Driver(hm.Graph(_named(table_now, "table")))
    found = old.compare(new, "table", inputs={"path": ""})["table"]
    assert (found.type_old, found.type_new) == ("pd.DataFrame", "pl.DataFrame")
    assert [column.differing for column in found.columns] == [1, 0]


def _named(function: Any, name: str) -> Any:
    function.__name__ = name
    return function


def test_a_frame_without_rows_is_compared() -> None:
    empty = FLIGHTS.clear()
    comparison = OLD.compare(_new(speed=rounded), OUTPUTS, inputs={"flights": empty})
    assert isinstance(comparison, Comparison)
    assert not comparison
    assert str(comparison).startswith("None of 4 outputs changed; compared on all 0 rows.")


def test_two_versions_of_a_feature_of_real_flights() -> None:
    from examples.flights import features
    from examples.flights.data import tables

    def is_late(arr_delay: pl.Expr) -> pl.Expr:
        return arr_delay > 10

    old = hm.Driver(features)
    new = hm.Driver(old.graph.replace(is_late=is_late))
    outputs = ["speed", "is_late", "carrier_late_rate"]
    comparison = old.compare(new, outputs, inputs=tables())
    assert str(comparison.sample) == "9,906 of 336,776 rows, every 34th"
    assert comparison["speed"].verdict is Verdict.SAME
    assert 0.04 < (comparison["is_late"].share or 0) < 0.05
    assert [output.name for output in comparison.worst_first] == [
        "carrier_late_rate",
        "is_late",
        "speed",
    ]
    whole = old.compare(new, outputs, inputs=tables(), sample=None)
    assert whole["is_late"].rows == 336_776
