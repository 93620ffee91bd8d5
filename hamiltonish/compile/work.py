"""What is to be compiled, as data: inputs, constants, and calls in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from hamiltonish.bindings import same_value
from hamiltonish.compile.calls import is_literal
from hamiltonish.node import MISSING, Node, Parameter

__all__ = ["EACH_OWN", "Call", "Input", "Work", "input_of"]


class _EachOwn:
    """The type of `EACH_OWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<each function's own>"

    def __reduce__(self) -> str:
        return "EACH_OWN"


EACH_OWN = _EachOwn()
"""The default of an input whose readers have defaults of their own, which differ."""


class Call(NamedTuple):  # there is one for each node, and it is made while compiling
    """One call: of a node's function, or of something that a plan puts between.

    Attributes:
        writes: The name of the result.
        reads: The names of what it reads; for a node's function one of each parameter.
        node: The node whose function is called; None if it is something else.
        operation: What is called in the function's place, by position; None for the function.
    """

    writes: str
    reads: tuple[str, ...]
    node: Node | None
    operation: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One parameter of the compiled function.

    Attributes:
        name: The name of the input, or of the node that is overridden.
        type: Its type.
        default: Its default: `MISSING` if it has to be given, `EACH_OWN` if its readers differ.
    """

    name: str
    type: object
    default: object = MISSING


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be compiled.

    Attributes:
        outputs: The nodes that are asked for.
        types: The type of each of them.
        inputs: The parameters of the function.
        constants: What is known beforehand: the config, overrides with a value.
        calls: The calls, in an order in which they can be made.
    """

    outputs: tuple[str, ...]
    types: Mapping[str, object]
    inputs: tuple[Input, ...]
    constants: Mapping[str, object]
    calls: tuple[Call, ...]


def input_of(name: str, annotation: object, readers: Iterable[Parameter]) -> Input:
    """Make a parameter of an input: with a default, if all that read it have one.

    One object that can change is kept apart for each function, as Python does.

    Example:
        >>> input_of("days", int, [Parameter("days", int, 7), Parameter("days", int, 7)]).default
        7
        >>> input_of("days", int, [Parameter("days", int, 7), Parameter("days", int, 1)]).default
        <each function's own>
    """
    defaults = [parameter.default for parameter in readers]
    if not defaults or any(default is MISSING for default in defaults):
        return Input(name, annotation)
    first = defaults[0]
    if all(default is first for default in defaults):
        return Input(name, annotation, first)
    if is_literal(first) and all(same_value(first, default) for default in defaults):
        return Input(name, annotation, first)
    return Input(name, annotation, EACH_OWN)
