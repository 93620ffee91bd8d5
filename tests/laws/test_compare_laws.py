"""Laws of comparisons: a version is the same as itself; what was changed is counted, no more."""

from __future__ import annotations

from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from polars.testing.parametric import dataframes

import hamiltonish as hm
from hamiltonish.comparison import Verdict
from tests.strategies import RandomGraph, polars_graphs

# Object columns hold what no library but Polars reads back.
DTYPES = [
    pl.Boolean,
    pl.Int8,
    pl.Int64,
    pl.UInt64,
    pl.Float32,
    pl.Float64,
    pl.String,
    pl.Binary,
    pl.Date,
    pl.Time,
    pl.Duration("us"),
    pl.Datetime("us"),
    pl.Datetime("ns", "Europe/Berlin"),
    pl.Categorical,
    pl.Decimal(10, 2),
    pl.List(pl.Int64),
    pl.List(pl.List(pl.Float64)),
    pl.Struct({"a": pl.Int64, "b": pl.List(pl.String)}),
]
frames = dataframes(min_cols=1, max_cols=4, max_size=6, allowed_dtypes=DTYPES)


def anchor(x: pl.Expr) -> pl.Expr:
    return x


def whole(table: pl.LazyFrame) -> pl.LazyFrame:
    return table


DRIVER = hm.Driver(anchor)


def _as(library: str, frame: pl.DataFrame) -> Any:
    match library:
        case "polars":
            return frame
        case "lazy":
            return frame.lazy()
        case "pandas":
            return frame.to_pandas()
        case _:
            try:
                return frame.to_arrow()
            except pa.ArrowInvalid:  # Polars 1.30 cannot hand on structs that are all null
                assume(False)


@pytest.mark.parametrize("library", ["polars", "lazy", "pandas", "pyarrow"])
@settings(deadline=None, max_examples=40)
@given(frame=frames)
def test_a_version_is_the_same_as_itself(library: str, frame: pl.DataFrame) -> None:
    comparison = DRIVER.compare(DRIVER, frame.columns, inputs=_as(library, frame))
    assert not comparison, str(comparison)
    assert {output.verdict for output in comparison} == {Verdict.SAME}
    assert {output.rows for output in comparison} == {len(frame)}


@settings(deadline=None, max_examples=40)
@given(frame=frames)
def test_a_frame_is_the_same_as_itself_and_as_itself_with_its_rows_in_another_order(
    frame: pl.DataFrame,
) -> None:
    driver = hm.Driver(whole)
    reverse = hm.Driver(driver.graph.replace(whole=_reversed))
    for other in (driver, reverse):
        output = driver.compare(other, "whole", inputs={"table": frame})["whole"]
        is_sortable = not any(dtype.is_nested() or dtype == pl.Binary for dtype in frame.dtypes)
        if other is driver or is_sortable:
            assert output.verdict is Verdict.SAME, str(output)


def _reversed(table: pl.LazyFrame) -> pl.LazyFrame:
    # `reverse()` of Polars 2.1 panics on lists that are all empty or null.
    return table.with_row_index("last").sort("last", descending=True).drop("last")


@settings(deadline=None, max_examples=40)
@given(frame=frames)
def test_rows_with_keys_are_matched_wherever_they_stand(frame: pl.DataFrame) -> None:
    frame = frame.with_row_index("id")
    driver = hm.Driver(whole)
    reverse = hm.Driver(driver.graph.replace(whole=_reversed))
    for library in ("polars", "pandas"):
        given_frame = _as(library, frame)
        if library == "polars":
            output = driver.compare(reverse, "whole", inputs={"table": frame}, on="id")["whole"]
            assert output.verdict is Verdict.SAME, str(output)
        output = DRIVER.compare(DRIVER, frame.columns[1], inputs=given_frame, on="id")
        assert not output, str(output)


@settings(deadline=None, max_examples=40)
@given(frame=frames.filter(len), data=st.data())
def test_as_many_rows_differ_as_were_changed(frame: pl.DataFrame, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(frame.columns))
    column = frame[name]
    others = data.draw(
        st.lists(st.integers(0, len(frame) - 1), min_size=len(frame), max_size=len(frame))
    )
    moved = column.gather(others)
    cells = list(zip(column.to_list(), moved.to_list(), strict=True))

    def out() -> pl.Series:
        return column

    def out_now() -> pl.Series:
        return moved

    old = hm.Driver(out)
    new = hm.Driver(old.graph.replace(out=out_now))
    found = old.compare(new, "out", tolerance=0)["out"]
    changed = [i for i, pair in enumerate(cells) if repr(pair[0]) != repr(pair[1])]
    changed = [i for i in changed if not _is_zero_both(cells[i])]
    assert found.differing == len(changed)
    assert [example.row for example in found.examples] == changed[:5]
    back = new.compare(old, "out", tolerance=0)["out"]
    assert back.differing == found.differing
    assert (back.nulls_gained, back.nulls_lost) == (found.nulls_lost, found.nulls_gained)
    assert found.nulls_gained == sum(b is None and a is not None for a, b in cells)


def _is_zero_both(pair: tuple[Any, Any]) -> bool:
    """Whether two texts differ by the sign of a zero alone, somewhere inside."""
    return repr(pair[0]).replace("-0.0", "0.0") == repr(pair[1]).replace("-0.0", "0.0")


@settings(deadline=None, max_examples=40)
@given(
    cells=st.lists(
        st.tuples(
            st.none() | st.floats(-1e6, 1e6), st.none() | st.floats(-1e6, 1e6), st.booleans()
        ),
        max_size=8,
    )
)
def test_engines_agree(cells: list[tuple[float | None, float | None, bool]]) -> None:
    frame = pl.DataFrame(
        {
            "id": range(len(cells)),
            "before": [cell[0] for cell in cells],
            "now": [cell[0] if cell[2] else cell[1] for cell in cells],
        },
        schema={"id": pl.Int64, "before": pl.Float64, "now": pl.Float64},
    )

    def out(before: nw.Expr) -> nw.Expr:
        return before

    def out_now(now: nw.Expr) -> nw.Expr:
        return now

    old = hm.Driver(out)
    new = hm.Driver(old.graph.replace(out=out_now))
    arrow = frame.to_arrow()
    relation = duckdb.from_arrow(arrow)
    found = [
        old.compare(new, "out", inputs=one, on="id")["out"]
        for one in (frame, frame.lazy(), arrow, relation, frame.to_pandas())
    ]
    first = found[0]
    for other in found[1:]:
        assert (other.differing, other.nulls_gained, other.nulls_lost, other.rows) == (
            first.differing,
            first.nulls_gained,
            first.nulls_lost,
            first.rows,
        )
        assert [e.key for e in other.examples] == [e.key for e in first.examples]
        if first.facts is not None:
            for name in ("mean_old", "mean_new", "gap_mean", "gap_max", "relative_max"):
                assert getattr(other.facts, name) == pytest.approx(getattr(first.facts, name))


@settings(deadline=None, max_examples=40)
@given(polars_graphs(), st.data())
def test_any_graph_is_the_same_as_itself_on_a_sample(
    random: RandomGraph, data: st.DataObject
) -> None:
    rows = data.draw(st.integers(0, 9))
    frame = pl.DataFrame(
        {name: range(rows) for name in random.inputs},
        schema=dict.fromkeys(random.inputs, pl.Int64),
    )
    driver = hm.Driver(random.module)
    comparison = driver.compare(driver, random.functions, inputs=frame, sample=4)
    assert not comparison.changed
    assert (comparison.sample.rows or 0) <= 4
