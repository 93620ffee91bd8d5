"""The types of cells: which scalar an annotation is, and whether it may be None."""

from __future__ import annotations

from types import NoneType

from hamiltonish.annotations import is_assignable, sample_of
from hamiltonish.annotations.wrappers import alternatives_of, unwrapped

__all__ = ["admits_none", "scalar_of"]


def admits_none(annotation: object) -> bool:
    """Whether a value of a type may be None.

    Example:
        >>> admits_none(float | None), admits_none(float)
        (True, False)
    """
    return is_assignable(NoneType, annotation)


def scalar_of(annotation: object) -> type:
    """Find the one class of which the scalars of a type are, None aside; `object` if there is none.

    Example:
        >>> scalar_of(float | None), scalar_of(int | str)
        (<class 'float'>, <class 'object'>)
    """
    found = [
        type(sample_of(one))
        for one in alternatives_of(unwrapped(annotation))
        if one is not NoneType
    ]
    return found[0] if len(set(found)) == 1 else object
