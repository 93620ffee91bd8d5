"""Row functions that are fed by columns: for a plan they are nodes on columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hamiltonish.annotations import Kind, form_of, type_text
from hamiltonish.assemble import mismatch_hint
from hamiltonish.errors import TypeMismatchError
from hamiltonish.graph import Graph
from hamiltonish.node import Node, Parameter
from hamiltonish.plan.request import Request
from hamiltonish.plan.sources import Origin, Sources
from hamiltonish.rows import is_row_function, on_columns

__all__ = ["with_rows"]


def with_rows(graph: Graph, request: Request, sources: Sources) -> tuple[Graph, Sources]:
    """Put nodes on columns in the place of the row functions that columns feed.

    Args:
        graph: The graph.
        request: What is asked for and given.
        sources: Where each name comes from.

    Returns:
        The graph and the sources with these nodes; the same if there are none.

    Raises:
        TypeMismatchError: If a row function that no column feeds gives what is taken as a column.
    """
    columns = {name for name, origin in sources.origins.items() if origin is Origin.COLUMN}
    for given in (request.inputs, request.overrides):
        columns.update(name for name, one in given.items() if one.form.kind is Kind.COLUMN)
    changed: dict[str, Node] = {}
    for node in sources.order:
        if node.frame or form_of(node.type).kind is Kind.COLUMN:
            columns.add(node.name)
        elif is_row_function(node):
            if read := columns.intersection(p.name for p in node.parameters):
                changed[node.name] = on_columns(node, read, "polars")
                columns.add(node.name)
            else:
                _refuse_as_column(node, sources)
    if not changed:
        return graph, sources
    nodes: Mapping[str, Node] = {name: changed.get(name, n) for name, n in graph.nodes.items()}
    readers = {
        name: [_reading(changed.get(reader.name), reader, parameter) for reader, parameter in all_]
        for name, all_ in sources.readers.items()
    }
    order = tuple([nodes[node.name] for node in sources.order])
    return graph.with_nodes(nodes), replace(sources, order=order, readers=readers)


def _reading(changed: Node | None, reader: Node, parameter: Parameter) -> tuple[Node, Parameter]:
    """Give a reader, and the parameter by which it reads, as they are on columns."""
    if changed is None:
        return reader, parameter
    return changed, changed.parameters[reader.parameters.index(parameter)]


def _refuse_as_column(node: Node, sources: Sources) -> None:
    """Refuse that a plain value is taken as a column."""
    for reader, parameter in sources.readers.get(node.name, ()):
        taken = form_of(parameter.type)
        if taken.kind is Kind.COLUMN:
            raise TypeMismatchError(
                node.name,
                type_text(node.type),
                node.place,
                type_text(parameter.type),
                reader.place,
                mismatch_hint(form_of(node.type), taken),
            )
