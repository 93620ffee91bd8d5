"""Dataframes: which library a value is of, and what the rest of the package asks of that library.

One file per library, and only it imports that library; this one imports them when a value of the
library, or a function that is annotated with it, is there already.
"""

from __future__ import annotations

import enum
import importlib
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, cast

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors import MissingDependencyError, UnknownLibraryError
from hamiltonish.errors.text import closest, counted

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "TARGETS",
    "Engine",
    "arrow_itself",
    "arrow_of",
    "column_type",
    "converted",
    "empty_column",
    "engine_of",
    "expression_engine_of",
    "expressions_of",
    "installed",
    "is_plain",
    "own_of",
    "scalars_of",
    "schema_of",
    "series_of_arrow",
    "series_of_scalars",
    "shape_text",
    "size_of",
    "target_of",
    "text_table",
    "unwrapped",
    "without_rows",
    "wrapped",
    "write_parquet",
]

TARGETS = ("pandas", "polars", "pyarrow")
"""The libraries to which a result can be converted."""

_OWN_FILES = frozenset({"pandas", "polars"})

_WRITERS = frozenset({"dask", "duckdb", "ibis", "pandas", "polars", "pyarrow", "pyspark"})
"""The libraries whose files know how to write; all others go by way of PyArrow."""


class Engine(Protocol):
    """What is asked of a dataframe library: the functions of each file of this folder.

    Frames and Series go in and come out as the library's own. The first six are asked of a
    library whose expressions are used: Polars, and narwhals for all others. The last two are asked
    of those with a file of their own.
    """

    def resolved(self, frame: Any, /) -> Any:
        """Let the engine find wrong names and types in a lazy frame now; no rows are touched."""
        ...

    def expression(self, name: str, /) -> Any:
        """Name a column, as an expression."""
        ...

    def is_expression(self, value: object, /) -> bool:
        """Whether a function returned what a layer can be made of."""
        ...

    def layer(
        self,
        frame: Any,
        names: Sequence[str],
        columns: Sequence[Any],
        kept: Sequence[str] | None = None,
        /,
    ) -> Any:
        """Add columns, expressions or Series, in one go; ``kept`` are those that stay beside."""
        ...

    def literal(self, value: object, /) -> Any:
        """Make a value a column of any frame."""
        ...

    def count_rows(self, frame: Any, /) -> int:
        """Count the rows of a frame; of a lazy one by a query of its own."""
        ...

    def lazy(self, frame: Any, /) -> Any:
        """Make a frame lazy."""
        ...

    def column_names(self, frame: Any, /) -> tuple[str, ...]:
        """List the columns of a frame."""
        ...

    def column(self, frame: Any, name: str, /) -> Any:
        """Take one column of an eager frame."""
        ...

    def select(self, frame: Any, names: Mapping[str, str], /) -> Any:
        """Take columns in order; ``names`` maps each new name to the old one."""
        ...

    def collect(self, frame: Any, engine: Any = "auto") -> Any:
        """Compute a lazy frame, with an engine of Polars; leave an eager one as it is."""
        ...

    def collect_all(self, frames: Sequence[Any], engine: Any = "auto") -> tuple[Any, ...]:
        """Compute several lazy frames together, with an engine of Polars."""
        ...

    def rename(self, frame: Any, names: Mapping[str, str], /) -> Any:
        """Rename columns; ``names`` maps each old name to the new one."""
        ...

    def frame_of(self, columns: Mapping[str, Any], values: Mapping[str, object], /) -> Any:
        """Put Series of the same rows together, with values broadcast."""
        ...

    def rows_text(self, series: Any, /) -> str:
        """Describe the rows of a Series, for errors."""
        ...

    def rows_problem(self, first: Any, second: Any, /) -> str:
        """Say how the rows of two Series differ; empty if they are the same."""
        ...

    def schema(self, frame: Any, /) -> dict[str, Any]:
        """Map columns to dtypes; of a lazy frame without touching rows."""
        ...

    def without_rows(self, value: Any, /) -> Any:
        """Take none of the rows of a frame or Series."""
        ...

    def size(self, value: Any, /) -> int:
        """Estimate how many bytes a Series or an eager frame holds."""
        ...

    def empty_column(self, dtype: object, /) -> Any:
        """Make a Series without rows; `NotImplemented` if that is no dtype of the library's."""
        ...

    def own(self, value: Any, /) -> Any:
        """Give one reader a Series or eager frame that it may change in place.

        The object is new; the data in it are shared for as long as nobody writes.
        """
        ...


