"""Frames, as far as lineage knows them: their columns, and what each of these comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hamiltonish.annotations import form_of
from hamiltonish.frames import engine_of, installed, size_of, unwrapped, wrapped
from hamiltonish.lineage.cells import ALL, Cell, Key
from hamiltonish.lineage.flows import SURE, UNKNOWN
from hamiltonish.lineage.queries import flows_in_query

__all__ = [
    "Frame",
    "Query",
    "Schema",
    "described",
    "opaque",
    "polars_schema_of",
    "probed",
]

Schema = Mapping[str, Any]
"""Columns and their dtypes, of Polars."""


@dataclass(slots=True)
class Frame:
    """A frame of the graph, or one that is given to it.

    Attributes:
        name: What its columns are called after.
        row: Finds what a column reads; None for a frame that lineage ends at.
        rows: Finds what decides which rows there are.
        known: The columns, where something is known of them.
        schema: The columns and their dtypes of Polars; None if they are not known.
        empty: Makes a frame of its library without rows; None if that cannot be made.
        files: The files that it is read from, as far as they are known.
        types: The dtypes of the columns, as text.
        size: Its rows and bytes, as far as they are known without computing.
    """

    name: str
    row: Callable[[str], dict[Key, int]] | None = None
    rows: Callable[[], dict[Key, int]] = dict
    schema: Schema | None = None
    empty: Callable[[], Any] | None = None
    files: tuple[str, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    size: tuple[int | None, int | None] = (None, None)
    _columns: tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The columns, if they are known; a function may be called without rows to find out."""
        if self._columns is None and self.schema is not None:
            self._columns = tuple(self.schema)
        if self._columns is None and self.empty is not None:
            frame, self.empty = self.empty(), None
            if frame is not None:
                self._columns = engine_of(form_of(type(frame)).library).column_names(frame)
        return self._columns

    def cells(self) -> tuple[Cell, ...]:
        """Name the columns; one name stands for all of a frame of which nothing is known."""
        return tuple(Cell(self.name, column) for column in self.columns or (ALL,))


def opaque(name: str, read: Iterable[Key], empty: Callable[[], Any] | None) -> Frame:
    """Make the frame of a function that nobody can look into: all that goes in may go anywhere."""
    row = dict.fromkeys(read, UNKNOWN)
    return Frame(name, lambda _: row, lambda: row, empty=empty)


def polars_schema_of(frame: Any) -> Schema | None:
    """Map the columns of a frame of any library to dtypes of Polars; None if it has no such.

    Portable functions are asked on frames of Polars, whatever they will run on.
    """
    library = form_of(type(frame)).library
    if library == "polars":
        return engine_of("polars").schema(frame)
    if not installed("polars"):
        return None
    from hamiltonish.frames import narwhals

    try:
        return narwhals.polars_schema(frame)
    except Exception:  # noqa: BLE001  # a dtype that Polars has not; then nothing is asked
        return None


class Query:
    """What a frame function made of probes: a query whose columns are traced one by one.

    Args:
        result: What the function returned just now, of Polars or wrapped by narwhals.
        probes: What it was called with.
        keys: For each probe what each of its columns stands for.

    Attributes:
        schema: The columns of the result, and their dtypes.
    """

    def __init__(self, result: Any, probes: list[Any], keys: list[Mapping[str, Key]]) -> None:
        # What was read while the function ran, because it collected, may go anywhere.
        self._collected = [frozenset(probe.seen) for probe in probes]
        self._result = unwrapped(result)
        self._probes = probes
        self._keys = keys
        self._read: dict[str | None, list[frozenset[str]]] = {}
        self._flows: dict[str, dict[tuple[int, str], int]] | None = None
        self.schema: Schema = engine_of("polars").schema(self._result)

    def row(self, column: str) -> dict[Key, int]:
        """Find what one column reads, and how."""
        try:
            read = self._columns_for(column)
        except Exception:  # noqa: BLE001  # Python code in it does not bear to be without rows
            return {key: UNKNOWN for keys in self._keys for key in keys.values()}
        return self._named(read, self._told().get(column, {}))

    def rows(self) -> dict[Key, int]:
        """Find what decides which rows there are: what all columns read, and their number too."""
        try:
            common = self._columns_for(None)
            for column in self.schema:
                pairs = zip(common, self._columns_for(column), strict=True)
                common = [one & other for one, other in pairs]
        except Exception:  # noqa: BLE001  # as above
            return {key: UNKNOWN for keys in self._keys for key in keys.values()}
        return self._named(common, {})

    def _columns_for(self, column: str | None) -> list[frozenset[str]]:
        from hamiltonish.frames import polars

        if column not in self._read:
            self._read[column] = polars.read_for(self._result, column, self._probes)
        return self._read[column]

    def _told(self) -> dict[str, dict[tuple[int, str], int]]:
        if self._flows is None:
            frames = {probe.label: tuple(probe.schema) for probe in self._probes}
            self._flows = flows_in_query(self._result, frames)
        return self._flows

    def _named(
        self, read: list[frozenset[str]], flows: Mapping[tuple[int, str], int]
    ) -> dict[Key, int]:
        row: dict[Key, int] = {}
        for index, keys in enumerate(self._keys):
            for column, key in keys.items():
                if column in read[index]:
                    row[key] = row.get(key, 0) | flows.get((index, column), UNKNOWN) | SURE
                elif column in self._collected[index]:
                    row[key] = row.get(key, 0) | UNKNOWN
        return row


def probed(number: int, schema: Schema, *, portable: bool) -> tuple[Any, Any]:
    """Make a probe, and the frame with which a function is called for it.

    Args:
        number: Which of the frames of the function it is.
        schema: Its columns and their dtypes.
        portable: Whether the function takes frames of narwhals.
    """
    from hamiltonish.frames import polars

    probe = polars.Probe(schema, f"<probe {number}>")
    return probe, wrapped(probe.frame) if portable else probe.frame


def described(frame: Frame, native: Any) -> None:
    """Note what a frame says of itself: its dtypes, and the files that it scans."""
    form = form_of(type(native))
    schema = engine_of(form.library).schema(native)
    frame.size = size_of(native)
    frame.types = {column: str(dtype) for column, dtype in schema.items()}
    if frame.schema is None:
        frame._columns = tuple(schema)
    if form.library == "polars" and form.lazy:
        from hamiltonish.frames import polars

        frame.files = polars.scanned_paths(native)
