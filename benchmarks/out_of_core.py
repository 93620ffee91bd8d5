"""More rows than memory holds: the flights' year repeated, Parquet in and Parquet out."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import hamiltonish as hm
from benchmarks.memory import status
from benchmarks.processes import in_process

__all__ = ["ROW_WISE", "WAYS", "WINDOWS", "Written", "measured"]

ROW_WISE = (
    *("flight_date", "sched_departure", "day_of_year", "weekday", "is_weekend"),
    *("is_holiday_season", "part_of_day", "time_of_day", "time_sin", "time_cos"),
    *("speed", "haul", "is_cancelled", "is_diverted", "is_late_departure", "is_late"),
    *("delay_bucket", "gain", "gain_per_hour", "delay_per_100_miles"),
    *("temperature", "dew_point_spread", "wind_to_north", "wind_to_east"),
    *("is_low_visibility", "is_icy", "plane_age", "seat_miles"),
)
"""Features of the flights example that read one row, with the weather and the plane beside it."""

WINDOWS = ("carrier_late_rate", "carrier_cancel_rate", "delay_beyond_carrier", "carrier_recent")
"""Features over groups; all groups are within a carrier's flights."""

WAYS = ("streaming", "in-memory", "a carrier at a time")

Written = dict[str, float]
"""Seconds, peak of resident memory in bytes, rows."""

_REPEATS_OF_A_FILE = 10


def measured(repeats: int, few: tuple[int, ...]) -> list[tuple[str, str, Written]]:
    """Write features of the year repeated; what, how, and what it took, each in its own process.

    Args:
        repeats: How often the year is repeated for row-wise features.
        few: The same for features over groups, each in all ways.
    """
    found = []
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables"
        for kind, number, ways in (
            ("row-wise", repeats, WAYS[:1]),
            *(("windows", number, WAYS) for number in few),
        ):
            in_process(f"{__name__}:repeat", folder=str(tables), repeats=number)
            for way in ways:
                arguments = {"folder": str(tables), "kind": kind, "way": way}
                found.append((kind, way, in_process(f"{__name__}:write", **arguments)))
            shutil.rmtree(tables)
    return found


def repeat(folder: str, repeats: int) -> None:
    """Write the tables; the flights as many files, each with some years, one below the other."""
    import polars as pl

    from examples.flights import data

    tables = {name: table.collect() for name, table in data.tables().items()}
    flights = tables.pop("flights")
    parts = Path(folder) / "flights"
    parts.mkdir(parents=True)
    for number, start in enumerate(range(0, repeats, _REPEATS_OF_A_FILE)):
        years = min(_REPEATS_OF_A_FILE, repeats - start)
        pl.concat([flights] * years).write_parquet(parts / f"{number:03}.parquet")
    for name, table in tables.items():
        table.write_parquet(Path(folder) / f"{name}.parquet")


def write(folder: str, kind: str, way: str) -> Written:
    """Write features to Parquet in this process."""
    import polars as pl

    start = perf_counter()
    path = Path(folder) / f"{kind}_{way}"
    if way != WAYS[-1]:
        path.mkdir()
    tables = {"flights": pl.scan_parquet(Path(folder) / "flights" / "*.parquet")}
    if kind == "row-wise":
        for name in ("weather", "planes"):
            tables[name] = pl.scan_parquet(Path(folder) / f"{name}.parquet")
    driver = _driver(kind)
    outputs = list(ROW_WISE if kind == "row-wise" else WINDOWS)
    _write(driver, outputs, path, inputs=tables, way=way)
    seconds = perf_counter() - start
    written = pl.scan_parquet(path / "**/*.parquet").select(pl.len()).collect().item()
    rows = tables["flights"].select(pl.len()).collect().item()
    if written != rows:
        raise AssertionError(f"{written:,} of {rows:,} rows were written")
    shutil.rmtree(path)
    return {"seconds": seconds, "peak": status("VmHWM"), "rows": rows}


def _write(driver: Any, outputs: list[str], path: Path, *, inputs: Any, way: str) -> None:
    """Write features below a folder, in one of the ways."""
    if way == WAYS[-1]:
        outputs = ["carrier", *outputs]
        driver.write(outputs, path, inputs=inputs, partition_by="carrier", each=True)
    elif way == "in-memory":
        table = driver.execute(outputs, inputs=inputs).collect(engine="in-memory")
        table.write_parquet(path / "all.parquet")
    else:
        driver.write(outputs, path / "all.parquet", inputs=inputs)


def _driver(kind: str) -> Any:
    from benchmarks.features import flights_joined
    from examples.flights import features

    if kind == "row-wise":
        return hm.Driver(flights_joined, *(getattr(features, name) for name in ROW_WISE))
    names = ("is_late", "is_cancelled", *WINDOWS[:-1])
    return hm.Driver(flights_joined.carrier_recent, *(getattr(features, name) for name in names))
