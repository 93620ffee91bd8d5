"""The code of a type that is no class: unions, generics, and what else `typing` makes."""

from __future__ import annotations

import typing
from collections.abc import Generator, Iterable
from typing import Annotated, Any, get_origin

from hamiltonish.annotations import Unresolved
from hamiltonish.annotations.wrappers import is_union

__all__ = ["codes_of", "type_steps"]


def type_steps(value: Any) -> Generator[Any, str, str] | None:
    """Make steps to the code of a type; None if the value is none, or is a plain class."""
    if is_union(value):
        return _union(value)
    if type(value) is Unresolved:
        return _text(value.text)
    if type(value).__name__ == "ForwardRef":
        return _text(value.__forward_arg__)
    if isinstance(value, typing.TypeVar):
        return _variable(value)
    if isinstance(value, typing.NewType):
        return _new(value)
    if type(value).__name__ == "TypeAliasType":
        return _new(value, value.__value__)
    if get_origin(value) is Annotated:
        return _generic(Annotated, (value.__origin__, *value.__metadata__))
    if get_origin(value) is not None:
        return _generic(get_origin(value), getattr(value, "__args__", ()))
    if type(value).__module__ == "typing":
        return _text(repr(value))
    return None


def codes_of(values: Iterable[Any]) -> Generator[Any, str, list[str]]:
    """Yield values, and give the list of what was sent for them."""
    codes = []
    for one in values:
        code = yield one
        codes.append(code)
    return codes


def _text(text: str) -> Generator[Any, str, str]:
    return f"type {text}"
    yield  # a maker of steps, with none


def _union(value: Any) -> Generator[Any, str, str]:
    codes = yield from codes_of(value.__args__)
    return f"union({','.join(sorted(codes))})"


def _variable(value: typing.TypeVar) -> Generator[Any, str, str]:
    bound = yield (value.__bound__, value.__constraints__)
    return f"variable({value.__name__},{bound})"


def _new(value: Any, meant: Any = None) -> Generator[Any, str, str]:
    return f"new({value.__name__},{(yield meant or value.__supertype__)})"


def _generic(origin: Any, arguments: tuple[Any, ...]) -> Generator[Any, str, str]:
    is_form = origin in (Annotated, typing.Literal)
    codes = yield from codes_of(arguments if is_form else (origin, *arguments))
    if is_form:
        codes.insert(0, repr(origin))
    return f"generic({','.join(codes)})"
