"""Errors of writing: the target, the partition columns, and runs by group that would not be true."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.errors import (
    EachGroupError,
    GroupRowsError,
    PartitionColumnError,
    TargetError,
    TargetExistsError,
)
from tests.errors.refusal import refuses
from tests.modules import module_of

FEATURES = """
    import narwhals as nw
    import polars as pl
    from hamiltonish.modifiers import extract_columns, name

    def doubled(x: pl.Expr) -> pl.Expr:
        return x * 2

    def running(x: pl.Expr) -> pl.Expr:
        return x.cum_sum()

    def by_other(x: pl.Expr, other: pl.Expr) -> pl.Expr:
        return x.mean().over(other)

    def by_running(running: pl.Expr) -> pl.Expr:
        return running.over("k")

    def portable(x: nw.Expr) -> nw.Expr:
        return x * 2

    def series(x: pl.Series) -> pl.Series:
        return x * 2

    def over_mean(x: pl.Expr, mean: float) -> pl.Expr:
        return x / mean

    def mean(doubled: pl.Series) -> float:
        return float(doubled.mean() or 0)

    def both(doubled: pl.Expr, over_mean: pl.Expr) -> pl.Expr:
        return doubled + over_mean

    def month(x: pl.Expr) -> pl.Expr:
        return x % 12

    def rank(x: pl.Expr, k: pl.Expr) -> pl.Expr:
        return x.rank("dense").over(k)

    def shift(other: pl.Expr) -> pl.Expr:
        return pl.col("shift") + other

    def summary(frame: pl.LazyFrame, doubled: pl.Expr) -> pl.LazyFrame:
        return frame.group_by("k").agg(doubled.sum())

    def total(summary: pl.LazyFrame) -> float:
        return float(summary.select("doubled").sum().collect().item())

    def share(doubled: pl.Expr, total: float) -> pl.Expr:
        return doubled / total
