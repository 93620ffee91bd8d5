"""A row function as a node on columns: from scalars to scalars becomes from columns to a column."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from hamiltonish.annotations import is_scalar
from hamiltonish.bindings import bound
from hamiltonish.frames import narwhals_itself, portable_type
from hamiltonish.node import Node, Parameter, replaced
from hamiltonish.rows.by_row import by_row
from hamiltonish.rows.scalars import admits_none, scalar_of

if TYPE_CHECKING:
    from hamiltonish.rows.lift import Lifting

__all__ = ["ByRow", "Lifted", "is_row_function", "on_columns"]


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


@dataclass(frozen=True, slots=True, eq=False)
class Lifted:
    """A row function as a function of expressions, and of values that are the same for all rows.

    Attributes:
        lifting: What it computes.
        library: The library of the frame.
        strict: The positions of the values that do not admit None.
    """

    lifting: Lifting
    library: str
    strict: tuple[int, ...]

    def __call__(self, *given: Any) -> Any:
        """Write the expression of its result."""
        from hamiltonish.rows.emit import emitted

        return emitted(narwhals_itself(), self.lifting.result, given, self.library)


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


def on_columns(node: Node, columns: Collection[str], library: str) -> Node:
    """Make the node that computes a row function on columns.

    Args:
        node: A row function's node.
        columns: The names of those of its parameters that read columns.
        library: The library of the frame.
    """
    from hamiltonish.rows.lift import lifted
    from hamiltonish.rows.refusal import Refused

    read = tuple(i for i, p in enumerate(node.parameters) if p.name in columns)
    strict = tuple(i for i, p in enumerate(node.parameters) if not admits_none(p.type))
    try:
        function: Any = Lifted(lifted(node, columns), library, strict)
    except Refused:
        function = ByRow(_by_position(node), read, strict, scalar_of(node.type))
    kind = portable_type(lazy=isinstance(function, Lifted))
    parameters = tuple(
        Parameter(p.name, kind, p.default, p.keyword_only, p.argument) if p.name in columns else p
        for p in node.parameters
    )
    return replaced(node, type=kind, function=function, parameters=parameters, arguments=())


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
