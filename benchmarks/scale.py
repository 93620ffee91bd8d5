"""Cost per node of building, planning and executing, from 10 to 100,000 scalar functions."""

from __future__ import annotations

import linecache
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import Example, example
from benchmarks.processes import in_process
from benchmarks.timing import Contender, Effort, Measured, Outcome, timed
from hamiltonish.plan import plan_of
from hamiltonish.plan.request import Request, describe

__all__ = ["FULL", "QUICK", "Size", "measured"]


@dataclass(frozen=True, slots=True)
class Size:
    """One graph that is measured."""

    shape: str
    nodes: int


FULL = tuple(
    [Size(shape, 10**n) for shape in ("chain", "wide", "layered") for n in range(1, 6)]
    + [Size("parameters", 10_000)]
)
QUICK = (Size("chain", 10), Size("chain", 1_000), Size("layered", 100), Size("parameters", 100))


def measured(size: Size, effort: Effort) -> dict[str, Outcome]:
    """Measure one graph in a process of its own: build, plan, execute."""
    found = in_process("benchmarks.scale:measure", size=asdict(size), effort=asdict(effort))
    return {
        stage: {name: Measured.from_dict(data) for name, data in outcome.items()}
        for stage, outcome in found.items()
    }


def measure(size: dict[str, Any], effort: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Measure one graph in this process."""
    from benchmarks import peer

    with tempfile.TemporaryDirectory() as folder:
        graph = example(size["shape"], size["nodes"], Path(folder))
        stages: dict[str, Callable[[Example, Any, Effort], Outcome]] = {
            "build": _build,
            "plan": _plan,
            "execute": _execute,
        }
        return {
            stage: {
                name: outcome.to_dict()
                for name, outcome in measure_stage(graph, peer, Effort(**effort)).items()
            }
            for stage, measure_stage in stages.items()
        }


def _build(graph: Example, peer: Any, effort: Effort) -> Outcome:
    """Build from an imported module; its text is read from disk each time, as a user's is."""
    module = graph.module
    return timed(
        [
            Contender("hamiltonish", lambda: hm.Driver(module), linecache.clearcache),
            Contender("peer", lambda: peer.driver_of(module), linecache.clearcache),
        ],
        effort,
    )


def _plan(graph: Example, peer: Any, effort: Effort) -> Outcome:  # noqa: ARG001  # one signature
    """Plan anew each time. The peer has no such stage: it walks the graph at each execution."""
    driver = hm.Driver(graph.module)
    request = Request(tuple(graph.outputs), describe(graph.inputs), {}, as_frame=False)
    call = Contender("hamiltonish", lambda: plan_of(driver.graph, request, graph.inputs))
    return timed([call], effort)


def _execute(graph: Example, peer: Any, effort: Effort) -> Outcome:
    """Execute with a warm driver; all give the same dict, which is checked first."""
    outputs, inputs, by_hand = graph.outputs, graph.inputs, graph.by_hand
    ours, theirs = hm.Driver(graph.module), peer.driver_of(graph.module)
    expected = by_hand(**inputs)
    if ours.values(outputs, inputs=inputs) != expected:
        raise AssertionError("not what the hand-written code gives")
    call = by_hand
    return timed(
        [
            Contender("by hand", lambda: call(**inputs)),
            Contender("hamiltonish", lambda: ours.values(outputs, inputs=inputs)),
            Contender("peer", lambda: theirs.execute(outputs, inputs=inputs)),
        ],
        effort,
    )
