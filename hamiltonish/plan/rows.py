"""Row functions that are fed by columns: for a plan they are nodes on columns."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hamiltonish.annotations import Form, Kind, form_of, is_scalar, type_text
from hamiltonish.errors import NotLiftedError, RowByRowWarning, TypeMismatchError
from hamiltonish.errors.text import listed
from hamiltonish.frames import schema_of, unwrapped
from hamiltonish.graph import Graph
from hamiltonish.node import Node, Parameter
from hamiltonish.plan.request import BARE, Request
from hamiltonish.plan.sources import Origin, Sources
from hamiltonish.rows import Rows, is_row_function

if TYPE_CHECKING:
    from hamiltonish.rows.node import Cell, OnColumns

__all__ = [
    "ColumnCheck",
    "Lifts",
    "check_given_columns",
    "tell_of_rows",
    "with_rows",
]


class Lifts:
    """What was lifted for a graph, so that it is read once; threads can share it.

    Attributes:
        known: By function, the columns that feed it, and their library, what came of it.
        told: The functions of which there was a warning.
    """

    __slots__ = ("known", "told")

    def __init__(self) -> None:
        self.known: dict[Any, OnColumns] = {}
        self.told: set[str] = set()


def with_rows(
    graph: Graph, request: Request, sources: Sources, lifts: Lifts | None = None
) -> tuple[Graph, Sources]:
    """Put nodes on columns in the place of the row functions that columns feed.

    Args:
        graph: The graph.
        request: What is asked for and given.
        sources: Where each name comes from.
        lifts: What was lifted before.

    Returns:
        The graph and the sources with these nodes, and more of them for whether rows raise; the
        same graph and sources if there are none.

    Raises:
        TypeMismatchError: If a row function that no column feeds gives what is taken as a column.
    """
    types = {id(node.type): node.type for node in sources.order}  # few, also in a large graph
    if not any(map(is_scalar, types.values())):
        return graph, sources
    homes = _Homes(graph, request, sources)
    found: dict[str, OnColumns] = {}
    order: list[Node] = []
    for node in sources.order:
        order.append(node)
        if node.frame or form_of(node.type).kind is not Kind.VALUE:
            homes.add(node)
        elif homes.columns and (read := homes.columns_of(node)) and is_row_function(node):
            one = _on_columns(node, read, homes.add(node), request, lifts or Lifts())
            found[node.name] = one
            order[-1:] = _nodes_of(one, request)
    _refuse_as_columns(graph, sources, homes.columns)
    if not found:
        return graph, sources
    changed = {node.name: node for name in found for node in _nodes_of(found[name], request)}
    readers = {
        name: [_reading(changed.get(reader.name), reader, parameter) for reader, parameter in all_]
        for name, all_ in sources.readers.items()
    }
    origins = {**sources.origins, **dict.fromkeys(changed, Origin.COMPUTED)}
    seen = replace(sources, order=tuple(order), readers=readers, origins=origins, rowwise=found)
    return graph.with_nodes({**graph.nodes, **changed}), seen


def _on_columns(
    node: Node, read: tuple[str, ...], home: Form, request: Request, lifts: Lifts
) -> OnColumns:
    """Find what a row function is on columns, or make it."""
    from hamiltonish.rows.node import on_columns  # loaded when something is lifted

    raises = request.rows is Rows.RAISE
    key = node.name, read, home.library, raises
    if key not in lifts.known:
        lifts.known[key] = on_columns(node, read, home.library, raises=raises)
    return lifts.known[key]


def _nodes_of(one: OnColumns, request: Request) -> list[Node]:
    """List the nodes that stand for a row function: itself, and the flag if it is looked at."""
    if one.flag is not None and (request.counts_rows or request.rows is Rows.RAISE):
        return [one.node, one.flag]
    return [one.node]


def _reading(changed: Node | None, reader: Node, parameter: Parameter) -> tuple[Node, Parameter]:
    """Give a reader, and the parameter by which it reads, as they are on columns."""
    if changed is None:
        return reader, parameter
    return changed, changed.parameters[reader.parameters.index(parameter)]


def _refuse_as_columns(graph: Graph, sources: Sources, columns: Mapping[str, Form]) -> None:
    """Refuse that a plain value is taken as a column, which the graph has left to the plan."""
    for name, pairs in sources.readers.items():
        if name in columns or sources.origins.get(name) is not Origin.COMPUTED:
            continue
        for reader, parameter in pairs:
            taken = form_of(parameter.type)
            if taken.kind is Kind.COLUMN and is_row_function(node := graph.nodes[name]):
                raise TypeMismatchError(
                    node.name,
                    type_text(node.type),
                    node.place,
                    type_text(parameter.type),
                    reader.place,
                    "it gives a column if a column feeds it: give"
                    f" {listed([p.name for p in node.parameters])} as one.",
                )


class _Homes:
    """Which names are columns, and of what kind of frame, as far as it is known before a plan is.

    Attributes:
        columns: The form of the frame of each column, or its own if it has none.

    Args:
        graph: The graph.
        request: What is asked for and given.
        sources: Where each name comes from.
    """

    def __init__(self, graph: Graph, request: Request, sources: Sources) -> None:
        self.columns: dict[str, Form] = {}
        self._frames = {key: given.form for key, given in request.inputs.items() if given.is_frame}
        for name, origin in sources.origins.items():
            if origin is Origin.COLUMN:
                self.columns[name] = self._frames[sources.frames[name]]
            elif origin is Origin.CONFIG:
                self._note(name, form_of(type(graph.config[name])))
            elif origin is not Origin.COMPUTED:
                given = request.overrides if origin is Origin.OVERRIDE else request.inputs
                self._note(name, given[name].form)
        self._any = next((f for k, f in self._frames.items() if k != BARE), None)
        self._any = self._frames.get(BARE, self._any)

    def _note(self, name: str, form: Form) -> None:
        if form.kind is Kind.COLUMN:
            self.columns[name] = form
        elif form.kind is Kind.FRAME:
            self._frames[name] = form

    def add(self, node: Node) -> Form:
        """Learn that a node is a column or a frame; find of what kind of frame."""
        form = form_of(node.type)
        if node.frame:
            form = self.columns[node.name] = self._frames.get(node.frame, form)
        elif form.kind is Kind.FRAME:
            given = (self._frames[p.name] for p in node.parameters if p.name in self._frames)
            form = next(given, form) if form.library == "narwhals" else form
            self._frames[node.name] = form
        else:
            form = self.columns[node.name] = self._home(node, form)
        return form

    def _home(self, node: Node, form: Form) -> Form:
        """Find the frame of a column that is computed: that of the columns that it takes."""
        given = (self.columns[name] for name in self.columns_of(node))
        home = next((one for one in given if one.library != "narwhals"), self._any)
        return form if home is None or form.library not in ("", "narwhals", home.library) else home

    def columns_of(self, node: Node) -> tuple[str, ...]:
        """List the columns that a node takes."""
        return tuple(p.name for p in node.parameters if p.name in self.columns)


# -- what is told --------------------------------------------------------------------------------


def tell_of_rows(sources: Sources, request: Request, lifts: Lifts) -> None:
    """Warn of functions that run row by row, of each once, or refuse them.

    Raises:
        NotLiftedError: If the caller wants all of them to be lifted.
    """
    rowwise = sources.rowwise
    refused = {name: one.refusal for name, one in rowwise.items() if one.refusal is not None}
    if not refused:
        return
    if request.rows is Rows.STRICT:
        raise NotLiftedError(tuple(refused.values()))
    for name, refusal in refused.items():
        if name not in lifts.told:
            lifts.told.add(name)
            place = rowwise[name].call.node.location
            file, line = ("<unknown>", 1) if place is None else (place.file, place.line)
            # As `warnings.warn` in that place would: a default filter shows it once, too.
            around = getattr(rowwise[name].call.node.function, "__globals__", {})
            registry = around.setdefault("__warningregistry__", {})
            warnings.warn_explicit(RowByRowWarning(refusal), None, file, line, registry=registry)


def check_given_columns(sources: Sources, values: Mapping[str, object]) -> None:
    """Check the dtypes of columns that are given, where these are known without computing.

    Raises:
        InputTypeError: If a row function cannot take one.
    """
    by_frame: dict[str, list[Cell]] = {}
    for one in sources.rowwise.values():
        for cell in one.cells:
            if (frame := sources.frames.get(cell.name)) is not None:
                by_frame.setdefault(frame, []).append(cell)
    for frame, cells in by_frame.items():
        data = values.get(frame)
        if data is not None:
            by_column: dict[str, list[Cell]] = {}
            for cell in cells:
                by_column.setdefault(cell.name, []).append(cell)
            check_columns(unwrapped(data), by_column)


class ColumnCheck:
    """The step that checks the dtypes of columns; a schema that passed is not looked at again.

    Args:
        cells: How the columns are taken.
    """

    __slots__ = ("_cells", "_passed")

    def __init__(self, cells: Mapping[str, list[Cell]]) -> None:
        self._cells = cells
        self._passed: object = None

    def __call__(self, data: object) -> None:
        """Check a frame."""
        schema = schema_of(data) if form_of(type(data)).library == "polars" else None
        if schema is None or schema != self._passed:
            check_columns(data, self._cells)
            self._passed = schema


def check_columns(data: object, cells: Mapping[str, list[Cell]]) -> None:
    """Check the dtypes of the columns of a frame, each as several row functions take it."""
    from hamiltonish.rows.node import check_cells

    deepest = max(map(len, cells.values()))
    for index in range(deepest):
        check_cells(data, {name: some[index] for name, some in cells.items() if index < len(some)})
