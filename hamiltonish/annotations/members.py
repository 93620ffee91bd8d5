"""What a class has inside: the fields of named tuples and typed dicts, the members of protocols."""

from inspect import get_annotations
from typing import Any, Protocol, TypeGuard, get_origin, get_type_hints


class _EmptyProtocol(Protocol): ...


# What every protocol has from Python itself, in the Python that runs, is no member of any protocol.
_NOT_MEMBERS = frozenset(vars(_EmptyProtocol)) | frozenset(
    {
        "__abstractmethods__",
        "__annotate__",
        "__annotate_func__",
        "__annotations__",
        "__annotations_cache__",
        "__class_getitem__",
        "__match_args__",
        "__non_callable_proto_members__",
        "__orig_bases__",
        "__slots__",
        "_is_runtime_protocol",
        "__type_params__",
    }
)


def is_named_tuple(annotation: object) -> TypeGuard[type]:
    """Tell whether a class was made by `NamedTuple` or `namedtuple` itself, not by subclassing one.

    Example:
        >>> from collections import namedtuple
        >>> is_named_tuple(namedtuple("Point", "x y")), is_named_tuple(tuple)
        (True, False)
    """
    return (
        isinstance(annotation, type)
        and tuple in annotation.__bases__
        and "_fields" in annotation.__dict__
    )


def is_typed_dict(annotation: object) -> TypeGuard[type]:
    """Tell whether a class is a `TypedDict`, from `typing` or from `typing_extensions`.

    Example:
        >>> is_typed_dict(dict)
        False
    """
    return type(annotation).__name__ == "_TypedDictMeta"


def is_protocol(annotation: object) -> TypeGuard[type]:
    """Tell whether a class is a protocol itself, and not a class that implements one.

    Example:
        >>> from typing import SupportsFloat
        >>> is_protocol(SupportsFloat), is_protocol(float)
        (True, False)
    """
    return isinstance(annotation, type) and bool(annotation.__dict__.get("_is_protocol", False))


def field_types(annotation: type) -> dict[str, Any]:
    """Return the types of the fields of a named tuple or typed dict.

    Args:
        annotation: The class.

    Returns:
        The types by field, with what stands around them; where one cannot be resolved all are
        `Any`.

    Example:
        >>> from typing import NamedTuple
        >>> class Point(NamedTuple):
        ...     x: int
        >>> field_types(Point)
        {'x': <class 'int'>}
    """
    try:
        return get_type_hints(annotation, include_extras=True)
    except (NameError, AttributeError, TypeError, SyntaxError):
        # A name that exists for type checkers only. Python 3.14 would raise when the annotations
        # are read, so that nothing but the names of the fields is asked for here.
        keys = getattr(annotation, "_fields", None) or (
            annotation.__dict__.get("__required_keys__", frozenset())
            | annotation.__dict__.get("__optional_keys__", frozenset())
        )
        return dict.fromkeys(keys, Any)


def required_keys(typed_dict: type) -> frozenset[str]:
    """Return the keys that a dict of a `TypedDict` must have.

    Args:
        typed_dict: The class.

    Returns:
        The keys; `Required` and `NotRequired` count in texts as well, where Python overlooks them.

    Example:
        >>> from typing import NotRequired, TypedDict
        >>> class Order(TypedDict):
        ...     number: int
        ...     note: NotRequired[str]
        >>> sorted(required_keys(Order))
        ['number']
    """
    keys: frozenset[str] = typed_dict.__dict__.get("__required_keys__", frozenset())
    qualifiers = {
        key: getattr(get_origin(annotation), "_name", None)
        for key, annotation in field_types(typed_dict).items()
    }
    added = {key for key, qualifier in qualifiers.items() if qualifier == "Required"}
    dropped = {key for key, qualifier in qualifiers.items() if qualifier == "NotRequired"}
    return (keys | added) - dropped


def protocol_members(protocol: type) -> frozenset[str]:
    """Return the names that a class must have to implement a protocol, data and methods alike.

    Args:
        protocol: A protocol class; those that it inherits from are looked into as well.

    Returns:
        The names of the members.

    Example:
        >>> from typing import SupportsFloat
        >>> sorted(protocol_members(SupportsFloat))
        ['__float__']
    """
    names: set[str] = set()
    for base in protocol.__mro__:
        if base is not Protocol and is_protocol(base):
            names.update(vars(base), _annotated_names(base))
    return frozenset(names) - _NOT_MEMBERS


def has_member(owner: type, name: str) -> bool:
    """Tell whether the instances of a class have a member, as far as the class shows it.

    Args:
        owner: The class of the instances.
        name: The member's name.

    Returns:
        Whether the member is an attribute of the class, is annotated in its body, is set by its
        `__init__`, or may be made by its `__getattr__`.

    Example:
        >>> has_member(float, "hex"), has_member(int, "hex"), has_member(list, "__hash__")
        (True, False, False)
    """
    for base in owner.__mro__:
        # Not `hasattr`, which finds what classes have themselves, such as `__call__`.
        if name in base.__dict__:
            return base.__dict__[name] is not None or name != "__hash__"
    if hasattr(owner, "__getattr__") and not name.startswith("__"):
        return True
    code = getattr(getattr(owner, "__init__", None), "__code__", None)
    if code is not None and name in code.co_names:
        return True
    return any(name in _annotated_names(base) for base in owner.__mro__)


def _annotated_names(owner: type) -> frozenset[str]:
    try:
        return frozenset(get_annotations(owner))
    except (AttributeError, NameError):  # none, or on Python 3.14 with a name for checkers only
        return frozenset()