@cache
def engine_of(library: str) -> Engine:
    """Load the file for a library; those without one of their own are served by narwhals.

    Raises:
        MissingDependencyError: If the library is not installed.
    """
    name = library if library in _OWN_FILES else "narwhals"
    try:
        return cast("Engine", importlib.import_module(f"hamiltonish.frames.{name}"))
    except ModuleNotFoundError as error:
        raise MissingDependencyError(name, f"to make frames of {name}", name) from error


def expression_engine_of(library: str) -> Engine:
    """Load the file whose expressions the frames of a library take.

    pandas and others have none of their own; their frames get their layers from narwhals.
    """
    return engine_of(library if library == "polars" else "narwhals")


def installed(library: str) -> bool:
    """Whether a library can be imported; it is not imported."""
    return library in sys.modules or importlib.util.find_spec(library) is not None


def target_of(name: str) -> str:
    """Check the name of a library given as ``to=``.

    Raises:
        UnknownLibraryError: If it is none of `TARGETS`.
        MissingDependencyError: If it is not installed.
    """
    if name not in TARGETS:
        raise UnknownLibraryError(name, TARGETS, closest(str(name), TARGETS))
    if not installed(name):
        raise MissingDependencyError(name, f"for `to={name!r}`", name)
    return name


def converted(frame: Any, library: str, *, engine: Any = "auto") -> Any:
    """Convert a frame to another library; a frame of that library stays as it is.

    Args:
        frame: A frame of any library that narwhals knows; a lazy one is computed.
        library: One of `TARGETS`.
        engine: The engine of Polars that computes a lazy frame of it.
    """
    form = form_of(type(frame))
    if form.library == library and not form.lazy:
        return frame
    from hamiltonish.frames import narwhals

    # Collected by its own library, it fails with that library's own error.
    return narwhals.converted(engine_of(form.library).collect(frame, engine), library)


def write_parquet(frame: Any, path: Path, partition_by: tuple[str, ...]) -> None:
    """Write a frame of any library by its own engine, without holding more of it than it must.

    Args:
        frame: The frame; a lazy one is computed.
        path: Where to; nothing is there yet.
        partition_by: The columns by whose values the rows are put into folders; they are in the
            folders' names then, and not in the files.

    Raises:
        MissingDependencyError: If what the library writes Parquet with is not installed.
    """
    library = form_of(type(frame)).library
    name = library if library in _WRITERS else "pyarrow"
    if name in ("pandas", "pyarrow", "dask") and not installed("pyarrow"):
        raise MissingDependencyError("pyarrow", f"to write Parquet from {library}", "pyarrow")
    writer: Any = importlib.import_module(f"hamiltonish.frames.{name}")
    writer.write_parquet(
        frame if name == library else converted(frame, name), path, tuple(partition_by)
    )


def column_type(library: str, *, lazy: bool) -> Any:
    """Give the type of a column of a library's frames, as functions are annotated: `pl.Expr`."""
    module = importlib.import_module(library if library in _OWN_FILES else "narwhals")
    return module.Expr if lazy else module.Series


def expressions_of(library: str) -> Any:
    """Give the module in whose words the expressions of a library's frames are written."""
    return importlib.import_module(library if library == "polars" else "narwhals")


def scalars_of(series: Any, scalar: type) -> list[Any]:
    """List the values of a Series as scalars of a type; null is None.

    Args:
        series: A Series, which may be wrapped by narwhals.
        scalar: The type of the scalars.
    """
    native = unwrapped(series)
    return list(_cells(native).scalars_of(native, scalar))


def arrow_itself() -> Any:
    """Give PyArrow with its kernels, for those who compute on arrays."""
    importlib.import_module("pyarrow.compute")
    return importlib.import_module("pyarrow")


def arrow_of(series: Any, scalar: type) -> Any:
    """Make an array of Arrow of a Series; NaN of pandas is null."""
    from hamiltonish.frames import pyarrow

    return pyarrow.array_of(unwrapped(series), scalar)


def series_of_arrow(array: Any, scalar: type, *, like: Any) -> Any:
    """Make a Series of the library, and with the rows, of another, of an array of Arrow."""
    if form_of(type(like)).library == "pandas":
        return _cells(like).series_of_arrow(array, scalar, like)
    from hamiltonish.frames import pyarrow

    return wrapped(pyarrow.column_of(array))


