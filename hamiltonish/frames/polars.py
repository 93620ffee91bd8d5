"""Polars: the one file that imports it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import polars as pl
from polars.io.plugins import register_io_source

from hamiltonish.errors import PartitionColumnError
from hamiltonish.errors.text import counted

if TYPE_CHECKING:
    Frame = pl.DataFrame | pl.LazyFrame

expression = pl.col


def is_expression(value: object) -> bool:
    """Whether a function returned what a layer can be made of."""
    return isinstance(value, pl.Expr)


def column_names(frame: Frame) -> tuple[str, ...]:
    """List the columns of a frame; of a lazy one by its schema, no rows touched."""
    if isinstance(frame, pl.LazyFrame):
        return tuple(frame.collect_schema().names())
    return tuple(frame.columns)


def column(frame: pl.DataFrame, name: str) -> pl.Series:
    """Take one column of an eager frame."""
    return frame.get_column(name)


def layer(
    frame: Frame, names: Sequence[str], columns: Sequence[Any], kept: Sequence[str] | None = None
) -> Frame:
    """Add columns, expressions or Series, in one go; ``kept`` are those that stay beside.

    `select` says at once what is not needed, and Polars takes no column of it into another layer,
    as it does with `with_columns`. Without a column that stays, an aggregate would make one row.
    """
    added = dict(zip(names, columns, strict=True))
    return frame.select(*kept, **added) if kept else frame.with_columns(**added)


def select(frame: Frame, names: Mapping[str, str]) -> Frame:
    """Take columns in order; ``names`` maps each new name to the old one."""
    return frame.select(old if old == new else pl.col(old).alias(new) for new, old in names.items())


def resolved(frame: Frame) -> Frame:
    """Let the engine find wrong names and types in a lazy frame now; no rows are touched."""
    if isinstance(frame, pl.LazyFrame):
        frame.collect_schema()
    return frame


def literal(value: object) -> pl.Expr:
    """Make a value a column of any frame; leave an expression as it is."""
    return value if isinstance(value, pl.Expr) else pl.lit(value)


def collect(frame: Frame, engine: Any = "auto") -> pl.DataFrame:
    """Compute a lazy frame; leave an eager one as it is."""
    return frame.collect(engine=engine) if isinstance(frame, pl.LazyFrame) else frame


def collect_all(frames: Sequence[Frame], engine: Any = "auto") -> tuple[pl.DataFrame, ...]:
    """Compute several lazy frames together; what they have in common is computed once."""
    return tuple(pl.collect_all([frame.lazy() for frame in frames], engine=engine))


def count_rows(frame: Frame) -> int:
    """Count the rows of a frame; of a lazy one by a query of its own."""
    return int(frame.lazy().select(pl.len()).collect().item())


def lazy(frame: Frame) -> pl.LazyFrame:
    """Make a frame lazy."""
    return frame.lazy()


def rename(frame: Frame, names: Mapping[str, str]) -> Frame:
    """Rename columns; ``names`` maps each old name to the new one."""
    return frame.rename(dict(names))


def frame_of(columns: Mapping[str, Any], values: Mapping[str, object]) -> pl.DataFrame:
    """Put Series of the same length together, with values broadcast; only values make one row."""
    frame = pl.DataFrame({name: series.alias(name) for name, series in columns.items()})
    literals = [literal(value).alias(name) for name, value in values.items()]
    return frame.with_columns(literals) if columns else pl.select(literals)


def rows_text(series: pl.Series) -> str:
    """Describe the rows of a Series, for errors."""
    return counted(len(series), "row")


def rows_problem(first: pl.Series, second: pl.Series) -> str:
    """Say how the rows of two Series differ; empty if they are the same."""
    return "" if len(first) == len(second) else "they have different lengths"


def schema(frame: Frame) -> pl.Schema:
    """Map columns to dtypes; of a lazy frame without touching rows."""
    return frame.collect_schema()


def without_rows(value: Frame | pl.Series) -> Frame | pl.Series:
    """Take none of the rows of a frame or Series; of a query, its schema alone is asked for."""
    return value.clear()


def empty_column(dtype: Any) -> Any:
    """Make a Series without rows; `NotImplemented` if that is no dtype of the library's."""
    is_dtype = isinstance(dtype, (pl.DataType, type(pl.DataType)))
    return pl.Series([], dtype=dtype) if is_dtype else NotImplemented


def size(value: Frame | pl.Series) -> int:
    """Estimate how many bytes a Series or an eager frame holds."""
    return int(value.estimated_size()) if not isinstance(value, pl.LazyFrame) else 0


def own(value: Any) -> Any:
    """Give one reader a Series or frame that it may change in place; no data are copied."""
    return value.clone() if isinstance(value, (pl.Series, pl.DataFrame)) else value


def numbered(frame: Frame, name: str) -> Frame:
    """Number the rows of a frame."""
    return frame.with_row_index(name)


def measuring_engine(frames: Sequence[Frame], engine: Any) -> Any:
    """Choose the engine for aggregates: the streaming one, which holds little of what it reads."""
    if engine != "auto" or any(_streams_wrongly(frame.lazy()) for frame in frames):
        return engine
    return "streaming"


