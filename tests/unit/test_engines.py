"""Which engine of Polars a plan uses: the rule, what sets it, and that it is really used."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hamiltonish as hm


def share(x: pl.Expr, k: pl.Expr) -> pl.Expr:
    return x / x.sum().over(k)


def rank(x: pl.Expr, k: pl.Expr) -> pl.Expr:
    return x.rank().over(k)


def is_large(x: pl.Expr) -> pl.Expr:
    return x > 1


def large_share(is_large: pl.Expr, k: pl.Expr) -> pl.Expr:
    return is_large.mean().over(k)


def doubled(x: pl.Expr) -> pl.Expr:
    return x * 2


def most(share: pl.Series) -> float:
    return share.max()


def beyond(x: pl.Expr, most: float) -> pl.Expr:
    return x - most


def totals(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sum()


FUNCTIONS = (share, rank, is_large, large_share, doubled, most, beyond, totals)
STREAMS = "in-memory, streaming from 100,000 rows on"
FRAME = pl.DataFrame({"k": [1, 2, 1], "x": [1.0, 2.0, 3.0]})


@pytest.mark.parametrize(
    ("outputs", "inputs", "engine", "expected"),
    [
        ("share", FRAME, "auto", (STREAMS,)),
        ("doubled", FRAME, "auto", (STREAMS,)),
        (["doubled", "rank"], FRAME, "auto", ("in-memory",)),
        ("large_share", FRAME, "auto", ("in-memory",)),
        ("share", FRAME.lazy(), "auto", ()),
        ("share", FRAME, "streaming", ("streaming",)),
        ("beyond", FRAME, "auto", (STREAMS,)),
        ("beyond", FRAME.lazy(), "auto", ("auto",)),
        ("beyond", FRAME.lazy(), "streaming", ("streaming",)),
        ("totals", {"frame": FRAME.lazy()}, "in-memory", ("in-memory",)),
    ],
)
def test_an_engine_is_chosen_where_the_plan_computes(
    outputs: Any, inputs: Any, engine: str, expected: tuple[str, ...]
) -> None:
    driver = hm.Driver(*FUNCTIONS, engine=engine)
    plan = driver.plan(outputs, inputs=inputs)
    assert plan.engines == expected
    told = [line.split("  ")[-1] for line in str(plan).splitlines() if " engine " in line]
    assert told == [text for text in expected if text != "auto"]


@pytest.mark.parametrize(
    ("engine", "rows", "expected"),
    [
        ("auto", 99_999, "in-memory"),
        ("auto", 100_000, "streaming"),
        ("in-memory", 100_000, "in-memory"),
        ("streaming", 10, "streaming"),
    ],
)
def test_rows_come_in_the_same_order_from_both_engines(
    engine: str, rows: int, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[object] = []
    collect = pl.LazyFrame.collect

    def watched(frame: pl.LazyFrame, **options: Any) -> pl.DataFrame:
        used.append(options.get("engine"))
        return collect(frame, **options)

    row = pl.int_range(rows, eager=True)
    frame = pl.DataFrame({"k": row * 7919 % 1000, "x": (row * 31 % 97).cast(pl.Float64)})
    by_hand = frame.with_columns(share=pl.col("x") / pl.col("x").sum().over("k"))
    monkeypatch.setattr(pl.LazyFrame, "collect", watched)
    got = hm.Driver(share, engine=engine).execute(["k", "x", "share"], inputs=frame)
    assert expected in used
    assert_frame_equal(got, by_hand)


def test_a_replaced_driver_keeps_its_engine_or_takes_another() -> None:
    driver = hm.Driver(share, engine="streaming")
    assert driver.replace().plan("share", inputs=FRAME).engines == ("streaming",)
    other = driver.replace(engine="in-memory")
    assert other.plan("share", inputs=FRAME).engines == ("in-memory",)
