"""Compiled functions beside the same calls by hand, and what it takes to compile them."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import example, imported
from benchmarks.processes import in_process
from benchmarks.timing import Effort, Measured, Outcome, timed_calls

__all__ = ["FULL", "OUTPUTS", "QUICK", "measured"]

FULL = (10, 50, 200, 5_000)
QUICK = (10, 50)
OUTPUTS = 9


def measured(nodes: int, effort: Effort) -> Outcome:
    """Measure one graph in a process of its own; the compiling is a contender as well."""
    found = in_process(f"{__name__}:measure", nodes=nodes, effort=asdict(effort))
    return {name: Measured.from_dict(data) for name, data in found.items()}


def measure(nodes: int, effort: dict[str, Any]) -> dict[str, Any]:
    """Measure in this process: ten layers, each reads three of the layer before.

    The outputs are nine, or all of the last layer if it has more, so that everything is called.
    """
    from benchmarks import peer

    with tempfile.TemporaryDirectory() as folder:
        graph = example("layered", nodes, Path(folder))
        ours, theirs = hm.Driver(graph.module), peer.driver_of(graph.module)
        outputs = graph.outputs
        if len(outputs) < OUTPUTS:
            outputs = [f"f{n}" for n in range(nodes - OUTPUTS, nodes)]
        hand = _by_hand(ours.graph.upstream(*outputs), outputs, graph.module.__name__, Path(folder))
        compiled, inputs = ours.compile(outputs), graph.inputs
        expected = hand(**inputs)
        calls = {
            "by hand": lambda: hand(**inputs),
            "compiled": lambda: compiled(**inputs),
            "driver.values": lambda: ours.values(outputs, inputs=inputs),
            "peer": lambda: theirs.execute(outputs, inputs=inputs),
        }
        for name, call in calls.items():
            if call() != expected:
                raise AssertionError(f"{name}: not what the hand-written code gives")
        calls["compiling"] = lambda: ours.compile(outputs)
        return timed_calls(calls, Effort(**effort))


def _by_hand(graph: hm.Graph, outputs: list[str], module: str, folder: Path) -> Any:
    """Write the calls one below the other, as a person would."""
    lines = [f"from {module} import *", "", "", f"def hand({', '.join(graph.inputs)}):"]
    for node in graph.values():
        if not node.is_input:
            arguments = (
                p.name if p.name in graph.inputs else f"v_{p.name}" for p in node.parameters
            )
            lines.append(f"    v_{node.name} = {node.name}({', '.join(arguments)})")
    lines.append(f"    return {{{', '.join(f'{name!r}: v_{name}' for name in outputs)}}}")
    return imported(f"{module}_hand", "\n".join(lines), folder).hand
