"""Functions of one row, each by itself: by hand in short, by hand with its meaning, lifted."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import imported
from benchmarks.processes import in_process
from benchmarks.timing import Effort, Measured, Outcome, timed_calls

__all__ = ["ALONE", "measured"]

_AIRLINES = {
    "9E": "Endeavor", "AA": "American", "AS": "Alaska", "B6": "JetBlue", "DL": "Delta",
    "EV": "ExpressJet", "FL": "AirTran", "MQ": "Envoy", "UA": "United", "US": "US Airways",
    "VX": "Virgin America", "WN": "Southwest",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Alone:
    """A function and what is written by hand in its place.

    Attributes:
        head: Its parameters and the type of its result.
        body: Its lines.
        short: Makes the expression that comes to mind, with the words of Polars.
        same: Makes the one that means the same on every row: also of NaN, of zero, of null.
    """

    head: str
    body: tuple[str, ...]
    short: Callable[[Any], Any]
    same: Callable[[Any], Any]


def _same_late(pl: Any) -> Any:
    return (pl.col("delay") > 15) & pl.col("delay").is_not_nan()


def _same_speed(pl: Any) -> Any:
    speed = pl.col("distance") / pl.col("minutes") * 60
    return pl.when(pl.col("minutes") == 0).then(None).otherwise(speed)


def _same_hours(pl: Any) -> Any:
    """Divide by a column: by a constant Polars multiplies with 1/60, which is not the same."""
    sixty = pl.struct(pl.lit(60.0).alias("sixty"), pl.col("delay")).struct.field("sixty")
    return pl.col("delay") / sixty


def _same_airline(pl: Any) -> Any:
    names, full = list(_AIRLINES), list(_AIRLINES.values())
    return pl.col("carrier").replace_strict(names, full, default=None, return_dtype=pl.String)


def _band(pl: Any, late: Any) -> Any:
    delay = pl.col("delay")
    found = pl.when(delay < 0).then(pl.lit("early")).when(late).then(pl.lit("late"))
    return found.when(delay.is_not_null()).then(pl.lit("on time"))


ALONE: dict[str, _Alone] = {
    "late": _Alone(
        "delay: float) -> bool",
        ("return delay > 15",),
        lambda pl: pl.col("delay") > 15,
        _same_late,
    ),
    "speed": _Alone(
        "distance: float, minutes: float) -> float",
        ("return distance / minutes * 60",),
        lambda pl: pl.col("distance") / pl.col("minutes") * 60,
        _same_speed,
    ),
    "hours": _Alone(
        "delay: float) -> float",
        ("return delay / 60",),
        lambda pl: pl.col("delay") / 60,
        _same_hours,
    ),
    "hour": _Alone(
        "clock: int) -> int",
        ("return clock // 100",),
        lambda pl: pl.col("clock") // 100,
        lambda pl: pl.col("clock") // 100,
    ),
    "whole": _Alone(
        "delay: float) -> int",
        ("return int(delay)",),
        lambda pl: pl.col("delay").cast(pl.Int64),
        lambda pl: pl.col("delay").cast(pl.Int64, strict=False),
    ),
    "band": _Alone(
        "delay: float) -> str",
        ("if delay < 0:", "    return 'early'", "return 'late' if delay > 15 else 'on time'"),
        lambda pl: _band(pl, pl.col("delay") > 15),
        lambda pl: _band(pl, _same_late(pl)),
    ),
    "airline": _Alone(
        "carrier: str) -> str",
        ("return AIRLINES[carrier]",),
        lambda pl: pl.col("carrier").replace_strict(_AIRLINES),
        _same_airline,
    ),
    "flight": _Alone(
        "carrier: str, clock: int) -> str",
        ('return f"{carrier}{clock}"',),
        lambda pl: pl.concat_str("carrier", "clock"),
        lambda pl: pl.concat_str(pl.col("carrier"), pl.col("clock").cast(pl.String)),
    ),
}
"""What is measured, by the names of the functions."""


def measured(name: str, rows: int, effort: Effort) -> Outcome:
    """Measure the run of one function in a process of its own."""
    found = in_process(
        f"{__name__}:measure", name=name, rows=rows, seconds=effort.seconds, rounds=effort.rounds
    )
    return {who: Measured.from_dict(data) for who, data in found.items()}


def measure(name: str, rows: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure in this process. All give the same frame for these data, which is checked first.

    Queries are written before and only run here: a query of one function takes less than a
    millisecond, of which writing it would be the most. What the driver adds, other subjects tell.
    """
    import polars as pl
    from polars.testing import assert_frame_equal

    warnings.simplefilter("ignore", hm.errors.RowByRowWarning)
    frame = _frame(rows)
    one = ALONE[name]
    short, same = one.short(pl).alias(name), one.same(pl).alias(name)
    with tempfile.TemporaryDirectory() as folder:
        driver = hm.Driver(_module(name, Path(folder), "lifted"))
        slow = hm.Driver(_module(name, Path(folder), "by_row"))
        calls: dict[str, Callable[[], Any]] = {
            "by hand, in short": frame.select(short).collect,
            "by hand": frame.select(same).collect,
            "lifted": driver.execute([name], inputs=frame).collect,
            "row by row": lambda: slow.execute([name], inputs=frame).collect(),
        }
        expected = calls["by hand"]()
        for call in calls.values():
            assert_frame_equal(call(), expected)
        return timed_calls(calls, Effort(seconds, rounds), clock=perf_counter)


def _frame(rows: int) -> Any:
    """Make columns of flights, of which one cell in twenty is null."""
    import numpy as np
    import polars as pl

    some = np.random.default_rng(2026)
    codes = np.array(list(_AIRLINES))
    columns = {
        "delay": some.normal(5, 40, rows),
        "distance": some.uniform(100, 2500, rows),
        "minutes": some.uniform(20, 400, rows),
        "clock": some.integers(0, 2400, rows),
        "carrier": codes[some.integers(0, len(codes), rows)],
    }
    gaps = {name: pl.Series(some.random(rows) < 0.05) for name in columns}
    return pl.LazyFrame(
        {name: pl.Series(one).set(gaps[name], None) for name, one in columns.items()}
    )


def _module(name: str, folder: Path, kind: str) -> Any:
    """Write the function, and import it; in a `try`, which is not lifted, or as it is."""
    one = ALONE[name]
    body = list(one.body)
    if kind == "by_row":
        body = ["try:", *(f"    {line}" for line in body), "finally:", "    pass"]
    lines = ['"""A function of one row."""', f"AIRLINES = {_AIRLINES!r}"]
    lines += [f"def {name}({one.head}:", *(f"    {line}" for line in body)]
    return imported(f"bench_alone_{name}_{kind}", "\n".join(lines) + "\n", folder)
