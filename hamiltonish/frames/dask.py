"""Dask: how its frames are written; for all else narwhals serves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hamiltonish.errors import PartitionColumnError


def write_parquet(frame: Any, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a frame as a folder of one file for each of its partitions.

    Raises:
        PartitionColumnError: If a text would come back as another from the name of its folder.
    """
    frame.to_parquet(
        str(path),
        partition_on=list(partition_by) or None,
        write_index=frame.index.name is not None,  # one without a name only counts rows
    )
    for file in path.rglob("*.parquet"):
        folders = file.relative_to(path).parts[:-1]
        if len(folders) != len(partition_by) or any("%" in folder for folder in folders):
            problem = f"Dask cannot put `{'/'.join(folders)}` into the name of a folder"
            raise PartitionColumnError(partition_by[0], problem)
