"""Row by row: a function of scalars is called for each row of Series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

from hamiltonish.frames import series_of_scalars

__all__ = ["by_row"]


def by_row(
    call: Callable[..., Any],
    given: Sequence[Any],
    columns: Sequence[int],
    strict: Sequence[int],
    returns: type,
) -> Any:
    """Call a function for each row; where it raises, and where a strict argument is null, is null.

    Args:
        call: Takes a scalar for each of what is given.
        given: Series of narwhals, of the same rows, and values that are the same for all rows.
        columns: The positions of the Series.
        strict: The positions of what does not admit None.
        returns: The type of the result.

    Returns:
        A Series of narwhals with the rows of the first one.
    """
    first = given[columns[0]]
    streams: list[Any] = [repeat(value, len(first)) for value in given]
    for position in columns:
        streams[position] = given[position].to_list()
    guards = tuple(strict)
    values = [_value(call, row, guards) for row in zip(*streams, strict=True)]
    return series_of_scalars(values, returns, like=first)


def _value(call: Callable[..., Any], row: tuple[Any, ...], strict: Sequence[int]) -> Any:
    for position in strict:
        if row[position] is None:
            return None
    try:
        return call(*row)
    except Exception:  # noqa: BLE001  # the row is null
        return None
