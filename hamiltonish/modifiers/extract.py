"""`extract_columns`: nodes for the columns of a frame that the graph itself makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.errors import ModifierError
from hamiltonish.modifiers.made import Made
from hamiltonish.modifiers.spec import Build, F, Spec, mark
from hamiltonish.node import Node, Parameter

__all__ = ["ExtractColumns", "extract_columns"]


@dataclass(frozen=True, slots=True)
class ExtractColumns(Spec):
    """The spec of `extract_columns`: pairs of a node's name and its column's name."""

    columns: tuple[tuple[str, str], ...]

    def rewrite(self, made: Made, build: Build) -> Made:
        """Add a node for each column behind the frame's own node."""
        own = made.only(self)
        if form_of(own.type).kind is not Kind.FRAME:
            raise ModifierError(
                own.place,
                (str(self),),
                f"needs a frame, and the function returns `{type_text(own.type)}`",
                "return a `pl.LazyFrame`, `pl.DataFrame` or `pd.DataFrame`.",
            )
        columns = (self._node(own, node, column) for node, column in self.columns)
        return made.of(made.own, (*made.added, *columns))

    @staticmethod
    def _node(own: Node, node: str, column: str) -> Node:
        return Node(
            name=node,
            type=Any,
            parameters=(Parameter(own.name, own.type),),
            doc=f"The column `{column}` of `{own.name}`.",
            label="" if column == node else column,
            module=own.module,
            qualname=own.qualname,
            location=own.location,
            frame=own.name,
        )

    def __str__(self) -> str:
        return "extract_columns(…)"


def extract_columns(*columns: str, **renamed: str) -> Callable[[F], F]:
    """Make nodes of columns of the frame that a function returns.

    Args:
        columns: Names of columns, each of which becomes a node of the same name.
        renamed: ``node="Column name"`` for columns whose name is no Python name.

    Raises:
        TypeError: If no column is named, or the decorator is used without brackets.

    Example:
        >>> import polars as pl
        >>> import hamiltonish as hm
        >>> @extract_columns("distance", air_time="air time (min)")
        ... def flights() -> pl.DataFrame:
        ...     return pl.DataFrame({"distance": [1400], "air time (min)": [227]})
        >>> def speed(distance: pl.Expr, air_time: pl.Expr) -> pl.Expr:
        ...     return (distance / air_time * 60).round()
        >>> hm.Driver(flights, speed).execute("speed")["speed"].to_list()
        [370.0]
    """
    pairs = (*((column, column) for column in columns), *renamed.items())
    if not pairs or not all(isinstance(column, str) for _, column in pairs):
        raise TypeError("extract_columns needs names of columns: @extract_columns('a', 'b')")
    return lambda function: mark(function, ExtractColumns(pairs))
