"""Files of tables: their formats by suffix, and who reads and writes them; no library is here."""

from __future__ import annotations

import enum
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hamiltonish.annotations import form_of
from hamiltonish.errors import MissingDependencyError
from hamiltonish.frames import converted, installed

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "READERS",
    "Format",
    "format_of",
    "has_table",
    "put_table",
    "read",
    "read_table",
    "write",
]


class Format(enum.Enum):
    """How a table is kept in a file."""

    PARQUET = "parquet"
    """Apache Parquet."""
    IPC = "ipc"
    """The file format of Apache Arrow, also called Feather."""
    CSV = "csv"
    """Text, its values separated by commas."""
    NDJSON = "ndjson"
    """A JSON object on each line."""
    JSON = "json"
    """A JSON array of objects; it is read as `NDJSON` if it does not begin as an array."""


_BY_SUFFIX = {
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
    ".arrow": Format.IPC,
    ".feather": Format.IPC,
    ".ipc": Format.IPC,
    ".csv": Format.CSV,
    ".ndjson": Format.NDJSON,
    ".jsonl": Format.NDJSON,
    ".json": Format.JSON,
}
_COMPRESSED = (".gz", ".zst")

READERS = ("polars", "pandas", "duckdb")
"""The libraries that read files here; the first that is installed is the first choice."""


def format_of(path: str) -> Format | None:
    """Tell the format of a file by its suffix; None if it is not known.

    Example:
        >>> format_of("data/flights.csv.gz"), format_of("features.PARQUET"), format_of("notes.txt")
        (<Format.CSV: 'csv'>, <Format.PARQUET: 'parquet'>, None)
    """
    name = path.lower()
    for suffix in _COMPRESSED:
        if name.removesuffix(suffix).endswith(".csv"):
            name = name.removesuffix(suffix)
    return next((made for suffix, made in _BY_SUFFIX.items() if name.endswith(suffix)), None)


def read(path: str, made: Format, *, library: str, options: Mapping[str, Any] | None = None) -> Any:
    """Read a file, or files by a pattern: lazily, if the library can.

    Args:
        path: The path.
        made: The format.
        library: One of `READERS`.
        options: What the function of the library that reads takes besides.

    Raises:
        MissingDependencyError: If the library is not installed.
        Exception: Whatever the library raises.
    """
    if made is Format.JSON and not _is_array(path):
        made = Format.NDJSON
    return _file_of(library).read(path, made.value, dict(options or {}))


def _is_array(path: str) -> bool:
    with open(path, "rb") as file:  # noqa: PTH123  # pathlib is slow to import
        return file.read(256).lstrip().startswith(b"[")


def read_table(database: str, table: str, *, library: str, read_only: bool = True) -> Any:
    """Read a table or view of a DuckDB database: lazily, if the library can.

    Args:
        database: The path of the database.
        table: The table, with or without its schema.
        library: One of `READERS`.
        read_only: False if a table of the same database will be written meanwhile.

    Raises:
        MissingDependencyError: If DuckDB, or the library, is not installed.
        KeyError: If there is no such table; its argument are those that are there.
    """
    _file_of(library)
    return _file_of("duckdb").read_table(database, table, library, read_only=read_only)


def has_table(database: str, table: str) -> bool:
    """Whether a DuckDB database is there, and has a table or view."""
    found: bool = _file_of("duckdb").has_table(database, table)
    return found


def put_table(path: Path, database: str, table: str) -> None:
    """Make a table of a DuckDB database of a Parquet file, in place of one that is there."""
    _file_of("duckdb").put_table(path, database, table)


def write(frame: Any, path: Path, made: Format) -> int:
    """Write a frame, batch by batch if its library can, and count its rows.

    Frames of other libraries than Polars and pandas are converted to one of these.

    Raises:
        MissingDependencyError: If neither Polars nor pandas is installed.
    """
    library = form_of(type(frame)).library
    if library not in ("polars", "pandas"):
        library = "polars" if installed("polars") else "pandas"
        frame = converted(frame, library)
    rows: int | None = _file_of(library).write(frame, path, made.value)
    if rows is not None:
        return rows
    return _records_in(path, quoted=True) - 1 if made is Format.CSV else _records_in(path)


def _records_in(path: Path, *, quoted: bool = False) -> int:
    """Count the lines of a file, but for those within quotes, holding a piece of it at a time."""
    count, inside = 0, False
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            parts = piece.split(b'"') if quoted else [piece]
            count += sum(part.count(b"\n") for part in parts[inside::2])
            inside ^= len(parts) % 2 == 0
    return count


def _file_of(library: str) -> Any:
    if not installed(library):
        raise MissingDependencyError(library, "to read and write files", library)
    return importlib.import_module(f"hamiltonish.frames.{library}")
