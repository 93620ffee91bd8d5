"""Which row of the old version is which of the new one: by keys, by the index, or by position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.errors.text import counted, listed
from hamiltonish.frames import TARGETS, converted, engine_of, narwhals, unwrapped

__all__ = [
    "Pairing",
    "Table",
    "has_rows_of",
    "pairing_of",
    "reordered",
    "repeated_columns",
    "side_by_side",
]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Columns of the same rows, of one version.

    Attributes:
        columns: The columns, wrapped, by name.
        rows: How many rows they have.
        index: The frame or Series whose index they have, if it is one of pandas.
    """

    columns: Mapping[str, Any]
    rows: int
    index: Any = None

    @staticmethod
    def of_columns(columns: Mapping[str, Any], first: Any) -> Table:
        """Make a table of Series, of which the first says which rows there are."""
        wrapped = {name: narwhals.wrap(series) for name, series in columns.items()}
        return Table(wrapped, len(first), _indexed(first))

    @staticmethod
    def of_frame(frame: Any) -> Table:
        """Make a table of an eager frame."""
        engine = engine_of(form_of(type(frame)).library)
        names = engine.column_names(frame)
        columns = {name: narwhals.wrap(engine.column(frame, name)) for name in names}
        return Table(columns, len(frame), _indexed(frame))

    @property
    def library(self) -> str:
        """The library of the columns."""
        first = next(iter(self.columns.values()), None)
        return "" if first is None else form_of(type(first.to_native())).library


def repeated_columns(frame: Any) -> tuple[str, ...]:
    """List the columns that a frame, of pandas, has several times."""
    names = engine_of(form_of(type(frame)).library).column_names(frame)
    return tuple(dict.fromkeys(name for name in names if names.count(name) > 1))


def has_rows_of(value: Any, series: Any) -> bool:
    """Whether something is a column with the same rows as another, as far as one can tell."""
    one, other = unwrapped(value), unwrapped(series)
    form = form_of(type(one))
    if form.kind is not Kind.COLUMN or form.library != form_of(type(other)).library:
        return False
    return not engine_of(form.library).rows_problem(one, other)


def _indexed(value: Any) -> Any:
    return value if form_of(type(value)).library == "pandas" else None


def side_by_side(old: Table, new: Table) -> tuple[Table, Table]:
    """Bring two tables into the same library."""
    libraries = old.library, new.library
    if libraries[0] == libraries[1] or not all(libraries):
        return old, new
    target = libraries[0] if libraries[0] in TARGETS else "pandas"
    return _in_library(old, target), _in_library(new, target)


