"""Laws of plans: minimal, each function once, overrides as constants, values dropped in time."""

from __future__ import annotations

import gc
import weakref
from types import ModuleType
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import hamiltonish as hm
from tests.strategies import RandomGraph, requests, scalar_graphs


def _inputs(random: RandomGraph, data: st.DataObject) -> dict[str, int]:
    return {name: data.draw(st.integers(0, 99), label=name) for name in random.inputs}


@given(scalar_graphs(), st.data())
def test_a_plan_runs_what_outputs_need_below_overrides_and_nothing_else(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs, overrides = data.draw(requests(random))
    needed = random.upstream(outputs, without=overrides)
    inputs = {n: v for n, v in _inputs(random, data).items() if n in needed}
    driver = hm.Driver(random.module)
    random.module.calls.clear()
    driver.values(outputs, inputs=inputs, overrides=overrides)
    assert set(random.module.calls) == (needed & set(random.functions)) - set(overrides)


@given(scalar_graphs(), st.data())
def test_each_function_runs_at_most_once(random: RandomGraph, data: st.DataObject) -> None:
    outputs, overrides = data.draw(requests(random))
    random.module.calls.clear()
    hm.Driver(random.module).values(outputs, inputs=_inputs(random, data), overrides=overrides)
    assert all(count == 1 for count in random.module.calls.values())


@given(scalar_graphs(), st.data())
def test_values_are_those_of_calling_the_functions_by_hand(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs, overrides = data.draw(requests(random))
    inputs = _inputs(random, data)
    driver = hm.Driver(random.module)
    given_defaults = (
        data.draw(st.sets(st.sampled_from(sorted(random.defaults)))) if random.defaults else ()
    )
    inputs |= dict.fromkeys(given_defaults, 5)
    expected = random.by_hand({**inputs, **overrides})
    got = driver.values(outputs, inputs=inputs, overrides=overrides)
    assert got == {name: expected[name] for name in outputs}
    assert list(got) == outputs


@given(scalar_graphs(), st.data())
def test_an_override_is_a_function_that_returns_a_constant(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs, overrides = data.draw(requests(random))
    inputs = _inputs(random, data)

    replaced = ModuleType(random.module.__name__)
    vars(replaced).update(vars(random.module))
    for name, value in overrides.items():
        exec(f"def {name}() -> int: return {value}", replaced.__dict__)
    constant = hm.Driver(*_functions(replaced, random))

    read = set(constant.graph)
    given_to_it = {name: value for name, value in inputs.items() if name in read}
    assert hm.Driver(random.module).values(
        outputs, inputs=inputs, overrides=overrides
    ) == constant.values(outputs, inputs=given_to_it)


def _functions(module: ModuleType, random: RandomGraph) -> list[Any]:
    return [getattr(module, name) for name in random.functions]


@given(scalar_graphs(), st.data())
def test_the_order_of_a_plan_respects_every_edge(random: RandomGraph, data: st.DataObject) -> None:
    outputs, overrides = data.draw(requests(random))
    plan = hm.Driver(random.module, anchor).plan(
        outputs, inputs=_inputs(random, data), overrides=overrides
    )
    position = {name: index for index, name in enumerate(plan.order)}
    for name in plan.order:
        for dependency in random.parameters[name]:
            assert dependency not in position or position[dependency] < position[name]


def anchor(column: pd.Series) -> pd.Series:
    """Say of which library the frames of a driver are; nobody asks for it."""
    return column


class Token:
    """A value whose life can be watched."""


@given(scalar_graphs(most=8), st.data())
def test_a_value_is_dropped_after_its_last_reader_and_not_before(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs = data.draw(st.lists(st.sampled_from(random.functions), min_size=1, unique=True))
    driver = hm.Driver(*_watched(random, watched := _Watched()))
    inputs = dict.fromkeys(random.inputs, 1)
    gc.disable()  # what is dropped goes by its count, with no help
    try:
        kept = driver.values(outputs, inputs=inputs)
    finally:
        gc.enable()
    order = [name for name, _ in watched.seen]
    for index, (_, alive) in enumerate(watched.seen):
        later = {p for name in order[index:] for p in random.parameters[name]}
        expected = {name for name in order[:index] if name in later or name in outputs}
        assert alive == expected
    assert set(kept) == set(outputs)
    assert watched.alive() == set(outputs)


class _Watched:
    """Which tokens lived at each call."""

    def __init__(self) -> None:
        self.tokens: dict[str, weakref.ref[Token]] = {}
        self.seen: list[tuple[str, set[str]]] = []

    def alive(self) -> set[str]:
        return {name for name, token in self.tokens.items() if token() is not None}

    def call(self, name: str) -> Token:
        self.seen.append((name, self.alive()))
        token = Token()
        self.tokens[name] = weakref.ref(token)
        return token


def _watched(random: RandomGraph, watched: _Watched) -> list[Any]:
    """Make functions of the same shape that give tokens."""
    namespace: dict[str, Any] = {"call": watched.call}
    for name, needed in random.parameters.items():
        parameters = ", ".join(f"{p}: object" for p in needed if p not in random.defaults)
        optional = "".join(f", {p}: object = 0" for p in needed if p in random.defaults)
        exec(f"def {name}({parameters}{optional}) -> object: return call({name!r})", namespace)
    return [namespace[name] for name in random.parameters]


@given(scalar_graphs(), st.data())
def test_equal_requests_have_the_same_plan_object_and_equal_values(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs, overrides = data.draw(requests(random))
    inputs = _inputs(random, data)
    driver = hm.Driver(random.module, anchor)
    first = driver.plan(outputs, inputs=inputs, overrides=overrides)
    other = {name: value + 1 for name, value in inputs.items()}
    assert driver.plan(tuple(outputs), inputs=other, overrides=overrides) is first
    assert driver.values(outputs, inputs=inputs, overrides=overrides) == driver.values(
        outputs, inputs=inputs, overrides=overrides
    )


@given(scalar_graphs(), st.data())
def test_hooks_change_nothing_but_are_told_of_every_call(
    random: RandomGraph, data: st.DataObject
) -> None:
    outputs, overrides = data.draw(requests(random))
    inputs = _inputs(random, data)
    told: list[str] = []
    hooks = hm.Hooks(after_node=lambda event: told.append(event.name))
    watched = hm.Driver(random.module, hooks=[hooks], check_types=True)
    plain = hm.Driver(random.module)
    assert watched.values(outputs, inputs=inputs, overrides=overrides) == plain.values(
        outputs, inputs=inputs, overrides=overrides
    )
    needed = random.upstream(outputs, without=overrides) & set(random.functions)
    assert sorted(told) == sorted(needed - set(overrides))
