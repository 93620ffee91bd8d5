"""Compute the features of all flights, show what was read and run, and write a Parquet file."""

import argparse
from pathlib import Path
from time import perf_counter

import polars as pl

import hamiltonish as hm
from examples.flights import features
from examples.flights.data import FOLDER, tables

SHOWN = ["flight_date", "carrier", "dest", "speed", "is_late", "plane_age", "route_late_rate"]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m examples.flights", description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER / "features.parquet")
    arguments = parser.parse_args()

    driver = hm.Driver(features)
    wanted = [name for name, node in driver.graph.items() if is_feature(node)]
    run = driver.run(["carrier", "dest", *wanted], inputs=tables())
    start = perf_counter()
    table = run.frame.collect()
    seconds = perf_counter() - start
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    table.write_parquet(arguments.out)

    show(table, run)
    size = arguments.out.stat().st_size / 2**20
    print(f"\nThe functions took {run.report.seconds:.3f} s, the query {seconds:.2f} s.")
    print(f"Written to {arguments.out} ({size:.1f} MiB)")


def is_feature(node: hm.Node) -> bool:
    """Whether a node is a column that a function computes."""
    return node.function is not None and node.type is pl.Expr


def show(table: pl.DataFrame, run: hm.Run) -> None:
    """Print the head of the table, and what was read and run."""
    print(f"\n{table.height:,} flights, {table.width} columns; some of them:\n")
    with pl.Config(tbl_cols=len(SHOWN), tbl_hide_dataframe_shape=True, float_precision=2):
        print(table.select(SHOWN).head(8))
    print(f"\nWhat was read and run\n\n{run.plan.explain()}")


if __name__ == "__main__":
    main()
