"""A chain of diamonds, where each column is read twice: layers, or an expression that doubles."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import imported
from benchmarks.processes import in_process
from benchmarks.timing import Effort, Measured, Outcome, timed_calls

__all__ = ["INLINED", "measured"]

INLINED = "inlined by hand, once"


def measured(diamonds: int, rows: int, effort: Effort) -> Outcome:
    """Measure in a process of its own."""
    found = in_process(
        f"{__name__}:measure",
        diamonds=diamonds,
        rows=rows,
        seconds=effort.seconds,
        rounds=effort.rounds,
    )
    return {name: Measured.from_dict(data) for name, data in found.items()}


def measure(diamonds: int, rows: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure in this process. The inlined query is so slow that it runs a single time."""
    import numpy as np
    import polars as pl

    frame = pl.DataFrame({"x0": np.random.default_rng(2026).random(rows)})
    output = f"x{diamonds}"
    with tempfile.TemporaryDirectory() as folder:
        module = imported("bench_diamonds", _module_text(diamonds), Path(folder))
        driver = hm.Driver(module)
        calls: dict[str, Callable[[], Any]] = {
            "by hand": lambda: _layers(module, diamonds, frame.lazy()).collect(),
            "hamiltonish": lambda: driver.execute([output], inputs=frame),
        }
        start = perf_counter()
        expected = frame.lazy().select(_inlined(module, diamonds).alias(output)).collect()
        inlined = perf_counter() - start
        for name, call in calls.items():
            if not call().equals(expected):
                raise AssertionError(f"{name}: not what the inlined query gives")
        found = timed_calls(calls, Effort(seconds, rounds), clock=perf_counter)
    return found | {INLINED: Measured((inlined,)).to_dict()}


def _module_text(diamonds: int) -> str:
    lines = ['"""Diamonds: two columns of one, and one of the two."""', "import polars as pl"]
    for number in range(diamonds):
        before, after = f"x{number}", f"x{number + 1}"
        lines += [
            f"def left{number}({before}: pl.Expr) -> pl.Expr:",
            f"    return {before} * 0.5 + 1",
            f"def right{number}({before}: pl.Expr) -> pl.Expr:",
            f"    return {before} * 0.5 - 1",
            f"def {after}(left{number}: pl.Expr, right{number}: pl.Expr) -> pl.Expr:",
            f"    return left{number} + right{number}",
        ]
    return "\n".join(lines) + "\n"


def _layers(module: Any, diamonds: int, frame: Any) -> Any:
    from polars import col

    for number in range(diamonds):
        left, right, after = f"left{number}", f"right{number}", f"x{number + 1}"
        before = col(f"x{number}")
        sides = {name: getattr(module, name)(before) for name in (left, right)}
        both = getattr(module, after)(col(left), col(right))
        frame = frame.with_columns(**sides).with_columns(**{after: both})
    return frame.select(f"x{diamonds}")


def _inlined(module: Any, diamonds: int) -> Any:
    """Give each function the expressions themselves, so that each diamond doubles what follows."""
    from polars import col

    column = col("x0")
    for number in range(diamonds):
        left = getattr(module, f"left{number}")(column)
        right = getattr(module, f"right{number}")(column)
        column = getattr(module, f"x{number + 1}")(left, right)
    return column
