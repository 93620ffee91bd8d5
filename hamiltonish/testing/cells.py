"""Cells: single values of results, compared and shown, whatever library they come from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from hamiltonish.comparison.values import is_same
from hamiltonish.errors.text import counted

__all__ = ["Words", "cell_text", "is_expected", "is_missing", "same_cells", "table"]

_MOST_ROWS = 20
_WIDEST = 32


def is_missing(value: object) -> bool:
    """Whether a cell is null, or what NumPy has in place of null.

    Example:
        >>> is_missing(None), is_missing(float("nan")), is_missing(0)
        (True, True, False)
    """
    if value is None or type(value).__name__ in ("NaTType", "NAType"):
        return True
    return isinstance(value, float) and math.isnan(value)


def same_cells(one: Any, other: Any, tolerance: float, *, nan_is_null: bool = False) -> bool:
    """Whether two cells are the same.

    Args:
        one: A cell.
        other: Another.
        tolerance: By how much floats may differ, as a share of the larger.
        nan_is_null: Whether NaN, too, stands for a missing value.
    """
    if one is other:
        return True
    missing = type(one).__name__ in _NULLS, type(other).__name__ in _NULLS
    if nan_is_null:
        missing = is_missing(one), is_missing(other)
    if any(missing):
        return all(missing)
    if isinstance(one, bool) is not isinstance(other, bool):
        return False
    return is_same(one, other, tolerance) is True


_NULLS = frozenset({"NoneType", "NaTType", "NAType"})


def is_expected(got: Any, expected: Any, tolerance: float, *, nan_is_null: bool = False) -> bool:
    """Whether a cell is what somebody wrote: the same, or the same to the digits that were written.

    Example:
        >>> is_expected(370.044053, 370.04, 1e-6), is_expected(0.46, 0.5, 1e-6)
        (True, False)
    """
    if same_cells(got, expected, tolerance, nan_is_null=nan_is_null):
        return True
    if not isinstance(expected, float) or not isinstance(got, (int, float)):
        return False
    if not math.isfinite(expected) or not math.isfinite(got):
        return False
    _, digits, exponent = Decimal(repr(expected)).as_tuple()
    return len(digits) >= _DIGITS and round(got, -int(exponent)) == expected


_DIGITS = 5
"""How many digits are enough to say which number is meant."""


def cell_text(value: Any) -> str:
    """Show a cell with all the digits that it has.

    Example:
        >>> cell_text(None), cell_text(0.1 + 0.2), cell_text("é")
        ('null', '0.30000000000000004', "'é'")
    """
    if type(value).__name__ in _NULLS:
        return "null"
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    text = repr(value) if isinstance(value, (str, bytes, float)) else str(value)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """Lay out rows as the lines of a table: the first cell of each is text, the rest are values.

    Example:
        >>> table(["row", "x", "got"], [("0", 1, None)])
        ['row  x  got', '0    1  null']
    """
    every = list(rows)
    lines = [list(head)]
    lines += [[row[0], *map(_shown, row[1:])] for row in every[:_MOST_ROWS]]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    text = ["  ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True)).rstrip()
            for line in lines]  # fmt: skip
    if len(every) > _MOST_ROWS:
        text.append(f"… and {counted(len(every) - _MOST_ROWS, 'more row')}")
    return text


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, Words) else cell_text(value)


class Words(str):
    """What a table shows in place of a value: words, without quotes."""

    __slots__ = ()
