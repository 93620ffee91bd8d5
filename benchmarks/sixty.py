"""Sixty features of orders, from a Parquet file: time and peak memory of everyone who can do it."""

from __future__ import annotations

import inspect
import random
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import hamiltonish as hm
from benchmarks.graphs import imported
from benchmarks.memory import peak_of
from benchmarks.processes import in_process
from benchmarks.timing import Effort, Measured, Outcome, timed_calls

__all__ = ["FROM_FILE", "FROM_MEMORY", "compare", "measured", "peaks", "peer_on_polars", "write"]

FROM_FILE = (
    "by hand",
    "by hand, in-memory engine",
    "hamiltonish",
    "hamiltonish, in-memory engine",
    "peer, Polars Series",
    "peer, pandas Series",
    "DuckDB SQL",
)
"""Those who begin with the file. Lazy queries read what they need of it, the peer is handed it
loaded. Without another word, Polars chooses its engine: from 2.0 on, streaming."""

FROM_MEMORY = (
    "by hand",
    "by hand, in-memory engine",
    "by hand, eager",
    "hamiltonish",
    "peer, Polars Series",
)
"""Those who begin with a Polars frame in memory."""

_HUNGRY = ("peer, pandas Series", "DuckDB SQL")
"""Those who need several times the memory of the others."""

_MANY_ROWS = 1_000_000
"""Above this, who is hungry runs in a process of its own, and a part of the rows is compared."""

Call = Callable[[], Any]


def measured(rows: int, effort: Effort) -> dict[str, dict[str, Measured]]:
    """Measure all contenders, from a file and from memory, each of the two in one process.

    Of many rows, the hungry have processes of their own: all together would not fit.
    """
    apart = _HUNGRY if rows > _MANY_ROWS else ()
    together = [name for name in FROM_FILE if name not in apart]
    groups = [("file", together), *(("file", [name]) for name in apart), ("memory", FROM_MEMORY)]
    found: dict[str, dict[str, Measured]] = {"file": {}, "memory": {}}
    with tempfile.TemporaryDirectory() as folder:
        path = _written(folder, rows)
        for source, names in groups:
            outcome = in_process(
                f"{__name__}:measure",
                path=path,
                source=source,
                names=names,
                every=97 if rows > _MANY_ROWS else 1,
                seconds=effort.seconds,
                rounds=effort.rounds,
            )
            found[source] |= {name: Measured.from_dict(data) for name, data in outcome.items()}
    return found


def peaks(rows: int, rounds: int) -> Outcome:
    """Measure the peak memory of those who begin with the file, in processes of their own."""
    found: dict[str, list[float]] = {name: [] for name in FROM_FILE}
    with tempfile.TemporaryDirectory() as folder:
        path, small = _written(folder, rows), _written(folder, 1_000)
        for _ in range(rounds):
            for name in random.sample(FROM_FILE, len(FROM_FILE)):
                found[name].append(in_process(f"{__name__}:peak", path=path, small=small, who=name))
    return {name: Measured(tuple(sorted(values))) for name, values in found.items()}


def measure(
    path: str, source: str, names: list[str], every: int, seconds: float, rounds: int
) -> dict[str, Any]:
    """Measure in this process. All give the same rows in the same order, which is checked first.

    Args:
        path: The orders.
        source: Whether a call begins with the `file`, or with a frame in `memory`.
        names: Who takes part.
        every: Each how many rows one is compared.
        seconds: Time for each contender.
        rounds: Rounds at most.
    """
    makers = _from_file(path) if source == "file" else _from_memory(path)
    expected = makers["by hand"]()().gather_every(every)
    calls = {name: makers[name]() for name in names}
    for name, call in calls.items():
        compare(name, call(), expected, every)
    del expected
    return timed_calls(calls, Effort(seconds, rounds), clock=perf_counter)


def peak(path: str, small: str, who: str) -> float:
    """Measure the peak of resident memory while one contender works, above that before its start.

    What it reads from the file is in it, and so is the result.
    """
    _from_file(small)[who]()()  # loads what is loaded late
    return peak_of(_from_file(path)[who]())


def _written(folder: str, rows: int) -> str:
    path = str(Path(folder) / f"orders_{rows}.parquet")
    in_process(f"{__name__}:write", path=path, rows=rows)
    return path


