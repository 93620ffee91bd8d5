"""DuckDB: its files and tables, and how a relation is written; for all else narwhals serves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_parquet(frame: Any, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a relation with the engine's ``COPY``: a file, or a folder if it is partitioned."""
    if partition_by:
        frame.write_parquet(str(path), partition_by=list(partition_by))
    else:
        frame.write_parquet(str(path))


def read(path: str, made: str, options: dict[str, Any]) -> Any:
    """Name a file as a relation; nothing is read."""
    import duckdb

    if made == "ipc":
        raise NotImplementedError("DuckDB reads no Arrow files; Polars and pandas do.")
    name = "json" if made == "ndjson" else made
    return getattr(duckdb, f"read_{name}")(path, **options)


def read_table(database: str, table: str, library: str, *, read_only: bool) -> Any:
    """Name a table as a relation, or as a frame of Polars, lazy if it can be, or of pandas.

    A process has a database open for reading only, or also for writing, and not both.

    Raises:
        KeyError: If there is no such table; its argument are those that are there.
    """
    import duckdb

    connection = duckdb.connect(database, read_only=read_only)
    try:
        relation = connection.table(table)
    except duckdb.CatalogException as error:
        listing = "SELECT table_name FROM information_schema.tables"
        raise KeyError(*(name for (name,) in connection.execute(listing).fetchall())) from error
    if library == "duckdb":
        return relation
    if library == "pandas":
        return relation.df()
    try:
        return relation.pl(lazy=True)
    except TypeError:  # DuckDB before 1.4, or Polars before what DuckDB needs
        return relation.pl().lazy()


def has_table(database: str, table: str) -> bool:
    """Whether a database is there, and has a table or view."""
    import duckdb

    if not Path(database).exists():
        return False
    with duckdb.connect(database, read_only=True) as connection:
        try:
            connection.table(table)
        except duckdb.CatalogException:
            return False
        return True


def put_table(path: Path, database: str, table: str) -> None:
    """Make a table of a Parquet file, in place of the one that is there."""
    import duckdb

    name = ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))
    with duckdb.connect(database) as connection:
        query = f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM read_parquet(?)"  # noqa: S608  # quoted
        connection.execute(query, [str(path)])
