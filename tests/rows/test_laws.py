"""The law of lifting: on each row where Python gives a value, the lifted function gives it.

A night's run writes more functions: ``HAMILTONISH_ROWS=20000 pytest tests/rows/test_laws.py``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hamiltonish.rows.lift import Lifting, lifted
from hamiltonish.rows.refusal import Refused
from tests.rows.engines import ENGINES, SLOW, STOPPING, WITHOUT_NAN, frame_of
from tests.rows.oracle import (
    BEYOND,
    POOLS,
    Functions,
    cells,
    differences,
    functions,
    margin_of,
)

FUNCTIONS = int(os.environ.get("HAMILTONISH_ROWS", "500"))
"""How many functions are written for each engine; fewer for those that are slow."""

_BATCH = 25
_ROWS = 50
_KINDS = tuple(POOLS)


def _lifted(written: Functions, engine: str) -> dict[str, Any]:
    found: dict[str, tuple[Any, Lifting]] = {}
    for name, node in written.nodes.items():
        try:
            found[name] = node, lifted(node, {p.name for p in node.parameters}, engine)
        except Refused:
            continue
    return found


def _run(engine: str, frame: Any, wanted: Mapping[str, list[Any]], nodes: Any) -> dict[str, Any]:
    """Run all in one query; where DuckDB would stop, without the rows that leave 64 bits."""
    leaving = [name for name in nodes if engine in STOPPING and BEYOND in wanted[name]]
    found = ENGINES[engine](frame, {name: nodes[name] for name in nodes if name not in leaving})
    for name in leaving:
        within = [row for row, value in enumerate(wanted[name]) if value is not BEYOND]
        column = ENGINES[engine](frame[within], {name: nodes[name]})[name]
        found[name] = [None] * len(wanted[name])
        for row, value in zip(within, column, strict=True):
            found[name][row] = value
    return found


def _check(engine: str, seeds: list[int]) -> None:
    drawn = cells(Random(seeds[0]), _ROWS)
    written = functions(seeds, _KINDS)
    seen = drawn
    if engine in WITHOUT_NAN:  # in which NaN is null
        seen = {name: [None if x != x else x for x in cells_] for name, cells_ in drawn.items()}
    wanted, nodes = {}, {}
    for name, (node, lifting) in _lifted(written, engine).items():
        wanted[name], raises = written.columns(name, seen)
        nodes[name] = node, lifting
        if lifting.raised is None:
            assert not any(one is True for one in raises), written.sources[name]
        else:
            wanted[f"{name} raises"] = raises
            nodes[f"{name} raises"] = node, Lifting(lifting.raised, None)
    found = _run(engine, frame_of(drawn), wanted, nodes)
    for both, column in found.items():
        name, _, is_flag = both.partition(" ")
        want, got = wanted[both], [bool(one) for one in column] if is_flag else column
        if engine in WITHOUT_NAN:
            want, got = ([None if x != x else x for x in one] for one in (want, got))
        for row in differences(want, got, margin_of(written, name)):
            read = {p.name: seen[p.name][row] for p in written.nodes[name].parameters}
            pytest.fail(
                f"{written.sources[name]}\non {read}: Python {is_flag or 'gives'} {want[row]!r}, {engine} {got[row]!r}"
            )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_lifted_function_gives_what_python_gives(
    engine: str, request: pytest.FixtureRequest
) -> None:
    if engine == "pyspark":
        request.getfixturevalue("spark")
    count = FUNCTIONS // SLOW.get(engine, 1)

    @settings(
        max_examples=max(1, count // _BATCH),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=FUNCTIONS == 500,
        phases=[Phase.generate],  # the failure names one function and one row: that is short
    )
    @given(st.integers(0, 2**48))
    def law(seed: int) -> None:
        _check(engine, [seed * _BATCH + number for number in range(_BATCH)])

    law()


@pytest.mark.parametrize(
    ("engine", "least"),
    [("polars", 90), ("pandas", 90), ("duckdb", 48), ("ibis", 35), ("dask", 90), ("pyspark", 75)],
)
def test_most_functions_are_lifted(engine: str, least: int) -> None:
    written = functions(list(range(400)), _KINDS)  # of a hundred the share is a matter of luck
    assert len(_lifted(written, engine)) >= 4 * least
