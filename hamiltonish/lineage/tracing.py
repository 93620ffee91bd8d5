"""Tracing a request: each of its names is added to what is known, in topological order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hamiltonish.annotations import Kind, form_of
from hamiltonish.frames import empty_column
from hamiltonish.graph import Graph
from hamiltonish.lineage.columns import expression_row
from hamiltonish.lineage.made import frame_of
from hamiltonish.lineage.trace import SAME, Trace
from hamiltonish.node import Node
from hamiltonish.plan.sources import Origin, Sources

__all__ = ["traced"]


def traced(graph: Graph, sources: Sources, given: Mapping[str, Any]) -> Trace:
    """Find what each function of a request reads, and how.

    Args:
        graph: The graph.
        sources: Where the names of the request come from.
        given: The inputs and overrides, as far as they are given. No rows of them are read.
    """
    trace = Trace(graph, sources, given)
    for name, origin in sources.origins.items():
        if origin is not Origin.COMPUTED:
            trace.add_given(name, origin)
    for node in sources.order:
        _add(trace, node)
    return trace


def _add(trace: Trace, node: Node) -> None:
    """Add a node whose function is called, or that is extracted from a frame."""
    form = form_of(node.type)
    if node.frame:
        cell = trace.cell(node.frame, node.own_column)
        trace.add_column(node.name, {cell: SAME}, node.frame)
        trace.dtypes[node.name] = (trace.frames[node.frame].schema or {}).get(node.own_column)
    elif form.kind is Kind.FRAME:
        trace.kinds[node.name] = Kind.FRAME
        trace.frames[node.name] = frame_of(trace, node)
    elif form.kind is Kind.COLUMN and form.lazy:
        owner = trace.owner(node)
        trace.add_column(node.name, expression_row(trace, node, owner), owner)
    elif form.kind is Kind.COLUMN:
        trace.add_column(node.name, trace.parameters(node), trace.owner(node))
        trace.dtypes[node.name] = _annotated_dtype(node)
    else:
        trace.kinds[node.name] = Kind.VALUE
        trace.table[node.name] = trace.parameters(node)


def _annotated_dtype(node: Node) -> Any:
    """Find the dtype that the annotation of a function on data says; of Polars only."""
    if form_of(node.type).library != "polars":
        return None
    added = getattr(node.type, "__metadata__", ())
    columns = (empty_column("polars", dtype) for dtype in added)
    return next((column.dtype for column in columns if column is not NotImplemented), None)
