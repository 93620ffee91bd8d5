"""Whole frames: pandas features of a million orders, Polars features of the real flights."""

from __future__ import annotations

import importlib
import inspect
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import imported
from benchmarks.processes import in_process
from benchmarks.timing import Effort, Measured, Outcome, timed_calls

__all__ = ["measured"]


def measured(subject: str, rows: int, effort: Effort) -> Outcome:
    """Measure a subject, `orders` or `flights`, in a process of its own."""
    found = in_process(
        f"{__name__}:{subject}", rows=rows, seconds=effort.seconds, rounds=effort.rounds
    )
    return {name: Measured.from_dict(data) for name, data in found.items()}


def orders(rows: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure thirty pandas features of orders."""
    from pandas.testing import assert_frame_equal

    from benchmarks import peer
    from benchmarks.features import orders as features
    from benchmarks.features import orders_by_hand

    frame = _orders(rows)
    columns = {str(name): frame[name] for name in frame.columns}
    ours = hm.Driver(features)
    theirs = peer.driver_of(features, adapters=[peer.pandas_result()])
    expected = orders_by_hand.features(frame)
    outputs = list(expected.columns)
    # The peer takes columns, not frames, and refuses those that nothing reads.
    read = {name: column for name, column in columns.items() if name in ours.graph}
    calls: dict[str, Callable[[], Any]] = {
        "by hand": lambda: orders_by_hand.features(frame),
        "hamiltonish": lambda: ours.execute(outputs, inputs=frame),
        "peer": lambda: theirs.execute(outputs, inputs=read),
    }
    for call in calls.values():
        assert_frame_equal(call(), expected)
    return timed_calls(calls, Effort(seconds, rounds), clock=perf_counter)


def _orders(rows: int) -> Any:
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(2026)
    ordered = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 730, rows), unit="D")
    return pd.DataFrame(
        {
            "price": random.uniform(1, 120, rows),
            "quantity": random.integers(1, 20, rows),
            "cost": random.uniform(1, 80, rows),
            "discount": random.uniform(0, 0.3, rows),
            "weight": random.uniform(0.1, 9, rows),
            "region": random.integers(0, 12, rows),
            "product": random.integers(0, 500, rows),
            "customer": random.integers(0, 50_000, rows),
            "rating": random.integers(1, 6, rows),
            "returns": random.integers(0, 3, rows),
            "ordered": ordered,
            "shipped": ordered + pd.to_timedelta(random.integers(0, 15, rows), unit="D"),
        }
    )


def flights(rows: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure the features of the flights example, all of them, on tables in memory."""
    from polars.testing import assert_frame_equal

    from benchmarks import peer
    from benchmarks.features import flights_by_hand
    from examples.flights import data, features

    tables = {name: table.collect() for name, table in data.tables().items()}
    tables["flights"] = tables["flights"].head(rows)
    lazy = {name: table.lazy() for name, table in tables.items()}
    ours = hm.Driver(features)
    expected = flights_by_hand.lazy(**lazy).collect()
    outputs = expected.columns
    with tempfile.TemporaryDirectory() as folder:
        module = imported("bench_flights_series", _series_text(features, outputs), Path(folder))
        theirs = peer.driver_of(module, adapters=[peer.polars_result()])
    calls: dict[str, Callable[[], Any]] = {
        "by hand": lambda: flights_by_hand.lazy(**lazy).collect(),
        "by hand, eager": lambda: flights_by_hand.eager(**tables),
        "hamiltonish": lambda: ours.execute(outputs, inputs=lazy).collect(),
        "peer, Series": lambda: theirs.execute(outputs, inputs=tables),
    }
    for call in calls.values():
        assert_frame_equal(call(), expected)
    return timed_calls(calls, Effort(seconds, rounds), clock=perf_counter)


def _series_text(features: ModuleType, names: list[str]) -> str:
    """Write the features for the peer: a Series at a time, each with the same expression."""
    extracted = importlib.import_module("hamiltonish").Driver(features).graph
    columns = [name for name in extracted if extracted[name].frame]
    lines = [
        "import polars as pl",
        "from hamilton.function_modifiers import extract_columns",
        f"from {features.__name__} import departures as _departures",
        f"import {features.__name__} as _f",
        "def _eager(function, **columns):",
        "    expression = function(**{name: pl.col(name) for name in columns}).alias('result')",
        "    return pl.DataFrame(columns).select(expression).to_series()",
        f"@extract_columns(*{columns!r})",
        "def departures(",
        "    flights: pl.DataFrame, weather: pl.DataFrame, planes: pl.DataFrame",
        ") -> pl.DataFrame:",
        "    return _departures(flights.lazy(), weather.lazy(), planes.lazy()).collect()",
    ]
    for name in names:
        needed = list(inspect.signature(getattr(features, name)).parameters)
        lines.append(f"def {name}({', '.join(f'{n}: pl.Series' for n in needed)}) -> pl.Series:")
        lines.append(f"    return _eager(_f.{name}, {', '.join(f'{n}={n}' for n in needed)})")
    return "\n".join(lines) + "\n"
