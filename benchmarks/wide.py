"""Three of the sixty features, from a Parquet file of two hundred columns: what is not read."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import hamiltonish as hm
from benchmarks import sixty
from benchmarks.memory import peak_of
from benchmarks.processes import in_process
from benchmarks.timing import Effort, Measured, Outcome, timed_calls

__all__ = ["COLUMNS", "OUTPUTS", "PEER", "measured", "peaks"]

COLUMNS = 200
OUTPUTS = ["margin_share", "days_to_ship", "region_margin"]
PEER = "peer, Polars Series"
_CONTENDERS = ("by hand", "hamiltonish", PEER)


def measured(rows: int, effort: Effort) -> Outcome:
    """Measure who scans the file in one process, and the peer, who loads all of it, in another."""
    with tempfile.TemporaryDirectory() as folder:
        path = _written(folder, rows)
        found = {}
        for names in (("by hand", "hamiltonish"), (PEER,)):
            found |= in_process(
                f"{__name__}:measure",
                path=path,
                names=names,
                seconds=effort.seconds,
                rounds=effort.rounds,
            )
    return {name: Measured.from_dict(data) for name, data in found.items()}


def peaks(rows: int, rounds: int) -> Outcome:
    """Measure the peak memory of each, in processes of their own."""
    found: dict[str, list[float]] = {name: [] for name in _CONTENDERS}
    with tempfile.TemporaryDirectory() as folder:
        path, small = _written(folder, rows), _written(folder, 1_000)
        for _ in range(rounds):
            for name in random.sample(_CONTENDERS, len(_CONTENDERS)):
                found[name].append(in_process(f"{__name__}:peak", path=path, small=small, who=name))
    return {name: Measured(tuple(sorted(values))) for name, values in found.items()}


def measure(path: str, names: list[str], seconds: float, rounds: int) -> dict[str, Any]:
    """Measure in this process. All give the same frame, which is checked first."""
    calls = {name: make() for name, make in _makers(path).items() if name in names}
    expected = _makers(path)["by hand"]()()
    for name, call in calls.items():
        sixty.compare(name, call(), expected)
    return timed_calls(calls, Effort(seconds, rounds), clock=perf_counter)


def peak(path: str, small: str, who: str) -> float:
    """Measure the peak of resident memory while one contender works, above that before."""
    _makers(small)[who]()()  # loads what is loaded late
    return peak_of(_makers(path)[who]())


def _written(folder: str, rows: int) -> str:
    path = str(Path(folder) / f"wide_{rows}.parquet")
    in_process(f"{__name__}:write", path=path, rows=rows)
    return path


def write(path: str, rows: int) -> None:
    """Write the twelve columns of the orders, and others around them."""
    import numpy as np
    import polars as pl

    sixty.write(path, rows)
    orders = pl.read_parquet(path)
    some = np.random.default_rng(2026)
    others = pl.DataFrame(
        {f"other_{number}": some.random(rows) for number in range(COLUMNS - orders.width)}
    )
    half = others.width // 2
    parts = [others[:, :half], orders, others[:, half:]]
    pl.concat(parts, how="horizontal").write_parquet(path)


def _makers(path: str) -> dict[str, Callable[[], sixty.Call]]:
    """Tell how to prepare each contender; only what one needs is loaded for it."""
    import polars as pl
    from polars import col

    from benchmarks.features import sixty as f

    def by_hand() -> Any:
        return (
            pl.scan_parquet(path)
            .with_columns(
                revenue=f.revenue(col("price"), col("quantity")),
                total_cost=f.total_cost(col("cost"), col("quantity")),
                days_to_ship=f.days_to_ship(col("ordered"), col("shipped")),
            )
            .with_columns(discount_amount=f.discount_amount(col("revenue"), col("discount")))
            .with_columns(net_revenue=f.net_revenue(col("revenue"), col("discount_amount")))
            .with_columns(margin=f.margin(col("net_revenue"), col("total_cost")))
            .with_columns(
                margin_share=f.margin_share(col("margin"), col("net_revenue")),
                region_margin=f.region_margin(col("margin"), col("region")),
            )
            .select(OUTPUTS)
            .collect()
        )

    def ours() -> sixty.Call:
        driver = hm.Driver(f)
        return lambda: driver.execute(OUTPUTS, inputs=pl.scan_parquet(path)).collect()

    return {
        "by hand": lambda: by_hand,
        "hamiltonish": ours,
        PEER: lambda: sixty.peer_on_polars(f, lambda: pl.read_parquet(path), OUTPUTS),
    }
