"""Compute the portable features of the flights on the engine that one names."""

import argparse
from collections.abc import Callable
from typing import Any

import narwhals as nw
import polars as pl

import hamiltonish as hm
from examples.flights import portable
from examples.flights.data import FOLDER, TABLES, tables

SHOWN = ["route", "haul", "speed", "is_late", "carrier_late_rate", "temperature"]

# --- How each engine reads the Parquet files: given their paths by table, it returns frames ------

Frames = dict[str, Any]


def polars(paths: dict[str, str]) -> Frames:
    """Scan lazily."""
    return {name: pl.scan_parquet(path) for name, path in paths.items()}


def pandas(paths: dict[str, str]) -> Frames:
    """Read with Arrow-backed columns, which know nulls and dates."""
    import pandas as pd

    return {name: pd.read_parquet(path, dtype_backend="pyarrow") for name, path in paths.items()}


def pyarrow(paths: dict[str, str]) -> Frames:
    """Read tables."""
    from pyarrow import parquet

    return {name: parquet.read_table(path) for name, path in paths.items()}


def duckdb(paths: dict[str, str]) -> Frames:
    """Scan with one connection, so that its relations can be joined."""
    import duckdb

    connection = duckdb.connect()
    return {name: connection.read_parquet(path) for name, path in paths.items()}


def ibis(paths: dict[str, str]) -> Frames:
    """Scan with one connection of DuckDB; any other backend of Ibis is one line here."""
    import ibis

    connection = ibis.duckdb.connect()
    return {name: connection.read_parquet(path) for name, path in paths.items()}


def dask(paths: dict[str, str]) -> Frames:
    """Read in partitions, one for each file."""
    from dask import dataframe

    return {name: dataframe.read_parquet(path) for name, path in paths.items()}


def pyspark(paths: dict[str, str]) -> Frames:
    """Scan with the session that there is, or one in this process.

    `spark-submit --master …` brings the session of a cluster; so does `SPARK_REMOTE=sc://…` in the
    environment. The paths must then be ones that the cluster can read.
    """
    from pyspark.sql import SparkSession

    session = SparkSession.builder.appName("flights").getOrCreate()
    return {name: session.read.parquet(path) for name, path in paths.items()}


ENGINES: dict[str, Callable[[dict[str, str]], Frames]] = {
    reader.__name__: reader for reader in (polars, pandas, pyarrow, duckdb, ibis, dask, pyspark)
}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.flights.anywhere", description=__doc__
    )
    parser.add_argument("--engine", choices=ENGINES, default="polars")
    parser.add_argument("--data", help="folder or address of the Parquet files", default="")
    parser.add_argument("features", nargs="*", default=SHOWN, metavar="feature")
    arguments = parser.parse_args()

    if not arguments.data:
        tables()  # writes those files that are not there yet
    folder = arguments.data or str(FOLDER)
    paths = {name: f"{folder}/{name}.parquet" for name in TABLES}
    frames = ENGINES[arguments.engine](paths)
    driver = hm.Driver(portable)
    outputs = ["time_hour", "minute", "carrier", "flight", *arguments.features]
    try:
        frame = driver.execute(outputs, inputs=frames)
    except hm.FrameError as error:  # such as what the engine cannot do
        parser.exit(1, f"{error}\n")
    show(frame)
    print(f"\nA frame of {type(frame).__module__}.{type(frame).__name__}; what was done:\n")
    print(driver.plan(outputs, inputs=frames).explain())


def show(frame: Any) -> None:
    """Print the first flights of the year, whatever the frame is of."""
    first = nw.from_native(frame).lazy().sort("time_hour", "minute", "carrier", "flight").head(8)
    with pl.Config(tbl_cols=-1, tbl_hide_dataframe_shape=True, tbl_width_chars=160):
        print(first.collect().to_polars().drop("time_hour", "minute"))


if __name__ == "__main__":
    main()
