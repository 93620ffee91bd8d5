"""Peak memory of graphs of large pandas columns, each process measuring one contender."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.graphs import Example, example
from benchmarks.processes import in_process
from benchmarks.timing import Measured, Outcome

__all__ = ["SHAPES", "measured", "peak_of", "status"]

SHAPES = {
    "chain": "20 columns, each from the one before",
    "layered": "40 columns, ten layers of four, each from three of the layer before",
}
_NODES = {"chain": 20, "layered": 40}
_CONTENDERS = ("by hand", "by hand, nothing dropped", "hamiltonish", "peer")


def measured(shape: str, rows: int, rounds: int) -> Outcome:
    """Measure each contender several times, in random order, in processes of their own."""
    found: dict[str, list[float]] = {name: [] for name in _CONTENDERS}
    for _ in range(rounds):
        for name in random.sample(_CONTENDERS, len(_CONTENDERS)):
            found[name].append(in_process(f"{__name__}:peak", shape=shape, who=name, rows=rows))
    return {name: Measured(tuple(sorted(values))) for name, values in found.items()}


def peak(shape: str, who: str, rows: int) -> float:
    """Measure the peak of resident memory while one contender works, above that before its start.

    What the inputs take is not in it: all contenders are given the same, and the caller keeps it.
    """
    import numpy as np
    import pandas as pd

    with tempfile.TemporaryDirectory() as folder:
        graph = example(
            shape, _NODES[shape], Path(folder), type_text="pd.Series", header="import pandas as pd"
        )
        inputs = {name: pd.Series(np.arange(rows, dtype="f8")) for name in graph.inputs}
        small = {name: series.head(10) for name, series in inputs.items()}
        work = _contender(graph, who)
        work(small)  # loads what is loaded late
        return peak_of(partial(work, inputs))


def peak_of(call: Callable[[], object]) -> float:
    """Measure the peak of resident memory while a call works, above that before it, in bytes."""
    before = status("VmRSS")
    kept = call()
    after = status("VmHWM")
    del kept
    return after - before


def _contender(graph: Example, who: str) -> Callable[[dict[str, Any]], object]:
    if who == "hamiltonish":
        import hamiltonish as hm

        return partial(_ours, hm.Driver(graph.module), graph.outputs)
    if who == "peer":
        from benchmarks import peer

        return partial(_theirs, peer.driver_of(graph.module), graph.outputs)
    by_hand = graph.by_hand if who.endswith("nothing dropped") else graph.by_hand_dropping
    return partial(_by_hand, by_hand)


def _ours(driver: Any, outputs: list[str], inputs: dict[str, Any]) -> object:
    return driver.values(outputs, inputs=inputs)


def _theirs(driver: Any, outputs: list[str], inputs: dict[str, Any]) -> object:
    return driver.execute(outputs, inputs=inputs)


def _by_hand(function: Callable[..., object], inputs: dict[str, Any]) -> object:
    return function(**inputs)


def status(field: str) -> float:
    """Read a figure of this process, in bytes; Linux only. `getrusage` would count the parent's."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return float(line.split()[1]) * 1024
    raise LookupError(field)
