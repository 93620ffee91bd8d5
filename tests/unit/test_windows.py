"""The keys of a function's windows, as they are read from its code."""

from __future__ import annotations

import polars as pl
import pytest

from hamiltonish.node import Node
from hamiltonish.plan.windows import gathered, keys_of


def one(x: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    return x.mean().over(carrier)


def two(x: pl.Expr, origin: pl.Expr, dest: pl.Expr) -> pl.Expr:
    return x.mean().over(origin, dest)


def in_order(x: pl.Expr, tailnum: pl.Expr, time: pl.Expr) -> pl.Expr:
    return x.shift(1).over(tailnum, order_by=time)


def by_name(x: pl.Expr) -> pl.Expr:
    return x.mean().over("carrier")


def twice(x: pl.Expr, carrier: pl.Expr, dest: pl.Expr) -> pl.Expr:
    return x.mean().over(carrier) - x.mean().over(dest)


def none(x: pl.Expr, over: pl.Expr) -> pl.Expr:
    return x + over


@pytest.mark.parametrize(
    ("function", "keys"),
    [
        (one, {("carrier",)}),
        (two, {("origin", "dest")}),
        (in_order, {("tailnum", "time")}),
        (by_name, {("carrier",)}),
        (twice, {("carrier",), ("dest",)}),
        (none, set()),
        (len, set()),
        (None, set()),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_keys_of_windows_are_read_from_the_code(function, keys) -> None:
    assert keys_of(Node("node", object, function)) == keys


def test_a_window_waits_for_another_one_over_the_same_key() -> None:
    layers = {"early": 1, "step": 1, "late": 2, "last": 3}
    reads = {"early": [], "step": [], "late": ["step"], "last": ["late"]}
    keys = {"early": frozenset({("k",)}), "late": frozenset({("k",)})}
    assert gathered(layers, reads, keys) == {"early": 2, "step": 1, "late": 2, "last": 3}


def test_a_window_that_is_read_at_once_stays_where_it_is() -> None:
    layers = {"early": 1, "reader": 2, "step": 1, "late": 2}
    reads = {"early": [], "reader": ["early"], "step": [], "late": ["step"]}
    keys = {"early": frozenset({("k",)}), "late": frozenset({("k",)})}
    assert gathered(layers, reads, keys) == layers


def test_a_reader_moves_with_the_window_that_it_reads() -> None:
    layers = {"early": 1, "share": 2, "a": 1, "late": 2, "end": 3}
    reads = {"early": [], "share": ["early"], "a": [], "late": ["a"], "end": ["late"]}
    keys = {"early": frozenset({("k",)}), "late": frozenset({("k",)})}
    assert gathered(layers, reads, keys) == {"early": 2, "share": 3, "a": 1, "late": 2, "end": 3}
