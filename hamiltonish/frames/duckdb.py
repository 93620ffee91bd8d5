"""DuckDB: how a relation is written; for all else narwhals serves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_parquet(frame: Any, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a relation with the engine's ``COPY``: a file, or a folder if it is partitioned."""
    if partition_by:
        frame.write_parquet(str(path), partition_by=list(partition_by))
    else:
        frame.write_parquet(str(path))