def every(frame: Frame, step: int) -> Frame:
    """Take every n-th row of a frame, from the first on."""
    return frame.gather_every(step)


# -- Parquet -------------------------------------------------------------------------------------

NULL_FOLDER = "__HIVE_DEFAULT_PARTITION__"
"""What stands for null in the name of a folder."""


def write_parquet(frame: Frame, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a frame batch by batch: a file, or a folder of a folder for each key."""
    lazy = frame.lazy()
    if _streams_wrongly(lazy):
        lazy = lazy.collect(engine="in-memory").lazy()
    if partition_by:
        refuse_nameless(lazy, partition_by)
        scheme = _by_folder(path, list(partition_by))
        try:
            lazy.sink_parquet(scheme, mkdir=True, engine="streaming")
        except PartitionColumnError as error:  # it went from us to Polars and back
            raise error.with_traceback(None) from None
    else:
        lazy.sink_parquet(path, mkdir=True, engine="streaming")


_PLAIN_WINDOW = re.compile(r'\.over\((?:partition_by: )?\[(?:col\("[^"]*"\)(?:, )?)+\]')


def _streams_wrongly(frame: pl.LazyFrame) -> bool:
    """Whether the streaming engine would give other values than the one in memory.

    That of Polars 1 (seen from 1.30 to 1.36) takes a window whose key is computed in place, such as
    ``.over(pl.col("k") > 1)``, for another window of the same layer.
    """
    if not pl.__version__.startswith("1."):
        return False
    text = frame.explain(optimized=False)
    return text.count(".over(") > len(_PLAIN_WINDOW.findall(text))


def _by_folder(path: Path, keys: list[str]) -> Any:
    """Say how a frame is written to folders, in the words of the version of Polars."""
    folders = Folders(path)
    if hasattr(pl, "PartitionBy"):

        def file_of(part: Any) -> str:
            return f"{folders.name_of(part.partition_keys)}/{part.index_in_partition:08}.parquet"

        return pl.PartitionBy(path, key=keys, include_key=False, file_path_provider=file_of)

    def file_before(part: Any) -> str:  # pragma: no cover  # Polars before `PartitionBy`
        values = pl.DataFrame({key.name: [key.raw_value] for key in part.keys})
        return f"{folders.name_of(values)}/{part.in_part_idx:08}.parquet"

    before: Any = pl  # its name in the versions that have it
    return before.PartitionByKey(path, by=keys, include_key=False, file_path=file_before)


class Folders:
    """The names of the folders for keys, ``column=value/…``: no two keys share one.

    Polars itself puts rows of keys with one name into one file, the last of which stays.

    Args:
        path: The folder that they are in; it is made.
    """

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True)
        self._ignores_case = path.with_name(path.name.swapcase()).exists()
        self._names: dict[str, str] = {}

    def name_of(self, key: pl.DataFrame) -> str:
        """Name the folder of a key, a frame of one row.

        Raises:
            PartitionColumnError: If the name could be read as another key.
        """
        name = "/".join(_hive_text(series) for series in key)
        same = name.casefold() if self._ignores_case else name
        if self._names.setdefault(same, name) != name:
            problem = f"folders `{self._names[same]}` and `{name}` are one on this file system"
            raise PartitionColumnError(key.columns[0], problem)
        return name


_NO_NAME = frozenset('/\\=%:*?"<>|')
"""What a file system refuses, or a reader of folders takes for something else."""


def refuse_nameless(frame: pl.LazyFrame, keys: Sequence[str]) -> None:
    """Refuse, by the schema, keys that would not be read back from the name of a folder.

    Raises:
        PartitionColumnError: If there is one.
    """
    schema = frame.collect_schema()
    for name in keys:
        dtype = schema[name]
        if not _NO_NAME.isdisjoint(name):
            raise PartitionColumnError(name, "its name cannot be part of the name of a folder")
        if dtype.is_nested() or dtype in (pl.Binary, pl.Duration, pl.Object):
            kind = type(dtype).__name__
            raise PartitionColumnError(name, f"a `{kind}` has no text to name a folder")


def _hive_text(value: pl.Series) -> str:
    text = value.cast(pl.String).item()
    if text == NULL_FOLDER:
        raise PartitionColumnError(value.name, f"the text `{text}` would be read as null")
    quoted = NULL_FOLDER if text is None else quote(text, safe="")
    if quoted.endswith("."):  # which Windows would drop
        quoted = f"{quoted[:-1]}%2E"
    return f"{value.name}={quoted}"  # readers decode values only


def key_counts(frame: pl.LazyFrame, keys: Sequence[str]) -> list[tuple[pl.DataFrame, int]]:
    """List the keys of a frame, each as a frame of one row, and how many rows each has."""
    counts = frame.group_by(list(keys)).agg(pl.len().alias(_COUNT))
    table = counts.sort(list(keys)).collect(engine="streaming")
    return [(row.drop(_COUNT), row[_COUNT].item()) for row in table.iter_slices(1)]


_COUNT = "rows (counted)"


def rows_of_key(frame: pl.LazyFrame, key: pl.DataFrame) -> pl.LazyFrame:
    """Keep the rows of a key, null being a value like any other."""
    return frame.filter([_is_value(series) for series in key])


def _is_value(value: pl.Series) -> pl.Expr:
    """Compare a column with the one value of a Series, so that a scan can tell what to leave out.

    A Series is no constant to the engine, and a Python value has no nanoseconds.
    """
    column, dtype = pl.col(value.name), value.dtype
    if value.has_nulls():
        return column.is_null()
    if dtype.is_temporal():
        return column == pl.lit(value.to_physical().item(), dtype=pl.Int64).cast(dtype)
    return column == pl.lit(value.item(), dtype=dtype)


def ordered_by_appearance(frame: pl.LazyFrame) -> frozenset[str]:
    """List the columns of categories that compare by which came first in the whole frame.

    It was so before Polars gave categories the order of their texts.
    """
    return frozenset(
        name
        for name, dtype in frame.collect_schema().items()
        if getattr(dtype, "ordering", None) == "physical"
    )


# -- lineage -------------------------------------------------------------------------------------


class Probe:
    """A query without rows that notes which of its columns are read, when one is collected of it.

    Args:
        schema: Its columns and their dtypes.
        label: Stands in the description of the query, so that it is told from others.

    Attributes:
        frame: The query.
        seen: The columns that were read since it was last cleared.
    """

    def __init__(self, schema: Mapping[str, Any], label: str) -> None:
        self.schema = pl.Schema(schema)
        self.label = label
        self.seen: set[str] = set()
        self.frame = register_io_source(self._batches, schema=self.schema)

    def __reduce__(self) -> tuple[Any, ...]:
        return str, (self.label,)  # all that the description of a query needs of it

    def _batches(
        self,
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[pl.DataFrame]:
        self.seen.update(self.schema if with_columns is None else with_columns)
        self.seen.update(predicate.meta.root_names() if predicate is not None else ())
        empty = pl.DataFrame(schema=self.schema)
        yield empty if with_columns is None else empty.select(with_columns)


def read_for(frame: Frame, column: str | None, probes: Sequence[Probe]) -> list[frozenset[str]]:
    """Find which columns of probes the engine reads to compute one column of a query of them.

    Args:
        frame: The query; an eager frame reads nothing more.
        column: The column; None for the number of rows.
        probes: The probes.
    """
    for probe in probes:
        probe.seen.clear()
    if isinstance(frame, pl.LazyFrame):
        wanted = pl.len() if column is None else pl.col(column)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are about rows, and there are none
            # The engine in memory opens every source of a join, be the other side empty or not.
            frame.select(wanted).collect(engine="in-memory")
    return [frozenset(probe.seen) for probe in probes]


def lazy_of(schema: Mapping[str, Any]) -> pl.LazyFrame:
    """Make a query without rows."""
    return pl.LazyFrame(schema=schema)


def description_of(frame: pl.LazyFrame) -> str:
    """Describe a query as JSON; what it looks like depends on the version of Polars."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is no format to keep queries in
        return frame.serialize(format="json")


def scanned_paths(frame: pl.LazyFrame) -> tuple[str, ...]:
    """List the files that a query scans, as far as its description names them."""
    paths: list[str] = []
    for text in _SCANNED.findall(frame.explain(optimized=False)):
        paths.extend([text] if Path(text).exists() else text.split(", "))
    return tuple(dict.fromkeys(p for p in paths if p != "open-file" and not p.startswith("... ")))


_SCANNED = re.compile(r"^\s*\w+ SCAN \[([^\]]+)\]", re.MULTILINE)


def text(frame: pl.DataFrame, width: int) -> str:
    """Write a frame with all of its rows."""
    with pl.Config(tbl_rows=-1, tbl_width_chars=width):
        return str(frame)


# -- other files ---------------------------------------------------------------------------------

_CSV = {"try_parse_dates": True, "infer_schema_length": 10_000}
"""How CSV files are read if nothing else is said: a column is what its first rows are."""


def read(path: str, made: str, options: dict[str, Any]) -> pl.LazyFrame:
    """Scan a file; a JSON array is read at once."""
    if made == "json":
        return pl.read_json(path, **options).lazy()
    scan: Any = getattr(pl, f"scan_{made}")
    frame: pl.LazyFrame = scan(path, **({**_CSV, **options} if made == "csv" else options))
    return frame


def write(frame: Frame, path: Path, made: str) -> int | None:
    """Write a frame batch by batch, but for a JSON array; count its rows where that is cheap."""
    lazy = frame.lazy()
    streams = not _streams_wrongly(lazy)
    if made == "json" or not streams:
        eager = lazy.collect(engine="streaming" if streams else "in-memory")
        getattr(eager, f"write_{made}")(path)
        return eager.height
    getattr(lazy, f"sink_{made}")(path, engine="streaming")
    is_counted = made in ("ipc", "parquet")
    return count_rows(getattr(pl, f"scan_{made}")(path)) if is_counted else None
