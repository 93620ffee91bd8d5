"""Cut: a node of a graph as a function of literal values of any nodes above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.driver import Driver
from hamiltonish.errors import UnknownInputError
from hamiltonish.errors.text import closest
from hamiltonish.errors.tracebacks import tidy
from hamiltonish.frames import is_plain, unwrapped
from hamiltonish.node import Node
from hamiltonish.plan.request import BARE
from hamiltonish.testing.literals import (
    column_like,
    frame_like,
    is_rows,
    library_for,
    list_of,
    lists_of,
)
from hamiltonish.testing.silence import not_of_speed

__all__ = ["Cut"]


class Cut:
    """A node as a function of any nodes above it: the graph is cut where values are given.

    Args:
        driver: The driver.
        name: The node, by name or as its function.

    Attributes:
        driver: The driver.
        node: The node.

    Example:
        >>> import polars as pl
        >>> import hamiltonish as hm
        >>> def is_late(arr_delay: pl.Expr) -> pl.Expr:
        ...     return arr_delay > 15
        >>> def late_rate(is_late: pl.Expr, carrier: pl.Expr) -> pl.Expr:
        ...     return is_late.mean().over(carrier)
        >>> late_rate = Cut(hm.Driver(is_late, late_rate), "late_rate")
        >>> late_rate(arr_delay=[0, 20, 20], carrier=["UA", "UA", "AA"])
        [0.5, 0.5, 1.0]
        >>> late_rate(is_late=[True, False], carrier=["UA", "UA"])
        [0.5, 0.5]
        >>> late_rate(arr_delay=20, carrier="UA")
        1.0
    """

    __slots__ = ("driver", "node")

    driver: Driver
    node: Node

    def __init__(self, driver: Driver, name: Any) -> None:
        with tidy:
            self.driver = driver
            graph = driver.graph
            self.node = graph[name if isinstance(name, str) else graph.name_of(name)]

    def __call__(self, **given: Any) -> Any:
        """Compute the node from literals: lists are columns, dicts of lists are frames.

        A value in place of a column is a column of one row; if all are, so is the result.

        Args:
            given: Values of nodes above; what can be computed from them is.

        Returns:
            A list for a column, a dict of lists for a frame, or the value.

        Raises:
            UnknownInputError: If something is given that is not above the node.
            RequestError: If something is missing.
        """
        with tidy, not_of_speed():
            graph, name = self.driver.graph, self.node.name
            upstream = tuple(graph.upstream(name))
            unknown = tuple(n for n in given if n not in upstream)
            if unknown:
                raise UnknownInputError(unknown, closest(unknown[0], upstream), upstream, ())
            single = {n for n, value in given.items() if self._is_cell(n, value)}
            given = {n: [value] if n in single else value for n, value in given.items()}
            made = {n: self._made(n, value) for n, value in given.items()}
            overrides = {n: value for n, value in made.items() if not graph[n].is_input}
            inputs = _with_frame(given, {n: v for n, v in made.items() if graph[n].is_input})
            result = _literal(self.driver.values(name, inputs=inputs, overrides=overrides)[name])
            columns = {n for n, value in given.items() if is_rows(value)}
            is_one = columns == single and isinstance(result, list) and len(result) == 1
            return result[0] if single and is_one else result

    def _is_cell(self, name: str, value: Any) -> bool:
        """Whether a value is given in place of a column."""
        node = self.driver.graph[name]
        is_column = form_of(node.type).kind is Kind.COLUMN or bool(node.frame)
        return is_column and is_plain(value)

    def _made(self, name: str, value: Any) -> Any:
        """Make a node's value of a literal."""
        node = self.driver.graph[name]
        form = form_of(node.type)
        if form.kind is Kind.FRAME and isinstance(value, Mapping):
            return frame_like(value, form)
        if isinstance(value, list) and form.kind is not Kind.FRAME:
            return column_like(value, node.type, self._library(form.library), name)
        return value

    def _library(self, library: str) -> str:
        """Choose the library of a column: its own, or that of a function which reads columns."""
        if library in ("polars", "pandas", "pyarrow"):
            return library
        graph = self.driver.graph
        for node in (self.node, *graph.upstream(self.node.name).values()):
            found = form_of(node.type).library
            if found in ("polars", "pandas"):
                return found
        return library_for(form_of(object))

    def __repr__(self) -> str:
        return f"<Cut: {self.node.name}>"


def _with_frame(given: Mapping[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """Put the columns among inputs into one frame, as a table would bring them."""
    columns = {n: value for n, value in made.items() if is_rows(given[n])}
    if not columns:
        return made
    form = form_of(type(next(iter(columns.values()))))
    others = {n: value for n, value in made.items() if n not in columns}
    return {BARE: frame_like(columns, form, form.library), **others}


def _literal(value: Any) -> Any:
    """Make a list of a column, and a dict of lists of a frame."""
    native = unwrapped(value)
    form = form_of(type(native))
    if form.kind is Kind.FRAME:
        return lists_of(native)
    return list_of(native) if form.kind is Kind.COLUMN and not form.lazy else value