def _in_library(table: Table, library: str) -> Table:
    frame = narwhals.wrap(converted(narwhals.table_of(table.columns).to_native(), library))
    return Table({name: frame[name] for name in table.columns}, table.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Which rows of two tables are the same rows.

    Attributes:
        old: The positions of the rows in the old table; None for all, in order.
        new: The positions of the same rows in the new table.
        rows: How many rows both have.
        only_old: How many only the old one has.
        only_new: How many only the new one has.
        problem: Why rows cannot be matched; empty if they can.
        keys: What tells the rows apart: columns by name.
    """

    old: Any = None
    new: Any = None
    rows: int = 0
    only_old: int = 0
    only_new: int = 0
    problem: str = ""
    keys: Mapping[str, Any] | None = None

    def of_old(self, series: Any) -> Any:
        """Take the paired rows of an old column."""
        return series if self.old is None else series[self.old]

    def of_new(self, series: Any) -> Any:
        """Take the paired rows of a new column."""
        return series if self.new is None else series[self.new]

    def keys_of(self, rows: Sequence[int]) -> list[tuple[tuple[str, Any], ...]]:
        """Give the keys of some of the paired rows, as names and values."""
        if self.keys is None:
            return [()] * len(rows)
        cells = [series[rows].to_list() for series in self.keys.values()]
        return [tuple(zip(self.keys, key, strict=True)) for key in zip(*cells, strict=True)]


def pairing_of(old: Table, new: Table, keys: Sequence[str]) -> Pairing:
    """Match the rows of two tables, of one library.

    Args:
        old: The old table.
        new: The new table.
        keys: The columns of both that tell rows apart. Without any, rows are matched by the
            index, if it is one of pandas that tells them apart, and otherwise by position.
    """
    if keys:
        sides = [[table.columns[key] for key in keys] for table in (old, new)]
        for table, side in zip((old, new), sides, strict=True):
            if any(len(series) != table.rows for series in side):
                return Pairing(problem=f"{listed(keys)} of `on=` has other rows")
        return _by_keys(sides[0], sides[1], keys)
    if old.index is not None and new.index is not None:
        pandas: Any = engine_of("pandas")
        if labels := pandas.labels_of(old.index, new.index):
            return _by_keys([narwhals.wrap(labels[0])], [narwhals.wrap(labels[1])], ["index"])
    if old.rows != new.rows:
        text = f"{counted(old.rows, 'row')} before, {new.rows:,} now; `on=` says how to match them"
        return Pairing(problem=text)
    return Pairing(rows=old.rows)


def _by_keys(old: Sequence[Any], new: Sequence[Any], names: Sequence[str]) -> Pairing:
    """Join by keys, null being a value like any other."""
    pairs = [_alike(one, other) for one, other in zip(old, new, strict=True)]
    sides: list[Any] = []
    for side, when in ((0, "before"), (1, "now")):
        parts = [part for pair in pairs for part in pair[side]]
        columns = {f"key {index}": part for index, part in enumerate(parts)}
        if repeated := int(narwhals.table_of(columns).is_duplicated().sum()):
            text = f"{listed(names)} {'does' if len(names) == 1 else 'do'} not tell rows apart"
            return Pairing(problem=f"{text}: {counted(repeated, 'row')} {when} share a key")
        numbers = narwhals.positions(len(parts[0]), parts[0])
        sides.append(narwhals.table_of({**columns, f"row {side}": numbers}))
    on = sides[0].columns[:-1]
    joined = sides[0].join(sides[1], on=on, how="inner").sort("row 0")
    rows, where = len(joined), joined["row 0"]
    keys = {name: series[where] for name, series in zip(names, old, strict=True)}
    return Pairing(where, joined["row 1"], rows, len(old[0]) - rows, len(new[0]) - rows, keys=keys)


def _alike(old: Any, new: Any) -> tuple[list[Any], list[Any]]:
    """Bring two key columns to one dtype; if there are nulls, to texts, and whether it is null."""
    families = {narwhals.family_of(old), narwhals.family_of(new)}
    if families <= {"integer", "float", "decimal"}:
        if old.dtype != new.dtype:
            old, new = narwhals.as_floats(old), narwhals.as_floats(new)
    elif old.dtype != new.dtype or not families <= {"time", "truth"}:
        old, new = narwhals.as_texts(old), narwhals.as_texts(new)  # categories have codes
    if not (old.is_null().any() or new.is_null().any()):
        return [old], [new]
    return _without_nulls(old), _without_nulls(new)


def _without_nulls(series: Any) -> list[Any]:
    return [narwhals.as_texts(series).fill_null(""), series.is_null()]


def reordered(table: Table) -> Table | None:
    """Sort the rows by all columns that have an order; None if none has one."""
    keys: dict[str, Any] = {}
    rough = []  # what may differ within the tolerance comes last
    for index, series in enumerate(table.columns.values()):
        family = narwhals.family_of(series)
        if family:
            keys[f"key {index}"] = narwhals.as_texts(series) if family == "text" else series
            if family == "float":
                rough.append(f"key {index}")
    if not keys:
        return None
    numbers = narwhals.positions(table.rows, next(iter(keys.values())))
    frame = narwhals.table_of({**keys, "row": numbers})
    where = frame.sort(*(name for name in keys if name not in rough), *rough)["row"]
    return Table({name: series[where] for name, series in table.columns.items()}, table.rows)
