"""The parts of a type: fields of a record, positions of a tuple, items of a container."""

from __future__ import annotations

from collections import abc
from typing import Any, Never, Union, get_origin

from hamiltonish.annotations.generics import arguments_as, element_of
from hamiltonish.annotations.members import field_types, is_named_tuple, is_typed_dict
from hamiltonish.annotations.wrappers import is_union, unwrapped

__all__ = ["fields_of", "items_type_of", "positions_of"]


def fields_of(annotation: Any) -> dict[str, Any] | None:
    """Return the types of the fields of a typed dict, dataclass, or named tuple.

    Args:
        annotation: Any type.

    Returns:
        The types by field; None if the type does not list its fields.

    Example:
        >>> from typing import TypedDict
        >>> class Split(TypedDict):
        ...     train: int
        >>> fields_of(Split), fields_of(dict[str, int])
        ({'train': <class 'int'>}, None)
    """
    origin: Any = get_origin(unwrapped(annotation)) or unwrapped(annotation)
    if not isinstance(origin, type):
        return None
    if is_typed_dict(origin) or is_named_tuple(origin) or hasattr(origin, "__dataclass_fields__"):
        return {name: unwrapped(kind) for name, kind in field_types(origin).items()}
    return None


def positions_of(annotation: Any, count: int) -> tuple[Any, ...] | None:
    """Return the types of the first positions of a tuple.

    Args:
        annotation: The type of the tuple.
        count: How many positions.

    Returns:
        Their types; None if it is no tuple, or one that has fewer.

    Example:
        >>> positions_of(tuple[int, str], 2), positions_of(tuple[int, ...], 2)
        ((<class 'int'>, <class 'str'>), (<class 'int'>, <class 'int'>))
        >>> positions_of(tuple[int, str], 3) is None
        True
    """
    annotation = unwrapped(annotation)
    if annotation is Any:
        return (Any,) * count
    if is_named_tuple(annotation):
        kinds = tuple(field_types(annotation).values())
        return kinds[:count] if len(kinds) >= count else None
    if (get_origin(annotation) or annotation) is not tuple:
        return None
    arguments = getattr(annotation, "__args__", None)
    if arguments is None:
        return (Any,) * count
    if ... in arguments or any(getattr(a, "__unpacked__", False) for a in arguments):
        return (element_of(arguments),) * count
    return arguments[:count] if len(arguments) >= count else None


def items_type_of(annotation: Any, *, by_key: bool) -> Any:
    """Return the type of what a container holds, or `Never` if it is no such container.

    Args:
        annotation: The type of the container; `Any` and bare classes hold `Any`, and a union what
            the first of it holds that is such a container.
        by_key: Whether it holds its items by keys that are text; otherwise it is made as a list.

    Example:
        >>> items_type_of(dict[str, int], by_key=True), items_type_of(list[str], by_key=False)
        (<class 'int'>, <class 'str'>)
        >>> items_type_of(int, by_key=False)
        typing.Never
    """
    annotation = unwrapped(annotation)
    if annotation is Any or annotation is object:
        return Any
    if is_union(annotation):
        return _items_type_of_union(annotation, by_key=by_key)
    origin = get_origin(annotation) or annotation
    if not isinstance(origin, type) or not issubclass(dict if by_key else list, origin):
        return Never
    arguments = getattr(annotation, "__args__", None)
    found = arguments_as(origin, arguments, abc.Mapping if by_key else abc.Iterable)
    return Any if found is None else found[-1]


def _items_type_of_union(union: Any, *, by_key: bool) -> Any:
    """Return what the containers among the alternatives hold; those that say nothing count last."""
    kinds = [items_type_of(alternative, by_key=by_key) for alternative in union.__args__]
    found = dict.fromkeys(kind for kind in kinds if kind is not Never and kind is not Any)
    if found:
        return Union[tuple(found)]  # noqa: UP007  # of a number known at run time
    return Any if Any in kinds else Never
