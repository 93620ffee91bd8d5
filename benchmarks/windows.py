"""Six means over one key, of columns in six different layers: apart, or side by side."""

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

__all__ = ["ENGINES", "measured"]

ENGINES = ("in-memory", "streaming")

_STEPS = 6
_MEANS = [f"mean{number}" for number in range(1, _STEPS + 1)]


def measured(engine: str, rows: int, effort: Effort) -> Outcome:
    """Measure one engine of Polars in a process of its own."""
    found = in_process(
        f"{__name__}:measure",
        engine=engine,
        rows=rows,
        seconds=effort.seconds,
        rounds=effort.rounds,
    )
    return {name: Measured.from_dict(data) for name, data in found.items()}


def measure(engine: str, rows: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure in this process. All give the same frame, which is checked first."""
    import numpy as np
    import polars as pl
    from polars.testing import assert_frame_equal

    some = np.random.default_rng(2026)
    frame = pl.LazyFrame({"x0": some.random(rows), "key": some.integers(0, 1_000, rows)})
    with tempfile.TemporaryDirectory() as folder:
        module = imported("bench_windows", _module_text(), Path(folder))
        driver = hm.Driver(module)
        calls: dict[str, Callable[[], Any]] = {
            "by hand": lambda: _apart(module, frame).collect(engine=engine),
            "by hand, side by side": lambda: _together(module, frame).collect(engine=engine),
            "hamiltonish": lambda: driver.execute(_MEANS, inputs=frame).collect(engine=engine),
        }
        expected = calls["by hand"]()
        for call in calls.values():
            assert_frame_equal(call(), expected)
        return timed_calls(calls, Effort(seconds, rounds), clock=perf_counter)


def _module_text() -> str:
    lines = ['"""A chain of columns, and the mean of each in its group."""', "import polars as pl"]
    for number in range(1, _STEPS + 1):
        lines += [
            f"def x{number}(x{number - 1}: pl.Expr) -> pl.Expr:",
            f"    return x{number - 1} * 0.5 + {number}",
            f"def mean{number}(x{number}: pl.Expr, key: pl.Expr) -> pl.Expr:",
            f"    return x{number}.mean().over(key)",
        ]
    return "\n".join(lines) + "\n"


def _apart(module: Any, frame: Any) -> Any:
    """Compute each mean as soon as its column is there, as one does who adds layer to layer."""
    for number in range(1, _STEPS + 2):
        columns = {}
        if number <= _STEPS:
            columns |= _step(module, number)
        if number > 1:
            columns |= _mean(module, number - 1)
        frame = frame.with_columns(**columns)
    return frame.select(_MEANS)


def _together(module: Any, frame: Any) -> Any:
    """Compute the means at the end. A `with_columns` would not do: the optimiser takes it apart."""
    for number in range(1, _STEPS + 1):
        frame = frame.with_columns(**_step(module, number))
    means: dict[str, Any] = {}
    for number in range(1, _STEPS + 1):
        means |= _mean(module, number)
    return frame.select(**means)


def _step(module: Any, number: int) -> dict[str, Any]:
    from polars import col

    return {f"x{number}": getattr(module, f"x{number}")(col(f"x{number - 1}"))}


def _mean(module: Any, number: int) -> dict[str, Any]:
    from polars import col

    return {f"mean{number}": getattr(module, f"mean{number}")(col(f"x{number}"), col("key"))}
