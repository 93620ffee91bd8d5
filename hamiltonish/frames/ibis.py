"""Ibis: how its tables are written, and on what; for all else narwhals serves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_parquet(frame: Any, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a table by its backend, or from its batches, where the backend makes no folders."""
    if not partition_by:
        frame.to_parquet(str(path))
    elif frame.get_backend().name == "duckdb":
        frame.to_parquet(str(path), partition_by=partition_by)
    else:
        from hamiltonish.frames import pyarrow

        pyarrow.write_parquet(frame.to_pyarrow_batches(), path, partition_by)


def backend_of(frame: Any) -> str:
    """Name the engine beneath a table."""
    return str(frame.get_backend().name)
