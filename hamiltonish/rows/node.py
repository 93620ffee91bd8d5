"""A row function as a node on columns: from scalars to scalars becomes from columns to a column."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from types import NoneType
from typing import Any, cast

from hamiltonish.annotations import is_assignable, is_scalar, sample_of
from hamiltonish.annotations.wrappers import alternatives_of, unwrapped
from hamiltonish.bindings import bound
from hamiltonish.frames import portable_type
from hamiltonish.node import Node, Parameter, replaced
from hamiltonish.rows.by_row import by_row

__all__ = ["ByRow", "admits_none", "is_row_function", "on_columns", "scalar_of"]


@dataclass(frozen=True, slots=True, eq=False)
class ByRow:
    """A row function as a function of Series, and of the values that are the same for all rows.

    Attributes:
        call: The function of scalars, which takes what the parameters read, by position.
        columns: The positions of the parameters that read columns.
        strict: The positions of the parameters that do not admit None.
        returns: The type of the result.
    """

    call: Callable[..., Any]
    columns: tuple[int, ...]
    strict: tuple[int, ...]
    returns: type

    def __call__(self, *given: Any) -> Any:
        """Call the function for each row of what is given by position."""
        return by_row(self.call, given, self.columns, self.strict, self.returns)


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


def on_columns(node: Node, columns: Collection[str]) -> Node:
    """Make the node that computes a row function on columns.

    Args:
        node: A row function's node.
        columns: The names of those of its parameters that read columns.
    """
    read = tuple(i for i, p in enumerate(node.parameters) if p.name in columns)
    strict = tuple(i for i, p in enumerate(node.parameters) if not admits_none(p.type))
    series = portable_type(lazy=False)
    parameters = tuple(
        Parameter(p.name, series, p.default, p.keyword_only, p.argument) if p.name in columns else p
        for p in node.parameters
    )
    function = ByRow(_by_position(node), read, strict, scalar_of(node.type))
    return replaced(node, type=series, function=function, parameters=parameters, arguments=())


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


def _by_position(node: Node) -> Callable[..., Any]:
    """Make a function take what the node's parameters read by position, all of it."""
    function: Any = node.function
    if node.arguments:
        return bound(function, node.arguments)
    named = tuple(p.argument or p.name for p in node.parameters if p.keyword_only)
    if not named:
        return cast("Callable[..., Any]", function)
    split = len(node.parameters) - len(named)
    return lambda *given: function(*given[:split], **dict(zip(named, given[split:], strict=True)))
