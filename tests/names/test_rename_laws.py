"""Laws of renaming: the graph is the same but for the name, and a name is led back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import hamiltonish as hm
from examples.flights import features
from hamiltonish.names import rename
from hamiltonish.project import File
from tests.modules import module_of
from tests.strategies import RandomGraph, expression_graphs, scalar_graphs, source_of

NEW = "a_new_name"


def _renamed(text: str, old: str, new: str) -> str:
    file = File(Path("/project/features.py"), text, text)
    (after,) = rename([file], old, new).files
    assert not after.problem
    return after.after


def _shape(graph: hm.Graph, names: Mapping[str, str]) -> set[object]:
    """Reduce a graph to what does not depend on where it stands, under other names."""
    return {
        (
            names.get(node.name, node.name),
            str(node.type),
            tuple(
                (names.get(p.name, p.name), str(p.type), str(p.default)) for p in node.parameters
            ),
            node.doc,
        )
        for node in graph.values()
    }


@st.composite
def renamings(draw: st.DrawFn, graphs: st.SearchStrategy[RandomGraph]) -> tuple[RandomGraph, str]:
    graph = draw(graphs)
    return graph, draw(st.sampled_from([*graph.functions, *graph.inputs, *graph.defaults]))


@settings(max_examples=25, deadline=None)
@given(renamings(scalar_graphs()))
def test_the_graph_and_what_it_computes_are_the_same_but_for_the_name(
    drawn: tuple[RandomGraph, str],
) -> None:
    before, old = drawn
    text = _renamed(source_of(before.module), old, NEW)
    module = module_of(text)
    names = {old: NEW}
    assert _shape(hm.Graph(module), {}) == _shape(hm.Graph(before.module), names)
    values = {name: number for number, name in enumerate(before.inputs, 1)}
    known = before.by_hand(values)
    outputs = [names.get(name, name) for name in before.functions]
    given_now = {names.get(name, name): value for name, value in values.items()}
    computed = hm.Driver(module).values(outputs, inputs=given_now)
    assert computed == {names.get(name, name): known[name] for name in before.functions}


@settings(max_examples=15, deadline=None)
@given(renamings(expression_graphs(most=6)))
def test_columns_are_the_same_but_for_the_name(drawn: tuple[RandomGraph, str]) -> None:
    before, old = drawn
    module = module_of(_renamed(source_of(before.module), old, NEW))
    names = {old: NEW}
    frame = pl.DataFrame({name: [n, 2, 5] for n, name in enumerate(before.inputs)})
    first = hm.Driver(before.module).execute(before.functions, inputs=frame)
    second = hm.Driver(module).execute(
        [names.get(name, name) for name in before.functions],
        inputs=frame.rename({name: names.get(name, name) for name in frame.columns}),
    )
    assert second.equals(first.rename(names, strict=False))


@settings(max_examples=25, deadline=None)
@given(renamings(scalar_graphs()))
def test_a_name_that_is_led_back_leaves_the_text_as_it_was(drawn: tuple[RandomGraph, str]) -> None:
    before, old = drawn
    text = source_of(before.module)
    assert _renamed(_renamed(text, old, NEW), NEW, old) == text


MODIFIED = '''\
"""Spend and rate are words of this docstring."""
import hamiltonish as hm
from hamiltonish.modifiers import (
    config, does, extract_columns, extract_fields, group, inject, name, node, parameterize,
    pipe_input, pipe_output, resolve, source, step, subdag, tag, unpack_fields, value,
)


def _rounded(x: float, digits: int) -> float:
    return round(x, digits)


def spend(tv: float, radio: float = 1.0) -> float:
    """Spend in all."""
    return tv + radio  # spend


@inject(amount=source("spend"), days=value(7))
def pace(amount: float, days: int, rate: float) -> float:
    return amount / days * rate


@parameterize(
    pace_7d={"amount": source("spend"), "days": 7},
    pace_30d={"amount": source("pace"), "days": 30, "rate": value(2.0)},
)
def any_pace(amount: float, days: int, rate: float) -> float:
    return amount / days * rate


@config.when(region="us")
def tax__us(spend: float) -> float:
    return spend * 0.07


@config.when_not(region="us")
def tax__eu(spend: float, rate: float) -> float:
    return spend * rate


@pipe_output(step(_rounded, digits=2))
@pipe_input(step(_rounded, digits=source("digits")), on_input="tax")
def total(spend: float, tax: float) -> float:
    return spend + tax


@extract_fields("low", high=float)
def limits(spend: float) -> dict[str, float]:
    return {"low": spend - 1, "high": spend + 1}


@unpack_fields("first", "second")
def parts(low: float, high: float) -> tuple[float, float]:
    return low, high


@inject(several=group(source("first"), source("second")))
def summed(several: list[float]) -> float:
    return sum(several)


@subdag(spend, inputs={"tv": source("uk_tv")}, prefix="uk")
def uk_spend(spend: float) -> float:
    return spend


@tag(owner="spend")
@resolve(lambda region: inject(amount=source("tax" if region == "us" else "total")))
def local(amount: float, spend: float) -> float:
    values = [spend for spend in (1.0, 2.0)]
    return amount + spend + sum(values)


def _combine(**parts: float) -> float:
    return sum(parts.values())


@does(_combine)
def combined(first: float, rate: float) -> float: ...


FAMILY = [node(_rounded, name="rounded", x=source("spend"), digits=1)]
SOURCES = (
    spend, pace, any_pace, tax__us, tax__eu, total, limits, parts, summed, uk_spend, local, *FAMILY
)
driver = hm.Driver(*SOURCES, config={"region": "us"})
inputs = {"tv": 2.0, "radio": 3.0, "rate": 0.5, "digits": 1, "uk_tv": 4.0}
outputs = [
    "spend", "pace", "pace_7d", "pace_30d", "tax", "total", "total.raw", "low", "high", "first",
    "second", "summed", "uk_spend", "uk.spend", local, *[limits, parts], "rounded",
]
result = driver.values(outputs, inputs=inputs)
alone = spend(tv=1.0, radio=2.0), total(spend=1.0, tax=2.0)
'''

NAMES = {
    "spend", "pace", "pace_7d", "pace_30d", "tax", "total", "low", "high", "first", "second",
    "summed", "uk_spend", "local", "tv", "radio", "rate", "digits", "limits", "parts", "rounded",
    "uk_tv", "region",
}  # fmt: skip


def _values_of(module: object) -> dict[str, Any]:
    return dict(vars(module)["result"])


@st.composite
def _several(draw: st.DrawFn) -> list[str]:
    return draw(st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=4, unique=True))


@settings(max_examples=12, deadline=None)
@given(_several())
def test_modifiers_and_requests_go_with_the_names(olds: list[str]) -> None:
    before = module_of(MODIFIED)
    text = MODIFIED
    for number, old in enumerate(olds):
        text = _renamed(text, old, f"new_{number}")
    after = module_of(text)
    names = {old: f"new_{number}" for number, old in enumerate(olds)}

    def lead(name: str) -> str:
        return ".".join(names.get(piece, piece) for piece in name.split("."))

    expected = {lead(name): value for name, value in _values_of(before).items()}
    fields = lead("limits")  # the fields of a dict have the names of their nodes
    expected[fields] = {lead(name): value for name, value in expected[fields].items()}
    assert _values_of(after) == expected
    graph, new = vars(before)["driver"].graph, vars(after)["driver"].graph
    assert set(new) == {lead(name) for name in graph}
    assert {lead(n): tuple(map(lead, graph.dependencies(n))) for n in graph} == {
        n: new.dependencies(n) for n in new
    }
    assert vars(after)["alone"] == vars(before)["alone"]


FLIGHTS = Path(str(features.__file__)).read_text(encoding="utf-8")


@settings(max_examples=5, deadline=None)
@given(st.sampled_from(list(hm.Graph(features))))
def test_any_name_of_a_real_module_can_be_another(old: str) -> None:
    names = {old: NEW}
    after = hm.Graph(module_of(_renamed(FLIGHTS, old, NEW)))
    before = hm.Graph(features)

    def kept(graph: hm.Graph) -> set[tuple[str, tuple[str, ...]]]:
        return {
            (names.get(name, name), tuple(names.get(one, one) for one in graph.dependencies(name)))
            for name in graph
        }

    assert kept(after) == kept(before)
