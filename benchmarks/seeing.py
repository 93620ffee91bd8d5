"""Time of seeing and asking: pictures, pages, versions, differences, and questions of lineage."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import example, imported
from benchmarks.processes import in_process
from benchmarks.timing import Contender, Effort, Measured, Outcome, timed

__all__ = ["BUDGETS", "measured"]

BUDGETS = {"to SVG, by Graphviz": 2.0}
"""Seconds at 1,000 nodes."""


def measured(nodes: int, effort: Effort) -> dict[str, Outcome]:
    """Measure a layered graph in a process of its own."""
    found = in_process("benchmarks.seeing:measure", nodes=nodes, effort=asdict(effort))
    return {
        task: {name: Measured.from_dict(data) for name, data in outcome.items()}
        for task, outcome in found.items()
    }


def measure(nodes: int, effort: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Measure one graph in this process."""
    from benchmarks import peer

    with tempfile.TemporaryDirectory() as folder:
        module = example("layered", nodes, Path(folder)).module
        graph = hm.Graph(module)
        theirs = peer.driver_of(module)
        columns, frame = _columns(nodes, Path(folder))
        tasks: dict[str, tuple[Callable[[], object], Callable[[], object] | None]] = {
            "to DOT": (lambda: graph.view().dot, lambda: theirs.display_all_functions().source),
            "to SVG, by Graphviz": (lambda: graph.view().svg, None),
            "to Mermaid": (lambda: graph.view().mermaid, None),
            "to a page": (lambda: graph.view().save(f"{folder}/page.html"), None),
            "`node.version` of all": (
                lambda: [node.version for node in graph.values()],
                lambda: [variable.version for variable in _all_of(theirs)],
            ),
            "`graph.diff`, nothing changed": (lambda: graph.diff(graph), None),
            "`driver.lineage` of all columns": (
                lambda: columns.lineage(list(columns.graph), inputs=frame),
                None,
            ),
        }
        outcomes = {
            task: timed(_contenders(ours, other), Effort(**effort), clock=perf_counter)
            for task, (ours, other) in tasks.items()
        }
    return {
        task: {name: one.to_dict() for name, one in outcome.items()}
        for task, outcome in outcomes.items()
    }


def _contenders(ours: Callable[[], object], theirs: Callable[[], object] | None) -> list[Contender]:
    found = [Contender("hamiltonish", ours)]
    return found if theirs is None else [*found, Contender("peer", theirs)]


def _all_of(driver: Any) -> Any:
    """List the peer's nodes as it shows them; each has a digest of its function's source."""
    return driver.list_available_variables()


def _columns(nodes: int, folder: Path) -> tuple[hm.Driver, Any]:
    """Write a module of Polars expressions, each of two columns, and the frame that it reads."""
    import polars as pl

    lines = ["import polars as pl\n"]
    for i in range(nodes):
        first, second = (f"f{i - 10}", f"x{i % 10}") if i >= 10 else ("x0", f"x{i}")
        names = dict.fromkeys((first, second))
        parameters = ", ".join(f"{name}: pl.Expr" for name in names)
        lines.append(f"\n\ndef f{i}({parameters}) -> pl.Expr:\n    return {' + '.join(names)}\n")
    module = imported("bench_columns", "".join(lines), folder)
    return hm.Driver(module), pl.LazyFrame({f"x{i}": [1.0] for i in range(10)})
