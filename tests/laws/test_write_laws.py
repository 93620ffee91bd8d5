"""Laws of writing: what is read back is what execute gives, in a file, in folders, group by group."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import hamiltonish as hm
from hamiltonish.errors import EachGroupError
from tests.modules import module_of
from tests.strategies import PRIME, polars_graphs

KEYS = ("k", "j")

_ROW_WISE = (
    "({a} + 2 * {b}) % 101",
    "pl.when({a} > {b}).then({a}).otherwise(-{b})",
    "{a}.fill_null({b})",
    "{a}.is_null().cast(pl.Int64) + {b}.abs()",
    "pl.coalesce({b}, {a}, pl.lit(3))",
)
_WINDOWS = (
    "{a}.sum().over({over})",
    "{a}.shift(1).over({over}, order_by='t')",
    "{a}.rank('dense').cast(pl.Int64).over({over})",
    "{a}.cum_sum().over({over}, order_by='t') - {b}",
    "{a} - {b}.min().over({over})",
    "({a} % 7).n_unique().cast(pl.Int64).over({over})",
    "{a}.sort_by('t').first().over({over})",
    "{a}.filter({b} > 0).max().over({over})",
    "pl.len().cast(pl.Int64).over({over}) + {a}",
)
_WHOLE = (
    "{a} - {b}.min()",
    "{a}.shift(1) + {b}",
    "{a}.rank('dense').cast(pl.Int64)",
    "{a}.cum_sum() + {b}",
    "{a}.reverse()",
    "pl.len().cast(pl.Int64) + {a}",
    "{a}.sort() + {b}",
    "{a}.fill_null(strategy='forward')",
)
_OVERS = ("'k'", "'j'", "'k', 'j'", "'j', 'k'", "'j', pl.col('k') > 'a'", "pl.col('k') > 'a'")


@st.composite
def window_modules(draw: st.DrawFn) -> ModuleType:
    """Draw functions of rows, of windows over some key, and a few of all rows."""
    lines = ["import polars as pl"]
    known = ["x", "y"]
    kinds = st.sampled_from([_ROW_WISE, _WINDOWS, _WINDOWS, _WHOLE])
    for number in range(draw(st.integers(1, 6))):
        a, b = draw(st.sampled_from(known)), draw(st.sampled_from(known))
        body = draw(st.sampled_from(draw(kinds)))
        over = draw(st.sampled_from(_OVERS))
        signature = ", ".join(f"{name}: pl.Expr" for name in dict.fromkeys([a, b]))
        lines.append(f"def f{number}({signature}) -> pl.Expr:")
        lines.append(f"    return {body.format(a=a, b=b, over=over)}")
        known.append(f"f{number}")
    return module_of("\n".join(lines))


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """Draw rows with two keys, some of them null, two numbers, and a time without ties."""
    rows = draw(st.integers(0, 12))
    numbers = st.none() | st.integers(-20, 20)

    def column(cells: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(cells, min_size=rows, max_size=rows))

    return pl.DataFrame(
        {
            "k": column(st.none() | st.sampled_from(["a", "b", "c/d", " %", "a."])),
            "j": column(st.none() | st.booleans()),
            "x": column(numbers),
            "y": column(numbers),
            "t": draw(st.permutations(range(rows))),
        },
        schema={"k": pl.String, "j": pl.Boolean, "x": pl.Int64, "y": pl.Int64, "t": pl.Int64},
    )


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _read(written: hm.Written, keys: list[str], schema: Mapping[str, Any]) -> pl.DataFrame:
    """Read folders back, the columns in the order and of the types that they had."""
    if not written.files:
        return pl.DataFrame(schema=schema)
    types = {name: schema[name] for name in keys}
    found = pl.read_parquet(written.path / "**/*.parquet", hive_schema=types)
    return found.select(list(schema))


@settings(deadline=None)
@given(polars_graphs(), st.data())
def test_what_is_written_is_what_execute_gives(random: Any, data: st.DataObject) -> None:
    rows = data.draw(st.integers(0, 5), label="rows")
    cells = st.lists(st.integers(0, PRIME - 1), min_size=rows, max_size=rows)
    columns = {name: data.draw(cells, label=name) for name in random.inputs}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Int64))
    outputs = data.draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))
    driver = hm.Driver(random.module)
    with _folder() as folder:
        written = driver.write(outputs, folder / "out.parquet", inputs=frame.lazy())
        assert_frame_equal(pl.read_parquet(written.path), driver.execute(outputs, inputs=frame))
        assert written.rows == rows


@settings(deadline=None)
@given(
    window_modules(),
    frames(),
    st.lists(st.sampled_from(KEYS), min_size=1, unique=True),
    st.booleans(),
)
def test_folders_hold_the_rows_of_the_whole_and_so_they_do_group_by_group_or_it_is_refused(
    module: ModuleType, frame: pl.DataFrame, keys: list[str], lazy: bool
) -> None:
    driver = hm.Driver(module)
    outputs = [*KEYS, "t", *(name for name in driver.graph if driver.graph[name].function)]
    expected = driver.execute(outputs, inputs=frame)
    with _folder() as folder:
        whole = driver.write(outputs, folder / "all", inputs=frame.lazy(), partition_by=keys)
        assert whole.rows == len(frame)
        assert_frame_equal(_read(whole, keys, expected.schema).sort("t"), expected.sort("t"))
        try:
            each = driver.write(
                outputs,
                folder / "each",
                inputs=frame.lazy() if lazy else frame,
                partition_by=keys,
                each=True,
            )
        except EachGroupError:
            assert [file.name for file in folder.iterdir()] == ["all"]
            return
        assert each.rows == len(frame)
        assert_frame_equal(_read(each, keys, expected.schema).sort("t"), expected.sort("t"))
        assert [file.relative_to(each.path) for file in each.files] == [
            file.relative_to(whole.path) for file in whole.files
        ]


@settings(deadline=None)
@given(frames(), st.integers(2, 4))
def test_groups_by_a_computed_column_are_those_of_the_whole(
    frame: pl.DataFrame, count: int
) -> None:
    def part(t: pl.Expr) -> pl.Expr:
        return t % count

    def half(part: pl.Expr) -> pl.Expr:
        return part // 2

    def half_sum(x: pl.Expr, half: pl.Expr) -> pl.Expr:
        return x.sum().over(half)

    driver = hm.Driver(part, half, half_sum)
    outputs = ["half", "t", "x", "half_sum"]
    expected = driver.execute(outputs, inputs=frame)
    with _folder() as folder:
        written = driver.write(
            outputs, folder / "out", inputs=frame.lazy(), partition_by="half", each=True
        )
        if written.files:
            found = pl.read_parquet(folder / "out/**/*.parquet", hive_schema={"half": pl.Int64})
            assert_frame_equal(found.select(outputs).sort("t"), expected.sort("t"))
        assert written.rows == len(frame)
