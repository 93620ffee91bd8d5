"""Whether two plain values are the same: numbers nearly, containers by what they hold."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.frames import engine_of, unwrapped, wrapped

__all__ = ["is_same"]


def is_same(old: Any, new: Any, tolerance: float = 1e-9) -> bool | None:
    """Tell whether two values are the same.

    Floats are the same within a relative tolerance, NaN is the same as NaN, and -0.0 as 0.0; a
    whole number, a `Decimal` or a truth value is the same as one that is equal. Of lists, dicts,
    dataclasses, arrays and frames it is what they hold that counts, and their kind: a list is no
    tuple.

    Args:
        old: A value.
        new: Another.
        tolerance: How much two floats may differ, as a share of the larger; 0 for not at all.

    Returns:
        The answer; None if there is none: an object that is not equal to its own copy.

    Example:
        >>> is_same([0.1 + 0.2, float("nan")], [0.3, float("nan")]), is_same(1, "1")
        (True, False)
    """
    pending = [(old, new)]
    unclear = False
    while pending:
        one, other = pending.pop()
        verdict = _verdict(one, other, tolerance)
        if isinstance(verdict, list):
            pending.extend(verdict)
        elif verdict is False:
            return False
        elif verdict is None:
            unclear = True
    return None if unclear else True


def _verdict(old: Any, new: Any, tolerance: float) -> bool | list[tuple[Any, Any]] | None:
    """Compare two values, or give the pairs of parts that are to be compared in their place."""
    if old is new:
        return True
    old, new = _held(old), _held(new)
    if _is_number(old) and _is_number(new):
        return _is_same_number(old, new, tolerance)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return [(old[key], new[key]) for key in old] if old.keys() == new.keys() else False
    if isinstance(old, (AbstractSet, str, bytes)):
        return bool(old == new)
    if type(old) is not type(new):
        return _is_equal(old, new) or False
    if isinstance(old, Sequence):
        return list(zip(old, new, strict=True)) if len(old) == len(new) else False
    if dataclasses.is_dataclass(old):
        return [
            (getattr(old, field.name), getattr(new, field.name))
            for field in dataclasses.fields(old)
        ]
    if _has_own_equality(old):
        return _is_equal(old, new)
    return _same_pickle(old, new)


def _has_own_equality(value: object) -> bool:
    own: object = type(value).__eq__
    return own is not object.__eq__


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, complex, Decimal))


def _is_same_number(old: Any, new: Any, tolerance: float) -> bool:
    if old == new:
        return True
    if isinstance(old, complex) or isinstance(new, complex):
        pairs = ((complex(old).real, complex(new).real), (complex(old).imag, complex(new).imag))
        return all(_is_same_number(*pair, tolerance) for pair in pairs)
    if isinstance(old, float) or isinstance(new, float):
        if math.isnan(old) or math.isnan(new):
            return math.isnan(old) and math.isnan(new)
        return math.isclose(old, new, rel_tol=tolerance)
    return isinstance(old, Decimal) and old.is_nan() and isinstance(new, Decimal) and new.is_nan()


def _held(value: Any) -> Any:
    """Take out of an array, Series or eager frame what it holds; leave other values as they are."""
    form = form_of(type(value))
    if form.kind is Kind.FRAME:
        frame = wrapped(engine_of(form.library).collect(unwrapped(value)))
        return {name: frame[name].to_list() for name in frame.columns}
    if form.kind is Kind.COLUMN and not form.lazy:
        return wrapped(unwrapped(value)).to_list()
    if type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "tolist"):
        held = value.tolist()  # times of nanoseconds come as whole numbers
        return (str(value.dtype), held) if value.dtype.kind in "mM" else held
    return value


def _is_equal(old: Any, new: Any) -> bool | None:
    """Ask the values themselves."""
    try:
        verdict = old == new
        if type(verdict).__name__ in ("bool", "bool_"):
            return bool(verdict) or bool(old != old and new != new)  # noqa: PLR0124  # as NaN, NaT
    except Exception:  # noqa: BLE001  # whatever a foreign class raises, it gave no answer
        return None
    return None


def _same_pickle(old: Any, new: Any) -> bool | None:
    """Compare objects that are equal to nothing but themselves, such as most models."""
    import pickle

    try:
        return True if pickle.dumps(old) == pickle.dumps(new) else None
    except Exception:  # noqa: BLE001  # what does not pickle gives no answer
        return None