def write(path: str, rows: int) -> None:
    """Write orders, twelve columns, one order below the other as they came in."""
    import numpy as np
    import polars as pl

    some = np.random.default_rng(2026)
    start = np.datetime64("2024-01-01", "us").astype("i8")
    ordered = start + np.sort(some.integers(0, 730 * 86_400, rows)) * 1_000_000
    shipped = ordered + some.integers(1, 15 * 86_400, rows) * 1_000_000
    regions = pl.Series([f"region {letter}" for letter in "ABCDEFGHIJKL"])
    channels = pl.Series(["Web", " web", "App ", "Shop", "PHONE", " Mail "])
    codes = pl.Series(
        [f"{family}-{number:04}/{size}" for family in ("AA", "BX", "CC") for number in range(500)
         for size in ("S", "M", "XL")]
    )  # fmt: skip
    pl.DataFrame(
        {
            "price": some.uniform(1, 120, rows),
            "quantity": some.integers(1, 20, rows),
            "cost": some.uniform(1, 80, rows),
            "discount": some.uniform(0, 0.3, rows),
            "weight": some.uniform(0.1, 9, rows),
            "region": regions.gather(some.integers(0, len(regions), rows)),
            "product": some.integers(0, 500, rows),
            "customer": some.integers(0, max(10, rows // 20), rows),
            "channel": channels.gather(some.integers(0, len(channels), rows)),
            "code": codes.gather(some.integers(0, len(codes), rows)),
            "ordered": pl.Series(ordered).cast(pl.Datetime("us")),
            "shipped": pl.Series(shipped).cast(pl.Datetime("us")),
        }
    ).write_parquet(path)


def _from_file(path: str) -> dict[str, Callable[[], Call]]:
    """Tell how to prepare each contender; only what one needs is loaded for it."""
    import polars as pl

    from benchmarks.features import sixty as features
    from benchmarks.features import sixty_by_hand

    outputs = _names(features)

    def by_hand(engine: Any) -> Call:
        return lambda: sixty_by_hand.features(pl.scan_parquet(path)).collect(engine=engine)

    def ours(engine: Any) -> Call:
        driver = hm.Driver(features)
        return lambda: driver.execute(outputs, inputs=pl.scan_parquet(path)).collect(engine=engine)

    return {
        "by hand": lambda: by_hand("auto"),
        "by hand, in-memory engine": lambda: by_hand("in-memory"),
        "hamiltonish": lambda: ours("auto"),
        "hamiltonish, in-memory engine": lambda: ours("in-memory"),
        "peer, Polars Series": lambda: peer_on_polars(
            features, lambda: pl.read_parquet(path), outputs
        ),
        "peer, pandas Series": lambda: _peer_on_pandas(path, outputs),
        "DuckDB SQL": lambda: partial(_duckdb, path),
    }


def _from_memory(path: str) -> dict[str, Callable[[], Call]]:
    import polars as pl

    from benchmarks.features import sixty as features
    from benchmarks.features import sixty_by_hand

    frame = pl.read_parquet(path).rechunk()
    outputs = _names(features)

    def by_hand(engine: Any) -> Call:
        return lambda: sixty_by_hand.features(frame.lazy()).collect(engine=engine)

    def ours() -> Call:
        driver = hm.Driver(features)
        return lambda: driver.execute(outputs, inputs=frame)

    return {
        "by hand": lambda: by_hand("auto"),
        "by hand, in-memory engine": lambda: by_hand("in-memory"),
        "by hand, eager": lambda: partial(sixty_by_hand.features, frame),
        "hamiltonish": ours,
        "peer, Polars Series": lambda: peer_on_polars(features, lambda: frame, outputs),
    }


def _names(module: object) -> list[str]:
    return [name for name, value in vars(module).items() if inspect.isfunction(value)]


def _parameters(module: object, name: str) -> list[str]:
    return list(inspect.signature(getattr(module, name)).parameters)


def peer_on_polars(features: Any, frame: Callable[[], Any], outputs: list[str]) -> Call:
    """Give the peer the same expressions, each computed as a Series, and a frame's columns."""
    from benchmarks import peer

    lines = [
        "import polars as pl",
        f"import {features.__name__} as _f",
        "def _eager(function, **columns):",
        "    expression = function(**{name: pl.col(name) for name in columns}).alias('result')",
        "    return pl.DataFrame(columns).select(expression).to_series()",
    ]
    for name in _names(features):
        needed = _parameters(features, name)
        lines.append(f"def {name}({', '.join(f'{n}: pl.Series' for n in needed)}) -> pl.Series:")
        lines.append(f"    return _eager(_f.{name}, {', '.join(f'{n}={n}' for n in needed)})")
    with tempfile.TemporaryDirectory() as folder:
        module = imported("bench_sixty_series", "\n".join(lines) + "\n", Path(folder))
        theirs = peer.driver_of(module, adapters=[peer.polars_result()])
    read = {n for name in _names(features) for n in _parameters(features, name)}

    def call() -> Any:
        # The peer takes columns, not frames, and refuses those that nothing reads.
        columns = {name: column for name, column in frame().to_dict().items() if name in read}
        return theirs.execute(outputs, inputs=columns)

    return call


def _peer_on_pandas(path: str, outputs: list[str]) -> Call:
    from benchmarks import peer
    from benchmarks.features import sixty_pandas

    theirs = peer.driver_of(sixty_pandas, adapters=[peer.pandas_result()])

    def call() -> Any:
        import pandas as pd

        frame = pd.read_parquet(path)
        return theirs.execute(outputs, inputs={str(name): frame[name] for name in frame.columns})

    return call


def _duckdb(path: str) -> Any:
    import duckdb

    from benchmarks.features.sixty_sql import QUERY

    return duckdb.sql(QUERY, params={"path": path}).to_arrow_table()


def compare(name: str, found: Any, expected: Any, every: int = 1) -> None:
    """Compare a result with the expected one, column by column; whatever numbers they are of.

    Args:
        name: Who computed it.
        found: A frame of Polars or pandas, or an Arrow table.
        expected: The Polars frame that it should be.
        every: Each how many rows of `found` there is one in `expected`.
    """
    import polars as pl
    from polars.testing import assert_series_equal

    if hasattr(found, "iloc"):
        found = pl.from_pandas(found.iloc[::every])
    else:
        found = pl.DataFrame(found).gather_every(every)
    if found.columns != expected.columns:
        raise AssertionError(f"{name}: the columns are {found.columns}")
    for one, other in zip(found, expected, strict=True):
        is_text = other.dtype == pl.String
        both = [column.cast(pl.String if is_text else pl.Float64) for column in (one, other)]
        assert_series_equal(*both, abs_tol=1e-6, rel_tol=1e-6)
