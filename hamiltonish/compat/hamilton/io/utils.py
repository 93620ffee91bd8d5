"""The facts that loaders and savers note about files, frames, and queries."""

from __future__ import annotations

import time
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlparse

__all__ = [
    "DATAFRAME_METADATA",
    "FILE_METADATA",
    "SQL_METADATA",
    "get_dataframe_metadata",
    "get_file_and_dataframe_metadata",
    "get_file_metadata",
    "get_sql_metadata",
]

DATAFRAME_METADATA: Final = "dataframe_metadata"
SQL_METADATA: Final = "sql_metadata"
FILE_METADATA: Final = "file_metadata"

_VERSION: Final = {"__version__": "1.0.0"}


def get_file_metadata(path: Any) -> dict[str, Any]:
    """Note the size and age of a file, as far as it is one of this machine.

    Args:
        path: A path, an address, or an open file, of which nothing is known.
    """
    text = fspath(path) if isinstance(path, (str, PathLike)) else type(path).__name__
    scheme = urlparse(text).scheme
    now = time.time()
    facts = {
        "size": None,
        "path": text,
        "last_modified": now,
        "timestamp": now,
        "scheme": scheme,
        "notes": f"nothing is known of {text!r}: it is no file here",
    }
    is_here = len(scheme) < 2  # one letter is a drive of Windows
    if is_here and isinstance(path, (str, PathLike)) and Path(path).exists():
        status = Path(path).stat()
        facts |= {"size": status.st_size, "last_modified": status.st_mtime, "notes": ""}
    return {FILE_METADATA: facts | _VERSION}


def get_dataframe_metadata(df: Any) -> dict[str, Any]:
    """Note the shape, columns and dtypes of a frame; of a lazy one the number of rows is None.

    Args:
        df: A pandas or Polars frame; of anything else nothing is noted but its length.

    Example:
        >>> import polars as pl
        >>> get_dataframe_metadata(pl.LazyFrame({"a": [1]}))["dataframe_metadata"]["datatypes"]
        ['Int64']
    """
    schema = df.collect_schema() if hasattr(df, "collect_schema") else None
    names = list(getattr(df, "columns", ())) if schema is None else schema.names()
    dtypes = list(getattr(df, "dtypes", ())) if schema is None else schema.dtypes()
    is_frame = schema is not None or hasattr(df, "columns")
    facts = {
        "rows": len(df) if hasattr(df, "__len__") else None,
        "columns": len(names) if is_frame else None,
        "column_names": names if is_frame else None,
        "datatypes": [str(dtype) for dtype in dtypes] if is_frame else None,
    }
    return {DATAFRAME_METADATA: _VERSION | facts}


def get_file_and_dataframe_metadata(path: Any, df: Any) -> dict[str, Any]:
    """Note what is known of a file and of the frame in it."""
    return get_file_metadata(path) | get_dataframe_metadata(df)


def get_sql_metadata(query_or_table: str, results: Any) -> dict[str, Any]:
    """Note the query or table, and how many rows were read or written.

    Args:
        query_or_table: A query has the word ``SELECT`` in it.
        results: The number of rows, or the frame.
    """
    is_query = "SELECT" in query_or_table
    facts = {
        "rows": results if isinstance(results, int) else _rows(results),
        "query": query_or_table if is_query else None,
        "table_name": None if is_query else query_or_table,
        "timestamp": time.time(),
    }
    return {SQL_METADATA: facts | _VERSION}


def _rows(results: Any) -> int | None:
    return len(results) if hasattr(results, "columns") and hasattr(results, "__len__") else None
