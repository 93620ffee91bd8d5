"""Spark: how its frames are written, and columns in its SQL; for all else narwhals serves it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hamiltonish.frames.native import Native


def write_parquet(frame: Any, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a frame as a folder, which each executor puts its files into."""
    # Without a scheme, the path would be one of the cluster's own file system.
    address = f"file:///{path.absolute().as_posix().lstrip('/')}"
    frame.write.partitionBy(*partition_by).parquet(address)


def with_native(frame: Any, columns: Mapping[str, Native]) -> Any:
    """Add columns that are written in SQL."""
    texts = [
        f"{one.make(*map(_quoted, one.names))} AS {_quoted(name)}" for name, one in columns.items()
    ]
    return frame.selectExpr("*", *texts)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
