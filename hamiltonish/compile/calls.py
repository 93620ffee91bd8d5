"""The call of a node's function as Python writes it, with all that is bound to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import Any

from hamiltonish.bindings import Argument, Binding, Group, Passing, Source
from hamiltonish.compile.names import Names, quoted
from hamiltonish.node import Node

__all__ = ["Calls"]

_LONGEST = 200


class Calls:
    """Writes calls, and gives names to the functions and constants in them.

    Args:
        names: The names of the code.
        outside: Names a function or a constant that has no text of its own; by default it becomes
            a global of the code.
    """

    def __init__(self, names: Names, outside: Callable[[str, Any], str] | None = None) -> None:
        self._outside = outside or names.outside
        self._known: dict[int, str] = {}

    def written(self, node: Node, reads: Sequence[str]) -> str:
        """Write the call of a node's function.

        Args:
            node: The node.
            reads: What stands for each of its parameters, as code.

        Example:
            >>> from hamiltonish import Graph
            >>> def speed(distance: float, *, hours: float) -> float:
            ...     return distance / hours
            >>> Calls(Names()).written(Graph(speed)["speed"], ["distance", "time"])
            '_speed(distance, hours=time)'
        """
        return f"{self.function(node.name, node.function)}({', '.join(self.parts(node, reads))})"

    def parts(self, node: Node, reads: Sequence[str]) -> Sequence[str]:
        """Write the arguments of the call, one by one."""
        if node.arguments:
            return self._bound(node.arguments, iter(reads))
        return tuple(_plain(node, reads))

    def function(self, name: str, function: Any) -> str:
        """Find the name of a function, or of anything else that can be called."""
        known = self._known.get(id(function))
        if known is None:
            own = getattr(function, "__name__", name)
            known = self._outside(own if own.isidentifier() else name, function)
            self._known[id(function)] = known
        return known

    def constant(self, value: object, name: str = "value") -> str:
        """Write a constant as it is, if its text says all of it; else give it a name."""
        if is_literal(value):
            return quoted(value) if isinstance(value, str) else repr(value)
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = self._outside(name, value)
        return known

    def _bound(self, arguments: Sequence[Argument], reads: Iterator[str]) -> list[str]:
        positional, named = [], []
        for argument in arguments:
            binding = argument.binding
            if argument.passing is Passing.POSITION:
                positional.append(self._binding(binding, reads, argument.name))
            elif argument.passing is Passing.KEYWORD:
                named.append(f"{argument.name}={self._binding(binding, reads, argument.name)}")
            elif isinstance(binding, Group) and not binding.keys:
                positional += [self._binding(one, reads, argument.name) for one in binding.items]
            else:
                text = f"{argument.passing.value}{self._binding(binding, reads, argument.name)}"
                (positional if argument.passing is Passing.STAR else named).append(text)
        return positional + named

    def _binding(self, binding: Binding, reads: Iterator[str], name: str) -> str:
        if isinstance(binding, Source):
            return next(reads)
        if isinstance(binding, Group):
            items = [self._binding(item, reads, name) for item in binding.items]
            if not binding.keys:
                return f"[{', '.join(items)}]"
            pairs = zip(binding.keys, items, strict=True)
            return f"{{{', '.join(f'{quoted(key)}: {item}' for key, item in pairs)}}}"
        return self.constant(binding.value, name)


def _plain(node: Node, reads: Sequence[str]) -> Iterator[str]:
    for parameter, read in zip(node.parameters, reads, strict=True):
        name = parameter.argument or parameter.name
        yield f"{name}={read}" if parameter.keyword_only else read


def is_literal(value: object) -> bool:
    """Whether the text of a value says all of it, and is short.

    Example:
        >>> is_literal(1.5), is_literal(float("nan")), is_literal([])
        (True, False, False)
    """
    if isinstance(value, str):
        return type(value) is str and len(value) <= _LONGEST
    if isinstance(value, float):
        return type(value) is float and isfinite(value)
    if isinstance(value, int):
        return type(value) in (int, bool) and abs(value) < 2**63
    return value is None
