"""The ways to read and to write, as a table: which function does it, for which annotation.

The functions are those of pandas and Polars, and take all their own options. A new way is a line.
"""

from __future__ import annotations

import inspect
import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pkgutil import resolve_name
from typing import Any, Final

from hamiltonish.annotations import Kind, can_feed, form_of
from hamiltonish.compat.hamilton.io.utils import get_dataframe_metadata, get_file_metadata

__all__ = ["READING", "WRITING", "Way", "formats_of", "way_for"]

_PATH: Final = ("path", "file", "source", "filepath_or_buffer")
"""The names that the peer gives to the path, by library; here any of them will do."""

_PLAIN: Final = "hamiltonish.compat.hamilton.io.plain"

_PLACE: Final = str | os.PathLike[Any] | io.IOBase | bytes


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read or to write.

    Attributes:
        format: The name that stands behind ``load_from.`` or ``save_to.``.
        takes: The annotations that it is for: the class of a frame, or classes of values.
        name: Where the function is, as `pkgutil.resolve_name` takes it.
        classname: The class that does it in the peer; tags name it.
        first: The names of the argument without which there is no call, each as good as the others.
        defaults: Options that are not as the function has them.
    """

    format: str
    takes: str | tuple[Any, ...]
    name: str
    classname: str
    first: tuple[str, ...] = _PATH
    defaults: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def function(self) -> Callable[..., Any]:
        """The function; its library is imported now."""
        function: Callable[..., Any] = resolve_name(self.name)
        return function

    @property
    def first_type(self) -> Any:
        """The type of the argument that there must be."""
        return _PLACE if self.first is _PATH else Any

    @property
    def types(self) -> tuple[str, ...]:
        """The annotations that it is for, as errors name them."""
        if isinstance(self.takes, str):
            return (self.takes,)
        return tuple(kind.__name__ for kind in self.takes)

    def options(self) -> frozenset[str] | None:
        """List the options that the function takes; None if it takes any."""
        parameters = inspect.signature(self.function).parameters.values()
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
            return None
        return frozenset(parameter.name for parameter in parameters) - {"self", "data"}

    def facts(self, place: tuple[Any, ...], data: Any) -> dict[str, Any]:
        """Note what is known of what was read or written."""
        if self.first is not _PATH:
            return {}
        is_frame = form_of(type(data)).kind is Kind.FRAME
        return get_file_metadata(*place) | (get_dataframe_metadata(data) if is_frame else {})


_NULLABLE: Final = {"dtype_backend": "numpy_nullable"}
_PANDAS, _POLARS, _LAZY = "pd.DataFrame", "pl.DataFrame", "pl.LazyFrame"
_JSON: Final = (dict, list)

READING: Final = (
    Way("csv", _PANDAS, "pandas:read_csv", "PandasCSVReader", defaults=_NULLABLE),
    Way("csv", _POLARS, "polars:read_csv", "PolarsCSVReader"),
    Way("csv", _LAZY, "polars:scan_csv", "PolarsScanCSVReader"),
    Way("parquet", _PANDAS, "pandas:read_parquet", "PandasParquetReader", defaults=_NULLABLE),
    Way("parquet", _POLARS, "polars:read_parquet", "PolarsParquetReader"),
    Way("parquet", _LAZY, "polars:scan_parquet", "PolarsScanParquetReader"),
    Way("json", _PANDAS, "pandas:read_json", "PandasJsonReader"),
    Way("json", _POLARS, "polars:read_json", "PolarsJSONReader"),
    Way("json", _JSON, f"{_PLAIN}:read_json", "JSONDataLoader"),
    Way("pickle", _PANDAS, "pandas:read_pickle", "PandasPickleReader"),
    Way("pickle", (object,), f"{_PLAIN}:read_pickle", "PickleLoader"),
    Way("file", (str,), f"{_PLAIN}:read_file", "RawFileDataLoader"),
    Way("literal", (object,), f"{_PLAIN}:literal", "LiteralValueDataLoader", ("value",)),
    Way("environment", (dict,), f"{_PLAIN}:environment", "EnvVarDataLoader", ("names",)),
)
"""All ways to read; of those that serve an annotation the first is taken."""

WRITING: Final = (
    Way("csv", _PANDAS, "pandas:DataFrame.to_csv", "PandasCSVWriter", defaults={"index": False}),
    Way("csv", _POLARS, "polars:DataFrame.write_csv", "PolarsCSVWriter"),
    Way("parquet", _PANDAS, "pandas:DataFrame.to_parquet", "PandasParquetWriter"),
    Way("parquet", _POLARS, "polars:DataFrame.write_parquet", "PolarsParquetWriter"),
    Way("json", _PANDAS, "pandas:DataFrame.to_json", "PandasJsonWriter"),
    Way("json", _POLARS, "polars:DataFrame.write_json", "PolarsJSONWriter"),
    Way("json", (Mapping, list), f"{_PLAIN}:write_json", "JSONDataSaver"),
    Way("pickle", _PANDAS, "pandas:DataFrame.to_pickle", "PandasPickleWriter"),
    Way("pickle", (object,), f"{_PLAIN}:write_pickle", "PickleSaver"),
    Way("file", (str,), f"{_PLAIN}:write_file", "RawFileDataSaver"),
    Way("file", (bytes, io.BytesIO), f"{_PLAIN}:write_file", "RawFileDataSaverBytes"),
    Way("memory", (object,), f"{_PLAIN}:literal", "InMemoryResult", ()),
)
"""All ways to write; a lazy frame is collected first."""


def formats_of(ways: tuple[Way, ...]) -> tuple[str, ...]:
    """Name the formats of a table, each once.

    Example:
        >>> formats_of(READING)
        ('csv', 'parquet', 'json', 'pickle', 'file', 'literal', 'environment')
    """
    return tuple(dict.fromkeys(way.format for way in ways))


def way_for(ways: tuple[Way, ...], format_: str, annotation: object) -> Way | None:
    """Find the way to read into, or to write out of, what has an annotation.

    Example:
        >>> import polars as pl
        >>> way_for(READING, "csv", pl.LazyFrame).name
        'polars:scan_csv'
    """
    return next(_ways_for(ways, format_, annotation), None)


def _ways_for(ways: tuple[Way, ...], format_: str, annotation: object) -> Iterator[Way]:
    form = form_of(annotation)
    frame = {"pandas": _PANDAS, "polars": _POLARS}.get(form.library, "")
    if form.lazy and ways is READING:
        frame = _LAZY if form.library == "polars" else ""
    for way in ways:
        if way.format != format_:
            continue
        if isinstance(way.takes, str):
            if form.kind is Kind.FRAME and way.takes == frame:
                yield way
        elif any(_fits(annotation, kind, reads=ways is READING) for kind in way.takes):
            yield way


def _fits(annotation: object, kind: object, *, reads: bool) -> bool:
    if kind is object:  # it serves everything
        return True
    return can_feed(kind, annotation) if reads else can_feed(annotation, kind)
