"""What stands around a type: `Annotated`, `Final`, aliases, new types, unions and literals."""

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, LiteralString, Union, get_origin

from hamiltonish.annotations.generics import parameters_of, substituted

# By name, because those of `typing_extensions` are other objects on older Pythons.
_QUALIFIERS = frozenset({"Final", "ClassVar", "Required", "NotRequired", "ReadOnly"})
_TESTS = frozenset({"TypeGuard", "TypeIs"})

# Deeper than anyone writes, and the end of `type A = A`.
_MOST_WRAPPERS = 50


@dataclass(frozen=True, slots=True)
class Constant:
    """One value of a `Literal`, with its class: `1` and `True` are equal and are two constants."""

    kind: type
    value: object


def unwrapped(annotation: Any, *, through_new_types: bool = False) -> Any:
    """Take off what stands around a type and does not change which values it has.

    Args:
        annotation: Any annotation.
        through_new_types: Whether a `NewType` counts as the type below it.

    Returns:
        The type inside `Annotated`, `Final`, `Required` and their like; the value of a type alias;
        the class of `None`. Unions, literals and generics are returned as they are.

    Example:
        >>> unwrapped(Annotated[int | None, "metres"])
        int | None
        >>> unwrapped(None)
        <class 'NoneType'>
    """
    for _ in range(_MOST_WRAPPERS):
        inner = _inner(annotation)
        if inner is annotation and through_new_types and is_new_type(annotation):
            inner = annotation.__supertype__
        if inner is annotation:
            return annotation
        annotation = inner
    return Any


def is_new_type(annotation: object) -> bool:
    """Tell whether an annotation was made by `NewType`.

    Example:
        >>> from typing import NewType
        >>> is_new_type(NewType("Metres", float)), is_new_type(float)
        (True, False)
    """
    return not isinstance(annotation, type) and hasattr(annotation, "__supertype__")


def is_union(annotation: object) -> bool:
    """Tell whether an annotation is a union, however written.

    Example:
        >>> from typing import Optional
        >>> is_union(int | str), is_union(Optional[int]), is_union(int)
        (True, True, False)
    """
    return get_origin(annotation) in (Union, UnionType)


def alternatives_of(annotation: Any) -> tuple[Any, ...]:
    """Return the types of which a value has one: those of a union, the constants of a literal.

    Args:
        annotation: An annotation that is already unwrapped.

    Returns:
        The alternatives; for anything that is neither union nor literal, itself alone.

    Example:
        >>> alternatives_of(int | str)
        (<class 'int'>, <class 'str'>)
        >>> alternatives_of(Literal["a"])
        (Constant(kind=<class 'str'>, value='a'),)
    """
    if is_union(annotation):
        return tuple(annotation.__args__)
    if get_origin(annotation) is Literal:
        return tuple(Constant(type(value), value) for value in annotation.__args__)
    return (annotation,)


def _inner(annotation: Any) -> Any:
    """Take off the outermost wrapper; return the annotation itself where there is none."""
    if annotation is None:
        return NoneType
    if isinstance(annotation, type):
        return annotation
    if annotation is LiteralString:
        return str
    if type(annotation).__name__ == "TypeAliasType":
        return _alias_value(annotation)
    origin = get_origin(annotation)
    if origin is Annotated:
        return annotation.__origin__
    name = getattr(origin, "_name", None)
    if name in _QUALIFIERS:
        return annotation.__args__[0]
    if name in _TESTS:
        return bool
    if type(origin).__name__ == "TypeAliasType":
        return _alias_of(origin, annotation.__args__)
    return annotation


def _alias_value(alias: Any) -> Any:
    try:
        return alias.__value__
    except (
        NameError
    ):  # `type A = ...` is evaluated only now, and may name what is for checkers only
        return Any


def _alias_of(alias: Any, arguments: tuple[Any, ...]) -> Any:
    """Return the value of a generic alias, such as `type Pair[T] = tuple[T, T]`, for arguments."""
    variables = parameters_of(alias) or alias.__type_params__
    return substituted(_alias_value(alias), dict(zip(variables, arguments, strict=False)))
