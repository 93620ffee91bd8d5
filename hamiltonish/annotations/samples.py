"""One value of each plain scalar type, where any will do."""

from enum import Enum
from types import NoneType
from typing import Any

from hamiltonish.annotations.classify import is_scalar
from hamiltonish.annotations.wrappers import Constant, alternatives_of, unwrapped

_ARGUMENTS: dict[str, tuple[int, ...]] = {
    "bool": (),
    "int": (1,),
    "float": (1,),
    "complex": (1,),
    "str": (),
    "bytes": (),
    "NoneType": (),
    "date": (2000, 1, 1),
    "datetime": (2000, 1, 1),
    "time": (),
    "timedelta": (1,),
    "Decimal": (1,),
}
"""What a class of each name is called with; so that none of them has to be imported."""


def sample_of(annotation: object) -> object:
    """Return a value of a plain scalar type; of a union, one of its first type that is not `None`.

    Args:
        annotation: An annotation.

    Returns:
        The value; `NotImplemented` if the type is no plain scalar.

    Example:
        >>> sample_of(float | None), sample_of(list[float])
        (1.0, NotImplemented)
    """
    if not is_scalar(annotation):
        return NotImplemented
    current: Any = annotation
    while True:
        current = unwrapped(current, through_new_types=True)
        several = [one for one in alternatives_of(current) if one is not NoneType]
        first = several[0] if several else NoneType
        if isinstance(first, Constant):
            return first.value
        if first is current:
            break
        current = first
    if isinstance(current, type) and issubclass(current, Enum):
        return next(iter(current), NotImplemented)
    return current(*_ARGUMENTS[current.__name__])
