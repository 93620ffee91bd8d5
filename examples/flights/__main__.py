"""Compute the features of all flights, show what was read and run, and write a Parquet file."""

import argparse
from pathlib import Path

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
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    written = driver.write(
        ["carrier", "dest", *wanted], arguments.out, inputs=tables(), overwrite=True
    )

    show(written)
    step = written.report.rows[-1]
    others = written.report.seconds - step.seconds
    print(f"\nThe functions took {others:.3f} s, the query {step.seconds:.2f} s.")
    print(f"Written to {written.path} ({written.bytes / 2**20:.1f} MiB)")


def is_feature(node: hm.Node) -> bool:
    """Whether a node is a column that a function computes."""
    return node.function is not None and node.type is pl.Expr


def show(written: hm.Written) -> None:
    """Print the head of the table, and what was read and run."""
    table = pl.scan_parquet(written.path)
    print(f"\n{written.rows:,} flights, {len(table.collect_schema())} columns; some of them:\n")
    with pl.Config(tbl_cols=len(SHOWN), tbl_hide_dataframe_shape=True, float_precision=2):
        print(table.select(SHOWN).head(8).collect())
    print(f"\nWhat was read and run\n\n{written.plan.explain()}")


if __name__ == "__main__":
    main()
