"""Functions on data, probed: called with some rows, in parts and in another order, and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.frames import unwrapped, wrapped
from hamiltonish.reach.kinds import Reach

__all__ = ["Trial", "has_other_rows", "tried"]

_MOST = 120
"""How many rows are tried, from all over the frame."""

_SINGLE = 5
"""How many of these by themselves."""

_CUTS = 8
"""How often they are cut in two, to see whether a part is enough."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying a function.

    Attributes:
        reach: Which rows it showed that it needs.
        construct: How it showed that; empty if it needs no others than each row.
        key: The parameter whose values make its groups, if it needs these.
    """

    reach: Reach = Reach.ROW
    construct: str = ""
    key: str = ""


def tried(function: Callable[..., Any], given: Mapping[str, Any]) -> Trial:
    """Find which rows a function of Series shows that it needs.

    It is no proof: a function that looks at other rows only where there are many more of them, or
    others than these, passes for one of single rows, or of a window.

    Args:
        function: Takes what is given, by position; it may change it.
        given: The Series, native or wrapped, of the same rows, and values, by its parameters.
    """
    values = tuple(given.values())
    columns = [i for i, one in enumerate(values) if form_of(type(one)).kind is Kind.COLUMN]
    if not columns:
        return Trial(Reach.TABLE, "it takes no column")
    rows = len(values[columns[0]])
    if any(len(values[i]) != rows for i in columns):
        return Trial(Reach.TABLE, "its columns have different rows")
    step = max(1, -(-rows // _MOST))
    chosen = list(range(0, rows, step))
    try:
        whole = _called(function, values, columns, chosen)
        again = _called(function, values, columns, chosen)
        if len(whole) != len(chosen):
            return Trial(Reach.TABLE, "its result has other rows than its columns")
        if not _same(whole, again):
            return Trial(Reach.TABLE, "it gives other values each time")
        known = dict(zip(chosen, whole, strict=True))

        def holds(part: list[int]) -> bool:
            return _same(_called(function, values, columns, part), [known[row] for row in part])

        different = [how for how, part in _parts(chosen) if not holds(part)]
        if not different:
            return Trial()
        return _wider(holds, chosen, given) or Trial(
            Reach.TABLE, f"{different[0]} give other values"
        )
    except Exception as error:  # noqa: BLE001  # whatever it is, it is no function of single rows
        return Trial(Reach.TABLE, f"some rows by themselves raise {type(error).__name__}")


def _wider(
    holds: Callable[[list[int]], bool], chosen: list[int], given: Mapping[str, Any]
) -> Trial | None:
    """Find whether rows before or after, or those with the same key, are enough."""
    if not holds(chosen[::-1]):
        cuts = range(1, len(chosen), max(1, len(chosen) // _CUTS))
        if all(holds(chosen[:cut]) for cut in cuts):
            return Trial(Reach.WINDOW, "rows before it are enough, in their order")
        if all(holds(chosen[cut:]) for cut in cuts):
            return Trial(Reach.WINDOW, "rows after it are enough, in their order")
        return None
    for name, one in given.items():
        if form_of(type(one)).kind is Kind.COLUMN:
            groups: dict[Any, list[int]] = {}
            keys = _wrapped_series(one)[chosen].to_list()
            for row, key in zip(chosen, keys, strict=True):
                groups.setdefault(str(key), []).append(row)
            if 1 < len(groups) < len(chosen) and all(map(holds, groups.values())):
                return Trial(Reach.GROUP, f"rows of the same `{name}` are enough", name)
    return None


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
