"""Spark: how its frames are written; for all else narwhals serves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_parquet(frame: Any, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a frame as a folder, which each executor puts its files into."""
    # Without a scheme, the path would be one of the cluster's own file system.
    address = f"file:///{path.absolute().as_posix().lstrip('/')}"
    frame.write.partitionBy(*partition_by).parquet(address)