def series_of_scalars(values: list[Any], scalar: type, *, like: Any) -> Any:
    """Make a Series of the library, and with the rows, of another.

    Args:
        values: A plain scalar, or None, for each row.
        scalar: The type of the scalars.
        like: The other Series; if it is wrapped by narwhals, the result is.
    """
    native = unwrapped(like)
    made = _cells(native).series_of_scalars(values, scalar, native)
    return made if native is like else wrapped(made)


def _cells(series: Any) -> Any:
    is_pandas = form_of(type(series)).library == "pandas"
    return importlib.import_module(f"hamiltonish.frames.{'pandas' if is_pandas else 'narwhals'}")


def wrapped(value: Any) -> Any:
    """Wrap a library's frame or Series as functions of narwhals take it."""
    from hamiltonish.frames import narwhals

    return narwhals.wrap(value)


def unwrapped(value: Any) -> Any:
    """Take a library's own frame or Series out of a narwhals one; leave others as they are."""
    return value.to_native() if form_of(type(value)).library == "narwhals" else value


def schema_of(frame: Any) -> dict[str, Any]:
    """Map the columns of a frame to the dtypes of its library; no rows are touched."""
    return engine_of(form_of(type(frame)).library).schema(frame)


def text_table(library: str, columns: Mapping[str, list[Any]]) -> Any:
    """Make a frame of a library: texts, and truth values in columns that are called ``is_…``."""
    from hamiltonish.frames import narwhals

    return narwhals.text_table(columns, library)


def without_rows(value: Any) -> Any:
    """Take none of the rows of a frame or Series; leave other values and expressions alone."""
    form = form_of(type(value))
    if form.kind is Kind.VALUE or (form.kind is Kind.COLUMN and form.lazy):
        return value
    return engine_of(form.library).without_rows(value)


def empty_column(library: str, dtype: object) -> Any:
    """Make a Series without rows; `NotImplemented` if that is no dtype of the library's."""
    return engine_of(library).empty_column(dtype) if library in _OWN_FILES else NotImplemented


def own_of(library: str) -> Callable[[Any], Any] | None:
    """Find what gives a reader a Series or frame of its own; None if none can be changed in place.

    Of libraries that are known through narwhals only, nothing is copied.
    """
    if library in _OWN_FILES:
        return engine_of(library).own
    return _own_wrapped if library == "narwhals" else None


def _own_wrapped(value: Any) -> Any:
    native = unwrapped(value)
    own = own_of(form_of(type(native)).library)
    return value if own is None else wrapped(own(native))


_PLAIN = (
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    enum.Enum,
    type(None),
)
# Known by name: a value of theirs is there only if somebody has imported them.
_PLAIN_MODULES = frozenset({"datetime", "decimal", "uuid", "numpy", "pandas"})


def is_plain(value: object) -> bool:
    """Whether a value can stand in a cell: a plain scalar, of Python or of NumPy.

    Example:
        >>> is_plain(1.5), is_plain([1.5])
        (True, False)
    """
    if isinstance(value, _PLAIN):
        return True
    modules = {base.__module__.partition(".")[0] for base in type(value).__mro__}
    return not modules.isdisjoint(_PLAIN_MODULES) and not hasattr(value, "__len__")


def shape_text(value: Any) -> str:
    """Describe a value by type, shape and dtypes, short enough for a line of an error.

    Example:
        >>> shape_text(12), shape_text("a" * 100)
        ('int 12', 'str of length 100')
    """
    form = form_of(type(value))
    name = type(value).__name__
    if form.kind is Kind.COLUMN and not form.lazy:
        length = counted(len(value), "row") if hasattr(value, "__len__") else "rows"
        return f"{form.library} {name}, {length} of {getattr(value, 'dtype', '?')}"
    if form.kind is Kind.FRAME and not form.lazy:
        rows, columns = getattr(value, "shape", (0, 0))
        return f"{form.library} {name}, {counted(rows, 'row')} × {counted(columns, 'column')}"
    if form.lazy:
        return f"{form.library} {name}"
    if is_plain(value) and len(shown := repr(value)) <= 40:
        return f"{name} {shown}" if value is not None else "None"
    return f"{name} of length {len(value)}" if hasattr(value, "__len__") else name


def size_of(value: Any) -> tuple[int | None, int | None]:
    """Measure a value: its rows, and its bytes; None where there is no answer without computing."""
    form = form_of(type(value))
    if form.lazy:
        return None, None
    if form.kind is Kind.VALUE:
        return None, sys.getsizeof(value)
    try:
        rows = len(value)
    except TypeError:
        return None, None
    return rows, engine_of(form.library).size(value)
