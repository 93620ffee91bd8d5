"""PyArrow: how its tables are written; for all else narwhals serves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import dataset, parquet

_MOST_FOLDERS = 1 << 20
"""PyArrow refuses more folders than it is told; its own limit of 1,024 is soon reached."""


def write_parquet(frame: Any, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a table, or a reader of batches, as a file, or as a folder if it is partitioned."""
    if not partition_by:
        parquet.write_table(frame, path)
        return
    keys = pa.schema([frame.schema.field(name) for name in partition_by])
    dataset.write_dataset(
        frame,
        path,
        format="parquet",
        partitioning=dataset.partitioning(keys, flavor="hive"),
        max_partitions=_MOST_FOLDERS,
    )


def array_of(series: Any, scalar: type) -> pa.Array[Any]:
    """Make an array of a column, or of a Series of pandas, in which NaN is null."""
    if isinstance(series, pa.ChunkedArray):
        return series.combine_chunks()
    if scalar.__name__ == "int" and series.dtype.kind == "f":
        series = series.astype("Int64")  # which refuses what is not whole
    array = pa.array(series, from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def column_of(array: pa.Array[Any]) -> pa.ChunkedArray[Any]:
    """Make an array a column."""
    return pa.chunked_array([array])
