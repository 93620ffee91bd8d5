"""The windows of a function, as they are read from its code, and the choice of their layer."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import hamiltonish as hm
from hamiltonish.introspect.windows import is_condition, windows_of
from hamiltonish.modifiers import inject, source
from hamiltonish.node import Node
from hamiltonish.plan.windows import Sharing, gathered


def one(x: pl.Expr, carrier: pl.Expr) -> pl.Expr:
    return x.mean().over(carrier)


def two(x: pl.Expr, origin: pl.Expr, dest: pl.Expr) -> pl.Expr:
    return x.mean().over(origin, dest)


def in_order(x: pl.Expr, tailnum: pl.Expr, time: pl.Expr) -> pl.Expr:
    return x.shift(1).over(tailnum, order_by=time)


def by_name(x: pl.Expr) -> pl.Expr:
    return x.abs().mean().over("carrier")


def twice(x: pl.Expr, carrier: pl.Expr, dest: pl.Expr) -> pl.Expr:
    return (x > 1).mean().over(carrier) - x.is_null().sum().over(dest)


def none(x: pl.Expr, over: pl.Expr) -> pl.Expr:
    return x + over


@pytest.mark.parametrize(
    ("function", "windows"),
    [
        (one, [(("carrier",), "mean", "x", False)]),
        (two, [(("origin", "dest"), "mean", "x", False)]),
        (in_order, [(("tailnum", "time"), "shift", "x", False)]),
        (by_name, [(("carrier",), "mean", "", False)]),
        (twice, [(("carrier",), "mean", "", True), (("dest",), "sum", "", True)]),
        (none, []),
        (len, []),
        (None, []),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_windows_are_read_from_the_code(function: Any, windows: list[Any]) -> None:
    assert list(windows_of(Node("node", object, function))) == windows


def compared(x: pl.Expr) -> pl.Expr:
    return x > 1


def combined(x: pl.Expr, y: pl.Expr) -> pl.Expr:
    return (x > 1) & y


def inverted(x: pl.Expr) -> pl.Expr:
    return ~x


def asked(x: pl.Expr) -> pl.Expr:
    return x.is_between(1, 2)


def added(x: pl.Expr) -> pl.Expr:
    return (x > 1) + x


def counted(x: pl.Expr) -> pl.Expr:
    return x.is_null().cast(pl.Int8)


def chosen(x: pl.Expr) -> pl.Expr:
    return pl.when(x > 1).then(x)


@pytest.mark.parametrize("function", [compared, combined, inverted, asked])
def test_a_condition_is_known_by_its_code(function: Any) -> None:
    assert is_condition(Node("node", object, function))


@pytest.mark.parametrize("function", [added, counted, chosen, one, len, None])
def test_what_is_no_condition_is_not_taken_for_one(function: Any) -> None:
    assert not is_condition(Node("node", object, function))


def test_a_window_waits_for_another_one_over_the_same_key() -> None:
    layers = {"early": 1, "step": 1, "late": 2, "last": 3}
    reads = {"early": [], "step": [], "late": ["step"], "last": ["late"]}
    keys = {"early": frozenset({("k",)}), "late": frozenset({("k",)})}
    assert gathered(layers, reads, Sharing(keys)) == {"early": 2, "step": 1, "late": 2, "last": 3}


def test_a_window_that_is_read_at_once_stays_where_it_is() -> None:
    layers = {"early": 1, "reader": 2, "step": 1, "late": 2}
    reads = {"early": [], "reader": ["early"], "step": [], "late": ["step"]}
    keys = {"early": frozenset({("k",)}), "late": frozenset({("k",)})}
    assert gathered(layers, reads, Sharing(keys)) == layers


def test_a_reader_moves_with_the_window_that_it_reads() -> None:
    layers = {"early": 1, "share": 2, "a": 1, "late": 2, "end": 3}
    reads = {"early": [], "share": ["early"], "a": [], "late": ["a"], "end": ["late"]}
    keys = {"early": frozenset({("k",)}), "late": frozenset({("k",)})}
    assert gathered(layers, reads, Sharing(keys)) == {
        "early": 2,
        "share": 3,
        "a": 1,
        "late": 2,
        "end": 3,
    }


def is_late(delay: pl.Expr) -> pl.Expr:
    return delay > 15


def hours(delay: pl.Expr) -> pl.Expr:
    return delay / 60


def late_rate(is_late: pl.Expr, k: pl.Expr) -> pl.Expr:
    return is_late.mean().over(k)


def usual_hours(hours: pl.Expr, k: pl.Expr) -> pl.Expr:
    return hours.mean().over(k)


def usual_delay(delay: pl.Expr, k: pl.Expr) -> pl.Expr:
    return delay.mean().over(k)


def any_late(delay: pl.Expr, k: pl.Expr) -> pl.Expr:
    return (delay > 15).any().over(k)


FRAME = pl.DataFrame({"delay": [4.0, 20.0, 31.0], "k": [1, 2, 1]})
DRIVER = hm.Driver(is_late, hours, late_rate, usual_hours, usual_delay, any_late)
OUTPUTS = ["late_rate", "usual_hours", "usual_delay", "any_late"]


def test_in_memory_all_windows_over_one_key_meet() -> None:
    plan = DRIVER.plan(OUTPUTS, inputs=FRAME)
    assert [set(layer.columns) for layer in plan.layers] == [{"is_late", "hours"}, set(OUTPUTS)]


def test_in_a_lazy_query_only_those_meet_that_the_streaming_engine_computes_together() -> None:
    plan = DRIVER.plan(OUTPUTS, inputs=FRAME.lazy())
    assert [set(layer.columns) for layer in plan.layers] == [
        {"is_late", "hours", "any_late"},
        {"late_rate", "usual_hours", "usual_delay"},
    ]


def usual_last(delay: pl.Expr, k: pl.Expr) -> pl.Expr:
    return delay.shift(1).over(k)


def usual_share(usual_hours: pl.Expr, hours: pl.Expr) -> pl.Expr:
    return hours / usual_hours


def test_what_the_streaming_engine_computes_in_another_way_leaves_their_layer() -> None:
    functions = (hours, usual_hours, usual_delay, usual_last, usual_share)
    plan = hm.Driver(*functions).plan(
        ["usual_delay", "usual_last", "usual_share"], inputs=FRAME.lazy()
    )
    assert [set(layer.columns) for layer in plan.layers] == [
        {"hours", "usual_last"},
        {"usual_hours", "usual_delay"},
        {"usual_share"},
    ]


def test_a_window_that_spoils_a_key_waits_if_it_stands_beside_it() -> None:
    layers = {"mean": 1, "shift": 1, "a": 1, "b": 2}
    reads = {"mean": [], "shift": [], "a": [], "b": ["a"]}
    sharing = Sharing(
        {"mean": frozenset({("plain", "k")}), "shift": frozenset({("ordered", "k")})},
        {"shift": frozenset({("plain", "k")})},
    )
    assert gathered(layers, reads, sharing) == {"mean": 1, "shift": 2, "a": 1, "b": 2}


def test_a_window_over_a_parameter_that_is_bound_names_the_node_that_it_reads() -> None:
    @inject(amount=source("spend"), key=source("carrier"))
    def share(amount: pl.Expr, key: pl.Expr) -> pl.Expr:
        return amount.mean().over(key)

    (window,) = windows_of(hm.Graph(share)["share"])
    assert (window.key, window.subject) == (("carrier",), "spend")
