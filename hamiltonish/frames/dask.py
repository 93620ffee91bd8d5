"""Dask: how its frames are written, and columns by partition; for all else narwhals serves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hamiltonish.errors import PartitionColumnError
from hamiltonish.frames.native import Native


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


def with_native(frame: Any, columns: Mapping[str, Native]) -> Any:
    """Add columns, each of which a function makes of the Series of a partition."""
    return frame.assign(
        **{
            name: frame[list(one.names)].map_partitions(
                _of_part, one.make, one.names, meta=_of_part(frame._meta, one.make, one.names)
            )
            for name, one in columns.items()
        }
    )


def _of_part(part: Any, make: Callable[..., Any], names: Sequence[str]) -> Any:
    return make(*[part[name] for name in names])