"""

FRAME = pl.LazyFrame({"k": ["a", "b", "a"], "x": [1, 2, 3], "other": [1, 1, 2]})


@pytest.fixture
def driver() -> hm.Driver:
    return hm.Driver(module_of(FEATURES))


@pytest.fixture(autouse=True)
def _in_a_folder_that_stays_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    yield
    assert [file for file in tmp_path.iterdir() if file.name.startswith(".")] == []


# -- targets -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "ways", "text"),
    [
        (
            12,
            {},
            """
            `12` is no target to write to: it is `int`.
            Hint: give a path, as a text or a `pathlib.Path`.
            """,
        ),
        (
            "s3://bucket/out.parquet",
            {},
            """
            `s3://bucket/out.parquet` is no target to write to: it is an address, not a path.
            Hint: write the frame that `driver.execute` gives, by the means of its engine.
            """,
        ),
        (
            "out.xlsx",
            {},
            """
            `out.xlsx` is no target to write to: `.xlsx` is no format that is written.
            Hint: call it `out.parquet`, or `.arrow`, `.csv`, `.ndjson`.
            """,
        ),
        (
            "/",
            {"partition_by": "k"},
            """
            `/` is no target to write to: it has no name.
            Hint: give the path of a file or folder to be made.
            """,
        ),
        (
            Path("no/such/out.parquet"),
            {},
            f"""
            `{Path("no/such/out.parquet")}` is no target to write to: there is no folder `{Path("no/such")}`.
            Hint: make the folder first.
            """,
        ),
        (
            "out.parquet",
            {"each": True},
            """
            `out.parquet` is no target to write to: `each=True` needs to know the groups.
            Hint: say which column has them, with `partition_by=`.
            """,
        ),
    ],
    ids=lambda value: str(value).strip()[:30],
)
def test_a_target_that_cannot_be_written(
    driver: hm.Driver, target: Any, ways: dict[str, Any], text: str
) -> None:
    with refuses(TargetError, text):
        driver.write(["k", "doubled"], target, inputs=FRAME, **ways)


def test_a_file_is_no_folder_to_write_in(driver: hm.Driver) -> None:
    Path("data").write_text("")
    with refuses(
        TargetError,
        f"""
        `data/out.parquet` is no target to write to: there is no folder `{Path("data")}`.
        Hint: make the folder first.
        """,
    ):
        driver.write("doubled", "data/out.parquet", inputs=FRAME)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_target_that_is_there_before_anything_is_computed(kind: str) -> None:
    def never(x: pl.Expr) -> pl.Expr:
        raise AssertionError

    target = Path("out.parquet")
    target.mkdir() if kind == "folder" else target.write_text("")
    with refuses(
        TargetExistsError,
        f"""
        The {kind} `out.parquet` is there already.
        Hint: say `overwrite=True` to replace it, once the new one is complete.
        """,
    ):
        hm.Driver(never).write("never", target, inputs=FRAME)


def test_a_folder_that_holds_other_things_is_never_replaced(driver: hm.Driver) -> None:
    Path("home/letters").mkdir(parents=True)
    Path("home/letters/dear.txt").write_text("")
    with refuses(
        TargetError,
        """
        `home` is no target to write to: it holds `letters/dear.txt`, which is no Parquet.
        Hint: name a folder of its own; what else is in this one would be lost.
        """,
    ):
        driver.write(["k", "x"], "home", inputs=FRAME, partition_by="k", overwrite=True)
    assert Path("home/letters/dear.txt").exists()


# -- partition columns ---------------------------------------------------------------------------


def test_a_partition_column_that_is_not_written(driver: hm.Driver) -> None:
    with refuses(
        PartitionColumnError,
        """
        The rows cannot be partitioned by `doubld`: it is not among the outputs.
          the outputs: `k`, `doubled`
        Hint: did you mean `doubled`?
        """,
    ):
        driver.write(["k", "doubled"], "out", inputs=FRAME, partition_by="doubld")


def test_partition_columns_that_leave_no_other(driver: hm.Driver) -> None:
    with refuses(
        PartitionColumnError,
        """
        The rows cannot be partitioned by `doubled`: no other column is left for the files.
          the outputs: `k`, `doubled`
        """,
    ):
        driver.write(["k", "doubled"], "out", inputs=FRAME, partition_by=["k", "doubled"])


def test_a_text_that_would_come_back_as_null(driver: hm.Driver) -> None:
    frame = FRAME.with_columns(k=pl.lit("__HIVE_DEFAULT_PARTITION__"))
    with refuses(
        PartitionColumnError,
        """
        The rows cannot be partitioned by `k`: the text `__HIVE_DEFAULT_PARTITION__` would be read as null.
        """,
    ):
        driver.write(["k", "doubled"], "out", inputs=frame, partition_by="k")


def test_a_key_that_has_no_text(driver: hm.Driver) -> None:
    frame = FRAME.with_columns(k=pl.duration(hours=1))
    for each in (False, True):
        with refuses(
            PartitionColumnError,
            """
            The rows cannot be partitioned by `k`: a `Duration` has no text to name a folder.
            """,
        ):
            driver.write(["k", "doubled"], "out", inputs=frame, partition_by="k", each=each)


def test_a_name_that_no_folder_can_have(driver: hm.Driver) -> None:
    for each in (False, True):
        with refuses(
            PartitionColumnError,
            """
            The rows cannot be partitioned by `a=b`: its name cannot be part of the name of a folder.
            """,
        ):
            frame = FRAME.rename({"k": "a=b"})
            driver.write(["a=b", "doubled"], "out", inputs=frame, partition_by="a=b", each=each)


def test_keys_that_a_file_system_takes_for_one(
    driver: hm.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = FRAME.with_columns(k=pl.Series(["AA", "Aa", "b"])).sort("k")
    driver.write(["k", "doubled"], "out", inputs=frame, partition_by="k")
    monkeypatch.setattr(Path, "exists", lambda path: True)
    with refuses(
        PartitionColumnError,
        """
        The rows cannot be partitioned by `k`: folders `k=AA` and `k=Aa` are one on this file system.
        """,
    ):
        driver.write(["k", "doubled"], "no", inputs=frame, partition_by="k", each=True)


# -- each group by itself ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outputs", "by", "line", "problem"),
    [
        ("running", "k", 8, "`CumSum` may read rows of other groups"),
        ("by_other", "k", 11, "its window is over `other`, without `k`"),
        ("by_running", "k", 8, "`CumSum` may read rows of other groups"),
        ("portable", "k", 17, "only expressions of Polars tell what they read"),
        ("series", "k", 20, "it computes with the data of all rows"),
        ("both", "k", 26, "it takes the data of all rows"),
        ("rank", "month", 35, "its window is over `k`, without `month`"),
        ("doubled", "rank", 35, "it makes the groups, and a window reads other rows"),
        ("doubled", "shift", 38, "its frame has another column of its name"),
        ("share", "k", 41, "it takes the columns of all rows"),
    ],
)
@pytest.mark.parametrize("eager", [False, True])
def test_what_cannot_be_computed_for_each_group_is_refused_by_name(
    driver: hm.Driver, outputs: str, by: str, line: int, problem: str, eager: bool
) -> None:
    frame = FRAME.with_columns(shift=pl.col("x"))
    place = next(node.place for node in driver.graph.values() if f":{line})" in node.place)
    with refuses(
        EachGroupError,
        f"""
        {place} cannot be computed for each group by itself: {problem}.
          asked for by: `each=True`, with groups by `{by}`
        Hint: compute it in `.over("{by}")`, or in a frame function; or leave out `each=True`.
        """,
    ):
        driver.write(
            [by, "x", outputs],
            "out",
            inputs={"frame": frame.collect() if eager else frame},
            partition_by=by,
            each=True,
        )
    assert not Path("out").exists()


def test_other_frames_than_those_of_polars_are_not_cut(driver: hm.Driver) -> None:
    with refuses(
        EachGroupError,
        """
        The result cannot be computed for each group by itself: it is no query of Polars, which tells what it reads.
          asked for by: `each=True`, with groups by `k`
        Hint: compute it in `.over("k")`, or in a frame function; or leave out `each=True`.
        """,
    ):
        frame = pd.DataFrame({"k": ["a"], "x": [1]})
        driver.write(["k", "x"], "out", inputs=frame, partition_by="k", each=True)


def test_an_override_is_data_of_all_rows(driver: hm.Driver) -> None:
    with refuses(
        EachGroupError,
        """
        `doubled into inputs` cannot be computed for each group by itself: it takes the data of all rows.
          asked for by: `each=True`, with groups by `k`
        Hint: compute it in `.over("k")`, or in a frame function; or leave out `each=True`.
        """,
    ):
        driver.write(
            ["k", "rank", "doubled"],
            "out",
            inputs=FRAME,
            overrides={"doubled": pl.Series([1, 2, 3])},
            partition_by="k",
            each=True,
        )


def test_rows_that_change_from_group_to_group(driver: hm.Driver) -> None:
    times = itertools.count()

    def fewer(frame: pl.DataFrame) -> pl.DataFrame:
        return frame if next(times) == 0 else frame.head(1)

    with refuses(
        GroupRowsError,
        """
        The rows of `k=a` changed while groups were written one by one.
          counted before: 2 rows
          written: 1 row
        Hint: read from data that stay the same, or leave out `each=True`.
        """,
    ):
        frame = FRAME.map_batches(fewer, projection_pushdown=False, predicate_pushdown=False)
        driver.write(["k", "doubled"], "out", inputs=frame, partition_by="k", each=True)


@pytest.mark.skipif(not hasattr(pl, "PartitionByKey"), reason="Polars orders categories by text")
def test_categories_that_are_ordered_by_appearance(driver: hm.Driver) -> None:
    with refuses(
        EachGroupError,
        """
        `features.rank` (features.py:35) cannot be computed for each group by itself: the categories of `x` are in the order of all rows.
          asked for by: `each=True`, with groups by `k`
        Hint: compute it in `.over("k")`, or in a frame function; or leave out `each=True`.
        """,
    ):
        frame = FRAME.with_columns(pl.Series("x", ["c", "a", "b"], dtype=pl.Categorical))
        driver.write(["k", "rank"], "out", inputs=frame, partition_by="k", each=True)
