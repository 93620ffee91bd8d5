"""Two columns of the same rows: where they differ, and by how much."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Any

from hamiltonish.comparison.facts import Categories, Facts, Numbers, Span, Truths
from hamiltonish.comparison.values import is_same
from hamiltonish.frames import narwhals

__all__ = ["Difference", "difference_of"]

_NUMBERS = frozenset({"integer", "float", "decimal"})
_SHOWN = 5
"""How many new texts, and texts that are gone, are told by name."""


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """How two columns of the same rows differ.

    Attributes:
        where: In which rows they do: a column of truth values.
        rows: In how many.
        nulls_gained: In how many only the new one is null.
        nulls_lost: In how many only the old one is.
        facts: By how much they differ, if they do and there is a measure for it.
    """

    where: Any
    rows: int
    nulls_gained: int
    nulls_lost: int
    facts: Facts | None


def difference_of(old: Any, new: Any, tolerance: float) -> Difference:
    """Compare two columns, row by row.

    Args:
        old: The old column, wrapped.
        new: The new one, of the same library and length.
        tolerance: By how much floats may differ, as a share of the larger.
    """
    null_old, null_new = old.is_null(), new.is_null()
    both = ~(null_old | null_new)
    equal = _equal(old, new, both, tolerance).fill_null(False)
    where = (null_old != null_new) | (both & ~equal)
    rows = _count(where)
    if not rows:
        return Difference(where, 0, 0, 0, None)
    gained, lost = _count(null_new & ~null_old), _count(null_old & ~null_new)
    return Difference(where, rows, gained, lost, _facts(old, new, where))


def _count(flags: Any) -> int:
    return int(flags.sum() or 0)


def _equal(old: Any, new: Any, both: Any, tolerance: float) -> Any:
    """Tell where two columns are equal; where one is null, the answer does not matter."""
    families = {narwhals.family_of(old), narwhals.family_of(new)}
    if "float" in families and families <= {"float", "integer"}:
        one, other = narwhals.as_floats(old), narwhals.as_floats(new)
        return one.is_close(other, abs_tol=0, rel_tol=tolerance, nans_equal=True)
    if families == {"text"}:
        return narwhals.as_texts(old) == narwhals.as_texts(new)
    if old.dtype == new.dtype and "" not in families:
        return old == new
    # What pandas holds in its columns may refuse to be compared; a plain `==` is fast.
    plain = not (old.implementation.is_pandas_like() or new.implementation.is_pandas_like())
    rows = zip(both.to_list(), old.to_list(), new.to_list(), strict=True)
    answers = [
        there and ((plain and one == other) or is_same(one, other, tolerance) is True)
        for there, one, other in rows
    ]
    return narwhals.truths(answers, old)


def _facts(old: Any, new: Any, where: Any) -> Facts | None:
    families = {narwhals.family_of(old), narwhals.family_of(new)}
    if families <= _NUMBERS:
        return _numbers(narwhals.as_floats(old), narwhals.as_floats(new), where)
    if families == {"truth"}:
        shares = (_number(narwhals.as_floats(one).mean()) for one in (old, new))
        return Truths(*shares)
    if families == {"text"}:
        return _categories(narwhals.as_texts(old), narwhals.as_texts(new), where)
    return _span(old, new, where) if families == {"time"} and old.dtype == new.dtype else None


def _numbers(old: Any, new: Any, where: Any) -> Numbers:
    finite_old, finite_new = _finite(old), _finite(new)
    known_old, known_new = old.filter(finite_old), new.filter(finite_new)
    mean_old, mean_new = _number(known_old.mean()), _number(known_new.mean())
    spread = _number(known_old.std()) if len(known_old) > 1 else None
    shift = None
    if mean_old is not None and mean_new is not None and spread:
        shift = (mean_new - mean_old) / spread
    rows = where & finite_old & finite_new
    before = old.filter(rows)
    gaps = (new.filter(rows) - before).abs()
    relative = (gaps / before.abs()).filter(before != 0)
    measures = (gaps.mean(), gaps.max(), relative.mean(), relative.max())
    gap_mean, gap_max, *relatives = map(_number, measures)
    return Numbers(mean_old, mean_new, gap_mean, gap_max, relatives[0], relatives[1], shift)


def _finite(series: Any) -> Any:
    return series.is_finite().fill_null(False) & ~series.is_null()


def _number(value: Any) -> float | None:
    """Take a measure; None for that of no rows, which some libraries call NaN."""
    return None if value is None or math.isnan(value) else float(value)


def _categories(old: Any, new: Any, where: Any) -> Categories:
    before, now = _distinct(old), _distinct(new)
    appeared = sorted(_distinct(new.filter(where)) - before)
    gone = sorted(_distinct(old.filter(where)) - now)
    return Categories(tuple(appeared[:_SHOWN]), tuple(gone[:_SHOWN]), len(appeared), len(gone))


def _distinct(series: Any) -> set[str]:
    return set(series.drop_nulls().unique().to_list())


def _span(old: Any, new: Any, where: Any) -> Span:
    one, other = narwhals.as_microseconds(old), narwhals.as_microseconds(new)
    gap = None
    if one is not None and other is not None:
        there = where & ~(old.is_null() | new.is_null())
        largest = (other.filter(there) - one.filter(there)).abs().max()
        gap = None if largest is None else datetime.timedelta(microseconds=int(largest))
    return Span(old.min(), old.max(), new.min(), new.max(), gap)
