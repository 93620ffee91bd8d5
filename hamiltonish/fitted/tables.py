"""Fixed statistics as functions: of nothing, of keys as columns, and of the keys of one record."""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hamiltonish.annotations import Form, Kind, form_of
from hamiltonish.frames import engine_of, wrapped
from hamiltonish.reach.expressions import tree_of
from hamiltonish.reach.splitting import expression_of

__all__ = ["VALUE", "Constant", "Fixed", "LookUp", "Rest", "Table"]

VALUE = "value"
"""The name of the last column of a table, beside ``key 1``, ``key 2``, …"""

_MOST_BRANCHES = 100
_NAN, _ABSENT = object(), object()


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """The function of a result that is fixed.

    Attributes:
        value: A plain value, or an eager frame or Series of a library.
        form: What its readers take it as.
    """

    value: Any
    form: Form

    def __call__(self) -> Any:
        """Give it."""
        value = self.value
        if self.form.kind is Kind.FRAME and self.form.lazy:
            value = engine_of(form_of(type(value)).library).lazy(value)
        return wrapped(value) if self.form.library == "narwhals" else value


class Table:
    """A statistic: one value, or one for each key. What is in no row of it has no value.

    Args:
        frame: An eager frame, of Polars or of pandas: a row for each key, which are the columns
            ``key 1``, ``key 2`` and so on, and the value in the last column.

    Example:
        >>> import polars as pl
        >>> table = Table(pl.DataFrame({"key 1": ["AA", None], "value": [0.5, 0.25]}))
        >>> table("AA"), table(None), table("ZZ")
        (0.5, 0.25, None)
    """

    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self._engine = engine_of(form_of(type(frame)).library)
        self.keys = self._engine.column_names(frame)[:-1]

    def __call__(self, *keys: Any) -> Any:
        """Look up the value of one record."""
        found = self._records.get(keys if len(keys) != 1 else keys[0], _ABSENT)
        if found is _ABSENT:  # NaN is no key of a dict
            named = tuple([self._nan if _is_nan(key) else key for key in keys])
            found = self._records.get(named if len(named) != 1 else named[0])
        return found

    @property
    def _nan(self) -> object:
        """What stands for NaN among the keys: for pandas it is no value, for Polars a number."""
        return _NAN if form_of(type(self.frame)).library == "polars" else None

    def __reduce__(self) -> tuple[Any, ...]:
        return Table, (self.frame,)

    def __repr__(self) -> str:
        return f"<Table: {len(self.frame)} rows, {len(self.keys)} keys>"

    @cached_property
    def _records(self) -> Mapping[Any, Any]:
        columns = [self.scalars(name) for name in (*self.keys, VALUE)]
        if not self.keys:
            return {(): columns[0][0]}
        columns[:-1] = [[self._nan if _is_nan(k) else k for k in keys] for keys in columns[:-1]]
        rows = zip(*columns[:-1], strict=True) if len(self.keys) > 1 else columns[0]
        return dict(zip(rows, columns[-1], strict=True))

    def scalars(self, name: str) -> list[Any]:
        """List a column as scalars of Python; null, and the NaN of pandas, is None."""
        series = wrapped(self.column(name))
        values: list[Any] = series.to_list()
        if form_of(type(self.frame)).library != "polars":
            nulls = series.is_null().to_list()
            return [None if is_null else v for v, is_null in zip(values, nulls, strict=True)]
        return values

    def column(self, name: str) -> Any:
        """Take a column, as a Series of its library."""
        return self._engine.column(self.frame, name)

    # -- as a column -------------------------------------------------------------------------------

    def of_expressions(self, keys: Sequence[Any], kind: str) -> Any:
        """Look up keys that are expressions.

        Args:
            keys: The expressions; none if there is one value.
            kind: The library of the expressions.
        """
        if kind != "polars":
            return self._of_portable(keys)
        if not keys:
            literal: Any = self._engine.literal(self.column(VALUE))
            return literal.first()
        codes, known = self._codes
        texts = [_has_categories(self.column(name)) for name in self.keys]
        keys = [
            key.cast(values.dtype) if is_text else key
            for key, values, is_text in zip(keys, known, texts, strict=True)
        ]
        if len(keys) == 1:
            return _replaced(keys[0], known[0], self.column(VALUE))
        return _replaced(_combined(keys, known), codes, self.column(VALUE))

    @cached_property
    def _codes(self) -> tuple[Any, list[Any]]:
        """Number the keys of each column, and the rows by these numbers."""
        columns = [_as_texts(self.column(name)) for name in self.keys]
        if len(columns) == 1:
            return None, columns
        known = [series.unique(maintain_order=True) for series in columns]
        rows = self._engine.frame_of(dict(zip(self.keys, columns, strict=True)), {})
        named = [self._engine.expression(name) for name in self.keys]
        combined = rows.select(_combined(named, known).alias("code"))
        return self._engine.column(combined, "code"), known

    def _of_portable(self, keys: Sequence[Any]) -> Any:
        nw = _narwhals()
        values = self.scalars(VALUE)
        if not keys:
            return nw.lit(values[0], wrapped(self.column(VALUE)).dtype)
        if len(values) > _MOST_BRANCHES:
            raise NotImplementedError(
                f"a table of {len(values)} keys; portable expressions look up in {_MOST_BRANCHES} "
                "at most"
            )
        columns = [self.scalars(name) for name in self.keys]
        dtype = wrapped(self.column(VALUE)).dtype
        found: Any = nw.lit(None, dtype)
        for *row, value in zip(*columns, values, strict=True):
            hits = [k.is_null() if v is None else k == v for k, v in zip(keys, row, strict=True)]
            hit = nw.all_horizontal(*hits, ignore_nulls=False) if len(hits) > 1 else hits[0]
            found = nw.when(hit).then(nw.lit(value, dtype)).otherwise(found)
        return found

    def of_series(self, given: Sequence[Any]) -> Any:
        """Look up keys that are Series; for one value, any Series of the rows will do."""
        series = [
            wrapped(one) if form_of(type(one)).library != "narwhals" else one for one in given
        ]
        is_wrapped = series[0] is given[0]
        nw = _narwhals()
        table = wrapped(self.frame)
        names = [f"key {i + 1}" for i in range(len(series))]
        columns = {name: one.to_native() for name, one in zip(names, series, strict=True)}
        rows = self._engine.frame_of(columns, {})
        if not self.keys:
            first = table.get_column(VALUE)
            result = nw.new_series(
                VALUE, first.to_list() * len(series[0]), first.dtype, backend=first.implementation
            )
        elif form_of(type(self.frame)).library == "polars":
            found = self.of_expressions([self._engine.expression(n) for n in names], "polars")
            result = wrapped(rows.select(found.alias(VALUE))).get_column(VALUE)
        else:
            # By pandas itself, for which the empty key is a key like any other.
            left, right = _comparable(rows, self.frame, names)
            found = left.merge(right, on=names, how="left")
            result = wrapped(found).get_column(VALUE)
        native = result.to_native()
        if hasattr(native, "index"):
            native.index = series[0].to_native().index
        return wrapped(native) if is_wrapped else native


