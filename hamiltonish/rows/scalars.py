"""The types of cells: which scalar an annotation is, whether it may be None, who takes such."""

from __future__ import annotations

from enum import Enum
from types import NoneType

from hamiltonish.annotations import is_assignable, is_scalar, sample_of
from hamiltonish.annotations.wrappers import alternatives_of, unwrapped
from hamiltonish.node import Node

__all__ = ["admits_none", "is_row_function", "scalar_of", "stored_of"]


def is_row_function(node: Node) -> bool:
    """Whether a node takes plain scalars alone and gives one, so that it can run on each row.

    Example:
        >>> from hamiltonish import Graph
        >>> def is_late(arr_delay: float | None) -> bool | None:
        ...     return None if arr_delay is None else arr_delay > 15
        >>> is_row_function(Graph(is_late)["is_late"])
        True
    """
    return (
        node.function is not None
        and bool(node.parameters)
        and is_scalar(node.type)
        and all(is_scalar(parameter.type) for parameter in node.parameters)
    )


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


def stored_of(scalar: type) -> type:
    """Find the class of what the cells of a column hold: of an enum, that of its values.

    Example:
        >>> from enum import Enum
        >>> class Cabin(Enum):
        ...     FIRST = "F"
        ...     ECONOMY = "Y"
        >>> stored_of(Cabin), stored_of(float)
        (<class 'str'>, <class 'float'>)
    """
    if not issubclass(scalar, Enum):
        return scalar
    kinds = {type(member.value) for member in scalar}
    return kinds.pop() if len(kinds) == 1 else object
