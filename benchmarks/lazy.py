"""Planning of lazy columns, beside writing the same query by hand."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import example
from benchmarks.processes import in_process
from benchmarks.timing import Contender, Effort, Measured, Outcome, timed
from hamiltonish.plan import plan_of
from hamiltonish.plan.request import Request, describe

__all__ = ["KINDS", "measured"]

KINDS = {"pl.Expr": "import polars as pl", "nw.Expr": "import narwhals as nw"}
"""The column types that are compiled into a query, and what their modules import."""


def measured(kind: str, nodes: int, effort: Effort) -> Outcome:
    """Measure ten layers of columns in a process of its own."""
    found = in_process(
        f"{__name__}:measure",
        kind=kind,
        nodes=nodes,
        seconds=effort.seconds,
        rounds=effort.rounds,
    )
    return {name: Measured.from_dict(data) for name, data in found.items()}


def measure(kind: str, nodes: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure in this process. Nothing is collected but once, to compare the results."""
    import polars as pl

    with tempfile.TemporaryDirectory() as folder:
        graph = example("layered", nodes, Path(folder), type_text=kind, header=KINDS[kind])
        frame = pl.LazyFrame({name: [value, 2.0] for name, value in graph.inputs.items()})
        driver = hm.Driver(graph.module)
        given = {"": frame}
        request = Request(tuple(graph.outputs), describe(given), {}, as_frame=True)
        by_hand = _by_hand(kind, driver, frame, graph.outputs)
        if not driver.execute(graph.outputs, inputs=frame).collect().equals(by_hand().collect()):
            raise AssertionError("not what the hand-written query gives")
        contenders = [
            Contender("by hand", by_hand),
            Contender("plan", lambda: plan_of(driver.graph, request, given)),
            Contender("execute", lambda: driver.execute(graph.outputs, inputs=frame)),
        ]
        outcome = timed(contenders, Effort(seconds, rounds))
    return {name: result.to_dict() for name, result in outcome.items()}


def _by_hand(kind: str, driver: Any, frame: Any, outputs: list[str]) -> Callable[[], Any]:
    """Prepare the query as one would write it: layers of calls of the functions on `col`."""
    plan = driver.plan(outputs, inputs=frame)
    nodes = driver.graph
    layers = [
        [(name, nodes[name].function, [p.name for p in nodes[name].parameters]) for name in names]
        for names in (layer.columns for layer in plan.layers)
    ]
    library = importlib.import_module("narwhals" if kind == "nw.Expr" else "polars")
    is_portable = kind == "nw.Expr"

    def query() -> Any:
        result = library.from_native(frame) if is_portable else frame
        for layer in layers:
            result = result.with_columns(
                **{
                    name: function(*[library.col(needed) for needed in parameters])
                    for name, function, parameters in layer
                }
            )
        result = result.select(*outputs)
        return result.to_native() if is_portable else result

    return query
