"""The source of a compiled function: a line for each call, and nothing else."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hamiltonish.bindings import Argument, Binding, Passing, Source, Value
from hamiltonish.node import Node, Parameter

__all__ = ["Names", "Writer"]


@dataclass(slots=True)
class Names:
    """Names of Python for names of nodes, functions and constants; each is used once.

    Attributes:
        taken: The names that are used.
        globals: What the global names of the compiled function stand for.
    """

    taken: set[str] = field(default_factory=set)
    globals: dict[str, Any] = field(default_factory=dict)

    def local(self, name: str) -> str:
        """Make a name for a value: the node's own, if Python allows it."""
        plain = re.sub(r"\W", "_", name)
        if not plain.isidentifier() or keyword.iskeyword(plain):
            plain = f"{plain}_" if keyword.iskeyword(plain) else f"_{plain}"
        return self._free(plain)

    def outside(self, name: str, content: object) -> str:
        """Make a name for a function or a constant, which the function finds outside of it."""
        plain = re.sub(r"\W", "_", name)
        free = self._free(f"_{plain}")
        self.globals[free] = content
        return free

    def _free(self, name: str) -> str:
        free, number = name, 2
        while free in self.taken:
            free, number = f"{name}_{number}", number + 1
        self.taken.add(free)
        return free


class Writer:
    """Writes the calls of some nodes, in order.

    Args:
        names: The names.
        variables: The variable of each node.
    """

    def __init__(self, names: Names, variables: Mapping[str, str]) -> None:
        self.names = names
        self.variables = variables
        self._functions: dict[int, str] = {}
        self._constants: dict[int, str] = {}

    def call(self, node: Node) -> str:
        """Write the call of a node's function with what it reads."""
        function = self._function(node)
        if node.arguments:
            parts: Iterable[str] = map(self._argument, node.arguments)
        else:
            parts = self._plain_arguments(node.parameters)
        return f"{function}({', '.join(parts)})"

    def _function(self, node: Node) -> str:
        known = self._functions.get(id(node.function))
        if known is None:
            name = getattr(node.function, "__name__", node.name)
            known = self.names.outside(name if name.isidentifier() else node.name, node.function)
            self._functions[id(node.function)] = known
        return known

    def _plain_arguments(self, parameters: Sequence[Parameter]) -> Iterator[str]:
        by_name = False
        for parameter in parameters:
            variable = self.variables.get(parameter.name)
            if variable is None:  # it is left at its default
                by_name = True
            elif by_name or parameter.keyword_only:
                yield f"{parameter.argument or parameter.name}={variable}"
            else:
                yield variable

    def _argument(self, argument: Argument) -> str:
        if argument.passing is Passing.POSITION:
            return self._binding(argument.binding)
        if argument.passing is Passing.KEYWORD:
            return f"{argument.name}={self._binding(argument.binding)}"
        return f"{argument.passing.value}{self._binding(argument.binding)}"

    def _binding(self, binding: Binding) -> str:
        if isinstance(binding, Source):
            return self.variables[binding.name]
        if isinstance(binding, Value):
            return self._constant(binding.value)
        items = [self._binding(item) for item in binding.items]
        if binding.keys:
            pairs = zip(binding.keys, items, strict=True)
            return f"{{{', '.join(f'{key!r}: {item}' for key, item in pairs)}}}"
        return f"[{', '.join(items)}]"

    def _constant(self, value: object) -> str:
        """Write a constant as it is, if its text says all of it; else give it a name."""
        if type(value) in (bool, int, str, type(None)):
            return repr(value)
        if type(value) is float and value - value == 0:
            return repr(value)
        known = self._constants.get(id(value))
        if known is None:
            known = self._constants[id(value)] = self.names.outside("value", value)
        return known
