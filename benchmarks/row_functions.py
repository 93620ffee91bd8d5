"""Functions of one row on a frame: as expressions written by hand, lifted, and row by row.

Many functions in one query here; `row_alone` has functions by themselves.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import imported
from benchmarks.processes import in_process
from benchmarks.timing import Effort, Measured, Outcome, timed_calls

__all__ = ["BY_ROW", "measured", "measured_planning"]

BY_ROW = 5
"""How many functions run row by row: one of each kind; all of them would take a minute a call."""

# The constant differs from function to function, so that no two of them have a part in common.
_KINDS = (
    ("x{a}: float, x{b}: float", "float", ["return x{a} * {c} + x{b}"]),
    ("x{a}: float, x{b}: float", "bool", ["return x{a} > x{b} * {c}"]),
    ("x{a}: float, x{b}: float", "float", ["return x{a} / x{b} * {c}"]),
    ("x{a}: float | None", "float", ["return 0.0 if x{a} is None else x{a} - {c}"]),
    (
        "x{a}: float",
        "str",
        [
            "if x{a} * {c} < 0.3:",
            "    return 'low'",
            "return 'middle' if x{a} * {c} < 0.6 else 'high'",
        ],
    ),
)


def measured(functions: int, rows: int, effort: Effort, *, by_row: bool) -> Outcome:
    """Measure the run of some functions in a process of its own."""
    found = in_process(
        f"{__name__}:measure",
        functions=functions,
        rows=rows,
        by_row=by_row,
        seconds=effort.seconds,
        rounds=effort.rounds,
    )
    return {name: Measured.from_dict(data) for name, data in found.items()}


def measured_planning(functions: int, effort: Effort) -> Outcome:
    """Measure how long it takes to build a driver, to lift all functions, and to make the plan."""
    found = in_process(
        f"{__name__}:measure_planning",
        functions=functions,
        seconds=effort.seconds,
        rounds=effort.rounds,
    )
    return {name: Measured.from_dict(data) for name, data in found.items()}


def measure(  # in a process of its own, which is given JSON
    functions: int, rows: int, by_row: bool, seconds: float, rounds: int
) -> dict[str, Any]:
    """Measure in this process. All give the same frame, which is checked first."""
    from polars.testing import assert_frame_equal

    warnings.simplefilter("ignore", hm.errors.RowByRowWarning)
    frame = _frame(rows)
    with tempfile.TemporaryDirectory() as folder:
        driver = hm.Driver(_module(functions, Path(folder), "lifted"))
        slow = hm.Driver(_module(functions, Path(folder), "by_row"))
        names = [f"f{number}" for number in range(functions)]
        short = [_by_hand(number) for number in range(functions)]
        same = [_by_hand(number, is_same=True) for number in range(functions)]
        calls: dict[str, Callable[[], Any]] = {
            "by hand, in short": lambda: frame.with_columns(short).select(names).collect(),
            "by hand": lambda: frame.with_columns(same).select(names).collect(),
            "lifted": lambda: driver.execute(names, inputs=frame).collect(),
        }
        if by_row:
            calls["row by row"] = lambda: slow.execute(names, inputs=frame).collect()
        expected = calls["by hand"]()
        for call in calls.values():
            assert_frame_equal(call(), expected)
        return timed_calls(calls, Effort(seconds, rounds), clock=perf_counter)


def measure_planning(functions: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure in this process."""
    frame = _frame(1)
    with tempfile.TemporaryDirectory() as folder:
        module = _module(functions, Path(folder), "lifted")
        names = [f"f{number}" for number in range(functions)]
        calls: dict[str, Callable[[], Any]] = {
            "built, lifted and planned": lambda: hm.Driver(module).plan(names, inputs=frame)
        }
        return timed_calls(calls, Effort(seconds, rounds))


def _frame(rows: int) -> Any:
    """Make ten columns of numbers from 0 to 1, of which one in twenty is null."""
    import numpy as np
    import polars as pl

    some = np.random.default_rng(2026)
    columns = {}
    for number in range(10):
        values = pl.Series(some.random(rows) + 1e-9)
        columns[f"x{number}"] = values.set(pl.Series(some.random(rows) < 0.05), None)
    return pl.LazyFrame(columns)


def _names_of(number: int) -> tuple[int, int, int]:
    """Choose two columns and a constant for a function."""
    return number % 10, (number + 3) % 10, number + 1


def _module(functions: int, folder: Path, name: str) -> Any:
    """Write the functions, and import them; in a `try`, which is not lifted, or as they are."""
    lines = ['"""Functions of one row."""']
    for number in range(functions):
        a, b, c = _names_of(number)
        parameters, result, body = _KINDS[number % len(_KINDS)]
        lines.append(f"def f{number}({parameters.format(a=a, b=b)}) -> {result}:")
        written = [line.format(a=a, b=b, c=c) for line in body]
        if name == "by_row":
            written = ["try:", *(f"    {line}" for line in written), "finally:", "    pass"]
        lines.extend(f"    {line}" for line in written)
    return imported(f"bench_rows_{name}", "\n".join(lines) + "\n", folder)


def _by_hand(number: int, *, is_same: bool = False) -> Any:
    """Write the expression that means the same: for these data, or on every row."""
    from polars import col, lit, when

    a, b, c = _names_of(number)
    one, other = col(f"x{a}"), col(f"x{b}")
    kind = number % len(_KINDS)
    if kind == 0:
        made: Any = one * c + other
    elif kind == 1:
        made = one > other * c
        made = made & one.is_not_nan() if is_same else made
    elif kind == 2:
        made = one / other * c
        made = when(other == 0).then(None).otherwise(made) if is_same else made
    elif kind == 3:
        made = when(one.is_null()).then(0.0).otherwise(one - c)
    else:
        made = when(one * c < 0.3).then(lit("low")).when(one * c < 0.6).then(lit("middle"))
        made = made.when(one.is_not_null()).then(lit("high"))
    return made.alias(f"f{number}")
