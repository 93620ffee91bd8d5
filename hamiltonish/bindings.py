"""How the arguments of a node's function are made, where they are not simply its parameters."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = [
    "Argument",
    "Binding",
    "Group",
    "Passing",
    "Source",
    "Value",
    "bound",
    "same_value",
    "sources_in",
]


@dataclass(frozen=True, slots=True)
class Source:
    """An argument that is the result of a node."""

    name: str

    def __str__(self) -> str:
        return f"source({self.name!r})"


@dataclass(frozen=True, slots=True)
class Value:
    """An argument that is known when the graph is built."""

    value: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and same_value(self.value, other.value)

    def __hash__(self) -> int:
        return hash(type(self.value))  # the value itself may be a list, or a frame

    def __str__(self) -> str:
        text = repr(self.value)
        return f"value({text if len(text) <= _LONGEST_TEXT else type(self.value).__name__ + '(…)'})"


@dataclass(frozen=True, slots=True)
class Group:
    """An argument that is a list of others, or, with keys, a dict of them."""

    items: tuple[Binding, ...]
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        texts = [str(item) for item in self.items]
        if self.keys:
            texts = [f"{key}={text}" for key, text in zip(self.keys, texts, strict=True)]
        return f"group({', '.join(texts)})"


_LONGEST_TEXT = 60

Binding: TypeAlias = Source | Value | Group


class Passing(enum.Enum):
    """How an argument is passed; the value is what stands before the parameter's name."""

    POSITION = ""
    """By position."""
    KEYWORD = "name="
    """By keyword."""
    STAR = "*"
    """A group, one by one by position."""
    STARS = "**"
    """A group with keys, one by one by keyword."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a node's function.

    Attributes:
        name: The name of the function's own parameter.
        binding: What it is made of.
        passing: How it is passed.
    """

    name: str
    binding: Binding
    passing: Passing = Passing.POSITION

    def __str__(self) -> str:
        return f"{self.name} = {self.binding}"


def same_value(one: object, other: object) -> bool:
    """Whether two values are one and the same to a function that takes them.

    Values of different types are not, though Python says that ``1 == True``. Arrays and frames,
    which cannot say in one word whether they are equal, are the same if they are one object.

    Example:
        >>> same_value("a", "a"), same_value(1, True), same_value([1.0], [2.0])
        (True, False, False)
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    try:
        verdict = one == other
    except Exception:  # noqa: BLE001  # a list of arrays, or a foreign class, may refuse
        return False
    # numpy has a truth value of its own.
    return type(verdict).__name__ in ("bool", "bool_") and bool(verdict)


def sources_in(binding: Binding) -> Iterator[Source]:
    """Yield the sources of a binding, in order.

    Example:
        >>> [source.name for source in sources_in(Group((Source("a"), Value(1), Source("b"))))]
        ['a', 'b']
    """
    if isinstance(binding, Source):
        yield binding
    elif isinstance(binding, Group):
        for item in binding.items:
            yield from sources_in(item)


def bound(function: Callable[..., Any], arguments: Sequence[Argument]) -> Callable[..., Any]:
    """Make a function of what the sources give, by position, that calls another with all arguments.

    Args:
        function: What is called.
        arguments: Its arguments.

    Example:
        >>> power = bound(pow, [Argument("base", Source("x")), Argument("exp", Value(3))])
        >>> power(2)
        8
    """
    makers = []
    position = 0
    for argument in arguments:
        makers.append(_maker(argument.binding, position))
        position += sum(1 for _ in sources_in(argument.binding))
    if all(argument.passing is Passing.POSITION for argument in arguments):
        return lambda *given: function(*[make(given) for make in makers])
    ways = [(argument.passing, argument.name) for argument in arguments]

    def call(*given: Any) -> Any:
        positional: list[Any] = []
        named: dict[str, Any] = {}
        for (passing, name), make in zip(ways, makers, strict=True):
            if passing is Passing.POSITION:
                positional.append(make(given))
            elif passing is Passing.STAR:
                positional.extend(make(given))
            else:
                named.update(make(given) if passing is Passing.STARS else {name: make(given)})
        return function(*positional, **named)

    return call


def _maker(binding: Binding, position: int) -> Callable[[tuple[Any, ...]], Any]:
    """Make what picks an argument out of what the sources give; its own begin at a position."""
    if isinstance(binding, Source):
        return lambda given: given[position]
    if isinstance(binding, Value):
        value = binding.value
        return lambda _: value
    makers = []
    for item in binding.items:
        makers.append(_maker(item, position))
        position += sum(1 for _ in sources_in(item))
    keys = binding.keys
    if keys:
        return lambda given: {key: make(given) for key, make in zip(keys, makers, strict=True)}
    return lambda given: [make(given) for make in makers]