def _comparable(rows: Any, table: Any, names: Sequence[str]) -> tuple[Any, Any]:
    """Make objects of the keys of pandas that differ in dtype, such as a column of nothing."""
    other = [name for name in names if rows[name].dtype != table[name].dtype]
    if not other:
        return rows, table
    both = []
    for frame in (rows, table):
        keys = {name: frame[name].astype(object) for name in other}
        both.append(frame.assign(**{n: key.where(key.notna(), None) for n, key in keys.items()}))
    return both[0], both[1]


def _narwhals() -> Any:
    """Give narwhals, for those who write expressions for any engine."""
    return importlib.import_module("narwhals")


def _is_nan(key: Any) -> bool:
    return isinstance(key, float) and math.isnan(key)


def _has_categories(series: Any) -> bool:
    return str(series.dtype).startswith("Categorical")


def _as_texts(series: Any) -> Any:
    """Make texts of categories, which other frames number in other ways."""
    text = type(series)([""]).dtype
    return series.cast(text) if _has_categories(series) else series


def _replaced(key: Any, old: Any, new: Any) -> Any:
    return key.replace_strict(old, new, default=None, return_dtype=new.dtype)


def _combined(keys: Sequence[Any], known: Sequence[Any]) -> Any:
    """Write one number for several keys; none if one is not known."""
    total: Any = None
    for key, values in zip(keys, known, strict=True):
        numbers = type(values)(range(len(values)))
        code = _replaced(key, values, numbers)
        total = code if total is None else total * len(values) + code
    return total


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """The function of a column of one value.

    Attributes:
        table: The value.
        form: What its readers take it as; Series need one of the rows, by position.
    """

    table: Table
    form: Form

    def __call__(self, *given: Any) -> Any:
        """Give the column."""
        if self.form.lazy:
            return self.table.of_expressions((), self.form.library)
        return self.table.of_series(given)


@dataclass(frozen=True, slots=True, eq=False)
class LookUp:
    """The function of a column that has one value for each key.

    Attributes:
        table: The table.
        form: What its readers take it as.
        names: The columns that its keys are made of, by position.
        trees: The descriptions of keys that are computed; none if the keys are these columns.
    """

    table: Table
    form: Form
    names: tuple[str, ...]
    trees: tuple[Any, ...] = ()

    def __call__(self, *given: Any) -> Any:
        """Look the keys up."""
        if not self.form.lazy:
            return self.table.of_series(given)
        keys: Sequence[Any] = given
        if self.trees:
            places = {n: tree_of(one) for n, one in zip(self.names, given, strict=True)}
            keys = [expression_of(tree, type(given[0]), places) for tree in self.trees]
        return self.table.of_expressions(keys, self.form.library)


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """The function of an expression with its statistics in their places.

    Attributes:
        tree: The description of the rest.
        names: The columns that stand in it, by position; those of statistics have marked names.
        constants: The statistics that are one value, by their marked names.
    """

    tree: Any
    names: tuple[str, ...]
    constants: Mapping[str, Table]

    def __call__(self, *given: Any) -> Any:
        """Write the expression."""
        places = {n: tree_of(one) for n, one in zip(self.names, given, strict=True)}
        for name, table in self.constants.items():
            places[name] = tree_of(table.of_expressions((), "polars"))
        return expression_of(self.tree, type(given[0]), places)
