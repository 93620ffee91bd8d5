"""Functions on data, probed: called with some rows, in parts and in another order, and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.frames import unwrapped, wrapped

__all__ = ["has_other_rows", "rows_problem"]

_MOST = 120
"""How many rows are tried, from all over the frame."""

_SINGLE = 5
"""How many of these by themselves."""


def rows_problem(function: Callable[..., Any], given: Sequence[Any]) -> str:
    """Say how a function of Series shows that it reads other rows; empty if it does not.

    It is no proof: a function that looks at other rows only where there are many more of them, or
    others than these, passes.

    Args:
        function: Takes what is given, by position; it may change it.
        given: The Series, native or wrapped, of the same rows, and values.
    """
    columns = [i for i, one in enumerate(given) if form_of(type(one)).kind is Kind.COLUMN]
    if not columns:
        return "it takes no column"
    rows = len(given[columns[0]])
    if any(len(given[i]) != rows for i in columns):
        return "its columns have different rows"
    step = max(1, -(-rows // _MOST))
    chosen = list(range(0, rows, step))
    try:
        whole = _called(function, given, columns, chosen)
        again = _called(function, given, columns, chosen)
        if len(whole) != len(chosen):
            return "its result has other rows than its columns"
        if not _same(whole, again):
            return "it gives other values each time"
        for how, part in _parts(chosen):
            values = _called(function, given, columns, part)
            expected = [whole[chosen.index(row)] for row in part]
            if not _same(values, expected):
                return f"{how} give other values"
    except Exception as error:  # noqa: BLE001  # whatever it is, it is no function of single rows
        return f"some rows by themselves raise {type(error).__name__}"
    return ""


def has_other_rows(result: Any, given: Mapping[str, Any]) -> bool:
    """Whether the result of a function of Series has other rows than these, as a table of groups.

    Args:
        result: The result.
        given: What the function took, by the names of its parameters.
    """
    lengths = [len(one) for one in given.values() if form_of(type(one)).kind is Kind.COLUMN]
    return bool(lengths) and len(result) != lengths[0]


def _parts(chosen: list[int]) -> Iterator[tuple[str, list[int]]]:
    half = len(chosen) // 2
    yield "rows in another order", chosen[::-1]
    yield "some of the rows", chosen[:half]
    yield "some of the rows", chosen[half:]
    for row in chosen[:: max(1, len(chosen) // _SINGLE)]:
        yield "single rows", [row]


def _called(
    function: Callable[..., Any], given: Sequence[Any], columns: Sequence[int], rows: list[int]
) -> list[Any]:
    arguments = list(given)
    for i in columns:
        is_wrapped = form_of(type(given[i])).library == "narwhals"
        taken = _wrapped_series(given[i])[rows]
        arguments[i] = taken if is_wrapped else unwrapped(taken)
    values: list[Any] = _wrapped_series(function(*arguments)).to_list()
    return values


def _wrapped_series(series: Any) -> Any:
    return series if form_of(type(series)).library == "narwhals" else wrapped(series)


def _same(first: list[Any], second: list[Any]) -> bool:
    return len(first) == len(second) and all(map(_equal, first, second))


def _equal(one: Any, other: Any) -> bool:
    if _is_null(one) or _is_null(other):
        return _is_null(one) and _is_null(other)
    if isinstance(one, float) and isinstance(other, float):
        return one == other or _is_close(one, other)
    return bool(one == other)


def _is_close(one: float, other: float) -> bool:
    """Whether numbers are the same but for rounding: loops over many rows round in another way."""
    return abs(one - other) <= 1e-12 * max(abs(one), abs(other))


def _is_null(value: Any) -> bool:
    """Whether a cell is empty: null, the NaN of floats, or what pandas has for either."""
    return value is None or (not isinstance(value, str) and str(value) in _NULLS)


_NULLS = ("nan", "NaT", "<NA>")
