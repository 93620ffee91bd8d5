"""Cost per node of building a graph in which two modifiers stand on every function."""

from __future__ import annotations

import linecache
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import imported
from benchmarks.processes import in_process
from benchmarks.timing import Contender, Effort, Measured, Outcome, timed

__all__ = ["PAIRS", "measured"]

PAIRS = {
    "tag, tag": "@tag(layer='gold')\n@tag(owner='ads')",
    "tag, inject": "@tag(owner='ads')\n@inject(days=value({i}))",
    "tag, parameterize": "@tag(owner='ads')\n@parameterize(f{i}={{'days': value({i})}})",
    "config.when, tag": "@config.when(region='eu')\n@tag(owner='ads')",
    "tag, extract_fields": "@tag(owner='ads')\n@extract_fields({{'low{i}': int}})",
    "tag, pipe_output": "@tag(owner='ads')\n@pipe_output(step(_plus))",
}
"""What stands on each function; ``{i}`` is its number."""

_HEADER = """
from {library} import (
    config, extract_fields, inject, parameterize, pipe_output, step, tag, value
)


def _plus(x: int) -> int:
    return x + 1
"""

_MODULES = {
    "hamiltonish": "hamiltonish.modifiers",
    "peer": "hamilton.function_modifiers",
}


def measured(pair: str, functions: int, effort: Effort) -> tuple[Outcome, dict[str, int]]:
    """Measure one pair in a process of its own; give the nodes that each library made as well."""
    found = in_process(
        "benchmarks.modifiers:measure", pair=pair, functions=functions, effort=asdict(effort)
    )
    return {name: Measured.from_dict(data) for name, data in found["times"].items()}, found["nodes"]


def measure(pair: str, functions: int, effort: dict[str, Any]) -> dict[str, Any]:
    """Measure one pair in this process."""
    from benchmarks import peer

    config = {"region": "eu"} if "config" in pair else {}
    with tempfile.TemporaryDirectory() as folder:
        modules = {
            name: _module(pair, functions, library, Path(folder))
            for name, library in _MODULES.items()
        }
        outcome = timed(
            [
                Contender(
                    "hamiltonish",
                    lambda: hm.Driver(modules["hamiltonish"], config=config),
                    linecache.clearcache,
                ),
                Contender(
                    "peer", lambda: peer.driver_of(modules["peer"], config), linecache.clearcache
                ),
            ],
            Effort(**effort),
        )
        graph = hm.Driver(modules["hamiltonish"], config=config).graph
        theirs = peer.driver_of(modules["peer"], config).list_available_variables()
        nodes = {
            "hamiltonish": sum(node.function is not None for node in graph.values()),
            "peer": sum(not variable.is_external_input for variable in theirs),
        }
    times = {name: one.to_dict() for name, one in outcome.items()}
    return {"times": times, "nodes": nodes}


def _module(pair: str, functions: int, library: str, folder: Path) -> ModuleType:
    name = f"bench_{library.partition('.')[0]}"
    return imported(name, "".join(_text(pair, functions, library)), folder)


def _text(pair: str, functions: int, library: str) -> Iterator[str]:
    yield _HEADER.format(library=library)
    returns, result = ("dict", "{{'low{i}': days}}") if "fields" in pair else ("int", "days")
    for i in range(functions):
        suffix = {"tag, parameterize": "_of", "config.when, tag": "__eu"}.get(pair, "")
        yield f"\n\n{PAIRS[pair].format(i=i)}\n"
        yield f"def f{i}{suffix}(a{i % 1_000}: int, days: int) -> {returns}:\n"
        yield f'    """Compute a number."""\n    return {result.format(i=i)}\n'
