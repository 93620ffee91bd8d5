"""Limits that annotations have beside types: those of `annotated_types` and of pydantic."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any, get_args, get_origin

from hamiltonish.testing.dtypes import portable_dtype
from hamiltonish.testing.samples import Column

__all__ = ["limited"]


def limited(column: Column, annotations: Iterable[object]) -> Column:
    """Keep a column to the limits in the annotations of those who read it.

    Args:
        column: The column.
        annotations: The annotations, such as ``Annotated[int, Interval(ge=0, le=23)]``.

    Example:
        >>> from annotated_types import Ge
        >>> limited(Column("hour", int), [Annotated[int, Ge(0)]]).lowest
        0
    """
    for one in (one for annotation in annotations for one in _metadata(annotation)):
        for name, limit in _LIMITS.items():
            value = getattr(one, name, None)
            if value is not None:
                column = limit(column, value)
    return column


def _metadata(annotation: Any) -> Iterator[Any]:
    """Yield what stands beside types, at any depth: in a union too."""
    annotation = getattr(annotation, "__value__", annotation)  # of an alias by `type`
    if get_origin(annotation) is Annotated:
        for one in annotation.__metadata__:
            yield one
            yield from getattr(one, "metadata", ())  # pydantic's fields hold what was given
        annotation = annotation.__origin__
    for inside in get_args(annotation):
        yield from _metadata(inside)


def _at_least(column: Column, value: Any) -> Column:
    lowest = value if column.lowest is None else max(column.lowest, value)
    return replace(column, lowest=lowest, nans=False, is_bounded=True)


def _at_most(column: Column, value: Any) -> Column:
    highest = value if column.highest is None else min(column.highest, value)
    return replace(column, highest=highest, nans=False, is_bounded=True)


def _next(column: Column, value: Any, side: int) -> Any:
    """Find the value beside another one."""
    if isinstance(value, datetime):
        return value + side * timedelta.resolution
    if isinstance(value, date):
        return value + side * timedelta(days=1)
    dtype = portable_dtype(column)
    if dtype is not None and dtype.is_float():
        return math.nextafter(float(value), side * math.inf)
    return value + side


_LIMITS: dict[str, Callable[[Column, Any], Column]] = {
    "ge": _at_least,
    "le": _at_most,
    "gt": lambda column, value: _at_least(column, _next(column, value, 1)),
    "lt": lambda column, value: _at_most(column, _next(column, value, -1)),
    "min_length": lambda column, value: replace(column, length=(value, column.length[1])),
    "max_length": lambda column, value: replace(column, length=(column.length[0], value)),
    "pattern": lambda column, value: replace(column, pattern=value),
}
"""What each limit means for a column, by the names that the field has for them."""
