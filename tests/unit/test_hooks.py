"""What hooks are told, in which order, and what happens when they fail."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import polars as pl
import pytest

import hamiltonish as hm


def double(x: int) -> int:
    return x * 2


def total(double: int, x: int) -> int:
    return double + x


def broken(total: int) -> int:
    raise ValueError("broken")


def _recording(told: list[Any]) -> hm.Hooks:
    return hm.Hooks(
        before_run=told.append,
        before_node=told.append,
        after_node=told.append,
        on_error=told.append,
        after_run=told.append,
    )


def _kinds(told: list[Any]) -> list[str]:
    return [type(event).__name__ for event in told]


def test_hooks_are_told_of_a_run_in_order() -> None:
    told: list[Any] = []
    driver = hm.Driver(double, total, hooks=[_recording(told)])
    driver.values("total", inputs={"x": 3})
    assert _kinds(told) == [
        "RunStarted",
        "NodeStarted",
        "NodeFinished",
        "NodeStarted",
        "NodeFinished",
        "RunFinished",
    ]
    started, first, done, *_, end = told
    assert (started.outputs, started.steps) == (("total",), ("double", "total"))
    assert (first.name, first.kind, first.node) == ("double", "call", driver.graph["double"])
    assert (done.name, done.value) == ("double", 6)
    assert done.seconds >= 0
    assert end.error is None
    assert end.seconds >= done.seconds


def test_hooks_are_told_of_an_error_with_its_note_and_of_the_end() -> None:
    told: list[Any] = []
    driver = hm.Driver(double, total, broken, hooks=[_recording(told)])
    with pytest.raises(ValueError, match="broken") as caught:
        driver.values("broken", inputs={"x": 3})
    assert _kinds(told)[-3:] == ["NodeStarted", "NodeFailed", "RunFinished"]
    failed, end = told[-2:]
    assert failed.error is caught.value
    assert end.error is caught.value
    assert failed.name == "broken"
    assert failed.error.__notes__[0].startswith("while computing `broken`")


def test_several_hooks_are_told_in_the_order_given() -> None:
    told: list[str] = []
    hooks = [
        hm.Hooks(after_node=lambda event: told.append("first")),
        hm.Hooks(before_run=lambda event: told.append("run")),
        hm.Hooks(after_node=lambda event: told.append("second")),
    ]
    hm.Driver(double, hooks=hooks).values("double", inputs={"x": 1})
    assert told == ["run", "first", "second"]


@pytest.mark.parametrize("moment", ["before_run", "before_node", "after_node", "after_run"])
def test_an_error_of_a_hook_ends_the_run_as_itself(moment: str) -> None:
    def fail(event: object) -> None:
        raise LookupError("hook")

    driver = hm.Driver(double, hooks=[hm.Hooks(**{moment: fail})])
    with pytest.raises(LookupError, match="hook"):
        driver.values("double", inputs={"x": 1})


def test_an_error_of_a_hook_at_the_end_does_not_hide_the_first_error() -> None:
    def fail(event: object) -> None:
        raise LookupError("hook")

    driver = hm.Driver(double, total, broken, hooks=[hm.Hooks(after_run=fail)])
    with pytest.raises(LookupError, match="hook") as caught:
        driver.values("broken", inputs={"x": 1})
    assert isinstance(caught.value.__context__, ValueError)


def test_steps_of_frames_are_told_with_their_kind() -> None:
    def tripled(x: pl.Expr) -> pl.Expr:
        return x * 3

    def eager(tripled: pl.Series) -> pl.Series:
        return tripled

    told: list[Any] = []
    driver = hm.Driver(tripled, eager, hooks=[hm.Hooks(before_node=told.append)])
    driver.execute(["tripled", "eager"], inputs=pl.LazyFrame({"x": [1]}))
    kinds = {event.kind for event in told}
    assert {"call", "layer", "collect", "frame"} <= kinds
    assert all((event.node is not None) == (event.kind == "call") for event in told)


def test_records_and_hooks_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError, match="cannot assign"):
        hm.Hooks().before_run = None  # type: ignore[misc]


def test_hooks_take_no_positional_arguments() -> None:
    with pytest.raises(TypeError, match="positional"):
        hm.Hooks(print)  # type: ignore[misc]


def test_planning_tells_no_hook() -> None:
    told: list[Any] = []
    driver = hm.Driver(double, hooks=[_recording(told)])
    driver.plan("double", inputs={"x": 1})
    assert told == []
