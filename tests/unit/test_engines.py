"""Which engine of Polars a plan uses: the rule, what sets it, and that it is really used."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hamiltonish as hm
from hamiltonish.plan.engines import Choice


def share(x: pl.Expr, k: pl.Expr) -> pl.Expr:
    return x / x.sum().over(k)


def doubled(x: pl.Expr) -> pl.Expr:
    return x * 2


def most(share: pl.Series) -> float:
    return share.max()


def beyond(x: pl.Expr, most: float) -> pl.Expr:
    return x - most


FRAME = pl.DataFrame({"k": [1, 2, 1], "x": [1.0, 2.0, 3.0]})
STREAMS = "streaming from 100,000 rows on"


@pytest.mark.parametrize(
    ("outputs", "frame", "engine", "expected"),
    [
        ("share", FRAME, "auto", (STREAMS,)),
        ("share", FRAME.lazy(), "auto", ()),
        ("doubled", FRAME, "auto", ("auto",)),
        ("doubled", FRAME, "streaming", ("streaming",)),
        ("share", FRAME, "in-memory", ("in-memory",)),
        ("beyond", FRAME.lazy(), "auto", ("auto",)),
        ("beyond", FRAME.lazy(), "streaming", ("streaming",)),
        ("beyond", FRAME, "auto", (STREAMS,)),
    ],
)
def test_an_engine_is_chosen_where_the_plan_computes(
    outputs: str, frame: pl.DataFrame | pl.LazyFrame, engine: str, expected: tuple[str, ...]
) -> None:
    driver = hm.Driver(share, doubled, most, beyond, engine=engine)
    plan = driver.plan(outputs, inputs=frame)
    assert plan.engines == expected
    assert [line.split("  ")[-1] for line in str(plan).splitlines() if " engine " in line] == [
        text for text in expected if text != "auto"
    ]


def test_the_choice_depends_on_the_rows() -> None:
    choice = Choice(streams_from=3)
    assert choice.given([FRAME]) == "streaming"
    assert choice.given([FRAME.head(2)]) == "auto"
    assert choice.given([None, FRAME]) == "streaming"
    assert choice.given([None]) == "auto"
    assert Choice("in-memory").given([FRAME]) == "in-memory"


@pytest.mark.parametrize("rows", [99_999, 100_000])
def test_rows_come_in_the_same_order_from_both_engines(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[object] = []
    collect = pl.LazyFrame.collect

    def watched(frame: pl.LazyFrame, **options: object) -> pl.DataFrame:
        used.append(options["engine"])
        return collect(frame, **options)

    monkeypatch.setattr(pl.LazyFrame, "collect", watched)
    row = pl.int_range(rows, eager=True)
    frame = pl.DataFrame({"k": row * 7919 % 1000, "x": (row * 31 % 97).cast(pl.Float64)})
    got = hm.Driver(share).execute(["k", "x", "share"], inputs=frame)
    assert used == ["streaming" if rows >= 100_000 else "auto"]
    expected = frame.with_columns(share=pl.col("x") / pl.col("x").sum().over("k"))
    assert_frame_equal(got, expected)


def test_a_replaced_driver_keeps_its_engine_or_takes_another() -> None:
    driver = hm.Driver(doubled, engine="streaming")
    assert driver.replace().plan("doubled", inputs=FRAME).engines == ("streaming",)
    other = driver.replace(engine="in-memory")
    assert other.plan("doubled", inputs=FRAME).engines == ("in-memory",)
