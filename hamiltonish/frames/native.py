"""Columns in an engine's own words, for what narwhals has no words that are exact enough."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import form_of

__all__ = ["Native", "backend_of", "with_native"]


@dataclass(frozen=True, slots=True, eq=False)
class Native:
    """A column of a frame, made of other columns row by row, once the frame is there.

    Attributes:
        library: The library of the frame, whose file makes the column.
        reads: The other columns, as expressions of narwhals.
        make: What makes it. For Spark, a function of their names, quoted, to SQL; for Dask, of
            their Series in a partition, to a Series.
    """

    library: str
    reads: tuple[Any, ...]
    make: Callable[..., Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that it reads."""
        return tuple(map(_name_of, self.reads))


_NAMED = re.compile(r"col\((.*)\)", re.DOTALL)


def _name_of(expression: object) -> str:
    """Find the column that an expression names; a plan gives no others."""
    found = _NAMED.fullmatch(repr(expression))
    if found is None:
        raise NotImplementedError(f"a row function of `{expression!r}`, which is no column")
    return found[1]


def with_native(frame: Any, columns: Mapping[str, Native]) -> Any:
    """Add columns to a frame, all of its own library."""
    library = next(iter(columns.values())).library
    file: Any = importlib.import_module(f"hamiltonish.frames.{library}")
    return file.with_native(frame, columns)


def backend_of(frame: Any) -> str:
    """Name the engine beneath a frame that may have one of several; empty for all others."""
    if form_of(type(frame)).library != "ibis":
        return ""
    from hamiltonish.frames import ibis

    return ibis.backend_of(frame)
